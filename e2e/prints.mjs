// Paper: the chart of medicines and the day sheets, as PDF pages of the right
// number and size with nothing cut off; and a chart that is keyed in again.
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withBrowser } from "./lib.mjs";
import { base, must, Screen, station } from "./journey-kit.mjs";

const at = `/people/${process.env.STILLHOME_PERSON}`;
const A4 = [210, 297];

// pdf prints the page, and reads of the result how many pages there are and how
// large each is, in millimetres.
async function pdf(page, name) {
  const bytes = await page.pdf({ preferCSSPageSize: true });
  if (process.env.STILLHOME_SHOTS) {
    await mkdir(process.env.STILLHOME_SHOTS, { recursive: true });
    await writeFile(join(process.env.STILLHOME_SHOTS, `${name}.pdf`), bytes);
  }
  const text = bytes.toString("latin1");
  const pages = text.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  const sizes = [...text.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)].map((m) => [m[1], m[2]].map((x) => (Number(x) * 25.4) / 72));
  must(pages > 0 && sizes.length > 0, `${name}: no pages can be read of the PDF`);
  return { pages, sizes };
}

function measured(name, { sizes }, [wide, high]) {
  for (const [w, h] of sizes) must(Math.abs(w - wide) < 1 && Math.abs(h - high) < 1, `${name}: a page is ${w.toFixed(1)} by ${h.toFixed(1)} mm, not ${wide} by ${high}`);
}

// cut lists what does not fit where it stands when the page is printed: text
// wider than its box, or below the end of its sheet of paper. Room is the width
// and height of a sheet inside its margins, in millimetres.
async function cut(page, sheet, [wide, high]) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: Math.floor((wide * 96) / 25.4), height: 800 });
  await page.emulateMedia({ media: "print" });
  const found = await page.evaluate(
    ({ sheet, high }) => {
      const found = [];
      const sheets = [...document.querySelectorAll(sheet)];
      if (sheets.length === 0) found.push("there is nothing to print");
      for (const s of sheets) {
        const box = s.getBoundingClientRect();
        if (box.height > high + 2) found.push(`a sheet is ${Math.round(box.height)} pixels high, and the paper ${Math.round(high)}`);
        for (const e of s.querySelectorAll("p, td, th, span, li, h2, h3, strong")) {
          if (!e.textContent.trim() || e.classList.contains("govuk-visually-hidden")) continue;
          const r = e.getBoundingClientRect();
          const words = e.textContent.trim().slice(0, 50);
          if (r.right > box.right + 1.5 || r.left < box.left - 1.5 || r.bottom > box.bottom + 1.5) found.push(`off the paper: ${words}`);
          if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display !== "inline") found.push(`wider than its place: ${words}`);
        }
      }
      return found;
    },
    { sheet, high: (high * 96) / 25.4 },
  );
  await page.emulateMedia({ media: null });
  await page.setViewportSize(before);
  return found;
}

const paper = [281, 193];

async function printed(office, weeks, filled, name) {
  await office.open(`${at}/chart-prints`);
  const page = office.page;
  await page.locator(`[name=weeks][value="${weeks}"]`).check();
  await page.locator(`[name=filled][value="${filled}"]`).check();
  await office.press("Make the chart");
  const sheets = await page.locator(".stillhome-mar").count();
  const said = await page.locator(".stillhome-mar__what").allTextContents();
  said.forEach((text, n) => must(text.includes(`Page ${n + 1} of ${sheets}`), `page ${n + 1} of ${sheets} says ${text}`));
  const result = await pdf(page, name);
  must(result.pages === sheets, `${name}: ${result.pages} pages of PDF for ${sheets} sheets`);
  measured(name, result, [A4[1], A4[0]]);
  const faults = await cut(page, ".stillhome-mar", paper);
  must(faults.length === 0, `${name}: ${faults.slice(0, 5).join("; ")}`);
  for (const words of ["ALLERGIES", "NHS number"]) must((await page.locator(".stillhome-mar__head", { hasText: words }).count()) === sheets, `not every page says ${words}`);
  console.log(`  ${name}: ${sheets} pages, A4 across, nothing cut off`);
  return office.path;
}

// plant makes the text of a chart too large for its place: the check must see it.
async function planted(office) {
  for (const [what, css] of Object.entries({
    "text below the end of the paper": ".stillhome-mar__medicine { font-size: 40pt !important }",
    "a word wider than its box": ".stillhome-mar__time { font-size: 24pt !important }",
    "text beside the paper": ".stillhome-mar__what { margin-right: -40mm }",
  })) {
    const tag = await office.page.addStyleTag({ content: css }).catch(() => null);
    if (!tag) {
      await office.page.evaluate((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        document.adoptedStyleSheets = [sheet];
      }, css);
    }
    must((await cut(office.page, ".stillhome-mar", paper)).length > 0, `${what} is not found`);
    await office.page.reload();
  }
}

await withBrowser(async (page) => {
  const office = new Screen(page);
  await office.as("coordinator");

  station("The chart, blank and filled");
  await printed(office, 4, "no", "chart-4-weeks-blank");
  await printed(office, 4, "yes", "chart-4-weeks-filled");
  await planted(office);
  await printed(office, 2, "yes", "chart-2-weeks-filled");
  const one = await printed(office, 1, "no", "chart-1-week-blank");

  station("Words as long as they may be");
  const long = "Give with food and plenty of water, sitting up, and wait until it is swallowed. ".repeat(20).trim();
  const add = async (form) => {
    const answer = await page.request.post(`${base}${at}/medicines/new`, {
      form: { id: randomUUID(), from: "2026-11-30", source: "Label", dose: "1 tablet", kind: "regular", parts: "morning", route: "swallowed", ...form },
      headers: { origin: base },
      maxRedirects: 0,
    });
    must(answer.status() === 303, `add ${form.name}: ${answer.status()} ${(await answer.text()).match(/govuk-error-summary[\s\S]{0,600}/)?.[0] ?? ""}`);
  };
  await add({ name: "Anexceedinglylongmadeupnameofamedicinethatdoesnotbreak ".repeat(3).trim(), instructions: long });
  await add({ name: "Long to take", dose: long.slice(0, 600), instructions: long.slice(0, 310), prescriber: "Dr Madeup of the Madeup Road Surgery and Health Centre" });
  await add({ name: "Needed and long", kind: "as_needed", parts: "", needed_for: "pain in the hip", instructions: long });
  await printed(office, 4, "no", "chart-long-words");
  must((await page.locator(".stillhome-mar__note").count()) === 3, "what is too long for its place is not on the last page");

  station("A chart that came back is keyed in");
  await office.open("/chart-prints");
  const code = await (async () => {
    await office.open(one);
    return (await page.locator(".stillhome-mar__code").first().textContent()).replace("Code", "").trim();
  })();
  await office.open("/chart-prints");
  await page.locator("[name=code]").fill(code.toLowerCase());
  await office.press("Find the chart");
  const boxes = page.locator(".stillhome-keyed__box");
  must((await boxes.count()) > 0, "there is no box to key in");
  await boxes.first().fill("zz9");
  await office.leave(page.getByRole("button", { name: "Save this week" }));
  must((await office.problems()).length === 1, "what cannot be read is not said");
  must((await boxes.first().inputValue()) === "zz9", "what was typed is lost");
  await boxes.first().fill("AB 8:05");
  await office.press("Save this week");
  await office.open(`${one}/differences`);
  await office.open(`${one}/key`);
  must((await boxes.first().inputValue()) === "AB 8:05", "what was keyed in is not shown again");

  station("The day sheets");
  await page.goto(`${base}/rota/2026-11-30/paper/sheets`);
  const day = await pdf(page, "day-sheets");
  measured("day sheets", day, A4);
  const runs = await page.locator(".stillhome-sheet").count();
  must(day.pages >= runs && runs > 0, `${day.pages} pages for ${runs} workers`);
  // A visit may go on on the next page, and one question of it may not.
  const faults = [...(await cut(page, ".stillhome-sheet__visit", [186, 1000])), ...(await cut(page, ".stillhome-sheet__task", [186, 100]))];
  must(faults.length === 0, `day sheets: ${faults.slice(0, 5).join("; ")}`);
  console.log(`  day sheets: ${day.pages} pages for ${runs} workers, A4 upright, nothing cut off`);
});
