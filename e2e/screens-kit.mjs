// What the checks of the field app's screens need: a made-up app in a tab of
// its own, counters of taps, and the rules of ux.md 4.3 that axe does not see.
import { checkAxe, OFFICE, PHONE, shot } from "./lib.mjs";

const base = process.env.STILLHOME_BASE;

export const visit = "/v/visit/v1";

export const lastBody = (page) => page.evaluate(() => window.core.facts.value.at(-1).fact.body);

// opened gives fn a tab with the app at an address, set as `made` says. Nothing
// of one tab is seen by another.
export async function opened(context, made, path, fn) {
  const page = await context.newPage();
  try {
    page.setDefaultTimeout(8000);
    await page.setViewportSize(PHONE);
    await page.addInitScript((m) => {
      window.made = m;
      // Taps and keys are counted as ux.md 4.1 says, across loads.
      const n = JSON.parse(sessionStorage.getItem("counted") ?? '{"tap":0,"key":0,"scroll":0,"chars":0}');
      const count = (what, by = 1) => {
        n[what] += by;
        sessionStorage.setItem("counted", JSON.stringify(n));
      };
      window.counted = () => n;
      addEventListener("pointerdown", (e) => e.isTrusted && count("tap"), true);
      addEventListener("keydown", (e) => e.isTrusted && count("key"), true);
      addEventListener("input", (e) => e.inputType === "insertText" && count("chars", (e.data ?? "").length), true);
      let y = 0;
      addEventListener("scroll", () => {
        if (Math.abs(scrollY - y) > innerHeight * 0.6) {
          count("scroll");
          y = scrollY;
        }
      }, true);
    }, made);
    await page.goto(base + path);
    await page.waitForSelector("h1");
    return await fn(page);
  } finally {
    await page.close();
  }
}

export const heading = (page, words) => page.getByRole("heading", { level: 1, name: words }).waitFor();

// tap presses a control by its role and words, waits for the screen to settle,
// and fails where the focus fell off it.
export async function tap(page, role, name, nth = 0) {
  await page.getByRole(role, { name, exact: typeof name === "string" }).nth(nth).click();
  await focusKept(page, `after "${name}"`);
}

// focusKept fails where the focus fell off the screen and does not come back
// once the screen has settled, however busy the machine is.
export async function focusKept(page, when) {
  await page.evaluate(() => new Promise((r) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(r)), 90)));
  await page.waitForFunction(() => document.activeElement !== document.body, null, { timeout: 2000 }).catch(() => {
    throw new Error(`the focus is lost ${when} on ${page.url()}`);
  });
}

export async function within(page, name, budget) {
  const n = await page.evaluate(() => window.counted());
  console.log(`${name}: ${n.tap} taps (at most ${budget.taps}), ${n.key} keys, ${n.chars} letters, ${n.scroll} scrolls`);
  if (n.tap > budget.taps || n.chars > 0) throw new Error(`${name} takes ${n.tap} taps and ${n.chars} letters`);
}

// The sizes of ux.md 4.3; 320x256 is an office screen at 400%.
const SIZES = [[320, 256], [640, 512], [320, 568], [360, 640], [393, 851], [412, 915], [768, 1024], [1024, 768], [1366, 768], [1920, 1080]];

// faults are what axe does not see, on the screen as it is now.
const faults = () => {
  const out = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) out.push(`${wide} px too wide`);
  let stuck = 0;
  for (const e of document.querySelectorAll(".top, .bottom")) if (getComputedStyle(e).position === "sticky") stuck += e.offsetHeight;
  if (stuck > innerHeight * 0.3) out.push(`bars take ${stuck} of ${innerHeight} px`);
  for (const e of document.querySelectorAll("a, button, input, textarea")) {
    const b = e.getBoundingClientRect();
    const least = e.closest("main, .bottom, .top") ? 56 : 48;
    if (b.height < least - 0.5 || b.width < 44) out.push(`${e.textContent || e.id}: ${Math.round(b.width)}x${Math.round(b.height)} px`);
    if (e.scrollWidth > e.clientWidth + 1 || (e.tagName !== "TEXTAREA" && e.scrollHeight > e.clientHeight + 1)) out.push(`${e.textContent || e.id}: words are cut off`);
    if (e.tabIndex > 0) out.push(`${e.textContent}: tabindex ${e.tabIndex}`);
  }
  return out;
};

// dim lists the words whose contrast is below 7 to 1, or below 5.3 where they
// are bold and 19 px or more.
const dim = () => {
  const parts = (c) => (c.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const f = (v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const out = [];
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const s = getComputedStyle(e);
    let under = e;
    while (under && parts(getComputedStyle(under).backgroundColor)[3] === 0) under = under.parentElement;
    const [a, b] = [light(parts(s.color)), light(under ? parts(getComputedStyle(under).backgroundColor) : [255, 255, 255])].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const bold = parseInt(s.fontWeight) >= 700 && parseFloat(s.fontSize) >= 19;
    if (ratio < (bold ? 5.3 : 7)) out.push(`${e.textContent.slice(0, 40)}: ${ratio.toFixed(2)} to 1`);
    if (parseFloat(s.fontSize) < (innerWidth < 340 ? 16 : 17)) out.push(`${e.textContent.slice(0, 40)}: ${s.fontSize}`);
  }
  return out;
};

// spaced is the spacing of WCAG 1.4.12.
const spaced = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`;

// looked looks at a screen: axe at two sizes, then every size for overflow, bars
// and controls, in light, with wide spacing and in forced colours.
export async function looked(page, name) {
  const problems = [];
  const title = await page.title();
  if (!/^(Error: )?[A-Z].* – Stillhome$/.test(title)) problems.push(`the title is "${title}"`);
  if ((await page.locator("h1").count()) !== 1) problems.push("not one heading");
  await page.evaluate(() => scrollTo(0, 0));
  await shot(page, "phone-" + name, PHONE);
  for (const size of [PHONE, OFFICE]) {
    // As high as the page, for axe takes what lies under a bar for cut off;
    // whether a bar covers what has the focus is asked by unhidden.
    await page.setViewportSize({ ...size, height: await page.evaluate(() => document.documentElement.scrollHeight) });
    await checkAxe(page);
    for (const f of await page.evaluate(dim)) problems.push(f);
  }
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    for (const f of await page.evaluate(faults)) problems.push(`${width}x${height}: ${f}`);
  }
  const style = await page.addStyleTag({ content: spaced });
  for (const [width, height] of [[320, 568], [360, 640], [320, 256]]) {
    await page.setViewportSize({ width, height });
    for (const f of await page.evaluate(faults)) if (!f.startsWith("bars")) problems.push(`${width}x${height}, wide spacing: ${f}`);
  }
  await style.evaluate((e) => e.remove());
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  await page.setViewportSize(PHONE);
  for (const f of await page.evaluate(faults)) problems.push(`forced colours: ${f}`);
  // What is chosen must differ from what is not by more than a tint.
  const [on, off] = [page.locator('[aria-checked="true"]').first(), page.locator('[aria-checked="false"]').first()];
  if ((await on.count()) && (await off.count())) {
    const look = (e) => e.evaluate((x) => getComputedStyle(x).backgroundColor + getComputedStyle(x, "::before").content);
    if ((await look(on)) === (await look(off))) problems.push("forced colours: what is chosen looks like what is not");
  }
  await shot(page, "phone-forced-" + name, PHONE);
  await page.emulateMedia({ forcedColors: null, reducedMotion: null });
  if (problems.length) throw new Error(`${name}:\n  ${[...new Set(problems)].join("\n  ")}`);
}

// unhidden tabs through the page and fails where a bar covers what has the focus.
export async function unhidden(page, most = 80) {
  let stops = 0;
  await page.evaluate(() => {
    scrollTo(0, 0);
    document.activeElement.blur();
  });
  for (; stops < most; stops++) {
    await page.keyboard.press("Tab");
    const covered = await page.evaluate(() => {
      const e = document.activeElement;
      if (e === document.body) return null;
      const b = e.getBoundingClientRect();
      const points = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]];
      const hit = points.filter(([x, y]) => e.contains(document.elementFromPoint(b.left + b.width * x, b.top + b.height * y)));
      return hit.length === points.length ? "" : e.textContent;
    });
    if (covered === null) break;
    if (covered) throw new Error(`"${covered}" has the focus and is covered`);
  }
  return stops;
}

// answered says what Joan did, took, and how she was: 4 tasks and 2 medicines.
export async function answered(page) {
  for (const [i, level] of ["On their own", "With a reminder", "Done for them", "Not today"].entries()) await tap(page, "radio", level, i);
  for (const i of [0, 1]) await tap(page, "radio", "Taken", i);
  await tap(page, "radio", "Better");
}
