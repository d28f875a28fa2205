package roster_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const (
	today    = when.Date("2026-11-30") // the clock stands at 9 in the morning
	tomorrow = when.Date("2026-12-01")
)

// scene is a day with workers and people.
type scene struct {
	g       *gate.Gate
	office  context.Context
	workers map[string]context.Context
	members map[string]staff.Member
	shifts  map[string]roster.ShiftID
	people  []visittest.Person
}

// prepare puts workers named w0, w1 and so on into the record, each with a
// shift tomorrow from 7 to 2, and people with a visit at 9, 10 and so on.
func prepare(t *testing.T, g *gate.Gate, workers, people int) *scene {
	t.Helper()
	s := &scene{
		g: g, office: gatetest.As(t, g, "co", actor.Coordinator), workers: map[string]context.Context{},
		members: map[string]staff.Member{}, shifts: map[string]roster.ShiftID{},
	}
	for i := range workers {
		name := fmt.Sprintf("w%d", i)
		s.members[name], s.workers[name] = visittest.AddWorker(t, g, name)
		s.shifts[name] = roster.ShiftID(ids.New())
		s.must(t, roster.AddShift(s.office, g, roster.Shift{
			ID: s.shifts[name], Member: s.members[name].ID, On: tomorrow, StartMin: 7 * 60, EndMin: 14 * 60, BreakMin: 20,
		}))
	}
	for i := range people {
		s.people = append(s.people, visittest.AddPerson(t, g, i, (9+i%4)*60, 45, 1, ""))
	}
	return s
}

func (s *scene) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *scene) assignments(t *testing.T) map[ids.Person]roster.Assignment {
	t.Helper()
	out := map[ids.Person]roster.Assignment{}
	visittest.Read(t, s.g, func(x *gate.Snapshot) error {
		as, err := roster.AssignmentsOn(x, tomorrow)
		for _, a := range as {
			out[a.Person] = a
		}
		return err
	})
	return out
}

func (s *scene) unplaced(t *testing.T) (out []roster.Unplaced) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = roster.UnplacedOn(x, tomorrow)
		return err
	})
	return out
}

func (s *scene) alerts(t *testing.T) map[alert.Kind]int {
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

func (s *scene) unseen(t *testing.T, account string) (out []roster.Unseen) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = roster.UnseenBy(x, ids.Account(account), today)
		return err
	})
	return out
}

func (s *scene) sees(t *testing.T, account string, p ids.Person) bool {
	t.Helper()
	err := s.g.Read(s.workers[account], visit.MaySee, gate.Person(p), func(*gate.Snapshot) error { return nil })
	if err != nil && fault.KindOf(err) != fault.NotFound {
		t.Fatal(err)
	}
	return err == nil
}

func TestBuildPlacesOrExplains(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2, 6)
		s.people = append(s.people, visittest.AddPerson(t, g, 7, 600, 45, 1, "catheter"))
		s.people = append(s.people, visittest.AddPerson(t, g, 8, 18*60, 45, 1, ""))
		s.must(t, roster.Build(s.office, g, tomorrow))
		as, not := s.assignments(t), s.unplaced(t)
		if len(as) != 6 || len(not) != 2 {
			t.Fatalf("%d placed, %d not: %+v", len(as), len(not), not)
		}
		codes := map[string]bool{}
		for _, u := range not {
			codes[u.Code] = true
			if u.Reason == "" {
				t.Errorf("no reason: %+v", u)
			}
		}
		if !codes["lacks_skill"] || !codes["not_working"] {
			t.Errorf("reasons %v", codes)
		}
		s.must(t, roster.Build(s.office, g, tomorrow))
		for p, a := range s.assignments(t) {
			if as[p] != a {
				t.Errorf("built again, %+v became %+v", as[p], a)
			}
		}
		if err := roster.Build(s.office, g, today.Add(-1)); !fault.Is(err, "roster.past") {
			t.Errorf("yesterday: %v", err)
		}
		if err := roster.Build(s.workers["w0"], g, tomorrow); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a worker built: %v", err)
		}
	})
}

func TestShortVisitsOnlyByWhoIsKnown(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1, 0)
		p := visittest.AddPerson(t, g, 1, 600, 20, 1, "")
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE episode SET started_on = '2026-11-01' WHERE id = ?`, p.Episode)
		})
		s.must(t, roster.Build(s.office, g, tomorrow))
		if not := s.unplaced(t); len(not) != 1 || not[0].Code != "not_known" {
			t.Fatalf("a visit of 20 minutes by a stranger: %+v", not)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO roster_assignment (visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min) VALUES ('old', 1, 'x', 'w0', ?, '2026-11-20', 1, 600, 5)`, p.ID)
		})
		s.must(t, roster.Build(s.office, g, tomorrow))
		if len(s.unplaced(t)) != 0 {
			t.Error("still not placed with a worker who has been there")
		}
	})
}

func TestPublishGivesAccess(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2, 5)
		if err := roster.Publish(s.office, g, tomorrow); !fault.Is(err, "roster.not_built") {
			t.Fatalf("published before it was built: %v", err)
		}
		s.must(t, roster.Build(s.office, g, tomorrow))
		day := func(account string) (stops []roster.Stop) {
			visittest.Read(t, g, func(x *gate.Snapshot) (err error) {
				stops, err = roster.MyDay(x, ids.Account(account), tomorrow)
				return err
			})
			return stops
		}
		if n := len(day("w0")) + len(day("w1")); n != 0 {
			t.Errorf("%d stops are seen before publishing", n)
		}
		s.must(t, roster.Publish(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		stops := append(day("w0"), day("w1")...)
		if len(stops) != 5 || stops[0].Area != "CB1" || stops[0].Name == "" {
			t.Errorf("runs %+v", stops)
		}
		if len(s.unseen(t, "w0"))+len(s.unseen(t, "w1")) != 0 {
			t.Error("the first publishing is no change")
		}
		as := s.assignments(t)
		for _, c := range []struct {
			at   when.Instant
			want bool
		}{
			{tomorrow.AtMinute(4*60 + 59), false}, // the shift begins at 7
			{tomorrow.AtMinute(5*60 + 1), true},
			{tomorrow.Add(1).AtMinute(60 + 55), true}, // and ends at 2 in the afternoon
			{tomorrow.Add(1).AtMinute(2*60 + 5), false},
		} {
			g.Clock.Set(c.at)
			for _, account := range []string{"w0", "w1"} {
				for _, p := range s.people {
					if got, want := s.sees(t, account, p.ID), c.want && string(as[p.ID].Account) == account; got != want {
						t.Errorf("%s, %s sees somebody of %s: %v", c.at.Said(), account, as[p.ID].Account, got)
					}
				}
			}
		}
	})
}

func TestRebuildKeepsAndTells(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2, 4)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		if err := roster.BuildAfresh(s.office, g, tomorrow); !fault.Is(err, "roster.published") {
			t.Errorf("built afresh after publishing: %v", err)
		}
		before := s.assignments(t)
		newcomer := visittest.AddPerson(t, g, 9, 11*60, 45, 1, "")
		s.must(t, roster.Build(s.office, g, tomorrow))
		after := s.assignments(t)
		for p, a := range before {
			if after[p].Account != a.Account || after[p].StartMin != a.StartMin {
				t.Errorf("a published visit moved: %+v is now %+v", a, after[p])
			}
		}
		to := string(after[newcomer.ID].Account)
		changes := append(s.unseen(t, "w0"), s.unseen(t, "w1")...)
		if len(changes) != 1 || changes[0].What != roster.Added || string(changes[0].Account) != to || changes[0].Person != newcomer.ID {
			t.Fatalf("changes %+v", changes)
		}
		g.Clock.Set(tomorrow.AtMinute(8 * 60))
		if !s.sees(t, to, newcomer.ID) {
			t.Error("the worker cannot see who was added")
		}
		other := map[string]string{"w0": "w1", "w1": "w0"}[to]
		if err := roster.Seen(s.workers[other], g, changes[0].ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another worker saw it: %v", err)
		}
		for range 2 {
			s.must(t, roster.Seen(s.workers[to], g, changes[0].ID))
		}
		if n := len(s.unseen(t, to)); n != 0 {
			t.Errorf("%d changes left after seeing", n)
		}
	})
}

func TestTwoWorkersStartTogether(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2, 2)
		p := visittest.AddPerson(t, g, 5, 11*60, 45, 2, "")
		s.must(t, roster.Build(s.office, g, tomorrow))
		var both []roster.Assignment
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			as, err := roster.AssignmentsOn(x, tomorrow)
			for _, a := range as {
				if a.Person == p.ID {
					both = append(both, a)
				}
			}
			return err
		})
		if len(both) != 2 || both[0].StartMin != both[1].StartMin || both[0].Account == both[1].Account || both[0].Slot+both[1].Slot != 3 {
			t.Fatalf("two workers %+v", both)
		}
	})
}

// TestFullDay builds and publishes a day of the real size.
func TestFullDay(t *testing.T) {
	if testing.Short() {
		t.Skip("a full day takes some seconds")
	}
	g := gatetest.SQLite(t)
	s := prepare(t, g, 60, 250)
	start := when.Mono()
	s.must(t, roster.Build(s.office, g, tomorrow))
	built := when.Mono()
	s.must(t, roster.Publish(s.office, g, tomorrow))
	t.Logf("250 visits: built in %v, published in %v, %d not placed", built.Sub(start), when.Mono().Sub(built), len(s.unplaced(t)))
	if took := when.Mono().Sub(start); took > time.Minute {
		t.Errorf("that took %v", took)
	}
}
