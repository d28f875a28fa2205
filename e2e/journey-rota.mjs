// Stations 3 and 5: a day's rota is built and published with the visit on the
// run of the demo's worker, who then finds it on the phone and records it.
import { leaves, must } from "./journey-kit.mjs";
import { made } from "./journey-notice.mjs";

const name = `${made.given} ${made.family}`;

// rota plans a day: its visits are made, the worker gets a shift of the morning
// and her visit on it, then as many of the others as fit, and workers are told.
export async function rota(office, state, day) {
  await office.as("coordinator");
  await offShift(office, state, day);
  await office.open(`/rota/${day}`);
  await office.press(/^(Build the rota|Place what is loose)$/);
  await office.open(`/rota/${day}/shifts/new`);
  const worker = await office.page.locator('select[name="member"] option', { hasText: state.worker }).getAttribute("value");
  if (day === leaves) await office.refuses("Add shift", { member: "", end: "14:30" });
  await office.fill({ member: worker, start: "07:00", end: "14:30" });
  await office.press("Add shift");
  await office.open(`/rota/${day}?view=list`);
  const loose = office.page.getByRole("link", { name: new RegExp(`^Find cover for ${name}`) });
  const given = office.page.getByRole("row", { name }).getByRole("link", { name: "Move" });
  await office.leave(loose.or(given).first());
  await office.sees(name);
  await office.follow(new RegExp(`^Choose ${state.workerSaid} at `));
  const check = office.page.getByRole("button", { name: "Check changes" });
  if (await check.count()) {
    await office.leave(check);
    await office.sees(name, "What will change");
    await office.press(/^Confirm/);
  } // else she was with that worker already
  await office.open(`/rota/${day}`);
  await office.press("Place what is loose");
  await office.open(`/rota/${day}?view=list`);
  const run = office.page.getByRole("table", { name: new RegExp(`^${state.workerSaid},`) });
  must((await run.getByText(name).count()) === 1, `the visit of ${day} is not on the run of ${state.workerSaid}`);
  if (await office.page.getByRole("button", { name: "Publish" }).count()) {
    await office.press("Publish");
    await office.sees("The rota is published. Workers can see their visits.");
  }
}

// offShift takes from the worker whatever shift the day has for them.
async function offShift(office, state, day) {
  await office.open(`/rota/${day}/shifts`);
  const cancel = office.page.getByRole("link", { name: `Cancel ${state.workerSaid}’s shift` });
  if (!(await cancel.count())) return;
  await office.leave(cancel);
  await office.refuses("Cancel the shift");
  await office.fill({ reason: "Works the morning instead" });
  await office.press("Cancel the shift");
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
  await phone.open("/shift/");
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
