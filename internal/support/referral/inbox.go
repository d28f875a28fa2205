package referral

import (
	"strconv"
	"strings"

	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

func inboxPage(c *web.Call) (web.Reply, error) {
	all := c.Query("show") == "all"
	page := c.PageNumber()
	var received []Received
	err := c.Gate.Read(c, MaySeeMessages, gate.Council, func(s *gate.Snapshot) (err error) {
		received, err = messages(s, all, page)
		return err
	})
	if err != nil {
		return nil, err
	}
	show := ui.Field{Name: "show", Label: "Show", Kind: ui.KindSelect, Options: []ui.Option{{Value: "", Label: "Not taken in, waiting for us"}, {Value: "all", Label: "All messages"}}}
	list := ui.List{
		Caption: "Messages we could not take in", Empty: "Every message was taken in, or what was not has been settled.",
		Columns: []ui.Column{{Head: "What"}, {Head: "From"}, {Head: "Received"}, {Head: "How it stands"}},
		Filter:  &ui.Filter{Action: "/messages-received", Fields: []ui.Field{show}}, More: more("/messages-received?show=", page, len(received)),
	}
	if all {
		list.Caption, list.Empty, list.Filter.Fields[0].Value = "All messages", "No message has been received yet.", "all"
		list.More = more("/messages-received?show=all", page, len(received))
	}
	for _, m := range received[:min(len(received), Page)] {
		list.Rows = append(list.Rows, ui.Row{Href: "/messages-received/" + string(m.ID), Cells: []ui.Cell{
			{Text: m.what()}, {Text: m.from()}, {Text: m.At.Said()}, {Tag: m.tag()},
		}})
	}
	return c.Page("Messages received", list, ui.SecondaryLink("Take in a message from a file", "/messages-received/new")).AsWide(), nil
}

// notTaken leads the office from the queue to what could not be taken in.
func notTaken(c *web.Call, n int) ui.Block {
	switch {
	case !c.Can(MaySeeMessages):
		return ui.Group()
	case n == 0:
		return ui.Links(ui.Link{Text: "Messages received", Href: "/messages-received"})
	}
	words := strconv.Itoa(n) + " messages could not be taken in"
	if n == 1 {
		words = "1 message could not be taken in"
	}
	return ui.Group(ui.Warning(words+". Somebody may be waiting."), ui.Links(ui.Link{Text: "See which", Href: "/messages-received"}))
}

func (m Received) what() string {
	if m.Kind == "form" {
		return "Form"
	}
	return m.Kind.Label()
}

func (m Received) from() string {
	if f := joined(m.Sender, m.SenderODS); f != "" {
		return f
	}
	return "The sender could not be read"
}

func (m Received) tag() ui.Tag {
	switch {
	case m.Verdict == VerdictTaken:
		return ui.Tag{Text: "Taken in", Kind: ui.Good}
	case m.SettledAt.IsZero():
		return ui.Tag{Text: "Not taken in", Kind: ui.Urgent}
	}
	return ui.Tag{Text: "Settled", Kind: ui.Quiet}
}

func messagePage(c *web.Call) (web.Reply, error) {
	var m Received
	err := c.Gate.Read(c, MaySeeMessages, gate.Council, func(s *gate.Snapshot) (err error) {
		m, err = MessageOf(s, MessageID(c.Path("message")))
		return err
	})
	if err != nil {
		return nil, err
	}
	at := "/messages-received/" + string(m.ID)
	about := ui.Record{Rows: []ui.RecordRow{
		{Key: "How it stands", Block: m.tag()},
		{Key: "From", Value: m.from()},
		{Key: "Received", Value: m.At.Said()},
		{Key: "Sender’s id for the message", Value: m.MessageRef},
	}}
	var blocks []ui.Block
	if m.Verdict == VerdictRefused {
		blocks = append(blocks, ui.Warning(m.Reason))
		about.Rows = append(about.Rows, ui.RecordRow{Key: "Code, for the technical team", Value: m.Code})
	}
	if m.Referral != "" {
		about.Rows = append(about.Rows, ui.RecordRow{Key: "Belongs to", Block: ui.Links(ui.Link{Text: "Open the referral", Href: address(m.Referral)})})
	}
	blocks = append(blocks, about, ui.Heading("What we could read of it"), ui.Text(orNothing(m.Understood)))
	var down []ui.Link
	if m.Raw.ID != "" {
		down = append(down, ui.Link{Text: "Download the message as it was sent", Href: at + "/raw"})
	} else if m.Kind != "form" {
		blocks = append(blocks, ui.Inset("The message itself was too large to keep. Its size, name and fingerprint stand above."))
	}
	if m.Answer.ID != "" {
		down = append(down, ui.Link{Text: "Download what we answered", Href: at + "/answer"})
	}
	if len(down) > 0 {
		blocks = append(blocks, ui.Links(down...))
	}
	return c.Page(m.what(), append(blocks, m.settling(c))...).BackTo("Messages received", "/messages-received"), nil
}

func orNothing(s string) string {
	if s == "" {
		return "Nothing could be read."
	}
	return s
}

// settling is what was done about a refused message, or the form that says so.
func (m Received) settling(c *web.Call) ui.Block {
	switch {
	case m.Verdict == VerdictTaken:
		return ui.Group()
	case !m.SettledAt.IsZero():
		return ui.Record{Title: "What was done", Rows: []ui.RecordRow{{Key: "When", Value: m.SettledAt.Said() + saidBy(m.SettledBy)}, {Key: "What", Value: m.Settled}}}
	case !c.Can(MaySettle):
		return ui.Group()
	}
	return ui.Form{
		Action: "/messages-received/" + string(m.ID) + "/settle", Submit: "Settled",
		Fields: []ui.Field{{Name: "words", Label: "What did you do about it?", Kind: ui.KindArea, Rows: 3, Hint: "For example: rang the ward, they will send it again."}},
	}
}

func settle(c *web.Call) (web.Reply, error) {
	if err := Settle(c, c.Gate, MessageID(c.Path("message")), c.Posted("words")); err != nil {
		return c.Again(messagePage, err)
	}
	return web.Go("/messages-received", "Settled. The message stays in the list of all messages."), nil
}

func downloadRaw(c *web.Call) (web.Reply, error) {
	return download(c, func(m Received) files.ID { return m.Raw.ID }, "message")
}

func downloadAnswer(c *web.Call) (web.Reply, error) {
	return download(c, func(m Received) files.ID { return m.Answer.ID }, "answer")
}

func download(c *web.Call, which func(Received) files.ID, name string) (web.Reply, error) {
	var f files.File
	err := c.Gate.Read(c, MaySeeMessages, gate.Council, func(s *gate.Snapshot) error {
		m, err := MessageOf(s, MessageID(c.Path("message")))
		if err != nil {
			return err
		}
		f, err = files.Open(s, which(m))
		return err
	})
	if err != nil {
		return nil, err
	}
	return saved(f, name), nil
}

func downloadAttachment(c *web.Call) (web.Reply, error) {
	var f files.File
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		f, err = attachment(s, ID(c.Path("referral")), files.ID(c.Path("file")))
		return err
	})
	if err != nil {
		return nil, err
	}
	return saved(f, "attachment"), nil
}

// saved gives a file to be saved, never shown.
func saved(f files.File, name string) web.Reply {
	if f.Name != "" {
		name = f.Name
	}
	return web.Data{MediaType: "application/octet-stream", Bytes: f.Bytes, Download: name}
}

func (v shown) fileList() ui.Block {
	l := ui.List{Caption: "Attachments", Empty: "Nothing was attached.", Columns: []ui.Column{{Head: "Name"}, {Head: "Kind, as the sender says"}, {Head: "Size", Numeric: true}}}
	for i, f := range v.files {
		name := f.Name
		if name == "" {
			name = "Attachment " + strconv.Itoa(i+1)
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{{Text: "Download " + name, Href: address(v.referral.ID, "files", string(f.File))}, {Text: f.MediaType}, {Text: size(f.Bytes)}}})
	}
	return l
}

func size(bytes int) string {
	if bytes < 10_000 {
		return strconv.Itoa(bytes) + " bytes"
	}
	return strconv.Itoa(bytes/1000) + " kB"
}

// more leads to the pages before and after this one.
func more(href string, page, found int) ui.More {
	var m ui.More
	if page > 1 {
		m.Prev = href + "&page=" + strconv.Itoa(page-1)
	}
	if found > Page {
		m.Next = href + "&page=" + strconv.Itoa(page+1)
	}
	return m
}

func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}
