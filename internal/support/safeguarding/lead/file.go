package lead

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/safeguarding"
)

// shown is one concern as its page has it.
type shown struct {
	file safeguarding.File
	x    safeguarding.Concern
	all  safeguarding.Whole
	same []safeguarding.Concern
	who  safeguarding.Known // whom it is about
}

func show(c *web.Call) (web.Reply, error) {
	var v shown
	err := open(c, safeguarding.ByGlass, func(s *gate.Snapshot, f safeguarding.File) (err error) {
		v.file = f
		if v.x, err = safeguarding.Get(s, f); err != nil {
			return err
		}
		if v.all, err = safeguarding.WholeOf(s, f); err != nil {
			return err
		}
		if v.who, err = safeguarding.KnownOf(s, f.Person); err != nil {
			return err
		}
		v.same, err = safeguarding.Same(s, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	blocks := []ui.Block{v.card(c), ui.Heading("In their words")}
	if v.x.Words == "" {
		blocks = append(blocks, ui.Inset("Nothing was written. Ring whoever told it."))
	} else {
		blocks = append(blocks, ui.Inset(v.x.Words))
	}
	blocks = append(blocks, v.told(), v.person(), v.buttons(c))
	if len(v.all.Decisions) > 0 {
		blocks = append(blocks, decided("What was decided", v.all.Decisions[0]), v.pages())
		for _, d := range v.all.Decisions[1:] {
			blocks = append(blocks, ui.Details("Decided before, "+d.At.Said(), decided("", d)))
		}
	}
	if !v.all.Outcome.At.IsZero() {
		blocks = append(blocks, ended(v.all.Outcome))
	}
	blocks = append(blocks, v.tasks(c), v.notes(), v.referrals(c))
	if len(v.same) > 0 {
		blocks = append(blocks, ui.Heading("Other concerns about the same person"), concerns(c.Now(), v.same, "None."))
	}
	return c.Page("Safeguarding concern", blocks...).BackTo(v.back()).AsWide(), nil
}

// back leads to the list from which the reader came.
func (v shown) back() (text, href string) {
	if v.file.Standing == safeguarding.AsLead && !v.file.Deputy() {
		return "Safeguarding", home
	}
	return "Opened to you", "/concerns/mine"
}

func (v shown) card(c *web.Call) ui.Block {
	x := v.x
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "About", Value: x.About()},
		{Key: "What it is about", Value: x.KindSaid()},
		{Key: "How soon", Value: x.Urgency.Label()},
		{Key: "Told by", Value: x.Raiser()},
		{Key: "Seen or heard", Value: x.At.Said()},
		{Key: "Told to us", Value: x.Received.Said() + ". " + x.How()},
		{Key: "Where it stands", Block: tag(x, c.Now())},
	}}
	if x.Many {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Came with others", Value: fmt.Sprintf("More than %d came from one network within the hour. No text went out about this one.", safeguarding.MostFromNetwork)})
	}
	if !x.SeenAt.IsZero() {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Seen by", Value: x.SeenName + ", " + x.SeenAt.Said()})
	}
	if x.Decided.IsZero() {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Decide by", Value: x.DecideBy().Said()})
	}
	return r
}

// person is what is needed of the person's record. It is drawn here, without a
// link: who opens the record itself is seen there by others.
func (v shown) person() ui.Block {
	k := v.who
	if k.Name == "" {
		return ui.Group()
	}
	r := ui.Record{Title: "The person"}
	for _, x := range []ui.RecordRow{
		{Key: "Name", Value: k.Name},
		{Key: "Reference", Value: k.Ref},
		{Key: "Born", Value: k.Born},
		{Key: "Address", Value: k.Address},
		{Key: "Telephone", Value: k.Phone},
		{Key: "How to communicate", Value: strings.Join(k.Needs, "\n")},
		{Key: "Contacts", Value: strings.Join(k.Contacts, "\n")},
	} {
		if x.Value != "" {
			r.Rows = append(r.Rows, x)
		}
	}
	return ui.Group(r, ui.Para("This is all you need of their record here. If you are no safeguarding lead and open the record itself, others in the office see that you did."))
}

// pages says whose page about the person is open to them after a decision.
func (v shown) pages() ui.Block {
	if len(v.who.Pages) == 0 {
		return ui.Group()
	}
	names := make([]string, 0, len(v.who.Pages))
	for _, x := range v.who.Pages {
		names = append(names, x.Name)
	}
	return ui.Inset("Still open: a page about the person for " + strings.Join(names, ", ") + ". If one of them is thought to have done it, hide this from them: “Who may know”. Their page closes at once.")
}

// told is what else was said, as far as anything was.
func (v shown) told() ui.Block {
	t := v.x.Told
	r := ui.Record{Title: "What else was told", Empty: "Nothing else was asked, as it came from a phone. Ring whoever told it."}
	add := func(key string, parts ...string) {
		said := ""
		for _, p := range parts {
			if said != "" && p != "" {
				said += ". "
			}
			said += p
		}
		if said != "" {
			r.Rows = append(r.Rows, ui.RecordRow{Key: key, Value: said})
		}
	}
	add("Whom it is about, as told", t.About)
	add("Who said it", t.Who)
	add("What was seen", t.Saw)
	add("Safe at that moment", t.Safe.Label(), t.SafeSay)
	add("Asked what they want", t.Asked.Label())
	add("What they want", t.Wishes)
	add("Children in the home", t.Children.Label())
	add("A child was seen", t.ChildSeen.Label())
	add("About the children", t.ChildSay)
	add("How to reach whoever told it", t.Reach)
	add("Who must not know, as told", t.Not)
	if t.NotLead {
		add("For", "Not for the safeguarding leads of that time: whoever told it asked for that")
	}
	for i, p := range v.all.Photos {
		r.Rows = append(r.Rows, ui.RecordRow{Key: fmt.Sprintf("Photo %d", i+1), Block: ui.Links(ui.Link{Text: fmt.Sprintf("Save photo %d", i+1), Href: path(v.x.ID, "files", p)})})
	}
	if t.Children == safeguarding.Yes {
		return ui.Group(r, ui.Warning("There are children in the home. Tell children’s services today, and write down here that you did: Add a note, “About a child”."))
	}
	return r
}

func (v shown) buttons(c *web.Call) ui.Block {
	id := v.x.ID
	var out []ui.Block
	if v.file.Standing == safeguarding.AsLead {
		if v.x.State == safeguarding.New {
			out = append(out, ui.PostButton{Text: "I have seen this", Action: path(id, "seen"), Hidden: []ui.Pair{ui.Version(v.x.Version)}})
		}
		text := "Decide"
		if len(v.all.Decisions) > 0 {
			text = "Decide again"
		}
		out = append(out, ui.ButtonLink(text, path(id, "decide")), ui.SecondaryLink("Pack for the hub", path(id, "pack")),
			ui.SecondaryLink("Who may know", path(id, "access")))
		if v.x.State == safeguarding.Enquiry {
			out = append(out, ui.SecondaryLink("Close", path(id, "close")))
		}
	}
	if v.file.Standing >= safeguarding.ByName {
		out = append(out, ui.SecondaryLink("Add a note", path(id, "notes", "new")))
	}
	if len(out) == 0 {
		return ui.Para("You read this for an hour, in an emergency. Ring the safeguarding lead with what you know.")
	}
	if v.file.Standing == safeguarding.AsLead && v.x.PersonName == "" {
		return ui.Group(ui.Actions(out...), ui.Form{
			ID: "person", Action: path(id, "person"), Hidden: []ui.Pair{ui.Version(v.x.Version)}, Small: true, Submit: "It is about them",
			Fields: []ui.Field{{Name: "ref", Label: "Whose record is it?", Hint: "Their reference, such as SH-7K2M4Q. You find it on their page.", Width: 20}},
		})
	}
	return ui.Actions(out...)
}

func decided(title string, d safeguarding.Decision) ui.Block {
	var types string
	for i, t := range d.Types {
		if i > 0 {
			types += "; "
		}
		types += t.Label()
	}
	r := ui.Record{Title: title, Rows: []ui.RecordRow{
		{Key: "Decision", Value: d.Way.Label() + ". " + d.Why},
		{Key: "By", Value: d.ByName + ", " + d.At.Said()},
		{Key: "Kinds", Value: types},
		{Key: "Where", Value: d.Place.Label()},
		{Key: "Alleged source", Value: sentence(d.Source.Label(), d.SourceSay)},
	}}
	for i, t := range d.Tests {
		r.Rows = append(r.Rows, ui.RecordRow{Key: fmt.Sprintf("Test %d: %s", i+1, safeguarding.TestWords[i]), Value: sentence(t.Met.Label(), t.Why)})
	}
	wants := "What they want"
	if d.Asked != safeguarding.Yes {
		wants = "Not asked yet, because"
	}
	r.Rows = append(r.Rows,
		ui.RecordRow{Key: wants, Value: d.Wishes},
		ui.RecordRow{Key: "Can decide about keeping safe", Value: sentence(d.Capacity.Label(), d.CapacitySay)},
		ui.RecordRow{Key: "Who helps them take part", Value: d.Advocate.Label()})
	if d.Instead != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Instead", Value: d.Instead})
	}
	return r
}

func sentence(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ". " + b
}

func ended(o safeguarding.Outcome) ui.Block {
	return ui.Record{Title: "How it ended", Rows: []ui.RecordRow{
		{Key: "Closed", Value: o.At.Said()},
		{Key: "Asked what they wanted", Value: o.Asked.Label()},
		{Key: "What they wanted came true", Value: sentence(o.Achieved.Label(), o.Said)},
		{Key: "Risk", Value: sentence(o.Risk.Label(), o.Why)},
	}}
}

func (v shown) tasks(c *web.Call) ui.Block {
	l := ui.List{
		Caption: "What is to be done", Empty: "Nothing is written down to be done yet.",
		Columns: []ui.Column{{Head: "What"}, {Head: "For"}, {Head: "Who"}, {Head: "By"}, {Head: "Done"}},
	}
	for _, t := range v.all.Tasks {
		row := ui.Row{Cells: []ui.Cell{{Text: t.Words}, {Text: t.Kind.Label()}, {Text: t.Owner}, {Text: t.Due.Said()}, {Text: sentence(t.Done.Said(), t.How)}}}
		if t.Done.IsZero() {
			row.Cells[4] = ui.Cell{Text: "Not yet"}
			if t.Due < c.Now().On() {
				row.Cells[4] = ui.Cell{Tag: ui.Tag{Text: "Late", Kind: ui.Urgent}}
			}
			if v.file.Standing >= safeguarding.ByName {
				row.Href = path(v.x.ID, "tasks", t.ID)
			}
		}
		l.Rows = append(l.Rows, row)
	}
	if v.file.Standing < safeguarding.AsLead {
		return l
	}
	return ui.Group(l, ui.SecondaryLink("Add something to do", path(v.x.ID, "tasks", "new")))
}

func (v shown) notes() ui.Block {
	t := ui.Timeline{Empty: "No notes, meetings or visits yet."}
	for _, n := range v.all.Notes {
		what := n.Kind.Label()
		if n.Who != "" {
			what += ", with " + n.Who
		}
		t.Events = append(t.Events, ui.Event{When: n.At.Said(), Who: n.ByName, What: what, Block: ui.Text(n.Words)})
	}
	return ui.Group(ui.Heading("Notes and meetings"), t)
}

func (v shown) referrals(c *web.Call) ui.Block {
	if len(v.all.Referrals) == 0 {
		return ui.Group()
	}
	out := []ui.Block{ui.Heading("Sent to the hub")}
	for i, r := range v.all.Referrals {
		rec := ui.Record{Title: r.Body.To, Rows: []ui.RecordRow{
			{Key: "Sent", Value: r.Sent.Said() + " by " + r.SentName + ", " + r.Body.How},
			{Key: "Reply due", Value: r.ReplyBy.Said()},
		}}
		if !r.Replied.IsZero() {
			rec.Rows = append(rec.Rows, ui.RecordRow{Key: "They replied", Value: sentence(r.Replied.Said(), r.Reply)})
			out = append(out, rec)
			continue
		}
		if r.Late(c.Now()) {
			rec.Rows[1] = ui.RecordRow{Key: "Reply due", Block: ui.Tag{Text: "Late: ring them", Kind: ui.Urgent}}
		}
		out = append(out, rec)
		if v.file.Standing == safeguarding.AsLead {
			out = append(out, ui.Form{
				ID: "reply-" + string(rune('a'+i%26)), Action: path(v.x.ID, "pack", r.ID), Hidden: []ui.Pair{ui.Version(r.Version)}, Small: true, Submit: "Save the reply",
				Fields: []ui.Field{{Name: "reply", Label: "What they answered", Kind: ui.KindArea, Rows: 2}},
			})
		}
	}
	return ui.Group(out...)
}

func seen(c *web.Call) (web.Reply, error) {
	var form struct {
		Version int `json:"version"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.MarkSeen(c, c.Gate, here(c), form.Version)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go(path(here(c)), "Noted that you have seen this."), nil
}

func match(c *web.Call) (web.Reply, error) {
	var form struct {
		Version int    `json:"version"`
		Ref     string `json:"ref"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.Match(c, c.Gate, here(c), form.Version, form.Ref)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go(path(here(c)), "Saved."), nil
}

func photo(c *web.Call) (web.Reply, error) {
	if !ids.Valid(c.Path("photo")) {
		return nil, gate.NotFound()
	}
	var p safeguarding.Photo
	err := open(c, safeguarding.ByGlass, func(s *gate.Snapshot, f safeguarding.File) (err error) {
		p, err = safeguarding.PhotoOf(s, f, c.Path("photo"))
		return err
	})
	if err != nil {
		return nil, err
	}
	return web.Data{MediaType: "application/octet-stream", Bytes: p.Bytes, Download: p.Name}, nil
}
