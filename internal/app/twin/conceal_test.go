package twin

import (
	"context"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit"
	"stillhome/internal/world/sealed"
)

// theCase is what happens in B, and who has a hand in it. Those who are given
// the concern by name or break the glass have need, and ask for nothing.
func (b *base) theCase() sealed.Case {
	return sealed.Case{
		Person: b.victim, Visit: visit.ID(b.visit), Worker: b.raiser, Lead: b.account[actor.SafeguardingLead],
		Named: b.named, Glass: b.glass, Session: b.session, Against: b.account[actor.Family],
		Words: "Her son took the " + canaries["what was told"], Ordinary: true,
	}
}

// leading is a context in which the lead acts who may know of everything.
func (b *base) leading() context.Context {
	return actor.With(context.Background(), actor.Actor{ID: string(b.account[actor.SafeguardingLead]), Roles: []actor.Role{actor.SafeguardingLead}})
}

// conceal does in a world what nobody without need may notice: three concerns,
// and with one of them everything that can follow.
func (w *world) conceal(t testing.TB, b *base) {
	t.Helper()
	speaking.Store(&w.log)
	theDice.again(0)
	if _, err := sealed.Concern(system(), w.g, b.theCase()); err != nil {
		t.Fatal(err)
	}
	w.hide(t, b)
}

// hide hides every concern but the one that both worlds have from the lead whom
// it names.
func (w *world) hide(t testing.TB, b *base) {
	t.Helper()
	err := w.g.Read(system(), may, gate.Council, func(s *gate.Snapshot) (err error) {
		w.concerns, err = gate.Values[safeguarding.ID](s, `SELECT id FROM safeguarding_concern WHERE id <> ? ORDER BY id`, b.other)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range w.concerns {
		if err := safeguarding.HideFrom(b.leading(), w.g, safeguarding.Against{Concern: id, Account: b.subject}); err != nil {
			t.Fatal(err)
		}
	}
}

// change does in a world without a concern what the other changed in the
// ordinary record: two workers are sent, a contact is rung by the office, and a
// relative's tie has run out, each for an ordinary reason.
func (w *world) change(t testing.TB, b *base) {
	t.Helper()
	speaking.Store(&w.log)
	theDice.again(0)
	if err := sealed.OrdinaryChange(system(), w.g, b.theCase()); err != nil {
		t.Fatal(err)
	}
	if err := safeguarding.Depute(b.leading(), w.g, b.glass, true); err != nil { // a setting, and no concern
		t.Fatal(err)
	}
	if err := auth.LapseTie(system(), w.g, b.account[actor.Family]); err != nil {
		t.Fatal(err)
	}
}

// part is where the worlds part.
func (j *judge) part() {
	j.t.Helper()
	j.a.change(j.t, j.base)
	j.b.conceal(j.t, j.base)
}
