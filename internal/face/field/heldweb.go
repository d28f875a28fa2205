package field

import (
	"bytes"
	"encoding/json"
	"strconv"

	"stillhome/internal/face/field/shift"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
)

// Routes of the field: what phones send, the pages on the phone, and the
// office's pages of what came from phones.
var Routes = append([]web.Route{
	web.PublicPost("/field/v1/sync", syncFacts),
	web.PublicPost("/field/v1/help", helpFacts),
	web.Get("/held-facts", MaySeeAll, heldList),
	web.Get("/help-wanted/{help}", MaySeeHelp, helpPage),
	web.Get("/people/{person}/visits/{visit}/recorded", MaySeeRecorded, recordedPage),
	web.Get("/held-facts/{held}", MaySeeAll, heldPage),
	web.Post("/held-facts/{held}/apply", MaySettle, applyHeld),
	web.Post("/held-facts/{held}/settle", MaySettle, settleHeld),
}, shift.Routes...)

const heldPerPage = 50

func heldList(c *web.Call) (web.Reply, error) {
	n := c.PageNumber()
	var held []HeldFact
	var names map[ids.Account]string
	err := c.Gate.Read(c, MaySeeAll, gate.Council, func(s *gate.Snapshot) (err error) {
		if held, err = OpenHeld(s, heldPerPage+1, (n-1)*heldPerPage); err != nil {
			return err
		}
		names, err = staff.Names(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Records from phones that need you", CaptionHidden: true,
		Empty:   "Nothing is waiting. Everything phones have sent is in the record.",
		Columns: []ui.Column{{Head: "What"}, {Head: "Who"}, {Head: "From"}, {Head: "Happened"}, {Head: "Why it did not fit"}},
	}
	if n > 1 {
		l.More.Prev = "/held-facts?page=" + strconv.Itoa(n-1)
	}
	if len(held) > heldPerPage {
		held, l.More.Next = held[:heldPerPage], "/held-facts?page="+strconv.Itoa(n+1)
	}
	for _, h := range held {
		l.Rows = append(l.Rows, ui.Row{Href: "/held-facts/" + string(h.ID), Cells: ui.Texts(h.what(), h.whom(), names[h.Account], h.Happened.Said(), h.Reason)})
	}
	return c.Page("Records from phones", ui.Para("Nothing is lost. Each was recorded in somebody’s home and did not fit: decide what it means."), l).AsWide(), nil
}

// what is the fact in words for a screen.
func (h HeldFact) what() string {
	if m, ok := mutations[h.Action]; ok {
		return m.say
	}
	return "A record we do not know"
}

func (h HeldFact) whom() string {
	if h.Name == "" {
		return "Not known"
	}
	return h.Name
}

func heldPage(c *web.Call) (web.Reply, error) {
	var h HeldFact
	var names map[ids.Account]string
	var said, known side
	err := c.Gate.Read(c, MaySeeAll, gate.Council, func(s *gate.Snapshot) (err error) {
		if h, err = GetHeld(s, HeldID(c.Path("held"))); err != nil {
			return err
		}
		if names, err = staff.Names(s); err != nil || clashes[h.Code] == "" {
			return err
		}
		f, err := readFact([]byte(h.Body), h.Received)
		if err != nil {
			return err
		}
		said, known, err = bothSides(s, h, f, names)
		return err
	})
	if err != nil {
		return nil, err
	}
	whom := ui.RecordRow{Key: "Who", Value: h.whom()}
	if h.Name != "" {
		whom.Block = ui.Links(ui.Link{Text: h.Name, Href: web.PersonPath(h.Person)})
	}
	rows := []ui.RecordRow{
		{Key: "Why it did not fit", Value: h.Reason},
		whom,
		{Key: "Recorded by", Value: names[h.Account]},
		{Key: "Happened", Value: h.Happened.Said()},
		{Key: "Reached us", Value: h.Received.Said()},
	}
	var sides []ui.Block
	if len(said) > 0 {
		sides = []ui.Block{ui.Columns(ui.Record{Title: "What the phone says", Rows: said}, ui.Record{Title: "What the record says", Rows: known, Empty: "Nothing."})}
	}
	whole := ui.Details("What the phone sent, whole", ui.Text(pretty(h.Body)))
	if !h.Settled.IsZero() {
		how := h.How
		if how == "applied" {
			how = "Taken into the record"
		}
		rows = append(rows, ui.RecordRow{Key: "Settled", Value: h.Settled.Said() + ", by " + names[h.By]}, ui.RecordRow{Key: "How", Value: how})
		return c.Page(h.what(), append(append([]ui.Block{ui.Record{Rows: rows}}, sides...), whole)...).AsWide().BackTo("Records from phones", "/held-facts"), nil
	}
	at := "/held-facts/" + string(h.ID)
	blocks := append([]ui.Block{ui.Record{Rows: rows}}, sides...)
	return c.Page(h.what(), append(
		blocks, whole,
		ui.Heading("Take it into the record"),
		ui.Para("If it is right and now fits, take it in. It will stand in your name, as told to the office. A second record of a visit is added to the first: neither is lost."),
		ui.PostButton{Text: "Take it in", Action: at + "/apply"},
		ui.Heading("Or settle it another way"),
		ui.Form{Action: at + "/settle", Submit: "Settle with this note", Fields: []ui.Field{
			{Name: "note", Label: "What did you find out and do?", Kind: ui.KindArea, Rows: 3},
		}},
	)...).AsWide().BackTo("Records from phones", "/held-facts"), nil
}

func pretty(raw string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(raw), "", "  ") != nil {
		return raw
	}
	return b.String()
}

func applyHeld(c *web.Call) (web.Reply, error) {
	if err := ApplyHeld(c, c.Gate, HeldID(c.Path("held"))); err != nil {
		return c.Again(heldPage, err)
	}
	return web.Go("/held-facts", "It is in the record now."), nil
}

func settleHeld(c *web.Call) (web.Reply, error) {
	if err := SettleHeld(c, c.Gate, HeldID(c.Path("held")), c.Posted("note")); err != nil {
		return c.Again(heldPage, err)
	}
	return web.Go("/held-facts", "Settled."), nil
}
