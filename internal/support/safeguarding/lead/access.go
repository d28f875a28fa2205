package lead

import (
	"fmt"
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/safeguarding"
)

func accessPage(c *web.Call) (web.Reply, error) {
	var grants []safeguarding.Grant
	var hidden []safeguarding.Hiding
	var known []safeguarding.Someone
	var looks []safeguarding.Look
	err := open(c, safeguarding.AsLead, func(s *gate.Snapshot, f safeguarding.File) (err error) {
		if grants, err = safeguarding.Grants(s, f.ID); err != nil {
			return err
		}
		if hidden, err = safeguarding.Hidings(s, f.ID); err != nil {
			return err
		}
		if known, err = safeguarding.Around(s, f.Person); err != nil {
			return err
		}
		looks, err = safeguarding.Looks(s, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	portal := slices.DeleteFunc(known, func(x safeguarding.Someone) bool { return x.Kind == "contact" })
	staff := slices.DeleteFunc(slices.Clone(portal), func(x safeguarding.Someone) bool { return x.Kind != "staff" })
	at := path(here(c), "access")
	who := ui.List{
		Caption: "Opened by name", Empty: "Nobody but the safeguarding leads may know of this concern.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "Why"}, {Head: "From"}, {Head: "Until"}, {Head: "Change"}},
	}
	for _, x := range grants {
		cells := []ui.Cell{{Text: x.Name}, {Text: sentence(x.Why, by(x.ByName))}, {Text: x.From.Said()}, {Text: until(x.Until)}, {Text: "Over"}}
		if x.Live(c.Now()) {
			cells[4] = ui.Cell{Block: ui.PostButton{Text: "End now", About: x.Name, Secondary: true, Action: at + "/" + x.ID + "/end"}}
		}
		who.Rows = append(who.Rows, ui.Row{Cells: cells})
	}
	from := ui.List{
		Caption: "Hidden from", Empty: "It is hidden from nobody by name.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "Since"}, {Head: "Change"}},
	}
	for _, h := range hidden {
		name := h.Name
		if h.Team {
			name += ", and their team"
		}
		from.Rows = append(from.Rows, ui.Row{Cells: []ui.Cell{{Text: name}, {Text: h.From.Said()}, {Block: ui.PostButton{
			Text: "Show them again", About: h.Name, Secondary: true, Action: path(here(c), "hidden", h.ID, "end"),
		}}}})
	}
	return c.Page("Who may know",
		who,
		ui.Form{
			ID: "name", Action: at, Hidden: []ui.Pair{{Name: "id", Value: ids.NewHidden()}}, Submit: "Open it to them",
			Fields: []ui.Field{
				{Kind: ui.KindHeading, Label: "Open it to somebody by name", Hint: "They see this concern and no other, at “Raise a concern”, “Opened to you by name”. Tell them yourself."},
				{Name: "account", Label: "Who needs to know", Kind: ui.KindSelect, Options: options(staff)},
				{Name: "why", Label: "Why they need to know"},
				{Name: "until", Label: "Until which day", Kind: ui.KindDate},
			},
		},
		from,
		ui.Form{
			ID: "hide", Action: path(here(c), "hidden"), Submit: "Hide it from them", Warning: true,
			Fields: []ui.Field{
				{Kind: ui.KindHeading, Label: "Hide it from somebody", Hint: "They never see it, whatever their role. Somebody close to the person loses their own page about the person at once: it looks as if it had run out. If no lead is left, it goes to the deputies."},
				{Name: "against", Label: "Who must not know", Kind: ui.KindSelect, Options: options(portal)},
				{Name: "team", Label: "Their team", Kind: ui.KindChecks, Optional: true, Options: []ui.Option{{Value: "yes", Label: "Hide it from everybody in their team too"}}},
			},
		},
		looked(looks)).BackTo("The concern", path(here(c))), nil
}

// looked is who read the concern and who did something about it.
func looked(all []safeguarding.Look) ui.Block {
	l := ui.List{
		Caption: "Who looked", Empty: "Nobody has looked yet.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "When"}, {Head: "What"}},
	}
	for _, x := range all {
		name, what := x.Name, "Wrote"
		if name == "" {
			name = "Stillhome itself"
		}
		switch {
		case x.Refused:
			what = "Was refused"
		case x.Record:
			what = "Looked at the person’s ordinary record, within the hour from then"
		case !x.Wrote:
			what = "Read it, within the hour from then"
		}
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(name, x.At.Said(), what)})
	}
	if len(all) == safeguarding.Most {
		l.More.Showing = fmt.Sprintf("Showing the newest %d.", safeguarding.Most)
	}
	return l
}

func by(name string) string {
	if name == "" {
		return ""
	}
	return "By " + name
}

func until(t when.Instant) string {
	if t.IsZero() {
		return "Until ended"
	}
	return t.Said()
}

func options(all []safeguarding.Someone) []ui.Option {
	out := []ui.Option{{Value: "", Label: "Choose"}}
	for _, x := range all {
		label := x.Name
		if x.Kind != "staff" {
			label += " (has a page about the person)"
		}
		out = append(out, ui.Option{Value: string(x.Account), Label: label})
	}
	return out
}

func nameThem(c *web.Call) (web.Reply, error) {
	var form struct {
		ID      string      `json:"id"`
		Account ids.Account `json:"account"`
		Why     string      `json:"why"`
		Until   when.Date   `json:"until"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.NameThem(c, c.Gate, safeguarding.Grant{ID: form.ID, Concern: here(c), Account: form.Account, Why: form.Why}, form.Until)
	}
	return c.Added(accessPage, err, path(here(c), "access"), "Saved. Tell them yourself: Stillhome does not.")
}

func endGrant(c *web.Call) (web.Reply, error) {
	if err := safeguarding.EndGrant(c, c.Gate, here(c), c.Path("grant")); err != nil {
		return nil, err
	}
	return web.Go(path(here(c), "access"), "Ended. They cannot see it any more."), nil
}

func hide(c *web.Call) (web.Reply, error) {
	var form struct {
		Against ids.Account `json:"against"`
		Team    []string    `json:"team"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.HideFrom(c, c.Gate, safeguarding.Against{Concern: here(c), Account: form.Against, Team: len(form.Team) > 0})
	}
	if err != nil {
		return c.Again(accessPage, err)
	}
	return web.Go(path(here(c), "access"), "Hidden from now on."), nil
}

func showAgain(c *web.Call) (web.Reply, error) {
	if err := safeguarding.ShowAgain(c, c.Gate, here(c), c.Path("hiding")); err != nil {
		return nil, err
	}
	return web.Go(path(here(c), "access"), "It is not hidden from them any more."), nil
}
