package world

import (
	"context"
	"fmt"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/visit"
)

// arrange puts the first visit on the rota, once the day is near enough.
func (b *builder) arrange(ctx context.Context, s *supported) error {
	return visit.AddOne(ctx, b.g, visit.OneOff{
		ID: b.firstVisit(s), Person: s.person, On: s.begins, StartMin: 9*60 + 30 + 15*b.r.IntN(24), WindowMin: 120,
		DurationMin: 75, Workers: 1, First: true,
	})
}

func (b *builder) firstVisit(s *supported) visit.ID { return visit.ID(b.id("first", s.person)) }

// begin is the first visit: what the person can do, what matters, and a plan
// that both agree.
func (b *builder) begin(ctx context.Context, s *supported, day when.Date) error {
	if !b.at(day, 13*60) {
		return nil
	}
	s.started = day
	if s.fromHospital {
		if err := episode.MarkDischarged(ctx, b.g, s.person, s.episode, min(s.discharged, day)); err != nil {
			return fmt.Errorf("discharge: %w", err)
		}
	}
	if !b.firstToday[b.firstVisit(s)] { // no worker was sent: a lead worker goes
		err := visit.Record(ctx, b.g, visit.Recording{
			Person: s.person, Visit: b.firstVisit(s), Arrived: day.AtMinute(11 * 60), Left: day.AtMinute(12*60 + 10),
			Feeling: visit.Same, Channel: visit.Paper,
		})
		if err != nil {
			return fmt.Errorf("first visit: %w", err)
		}
	}
	therapist := acting(ctx, b.therapists[b.count%len(b.therapists)])
	if err := assessment.RecordBaseline(therapist, b.g, b.baseline(s, day)); err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	d := b.draft(s, day.Add(1))
	if err := plan.Save(therapist, b.g, d); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	a := plan.Agreement{
		Ref: plan.Ref{Person: s.person, Plan: s.plan, Version: 1}, By: plan.ByPerson, On: day, Copy: b.copyFor(s), ReviewOn: day.Add(14),
	}
	if err := plan.Agree(therapist, b.g, a); err != nil {
		return fmt.Errorf("agreement: %w", err)
	}
	if err := b.prescribed(therapist, s, day); err != nil {
		return err
	}
	if err := b.weighed(therapist, s, day); err != nil {
		return err
	}
	return b.asks(therapist, s, day)
}

// copyFor is the plan's copy in the form the person needs.
func (b *builder) copyFor(s *supported) plan.Format {
	for _, n := range s.needs {
		if n == "large_print" {
			return plan.LargePrint
		}
	}
	return plan.Print
}
