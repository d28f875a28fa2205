package contact_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/contact"
	"stillhome/internal/support/person"
)

type scene struct {
	t                *testing.T
	g                *gate.Gate
	p                ids.Person
	medicine         string
	web              *webtest.Site
	office, sam, ada context.Context
}

var may = gate.Action{Name: "test.prepare", Who: actor.Rule{Any: []actor.Role{actor.System}}}

func prepare(t *testing.T, g *gate.Gate) scene {
	t.Helper()
	s := scene{t: t, g: g, office: gatetest.As(t, g, "co", actor.Coordinator), web: webtest.Serve(t, g, person.Bar, contact.Routes)}
	s.sam, s.ada = gatetest.As(t, g, "sam", actor.Worker), gatetest.As(t, g, "ada", actor.Worker)
	s.p, s.medicine = ids.Person(ids.New()), ids.New()
	s.write(`INSERT INTO person (id, ref, given, family, preferred, name_key, given_key, gender, nhs_number, nhs_status, address, postcode, lat, lon, uprn, phone, language, lives_alone, getting_in, open_episode, created_at, version)
		VALUES (?, 'T1', 'Joan', 'Madeup', '', '', '', '', '', 'absent', '1 Test Street', 'CB1 0AH', 52.2, 0.15, '', '', '', '', '', '', ?, 1)`, s.p, g.Clock.Now())
	s.write(`INSERT INTO medicine (id, person_id, name, dose, kind, slots, from_on, time_critical, source, added_at, added_by, stopped_why, version)
		VALUES (?, ?, 'Eye drops', '1 drop', 'regular', 'morning', '2026-11-20', ?, 'label', ?, 'co', '', 1)`, s.medicine, s.p, false, g.Clock.Now())
	gatetest.Relate(t, g, "sam", s.p, actor.Work)
	return s
}

func (s scene) write(q string, args ...any) {
	s.t.Helper()
	if err := s.g.Write(gatetest.System(), may, gate.Council, func(tx *gate.Tx) error { return tx.Exec(q, args...) }); err != nil {
		s.t.Fatal(err)
	}
}

func read[T any](s scene, fn func(x *gate.Snapshot) (T, error)) (out T) {
	s.t.Helper()
	if err := s.g.Read(gatetest.System(), may, gate.Council, func(x *gate.Snapshot) (err error) {
		out, err = fn(x)
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s scene) standing(id contact.ID) contact.Standing {
	k := read(s, func(x *gate.Snapshot) (contact.Contact, error) { return contact.Get(x, s.p, id) })
	return k.Verbal.Standing(s.g.Clock.Now())
}

func (s scene) contact() contact.Contact {
	return contact.Contact{
		ID: contact.ID(ids.New()), Person: s.p, Medicine: s.medicine, Role: contact.Pharmacy, Who: "Ms Madeup, Test Pharmacy", About: contact.Question,
		Asked: "May the drops be given at night?", Channel: contact.Telephone, At: s.g.Clock.Now(),
	}
}

func (s scene) telling() contact.Telling {
	k := s.contact()
	k.Role, k.Asked = contact.GP, "Stop the morning drops from today"
	return contact.Telling{Contact: k, ReadBack: true, ConfirmedBy: "Dr Madeup", DueHours: 24}
}

func TestLog(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		asked := s.contact()
		if err := contact.Log(s.sam, g, asked); err != nil {
			t.Fatal(err)
		}
		if err := contact.Log(s.ada, g, s.contact()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("by a worker who is not on the work: %v", err)
		}
		other := s.contact()
		other.Medicine = ids.New()
		if err := contact.Log(s.office, g, other); fault.KindOf(err) != fault.NotFound {
			t.Errorf("about a medicine of nobody’s: %v", err)
		}
		if err := contact.Reply(s.office, g, contact.Answer{ID: ids.New(), Contact: asked.ID, Person: s.p, Who: "Ms Madeup", Words: " Yes "}); err != nil {
			t.Fatal(err)
		}
		whole := s.contact()
		whole.Answer = "At night is better."
		if err := contact.Log(s.office, g, whole); err != nil {
			t.Fatal(err)
		}
		for _, k := range read(s, func(x *gate.Snapshot) ([]contact.Contact, error) { return contact.Of(x, s.p) }) {
			if k.Answers != 1 || k.Account == "" {
				t.Errorf("in the record: %+v", k)
			}
		}
		for field, change := range map[string]func(k *contact.Contact){
			"role": func(k *contact.Contact) { k.Role = "aunt" }, "who": func(k *contact.Contact) { k.Who = " " }, "about": func(k *contact.Contact) { k.About = "" },
			"asked": func(k *contact.Contact) { k.Asked = "" }, "channel": func(k *contact.Contact) { k.Channel = "pigeon" },
			"time": func(k *contact.Contact) { k.At = s.g.Clock.Now().Add(time.Hour) }, "on": func(k *contact.Contact) { k.At = s.g.Clock.Now().Add(-40 * 24 * time.Hour) },
		} {
			k := s.contact()
			change(&k)
			f, ok := fault.Of(contact.Log(s.office, g, k))
			if !ok || f.Fields[field] == "" {
				t.Errorf("%s: %v", field, f)
			}
		}
	})
}

// TestVerbalExpires: a change by word of mouth holds for its time, then no more,
// job or no job; the job alerts once; the written word brings it back for good.
func TestVerbalExpires(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		v := s.telling()
		if err := contact.Take(s.sam, g, v); fault.KindOf(err) != fault.NotFound {
			t.Errorf("taken by a worker: %v", err)
		}
		if err := contact.Take(s.office, g, v); err != nil {
			t.Fatal(err)
		}
		standing := func() contact.Standing { return s.standing(v.ID) }
		alerts := func() int {
			if err := job.Once(gatetest.System(), g, contact.Jobs[0], "me"); err != nil {
				t.Fatal(err)
			}
			return read(s, func(x *gate.Snapshot) (int, error) {
				return gate.Value[int](x, `SELECT COUNT(*) FROM alert WHERE kind = 'word_not_written' AND closed_at IS NULL`)
			})
		}
		if st := standing(); st != contact.Waiting || !st.InForce() || alerts() != 0 {
			t.Errorf("at first: %s", st)
		}
		g.Clock.Set(v.At.Add(24*time.Hour - time.Minute))
		if st := standing(); !st.InForce() {
			t.Errorf("in the last moment: %s", st)
		}
		g.Clock.Set(v.At.Add(24 * time.Hour))
		if st := standing(); st != contact.Expired || st.InForce() {
			t.Errorf("when its time is up: %s", st)
		}
		if n := alerts(); n != 1 || alerts() != 1 {
			t.Errorf("%d alerts", n)
		}
		s.write(`UPDATE medicine SET contact_id = ?, word = 'spoken', word_until_on = '2026-12-01' WHERE id = ?`, v.ID, s.medicine)
		w := contact.Confirmation{
			Person: s.p, Contact: v.ID, Version: 1, Words: "Email from Dr Madeup, 1 December",
			File: files.File{ID: files.ID(ids.New()), Name: "email.pdf", MediaType: "application/pdf", Bytes: []byte("made up")},
		}
		if err := contact.Confirm(s.office, g, w); err != nil {
			t.Fatal(err)
		}
		if err := contact.Confirm(s.office, g, w); !fault.Is(err, "gate.changed") {
			t.Errorf("confirmed twice: %v", err)
		}
		m := read(s, func(x *gate.Snapshot) (medicine.Medicine, error) {
			return medicine.Get(x, s.p, medicine.ID(s.medicine))
		})
		if m.Word != medicine.Written || m.WordUntil != "" {
			t.Errorf("the entry that rests on it still ends: %s until %s", m.Word, m.WordUntil)
		}
		if st := standing(); st != contact.Written || alerts() != 0 {
			t.Errorf("with the written word: %s", st)
		}
		at := "/people/" + string(s.p) + "/medicine-contacts/" + string(v.ID)
		s.web.Get("co", at).Says(t, 200, "In force, confirmed in writing", "Email from Dr Madeup, 1 December", "Open the copy")
		if a := s.web.Get("co", at+"/file"); a.Status != 200 || a.Body != "made up" {
			t.Errorf("the copy: %d %q", a.Status, a.Body)
		}
		s.web.Get("ada", at+"/file").Says(t, 404)
		if err := contact.End(s.office, g, contact.Ending{Person: s.p, Contact: v.ID, Version: 2, Why: "Dr Madeup rang"}); !fault.Is(err, "gate.changed") {
			t.Errorf("taken back after it was written: %v", err)
		}
	})
}

func TestVerbalRefuses(t *testing.T) {
	g := gatetest.SQLite(t)
	s := prepare(t, g)
	for field, change := range map[string]func(v *contact.Telling){
		"read_back": func(v *contact.Telling) { v.ReadBack = false }, "confirmed_by": func(v *contact.Telling) { v.ConfirmedBy = "" },
		"due_hours": func(v *contact.Telling) { v.DueHours = 97 }, "channel": func(v *contact.Telling) { v.Channel = contact.Email },
		"role": func(v *contact.Telling) { v.Role = contact.Line111 }, "asked": func(v *contact.Telling) { v.Asked = "" },
	} {
		v := s.telling()
		change(&v)
		f, ok := fault.Of(contact.Take(s.office, g, v))
		if !ok || f.Fields[field] == "" {
			t.Errorf("%s: %v", field, f)
		}
	}
	v := s.telling()
	if err := contact.Take(s.office, g, v); err != nil {
		t.Fatal(err)
	}
	if err := contact.End(s.office, g, contact.Ending{Person: s.p, Contact: v.ID, Version: 1, Why: "Dr Madeup rang again"}); err != nil {
		t.Fatal(err)
	}
	if st := s.standing(v.ID); st != contact.Ended {
		t.Errorf("taken back: %s", st)
	}
}

// TestTold: who has still to be told is listed until both are, and late from the
// second day after the first.
func TestTold(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.web.Get("co", "/medicines/told").Says(t, 200, "Every GP practice and pharmacy knows")
		told := func(r contact.Role) contact.Told {
			return contact.Told{ID: ids.New(), Person: s.p, Role: r, Who: "Reception", Channel: contact.Telephone, At: g.Clock.Now()}
		}
		if err := contact.Tell(s.office, g, told(contact.GP)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("told before support began: %v", err)
		}
		s.write(`INSERT INTO episode (id, person_id, referral_id, state, pathway, accepted_at, start_due_on, period_days, started_on, outcome, sequel, end_words, takes_away, area, version)
			VALUES ('e1', ?, '', 'active', 'hospital', ?, '2026-11-30', 42, '2026-11-29', '', '', '', '', '', 1)`, s.p, g.Clock.Now())
		s.web.Get("co", "/medicines/told").Says(t, 200, "Joan Madeup", "29 November 2026", "To tell")
		g.Clock.Set(when.Date("2026-12-01").AtMinute(5))
		if a := s.web.Get("co", "/medicines/told").Says(t, 200, "Late: 1"); strings.Count(a.Text(), "Late") < 3 {
			t.Error("not both are late")
		}
		at := "/people/" + string(s.p) + "/medicine-contacts"
		s.web.Post("sam", at+"/told", "id", ids.New(), "role", "gp").Says(t, 422, "Enter the name of who you told", "Choose how you told them", "Enter the time")
		s.web.Post("sam", at+"/told", "id", ids.New(), "role", "gp", "who", "Reception", "channel", "telephone", "on", "2026-11-30", "time", "4pm").LeadsTo(t, at)
		s.web.Get("co", "/medicines/told").Says(t, 200, "Told on Mon 30 Nov", "Late")
		if err := contact.Tell(s.office, g, told(contact.Pharmacy)); err != nil {
			t.Fatal(err)
		}
		s.web.Get("co", "/medicines/told").Says(t, 200, "Every GP practice and pharmacy knows").Within(t, 8)
		s.web.Get("co", at).Says(t, 200, "Told on 30 November 2026, 4:00pm").Within(t, 8)
	})
}

func TestPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		at := "/people/" + string(s.p) + "/medicine-contacts"
		s.web.Get("co", at).Says(t, 200, "Nobody has been asked about these medicines yet", "A change by telephone").Within(t, 8)
		if a := s.web.Get("sam", at).Says(t, 200, "Write down a contact"); strings.Contains(a.Text(), "A change by telephone") {
			t.Error("a worker is shown how to take a change")
		}
		s.web.Get("ada", at).Says(t, 404)
		for _, page := range []string{"/new", "/change", "/told"} {
			s.web.Get("co", at+page).Says(t, 200, "What is their name?").Within(t, 8)
		}
		s.web.Post("co", at+"/new", "role", "pharmacy").Says(t, 422, "Enter the name of who you spoke or wrote to", "Say what was asked or told", "lost its number")
		id := ids.New()
		form := []string{"id", id, "role", "pharmacy", "who", "Ms Madeup", "about", "question", "asked", "At night?", "channel", "telephone", "on", "2026-11-30", "time", "8:30am"}
		for range 2 {
			s.web.Post("sam", at+"/new", form...).LeadsTo(t, at)
		}
		s.web.Get("co", at).Says(t, 200, "At night?", "Ms Madeup, Pharmacy", "No answer yet")
		one := at + "/" + id
		s.web.Post("co", one+"/answer", "_form", "answer", "id", ids.New(), "who", "Ms Madeup").Says(t, 422, "Say what they answered")
		s.web.Post("co", one+"/answer", "id", ids.New(), "who", "Ms Madeup", "words", "Yes, at night").LeadsTo(t, one)
		s.web.Get("co", one).Says(t, 200, "Yes, at night (Ms Madeup", "Add the answer").Within(t, 8)
		s.web.Get("co", one+"/file").Says(t, 404)
		id = ids.New()
		s.web.Post("co", at+"/change", "id", id, "role", "gp", "who", "Dr Madeup", "asked", "Half the dose", "channel", "telephone", "on", "2026-11-30", "time", "8:45am", "due_hours", "24").
			Says(t, 422, "Read the change back to them", "Enter who heard it read back")
		s.web.Post("co", at+"/change", "id", id, "role", "gp", "who", "Dr Madeup", "asked", "Half the dose", "channel", "telephone", "on", "2026-11-30", "time", "8:45am", "due_hours", "24",
			"read_back", "yes", "confirmed_by", "Dr Madeup").LeadsTo(t, at)
		s.web.Get("co", at+"/"+id).Says(t, 200, "In force, until the written word is due", "1 December 2026, 8:45am", "The written word is here", "Take the change back")
		s.web.Post("co", at+"/"+id+"/written", "_form", "written", "version", "1").Says(t, 422, "Say what the written word is")
		s.web.Post("co", at+"/"+id+"/end", "version", "1", "why", "Dr Madeup rang back").LeadsTo(t, at+"/"+id)
		s.web.Get("co", at).Says(t, 200, "Taken back")
	})
}
