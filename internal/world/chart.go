package world

import (
	"context"
	"fmt"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/support/medicine"
)

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

// checked has a second person hold an entry against its letter, but for a few,
// which wait in the list of checks.
func (b *builder) checked(ctx context.Context, m medicine.Medicine) error {
	if spread(string(m.ID))%20 == 0 {
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
