// Stations 1 and 2: the notice comes in, the coordinator sees what is missing,
// says who it is about and accepts.
import { base, leaves, must, start, station } from "./journey-kit.mjs";
import { made, notice } from "./journey-notice.mjs";

export async function referral(office, state) {
  station("the hospital's notice comes in");
  const send = (body, credential = process.env.STILLHOME_CREDENTIAL) =>
    office.page.request.post(`${base}/intake`, {
      headers: { "Content-Type": "application/fhir+xml", Authorization: `Bearer ${credential}` },
      data: body,
    });
  const stranger = await send(notice(), "not-a-credential");
  must(stranger.status() === 401, `a stranger's notice is answered ${stranger.status()}`);
  const elsewhere = await send(notice("Z9X99"));
  must(!elsewhere.ok(), "a notice for another council was taken in");
  const answer = await send(notice());
  const said = await answer.text();
  must(answer.ok() && said.includes("AcceptResponse"), `the notice is answered ${answer.status()}: ${said.slice(0, 400)}`);
  const again = await send(notice());
  must(again.ok(), `the same notice a second time is answered ${again.status()}`);

  station("the coordinator sees it, with what the sender left out");
  await office.as("coordinator");
  await office.open("/");
  await office.open("/referrals");
  const name = `${made.given} ${made.family}`;
  must((await office.page.getByRole("link", { name }).count()) === 1, "the notice sent twice is not one referral");
  await office.follow(name);
  await office.sees("Left out by the sender", "Made-up Infirmary, Ward 9");
  state.referral = office.path.split("/").pop();

  station("match: nobody like this is known");
  await office.follow("Is this person known?");
  await office.press("This is a new person");
  await office.sees("A record was made for this person");
}

export async function accept(office, state) {
  station("accept, with a reason");
  await office.follow("Accept");
  await office.refuses("Accept", { words: "Was on her own feet until the fall." });
  await office.fill({ reason: "home_from_hospital", words: "Was on her own feet until the fall, and wants to be again." });
  await office.press("Accept");
  await office.sees("Accepted. Now plan the first visit.");
  state.person = office.path.split("/")[2];
  office.person = state.person;
  await office.open("/starts");
  await office.sees(`${made.given} ${made.family}`);
}

// firstVisit arranges it for the day the person leaves hospital.
export async function firstVisit(office, state) {
  station("the first visit is arranged");
  await office.open(`/people/${state.person}/visits`);
  await office.follow("Add a visit");
  await office.refuses("Add visit", { start: "10:00" });
  await office.fill({ on: leaves, start: "10:00", duration: "60", first: ["yes"] });
  await office.press("Add visit");
  must(start < leaves, "the first visit is on the day of leaving hospital");
}
