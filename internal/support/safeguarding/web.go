package safeguarding

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Routes of the safeguarding lead's pages.
var Routes = []web.Route{
	web.Get("/safeguarding", MayList, listPage),
	web.Get("/safeguarding/{concern}", MaySee, show),
	web.Post("/safeguarding/{concern}/seen", MayMark, seen),
}

const home = "/safeguarding"

func here(c *web.Call) ID { return ID(c.Path("concern")) }

func listPage(c *web.Call) (web.Reply, error) {
	var all []Concern
	err := c.Gate.Read(c, MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = list(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Concerns", CaptionHidden: true,
		Empty:   "No concerns have been raised. When somebody raises one about abuse or neglect, it stands here, for you alone.",
		Columns: []ui.Column{{Head: "About"}, {Head: "How soon"}, {Head: "Told"}, {Head: "By"}, {Head: "Where it stands"}},
	}
	for _, x := range all {
		l.Rows = append(l.Rows, ui.Row{Href: home + "/" + string(x.ID), Cells: []ui.Cell{
			{Text: x.about()},
			{Text: x.Urgency.Label()},
			{Text: x.Received.Said()},
			{Text: x.raiser()},
			{Tag: x.tag(c.Now())},
		}})
	}
	if len(all) == most {
		l.More.Showing = fmt.Sprintf("Showing %d: those nobody has seen, then the newest.", most)
	}
	return c.Page("Safeguarding",
		ui.Para("Only safeguarding leads see this, and nobody is told that it is here. Stillhome sends no messages so far: look here often."), l).AsWide(), nil
}

// about is whom it is about, as far as we know.
func (c Concern) about() string {
	if name := strings.TrimSpace(c.PersonName); name != "" {
		return name
	}
	return "Somebody who is not in our records"
}

func (c Concern) raiser() string {
	if c.RaisedName == "" {
		return "A member of staff whose account we do not find"
	}
	return c.RaisedName
}

func (c Concern) tag(now when.Instant) ui.Tag {
	switch {
	case c.Overdue(now):
		return ui.Tag{Text: "New, and late", Kind: ui.Urgent}
	case c.State == New:
		return ui.Tag{Text: "New", Kind: ui.Urgent}
	}
	return ui.Tag{Text: c.State.Label(), Kind: ui.Quiet}
}

// read is one concern, noted as a look at the person's sealed record.
func read(c *web.Call, a gate.Action) (x Concern, err error) {
	var person ids.Person
	err = c.Gate.Read(c, MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		person, err = personOf(s, here(c))
		return err
	})
	if err != nil {
		return x, err
	}
	err = c.Gate.Read(c, a, gate.Person(person), func(s *gate.Snapshot) (err error) {
		x, err = get(s, here(c))
		return err
	})
	return x, err
}

func show(c *web.Call) (web.Reply, error) {
	x, err := read(c, MaySee)
	if err != nil {
		return nil, err
	}
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "About", Value: x.about()},
		{Key: "What it is about", Value: x.kind()},
		{Key: "How soon", Value: x.Urgency.Label()},
		{Key: "Told by", Value: x.raiser()},
		{Key: "Seen or heard", Value: x.At.Said()},
		{Key: "Told to us", Value: x.Received.Said() + ". " + x.Channel.Label()},
		{Key: "Where it stands", Block: x.tag(c.Now())},
	}}
	if x.PersonName != "" {
		r.Rows[0].Block = ui.Links(ui.Link{Text: x.about(), Href: web.PersonPath(x.Person)})
	}
	if x.State == Seen {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Seen by", Value: x.SeenName + ", " + x.SeenAt.Said()})
	}
	words := ui.Inset(x.Words)
	if x.Words == "" {
		words = ui.Inset("Nothing was written. Ring whoever told it.")
	}
	blocks := []ui.Block{r, ui.Heading("In their words"), words}
	if x.State == New {
		blocks = append(blocks,
			ui.Para("Ring whoever told it. Whoever raised a concern cannot read it here, and nobody else knows of it."),
			ui.PostButton{Text: "I have seen this", Action: home + "/" + string(x.ID) + "/seen", Hidden: []ui.Pair{ui.Version(x.Version)}})
	}
	blocks = append(blocks, ui.Para("Enquiries are not part of Stillhome so far: go on in the council’s own way."))
	return c.Page("Safeguarding concern", blocks...).BackTo("Safeguarding", home), nil
}

// kind is what it is about; a kind we do not know is shown as it was told.
func (c Concern) kind() string {
	if said := c.Kind.Label(); said != "" {
		return said
	}
	return "“" + string(c.Kind) + "”, which we do not know: a newer phone may"
}

func seen(c *web.Call) (web.Reply, error) {
	x, err := read(c, MayMark)
	if err != nil {
		return nil, err
	}
	var form struct {
		Version int `json:"version"`
	}
	if err = c.Form(&form); err == nil {
		err = MarkSeen(c, c.Gate, x.Person, x.ID, form.Version)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go(home+"/"+string(x.ID), "Noted that you have seen this."), nil
}
