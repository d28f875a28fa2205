package world

import (
	"context"
	"fmt"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/person"
	"stillhome/internal/support/referral"
)

// arrive is one new referral, taken in, matched and decided as far as the
// present allows: the last few are left for whoever opens the demo.
func (b *builder) arrive(ctx context.Context, day when.Date) error {
	b.count++
	s := &supported{life: someLife(b.r, day, someHome(b.r, b.districts)), came: day}
	s.person, s.referral = ids.Person(b.id("person", b.count)), b.id("referral", b.count)
	s.begins = max(day.Add(1), max(day, s.ready).Add(s.startAfter))
	s.discharged = max(s.ready, s.begins.Add(-b.r.IntN(3)))
	if err := referral.Receive(ctx, b.g, referral.Arrival{Does: referral.Asks, Referral: b.asked(s)}); err != nil {
		return err
	}
	recent := day.Days(b.today)
	if recent == 0 || recent == 1 && chance(b.r, 0.4) {
		return nil // nobody has looked at it yet
	}
	if chance(b.r, 0.05) {
		return referral.Decline(ctx, b.g, referral.Declining{
			Referral: referral.ID(s.referral), Version: 1, Code: referral.NeedsHealth,
			Words: "Needs nursing at home first.", Told: "Told to ring us when the nurse has been. Given the carers’ line.",
		})
	}
	err := referral.NewPerson(ctx, b.g, referral.Newcomer{
		Referral: referral.ID(s.referral), Person: s.person, Version: 1, Given: s.given, Family: s.family,
	})
	if err != nil {
		return fmt.Errorf("new person: %w", err)
	}
	if err := b.introduce(ctx, s); err != nil {
		return fmt.Errorf("introduce: %w", err)
	}
	if recent == 1 && chance(b.r, 0.3) {
		return nil // waiting for a decision
	}
	s.episode = episode.ID(b.id("episode", b.count))
	a := episode.Acceptance{
		ID: s.episode, Referral: referral.ID(s.referral), Person: s.person, Reason: episode.ReasonRegain,
		Words: "Managed well before and wants to again.", Pathway: episode.FromCommunity,
	}
	if s.fromHospital {
		a.Reason, a.Pathway, a.ReadyOn = episode.ReasonHome, episode.FromHospital, s.ready
	}
	if err := episode.Accept(ctx, b.g, a); err != nil {
		return fmt.Errorf("accept: %w", err)
	}
	if err := b.arrange(ctx, s); err != nil {
		return fmt.Errorf("arrange: %w", err)
	}
	b.lives = append(b.lives, s)
	return nil
}

// asked is the referral as the hospital or the family put it.
func (b *builder) asked(s *supported) referral.Referral {
	r := referral.Referral{
		ID: referral.ID(s.referral), Source: referral.Staff, Given: s.given, Family: s.family, Born: s.born, Gender: person.Male,
		NHS: testNHSNumber(b.r), Address: s.home.address, Postcode: place.Postcode(s.home.postcode), Phone: phone(b.r),
		Sender: "Rang the office", Reason: pick(b.r, []string{
			"Fell at home and has lost confidence on the stairs.", "Home after a broken hip, walks with a frame.", "Weak after a chest infection.",
			"A stroke in the spring; the left hand is coming back.", "Getting over a long stay and cannot stand for long.",
		}),
	}
	if s.woman {
		r.Gender = person.Female
	}
	if chance(b.r, 0.6) {
		r.Carer, r.CarerRelationship, r.CarerPhone = pick(b.r, younger)+" "+s.family, pick(b.r, []string{"Daughter", "Son", "Niece", "Neighbour", "Husband or wife"}), mobile(b.r)
	}
	if s.fromHospital {
		r.Source, r.Sender, r.Hospital, r.Ward = referral.Staff, "Lampford General Hospital (made up)", "Lampford General Hospital (made up)", pick(b.r, wards)
		r.AdmittedOn, r.ReadyOn, r.LocalID = s.admitted, s.ready, fmt.Sprintf("L%06d", b.r.IntN(1_000_000))
		r.Liaison, r.LiaisonPhone = "Discharge team", phone(b.r)
	}
	return r
}

// introduce is what the office asks in the first call.
func (b *builder) introduce(ctx context.Context, s *supported) error {
	if err := person.SetDoor(ctx, b.g, s.person, s.home.at, ""); err != nil {
		return err
	}
	if len(s.needs) > 0 {
		n := person.NewNeeds{ID: b.id("needs", s.person)}
		for _, code := range s.needs {
			switch person.NeedCode(code) {
			case "ring":
				n.Contact = append(n.Contact, person.NeedCode(code))
			case "large_print":
				n.Written = append(n.Written, person.NeedCode(code))
			case "interpreter":
				n.Someone = append(n.Someone, person.NeedCode(code))
			default:
				n.Talk = append(n.Talk, person.NeedCode(code))
			}
		}
		if err := person.AddNeeds(ctx, b.g, s.person, n); err != nil {
			return err
		}
	}
	return nil
}
