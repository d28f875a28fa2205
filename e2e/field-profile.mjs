// What a finder of the phone reads on its disk: a word of its own stands in
// every personal field of everybody on the run, a shift is worked, and then
// every file of Chromium's profile is searched for each word, for the keys and
// for the passphrase. What is put there in plain is found, so the search works.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { allHeld, cold, heading, onPhone, passphrase, pick, setUp, tap, withPhone } from "./field-kit.mjs";

const words = process.env.STILLHOME_CANARIES.split(";");
const door = "Kuvbelsafi 4417";
const typed = { note: "Zofrequim", half: "Ybdolvixan", concern: "Mazhujtepi" };
const control = { bytes: "Wolqupzend", wide: "Xirfegjamo\u0142", inside: "Brezunhivo" };
const keys = [];
let controlKey = "";

// The office writes down how to get in, as it is kept sealed in the record.
async function gettingIn(base, people) {
  const signed = await fetch(`${base}/demo/sign-in`, { method: "POST", redirect: "manual", body: new URLSearchParams({ as: "coordinator", next: "/" }) });
  const cookie = signed.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  for (const person of people) {
    const body = new URLSearchParams({ getting_in: `Key safe ${door}` });
    const done = await fetch(`${base}/people/${person}/getting-in`, { method: "POST", redirect: "manual", headers: { cookie }, body });
    assert.equal(done.status, 303, `how to get in to ${person}: ${done.status}`);
  }
}

async function work(page, { context, way }) {
  // Every key that goes into the browser's cryptography is remembered here, outside it.
  await page.exposeFunction("keyUsed", (format, bytes) => keys.push({ format, bytes: Buffer.from(bytes) }));
  await page.addInitScript(() => {
    if (!globalThis.SubtleCrypto) return;
    const was = SubtleCrypto.prototype.importKey;
    SubtleCrypto.prototype.importKey = function (format, data, how, ...rest) {
      if (format === "pkcs8" || (format === "raw" && how === "AES-GCM")) void window.keyUsed(format, [...new Uint8Array(data.buffer ?? data)]);
      return was.call(this, format, data, how, ...rest);
    };
  });
  await setUp(page, way);
  // Everybody on the run has something about how to get in, in the pack that comes next.
  const people = [...new Set([...way.packs[0].matchAll(/person:([0-9a-f-]{36})/g)].map((m) => m[1]))];
  await gettingIn(way.base, people);
  await tap(page, "link", "Waiting to send");
  await tap(page, "button", "Try now");
  for (let i = 0; !way.packs.some((p) => p.includes(door)); i++) {
    assert.ok(i < 100, "the pack never said how to get in");
    await page.waitForTimeout(100);
  }
  const all = way.packs.join("\n");
  for (const word of words) assert.ok(all.includes(word), `"${word}" is not in the pack: nothing is proved by not finding it`);

  // A shift, with every screen that shows somebody.
  await tap(page, "link", "Today");
  await tap(page, "button", "I have arrived");
  await tap(page, "link", /and getting in$/);
  await page.waitForTimeout(400); // a press so soon after another is taken for the second of a double one
  await tap(page, "button", /key safe/i);
  await page.getByText(door).first().waitFor();
  await page.goBack();
  await pick(page, "All as usual");
  await pick(page, "On their own");
  await pick(page, "Taken");
  await tap(page, "button", "Add a note");
  await page.locator("textarea").fill(typed.note);
  await tap(page, "button", "Save note");
  await tap(page, "link", "Raise a concern");
  await tap(page, "radio", "A fall");
  await tap(page, "radio", "Today");
  await page.locator("textarea").fill(typed.concern);
  await tap(page, "button", "Send");
  await allHeld(page);
  // The rest without signal, cold and unlocked anew, with words half typed and facts unsent.
  await context.setOffline(true);
  way.no = true;
  await cold(page, way);
  await tap(page, "button", "Show what I type");
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.waitForTimeout(1500);
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByText("You arrived at").waitFor();
  await pick(page, "With a reminder", 1);
  await tap(page, "button", "Change the note");
  await page.locator("textarea").fill(typed.half);
  await page.waitForTimeout(500);
  await tap(page, "link", "Week");
  await tap(page, "link", "Me");
  await heading(page, /./);
  const left = await onPhone(page);
  assert.ok(left.facts.length > left.receipts.length, "nothing is unsent on the phone that is searched");

  // What the search must find.
  controlKey = Buffer.from(
    await page.evaluate(async (c) => {
      localStorage.setItem("a", c.bytes);
      localStorage.setItem("b", c.wide);
      const key = crypto.getRandomValues(new Uint8Array(32));
      const db = await new Promise((yes) => {
        const r = indexedDB.open("control");
        r.onupgradeneeded = () => r.result.createObjectStore("x");
        r.onsuccess = () => yes(r.result);
      });
      const tx = db.transaction("x", "readwrite", { durability: "strict" });
      tx.objectStore("x").put({ words: c.inside, key }, "x");
      await new Promise((yes) => (tx.oncomplete = yes));
      db.close();
      return [...key];
    }, control),
  );
}

async function files(folder) {
  const all = [];
  for (const f of await readdir(folder, { withFileTypes: true })) {
    if (f.isDirectory()) all.push(...(await files(join(folder, f.name))));
    else if (f.isFile()) all.push(join(folder, f.name));
  }
  return all;
}

async function search(profile) {
  const read = [];
  for (const name of await files(profile)) read.push({ name: name.slice(profile.length), bytes: await readFile(name) });
  const found = (needles) => read.flatMap((f) => (needles.some((n) => f.bytes.includes(n)) ? [f.name] : []));
  const text = (w) => found([Buffer.from(w, "utf8"), Buffer.from(w, "utf16le")]);
  // A key as bytes, and as text in each way that text is made of bytes.
  const key = (k) => found([k, ...["base64url", "base64", "hex"].flatMap((as) => [Buffer.from(k.toString(as).replace(/=+$/, "")), Buffer.from(k.toString(as).replace(/=+$/, ""), "utf16le")])]);

  for (const [what, word] of Object.entries(control)) assert.ok(text(word).length > 0, `the search does not find what lies there in plain (${what})`);
  assert.ok(key(controlKey).length > 0, "the search does not find a key that lies there in plain");

  const days = keys.filter((k) => k.format === "raw");
  const signs = keys.filter((k) => k.format === "pkcs8");
  assert.ok(days.length > 0 && signs.length > 0, "no key was seen in use");
  const hits = [];
  for (const word of [...words, door, ...Object.values(typed), passphrase]) for (const f of text(word)) hits.push(`"${word}" in ${f}`);
  for (const k of days) for (const f of key(k.bytes)) hits.push(`a day's key in ${f}`);
  // Of a sign key the private number, which stands at 36 of what holds it.
  for (const k of signs) for (const f of [...key(k.bytes), ...key(k.bytes.subarray(36, 68))]) hits.push(`the sign key in ${f}`);
  assert.deepEqual([...new Set(hits)], [], "the disk holds what nobody may read there");
  const size = read.reduce((n, f) => n + f.bytes.length, 0);
  console.log(`${read.length} files, ${(size / 1e6).toFixed(1)} MB: 0 hits of ${words.length + 5} words, ${days.length} uses of a day's key and ${signs.length} of the sign key; 4 of 4 in plain found`);
}

await withPhone(work, search);
