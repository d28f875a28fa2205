// What the proofs of the field app share: a Chromium of their own whose process
// can be killed, a way to the server that can be cut, the app set up with a
// passphrase, taps that are counted, and what lies on the phone.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { FLAGS, PHONE } from "./lib.mjs";
import { focusKept } from "./screens-kit.mjs";

// A proof that hangs says so, and leaves no Chromium behind.
setTimeout(() => {
  console.error("this proof did not end in three minutes");
  process.exit(1);
}, 180_000).unref();

export const passphrase = "four brown hens walking";

// seeded gives numbers from 0 to below 1, the same for a seed.
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// way is a way to the server that a test may cut or change: `no` cuts it, `deaf`
// is asked of each request that the server has answered, and drops the answer
// where it gives true; `change` rewrites paths and answers. `posts` lists what
// was sent to the council, `packs` the packs it gave.
export async function way() {
  const to = new URL(process.env.STILLHOME_BASE);
  const w = { base: "", no: false, deaf: () => false, change: null, posts: [], packs: [] };
  const server = createServer(async (req, res) => {
    const cut = () => req.socket.destroy();
    if (w.no) return cut();
    const path = w.change ? w.change.path(req.url) : req.url;
    const parts = [];
    for await (const part of req) parts.push(part);
    const body = Buffer.concat(parts);
    if (req.method === "POST" && path.startsWith("/field/")) w.posts.push({ path, body: body.toString() });
    const headers = w.change ? { ...req.headers, "accept-encoding": "identity" } : req.headers;
    const up = request({ host: to.hostname, port: to.port, path, method: req.method, headers }, async (answer) => {
      const got = [];
      for await (const part of answer) got.push(part);
      let out = Buffer.concat(got);
      if (path === "/field/v1/pack" && answer.statusCode === 200) w.packs.push(out.toString());
      if (w.no || w.deaf(path)) return cut();
      if (w.change && /html|javascript/.test(answer.headers["content-type"] ?? "")) out = Buffer.from(w.change.text(out.toString()));
      const { "content-length": _, "transfer-encoding": __, ...rest } = answer.headers;
      res.writeHead(answer.statusCode, { ...rest, "content-length": out.length });
      res.end(out);
    });
    up.on("error", cut);
    up.end(body);
  });
  await new Promise((r) => server.listen(0, "127.0.0.1", r));
  w.base = `http://localhost:${server.address().port}`;
  w.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return w;
}

// newProfile gives fn the folder of a new profile, and removes it.
export async function newProfile(fn) {
  const profile = await mkdtemp(join(tmpdir(), "stillhome-phone-"));
  try {
    return await fn(profile);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

// What a browser for people does as it starts, and a test need not wait for; and
// no scroll bars, as on a phone.
const QUICK = [
  "--hide-scrollbars", "--disable-extensions", "--disable-component-extensions-with-background-pages", "--disable-default-apps",
  "--disable-breakpad", "--metrics-recording-only", "--password-store=basic", "--mute-audio", "--no-default-browser-check",
];

// ended tells whether no process of a group is left.
const ended = (group) => {
  try {
    return !process.kill(-group, 0);
  } catch {
    return true;
  }
};

// running starts Chromium on a profile. `kill` ends all of its processes as a
// phone ends whose battery is out: nothing is written on the way. Where the site
// is not installed it may not keep its storage until `keep` is called.
export async function running(profile, base, installed = true) {
  const port = join(profile, "DevToolsActivePort");
  await rm(port, { force: true });
  const child = spawn(
    process.env.STILLHOME_CHROMIUM || "/usr/bin/chromium",
    [...FLAGS, ...QUICK, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "--lang=en-GB", "--window-size=360,800", "about:blank"],
    { detached: true, stdio: "ignore", env: { ...process.env, TZ: "Europe/London" } },
  );
  const gone = new Promise((r) => child.on("exit", r));
  const kill = async () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It is gone already.
    }
    await gone;
    // The store is let go of only once the last of them has ended.
    for (let i = 0; i < 40 && !ended(child.pid); i++) await new Promise((r) => setTimeout(r, 50));
    process.off("exit", kill);
  };
  process.once("exit", kill);
  let at = "";
  for (let i = 0; i < 300 && !at; i++) {
    await new Promise((r) => setTimeout(r, 50));
    at = (await readFile(port, "utf8").catch(() => "")).split("\n")[0];
  }
  if (!at) throw new Error("Chromium did not start");
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${at}`);
  const context = browser.contexts()[0];
  const errors = [];
  context.on("weberror", (e) => errors.push(e.error()));
  const session = await browser.newBrowserCDPSession();
  // The site may keep what it stores, as browsers let an installed app.
  const keep = () => session.send("Browser.grantPermissions", { origin: base, permissions: ["durableStorage"] });
  if (installed) await keep();
  const close = async () => {
    await session.send("Browser.close").catch(() => {});
    const slow = setTimeout(kill, 10_000);
    await gone;
    clearTimeout(slow);
    process.off("exit", kill);
    if (errors.length) throw new Error(`a script failed on a page: ${errors.join("; ")}`);
  };
  return { browser, context, keep, kill, close };
}

// withPhone gives fn a page in a Chromium of its own, behind a way of its own;
// then, with Chromium closed, `after` what lies in its profile.
export async function withPhone(fn, after = async () => {}, installed = true) {
  const w = await way();
  try {
    await newProfile(async (profile) => {
      const phone = await running(profile, w.base, installed);
      try {
        await fn(await tab(phone.context), { ...phone, way: w, profile });
        await phone.close();
      } finally {
        await phone.kill();
      }
      await after(profile);
    });
  } finally {
    w.close();
  }
}

// tab opens a tab that counts taps and letters as ux.md 4.1 says, across loads.
export async function tab(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.setViewportSize(PHONE);
  await page.addInitScript(() => {
    if (location.protocol === "about:") return;
    const n = JSON.parse(sessionStorage.getItem("counted") ?? '{"tap":0,"chars":0}');
    const count = (what, by = 1) => {
      n[what] += by;
      sessionStorage.setItem("counted", JSON.stringify(n));
    };
    window.counted = () => n;
    window.countFromHere = () => {
      count("tap", -n.tap);
      count("chars", -n.chars);
    };
    addEventListener("pointerdown", (e) => e.isTrusted && count("tap"), true);
    addEventListener("input", (e) => e.inputType === "insertText" && count("chars", (e.data ?? "").length), true);
  });
  return page;
}

export const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

// setUp signs in as a worker of the demo and sets the app up with a passphrase.
export async function setUp(page, w) {
  const signed = await page.context().request.post(`${w.base}/demo/sign-in`, { form: { as: "worker", next: "/sign-in" } });
  if (!signed.ok()) throw new Error(`signing in: ${signed.status()}`);
  await page.goto(`${w.base}/v/`);
  await page.getByRole("button", { name: "Use a passphrase instead" }).click();
  await withPassphrase(page);
}

// withPassphrase sets the app up once it asks for a passphrase.
export async function withPassphrase(page) {
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.getByRole("button", { name: "Set up", exact: true }).click();
  await heading(page, "Today");
  await page.getByRole("heading", { name: /^Next: / }).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
}

// unlock opens the app where it was.
export async function unlock(page) {
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("heading", { level: 1, name: "Unlock" }).waitFor({ state: "detached" });
}

// cold opens the app as after the phone was put away: nothing of the page is left.
export async function cold(page, w) {
  await page.goto("about:blank");
  await page.goto(`${w.base}/v/`);
  await heading(page, "Unlock");
}

// tap presses a control by its role and words; the focus must not fall off the screen.
export async function tap(page, role, name, nth = 0) {
  await page.waitForTimeout(400); // a press so soon after another is taken for the second of a double one
  await page.getByRole(role, { name, exact: typeof name === "string" }).nth(nth).click();
  await focusKept(page, `after "${name}"`);
}

// pick answers one question, and waits for the tick.
export async function pick(page, name, nth = 0) {
  const answer = page.getByRole("radio", { name, exact: true }).nth(nth);
  await answer.click();
  await page.waitForFunction((e) => e.getAttribute("aria-checked") === "true", await answer.elementHandle());
  await focusKept(page, `after "${name}"`);
}

// onPhone is what lies on the phone, read from its store: every fact by its
// number, id and hash, and which of them have a receipt.
export const onPhone = (page) =>
  page.evaluate(async () => {
    const db = await new Promise((yes, no) => {
      const r = indexedDB.open("stillhome");
      r.onsuccess = () => yes(r.result);
      r.onerror = () => no(r.error);
    });
    const all = (table) =>
      new Promise((yes, no) => {
        const r = db.transaction(table).objectStore(table).getAll();
        r.onsuccess = () => yes(r.result);
        r.onerror = () => no(r.error);
      });
    const [sealed, receipts, meta] = [await all("sealed"), await all("receipts"), await all("meta")];
    db.close();
    return {
      phone: meta.find((m) => m && m.token && m.receipt_key)?.id ?? "",
      facts: sealed.map(({ seq, id, hash }) => ({ seq, id, hash })),
      receipts: receipts.map((h) => h.receipt.seq),
    };
  });

// allHeld waits until every fact of the phone has its receipt.
export async function allHeld(page, most = 40_000) {
  const until = Date.now() + most;
  for (;;) {
    const p = await onPhone(page);
    if (p.facts.length && p.facts.length === p.receipts.length) return p;
    if (Date.now() > until) throw new Error(`${p.facts.length} facts, and ${p.receipts.length} receipts after ${most} ms`);
    await new Promise((r) => setTimeout(r, 200));
  }
}

// tell hands what the phone holds to the test that looks into the council's
// record, with what was done, in order.
export async function tell(phone, actions) {
  if (process.env.STILLHOME_TOLD) await writeFile(process.env.STILLHOME_TOLD, JSON.stringify({ ...phone, actions }));
}
