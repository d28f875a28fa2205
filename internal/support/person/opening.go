package person

import (
	"context"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// OpenFor opens a person's record for an hour to somebody whose work it is not
// on. Nothing is learnt without a reason: an id that nobody has is refused only
// after one was given, and then nothing at all was written.
// Errors: gate.glass_reason, gate.not_found.
func OpenFor(ctx context.Context, g *gate.Gate, id ID, reason string) error {
	return g.Batch(ctx, func(ctx context.Context) error {
		if err := gate.BreakGlass(ctx, g, id, reason); err != nil {
			return err
		}
		return g.Read(ctx, gate.MayBreakGlass, gate.Person(id), func(s *gate.Snapshot) error {
			_, err := Get(s, id)
			return err
		})
	})
}

var (
	openText = ui.Group(
		ui.Para("You can open the record of somebody who is not on your work when they need help now. It stays open to you for one hour."),
		ui.Warning("The office is told at once, with your name and your reason, and will ask you about it."),
	)
	openReason = ui.Field{Name: "reason", Label: "Why do you need to open this record?", Kind: ui.KindArea, Rows: 3}
)

// whom is the person named in an address that must not say whether they exist:
// no identity bar stands on such a page.
func whom(c *web.Call) ID {
	if w := c.Path("whom"); ids.Valid(w) {
		return ID(w)
	}
	return "none"
}

func openPage(c *web.Call) (web.Reply, error) {
	return c.Page("Open a record in an emergency", openText, ui.Form{
		Action: web.PersonPath(whom(c), "open"), Submit: "Open for an hour", Warning: true, Fields: []ui.Field{openReason},
	}), nil
}

func open(c *web.Call) (web.Reply, error) {
	if err := OpenFor(c, c.Gate, whom(c), c.Posted("reason")); err != nil {
		return c.Again(openPage, err)
	}
	return web.Go(web.PersonPath(whom(c)), "This record is open to you for one hour. The office has been told."), nil
}

func openByRefPage(c *web.Call) (web.Reply, error) {
	return c.Page("Open a record in an emergency", openText, ui.Form{
		Action: "/people/open", Submit: "Open for an hour", Warning: true, Fields: []ui.Field{
			{Name: "ref", Label: "Reference of the person", Hint: "It is on letters and on the plan at home, like SH-7K2M4Q. The office can tell you.", Width: 10, NoSpellcheck: true},
			openReason,
		},
	}), nil
}

func openByRef(c *web.Call) (web.Reply, error) {
	// The reason first: who gives none must not learn which references there are.
	if err := gate.CheckGlassReason(c.Posted("reason")); err != nil {
		return c.Again(openByRefPage, err)
	}
	var p Person
	err := c.Gate.Batch(c, func(ctx context.Context) error {
		unknown := invalid("person.ref", "ref", "There is no record with that reference. Check it with the office.")
		err := c.Gate.Read(ctx, gate.MayBreakGlass, gate.Council, func(s *gate.Snapshot) (err error) {
			p, err = byRef(s, ParseQuery(c.Posted("ref")).Ref)
			return err
		})
		if gate.Missing(err) {
			return unknown
		}
		if err != nil {
			return err
		}
		return gate.BreakGlass(ctx, c.Gate, p.ID, c.Posted("reason"))
	})
	if err != nil {
		return c.Again(openByRefPage, err)
	}
	return web.Go(web.PersonPath(p.ID), "This record is open to you for one hour. The office has been told."), nil
}
