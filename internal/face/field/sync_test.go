package field_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"stillhome/internal/face/field"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30") // the clock stands at 9 in the morning

// scene is a worker with some people on their work, each with a visit at 8.
type scene struct {
	g      *gate.Gate
	sam    context.Context
	office context.Context
	people []visittest.Person
	visits []visit.Visit // of the people, in their order
}

func prepare(t testing.TB, g *gate.Gate, people int) *scene {
	t.Helper()
	s := &scene{g: g, office: gatetest.As(t, g, "co", actor.Coordinator)}
	_, s.sam = visittest.AddWorker(t, g, "sam")
	for i := range people {
		p := visittest.AddPerson(t, g, i, 480, 45, 1, "")
		gatetest.Relate(t, g, "sam", p.ID, actor.Work)
		s.people = append(s.people, p)
	}
	g.Clock.Set(today.AtMinute(9*60 + 1)) // the relations stand
	visittest.Write(t, g, func(tx *gate.Tx) error {
		_, err := visit.Generate(tx, today)
		return err
	})
	for i := range people {
		s.visits = append(s.visits, s.visit(t, i))
	}
	return s
}

func (s *scene) visit(t testing.TB, i int) (v visit.Visit) {
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

// fact is what a phone would send about one person's visit.
func (s *scene) fact(i int, action string, body map[string]any) map[string]any {
	return map[string]any{
		"id": ids.New(), "action": action, "person": s.people[i].ID, "visit": s.visits[i].ID, "version": s.visits[i].Version,
		"at": s.g.Clock.Now().Text(), "body": body,
	}
}

func (s *scene) record(i int) map[string]any {
	var tasks []map[string]any
	for _, t := range s.people[i].Tasks {
		tasks = append(tasks, map[string]any{"task": t, "level": "reminder"})
	}
	return s.fact(i, "visit.record", map[string]any{
		"arrived": today.AtMinute(480).Text(), "left": today.AtMinute(520).Text(), "tasks": tasks, "feeling": "better", "note": "Good morning.",
	})
}

func send(t testing.TB, ctx context.Context, g *gate.Gate, facts ...any) []field.Answer {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"device": "phone 1", "facts": facts})
	if err != nil {
		t.Fatal(err)
	}
	out, err := field.Sync(ctx, g, raw)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Answers) != len(facts) || out.Cursor == "" {
		t.Fatalf("%d answers to %d facts, cursor %q", len(out.Answers), len(facts), out.Cursor)
	}
	return out.Answers
}

func (s *scene) held(t testing.TB) (out []field.HeldFact) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = field.OpenHeld(x, 1000, 0)
		return err
	})
	return out
}

func (s *scene) openAlerts(t testing.TB) map[alert.Kind]int {
	t.Helper()
	out := map[alert.Kind]int{}
	visittest.Read(t, s.g, func(x *gate.Snapshot) error {
		all, err := alert.Open(x)
		for _, a := range all {
			out[a.Kind]++
		}
		return err
	})
	return out
}

func TestEveryKindHasAVerdict(t *testing.T) {
	for _, k := range fault.Kinds {
		if field.VerdictOf(fault.New(k, "x", "x")) == "" {
			t.Errorf("%s has no verdict", k)
		}
	}
	if field.VerdictOf(nil) != field.Done || field.VerdictOf(fmt.Errorf("broken")) != field.Retry {
		t.Error("nothing wrong is done, something broken is to be tried again")
	}
}

func TestSyncRecords(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4)
		late := s.fact(3, "visit.arrive", nil)
		facts := []any{
			s.record(0),
			s.fact(1, "visit.no_answer", map[string]any{"tried": []string{"knocked", "rang"}}),
			s.fact(2, "visit.not_wanted", map[string]any{"reason": "managed", "note": ""}),
			late,
		}
		first := send(t, s.sam, g, facts...)
		for i, a := range first {
			if a.Verdict != field.Done || a.Message != "" {
				t.Errorf("fact %d: %+v", i, a)
			}
		}
		for i, want := range []visit.State{visit.Done, visit.Unanswered, visit.Unwanted, visit.Planned} {
			if v := s.visit(t, i); v.State != want || v.Channel != visit.App && want != visit.Planned {
				t.Errorf("visit %d is %s by %s, want %s", i, v.State, v.Channel, want)
			}
		}
		if s.visit(t, 3).Arrived.IsZero() {
			t.Error("the arrival was not kept")
		}
		again := send(t, s.sam, g, facts...)
		if fmt.Sprint(first) != fmt.Sprint(again) {
			t.Errorf("sent again, answered otherwise:\n%+v\n%+v", first, again)
		}
		if a := s.openAlerts(t); a[alert.NoAnswer] != 1 || a[alert.HeldFact] != 0 {
			t.Errorf("alerts %v", a)
		}
	})
}

func TestConflictGivesTheVersion(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		if err := visit.Cancel(s.office, g, visit.Cancellation{Person: s.people[0].ID, Visit: s.visits[0].ID, Reason: visit.Away}); err != nil {
			t.Fatal(err)
		}
		f := s.record(0)
		a := send(t, s.sam, g, f)[0]
		if a.Verdict != field.Conflict || a.Version != s.visits[0].Version+1 || a.Message == "" {
			t.Fatalf("a visit the office called off: %+v", a)
		}
		f["id"], f["version"] = ids.New(), a.Version // the worker looked at it: it was made all the same
		if a := send(t, s.sam, g, f)[0]; a.Verdict != field.Done {
			t.Errorf("said again knowing better: %+v", a)
		}
		f["id"] = ids.New()
		if a := send(t, s.sam, g, f)[0]; a.Verdict != field.Conflict || a.Version != s.visits[0].Version+2 {
			t.Errorf("a second record: %+v", a)
		}
	})
}

// TestOddFactsAreHeldWhole: none of them spoils the sound ones around it.
func TestOddFactsAreHeldWhole(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 3)
		change := func(name string, value any) map[string]any {
			f := s.record(1)
			if value == nil {
				delete(f, name)
			} else {
				f[name] = value
			}
			return f
		}
		stranger := visittest.AddPerson(t, g, 50, 480, 45, 1, "")
		reversed := s.record(1)
		reversed["body"] = map[string]any{"arrived": today.AtMinute(530).Text(), "left": today.AtMinute(500).Text()}
		ladder := s.record(1)
		ladder["body"] = map[string]any{"arrived": today.AtMinute(500).Text(), "tasks": []any{map[string]any{"task": "x", "level": "quite well"}}}
		odd := []any{
			change("id", nil), change("id", strings.Repeat("9", 101)), change("id", []int{1}),
			change("action", "visit.dance"), change("action", nil), change("action", map[string]any{"a": 1}),
			change("person", nil), change("person", "nobody"), change("person", ids.New()), change("person", stranger.ID), change("person", []string{"a"}),
			change("visit", "another"), change("at", nil), change("at", "yesterday"), change("at", "2035-01-01T00:00:00Z"), change("at", "1999-01-01T00:00:00Z"),
			change("body", "text"), change("body", []any{}), change("body", nil), change("body", map[string]any{"tasks": "all of them"}),
			change("body", map[string]any{"arrived": "some time", "left": "later"}),
			reversed, ladder, "a fact", 7, true,
			[]any{1, 2},
			map[string]any{},
			change("note", nil), // not odd: the last word is of another visit
		}
		odd = odd[:len(odd)-1]
		facts := append([]any{s.record(0)}, odd...)
		facts = append(facts, nil, s.record(2))
		first := send(t, s.sam, g, facts...)
		for i, a := range first {
			want := field.Held
			if i == 0 || i == len(facts)-1 {
				want = field.Done
			}
			if a.Verdict != want {
				t.Errorf("fact %d (%v): %+v", i, facts[i], a)
			}
		}
		if n := len(s.held(t)); n != len(odd)+1 {
			t.Errorf("%d held, want %d", n, len(odd)+1)
		}
		if n := s.openAlerts(t)[alert.HeldFact]; n != len(odd)+1 {
			t.Errorf("%d alerts, want %d", n, len(odd)+1)
		}
		if v := s.visit(t, 1); v.State != visit.Planned {
			t.Errorf("an odd fact was taken: %+v", v)
		}
		for _, h := range s.held(t) {
			if h.Reason == "" || h.Body == "" || h.Code == "" || h.Account != "sam" || !json.Valid([]byte(h.Body)) {
				t.Errorf("held without what is needed to settle it: %+v", h)
			}
		}
		again := send(t, s.sam, g, facts...)
		if fmt.Sprint(first) != fmt.Sprint(again) || len(s.held(t)) != len(odd)+1 {
			t.Errorf("sent again, answered otherwise or held twice")
		}
	})
}

func TestLenientSpelling(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 3)
		at := g.Clock.Now().UnixMilli()
		raw := fmt.Sprintf(`{"device": 17, "more": {"a": [1]}, "facts": [
			{"id": 12345678, "action": "visit.record", "person": %q, "visit": %q, "version": "1", "at": %d,
			 "body": {"arrived": "08:00", "left": "8.40am", "feeling": null, "tasks": {%q: "alone", "a \u0000 task": "alone"}, "note": "zero \u0000 byte", "unknown": {"x": 1}}},
			{"id": "a", "action": "visit.record", "person": %q, "at": "%d",
			 "body": {"visit": %q, "version": 1.0, "arrived": "08:00", "tasks": [{"id": "task that is not in the plan", "level": "alone", "activity": "shave"}], "note": 5}},
			{"id": "b", "action": "visit.no_answer", "person": %q, "visit": %q, "version": "NaN", "at": %d, "body": {"tried": "knocked"}}]}`,
			s.people[0].ID, s.visits[0].ID, at, s.people[0].Tasks[0], s.people[1].ID, at, s.visits[1].ID, s.people[2].ID, s.visits[2].ID, at)
		out, err := field.Sync(s.sam, g, []byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range out.Answers {
			if a.Verdict != field.Done {
				t.Errorf("%+v: %+v", a, s.held(t))
			}
		}
		if v := s.visit(t, 0); v.Note != "zero  byte" || v.Left.Clock() != "8:40am" {
			t.Errorf("read as %+v", v)
		}
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			tasks, err := visit.TasksOf(x, s.people[1].ID, s.visits[1].ID)
			if len(tasks) != 1 || tasks[0].Activity != "shave" {
				t.Errorf("the task that is not in the plan: %+v", tasks)
			}
			return err
		})
	})
}

func TestWholeBatchRefused(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		whole, _ := json.Marshal(map[string]any{"device": "d", "facts": []any{s.record(0)}})
		many := `{"facts":[` + strings.Repeat(`1,`, 200) + `1]}`
		for name, c := range map[string]struct {
			ctx  context.Context
			raw  string
			code string
		}{
			"too large":    {s.sam, `{"device":"` + strings.Repeat("x", 64<<10) + `"}`, "field.too_large"},
			"too many":     {s.sam, many, "field.too_many"},
			"cut off":      {s.sam, string(whole[:len(whole)-9]), "field.batch"},
			"not a list":   {s.sam, `{"facts": 7}`, "field.batch"},
			"nothing":      {s.sam, ``, "field.batch"},
			"nobody":       {context.Background(), string(whole), "auth.sign_in"},
			"not the role": {gatetest.As(t, g, "an", actor.Analyst), string(whole), "gate.refused"},
		} {
			if _, err := field.Sync(c.ctx, g, []byte(c.raw)); !fault.Is(err, c.code) {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		if s.visit(t, 0).State != visit.Planned || len(s.held(t)) != 0 {
			t.Error("something of a refused batch was kept")
		}
		if a := send(t, s.sam, g); len(a) != 0 {
			t.Errorf("an empty batch: %+v", a)
		}
	})
}

// TestStatementsOfAFact counts what a batch costs.
func TestStatementsOfAFact(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 20)
		for name, make := range map[string]func(i int) any{
			"recorded":  func(i int) any { return s.record(i) },
			"no answer": func(i int) any { return s.fact(i, "visit.no_answer", nil) },
			"held":      func(i int) any { f := s.record(i); f["visit"] = "another"; return f },
		} {
			var facts []any
			for i := range 5 {
				switch name {
				case "no answer":
					i += 5
				case "held":
					i += 10
				}
				facts = append(facts, make(i))
			}
			ctx, counter := gate.WithCounter(s.sam)
			send(t, ctx, g, facts...)
			if n := len(counter.Statements); n > 12*len(facts)+5 {
				t.Errorf("%s: %d statements for %d facts", name, n, len(facts))
			} else {
				t.Logf("%s: %d statements for %d facts", name, n, len(facts))
			}
		}
	})
}
