// Chromium killed twenty times during a visit, each time with all its
// processes, at a moment that the seed chooses: while arriving, while answers
// are saved and sent, with words half typed, while leaving; with signal and
// without. Opened again, the app shows the same visit at the same place, with
// every answer that had its tick.
import assert from "node:assert/strict";
import { allHeld, heading, newProfile, onPhone, running, seeded, setUp, tab, tell, unlock, way } from "./field-kit.mjs";

const times = 20;
const seed = Number(process.env.STILLHOME_SEED ?? 4);
const chance = seeded(seed);
const below = (n) => Math.floor(chance() * n);

// watched has the page tell of each tick as it shows, so that what was shown
// before the kill is known.
async function watched(page, ticks) {
  await page.exposeFunction("ticked", (what, choice) => ticks.set(what, choice));
  await page.addInitScript(() => {
    const tell = (e) => {
      if (e.getAttribute("aria-checked") !== "true") return;
      window.ticked(e.closest(".choice").querySelector("h3").textContent, e.textContent);
    };
    new MutationObserver((all) => {
      for (const m of all) {
        if (m.type === "attributes") tell(m.target);
        for (const n of m.addedNodes) if (n.nodeType === 1) for (const e of n.querySelectorAll("[aria-checked]")) tell(e);
      }
    }).observe(document, { subtree: true, childList: true, attributeFilter: ["aria-checked"] });
  });
}

const chosen = (page) =>
  page.evaluate(() =>
    Object.fromEntries([...document.querySelectorAll('[aria-checked="true"]')].map((e) => [e.closest(".choice").querySelector("h3").textContent, e.textContent])),
  );

await newProfile(async (profile) => {
  const w = await way();
  let phone = await running(profile, w.base);
  try {
    const ticks = new Map(); // what was shown as saved
    let tried = new Map(); // what was pressed at the kill
    let seen = 0; // facts on the phone when last looked
    let place = { path: "/v/" };
    let name = "";
    let typed = "";
    const back = [];
    for (let i = 0; i <= times; i++) {
      const page = await tab(phone.context);
      await watched(page, ticks);
      if (i === 0) {
        await setUp(page, w);
        name = (await page.getByRole("heading", { name: /^Next: / }).innerText()).replace("Next: ", "");
      } else {
        const opened = Date.now();
        await page.goto(`${w.base}/v/`);
        await unlock(page);
        // The same visit and place, and every answer that had its tick.
        await heading(page, place.either ?? name);
        if (place.path.startsWith("/v/visit/") && !place.either) {
          assert.equal(new URL(page.url()).pathname, place.path, `kill ${i}: opened elsewhere`);
          await page.waitForFunction((ys) => ys.some((y) => Math.abs(scrollY - y) < 8), place.ys, { timeout: 5000 }).catch(async () => {
            throw new Error(`kill ${i}: opened at ${await page.evaluate(() => scrollY)}, and was at ${place.ys}`);
          });
          const now = await chosen(page);
          for (const [what, choice] of ticks) {
            const may = [choice, tried.get(what)];
            assert.ok(may.includes(now[what]), `kill ${i}: "${what}" was ticked "${choice}" and is "${now[what]}"`);
          }
          if (typed) assert.equal(await page.locator("textarea").inputValue(), typed, `kill ${i}: words half typed are lost`);
          for (const [what, choice] of Object.entries(now)) ticks.set(what, choice);
        }
        const have = await onPhone(page);
        assert.ok(have.facts.length >= seen, `kill ${i}: ${seen} facts were on the phone and ${have.facts.length} are`);
        assert.deepEqual(have.facts.map((f) => f.seq), have.facts.map((_, n) => n + 1), `kill ${i}: a fact is missing in between`);
        seen = have.facts.length;
        back.push(Date.now() - opened);
      }
      w.no = chance() < 0.5;
      tried = new Map();
      const last = i === times;
      const moment = below(120);
      if (last) break;
      if (!page.url().includes("/visit/")) {
        // At the door.
        await page.getByRole("button", { name: "I have arrived" }).click();
        place = { path: "/v/", either: new RegExp(`^(Today|${name})$`) };
        if (i > 0 || chance() < 0.5) {
          await heading(page, name);
          await page.waitForTimeout(400); // the page may move to its heading
          place = { path: new URL(page.url()).pathname, ys: [0, await page.evaluate(() => scrollY)] };
        }
        await new Promise((r) => setTimeout(r, moment));
      } else if (i === times - 1) {
        // At the end: everything answered, then leaving.
        for (const group of await page.getByRole("radiogroup").all()) {
          if (await group.locator('[aria-checked="true"]').count()) continue;
          await group.getByRole("radio").first().click();
          await group.locator('[aria-checked="true"]').waitFor();
        }
        await page.getByRole("button", { name: "Leave", exact: true }).click();
        place = { path: new URL(page.url()).pathname, either: new RegExp(`^(Visit recorded .*|${name})$`) };
        await new Promise((r) => setTimeout(r, moment));
      } else {
        if (!typed && chance() < 0.15) {
          await page.getByRole("button", { name: "Add a note" }).click();
          typed = "Made tea, and";
          await page.locator("textarea").pressSequentially(typed);
          await new Promise((r) => setTimeout(r, 300));
        }
        const groups = await page.getByRole("radiogroup").all();
        const ys = [await page.evaluate(() => scrollY)];
        // Up to three answers at once: the next may come while one is saved.
        const presses = 1 + below(3);
        for (let n = 0; n < presses; n++) {
          const group = groups[below(groups.length)];
          // Another answer than the one there is. What is half said (a change at the door, a dose not
          // taken, or in part) is no fact yet.
          const option = await group.evaluateHandle((g, part) => {
            const open = [...g.querySelectorAll('[aria-checked="false"]')].filter((e) => !/^(Not taken|Part|Something has changed|Not safe)/i.test(e.textContent));
            return open[Math.floor(part * open.length)] ?? null;
          }, chance());
          if (!option.asElement()) continue;
          const [what, choice] = await option.evaluate((e) => [e.closest(".choice").querySelector("h3").textContent, e.textContent]);
          if (tried.has(what)) continue;
          tried.set(what, choice);
          await option.click();
          ys.push(await page.evaluate(() => scrollY));
        }
        place = { path: new URL(page.url()).pathname, ys };
        await new Promise((r) => setTimeout(r, moment));
      }
      await phone.kill();
      if (i === times - 1) w.no = false;
      phone = await running(profile, w.base);
    }
    // What is left of the visit is said, and all of it comes to the council.
    w.no = false;
    const page = phone.context.pages().at(-1);
    if ((await page.locator("h1").innerText()) === name) {
      await page.getByRole("button", { name: "Leave", exact: true }).click();
      await heading(page, /^Visit recorded /);
    }
    const all = await allHeld(page);
    await tell(all, null);
    await phone.close();
    back.sort((a, b) => a - b);
    console.log(`seed ${seed}: killed ${times} times, ${all.facts.length} facts, none lost; from the address to the same place ${back[back.length >> 1]} ms (median, passphrase and all)`);
  } finally {
    await phone.kill();
    w.close();
  }
});
