package assured

import (
	"context"
	"fmt"

	"stillhome/internal/face/assure"
	"stillhome/internal/face/assure/complaint"
	"stillhome/internal/face/assure/learning"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
)

// quality is what went wrong or nearly did in the last weeks, and what people
// said of the service.
func (b Service) quality(office context.Context) error {
	var people []ids.Person
	manager := ""
	err := b.Gate.Read(office, assure.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if people, err = gate.Values[ids.Person](s, `SELECT e.person_id FROM episode e WHERE e.state = 'active' ORDER BY e.person_id LIMIT 4`); err != nil {
			return err
		}
		manager, err = gate.Value[string](s, `SELECT r.account_id FROM gate_role r WHERE r.role = 'manager' AND r.until_at IS NULL ORDER BY r.account_id LIMIT 1`)
		if gate.Missing(err) {
			err = nil
		}
		return err
	})
	if err != nil || len(people) == 0 || manager == "" {
		return err
	}
	boss := actor.With(office, actor.Actor{ID: manager, Name: "Manager", Roles: []actor.Role{actor.Manager}})
	reports := []assure.Report{
		{Kind: assure.Fall, Harm: assure.Severe, Place: "At home, between bed and bathroom", What: "Got up at night without the light and fell over the rug. Found at the morning visit. The hospital found a broken hip.", Present: "Nobody", AtOnce: "Rang 999, kept warm, stayed until the ambulance came."},
		{Kind: assure.MedicineNear, Harm: assure.NoHarm, Place: "At home, kitchen", What: "Two packs from the pharmacy lay on the table, one of last week. The wrong one was opened and put back before anything was taken.", Present: "The worker and the person", AtOnce: "Put the old pack in a bag for the pharmacy."},
		{Kind: assure.Pressure, Harm: assure.Low, Place: "At home", What: "A red place on the left heel that did not fade.", Present: "The worker", AtOnce: "Rang the district nurse, put a pillow under the calf."},
		{Kind: assure.MissedVisit, Harm: assure.NoHarm, Place: "At home", What: "The evening visit was on nobody’s run after a change at 4pm.", AtOnce: "The late worker came at 9:40pm."},
	}
	for n, r := range reports {
		r.ID, r.Person, r.Happened = assure.ID(b.id("incident", n)), people[n%len(people)], b.Today.Add(-2-9*n).AtMinute(7*60+35+40*n)
		b.Gate.Clock.Set(b.Today.Add(-1 - 9*n).AtMinute(9 * 60))
		if err := assure.Tell(office, b.Gate, r); err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	if err := b.lookInto(boss, assure.ID(b.id("incident", 0)), ids.Account(manager)); err != nil {
		return err
	}
	return b.people(office, boss, people)
}

// lookInto is how the fall was followed up so far.
func (b Service) lookInto(boss context.Context, fall assure.ID, manager ids.Account) error {
	b.Gate.Clock.Set(b.Today.Add(-1).AtMinute(11 * 60))
	if err := assure.FollowUp(boss, b.Gate, fall, assure.Following{Version: 1, Words: "On the ward after surgery, in good spirits. Her daughter is with her."}); err != nil {
		return fmt.Errorf("follow up: %w", err)
	}
	facts := assure.Facts{}
	for _, q := range assure.Questions {
		facts[q] = assure.No
	}
	facts[assure.During], facts[assure.Unintended], facts[assure.Structure] = assure.Yes, assure.Yes, assure.Yes
	if err := assure.Decide(boss, b.Gate, fall, assure.Deciding{ID: b.id("decision"), Facts: facts, Opinion: "Ward sister, by telephone, yesterday"}); err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	told := assure.Stepping{ID: b.id("told"), Kind: assure.Told, At: b.Gate.Clock.Now(), Words: "On the ward, with her daughter beside her."}
	if err := assure.AddStep(boss, b.Gate, fall, told); err != nil {
		return fmt.Errorf("step: %w", err)
	}
	a := learning.Action{ID: b.id("action"), About: string(fall), Words: "Ask at every first visit about the way to the bathroom at night, and offer a light that comes on by itself.", Owner: manager, Due: b.Today.Add(14)}
	if err := learning.Add(boss, b.Gate, a); err != nil {
		return fmt.Errorf("action: %w", err)
	}
	return nil
}

// people are what some said.
func (b Service) people(office, boss context.Context, people []ids.Person) error {
	defer b.Gate.Clock.Set(b.Now)
	for n, e := range []complaint.Entry{
		{Kind: complaint.Complaint, Teller: complaint.Family, Name: "Her son", Contact: "By telephone, evenings", How: complaint.Phone, Words: "Nobody rang us when the morning visit was two hours late. Mum sat in her nightdress.", Wants: "To be rung when it is late.", Theme: complaint.Timing},
		{Kind: complaint.Compliment, Teller: complaint.Themselves, How: complaint.Letter, Words: "I can make my own breakfast again. Thank you for not doing it for me.", Theme: complaint.Quality},
		{Kind: complaint.Complaint, Teller: complaint.Anonymous, How: complaint.Letter, Words: "The cars park across my drive.", Theme: complaint.Other},
	} {
		e.ID, e.Received = complaint.ID(b.id("complaint", n)), b.Today.Add(-4-11*n)
		if e.Teller != complaint.Anonymous {
			e.Person = people[(n+1)%len(people)]
		}
		b.Gate.Clock.Set(e.Received.AtMinute(10 * 60))
		if err := complaint.Record(office, b.Gate, e); err != nil {
			return fmt.Errorf("complaint: %w", err)
		}
	}
	b.Gate.Clock.Set(b.Today.Add(-20).AtMinute(15 * 60))
	return complaint.Reply(boss, b.Gate, complaint.ID(b.id("complaint", 2)), complaint.Answering{
		Version: 1, On: b.Gate.Clock.Now().On(), Outcome: complaint.Upheld, Answer: "We do not know who wrote. Workers were asked to leave drives free.", Learning: "Where to leave the car now stands in the plan.",
	})
}
