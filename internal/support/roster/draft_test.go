package roster_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit/visittest"
)

func (s *scene) preview(t *testing.T, draft roster.Draft) (out roster.Sheet) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = roster.Preview(x, tomorrow, draft)
		return err
	})
	return out
}

func (s *scene) coverPlan(t *testing.T, draft roster.Draft) (out roster.CoverPlan) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = roster.PlanCover(x, tomorrow, "", draft)
		return err
	})
	return out
}

func (s *scene) calls(t *testing.T) (out []roster.Call) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = roster.CallsOn(x, tomorrow)
		return err
	})
	return out
}

func to(v roster.Assignment, shift roster.ShiftID, start int) roster.Placing {
	return roster.Placing{Visit: v.Visit, Shifts: []roster.ShiftID{shift}, StartMin: start}
}

func TestDraftMovesNothingUntilConfirmed(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 3, 4)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		p := s.people[2].ID
		before := s.assignments(t)
		a := before[p]
		var c roster.Cover
		visittest.Read(t, g, func(x *gate.Snapshot) (err error) {
			c, err = roster.FindCover(x, tomorrow, a.Visit, nil)
			return err
		})
		if c.NotNow != nil || len(c.Choice.Options) != 3 || len(c.Choice.Options[0].Reasons) == 0 || len(c.Shifts) != 3 {
			t.Fatalf("cover %+v", c)
		}
		option := c.Choice.Options[slices.IndexFunc(c.Choice.Options, func(o optimise.Option) bool { return roster.ShiftID(o.Shifts[0]) != a.Shift })]
		shift := roster.ShiftID(option.Shifts[0])
		draft := roster.Draft{to(a, shift, option.StartMin)}
		sheet := s.preview(t, draft)
		if len(sheet.Changes) != 1 || len(sheet.Refused) != 0 || !sheet.Changes[0].Chosen || sheet.Changes[0].From[0] != a.Shift || sheet.Changes[0].To[0] != shift {
			t.Fatalf("changes %+v, refused %+v", sheet.Changes, sheet.Refused)
		}
		if e, _ := sheet.Visit(a.Visit); !e.Drafted || e.With[0].Shift != shift {
			t.Errorf("the sheet shows %+v", e)
		}
		for who, as := range s.assignments(t) {
			if as != before[who] {
				t.Errorf("looking changed %+v to %+v", before[who], as)
			}
		}
		if err := roster.Confirm(s.workers["w0"], g, tomorrow, draft, sheet.Seen); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a worker confirmed: %v", err)
		}
		s.must(t, roster.Confirm(s.office, g, tomorrow, draft, sheet.Seen))
		b := s.assignments(t)[p]
		if b.Shift != shift || b.StartMin != option.StartMin {
			t.Fatalf("confirmed %+v, kept %+v", draft, b)
		}
		if c := s.unseen(t, string(a.Account)); len(c) != 1 || c[0].What != roster.Removed {
			t.Errorf("who lost it hears %+v", c)
		}
		if c := s.unseen(t, string(b.Account)); len(c) != 1 || c[0].What != roster.Added {
			t.Errorf("who got it hears %+v", c)
		}
		if err := roster.Confirm(s.office, g, tomorrow, draft, s.preview(t, draft).Seen); !fault.Is(err, "roster.nothing") {
			t.Errorf("confirmed twice: %v", err)
		}
		calls := s.calls(t)
		if len(calls) != 1 || calls[0].Person != p || calls[0].Was != "Worker "+string(a.Account) || calls[0].With != "Worker "+string(b.Account) || calls[0].WasMin != a.StartMin {
			t.Fatalf("calls %+v", calls)
		}
		s.must(t, roster.Rung(s.office, g, tomorrow, a.Visit, calls[0].Version, false))
		if err := roster.Rung(s.office, g, tomorrow, a.Visit, calls[0].Version, true); !fault.Is(err, "gate.changed") {
			t.Errorf("an old page rang: %v", err)
		}
		s.must(t, roster.Rung(s.office, g, tomorrow, a.Visit, calls[0].Version+1, true))
		if calls = s.calls(t); calls[0].Tries != 1 || calls[0].ToldAt.IsZero() {
			t.Errorf("after ringing %+v", calls)
		}
		if err := roster.Rung(s.office, g, tomorrow, a.Visit, calls[0].Version, true); fault.KindOf(err) != fault.NotFound {
			t.Errorf("told twice: %v", err)
		}
	})
}

// TestConfirmNoticesOthers: what was read is what is kept. A change elsewhere on
// the rota is none of this draft's business.
func TestConfirmNoticesOthers(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 3, 4)
		s.must(t, roster.Build(s.office, g, tomorrow))
		as := s.assignments(t)
		mine, theirs := as[s.people[0].ID], as[s.people[3].ID]
		elsewhere := func(a roster.Assignment) roster.ShiftID {
			for _, name := range []string{"w0", "w1", "w2"} {
				if s.shifts[name] != a.Shift {
					return s.shifts[name]
				}
			}
			return ""
		}
		draft := roster.Draft{to(mine, elsewhere(mine), optimise.AnyTime)}
		read := s.preview(t, draft).Seen
		other := roster.Draft{{Visit: theirs.Visit, StartMin: optimise.AnyTime}} // off the rota
		s.must(t, roster.Confirm(s.office, g, tomorrow, other, s.preview(t, other).Seen))
		if not := s.unplaced(t); len(not) != 1 || not[0].Visit != theirs.Visit {
			t.Fatalf("taken off the rota: %+v", not)
		}
		if again := s.preview(t, draft).Seen; again != read {
			t.Error("a change elsewhere makes this one another")
		}
		taken := roster.Draft{{Visit: mine.Visit, StartMin: optimise.AnyTime}}
		s.must(t, roster.Confirm(s.office, g, tomorrow, taken, s.preview(t, taken).Seen))
		if err := roster.Confirm(s.office, g, tomorrow, draft, read); !fault.Is(err, "roster.moved_on") {
			t.Errorf("confirmed over another's change: %v", err)
		}
		s.must(t, roster.Confirm(s.office, g, tomorrow, draft, s.preview(t, draft).Seen))
		if len(s.calls(t)) != 0 {
			t.Error("people are rung about a day that nobody was told of")
		}
	})
}

func TestDraftsThatCannotBe(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2, 2)
		s.must(t, roster.Build(s.office, g, tomorrow))
		a := s.assignments(t)[s.people[0].ID]
		for name, p := range map[string]roster.Placing{
			"out of the window": to(a, a.Shift, 7*60),
			"two shifts":        {Visit: a.Visit, Shifts: []roster.ShiftID{s.shifts["w0"], s.shifts["w1"]}, StartMin: optimise.AnyTime},
			"no such shift":     to(a, "x", optimise.AnyTime),
		} {
			sheet := s.preview(t, roster.Draft{p})
			if len(sheet.Refused) != 1 || sheet.Refused[0].Reason.Text == "" || len(sheet.Changes) != 0 {
				t.Errorf("%s: refused %+v, changes %+v", name, sheet.Refused, sheet.Changes)
			}
			if again, err := roster.ParsePlacing(p.String()); err != nil || again.String() != p.String() {
				t.Errorf("%s reads back as %v, %v", p, again, err)
			}
		}
		for _, text := range []string{"", "x", "a~b", "a~b~c~d~1", "~s~5", "a~s~99999"} {
			if _, err := roster.ParsePlacing(text); !fault.Is(err, "roster.draft") {
				t.Errorf("%q: %v", text, err)
			}
		}
		if err := roster.Confirm(s.office, g, tomorrow, roster.Draft{{Visit: "x"}}, ""); fault.KindOf(err) != fault.NotFound {
			t.Errorf("no such visit: %v", err)
		}
		if err := roster.Confirm(s.office, g, today.Add(-1), nil, ""); !fault.Is(err, "roster.past") {
			t.Errorf("yesterday: %v", err)
		}
		if err := roster.Confirm(s.office, g, tomorrow, make(roster.Draft, roster.MostPlacings+1), ""); !fault.Is(err, "roster.draft") {
			t.Errorf("too much at once: %v", err)
		}
	})
}

func elseThan(name string) string {
	if name == "w0" {
		return "w1"
	}
	return "w0"
}

// TestCoverForSomebodyAway follows an absence to a rota that is whole again. The
// plan is the same before and after the visits were taken off the shift, which
// happens behind the page.
func TestCoverForSomebodyAway(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 3, 7)
		s.must(t, roster.Build(s.office, g, tomorrow))
		s.must(t, roster.Publish(s.office, g, tomorrow))
		before := s.assignments(t)
		away := string(before[s.people[0].ID].Account)
		s.must(t, staff.ReportAbsence(s.office, g, staff.Absence{
			ID: staff.AbsenceID(ids.New()), Member: s.members[away].ID, From: tomorrow, Until: tomorrow, Reason: staff.Unwell,
		}))
		early := s.coverPlan(t, nil)
		s.must(t, g.CatchUp(context.Background(), roster.Followers))
		plan := s.coverPlan(t, nil)
		if early.Seen != plan.Seen {
			t.Error("the plan depends on whether the shift was emptied yet")
		}
		mine := 0
		for _, a := range before {
			if string(a.Account) == away {
				mine++
			}
		}
		if mine == 0 || len(plan.Lost) != mine || len(plan.Draft) != mine {
			t.Fatalf("%d visits lost, %d in the plan, %d proposed", mine, len(plan.Lost), len(plan.Draft))
		}
		for _, l := range plan.Lost {
			was := before[l.Person]
			if len(l.Plan.From) != 1 || roster.ShiftID(l.Plan.From[0]) != was.Shift || l.Plan.BeforeMin != was.StartMin || len(l.Plan.To) != 1 || len(l.Plan.Reasons) == 0 {
				t.Errorf("%+v was %+v", l.Plan, was)
			}
		}
		sheet := s.preview(t, plan.Draft)
		if sheet.Seen != plan.Seen || len(sheet.Refused) != 0 {
			t.Fatalf("the plan is not what its draft gives: refused %+v", sheet.Refused)
		}
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			only, err := roster.PlanCover(x, tomorrow, s.shifts[away], nil)
			if len(only.Lost) != mine || only.Seen != plan.Seen {
				t.Errorf("of the shift %d lost, want %d", len(only.Lost), mine)
			}
			none, err2 := roster.PlanCover(x, tomorrow, s.shifts[elseThan(away)], nil)
			if len(none.Lost) != 0 || len(none.Draft) != 0 || none.Others != mine {
				t.Errorf("of a shift that lost nothing: %d lost, %d others", len(none.Lost), none.Others)
			}
			return errors.Join(err, err2)
		})
		one := plan.Lost[0]
		other := s.shifts["w0"]
		if roster.ShiftID(one.Plan.To[0]) == other || away == "w0" {
			other = s.shifts["w2"]
		}
		if again := s.coverPlan(t, roster.Draft{{Visit: one.ID, Shifts: []roster.ShiftID{other}, StartMin: optimise.AnyTime}}); len(again.Lost) != mine ||
			!slices.ContainsFunc(again.Lost, func(l roster.Lost) bool {
				return l.ID == one.ID && l.Chosen && roster.ShiftID(l.Plan.To[0]) == other
			}) {
			t.Errorf("what was chosen is not in the plan: %+v", again.Lost)
		}
		s.must(t, roster.Confirm(s.office, g, tomorrow, plan.Draft, plan.Seen))
		for p, a := range s.assignments(t) {
			if string(a.Account) == away {
				t.Errorf("%s is still with somebody who is away", p)
			}
			if string(before[p].Account) != away && a.Account != before[p].Account {
				t.Errorf("%+v lost their worker: %+v", before[p], a)
			}
		}
		if len(s.unplaced(t)) != 0 || s.alerts(t)[alert.Unplaced] != 0 {
			t.Errorf("loose %+v, alerts %v", s.unplaced(t), s.alerts(t))
		}
		if calls := s.calls(t); len(calls) < mine {
			t.Errorf("%d people to ring of %d", len(calls), mine)
		}
	})
}
