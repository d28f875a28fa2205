package review

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/risk/comfort"
	"stillhome/internal/support/visit"
)

// Routes of this package.
var Routes = []web.Route{
	web.Get("/people/{person}/progress", MaySee, progress),
	web.Get("/people/{person}/reviews", MaySee, list),
	web.Get("/people/{person}/reviews/new", MayReview, newPage),
	web.Post("/people/{person}/reviews/new", MayReview, record),
	web.Get("/people/{person}/end", MayEnd, endPage),
	web.Post("/people/{person}/end", MayEnd, end),
	web.Get("/step-downs", MayList, stepDowns),
	web.Get("/people/{person}/step-downs/{stepdown}", MayStepDown, stepDownPage),
	web.Post("/people/{person}/step-downs/{stepdown}/accept", MayStepDown, accept),
	web.Post("/people/{person}/step-downs/{stepdown}/decline", MayStepDown, decline),
	web.Get("/follow-ups", MayList, followUps),
	web.Get("/people/{person}/follow-ups/{followup}", MayFollowUp, followUpPage),
	web.Post("/people/{person}/follow-ups/{followup}", MayFollowUp, recordWhereabouts),
	web.Post("/people/{person}/follow-ups/{followup}/tries", MayFollowUp, recordTry),
}

func progress(c *web.Call) (web.Reply, error) {
	var tasks []visit.TaskTrend
	var labels assessment.Labels
	var parts map[plan.PatternID]plan.Part
	forComfort := false
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if _, err = comfort.Now(s, c.Person()); err == nil || !gate.Missing(err) {
			forComfort = err == nil
			return err
		}
		if tasks, err = visit.Trend(s, c.Person()); err != nil {
			return err
		}
		if parts, err = plan.PartsOf(s, c.Person()); err != nil {
			return err
		}
		labels, err = assessment.Words(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	if forComfort {
		return comfortPage(c), nil
	}
	var columns []ui.Block
	for _, part := range plan.Parts {
		column := []ui.Block{ui.Heading(part.Label())}
		for _, t := range tasks {
			if parts[t.Pattern] == part && len(t.Points) > 0 {
				column = append(column, taskCard(t, part, labels))
			}
		}
		if len(column) > 1 {
			columns = append(columns, ui.Group(column...))
		}
	}
	if len(columns) == 0 {
		return c.Page("Progress", ui.Inset("There is nothing to show yet. Each recorded visit adds a dot for each task.")), nil
	}
	intro := ui.Para("Each dot is one visit, the newest on the right. The higher it is, the more the person did themselves. An empty dot means it was not done that day.")
	return c.Page("Progress", intro, ui.Columns(columns...)).AsWide(), nil
}

func taskCard(t visit.TaskTrend, part plan.Part, labels assessment.Labels) ui.Block {
	l := ui.List{Caption: part.Label() + ": " + t.Words, CaptionHidden: true, Columns: []ui.Column{{Head: "Day"}, {Head: "How it went"}}, Empty: "No visits are recorded."}
	for _, p := range t.Points[:min(len(t.Points), stripVisits)] {
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(p.On.Short(), labels[p.Level])})
	}
	return ui.Group(
		ui.Subheading(t.Words),
		strip(t, labels),
		ui.Para(t.Activity.Label()+". Last visit: "+labels[t.Last()]+"."),
		ui.Details(part.Label()+": “"+t.Words+"” as a table", l),
	)
}

func list(c *web.Call) (web.Reply, error) {
	var all []Review
	var ups []FollowUp
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if all, err = OfPerson(s, c.Person()); err != nil {
			return err
		}
		ups, err = FollowUps(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	var blocks []ui.Block
	if c.Can(MayReview) {
		blocks = append(blocks, ui.ButtonLink("Review with the person", web.PersonPath(c.Person(), "reviews", "new")))
	}
	if len(all) == 0 {
		blocks = append(blocks, ui.Inset("There has been no review yet."))
	}
	for _, r := range all {
		blocks = append(blocks, r.card())
	}
	for _, f := range ups {
		blocks = append(blocks, f.card(c))
	}
	return c.Page("Reviews", blocks...), nil
}

func (r Review) card() ui.Block {
	rec := ui.Record{Title: r.On.Said() + ", by " + orSomebody(r.ByName), Rows: []ui.RecordRow{
		{Key: "Decided", Value: strings.TrimSpace(r.Decision.Label() + "\n" + r.DecisionWords)},
		{Key: "How the person sees it", Value: r.PersonsView},
		{Key: "How the worker sees it", Value: r.WorkersView},
	}}
	if r.Met() != "" {
		rec.Rows = append(rec.Rows, ui.RecordRow{Key: "Goals together", Value: r.Met().Label()})
	}
	for _, g := range r.Goals {
		rec.Rows = append(rec.Rows, ui.RecordRow{Key: "“" + g.GoalWords + "”", Value: strings.TrimSpace(g.Result.Label() + "\n" + g.Words)})
	}
	return rec
}

func orSomebody(name string) string {
	if name == "" {
		return "the service"
	}
	return name
}

func (f FollowUp) card(c *web.Call) ui.Block {
	rec := ui.Record{Title: "Day 91 after leaving hospital: " + f.DueOn.Said(), Rows: []ui.RecordRow{{Key: "Where the person was", Value: f.said()}}}
	if f.ClosedAt.IsZero() && c.Can(MayFollowUp) {
		rec.Links = []ui.Link{{Text: "Find out", Href: web.PersonPath(f.Person, "follow-ups", string(f.ID))}}
	}
	return rec
}

func (f FollowUp) said() string {
	if f.ClosedAt.IsZero() {
		return "Not known yet"
	}
	if f.KnownFrom.Label() == "" {
		return f.Whereabouts.Label()
	}
	return f.Whereabouts.Label() + ". " + f.KnownFrom.Label() + "."
}

func newPage(c *web.Call) (web.Reply, error) {
	var p plan.Plan
	var labels assessment.Labels
	err := c.Gate.Read(c, MayReview, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if p, err = plan.Current(s, c.Person()); err != nil && !gate.Missing(err) {
			return err
		}
		labels, err = assessment.Words(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	if p.State != plan.StateAgreed {
		return c.Page("Review with the person", ui.Inset("There is no agreed plan to review. Agree a plan first."),
			ui.ButtonLink("Look at the plan", web.PersonPath(c.Person(), "plan"))).BackTo("Reviews", web.PersonPath(c.Person(), "reviews")), nil
	}
	today := c.Now().On()
	f := ui.Form{
		Action: web.PersonPath(c.Person(), "reviews", "new"), Submit: "Save review", Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Cancel: ui.Link{Text: "Cancel", Href: web.PersonPath(c.Person(), "reviews")},
		Fields: []ui.Field{{Name: "on", Label: "Which day?", Kind: ui.KindDate, Value: string(today)}},
	}
	results := ui.Options([]plan.Result{plan.Met, plan.Partly, plan.NotMet})
	for _, g := range p.Goals {
		hint := "Aim: " + labels[g.Target]
		if g.Baseline != "" {
			hint = "At first: " + labels[g.Baseline] + ". " + hint
		}
		f.Fields = append(
			f.Fields,
			ui.Field{Name: "goal_" + string(g.ID), Label: "“" + g.Words + "”", Hint: hint, Kind: ui.KindRadios, Options: results},
			ui.Field{Name: "goal_words_" + string(g.ID), Label: "In the person's words", Optional: true},
		)
	}
	var decisions []ui.Option
	for _, d := range Decisions {
		decisions = append(decisions, ui.Option{Value: string(d.Code), Label: d.Say, Hint: d.Hint})
	}
	f.Fields = append(
		f.Fields,
		ui.Field{Name: "persons_view", Label: "How does the person see it?", Kind: ui.KindArea, Rows: 3, Hint: "In their own words."},
		ui.Field{Name: "workers_view", Label: "How do you see it?", Kind: ui.KindArea, Rows: 3, Optional: true},
		ui.Field{Name: "decision", Label: "What was decided?", Kind: ui.KindRadios, Options: decisions},
		ui.Field{Name: "decision_words", Label: "Why?", Kind: ui.KindArea, Rows: 2, Optional: true},
		ui.Field{Name: "next", Label: "When is the next review?", Kind: ui.KindDate, Optional: true, Value: string(today.Add(14)), Hint: "Needed when support carries on."},
	)
	return c.Page("Review with the person", ui.Links(ui.Link{Text: "See progress, visit by visit", Href: web.PersonPath(c.Person(), "progress")}), f).
		BackTo("Reviews", web.PersonPath(c.Person(), "reviews")), nil
}

func record(c *web.Call) (web.Reply, error) {
	var r Review
	err := c.Form(&r)
	r.Person = c.Person()
	if err == nil {
		r.Goals, err = goalsFrom(c)
	}
	if err == nil {
		err = Record(c, c.Gate, r)
	}
	next, said := "reviews", "Review saved."
	switch r.Decision {
	case FewerVisits:
		next, said = "plan", "Review saved. Now change the visits."
	case Finish, LongTerm:
		next, said = "end", "Review saved. Now end the support together."
	}
	return c.Added(newPage, err, web.PersonPath(r.Person, next), said)
}

// goalsFrom reads what the form says of each goal of the plan.
func goalsFrom(c *web.Call) ([]GoalResult, error) {
	var p plan.Plan
	err := c.Gate.Read(c, MayReview, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		p, err = plan.Current(s, c.Person())
		if gate.Missing(err) {
			err = nil
		}
		return err
	})
	var out []GoalResult
	for _, g := range p.Goals {
		if r := c.Posted("goal_" + string(g.ID)); r != "" {
			out = append(out, GoalResult{Goal: g.ID, Result: plan.Result(r), Words: c.Posted("goal_words_" + string(g.ID))})
		}
	}
	return out, err
}

func endPage(c *web.Call) (web.Reply, error) {
	var e episode.Episode
	var words map[council.Name]string
	err := c.Gate.Read(c, MayEnd, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if e, err = episode.Open(s, c.Person()); err != nil && !gate.Missing(err) {
			return err
		}
		words, err = council.All(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	if e.ID == "" {
		return c.Page("End the support", ui.Inset("There is no open support to end.")).BackTo("Support", web.PersonPath(c.Person(), "support")), nil
	}
	var blocks []ui.Block
	if e.Pathway == episode.FromHospital && e.DischargedOn == "" {
		blocks = append(blocks, ui.Inset("The day the person left hospital is not recorded. We follow up from that day."),
			ui.Links(ui.Link{Text: "Record the day they left hospital", Href: web.PersonPath(e.Person, "support", string(e.ID), "discharge")}))
	}
	var outcomes, sequels []ui.Option
	for _, o := range episode.Outcomes {
		outcomes = append(outcomes, ui.Option{Value: string(o.Code), Label: o.Say})
	}
	for _, q := range episode.Sequels {
		sequels = append(sequels, ui.Option{Value: string(q.Code), Label: q.Say})
	}
	takes := fmt.Sprintf("What I do myself: \nWho to call: %s, %s\nHow to come back: call the same number and say you had support before.", words[council.HelpLine], words[council.HelpHours])
	blocks = append(blocks, ui.Form{
		Action: web.PersonPath(e.Person, "end"), Submit: "End the support", Warning: true, Cancel: ui.Link{Text: "Cancel", Href: web.PersonPath(e.Person, "support")},
		Hidden: []ui.Pair{ui.Version(e.Version), {Name: "episode", Value: string(e.ID)}},
		Fields: []ui.Field{
			{Name: "on", Label: "Last day of support", Kind: ui.KindDate, Value: string(c.Now().On()), Hint: "Visits planned after this day will not happen."},
			{Name: "outcome", Label: "How did it end?", Kind: ui.KindRadios, Options: outcomes},
			{Name: "sequel", Label: "What follows?", Kind: ui.KindRadios, Options: sequels},
			{Name: "words", Label: "What does the person still need help with?", Kind: ui.KindArea, Rows: 3, Optional: true},
			{Name: "takes_away", Label: "What does the person take away?", Kind: ui.KindArea, Rows: 5, Optional: true, Value: takes, Hint: "Their own copy: what they do themselves, whom to call, how to come back."},
		},
	})
	return c.Page("End the support", blocks...).BackTo("Support", web.PersonPath(e.Person, "support")), nil
}

func end(c *web.Call) (web.Reply, error) {
	var f struct {
		Episode   episode.ID      `json:"episode"`
		Version   int             `json:"version"`
		On        when.Date       `json:"on"`
		Outcome   episode.Outcome `json:"outcome"`
		Sequel    episode.Sequel  `json:"sequel"`
		Words     string          `json:"words"`
		TakesAway string          `json:"takes_away"`
	}
	err := c.Form(&f)
	if err == nil {
		err = End(c, c.Gate, episode.Ending{
			Person: c.Person(), Episode: f.Episode, Version: f.Version, On: f.On, Outcome: f.Outcome, Sequel: f.Sequel, Words: f.Words, TakesAway: f.TakesAway,
		})
	}
	if err != nil {
		return c.Again(endPage, err)
	}
	return web.Go(web.PersonPath(c.Person(), "support"), "The support has ended on "+f.On.Said()+"."), nil
}
