package pattern_test

import (
	"fmt"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/risk/pattern"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

// visits puts one recorded visit on each day into the record.
func visits(t *testing.T, g *gate.Gate, p ids.Person, state, feeling string, days ...when.Date) {
	visittest.Write(t, g, func(tx *gate.Tx) error {
		for i, d := range days {
			if err := tx.Exec(`INSERT INTO visit (id, person_id, episode_id, pattern_id, on_date, part, start_min, earliest_min, latest_min, duration_min, workers, must_be_at, skills, first, state, feeling, note, channel, reason, version)
				VALUES (?, ?, '', '', ?, 'morning', 540, 500, 600, 30, 1, FALSE, '', FALSE, ?, ?, 'Said no thank you', '', 'resting', 1)`, ids.New()+fmt.Sprint(i), p, d, state, feeling); err != nil {
				return err
			}
		}
		return nil
	})
}

func open(t *testing.T, g *gate.Gate) (all []pattern.Pattern) {
	visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
		all, err = pattern.Open(s, 10, 0)
		return err
	})
	return all
}

// TestPatterns: 3 days in 7; off the list once considered, until there is more.
func TestPatterns(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		therapist := gatetest.As(t, g, "th", actor.Therapist)
		p, q := visittest.AddPerson(t, g, 1, 540, 45, 1, ""), visittest.AddPerson(t, g, 2, 540, 45, 1, "")
		// Three on one day are one day; the seventh day back does not count.
		visits(t, g, p.ID, "not_wanted", "", today, today, today, today.Add(-2), today.Add(-7))
		visits(t, g, q.ID, "done", "worse", today, today.Add(-1))
		visits(t, g, q.ID, "done", "same", today.Add(-2), today.Add(-3))
		if all := open(t, g); len(all) != 0 {
			t.Errorf("too few: %+v", all)
		}
		// A medicine that was not wanted on a third day makes it a pattern; a record
		// that was put right does not.
		visittest.Write(t, g, func(tx *gate.Tx) error {
			if err := tx.Exec(`INSERT INTO medicine (id, person_id, name, dose, kind, slots, from_on, time_critical, source, added_at, added_by, stopped_why, version)
				VALUES ('m', ?, 'Drops', '1', 'regular', 'morning', '2026-11-01', FALSE, 'x', '2026-11-01T09:00:00.000Z', 'x', '', 1)`, p.ID); err != nil {
				return err
			}
			dose := `INSERT INTO medicine_dose (id, person_id, medicine_id, slot, outcome, reason, words, at, visit_id, account_id, channel, recorded_at, again, corrects_id)
				VALUES (?, ?, 'm', ?, ?, ?, '', '2026-11-29T09:00:00.000Z', '', 'x', 'app', '2026-11-29T09:00:00.000Z', FALSE, ?)`
			if err := tx.Exec(dose, "d1", p.ID, "2026-11-27/morning", "not_taken", "chose_not", ""); err != nil {
				return err
			}
			return tx.Exec(dose, "d2", p.ID, "2026-11-27/morning", "taken", "", "d1")
		})
		if all := open(t, g); len(all) != 0 {
			t.Errorf("put right since: %+v", all)
		}
		visits(t, g, p.ID, "not_wanted", "", today.Add(-6))
		visits(t, g, q.ID, "done", "worse", today.Add(-6))
		all := open(t, g)
		if len(all) != 2 || all[0].Times != 3 || all[1].Times != 3 {
			t.Fatalf("%+v", all)
		}
		b := visittest.Serve(t, g, pattern.Routes)
		if a := b.Get(therapist, "/patterns"); a.Status != 200 || !a.Has("Person1 Madeup", "Chose not to have visits or medicines", "Not so well, visit after visit") || a.Statements > 8 {
			t.Errorf("%d, %d statements", a.Status, a.Statements)
		}
		at := "/people/" + string(p.ID) + "/risks/patterns"
		if a := b.Get(therapist, at); a.Status != 200 || !a.Has("Not wanted: ", "Said no thank you", "Can they decide this?") || a.Statements > 8 {
			t.Errorf("%d, %d statements: %s", a.Status, a.Statements, a.Body)
		}
		if a := b.Post(therapist, at, "id", ids.New(), "kind", "refusals"); a.Status != 422 || !a.Has("Say what could happen if it goes on") {
			t.Errorf("without words: %d", a.Status)
		}
		if a := b.Post(therapist, at, "id", ids.New(), "kind", "refusals", "capacity", "Nobody doubts it", "risk", "Skin", "next", "Ring on Tuesday"); a.To != at {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if all := open(t, g); len(all) != 1 || all[0].Kind != pattern.Mood {
			t.Errorf("considered: %+v", all)
		}
		g.Clock.Set(today.Add(1).AtMinute(540))
		visits(t, g, p.ID, "not_wanted", "", today.Add(1))
		// The mood of Tuesday a week ago has gone from the window; refusals are 3 again.
		if all := open(t, g); len(all) != 1 || all[0].Kind != pattern.Refusals {
			t.Errorf("more of it since: %+v", all)
		}
		_, worker := visittest.AddWorker(t, g, "w")
		gatetest.Relate(t, g, "w", p.ID, actor.Work)
		if a := b.Get(worker, at); a.Status != 200 || a.Has("What do you make of it?") {
			t.Errorf("a worker: %d", a.Status)
		}
		err := pattern.Consider(worker, g, pattern.Considered{ID: ids.New(), Person: p.ID, Kind: pattern.Mood, Capacity: "x", Risk: "x", Next: "x"})
		if !fault.Is(err, "gate.not_found") {
			t.Errorf("a worker considered: %v", err)
		}
	})
}
