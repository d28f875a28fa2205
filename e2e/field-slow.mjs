// The app on a slow network and a slow phone: 400 kbit/s, 400 ms away, a
// quarter of the speed. Bytes are held hard; times, which the machine of the
// test has its part in, at twice what is wanted.
import assert from "node:assert/strict";
import { cold, heading, passphrase, setUp, tap, withPhone } from "./field-kit.mjs";

const median = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];

// within prints a figure beside what is wanted of it.
function within(what, figure, wanted, unit, times = 1) {
  const shown = (n) => (unit === "s" ? (n / 1000).toFixed(2) : Math.round(n));
  console.log(`${what}: ${shown(figure)} ${unit} (wanted ${shown(wanted)}${times > 1 ? `, fails at ${shown(wanted * times)}` : ""})`);
  assert.ok(figure <= wanted * times, `${what} is ${shown(figure)} ${unit}`);
}

const slow = async (context, page) => {
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  return devtools;
};

// painted is when the largest thing of the first screen was painted, since the address was asked for.
const painted = async (page) => {
  await page.waitForTimeout(800);
  return page.evaluate(
    () =>
      new Promise((yes) => {
        new PerformanceObserver((list) => yes(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true });
      }),
  );
};

await withPhone(async (page, { context, way }) => {
  const devtools = await slow(context, page);

  // Cold: nothing of the app is on the phone.
  await page.goto(`${way.base}/v/`);
  await heading(page, "Set up this phone");
  const coldPaint = await painted(page);
  const loaded = await page.evaluate(() =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
      .filter((e) => e.entryType === "navigation" || /\.(js|css|woff2)$/.test(e.name))
      .map((e) => ({ name: new URL(e.name).pathname, bytes: e.encodedBodySize })),
  );
  within("the first load", loaded.reduce((n, e) => n + e.bytes, 0), 100_000, "bytes");
  within("its script", loaded.filter((e) => e.name.endsWith(".js")).reduce((n, e) => n + e.bytes, 0), 60_000, "bytes");

  // Set up, with the pack of a very long run.
  const began = Date.now();
  await setUp(page, way);
  console.log(`from the address to the rota, passphrase, keys and pack: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  const stops = (way.packs[0].match(/\\"must_be_at\\"/g) ?? []).length;
  assert.ok(stops >= 15, `the run has only ${stops} visits`);
  within(`a pack of ${stops} visits`, Buffer.byteLength(way.packs[0]), 1_500_000, "bytes");

  // Warm: from the phone itself.
  const warm = [];
  for (let i = 0; i < 3; i++) {
    await cold(page, way);
    warm.push(await painted(page));
  }
  const usable = [];
  for (let i = 0; i < 2; i++) {
    if (i) await cold(page, way);
    await page.getByLabel("Passphrase").fill(passphrase);
    const from = Date.now();
    await page.getByRole("button", { name: "Unlock" }).click();
    await page.getByRole("heading", { name: /^Next: / }).waitFor();
    usable.push(Date.now() - from);
  }

  // Taps in a visit: to the next paint, and to the tick, which waits for the disk.
  await page.waitForTimeout(400); // no hand is faster, and a press so soon after another is taken for the second of a double one
  await tap(page, "button", "I have arrived");
  await page.getByText("You arrived at").waitFor();
  await page.evaluate(() => {
    window.paints = [];
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) if (e.name === "pointerup" || e.name === "click") window.paints.push({ id: e.interactionId, ms: e.duration });
    }).observe({ type: "event", durationThreshold: 16 });
    window.ticks = [];
    let at = 0;
    addEventListener("pointerdown", (e) => (at = e.timeStamp), true);
    new MutationObserver((all) => {
      if (all.some((m) => m.target.getAttribute("aria-checked") === "true")) requestAnimationFrame(() => setTimeout(() => window.ticks.push(performance.now() - at)));
    }).observe(document.body, { subtree: true, attributeFilter: ["aria-checked"] });
  });
  const taps = 24;
  for (let i = 0; i < taps; i++) {
    const answer = page.getByRole("radio", { name: ["On their own", "With a reminder"][(i >> 1) % 2], exact: true }).nth(i % 2);
    await answer.click();
    await page.waitForFunction((e) => e.getAttribute("aria-checked") === "true", await answer.elementHandle());
    await page.waitForTimeout(50);
  }
  await page.waitForTimeout(500);
  const { paints, ticks } = await page.evaluate(() => ({ paints: window.paints, ticks: window.ticks }));
  const byTap = new Map();
  for (const p of paints) if (p.id) byTap.set(p.id, Math.max(byTap.get(p.id) ?? 0, p.ms));
  // A tap that was painted within 16 ms is not told of.
  const all = [...byTap.values(), ...Array(Math.max(0, taps - byTap.size)).fill(16)];
  assert.ok(ticks.length >= taps, `only ${ticks.length} ticks of ${taps} taps`);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });

  within("cold, the largest thing painted", coldPaint, 2500, "s", 2);
  within("warm, the largest thing painted", median(warm), 1000, "s", 2);
  within(`tap to paint, median of ${all.length}`, median(all), 200, "ms", 2);
  console.log(`tap to tick, which waits for the disk: ${Math.round(median(ticks))} ms (median)`);
  within("from unlocking to the rota", Math.min(...usable), 5000, "s", 2);
});
