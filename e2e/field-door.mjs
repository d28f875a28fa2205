// Nobody answers (SW4), without signal and against the real server: the office
// is told in four taps, which is said only with its receipt; a sign of somebody
// inside does not end without 999 or a reason; it ends in writing, and the
// office has all of it.
import assert from "node:assert/strict";
import { allHeld, cold, heading, setUp, tap, tell, unlock, withPhone } from "./field-kit.mjs";
import { looked } from "./screens-kit.mjs";

async function office(base, path) {
  const signed = await fetch(`${base}/demo/sign-in`, { method: "POST", redirect: "manual", body: new URLSearchParams({ as: "coordinator", next: "/" }) });
  const cookie = signed.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  const page = await fetch(base + path, { headers: { cookie } });
  assert.equal(page.status, 200, `${path}: ${page.status}`);
  return page.text();
}

await withPhone(async (page, { context, way }) => {
  await (await context.newCDPSession(page)).send("Page.setBypassCSP", { enabled: true });
  await setUp(page, way);
  await context.setOffline(true);
  way.no = true;
  await cold(page, way);
  await unlock(page);
  await heading(page, "Today");
  const name = (await page.getByRole("heading", { name: /^Next: / }).innerText()).replace("Next: ", "");
  await page.evaluate(() => window.countFromHere());
  const began = Date.now();
  await tap(page, "link", "Open the visit");
  const person = (await page.getByRole("link", { name: /and getting in$/ }).getAttribute("href")).split("/").pop();
  await tap(page, "link", "No answer");
  await tap(page, "button", "Still no answer: tell the office");
  await heading(page, "Not told yet: no signal");
  const n = await page.evaluate(() => window.counted());
  const took = (Date.now() - began) / 1000;
  console.log(`SW4, no answer without signal: ${n.tap} taps (at most 4), ${n.chars} letters, ${took.toFixed(1)} s of the machine's`);
  assert.ok(n.tap <= 4 && n.chars === 0 && took < 30, `SW4 takes ${n.tap} taps and ${took} s`);
  await page.getByRole("link", { name: /^Call the office/ }).first().waitFor();
  assert.ok(!/Office told/.test(await page.locator("main").innerText()), "the office is said to be told without a receipt");
  await looked(page, "real-no-answer-untold");

  // Killed at the door, it opens there again, and the clock goes on.
  await cold(page, way);
  await unlock(page);
  await heading(page, "Not told yet: no signal");
  await page.getByText(/^You have waited \d+:\d\d$/).waitFor();
  const step = async (result) => {
    await page.waitForTimeout(400); // a press so soon after another is taken for the second of a double one
    await tap(page, "radio", result);
  };
  await step("Nothing");
  await step("Nothing");
  await step("No answer");
  await step("They may be inside");
  await page.getByText(/^You think .* is inside\. Ring 999\.$/).waitFor();

  way.no = false;
  await context.setOffline(false);
  await heading(page, /^Office told 9:\d\dam\. Stay there\.$/);
  const alerts = await office(way.base, "/alerts");
  assert.ok(alerts.includes("No answer at the door"), "the office has no alert");
  await tap(page, "radio", "They are away and safe");
  await page.getByLabel("Who told you where they are, and when?").fill("Her daughter, at 9.");
  await tap(page, "button", "Save how it ended");
  await page.getByRole("alert").getByText("Ring 999, or say why not.").waitFor();
  await step("Yes, they come");
  await tap(page, "radio", "I found them fallen");
  await page.getByText("Do not lift them.").waitFor();
  await looked(page, "real-no-answer-fallen");
  await tap(page, "button", "Save how it ended");
  await heading(page, "I found them fallen");
  await tell(await allHeld(page), ["no_answer.start", "no_answer.step", "no_answer.step", "no_answer.step", "no_answer.step", "no_answer.step", "no_answer.end"]);
  const record = await office(way.base, `/people/${person}`);
  assert.ok(record.includes(name), "the person's page is another's");
  const list = await office(way.base, "/no-answers");
  assert.ok(/fall/i.test(list), "the office does not see how it ended");
});
