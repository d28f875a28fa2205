package contact_test

import (
	"errors"
	"testing"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/job"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/contact"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/plan"
)

// verbal is a scene of charts with a change by word of mouth at 9 in the morning.
type verbal struct {
	medicinetest.Scene
	drops medicine.ID
}

func (s verbal) take(hours int) contact.ID {
	s.T.Helper()
	k := contact.Contact{ID: contact.ID(ids.New()), Person: s.P, Role: contact.GP, Who: "Dr Madeup", Asked: "Two drops", Channel: contact.Telephone, At: s.G.Clock.Now()}
	s.must(contact.Take(s.Office, s.G, contact.Telling{Contact: k, ReadBack: true, ConfirmedBy: "Dr Madeup", DueHours: hours}))
	return k.ID
}

func (s verbal) must(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

// amend replaces the drops by what was said at a contact, three days long at most.
func (s *verbal) amend(by medicine.Word, said contact.ID) error {
	old := s.get()
	a := medicine.Amending{
		Medicine: medicine.Medicine{ID: medicine.ID(ids.New()), Person: s.P, Name: "Eye drops", Dose: "2 drops", Kind: medicine.Regular, Parts: []plan.Part{plan.Morning, plan.Evening}, From: "2026-11-20", Source: "The GP"},
		Old:      old.ID, Seen: old.Version, Why: "The GP doubled it", By: by, ReadBack: true, WordBy: s.G.Clock.Now().On().Add(3), Asked: string(said),
	}
	err := medicine.Amend(s.Office, s.G, a)
	if err == nil {
		s.drops = a.ID
	}
	return err
}

func (s verbal) get() (m medicine.Medicine) {
	s.Read(func(x *gate.Snapshot) (err error) {
		m, err = medicine.Get(x, s.P, s.drops)
		return err
	})
	return m
}

// warned reports whether a dose now is warned of, as the form does it.
func (s verbal) warned() (is bool) {
	s.T.Helper()
	now := s.G.Clock.Now()
	d := medicine.Dose{Person: s.P, Medicine: s.drops, Slot: medicine.SlotOf(now.On(), medicine.PartAt(now.Minute())), Outcome: medicine.Taken, At: now, Channel: medicine.App}
	s.Read(func(x *gate.Snapshot) error {
		all, err := medicine.WarnOf(x, d)
		for _, w := range all {
			is = is || w == medicine.WordRunOut
		}
		return err
	})
	return is
}

func each(t *testing.T, do func(s verbal)) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := verbal{Scene: medicinetest.Prepare(t, g)}
		s.drops = s.Add(nil)
		do(s)
	})
}

// TestEntryEndsWithItsContact: an entry holds no longer than the change by word
// of mouth that it rests on, and chart and form say so from that moment.
func TestEntryEndsWithItsContact(t *testing.T) {
	each(t, func(s verbal) {
		said := s.take(24)
		s.must(s.amend(medicine.Spoken, said))
		if m := s.get(); m.WordUntil != "2026-12-01" || s.warned() {
			t.Errorf("until %s, warned %v, want the day the contact is due", m.WordUntil, s.warned())
		}
		page := "/people/" + string(s.P) + "/medicines"
		s.Web.Get("co", page).Says(t, 200, "By telephone until")
		s.G.Clock.Set(when.Date("2026-12-01").AtMinute(9*60 + 1)) // a minute after it was due
		s.must(job.Once(gatetest.System(), s.G, contact.Jobs[0], "me"))
		if !s.warned() {
			t.Error("its time is up, and nobody is warned")
		}
		s.Web.Get("co", page).Says(t, 200, "By telephone, not in force any more")
		s.Web.Get("co", page+"/"+string(s.drops)).Says(t, 200, "that change is not in force any more")
		s.Web.Get("co", page+"?at=2026-11-30").Says(t, 200, "By telephone until")
		s.must(contact.Confirm(s.Office, s.G, contact.Confirmation{Person: s.P, Contact: said, Version: 1, Words: "Email from Dr Madeup"}))
		if s.warned() || s.get().Word != medicine.Written {
			t.Error("the written word came, and it is warned of")
		}
		s.G.Clock.Set(when.Date("2026-12-02").AtMinute(9 * 60))
		s.Web.Get("co", page+"?at=2026-11-30").Says(t, 200, "By telephone until")
	})
}

// TestEntryEndsWhenTakenBack: so does one whose change is taken back.
func TestEntryEndsWhenTakenBack(t *testing.T) {
	each(t, func(s verbal) {
		said := s.take(48)
		s.must(s.amend(medicine.Spoken, said))
		then := s.G.Clock.Now()
		s.G.Clock.Set(s.G.Clock.Now().Add(time.Hour))
		s.must(contact.End(s.Office, s.G, contact.Ending{Person: s.P, Contact: said, Version: 1, Why: "Dr Madeup rang back"}))
		if !s.warned() {
			t.Error("taken back, and nobody is warned")
		}
		s.Read(func(x *gate.Snapshot) error {
			was, err := medicine.ChartAt(x, s.P, then)
			if len(was) != 1 || was[0].WordUntil != "2026-12-02" {
				t.Errorf("before it was taken back: %+v", was)
			}
			now, err2 := medicine.ChartAt(x, s.P, x.Now)
			if len(now) != 1 || now[0].WordUntil != "2026-11-29" {
				t.Errorf("after it was taken back: %+v", now)
			}
			return errors.Join(err, err2)
		})
		if err := s.amend(medicine.Spoken, said); !names(err, "contact") {
			t.Errorf("a change that was taken back: %v", err)
		}
	})
}

// TestSlipOfASpokenEntry: to put a slip right does not make a spoken word hold.
func TestSlipOfASpokenEntry(t *testing.T) {
	each(t, func(s verbal) {
		said := s.take(24)
		s.must(s.amend(medicine.Spoken, said))
		s.must(s.amend(medicine.Ours, ""))
		if m := s.get(); m.Word != medicine.Spoken || m.WordUntil != "2026-12-01" || m.Contact != string(said) {
			t.Errorf("%s until %q at %q", m.Word, m.WordUntil, m.Contact)
		}
	})
}

// TestContactOfAnEntry: a change that is confirmed already holds for good, and
// one of somebody else, or of nobody, is none.
func TestContactOfAnEntry(t *testing.T) {
	each(t, func(s verbal) {
		said := s.take(24)
		s.must(contact.Confirm(s.Office, s.G, contact.Confirmation{Person: s.P, Contact: said, Version: 1, Words: "Email from Dr Madeup"}))
		s.must(s.amend(medicine.Spoken, said))
		if m := s.get(); m.Word != medicine.Written || m.WordUntil != "" || m.Contact != string(said) {
			t.Errorf("%s until %q at %q", m.Word, m.WordUntil, m.Contact)
		}
		other := s
		other.P = s.Somebody("Ron")
		for name, id := range map[string]contact.ID{"of somebody else": other.take(24), "of nobody": "none"} {
			if err := s.amend(medicine.Spoken, id); !names(err, "contact") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func names(err error, field string) bool {
	f, ok := fault.Of(err)
	return ok && f.Code == "medicine.new" && f.Fields[field] != ""
}
