// The coordinator's journeys on the rota, with their budgets: CO1 cover for
// somebody away, CO4 tomorrow with nothing left loose, CO5 a visit called off.
import { gzipSync } from "node:zlib";
import { checkAxe, shot, withBrowser, OFFICE, PHONE } from "./lib.mjs";
import { base, byKeyboard, must, Screen, station } from "./journey-kit.mjs";

const today = "/rota/2026-11-30";
const tomorrow = "/rota/2026-12-01";

// counted is put into every page before its own scripts.
function counted() {
  const add = (name) => sessionStorage.setItem(name, String(Number(sessionStorage.getItem(name)) + 1));
  addEventListener("pointerdown", (e) => e.isTrusted && add("clicks"), true);
  addEventListener("keydown", (e) => e.isTrusted && add("keys"), true);
}
const count = (office, name) => office.page.evaluate((n) => Number(sessionStorage.getItem(n)), name);
const fresh = (office) => office.page.evaluate(() => sessionStorage.clear());

// drawn is the day that the board is drawn from.
const drawn = (office) => office.page.evaluate(() => JSON.parse(document.querySelector('.stillhome-drawn script[type="application/json"]').textContent));

// busy is the shift with most visits of those that nobody has begun.
async function busy(office, not = []) {
  const day = await drawn(office);
  const own = (n) => day.visits.filter((v) => v[0] === n).length;
  const ahead = day.shifts.map((s, n) => ({ name: s[1], row: n + 1, visits: own(n), from: s[2] })).filter((s) => s.from > day.now && !not.includes(s.name));
  const most = ahead.reduce((a, b) => (b.visits > a.visits ? b : a));
  must(most.visits >= 4, "no shift of the afternoon has four visits");
  return most;
}

async function measureBoard(office) {
  const sizes = {};
  const listen = async (r) => {
    if (!/html|css|javascript/.test(r.headers()["content-type"] ?? "")) return;
    sizes[new URL(r.url()).pathname.split("/").pop()] = gzipSync(await r.body(), { level: 9 }).length;
  };
  const page = office.page;
  page.on("response", listen);
  await office.open(today);
  page.off("response", listen);
  const bytes = Object.values(sizes).reduce((a, b) => a + b, 0);
  const seen = await page.evaluate(() => ({
    nodes: document.querySelectorAll("*").length,
    rows: document.querySelectorAll(".board__row").length - 1,
    visits: document.querySelectorAll(".board__visit").length,
    stops: document.querySelectorAll('[role="grid"] [tabindex="0"]').length,
  }));
  const took = [];
  for (let i = 0; i < 5; i++) {
    await page.reload({ waitUntil: "load" });
    took.push(await page.evaluate(() => performance.measure("x", "board-begins", "board").duration));
  }
  const cdp = await page.context().newCDPSession(page);
  const { nodes } = await cdp.send("Accessibility.getFullAXTree");
  const named = nodes.filter((n) => n.role?.value === "gridcell" && n.name?.value).length;
  const day = await drawn(office);
  console.log(`  ${seen.rows} shifts, ${seen.visits} parts of visits; ${bytes} bytes gzip ${JSON.stringify(sizes)}; ${seen.nodes} nodes; drawn in ${took.map((t) => Math.round(t)).join(", ")} ms`);
  must(seen.rows >= 100 && seen.visits >= 800, "the day is smaller than the test is about");
  must(bytes <= 60_000, `the board takes ${bytes} bytes`);
  must(seen.nodes <= 3000, `the board has ${seen.nodes} nodes`);
  must(seen.stops === 1, `the board has ${seen.stops} stops for the Tab key`);
  must(seen.visits === day.visits.length && named === seen.visits, `${day.visits.length} visits, ${seen.visits} drawn, ${named} told to a screen reader`);
}

// afterAway goes from the reported absence to the people to ring.
async function planToCalls(office, name, act) {
  await office.sees(`Cover plan for ${name}`);
  const rows = await office.page.locator("main tbody tr").count();
  await act(office.page.getByRole("button", { name: /^Check \d+ change/ }));
  await office.sees("What will change");
  await act(office.page.getByRole("button", { name: /^Confirm and tell \d+ worker/ }));
  must(office.path.endsWith("/calls"), `after confirming: ${office.path}`);
  await office.sees("The rota is changed.");
  return rows;
}

async function coverByMouse(office) {
  await office.open(today);
  await fresh(office);
  const shift = await busy(office);
  const begun = Date.now();
  const click = (locator) => office.leave(locator);
  await office.page.getByRole("rowheader", { name: new RegExp(`^${shift.name}`) }).first().click();
  await shot(office.page, "rota--menu", OFFICE);
  await click(office.page.getByRole("link", { name: `Report that ${shift.name} is away` }));
  await office.page.getByLabel("Not well").check();
  const asked = Date.now();
  await click(office.page.getByRole("button", { name: "Show the cover plan" }));
  const plan = Date.now() - asked;
  await shot(office.page, "rota--cover-plan", OFFICE);
  const other = office.page.getByRole("link", { name: /^Choose another for/ }).first();
  const by = (await other.count()) > 0;
  if (by) {
    await click(other);
    await shot(office.page, "rota--choose", OFFICE);
    await click(office.page.getByRole("button", { name: /^Choose / }).last());
  }
  const rows = await planToCalls(office, shift.name, click);
  await shot(office.page, "rota--calls", OFFICE);
  const clicks = await count(office, "clicks");
  console.log(`  ${shift.name}, ${shift.visits} visits, ${rows} in the plan: ${clicks} clicks with ${by ? 1 : 0} chosen by hand, plan in ${plan} ms, all in ${Date.now() - begun} ms`);
  must(rows === shift.visits, `the plan has ${rows} visits of ${shift.visits}`);
  must(clicks <= 12 + 3 * by, `${clicks} clicks`);
  must(plan <= 3000 * 2, `the plan took ${plan} ms`);
  must(Date.now() - begun < 120_000, "that took more than two minutes");
  return shift.name;
}

async function coverByKeyboard(office, not) {
  const { page } = office;
  await office.open(today);
  await fresh(office);
  const shift = await busy(office, [not]);
  await byKeyboard(office, '[role="rowheader"], [role="gridcell"]');
  await page.keyboard.press("Control+Home");
  const far = await drawn(office).then((d) => d.shifts.findIndex((s) => s[1] === shift.name) + 1);
  for (let i = 0; i < Math.floor(far / 10); i++) await page.keyboard.press("PageDown");
  for (let i = 0; i < far % 10; i++) await page.keyboard.press("ArrowDown");
  must((await page.evaluate(() => document.activeElement.textContent)).startsWith(shift.name), "the arrows do not lead to the shift");
  await notCovered(office);
  await page.keyboard.press("Enter");
  await office.arrive(() => page.keyboard.press("Enter"));
  await byKeyboard(office, 'input[type="radio"]');
  await page.keyboard.press("Space");
  await byKeyboard(office, "main form .govuk-button");
  await office.arrive(() => page.keyboard.press("Enter"));
  await planToCalls(office, shift.name, async (locator) => {
    await locator.evaluate((e) => e.setAttribute("data-wanted", ""));
    await byKeyboard(office, "[data-wanted]");
    await office.arrive(() => page.keyboard.press("Enter"));
  });
  must((await count(office, "clicks")) === 0, "the keyboard was not enough");
  console.log(`  ${shift.name}, ${shift.visits} visits: ${await count(office, "keys")} keys, no click`);
}

// notCovered holds that the cell with the focus is in sight.
async function notCovered(office) {
  const hidden = await office.page.evaluate(() => {
    const e = document.activeElement;
    const r = e.getBoundingClientRect();
    const at = document.elementFromPoint(r.left + Math.min(12, r.width / 2), r.top + r.height / 2);
    return at === e || e.contains(at) ? "" : `${e.textContent} is behind ${at?.className}`;
  });
  must(!hidden, hidden);
}

// arrows walks over the board and looks at each cell that gets the focus.
async function arrows(office) {
  const { page } = office;
  await office.open(today);
  await page.locator('[role="grid"] [tabindex="0"]').focus();
  for (const key of ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowDown", "End", "ArrowDown", "PageDown", "Home", "ArrowUp", "Control+End", "PageUp", "Control+Home"]) {
    await page.keyboard.press(key);
    must((await page.evaluate(() => document.activeElement.closest('[role="grid"]') !== null)), `${key} loses the focus`);
    await notCovered(office);
  }
  await page.keyboard.press("?");
  await office.sees("Keys on the board");
  await checkAxe(page);
  await page.keyboard.press("Escape");
  must((await page.evaluate(() => document.activeElement.closest('[role="grid"]') !== null)), "Escape loses the focus");
}

// pickUp moves one visit by keys and one by mouse: each is a draft and no more.
async function pickUp(office) {
  const { page } = office;
  await office.open(today);
  const before = JSON.stringify((await drawn(office)).visits);
  const day = await drawn(office);
  const v = day.visits.find((x) => x[0] > 20 && x[1] > day.now + 60 && x[5] === 0);
  const cell = page.locator(`.board__row >> nth=${v[0] + 1} >> [role="gridcell"]`, { hasText: day.names[v[6]] }).first();
  await cell.focus();
  await page.keyboard.press("m");
  await page.keyboard.press("ArrowRight");
  await office.sees(day.shifts[v[0]][1]);
  await office.arrive(() => page.keyboard.press("Enter"));
  const text = await office.text();
  must(/changes? not sent|stays as it was/.test(text), "a visit that was picked up went nowhere");
  await shot(page, "rota--draft", OFFICE);
  await office.open(today);
  await cell.evaluate((e) => e.scrollIntoView({ block: "center", inline: "center" }));
  const box = await cell.boundingBox();
  await page.mouse.move(box.x + 5, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + 40, box.y + 5, { steps: 4 });
  await office.arrive(() => page.mouse.up());
  must(/changes? not sent|stays as it was/.test(await office.text()), "a visit that was dragged went nowhere");
  await office.open(today);
  must(JSON.stringify((await drawn(office)).visits) === before, "a draft has changed the rota");
}

async function calledOff(office) {
  const { page } = office;
  await office.open(today);
  await fresh(office);
  const day = await drawn(office);
  const v = day.visits.find((x) => x[0] >= 0 && x[1] > day.now + 120 && x[5] === 0);
  const name = day.names[v[6]];
  await page.getByLabel("Find a person").click();
  await page.keyboard.type(name.slice(0, -1));
  await page.keyboard.press("Enter");
  await page.locator(".board__visit--found", { hasText: name }).last().click();
  await office.leave(page.getByRole("link", { name: "Cancel this visit" }));
  await page.locator('main input[type="radio"]').first().check();
  await office.press("Cancel the visit");
  await office.sees("Visit cancelled.");
  const clicks = await count(office, "clicks");
  console.log(`  ${clicks} clicks`);
  must(clicks <= 6, `${clicks} clicks`);
}

async function tomorrowIsGivenOut(office) {
  await office.open(tomorrow);
  await fresh(office);
  await office.press("Build the rota");
  const found = office.page.getByRole("button", { name: /^Find cover for/ });
  if (await found.count()) {
    await office.leave(found);
    const check = office.page.getByRole("button", { name: /^Check \d+ change/ });
    if (await check.count()) {
      await office.leave(check);
      await office.press(/^Confirm/);
    }
    await office.open(tomorrow);
  }
  await office.press("Publish");
  const clicks = await count(office, "clicks");
  console.log(`  ${clicks} clicks; ${(await office.text()).match(/\d+ visits, .* shifts/)[0]}`);
  must(clicks <= 20, `${clicks} clicks`);
}

// withoutScripts finds a place for a visit as far as the button that would
// change the rota.
async function withoutScripts(office) {
  await office.open(today);
  must((await office.page.locator("[role=grid]").count()) === 0, "a board without scripts");
  const moves = office.page.getByRole("link", { name: "Move", exact: true });
  for (let i = 0; ; i++) {
    await office.leave(moves.nth(i));
    const now = (await office.page.locator(".govuk-summary-list__value").last().innerText()).split(" at ")[0];
    const other = office.page.getByRole("button", { name: /^Choose / }).filter({ hasNotText: now });
    if (await other.count()) {
      await office.leave(other.first());
      break;
    }
    await office.open(today); // nobody else can make that one
  }
  await office.sees("change", "not sent");
  await office.leave(office.page.getByRole("button", { name: "Check changes" }));
  await office.sees("What will change", "Confirm and tell");
}

await withBrowser(async (page) => {
  await page.context().addInitScript(counted);
  const office = new Screen(page);
  office.routine = true;
  await office.as("coordinator");
  station("the board, measured");
  await measureBoard(office);
  await shot(page, "rota--board", OFFICE);
  station("arrow keys, and nothing in front of the focus");
  await arrows(office);
  station("a visit picked up by keys and by mouse is a draft");
  await pickUp(office);
  station("CO1: somebody is away, by mouse");
  const away = await coverByMouse(office);
  station("CO1 by keyboard alone");
  await coverByKeyboard(office, away);
  station("CO5: a visit is called off by telephone");
  await calledOff(office);
  station("CO4: tomorrow's rota is given out");
  await tomorrowIsGivenOut(office);
  station("the other views, at both sizes");
  for (const size of [OFFICE, PHONE]) {
    await page.setViewportSize(size);
    for (const view of ["", "?view=list", "?view=person", "?view=map", "?view=print", "/cover", "/calls"]) {
      await office.open(today + view);
      await shot(page, `rota--${view.replace(/\W+/g, "-") || "board"}`, size);
    }
  }
});
station("without scripts");
await withBrowser(
  async (page) => {
    const office = new Screen(page);
    office.axe = false; // it is a script
    await office.as("coordinator");
    await withoutScripts(office);
  },
  { javaScriptEnabled: false },
);
