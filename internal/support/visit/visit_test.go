package visit

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/plan"
)

const monday = when.Date("2026-11-30")

var noon = monday.AtMinute(12 * 60)

func planned() Visit {
	return Visit{ID: "v", Person: "p", On: monday, StartMin: 480, DurationMin: 45, Workers: 1, State: Planned, Version: 1}
}

func TestTransitions(t *testing.T) {
	states := []State{Planned, Done, Unanswered, Unwanted, Missed, CalledOff}
	for _, s := range states {
		if s.Label() == "" || stateTags[s] == 0 && s != Planned {
			t.Errorf("%s has no words or no colour", s)
		}
	}
	seen := map[[2]string]bool{}
	for _, x := range Transitions {
		key := [2]string{string(x.From), x.Action}
		if seen[key] || !slices.Contains(states, x.From) || !slices.Contains(states, x.To) {
			t.Errorf("%+v", x)
		}
		seen[key] = true
	}
	for _, c := range []struct {
		from   State
		action string
		to     State
		ok     bool
	}{
		{Planned, "record", Done, true},
		{Missed, "record", Done, true},
		{CalledOff, "record", Done, true},
		{Done, "record", Done, false},
		{Done, "cancel", Done, false},
		{Done, "miss", Done, false},
		{CalledOff, "no_answer", CalledOff, false},
		{Unanswered, "cancel", Unanswered, false},
	} {
		if to, ok := c.from.next(c.action); to != c.to || ok != c.ok {
			t.Errorf("%s, %s: %s %v", c.from, c.action, to, ok)
		}
	}
}

func TestTimesOfARecord(t *testing.T) {
	at := func(day, minute int) when.Instant { return monday.Add(day).AtMinute(minute) }
	for name, c := range map[string]struct {
		arrived, left when.Instant
		wrong         string
	}{
		"as planned":              {at(0, 480), at(0, 525), ""},
		"no time at all":          {at(0, 480), at(0, 480), ""},
		"ends before it starts":   {at(0, 480), at(0, 479), "left"},
		"no arrival":              {when.Instant{}, at(0, 500), "arrived"},
		"no end":                  {at(0, 480), when.Instant{}, "left"},
		"the evening before":      {at(-1, 23*60+50), at(0, 20), ""},
		"two days before":         {at(-2, 480), at(-2, 500), "arrived"},
		"over 12 hours":           {at(-1, 480), at(0, 481), "left"},
		"phone 10 minutes ahead":  {at(0, 480), noon.Add(10 * time.Minute), ""},
		"phone 11 minutes ahead":  {at(0, 480), noon.Add(11 * time.Minute), "left"},
		"begun in the future":     {noon.Add(time.Hour), noon.Add(2 * time.Hour), "arrived"},
		"the day after, in hours": {at(1, 480), at(1, 500), "arrived"},
	} {
		_, _, _, err := planned().record(Recording{Arrived: c.arrived, Left: c.left}, past{}, "sam", noon)
		f, bad := fault.Of(err)
		if bad != (c.wrong != "") || bad && f.Fields[c.wrong] == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRecordRule(t *testing.T) {
	before := past{activities: map[plan.TaskID]assessment.Activity{"t1": assessment.Wash}}
	good := Recording{
		Arrived: monday.AtMinute(480), Left: monday.AtMinute(520), Note: "  Fine. ", Feeling: Same, Channel: App,
		Tasks: []TaskDone{
			{"t1", "", assessment.Alone}, {"t1", "", assessment.Reminder}, // the last word counts
			{"t2", assessment.Shave, assessment.HandsOn}, // not in the plan, and kept
			{"t3", "juggling", assessment.Watched},       // nor is the activity one of ours
			{"t4", "", ""},                               // nobody said
		},
	}
	v, tasks, concerns, err := planned().record(good, before, "sam", noon)
	if err != nil || v.State != Done || v.RecordedBy != "sam" || v.Note != "Fine." || len(concerns) != 0 {
		t.Fatalf("%+v %v %v", v, concerns, err)
	}
	want := []Task{
		{"v", "t1", monday, assessment.Wash, assessment.Reminder},
		{"v", "t2", monday, assessment.Shave, assessment.HandsOn},
		{"v", "t3", monday, assessment.Other, assessment.Watched},
	}
	if !slices.Equal(tasks, want) {
		t.Errorf("tasks %+v", tasks)
	}
	for name, spoil := range map[string]func(*Recording){
		"level":   func(r *Recording) { r.Tasks = []TaskDone{{"t1", "", "well"}} },
		"feeling": func(r *Recording) { r.Feeling = "fine" },
		"note":    func(r *Recording) { r.Note = strings.Repeat("x", mostNote+1) },
		"tasks":   func(r *Recording) { r.Tasks = make([]TaskDone, mostTasks+1) },
		"no id":   func(r *Recording) { r.Tasks = []TaskDone{{"", "", assessment.Alone}} },
	} {
		bad := good
		spoil(&bad)
		if v, _, _, err := planned().record(bad, before, "sam", noon); fault.KindOf(err) != fault.Invalid || v.State != Planned {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, _, err := v.record(good, before, "ada", noon); !fault.Is(err, "visit.already_recorded") {
		t.Errorf("recorded twice: %v", err)
	}
}

// TestWorse: 5 alone, 4 reminder, 3 watched, 2 hands on, 1 done for; not done
// says nothing.
func TestWorse(t *testing.T) {
	type levels = []assessment.Level
	for name, c := range map[string]struct {
		feeling Feeling
		now     assessment.Level
		before  levels // newest first
		want    alert.Detail
	}{
		"better":                        {Better, assessment.Alone, levels{assessment.HandsOn}, ""},
		"says so":                       {Worse, assessment.Alone, nil, feelsWorse},
		"two steps below all three":     {Same, assessment.HandsOn, levels{assessment.Reminder, assessment.Alone, assessment.Reminder}, taskFell},
		"one step below one of them":    {Same, assessment.HandsOn, levels{assessment.Watched, assessment.Alone, assessment.Alone}, ""},
		"only two records":              {Same, assessment.DoneFor, levels{assessment.Alone, assessment.Alone}, ""},
		"not tried today":               {Same, assessment.NotDone, levels{assessment.Alone, assessment.Alone, assessment.Alone}, ""},
		"not tried before is passed by": {Same, assessment.HandsOn, levels{assessment.NotDone, assessment.Alone, assessment.NotDone, assessment.Alone, assessment.Reminder}, taskFell},
		"long ago does not count":       {Same, assessment.Watched, levels{assessment.Alone, assessment.Alone, assessment.Alone, assessment.HandsOn}, taskFell},
	} {
		before := past{levels: map[plan.TaskID][]Task{}}
		for _, l := range c.before {
			before.levels["t"] = append(before.levels["t"], Task{Task: "t", Level: l})
		}
		if got := worse(c.feeling, []Task{{Task: "t", Level: c.now}}, before); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestNotWantedRule(t *testing.T) {
	for name, c := range map[string]struct {
		first  bool
		reason Declining
		states []State
		want   alert.Detail
		ok     bool
	}{
		"the first of the episode": {true, Managed, nil, "first", true},
		"once in a while":          {false, Managed, []State{Done, Done, Done, Unwanted}, "", true},
		"again":                    {false, Managed, []State{Done, Unwanted}, "repeated", true},
		"does not feel well":       {false, NotWell, []State{Done}, "not_well", true},
		"no such reason":           {false, "because", nil, "", false},
	} {
		v := planned()
		v.First = c.first
		got, concerns, err := v.notWanted(Declined{Reason: c.reason}, past{states: c.states}, "sam", noon)
		if (err == nil) != c.ok || c.ok && got.State != Unwanted {
			t.Errorf("%s: %+v %v", name, got, err)
			continue
		}
		detail := alert.Detail("")
		if len(concerns) == 1 {
			detail = concerns[0].Detail
		}
		if detail != c.want {
			t.Errorf("%s: alert %q, want %q", name, detail, c.want)
		}
	}
}

func TestNoAnswerRule(t *testing.T) {
	v, concerns, err := planned().noAnswer(NotAnswered{Arrived: monday.AtMinute(481), Tried: []Tried{Rang}}, "sam", noon)
	if err != nil || v.State != Unanswered || len(concerns) != 1 || concerns[0].Level != alert.ActNow || v.Tried()[0] != Rang {
		t.Errorf("%+v %v %v", v, concerns, err)
	}
	if _, _, err := planned().noAnswer(NotAnswered{Arrived: monday.AtMinute(481), Tried: []Tried{"prayed"}}, "sam", noon); fault.KindOf(err) != fault.Invalid {
		t.Errorf("tried something unheard of: %v", err)
	}
}

func TestEveryCodeHasWords(t *testing.T) {
	for _, x := range Tries {
		if x.Label() == "" {
			t.Errorf("%s", x)
		}
	}
	for _, x := range Declinings {
		if x.Label() == "" {
			t.Errorf("%s", x)
		}
	}
	for _, x := range append(CallOffs, PlanChanged, SupportOver) {
		if x.Label() == "" {
			t.Errorf("%s", x)
		}
	}
}
