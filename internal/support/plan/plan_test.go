package plan

import (
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/person"
)

func fields(err error) string {
	f, _ := fault.Of(err)
	if f == nil {
		return ""
	}
	return strings.Join(f.Order, " ")
}

func TestWeekdays(t *testing.T) {
	for _, c := range []struct {
		day  time.Weekday
		want Weekdays
	}{{time.Monday, 1}, {time.Tuesday, 2}, {time.Saturday, 32}, {time.Sunday, 64}} {
		if got := DayBit(c.day); got != c.want {
			t.Errorf("%s is %d, want %d", c.day, got, c.want)
		}
	}
	for w, want := range map[Weekdays]string{
		EveryDay: "every day", 31: "Monday to Friday", 96: "Saturday and Sunday", 1 + 16: "Monday, Friday",
	} {
		if got := w.Said(); got != want {
			t.Errorf("%d is said %q, want %q", w, got, want)
		}
	}
	if n := Weekdays(1 + 16).Count(); n != 2 {
		t.Errorf("two days are %d", n)
	}
}

func TestLength(t *testing.T) {
	for minutes, want := range map[int]string{0: "0 minutes", 1: "1 minute", 45: "45 minutes", 60: "1 hour", 61: "1 hour 1 minute", 125: "2 hours 5 minutes"} {
		if got := Length(minutes); got != want {
			t.Errorf("%d is said %q, want %q", minutes, got, want)
		}
	}
}

func TestPatternOn(t *testing.T) {
	// 30 November 2026 is a Monday.
	p := Pattern{Weekdays: 1 + 4, FromOn: "2026-11-30", UntilOn: "2026-12-09", DurationMin: 45, Workers: 2}
	for on, want := range map[when.Date]bool{
		"2026-11-25": false, "2026-11-30": true, "2026-12-01": false, "2026-12-02": true, "2026-12-09": true, "2026-12-14": false,
	} {
		if got := p.On(on); got != want {
			t.Errorf("on %s: %v", on, got)
		}
	}
	if n := p.WeekMin(); n != 180 { // 45 minutes, 2 workers, 2 days
		t.Errorf("%d minutes a week, want 180", n)
	}
}

func good() Pattern {
	return Pattern{
		ID: "p", Part: Morning, Weekdays: EveryDay, StartMin: 480, EarliestMin: 450, LatestMin: 510, DurationMin: 45, Workers: 1,
		Tasks: []Task{{ID: "t", Goal: "g", Activity: assessment.Wash, Words: "Wash at the sink"}},
	}
}

// TestThirtyMinutes: NG21 allows a visit under 30 minutes only for three
// reasons together.
func TestThirtyMinutes(t *testing.T) {
	whole := Short{KnownWorker: true, PartOfMore: true, For: "Check that medicines were taken"}
	for _, c := range []struct {
		name    string
		minutes int
		short   Short
		want    string
	}{
		{"half an hour needs none", 30, Short{}, ""},
		{"29 without reasons", 29, Short{}, "known_worker part_of_more short_for"},
		{"all three", 15, whole, ""},
		{"a worker the person does not know", 15, Short{PartOfMore: true, For: whole.For}, "known_worker"},
		{"nothing else in the week", 15, Short{KnownWorker: true, For: whole.For}, "part_of_more"},
		{"enough for what?", 15, Short{KnownWorker: true, PartOfMore: true, For: "?"}, "short_for"},
	} {
		var checks fault.Checks
		c.short.check(&checks, c.minutes)
		err := checks.Err("x")
		if got := fields(err); got != c.want {
			t.Errorf("%s: wrong are %q, want %q", c.name, got, c.want)
		}
		if f, _ := fault.Of(err); f != nil && !strings.Contains(f.Say, "Confirm all three, or make the visit longer.") {
			t.Errorf("%s: says %q, which is not the rule", c.name, f.Say)
		}
	}
}

func TestPatternRules(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*Pattern)
		want string
	}{
		{"as it should be", func(*Pattern) {}, ""},
		{"no part of the day", func(p *Pattern) { p.Part = "" }, "part"},
		{"no day", func(p *Pattern) { p.Weekdays = 0 }, "weekdays"},
		{"an eighth day", func(p *Pattern) { p.Weekdays = 128 }, "weekdays"},
		{"at 24:00", func(p *Pattern) { p.StartMin, p.EarliestMin, p.LatestMin = 1440, 1440, 1440 }, "start"},
		{"before its earliest", func(p *Pattern) { p.EarliestMin = 490 }, "earliest"},
		{"a window of four hours", func(p *Pattern) { p.LatestMin = 720 }, "latest"},
		{"must be at, within a window", func(p *Pattern) { p.MustBeAt = true }, "earliest"},
		{"must be at", func(p *Pattern) { p.MustBeAt, p.EarliestMin, p.LatestMin = true, 480, 480 }, ""},
		{"four hours between doses", func(p *Pattern) { p.AfterLeastMin, p.AfterMostMin = 240, 480 }, ""},
		{"less than no time after", func(p *Pattern) { p.AfterLeastMin = -1 }, "after_least"},
		{"longer than half a day after", func(p *Pattern) { p.AfterLeastMin, p.AfterMostMin = 721, 722 }, "after_least after_most"},
		{"at most before at least", func(p *Pattern) { p.AfterLeastMin, p.AfterMostMin = 240, 180 }, "after_most"},
		{"before the day centre or after it", func(p *Pattern) { p.OrEarliestMin, p.OrLatestMin = 900, 960 }, ""},
		{"another time with one end", func(p *Pattern) { p.OrEarliestMin = 900 }, "or_earliest"},
		{"another time the wrong way round", func(p *Pattern) { p.OrEarliestMin, p.OrLatestMin = 960, 900 }, "or_earliest"},
		{"another time that meets the first", func(p *Pattern) { p.OrEarliestMin, p.OrLatestMin = 510, 600 }, "or_earliest"},
		{"another time all day", func(p *Pattern) { p.OrEarliestMin, p.OrLatestMin = 600, 1000 }, "or_latest"},
		{"another time tomorrow", func(p *Pattern) { p.OrEarliestMin, p.OrLatestMin = 1300, 1440 }, "or_earliest"},
		{"must be at, or at another time", func(p *Pattern) {
			p.MustBeAt, p.EarliestMin, p.LatestMin, p.OrEarliestMin, p.OrLatestMin = true, 480, 480, 900, 960
		}, "or_earliest"},
		{"4 minutes", func(p *Pattern) { p.DurationMin = 4 }, "duration"},
		{"all day and night", func(p *Pattern) { p.DurationMin = 481 }, "duration"},
		{"3 workers", func(p *Pattern) { p.Workers = 3 }, "workers"},
		{"a skill nobody holds", func(p *Pattern) { p.Skills = []Skill{"flying"} }, "skills"},
		{"a skill", func(p *Pattern) { p.Skills = []Skill{staff.Medicines} }, ""},
		{"does nothing", func(p *Pattern) { p.Tasks = nil }, "tasks"},
		{"for somebody else's goal", func(p *Pattern) { p.Tasks[0].Goal = "h" }, "tasks"},
		{"an empty task", func(p *Pattern) { p.Tasks[0].Words = "" }, "tasks"},
	} {
		p := good()
		c.edit(&p)
		var checks fault.Checks
		p.check(&checks, func(g GoalID) bool { return g == "g" })
		if got := fields(checks.Err("x")); got != c.want {
			t.Errorf("%s: wrong are %q, want %q", c.name, got, c.want)
		}
	}
}

// Hours between doses make other visits, so an agreed pattern is followed by
// another, as for a change of time.
func TestAnotherGapIsAnotherVisit(t *testing.T) {
	for _, edit := range []func(*Pattern){
		func(p *Pattern) { p.AfterLeastMin = 240 }, func(p *Pattern) { p.AfterMostMin = 300 }, func(p *Pattern) { p.OrEarliestMin, p.OrLatestMin = 900, 960 },
	} {
		p, q := good(), good()
		if edit(&q); p.sameVisit(q) || !p.sameVisit(good()) {
			t.Errorf("%+v is taken for %+v", q, p)
		}
	}
}

func TestGoalRules(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func(*Goal)
		want string
	}{
		{"as it should be", func(*Goal) {}, ""},
		{"no words", func(g *Goal) { g.Words = "" }, "words"},
		{"a novel", func(g *Goal) { g.Words = strings.Repeat("é", 301) }, "words"},
		{"300 letters", func(g *Goal) { g.Words = strings.Repeat("é", 300) }, ""},
		{"about nothing", func(g *Goal) { g.Activity = "" }, "activity"},
		{"no target", func(g *Goal) { g.Target = "" }, "target"},
		{"not doing it is no target", func(g *Goal) { g.Target = assessment.NotDone }, "target"},
		{"below where they are", func(g *Goal) { g.Baseline, g.Target = assessment.Alone, assessment.Reminder }, "target"},
		{"keeping what they can do", func(g *Goal) { g.Baseline = assessment.Alone }, ""},
		{"last year", func(g *Goal) { g.TargetOn = "2025-12-01" }, "target_on"},
		{"eleven steps", func(g *Goal) { g.Steps = make([]Step, 11) }, "steps"},
	} {
		g := Goal{Words: "Make my breakfast", Activity: assessment.Meals, Baseline: assessment.HandsOn, Target: assessment.Alone, TargetOn: "2026-12-20"}
		c.edit(&g)
		var checks fault.Checks
		g.check(&checks, "2026-11-30")
		if got := fields(checks.Err("x")); got != c.want {
			t.Errorf("%s: wrong are %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCopyFitsNeeds(t *testing.T) {
	need := func(codes ...person.NeedCode) (out []person.Need) {
		for _, c := range codes {
			out = append(out, person.Need{Code: c})
		}
		return out
	}
	for _, c := range []struct {
		needs []person.Need
		copy  Format
		want  bool
	}{
		{nil, Print, true},
		{need("lip_reads"), Print, true},
		{need("large_print"), Print, false},
		{need("large_print"), LargePrint, true},
		{need("large_print", "easy_read"), EasyRead, true},
		{need("braille"), NoCopy, true},
		{need("electronic"), Email, true},
		{need("translated"), Print, false},
	} {
		if got := c.copy.Fits(c.needs); got != c.want {
			t.Errorf("%s for %v: %v", c.copy, c.needs, got)
		}
	}
}
