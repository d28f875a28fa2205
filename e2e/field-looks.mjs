// Every screen of the app as it looks with the real record behind it: axe at
// two sizes, every size of ux.md 4.3, wide spacing, forced colours, an office
// screen at 400%; a whole visit by keyboard alone; what has the focus is never
// covered and never lost.
import assert from "node:assert/strict";
import { shot } from "./lib.mjs";
import { allHeld, heading, pick, setUp, tab, tap, tell, withPhone } from "./field-kit.mjs";
import { focusKept, looked, unhidden } from "./screens-kit.mjs";

const ZOOMED = { width: 320, height: 256 };
let screens = 0;

async function look(page, name) {
  await looked(page, "real-" + name);
  // As far as the screen goes at 400%, without its scrolling.
  await shot(page, "phone-zoom-real-" + name, ZOOMED);
  await focusKept(page, `after looking at ${name}`);
  screens++;
}

// byKeyboard makes the next visit without a mouse.
async function byKeyboard(page) {
  let keys = 0;
  const press = async (key) => {
    keys++;
    await page.keyboard.press(key);
    await focusKept(page, `after ${key}`);
  };
  const to = async (role, name) => {
    for (let i = 0; i < 60; i++) {
      const at = await page.evaluate(() => ({ role: document.activeElement.getAttribute("role") ?? document.activeElement.tagName.toLowerCase(), name: document.activeElement.textContent }));
      if (at.role === role && at.name === name) return;
      await press("Tab");
    }
    throw new Error(`"${name}" cannot be reached by keyboard`);
  };
  const answer = async (name, arrows = 0) => {
    await to("radio", name);
    for (let n = 0; n < arrows; n++) await press("ArrowRight");
    const ticks = await page.locator('[aria-checked="true"]').count();
    await press("Space");
    await page.waitForFunction((n) => document.querySelectorAll('[aria-checked="true"]').length > n, ticks);
    await press("Tab");
  };
  await to("button", "I have arrived");
  await press("Enter");
  await page.getByText("You arrived at").waitFor();
  const tasks = await page.getByRole("radio", { name: "Not today" }).count();
  const doses = await page.getByRole("radio", { name: "Taken", exact: true }).count();
  await answer("All as usual");
  for (let i = 0; i < tasks; i++) await answer("On their own", i);
  for (let i = 0; i < doses; i++) await answer("Taken");
  await answer("Better");
  await to("button", "Leave");
  await press("Enter");
  await heading(page, /^Visit recorded /);
  console.log(`a visit of ${tasks} tasks and ${doses} medicines by keyboard alone: ${keys} keys`);
}

// styled lets the checks lay their own style over a page, which its policy forbids.
const styled = async (context, page) => (await context.newCDPSession(page)).send("Page.setBypassCSP", { enabled: true });

await withPhone(async (page, { context, way }) => {
  await styled(context, page);
  await page.goto(`${way.base}/v/`);
  await heading(page, "Set up this phone");
  await look(page, "set-up");
  await setUp(page, way);
  await look(page, "today");
  await tap(page, "link", "Open the visit");
  const visit = new URL(page.url()).pathname;
  const person = await page.getByRole("link", { name: /and getting in$/ }).getAttribute("href");
  await look(page, "visit-ahead");
  await tap(page, "link", "Today");
  await byKeyboard(page);
  await look(page, "visit-recorded");

  await tap(page, "link", "Go to this visit");
  await tap(page, "button", "I have arrived");
  await page.getByText("You arrived at").waitFor();
  const now = new URL(page.url()).pathname;
  console.log(`the visit has ${await unhidden(page)} stops by keyboard, none covered`);
  await pick(page, "All as usual");
  await pick(page, "Done for them");
  await pick(page, "Taken");
  await tap(page, "button", "Add a note");
  await page.locator("textarea").fill("Nora made her own tea, and wants to try the stairs tomorrow.");
  await tap(page, "button", "Save note");
  await look(page, "visit-here");
  await tap(page, "radio", "Not taken", 1);
  await tap(page, "button", "Leave");
  await look(page, "before-leaving");

  // Each further screen by its own address, as it is opened again: without the keys of a moment ago.
  const go = (path) => page.evaluate((to) => {
    const a = document.createElement("a");
    a.href = to;
    document.body.append(a);
    a.click();
    a.remove();
  }, path);
  for (const [name, path, title] of [
    ["person", person, /./], ["concern", now + "/concern", /^A concern about/], ["no-answer", now + "/no-answer", /^No answer at/],
    ["late", now + "/late", /^Late for/], ["chose-not", now + "/chose-not", /chose not to today$/], ["equipment", now + "/equipment", /^Equipment left/],
    ["changes", "/v/changes", "Changes"], ["waiting", "/v/waiting", "Waiting to send"], ["week", "/v/week", "Your week"], ["me", "/v/me", /./],
    ["help", "/v/help", "I need help"], ["left", visit, /^Visit recorded /],
  ]) {
    await go(path);
    await heading(page, title);
    await look(page, name);
  }
  await tell(await allHeld(page), null);
  const second = await tab(context);
  await styled(context, second);
  await second.goto(`${way.base}/v/`);
  await second.getByText("Stillhome is open in another tab.").waitFor();
  await look(second, "second-tab");
  await second.close();
  await page.goto("about:blank");
  await page.goto(`${way.base}/v/`);
  await heading(page, "Unlock");
  await look(page, "unlock");
  console.log(`${screens} screens on the real record, axe at 2 sizes, 10 sizes, wide spacing, forced colours, 400%: no fault`);
  assert.ok(screens >= 18);
});
