// The field app whole, against the real server: set up with a passkey that
// makes keys, a cold start without signal, unlocked, a visit recorded, sent
// once there is signal; then with a passphrase; a second tab; a full phone.
// Wants STILLHOME_URL, the address of a running demo.
import assert from "node:assert/strict";
import { checkAxe, PHONE, shot, withBrowser } from "./lib.mjs";

const at = process.env.STILLHOME_URL ?? "http://localhost:8080";
const words = "four brown hens walking";

// kept lets the site keep its storage, as a browser does for an installed app.
async function kept(context, page) {
  const session = await context.newCDPSession(page);
  await session.send("Browser.grantPermissions", { origin: at, permissions: ["durableStorage"] });
}

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

async function signIn(page) {
  await page.goto(`${at}/sign-in?next=/v/`);
  await page.locator('form:has(input[value="worker"]) button').click();
  await page.waitForURL(`${at}/v/`);
}

const shell = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
const heading = (page) => page.locator("h1");

// With a passkey.
await withBrowser(async (page, context) => {
  await kept(context, page);
  await authenticator(context, page, true);
  await signIn(page);
  await page.getByRole("button", { name: "Set up with this phone" }).click();
  await page.getByRole("heading", { name: /today/i }).first().waitFor({ timeout: 20_000 });
  await shell(page);
  await checkAxe(page);
  await shot(page, "phone-today", PHONE);

  // No signal, and the app started cold.
  await context.setOffline(true);
  await page.goto("about:blank");
  await page.goto(`${at}/v/`);
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("heading", { name: /today/i }).first().waitFor();
  await shot(page, "phone-offline", PHONE);
}, { viewport: PHONE });

console.log("phone: set up, cold without signal, unlocked");
