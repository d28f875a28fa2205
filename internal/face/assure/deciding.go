package assure

import (
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/person"
)

// asRules is the answer that leaves it to the rules.
var asRules = []ui.Option{{Value: "", Label: "As the rules say"}, {Value: string(Yes), Label: "Yes"}, {Value: string(No), Label: "No"}}

func decidePage(c *web.Call) (web.Reply, error) {
	w, err := read(c, MayDecide)
	if err != nil {
		return nil, err
	}
	f := ui.Form{Action: w.at() + "/decide", Submit: "Decide", Cancel: ui.Link{Text: "Cancel", Href: w.at()}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}}
	for _, q := range Questions {
		f.Fields = append(f.Fields, ui.Field{Name: string(q), Label: q.Label(), Kind: ui.KindRadios, Value: string(w.decision.Facts[q]), Options: ui.Options(Answers)})
	}
	f.Fields = append(f.Fields,
		ui.Field{Name: "opinion", Label: "Which health professional thinks so?", Value: w.decision.Opinion, Optional: true, Hint: "Needed where you answer yes about an injury. Like: Dr Shah, Riverside Surgery, by phone on 30 November."},
		ui.Field{Kind: ui.KindHeading, Label: "Only where you decide otherwise than the rules"},
		ui.Field{Name: "notify", Label: "Is CQC notified?", Kind: ui.KindSelect, Options: asRules, Optional: true},
		ui.Field{Name: "notify_why", Label: "Why?", Kind: ui.KindArea, Rows: 2, Optional: true},
		ui.Field{Name: "candour", Label: "Does the duty of candour apply?", Kind: ui.KindSelect, Options: asRules, Optional: true},
		ui.Field{Name: "candour_why", Label: "Why?", Kind: ui.KindArea, Rows: 2, Optional: true},
	)
	return c.Page("CQC and the duty of candour",
		ui.Record{Rows: []ui.RecordRow{{Key: "What", Value: w.Kind.Label()}, {Key: "Harm", Value: w.Harm.Label()}, {Key: "When", Value: w.Happened.Said()}}},
		ui.Para("The answers are kept with the reason. Abuse, or an allegation of it, is notified by the safeguarding lead and not from here."), f).BackTo(w.Kind.Label(), w.at()), nil
}

func decide(c *web.Call) (web.Reply, error) {
	in := Deciding{
		ID: c.Posted("id"), Facts: Facts{}, Opinion: c.Posted("opinion"),
		Notify: Answer(c.Posted("notify")), NotifyWhy: c.Posted("notify_why"), Candour: Answer(c.Posted("candour")), CandourWhy: c.Posted("candour_why"),
	}
	for _, q := range Questions {
		in.Facts[q] = Answer(c.Posted(string(q)))
	}
	for _, a := range []*Answer{&in.Notify, &in.Candour} {
		if *a != Yes && *a != No {
			*a = ""
		}
	}
	return c.Added(decidePage, Decide(c, c.Gate, here(c), in), home+"/"+string(here(c)), "Decided. The reason stands below.")
}

// stepPage asks for one thing done. A notification and a letter start with their
// draft.
func stepPage(c *web.Call) (web.Reply, error) {
	kind := StepKind(c.Path("step"))
	if stepWords[kind] == "" {
		return nil, gate.NotFound()
	}
	w, err := read(c, MayDecide)
	if err != nil {
		return nil, err
	}
	notice := kind == NoticeSent || kind == NoticeDraft
	if notice && w.decision.Notify != Yes || !notice && w.decision.Candour != Yes {
		return c.Page(kind.Label(), ui.Para("Nobody has decided that this is needed."), ui.ButtonLink("Decide", w.at()+"/decide")).BackTo(w.Kind.Label(), w.at()), nil
	}
	var p person.Person
	if w.Person != "" {
		if err := c.Gate.Read(c, MayDecide, gate.Council, func(s *gate.Snapshot) (err error) {
			p, err = person.Get(s, w.Person)
			return err
		}); err != nil {
			return nil, err
		}
	}
	words := ui.Field{Name: "words", Label: "How, by whom, and what they said", Kind: ui.KindArea, Rows: 4}
	var blocks []ui.Block
	switch kind {
	case NoticeSent:
		blocks = append(blocks, ui.Para("Copy this to CQC’s own form. People stand in it by a code. Read it first: take out what names somebody."),
			ui.Text(w.noticeDraft(w.decision, p.Given, p.Family, p.Preferred)))
		words.Label, words.Rows = "Which reference did CQC give?", 2
	case Letter:
		words.Label, words.Rows = "The letter", 24
		words.Value = w.letterDraft(c.Site.Name, p.CallThem(), w.steps, c.Now().On())
		words.Hint = "A draft from what is recorded. Put it in your own words. What you save here is the copy that is kept."
	case Copy:
		words.Label = "Where is the signed copy kept?"
	case CouldNot:
		words.Label = "What was tried, and what comes next?"
	}
	f := ui.Form{Action: w.at() + "/steps/" + string(kind), Submit: "Write it down", Cancel: ui.Link{Text: "Cancel", Href: w.at()}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}, Fields: []ui.Field{
		{Name: "on", Label: "On which day?", Kind: ui.KindDate, Value: string(c.Now().On())},
		{Name: "time", Label: "At what time?", Kind: ui.KindTime, Value: c.Now().In(when.London).Format("15:04")},
		words,
	}}
	return c.Page(kind.Label(), append(blocks, f)...).BackTo(w.Kind.Label(), w.at()), nil
}

func addStep(c *web.Call) (web.Reply, error) {
	var form struct {
		ID    string `json:"id"`
		Words string `json:"words"`
	}
	err := c.Form(&form)
	s := Stepping{ID: form.ID, Kind: StepKind(c.Path("step")), At: c.Moment(), Words: form.Words}
	if err == nil {
		err = AddStep(c, c.Gate, here(c), s)
	}
	return c.Added(stepPage, err, home+"/"+string(here(c)), "Written down.")
}

// letterPage is the letter as it was written, by itself, to print.
func letterPage(c *web.Call) (web.Reply, error) {
	w, err := read(c, MayDecide)
	if err != nil {
		return nil, err
	}
	for _, s := range slices.Backward(w.steps) {
		if s.Kind == Letter {
			return c.Page("Letter", ui.Text(s.Words)).BackTo(w.Kind.Label(), w.at()), nil
		}
	}
	return c.Page("Letter", ui.Para("No letter has been written yet.")).BackTo(w.Kind.Label(), w.at()), nil
}
