package referral

import (
	"crypto/sha256"
	"encoding/hex"

	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/files"
	"stillhome/internal/support/person"
)

// Does is what an arrival asks.
type Does string

// What an arrival may ask.
const (
	Asks           Does = "asks"            // please help this person
	GivesDates     Does = "gives_dates"     // this is when they leave hospital
	Withdraws      Does = "withdraws"       // forget it
	WithdrawsDates Does = "withdraws_dates" // the day of leaving hospital no longer stands
)

// Arrival is a referral, or news about one, as it came. Its Referral holds what
// was said; where the sender and the sender's reference are known already, it
// changes that referral and its ID is not used.
type Arrival struct {
	Referral Referral
	Does     Does
	Words    string // why it is withdrawn, in the sender's words
	Lines    []Line
	Files    []files.File
	Message  Received // the message itself; zero for a form
}

// change is what an arrival does to the referral it belongs to.
type change struct {
	referral Referral
	fresh    bool   // there was no referral: make one
	doubts   []Line // what a coordinator should know about the way it came
	alarm    bool   // somebody has already acted on what is now different
	withdrew bool
}

// apply works out what the arrival does. old is nil when there is no referral
// of that sender and reference yet.
func (a Arrival) apply(old *Referral) change {
	c := change{referral: a.Referral}
	doubt := func(words string) { c.doubts = append(c.doubts, Line{Kind: Doubt, Label: "How it came", Words: words}) }
	if old == nil {
		c.fresh = true
		c.referral.State = StateNew
		switch a.Does {
		case Withdraws, WithdrawsDates:
			doubt("The sender took back a referral that we never had. It is kept so that nothing is lost.")
			c.withdraw(a.Words)
		case GivesDates:
			doubt("The hospital gave the day of leaving without asking for an assessment first.")
		}
		return c
	}
	c.referral = *old
	switch {
	case a.Does == Withdraws && old.State == StateWithdrawn:
	case a.Does == Withdraws && old.State.Open():
		c.withdraw(a.Words)
	case a.Does == Withdraws:
		doubt("The sender took this back after it was decided here. Ring them.")
		c.alarm = old.State == StateAccepted
	case a.Does == WithdrawsDates:
		c.referral.ReadyOn = ""
		doubt("The hospital took back the day of leaving.")
		c.alarm = old.State == StateAccepted
	default:
		c.update(a, *old, doubt)
	}
	return c
}

func (c *change) withdraw(words string) {
	c.referral.State, _ = c.referral.State.next("withdraw")
	c.referral.DecisionCode, c.referral.DecisionWords = TakenBack, words
	c.withdrew = true
}

// update takes in what a later message says of a referral we have.
func (c *change) update(a Arrival, old Referral, doubt func(string)) {
	act := "reopen"
	if old.Person != "" {
		act = "reopen matched"
	}
	if to, err := old.State.next(act); err == nil {
		c.referral.State, c.referral.DecisionCode, c.referral.DecisionWords = to, "", ""
		doubt("It was taken back before and has come again.")
	}
	if a.Referral.ReadyOn != "" && a.Referral.ReadyOn != old.ReadyOn {
		c.referral.ReadyOn = a.Referral.ReadyOn
		c.alarm = old.State == StateAccepted
	}
	switch old.State {
	case StateAccepted:
		doubt("This came after the referral was accepted. The record of the person was not changed by it.")
		return
	case StateDeclined:
		doubt("This came after the referral was declined.")
		return
	}
	c.referral.takeIn(a.Referral)
	if old.Person != "" && (c.referral.NHS != old.NHS || c.referral.Born != old.Born || person.Fold(c.referral.Family) != person.Fold(old.Family)) {
		doubt("This gives another name, date of birth or NHS number than before. Check that it is the same person.")
	}
}

// takeIn replaces what was said before by what is said now, where something is.
func (r *Referral) takeIn(n Referral) {
	replace := func(old *string, now string) {
		if now != "" {
			*old = now
		}
	}
	replace((*string)(&r.Born), string(n.Born))
	replace((*string)(&r.Gender), string(n.Gender))
	replace((*string)(&r.NHS), string(n.NHS))
	replace((*string)(&r.AdmittedOn), string(n.AdmittedOn))
	replace((*string)(&r.Postcode), string(n.Postcode))
	for _, f := range []struct {
		old *string
		now string
	}{
		{&r.Sender, n.Sender},
		{&r.Given, n.Given},
		{&r.Family, n.Family},
		{&r.Address, n.Address},
		{&r.Phone, n.Phone},
		{&r.Carer, n.Carer},
		{&r.CarerRelationship, n.CarerRelationship},
		{&r.CarerPhone, n.CarerPhone},
		{&r.CarerEmail, n.CarerEmail},
		{&r.Hospital, n.Hospital},
		{&r.Ward, n.Ward},
		{&r.LocalID, n.LocalID},
		{&r.Liaison, n.Liaison},
		{&r.LiaisonPhone, n.LiaisonPhone},
		{&r.LiaisonEmail, n.LiaisonEmail},
		{&r.Reason, n.Reason},
	} {
		replace(f.old, f.now)
	}
	r.NHSStatus = person.NHSStatusOf(r.NHS)
}

// tidy puts what was sent in its one spelling, where it has one.
func (r *Referral) tidy() {
	if p, err := place.ParsePostcode(string(r.Postcode)); err == nil {
		r.Postcode = p
	}
	switch r.Gender {
	case person.Female, person.Male, person.Other, person.Unknown:
	default:
		r.Gender = ""
	}
	r.NHSStatus = person.NHSStatusOf(r.NHS)
	r.SenderODS, r.ExternalRef = findable(r.SenderODS), findable(r.ExternalRef)
}

func (m *Received) tidy() {
	m.SenderODS, m.MessageRef = findable(m.SenderODS), findable(m.MessageRef)
}

// findable is a reference of the sender's by which we look things up. One longer
// than any of a working system ends in a fingerprint of the whole, as PostgreSQL
// takes no more than 2,704 bytes into an index.
func findable(ref string) string {
	if letters := []rune(ref); len(letters) > 100 {
		sum := sha256.Sum256([]byte(ref))
		return string(letters[:60]) + "…" + hex.EncodeToString(sum[:16])
	}
	return ref
}
