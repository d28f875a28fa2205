// The app set up with a passkey that makes keys: storage that is not promised is
// refused in words, who is not signed in signs in and comes back, and the passkey
// opens the app cold and without signal. Where a passkey makes no keys, the app
// asks for a passphrase. What the shell's cache holds is the shell alone.
import assert from "node:assert/strict";
import { checkAxe } from "./lib.mjs";
import { allHeld, cold, heading, onPhone, tap, tell, withPassphrase, withPhone } from "./field-kit.mjs";

async function authenticator(context, page, hasPrf) {
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true, hasPrf,
    },
  });
}

const withLock = (page) => page.getByRole("button", { name: "Set up with this phone" });

async function signIn(page, way) {
  await page.locator('form:has(input[value="worker"]) button').click();
  await page.waitForURL(`${way.base}/v/`);
  await heading(page, "Set up this phone");
}

await withPhone(async (page, { context, way }) => {
  await page.goto(`${way.base}/sign-in?next=/v/`);
  await authenticator(context, page, false);
  await signIn(page, way);
  await withLock(page).click();
  await page.getByText("Choose a passphrase of 12 characters").waitFor();
  await withPassphrase(page);
});

await withPhone(async (page, { context, way, keep }) => {
  await page.goto(`${way.base}/v/`);
  await withLock(page).click();
  await page.getByText("This browser does not promise to keep what you record").waitFor();
  await keep();
  await withLock(page).click();
  await page.waitForURL(/\/sign-in\?next=/); // nobody is signed in
  await authenticator(context, page, true);
  await signIn(page, way);
  await withLock(page).click();
  await heading(page, "Today");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await checkAxe(page);

  await context.setOffline(true);
  way.no = true;
  await cold(page, way);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await heading(page, "Today");
  await page.waitForTimeout(400); // a press so soon after another is taken for the second of a double one
  await tap(page, "button", "I have arrived");
  await page.getByText("You arrived at").waitFor();
  assert.deepEqual((await onPhone(page)).receipts, []);
  way.no = false;
  await context.setOffline(false);
  await tell(await allHeld(page), ["visit.arrive"]);

  const cached = await page.evaluate(async () => {
    const all = [];
    for (const name of await caches.keys()) for (const r of await (await caches.open(name)).keys()) all.push(new URL(r.url).pathname);
    return all;
  });
  assert.ok(cached.length > 3 && cached.every((path) => path === "/v/" || /^\/v\/[\w./-]+\.(js|css|svg|png|webmanifest|txt)$/.test(path)), String(cached));
}, undefined, false);

console.log("by passkey, cold without signal; by passphrase where the passkey makes no keys");
