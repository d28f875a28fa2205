// The journey from the last review to day 91: the support ends, and a quarter
// of a year later somebody asks where she is.
import { OFFICE, withBrowser } from "./lib.mjs";
import { add, day91, looked, must, recall, Screen, start, station } from "./journey-kit.mjs";
import { made } from "./journey-notice.mjs";

const state = await recall();
const ends = add(start, 10);

async function review(office) {
  station("the therapist reviews with her");
  await office.clock(`${ends}T10:00:00Z`);
  await office.as("therapist");
  await office.open(`/people/${state.person}/progress`);
  await office.open(`/people/${state.person}/reviews`);
  await office.follow("Review with the person");
  await office.refuses("Save review", { workers_view: "Safe at the basin." });
  const goal = await office.page.locator('main input[name^="goal_"]').first().getAttribute("name");
  await office.fill({ [goal]: "met", persons_view: "I shut the door and that was that.", decision: "finish" });
  await office.press("Save review");
}

async function end(office) {
  station("the support ends: outcome, what follows, what she takes away");
  await office.refuses("End the support", { words: "Nothing for now." });
  await office.fill({
    outcome: "finished",
    sequel: "none",
    takes_away: "What I do myself: wash, with the door shut.\nWho to call: the number on this letter.\nHow to come back: call the same number.",
  });
  await office.press("End the support");
  await office.sees("Support finished as planned", "No more support from the council");
  must((await office.text()).includes("wash, with the door shut"), "what she takes away is not on the page of her support");
}

async function followUp(office) {
  station("day 91: the list asks where she is");
  await office.clock(`${day91}T09:00:00Z`);
  await office.as("coordinator");
  const name = `${made.given} ${made.family}`;
  await office.until("/follow-ups", name);
  await office.leave(office.page.getByRole("row", { name }).getByRole("link").first());
  await office.refuses("Save", { words: "Rang her." });
  await office.fill({ whereabouts: "home", known_from: "person" });
  await office.press("Save");
  await office.open("/follow-ups");
  must(!(await office.text()).includes(name), "she is still on the list after she was found");

  station("the day after she is among those still at home");
  await office.clock(`${add(day91, 1)}T09:00:00Z`);
  await office.as("manager");
  await office.open("/insights/still-home-old-2b1");
  const line = office.page.getByRole("row", { name });
  must((await line.innerText()).includes("Yes"), `she does not count as still at home: ${await line.innerText()}`);
}

await withBrowser(async (page) => {
  const office = new Screen(page);
  office.person = state.person;
  office.need = "lip-reads";
  await review(office);
  await end(office);
  await followUp(office);
}, { viewport: OFFICE });
console.log(looked());
