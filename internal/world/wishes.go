package world

import (
	"context"
	"fmt"
	"math/rand/v2"

	"stillhome/internal/kernel/when"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/preference"
)

// spoken are languages as they turn up among made-up staff and people, the
// commoner the more often.
var spoken = []staff.Language{"pl", "pl", "pl", "ro", "ro", "lt", "lt", "pt", "bn", "ur", "bsl"}

// terms are what a made-up worker speaks, and whether they agreed to more than
// 48 hours.
func terms(m *staff.Member, hired when.Date) {
	r := chances(string(m.ID))
	if chance(r, 0.25) {
		m.Languages = []staff.Language{pick(r, spoken)}
	}
	if chance(r, 0.3) {
		m.OptedOutOn = hired
	}
}

// asks is what one person asks for in who comes, when the plan is agreed. Most
// ask for nothing.
func (b *builder) asks(ctx context.Context, s *supported, day when.Date) error {
	r := chances(string(s.person))
	w := preference.Wish{ID: b.id("wish", s.person), Person: s.person}
	if s.woman && chance(r, 0.15) {
		w.Gender, w.GenderMust = staff.Woman, chance(r, 0.25)
	}
	if chance(r, 0.03) {
		w.Language = pick(r, spoken)
	}
	if chance(r, 0.04) {
		w.Infection, w.InfectionUntil = pick(r, preference.Infections), day.Add(14+r.IntN(28))
	}
	if w.Gender != "" || w.Language != "" || w.Infection != "" {
		if err := preference.Ask(ctx, b.g, w); err != nil {
			return fmt.Errorf("wish: %w", err)
		}
	}
	return b.namesWorkers(ctx, s, r)
}

// namesWorkers has a few people name a worker they like, and fewer one who must
// not come.
func (b *builder) namesWorkers(ctx context.Context, s *supported, r *rand.Rand) error {
	p := preference.Pair{ID: preference.PairID(b.id("pair", s.person)), Person: s.person}
	switch x := r.Float64(); {
	case x < 0.03:
		p.Tie, p.Why = preference.Never, pick(r, preference.Whys)
	case x < 0.12:
		p.Tie = preference.Liked
	default:
		return nil
	}
	p.Member = pick(r, b.members)
	if err := preference.AddPair(ctx, b.g, p); err != nil {
		return fmt.Errorf("worker named: %w", err)
	}
	return nil
}
