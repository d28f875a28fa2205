// A shift with no signal, against the real server: the app opened cold, a
// visit and a visit with a concern recorded, taps counted; then signal, and
// only then does the screen say that the council holds them.
import assert from "node:assert/strict";
import { allHeld, cold, heading, onPhone, pick, setUp, tap, tell, unlock, withPhone } from "./field-kit.mjs";

const levels = ["On their own", "With a reminder", "With someone watching", "Done for them"];
const done = [];

// answers says how each task went and that each medicine was taken.
async function answers(page) {
  await pick(page, "All as usual");
  done.push("visit.risk");
  const tasks = await page.getByRole("radio", { name: "Not today" }).count();
  for (let i = 0; i < tasks; i++) {
    await pick(page, levels[i], i);
    done.push("visit.task");
  }
  const doses = await page.getByRole("radio", { name: "Taken", exact: true }).count();
  for (let i = 0; i < doses; i++) {
    await pick(page, "Taken", i);
    done.push("visit.dose");
  }
  await pick(page, "Better");
  done.push("visit.feeling");
  return { tasks, doses };
}

async function counted(page, name, most) {
  const n = await page.evaluate(() => window.counted());
  console.log(`${name} without signal: ${n.tap} taps (at most ${most}), ${n.chars} letters`);
  assert.ok(n.tap <= most && n.chars === 0, `${name} takes ${n.tap} taps and ${n.chars} letters`);
  await page.evaluate(() => window.countFromHere());
}

await withPhone(async (page, { context, way }) => {
  await setUp(page, way);
  // No signal: neither for the page, nor for the service worker.
  await context.setOffline(true);
  way.no = true;
  const sent = way.posts.length;
  await cold(page, way);
  await unlock(page);
  await heading(page, "Today");
  await page.evaluate(() => window.countFromHere());

  // SW1: a visit with 4 tasks and 2 medicines.
  const names = [];
  const name = async () => (await page.getByRole("heading", { name: /^Next: / }).innerText()).replace("Next: ", "");
  names.push(await name());
  await tap(page, "button", "I have arrived");
  await heading(page, names[0]);
  done.push("visit.arrive");
  const first = await answers(page);
  assert.deepEqual(first, { tasks: 4, doses: 2 }, "the visit is as large as SW1 says");
  await tap(page, "button", "Leave");
  await heading(page, /^Visit recorded /);
  done.push("visit.record");
  await page.getByText("Saved on this phone.", { exact: true }).first().waitFor();
  await counted(page, "SW1, a visit", 12);

  // SW2: the next one, with a concern.
  await tap(page, "link", "Go to this visit");
  await tap(page, "button", "I have arrived");
  done.push("visit.arrive");
  await page.getByText("You arrived at").waitFor();
  const second = await answers(page);
  assert.ok(second.tasks >= 4 && second.doses === 2, `the second visit has ${second.tasks} tasks and ${second.doses} medicines`);
  await tap(page, "link", "Raise a concern");
  await tap(page, "radio", "Not well, or something has changed");
  await tap(page, "radio", "Today");
  await tap(page, "button", "Send");
  await page.getByText("Concern saved on this phone.").first().waitFor();
  done.push("concern.raise");
  assert.equal(await page.locator('[aria-checked="true"]').count(), 2 + second.tasks + second.doses, "every answer is still there after the concern");
  await tap(page, "button", "Leave");
  await heading(page, /^Visit recorded /);
  done.push("visit.record");
  await counted(page, "SW2, a visit with a concern", 16);

  // Nothing went out, and nothing says that it did.
  const before = await onPhone(page);
  assert.equal(way.posts.length, sent, "something was sent without signal");
  assert.equal(before.receipts.length, 0);
  assert.equal(before.facts.length, done.length, "the phone holds every fact once");
  for (const path of ["", "waiting"]) {
    if (path) await tap(page, "link", "Waiting to send");
    const words = await page.locator("body").innerText();
    assert.ok(words.includes("Saved on this phone"), "it says where the facts are");
    assert.ok(!/Held by the council/i.test(words), `"Held by the council" is said without signal at /v/${path}`);
  }

  // Signal again. The council's word is shown only once its receipt is here.
  await page.evaluate(() => {
    window.early = "";
    const receipts = async () => {
      const db = await new Promise((yes) => {
        const r = indexedDB.open("stillhome");
        r.onsuccess = () => yes(r.result);
      });
      const n = await new Promise((yes) => {
        const r = db.transaction("receipts").objectStore("receipts").count();
        r.onsuccess = () => yes(r.result);
      });
      db.close();
      return n;
    };
    new MutationObserver(async () => {
      const said = (document.body.innerText.match(/Held by the council at/g) ?? []).length;
      if (said > 0 && (await receipts()) < said) window.early ||= document.body.innerText;
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  way.no = false;
  await context.setOffline(false);
  const after = await allHeld(page);
  await page.getByText("The council holds everything from this phone.").waitFor();
  assert.equal(await page.evaluate(() => window.early), "", "held was said before the receipt was here");
  // A concern that is held stands in the list no more: others may see the screen.
  const told = done.filter((action) => action !== "concern.raise").length;
  assert.ok((await page.getByText(/^Held by the council at /).count()) >= told, "each fact is said to be held");
  assert.deepEqual(after.facts, before.facts, "what was sent is what was recorded");
  await tell(after, done);
  console.log(`${done.length} facts of two visits (${names[0]} and the next), held by the council once each`);
});
