package world

import (
	"context"
	"fmt"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// giveOutTomorrow builds tomorrow's rota and publishes it.
func (b *builder) giveOutTomorrow(ctx context.Context, day when.Date) error {
	next := day.Add(1)
	if !b.visiting(next) {
		return nil
	}
	if err := b.shifts(ctx, next); err != nil {
		return fmt.Errorf("shifts: %w", err)
	}
	if err := roster.Build(ctx, b.g, next); err != nil {
		return fmt.Errorf("rota: %w", err)
	}
	if err := roster.Publish(ctx, b.g, next); err != nil {
		return err
	}
	return b.manageWithout(ctx, next)
}

// manageWithout is what the office agrees with people for whom no worker was
// found: most have somebody who helps that once.
func (b *builder) manageWithout(ctx context.Context, day when.Date) error {
	var visits []visit.Visit
	loose := map[visit.ID]bool{}
	err := b.g.Read(ctx, roster.MaySee, gate.Council, func(s *gate.Snapshot) error {
		unplaced, err := roster.UnplacedOn(s, day)
		if err != nil {
			return err
		}
		for _, u := range unplaced {
			loose[u.Visit] = true
		}
		visits, err = visit.OnDay(s, day)
		return err
	})
	if err != nil {
		return err
	}
	for _, v := range visits {
		if !loose[v.ID] || v.First || chance(b.r, 0.08) {
			continue
		}
		err := visit.Cancel(ctx, b.g, visit.Cancellation{
			Person: v.Person, Visit: v.ID, Version: v.Version, Reason: visit.OtherReason, Note: "A daughter or neighbour helps this once.",
		})
		if err != nil {
			return err
		}
	}
	return nil
}
