// Package charted makes up one full chart of medicines: at set times, exactly on
// time, when needed, as a patch, as a cream, one whose dose changes, and a pack
// with what is in it; and what was asked about them.
package charted

import (
	"context"
	"fmt"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/check"
	"stillhome/internal/support/medicine/contact"
	"stillhome/internal/support/medicine/sheet"
	"stillhome/internal/support/medicine/supply"
	"stillhome/internal/support/plan"
)

// Service is the made-up service to add to. Of Others the first who may checks
// what Office wrote.
type Service struct {
	Gate   *gate.Gate
	Today  when.Date
	Now    when.Instant
	Seed   int64
	Office context.Context
	Others []context.Context
}

func (b Service) id(parts ...any) string {
	return ids.Derived("world.charted", fmt.Sprint(b.Seed), fmt.Sprint(parts...))
}

// Add fills the chart of whoever takes the most medicines already, and does
// nothing where nobody takes any.
func Add(b Service) error {
	var who []ids.Person
	var have []medicine.Medicine
	err := b.Gate.Read(b.Office, medicine.MaySeeAll, gate.Council, func(s *gate.Snapshot) (err error) {
		who, err = gate.Values[ids.Person](s, `SELECT m.person_id FROM medicine m JOIN person p ON p.id = m.person_id
			WHERE p.open_episode IS NOT NULL AND p.open_episode <> '' AND m.stopped_at IS NULL AND m.kind = 'pack' GROUP BY m.person_id ORDER BY m.person_id LIMIT 1`)
		if err == nil && len(who) == 1 {
			have, err = medicine.Of(s, who[0])
		}
		return err
	})
	if err != nil || len(who) == 0 {
		return err
	}
	p := who[0]
	if err := b.chart(p, have); err != nil {
		return fmt.Errorf("chart: %w", err)
	}
	if err := b.asked(p); err != nil {
		return fmt.Errorf("contacts: %w", err)
	}
	if err := b.looked(p); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if err := sheet.Make(b.Office, b.Gate, sheet.Print{ID: sheet.ID(b.id("print")), Person: p, From: b.Today.Add(-1), Days: 28}); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// looked is what is in the home, and a check at which two things were found.
func (b Service) looked(p ids.Person) error {
	metformin := medicine.ID(b.id("Metformin"))
	for i, m := range []supply.Movement{
		{Kind: supply.Counted, Units: 12, At: b.Now.Add(-5 * time.Hour)},
		{Kind: supply.Delivered, Units: 56, Who: "Test Street Pharmacy", At: b.Now.Add(-3 * time.Hour)},
	} {
		m.ID, m.Person, m.Medicine = b.id("supply", i), p, metformin
		if err := supply.Move(b.Office, b.Gate, m); err != nil {
			return err
		}
	}
	who, _ := actor.From(b.Office)
	return check.Record(b.Office, b.Gate, check.Check{
		ID: check.ID(b.id("check")), Person: p, Understood: check.Partly, Said: "The white ones are for my sugar. I am not sure about the water tablet.", At: b.Now.Add(-time.Hour),
		Stored: "The patches are on the window sill, in the sun.", Counts: []check.Count{{Medicine: metformin, Found: 66}}, Owner: ids.Account(who.ID), DueOn: b.Today.Add(2),
	})
}

// chart writes the head, the allergies and the entries, and has most of them
// checked by a second person.
func (b Service) chart(p ids.Person, have []medicine.Medicine) error {
	const letter = "Discharge letter and the labels on the boxes"
	err := medicine.SetHead(b.Office, b.Gate, medicine.Head{
		ID: b.id("head"), Person: p, GPPractice: "Madeup Road Surgery", Pharmacy: "Test Street Pharmacy", Allergies: medicine.AllergiesKnown, Source: letter,
	})
	if err != nil {
		return err
	}
	for _, a := range []medicine.Allergy{{Substance: "Penicillin", Reaction: "rash and swelling"}, {Substance: "Sticking plaster", Reaction: "sore skin"}} {
		a.ID, a.Person, a.Source = b.id("allergy", a.Substance), p, letter
		if err := medicine.AddAllergy(b.Office, b.Gate, a); err != nil {
			return err
		}
	}
	for _, m := range b.entries(have) {
		m.ID, m.Person, m.From, m.Source = medicine.ID(b.id(m.Name)), p, b.Today.Add(-1), letter
		if err := medicine.Add(b.Office, b.Gate, m); err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
		if m.HighRisk == medicine.Warfarin {
			continue // waits to be checked
		}
		look := medicine.Looking{ID: b.id("looked", m.Name), Person: p, Medicine: m.ID, Version: 1, Agrees: "yes", Against: "The label on the box"}
		for _, other := range b.Others {
			err := medicine.Look(other, b.Gate, look)
			if err == nil {
				break
			}
			if fault.KindOf(err) != fault.Conflict && fault.KindOf(err) != fault.NotFound {
				return fmt.Errorf("%s: %w", m.Name, err)
			}
		}
	}
	return nil
}

func (b Service) entries(have []medicine.Medicine) []medicine.Medicine {
	morning, evening := []plan.Part{plan.Morning}, []plan.Part{plan.Evening}
	both := []plan.Part{plan.Morning, plan.Evening}
	all := []medicine.Medicine{
		{
			Name: "Co-careldopa", Strength: "25mg/100mg", Form: "tablets", Dose: "1 tablet four times a day", Kind: medicine.Regular, Route: medicine.Swallowed, TimeCritical: true,
			Parts: []plan.Part{plan.Morning, plan.Lunch, plan.Afternoon, plan.Evening}, Times: medicine.Times{7*60 + 30, 12 * 60, 16 * 60, 19*60 + 30},
			Instructions: "Swallow with water, half an hour before food. Never leave one out: ring the office if it is more than half an hour late.", Prescriber: "Dr Madeup", SuppliedBy: "Test Street Pharmacy",
		},
		{Name: "Metformin", Strength: "500mg", Form: "tablets", Dose: "1 tablet twice a day", Kind: medicine.Regular, Route: medicine.Swallowed, Parts: both, Instructions: "With or after food.", Prescriber: "Dr Madeup"},
		{Name: "Furosemide", Strength: "40mg", Form: "tablets", Dose: "1 tablet in the morning", Kind: medicine.Regular, Route: medicine.Swallowed, Parts: morning, ReviewOn: b.Today.Add(20)},
		{
			Name: "Alendronic acid", Strength: "70mg", Form: "tablets", Dose: "1 tablet once a week", Kind: medicine.Regular, Route: medicine.Swallowed, Parts: morning, EveryDays: 7,
			Instructions: "Before breakfast, sitting up, with a full glass of water. Stay upright for half an hour.",
		},
		{Name: "Doxycycline", Strength: "100mg", Form: "capsules", Dose: "1 capsule once a day", Kind: medicine.Regular, Route: medicine.Swallowed, Parts: morning, Until: b.Today.Add(5), Instructions: "With a full glass of water."},
		{
			Name: "Hydrocortisone", Strength: "1%", Form: "cream", Dose: "Thinly, twice a day", Kind: medicine.Regular, Route: medicine.Skin, Parts: both, Shape: medicine.Cream,
			Sites: []medicine.Site{medicine.LowerArmLeft, medicine.LowerArmRight}, Until: b.Today.Add(12),
		},
		{
			Name: "Buprenorphine", Strength: "5 micrograms an hour", Form: "patch", Dose: "1 patch every 7 days", Kind: medicine.Regular, Route: medicine.Skin, Parts: evening, EveryDays: 7, Shape: medicine.Patch,
			Sites: []medicine.Site{medicine.ChestLeft, medicine.ChestRight, medicine.UpperArmLeft, medicine.UpperArmRight}, RestDays: 21, Controlled: true, HighRisk: medicine.Opioid,
			Instructions: "Take the old patch off first. Fold it in half and take it back to the pharmacy. No hot-water bottle on the patch.",
		},
		{Name: "Warfarin", Strength: "1mg and 3mg", Form: "tablets", Dose: "As written in the yellow book", Kind: medicine.Regular, Route: medicine.Swallowed, Parts: evening, HighRisk: medicine.Warfarin, TimeCritical: true},
		{
			Name: "Glyceryl trinitrate", Strength: "400 micrograms a puff", Form: "spray", Dose: "1 or 2 puffs", Kind: medicine.AsNeeded, Route: medicine.UnderTongue, NeededFor: "chest pain", GapMin: 5, MostDoses: 3,
			Instructions: "Sit down first. Call 999 if the pain is still there 5 minutes after the second dose.",
		},
	}
	for _, m := range have {
		if m.Kind == medicine.Pack {
			all = append(all,
				medicine.Medicine{Name: "Lisinopril", Strength: "10mg", Form: "tablets", Dose: "1 tablet in the morning", Kind: medicine.Regular, Route: medicine.Swallowed, Parts: morning, Pack: m.ID},
				medicine.Medicine{Name: "Atorvastatin", Strength: "20mg", Form: "tablets", Dose: "1 tablet in the evening", Kind: medicine.Regular, Route: medicine.Swallowed, Parts: evening, Pack: m.ID})
			break
		}
	}
	return all
}

// asked is a question to the pharmacy, and a change by telephone whose written
// word has still to come.
func (b Service) asked(p ids.Person) error {
	at := b.Now.Add(-90 * time.Minute)
	err := contact.Log(b.Office, b.Gate, contact.Contact{
		ID: contact.ID(b.id("asked")), Person: p, Role: contact.Pharmacy, Who: "Ms Madeup, Test Street Pharmacy", About: contact.Question, Channel: contact.Telephone, At: at,
		Asked: "May the antibiotic be taken with the iron in the pack?", Answer: "Yes, two hours apart. Take the antibiotic first.",
	})
	if err != nil {
		return err
	}
	for _, change := range []string{"Furosemide 40mg: half a tablet in the morning from tomorrow, until the blood test on Friday.", "Doxycycline 100mg: five days more."} {
		if err := contact.Take(b.Office, b.Gate, contact.Telling{
			Contact: contact.Contact{
				ID: contact.ID(b.id("change", change)), Person: p, Role: contact.GP, Who: "Dr Madeup, Madeup Road Surgery", Channel: contact.Telephone, At: at, Asked: change,
			},
			ReadBack: true, ConfirmedBy: "Dr Madeup", DueHours: 24,
		}); err != nil {
			return err
		}
		if strings.HasPrefix(change, "Doxy") {
			return contact.Confirm(b.Office, b.Gate, contact.Confirmation{
				Person: p, Contact: contact.ID(b.id("change", change)), Version: 1, Words: "Email from Dr Madeup",
				File: files.File{ID: files.ID(b.id("letter")), Name: "email.txt", MediaType: "text/plain", Bytes: []byte("Made up: doxycycline for five days more.")},
			})
		}
	}
	return nil
}
