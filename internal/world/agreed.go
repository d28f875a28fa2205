package world

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
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

// prescribed writes down what a person takes, when the plan is agreed: most of
// those whose workers are trained in medicines have a pack, some have drops
// besides, and a few have something that must be on time.
func (b *builder) prescribed(ctx context.Context, s *supported, day when.Date) error {
	if !slices.Contains(s.skills, "medicines") {
		return nil
	}
	r := chances("medicines " + string(s.person))
	var parts []plan.Part
	for _, n := range slotsFor(s.visitsADay) {
		parts = append(parts, slots[n].part)
	}
	letter := "Discharge letter of " + day.Add(-1).Said()
	add := func(m medicine.Medicine) error {
		m.ID, m.Person, m.From, m.Source = medicine.ID(b.id("medicine", s.person, m.Name)), s.person, day, letter
		if err := medicine.Add(ctx, b.g, m); err != nil {
			return fmt.Errorf("medicine: %w", err)
		}
		s.takes = append(s.takes, m)
		return b.checked(ctx, m)
	}
	if err := b.chartHead(ctx, s, letter); err != nil {
		return err
	}
	if chance(r, 0.8) {
		if err := add(medicine.Medicine{Name: "Weekly pack from the pharmacy", Dose: "All tablets of the blister for this time of day", Kind: medicine.Pack, Parts: parts}); err != nil {
			return err
		}
	}
	if chance(r, 0.4) {
		if err := add(medicine.Medicine{Name: "Latanoprost eye drops", Dose: "1 drop in each eye", Route: medicine.Eye, Ingredients: "Latanoprost", Kind: medicine.Regular, Parts: parts[:1]}); err != nil {
			return err
		}
	}
	if chance(r, 0.3) {
		if err := add(medicine.Medicine{Name: "Paracetamol 500mg", Dose: "1 or 2 tablets for pain, at most 8 in 24 hours", Route: medicine.Swallowed, Kind: medicine.AsNeeded, NeededFor: "Pain in the hip or the knee", GapMin: 4 * 60, MostDoses: 4, MostUnits: 8, Strength: "500mg", Form: "tablets", Ingredients: "Paracetamol"}); err != nil {
			return err
		}
	}
	if chance(r, 0.1) {
		if err := add(medicine.Medicine{
			Name: "Buprenorphine 10 micrograms an hour", Form: "patch", Dose: "1 patch, changed every 7 days", Route: medicine.Skin, Kind: medicine.Regular, Parts: parts[:1], EveryDays: 7,
			Shape: medicine.Patch, Sites: []medicine.Site{medicine.UpperArmLeft, medicine.UpperArmRight, medicine.ChestLeft, medicine.ChestRight}, RestDays: 21,
			Controlled: true, HighRisk: medicine.Opioid, Ingredients: "Buprenorphine", Prescriber: "The hospital’s pain team",
		}); err != nil {
			return err
		}
	}
	if chance(r, 0.12) {
		return add(medicine.Medicine{Name: "Co-careldopa 25/100", Dose: "1 tablet, swallowed with water", Route: medicine.Swallowed, Form: "tablets", Instructions: "Half an hour before food.", Kind: medicine.Regular, Parts: parts, TimeCritical: true})
	}
	return nil
}

// practices and pharmacies are made up.
var (
	practices  = []string{"Mill Lane Surgery", "Riverside Practice", "The Old Orchard Surgery", "Station Road Medical Centre"}
	pharmacies = []string{"Fenway Pharmacy", "Green Cross Chemist", "Market Square Pharmacy"}
	allergens  = [][2]string{{"Penicillin", "A rash"}, {"Codeine", "Felt sick and muddled"}, {"Plaster of patches", "Red, sore skin"}, {"Trimethoprim", "A rash"}}
)

// chartHead is the top of a person's chart, as the letter has it.
func (b *builder) chartHead(ctx context.Context, s *supported, letter string) error {
	r := chances("chart " + string(s.person))
	h := medicine.Head{
		ID: b.id("chart", s.person), Person: s.person, GPPractice: pick(r, practices), Pharmacy: pick(r, pharmacies),
		Allergies: medicine.AllergiesNone, Source: letter,
	}
	x := r.Float64()
	if x < 0.1 {
		h.Allergies = medicine.AllergiesNotKnown
	}
	if err := medicine.SetHead(ctx, b.g, h); err != nil {
		return fmt.Errorf("chart: %w", err)
	}
	if x < 0.75 {
		return nil
	}
	a := pick(r, allergens)
	err := medicine.AddAllergy(ctx, b.g, medicine.Allergy{ID: b.id("allergy", s.person), Person: s.person, Substance: a[0], Reaction: a[1], Source: letter})
	if err != nil {
		return fmt.Errorf("allergy: %w", err)
	}
	return nil
}

// checked has a second person hold an entry against its letter, but for some of
// the last days, which wait in the list of checks.
func (b *builder) checked(ctx context.Context, m medicine.Medicine) error {
	if m.From > b.today.Add(-10) && spread(string(m.ID))%3 == 0 {
		return nil
	}
	for _, self := range append(append([]context.Context{}, b.therapists...), b.coordinators...) {
		who, _ := actor.From(self)
		err := medicine.Look(actor.With(ctx, who), b.g, medicine.Looking{
			ID: b.id("looked", m.ID), Person: m.Person, Medicine: m.ID, Version: 1, Agrees: "yes", Against: m.Source,
		})
		if fault.KindOf(err) == fault.Conflict && err != nil {
			continue // wrote it, or is not trained in medicines
		}
		if err != nil {
			return fmt.Errorf("check: %w", err)
		}
		return nil
	}
	return nil
}
