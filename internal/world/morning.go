package world

import (
	"context"
	"errors"

	"stillhome/internal/face/fhir"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/person"
	"stillhome/internal/support/referral"
)

// thisMorning is what waits for whoever opens the demo: somebody who may be
// known already, and a message that could not be taken in.
func (b *builder) thisMorning(ctx context.Context) error {
	office := acting(ctx, b.coordinators[0])
	if len(b.later) > 0 {
		if err := b.comesAgain(office, b.later[len(b.later)-1]); err != nil {
			return err
		}
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
