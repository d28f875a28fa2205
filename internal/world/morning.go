package world

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"stillhome/internal/face/fhir"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/person"
	"stillhome/internal/support/referral"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit"
	"stillhome/internal/world/sealed"
)

// thisMorning is what waits for whoever opens the demo: somebody who may be
// known already, what workers worry about, and a message that could not be
// taken in.
func (b *builder) thisMorning(ctx context.Context) error {
	office := acting(ctx, b.coordinators[0])
	if len(b.later) > 0 {
		if err := b.comesAgain(office, b.later[len(b.later)-1]); err != nil {
			return err
		}
	}
	if err := b.worries(office); err != nil {
		return err
	}
	if err := b.alarmed(office); err != nil {
		return err
	}
	us := fhir.Council{ODS: "V396BB", Name: "This council"}
	_, err := fhir.Intake(office, b.g, us, []byte(`<Bundle xmlns="http://hl7.org/fhir"><type value="message"/><entry>`), "cut-off-notice.xml")
	if refusal := (*fhir.Refusal)(nil); errors.As(err, &refusal) {
		return nil // kept and refused, as it is meant to be
	}
	return err
}

// nextWeek plans the shifts of the days to come; their rotas are still to be
// built.
func (b *builder) nextWeek(ctx context.Context) error {
	office := acting(ctx, b.coordinators[0])
	first := 1
	if b.now.Minute() >= 15*60 {
		first = 2 // tomorrow was given out this afternoon
	}
	return b.g.Batch(office, func(ctx context.Context) error {
		for n := first; n <= 7; n++ {
			if err := b.shifts(ctx, b.today.Add(n)); err != nil {
				return err
			}
		}
		return nil
	})
}

// comesAgain refers somebody whose support has ended, with the name spelt
// another way and a digit of the birth date wrong.
func (b *builder) comesAgain(ctx context.Context, s *supported) error {
	var p person.Person
	if err := b.g.Read(ctx, person.MaySee, gate.Person(s.person), func(x *gate.Snapshot) (err error) {
		p, err = person.Get(x, s.person)
		return err
	}); err != nil {
		return err
	}
	again := *s
	again.referral = b.id("again", s.person)
	r := b.asked(&again)
	r.NHS, r.Family, r.Born, r.Postcode = ids.NHSNumber(""), p.Family+"e", p.Born.Add(10), p.Postcode
	return referral.Receive(ctx, b.g, referral.Arrival{Does: referral.Asks, Referral: r})
}

// alarmed is an alarm of this morning that was answered: a worker whose car broke
// down on the way to somebody.
func (b *builder) alarmed(office context.Context) error {
	var run []roster.Assignment
	if err := b.g.Read(office, roster.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		run, err = roster.AssignmentsOn(s, b.today)
		return err
	}); err != nil || len(run) == 0 {
		return err
	}
	a := lonework.Alarm{ID: lonework.ID(b.id("alarm", b.today)), How: lonework.Overdue, Worker: run[0].Account, Visit: run[0].Visit, Person: run[0].Person}
	machine := actor.With(office, actor.Machine)
	if err := b.g.Write(machine, mayAlarm, gate.Person(a.Person), func(tx *gate.Tx) error { return lonework.Raise(tx, a) }); err != nil {
		return err
	}
	if err := lonework.Take(office, b.g, a.ID); err != nil {
		return err
	}
	return lonework.Close(office, b.g, lonework.Closing{Alarm: a.ID, Found: lonework.Helped, Words: "Rang: the car had broken down on a dark road. A colleague fetched the worker."})
}

// mayAlarm is the world's own way to raise an alarm, as a phone's fact does.
var mayAlarm = gate.Action{Name: "world.alarm", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// worries are two that were told this morning: one that the office may read,
// and one for the safeguarding lead alone.
func (b *builder) worries(ctx context.Context) error {
	var made []visit.Visit
	if err := b.g.Read(ctx, visit.MaySee, gate.Council, func(s *gate.Snapshot) error {
		for _, day := range []when.Date{b.today, b.today.Add(-1)} {
			visits, err := visit.OnDay(s, day)
			if err != nil {
				return err
			}
			made = append(made, slices.DeleteFunc(visits, func(v visit.Visit) bool { return v.State != visit.Done })...)
		}
		return nil
	}); err != nil {
		return err
	}
	if len(made) < 2 {
		return nil
	}
	seen, heard := made[0], made[1]
	err := visit.RaiseConcern(told(ctx, seen), b.g, visit.Concern{
		ID: b.id("concern", seen.ID), Person: seen.Person, Visit: seen.ID, Kind: visit.HomeNotSafe, Urgency: visit.SameDay,
		Words: "The stair carpet is loose at the top. I moved the rug, but it needs fixing.", At: seen.Left, Channel: visit.App,
	})
	if err != nil && fault.KindOf(err) != fault.NotFound { // a run that was swapped since
		return fmt.Errorf("concern: %w", err)
	}
	if err := safeguarding.Raise(told(ctx, heard), b.g, safeguarding.Concern{
		Ref: b.id("concern", heard.ID), Person: heard.Person, Visit: heard.ID, Kind: visit.Abuse, Urgency: visit.SameDay,
		Words: "A man at the door told me to leave early. When he had gone I was asked not to tell anyone that money is missing.", At: heard.Left, Channel: visit.App,
	}); err != nil {
		return err
	}
	last := made[len(made)-1]
	return sealed.Underway(ctx, b.g, sealed.Case{
		Person: last.Person, Worker: last.RecordedBy, Lead: ids.Account(b.id("account", actor.SafeguardingLead, 0)),
		Words: "She said her neighbour keeps her bank card and gets cross when she asks for it.",
	})
}

// told is a context in which the worker who made a visit tells of it.
func told(ctx context.Context, v visit.Visit) context.Context {
	return gate.AsOf(as(ctx, v.RecordedBy, "", actor.Worker), v.Left)
}
