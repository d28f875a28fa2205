// A new version of the app in the middle of a visit, and a second tab: the
// version waits until the visit is left, the second tab cannot write, and no
// fact is lost or written twice.
import assert from "node:assert/strict";
import { allHeld, cold, heading, onPhone, pick, setUp, tab, tap, tell, unlock, withPhone } from "./field-kit.mjs";

// newer makes of what the server sends another build: another version, and its
// files under other names.
function newer(script) {
  const hash = script.match(/index-(.+)\.js$/)[1];
  const other = [...hash].reverse().join("") + "2";
  return {
    path: (p) => p.replaceAll(other, hash),
    text: (t) => t.replaceAll(hash, other).replace(/(\d{4}\.\d\d\.\d\d-)[0-9a-f]{8}/g, "$1beefbeef"),
    script: script.replace(hash, other),
  };
}

const script = (page) => page.evaluate(() => new URL(document.querySelector("script[src]").src).pathname);

await withPhone(async (page, { context, way }) => {
  await setUp(page, way);
  const old = await script(page);
  const done = [];
  await tap(page, "button", "I have arrived");
  done.push("visit.arrive");
  await page.getByText("You arrived at").waitFor();
  await pick(page, "All as usual");
  done.push("visit.risk");

  // A newer build is there, and is fetched whole.
  way.change = newer(old);
  await page.evaluate(async () => {
    const at = await navigator.serviceWorker.getRegistration("/v/");
    await at.update();
    while (!at.waiting) await new Promise((r) => setTimeout(r, 50));
  });
  await pick(page, "On their own");
  done.push("visit.task");
  await tap(page, "link", "Today");
  assert.equal(await page.getByText("A newer version of the app is ready").count(), 0, "the new version is offered during a visit");
  await tap(page, "link", "Go on with the visit");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

  // Loaded anew during the visit it is still the version that the visit began with.
  await page.reload();
  await unlock(page);
  await page.getByText("You arrived at").waitFor();
  assert.equal(await script(page), old, "the version changed during a visit");
  assert.ok(await page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration("/v/")).waiting), "the new version waits");
  assert.equal(await page.locator('[aria-checked="true"]').count(), 2, "the answers are still there");

  // A second tab says so, and has nothing to record with.
  const second = await tab(context);
  await second.goto(`${way.base}/v/`);
  await heading(second, "The app cannot open here");
  await second.getByText("Stillhome is open in another tab.").waitFor();
  assert.equal(await second.getByRole("button").count() + (await second.getByRole("radio").count()), 0, "the second tab can be written in");
  await pick(page, "On their own", 1);
  done.push("visit.task");
  // With the first gone it is the only one, locked, and goes on with the visit.
  await page.close();
  await unlock(second);
  await second.getByText("You arrived at").waitFor();
  assert.equal(await second.locator('[aria-checked="true"]').count(), 3, "the second tab has every answer");
  assert.equal(await script(second), old, "the version changed during a visit");
  await pick(second, "On their own", 2);
  done.push("visit.task");

  // The visit is left: now the new version is offered, and taken.
  await tap(second, "button", "Leave");
  await heading(second, "2 medicines have no answer");
  await pick(second, "I am called away");
  await tap(second, "button", "Leave now");
  await heading(second, /^Visit recorded /);
  done.push("visit.record");
  const before = await onPhone(second);
  await tap(second, "link", "Today");
  await second.getByText("A newer version of the app is ready. Nothing is lost.").waitFor();
  await second.getByRole("button", { name: "Use it now" }).click();
  await heading(second, "Unlock");
  assert.equal(await script(second), way.change.script, "the new version is not the one that runs");
  await unlock(second);
  await heading(second, "Today");
  await cold(second, way);
  await unlock(second);
  await second.getByRole("heading", { name: /^Next: / }).waitFor();
  const after = await allHeld(second);
  assert.deepEqual(after.facts, before.facts, "facts changed with the version");
  const apps = new Set(way.posts.filter((p) => p.path.endsWith("/sync")).map((p) => JSON.parse(p.body).app));
  assert.equal(apps.size, 2, `the council heard of the versions ${[...apps]}`);
  await tell(after, done);
  console.log(`a new version waited until the visit was left (${[...apps].join(", then ")}); a second tab could not write; ${after.facts.length} facts`);
});
