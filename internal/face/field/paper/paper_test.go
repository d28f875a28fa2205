package paper_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"stillhome/internal/face/field/paper"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

// scene is a published day: some workers, each with a shift, and people with a
// visit each, 70 minutes apart.
type scene struct {
	g       *gate.Gate
	office  context.Context
	workers []context.Context
	shifts  []roster.ShiftID
	people  []visittest.Person
}

func published(t *testing.T, g *gate.Gate, workers, people int) *scene {
	t.Helper()
	g.Clock.Set(today.AtMinute(3 * 60))
	s := &scene{g: g, office: gatetest.As(t, g, "co", actor.Coordinator)}
	for i := range workers {
		m, ctx := visittest.AddWorker(t, g, fmt.Sprintf("sam%d", i))
		id := roster.ShiftID(ids.New())
		if err := roster.AddShift(s.office, g, roster.Shift{ID: id, Member: m.ID, On: today, StartMin: 420, EndMin: 20 * 60}); err != nil {
			t.Fatal(err)
		}
		s.workers, s.shifts = append(s.workers, ctx), append(s.shifts, id)
	}
	for i := range people {
		s.people = append(s.people, visittest.AddPerson(t, g, i, 8*60+i*70/workers, 30, 1, ""))
	}
	s.build(t)
	g.Clock.Set(today.AtMinute(6*60 + 30))
	return s
}

func (s *scene) build(t *testing.T) {
	t.Helper()
	for _, err := range []error{roster.Build(s.office, s.g, today), roster.Publish(s.office, s.g, today)} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (s *scene) visit(t *testing.T, i int) (v visit.Visit) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) error {
		vs, err := visit.OfPerson(x, s.people[i].ID, today, today)
		if len(vs) == 1 {
			v = vs[0]
		}
		return err
	})
	return v
}

// dress gives the first person all that a sheet shows, and what it never shows.
func (s *scene) dress(t *testing.T) {
	t.Helper()
	p := s.people[0].ID
	visittest.Write(t, s.g, func(tx *gate.Tx) error {
		for _, err := range []error{
			tx.Exec(`UPDATE person SET phone = '01632 960 777', language = 'Polish' WHERE id = ?`, p),
			tx.Exec(`INSERT INTO person_need (id, person_id, code, what_to_do, recorded_at, review_on) VALUES ('n1', ?, 'lip_reads', 'Joan lip-reads. Face her when you speak.', '2026-11-01T09:00:00.000Z', '2027-11-01')`, p),
			tx.Exec(`INSERT INTO person_contact (id, person_id, name, relationship, phone, email, carer, keyholder, version) VALUES ('c1', ?, 'Ann Bell', 'Daughter', '01632 960 111', '', TRUE, FALSE, 1), ('c2', ?, 'Ken Locke', 'Neighbour', '01632 960 222', '', FALSE, TRUE, 1)`, p, p),
			tx.Exec(`INSERT INTO assessment (id, person_id, episode_id, kind, on_date, account_id, matters, before_words, told_service, recorded_at) VALUES ('a1', ?, ?, 'baseline', '2026-11-20', 'co', 'Tea in the garden.', '', FALSE, '2026-11-20T09:00:00.000Z')`, p, s.people[0].Episode),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err := person.SetGettingIn(s.office, s.g, p, "Key safe by the door, code 4711"); err != nil {
		t.Fatal(err)
	}
	if err := preference.Ask(s.office, s.g, preference.Wish{ID: ids.New(), Person: p, Infection: preference.Contagious, InfectionUntil: today}); err != nil {
		t.Fatal(err)
	}
}

func TestSheetHasWhatTheDoorNeeds(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 2)
		s.dress(t)
		b := visittest.Serve(t, g, paper.Routes)
		at := "/rota/" + string(today) + "/paper"
		a := b.Get(s.office, at+"/"+string(s.shifts[0]))
		if a.Status != 200 || a.Statements > 8 {
			t.Fatalf("%d, %d statements", a.Status, a.Statements)
		}
		in := []string{ // in this order
			"Worker sam0", "Call the office: 01632 960 101", "Person0 Madeup", "Joan lip-reads", "This person could infect others", "Speaks Polish",
			"0 Test Street, CB1 0AH", "Phone 01632\u00a0960\u00a0777", "Ken Locke (neighbour, has a key), 01632\u00a0960\u00a0222", "Tea in the garden.", "Make my own breakfast",
			"Came at", "How was Person0?", "Better", "Task wash", "With someone watching", "Task medicines", "Person0 can read this",
			"No answer?", "Rang the keyholder or family", "Chose not to today?", "Does not feel well", "Person1 Madeup",
		}
		rest := a.Body
		for _, w := range in {
			i := strings.Index(rest, w)
			if i < 0 {
				t.Fatalf("no %q behind what comes before it", w)
			}
			rest = rest[i:]
		}
		if a.Has("Ann Bell") {
			t.Error("the daughter has no key, and a neighbour has: she need not be on paper")
		}
		if a := b.Get(s.office, at); a.Status != 200 || !a.Has("All day sheets", "Worker sam0", "2 visits") {
			t.Errorf("choosing: %d", a.Status)
		}
		if a := b.Post(s.office, at); a.Status != 422 || !a.Has("Tick at least one worker") {
			t.Errorf("nobody ticked: %d", a.Status)
		}
		if a := b.Post(s.office, at, "shift", string(s.shifts[0])); a.Status != 303 || a.To != at+"/sheets?shift="+string(s.shifts[0]) {
			t.Errorf("ticked: %d %s", a.Status, a.To)
		}
		if a := b.Post(s.office, at, "shift", ids.New()); a.Status != 404 {
			t.Errorf("a shift that is none: %d", a.Status)
		}
		for path, want := range map[string]int{at + "/" + ids.New(): 404, "/rota/yesterday/paper": 404, "/rota/2026-12-24/paper": 200, "/rota/2026-12-24/paper/sheets": 200, "/rota/2026-12-24/paper/office": 200} {
			if a := b.Get(s.office, path); a.Status != want {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		m, _ := visittest.AddWorker(t, g, "idle")
		idle := roster.ShiftID(ids.New())
		if err := roster.AddShift(s.office, g, roster.Shift{ID: idle, Member: m.ID, On: today, StartMin: 600, EndMin: 700}); err != nil {
			t.Fatal(err)
		}
		if a := b.Get(s.office, at+"/"+string(idle)); a.Status != 200 || !a.Has("There are no visits to print") {
			t.Errorf("a shift without visits: %d", a.Status)
		}
		if a := b.Get(s.workers[0], at+"/sheets"); a.Status != 403 {
			t.Errorf("a worker prints the whole day: %d", a.Status)
		}
	})
}

// TestSheetsKeepTheKeysafe: no page here shows a way into a home.
func TestSheetsKeepTheKeysafe(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 2)
		s.dress(t)
		b := visittest.Serve(t, g, paper.Routes)
		at := "/rota/" + string(today) + "/paper"
		for _, path := range []string{at, at + "/sheets", at + "/office", at + "/" + string(s.shifts[0]), "/paper", "/paper/runs/" + string(s.shifts[0])} {
			if a := b.Get(s.office, path); a.Status != 200 || a.Has("4711") || a.Has("Key safe by") {
				t.Errorf("%s: %d, or a way in", path, a.Status)
			}
		}
		if a := b.Get(s.workers[0], "/shift/paper"); a.Status != 200 || a.Has("4711") || !a.Has("Person0 Madeup") {
			t.Errorf("the worker's own: %d", a.Status)
		}
	})
}

// TestPrintingIsLooking: each person on a sheet is noted once as looked at.
func TestPrintingIsLooking(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 2, 4)
		for range 2 {
			if _, err := paper.Print(s.office, g, today); err != nil {
				t.Fatal(err)
			}
		}
		looks := map[string]int{}
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			who, err := gate.Values[string](x, `SELECT person_id FROM gate_access WHERE actor_id = 'co' AND action = 'paper.print'`)
			for _, p := range who {
				looks[p]++
			}
			return err
		})
		for i, p := range s.people {
			if looks[string(p.ID)] != 1 {
				t.Errorf("person %d: %d looks", i, looks[string(p.ID)])
			}
		}
		if looks[""] != 1 || len(looks) != 5 {
			t.Errorf("looks %v", looks)
		}
	})
}

func TestStatementsDoNotGrow(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 4, 24)
		ctx, counter := gate.WithCounter(s.office)
		d, err := paper.Print(ctx, g, today)
		if err != nil {
			t.Fatal(err)
		}
		visits := len(d.Loose)
		for _, r := range d.Runs {
			visits += len(r.Stops)
		}
		if len(d.Runs) != 4 || visits != 24 {
			t.Errorf("%d runs with %d visits", len(d.Runs), visits)
		}
		if n := len(counter.Statements); n > 6 {
			t.Errorf("%d statements:\n%s", n, strings.Join(counter.Statements, "\n"))
		}
	})
}

func TestOfficeCopyHasWhatNobodyHas(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 1)
		visittest.AddPerson(t, g, 7, 20*60, 45, 1, "") // in the evening, when nobody works
		s.build(t)
		b := visittest.Serve(t, g, paper.Routes)
		a := b.Get(s.office, "/rota/"+string(today)+"/paper/office")
		if !a.Has("Without a worker", "8:00pm Person7 Madeup", "Worker sam0, 7:00am to 8:00pm", "7:30am Person0 Madeup", "0 Test Street") || a.Statements > 8 {
			t.Errorf("%d, %d statements: %s", a.Status, a.Statements, a.Body[strings.Index(a.Body, "<h1"):])
		}
		if a := b.Get(s.office, "/rota/"+string(today)+"/paper/sheets"); a.Has("Person7") {
			t.Error("a visit without a worker is on somebody's sheet")
		}
	})
}

// TestOwnSheet: a worker prints their own run, of people whose record is open to
// them at the time.
func TestOwnSheet(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 2, 4)
		b := visittest.Serve(t, g, paper.Routes)
		seen := map[string]bool{}
		for i, ctx := range s.workers {
			a := b.Get(ctx, "/shift/paper")
			if a.Status != 200 || a.Statements > 8 || !a.Has(fmt.Sprintf("Worker sam%d", i), "Task wash") || a.Has(fmt.Sprintf("Day sheet of Worker sam%d", 1-i)) {
				t.Fatalf("worker %d: %d, %d statements", i, a.Status, a.Statements)
			}
			for p := range s.people {
				if name := fmt.Sprintf("Person%d Madeup", p); a.Has(name) {
					if seen[name] {
						t.Errorf("%s is on two sheets", name)
					}
					seen[name] = true
				}
			}
		}
		if len(seen) != 4 {
			t.Errorf("on sheets: %v", seen)
		}
		g.Clock.Set(today.AtMinute(4 * 60)) // three hours before the shift
		a := b.Get(s.workers[0], "/shift/paper")
		if a.Status != 200 || !a.Has("is not open to you yet") || a.Has("0 Madeup") || a.Has("1 Madeup") || a.Has("Test Street") || a.Has("Task wash") {
			t.Errorf("before the records are open: %d", a.Status)
		}
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			n, err := gate.Value[int](x, `SELECT COUNT(*) FROM gate_access WHERE action = 'paper.print_own' AND person_id <> '' AND at LIKE '%T04%'`)
			if n != 0 {
				t.Errorf("%d looks at people who were not shown", n)
			}
			return err
		})
		if a := b.Get(s.workers[0], "/shift/paper?day=tomorrow"); a.Status != 200 || !a.Has("no visits to print") {
			t.Errorf("tomorrow: %d", a.Status)
		}
		if a := b.Get(s.office, "/shift/paper"); a.Status != 403 {
			t.Errorf("the office has no run: %d", a.Status)
		}
	})
}
