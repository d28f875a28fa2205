package safeguarding

import (
	"context"
	"slices"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/preference"
)

// What a protection plan asks of the ordinary record is written there by
// somebody who may write it anyway, in their own name and by the ordinary
// action: its journal row is one of many, and nothing in it points here. So a
// lead who plans no visits gives the concern by name to a coordinator, who
// does it.

// CanArrange reports whether the actor may write what a task asks of the
// ordinary record, as far as their roles say.
func CanArrange(who actor.Actor, e Effect) bool {
	switch e {
	case TwoWorkers, OtherTimes:
		return plan.MayWrite.Who.Might(who.Roles)
	case OtherWorker:
		return preference.MaySet.Who.Might(who.Roles)
	case OfficeFirst:
		return person.MayRecord.Who.Might(who.Roles)
	}
	return false
}

// SendTwo has two workers come to every visit of a person from a day on, by the
// ordinary change of a plan: to those that begin later from their own first day.
// Visits that have two already stay as they are. Where some with one worker have
// a last day already, something is to follow them that this cannot know, and
// nothing is changed. Errors: safeguarding.no_plan, safeguarding.by_hand, and
// those of plan.SavePattern.
func SendTwo(ctx context.Context, g *gate.Gate, about ids.Person, from when.Date) error {
	var p plan.Plan
	err := g.Read(ctx, plan.MaySee, gate.Person(about), func(s *gate.Snapshot) (err error) {
		p, err = plan.Current(s, about)
		return err
	})
	if gate.Missing(err) {
		return fault.New(fault.Invalid, "safeguarding.no_plan", "There is no plan with visits for this person. Ask whoever plans with them.")
	}
	if err != nil {
		return err
	}
	single := slices.DeleteFunc(p.Patterns, func(x plan.Pattern) bool { return x.Workers == 2 || x.UntilOn != "" && x.UntilOn < from })
	if slices.ContainsFunc(single, func(x plan.Pattern) bool { return x.UntilOn != "" }) {
		return errByHand
	}
	return g.Batch(ctx, func(ctx context.Context) error {
		version := p.Version
		for _, x := range single {
			old := x.ID
			x.ID, x.Workers = plan.PatternID(ids.New()), 2
			x.Tasks = slices.Clone(x.Tasks)
			if err := plan.SavePattern(ctx, g, plan.PatternChange{
				Ref: plan.Ref{Person: about, Plan: p.ID, Version: version}, Old: old, Pattern: x, From: max(from, x.FromOn),
			}); err != nil {
				return err
			}
			version++
		}
		return nil
	})
}

var errByHand = fault.New(fault.Invalid, "safeguarding.by_hand", "Some visits in the plan have a last day, and others may follow them. Change these by hand on the page of the plan, then say here that it is done.")

// Arrange does in the ordinary record what a task asks of it, in the actor's
// own name, and then notes on the sealed side that the task is done. Contact
// is whom the office rings, for that effect. Errors: safeguarding.arrange
// (fields), gate.not_found, and those of the ordinary record.
func Arrange(ctx context.Context, g *gate.Gate, id ID, task string, contact person.ContactID) error {
	var t Task
	var f File
	if err := Open(ctx, g, id, func(s *gate.Snapshot, have File) (err error) {
		if have.Standing < ByName {
			return gate.NotFound()
		}
		f = have
		t, err = TaskOf(s, f, task)
		return err
	}); err != nil {
		return err
	}
	var c fault.Checks
	c.Field(!t.Done.IsZero(), "contact", "This was done already.")
	c.Field(t.Effect != TwoWorkers && t.Effect != OfficeFirst, "contact", "Change it on the page of the plan or of who comes, then say here that it is done.")
	c.Field(t.Effect == OfficeFirst && contact == "", "contact", "Choose which contact is rung by the office only.")
	who, _ := actor.From(ctx)
	c.Field(!CanArrange(who, t.Effect), "contact", "You do not plan visits or keep contacts. Ask a coordinator to whom it is opened by name.")
	if err := c.Err("safeguarding.arrange"); err != nil {
		return err
	}
	how := "Two workers come to each visit."
	err := error(nil)
	if t.Effect == TwoWorkers {
		err = SendTwo(ctx, g, f.Person, g.Clock.Today().Add(1))
	} else {
		how = "The contact is marked: ring the office first."
		err = person.RingOfficeFirst(ctx, g, f.Person, contact, true)
	}
	if err != nil {
		return err
	}
	return FinishTask(ctx, g, id, task, t.Version, how)
}
