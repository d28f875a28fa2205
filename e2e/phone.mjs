// The field app whole, against the real server: set up with a passkey that
// makes keys, or with a passphrase; started cold without signal; killed in the
// middle of a visit; a new shell during one; a second tab; a full phone; answers
// dropped after the server took what was sent. Wants STILLHOME_URL, the address
// of a running demo at localhost.
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkAxe, PHONE, shot, withBrowser } from "./lib.mjs";

const real = new URL(process.env.STILLHOME_URL ?? "http://localhost:8080");
const words = "four brown hens walking";
const wait = { timeout: 20_000 };

// A network between the phone and the server, which can be told what to do.
const net = { version: "", drop: () => false, off: false };
const between = createServer((asked, answer) => {
  if (net.off) return asked.socket.destroy();
  const on = request({ host: "127.0.0.1", port: real.port, path: asked.url, method: asked.method, headers: { ...asked.headers, "accept-encoding": "identity" } }, (said) => {
    const parts = [];
    said.on("data", (part) => parts.push(part));
    said.on("end", () => {
      if (net.drop(asked)) return asked.socket.destroy(); // the server has it, the phone does not know
      let body = Buffer.concat(parts);
      if (net.version && /\.js$/.test(asked.url)) body = Buffer.from(body.toString().replaceAll(/\d{4}\.\d\d\.\d\d-[0-9a-f]{8}/g, net.version));
      answer.writeHead(said.statusCode, { ...said.headers, "content-length": body.length });
      answer.end(body);
    });
  });
  on.on("error", () => asked.socket.destroy());
  asked.pipe(on);
});
await new Promise((done) => between.listen(0, "127.0.0.1", done));
const at = `http://localhost:${between.address().port}`;

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
  await page.getByRole("heading", { name: "Set up this phone" }).waitFor(wait);
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const today = (page) => page.getByRole("heading", { name: "Today", exact: true }).waitFor(wait);
const shellReady = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => true));

async function setUpByPassphrase(page) {
  const other = page.getByRole("button", { name: "Use a passphrase instead" });
  if (await other.isVisible()) await other.click(); // else the app has asked for one by itself
  await page.getByLabel("Passphrase").fill(words);
  await button(page, "Set up").click();
  await today(page);
  await shellReady(page);
}

async function unlockByPassphrase(page) {
  await page.getByLabel("Passphrase").fill(words);
  await button(page, "Unlock").click();
}

// rows is how many facts the store holds, counted beside the app.
const rows = (page, table) => page.evaluate((t) => new Promise((done, fail) => {
  const open = indexedDB.open("stillhome");
  open.onerror = () => fail(open.error);
  open.onsuccess = () => {
    const all = open.result.transaction(t).objectStore(t).count();
    all.onsuccess = () => {
      open.result.close();
      done(all.result);
    };
  };
}), table);

async function untilRows(page, table, n) {
  for (let i = 0; i < 100; i++) {
    if ((await rows(page, table)) === n) return;
    await page.waitForTimeout(100);
  }
  assert.equal(await rows(page, table), n, `rows of ${table}`);
}

// full fills what the browser gives the site to the last bytes, or frees it.
const full = (page, fill) => page.evaluate((on) => new Promise((done, fail) => {
  if (!on) {
    const gone = indexedDB.deleteDatabase("fill");
    gone.onsuccess = () => done();
    gone.onerror = () => fail(gone.error);
    return;
  }
  const open = indexedDB.open("fill");
  open.onupgradeneeded = () => open.result.createObjectStore("fill", { autoIncrement: true });
  open.onsuccess = () => {
    let size = 1 << 19;
    const more = () => {
      const tx = open.result.transaction("fill", "readwrite");
      tx.objectStore("fill").add(Uint8Array.from({ length: size }, () => Math.random() * 256));
      tx.oncomplete = more;
      tx.onabort = () => {
        if ((size >>= 1) > 64) return more();
        open.result.close();
        done();
      };
    };
    more();
  };
}), fill);

// arrive goes to a visit that nobody has begun, and begins it: one fact.
async function arrive(page) {
  await page.locator(".rows a:not(:has(.tag))").first().click({ timeout: 5000 }).catch(async (e) => { console.log(await page.locator("body").innerText()); throw e; });
  await button(page, "I have arrived").click();
}

// level answers the first task with the n-th level.
const level = (page, n) => page.locator("[role=radio]").nth(n).click();

// 1. A new shell comes during a visit: it waits, is offered, and is taken only
// after it; what was not sent is still there.
await withBrowser(async (page, context) => {
  await kept(context, page);
  await signIn(page);
  await setUpByPassphrase(page);
  const version = () => page.evaluate(async () => (await caches.keys()).join());
  const before = await version();
  net.drop = (r) => r.url.startsWith("/field/v1/");
  await arrive(page);
  await untilRows(page, "sealed", 1);
  net.version = "2026.11.22-ffffffff";
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  await page.waitForFunction(async () => !!(await navigator.serviceWorker.getRegistration()).waiting);
  await page.reload();
  await unlockByPassphrase(page);
  await page.locator("[role=radio]").first().waitFor(wait);
  assert.ok((await version()).includes(before), "the old shell serves the visit to its end");
  assert.ok(await page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration()).waiting), "the new one waits");
  assert.equal(await rows(page, "receipts"), 0);
  net.drop = () => false;
}, { viewport: PHONE });

// 2. A passkey that makes keys: cold without signal, unlocked, a fact recorded
// there and held by the council once there is signal.
await withBrowser(async (page, context) => {
  await page.goto(`${at}/v/`);
  await page.getByRole("button", { name: "Set up with this phone" }).click();
  await page.getByText("This browser does not promise to keep what you record").waitFor(wait); // storage refused, in words
  await kept(context, page);
  await page.getByRole("button", { name: "Set up with this phone" }).click();
  await page.waitForURL(/\/sign-in\?next=/); // nobody is signed in
  await authenticator(context, page, true);
  await signIn(page);
  await page.getByRole("button", { name: "Set up with this phone" }).click();
  await today(page);
  await shellReady(page);
  await checkAxe(page);

  await context.setOffline(true);
  await page.goto("about:blank");
  await page.goto(`${at}/v/`);
  await button(page, "Unlock").click();
  await today(page);
  await shot(page, "phone-offline", PHONE);
  await arrive(page);
  await untilRows(page, "sealed", 1);
  assert.equal(await rows(page, "receipts"), 0);
  await context.setOffline(false);
  await untilRows(page, "receipts", 1);

  // A second tab says so, and takes over when the first is gone.
  const second = await context.newPage();
  await second.goto(`${at}/v/`);
  await second.getByText("open in another tab").waitFor(wait);
  await page.close();
  await second.getByRole("button", { name: "Unlock" }).waitFor(wait);
  assert.ok(!/Today|visit/.test(await second.locator("main").innerText()), "locked, it shows nobody");

  // What the shell's cache holds is the shell: no person's page, no answer.
  const held = await second.evaluate(async () => {
    const all = [];
    for (const name of await caches.keys()) for (const r of await (await caches.open(name)).keys()) all.push(new URL(r.url).pathname);
    return all;
  });
  assert.ok(held.length > 3 && held.every((path) => path === "/v/" || /^\/v\/[\w./-]+\.(js|css|svg|png|webmanifest|txt)$/.test(path)), String(held));
}, { viewport: PHONE });

// 3. A passkey without keys: the app asks for a passphrase. Killed in the
// middle of a visit and opened again at the same place, nothing is lost, and
// nothing on the disk can be read. A full phone says that it did not save.
const profile = await mkdtemp(join(tmpdir(), "stillhome-phone-"));
try {
  let names = [];
  const again = (fn) => withBrowser(fn, { viewport: PHONE, profile });
  await again(async (page, context) => {
    await kept(context, page);
    await (await context.newCDPSession(page)).send("Storage.overrideQuotaForOrigin", { origin: at, quotaSize: 6 << 20 });
    await authenticator(context, page, false);
    await signIn(page);
    await page.getByRole("button", { name: "Set up with this phone" }).click();
    await page.getByText("Choose a passphrase of 12 characters").waitFor(wait);
    await setUpByPassphrase(page);
    await context.setOffline(true);
    await arrive(page);
    await untilRows(page, "sealed", 1);
    await level(page, 2);
    await untilRows(page, "sealed", 2);
    await full(page, true);
    await level(page, 3);
    await page.getByText("NOT saved").first().waitFor(wait);
    assert.equal(await rows(page, "sealed"), 2);
    await shot(page, "phone-full", PHONE);
    await full(page, false);
    await level(page, 4);
    await untilRows(page, "sealed", 3);
    const own = await page.evaluate(async () => (await fetch(document.querySelector("script[src]").src)).text());
    const told = (await page.locator("main").innerText()).match(/\p{Lu}\p{L}{3,}|\b[A-Z]{2}\d+ \d[A-Z]{2}\b/gu);
    names = told.filter((name) => !own.includes(name)); // who and where, not the app's own words
    await page.waitForTimeout(600); // the place is kept a moment after the last move
    await (await context.newCDPSession(page)).send("Browser.crash").catch(() => {});
  }).catch((e) => {
    if (!/closed|crash/i.test(String(e))) throw e;
  });
  net.off = true; // also for the service worker, which the browser wakes by itself
  await again(async (page, context) => {
    await context.setOffline(true);
    await page.goto(`${at}/v/`);
    await unlockByPassphrase(page);
    await page.locator("[role=radio][aria-checked=true]").first().waitFor(wait); // the visit, as it was
    assert.equal(await rows(page, "sealed"), 3);
    net.drop = (r) => r.url === "/field/v1/sync"; // taken, and not told
    net.off = false;
    for (let i = 0; i < 3; i++) {
      await context.setOffline(false);
      await page.waitForTimeout(700);
      await context.setOffline(true);
    }
    assert.equal(await rows(page, "receipts"), 0);
    net.drop = () => false;
    await context.setOffline(false);
    await untilRows(page, "receipts", 3);
    // A locked phone shows and keeps nothing to read.
    await page.goto(`${at}/v/me`);
    await page.getByRole("button", { name: "Unlock" }).waitFor(wait);
  });
  const found = new Set();
  const walk = async (folder) => {
    for (const f of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, f.name);
      if (f.isDirectory()) await walk(path);
      else {
        const bytes = await readFile(path).catch(() => Buffer.alloc(0));
        for (const word of [...names, words]) if (bytes.includes(word) || bytes.includes(Buffer.from(word, "utf16le"))) found.add(`${word} in ${path}`);
      }
    }
  };
  await walk(profile);
  assert.ok(names.length > 2, "there was somebody to look for");
  assert.deepEqual([...found], [], "readable on the disk");
} finally {
  await rm(profile, { recursive: true, force: true });
}

between.close();
console.log("phone: by passkey and by passphrase, cold without signal, killed, full, two tabs, a new shell in a visit: nothing lost, nothing readable");
process.exit(0);
