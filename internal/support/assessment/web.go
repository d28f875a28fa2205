package assessment

import (
	"cmp"
	"fmt"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/person"
)

// Routes of this package.
var Routes = []web.Route{
	web.Get("/people/{person}/assessment", MaySee, show),
	web.Get("/people/{person}/assessment/new", MayRecord, newPage),
	web.Post("/people/{person}/assessment/new", MayRecord, add),
}

// found is what the pages read.
type found struct {
	history []Assessment
	labels  Labels
	open    episode.Episode // zero when there is none
}

func read(c *web.Call, a gate.Action) (f found, err error) {
	err = c.Gate.Read(c, a, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if f.open, err = episode.Open(s, c.Person()); err != nil && !gate.Missing(err) {
			return err
		}
		if f.history, err = History(s, c.Person()); err != nil {
			return err
		}
		f.labels, err = Words(s)
		return err
	})
	return f, err
}

// ofOpen are the first and latest looks of the open episode; nil when there is
// none.
func (f found) ofOpen() (first, last *Assessment) {
	for i := range f.history {
		if a := &f.history[i]; a.Episode == f.open.ID && f.open.ID != "" {
			if last == nil {
				last = a
			}
			first = a
		}
	}
	return first, last
}

func show(c *web.Call) (web.Reply, error) {
	f, err := read(c, MaySee)
	if err != nil {
		return nil, err
	}
	var blocks []ui.Block
	first, last := f.ofOpen()
	if f.open.ID != "" && c.Can(MayRecord) {
		text := "Record the first visit"
		if first != nil {
			text = "Record how things are now"
		}
		blocks = append(blocks, ui.ButtonLink(text, web.PersonPath(c.Person(), "assessment", "new")))
	}
	if len(f.history) == 0 {
		blocks = append(blocks, ui.Inset("Nobody has recorded yet what this person can do and what matters to them."))
		return c.Page("What the person can do", blocks...), nil
	}
	if first == nil { // the spell before
		last = &f.history[0]
		for i := range f.history {
			if f.history[i].Episode == last.Episode {
				first = &f.history[i]
			}
		}
	}
	blocks = append(blocks, ui.Heading("What matters"), ui.Text(first.matters()), f.compare(*first, *last))
	return c.Page("What the person can do", append(blocks, f.past())...), nil
}

func (a Assessment) matters() string {
	if a.Matters == "" {
		return "Not recorded."
	}
	return a.Matters
}

func (f found) compare(first, last Assessment) ui.Block {
	l := ui.List{Caption: "At first, and now", Empty: "No activity was looked at."}
	l.Columns = []ui.Column{{Head: "Activity"}, {Head: "First visit, " + first.On.Short()}, {Head: "Now, " + last.On.Short()}, {Head: "Change"}}
	if first.ID == last.ID {
		l.Caption, l.Columns = "At the first visit", []ui.Column{{Head: "Activity"}, {Head: first.On.Short()}}
	}
	for _, x := range Compare(first, last) {
		name := x.Activity.Label()
		if words := cmp.Or(x.LastWords, x.FirstWords); words != "" {
			name += ": " + words
		}
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(name, f.said(x.First), f.said(x.Last), x.change())})
	}
	return l
}

func (f found) said(l Level) string {
	if l == "" {
		return "Not looked at"
	}
	return f.labels[l]
}

// change is in words, never a colour: needing help is not a failure.
func (x Compared) change() string {
	switch {
	case x.Gained:
		return "Does more"
	case x.Lost:
		return "Needs more help"
	case x.First.Tried() && x.Last.Tried():
		return "As before"
	}
	return ""
}

func (f found) past() ui.Block {
	t := ui.Timeline{Empty: "Nothing was recorded before."}
	for _, a := range f.history {
		said := fmt.Sprintf("%s: %d activities looked at", a.Kind.Label(), len(a.Abilities))
		e := ui.Event{When: a.On.Said(), Who: a.ByName, What: said}
		if a.Before != "" {
			e.Block = ui.Text("Before: " + a.Before)
		}
		t.Events = append(t.Events, e)
	}
	return ui.Group(ui.Heading("When it was recorded"), t)
}

// notLooked is the answer that says nothing of an activity.
const notLooked = "not_looked_at"

func newPage(c *web.Call) (web.Reply, error) {
	f, err := read(c, MayRecord)
	if err != nil {
		return nil, err
	}
	if f.open.ID == "" {
		return c.Page("First visit", ui.Inset("There is no open support for this person. It begins when a referral is accepted.")).
			BackTo("Support", web.PersonPath(c.Person(), "support")), nil
	}
	first, last := f.ofOpen()
	kind, title := KindBaseline, "First visit"
	if first != nil {
		kind, title = KindReview, "How things are now"
	}
	form := ui.Form{
		Action: web.PersonPath(c.Person(), "assessment", "new"), Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: web.PersonPath(c.Person(), "assessment")},
		Hidden: []ui.Pair{{Name: "id", Value: ids.New()}, {Name: "kind", Value: string(kind)}, {Name: "episode", Value: string(f.open.ID)}},
	}
	form.Fields = append(form.Fields, ui.Field{Name: "on", Label: "Which day?", Kind: ui.KindDate, Value: string(c.Now().On())})
	form.Fields = append(form.Fields, ui.Field{
		Name: "matters", Label: "What matters to the person?", Kind: ui.KindArea, Rows: 4, Optional: kind == KindReview,
		Hint: "In their own words, for example: I want to make my own breakfast again.",
	}, ui.Field{
		Name: "before", Label: "How were things before?", Kind: ui.KindArea, Rows: 3, Optional: true,
		Hint: "What the person did for themselves before the illness or fall.",
	})
	form.Fields = append(form.Fields, f.ladder(last)...)
	if kind == KindBaseline {
		form.Fields = append(form.Fields, agreeFields()...)
	}
	return c.Page(title, ui.Para("Start with what the person can do. Then choose how much help there was."), form).
		BackTo("What the person can do", web.PersonPath(c.Person(), "assessment")), nil
}

// ladder asks for a step for each activity, with last time's beside it.
func (f found) ladder(last *Assessment) []ui.Field {
	fields := []ui.Field{{Kind: ui.KindHeading, Label: "What the person can do", Hint: "Leave what you did not look at."}}
	options := []ui.Option{}
	for _, l := range Ladder {
		options = append(options, ui.Option{Value: string(l), Label: f.labels[l]})
	}
	options = append(options, ui.Option{Value: notLooked, Label: "Not looked at"})
	for _, a := range Activities {
		hint := ""
		if last != nil && last.Level(a) != "" {
			hint = "Last time: " + f.labels[last.Level(a)]
		}
		fields = append(fields, ui.Field{Name: "ability_" + string(a), Label: a.Label(), Hint: hint, Kind: ui.KindLadder, Options: options, Value: notLooked})
	}
	return append(fields, ui.Field{Name: "words_other", Label: "If something else: what is it?", Optional: true})
}

func agreeFields() []ui.Field {
	return []ui.Field{
		{Kind: ui.KindHeading, Label: "Before you leave"},
		{
			Name: "told", Label: "What the service does", Kind: ui.KindChecks,
			Options: []ui.Option{{Value: "yes", Label: "I told the person what the service will and will not do, and for how long"}},
		},
		{
			Name: "needs_asked", Label: "How to contact and tell the person things", Kind: ui.KindChecks,
			Hint:    "What we know stands at the top of this page. Change it under “How to communicate” in the overview.",
			Options: []ui.Option{{Value: "yes", Label: "I asked how they like to be contacted and told things"}},
		},
		{Name: "consent", Label: "May we share what is needed with the hospital and GP?", Kind: ui.KindRadios, Options: ui.Options(person.Answers)},
		{Name: "consent_words", Label: "In their words, or who decided and why", Kind: ui.KindArea, Rows: 2, Optional: true},
	}
}

func add(c *web.Call) (web.Reply, error) {
	var b Baseline
	err := c.Form(&b)
	b.Person = c.Person()
	for _, a := range Activities {
		if l := c.Posted("ability_" + string(a)); l != "" && l != notLooked {
			b.Abilities = append(b.Abilities, Ability{Activity: a, Level: Level(l), Words: c.Posted("words_" + string(a))})
		}
	}
	kind := Kind(c.Posted("kind"))
	if err == nil {
		if kind == KindReview {
			err = RecordReview(c, c.Gate, b)
		} else {
			err = RecordBaseline(c, c.Gate, b)
		}
	}
	said := "Saved. Next, make a plan together."
	if kind == KindReview {
		said = "Saved."
	}
	return c.Added(newPage, err, web.PersonPath(b.Person, "assessment"), said)
}
