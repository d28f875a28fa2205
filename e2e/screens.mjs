// The screens of the field app on a made-up core. Run by TestScreens.
import { withBrowser } from "./lib.mjs";
import { focusKept, heading, looked, opened, tap, unhidden, within } from "./screens-kit.mjs";

const visit = "/v/visit/v1";

// answered says what Joan did, took, and how she was: 4 tasks and 2 medicines.
async function answered(page) {
  for (const [i, level] of ["On their own", "With a reminder", "Done for them", "Not today"].entries()) await tap(page, "radio", level, i);
  for (const i of [0, 1]) await tap(page, "radio", "Taken", i);
  await tap(page, "radio", "Better");
}

const journeys = {
  async SW1(context) {
    await opened(context, {}, "/v/", async (page) => {
      await tap(page, "button", "I have arrived");
      await heading(page, "Joan P");
      await tap(page, "radio", "All as usual");
      await answered(page);
      await tap(page, "button", "Leave");
      await heading(page, /^Visit recorded 8:\d\dam$/);
      await page.getByText("Saved on this phone.", { exact: true }).first().waitFor();
      if (await page.getByText("Held by the council").count()) throw new Error("held by the council is said without a receipt");
      await page.getByText("3 Made Lane").waitFor();
      await within(page, "SW1, a visit", { taps: 12 });
      await page.evaluate(() => window.core.set({ online: true }));
      await page.getByText(/^Held by the council at 8:\d\dam\.$/).waitFor();
      const facts = await page.evaluate(() => window.core.facts.value.map((k) => k.fact));
      const whole = facts.at(-1);
      if (facts.length !== 10 || whole.action !== "visit.record" || whole.body.tasks.length !== 4 || whole.body.without.length || whole.body.feeling !== "better" || whole.version !== 3)
        throw new Error(`the visit is not whole: ${JSON.stringify(whole)}`);
    });
  },
  async SW2(context) {
    await opened(context, {}, "/v/", async (page) => {
      await tap(page, "button", "I have arrived");
      await heading(page, "Joan P");
      await tap(page, "radio", "All as usual");
      await answered(page);
      await page.evaluate(() => addEventListener("pointerdown", () => (window.was ??= scrollY)));
      await tap(page, "link", "Raise a concern");
      const y = await page.evaluate(() => window.was);
      await tap(page, "radio", /^Not well/);
      await tap(page, "radio", "Today");
      await tap(page, "button", "Send");
      await page.getByText("Concern saved on this phone.").first().waitFor();
      await focusKept(page, "after a concern");
      const after = await page.evaluate(() => ({ y: scrollY, chosen: document.querySelectorAll('[aria-checked="true"]').length, on: document.activeElement.textContent }));
      if (Math.abs(after.y - y) > 5 || after.chosen !== 8 || after.on !== "Raise a concern") throw new Error(`not back where one was: ${y} to ${JSON.stringify(after)}`);
      await tap(page, "button", "Leave");
      await heading(page, /^Visit recorded/);
      await within(page, "SW2, a visit with a concern", { taps: 16 });
    });
  },
  async SW3(context) {
    await opened(context, { phase: "locked" }, "/v/", async (page) => {
      await tap(page, "button", "Unlock");
      await page.getByRole("heading", { name: "2 changes since you last looked" }).waitFor();
      await tap(page, "button", "Seen");
      if (await page.getByText("since you last looked").count()) throw new Error("changes that were seen are still new");
      await within(page, "SW3, the start of a shift", { taps: 3 });
    });
  },
  async SW4(context) {
    await opened(context, {}, "/v/", async (page) => {
      await tap(page, "link", "Open the visit");
      await tap(page, "link", "No answer");
      await tap(page, "button", "Still no answer: tell the office");
      await heading(page, "Not told yet: no signal");
      await page.getByRole("link", { name: /Call the office/ }).first().waitFor();
      await page.getByText(/^You have waited 0:0\d$/).waitFor();
      await within(page, "SW4, no answer", { taps: 4 });
      await page.evaluate(() => window.core.set({ online: true }));
      await heading(page, /^Office told 8:\d\dam\. Stay there\.$/);
      await focusKept(page, "after the receipt");
      await tap(page, "radio", "They may be inside");
      await page.getByText("You think Joan is inside. Ring 999.").waitFor();
      // Past a sign of somebody inside it does not end without 999 or a reason.
      await tap(page, "radio", "They are away and safe");
      await page.getByLabel("Who told you where they are, and when?").fill("Ann, her daughter, at half past eight");
      await tap(page, "button", "Save how it ended");
      await page.getByRole("alert").getByText("Ring 999, or say why not.").waitFor();
      await tap(page, "radio", "Yes, they come");
      await tap(page, "radio", "I found them fallen");
      await page.getByText("Do not lift them.").waitFor();
      await tap(page, "button", "Save how it ended");
      await heading(page, "I found them fallen");
      const did = await page.evaluate(() => window.core.facts.value.map((k) => [k.fact.action, k.fact.body]));
      const [start, ...rest] = did;
      if (did.map(([a]) => a).join() !== "no_answer.start,no_answer.step,no_answer.step,no_answer.end" || start[1].tried.length || rest[0][1].result !== "sign_inside" || rest[2][1].outcome !== "found_fallen")
        throw new Error(JSON.stringify(did));
    });
    await opened(context, { online: true }, visit + "/no-answer", async (page) => {
      await tap(page, "button", "Ring the bell");
      await tap(page, "button", "Still no answer: tell the office");
      await heading(page, /^Office told/);
      await tap(page, "radio", "They answered");
      await tap(page, "button", "Save, and start the visit");
      await heading(page, "Joan P");
      await page.getByText("You arrived at").waitFor();
    });
  },
  async SW5(context) {
    for (const path of ["/v/", visit, "/v/person/p1", visit + "/concern", "/v/me", "/v/waiting", visit + "/no-answer"]) {
      await opened(context, {}, path, async (page) => {
        await tap(page, "link", "I need help");
        await tap(page, "button", "Send an alert to the office");
        await heading(page, "The office does not know yet");
        await within(page, `SW5, help from ${path}`, { taps: 2 });
        await tap(page, "button", "Undo: I pressed by mistake");
        await heading(page, "I need help");
        const did = await page.evaluate(() => window.core.facts.value.map((k) => k.fact));
        if (did.length !== 2 || did[1].body.help !== did[0].id || did[0].body.how !== "pressed") throw new Error(`not taken back: ${JSON.stringify(did)}`);
      });
    }
    await opened(context, { phase: "locked" }, "/v/", async (page) => {
      await tap(page, "link", "I need help");
      await tap(page, "button", "Send an alert to the office");
      await heading(page, "The office does not know yet");
      await within(page, "SW5, help from the locked app", { taps: 2 });
      await page.evaluate(() => window.core.set({ online: true }));
      await heading(page, /^The office was told at 8:\d\dam$/);
    });
    await opened(context, { phase: "locked" }, "/v/", async (page) => {
      await tap(page, "link", "I need help");
      await tap(page, "button", "Send a silent alert");
      await heading(page, "Unlock");
      if (/alert|told|help is/i.test(await page.locator("main").innerText())) throw new Error("a silent alert shows on the locked app");
    });
    await opened(context, { online: true }, visit, async (page) => {
      await tap(page, "link", "I need help");
      await tap(page, "button", "Send a silent alert");
      await heading(page, "Joan P");
      const shows = async () => /alert|help is|told/i.test((await page.locator("main").innerText()) + (await page.getByRole("status").allInnerTexts()));
      if (await shows()) throw new Error("a silent alert shows");
      if (await page.evaluate(() => window.core.hushed.length !== 1 || !window.core.hushed[0].body.silent)) throw new Error("the silent alert is not kept");
      await tap(page, "link", "I need help");
      await heading(page, "I need help");
      await tap(page, "link", "Waiting to send");
      if (/help|1 record/i.test(await page.locator("main").innerText())) throw new Error("a silent alert is listed");
    });
  },
  async SW6(context) {
    await opened(context, {}, "/v/", async (page) => {
      await tap(page, "link", "Running late");
      await tap(page, "radio", "20 minutes");
      await page.getByText("About 8:50am for Joan P").waitFor();
      await tap(page, "button", "Tell the office");
      await page.getByText("You said about 8:50am").waitFor();
      await within(page, "SW6, running late", { taps: 4 });
    });
  },
  async SW7(context) {
    await opened(context, {}, "/v/visit/v2", async (page) => {
      await tap(page, "button", "I have arrived");
      await tap(page, "radio", "Not taken");
      if (await page.evaluate(() => window.core.facts.value.some((k) => k.fact.action === "visit.dose"))) throw new Error("not taken is recorded without a reason");
      await page.reload();
      await tap(page, "radio", "Was asleep");
      await page.getByText("This medicine must be on time").waitFor();
      await page.getByText("Ring the Parkinson’s nurse the same morning.").waitFor();
      const dose = await lastBody(page);
      if (dose.outcome !== "not_taken" || dose.reason !== "asleep") throw new Error(JSON.stringify(dose));
      await within(page, "SW7, a medicine not taken", { taps: 3 });
    });
    // When needed: what for, how much; too early is a second press with its reason, and no lock.
    await opened(context, {}, "/v/visit/v2", async (page) => {
      await tap(page, "button", "I have arrived");
      await tap(page, "radio", "It helped");
      await page.getByText("Last given Monday 30 November at 6:10am. Not before 10:10am. 2 of at most 4 in 24 hours.").waitFor();
      await tap(page, "button", "Give or offer Pain tablets");
      await tap(page, "radio", "Pain in the back");
      await tap(page, "radio", "2");
      await page.getByRole("radiogroup", { name: "What became of Pain tablets?" }).getByRole("radio", { name: "Taken", exact: true }).click();
      await page.getByRole("alert").getByText("It is too early. Last given Monday 30 November at 6:10am: not before 10:10am.").waitFor();
      await looked(page, "visit-needed-early");
      await tap(page, "radio", "The GP or pharmacist said so");
      await tap(page, "button", "Give all the same");
      await page.getByText(/^Taken at 8:\d\dam$/).waitFor();
      const dose = await lastBody(page);
      if (dose.why !== "Pain in the back" || dose.amount !== "2" || dose.warned.join() !== "too_early" || dose.words !== "The GP or pharmacist said so" || dose.corrects) throw new Error(JSON.stringify(dose));
      await within(page, "SW7, a medicine when needed, too early", { taps: 8 });
    });
    // A patch: its place, who saw it; on the same place is a warning.
    await opened(context, {}, "/v/visit/v2", async (page) => {
      await tap(page, "button", "I have arrived");
      const patch = page.getByRole("radiogroup", { name: "Pain patch" });
      await patch.getByRole("radio", { name: "Taken", exact: true }).click();
      await page.getByText("The last one: left side of the chest, Friday 27 November at 9:00am. Choose another place.").waitFor();
      await page.getByText("Show on a picture").click();
      await looked(page, "visit-patch");
      await tap(page, "radio", "1. Left side of the chest");
      await tap(page, "radio", "Lee M");
      await page.getByRole("alert").getByText("It was: left side of the chest.").waitFor();
      await tap(page, "radio", "4. Right upper arm");
      await page.getByRole("button", { name: "I gave it. Not so?" }).waitFor();
      const dose = await lastBody(page);
      if (dose.site !== "upper_arm_right" || dose.witness !== "Lee M" || dose.warned || !dose.right) throw new Error(JSON.stringify(dose));
      await tap(page, "button", "I gave it. Not so?");
      await tap(page, "radio", "Family gave it");
      const help = await lastBody(page);
      if (help.help !== "family" || !help.corrects || help.witness !== "Lee M" || help.site !== "upper_arm_right") throw new Error(JSON.stringify(help));
    });
    // Another visit holds the right: said before, and again at the press.
    await opened(context, {}, "/v/visit/v2", async (page) => {
      await tap(page, "button", "I have arrived");
      await page.getByText("Water tablet: may already have been given. Last confirmed 8:05am.").waitFor();
      await page.getByRole("radiogroup", { name: "Water tablet" }).getByRole("radio", { name: "Taken", exact: true }).click();
      await page.getByRole("alert").getByText("It may already have been given. Last confirmed 8:05am.").waitFor();
      await tap(page, "button", "Give all the same");
      await page.getByRole("alert").getByText("Choose why you give it all the same.").waitFor();
      await tap(page, "radio", "The office said so");
      await tap(page, "button", "Give all the same");
      await page.getByRole("button", { name: "I gave it. Not so?" }).waitFor();
      const dose = await lastBody(page);
      if (dose.right || dose.warned.join() !== "elsewhere,unchecked") throw new Error(JSON.stringify(dose));
    });
  },
};

const lastBody = (page) => page.evaluate(() => window.core.facts.value.at(-1).fact.body);

// door: something has changed; a home that nobody has been to; a phone that has not shown it can call.
async function door(context) {
  await opened(context, {}, "/v/visit/v3", async (page) => {
    await page.getByText("Nobody of us has been here before").waitFor();
    await page.getByText("Whether there are animals").waitFor();
    await looked(page, "visit-first-ahead");
    await tap(page, "button", "I have arrived");
    await page.getByRole("link", { name: "Stay on the line with Kim Office 01632 960 111" }).waitFor();
    await tap(page, "radio", "Stop: do not go in");
    await tap(page, "button", "Do not go in: tell the office");
    await page.getByRole("alert").getByText("Press why it is not safe.").waitFor();
    await tap(page, "button", "A loose animal");
    await looked(page, "visit-first-stop");
    await tap(page, "button", "Do not go in: tell the office");
    await page.getByText("Go to a safe place first.").waitFor();
    const said = await lastBody(page);
    if (said.answer !== "not_safe" || said.seen.join() !== "animal" || said.first !== true || said.went_in !== false) throw new Error(JSON.stringify(said));
  });
  await opened(context, {}, visit, async (page) => {
    await tap(page, "button", "I have arrived");
    await tap(page, "radio", "Something has changed");
    await tap(page, "button", "Something to trip or slip on");
    await looked(page, "visit-changed");
    await tap(page, "button", "Save, and go in");
    const said = await lastBody(page);
    if (said.answer !== "changed" || said.seen.join() !== "floor" || said.first !== undefined || said.went_in !== true) throw new Error(JSON.stringify(said));
    if ((await page.locator('[aria-checked="true"]').innerText()) !== "Something has changed") throw new Error("what was said at the door does not show");
  });
  await opened(context, { cannotCall: "The council did not answer." }, "/v/", async (page) => {
    await page.getByText("This phone has not shown that it can call for help.").waitFor();
    await looked(page, "today-cannot-call");
    await tap(page, "link", "Open the visit");
    await page.getByText("This phone has not shown today that it can call for help.").waitFor();
    await looked(page, "visit-cannot-call");
    await page.evaluate(() => window.core.set({ online: true }));
    await tap(page, "button", "Try it now");
    await page.getByText("has not shown today").waitFor({ state: "detached" });
  });
}

// atTheTop: what must never be hidden stands on every view of a person.
async function atTheTop(context) {
  for (const path of ["/v/visit/v2", "/v/person/p2"]) {
    await opened(context, {}, path, async (page) => {
      for (const words of ["None known", "Do not try to restart the heart", "Level 5, minced and moist"]) await page.getByText(words).first().waitFor();
    });
  }
  await opened(context, {}, "/v/visit/v6", async (page) => {
    if (/goal|walk to the gate|last visit/i.test(await page.locator("main").innerText())) throw new Error("progress is spoken of at the end of a life");
    await tap(page, "link", /^What May wants now/);
    await page.getByText("The window open, and birdsong.").waitFor();
    await within(page, "wishes", { taps: 1 });
    await looked(page, "wishes");
  });
}

// softStop: a medicine without an answer stops once, and never locks the door.
async function softStop(context) {
  await opened(context, {}, visit, async (page) => {
    await tap(page, "button", "I have arrived");
    await tap(page, "radio", "On their own");
    await tap(page, "radio", "Taken");
    await tap(page, "button", "Leave");
    await heading(page, "1 medicine has no answer");
    await tap(page, "radio", "Not taken"); // and no reason yet: the answer is only half changed
    await heading(page, "2 medicines have no answer");
    await tap(page, "radio", "Chose not to");
    await heading(page, "1 medicine has no answer");
    const doses = await page.evaluate(() => window.core.facts.value.filter((k) => k.fact.action === "visit.dose").map((k) => k.fact));
    if (doses.length !== 2 || doses[1].body.corrects !== doses[0].id || doses[0].body.corrects) throw new Error(`what a dose corrects: ${JSON.stringify(doses)}`);
    await tap(page, "button", "Leave now");
    await page.getByRole("alert").getByText("Choose why you leave now.").waitFor();
    await looked(page, "leave-stop");
    await tap(page, "radio", "I am called away");
    await tap(page, "button", "Leave now");
    await heading(page, /^Visit recorded/);
    const body = await page.evaluate(() => window.core.facts.value.at(-1).fact.body);
    if (body.early !== "called_away" || body.without.length !== 1 || body.without[0].medicine !== "m2") throw new Error(JSON.stringify(body));
    await looked(page, "visit-left-early");
  });
}

// sealedConcern: what is told of abuse is nowhere on the visit's page after it.
async function sealedConcern(context) {
  await opened(context, { online: true }, visit, async (page) => {
    await tap(page, "button", "I have arrived");
    for (const kind of ["A fall", /^Someone hurts/]) {
      await tap(page, "link", "Raise a concern");
      await tap(page, "radio", kind);
      await tap(page, "radio", "Today");
      await tap(page, "button", "Send");
      await heading(page, "Joan P");
    }
    const shown = await page.getByText("You raised a concern").count();
    const kept = await page.evaluate(() => window.core.facts.value.filter((k) => k.fact.action === "concern.raise").length);
    if (shown !== 1 || kept !== 2) throw new Error(`${kept} concerns kept, ${shown} shown`);
  });
}

// unsaved: what could not be kept is never ticked.
async function unsaved(context) {
  await opened(context, {}, visit, async (page) => {
    await tap(page, "button", "I have arrived");
    await page.evaluate(() => window.core.set({ full: "This phone is full. Make room, then press again." }));
    await tap(page, "radio", "On their own");
    await page.getByRole("alert").getByText("This phone is full.").waitFor();
    if (await page.locator('[aria-checked="true"]').count()) throw new Error("a tick shows for what was not saved");
    await looked(page, "visit-not-saved");
    await page.evaluate(() => window.core.set({ full: "" }));
    await tap(page, "radio", "On their own");
    if ((await page.locator('[aria-checked="true"]').count()) !== 1 || (await page.getByRole("alert").count())) throw new Error("saved, and not shown so");
  });
}

// twice: a double press, as gloves make them, is one press.
async function twice(context) {
  await opened(context, { slow: 120 }, "/v/", async (page) => {
    const actions = () => page.evaluate(() => window.core.facts.value.map((k) => k.fact.action).join());
    await page.getByRole("button", { name: "Seen" }).dblclick();
    await page.getByText("since you last looked").waitFor({ state: "detached" });
    await page.waitForTimeout(300);
    if ((await actions()) !== "roster.seen") throw new Error(`a double press on Seen: ${await actions()}`);
    const arrived = await page.getByRole("button", { name: "I have arrived" }).elementHandle();
    await arrived.evaluate((e) => (e.click(), e.click()));
    await heading(page, "Joan P");
    await page.waitForTimeout(300);
    if ((await actions()) !== "roster.seen,visit.arrive") throw new Error(`a double press on arriving: ${await actions()}`);
  });
}

// reopened: the app opens where it was closed, with what was half typed.
async function reopened(context) {
  await opened(context, {}, visit, async (page) => {
    await tap(page, "button", "I have arrived");
    await answered(page);
    await tap(page, "button", "Add a note");
    await page.keyboard.type("Half a no");
    await page.evaluate(() => scrollTo(0, 1500));
    await page.waitForTimeout(500);
    const y = await page.evaluate(() => scrollY);
    await page.goto(process.env.STILLHOME_BASE + "/v/");
    await heading(page, "Joan P");
    await page.waitForFunction((was) => Math.abs(scrollY - was) < 5, y);
    if ((await page.locator("textarea").inputValue()) !== "Half a no") throw new Error("what was half typed is lost");
    await page.locator("textarea").fill("");
    if ((await page.locator("textarea").inputValue()) !== "") throw new Error("words cannot be taken out");
    await page.locator("textarea").fill("Joan made her own tea.");
    await tap(page, "button", "Save note");
    await page.locator("main").getByText("Joan made her own tea.").waitFor();
    await page.goBack();
    await focusKept(page, "after going back");
  });
}

// keyboard does a whole visit without a mouse.
async function keyboard(context) {
  await opened(context, {}, "/v/", async (page) => {
    const to = async (role, name) => {
      for (let i = 0; i < 60; i++) {
        const at = await page.evaluate(() => ({ role: document.activeElement.getAttribute("role") ?? document.activeElement.tagName.toLowerCase(), name: document.activeElement.textContent }));
        if (at.role === role && at.name === name) return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`"${name}" cannot be reached by keyboard`);
    };
    await to("button", "I have arrived");
    await page.keyboard.press("Enter");
    await heading(page, "Joan P");
    await focusKept(page, "after arriving");
    const answer = async (key) => {
      const before = await page.evaluate(() => window.core.facts.value.length);
      await page.keyboard.press(key);
      await page.waitForFunction((n) => window.core.facts.value.length > n, before);
      await focusKept(page, "after an answer");
    };
    await to("radio", "All as usual");
    await answer("Space");
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press("Tab");
      await to("radio", "On their own");
      for (let n = 0; n < i; n++) await page.keyboard.press("ArrowRight");
      await answer("Space");
    }
    for (let i = 0; i < 2; i++) {
      await page.keyboard.press("Tab");
      await to("radio", "Taken");
      await answer("Enter");
    }
    await page.keyboard.press("Tab");
    await to("radio", "Better");
    await answer("Space");
    await to("button", "Leave");
    await page.keyboard.press("Enter");
    await heading(page, /^Visit recorded/);
    await focusKept(page, "after leaving");
    const n = await page.evaluate(() => window.counted());
    const levels = await page.evaluate(() => window.core.facts.value.at(-1).fact.body.tasks.map((t) => t.level).join());
    if (n.tap || levels !== "alone,reminder,watched,hands_on") throw new Error(`by keyboard: ${n.tap} taps, ${levels}`);
    console.log(`a visit by keyboard alone: ${n.key} keys`);
  });
  await opened(context, {}, visit, async (page) => {
    await tap(page, "button", "I have arrived");
    console.log(`the visit has ${await unhidden(page)} stops by keyboard, none covered`);
  });
}

// screens lists every screen and state: name, how the app is set, address, and
// what is pressed first.
const press = (...steps) => async (page) => {
  for (const [role, name] of steps) await tap(page, role, name);
};
const screens = [
  ["today", {}, "/v/"],
  ["today-empty", { empty: true }, "/v/"],
  ["today-no-pack", { noPack: true }, "/v/"],
  ["today-trouble", { trouble: "The council’s computer did not answer as it should. Nothing is lost: the office has been told.", update: true }, "/v/"],
  ["today-signed-out", { signIn: true }, "/v/"],
  ["today-long-names", { longNames: true }, "/v/"],
  ["visit-ahead", {}, visit],
  ["visit-tomorrow", {}, "/v/visit/v5"],
  ["visit-over", {}, visit, async (page) => {
    await tap(page, "button", "I have arrived");
    await page.evaluate(() => {
      window.core.set({ clock: "09:40" });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await page.getByText("This visit was to end at 9:15am.").waitFor();
  }],
  ["today-stale", { on: "2026-12-03" }, "/v/"],
  ["today-overnight", { on: "2026-12-01" }, "/v/"],
  ["today-after", {}, visit, press(["button", "I have arrived"], ["radio", "On their own"], ["button", "Leave"], ["radio", "Something else"], ["button", "Leave now"], ["link", "Today"])],
  ["visit-here", {}, visit, press(["button", "I have arrived"], ["radio", "On their own"], ["radio", "Taken"])],
  ["visit-not-safe", {}, visit, press(["button", "I have arrived"], ["radio", "Not safe"], ["button", "Shouting or threats"], ["button", "Do not go in: tell the office"])],
  ["visit-long-names", { longNames: true }, visit, press(["button", "I have arrived"])],
  ["visit-no-tasks", {}, "/v/visit/v3", press(["button", "I have arrived"], ["button", "Add a note"])],
  ["visit-medicines", {}, "/v/visit/v2", press(["button", "I have arrived"], ["radio", "Not taken"], ["radio", "Was asleep"])],
  ["visit-cancelled", {}, "/v/visit/v4"],
  ["concern", {}, visit + "/concern", press(["radio", "A fall"], ["radio", "Now"])],
  ["concern-sealed", {}, visit + "/concern", press(["radio", /^Someone hurts/], ["radio", "Today"])],
  ["concern-now", {}, visit + "/concern", press(["radio", "A fall"], ["radio", "Now"], ["button", "Send"])],
  ["concern-person", {}, "/v/person/p1/concern", press(["button", "Send"])],
  ["no-answer", {}, visit + "/no-answer", press(["button", "Ring the bell"])],
  ["no-answer-untold", {}, visit + "/no-answer", press(["button", "Still no answer: tell the office"])],
  ["no-answer-told", { online: true }, visit + "/no-answer", press(["button", "Still no answer: tell the office"])],
  ["no-answer-fallen", { online: true }, visit + "/no-answer", press(["button", "Still no answer: tell the office"], ["radio", "They may be inside"], ["radio", "I found them fallen"])],
  ["no-answer-dead", {}, visit + "/no-answer", press(["button", "Still no answer: tell the office"], ["radio", "I found them, and they may have died"], ["button", "Save how it ended"])],
  ["medicine-error", {}, visit + "/medicine-error"],
  ["help-locked", { phase: "locked" }, "/v/help"],
  ["help-locked-untold", { phase: "locked" }, "/v/help", press(["button", "Send an alert to the office"])],
  ["unlock-other", { phase: "locked" }, "/v/", press(["button", "Use a passphrase instead"], ["button", "Unlock"])],
  ["me-other", {}, "/v/me", press(["button", "Choose a second passphrase"], ["button", "Save it"])],
  ["visit-comfort", {}, "/v/visit/v6", press(["button", "I have arrived"])],
  ["person-safety", {}, "/v/person/p2", async (page) => { await page.getByText("Before you go in").click(); }],
  ["chose-not", {}, visit + "/chose-not", press(["radio", "Is going out"])],
  ["chose-not-saved", {}, visit + "/chose-not", press(["radio", "Is going out"], ["button", "Save"])],
  ["late", {}, visit + "/late", press(["radio", "10 minutes"], ["button", "Tell the office"])],
  ["equipment", {}, visit + "/equipment", press(["button", "Save"])],
  ["help", {}, "/v/help"],
  ["help-untold", {}, "/v/help", press(["button", "Send an alert to the office"])],
  ["help-told", { online: true, answers: 1 }, "/v/help", press(["button", "Send an alert to the office"])],
  ["person-shut", { clock: "06:30" }, "/v/person/p1"],
  ["person-open", {}, "/v/person/p1", press(["button", "Show key safe and how to get in"])],
  ["person-little", {}, "/v/person/p3"],
  ["changes", {}, "/v/changes", press(["button", "Seen"])],
  ["waiting", {}, "/v/waiting", press(["link", "Today"], ["button", "I have arrived"], ["radio", "All as usual"], ["link", /Saved on this phone/])],
  ["waiting-office", { online: true, verdict: "conflict" }, "/v/", press(["button", "Seen"], ["link", "Waiting to send"])],
  ["waiting-empty", {}, "/v/waiting"],
  ["week", {}, "/v/week"],
  ["week-empty", { empty: true }, "/v/week"],
  ["me", {}, "/v/me", press(["button", "Change"])],
  ["me-sign-out", { update: true }, "/v/me", press(["button", "Yes, right"], ["button", "Sign out of this phone"])],
  ["set-up", { phase: "setup" }, "/v/"],
  ["set-up-passphrase", { phase: "setup", way: "passphrase" }, "/v/", press(["button", /^Set up with/], ["button", "Set up"])],
  ["unlock", { phase: "locked" }, "/v/"],
  ["unlock-passphrase", { phase: "locked", way: "passphrase" }, "/v/", press(["button", "Unlock"])],
  ["blocked", { phase: "blocked", trouble: "This browser keeps nothing in a private window. Open the app in an ordinary one." }, "/v/"],
  ["starting", { phase: "starting" }, "/v/"],
  ["not-here", {}, "/v/visit/nothing"],
];

await withBrowser(async (_, context) => {
  const jobs = [
    ...Object.entries({ ...journeys, door, atTheTop, softStop, sealedConcern, unsaved, twice, reopened, keyboard }),
    ...screens.map(([name, made, path, act]) => [name, () => opened(context, made, path, async (page) => {
      await act?.(page);
      await looked(page, name);
    })]),
  ].filter(([name]) => name.includes(process.env.STILLHOME_ONLY ?? ""));
  const wrong = [];
  const count = jobs.length;
  // Two tabs at a time, as there are two cores.
  const work = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await job[1](context).catch((e) => wrong.push(`${job[0]}: ${e.message}`));
  };
  await Promise.all([work(), work()]);
  if (wrong.length) throw new Error(wrong.join("\n"));
  console.log(`${count} journeys, screens and states; each screen by axe at 2 sizes, at 10 sizes and in forced colours: no fault`);
});
