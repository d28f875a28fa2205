// Help (SW5), against the real server: two taps from the open app and from the
// locked one, without signal and with it; in silence; under duress, by the second
// passphrase. The office is told each time, and the phone says no more than it
// may. At the start of a shift the phone has shown that it can call.
import assert from "node:assert/strict";
import { cold, heading, passphrase, setUp, tap, unlock, withPhone } from "./field-kit.mjs";
import { looked } from "./screens-kit.mjs";

const second = "seven blue doors open";
const door = "Kuvbelsafi 4417";

// The office has signal whatever becomes of the phone's way.
async function office(path, form) {
  const base = process.env.STILLHOME_BASE;
  const signed = await fetch(`${base}/demo/sign-in`, { method: "POST", redirect: "manual", body: new URLSearchParams({ as: "coordinator", next: "/" }) });
  const cookie = signed.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  const page = await fetch(base + path, { headers: { cookie }, ...(form && { method: "POST", redirect: "manual", body: new URLSearchParams(form) }) });
  assert.ok(page.status === (form ? 303 : 200), `${path}: ${page.status}`);
  return page.text();
}

// alarms is how many open alarms the office has of each kind.
async function alarms() {
  const text = await office("/alarms");
  const count = (words) => text.split(words).length - 1;
  return { pressed: count("Asked for help<") + count("Asked for help\n"), silent: count("Asked for help in silence"), duress: count("Asked for help under threat") };
}

const until = async (what, ready) => {
  for (let i = 0; !(await ready()); i++) {
    assert.ok(i < 150, what);
    await new Promise((r) => setTimeout(r, 100));
  }
};

await withPhone(async (page, { context, way }) => {
  await (await context.newCDPSession(page)).send("Page.setBypassCSP", { enabled: true });
  await setUp(page, way);
  await page.getByText(/^✓ This phone can call for help\. Tried at 9:\d\dam\.$/).waitFor();
  const people = [...new Set([...way.packs[0].matchAll(/person:([0-9a-f-]{36})/g)].map((m) => m[1]))];
  for (const person of people) await office(`/people/${person}/getting-in`, { getting_in: `Key safe ${door}` });
  await tap(page, "link", "Waiting to send");
  await tap(page, "button", "Try now");
  await until("the pack never said how to get in", () => way.packs.some((p) => p.includes(door)));
  await tap(page, "link", "Me");
  await tap(page, "button", "Choose a second passphrase");
  await page.getByLabel("Passphrase").fill(second);
  await tap(page, "button", "Save it");
  await page.getByText("Saved. Try it once").waitFor();

  // From the open app, at a visit, without signal.
  await tap(page, "link", "Today");
  await tap(page, "button", "I have arrived");
  await page.getByText("You arrived at").waitFor();
  const off = async (cut) => {
    way.no = cut;
    await context.setOffline(cut);
  };
  await off(true);
  const two = async (name, act) => {
    await page.evaluate(() => window.countFromHere());
    await act();
    const n = await page.evaluate(() => window.counted());
    console.log(`SW5, ${name}: ${n.tap} taps (at most 2)`);
    assert.ok(n.tap <= 2, `${name} takes ${n.tap} taps`);
  };
  await two("help at a visit without signal", async () => {
    await tap(page, "link", "I need help");
    await tap(page, "button", "Send an alert to the office");
  });
  await heading(page, "The office does not know yet");
  await page.waitForTimeout(1500);
  await off(false);
  await heading(page, /^The office was told at 9:\d\dam$/);
  await until("the office has no alarm", async () => (await alarms()).pressed >= 1);

  // From the locked app: no key is open.
  await cold(page, way);
  await off(true);
  await two("help from the locked app without signal", async () => {
    await tap(page, "link", "I need help");
    await tap(page, "button", "Send an alert to the office");
  });
  await heading(page, "The office does not know yet");
  await looked(page, "real-help-locked");
  const before = (await alarms()).pressed;
  await off(false);
  await heading(page, /^The office was told at 9:\d\dam$/);
  await until("the locked phone's alarm did not come", async () => (await alarms()).pressed > before);
  await cold(page, way);
  await two("a silent alert from the locked app", async () => {
    await tap(page, "link", "I need help");
    await tap(page, "button", "Send a silent alert");
  });
  await heading(page, "Unlock");
  await until("the silent alarm did not come", async () => (await alarms()).silent >= 1);

  // A concern half typed, and the app locks: its address says nothing of that.
  await unlock(page);
  await page.getByRole("link", { name: "Today" }).first().click();
  await tap(page, "link", "Go on with the visit");
  await tap(page, "link", "Raise a concern");
  const typed = "Wexubandori";
  await page.getByLabel("What did you see or hear?").fill(typed);
  await page.waitForTimeout(500);
  const concern = new URL(page.url()).pathname;
  await page.reload();
  await heading(page, "Unlock");
  assert.equal(new URL(page.url()).pathname, "/v/", "the locked app says where it was");

  // Made to open it: no way in, nothing to see, and the office knows.
  await page.getByLabel("Passphrase").fill(second);
  await page.getByRole("button", { name: "Unlock" }).click();
  await heading(page, "Today");
  await tap(page, "link", "Go on with the visit");
  await page.getByText("You arrived at").waitFor();
  await tap(page, "link", "Raise a concern");
  assert.equal(await page.getByLabel("What did you see or hear?").inputValue(), "", "what was half typed shows under duress");
  await tap(page, "link", "Back without sending");
  await until("the alarm of duress did not come", async () => (await alarms()).duress >= 1);
  await tap(page, "link", /and getting in$/);
  assert.equal(await page.getByRole("button", { name: /key safe/i }).count(), 0, "the way in may be shown under duress");
  for (const to of ["I need help", "Waiting to send", "Me", "Today"]) {
    await tap(page, "link", to);
    await heading(page, /./);
    const words = await page.locator("body").innerText();
    assert.ok(!words.includes(door) && !/threat|duress|under threat/i.test(words), `something shows at ${to}`);
  }
  await tap(page, "link", "Waiting to send");
  assert.equal(await page.getByRole("listitem").filter({ hasText: "I need help" }).count(), 1, "more calls are listed than were pressed aloud");


  // With one's own passphrase all is as it was.
  await cold(page, way);
  await unlock(page);
  await heading(page, /^A concern about/);
  assert.deepEqual([new URL(page.url()).pathname, await page.getByLabel("What did you see or hear?").inputValue()], [concern, typed]);
  await page.getByRole("link", { name: "Today" }).first().click();
  await tap(page, "link", "Go on with the visit");
  await tap(page, "link", /and getting in$/);
  await page.waitForTimeout(400); // a press so soon after another is taken for the second of a double one
  await tap(page, "button", /key safe/i);
  await page.getByText(door).first().waitFor();
  assert.ok(passphrase !== second);
  console.log("alarms at the office:", JSON.stringify(await alarms()));
});
