package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
)

func patternPage(c *web.Call) (web.Reply, error) {
	p, _, err := read(c, MayWrite)
	if err != nil {
		return nil, err
	}
	if len(p.Goals) == 0 {
		return c.Page("Add visits", ui.Inset("Add a goal first: every visit does something for a goal."),
			ui.ButtonLink("Add the first goal", path(p.Person, "goals", isNew))).BackTo("Plan", path(p.Person)), nil
	}
	x, title, from := Pattern{Part: Morning, Weekdays: EveryDay, StartMin: 8 * 60, EarliestMin: 7*60 + 30, LatestMin: 8*60 + 30, DurationMin: 45, Workers: 1}, "Add visits", c.Now().On()
	if id := c.Path("pattern"); id != isNew {
		var ok bool
		if x, ok = p.Pattern(PatternID(id)); !ok {
			return nil, gate.NotFound()
		}
		title = "Change visits"
	}
	if p.State == StateAgreed {
		from = from.Add(1)
	} else if x.FromOn != "" {
		from = x.FromOn
	}
	var days []string
	for i := range dayNames {
		if x.Weekdays&(1<<i) != 0 {
			days = append(days, strconv.Itoa(1<<i))
		}
	}
	f := ui.Form{
		Action: path(p.Person, "visits", c.Path("pattern")), Submit: "Save visits", Cancel: cancel(c),
		Hidden: append(p.hidden(), ui.Pair{Name: "id", Value: ids.New()}),
		Fields: []ui.Field{
			{Name: "part", Label: "Part of the day", Kind: ui.KindRadios, Value: string(x.Part), Options: ui.Options(Parts)},
			{Name: "weekdays", Label: "Which days?", Kind: ui.KindChecks, Values: days, Options: dayOptions()},
			{Name: "start", Label: "Start time", Kind: ui.KindTime, Value: clock(x.StartMin)},
			{Name: "earliest", Label: "May begin from", Kind: ui.KindTime, Value: clock(x.EarliestMin)},
			{Name: "latest", Label: "May begin until", Kind: ui.KindTime, Value: clock(x.LatestMin)},
			{Name: "or_earliest", Label: "Or from another time?", Kind: ui.KindTime, Value: clockIf(x.OrEarliestMin), Optional: true, Hint: "Where the visit may be at one time or at another, for example before the day centre or after it."},
			{Name: "or_latest", Label: "Until", Kind: ui.KindTime, Value: clockIf(x.OrLatestMin), Optional: true},
			{
				Name: "must_be_at", Label: "Must the time be kept?", Kind: ui.KindChecks, Optional: true, Values: yesIf(x.MustBeAt),
				Options: []ui.Option{{Value: "yes", Label: "Yes, the time matters", Hint: "For example for medicines. The visit then begins at this time."}},
			},
			{Name: "after_least", Label: "At least how long after the visit before it?", Kind: ui.KindNumber, Value: minutesIf(x.AfterLeastMin), Suffix: "minutes", Width: 3, Optional: true, Hint: "From the end of the person’s visit before it on the same day, for example where a medicine needs hours between doses: 240 for four hours."},
			{Name: "after_most", Label: "At most how long after it?", Kind: ui.KindNumber, Value: minutesIf(x.AfterMostMin), Suffix: "minutes", Width: 3, Optional: true},
			{Name: "duration", Label: "How long?", Kind: ui.KindNumber, Value: strconv.Itoa(x.DurationMin), Suffix: "minutes", Width: 3},
			{Name: "workers", Label: "How many workers?", Kind: ui.KindRadios, Value: strconv.Itoa(x.Workers), Options: []ui.Option{{Value: "1", Label: "1 worker"}, {Value: "2", Label: "2 workers"}}},
			{Name: "skills", Label: "What must the worker be trained in?", Kind: ui.KindChecks, Optional: true, Values: texts(x.Skills), Options: ui.Options(staff.Skills)},
			{Name: "from", Label: "From which day?", Kind: ui.KindDate, Value: string(from)},
		},
	}
	f.Fields = append(f.Fields, p.taskFields(x)...)
	f.Fields = append(f.Fields, shortFields(x.Short)...)
	return c.Page(title, f).BackTo("Plan", path(p.Person)), nil
}

func dayOptions() []ui.Option {
	var out []ui.Option
	for i, name := range dayNames {
		out = append(out, ui.Option{Value: strconv.Itoa(1 << i), Label: name})
	}
	return out
}

// clock is minutes past midnight as a time field has them: 08:30.
func clock(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// clockIf is clock; empty for none.
func clockIf(m int) string {
	if m == 0 {
		return ""
	}
	return clock(m)
}

// minutesIf is a number of minutes as a field has it; empty for none.
func minutesIf(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yesIf(b bool) []string {
	if b {
		return []string{"yes"}
	}
	return nil
}

func texts[T ~string](all []T) []string {
	out := make([]string, 0, len(all))
	for _, x := range all {
		out = append(out, string(x))
	}
	return out
}

// taskFields ask, goal by goal, what the visit does for it.
func (p Plan) taskFields(x Pattern) []ui.Field {
	out := []ui.Field{{Kind: ui.KindHeading, Label: "What does the visit do?", Hint: "One task on each line. Say what the person does and how the worker helps."}}
	for _, g := range p.Goals {
		var words []string
		for _, t := range x.Tasks {
			if t.Goal == g.ID {
				words = append(words, t.Words)
			}
		}
		out = append(out, ui.Field{Name: "task_" + string(g.ID), Label: "For “" + g.Words + "”", Kind: ui.KindArea, Rows: 2, Value: strings.Join(words, "\n"), Optional: true})
	}
	return out
}

func shortFields(s Short) []ui.Field {
	return []ui.Field{
		{Kind: ui.KindHeading, Label: "Only for visits under 30 minutes", Hint: "National guidance (NICE NG21) allows them only when all three are true."},
		{Name: "known_worker", Label: "The worker", Kind: ui.KindChecks, Optional: true, Values: yesIf(s.KnownWorker), Options: []ui.Option{{Value: "yes", Label: "The person knows the worker"}}},
		{Name: "part_of_more", Label: "Other support", Kind: ui.KindChecks, Optional: true, Values: yesIf(s.PartOfMore), Options: []ui.Option{{Value: "yes", Label: "This visit is part of more support"}}},
		{Name: "short_for", Label: "Which one task or safety check is it long enough for?", Value: s.For, Optional: true},
	}
}

// patternForm is what the visits page sends.
type patternForm struct {
	Ref
	ID         PatternID     `json:"id"`
	Part       Part          `json:"part"`
	Weekdays   []string      `json:"weekdays"`
	Start      string        `json:"start"`
	Earliest   string        `json:"earliest"`
	Latest     string        `json:"latest"`
	OrEarliest string        `json:"or_earliest"`
	OrLatest   string        `json:"or_latest"`
	MustBeAt   bool          `json:"must_be_at"`
	AfterLeast int           `json:"after_least"`
	AfterMost  int           `json:"after_most"`
	Duration   int           `json:"duration"`
	Workers    int           `json:"workers"`
	Skills     []staff.Skill `json:"skills"`
	From       when.Date     `json:"from"`
	Known      bool          `json:"known_worker"`
	PartOfMore bool          `json:"part_of_more"`
	ShortFor   string        `json:"short_for"`
}

// pattern turns the answers into a pattern.
func (f patternForm) pattern() (Pattern, error) {
	var c fault.Checks
	x := Pattern{ID: f.ID, Part: f.Part, DurationMin: f.Duration, AfterLeastMin: f.AfterLeast, AfterMostMin: f.AfterMost, Workers: f.Workers, MustBeAt: f.MustBeAt, Skills: f.Skills}
	read := func(name, text string, into *int) {
		minute, err := when.ParseHour(text)
		c.Field(err != nil, name, "Enter a time, like 8:30.")
		*into = minute
	}
	read("start", f.Start, &x.StartMin)
	if f.MustBeAt {
		x.EarliestMin, x.LatestMin = x.StartMin, x.StartMin
	} else {
		read("earliest", f.Earliest, &x.EarliestMin)
		read("latest", f.Latest, &x.LatestMin)
	}
	if f.OrEarliest+f.OrLatest != "" {
		read("or_earliest", f.OrEarliest, &x.OrEarliestMin)
		read("or_latest", f.OrLatest, &x.OrLatestMin)
	}
	if err := c.Err("plan.pattern"); err != nil {
		return x, err
	}
	if x.DurationMin < shortVisit {
		x.Short = Short{KnownWorker: f.Known, PartOfMore: f.PartOfMore, For: f.ShortFor}
	}
	for _, d := range f.Weekdays {
		n, _ := strconv.Atoi(d)
		if n >= 1 && n <= 64 && n&(n-1) == 0 {
			x.Weekdays |= Weekdays(n)
		}
	}
	return x, nil
}

func savePattern(c *web.Call) (web.Reply, error) {
	var f patternForm
	err := c.Form(&f)
	f.Person = c.Person()
	n := PatternChange{Ref: f.Ref, From: f.From}
	if id := c.Path("pattern"); id != isNew {
		n.Old = PatternID(id)
	}
	if err == nil {
		n.Pattern, err = f.pattern()
	}
	if err == nil {
		n.Pattern.Tasks, err = tasksFrom(c, n.Old)
	}
	if err == nil {
		err = SavePattern(c, c.Gate, n)
	}
	if err != nil {
		return c.Again(patternPage, err)
	}
	return web.Go(path(f.Person), "Visits saved."), nil
}

// tasksFrom reads the tasks of the form, goal by goal. One that was there
// before keeps its id.
func tasksFrom(c *web.Call, old PatternID) ([]Task, error) {
	p, _, err := read(c, MayWrite)
	if err != nil {
		return nil, err
	}
	before, _ := p.Pattern(old)
	var out []Task
	for _, g := range p.Goals {
		for _, words := range lines(c.Posted("task_" + string(g.ID))) {
			t := Task{ID: TaskID(ids.New()), Goal: g.ID, Activity: g.Activity, Words: words}
			if i := slices.IndexFunc(before.Tasks, func(b Task) bool { return b.Goal == g.ID && b.Words == words }); i >= 0 {
				t.ID = before.Tasks[i].ID
			}
			out = append(out, t)
		}
	}
	return out, nil
}
