package plan

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/assessment"
)

// Routes of this package.
var Routes = []web.Route{
	web.Get("/people/{person}/plan", MaySee, show),
	web.Get("/people/{person}/plan/goals/{goal}", MayWrite, goalPage),
	web.Post("/people/{person}/plan/goals/{goal}", MayWrite, saveGoal),
	web.Post("/people/{person}/plan/goals/{goal}/drop", MayWrite, dropGoal),
	web.Get("/people/{person}/plan/visits/{pattern}", MayWrite, patternPage),
	web.Post("/people/{person}/plan/visits/{pattern}", MayWrite, savePattern),
	web.Get("/people/{person}/plan/visits/{pattern}/end", MayWrite, stopPage),
	web.Post("/people/{person}/plan/visits/{pattern}/end", MayWrite, stopPattern),
	web.Get("/people/{person}/plan/agree", MayAgree, agreePage),
	web.Post("/people/{person}/plan/agree", MayAgree, agree),
}

func path(p ids.Person, parts ...string) string {
	return web.PersonPath(p, append([]string{"plan"}, parts...)...)
}

func cancel(c *web.Call) ui.Link { return ui.Link{Text: "Cancel", Href: path(c.Person())} }

// read gives the plan that has not ended, or a new one with version 0.
func read(c *web.Call, a gate.Action) (p Plan, labels assessment.Labels, err error) {
	err = c.Gate.Read(c, a, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		p, err = Current(s, c.Person())
		if gate.Missing(err) {
			p, err = Plan{ID: ID(ids.New()), Person: c.Person(), State: StateDraft}, nil
		}
		if err != nil {
			return err
		}
		labels, err = assessment.Words(s)
		return err
	})
	return p, labels, err
}

// hidden says which plan a form is about.
func (p Plan) hidden() []ui.Pair {
	return []ui.Pair{{Name: "plan", Value: string(p.ID)}, ui.Version(p.Version)}
}

func show(c *web.Call) (web.Reply, error) {
	p, labels, err := read(c, MaySee)
	if err != nil {
		return nil, err
	}
	write := c.Can(MayWrite)
	var blocks []ui.Block
	if p.Version == 0 {
		blocks = append(blocks, ui.Inset("There is no plan yet. It begins with a goal: something the person wants to do, in their own words."))
		if write {
			blocks = append(blocks, ui.ButtonLink("Add the first goal", path(p.Person, "goals", "new")))
		}
		return c.Page("Plan", blocks...), nil
	}
	blocks = append(blocks, p.summary(c.Now().On()))
	if write && p.State == StateDraft {
		blocks = append(blocks, ui.ButtonLink("Agree the plan", path(p.Person, "agree")))
	}
	blocks = append(blocks, ui.Heading("Goals"))
	for _, g := range p.Goals {
		blocks = append(blocks, p.goalCard(g, labels, write))
	}
	if len(p.Goals) == 0 {
		blocks = append(blocks, ui.Para("There are no goals yet."))
	}
	blocks = append(blocks, ui.Heading("Visits"))
	for _, x := range p.Patterns {
		blocks = append(blocks, p.patternCard(x, write))
	}
	if len(p.Patterns) == 0 {
		blocks = append(blocks, ui.Para("No visits are planned."))
	}
	if write {
		blocks = append(blocks, ui.Actions(
			ui.SecondaryLink("Add a goal", path(p.Person, "goals", "new")),
			ui.SecondaryLink("Add visits", path(p.Person, "visits", "new")),
		))
	}
	return c.Page("Plan", blocks...), nil
}

func (p Plan) summary(today when.Date) ui.Block {
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "Now", Block: ui.Tag{Text: p.State.Label(), Kind: map[State]ui.TagKind{StateDraft: ui.Waiting, StateAgreed: ui.Good}[p.State]}},
		{Key: "Visits a week", Value: p.weekSaid()},
	}}
	if p.State == StateAgreed {
		next := p.ReviewOn.Said()
		if p.ReviewOn < today {
			next += ", which has passed"
		}
		r.Rows = append(
			r.Rows,
			ui.RecordRow{Key: "Agreed", Value: p.AgreedAt.On().Said() + ". " + p.AgreedBy.Label()},
			ui.RecordRow{Key: "The person's copy", Value: p.Copy.Label()},
			ui.RecordRow{Key: "Next review", Value: next},
		)
	}
	return r
}

func (p Plan) weekSaid() string {
	n, minutes := 0, 0
	for _, x := range p.Patterns {
		n += x.Weekdays.Count()
		minutes += x.DurationMin * x.Weekdays.Count()
	}
	if n == 0 {
		return "None"
	}
	return fmt.Sprintf("%d, %s together", n, Length(minutes))
}

// Length is minutes as a screen shows them: "45 minutes", "1 hour",
// "2 hours 5 minutes".
func Length(minutes int) string {
	hours, rest := minutes/60, minutes%60
	switch {
	case hours == 0:
		return count(rest, "minute")
	case rest == 0:
		return count(hours, "hour")
	}
	return count(hours, "hour") + " " + count(rest, "minute")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (p Plan) goalCard(g Goal, labels assessment.Labels, write bool) ui.Block {
	r := ui.Record{Title: "“" + g.Words + "”"}
	add := func(key, value string) {
		if value != "" {
			r.Rows = append(r.Rows, ui.RecordRow{Key: key, Value: value})
		}
	}
	add("Why it matters", g.Why)
	add("About", g.Activity.Label())
	add("At first", labels[g.Baseline])
	add("Aim", labels[g.Target])
	add("By", g.TargetOn.Said())
	if len(g.Steps) > 0 {
		words := make([]string, 0, len(g.Steps))
		for _, s := range g.Steps {
			words = append(words, s.Words)
		}
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Steps", Block: ui.Bullets(words...)})
	}
	add("At the last review", g.Result.Label())
	if write {
		r.Links = []ui.Link{{Text: "Change goal", Href: path(p.Person, "goals", string(g.ID))}}
	}
	return r
}

func (p Plan) patternCard(x Pattern, write bool) ui.Block {
	r := ui.Record{Title: x.Part.Label() + ", " + x.Weekdays.Said(), Rows: []ui.RecordRow{
		{Key: "When", Value: x.timeSaid()},
		{Key: "How long", Value: Length(x.DurationMin) + ", " + count(x.Workers, "worker")},
	}}
	if after := x.afterSaid(); after != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "After the visit before", Value: after})
	}
	if x.Short.For != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Why under 30 minutes", Value: x.Short.For})
	}
	if len(x.Skills) > 0 {
		var words []string
		for _, s := range x.Skills {
			words = append(words, s.Label())
		}
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Worker trained in", Value: strings.Join(words, ", ")})
	}
	r.Rows = append(r.Rows, ui.RecordRow{Key: "From", Value: x.FromOn.Said()})
	if x.UntilOn != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Last day", Value: x.UntilOn.Said()})
	}
	tasks := make([]string, 0, len(x.Tasks))
	for _, t := range x.Tasks {
		g, _ := p.Goal(t.Goal)
		tasks = append(tasks, t.Words+" (for “"+g.Words+"”)")
	}
	r.Rows = append(r.Rows, ui.RecordRow{Key: "What happens", Block: ui.Bullets(tasks...)})
	if write && x.UntilOn == "" {
		r.Links = []ui.Link{
			{Text: "Change visits", Href: path(p.Person, "visits", string(x.ID))},
			{Text: "End visits", Href: path(p.Person, "visits", string(x.ID), "end")},
		}
	}
	return r
}

func (p Pattern) timeSaid() string {
	if p.MustBeAt {
		return when.Hour(p.StartMin) + ", and the time must be kept"
	}
	said := fmt.Sprintf("%s, between %s and %s", when.Hour(p.StartMin), when.Hour(p.EarliestMin), when.Hour(p.LatestMin))
	if p.OrLatestMin > 0 {
		said += fmt.Sprintf(", or between %s and %s", when.Hour(p.OrEarliestMin), when.Hour(p.OrLatestMin))
	}
	return said
}

// afterSaid is how long after the visit before it this one starts, in words;
// empty where nothing was agreed.
func (p Pattern) afterSaid() string {
	switch {
	case p.AfterLeastMin > 0 && p.AfterMostMin > 0:
		return "At least " + Length(p.AfterLeastMin) + ", at most " + Length(p.AfterMostMin)
	case p.AfterLeastMin > 0:
		return "At least " + Length(p.AfterLeastMin)
	case p.AfterMostMin > 0:
		return "At most " + Length(p.AfterMostMin)
	}
	return ""
}

// dayNames begin with Monday, as the bits of Weekdays do.
var dayNames = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// Said is the days in words: "every day", "Monday to Friday", "Monday, Friday".
func (w Weekdays) Said() string {
	switch w {
	case EveryDay:
		return "every day"
	case 31:
		return "Monday to Friday"
	case 96:
		return "Saturday and Sunday"
	}
	var words []string
	for i, name := range dayNames {
		if w&(1<<i) != 0 {
			words = append(words, name)
		}
	}
	return strings.Join(words, ", ")
}
