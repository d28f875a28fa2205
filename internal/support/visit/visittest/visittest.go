// Package visittest puts people with plans, and workers, into a test's record,
// so that tests of visits and rotas can begin where theirs begins.
package visittest

import (
	"context"
	"fmt"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
)

var may = gate.Action{Name: "test.prepare", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// Write runs fn as the service itself.
func Write(t testing.TB, g *gate.Gate, fn func(tx *gate.Tx) error) {
	t.Helper()
	if err := g.Write(gatetest.System(), may, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

// Read runs fn as the service itself.
func Read(t testing.TB, g *gate.Gate, fn func(s *gate.Snapshot) error) {
	t.Helper()
	if err := g.Read(gatetest.System(), may, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

// Person is somebody with an episode and an agreed plan.
type Person struct {
	ID       ids.Person
	Episode  episode.ID
	Pattern  plan.PatternID
	Tasks    []plan.TaskID
	Name     string
	Postcode string
}

// Tasks each pattern has.
var activities = []string{"wash", "dress", "meals", "medicines"}

// AddPerson puts somebody into the record with a visit every day at the minute
// given, which may start half an hour earlier or later. The nth person lives a
// little to the north of the one before.
func AddPerson(t testing.TB, g *gate.Gate, n, startMin, durationMin, workers int, skills string) Person {
	t.Helper()
	p := Person{
		ID: ids.Person(ids.New()), Episode: episode.ID(ids.New()), Pattern: plan.PatternID(ids.New()),
		Name: fmt.Sprintf("Person%d", n), Postcode: "CB1 0AH",
	}
	planID := ids.New()
	Write(t, g, func(tx *gate.Tx) error {
		today := tx.Today()
		if err := tx.Exec(`INSERT INTO person (id, ref, given, family, preferred, name_key, given_key, gender, nhs_number, nhs_status, address, postcode, lat, lon, uprn, phone, language, lives_alone, getting_in, open_episode, created_at, version)
			VALUES (?, ?, ?, 'Madeup', ?, '', '', '', '', 'absent', ?, ?, ?, 0.15, '', '', '', '', '', ?, ?, 1)`,
			p.ID, "T"+string(p.ID), p.Name, p.Name, fmt.Sprintf("%d Test Street", n), p.Postcode, 52.2+0.004*float64(n), p.Episode, tx.At); err != nil {
			return err
		}
		if err := tx.Exec(`INSERT INTO episode (id, person_id, referral_id, state, pathway, accepted_at, start_due_on, period_days, outcome, sequel, end_words, takes_away, area, version)
			VALUES (?, ?, '', 'accepted', 'hospital', ?, ?, 42, '', '', '', '', 'CB1', 1)`, p.Episode, p.ID, tx.At, today.Add(2)); err != nil {
			return err
		}
		if err := tx.Exec(`INSERT INTO plan (id, person_id, episode_id, state, agreed_at, agreed_by, copy_given, version) VALUES (?, ?, ?, 'agreed', ?, 'person', 'print', 1)`,
			planID, p.ID, p.Episode, tx.At); err != nil {
			return err
		}
		if err := tx.Exec(`INSERT INTO plan_goal (id, plan_id, person_id, ord, words, why, activity, baseline, target, result, version) VALUES (?, ?, ?, 1, 'Make my own breakfast', '', 'meals', 'done_for', 'alone', '', 1)`,
			ids.New(), planID, p.ID); err != nil {
			return err
		}
		return p.pattern(tx, planID, today, startMin, durationMin, workers, skills)
	})
	return p
}

func (p *Person) pattern(tx *gate.Tx, planID string, from when.Date, startMin, durationMin, workers int, skills string) error {
	if err := tx.Exec(`INSERT INTO plan_pattern (id, plan_id, person_id, episode_id, part, weekdays, start_min, earliest_min, latest_min, duration_min, workers, must_be_at, skills, short_reason, from_on, version)
		VALUES (?, ?, ?, ?, 'morning', 127, ?, ?, ?, ?, ?, ?, ?, '', ?, 1)`,
		p.Pattern, planID, p.ID, p.Episode, startMin, startMin-30, startMin+30, durationMin, workers, false, skills, from); err != nil {
		return err
	}
	for i, a := range activities {
		id := plan.TaskID(ids.New())
		p.Tasks = append(p.Tasks, id)
		if err := tx.Exec(`INSERT INTO plan_task (id, plan_id, person_id, pattern_id, goal_id, ord, activity, words) VALUES (?, ?, ?, ?, '', ?, ?, ?)`,
			id, planID, p.ID, p.Pattern, i, a, "Task "+a); err != nil {
			return err
		}
	}
	return nil
}

// AddWorker puts a support worker with an account into the record and gives
// the context in which they act. They set off from the middle of Cambridge.
func AddWorker(t testing.TB, g *gate.Gate, account string, skills ...staff.Skill) (staff.Member, context.Context) {
	t.Helper()
	m := staff.Member{
		ID: staff.ID(ids.New()), Account: ids.Account(account), Given: "Worker", Family: account, JobTitle: "Support worker",
		Mode: "car", Postcode: "CB2 1TN", StartedOn: "2025-01-01",
	}
	m.At.Lat, m.At.Lon = 52.19, 0.13
	Write(t, g, func(tx *gate.Tx) error { return staff.Add(tx, m, skills...) })
	return m, gatetest.As(t, g, account, actor.Worker)
}
