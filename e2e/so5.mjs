// A worry from the page for everyone (PE6) and what a safeguarding lead decides
// about a concern (SO5): by mouse within five minutes, by keyboard alone once;
// and nothing of it on the page of the family. Run by TestSafeguarding.
import { checkAxe, OFFICE, PHONE, shot, withBrowser } from "./lib.mjs";
import { base, must, Screen } from "./journey-kit.mjs";

const weather = "https://www.bbc.co.uk/weather";

// looked has axe look at a page at both sizes, and sees that it fits.
async function looked(page, name) {
  for (const size of [OFFICE, PHONE]) {
    await page.setViewportSize(size);
    await checkAxe(page);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    must(wider <= 1, `${name} is ${wider} px wider than a screen of ${size.width}`);
    await shot(page, name, size);
  }
  await page.setViewportSize(OFFICE);
}

// Hands count what a person does, by the keystroke-level model (Card, Moran and
// Newell 1980): a key 0.28 s, pointing 1.1 s, a press 0.2 s, a thought 1.35 s.
class Hands {
  constructor(page) {
    this.page = page;
    this.seconds = 0;
    this.presses = 0;
  }
  thought(n = 1) {
    this.seconds += 1.35 * n;
  }
  async press(locator) {
    this.seconds += 1.3;
    this.presses++;
    await locator.click();
  }
  async goes(locator) {
    this.thought();
    await Promise.all([this.page.waitForEvent("load"), this.press(locator)]);
    must((await this.page.locator(".govuk-error-summary__list li").count()) === 0, await this.page.locator("main").innerText());
  }
  async choose(name, value) {
    this.thought();
    await this.press(this.page.locator(`label[for="${await this.page.locator(`[name="${name}"][value="${value}"]`).getAttribute("id")}"]`));
  }
  async write(name, words) {
    this.thought();
    await this.press(this.page.locator(`[name="${name}"]`));
    this.seconds += 0.28 * words.length;
    await this.page.locator(`[name="${name}"]`).fill(words);
  }
}

const decision = {
  types: "financial", place: "own_home", source: "known",
  test1: "yes", why1: "Needs help to wash and dress.",
  test2: "yes", why2: "Says money is missing.",
  test3: "yes", why3: "Cannot check the account alone.",
  asked: "yes", wishes: "I want my card back. No police.",
  capacity: "yes", advocate: "not_needed", way: "section_42", why: "All three tests are met.",
};

// worried is PE6, on somebody's phone.
async function worried() {
  await withBrowser(
    async (page, context) => {
      await context.route("https://www.bbc.co.uk/**", (route) => route.fulfill({ body: "<title>Weather</title>", contentType: "text/html" }));
      await page.goto(`${base}/worried`);
      must((await page.title()).startsWith("Contact us"), `the title in the browser is ${await page.title()}`);
      const first = await page.locator("main").innerText();
      must(first.indexOf("Ring 999 first") < first.indexOf("Are you worried"), "the number does not come first");
      await checkAxe(page);
      await shot(page, "pe6-worried", PHONE);
      for (const key of ["Escape", "Shift"]) {
        await page.goto(`${base}/worried`);
        await page.locator('[name="words"]').fill("He shouts at her.");
        await page.keyboard.press(key);
        await page.keyboard.press(key);
        must(page.url().startsWith(base), `two presses of ${key} leave`);
        await Promise.all([page.waitForURL(`${weather}*`), page.keyboard.press(key)]);
        await page.goBack().catch(() => {});
        must(!(await page.content()).includes("He shouts"), `after ${key}, Back shows what was typed`);
      }
      await page.goto(`${base}/worried`);
      await Promise.all([page.waitForURL(`${weather}*`), page.getByRole("button", { name: "Exit this page" }).click()]);
      const hands = new Hands(page);
      await page.goto(`${base}/worried`);
      hands.thought(4); // reads
      await hands.write("about", "The man at 3 Made Lane");
      await hands.write("words", "His son shouts at him and takes his pension. He looks thin.");
      await hands.choose("safe", "not_known");
      await Promise.all([page.waitForEvent("load"), hands.press(page.getByRole("button", { name: "Send" }))]);
      must((await page.locator("main").innerText()).includes("We have it. Thank you."), "not taken");
      await checkAxe(page);
      await shot(page, "pe6-thanks", PHONE);
      const cookies = await context.cookies();
      must(cookies.length === 0, `cookies were set: ${cookies.map((c) => c.name)}`);
      must(hands.seconds <= 180, `PE6 takes ${hands.seconds} s by the model, at most 180`);
      console.log(`PE6: ${hands.presses} presses, ${hands.seconds.toFixed(0)} s by the model, at most 180; no cookie; left by Escape, Shift and the button`);
    },
    { viewport: PHONE },
  );
}

// family is what the family's page says.
async function family(screen) {
  await screen.as("family");
  const answer = await screen.page.request.get(base + "/");
  return answer.text();
}

// decided is SO5 by mouse: the concern from this morning.
async function decided(screen) {
  const page = screen.page;
  await page.goto(`${base}/safeguarding`);
  await looked(page, "so5-list");
  const hands = new Hands(page);
  hands.thought(2);
  await hands.goes(page.getByRole("row").filter({ hasText: "New" }).getByRole("link").last());
  must((await page.locator("main").innerText()).includes("money is missing"), "not this morning's concern");
  hands.thought(5); // reads it
  await looked(page, "so5-concern");
  await hands.goes(page.getByRole("button", { name: "Decide" }));
  await looked(page, "so5-decide");
  for (const [name, value] of Object.entries(decision)) {
    const box = page.locator(`[name="${name}"]`).first();
    if (["radio", "checkbox"].includes(await box.getAttribute("type"))) await hands.choose(name, value);
    else await hands.write(name, value);
  }
  await hands.goes(page.getByRole("button", { name: "Save the decision" }));
  await hands.goes(page.getByRole("button", { name: "Add something to do" }));
  await looked(page, "so5-task");
  await hands.choose("kind", "protection");
  await hands.write("words", "Ring the bank with the person");
  await hands.write("owner", "Sam Placeholder");
  for (const [part, value] of [["day", "2"], ["month", "12"], ["year", "2026"]]) await hands.write(`due-${part}`, value);
  await hands.choose("effect", "");
  await hands.goes(page.getByRole("button", { name: "Save" }));
  const text = await page.locator("main").innerText();
  for (const words of ["A section 42 enquiry", "I want my card back. No police.", "Ring the bank with the person"]) must(text.includes(words), `the concern does not say “${words}”`);
  await looked(page, "so5-decided");
  must(hands.seconds <= 300, `SO5 takes ${hands.seconds} s by the model, at most 300`);
  console.log(`SO5: ${hands.presses} presses, ${hands.seconds.toFixed(0)} s by the model, at most 300`);
}

// onto moves the focus by Tab until it is on a field.
async function onto(page, name, value) {
  for (let n = 0; n < 120; n++) {
    const at = await page.evaluate(() => [document.activeElement.name, document.activeElement.value, document.activeElement.textContent.trim()]);
    if (at[0] === name && (value === undefined || at[1] === value)) return;
    if (value === undefined && at[2] === name) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never comes to ${name} ${value ?? ""}`);
}

// byKeyboard is SO5 without a mouse: the worry from the page for everyone.
async function byKeyboard(screen) {
  const page = screen.page;
  let keys = 0;
  const press = async (key) => {
    keys++;
    await page.keyboard.press(key);
  };
  await page.goto(`${base}/safeguarding`);
  await onto(page, "Somebody who is not in our records");
  await Promise.all([page.waitForEvent("load"), press("Enter")]);
  must((await page.locator("main").innerText()).includes("takes his pension"), "not the worry from the page for everyone");
  await onto(page, "Decide");
  await Promise.all([page.waitForEvent("load"), press("Enter")]);
  for (const [name, value] of Object.entries(decision)) {
    const type = await page.locator(`[name="${name}"]`).first().getAttribute("type");
    if (type === "checkbox") {
      await onto(page, name, value);
      await press("Space");
    } else if (type === "radio") {
      await onto(page, name);
      for (let n = 0; n < 12; n++) {
        if (await page.locator(`[name="${name}"][value="${value}"]`).isChecked()) break;
        await press(n ? "ArrowDown" : "Space");
      }
    } else {
      await onto(page, name);
      await page.keyboard.type(value);
      keys += value.length;
    }
  }
  await onto(page, "Save the decision");
  await Promise.all([page.waitForEvent("load"), press("Enter")]);
  const text = await page.locator("main").innerText();
  must(text.includes("A section 42 enquiry. All three tests are met."), `by keyboard nothing was decided: ${text}`);
  console.log(`SO5 by keyboard alone: ${keys} keys beside Tab`);
}

// toldByTheOffice raises a concern with a photo, as a coordinator: the answer
// gives a number, by which they hear nothing yet.
async function toldByTheOffice(screen) {
  await screen.as("coordinator");
  const page = screen.page;
  await page.goto(`${base}/concerns/new`);
  await screen.fill({
    about: "Mrs Placeholder of 4 Made Lane", words: "She rang and said: “he locks me in”.", who: "Mrs Placeholder", safe: "yes", urgency: "today", asked: "yes", wishes: "A key of my own", children: "no",
    photo: { name: "door.png", mimeType: "image/png", buffer: Buffer.alloc(6_000_000, "p") },
  });
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Send" }).click()]);
  const [number] = (await page.locator("main").innerText()).match(/[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}/) ?? [];
  must(number, `no number: ${await page.locator("main").innerText()}`);
  await looked(page, "office-thanks");
  await page.goto(`${base}/concerns`);
  await screen.fill({ number });
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Ask" }).click()]);
  must((await page.locator("main").innerText()).includes("nothing to show for that number yet"), "something is said before it was decided");
  await looked(page, "office-answer");
  await screen.as("safeguarding-lead");
  await page.goto(`${base}/safeguarding`);
  await Promise.all([page.waitForEvent("load"), page.getByRole("row").filter({ hasText: "New" }).getByRole("link", { name: "Somebody who is not" }).first().click()]);
  must((await page.locator("main").innerText()).includes("he locks me in"), "the newest is not first");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Save photo 1" }).click()]);
  must(file.suggestedFilename() === "door.png", `the photo is called ${file.suggestedFilename()}`);
  console.log("told by the office with a photo of 6 MB, a number given, nothing to show yet");
}

await worried();
await withBrowser(async (page) => {
  const screen = new Screen(page);
  const before = await family(screen);
  await screen.as("safeguarding-lead");
  await decided(screen);
  await byKeyboard(screen);
  await toldByTheOffice(screen);
  for (const [name, path] of Object.entries({
    "office-new": "/concerns/new", "office-start": "/concerns", mine: "/concerns/mine", figures: "/safeguarding/figures", opened: "/safeguarding/opened", deputies: "/safeguarding/deputies",
  })) {
    await page.goto(base + path);
    await looked(page, `so5-${name}`);
  }
  await page.goto(`${base}/safeguarding`);
  await page.getByRole("row").filter({ hasText: "Enquiry" }).getByRole("link").first().click();
  for (const part of ["Who may know", "Pack for the hub", "Close"]) {
    const at = page.url();
    await page.getByRole("button", { name: part, exact: true }).click();
    await looked(page, `so5-${part.toLowerCase().replaceAll(" ", "-")}`);
    await page.goto(at);
  }
  must((await family(screen)) === before, "the family’s page is not as it was");
  console.log("the family’s page is as it was, to the byte");
});
