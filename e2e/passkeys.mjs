// Passkeys in a browser with a virtual authenticator: a therapist adds a
// passkey, signs out, and signs in with it; a newcomer opens an invitation with
// one. Wants STILLHOME_URL, the address of a running demo.
import assert from "node:assert/strict";
import { checkAxe, shot, withBrowser } from "./lib.mjs";

const at = process.env.STILLHOME_URL ?? "http://localhost:8080";

// authenticator gives a page a phone's own: resident keys, owner verified.
async function authenticator(context, page, verified = true) {
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verified,
      automaticPresenceSimulation: true,
    },
  });
  return {
    keys: async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    verify: (isUserVerified) => session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
  };
}

const signedIn = async (page) => (await page.locator(".stillhome-who__name").count()) > 0;

async function demo(page, as) {
  await page.goto(`${at}/sign-in`);
  await page.locator(`form:has(input[value="${as}"]) button`).click();
  await page.waitForURL(`${at}/`);
  assert.ok(await signedIn(page), `${as} is signed in`);
}

await withBrowser(async (page, context) => {
  const phone = await authenticator(context, page);

  // Add one.
  await demo(page, "therapist");
  await page.goto(`${at}/account`);
  const remove = page.getByRole("button", { name: "Remove passkey" });
  while (await remove.count()) await remove.first().click(); // of a run before
  await checkAxe(page);
  await shot(page, "account");
  await page.getByRole("button", { name: "Add a passkey on this device" }).click();
  await remove.waitFor();
  assert.equal((await phone.keys()).length, 1, "the authenticator holds a key");
  const name = await page.locator(".stillhome-who__name").innerText();

  // The same device a second time is refused in words.
  await page.getByRole("button", { name: "Add a passkey on this device" }).click();
  await page.getByText("This device already holds a passkey").waitFor();
  await checkAxe(page);

  // Sign in with it.
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.goto(`${at}/sign-in/password`);
  await checkAxe(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL(`${at}/`);
  assert.equal(await page.locator(".stillhome-who__name").innerText(), name, "the same person is signed in");

  // Without the finger, face or PIN it opens nothing.
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await phone.verify(false);
  await page.goto(`${at}/sign-in/password`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("No passkey was used").waitFor();
  await phone.verify(true);

  // Removed, it opens nothing either.
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL(`${at}/`);
  await page.goto(`${at}/account`);
  await page.getByRole("button", { name: "Remove passkey" }).click();
  await page.getByText("That passkey is removed").waitFor();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.goto(`${at}/sign-in/password`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("That passkey was not accepted").waitFor();
  assert.ok(!(await signedIn(page)));
});

// An invitation, opened with a passkey and no password.
await withBrowser(async (page, context) => {
  await demo(page, "admin");
  await page.goto(`${at}/admin/users/new`);
  await checkAxe(page);
  const login = `new-${Date.now()}@fenmarsh.example`;
  await page.getByLabel("Name", { exact: true }).fill("Newcomer Sedge");
  await page.getByLabel("Sign-in name").fill(login);
  await page.getByLabel("Therapist").check();
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await page.locator("[data-invitation]").innerText();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();

  await authenticator(context, page);
  await page.goto(link);
  await checkAxe(page);
  await shot(page, "invitation");
  await page.getByRole("button", { name: "Open my account with a passkey" }).click();
  await page.waitForURL(`${at}/`);
  assert.equal(await page.locator(".stillhome-who__name").innerText(), "Newcomer Sedge");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.goto(`${at}/sign-in/password`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL(`${at}/`);
  assert.equal(await page.locator(".stillhome-who__name").innerText(), "Newcomer Sedge");

  // Her only second step cannot be removed.
  await page.goto(`${at}/account`);
  await page.getByRole("button", { name: "Remove passkey" }).click();
  await page.getByText("your only second step").first().waitFor();
  await page.goto(link);
  await page.getByText("This link does not work any more").first().waitFor();
});

console.log("passkeys: added, used, refused without verification and after removal; an invitation opened with one");
