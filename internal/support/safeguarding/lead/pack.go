package lead

import (
	"encoding/json"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/safeguarding"
)

// pack reads what the multi-agency hub needs.
func pack(c *web.Call) (p safeguarding.Pack, err error) {
	err = open(c, safeguarding.AsLead, func(s *gate.Snapshot, f safeguarding.File) (err error) {
		p, err = safeguarding.PackOf(s, f)
		return err
	})
	return p, err
}

func packPage(c *web.Call) (web.Reply, error) {
	p, err := pack(c)
	if err != nil {
		return nil, err
	}
	row := func(key, value string) ui.RecordRow { return ui.RecordRow{Key: key, Value: value} }
	about := ui.Record{Title: "The person", Rows: []ui.RecordRow{
		row("Name", p.Name), row("Born", p.Born), row("NHS number", p.NHS), row("Address", p.Address), row("Telephone", p.Phone),
		row("How to communicate", strings.Join(p.Needs, " ")), row("As told", p.About),
	}}
	told := ui.Record{Title: "What was told", Rows: []ui.RecordRow{
		row("In their words", p.Words), row("Who said it", p.Who), row("What was seen", p.Saw), row("Seen or heard", p.At), row("Told to us", p.Received),
		row("Safe now", p.Safe), row("What the person wants", p.Wishes), row("Children", p.Children),
	}}
	thought := ui.Record{Title: "What we think and do", Rows: []ui.RecordRow{
		row("Kinds", strings.Join(p.Types, "; ")), row("Where", p.Place), row("Alleged source", p.Source),
		row("Test 1", p.Tests[0]), row("Test 2", p.Tests[1]), row("Test 3", p.Tests[2]),
		row("Can decide", p.Capacity), row("Who helps them take part", p.Advocate), row("Decision", p.Decision),
		row("Done and to do", strings.Join(p.Actions, " ")),
	}}
	return c.Page("Pack for the hub",
		ui.Para("From "+c.Site.Name+". Official-sensitive. Reference "+p.Reference+", made "+p.Made.Said()+"."),
		ui.Inset("Why we may share this: "+p.Basis),
		about, told, thought,
		ui.Links(ui.Link{Text: "Save it as a file (JSON)", Href: path(here(c), "pack.json")}),
		ui.Form{
			ID: "refer", Action: path(here(c), "pack"), Hidden: []ui.Pair{{Name: "id", Value: ids.NewHidden()}}, Submit: "Note that it was sent",
			Fields: []ui.Field{
				{Kind: ui.KindHeading, Label: "When you have sent it", Hint: "Print this page or save the file, and send it the hub’s way. What you sent is kept as it was. A reply is due within 1 working day."},
				{Name: "to", Label: "To whom", Hint: "The hub (MASH), or children’s services"},
				{Name: "how", Label: "How", Hint: "Such as secure email"},
			},
		}).BackTo("The concern", path(here(c))).AsWide(), nil
}

func packFile(c *web.Call) (web.Reply, error) {
	p, err := pack(c)
	if err != nil {
		return nil, err
	}
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return nil, err
	}
	return web.Data{MediaType: "application/json", Bytes: append(b, '\n'), Download: "pack.json"}, nil
}

func refer(c *web.Call) (web.Reply, error) {
	var form struct {
		ID  string `json:"id"`
		To  string `json:"to"`
		How string `json:"how"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.Refer(c, c.Gate, safeguarding.Referral{ID: form.ID, Concern: here(c), Body: safeguarding.Sent{To: form.To, How: form.How}})
	}
	return c.Added(packPage, err, path(here(c)), "Noted as sent. A reply is due within 1 working day.")
}

func reply(c *web.Call) (web.Reply, error) {
	var form struct {
		Version int    `json:"version"`
		Reply   string `json:"reply"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.NoteReply(c, c.Gate, here(c), c.Path("referral"), form.Version, form.Reply)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go(path(here(c)), "The reply is saved."), nil
}
