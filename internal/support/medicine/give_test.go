package medicine_test

import (
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/plan"
)

// claims gives a phone of an account the right to this morning's doses.
func claims(t *testing.T, s medicinetest.Scene, account, phone, visit string) {
	t.Helper()
	ask := []medicine.Ask{{Person: s.P, Slot: medicine.SlotOf(medicinetest.Today, plan.Morning), Visit: visit, Mine: true}}
	who := s.Sam
	if account == "ada" {
		who = s.Ada
	}
	anybody := gate.Action{Name: "test.claim", Quiet: true, Who: medicine.MayGive.Who}
	anybody.Who.Any = append(anybody.Who.Any, anybody.Who.Related...)
	if err := s.G.Write(who, anybody, gate.Council, func(tx *gate.Tx) error {
		_, err := medicine.Claim(tx, phone, when.Instant{}, tx.At.Add(12*time.Hour), ask)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestTheGravestIsTold: that a dose was another visit's does not hide what is
// graver.
func TestTheGravestIsTold(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		id := s.Add(func(m *medicine.Medicine) { m.Name = "Penicillin V" })
		if err := medicine.AddAllergy(s.Office, g, medicine.Allergy{ID: ids.New(), Person: s.P, Substance: "Penicillin", Source: "The GP"}); err != nil {
			t.Fatal(err)
		}
		claims(t, s, "ada", "phone of ada", "v2")
		if err := medicine.Give(s.Sam, g, s.Dose(id, medicine.Taken, 485)); err != nil {
			t.Fatal(err)
		}
		if open(s, "dose_elsewhere") != 0 || open(s, "dose_warned") != 1 {
			t.Errorf("%d alerts that it was another’s, %d of the allergy", open(s, "dose_elsewhere"), open(s, "dose_warned"))
		}
		plain := s.Add(nil)
		if err := medicine.Give(s.Sam, g, s.Dose(plain, medicine.Taken, 485)); err != nil || open(s, "dose_elsewhere") != 1 {
			t.Errorf("nothing graver: %v, %d alerts that it was another’s", err, open(s, "dose_elsewhere"))
		}
	})
}

// TestOwnDoseOnAPage: what the one whose phone holds the right records on a page
// is no dose of another visit; what somebody else does is; and whoever puts a
// dose right was where they were.
func TestOwnDoseOnAPage(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		gatetest.Relate(t, g, "ada", s.P, actor.Work)
		elsewhere := func(id medicine.ID) (n int) {
			for _, d := range s.Since(id) {
				for _, w := range d.Warnings {
					if w == medicine.GoesBy {
						n++
					}
				}
			}
			return n
		}
		claims(t, s, "sam", "phone of sam", "v1")
		onPage := func(id medicine.ID) medicine.Dose {
			d := s.Dose(id, medicine.Taken, 485)
			d.Visit, d.Channel = "", medicine.Web
			return d
		}
		own, others := s.Add(nil), s.Add(nil)
		if err := medicine.Give(s.Sam, g, onPage(own)); err != nil || elsewhere(own) != 0 || open(s, "dose_elsewhere") != 0 {
			t.Errorf("by whose phone has the right: %v, %d warnings", err, elsewhere(own))
		}
		if d := s.Since(own)[0]; d.Visit != "v1" {
			t.Errorf("their own dose is of visit %q", d.Visit)
		}
		if err := medicine.Give(s.Ada, g, onPage(others)); err != nil || elsewhere(others) != 1 {
			t.Errorf("by somebody else: %v, %d warnings", err, elsewhere(others))
		}
		claims(t, s, "sam", "phone of sam", "v1")
		gone := s.Add(nil)
		first := s.Dose(gone, medicine.Taken, 485)
		if err := medicine.Give(s.Sam, g, first); err != nil {
			t.Fatal(err)
		}
		s.Write(`UPDATE medicine_right SET account_id = 'nobody'`)
		right := onPage(gone)
		right.Outcome, right.Reason, right.Corrects = medicine.Part, medicine.Unwell, first.ID
		if err := medicine.Give(s.Sam, g, right); err != nil || elsewhere(gone) != 0 {
			t.Errorf("put right on a page: %v, %d warnings", err, elsewhere(gone))
		}
		if d := s.Since(gone)[0]; d.Visit != "v1" {
			t.Errorf("put right at visit %q", d.Visit)
		}
	})
}

// TestPlacesThatRest: where patches went is known as long as a place rests, and
// the place of the last one however long ago it was, to phones and the record.
func TestPlacesThatRest(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		patch := func(rest, every int) medicine.ID {
			return s.Add(func(m *medicine.Medicine) {
				m.Shape, m.Sites, m.RestDays, m.EveryDays, m.Parts, m.From = medicine.Patch, []medicine.Site{medicine.ChestLeft, medicine.ChestRight}, rest, every, []plan.Part{plan.Morning}, medicinetest.Today.Add(-21)
			})
		}
		give := func(id medicine.ID, back int, at medicine.Site) {
			t.Helper()
			day := medicinetest.Today.Add(-back)
			d := s.Dose(id, medicine.Taken, 0)
			d.Slot, d.At, d.Site = medicine.SlotOf(day, plan.Morning), day.AtMinute(485), at
			if err := medicine.Give(s.Sam, g, d); err != nil {
				t.Fatal(err)
			}
		}
		daily, weekly := patch(14, 1), patch(0, 7)
		give(daily, 20, medicine.ChestLeft) // has rested since
		give(daily, 5, medicine.ChestLeft)
		for back := 4; back > 0; back-- {
			give(daily, back, medicine.ChestRight)
		}
		give(weekly, 7, medicine.ChestLeft)
		give(weekly, 0, medicine.ChestLeft)
		if w := s.Since(weekly)[0].Warnings; len(w) == 0 || w[0] != medicine.Unchecked || w[len(w)-1] != medicine.SameSite {
			t.Errorf("a week later, at the same place: %v", w)
		}
		for _, x := range s.Due(s.P)[s.P] {
			if x.Medicine.ID != daily {
				continue
			}
			if n := len(x.History); n != 5 {
				t.Errorf("%d places are known, want the five that rest", n)
			}
			d := medicine.Dose{Slot: x.Slot, Outcome: medicine.Taken, At: medicinetest.Today.AtMinute(490), Site: medicine.ChestLeft}
			if w := x.Medicine.Warn(d, medicine.Known{History: x.History}); w[len(w)-1] != medicine.SameSite {
				t.Errorf("five days later, at a place that rests for 14: %v", w)
			}
		}
	})
}

// TestRightsAreFound: rights are moved by whose they are, and freed by their
// phone, and neither looks at everybody's while others wait to write.
func TestRightsAreFound(t *testing.T) {
	g := gatetest.SQLite(t)
	s := medicinetest.Prepare(t, g)
	ctx, counter := gate.WithCounter(s.Sam)
	s.Sam = ctx
	claims(t, s, "sam", "phone of sam", "v1")
	if scans := medicinetest.Scans(t, g, counter.Statements, "DELETE FROM medicine_right"); len(scans) > 0 {
		t.Error(scans)
	}
	ctx, counter = gate.WithCounter(gatetest.System())
	if err := g.Write(ctx, gate.Action{Name: "test.release", Who: actor.Rule{Any: []actor.Role{actor.System}}}, gate.Council, func(tx *gate.Tx) error {
		return medicine.Release(tx, "phone of sam")
	}); err != nil {
		t.Fatal(err)
	}
	if scans := medicinetest.Scans(t, g, counter.Statements, "UPDATE medicine_right"); len(scans) > 0 {
		t.Error(scans)
	}
}

// TestOverIsNotWaitedFor: an entry that nobody checked and that is over keeps no
// alert open.
func TestOverIsNotWaitedFor(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		s.Add(func(m *medicine.Medicine) { m.Until = medicinetest.Today.Add(-1) })
		now := s.Add(nil)
		g.Clock.Set(g.Clock.Now().Add(5 * time.Hour))
		if err := medicine.Remind(gatetest.System(), g); err != nil || open(s, "medicine_unchecked") != 1 {
			t.Fatalf("%v, %d alerts", err, open(s, "medicine_unchecked"))
		}
		if err := look(s, gatetest.As(t, g, "second", actor.Manager), now, 1, "yes"); err != nil || open(s, "medicine_unchecked") != 0 {
			t.Errorf("all that is taken is checked: %v, %d alerts", err, open(s, "medicine_unchecked"))
		}
	})
}

// TestInAPackThatChanged: a pack whose contents are listed is not due beside them,
// however often it was changed before they were written down.
func TestInAPackThatChanged(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		pack := s.Add(func(m *medicine.Medicine) { m.Name, m.Kind = "Weekly pack", medicine.Pack })
		line := pack
		change := func() {
			t.Helper()
			a := medicine.Amending{
				Medicine: medicine.Medicine{ID: medicine.ID(ids.New()), Person: s.P, Name: "Weekly pack", Dose: "4 tablets", Kind: medicine.Pack, Parts: []plan.Part{plan.Morning}, From: "2026-11-20", Source: "The label"},
				Old:      pack, Seen: 1, Why: "One more tablet in it", By: medicine.Written,
			}
			if err := medicine.Amend(s.Office, g, a); err != nil {
				t.Fatal(err)
			}
			pack = a.ID
		}
		change()
		zinc := s.Add(func(m *medicine.Medicine) { m.Name, m.Pack, m.Parts = "Zinc", pack, []plan.Part{plan.Morning} })
		change()
		if m := get(s, zinc); m.Pack != line {
			t.Errorf("in %q, want the line of the pack", m.Pack)
		}
		if due := s.Due(s.P)[s.P]; len(due) != 1 || due[0].Medicine.ID != zinc {
			t.Errorf("due: %+v", due)
		}
		m := medicine.Medicine{ID: medicine.ID(ids.New()), Person: s.P, Name: "Aspirin", Dose: "1 tablet", Kind: medicine.Regular, Parts: []plan.Part{plan.Morning}, From: "2026-11-20", Source: "The label", Pack: zinc}
		if f, ok := fault.Of(medicine.Add(s.Office, g, m)); !ok || f.Fields["pack"] == "" {
			t.Errorf("in what is no pack: %v", f)
		}
	})
}

// TestChartOfADay: what was over by then is not on the chart of that day.
func TestChartOfADay(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		s.Add(nil)
		s.Add(func(m *medicine.Medicine) { m.Name, m.Until = "Antibiotic", medicinetest.Today })
		names := func(day when.Date) (out string) {
			s.Read(func(x *gate.Snapshot) error {
				all, err := medicine.ChartAt(x, s.P, day.AtMinute(23*60))
				for _, m := range all {
					out += m.Name + " "
				}
				return err
			})
			return out
		}
		if a, b := names(medicinetest.Today), names(medicinetest.Today.Add(1)); a != "Antibiotic Eye drops " || b != "Eye drops " {
			t.Errorf("%q, a day later %q", a, b)
		}
	})
}

// TestDoseSaidOnPaper: paper says all that a dose needs.
func TestDoseSaidOnPaper(t *testing.T) {
	m := medicine.Medicine{
		Name: "Paracetamol", Strength: "500mg", Form: "tablets", Dose: "1 or 2 tablets.", Kind: medicine.AsNeeded, NeededFor: "pain", GapMin: 240, MostDoses: 4, MostUnits: 8,
		Controlled: true, HighRisk: medicine.Opioid, Instructions: "With water.", WordUntil: medicinetest.Today,
	}
	on := func(day when.Date) string {
		return medicine.DueDose{Medicine: m, Slot: medicine.SlotOf(day, medicine.Needed)}.Said()
	}
	want := "1 or 2 tablets. Only when needed. For: pain. At least 4 hours between two. At most 4 times in 24 hours. At most 8 in all in 24 hours, counted as tablets, puffs or the like. " +
		"With water. High risk: a strong painkiller (opioid). Controlled drug. Changed by telephone: in force until 30 November 2026. NOT CHECKED YET by a second person: hold it against the label."
	if got := on(medicinetest.Today); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := on(medicinetest.Today.Add(1)); !strings.Contains(got, "CHANGED BY TELEPHONE, NOT IN FORCE ANY MORE") {
		t.Errorf("a day later: %q", got)
	}
}
