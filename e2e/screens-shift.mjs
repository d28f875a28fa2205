// The journeys of a shift (ux.md, SW1 to SW7) on the made-up core, each with
// its taps counted.
import { answered, focusKept, heading, lastBody, looked, opened, tap, visit, within } from "./screens-kit.mjs";

export const journeys = {
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
      await page.getByText("This medicine must be on time.").waitFor();
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
