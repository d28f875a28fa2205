package home_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/risk/home"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

type scene struct {
	person         ids.Person
	pattern        string
	office, worker context.Context
	member         staff.ID
}

func newScene(t *testing.T, g *gate.Gate) scene {
	p := visittest.AddPerson(t, g, 1, 540, 45, 1, "")
	m, worker := visittest.AddWorker(t, g, "w")
	gatetest.Relate(t, g, "w", p.ID, actor.Work)
	return scene{p.ID, string(p.Pattern), gatetest.As(t, g, "co", actor.Coordinator), worker, m.ID}
}

func wants(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("want %q, got %v", code, err)
	}
}

// look is a look at a home where all is fine but what is said.
func (s scene) look(found map[risk.Area]home.Found) home.Look {
	l := home.Look{ID: home.ID(ids.New()), Person: s.person, On: today, RecheckOn: today.Add(90)}
	for _, a := range risk.Areas {
		i := home.Item{Area: a, Found: home.Fine}
		if f, ok := found[a]; ok {
			i.Found, i.Words = f, "Seen: "+string(a)
		}
		l.Items = append(l.Items, i)
	}
	return l
}

func (s scene) heed(t *testing.T, g *gate.Gate) (out []string) {
	visittest.Read(t, g, func(snap *gate.Snapshot) error {
		b, err := risk.ForVisit(snap, s.person, today)
		out = b.Heed
		return err
	})
	return out
}

func TestHome(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		for name, spoil := range map[string]func(*home.Look){
			"found_access": func(l *home.Look) { l.Items = l.Items[1:] },
			"words_stairs": func(l *home.Look) { l.Items[slices.Index(risk.Areas, "stairs")].Words = "" },
			"recheck_on":   func(l *home.Look) { l.RecheckOn = today },
			"on":           func(l *home.Look) { l.On = today.Add(1) },
		} {
			l := s.look(map[risk.Area]home.Found{"stairs": home.Act})
			spoil(&l)
			err := home.Record(s.worker, g, l)
			if f, ok := fault.Of(err); !ok || f.Code != "risk.home" || !slices.Equal(f.Order, []string{name}) {
				t.Errorf("%s: %v", name, err)
			}
		}
		l := s.look(map[risk.Area]home.Found{"stairs": home.Act, "animals": home.Heed, "gas": home.NotSeen})
		wants(t, home.Record(s.worker, g, l), "")
		if got := s.heed(t, g); len(got) != 2 || !slices.Contains(got, "Stairs and steps: Seen: stairs") {
			t.Errorf("to heed: %q", got)
		}
		p := home.Plan{Person: s.person, Look: l.ID, Area: "stairs", Version: 1, Todo: "Mend the rail", Owner: s.member, DueOn: today.Add(3)}
		for code, spoil := range map[string]func(*home.Plan){
			"risk.home_plan": func(p *home.Plan) { p.Owner, p.DueOn = "", today.Add(-1) },
			"gate.not_found": func(p *home.Plan) { p.Owner = "nobody" },
			"gate.changed":   func(p *home.Plan) { p.Version = 7 },
		} {
			bad := p
			spoil(&bad)
			wants(t, home.Arrange(s.worker, g, bad), code)
		}
		fine := p
		fine.Area = "water"
		wants(t, home.Arrange(s.worker, g, fine), "gate.changed")
		wants(t, home.Arrange(s.worker, g, p), "")
		wants(t, home.Finish(s.worker, g, home.Doing{Person: s.person, Look: l.ID, Area: "stairs", Version: 2}), "risk.home_done")
		wants(t, home.Finish(s.worker, g, home.Doing{Person: s.person, Look: l.ID, Area: "stairs", Version: 2, Words: "Mended, I tried it"}), "")
		if got := s.heed(t, g); len(got) != 1 {
			t.Errorf("put right, and still to heed: %q", got)
		}
		wants(t, home.Record(s.worker, g, s.look(nil)), "")
		if got := s.heed(t, g); len(got) != 0 {
			t.Errorf("a newer look says that all is fine: %q", got)
		}
	})
}

func TestPhoto(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		l := s.look(map[risk.Area]home.Found{"floors": home.Act})
		wants(t, home.Record(s.worker, g, l), "")
		b := visittest.Serve(t, g, home.Routes)
		at := "/people/" + string(s.person) + "/risks/home/" + string(l.ID) + "/floors"
		if a := b.Get(s.worker, at+"/photo"); a.Status != 404 {
			t.Errorf("no photo yet: %d", a.Status)
		}
		p := home.Plan{Person: s.person, Look: l.ID, Area: "floors", Version: 1, Todo: "Tape the rug", Owner: s.member, DueOn: today, Photo: &files.File{Name: "rug.html", MediaType: "text/html", Bytes: []byte("<script>")}}
		wants(t, home.Arrange(s.worker, g, p), "risk.home_plan")
		p.Photo.Bytes = []byte("\x89PNG\r\n\x1a\nand so on")
		wants(t, home.Arrange(s.worker, g, p), "")
		a := b.Get(s.worker, at+"/photo")
		if a.Status != 200 || a.Body != string(p.Photo.Bytes) || a.Statements > 8 {
			t.Errorf("%d, %d statements, %q", a.Status, a.Statements, a.Body)
		}
		other := visittest.AddPerson(t, g, 2, 540, 45, 1, "")
		if a := b.Get(s.office, strings.Replace(at, string(s.person), string(other.ID), 1)+"/photo"); a.Status != 404 {
			t.Errorf("through somebody else's page: %d", a.Status)
		}
		if a := b.Get(s.office, "/people/"+string(s.person)+"/risks/home"); !a.Has("Photo of floors and rugs", "Tape the rug. Worker w, by 30 November 2026") {
			t.Error("the page does not show it")
		}
	})
}

// TestFireReferral: a draft says what was found; where the person said no it is
// kept, and never sent.
func TestFireReferral(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		b := visittest.Serve(t, g, home.Routes)
		at := "/people/" + string(s.person) + "/risks/fire"
		wants(t, home.Draft(s.worker, g, home.Referral{ID: ids.New(), Person: s.person, Consent: home.SaidYes, Words: "Alarm"}), "gate.not_found")
		if a := b.Get(s.office, at); a.Status != 200 || !a.Has("Look at the home first") {
			t.Errorf("nobody looked: %d", a.Status)
		}
		wants(t, home.Record(s.worker, g, s.look(map[risk.Area]home.Found{"alarm": home.Act, "stairs": home.Act})), "")
		if a := b.Get(s.office, at); !a.Has("Please offer a Safe and Well visit", "Seen: alarm") || a.Has("Seen: stairs") || a.Statements > 8 {
			t.Errorf("draft, %d statements: %s", a.Statements, a.Body)
		}
		no, yes := ids.New(), ids.New()
		if a := b.Post(s.worker, at, "id", no, "words", "x"); a.Status != 422 || !a.Has("Say what the person said when you asked them") {
			t.Errorf("without consent: %d", a.Status)
		}
		wants(t, home.Draft(s.worker, g, home.Referral{ID: no, Person: s.person, Consent: home.SaidNo, Words: "Does not want them in"}), "")
		wants(t, home.Draft(s.worker, g, home.Referral{ID: yes, Person: s.person, Consent: home.SaidYes, Words: "Alarm"}), "")
		wants(t, home.Send(s.office, g, home.Sending{Person: s.person, Referral: no, Version: 1, On: today, Words: "Form"}), "risk.fire_no")
		wants(t, home.Send(s.worker, g, home.Sending{Person: s.person, Referral: yes, Version: 1, On: today, Words: "Form"}), "gate.not_found")
		wants(t, home.Send(s.office, g, home.Sending{Person: s.person, Referral: yes, Version: 1, On: today.Add(1), Words: "Form"}), "risk.fire_sent")
		wants(t, home.Send(s.office, g, home.Sending{Person: s.person, Referral: yes, Version: 1, On: today, Words: "Their form, 4471"}), "")
		wants(t, home.Send(s.office, g, home.Sending{Person: s.person, Referral: yes, Version: 2, On: today, Words: "Again"}), "gate.changed")
		if a := b.Get(s.office, at); !a.Has("Sent on 30 November 2026. Their form, 4471", "The person said no") {
			t.Error("the page does not show what became of them")
		}
	})
}

func (s scene) moving() home.Moving {
	return home.Moving{
		ID: home.MovingID(ids.New()), Person: s.person, On: today, ReviewOn: today.Add(30), Source: "Ada, therapist",
		Tasks: []home.Task{{Task: "bed", Able: "lifted", Workers: 2, Method: "Hoist", Equipment: "Mobile hoist, medium sling", CheckedOn: today.Add(-10)}},
	}
}

func TestMovingRules(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		for name, spoil := range map[string]func(*home.Moving){
			"able_bed":      func(m *home.Moving) { m.Tasks = nil },
			"workers_bed":   func(m *home.Moving) { m.Tasks[0].Workers = 0 },
			"method_bed":    func(m *home.Moving) { m.Tasks[0].Method = "" },
			"equipment_bed": func(m *home.Moving) { m.Tasks[0].Equipment = "" },
			"checked_bed":   func(m *home.Moving) { m.Tasks[0].CheckedOn = "" },
			"source":        func(m *home.Moving) { m.Source = "" },
			"review_on":     func(m *home.Moving) { m.ReviewOn = "" },
		} {
			m := s.moving()
			spoil(&m)
			err := home.Assess(s.office, g, m)
			if f, ok := fault.Of(err); !ok || !slices.Equal(f.Order, []string{name}) {
				t.Errorf("%s: %v", name, err)
			}
		}
		wants(t, home.Assess(s.worker, g, s.moving()), "gate.not_found")
		m := s.moving()
		m.Tasks[0].CheckedOn = today.Add(-200)
		wants(t, home.Assess(s.office, g, m), "")
		b := visittest.Serve(t, g, home.Routes)
		if a := b.Get(s.worker, "/people/"+string(s.person)+"/risks/moving"); a.Status != 200 || !a.Has("Check is late: do not use it") || a.Statements > 8 {
			t.Errorf("%d, %d statements", a.Status, a.Statements)
		}
	})
}

// TestTwoWorkersAreAskedFor: the office hears, once, and the plan stays as it was.
func TestTwoWorkersAreAskedFor(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		one := s.moving()
		one.Tasks[0] = home.Task{Task: "chair", Able: "watched", Workers: 1}
		told := func() (n int) {
			visittest.Read(t, g, func(snap *gate.Snapshot) error {
				all, err := alert.Open(snap)
				for _, a := range all {
					if a.Kind == alert.TwoWorkersAsked {
						n++
					}
				}
				return err
			})
			return n
		}
		workers := func() (n int) {
			visittest.Read(t, g, func(snap *gate.Snapshot) (err error) {
				n, err = gate.Value[int](snap, `SELECT workers FROM plan_pattern WHERE id = ?`, s.pattern)
				return err
			})
			return n
		}
		wants(t, home.Assess(s.office, g, one), "")
		if told() != 0 {
			t.Error("told of one worker")
		}
		wants(t, home.Assess(s.office, g, s.moving()), "")
		if told() != 1 || workers() != 1 {
			t.Errorf("told %d times, the plan has %d workers", told(), workers())
		}
		b := visittest.Serve(t, g, home.Routes)
		if a := b.Get(s.office, "/people/"+string(s.person)+"/risks/moving"); !a.Has("1 kind of visit in the plan is for 1 worker", "The plan has not been changed") {
			t.Error("the page does not say so")
		}
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Exec(`UPDATE plan_pattern SET workers = 2 WHERE id = ?`, s.pattern) })
		wants(t, home.Assess(s.office, g, s.moving()), "")
		if told() != 1 {
			t.Error("told although the plan has two workers")
		}
	})
}

func TestForms(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		b := visittest.Serve(t, g, home.Routes)
		at := "/people/" + string(s.person) + "/risks"
		for _, path := range []string{"/home", "/home/new", "/fire", "/moving"} {
			if a := b.Get(s.worker, at+path); a.Status != 200 || a.Statements > 8 {
				t.Errorf("%s: %d, %d statements", path, a.Status, a.Statements)
			}
		}
		date := []string{"on-day", "30", "on-month", "11", "on-year", "2026", "recheck_on-day", "1", "recheck_on-month", "3", "recheck_on-year", "2027"}
		form := append([]string{"id", ids.New()}, date...)
		if a := b.Post(s.worker, at+"/home/new", form...); a.Status != 422 || !a.Has("Way in and out: choose what was found") {
			t.Errorf("nothing chosen: %d", a.Status)
		}
		for _, a := range risk.Areas {
			form = append(form, "found_"+string(a), "fine")
		}
		if a := b.Post(s.worker, at+"/home/new", form...); a.To != at+"/home" {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		form = []string{
			"id", ids.New(), "on-day", "30", "on-month", "11", "on-year", "2026", "source", "Ada", "review_on-day", "1", "review_on-month", "3", "review_on-year", "2027",
			"able_bed", "lifted", "workers_bed", "2", "method_bed", "Hoist", "equipment_bed", "Hoist", "checked_bed-day", "31", "checked_bed-month", "2", "checked_bed-year", "2026", "able_chair", "none",
		}
		if a := b.Post(s.office, at+"/moving/new", form...); a.Status != 422 || !a.Has("In and out of bed: enter a real date") {
			t.Errorf("31 February: %d", a.Status)
		}
		for i, v := range form {
			switch v {
			case "checked_bed-day":
				form[i+1] = "20"
			case "checked_bed-month":
				form[i+1] = "10"
			}
		}
		if a := b.Post(s.office, at+"/moving/new", form...); a.To != at+"/moving" {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if a := b.Get(s.office, at+"/moving"); !a.Has("With a hoist or another aid that lifts", "20 October 2026") || a.Has("Up from a chair") {
			t.Error("the assessment is not on the page as it was made")
		}
	})
}
