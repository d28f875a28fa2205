import { checkAxe, PHONE, withBrowser } from "./lib.mjs";
const at = "http://localhost:4872"; const words = "four brown hens walking";
await withBrowser(async (page, context) => {
  page.setDefaultTimeout(15000);
  page.on("console", m => console.log("console", m.type(), m.text())); page.on("pageerror", e=>console.log("pageerror", e.message));
  const session = await context.newCDPSession(page);
  await session.send("Browser.grantPermissions", { origin: at, permissions: ["durableStorage"] });
  await page.goto(`${at}/sign-in?next=/v/`);
  await page.locator('form:has(input[value="worker"]) button').click();
  await page.waitForURL(`${at}/v/`);
  await page.getByRole("button", { name: "Use a passphrase instead" }).click();
  await page.locator("#pass").fill(words);
  await page.getByRole("button", { name: "Set up", exact: true }).click();
  await page.getByRole("heading", { name: "Today", exact: true }).waitFor();
  await page.waitForTimeout(1500);
  const snap = (n) => page.screenshot({ path: `/tmp/screens-shots/real-${n}.png`, fullPage: true });
  await snap("today");
  console.log(await page.locator("main").innerText());
  await page.getByRole("link", { name: /^About/ }).first().click(); await page.waitForTimeout(300);
  await snap("person"); console.log("PERSON", await page.locator("main").innerText());
  await page.goBack(); await page.waitForTimeout(300);
  if (await page.getByRole("button", { name: "I have arrived" }).count()) {
  await page.getByRole("button", { name: "I have arrived" }).click(); await page.waitForTimeout(600);
  await snap("visit"); console.log("VISIT", await page.locator("main").innerText());
  const groups = page.getByRole("radiogroup"); const n = await groups.count();
  for (let i = 0; i < n; i++) { await groups.nth(i).getByRole("radio").first().click(); await page.waitForTimeout(150); }
  await page.getByRole("button", { name: "Leave", exact: true }).click(); await page.waitForTimeout(2500);
  await snap("left"); console.log("LEFT", await page.locator("body").innerText());
  await page.getByRole("link", { name: "Waiting to send" }).click(); await page.waitForTimeout(1500);
  await snap("waiting"); console.log("WAITING", await page.locator("main").innerText());
  }
  // A second visit, offline, closed in the middle, opened again.
  await page.getByRole("link", { name: "Today" }).click();
  await page.getByRole("button", { name: "I have arrived" }).click(); await page.waitForTimeout(500);
  await context.setOffline(true);
  await page.getByRole("radiogroup").nth(1).getByRole("radio").nth(2).click(); await page.waitForTimeout(300);
  await page.evaluate(() => scrollTo(0, 700)); await page.waitForTimeout(900);
  const url = page.url();
  await page.goto("about:blank"); await page.goto(at + "/v/");
  await page.locator("#pass").fill(words); await page.getByRole("button", { name: "Unlock" }).click();
  await page.waitForTimeout(2500);
  console.log("REOPENED", url === page.url(), await page.evaluate(() => [scrollY, document.querySelectorAll('[aria-checked=true]').length, document.activeElement.tagName]));
  await page.screenshot({ path: "/tmp/screens-shots/real-reopened.png" });
  await context.setOffline(false);
  for (const p of ["week","me","changes"]) { await page.getByRole("link", { name: {week:"Week",me:"Me",changes:"Changes"}[p], exact: true }).click(); await page.waitForTimeout(300); await snap(p); console.log(p, await page.locator("main").innerText()); }
  await checkAxe(page);
}, { viewport: PHONE });
