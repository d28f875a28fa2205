// Walks through every page that each role can reach by links from its start
// page, one page for each kind of address, checks it with axe at phone and
// office size, and draws it where STILLHOME_SHOTS is set. Every link met must
// lead to a page that is there.
import { checkAxe, OFFICE, PHONE, shot, withBrowser } from "./lib.mjs";

const base = process.env.STILLHOME_BASE;
const roles = (process.env.STILLHOME_ROLES ||
  "coordinator worker lead-worker therapist social-worker manager safeguarding-lead hr analyst admin person family").split(" ");
const most = Number(process.env.STILLHOME_MOST || 60); // kinds of page for each role

// kind is an address without what differs from one record to the next.
function kind(path) {
  return path
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, ":id")
    .replace(/\d{4}-\d{2}-\d{2}/g, ":date")
    .replace(/\?.*/, "")
    .replace(/^(\/settings)\/.+/, "$1/:name");
}

function name(role, path) {
  const words = kind(path).replace(/[:/?=&]+/g, "-").replace(/^-+|-+$/g, "");
  return `${role}--${words || "start"}`;
}

const drawn = new Set(); // kinds of page whose picture some role has
let pages = 0;
const faults = [];

async function visit(page, role, path) {
  const answer = await page.goto(base + path, { waitUntil: "load" });
  if (answer.status() !== 200) {
    faults.push(`${role}: ${path} answers ${answer.status()}`);
    return [];
  }
  pages++;
  for (const size of [OFFICE, PHONE]) {
    await page.setViewportSize(size);
    try {
      await checkAxe(page);
    } catch (e) {
      faults.push(`${role} at ${size.width}: ${e.message}`);
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wider > 1) faults.push(`${role}: ${path} is ${wider} px wider than a ${size.width} px screen`);
    if (!drawn.has(kind(path))) await shot(page, name(role, path), size);
  }
  drawn.add(kind(path));
  return page.$$eval("a[href]", (links) => links.map((a) => a.getAttribute("href")).filter((h) => h.startsWith("/")));
}

await withBrowser(async (page) => {
  for (const path of ["/sign-in", "/refer", "/accessibility-statement", "/privacy", "/no-such-page"]) {
    if (path === "/no-such-page") {
      const answer = await page.goto(base + path);
      if (answer.status() !== 404) faults.push(`${path} answers ${answer.status()}`);
      await checkAxe(page);
      await shot(page, "anyone--not-found");
    } else await visit(page, "anyone", path);
  }
  for (const role of roles) {
    await page.context().clearCookies();
    await page.context().request.post(`${base}/demo/sign-in`, { form: { as: role } });
    const seen = new Set();
    const queue = ["/"];
    while (queue.length && seen.size < most) {
      const path = queue.shift();
      if (seen.has(kind(path))) continue;
      seen.add(kind(path));
      for (const href of await visit(page, role, path)) {
        const next = href.split("#")[0];
        if (/^\/(static|files)|\.(csv|json|png)(\?|$)|\/files\/|\/raw$|\/answer$|download/.test(next)) continue;
        if (next && !seen.has(kind(next))) queue.push(next);
      }
    }
    console.log(`${role}: ${seen.size} kinds of page`);
  }
});
console.log(`${pages} pages looked at, ${drawn.size} kinds, each at two sizes`);
if (faults.length) {
  console.log(faults.join("\n"));
  process.exit(1);
}
