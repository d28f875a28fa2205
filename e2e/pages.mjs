// Walks through every page that each role can reach by links from its start
// page, one page for each kind of address. Every link met must lead to a page
// that is there. The first two roles that reach a kind of page have it checked
// with axe at phone and office size, and it is drawn where STILLHOME_SHOTS is
// set; for the others it is asked for and its links are followed.
import { checkAxe, OFFICE, PHONE, shot, withBrowser } from "./lib.mjs";

const base = process.env.STILLHOME_BASE;
const roles = (process.env.STILLHOME_ROLES ||
  "coordinator worker lead-worker therapist social-worker manager safeguarding-lead hr analyst admin person family").split(" ");
const looks = 2; // roles for which one kind of page is opened and checked

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

const looked = new Map(); // how many roles have had a kind of page checked
let pages = 0;
let asked = 0;
const faults = [];

// links are the addresses below this one that a page leads to.
const links = (html) =>
  [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)].map(([, href]) => href.replaceAll("&amp;", "&")).filter((href) => href.startsWith("/"));

async function visit(page, role, path) {
  if ((looked.get(kind(path)) || 0) >= looks) {
    const answer = await page.context().request.get(base + path);
    if (answer.status() !== 200) faults.push(`${role}: ${path} answers ${answer.status()}`);
    asked++;
    return links(await answer.text());
  }
  const answer = await page.goto(base + path, { waitUntil: "load" });
  if (answer.status() !== 200) {
    faults.push(`${role}: ${path} answers ${answer.status()}`);
    return [];
  }
  pages++;
  const before = looked.get(kind(path)) || 0;
  looked.set(kind(path), before + 1);
  for (const size of [OFFICE, PHONE]) {
    await page.setViewportSize(size);
    try {
      await checkAxe(page);
    } catch (e) {
      faults.push(`${role} at ${size.width}: ${e.message}`);
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wider > 1) faults.push(`${role}: ${path} is ${wider} px wider than a ${size.width} px screen`);
    if (!before) await shot(page, name(role, path), size);
  }
  return links(await page.content());
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
});

async function walk(page, role) {
  await page.context().clearCookies();
  await page.context().request.post(`${base}/demo/sign-in`, { form: { as: role } });
  const seen = new Set();
  const queue = ["/"];
  while (queue.length) {
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

// Two browsers share the roles, for each waits more than it works.
await Promise.all(
  [1, 2].map(() =>
    withBrowser(async (page) => {
      for (let role = roles.shift(); role; role = roles.shift()) await walk(page, role);
    }),
  ),
);
console.log(`${pages} pages looked at, each at two sizes; ${asked} more asked for; ${looked.size} kinds`);
if (faults.length) {
  console.log(faults.join("\n"));
  process.exit(1);
}
