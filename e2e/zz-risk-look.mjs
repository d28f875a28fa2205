import { withBrowser, checkAxe, PHONE, OFFICE } from "./lib.mjs";
const base = process.argv[2], role = process.argv[3], size = process.argv[4] === "phone" ? PHONE : OFFICE, paths = process.argv.slice(5);
await withBrowser(async (page) => {
  const r = await page.request.post(base + "/demo/sign-in", { form: { as: role }, headers: {"Sec-Fetch-Site":"same-origin", "Origin": base} });
  await page.setViewportSize(size);
  for (const p of paths) {
    const res = await page.goto(base + p);
    let axe = "axe ok"; try { await checkAxe(page); } catch (e) { axe = e.message.slice(0, 600); }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    console.log(res.status(), p, axe, wide ? "SCROLLS SIDEWAYS" : "");
    await page.screenshot({ path: "/tmp/risk-shots/" + (process.env.TAG||"") + role + "-" + (process.argv[4]||"office") + p.replaceAll("/", "_").replace(/[0-9a-f-]{36}/g, "ID").replace("?", "_") + ".png", fullPage: true });
  }
});
