// Station 4: the therapist records what the person can do and what matters to
// them, how to communicate, and the plan they agree.
import { add, leaves, must, station } from "./journey-kit.mjs";

const tasks = ["Wash at the basin", "Wash hair", "Dry and put on cream", "Clean the basin after"];

export async function baseline(office, state) {
  station("the therapist records the baseline");
  await office.as("therapist");
  await office.open(`/people/${state.person}`);
  await office.follow("Ask about communication");
  await office.refuses("Save answers");
  await office.fill({ talk: ["lip_reads"], written: ["large_print"] });
  await office.press("Save answers");
  office.need = "lip-reads"; // from now on the top of every page says so

  await office.open(`/people/${state.person}/consent/new`);
  await office.refuses("Record consent", { words: "Yes, come in the mornings." });
  await office.fill({ about: "support", answer: "yes", how: "said" });
  await office.press("Record consent");
  await office.sees("Yes, come in the mornings.");

  await office.open(`/people/${state.person}/assessment`);
  await office.follow("Record the first visit");
  await office.refuses("Save", { before: "Did everything herself." });
  await office.fill({
    matters: "I want to wash by myself, with the door shut.",
    ability_wash: "hands_on",
    ability_dress: "watched",
    told: ["yes"],
    needs_asked: ["yes"],
    consent: "yes",
  });
  await office.press("Save");
  await office.sees("I want to wash by myself, with the door shut.");
}

// goal is done where scripts are off: what a page needs must not need them.
export async function goal(plain, state) {
  station("the first goal, with scripts off");
  plain.axe = false;
  plain.need = "lip-reads";
  plain.person = state.person;
  await plain.as("therapist");
  await plain.open(`/people/${state.person}/plan`);
  await plain.follow("Add the first goal");
  await plain.refuses("Save goal", { why: "It is her own business." });
  await plain.fill({ words: "Wash by myself, with the door shut", activity: "wash", baseline: "hands_on", target: "alone", steps: "Reach the taps\nWash hair" });
  await plain.press("Save goal");
  await plain.sees("Goal saved.");
}

export async function agree(office, state) {
  station("the mornings are planned, and the plan is agreed");
  await office.open(`/people/${state.person}/plan`);
  await office.follow("Add visits");
  await office.refuses("Save visits", { start: "09:15" }); // no task yet
  const task = await office.page.locator('main textarea[name^="task_"]').getAttribute("name");
  await office.fill({ [task]: tasks.join("\n"), earliest: "08:45", latest: "09:45", duration: "45", from: add(leaves, 1) });
  await office.press("Save visits");
  await office.sees(...tasks.map((t) => new RegExp(t)));
  await office.follow("Agree the plan");
  await office.refuses("Agree the plan");
  await office.fill({ by: "person", copy: "print" });
  await office.leave(office.page.getByRole("button", { name: "Agree the plan" }));
  must((await office.problems()).length === 1, "a copy she cannot read was taken for good");
  await office.fill({ copy: "large_print" });
  await office.press("Agree the plan");
  await office.sees("The plan is agreed. Its visits go into the rota.");
}
