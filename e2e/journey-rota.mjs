// Stations 3 and 5: a day's rota is built and published with the visit on the
// run of the demo's worker, who then finds it on the phone and records it.
import { must } from "./journey-kit.mjs";
import { made } from "./journey-notice.mjs";

const name = `${made.given} ${made.family}`;

// rota plans a day: its visits are made, the worker gets a shift and the visit,
// then as many of the others as fit, and the worker is told.
export async function rota(office, state, day) {
  await office.as("coordinator");
  await office.open(`/rota/${day}`);
  await office.press("Build the rota");
  await office.open(`/rota/${day}/shifts/new`);
  const worker = await office.page.locator('select[name="member"] option', { hasText: state.worker }).getAttribute("value");
  await office.fill({ member: worker, start: "07:00", end: "14:30" });
  await office.press("Add shift");
  await office.open(`/rota/${day}`);
  await office.follow(new RegExp(`^Find cover for ${name}`));
  await office.press(new RegExp(`^Choose.*${state.workerSaid}`));
  await office.press("Place what is loose");
  const run = office.page.getByRole("table", { name: new RegExp(`^${state.workerSaid},`) });
  must((await run.getByText(name).count()) === 1, `the visit of ${day} is not on the run of ${state.workerSaid}`);
  await office.press("Publish");
  await office.sees("The rota is published. Workers can see their visits.");
}

// visitsOn is how many visits a day has, and how many of them are hers.
export async function visitsOn(office, day) {
  await office.open(`/rota/${day}`);
  const [, visits] = (await office.text()).match(/(\d+) visits?, \d+ recorded/);
  return { visits: Number(visits), hers: await office.page.locator("main").getByText(name).count() };
}

// atTheDoor signs the worker in on the phone and opens today's visit.
export async function atTheDoor(phone, state) {
  await phone.as("worker");
  await phone.open("/v/");
  await phone.sees(made.given);
  await phone.page.evaluate(() => sessionStorage.setItem("taps", "0"));
  const next = phone.page.locator("main").getByRole("heading", { name: `Next: ${made.given}` });
  if (await next.count()) await phone.follow("Open visit");
  else await phone.leave(phone.page.getByRole("row", { name: new RegExp(made.given) }).getByRole("link").first());
  state.visit = phone.path.split("/").pop();
}

// taps counts touches since the worker looked at today.
export async function taps(phone) {
  return Number(await phone.page.evaluate(() => sessionStorage.getItem("taps")));
}

// countTaps is put into every page before its own scripts.
export function countTaps() {
  addEventListener(
    "pointerdown",
    (e) => e.isTrusted && sessionStorage.setItem("taps", String(Number(sessionStorage.getItem("taps")) + 1)),
    true,
  );
}

// record answers each task with one step and saves.
export async function record(phone, level, feeling = "same") {
  const tasks = phone.page.locator('main .stillhome-ladder:has(input[name^="level-"])');
  for (const task of await tasks.all()) await task.locator(`input[value="${level}"]`).check();
  await phone.fill({ feeling });
  await phone.press("Save visit");
  await phone.sees("Visit recorded at");
}
