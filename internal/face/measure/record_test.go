package measure

import (
	"fmt"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"

	"stillhome/internal/face/measure/measuretest"
)

// uid makes an id from a short word, the same each time.
func uid(word string) string { return fmt.Sprintf("0190a000-0000-7000-8000-%012x", word) }

func someone(word, family string, more ...any) measuretest.Row {
	return measuretest.In("person", append([]any{
		"id", uid(word), "ref", "SH-" + word, "given", "Given-" + word, "family", family, "name_key", family,
		"nhs_status", "absent", "born_on", "1940-03-04", "created_at", gatetest.Start, "version", 1,
	}, more...)...)
}

// support is an episode of a person; two of one person need a word each.
func support(word, person, state string, more ...any) measuretest.Row {
	return measuretest.In("episode", append([]any{
		"id", uid("e-" + word), "person_id", uid(person), "state", state, "pathway", "hospital",
		"accepted_at", gatetest.Start, "start_due_on", "2026-01-01", "version", 1,
	}, more...)...)
}

// ended is a past episode after hospital with its follow-up; where is empty
// while nobody knows.
func ended(word, person, discharged, until, where string) []measuretest.Row {
	d := when.Date(discharged)
	rows := []measuretest.Row{support(word, person, "ended",
		"admitted_on", d.Add(-10), "discharged_on", d, "started_on", d.Add(1), "ended_on", until, "start_due_on", d)}
	f := []any{"id", uid("f-" + word), "person_id", uid(person), "episode_id", uid("e-" + word), "discharged_on", d, "due_on", d.Add(91), "whereabouts", where, "version", 1}
	if where != "" {
		f = append(f, "closed_at", gatetest.Start)
	}
	return append(rows, measuretest.In("review_follow_up", f...))
}

func happened(word, person, kind, from, until string, emergency bool) measuretest.Row {
	return measuretest.In("person_event", "id", uid("ev-"+word), "person_id", uid(person), "kind", kind, "from_on", from, "until_on", until,
		"emergency", emergency, "recorded_at", gatetest.Start, "version", 1)
}

func visited(word, person, state string, on when.Date) measuretest.Row {
	return measuretest.In("visit", "id", uid("v-"+word), "person_id", uid(person), "episode_id", uid("e-"+person), "on_date", on, "state", state,
		"start_min", 510, "duration_min", 45, "workers", 1, "version", 1)
}

func raisedAlert(word string, level int, person, raised, closed string) measuretest.Row {
	values := []any{
		"id", uid("a-" + word), "kind", "late", "level", level, "person_id", person, "source", word,
		"raised_at", raised, "due_at", raised, "version", 1,
	}
	if closed != "" {
		values = append(values, "closed_at", closed)
	}
	return measuretest.In("alert", values...)
}

func proposal(word, kind, state, decided string, minutes int) measuretest.Row {
	return measuretest.In("review_step_down", "id", uid("d-"+word), "person_id", uid("on1"), "episode_id", uid("e-on1"), "pattern_id", uid("pt-"+word),
		"kind", kind, "state", state, "freed_week_min", minutes, "proposed_at", decided, "decided_at", decided, "version", 1)
}

func referred(word, state, received string) measuretest.Row {
	return measuretest.In("referral", "id", uid("r-"+word), "ref", "R-"+word, "state", state, "given", "Asker", "family", "Secretname",
		"nhs_status", "absent", "received_at", received, "version", 1)
}

// today is where the tests' clock stands. Then the rolling cohort of 2B(1) is 1
// June to 30 August 2026, and that of 2D 7 September 2025 to 6 September 2026.
const today = when.Date("2026-11-30")

func fill(t *testing.T, g *gate.Gate) {
	t.Helper()
	people := []measuretest.Row{
		someone("home", "Secretname"), someone("hosp", "Secretname"), someone("died", "Secretname", "died_on", "2026-09-25"),
		someone("unknown", "Secretname"), someone("young", "Secretname", "born_on", "1966-01-01"), someone("comm", "Secretname"),
		someone("twin", "Secretname", "merged_into", uid("home")), someone("official", "Secretname"),
		someone("late", "Secretname"), someone("early", "Secretname"),
		someone("on1", "=HYPERLINK(\"http://x\")"), someone("on2", "Secretname"), someone("on3", "Secretname"),
		someone("wait1", "Secretname"), someone("wait2", "Secretname"),
	}
	measuretest.Put(t, g, people...)
	measuretest.Put(t, g, ended("home", "home", "2026-07-01", "2026-08-10", "home")...)
	measuretest.Put(t, g, ended("hosp", "hosp", "2026-07-05", "2026-08-10", "hospital")...)
	measuretest.Put(t, g, ended("died", "died", "2026-07-03", "2026-08-10", "home")...)
	measuretest.Put(t, g, ended("unknown", "unknown", "2026-08-01", "2026-09-10", "")...)
	measuretest.Put(t, g, ended("young", "young", "2026-07-02", "2026-08-10", "home")...)
	measuretest.Put(t, g, ended("twin", "twin", "2026-08-25", "2026-10-01", "extra_care")...)
	measuretest.Put(t, g, ended("official", "official", "2025-11-15", "2025-12-20", "home")...)
	measuretest.Put(t, g, ended("late", "late", "2026-08-31", "2026-10-01", "")...)
	measuretest.Put(t, g, ended("early", "early", "2026-05-31", "2026-07-01", "home")...)
	measuretest.Put(
		t, g,
		support("comm", "comm", "ended", "pathway", "community", "started_on", "2026-07-01", "ended_on", "2026-08-01"),
		happened("hosp", "hosp", "hospital", "2026-07-20", "2026-07-25", true),
		happened("official", "official", "care_home", "2026-01-10", "2026-01-20", false),
		happened("other", "comm", "community_care", "2026-01-10", "2026-02-20", false),
		support("on1", "on1", "active", "started_on", "2026-11-20", "start_due_on", "2026-11-20", "discharged_on", "2026-11-19"),
		support("on2", "on2", "active", "started_on", "2026-11-10", "start_due_on", "2026-11-08", "discharged_on", "2026-11-09"),
		support("on3", "on3", "active", "started_on", "2026-11-02", "start_due_on", "2026-11-02", "pathway", "community"),
		support("wait1", "wait1", "accepted", "start_due_on", "2026-11-29"),
		support("wait2", "wait2", "accepted", "start_due_on", "2026-12-02"),
		visited("1", "on1", "done", today), visited("2", "on2", "done", today), visited("3", "on1", "planned", today),
		visited("4", "on2", "planned", today), visited("5", "on3", "no_answer", today), visited("6", "on3", "cancelled", today),
		visited("7", "on3", "done", today.Add(-1)),
		measuretest.In("roster_unplaced", "visit_id", uid("v-3"), "slot", 1, "on_date", today),
		measuretest.In("roster_unplaced", "visit_id", uid("v-3"), "slot", 2, "on_date", today),
		measuretest.In("roster_unplaced", "visit_id", uid("v-6"), "slot", 1, "on_date", today),
		raisedAlert("1", 1, uid("on1"), "2026-11-30T08:00:00.000Z", ""),
		raisedAlert("2", 2, "", "2026-11-28T08:00:00.000Z", ""),
		raisedAlert("3", 1, uid("on2"), "2026-11-01T08:00:00.000Z", "2026-11-02T08:00:00.000Z"),
		referred("1", "new", "2026-11-29T08:00:00.000Z"), referred("2", "matched", "2026-11-28T08:00:00.000Z"), referred("3", "accepted", "2026-11-01T08:00:00.000Z"),
		proposal("1", "end", "accepted", "2026-11-20T08:00:00.000Z", 105), proposal("2", "shorten", "accepted", "2026-11-03T00:00:00.000Z", 35),
		proposal("3", "end", "declined", "2026-11-20T08:00:00.000Z", 70), proposal("4", "end", "accepted", "2026-11-02T23:59:59.999Z", 500),
		proposal("5", "decide", "accepted", "2026-11-20T08:00:00.000Z", 0),
	)
}

// TestComfortIsNoReablement: whose support was for comfort when they left
// hospital, or when it began, is in neither measure; who came to it later stays,
// and so does who was on it for a time before.
func TestComfortIsNoReablement(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		comfort := func(word, from, ended string) measuretest.Row {
			values := []any{"id", uid("c-" + word), "person_id", uid(word), "from_on", from, "recorded_at", gatetest.Start, "version", 1}
			if ended != "" {
				values = append(values, "ended_at", ended)
			}
			return measuretest.In("risk_comfort", values...)
		}
		for _, word := range []string{"plain", "before", "later", "over", "twin", "into"} {
			more := []any{}
			if word == "twin" {
				more = []any{"merged_into", uid("into")}
			}
			measuretest.Put(t, g, someone(word, "Secretname", more...))
		}
		for _, word := range []string{"plain", "before", "later", "over", "into"} {
			measuretest.Put(t, g, ended(word, word, "2026-07-01", "2026-08-10", "home")...)
		}
		measuretest.Put(t, g,
			comfort("before", "2026-07-01", ""), comfort("later", "2026-07-03", ""), comfort("over", "2026-05-01", "2026-06-01T09:00:00.000Z"),
			comfort("twin", "2026-06-20", ""))
		all := Period{From: "2026-06-01", Until: "2026-08-30"}
		var left, began int
		err := g.Read(gatetest.As(t, g, "manager", actor.Manager), MaySee, gate.Council, func(s *gate.Snapshot) error {
			d, err := discharges(s, all)
			if err != nil {
				return err
			}
			e, err := spells(s, all)
			left, began = len(d), len(e)
			return err
		})
		if err != nil || left != 3 || began != 3 {
			t.Errorf("%d discharges and %d spells, want plain, later and over: %v", left, began, err)
		}
	})
}
