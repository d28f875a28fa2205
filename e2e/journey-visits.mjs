// Station 5: visits day by day, one at whose door nobody answers, and one that
// a phone sends later.
import { add, base, byKeyboard, leaves, must, station } from "./journey-kit.mjs";
import { made } from "./journey-notice.mjs";
import { atTheDoor, record, rota, taps } from "./journey-rota.mjs";

// day publishes the rota of a day and moves the clock to its morning.
async function day(office, state, date, at = "09:20") {
  await rota(office, state, date);
  await office.clock(`${date}T${at}:00Z`);
}

// standard is an ordinary visit, with the taps it takes counted.
export async function standard(office, phone, state, date) {
  station("a standard visit of four tasks on the phone");
  await day(office, state, date);
  phone.need = office.need;
  phone.person = state.person;
  await atTheDoor(phone, state);
  await phone.sees(/^What matters: I want to wash by myself/);
  await phone.refuses("Save visit", { note: "The cat is called Biscuit." });
  await atTheDoor(phone, state);
  await phone.press("I have arrived");
  await office.clock(`${date}T10:01:00Z`);
  await record(phone, "hands_on");
  const n = await taps(phone);
  console.log(`  taps for a standard visit of four tasks: ${n} (at most 12)`);
  must(n <= 12, `a standard visit takes ${n} taps`);
}

// noAnswer is told to the office, whose open page shows it by itself.
export async function noAnswer(office, phone, state, date) {
  station("nobody answers: the office's page tells by itself, and it is closed without a mouse");
  await day(office, state, date);
  await office.open("/alerts");
  const mine = office.page.getByRole("row", { name: new RegExp(`No answer at the door.*${made.family}`) });
  must((await mine.count()) === 0, "there is an alert before anything happened");
  await atTheDoor(phone, state);
  await phone.follow("No answer");
  await phone.fill({ tried: ["knocked", "rang", "looked"] });
  const told = Date.now();
  await phone.press("Still no answer: tell the office");
  await phone.sees("The office was told at");
  await mine.waitFor({ timeout: 5000 });
  console.log(`  the alert stood on the office's page within ${((Date.now() - told) / 1000).toFixed(1)} s`);
  const { page } = office;
  const to = async (selector, key) => {
    await byKeyboard(office, selector);
    await office.arrive(() => page.keyboard.press(key));
  };
  const link = await mine.getByRole("link").first().getAttribute("href");
  await to(`a[href="${link}"]`, "Enter");
  await to('form[action$="/take"] button', "Enter");
  await office.sees("This alert is now with you.");
  await to('form[action$="/close"] button', "Enter"); // empty: asked again
  must((await office.problems()).length > 0, "an alert was closed without a word");
  await byKeyboard(office, 'input[name="outcome"]');
  await page.keyboard.press("Space");
  await byKeyboard(office, 'textarea[name="note"]');
  await page.keyboard.type("Rang her: she was in the bath, by herself. All well.");
  await to('form[action$="/close"] button', "Enter");
  await office.sees("Alert closed.");
  must((await mine.count()) === 0, "the closed alert is still among the open ones");
}

// send is what a phone does when it has signal again.
async function send(phone, facts) {
  const answer = await phone.page.request.post(`${base}/field/v1/sync`, {
    headers: { Origin: base, "Content-Type": "application/json" },
    data: { device: "journey-phone", facts },
  });
  must(answer.ok(), `sync answers ${answer.status()}: ${(await answer.text()).slice(0, 300)}`);
  return answer.json();
}

// synced is a visit recorded without signal and sent later, twice.
export async function synced(office, phone, state, date) {
  station("a visit is sent by the phone's own command, twice; one it cannot read is held");
  await day(office, state, date);
  await atTheDoor(phone, state);
  const tasks = await phone.page.locator('input[name="tasks"]').inputValue();
  const fact = {
    id: crypto.randomUUID(),
    action: "visit.record",
    person: state.person,
    at: `${date}T09:15:00Z`,
    body: { visit: state.visit, arrived: `${date}T08:35:00Z`, left: `${date}T09:14:00Z`, feeling: "better" },
  };
  fact.body.tasks = tasks.split(" ").map((task) => ({ task, level: "alone" }));
  const first = await send(phone, [fact]);
  must(first.answers[0].verdict === "done", `the visit is answered ${JSON.stringify(first.answers[0])}`);
  const page = `/people/${state.person}/visits/${state.visit}`;
  await office.open(page);
  const before = await office.text();
  const again = await send(phone, [fact]);
  must(again.answers[0].verdict === "done", `sent again it is answered ${JSON.stringify(again.answers[0])}`);
  await office.open(page);
  must((await office.text()) === before, "the same command sent again changed the visit");
  const odd = { ...fact, id: crypto.randomUUID(), body: { visit: state.visit, tasks: "all of them", left: "teatime" } };
  const held = await send(phone, [odd]);
  must(held.answers[0].verdict === "held", `a malformed fact is answered ${JSON.stringify(held.answers[0])}`);
  await office.open("/held-facts");
  await office.leave(office.page.locator("main tbody").getByRole("link").first());
  await office.refuses("Settle with this note");
  await office.fill({ note: "Rang the worker: the visit of today is recorded already." });
  await office.press("Settle with this note");
}

// alone is a day on which she does everything herself.
export async function alone(office, phone, state, date) {
  await day(office, state, date, "09:50");
  await atTheDoor(phone, state);
  await record(phone, "alone", "better");
}

// mornings are the days of the journey, from the first after leaving hospital.
export const mornings = (n) => Array.from({ length: n }, (_, i) => add(leaves, 1 + i));
