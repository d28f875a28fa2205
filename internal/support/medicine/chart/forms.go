package chart

import (
	"context"
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/contact"
	"stillhome/internal/support/medicine/prepare"
	"stillhome/internal/support/plan"
)

// fieldsOf are the questions of one entry, with what it says now. packs are the
// packs it may be in.
func fieldsOf(m medicine.Medicine, packs []medicine.Medicine) []ui.Field {
	yes := func(is bool) []string {
		if is {
			return []string{"yes"}
		}
		return nil
	}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return itoa(n)
	}
	one := func(value, label, hint string) []ui.Option {
		return []ui.Option{{Value: value, Label: label, Hint: hint}}
	}
	none := func(label string, all []ui.Option) []ui.Option { return append([]ui.Option{{Label: label}}, all...) }
	var parts, sites []string
	for _, p := range m.Parts {
		parts = append(parts, string(p))
	}
	for _, s := range m.Sites {
		sites = append(sites, string(s))
	}
	inPack := []ui.Option{{Label: "No"}}
	for _, p := range packs {
		if p.ID != m.ID {
			inPack = append(inPack, ui.Option{Value: string(p.Line), Label: "Yes: " + p.Name})
		}
	}
	out := []ui.Field{
		{Name: "name", Label: "What is it called?", Hint: "As on its label. Write each tablet in a pack down by itself, and the pack once.", Value: m.Name},
		{Name: "strength", Label: "Strength", Hint: "Like: 500mg.", Optional: true, Width: 20, Value: m.Strength},
		{Name: "form", Label: "Form", Hint: "Like: tablet, capsule, liquid, patch, cream.", Optional: true, Width: 20, Value: m.Form},
		{Name: "ingredients", Label: "What is in it?", Hint: "As far as it is known, with commas between. It is held against the allergies.", Optional: true, Value: m.Ingredients},
		{Name: "dose", Label: "What is the dose?", Hint: "In words, like: 1 tablet, swallowed with water.", Kind: ui.KindArea, Rows: 2, Value: m.Dose},
		{Name: "route", Label: "Where does it go?", Kind: ui.KindSelect, Optional: true, Options: none("Not said", ui.Options(medicine.Routings)), Value: string(m.Route)},
		{Name: "instructions", Label: "Special instructions", Hint: "Like: half an hour before food, sitting up.", Kind: ui.KindArea, Rows: 2, Optional: true, Value: m.Instructions},
		{Label: "When", Kind: ui.KindHeading},
		{Name: "kind", Label: "How is it taken?", Kind: ui.KindRadios, Options: ui.Options(medicine.Kinds), Value: string(m.Kind)},
		{Name: "parts", Label: "When is it taken?", Kind: ui.KindChecks, Optional: true, Options: ui.Options(plan.Parts), Hint: "Leave this empty for a medicine taken only when needed.", Values: parts},
		{Name: "time_critical", Label: "Must it be on time?", Kind: ui.KindChecks, Optional: true, Values: yes(m.TimeCritical), Options: one(
			"yes", "Yes", "The office is told the same day when it was not taken. For example for Parkinson’s, epilepsy or diabetes.",
		)},
		{Name: "times", Label: "Exact times", Hint: "Where it must be on time, one for each part of the day, like: 7:30am, 5pm.", Optional: true, Width: 30, Value: m.Times.Said()},
		{Name: "every_days", Label: "Every how many days?", Hint: "1 for every day, 7 for once a week, 3 for a patch that stays on for 3 days. Counted from the first day.", Kind: ui.KindNumber, Width: 3, Value: itoa(max(m.EveryDays, 1))},
		{Name: "from", Label: "First day", Kind: ui.KindDate, Value: string(m.From)},
		{Name: "until", Label: "Last day", Kind: ui.KindDate, Optional: true, Value: string(m.Until)},
		{Name: "review_on", Label: "When is it to be looked at again?", Kind: ui.KindDate, Optional: true, Value: string(m.ReviewOn)},
		{Label: "Limits", Kind: ui.KindHeading, Hint: "The first two are for a medicine taken only when needed."},
		{Name: "needed_for", Label: "What is it taken for?", Hint: "Like: pain in the hip.", Optional: true, Value: m.NeededFor},
		{Name: "effect_min", Label: "After how long do we ask how it helped?", Kind: ui.KindNumber, Suffix: "minutes", Width: 4, Optional: true, Value: number(m.EffectMin)},
		{Name: "gap_min", Label: "Least time between two doses", Hint: "240 minutes are 4 hours.", Kind: ui.KindNumber, Suffix: "minutes", Width: 4, Optional: true, Value: number(m.GapMin)},
		{Name: "most_doses", Label: "Most doses in 24 hours", Kind: ui.KindNumber, Width: 3, Optional: true, Value: number(m.MostDoses)},
		{Name: "most_units", Label: "Most tablets, puffs or the like in 24 hours", Kind: ui.KindNumber, Width: 3, Optional: true, Value: number(m.MostUnits)},
		{Label: "Take care", Kind: ui.KindHeading},
		{Name: "high_risk", Label: "Is it a medicine of high risk?", Kind: ui.KindSelect, Optional: true, Options: none("No", ui.Options(medicine.HighRisks)), Value: string(m.HighRisk)},
		{Name: "controlled", Label: "Is it a controlled drug?", Kind: ui.KindChecks, Optional: true, Values: yes(m.Controlled), Options: one("yes", "Yes", "")},
		{Name: "shape", Label: "Does it go on a place of the body?", Kind: ui.KindSelect, Optional: true, Options: none("No", ui.Options(medicine.Shapes)), Value: string(m.Shape)},
		{Name: "sites", Label: "Where on the body may it go?", Kind: ui.KindChecks, Optional: true, Options: ui.Options(medicine.Sites), Values: sites},
		{Name: "rest_days", Label: "For how many days does a place rest before it is used again?", Kind: ui.KindNumber, Suffix: "days", Width: 3, Optional: true, Value: number(m.RestDays)},
	}
	out = slices.Insert(out, slices.IndexFunc(out, func(f ui.Field) bool { return f.Name == "route" }), amountFields(m)...)
	if len(inPack) > 1 {
		out = append(out, ui.Field{Name: "pack", Label: "Is it in a pack?", Kind: ui.KindRadios, Optional: true, Options: inPack, Value: string(m.Pack)})
	}
	return append(out,
		ui.Field{Label: "Where it comes from", Kind: ui.KindHeading},
		ui.Field{Name: "prescriber", Label: "Who prescribed it?", Optional: true, Value: m.Prescriber},
		ui.Field{Name: "supplied_by", Label: "Who supplies it?", Hint: "Like: the hospital for 14 days, then the pharmacy.", Optional: true, Value: m.SuppliedBy},
		ui.Field{Name: "source", Label: "How do you know?", Hint: "Like: discharge letter of 28 November, or the pharmacy by phone.", Value: m.Source},
	)
}

// packsOf are the packs that a person has now.
func packsOf(all []medicine.Medicine) (out []medicine.Medicine) {
	for _, m := range all {
		if m.Kind == medicine.Pack && m.Stopped.IsZero() {
			out = append(out, m)
		}
	}
	return out
}

func addPage(c *web.Call) (web.Reply, error) {
	var packs []medicine.Medicine
	var m medicine.Medicine
	from := prepare.FromOf(c)
	if err := c.Gate.Read(c, medicine.MayAdd, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if m, err = from.Entry(s, c.Person()); err != nil {
			return err
		}
		if err := ofProduct(s, c.Query("product"), &m); err != nil {
			return err
		}
		all, err := medicine.Of(s, c.Person())
		packs = packsOf(all)
		return err
	}); err != nil {
		return nil, err
	}
	at := path(c.Person())
	back := from.Back(c.Person(), at)
	f := ui.Form{
		Action: at + "/new", Submit: "Add", Cancel: ui.Link{Text: "Cancel", Href: back}, Hidden: append(from.Hidden(), ui.Pair{Name: "id", Value: ids.New()}, ui.Pair{Name: "code", Value: m.Code}),
		Fields: fieldsOf(m, packs),
	}
	return c.Page("Add a medicine", ui.Links(ui.Link{Text: "Find it on the NHS list of medicines", Href: at + "/find"}), f).BackTo("Back", back), nil
}

func add(c *web.Call) (web.Reply, error) {
	var m medicine.Medicine
	err := c.Form(&m)
	m.Person = c.Person()
	if err == nil {
		m.Dosage, err = structured(c, m)
	}
	from := prepare.FromOf(c)
	m.Preparation = string(from.Preparation)
	if err == nil {
		err = c.Gate.Batch(c, func(ctx context.Context) error {
			if err := medicine.Add(ctx, c.Gate, m); err != nil {
				return err
			}
			return from.Settle(ctx, c.Gate, m.Person, prepare.BecameNew, m.ID)
		})
	}
	return c.Added(addPage, err, from.Back(m.Person, path(m.Person)), "Medicine added. A second person has to check it. Workers see it with their next update.")
}

func amendPage(c *web.Call) (web.Reply, error) {
	var m medicine.Medicine
	var packs []medicine.Medicine
	var spoken []ui.Option
	if err := c.Gate.Read(c, medicine.MayAmend, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if m, err = medicine.Get(s, c.Person(), here(c)); err != nil {
			return err
		}
		all, err := medicine.Of(s, c.Person())
		if err != nil {
			return err
		}
		packs = packsOf(all)
		spoken, err = contact.Spoken(s, c.Person())
		return err
	}); err != nil {
		return nil, err
	}
	at := path(c.Person(), string(m.ID))
	from := prepare.FromOf(c)
	if !m.Stopped.IsZero() {
		return c.Page("Change an entry", ui.Para("This entry ended on "+m.Stopped.Said()+". Look at the chart for the one that holds now.")).BackTo(m.Title(), at), nil
	}
	f := ui.Form{
		Action: at + "/change", Submit: "Save the change", Cancel: ui.Link{Text: "Cancel", Href: at},
		Hidden: append(from.Hidden(), ui.Pair{Name: "id", Value: ids.New()}, ui.Version(m.Version), ui.Pair{Name: "code", Value: m.Code}),
		Fields: append([]ui.Field{
			{Name: "amended_why", Label: "What is changed, and why?", Kind: ui.KindArea, Rows: 2},
			{Name: "word", Label: "By whose word?", Kind: ui.KindRadios, Options: ui.Options(medicine.Words)},
			{Name: "read_back", Label: "If it was by telephone", Kind: ui.KindChecks, Optional: true, Options: []ui.Option{{
				Value: "yes", Label: "I read it back and they confirmed it", Hint: "A change by telephone is an exception, and holds only until the written word comes.",
			}}},
			{Name: "contact", Label: "If it was by telephone: which contact was it?", Kind: ui.KindSelect, Optional: true, Options: append([]ui.Option{{Label: "Not written down yet"}}, spoken...)},
			{Name: "word_by", Label: "If it was by telephone: by when does the written word come?", Kind: ui.KindDate, Optional: true},
			{Label: "The entry as it is to be", Kind: ui.KindHeading},
		}, fieldsOf(m, packs)...),
	}
	return c.Page("Change "+m.Title(), ui.Para("The entry stays in the record as it was, and this one takes its place from now. A second person has to check it."), f).BackTo(m.Title(), at), nil
}

func amend(c *web.Call) (web.Reply, error) {
	var a medicine.Amending
	err := c.Form(&a)
	a.Person, a.Old = c.Person(), here(c)
	if err == nil {
		a.Dosage, err = structured(c, a.Medicine)
	}
	from := prepare.FromOf(c)
	a.Preparation = string(from.Preparation)
	if err == nil {
		err = c.Gate.Batch(c, func(ctx context.Context) error {
			if err := medicine.Amend(ctx, c.Gate, a); err != nil {
				return err
			}
			return from.Settle(ctx, c.Gate, a.Person, prepare.BecameChanged, a.ID)
		})
	}
	return c.Added(amendPage, err, from.Back(a.Person, path(a.Person, string(a.ID))), "Entry changed. A second person has to check it. Ring whoever visits next: a phone without signal still has the old one.")
}

func stopPage(c *web.Call) (web.Reply, error) {
	var m medicine.Medicine
	err := c.Gate.Read(c, medicine.MayStop, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		m, err = medicine.Get(s, c.Person(), here(c))
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person(), string(m.ID))
	if !m.Stopped.IsZero() {
		return c.Page("Stop a medicine", ui.Para("This medicine was stopped on "+m.Stopped.Said()+".")).BackTo(m.Title(), at), nil
	}
	f := ui.Form{
		Action: at + "/stop", Submit: "Stop it now", Warning: true, Cancel: ui.Link{Text: "Go on with it", Href: at}, Hidden: append(prepare.FromOf(c).Hidden(), ui.Version(m.Version)),
		Fields: []ui.Field{{Name: "why", Label: "Why is it stopped, and who said so?", Kind: ui.KindArea, Rows: 3}},
	}
	return c.Page("Stop "+m.Title(), ui.Para("What was recorded of it stays. A worker without signal may not know of it yet: ring whoever visits next."), f).BackTo(m.Title(), at), nil
}

func stopIt(c *web.Call) (web.Reply, error) {
	s := medicine.Stopping{}
	err := c.Form(&s)
	s.Person, s.Medicine = c.Person(), here(c)
	from := prepare.FromOf(c)
	if err == nil {
		err = c.Gate.Batch(c, func(ctx context.Context) error {
			if err := medicine.Stop(ctx, c.Gate, s); err != nil {
				return err
			}
			return from.Settle(ctx, c.Gate, s.Person, prepare.Stopped, s.Medicine)
		})
	}
	if err != nil {
		return c.Again(stopPage, err)
	}
	return web.Go(from.Back(s.Person, path(s.Person, string(s.Medicine))), "Medicine stopped."), nil
}
