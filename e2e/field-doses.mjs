// Medicines at a visit without signal, against the real server (SW7): one that
// was not taken, with its reason; one taken when needed too early, a patch on
// the place of the last one, one that may have been given elsewhere. Each is a
// second press and never a lock, and the council holds what was gone past.
import assert from "node:assert/strict";
import { allHeld, cold, heading, pick, setUp, tap, tell, unlock, withPhone } from "./field-kit.mjs";
import { looked } from "./screens-kit.mjs";

const group = (page, name) => page.getByRole("radiogroup", { name });
const outcome = (page, name, what) => group(page, name).getByRole("radio", { name: what, exact: true });
const done = [];

async function taps(page, name, most, act) {
  await page.evaluate(() => window.countFromHere());
  await act();
  const n = await page.evaluate(() => window.counted());
  console.log(`${name}: ${n.tap} taps (at most ${most}), ${n.chars} letters`);
  assert.ok(n.tap <= most && n.chars === 0, `${name} takes ${n.tap} taps and ${n.chars} letters`);
}

await withPhone(async (page, { context, way }) => {
  await (await context.newCDPSession(page)).send("Page.setBypassCSP", { enabled: true });
  await setUp(page, way);
  await context.setOffline(true);
  way.no = true;
  await cold(page, way);
  await unlock(page);
  await tap(page, "button", "I have arrived");
  await page.getByText("You arrived at").waitFor();
  await pick(page, "All as usual");
  done.push("visit.arrive", "visit.risk");

  await taps(page, "SW7, not taken", 2, async () => {
    await outcome(page, "Weekly pack", "Not taken").click();
    await tap(page, "radio", "Chose not to");
  });
  done.push("visit.dose");
  await page.getByText("Ask before the next dose is due:").waitFor();
  for (const who of ["Call the office", "Call 111"]) assert.ok(await page.locator(".medicine").getByRole("link", { name: who }).count(), `whom to ask: ${who}`);

  await page.getByText("Not before 12:00pm.").waitFor();
  await taps(page, "SW7, when needed, and too early", 7, async () => {
    await tap(page, "button", "Give or offer Paracetamol");
    await tap(page, "radio", "Pain");
    await tap(page, "radio", "2");
    await outcome(page, "What became of Paracetamol?", "Taken").click();
    await page.getByRole("alert").getByText("Last given Monday 30 November at 8:00am: not before 12:00pm.").waitFor();
    await tap(page, "radio", "The GP or pharmacist said so");
    await tap(page, "button", "Give all the same");
    await page.getByText(/^Taken at 9:\d\dam$/).waitFor();
  });
  done.push("visit.dose");

  await outcome(page, "Pain patch", "Taken").click();
  await page.getByText(/^The last one: left side of the chest/).waitFor();
  await tap(page, "radio", "1. Left side of the chest");
  await page.getByRole("alert").getByText("It was: left side of the chest.").waitFor();
  await looked(page, "real-visit-patch");
  await tap(page, "radio", "2. Right side of the chest");
  await tap(page, "button", /^I gave it\. Not so\?|^How much help\?/);
  await tap(page, "radio", "By themselves");
  await page.getByRole("button", { name: "By themselves. Not so?" }).waitFor();
  done.push("visit.dose", "visit.dose");
  await outcome(page, "Eye drops", "Taken").click();
  await page.waitForFunction(() => document.querySelectorAll('.medicine [aria-checked="true"]').length >= 3);
  done.push("visit.dose");
  await looked(page, "real-visit-doses");
  await tap(page, "link", "A medicine went wrong, or nearly");
  await page.waitForTimeout(400); // a press so soon after another is taken for the second of a double one
  await tap(page, "button", "Send");
  await page.getByText("Concern saved on this phone.").first().waitFor();
  done.push("concern.raise");
  await pick(page, "Better");
  await tap(page, "button", "Leave");
  await heading(page, /^Visit recorded |^Before you leave|^Nothing/);
  done.push("visit.feeling");
  if (await page.getByText("You have not said what").count()) {
    await tap(page, "radio", "Something else");
    await tap(page, "button", "Leave now");
    await heading(page, /^Visit recorded /);
  }
  done.push("visit.record");

  // At the next home another phone holds the right to the doses.
  await tap(page, "link", "Go to this visit");
  await page.waitForTimeout(400);
  await tap(page, "button", "I have arrived");
  await page.getByText("Weekly pack: may already have been given. Nobody has confirmed it.").waitFor();
  await outcome(page, "Weekly pack", "Taken").click();
  await page.getByRole("alert").getByText("It may already have been given.").waitFor();
  await tap(page, "button", "Do not give it now");
  assert.equal(await outcome(page, "Weekly pack", "Taken").getAttribute("aria-checked"), "false", "a dose that was not given is ticked");
  await outcome(page, "Weekly pack", "Taken").click();
  await tap(page, "radio", "The office said so");
  await tap(page, "button", "Give all the same");
  done.push("visit.arrive", "visit.dose");

  way.no = false;
  await context.setOffline(false);
  await tell(await allHeld(page), done);
});
