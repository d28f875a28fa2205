package lead

import (
	"slices"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/safeguarding"
)

// opened is who opened a sealed record in an emergency, with the review of it.
func opened(c *web.Call) (web.Reply, error) {
	var all []safeguarding.Glass
	err := c.Gate.Read(c, safeguarding.MayReviewGlass, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = safeguarding.GlassList(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	blocks := []ui.Block{ui.Para("Each time is reviewed within 1 working day by somebody else than who opened it: a safeguarding lead or deputy, and a manager where none of them may know. Your own are not here.")}
	if len(all) == 0 {
		blocks = append(blocks, ui.Inset("Nobody has opened a sealed record in an emergency."))
	}
	for i, x := range all {
		r := ui.Record{Title: x.Name + ", " + x.From.Said(), Rows: []ui.RecordRow{
			{Key: "About", Value: x.PersonName}, {Key: "Why", Value: x.Why}, {Key: "Open until", Value: x.Until.Said()},
		}}
		if !x.Reviewed.IsZero() {
			r.Rows = append(r.Rows, ui.RecordRow{Key: "Reviewed", Value: x.ReviewerName + ", " + x.Reviewed.Said() + ". " + x.Finding})
			blocks = append(blocks, r)
			continue
		}
		due := ui.RecordRow{Key: "Review by", Value: x.ReviewBy.Said()}
		if x.Late(c.Now()) {
			due = ui.RecordRow{Key: "Review", Block: ui.Tag{Text: "Late", Kind: ui.Urgent}}
		}
		r.Rows = append(r.Rows, due)
		blocks = append(blocks, r, ui.Form{
			ID: "review-" + string(rune('a'+i%26)), Action: home + "/opened", Hidden: []ui.Pair{{Name: "glass", Value: x.ID}}, Submit: "Save the review", Small: true,
			Fields: []ui.Field{{Name: "finding", Label: "What you found", Hint: "Was it needed? What follows?", Kind: ui.KindArea, Rows: 2}},
		})
	}
	if !slices.Contains(c.Who.Roles, actor.SafeguardingLead) {
		return c.Page("Opened in an emergency", blocks...).BackTo("Opened to you", "/concerns/mine"), nil
	}
	return c.Page("Opened in an emergency", blocks...).BackTo("Safeguarding", home), nil
}

func review(c *web.Call) (web.Reply, error) {
	if err := safeguarding.ReviewGlass(c, c.Gate, c.Posted("glass"), c.Posted("finding")); err != nil {
		return c.Again(opened, err)
	}
	return web.Go(home+"/opened", "The review is saved."), nil
}

func deputies(c *web.Call) (web.Reply, error) {
	var now []safeguarding.Deputy
	var staff []safeguarding.Someone
	err := c.Gate.Read(c, safeguarding.MayDepute, gate.Council, func(s *gate.Snapshot) (err error) {
		if now, err = safeguarding.Deputies(s); err != nil {
			return err
		}
		staff, err = safeguarding.Staff(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Deputies", Empty: "Nobody is named. A concern that no lead may see goes to every manager it is not hidden from.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "Since"}, {Head: "Change"}},
	}
	for _, d := range now {
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{{Text: d.Name}, {Text: d.From.Said()}, {Block: ui.PostButton{
			Text: "End", About: d.Name, Secondary: true, Action: home + "/deputies", Hidden: []ui.Pair{{Name: "account", Value: string(d.Account)}, {Name: "end", Value: "true"}},
		}}}})
	}
	return c.Page("Who stands in for a lead",
		ui.Para("When a concern is about a safeguarding lead, and no other lead may see it, it goes to the deputies. They find it at “Raise a concern”, “Opened to you by name”."),
		l,
		ui.Form{Action: home + "/deputies", Submit: "Name a deputy", Fields: []ui.Field{
			{Name: "account", Label: "Who", Kind: ui.KindSelect, Options: options(staff)},
		}}).BackTo("Safeguarding", home), nil
}

func depute(c *web.Call) (web.Reply, error) {
	var form struct {
		Account ids.Account `json:"account"`
		End     bool        `json:"end"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.Depute(c, c.Gate, form.Account, !form.End)
	}
	if err != nil {
		return c.Again(deputies, err)
	}
	return web.Go(home+"/deputies", "Saved."), nil
}
