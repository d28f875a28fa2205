package measure

import (
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

func all(t *testing.T, g *gate.Gate, c Cohort) map[Name]Figure {
	t.Helper()
	out := map[Name]Figure{}
	err := g.Read(gatetest.As(t, g, "manager", actor.Manager), MaySee, gate.Council, func(s *gate.Snapshot) error {
		figures, err := All(s, c)
		for _, f := range figures {
			out[f.Name] = f
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFigures(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		fill(t, g)
		have := all(t, g, Rolling)
		for _, c := range []struct {
			name                   Name
			numerator, denominator int
			value, of              string
		}{
			{OnService, 3, 0, "3", ""},
			{VisitsToday, 2, 5, "40%", "2 of 5, still to come 2, no answer 1, without a support worker 1"},
			{AlertsOpen, 2, 0, "2", "act now 1, today 1, the oldest since 28 November 2026, 8:00am"},
			{ToDecide, 2, 0, "2", "the oldest since 28 November 2026, 8:00am"},
			{ToStart, 2, 0, "2", "overdue 1, the first due on 29 November 2026"},
			{StartsInTime, 1, 2, "50%", "1 of 2"},
			{FreedMinutes, 140, 0, "140", "proposals accepted 2"},
			{FollowUpsOpen, 2, 0, "2", "the oldest due on 31 October 2026"},
			// home and twin are; hosp, died and unknown are not; young, comm, late, early and official do not count.
			{StillHome91, 2, 5, "40%", "2 of 5, not known 1"},
			// home, unknown, twin, late and early are; hosp, died and official are not.
			{StillHome84, 5, 8, "63%", "5 of 8, died 1, emergency stay 1, care home 1"},
		} {
			f := have[c.name]
			if f.Numerator != c.numerator || f.Share && f.Denominator != c.denominator || f.Value() != c.value || f.Of() != c.of {
				t.Errorf("%s: %d of %d, %q, %q; want %d of %d, %q, %q", c.name, f.Numerator, f.Denominator, f.Value(), f.Of(), c.numerator, c.denominator, c.value, c.of)
			}
		}
		if f := all(t, g, Official)[StillHome91]; f.Numerator != 1 || f.Denominator != 1 || f.Period != (Period{"2025-10-01", "2025-12-31"}) {
			t.Errorf("the official cohort: %d of %d in %v", f.Numerator, f.Denominator, f.Period)
		}
	})
}

func TestNoCases(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		for name, f := range all(t, g, Rolling) {
			want := "0"
			if f.Share {
				want = NoCases
			}
			if f.Value() != want || f.Of() != "" {
				t.Errorf("%s of an empty record is %q, %q", name, f.Value(), f.Of())
			}
		}
	})
}

// TestListsMatchFigures: the list behind a figure says the same as the figure.
func TestListsMatchFigures(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		fill(t, g)
		for _, c := range []Cohort{Rolling, Official} {
			have := all(t, g, c)
			if len(have) != len(Definitions) || len(finders) != len(Definitions) {
				t.Fatalf("%d definitions, %d figures, %d lists", len(Definitions), len(have), len(finders))
			}
			err := g.Read(gatetest.As(t, g, "manager", actor.Manager), MaySeePeople, gate.Council, func(s *gate.Snapshot) error {
				for name, f := range have {
					b, err := find(s, name, c)
					if err != nil {
						return err
					}
					l := b.figure()
					if l.Numerator != f.Numerator || f.Share && l.Denominator != f.Denominator || l.Period != f.Period {
						t.Errorf("%s is %d of %d in %v, its list %d of %d in %v", name, f.Numerator, f.Denominator, f.Period, l.Numerator, l.Denominator, l.Period)
					}
					for _, x := range b.lines {
						if x.href == "" || x.name == "" || x.why == "" || len(x.cells) != len(b.heads) {
							t.Errorf("%s has a line that says too little: %+v", name, x)
						}
					}
				}
				_, err := find(s, "no-such-figure", c)
				if fault.KindOf(err) != fault.NotFound {
					t.Errorf("a figure there is not: %v", err)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestMergedRecordIsOnePerson(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		fill(t, g)
		err := g.Read(gatetest.As(t, g, "manager", actor.Manager), MaySeePeople, gate.Council, func(s *gate.Snapshot) error {
			b, err := find(s, StillHome91, Rolling)
			n := 0
			for _, l := range b.lines {
				if string(l.person) == uid("twin") {
					t.Error("the merged record stands in the list by itself")
				}
				if string(l.person) == uid("home") {
					n++
				}
			}
			if n != 2 {
				t.Errorf("the person left hospital twice and is listed %d times", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestPeriods(t *testing.T) {
	if p := discharges91(Rolling, today); p != (Period{"2026-06-01", "2026-08-30"}) {
		t.Errorf("rolling: %v", p)
	}
	if p := discharges84(today); p != (Period{"2025-09-07", "2026-09-06"}) {
		t.Errorf("2D: %v", p)
	}
	// Day 91 after 31 December 2025 is 1 April 2026: complete from the day after.
	if p := discharges91(Official, "2026-04-01"); p != (Period{"2024-10-01", "2024-12-31"}) {
		t.Errorf("official on 1 April: %v", p)
	}
	if p := discharges91(Official, "2026-04-02"); p != (Period{"2025-10-01", "2025-12-31"}) {
		t.Errorf("official on 2 April: %v", p)
	}
	if p := recent(today); p != (Period{"2026-11-03", "2026-11-30"}) || p.From.Days(p.Until)+1 != 28 {
		t.Errorf("28 days: %v", p)
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		n, of int
		want  string
	}{{0, 7, "0%"}, {7, 7, "100%"}, {1, 8, "13%"}, {1, 1000, "1%"}, {999, 1000, "99%"}, {52, 63, "83%"}, {5, 8, "63%"}} {
		if got := percent(c.n, c.of); got != c.want {
			t.Errorf("%d of %d is %s, want %s", c.n, c.of, got, c.want)
		}
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -100: "-100"} {
		if got := number(n); got != want {
			t.Errorf("%d is said %q", n, got)
		}
	}
}
