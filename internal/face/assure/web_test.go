package assure_test

import (
	"context"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"stillhome/internal/face/assure"
	"stillhome/internal/face/assure/learning"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/person"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

type scene struct {
	t                  *testing.T
	g                  *gate.Gate
	p                  visittest.Person
	ref                string
	web                *webtest.Site
	boss, office, sams context.Context
}

func prepare(t *testing.T, g *gate.Gate) scene {
	t.Helper()
	s := scene{t: t, g: g, p: visittest.AddPerson(t, g, 1, 8*60, 45, 1, ""), web: webtest.Serve(t, g, person.Bar, assure.Routes)}
	s.boss, s.office, s.sams = gatetest.As(t, g, "boss", actor.Manager), gatetest.As(t, g, "co", actor.Coordinator), gatetest.As(t, g, "sam", actor.Worker)
	gatetest.As(t, g, "ana", actor.Analyst)
	s.ref = "SH-AAAAAA"
	visittest.Write(t, g, func(tx *gate.Tx) error {
		for _, who := range []string{"boss", "co", "sam"} {
			if err := tx.Exec(`INSERT INTO auth_account (id, kind, login, name, totp_sealed, totp_step, created_at, version) VALUES (?, 'staff', ?, ?, 'x', 0, ?, 1)`, who, who, "Test "+who, tx.At); err != nil {
				return err
			}
		}
		return tx.Exec(`UPDATE person SET ref = ? WHERE id = ?`, s.ref, s.p.ID)
	})
	return s
}

// form is a sound report, with what is given instead of its own answers.
func form(id string, more ...string) []string {
	own := []string{
		"id", id, "kind", "fall", "on-day", "29", "on-month", "11", "on-year", "2026", "time", "7:40am", "place", "Bathroom",
		"what", "Person1 Madeup fell.", "harm", "severe", "at_once", "Rang 999.",
	}
	for i := 0; i < len(more); i += 2 {
		for j := 0; j < len(own); j += 2 {
			if own[j] == more[i] {
				own[j+1] = more[i+1]
			}
		}
	}
	return append(own, more...)
}

func (s scene) report(more ...string) string {
	s.t.Helper()
	id := ids.New()
	s.web.Post("co", "/incidents/new", append(form(id), append([]string{"person_ref", s.ref}, more...)...)...).LeadsTo(s.t, "/incidents/"+id)
	return id
}

// TestWhatWaits: a service that was not safe waits for its decision though it is
// about nobody, and nobody is to ask how somebody is who has died.
func TestWhatWaits(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.web.Post("co", "/incidents/new", form(ids.New(), "kind", "service_unsafe", "harm", "none")...)
		s.web.Post("co", "/incidents/new", form(ids.New(), "kind", "near_miss", "harm", "none")...)
		s.web.Get("boss", "/quality").Says(t, 200, "Not decided: CQC and candour 1")
		died := ids.New()
		s.web.Post("co", "/incidents/new", form(died, "person_ref", s.ref, "kind", "death", "harm", "death")...).LeadsTo(t, "/incidents/"+died)
		if a := s.web.Get("co", "/incidents/"+died).Says(t, 200, "Not decided yet"); strings.Contains(a.Text(), "how the person is") {
			t.Errorf("somebody is to ask how they are: %s", a.Text())
		}
		g.Clock.Set(g.Clock.Now().Add(25 * time.Hour))
		s.web.Get("boss", "/quality").Says(t, 200, "Not decided: CQC and candour 2", "Nobody has asked how they are 0")
	})
}

func TestReport(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.web.Get("ana", "/incidents/new").Says(t, 403)
		for _, who := range []string{"boss", "co", "sam"} {
			s.web.Get(who, "/quality").Says(t, 200, "You have not reported anything", "not for somebody to blame").Within(t, 8)
			s.web.Get(who, "/incidents/new").Says(t, 200, "do not write it here", "safeguarding concern").Within(t, 8)
		}
		s.web.Get("co", "/incidents").Says(t, 200, "Nothing was reported that fits").Within(t, 8)
		s.web.Get("sam", "/incidents").Says(t, 403)
		s.web.Post("sam", "/incidents/new", "id", "7").Says(t, 422, "Choose what happened", "Say what happened, in the order", "Say where it was", "Choose how much harm", "Say what was done at once")
		s.web.Post("sam", "/incidents/new", form(ids.New(), "time", "late")...).Says(t, 422)
		s.web.Post("sam", "/incidents/new", "id", ids.New(), "kind", "near_miss", "on-day", "1", "on-month", "12", "on-year", "2026", "time", "9:00", "place", "x", "what", "y", "harm", "low", "at_once", "z").
			Says(t, 422, "cannot have happened in the future", "Something that nearly happened harmed nobody")
		s.web.Post("co", "/incidents/new", form(ids.New(), "person_ref", "SH-NOBODY")...).Says(t, 422, "Nobody has this reference")
		// To whoever may not look people up, a reference that is nobody's and one that is answer alike.
		for _, ref := range []string{"SH-NOBODY", s.ref} {
			s.web.Post("sam", "/incidents/new", form(ids.New(), "person_ref", ref)...).LeadsTo(t, "/quality")
		}
		id := ids.New()
		for range 2 {
			s.web.Post("sam", "/incidents/new", form(id)...).LeadsTo(t, "/quality")
		}
		s.web.Get("sam", "/quality").Says(t, 200, "A fall", "Nobody has written it down yet")
		s.web.Get("sam", "/incidents/"+id).Says(t, 403)
		s.web.Get("co", "/incidents?kind=fall&harm=severe&state=open").Says(t, 200, "To be looked at", "Nobody in particular")
		s.web.Get("co", "/incidents?kind=pressure_damage").Says(t, 200, "Nothing was reported that fits")
		s.web.Get("co", "/incidents/"+ids.New()).Says(t, 404)
		with := s.report()
		s.web.Get("co", "/people/"+string(s.p.ID)+"/incidents").Says(t, 200, "A fall", "Severe").Within(t, 8)
		s.web.Get("co", "/incidents/"+with).Says(t, 200, "Person1 Madeup", "by Test co", "Somebody asks how the person is, by 1 December 2026", "Not decided yet").Within(t, 8)
	})
}

// TestToTheEnd takes one fall from the report to the end, by pages alone.
func TestToTheEnd(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		at := "/incidents/" + s.report()
		s.web.Post("boss", at+"/close", "version", "1").Says(t, 409, "cannot be closed yet", "a day after it happened", "what made it likely", "Decide whether CQC")
		s.web.Post("co", at+"/close", "version", "1").Says(t, 403)
		s.web.Post("co", at+"/follow", "version", "1", "follow", "ok").Says(t, 422, "who spoke to them")
		s.web.Get("co", at+"/follow").Says(t, 200, "How is the person now").Within(t, 8)
		s.web.Post("co", at+"/follow", "version", "1", "follow", "On the ward, well. I rang her daughter.").LeadsTo(t, at)
		s.web.Post("co", at+"/follow", "version", "1", "follow", "On the ward, well. I rang again.").Says(t, 409)
		s.web.Get("co", at+"/review").Says(t, 200, "Ask how they are first").Within(t, 8)
		s.web.Post("co", at+"/review", "version", "2", "likely", "The rug", "others", "yes", "way", "individual", "learning", "Rugs are looked at").Says(t, 422, "not one person’s choice")
		s.web.Post("co", at+"/review", "version", "2", "likely", "The rug", "others", "yes", "way", "system", "learning", "Rugs are looked at on the first visit").LeadsTo(t, at)
		s.web.Get("sam", "/quality").Says(t, 200)
		s.web.Get("co", at+"/decide").Says(t, 403)
		s.web.Get("boss", at+"/decide").Says(t, 200, "for 28 days or more", "notified by the safeguarding lead").Within(t, 8)
		s.web.Post("boss", at+"/decide", "id", ids.New()).Says(t, 422, "Answer this")
		answers := []string{"id", ids.New(), "opinion", "Ward sister, by telephone"}
		for _, q := range assure.Questions {
			a := "no"
			if q == assure.During || q == assure.Unintended || q == assure.Structure {
				a = "yes"
			}
			answers = append(answers, string(q), a)
		}
		s.web.Post("boss", at+"/steps/told", "id", ids.New(), "on-day", "30", "on-month", "11", "on-year", "2026", "time", "8:00", "words", "Told her").Says(t, 409, "Nobody has decided")
		s.web.Post("boss", at+"/decide", answers...).LeadsTo(t, at)
		s.web.Get("boss", at).Says(t, 200, "Is notified", "regulation 18, injury", "Applies", "regulation 20", "The notification has not been sent", "Send the notification").Within(t, 8)
		g.Clock.Set(g.Clock.Now().Add(26 * time.Hour))
		s.web.Get("boss", "/quality").Says(t, 200, "CQC to be told")
		s.web.Get("boss", at).Says(t, 200, "It has been 26 hours since this was reported")
		draft := s.web.Get("boss", at+"/steps/notice_sent").Says(t, 200, "Why we notify: Notifiable", "What happened: Person").Within(t, 8)
		if strings.Contains(draft.Text(), "Madeup fell") {
			t.Error("the draft for CQC names the person")
		}
		s.web.Get("boss", at+"/steps/dance").Says(t, 404)
		on := func(more ...string) []string {
			return append([]string{"id", ids.New(), "on-day", "1", "on-month", "12", "on-year", "2026", "time", "10:00am"}, more...)
		}
		s.web.Post("boss", at+"/steps/notice_sent", on()...).Says(t, 422, "Enter the reference that CQC gave")
		s.web.Post("boss", at+"/steps/notice_sent", on("words", "CQC-123")...).LeadsTo(t, at)
		s.web.Get("boss", at+"/letter").Says(t, 200, "No letter has been written")
		for _, k := range []string{"told", "account", "apology", "enquiries", "support"} {
			s.web.Get("boss", at+"/steps/"+k).Says(t, 200).Within(t, 8)
			s.web.Post("boss", at+"/steps/"+k, on("words", "On the ward, with her daughter.")...).LeadsTo(t, at)
		}
		s.web.Get("boss", at+"/steps/letter").Says(t, 200, "Dear Person1", "On the ward, with her daughter.", "Rugs are looked at")
		s.web.Post("boss", at+"/steps/letter", on("words", "Dear you")...).Says(t, 422, "Put the whole letter here")
		s.web.Post("boss", at+"/steps/letter", on("words", strings.Repeat("We are sorry. ", 10))...).LeadsTo(t, at)
		s.web.Post("boss", at+"/steps/letter_sent", on("words", "By hand")...).LeadsTo(t, at)
		s.web.Post("boss", at+"/close", "version", "3").Says(t, 409, "keep a copy of the letter")
		s.web.Post("boss", at+"/steps/copy", on("words", "In her paper file")...).LeadsTo(t, at)
		s.web.Get("boss", at+"/letter").Says(t, 200, "We are sorry. We are sorry.").Within(t, 8)
		s.web.Post("boss", at+"/close", "version", "3").LeadsTo(t, at)
		s.web.Get("co", at).Says(t, 200, "Closed", "8 years after their support ends")
		s.web.Post("boss", at+"/decide", append([]string{"id", ids.New()}, answers[2:]...)...).Says(t, 409, "This is closed")
		s.web.Post("co", at+"/follow", "version", "4", "follow", "Something more").Says(t, 409, "This is closed")
		s.web.Get("boss", "/quality/themes").Says(t, 200, "A fall", "How we work").Within(t, 8)
		file := s.web.Get("boss", "/incidents.csv")
		rows, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
		if err != nil || len(rows) != 2 || rows[1][1] != "A fall" || strings.Contains(file.Body, "Madeup") {
			t.Errorf("%v %q", err, file.Body)
		}
		s.web.Get("co", "/incidents.csv").Says(t, 403)
	})
}

func TestActions(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		at := "/incidents/" + s.report()
		s.web.Get("co", at+"/actions").Says(t, 200, "Who will do it?", "Test boss").Within(t, 8)
		s.web.Post("co", at+"/actions", "id", ids.New()).Says(t, 422, "Say what will be done", "Choose who will do it", "Enter the day")
		s.web.Post("co", at+"/actions", "id", ids.New(), "words", "Buy a lamp", "owner", "sam", "due-day", "3", "due-month", "12", "due-year", "2026").Says(t, 422, "Choose who will do it")
		s.web.Post("co", at+"/actions", "id", ids.New(), "words", "Buy a lamp", "owner", "boss", "due-day", "1", "due-month", "1", "due-year", "2026").Says(t, 422, "That day is over")
		id := ids.New()
		for range 2 {
			s.web.Post("co", at+"/actions", "id", id, "words", "Buy a lamp", "owner", "boss", "due-day", "3", "due-month", "12", "due-year", "2026").LeadsTo(t, at)
		}
		s.web.Get("co", "/quality").Says(t, 200, "Buy a lamp", "Test boss", "To do")
		g.Clock.Set(when.Date("2026-12-04").AtMinute(600))
		s.web.Get("co", at).Says(t, 200, "Buy a lamp", "Late")
		one := at + "/actions/" + id
		s.web.Get("co", one).Says(t, 200, "What was done").Within(t, 8)
		s.web.Get("co", at+"/actions/"+ids.New()).Says(t, 404)
		s.web.Post("co", one, "version", "1", "done_words", "ok").Says(t, 422, "Say in a few words")
		s.web.Post("co", one, "version", "1", "done_words", "It lights up when she gets up").LeadsTo(t, at)
		s.web.Post("co", one, "version", "1", "done_words", "It lights up when she gets up").Says(t, 409)
		s.web.Get("co", one).Says(t, 200, "It lights up")
		if err := learning.Done(s.office, g, "another incident", id, 2, "Not about that one"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an action of another: %v", err)
		}
	})
}

// TestOffered: what was recorded elsewhere is offered once, and starts the form.
func TestOffered(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		var v visit.Visit
		visittest.Write(t, g, func(tx *gate.Tx) error {
			_, err := visit.Generate(tx, today)
			return err
		})
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			vs, err := visit.OfPerson(x, s.p.ID, today, today)
			v = vs[0]
			return err
		})
		if err := noanswer.Finish(s.office, g, noanswer.Ending{Person: s.p.ID, Visit: v.ID, Outcome: noanswer.FoundFallen, Words: "In the hall", Channel: visit.Office}); err != nil {
			t.Fatal(err)
		}
		if err := visit.RaiseConcern(s.office, g, visit.Concern{ID: ids.New(), Person: s.p.ID, Kind: visit.MedicineConcern, Urgency: visit.SameDay, Words: "Two packs open", Channel: visit.Office}); err != nil {
			t.Fatal(err)
		}
		s.web.Get("co", "/quality").Says(t, 200, "No answer at the door: found after a fall", "Something about medicines")
		if a := s.web.Get("sam", "/quality").Says(t, 200); strings.Contains(a.Text(), "found after a fall") {
			t.Error("a worker is shown what the office is offered")
		}
		if a := s.web.Get("sam", "/incidents/new?noanswer="+string(noanswer.Of(v.ID))).Says(t, 200); strings.Contains(a.Text(), "In the hall") || a.Hidden("person") != "" {
			t.Error("a worker is told by the form what was recorded")
		}
		page := s.web.Get("co", "/incidents/new?noanswer="+string(noanswer.Of(v.ID))).Says(t, 200, "About Person1 Madeup", "In the hall").Within(t, 8)
		if page.Hidden("source_id") != string(noanswer.Of(v.ID)) || page.Hidden("person") != string(s.p.ID) {
			t.Error("the form does not say what it is written from")
		}
		more := []string{"person", string(s.p.ID), "visit", string(v.ID), "source", "noanswer", "source_id", string(noanswer.Of(v.ID))}
		id := ids.New()
		s.web.Post("co", "/incidents/new", form(id, more...)...).LeadsTo(t, "/incidents/"+id)
		if a := s.web.Get("co", "/quality").Says(t, 200, "Something about medicines"); strings.Contains(a.Text(), "found after a fall") {
			t.Error("what was reported is offered again")
		}
		s.web.Get("co", "/incidents/"+id).Says(t, 200, "A door that nobody opened")
	})
}
