// What every browser journey needs: a browser of its own, the accessibility
// check, and pictures. Chromium comes from the system (scripts/setup.sh).
import { mkdtemp, mkdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const FLAGS = [
  "--no-sandbox", // needed as root, as in CI; the pages are our own
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

// The sizes of ux.md: a small phone and a common office screen.
export const PHONE = { width: 360, height: 640 };
export const OFFICE = { width: 1366, height: 768 };

// withBrowser gives fn a headless Chromium page with a fresh profile, and
// closes both whatever happens. A script error on a page fails the journey.
export async function withBrowser(fn, options = {}) {
  const profile = await mkdtemp(join(tmpdir(), "stillhome-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.STILLHOME_CHROMIUM || "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
    viewport: OFFICE,
    locale: "en-GB",
    timezoneId: "Europe/London",
    ...options,
  });
  const errors = [];
  context.on("weberror", (e) => errors.push(e.error()));
  try {
    const result = await fn(context.pages()[0] ?? (await context.newPage()), context);
    if (errors.length) throw new Error(`a script failed on a page: ${errors.join("; ")}`);
    return result;
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

// checkAxe fails, with a list a person can read, unless axe finds nothing
// against WCAG 2.2 AA on the page as it is now. target-size is an AA rule that
// axe leaves off by itself.
export async function checkAxe(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      rules: { "target-size": { enabled: true } },
      resultTypes: ["violations"],
    }),
  );
  if (!violations.length) return;
  const lines = violations.flatMap((v) => [
    `  ${v.id} (${v.impact}): ${v.help}`,
    ...v.nodes.map((n) => `    ${n.target.join(" ")}\n      ${n.html.slice(0, 160)}`),
  ]);
  throw new Error(`axe finds ${violations.length} faults on ${page.url()}\n${lines.join("\n")}`);
}

// shot draws the whole page at a size to NAME-WIDTHxHEIGHT.png in the folder
// STILLHOME_SHOTS, and does nothing where that is not set.
export async function shot(page, name, size = OFFICE) {
  const folder = process.env.STILLHOME_SHOTS;
  if (!folder) return;
  const before = page.viewportSize();
  await mkdir(folder, { recursive: true });
  await page.setViewportSize(size);
  // The phone's pages scroll inside, above the bar at the bottom: give them the
  // height to show all of themselves.
  const hidden = await page.evaluate(() => {
    const inner = document.querySelector(".stillhome-page");
    return inner ? inner.scrollHeight - inner.clientHeight : 0;
  });
  if (hidden > 0) await page.setViewportSize({ width: size.width, height: size.height + hidden });
  await page.screenshot({
    path: join(folder, `${name}-${size.width}x${size.height}.png`),
    fullPage: true,
    animations: "disabled",
  });
  if (before) await page.setViewportSize(before);
}
