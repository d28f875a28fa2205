// The manager reads the figures: the page must show what /insights.json says,
// which is left in the file STILLHOME_FIGURES for whoever counts again.
import { writeFile } from "node:fs/promises";
import { OFFICE, withBrowser } from "./lib.mjs";
import { must, Screen } from "./journey-kit.mjs";

await withBrowser(async (page) => {
  const office = new Screen(page);
  await office.as("manager");
  await office.open("/insights");
  const shown = await page.locator("main").innerText();
  const figures = await office.figures();
  for (const f of figures) {
    must(shown.includes(f.title) && shown.includes(f.value), `the page does not show ${f.title} as ${f.value}`);
    const card = page.locator(`main a[href^="${f.behind}"]`);
    must((await card.count()) > 0, `no way from the page to the list behind ${f.title}`);
  }
  for (const f of figures) await office.open(f.behind);
  await writeFile(process.env.STILLHOME_FIGURES, JSON.stringify(figures));
}, { viewport: OFFICE });
