// The screens of the field app on a made-up core: every screen and state, with
// the journeys of screens-shift.mjs and the cases of screens-cases.mjs. Run by
// TestScreens.
import { withBrowser } from "./lib.mjs";
import { cases } from "./screens-cases.mjs";
import { looked, opened, tap, visit } from "./screens-kit.mjs";
import { journeys } from "./screens-shift.mjs";

// screens lists every screen and state: name, how the app is set, address, and
// what is pressed first.
const press = (...steps) => async (page) => {
  for (const [role, name] of steps) await tap(page, role, name);
};
const screens = [
  ["today", {}, "/v/"],
  ["today-empty", { empty: true }, "/v/"],
  ["today-no-pack", { noPack: true }, "/v/"],
  ["today-trouble", { trouble: "The council’s computer did not answer as it should. Nothing is lost: the office has been told.", update: true }, "/v/"],
  ["today-signed-out", { signIn: true }, "/v/"],
  ["today-long-names", { longNames: true }, "/v/"],
  ["visit-ahead", {}, visit],
  ["visit-tomorrow", {}, "/v/visit/v5"],
  ["visit-over", {}, visit, async (page) => {
    await tap(page, "button", "I have arrived");
    await page.evaluate(() => {
      window.core.set({ clock: "09:40" });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await page.getByText("This visit was to end at 9:15am.").waitFor();
  }],
  ["today-stale", { on: "2026-12-03" }, "/v/"],
  ["today-overnight", { on: "2026-12-01" }, "/v/"],
  ["today-after", {}, visit, press(["button", "I have arrived"], ["radio", "On their own"], ["button", "Leave"], ["radio", "Something else"], ["button", "Leave now"], ["link", "Today"])],
  ["visit-here", {}, visit, press(["button", "I have arrived"], ["radio", "On their own"], ["radio", "Taken"])],
  ["visit-not-safe", {}, visit, press(["button", "I have arrived"], ["radio", "Not safe"], ["button", "Shouting or threats"], ["button", "Do not go in: tell the office"])],
  ["visit-long-names", { longNames: true }, visit, press(["button", "I have arrived"])],
  ["visit-no-tasks", {}, "/v/visit/v3", press(["button", "I have arrived"], ["button", "Add a note"])],
  ["visit-medicines", {}, "/v/visit/v2", press(["button", "I have arrived"], ["radio", "Not taken"], ["radio", "Was asleep"])],
  ["visit-cancelled", {}, "/v/visit/v4"],
  ["concern", {}, visit + "/concern", press(["radio", "A fall"], ["radio", "Now"])],
  ["concern-sealed", {}, visit + "/concern", press(["radio", /^Someone hurts/], ["radio", "Today"])],
  ["concern-now", {}, visit + "/concern", press(["radio", "A fall"], ["radio", "Now"], ["button", "Send"])],
  ["concern-person", {}, "/v/person/p1/concern", press(["button", "Send"])],
  ["no-answer", {}, visit + "/no-answer", press(["button", "Ring the bell"])],
  ["no-answer-untold", {}, visit + "/no-answer", press(["button", "Still no answer: tell the office"])],
  ["no-answer-told", { online: true }, visit + "/no-answer", press(["button", "Still no answer: tell the office"])],
  ["no-answer-fallen", { online: true }, visit + "/no-answer", press(["button", "Still no answer: tell the office"], ["radio", "They may be inside"], ["radio", "I found them fallen"])],
  ["no-answer-dead", {}, visit + "/no-answer", press(["button", "Still no answer: tell the office"], ["radio", "I found them, and they may have died"], ["button", "Save how it ended"])],
  ["medicine-error", {}, visit + "/medicine-error"],
  ["help-locked", { phase: "locked" }, "/v/help"],
  ["help-locked-untold", { phase: "locked" }, "/v/help", press(["button", "Send an alert to the office"])],
  ["unlock-other", { phase: "locked" }, "/v/", press(["button", "Use a passphrase instead"], ["button", "Unlock"])],
  ["me-other", {}, "/v/me", press(["button", "Choose a second passphrase"], ["button", "Save it"])],
  ["visit-comfort", {}, "/v/visit/v6", press(["button", "I have arrived"])],
  ["person-safety", {}, "/v/person/p2", async (page) => { await page.getByText("Before you go in").click(); }],
  ["chose-not", {}, visit + "/chose-not", press(["radio", "Is going out"])],
  ["chose-not-saved", {}, visit + "/chose-not", press(["radio", "Is going out"], ["button", "Save"])],
  ["late", {}, visit + "/late", press(["radio", "10 minutes"], ["button", "Tell the office"])],
  ["equipment", {}, visit + "/equipment", press(["button", "Save"])],
  ["help", {}, "/v/help"],
  ["help-untold", {}, "/v/help", press(["button", "Send an alert to the office"])],
  ["help-told", { online: true, answers: 1 }, "/v/help", press(["button", "Send an alert to the office"])],
  ["person-shut", { clock: "06:30" }, "/v/person/p1"],
  ["person-open", {}, "/v/person/p1", press(["button", "Show key safe and how to get in"])],
  ["person-little", {}, "/v/person/p3"],
  ["changes", {}, "/v/changes", press(["button", "Seen"])],
  ["waiting", {}, "/v/waiting", press(["link", "Today"], ["button", "I have arrived"], ["radio", "All as usual"], ["link", /Saved on this phone/])],
  ["waiting-office", { online: true, verdict: "conflict" }, "/v/", press(["button", "Seen"], ["link", "Waiting to send"])],
  ["waiting-empty", {}, "/v/waiting"],
  ["week", {}, "/v/week"],
  ["week-empty", { empty: true }, "/v/week"],
  ["me", {}, "/v/me", press(["button", "Change"])],
  ["me-sign-out", { update: true }, "/v/me", press(["button", "Yes, right"], ["button", "Sign out of this phone"])],
  ["set-up", { phase: "setup" }, "/v/"],
  ["set-up-passphrase", { phase: "setup", way: "passphrase" }, "/v/", press(["button", /^Set up with/], ["button", "Set up"])],
  ["unlock", { phase: "locked" }, "/v/"],
  ["unlock-passphrase", { phase: "locked", way: "passphrase" }, "/v/", press(["button", "Unlock"])],
  ["blocked", { phase: "blocked", trouble: "This browser keeps nothing in a private window. Open the app in an ordinary one." }, "/v/"],
  ["starting", { phase: "starting" }, "/v/"],
  ["not-here", {}, "/v/visit/nothing"],
];

await withBrowser(async (_, context) => {
  const jobs = [
    ...Object.entries({ ...journeys, ...cases }),
    ...screens.map(([name, made, path, act]) => [name, () => opened(context, made, path, async (page) => {
      await act?.(page);
      await looked(page, name);
    })]),
  ].filter(([name]) => name.includes(process.env.STILLHOME_ONLY ?? ""));
  const wrong = [];
  const count = jobs.length;
  // Two tabs at a time, as there are two cores.
  const work = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await job[1](context).catch((e) => wrong.push(`${job[0]}: ${e.message}`));
  };
  await Promise.all([work(), work()]);
  if (wrong.length) throw new Error(wrong.join("\n"));
  console.log(`${count} journeys, screens and states; each screen by axe at 2 sizes, at 10 sizes and in forced colours: no fault`);
});
