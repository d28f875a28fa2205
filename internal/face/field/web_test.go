package field_test

import (
	"regexp"
	"strings"
	"testing"

	"stillhome/internal/face/field"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// published gives sam a published run of today's visits at 9:30 and later.
func published(t *testing.T, g *gate.Gate, people int) *scene {
	t.Helper()
	g.Clock.Set(today.AtMinute(6 * 60))
	s := &scene{g: g, office: gatetest.As(t, g, "co", actor.Coordinator)}
	m, ctx := visittest.AddWorker(t, g, "sam")
	s.sam = ctx
	for i := range people {
		s.people = append(s.people, visittest.AddPerson(t, g, i, (9+i)*60, 45, 1, ""))
	}
	for _, err := range []error{
		roster.AddShift(s.office, g, roster.Shift{ID: roster.ShiftID(ids.New()), Member: m.ID, On: today, StartMin: 420, EndMin: 14 * 60}),
		roster.Build(s.office, g, today), roster.Publish(s.office, g, today),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range people {
		s.visits = append(s.visits, s.visit(t, i))
	}
	g.Clock.Set(today.AtMinute(9 * 60))
	return s
}

var hidden = regexp.MustCompile(`name="(changes)" value="([^"]*)"`)

func TestWorkersDay(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 3)
		b := visittest.Serve(t, g, field.Routes)
		a := b.Get(s.sam, "/shift/")
		if a.Status != 200 || !a.Has("Next: Person0", "Open visit", "Person2 CB1", "Tomorrow’s visits are not here yet") || a.Statements > 8 {
			t.Fatalf("today: %d, %d statements", a.Status, a.Statements)
		}
		if a.Has("Test Street") || a.Has("Madeup") && strings.Contains(a.Body, "Person0 Madeup") {
			t.Error("the list says more of a person than first name and area")
		}
		visittest.AddPerson(t, g, 9, 12*60+30, 45, 1, "")
		if err := roster.Build(s.office, g, today); err != nil {
			t.Fatal(err)
		}
		a = b.Get(s.sam, "/shift/")
		if !a.Has("1 change since you last looked", "New visit, Person9") {
			t.Fatal("the change is not at the top")
		}
		which := hidden.FindStringSubmatch(a.Body)
		if len(which) != 3 {
			t.Fatal("no key to say it was seen")
		}
		if a := b.Post(s.sam, "/shift/seen", which[1], which[2]); a.Status != 303 {
			t.Errorf("seen: %d", a.Status)
		}
		if a := b.Get(s.sam, "/shift/"); a.Has("since you last looked") {
			t.Error("it is still new")
		}
		if a := b.Get(s.office, "/shift/"); a.Status != 403 {
			t.Errorf("the office has no run: %d", a.Status)
		}
	})
}

// TestVisitInFewTaps: open, arrive, four steps, how they were, save: 8 taps,
// nothing typed.
func TestVisitInFewTaps(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 2)
		b := visittest.Serve(t, g, field.Routes)
		one := "/shift/people/" + string(s.people[0].ID) + "/visits/" + string(s.visits[0].ID)
		a := b.Get(s.sam, one)
		if a.Status != 200 || !a.Has("Goal: Make my own breakfast", "Task wash", "I have arrived", "No answer", "Chose not to today", "Not recorded before") {
			t.Fatalf("the visit: %d", a.Status)
		}
		if strings.Contains(a.Body, "checked") {
			t.Error("an answer is filled in before anybody gave it")
		}
		if a.Statements > 8 {
			t.Errorf("%d statements", a.Statements)
		}
		if err := preference.Ask(s.office, g, preference.Wish{ID: ids.New(), Person: s.people[0].ID, Infection: preference.Contagious, InfectionUntil: today}); err != nil {
			t.Fatal(err)
		}
		if a := b.Get(s.sam, one); !a.Has("This person could infect others") || a.Statements > 8 {
			t.Errorf("nothing of infection, in %d statements", a.Statements)
		}
		g.Clock.Set(today.AtMinute(9*60 + 20))
		if a := b.Post(s.sam, one+"/arrive"); a.Status != 303 || a.To != one {
			t.Fatalf("arrived: %d", a.Status)
		}
		a = b.Get(s.sam, one)
		if !a.Has("You arrived at 9:20am", `value="09:20"`) {
			t.Error("the arrival is not filled in")
		}
		g.Clock.Set(today.AtMinute(10*60 + 5))
		form := []string{"version", "1", "on", string(today), "arrived", "09:20", "left", "", "feeling", "better", "note", "", "tasks"}
		var tasks []string
		for _, id := range s.people[0].Tasks {
			tasks = append(tasks, string(id))
		}
		form = append(form, strings.Join(tasks, " "))
		if a := b.Post(s.sam, one, form...); a.Status != 422 || !a.Has("Choose how this went") {
			t.Errorf("saved without a word of what was done: %d", a.Status)
		}
		for _, id := range tasks {
			form = append(form, "level-"+id, "reminder")
		}
		if a := b.Post(s.sam, one, form...); a.Status != 303 || a.To != "/shift/" {
			t.Fatalf("saved: %d %s", a.Status, a.Body)
		}
		if v := s.visit(t, 0); v.State != visit.Done || v.Left.Clock() != "10:05am" || v.Arrived.Clock() != "9:20am" {
			t.Errorf("recorded as %+v", v)
		}
		if a := b.Get(s.sam, "/shift/"); !a.Has("Next: Person1", "Visited") {
			t.Error("the day does not go on")
		}
		if a := b.Post(s.sam, one, form...); a.Status != 409 {
			t.Errorf("saved twice: %d", a.Status)
		}
		if a := b.Get(s.sam, one); !a.Has("This visit has been recorded") || a.Has("Save visit") {
			t.Error("a recorded visit asks to be recorded")
		}
	})
}

func TestClosedDoorAndOwnChoice(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 2)
		b := visittest.Serve(t, g, field.Routes)
		one := "/shift/people/" + string(s.people[0].ID) + "/visits/" + string(s.visits[0].ID)
		if a := b.Get(s.sam, one+"/no-answer"); a.Status != 200 || !a.Has("Knocked and rang the bell", "call 999 first") {
			t.Errorf("no answer: %d", a.Status)
		}
		if a := b.Post(s.sam, one+"/no-answer", "version", "1", "tried", "knocked", "tried", "looked"); a.Status != 303 {
			t.Fatalf("told: %d %s", a.Status, a.Body)
		}
		if a := b.Get(s.sam, one+"/no-answer"); !a.Has("The office was told at 9:00am. Stay there until they say.") {
			t.Error("the worker is not told to stay")
		}
		two := "/shift/people/" + string(s.people[1].ID) + "/visits/" + string(s.visits[1].ID)
		if a := b.Post(s.sam, two+"/not-wanted", "version", "1"); a.Status != 422 || !a.Has("Choose why") {
			t.Errorf("without a reason: %d", a.Status)
		}
		if a := b.Post(s.sam, two+"/not-wanted", "version", "1", "reason", "managed"); a.Status != 303 {
			t.Errorf("own choice: %d", a.Status)
		}
		if s.visit(t, 0).State != visit.Unanswered || s.visit(t, 1).State != visit.Unwanted {
			t.Error("the states are not as said")
		}
		g.Clock.Set(today.Add(2).AtMinute(600))
		if a := b.Get(s.sam, one); a.Status != 404 {
			t.Errorf("two days later the worker still sees the person: %d", a.Status)
		}
	})
}

func TestHeldPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		b := visittest.Serve(t, g, field.Routes)
		if a := b.Get(s.office, "/held-facts"); !a.Has("Nothing is waiting") {
			t.Error("the empty list")
		}
		f := s.record(0)
		f["at"] = "2019-01-01T00:00:00Z"
		send(t, s.sam, g, f, "nonsense")
		a := b.Get(s.office, "/held-facts")
		if !a.Has("Record of a visit", "Person0 Madeup", "Worker sam", "Check the phone’s clock", "A record we do not know") || a.Statements > 8 {
			t.Errorf("the list: %d", a.Status)
		}
		for _, h := range s.held(t) {
			at := "/held-facts/" + string(h.ID)
			if a := b.Get(s.office, at); a.Status != 200 || !a.Has("Take it in", "Settle with this note") {
				t.Errorf("%s: %d", at, a.Status)
			}
			if a := b.Post(s.office, at+"/apply"); a.Status != 422 {
				t.Errorf("taken in as it is: %d", a.Status)
			}
			if a := b.Post(s.office, at+"/settle", "note", ""); a.Status != 422 {
				t.Errorf("without a note: %d", a.Status)
			}
			if a := b.Post(s.office, at+"/settle", "note", "Rang Sam; recorded by hand."); a.Status != 303 {
				t.Errorf("settled: %d", a.Status)
			}
			if a := b.Get(s.office, at); !a.Has("Rang Sam; recorded by hand.") || a.Has("Take it in") {
				t.Error("the settled page")
			}
		}
		if a := b.Get(s.sam, "/held-facts"); a.Status != 403 {
			t.Errorf("a worker: %d", a.Status)
		}
	})
}
