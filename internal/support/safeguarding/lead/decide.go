package lead

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/safeguarding"
)

// decision is the form of a decision.
type decision struct {
	ID          string                `json:"id"`
	Version     int                   `json:"version"`
	Types       []string              `json:"types"`
	Place       safeguarding.Place    `json:"place"`
	Source      safeguarding.Source   `json:"source"`
	SourceSay   string                `json:"source_say"`
	SourceWho   string                `json:"source_who"`
	SamePerson  string                `json:"same_person"`
	Test1       safeguarding.Answer   `json:"test1"`
	Why1        string                `json:"why1"`
	Test2       safeguarding.Answer   `json:"test2"`
	Why2        string                `json:"why2"`
	Test3       safeguarding.Answer   `json:"test3"`
	Why3        string                `json:"why3"`
	Asked       safeguarding.Answer   `json:"asked"`
	Wishes      string                `json:"wishes"`
	Capacity    safeguarding.Answer   `json:"capacity"`
	CapacitySay string                `json:"capacity_say"`
	Advocate    safeguarding.Advocate `json:"advocate"`
	Way         safeguarding.Way      `json:"way"`
	Why         string                `json:"why"`
	Instead     string                `json:"instead"`
}

func (d decision) decision(id safeguarding.ID) safeguarding.Decision {
	out := safeguarding.Decision{
		ID: d.ID, Concern: id, Place: d.Place, Source: d.Source, SourceSay: d.SourceSay, SourceWho: d.SourceWho, SamePerson: d.SamePerson,
		Tests: [3]safeguarding.Test{{Met: d.Test1, Why: d.Why1}, {Met: d.Test2, Why: d.Why2}, {Met: d.Test3, Why: d.Why3}},
		Asked: d.Asked, Wishes: d.Wishes, Capacity: d.Capacity, CapacitySay: d.CapacitySay, Advocate: d.Advocate,
		Way: d.Way, Why: d.Why, Instead: d.Instead,
	}
	for _, t := range d.Types {
		out.Types = append(out.Types, safeguarding.Type(t))
	}
	return out
}

func decidePage(c *web.Call) (web.Reply, error) {
	var v shown
	var who, pages []safeguarding.Someone
	err := open(c, safeguarding.AsLead, func(s *gate.Snapshot, f safeguarding.File) (err error) {
		if v.x, err = safeguarding.Get(s, f); err != nil {
			return err
		}
		if v.all, err = safeguarding.WholeOf(s, f); err != nil {
			return err
		}
		if pages, err = safeguarding.Relatives(s, f.Person); err != nil {
			return err
		}
		who, err = safeguarding.Around(s, f.Person)
		return err
	})
	if err != nil {
		return nil, err
	}
	var was safeguarding.Decision
	if len(v.all.Decisions) > 0 {
		was = v.all.Decisions[0]
	} else {
		was.Asked, was.Wishes = v.x.Told.Asked, v.x.Told.Wishes
	}
	var kinds []string
	for _, t := range was.Types {
		kinds = append(kinds, string(t))
	}
	fields := []ui.Field{
		{Kind: ui.KindHeading, Label: "What it is"},
		{Name: "types", Label: "Kinds of abuse or neglect", Hint: "Choose all that fit.", Kind: ui.KindChecks, Values: kinds, Options: ui.Options(safeguarding.Types)},
		{Name: "place", Label: "Where it happened", Kind: ui.KindRadios, Value: string(was.Place), Options: ui.Options(safeguarding.Places)},
		{Name: "source", Label: "Who is thought to have done it", Kind: ui.KindRadios, Value: string(was.Source), Options: ui.Options(safeguarding.Sources)},
		{
			Name: "source_who", Label: "Do we know them?", Kind: ui.KindSelect, Optional: true, Value: was.SourceWho, Options: around(who),
			Hint: "Whoever has an account cannot see this from the moment you save. A relative’s page about the person is gone as if it had run out.",
		},
	}
	if len(pages) > 0 {
		fields = append(fields, ui.Field{
			Name: "same_person", Label: "If you chose a contact: which of these pages about the person is theirs?", Kind: ui.KindRadios, Optional: true, Value: was.SamePerson, Options: same(pages),
			Hint: "That page closes at once as well.",
		})
	}
	fields = append(fields,
		ui.Field{Name: "source_say", Label: "Who, in words", Value: was.SourceSay, Optional: true},
		ui.Field{Kind: ui.KindHeading, Label: "The three tests of section 42"})
	for i, words := range safeguarding.TestWords {
		n := string(rune('1' + i))
		fields = append(fields,
			ui.Field{Name: "test" + n, Label: n + ". " + words, Kind: ui.KindRadios, Value: string(was.Tests[i].Met), Options: ui.Options(safeguarding.Answers)},
			ui.Field{Name: "why" + n, Label: "What makes you answer test " + n + " so", Kind: ui.KindArea, Rows: 2, Value: was.Tests[i].Why})
	}
	fields = append(fields,
		ui.Field{Kind: ui.KindHeading, Label: "What the person wants"},
		ui.Field{Name: "asked", Label: "Were they asked what they want to happen?", Kind: ui.KindRadios, Value: string(was.Asked), Options: ui.Options(safeguarding.Answers)},
		ui.Field{Name: "wishes", Label: "What they want, in their own words", Hint: "If nobody asked: why not, and when somebody will.", Kind: ui.KindArea, Rows: 3, Value: was.Wishes},
		ui.Field{Name: "capacity", Label: "Can they decide for themselves about keeping safe?", Kind: ui.KindRadios, Value: string(was.Capacity), Options: ui.Options(safeguarding.Answers)},
		ui.Field{Name: "capacity_say", Label: "What makes you think so", Value: was.CapacitySay, Optional: true},
		ui.Field{Name: "advocate", Label: "Who helps them take part?", Kind: ui.KindRadios, Value: string(was.Advocate), Options: ui.Options(safeguarding.Advocates)},
		ui.Field{Kind: ui.KindHeading, Label: "What happens next"},
		ui.Field{Name: "way", Label: "Decision", Kind: ui.KindRadios, Value: string(was.Way), Options: ui.Options(safeguarding.Ways)},
		ui.Field{Name: "why", Label: "Why you decided this", Kind: ui.KindArea, Rows: 3, Value: was.Why},
		ui.Field{Name: "instead", Label: "If there is no enquiry here: what happens instead, or who has it now", Kind: ui.KindArea, Rows: 2, Value: was.Instead, Optional: true},
	)
	words := v.x.Words
	if words == "" {
		words = "Nothing was written."
	}
	return c.Page("Decide about a concern",
		ui.Record{Rows: []ui.RecordRow{{Key: "About", Value: v.x.About()}, {Key: "Decide by", Value: v.x.DecideBy().Said()}}},
		ui.Inset(words),
		ui.Form{
			Action: path(v.x.ID, "decide"), Hidden: []ui.Pair{{Name: "id", Value: ids.NewHidden()}, ui.Version(v.x.Version)},
			Fields: fields, Submit: "Save the decision", Cancel: ui.Link{Href: path(v.x.ID)},
		}).BackTo("The concern", path(v.x.ID)), nil
}

// around offers those who may be the source of harm and whom we know.
func around(who []safeguarding.Someone) []ui.Option {
	out := []ui.Option{{Value: "", Label: "Somebody else, or not known"}}
	for _, x := range who {
		switch x.Kind {
		case "contact":
			out = append(out, ui.Option{Value: "contact:" + string(x.Account), Label: x.Name + " (contact)"})
		case "staff":
			out = append(out, ui.Option{Value: "account:" + string(x.Account), Label: x.Name + " (works here)"})
		default:
			out = append(out, ui.Option{Value: "account:" + string(x.Account), Label: x.Name + " (has a page about the person)"})
		}
	}
	return out
}

// same offers the pages about the person that may be a contact's.
func same(pages []safeguarding.Someone) (out []ui.Option) {
	for _, x := range pages {
		out = append(out, ui.Option{Value: "account:" + string(x.Account), Label: "The page of " + x.Name})
	}
	return append(out, ui.Option{Value: safeguarding.NoneOfThem, Label: "None of these is the same person"})
}

func decide(c *web.Call) (web.Reply, error) {
	var form decision
	err := c.Form(&form)
	if err == nil && form.SourceWho != "" && form.SourceSay == "" {
		form.SourceSay, err = nameOf(c, form.SourceWho)
	}
	if err == nil {
		err = safeguarding.Decide(c, c.Gate, form.decision(here(c)), form.Version)
	}
	return c.Added(decidePage, err, path(here(c)), "The decision is saved.")
}

// nameOf is who was chosen as the source of harm, in words.
func nameOf(c *web.Call, chosen string) (name string, err error) {
	err = open(c, safeguarding.AsLead, func(s *gate.Snapshot, f safeguarding.File) error {
		who, err := safeguarding.Around(s, f.Person)
		for _, o := range around(who) {
			if o.Value == chosen {
				name = o.Label
			}
		}
		return err
	})
	return name, err
}

func closePage(c *web.Call) (web.Reply, error) {
	var f safeguarding.File
	err := open(c, safeguarding.AsLead, func(s *gate.Snapshot, have safeguarding.File) error {
		f = have
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.Page("Close an enquiry",
		ui.Form{
			Action: path(f.ID, "close"), Hidden: []ui.Pair{ui.Version(f.Version)}, Submit: "Close the enquiry", Cancel: ui.Link{Href: path(f.ID)},
			Fields: []ui.Field{
				{Name: "asked", Label: "Were they asked what they wanted?", Kind: ui.KindRadios, Options: ui.Options(safeguarding.Answers)},
				{Name: "achieved", Label: "How far did what they wanted come true?", Kind: ui.KindRadios, Options: ui.Options(safeguarding.AllAchieved)},
				{Name: "said", Label: "What they said of it, in their own words", Hint: "If nobody asked: why not.", Kind: ui.KindArea, Rows: 3},
				{Name: "risk", Label: "What became of the risk?", Kind: ui.KindRadios, Options: ui.Options(safeguarding.Risks)},
				{Name: "why", Label: "Why it can be closed", Kind: ui.KindArea, Rows: 3},
			},
		}).BackTo("The concern", path(f.ID)), nil
}

func closeIt(c *web.Call) (web.Reply, error) {
	var form struct {
		Version  int                   `json:"version"`
		Asked    safeguarding.Answer   `json:"asked"`
		Achieved safeguarding.Achieved `json:"achieved"`
		Said     string                `json:"said"`
		Risk     safeguarding.Risk     `json:"risk"`
		Why      string                `json:"why"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.Close(c, c.Gate, safeguarding.Outcome{
			Concern: here(c), Asked: form.Asked, Achieved: form.Achieved, Said: form.Said, Risk: form.Risk, Why: form.Why,
		}, form.Version)
	}
	if err != nil {
		return c.Again(closePage, err)
	}
	return web.Go(path(here(c)), "The enquiry is closed."), nil
}
