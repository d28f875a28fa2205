// What every station of the journey uses: a person at a screen who signs in,
// opens pages, fills in forms and reads what comes back. Pages are looked at by
// axe at the size they are used, and must fit the screen.
import { readFile, writeFile } from "node:fs/promises";
import { checkAxe, shot } from "./lib.mjs";

export const base = process.env.STILLHOME_BASE;

// add gives the date so many days after one written 2026-11-30.
export function add(date, days) {
  const d = new Date(`${date}T12:00:00Z`);
  d.setUTCDate(d.getUTCDate() + days);
  return d.toISOString().slice(0, 10);
}

// The first day of the journey, and the day the person leaves hospital.
export const start = process.env.STILLHOME_START || "2026-11-30";
export const leaves = add(start, 1);
export const day91 = add(leaves, 91);

export function must(held, otherwise) {
  if (!held) throw new Error(otherwise);
}

// The journey is several scripts; each leaves for the next what it found.
const stateFile = process.env.STILLHOME_STATE;

export async function recall() {
  return JSON.parse(await readFile(stateFile, "utf8"));
}

export async function remember(state) {
  await writeFile(stateFile, JSON.stringify(state, null, 2));
}

export function station(title) {
  console.log(`- ${title}`);
}

// kind is an address without what differs from one record to the next.
const kind = (path) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id").replace(/\d{4}-\d{2}-\d{2}/g, ":date");

// passed is every kind of page looked at, over all screens of this script.
export const passed = new Set();
export const tally = { pages: 0, axe: 0 };

// looked sums a script up.
export function looked() {
  return `${tally.pages} pages passed through, ${passed.size} kinds; axe looked at ${tally.axe} and found nothing, the rest are built as those or were without scripts`;
}

// built is what each kind of page looked at by axe was made of.
const built = {};

// Screen is one browser in somebody's hands.
export class Screen {
  constructor(page) {
    this.page = page;
    this.status = 0;
    this.need = ""; // what must stand on top of each page about the person
    this.person = "";
    this.axe = true;
    this.routine = false; // pages built as ones looked at before need no axe again
    page.on("response", (r) => {
      if (r.request().isNavigationRequest() && r.frame() === page.mainFrame()) this.status = r.status();
    });
  }

  get path() {
    return new URL(this.page.url()).pathname;
  }

  // as signs in as one of the demo's people.
  async as(role) {
    const answer = await this.page.request.post(`${base}/demo/sign-in`, { form: { as: role } });
    must(answer.ok(), `sign in as ${role}: ${answer.status()}`);
  }

  // clock moves the clock of the demo; who is signed in stays so.
  async clock(at) {
    const answer = await this.page.request.post(`${base}/demo/clock`, { form: { at } });
    must(answer.ok() && !(await answer.text()).includes("There is a problem"), `move the clock to ${at}: ${answer.status()}`);
  }

  async open(path) {
    await this.page.goto(base + path, { waitUntil: "load" });
    must(this.status === 200, `${path} answers ${this.status}`);
    await this.look();
  }

  // follow goes where a link leads, press sends a form by its button.
  async follow(name, within = this.page.locator("main")) {
    const options = { name, exact: typeof name === "string" };
    await this.leave(within.getByRole("link", options).or(within.getByRole("button", options)).first());
  }

  async press(name, within = this.page.locator("main")) {
    await this.leave(within.getByRole("button", { name, exact: typeof name === "string" }).first());
    must((await this.problems()).length === 0, `“${name}” on ${this.path}: ${await this.problems()}`);
  }

  async leave(locator) {
    await this.arrive(() => locator.click());
  }

  // arrive does something that leads to another page and looks at that.
  async arrive(act) {
    await Promise.all([this.page.waitForEvent("load"), act()]);
    must(this.status < 500 && this.status !== 404 && this.status !== 403, `${this.path} answers ${this.status}`);
    await this.look();
  }

  // fill answers questions by their names: text, one of radios, a list of
  // checks, a choice of a drop-down, or a date as 2026-11-30.
  async fill(answers, within = this.page.locator("main")) {
    for (const [name, value] of Object.entries(answers)) {
      const day = within.locator(`[name="${name}-day"]`);
      if (await day.count()) {
        const [y, m, d] = value ? value.split("-") : ["", "", ""];
        await day.fill(d.replace(/^0/, ""));
        await within.locator(`[name="${name}-month"]`).fill(m.replace(/^0/, ""));
        await within.locator(`[name="${name}-year"]`).fill(y);
        continue;
      }
      const box = within.locator(`[name="${name}"]`);
      const type = await box.first().evaluate((e) => (e.tagName === "INPUT" ? e.type : e.tagName.toLowerCase()));
      if (type === "radio") await within.locator(`[name="${name}"][value="${value}"]`).check();
      else if (type === "checkbox") for (const v of value) await within.locator(`[name="${name}"][value="${v}"]`).check();
      else if (type === "select") await box.first().selectOption(value);
      else if (type === "file") await box.first().setInputFiles(value);
      else await box.first().fill(value);
    }
  }

  async problems() {
    return this.page.locator(".govuk-error-summary__list li").allInnerTexts();
  }

  // refuses sends a form that is not filled in: the same page must come back,
  // say what is wrong where the reader stands, and keep what was typed.
  async refuses(button, typed = {}) {
    const before = await this.page.locator("h1").innerText();
    await this.fill(typed);
    await this.leave(this.page.locator("main").getByRole("button", { name: button, exact: true }).first());
    must((await this.problems()).length > 0, `“${button}” took an empty form on ${this.path}`);
    must((await this.page.locator("h1").innerText()) === before, `after a mistake ${this.path} is another page than “${before}”`);
    must((await this.page.title()).startsWith("Error: "), `the title of ${this.path} does not say that something is wrong`);
    if (this.axe) {
      const focus = await this.page.evaluate(() => document.activeElement.className);
      must(focus.includes("govuk-error-summary"), `after a mistake on ${this.path} the focus is on “${focus}”`);
    }
    for (const [name, value] of Object.entries(typed)) {
      const box = this.page.locator(`main [name="${name}"]`);
      const radio = (await box.first().getAttribute("type")) === "radio";
      const kept = radio ? await this.page.locator(`main [name="${name}"]:checked`).getAttribute("value") : await box.first().inputValue();
      must(kept === value, `${this.path} lost what was typed in ${name}: “${kept}”, not “${value}”`);
    }
  }

  async sees(...texts) {
    for (const text of texts) await this.page.locator("body").getByText(text).first().waitFor({ state: "visible", timeout: 5000 });
  }

  async text() {
    return this.page.locator("main").innerText();
  }

  // figures are those of the manager's page, as data.
  async figures() {
    const answer = await this.page.request.get(`${base}/insights.json`);
    must(answer.ok(), `/insights.json answers ${answer.status()}`);
    return (await answer.json()).figures;
  }

  // until opens a page again until it shows the text: work in the background
  // is done soon after the clock was moved, not at the same moment.
  async until(path, text) {
    for (let tries = 0; ; tries++) {
      await this.page.goto(base + path, { waitUntil: "load" });
      if ((await this.text()).includes(text)) return this.look();
      must(tries < 100, `${path} does not come to show “${text}”`);
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  // fingers holds the phone's pages to targets that a cold thumb can hit.
  async fingers() {
    const small = await this.page.evaluate(() =>
      [...document.querySelectorAll("main button, main [role=button], main a[href], main .govuk-radios__label, main .govuk-checkboxes__label")]
        .map((e) => [e, e.getBoundingClientRect()])
        .filter(([e, r]) => e.checkVisibility() && Math.round(r.height) < 48)
        .map(([e, r]) => `${e.innerText.trim()} (${Math.round(r.width)} by ${Math.round(r.height)})`),
    );
    must(!small.length, `on ${this.path} too small for a thumb: ${small.join("; ")}`);
  }

  // isNew reports whether axe should look. In the routine of one day like the
  // other a page is new only if it has parts that none of its kind had before.
  async isNew(name) {
    const parts = await this.page.evaluate(() => [...new Set([...document.querySelectorAll("body *")].map((e) => `${e.tagName} ${e.getAttribute("class")} ${e.getAttribute("type")}`))]);
    const known = (built[name] ??= new Set());
    const fresh = parts.filter((p) => !known.has(p));
    for (const p of fresh) known.add(p);
    return !this.routine || fresh.length > 0;
  }

  // look holds the page as it stands against what no page may fail.
  async look() {
    const { page } = this;
    tally.pages++;
    const size = page.viewportSize();
    const name = kind(this.path);
    if (!passed.has(name)) await shot(page, `journey--${String(passed.size + 1).padStart(2, "0")}${name.replace(/[/:]+/g, "-")}`, size);
    passed.add(name);
    if (this.axe) {
      if (await this.isNew(name)) {
        await checkAxe(page);
        tally.axe++;
      }
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      must(wider <= 1, `${this.path} is ${wider} px wider than a ${size.width} px screen`);
    }
    if (this.path.startsWith("/shift/")) await this.fingers();
    must((await page.locator("h1").count()) === 1, `${this.path} has not one h1`);
    const text = await page.locator("body").innerText();
    must(!/%!|<nil>|undefined|\[object/.test(text), `${this.path} shows something of its inside`);
    if (this.need && this.path.includes(this.person)) {
      const needs = page.locator(".stillhome-bar__needs");
      must((await needs.count()) === 1 && (await needs.innerText()).includes(this.need), `${this.path} does not say how to communicate`);
      const above = await needs.evaluate((n) => n.compareDocumentPosition(document.querySelector("h1")) & Node.DOCUMENT_POSITION_FOLLOWING);
      must(above, `on ${this.path} how to communicate stands below the heading`);
    }
  }
}

// byKeyboard tabs to what is named without a mouse. Each stop on the way must be
// in sight where the focus is.
export async function byKeyboard(screen, selector) {
  for (let stops = 0; stops < 120; stops++) {
    const at = await screen.page.evaluate((want) => {
      const e = document.activeElement;
      if (e === document.body) return { found: false, hidden: false };
      const r = e.getBoundingClientRect();
      const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5]].map(([x, y]) => document.elementFromPoint(r.left + r.width * x, r.top + r.height * y));
      const seen = points.some((p) => p && (e === p || e.contains(p) || p.contains(e) || [...(e.labels ?? [])].some((l) => l.contains(p))));
      return { found: e.matches(want), hidden: !seen, what: e.outerHTML.slice(0, 120) };
    }, selector);
    must(!at.hidden, `on ${screen.path} the focus cannot be seen at ${at.what}`);
    if (at.found) return;
    await screen.page.keyboard.press("Tab");
  }
  throw new Error(`${screen.path}: no way to ${selector} by keyboard`);
}
