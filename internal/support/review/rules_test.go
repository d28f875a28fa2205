package review

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
)

var steps = map[rune]assessment.Level{
	'A': assessment.Alone, 'R': assessment.Reminder, 'W': assessment.Watched, 'H': assessment.HandsOn, 'D': assessment.DoneFor, 'N': assessment.NotDone,
}

// made is evidence from one string a task, newest visit first: A alone, R with
// a reminder, W watched, H hands-on, D done for, N not done, - not recorded.
func made(planned, took int, tasks ...string) Evidence {
	e := Evidence{Pattern: plan.Pattern{ID: "p", Part: plan.Morning, Weekdays: plan.EveryDay, Workers: 1, DurationMin: planned}}
	activities := []assessment.Activity{assessment.Wash, assessment.Dress, assessment.Meals}
	for i, levels := range tasks {
		t := plan.Task{ID: plan.TaskID(rune('a' + i)), Activity: activities[i]}
		e.Pattern.Tasks = append(e.Pattern.Tasks, t)
		for n, l := range levels {
			if n >= len(e.Visits) {
				e.Visits = append(e.Visits, Seen{Minutes: took, Levels: map[plan.TaskID]assessment.Level{}})
			}
			if level, ok := steps[l]; ok {
				e.Visits[n].Levels[t.ID] = level
			}
		}
	}
	return e
}

func TestStepDownRule(t *testing.T) {
	for _, c := range []struct {
		name string
		e    Evidence
		want StepDownKind // empty: nothing is proposed
		to   int
		free int // minutes a week
	}{
		{"alone six times", made(45, 40, "AAAAAA", "AAAAAA"), EndVisits, 0, 315},
		{"alone five times", made(45, 40, "AAAAA", "AAAAA"), "", 0, 0},
		{"alone, but one task once with a reminder", made(45, 44, "AAAAAA", "AARAAA"), "", 0, 0},
		{"alone, but one task not done once", made(45, 44, "AAAAAA", "AANAAA"), "", 0, 0},
		{"alone, but one task not recorded once", made(45, 44, "AAAAAA", "AA-AAA"), "", 0, 0},
		{"alone now, hands-on before", made(45, 40, "AAAAAAHH", "AAAAAAHH"), EndVisits, 0, 315},
		{"hands-on now, alone before", made(45, 20, "HAAAAAAA", "AAAAAAAA"), "", 0, 0},
		{"reminders, and each visit took 25 of 45", made(45, 25, "RRRRRR", "AARAAR"), ShortenVisits, 30, 105},
		{"reminders, and each visit took 30 of 45", made(45, 30, "RRRRRR", "AARAAR"), ShortenVisits, 30, 105},
		{"reminders, but visits took 31 of 45", made(45, 31, "RRRRRR", "AARAAR"), "", 0, 0},
		{"an hour goes to 45 minutes, not to 30", made(60, 20, "RRRRRR", "RRRRRR"), ShortenVisits, 45, 105},
		{"40 minutes go to 30", made(40, 20, "RRRRRR", "RRRRRR"), ShortenVisits, 30, 70},
		{"never below 30", made(30, 10, "RRRRRR", "RRRRRR"), "", 0, 0},
		{"35 minutes go to 30", made(35, 10, "RRRRRR", "RRRRRR"), ShortenVisits, 30, 35},
		{"nobody wrote down when they left", made(45, 0, "RRRRRR", "RRRRRR"), "", 0, 0},
		{"hands-on help takes its time", made(45, 20, "HHHHHH", "RRRRRR"), "", 0, 0},
		{"watched, always better than at first", made(45, 25, "WWWWWWHH", "RRRRRRRR"), ShortenVisits, 30, 105},
		{"watched, as at first", made(45, 25, "WWWWWWWW", "RRRRRRRR"), "", 0, 0},
		{"reminders now, alone before: getting worse", made(45, 25, "RRRRRRAAAAAA", "AAAAAAAAAAAA"), "", 0, 0},
		{"hands-on twelve times", made(45, 45, "HHHHHHHHHHHH", "RRRRRRRRRRRR"), Decide, 45, 0},
		{"hands-on eleven times", made(45, 45, "HHHHHHHHHHH", "RRRRRRRRRRR"), "", 0, 0},
		{"a gain in one task", made(45, 45, "HHHHHHHHHHHH", "ARRRRRRRRRRR"), "", 0, 0},
		{"a loss in one task", made(45, 45, "HHHHHHHHHHHH", "HRRRRRRRRRRR"), "", 0, 0},
		{"not tried at all", made(45, 45, "NNNNNNNNNNNN", "NNNNNNNNNNNN"), "", 0, 0},
		{"no tasks", made(45, 45), "", 0, 0},
	} {
		got, ok := c.e.propose(6)
		if ok != (c.want != "") || got.Kind != c.want {
			t.Errorf("%s: %q, want %q", c.name, got.Kind, c.want)
			continue
		}
		if ok && (got.ToMin != c.to || got.FreedMin != c.free || got.Why == "") {
			t.Errorf("%s: to %d minutes, %d freed a week (%s), want %d and %d", c.name, got.ToMin, got.FreedMin, got.Why, c.to, c.free)
		}
	}
}

func TestWhyInWords(t *testing.T) {
	for want, e := range map[string]Evidence{
		"has washed without help in the last 6 morning visits.":                                made(45, 40, "AAAAAA"),
		"has washed, got dressed and made meals without help in the last 6 morning visits.":    made(45, 40, "AAAAAA", "AAAAAA", "AAAAAA"),
		"needs little help now, and each of the last 6 morning visits took 25 minutes or less": made(45, 25, "RRRRRR"),
		"has needed the same help in the last 12 morning visits. Is this their best for now?":  made(45, 45, "HHHHHHHHHHHH"),
	} {
		if got, _ := e.propose(6); !strings.HasPrefix(got.Why, want) {
			t.Errorf("says %q, want %q", got.Why, want)
		}
	}
	for _, a := range assessment.Activities {
		if didWords[a] == "" {
			t.Errorf("%s done alone has no words", a)
		}
	}
}

func TestCompareWithWhatStands(t *testing.T) {
	end := StepDown{Pattern: "p", Kind: EndVisits, FromMin: 45, State: Proposed}
	shorter := StepDown{Pattern: "p", Kind: ShortenVisits, FromMin: 45, ToMin: 30, State: Proposed}
	declined := end
	declined.State = Declined
	for _, c := range []struct {
		name        string
		found, old  []StepDown
		fresh, gone int
	}{
		{"the first time", []StepDown{end}, nil, 1, 0},
		{"it stands", []StepDown{end}, []StepDown{end}, 0, 0},
		{"no longer so", nil, []StepDown{end}, 0, 1},
		{"now something else", []StepDown{end}, []StepDown{shorter}, 1, 1},
		{"declined this week", []StepDown{end}, []StepDown{declined}, 0, 0},
	} {
		fresh, gone := compare(c.found, c.old)
		if len(fresh) != c.fresh || len(gone) != c.gone {
			t.Errorf("%s: %d new, %d lapse", c.name, len(fresh), len(gone))
		}
	}
}

// TestStillAtHome: what counts in the old ASCOF 2B(1), place by place.
func TestStillAtHome(t *testing.T) {
	want := map[Whereabouts]bool{
		AtOwnHome: true, ExtraCare: true, SharedLives: true, CareRespite: true,
		InHospital: false, CareHome: false, HasDied: false, NotContacted: false,
	}
	for _, p := range Places {
		yes, known := want[p]
		if !known || p.Label() == "" || p.AtHome() != yes {
			t.Errorf("%s counts as home: %v", p, p.AtHome())
		}
		delete(want, p)
	}
	if len(want) > 0 || Whereabouts("").AtHome() {
		t.Errorf("places without words: %v", want)
	}
}

func TestKnownFromTheRecord(t *testing.T) {
	const day = when.Date("2026-03-01")
	stay := func(kind person.EventKind, from, until when.Date) []person.Event {
		return []person.Event{{Kind: kind, From: from, Until: until}}
	}
	for _, c := range []struct {
		name  string
		k     Known
		today when.Date
		want  Whereabouts
		ok    bool
	}{
		{"nothing is known", Known{}, day, AtOwnHome, false},
		{"died before", Known{Died: "2026-02-01"}, "2026-02-02", HasDied, true},
		{"died on the day", Known{Died: day}, day, HasDied, true},
		{"died after: where were they?", Known{Died: "2026-03-05"}, "2026-03-06", AtOwnHome, false},
		{"in hospital, but it is too early to say", Known{Stays: stay(person.Hospital, "2026-02-20", "")}, "2026-02-28", "", false},
		{"in hospital on the day", Known{Stays: stay(person.Hospital, "2026-02-20", "")}, day, InHospital, true},
		{"in hospital until after", Known{Stays: stay(person.Hospital, "2026-02-20", "2026-03-02")}, "2026-03-03", InHospital, true},
		{"home from hospital on the day", Known{Stays: stay(person.Hospital, "2026-02-20", day)}, day, AtOwnHome, false},
		{"went in after", Known{Stays: stay(person.Hospital, "2026-03-02", "")}, "2026-03-03", AtOwnHome, false},
		{"in a care home", Known{Stays: stay(person.CareHome, "2026-01-20", "")}, day, CareHome, true},
		{"in a care home that they left: a short break?", Known{Stays: stay(person.CareHome, "2026-02-20", "2026-03-04")}, "2026-03-05", CareHome, false},
		{"support at home says nothing", Known{Stays: stay(person.CommunityCare, "2026-01-20", "")}, day, AtOwnHome, false},
		{"visited at home on the day", Known{VisitedOn: true}, day, AtOwnHome, true},
		{"visited, then taken to hospital", Known{VisitedOn: true, Stays: stay(person.Hospital, day, "")}, day, InHospital, true},
	} {
		got, ok := c.k.whereabouts(day, c.today)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%s: %q, known %v", c.name, got, ok)
		}
	}
}

func TestFindingRules(t *testing.T) {
	f := FollowUp{DueOn: "2026-03-01", Tries: 2}
	for _, c := range []struct {
		name  string
		n     Finding
		tries int
		today when.Date
		want  string
	}{
		{"at home, the person said", Finding{Whereabouts: AtOwnHome, KnownFrom: FromPerson}, 0, "2026-03-01", ""},
		{"nowhere", Finding{KnownFrom: FromPerson}, 0, "2026-03-01", "whereabouts"},
		{"who said so?", Finding{Whereabouts: AtOwnHome}, 0, "2026-03-01", "known_from"},
		{"a person cannot be the record", Finding{Whereabouts: AtOwnHome, KnownFrom: FromRecord}, 0, "2026-03-01", "known_from"},
		{"the day before", Finding{Whereabouts: AtOwnHome, KnownFrom: FromPerson}, 0, "2026-02-28", "whereabouts"},
		{"died before the day", Finding{Whereabouts: HasDied, KnownFrom: FromFamily}, 0, "2026-02-20", ""},
		{"not found out after two tries", Finding{Whereabouts: NotContacted}, 2, "2026-03-05", "whereabouts"},
		{"not found out after three", Finding{Whereabouts: NotContacted}, 3, "2026-03-05", ""},
	} {
		f.Tries = c.tries
		err, _ := fault.Of(c.n.check(f, c.today))
		got := ""
		if err != nil {
			got = strings.Join(err.Order, " ")
		}
		if got != c.want {
			t.Errorf("%s: wrong are %q, want %q", c.name, got, c.want)
		}
	}
}

func TestGoalsTogether(t *testing.T) {
	for _, c := range []struct {
		results []plan.Result
		want    plan.Result
	}{
		{nil, ""},
		{[]plan.Result{plan.Met, plan.Met}, plan.Met},
		{[]plan.Result{plan.Met, plan.NotMet}, plan.Partly},
		{[]plan.Result{plan.Partly, plan.NotMet}, plan.Partly},
		{[]plan.Result{plan.NotMet, plan.NotMet}, plan.NotMet},
	} {
		var r Review
		for _, x := range c.results {
			r.Goals = append(r.Goals, GoalResult{Result: x})
		}
		if got := r.Met(); got != c.want {
			t.Errorf("%v together are %q, want %q", c.results, got, c.want)
		}
	}
}
