// Package lead holds the pages of safeguarding leads, and of those to whom one
// concern was opened by name: the list, one concern, its decision, tasks and
// notes, who may know, the pack for the multi-agency hub, and the figures.
// Whoever has no need gets the page of an address that does not exist.
package lead

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/safeguarding"
)

// Routes of these pages.
var Routes = []web.Route{
	web.Get("/safeguarding", safeguarding.MayList, listPage),
	web.Get("/safeguarding/live", safeguarding.MayList, live),
	web.Get("/safeguarding/opened", safeguarding.MayReviewGlass, opened),
	web.Post("/safeguarding/opened", safeguarding.MayReviewGlass, review),
	web.Get("/safeguarding/deputies", safeguarding.MayDepute, deputies),
	web.Post("/safeguarding/deputies", safeguarding.MayDepute, depute),
	web.Get("/safeguarding/figures", safeguarding.MayCount, figures),
	web.Get("/safeguarding/figures.csv", safeguarding.MayCount, figuresFile),
	web.Get("/safeguarding/{concern}", safeguarding.MaySee, show),
	web.Post("/safeguarding/{concern}/seen", safeguarding.MayMark, seen),
	web.Post("/safeguarding/{concern}/person", safeguarding.MayMatch, match),
	web.Get("/safeguarding/{concern}/files/{photo}", safeguarding.MaySee, photo),
	web.Get("/safeguarding/{concern}/decide", safeguarding.MayDecide, decidePage),
	web.Post("/safeguarding/{concern}/decide", safeguarding.MayDecide, decide),
	web.Get("/safeguarding/{concern}/notes/new", safeguarding.MayNote, notePage),
	web.Post("/safeguarding/{concern}/notes/new", safeguarding.MayNote, note),
	web.Get("/safeguarding/{concern}/tasks/new", safeguarding.MayTask, taskPage),
	web.Post("/safeguarding/{concern}/tasks/new", safeguarding.MayTask, task),
	web.Get("/safeguarding/{concern}/tasks/{todo}", safeguarding.MayTask, donePage),
	web.Post("/safeguarding/{concern}/tasks/{todo}", safeguarding.MayTask, done),
	web.Post("/safeguarding/{concern}/tasks/{todo}/arrange", safeguarding.MayTask, arrange),
	web.Get("/safeguarding/{concern}/access", safeguarding.MayName, accessPage),
	web.Post("/safeguarding/{concern}/access", safeguarding.MayName, nameThem),
	web.Post("/safeguarding/{concern}/access/{grant}/end", safeguarding.MayName, endGrant),
	web.Post("/safeguarding/{concern}/hidden", safeguarding.MayHide, hide),
	web.Post("/safeguarding/{concern}/hidden/{hiding}/end", safeguarding.MayHide, showAgain),
	web.Get("/safeguarding/{concern}/pack", safeguarding.MayRefer, packPage),
	web.Get("/safeguarding/{concern}/pack.json", safeguarding.MayRefer, packFile),
	web.Post("/safeguarding/{concern}/pack", safeguarding.MayRefer, refer),
	web.Post("/safeguarding/{concern}/pack/{referral}", safeguarding.MayRefer, reply),
	web.Get("/safeguarding/{concern}/close", safeguarding.MayClose, closePage),
	web.Post("/safeguarding/{concern}/close", safeguarding.MayClose, closeIt),
}

const home = "/safeguarding"

// here is which concern the address names. Text that is no id of ours is one
// that nobody has.
func here(c *web.Call) safeguarding.ID {
	if id := c.Path("concern"); ids.Valid(id) {
		return safeguarding.ID(id)
	}
	return "none"
}

// path is the address of a concern, or of a part of it.
func path(id safeguarding.ID, parts ...string) string {
	return strings.Join(append([]string{home, string(id)}, parts...), "/")
}

// open reads the concern of the address by somebody who stands at least so.
func open(c *web.Call, least safeguarding.Standing, fn func(s *gate.Snapshot, f safeguarding.File) error) error {
	return safeguarding.Open(c, c.Gate, here(c), func(s *gate.Snapshot, f safeguarding.File) error {
		if f.Standing < least {
			return gate.NotFound()
		}
		return fn(s, f)
	})
}

func listPage(c *web.Call) (web.Reply, error) {
	block, err := list(c)
	if err != nil {
		return nil, err
	}
	return c.Page("Safeguarding",
		ui.Para("Only safeguarding leads see this, and nobody is told that it is here. What is hidden from you is not here either."),
		ui.Live(home+"/live", block),
		ui.Links(
			ui.Link{Text: "Who opened a sealed record in an emergency", Href: home + "/opened"},
			ui.Link{Text: "Who stands in for a lead", Href: home + "/deputies"},
			ui.Link{Text: "Figures for the Safeguarding Adults Collection", Href: home + "/figures"},
			ui.Link{Text: "Raise a concern", Href: "/concerns/new"},
		)).AsWide(), nil
}

// live keeps the list fresh: nothing on the sealed side wakes anybody, so it
// looks again by the clock, every 20 seconds.
func live(c *web.Call) (web.Reply, error) {
	return c.Live(func() (ui.Block, error) { return list(c) })
}

func list(c *web.Call) (ui.Block, error) {
	var all []safeguarding.Concern
	var glass []safeguarding.Glass
	var untold []safeguarding.Untold
	err := c.Gate.Read(c, safeguarding.MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		if all, err = safeguarding.List(s); err != nil {
			return err
		}
		if glass, err = safeguarding.GlassList(s); err != nil {
			return err
		}
		untold, err = safeguarding.UntoldOf(s, all, glass)
		return err
	})
	if err != nil {
		return nil, err
	}
	var blocks []ui.Block
	if len(untold) > 0 {
		said := make([]string, 0, len(untold))
		for _, x := range untold {
			said = append(said, sentence(x.Name, x.Why.Label()))
		}
		blocks = append(blocks, ui.Warning("Something here is new, and the text about it did not reach everybody. Ring them."), ui.Bullets(said...))
	}
	waiting, late := 0, false
	for _, x := range glass {
		if x.Reviewed.IsZero() {
			waiting++
			late = late || x.Late(c.Now())
		}
	}
	if waiting > 0 {
		said := "Somebody opened a sealed record in an emergency. Another person reviews it within 1 working day."
		if late {
			said = "Somebody opened a sealed record in an emergency, and nobody reviewed it in time. Do it now."
		}
		blocks = append(blocks, ui.Warning(said), ui.SecondaryLink(fmt.Sprintf("Review (%d)", waiting), home+"/opened"))
	}
	return ui.Group(append(blocks, concerns(c.Now(), all, "No concerns have been raised. When somebody raises one about abuse or neglect, it stands here, for you alone."))...), nil
}

// concerns is a list of them, for a lead or for whoever was given some by name.
func concerns(now when.Instant, all []safeguarding.Concern, empty string) ui.List {
	l := ui.List{
		Caption: "Concerns", CaptionHidden: true, Empty: empty,
		Columns: []ui.Column{{Head: "About"}, {Head: "How soon"}, {Head: "Told"}, {Head: "By"}, {Head: "Decide by"}, {Head: "Where it stands"}},
	}
	count := map[ids.Person]int{}
	for _, x := range all {
		count[x.Person]++
	}
	for _, x := range all {
		about := x.About()
		if n := count[x.Person]; x.Person != "" && x.PersonName != "" && n > 1 {
			about += fmt.Sprintf(" (%d concerns)", n)
		}
		by := ""
		if x.State == safeguarding.New || x.State == safeguarding.Seen {
			by = x.DecideBy().Said()
		}
		from := x.Raiser()
		if x.Many {
			from += ", one of many within the hour"
		}
		l.Rows = append(l.Rows, ui.Row{Href: path(x.ID), Cells: []ui.Cell{
			{Text: about}, {Text: x.Urgency.Label()}, {Text: x.Received.Said()}, {Text: from}, {Text: by}, {Tag: tag(x, now)},
		}})
	}
	if len(all) == safeguarding.Most {
		l.More.Showing = fmt.Sprintf("Showing %d: those nobody has seen, then those without a decision, then the newest.", safeguarding.Most)
	}
	return l
}

// List draws concerns for the page of whoever was given some by name.
func List(now when.Instant, all []safeguarding.Concern, empty string) ui.Block {
	return concerns(now, all, empty)
}

func tag(x safeguarding.Concern, now when.Instant) ui.Tag {
	switch {
	case x.Overdue(now) && x.State == safeguarding.New:
		return ui.Tag{Text: "New, and late", Kind: ui.Urgent}
	case x.Overdue(now):
		return ui.Tag{Text: "Not decided, and late", Kind: ui.Urgent}
	case x.State == safeguarding.New:
		return ui.Tag{Text: "New", Kind: ui.Urgent}
	case x.State == safeguarding.Seen:
		return ui.Tag{Text: x.State.Label(), Kind: ui.Waiting}
	case x.State == safeguarding.Enquiry:
		return ui.Tag{Text: x.State.Label(), Kind: ui.Plain}
	}
	return ui.Tag{Text: x.State.Label(), Kind: ui.Quiet}
}
