package sim

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/secret"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/person"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// The simulated days: the night of the 25th has one hour twice.
const (
	firstDay = when.Date("2026-10-24")
	lastDay  = when.Date("2026-10-27")
)

// start is Saturday evening, before the last shift of the day ends.
var start = firstDay.AtMinute(15 * 60)

// workers each have a phone, an account of the same name, and two people.
var workers = []string{"sam", "ann", "lee"}

const peopleEach = 2

var may = gate.Action{Name: "test.sim", Who: actor.Rule{Any: []actor.Role{actor.System}}}

func system() context.Context { return actor.With(context.Background(), actor.Machine) }

func as(account string, role actor.Role) context.Context {
	return actor.With(context.Background(), actor.Actor{ID: account, Name: account, Roles: []actor.Role{role}})
}

// simID is the same id for the same name in every run.
func simID(parts ...any) string { return ids.Derived("sim", fmt.Sprint(parts...)) }

// canary is a word that stands in every field of one person and nowhere else.
func canary(n int) string { return fmt.Sprintf("canary%dcanary", n) }

// template is a council's record as every simulation begins, and its key.
func template(t testing.TB) ([]byte, secret.Key) {
	t.Helper()
	dir := t.TempDir()
	clock := &when.Clock{}
	clock.Set(firstDay.AtMinute(6 * 60)) // before the first visit
	key, err := secret.Load(filepath.Join(dir, "key"), true)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "record.db")
	g, err := gate.Open(t.Context(), "sqlite:"+path, gate.Options{Clock: clock, Key: key, Migrate: true, ODS: "V396BB"})
	if err != nil {
		t.Fatal(err)
	}
	if err := fill(g); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b, key
}

// fill puts workers, people with plans, and published days into a record.
func fill(g *gate.Gate) error {
	err := g.Write(system(), may, gate.Council, func(tx *gate.Tx) error {
		if err := tx.Grant("office", actor.Coordinator); err != nil {
			return err
		}
		for i, w := range workers {
			m := staff.Member{
				ID: staff.ID(simID("member", w)), Account: ids.Account(w), Given: "Worker", Family: w, JobTitle: "Support worker",
				Mode: "car", Postcode: "CB2 1TN", StartedOn: "2025-01-01",
			}
			m.At.Lat, m.At.Lon = 52.19, 0.13
			if err := staff.Add(tx, m); err != nil {
				return err
			}
			if err := tx.Grant(w, actor.Worker); err != nil {
				return err
			}
			for n := i * peopleEach; n < (i+1)*peopleEach; n++ {
				if err := addPerson(tx, n); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for n := range len(workers) * peopleEach {
		if err := person.SetGettingIn(as("office", actor.Coordinator), g, personID(n), "key "+canary(n)); err != nil {
			return err
		}
	}
	for day := firstDay; day <= lastDay; day = day.Add(1) {
		err := g.Write(system(), may, gate.Council, func(tx *gate.Tx) error {
			if _, err := visit.Generate(tx, day); err != nil {
				return err
			}
			var shifts []roster.Shift
			for _, w := range workers {
				shifts = append(shifts, roster.Shift{
					ID: shiftOf(w, day), Member: staff.ID(simID("member", w)), Account: ids.Account(w), On: day, StartMin: 7 * 60, EndMin: 20 * 60, Version: 1,
				})
			}
			return roster.AddShifts(tx, shifts)
		})
		if err != nil {
			return err
		}
		office := as("office", actor.Coordinator)
		if err := roster.Build(office, g, day); err != nil {
			return err
		}
		if err := share(office, g, day); err != nil {
			return err
		}
		if err := roster.Publish(office, g, day); err != nil {
			return err
		}
	}
	return nil
}

// share gives every worker two people.
func share(office context.Context, g *gate.Gate, day when.Date) error {
	var draft roster.Draft
	var read string
	err := g.Read(office, roster.MaySee, gate.Council, func(s *gate.Snapshot) error {
		all, err := visit.OnDay(s, day)
		if err != nil {
			return err
		}
		for n := range len(workers) * peopleEach {
			for _, v := range all {
				if v.Person == personID(n) {
					draft = append(draft, roster.Placing{Visit: v.ID, Shifts: []roster.ShiftID{shiftOf(workers[n/peopleEach], day)}, StartMin: -1})
				}
			}
		}
		sheet, err := roster.Preview(s, day, draft)
		read = sheet.Seen
		return err
	})
	if err != nil {
		return err
	}
	return roster.Confirm(office, g, day, draft, read)
}

func shiftOf(worker string, day when.Date) roster.ShiftID {
	return roster.ShiftID(simID("shift", worker, day))
}

func personID(n int) ids.Person { return ids.Person(simID("person", n)) }

// activities are the tasks of each visit.
var activities = []string{"wash", "dress", "meals"}

// addPerson puts in somebody with two visits a day and a canary in every field.
func addPerson(tx *gate.Tx, n int) error {
	p, c, today := personID(n), canary(n), tx.Today()
	episode, plan := simID("episode", n), simID("plan", n)
	for _, row := range []struct {
		sql  string
		args []any
	}{
		{
			`INSERT INTO person (id, ref, given, family, preferred, name_key, given_key, gender, nhs_number, nhs_status, address, postcode, lat, lon, uprn, phone, language, lives_alone, getting_in, open_episode, created_at, version)
			VALUES (?, ?, ?, ?, ?, ?, '', '', '', 'absent', ?, 'CB1 0AH', ?, 0.15, '', ?, '', '', ?, ?, ?, 1)`,
			[]any{p, fmt.Sprint("T", n), "Given" + c, "Family" + c, "Known" + c, c, c + " Street", 52.2 + 0.004*float64(n), "phone " + c, "", episode, tx.At},
		},
		{
			`INSERT INTO person_contact (id, person_id, name, relationship, phone, email, carer, keyholder, version) VALUES (?, ?, ?, 'daughter', ?, '', TRUE, TRUE, 1)`,
			[]any{simID("contact", n), p, "Contact " + c, "number " + c},
		},
		{
			`INSERT INTO episode (id, person_id, referral_id, state, pathway, accepted_at, start_due_on, period_days, outcome, sequel, end_words, takes_away, area, version)
			VALUES (?, ?, '', 'accepted', 'hospital', ?, ?, 42, '', '', '', '', 'CB1', 1)`,
			[]any{episode, p, tx.At, today.Add(2)},
		},
		{
			`INSERT INTO plan (id, person_id, episode_id, state, agreed_at, agreed_by, copy_given, version) VALUES (?, ?, ?, 'agreed', ?, 'person', 'print', 1)`,
			[]any{plan, p, episode, tx.At},
		},
		{
			`INSERT INTO plan_goal (id, plan_id, person_id, ord, words, why, activity, baseline, target, result, version) VALUES (?, ?, ?, 1, ?, '', 'meals', 'done_for', 'alone', '', 1)`,
			[]any{simID("goal", n), plan, p, "Goal " + c},
		},
	} {
		if err := tx.Exec(row.sql, row.args...); err != nil {
			return err
		}
	}
	for i, part := range []string{"morning", "evening"} {
		pattern := simID("pattern", n, part)
		start := []int{8 * 60, 17 * 60}[i] + 50*(n%peopleEach)
		err := tx.Exec(`INSERT INTO plan_pattern (id, plan_id, person_id, episode_id, part, weekdays, start_min, earliest_min, latest_min, duration_min, workers, must_be_at, skills, short_reason, from_on, version)
			VALUES (?, ?, ?, ?, ?, 127, ?, ?, ?, 30, 1, FALSE, '', '', ?, 1)`, pattern, plan, p, episode, part, start, start-60, start+60, today)
		if err != nil {
			return err
		}
		for i, a := range activities {
			err := tx.Exec(`INSERT INTO plan_task (id, plan_id, person_id, pattern_id, goal_id, ord, activity, words) VALUES (?, ?, ?, ?, '', ?, ?, ?)`,
				simID("task", n, part, a), plan, p, pattern, i, a, "Task "+a+" "+c)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
