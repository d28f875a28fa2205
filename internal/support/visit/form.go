package visit

import (
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/plan"
)

// Sheet is what somebody needs in front of them to record a visit.
type Sheet struct {
	Visit  Visit
	Tasks  []TaskTrend // of this visit
	Labels assessment.Labels
	// Office adds how the record came in, and asks when the visit ended. On the
	// phone an empty end is now.
	Office bool
	// Channel fills in how the record came in, for the office.
	Channel Channel
	// StartMin fills in when the visit began, in minutes since midnight.
	StartMin int
}

// TasksAt are those of the person's tasks that belong to a visit, in the order
// of the plan, without those that had ended by its day.
func TasksAt(v Visit, all []TaskTrend) []TaskTrend {
	var out []TaskTrend
	for _, t := range all {
		if t.Pattern == v.Pattern && v.Pattern != "" && (t.Until == "" || t.Until >= v.On) {
			out = append(out, t)
		}
	}
	return out
}

// Heard are the ways in which the office hears of a visit.
var Heard = []ui.Option{
	{Value: string(Office), Label: "The worker told the office"}, {Value: string(Paper), Label: "It was written on paper"},
}

// Form asks at which step each task went and how the person was. Nothing is
// filled in from last time: what was then stands beside the question.
func (s Sheet) Form(action string, cancel ui.Link) ui.Form {
	v := s.Visit
	f := ui.Form{Action: action, Submit: "Save visit", Cancel: cancel, Hidden: []ui.Pair{
		ui.Version(v.Version), {Name: "on", Value: string(v.On)},
	}}
	began := s.StartMin
	if !v.Arrived.IsZero() {
		began = v.Arrived.Minute()
	}
	arrived := ui.Field{Name: "arrived", Label: "When did the visit begin?", Kind: ui.KindTime, Value: clock(began)}
	left := ui.Field{Name: "left", Label: "When did it end?", Kind: ui.KindTime, Hint: "Leave this empty if it ends now.", Optional: true}
	if s.Office {
		arrived.Value, left.Hint, left.Optional = "", "", false
		f.Fields = append(f.Fields, ui.Field{Name: "channel", Label: "How do you know?", Kind: ui.KindRadios, Value: string(s.Channel), Options: Heard})
	}
	f.Fields = append(f.Fields, arrived)
	if s.Office { // as a sheet has it
		f.Fields = append(f.Fields, left)
	}
	var ids []string
	for _, t := range s.Tasks {
		ids = append(ids, string(t.Task))
		f.Fields = append(f.Fields, s.ladder("level-"+string(t.Task), t.Words, t.Last()))
	}
	f.Hidden = append(f.Hidden, ui.Pair{Name: "tasks", Value: strings.Join(ids, " ")})
	feeling := ui.Field{Name: "feeling", Label: "How was the person, compared with last time?", Kind: ui.KindLadder, Optional: true, Options: ui.Options(Feelings)}
	f.Fields = append(
		f.Fields, feeling,
		ui.Field{Name: "note", Label: "Anything to tell the next worker?", Hint: "The person can read this.", Kind: ui.KindArea, Rows: 3, Optional: true},
	)
	if !s.Office {
		f.Fields = append(f.Fields, left)
	}
	return f
}

// ladder asks for one step, with last visit's beside it.
func (s Sheet) ladder(name, label string, last assessment.Level) ui.Field {
	f := ui.Field{Name: name, Label: label, Kind: ui.KindLadder, Hint: "Not recorded before"}
	if last != "" {
		f.Hint = "Last visit: " + s.Labels[last]
	}
	for _, l := range assessment.Ladder {
		f.Options = append(f.Options, ui.Option{Value: string(l), Label: s.Labels[l]})
	}
	return f
}

// clock is minutes since midnight as a time field has them: 08:30.
func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60%24, minute%60) }

// ReadForm reads what a Sheet's form sent. An end that was left empty is now.
// Errors: visit.recording, by field.
func ReadForm(c *web.Call, id ID) (Recording, error) {
	var form struct {
		Version int       `json:"version"`
		On      when.Date `json:"on"`
		Tasks   string    `json:"tasks"`
		Arrived string    `json:"arrived"`
		Left    string    `json:"left"`
		Feeling Feeling   `json:"feeling"`
		Note    string    `json:"note"`
		Channel Channel   `json:"channel"`
	}
	if err := c.Form(&form); err != nil {
		return Recording{}, err
	}
	r := Recording{
		Person: c.Person(), Visit: id, Version: form.Version, Feeling: form.Feeling, Note: form.Note, Channel: form.Channel,
	}
	var checks fault.Checks
	r.Arrived = readClock(&checks, "arrived", form.On, form.Arrived)
	r.Left = readClock(&checks, "left", form.On, form.Left)
	if form.Left == "" {
		r.Left = c.Now()
	} else if r.Left.Before(r.Arrived.Time) && r.Arrived.Minute() > 20*60 {
		r.Left = readClock(&checks, "left", form.On.Add(1), form.Left) // past midnight
	}
	for _, task := range strings.Fields(form.Tasks) {
		level := c.Posted("level-" + task)
		checks.Field(level == "", "level-"+task, "Choose how this went. If it was not done today, choose that.")
		r.Tasks = append(r.Tasks, TaskDone{Task: plan.TaskID(task), Level: assessment.Level(level)})
	}
	return r, checks.Err("visit.recording")
}

// readClock reads a time of day; empty is the zero Instant.
func readClock(checks *fault.Checks, name string, on when.Date, text string) when.Instant {
	if text == "" || on == "" {
		return when.Instant{}
	}
	m, err := when.ParseHour(text)
	checks.Field(err != nil, name, "Enter a time, like 8:30am.")
	if err != nil {
		return when.Instant{}
	}
	return on.AtMinute(m)
}

// Second asks the second of two workers when they were there and what they
// would add.
func (s Sheet) Second(action string, cancel ui.Link) ui.Form {
	f := s.Form(action, cancel)
	var short []ui.Field
	for _, x := range f.Fields {
		if !strings.HasPrefix(x.Name, "level-") {
			short = append(short, x)
		}
	}
	f.Fields = short
	f.Hidden = slices.DeleteFunc(f.Hidden, func(p ui.Pair) bool { return p.Name == "tasks" })
	return f
}
