package assured

import (
	"context"
	"fmt"
	"time"

	"stillhome/internal/platform/gate"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/visit"
)

// doors are two that nobody opened: one somebody stands at now, and one that
// ended with a fall.
func (b Service) doors(office context.Context) error {
	var now, before []visit.Visit
	err := b.Gate.Read(office, noanswer.MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		fields := (*visit.Visit).Fields
		const columns = `v.id, v.person_id, v.episode_id, v.pattern_id, v.on_date, v.part, v.start_min, v.earliest_min, v.latest_min, v.duration_min,
			v.workers, v.must_be_at, v.skills, v.first, v.state, v.arrived_at, v.left_at, v.feeling, v.note, v.channel, v.recorded_by, v.recorded_at, v.reason, v.version`
		now, err = gate.All(s, fields, `SELECT `+columns+` FROM visit v WHERE v.on_date = ? AND v.state = 'planned' AND v.arrived_at IS NULL AND v.first = FALSE
			ORDER BY ABS(v.start_min - ?), v.id LIMIT 1`, b.Today, b.Now.Minute())
		if err != nil {
			return err
		}
		before, err = gate.All(s, fields, `SELECT `+columns+` FROM visit v WHERE v.on_date < ? AND v.state = 'no_answer' ORDER BY v.on_date DESC, v.id LIMIT 1`, b.Today)
		return err
	})
	if err != nil {
		return err
	}
	for _, v := range before {
		if err := b.door(office, v, noanswer.SignInside); err != nil {
			return err
		}
		e := noanswer.Ending{Person: v.Person, Visit: v.ID, Outcome: noanswer.FoundFallen, Words: "Paramedics came in with the key from the key safe.", At: v.Arrived.Add(25 * time.Minute), Channel: visit.Office}
		if err := noanswer.Finish(office, b.Gate, e); err != nil {
			return fmt.Errorf("door: %w", err)
		}
	}
	for _, v := range now {
		v.Arrived = b.Now.Add(-6 * time.Minute)
		if err := b.door(office, v, noanswer.Nothing); err != nil {
			return err
		}
	}
	return nil
}

// door is what was tried at one, as the office keyed it in.
func (b Service) door(office context.Context, v visit.Visit, seen noanswer.Result) error {
	n := noanswer.Starting{Person: v.Person, Visit: v.ID, Arrived: v.Arrived, At: v.Arrived, Tried: []noanswer.Code{noanswer.Knock, noanswer.RingBell}, Channel: visit.Office}
	if err := noanswer.Begin(office, b.Gate, n); err != nil {
		return fmt.Errorf("door: %w", err)
	}
	steps := []noanswer.Stepped{
		{Code: noanswer.CallPerson, Result: noanswer.NotReached, At: v.Arrived.Add(2 * time.Minute)},
		{Code: noanswer.Look, Result: seen, At: v.Arrived.Add(4 * time.Minute)},
	}
	if seen == noanswer.SignInside {
		steps[1].Words = "The hall light is on and the milk stands outside."
		steps = append(steps, noanswer.Stepped{Code: noanswer.Call999, Result: noanswer.Coming, At: v.Arrived.Add(7 * time.Minute)})
	}
	for i, s := range steps {
		s.ID, s.Person, s.Visit, s.Channel = b.id("door", v.ID, i), v.Person, v.ID, visit.Office
		if err := noanswer.Note(office, b.Gate, s); err != nil {
			return fmt.Errorf("door: %w", err)
		}
	}
	return nil
}
