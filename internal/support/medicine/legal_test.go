package medicine_test

import (
	"context"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/plan"
)

func open(s medicinetest.Scene, kind string) (n int) {
	s.Read(func(x *gate.Snapshot) (err error) {
		n, err = gate.Value[int](x, `SELECT COUNT(*) FROM alert WHERE kind = ? AND closed_at IS NULL`, kind)
		return err
	})
	return n
}

func look(s medicinetest.Scene, who context.Context, id medicine.ID, version int, agrees string) error {
	return medicine.Look(who, s.G, medicine.Looking{ID: ids.New(), Person: s.P, Medicine: id, Version: version, Agrees: agrees, Against: "The label on the box", Words: "The dose differs"})
}

func get(s medicinetest.Scene, id medicine.ID) (m medicine.Medicine) {
	s.Read(func(x *gate.Snapshot) (err error) {
		m, err = medicine.Get(x, s.P, id)
		return err
	})
	return m
}

// TestSecondPerson: never who wrote it, nobody who is not trained, and once.
func TestSecondPerson(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		id := s.Add(nil)
		hire := func(account string, skills ...staff.Skill) {
			m := staff.Member{ID: staff.ID(ids.New()), Account: ids.Account(account), Given: account, Family: "Madeup", JobTitle: "Worker", Mode: place.Car, StartedOn: "2026-01-01"}
			if err := g.Write(gatetest.System(), gate.Action{Name: "test.hire", Who: actor.Rule{Any: []actor.Role{actor.System}}}, gate.Council, func(tx *gate.Tx) error { return staff.Add(tx, m, skills...) }); err != nil {
				t.Fatal(err)
			}
		}
		hire("co", staff.Medicines)
		hire("sam", staff.Hoist)
		lena := gatetest.As(t, g, "lena", actor.Worker)
		gatetest.Relate(t, g, "lena", s.P, actor.Work)
		hire("lena", staff.Medicines, staff.Hoist)
		lead := gatetest.As(t, g, "lead", actor.LeadWorker)
		for name, c := range map[string]struct {
			who  context.Context
			want string
		}{"who wrote it": {s.Office, "medicine.own_entry"}, "not trained": {s.Sam, "medicine.not_trained"}} {
			if err := look(s, c.who, id, 1, "yes"); !fault.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, who := range map[string]context.Context{"not on their work": s.Ada, "a lead worker who does not go there": lead} {
			if err := look(s, who, id, 1, "yes"); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := look(s, lena, id, 1, "perhaps"); !fault.Is(err, "medicine.looking") {
			t.Errorf("neither yes nor no: %v", err)
		}
		if err := look(s, lena, id, 1, "no"); err != nil || !get(s, id).ToCheck() || open(s, "medicine_unchecked") != 1 {
			t.Errorf("it differs: %v, to check %v, %d alerts", err, get(s, id).ToCheck(), open(s, "medicine_unchecked"))
		}
		if err := look(s, lena, id, 2, "yes"); !fault.Is(err, "gate.changed") {
			t.Errorf("of another version: %v", err)
		}
		if err := look(s, lena, id, 1, "yes"); err != nil || get(s, id).CheckedBy != "lena" || open(s, "medicine_unchecked") != 0 {
			t.Errorf("checked: %v, by %q, %d alerts", err, get(s, id).CheckedBy, open(s, "medicine_unchecked"))
		}
		if err := look(s, lena, id, 2, "yes"); !fault.Is(err, "gate.changed") {
			t.Errorf("checked twice: %v", err)
		}
		gatetest.Relate(t, g, "lead", s.P, actor.Work)
		other := s.Add(nil)
		if err := look(s, lead, other, 1, "yes"); err != nil {
			t.Errorf("a lead worker of whom no training is kept: %v", err)
		}
	})
}

// TestTheGapIsTold: once for each person, and not before its time.
func TestTheGapIsTold(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		first, _ := s.Add(nil), s.Add(nil)
		for _, c := range []struct {
			after time.Duration
			want  int
		}{{0, 0}, {3 * time.Hour, 0}, {2 * time.Hour, 1}, {time.Hour, 1}} {
			g.Clock.Set(g.Clock.Now().Add(c.after))
			if err := medicine.Remind(gatetest.System(), g); err != nil || open(s, "medicine_unchecked") != c.want {
				t.Errorf("%s later: %v, %d alerts, want %d", c.after, err, open(s, "medicine_unchecked"), c.want)
			}
		}
		second := gatetest.As(t, g, "second", actor.Manager)
		if err := look(s, second, first, 1, "yes"); err != nil || open(s, "medicine_unchecked") != 1 {
			t.Errorf("one of two checked: %v, %d alerts", err, open(s, "medicine_unchecked"))
		}
	})
}

// TestAmend: a new row beside the old one, with reason and word; frozen entries
// only on the prescriber's; and slots stay the same slots.
func TestAmend(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		old := s.Add(nil)
		change := func(was medicine.ID, version int, edit func(a *medicine.Amending)) (medicine.ID, error) {
			a := medicine.Amending{
				Medicine: medicine.Medicine{ID: medicine.ID(ids.New()), Person: s.P, Name: "Eye drops", Dose: "2 drops", Kind: medicine.Regular, Parts: []plan.Part{plan.Morning, plan.Evening}, From: "2026-11-30", Source: "The GP’s letter"},
				Old:      was, Seen: version, Why: "The GP doubled it", By: medicine.Written,
			}
			if edit != nil {
				edit(&a)
			}
			return a.ID, medicine.Amend(s.Office, g, a)
		}
		field := func(name string, edit func(a *medicine.Amending)) {
			t.Helper()
			_, err := change(old, 1, edit)
			if f, ok := fault.Of(err); !ok || f.Code != "medicine.new" || len(f.Fields) != 1 || f.Fields[name] == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		field("amended_why", func(a *medicine.Amending) { a.Why = "no" })
		field("word", func(a *medicine.Amending) { a.By = "" })
		field("dose", func(a *medicine.Amending) { a.Dose = "" })
		field("read_back", func(a *medicine.Amending) { a.By, a.WordBy = medicine.Spoken, "2026-12-01" })
		field("word_by", func(a *medicine.Amending) { a.By, a.ReadBack = medicine.Spoken, true })
		field("word_by", func(a *medicine.Amending) { a.By, a.ReadBack, a.WordBy = medicine.Spoken, true, "2026-12-10" })
		if _, err := change(old, 2, nil); !fault.Is(err, "gate.changed") {
			t.Errorf("of another version: %v", err)
		}
		// A slip, before anything hung on it.
		slip, err := change(old, 1, func(a *medicine.Amending) { a.By = medicine.Ours })
		if err != nil || get(s, old).Stopped.IsZero() || get(s, slip).Line != old || get(s, slip).Replaces != old {
			t.Fatalf("put right: %v, %+v", err, get(s, slip))
		}
		if err := medicine.Give(s.Sam, g, s.Dose(slip, medicine.Taken, 485)); err != nil {
			t.Fatal(err)
		}
		old = slip
		field("word", func(a *medicine.Amending) { a.By = medicine.Ours })
		// By telephone: it holds until the written word is due, then it is warned of.
		said, err := change(slip, 1, func(a *medicine.Amending) { a.By, a.ReadBack, a.WordBy = medicine.Spoken, true, "2026-12-01" })
		if err != nil || get(s, said).WordUntil != "2026-12-01" {
			t.Fatalf("by telephone: %v", err)
		}
		// The morning's dose was of the entry before: the same slot all the same.
		if err := medicine.Give(s.Sam, g, s.Dose(said, medicine.Taken, 500)); !fault.Is(err, "medicine.two_doses") {
			t.Errorf("the morning's dose again, of the changed entry: %v", err)
		}
		due := s.Due(s.P)[s.P]
		if len(due) != 2 || due[0].Medicine.ID != said || len(due[0].Recorded) != 1 {
			t.Errorf("due: %+v", due)
		}
		g.Clock.Set(when.Date("2026-12-02").AtMinute(9 * 60))
		late := s.Dose(said, medicine.Taken, 485)
		late.Slot, late.At = medicine.SlotOf("2026-12-02", plan.Morning), when.Date("2026-12-02").AtMinute(485)
		if err := medicine.Give(s.Sam, g, late); err != nil || open(s, "dose_warned") != 1 {
			t.Errorf("given after the word ran out: %v, %d alerts", err, open(s, "dose_warned"))
		}
		if all := s.Since(said); len(all) != 2 || all[0].Warnings[0] != medicine.WordRunOut {
			t.Errorf("recorded of the line: %+v", all)
		}
		came := gate.Action{Name: "test.came", Who: actor.Rule{Any: []actor.Role{actor.System}}}
		for i, want := range []string{"", "gate.changed"} {
			err := g.Write(gatetest.System(), came, gate.Council, func(tx *gate.Tx) error { return medicine.WordCame(tx, s.P, said) })
			if want == "" && err != nil || want != "" && !fault.Is(err, want) {
				t.Errorf("the written word, time %d: %v", i+1, err)
			}
		}
		// Everything stands, and the chart of each time is the one there was.
		s.Read(func(x *gate.Snapshot) error {
			_, line, err := medicine.LineOf(x, s.P, said)
			if len(line) != 3 || line[2].Replaces != slip || line[1].StoppedWhy != "Replaced: The GP doubled it" {
				t.Errorf("the line: %+v", line)
			}
			return err
		})
	})
}

// TestAmendTwice: of two who change the same entry one is told.
func TestAmendTwice(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		old := s.Add(nil)
		a := medicine.Amending{
			Medicine: medicine.Medicine{ID: medicine.ID(ids.New()), Person: s.P, Name: "Eye drops", Dose: "2 drops", Kind: medicine.Regular, Parts: []plan.Part{plan.Morning}, From: "2026-11-30", Source: "The GP’s letter"},
			Old:      old, Seen: 1, Why: "The GP doubled it", By: medicine.Written,
		}
		if err := medicine.Amend(s.Office, g, a); err != nil {
			t.Fatal(err)
		}
		if err := medicine.Amend(s.Office, g, a); !fault.Is(err, "gate.exists") {
			t.Errorf("a double press: %v", err)
		}
		a.ID = medicine.ID(ids.New())
		if err := medicine.Amend(s.Office, g, a); !fault.Is(err, "gate.changed") {
			t.Errorf("the second of two: %v", err)
		}
		if n := len(s.Due(s.P)[s.P]); n != 1 {
			t.Errorf("%d doses due, want 1", n)
		}
	})
}

// TestWarningsAreRecorded: a fact is kept with what spoke against it, the office
// hears of the grave ones, and what was asked later is answered once.
func TestWarningsAreRecorded(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		id := s.Add(func(m *medicine.Medicine) {
			m.Name, m.Kind, m.Parts, m.NeededFor, m.GapMin, m.EffectMin, m.Ingredients = "Co-codamol", medicine.AsNeeded, nil, "Pain", 240, 30, "Codeine, paracetamol"
		})
		if err := medicine.AddAllergy(s.Office, g, medicine.Allergy{ID: ids.New(), Person: s.P, Substance: "Codeine", Source: "The GP"}); err != nil {
			t.Fatal(err)
		}
		give := func(minute int) medicine.DoseID {
			d := s.Dose(id, medicine.Taken, minute)
			d.Slot, d.Warned = medicine.SlotOf(medicinetest.Today, medicine.Needed), []medicine.Warning{medicine.AllergyTo}
			if err := medicine.Give(s.Sam, g, d); err != nil {
				t.Fatal(err)
			}
			return d.ID
		}
		give(6 * 60)
		second := give(8 * 60)
		all := s.Since(id)
		if w := all[0].Warnings; len(w) != 3 || w[0] != medicine.AllergyTo || w[1] != medicine.TooEarly || w[2] != medicine.Unchecked || all[0].Warned[0] != medicine.AllergyTo {
			t.Errorf("warnings of the second: %v, shown %v", w, all[0].Warned)
		}
		if open(s, "dose_warned") != 2 {
			t.Errorf("%d alerts, want one for each dose", open(s, "dose_warned"))
		}
		list := func(who context.Context) (warned, ask []medicine.About) {
			if err := g.Read(who, medicine.MaySeeAll, gate.Council, func(x *gate.Snapshot) (err error) {
				if warned, err = medicine.Warned(x, medicinetest.Today.Start(), 10); err != nil {
					return err
				}
				ask, err = medicine.ToAsk(x, 10)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return warned, ask
		}
		if warned, ask := list(s.Office); len(warned) != 2 || len(ask) != 2 || warned[0].Who != "Joan Madeup" {
			t.Errorf("the office sees %d warned and %d to ask", len(warned), len(ask))
		}
		if warned, ask := list(s.Ada); len(warned)+len(ask) != 0 {
			t.Error("a worker who does not go there sees them")
		}
		note := medicine.Noted{ID: ids.New(), Person: s.P, Dose: second, Effect: medicine.Helped, At: g.Clock.Now(), Channel: medicine.App}
		if err := medicine.NoteEffect(s.Sam, g, note); err != nil {
			t.Fatal(err)
		}
		if _, ask := list(s.Sam); len(ask) != 1 || s.Since(id)[0].Effect != medicine.Helped {
			t.Errorf("after it was asked: %d to ask, %q", len(ask), s.Since(id)[0].Effect)
		}
		for name, spoil := range map[string]func(n *medicine.Noted){
			"medicine.effect": func(n *medicine.Noted) { n.Effect = "fine" }, "gate.not_found": func(n *medicine.Noted) { n.Dose = "none" },
		} {
			n := note
			n.ID = ids.New()
			spoil(&n)
			if err := medicine.NoteEffect(s.Sam, g, n); !fault.Is(err, name) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestAllergyList: what is on the list cannot be said not to be, and what is taken
// off stays in the record.
func TestAllergyList(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		a := medicine.Allergy{ID: ids.New(), Person: s.P, Substance: "Penicillin", Reaction: "A rash", Source: "The GP"}
		if err := medicine.AddAllergy(s.Office, g, a); err != nil {
			t.Fatal(err)
		}
		top := func() (h medicine.Head, all []medicine.Allergy) {
			s.Read(func(x *gate.Snapshot) (err error) {
				h, all, err = medicine.TopOf(x, s.P)
				return err
			})
			return h, all
		}
		if h, all := top(); h.Allergies != medicine.AllergiesKnown || len(all) != 1 || all[0].Substance != "Penicillin" {
			t.Errorf("the top: %+v, %+v", h, all)
		}
		none := medicine.Head{ID: ids.New(), Person: s.P, Allergies: medicine.AllergiesNone, Source: "The GP"}
		if err := medicine.SetHead(s.Office, g, none); !fault.Is(err, "medicine.allergies_listed") {
			t.Errorf("none, and one on the list: %v", err)
		}
		if err := medicine.EndAllergy(s.Office, g, medicine.EndingAllergy{Person: s.P, Allergy: a.ID, Version: 1, Why: "no"}); !fault.Is(err, "medicine.allergy_ending") {
			t.Errorf("without a reason: %v", err)
		}
		if err := medicine.EndAllergy(s.Office, g, medicine.EndingAllergy{Person: s.P, Allergy: a.ID, Version: 1, Why: "Tested, and it is none"}); err != nil {
			t.Fatal(err)
		}
		g.Clock.Set(g.Clock.Now().Add(time.Minute))
		if err := medicine.SetHead(s.Office, g, none); err != nil {
			t.Fatal(err)
		}
		if h, all := top(); h.Allergies != medicine.AllergiesNone || len(all) != 0 {
			t.Errorf("taken off: %+v, %+v", h, all)
		}
	})
}
