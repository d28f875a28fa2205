// A coordinator answers a late visit (CO3): the list is sorted by harm, the alert
// says what was planned, whom to ring and who is near, and is closed with a reason,
// in four clicks at most. Then an alarm, from the list to what was found.
import assert from "node:assert";
import { checkAxe, OFFICE, PHONE, shot, withBrowser } from "./lib.mjs";

const base = process.env.STILLHOME_BASE;

await withBrowser(async (page) => {
  await page.request.post(`${base}/demo/sign-in`, { form: { as: "coordinator" }, headers: { origin: base } });
  let clicks = 0;
  const click = async (what) => {
    clicks++;
    await what.click();
  };

  await page.goto(`${base}/alerts`);
  await checkAxe(page);
  await shot(page, "co3-list");
  await shot(page, "co3-list", PHONE);
  const rows = page.locator("tbody tr");
  assert.match(await rows.first().innerText(), /A worker asks for help/, "a call for help is not first");
  const first = rows.filter({ hasNotText: /A worker (asks for help|is overdue)/ }).first();
  assert.match(await first.innerText(), /Visit is late[^]*A medicine at this visit must be on time/, "the most harmful wait is not first after it");
  await click(first.getByRole("link", { name: "Visit is late" }));
  await page.getByText("Who is near").waitFor();
  await checkAxe(page);
  await shot(page, "co3-panel");
  await shot(page, "co3-panel", PHONE);
  const said = await page.locator("main").innerText();
  for (const words of [/Planned/, /late: nobody has said that they came/, /A medicine must be on time/]) {
    assert.match(said, words);
  }
  const call = page.getByRole("button", { name: /^Call / }).first();
  assert.match(await call.getAttribute("href"), /^tel:\+44/);
  await page.evaluate(() => document.addEventListener("click", (e) => e.target.closest('a[href^="tel:"]') && e.preventDefault()));
  await click(call);
  await click(page.getByLabel("We helped and the person is safe"));
  await page.getByLabel("What did you do?").fill("Rang: held up in traffic. A colleague nearby went instead.");
  await click(page.getByRole("button", { name: "Close alert" }));
  await page.getByText("Alert closed.").waitFor();
  assert.ok(clicks <= 4, `${clicks} clicks, at most 4`);
  console.log(`CO3: ${clicks} clicks`);

  // An alarm that nobody has: the ladder stands on its page.
  await page.goto(`${base}/alarms`);
  await checkAxe(page);
  await shot(page, "alarms");
  await page.locator("tbody tr").first().getByRole("link").click();
  await page.getByRole("heading", { name: "What happened" }).waitFor();
  await checkAxe(page);
  await shot(page, "alarm");
  await shot(page, "alarm", PHONE);
  await page.getByRole("button", { name: "I have this" }).click();
  await page.getByText("You have this alarm.").waitFor();
  await page.getByLabel("The worker is safe").check();
  await page.getByLabel("How do you know?").fill("Rang: at home and well.");
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByText("Alarm closed.").waitFor();

  for (const path of ["/duty", "/duty/list", "/messages", "/account/phone"]) {
    for (const size of [OFFICE, PHONE]) {
      await page.setViewportSize(size);
      await page.goto(base + path);
      await checkAxe(page);
      await shot(page, `co3${path.replaceAll("/", "-")}`, size);
    }
  }
});
