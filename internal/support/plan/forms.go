package plan

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/assessment"
)

// isNew is the word in the address for what is not there yet.
const isNew = "new"

func goalPage(c *web.Call) (web.Reply, error) {
	p, labels, err := read(c, MayWrite)
	if err != nil {
		return nil, err
	}
	g, title := Goal{ID: GoalID(ids.New())}, "Add a goal"
	if id := c.Path("goal"); id != isNew {
		var ok bool
		if g, ok = p.Goal(GoalID(id)); !ok {
			return nil, gate.NotFound()
		}
		title = "Change a goal"
	}
	var steps []string
	for _, s := range g.Steps {
		steps = append(steps, s.Words)
	}
	blocks := []ui.Block{ui.Form{
		Action: path(p.Person, "goals", c.Path("goal")), Submit: "Save goal", Cancel: cancel(c),
		Hidden: append(p.hidden(), ui.Pair{Name: "goal", Value: string(g.ID)}),
		Fields: []ui.Field{
			{Name: "words", Label: "What does the person want to do?", Kind: ui.KindArea, Rows: 2, Value: g.Words, Hint: "In their own words, for example: Make my own breakfast."},
			{Name: "why", Label: "Why does it matter to them?", Kind: ui.KindArea, Rows: 2, Value: g.Why, Optional: true},
			{Name: "activity", Label: "What is it about?", Kind: ui.KindSelect, Value: string(g.Activity), Options: ui.Options(assessment.Activities)},
			{Name: "baseline", Label: "How is it done now?", Kind: ui.KindSelect, Value: string(g.Baseline), Optional: true, Options: append([]ui.Option{{Label: "Not looked at"}}, ladder(labels)...)},
			{Name: "target", Label: "Which step is the aim?", Kind: ui.KindSelect, Value: string(g.Target), Options: ladder(labels)},
			{Name: "target_on", Label: "By when?", Kind: ui.KindDate, Value: string(g.TargetOn), Optional: true},
			{Name: "steps", Label: "Small steps on the way, one on each line", Kind: ui.KindArea, Rows: 4, Value: strings.Join(steps, "\n"), Optional: true},
		},
	}}
	if c.Path("goal") != isNew && p.State == StateDraft {
		blocks = append(blocks, ui.PostButton{Text: "Take this goal out", Action: path(p.Person, "goals", string(g.ID), "drop"), Hidden: p.hidden(), Secondary: true})
	}
	return c.Page(title, blocks...).BackTo("Plan", path(p.Person)), nil
}

func ladder(labels assessment.Labels) []ui.Option {
	var out []ui.Option
	for _, l := range assessment.Ladder {
		if l.Tried() {
			out = append(out, ui.Option{Value: string(l), Label: labels[l]})
		}
	}
	return out
}

// goalForm is what the goal page sends.
type goalForm struct {
	Ref
	Goal     GoalID              `json:"goal"`
	Words    string              `json:"words"`
	Why      string              `json:"why"`
	Activity assessment.Activity `json:"activity"`
	Baseline assessment.Level    `json:"baseline"`
	Target   assessment.Level    `json:"target"`
	TargetOn when.Date           `json:"target_on"`
	Steps    string              `json:"steps"`
}

func saveGoal(c *web.Call) (web.Reply, error) {
	var f goalForm
	err := c.Form(&f)
	f.Person = c.Person()
	if c.Path("goal") != isNew {
		f.Goal = GoalID(c.Path("goal"))
	}
	g := Goal{ID: f.Goal, Words: f.Words, Why: f.Why, Activity: f.Activity, Baseline: f.Baseline, Target: f.Target, TargetOn: f.TargetOn}
	for _, s := range lines(f.Steps) {
		g.Steps = append(g.Steps, Step{ID: StepID(ids.New()), Words: s})
	}
	if err == nil {
		err = SaveGoal(c, c.Gate, f.Ref, g)
	}
	if err != nil {
		return c.Again(goalPage, err)
	}
	return web.Go(path(f.Person), "Goal saved."), nil
}

func lines(s string) []string {
	var out []string
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func dropGoal(c *web.Call) (web.Reply, error) {
	var r Ref
	err := c.Form(&r)
	r.Person = c.Person()
	if err == nil {
		err = DropGoal(c, c.Gate, r, GoalID(c.Path("goal")))
	}
	if err != nil {
		return c.Again(goalPage, err)
	}
	return web.Go(path(r.Person), "The goal is no longer in the plan."), nil
}

func stopPage(c *web.Call) (web.Reply, error) {
	p, _, err := read(c, MayWrite)
	if err != nil {
		return nil, err
	}
	x, ok := p.Pattern(PatternID(c.Path("pattern")))
	if !ok {
		return nil, gate.NotFound()
	}
	f := ui.Form{
		Action: path(p.Person, "visits", string(x.ID), "end"), Submit: "End these visits", Warning: true, Cancel: cancel(c), Hidden: p.hidden(),
	}
	if p.State == StateAgreed {
		f.Fields = []ui.Field{{Name: "until", Label: "Which is the last day with a visit?", Kind: ui.KindDate, Value: string(c.Now().On())}}
	}
	return c.Page("End visits", ui.Para(x.Part.Label()+", "+x.Weekdays.Said()+": "+x.timeSaid()+"."), f).BackTo("Plan", path(p.Person)), nil
}

func stopPattern(c *web.Call) (web.Reply, error) {
	var f struct {
		Ref
		Until when.Date `json:"until"`
	}
	err := c.Form(&f)
	f.Person = c.Person()
	if err == nil {
		err = StopPattern(c, c.Gate, f.Ref, PatternID(c.Path("pattern")), f.Until)
	}
	if err != nil {
		return c.Again(stopPage, err)
	}
	return web.Go(path(f.Person), "These visits end."), nil
}

func agreePage(c *web.Call) (web.Reply, error) {
	p, _, err := read(c, MayAgree)
	if err != nil {
		return nil, err
	}
	if p.Version == 0 {
		return nil, gate.NotFound()
	}
	today := c.Now().On()
	return c.Page("Agree the plan", ui.Para("Read the plan through with the person. What was agreed becomes the visits of the rota."), ui.Form{
		Action: path(p.Person, "agree"), Submit: "Agree the plan", Cancel: cancel(c), Hidden: p.hidden(),
		Fields: []ui.Field{
			{Name: "by", Label: "Who agreed on the person's side?", Kind: ui.KindRadios, Options: ui.Options(Agreers)},
			{Name: "on", Label: "When?", Kind: ui.KindDate, Value: string(today)},
			{Name: "copy", Label: "In which form does the person have their copy?", Kind: ui.KindRadios, Options: ui.Options(Formats), Hint: "What they need stands at the top of this page."},
			{Name: "review", Label: "When is the first review?", Kind: ui.KindDate, Value: string(today.Add(firstReview))},
		},
	}).BackTo("Plan", path(p.Person)), nil
}

func agree(c *web.Call) (web.Reply, error) {
	var a Agreement
	err := c.Form(&a)
	a.Person = c.Person()
	if err == nil {
		err = Agree(c, c.Gate, a)
	}
	if err != nil {
		return c.Again(agreePage, err)
	}
	return web.Go(path(a.Person), "The plan is agreed. Its visits go into the rota."), nil
}
