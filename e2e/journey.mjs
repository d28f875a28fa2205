// The journey from the hospital's notice until a coordinator accepts that she
// needs no more visits. Several people drive it, each in a browser of their
// own: the office at a desk, the worker on a phone, the therapist with scripts
// off. journey-after.mjs goes on from there.
import { OFFICE, PHONE, withBrowser } from "./lib.mjs";
import { add, leaves, looked, must, remember, Screen, station } from "./journey-kit.mjs";
import { accept, firstVisit, referral } from "./journey-front.mjs";
import { agree, baseline, goal } from "./journey-plan.mjs";
import { atTheDoor, countTaps, record, rota, taps, visitsOn } from "./journey-rota.mjs";
import { alone, mornings, noAnswer, standard, synced } from "./journey-visits.mjs";

const state = {};

async function first(office, phone) {
  await rota(office, state, leaves);
  station("the first visit, on the phone");
  await office.clock(`${leaves}T10:50:00Z`);
  await atTheDoor(phone, state);
  await record(phone, "hands_on");
  console.log(`  taps for the first visit: ${await taps(phone)}`);
  await office.as("coordinator");
  await office.open(`/people/${state.person}/support`);
  await office.follow(/the day they left hospital/);
  await office.refuses("Save the day");
  await office.fill({ on: leaves });
  await office.press("Save the day");
}

// stepDown is proposed from the visits, accepted, and frees minutes.
async function stepDown(office, last) {
  station("the step down is proposed, accepted, and tomorrow's rota shrinks");
  const tomorrow = add(last, 1);
  await rota(office, state, tomorrow);
  const before = await visitsOn(office, tomorrow);
  must(before.hers === 1, "she has no visit tomorrow before the step down");
  const freed = async () => (await office.figures()).find((f) => f.name === "minutes-freed").numerator;
  const freedBefore = await freed();
  await office.clock(`${last}T13:00:00Z`);
  await office.until("/step-downs", "without help in the last 6 morning visits");
  await office.leave(office.page.getByRole("row", { name: /Throughway/ }).getByRole("link").first());
  await office.sees("5 hours 15 minutes of visits a week");
  await office.refuses("Leave the visits as they are");
  await office.press("Accept from tomorrow");
  await office.sees("Accepted. It begins tomorrow.");
  const more = (await freed()) - freedBefore;
  must(more === 7 * 45, `${more} minutes a week were freed`);
  const after = await visitsOn(office, tomorrow);
  must(after.hers === 0 && after.visits === before.visits - 1, `tomorrow's rota went from ${before.visits} to ${after.visits} visits`);
  console.log(`  tomorrow's rota: ${before.visits} visits before, ${after.visits} after; ${more} minutes a week freed`);
}

await withBrowser(async (officePage, officeContext) => {
  const office = new Screen(officePage);
  await withBrowser(async (phonePage, phoneContext) => {
    await phoneContext.addInitScript(countTaps);
    const phone = new Screen(phonePage);
    await phone.as("worker");
    await phone.open("/account");
    state.worker = (await phonePage.getByRole("banner").getByRole("link").last().innerText()).trim();
    const [given, ...family] = state.worker.split(" ");
    [state.workerSaid, state.worker] = [state.worker, `${family.join(" ")}, ${given}`];

    await referral(office, state);
    await accept(office, state);
    await firstVisit(office, state);
    await first(office, phone);
    await baseline(office, state);
    await withBrowser((page) => goal(new Screen(page), state), { javaScriptEnabled: false });
    await agree(office, state);

    const days = mornings(8);
    await standard(office, phone, state, days[0]);
    await noAnswer(office, phone, state, days[1]);
    await synced(office, phone, state, days[2]);
    station("on her own, day after day");
    office.routine = phone.routine = true;
    for (const date of days.slice(3)) await alone(office, phone, state, date);
    office.routine = false;
    await stepDown(office, days.at(-1));
  }, { viewport: PHONE });
}, { viewport: OFFICE });

await remember(state);
console.log(looked());
