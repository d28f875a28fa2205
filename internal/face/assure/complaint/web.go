package complaint

import (
	"fmt"
	"net/url"
	"strings"

	"stillhome/internal/face/assure/learning"
	"stillhome/internal/face/measure"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

var actions = learning.Pages{At: func(c *web.Call) (string, string, error) {
	id := here(c)
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) error {
		_, err := get(s, id)
		return err
	})
	return home + "/" + string(id), string(id), err
}, Back: "Complaint"}

// Routes of the pages about what people say of the service.
var Routes = []web.Route{
	web.Public("/feedback", publicPage),
	web.PublicPost("/feedback", tell),
	web.Get("/complaints", MaySee, listPage),
	web.Get("/complaints.csv", MayExport, csvFile),
	web.Get("/complaints/new", MayRecord, recordPage),
	web.Post("/complaints/new", MayRecord, record),
	web.Get("/complaints/{complaint}", MaySee, show),
	web.Get("/complaints/{complaint}/acknowledge", MayAnswer, ackPage),
	web.Post("/complaints/{complaint}/acknowledge", MayAnswer, ack),
	web.Get("/complaints/{complaint}/answer", MayAnswer, answerPage),
	web.Post("/complaints/{complaint}/answer", MayAnswer, answer),
	web.Post("/complaints/{complaint}/close", MayAnswer, closeIt),
	web.Get("/complaints/{complaint}/actions", learning.MayAdd, actions.New),
	web.Post("/complaints/{complaint}/actions", learning.MayAdd, actions.Add),
	web.Get("/complaints/{complaint}/actions/{action}", learning.MayDone, actions.One),
	web.Post("/complaints/{complaint}/actions/{action}", learning.MayDone, actions.Do),
}

const home = "/complaints"

func here(c *web.Call) ID { return ID(c.Path("complaint")) }

func (e Entry) at() string { return home + "/" + string(e.ID) }

func (e Entry) tag(today when.Date) ui.Tag {
	switch {
	case !e.Closed.IsZero() && e.Outcome != "":
		return ui.Tag{Text: e.Outcome.Label(), Kind: ui.Quiet}
	case !e.Closed.IsZero():
		return ui.Tag{Text: "Closed", Kind: ui.Quiet}
	case e.Kind == Compliment:
		return ui.Tag{Text: "Thank you", Kind: ui.Good}
	case e.AckDue != "" && e.Acked == "" && today > e.AckDue:
		return ui.Tag{Text: "Late: not told that we have it", Kind: ui.Urgent}
	case e.AckDue != "" && e.Acked == "":
		return ui.Tag{Text: "Tell them by " + e.AckDue.Short(), Kind: ui.Waiting}
	case e.Outcome == "" && today > e.AnswerBy:
		return ui.Tag{Text: "Late: not answered", Kind: ui.Urgent}
	case e.Outcome == "":
		return ui.Tag{Text: "Answer by " + e.AnswerBy.Short(), Kind: ui.Waiting}
	}
	return ui.Tag{Text: "Answered", Kind: ui.Plain}
}

func filter(c *web.Call) asked {
	today := c.Now().On()
	return asked{
		kind: Kind(c.Query("kind")), theme: Theme(c.Query("theme")), state: c.Query("state"),
		from: c.Date("from", today.Add(-365)), until: c.Date("until", today),
	}
}

func listPage(c *web.Call) (web.Reply, error) {
	q, n := filter(c), c.PageNumber()
	var all []Entry
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if all, err = list(s, q, pageSize+1, (n-1)*pageSize); err != nil {
			return err
		}
		for _, e := range all {
			if e.Person != "" {
				gate.Shown(s, e.Person)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Complaints and compliments", CaptionHidden: true, Empty: "Nobody has complained or praised us in a way that fits. Ask people how it is going.",
		Columns: []ui.Column{{Head: "Reference"}, {Head: "What"}, {Head: "About"}, {Head: "Person"}, {Head: "Came"}, {Head: "Where it stands"}},
		Filter: &ui.Filter{Action: home, Submit: "Show these", Clear: home, Fields: []ui.Field{
			{Name: "kind", Label: "What", Kind: ui.KindSelect, Value: string(q.kind), Options: ui.AnyOf(Kinds)},
			{Name: "theme", Label: "About", Kind: ui.KindSelect, Value: string(q.theme), Options: ui.AnyOf(Themes)},
			{Name: "state", Label: "Where it stands", Kind: ui.KindSelect, Value: q.state, Options: []ui.Option{{Label: "All"}, {Value: "open", Label: "Open"}, {Value: "closed", Label: "Closed"}}},
			{Name: "from", Label: "From", Value: string(q.from), Hint: "Like 2026-11-30", Width: 10},
			{Name: "until", Label: "To", Value: string(q.until), Hint: "Like 2026-11-30", Width: 10},
		}},
	}
	asked := url.Values{"kind": {string(q.kind)}, "theme": {string(q.theme)}, "state": {q.state}, "from": {string(q.from)}, "until": {string(q.until)}}
	l.More = web.Pages(home, asked, n, len(all) > pageSize)
	all = all[:min(len(all), pageSize)]
	for _, e := range all {
		who := e.PersonName
		if who == "" {
			who = "Nobody in particular"
		}
		l.Rows = append(l.Rows, ui.Row{Href: e.at(), Cells: []ui.Cell{
			{Text: e.Ref}, {Text: e.Kind.Label()}, {Text: e.Theme.Label()}, {Text: who}, {Text: e.Received.Said()}, {Tag: e.tag(c.Now().On())},
		}})
	}
	blocks := []ui.Block{ui.ButtonLink("Write one down", home+"/new"), ui.Para("People can write to us themselves, without an account, at /feedback."), l}
	if c.Can(MayExport) {
		blocks = append(blocks, ui.Links(ui.Link{Text: "The file for CQC (CSV), without names", Href: fmt.Sprintf("%s.csv?from=%s&until=%s", home, q.from, q.until)}),
			ui.Para("CQC may ask for a summary of complaints and answers. It is sent within 28 days of being asked (regulation 16)."))
	}
	return c.Page("Complaints and compliments", blocks...).BackTo("Quality", "/quality").AsWide(), nil
}

const mostRows = 5_000

// csvFile is the summary that CQC may ask for: nobody is named in it.
func csvFile(c *web.Call) (web.Reply, error) {
	q := filter(c)
	var all []Entry
	err := c.Gate.Read(c, MayExport, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = list(s, q, mostRows, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	data, err := measure.Spreadsheet(fileRows(all))
	return web.Data{MediaType: "text/csv; charset=utf-8", Bytes: data, Download: fmt.Sprintf("complaints-%s-to-%s.csv", q.from, q.until)}, err
}

// fileRows are the register without words of anybody's: what it was about, when
// it was answered, how, and whether in time.
func fileRows(all []Entry) [][]string {
	rows := [][]string{{"Reference", "Complaint or compliment", "About", "Told by", "How it came", "Came", "Acknowledged", "In 3 working days", "Answered", "Outcome", "Learning recorded", "Closed"}}
	for _, e := range all {
		inTime := ""
		if e.AckDue != "" {
			inTime = map[bool]string{true: "yes", false: "no"}[e.Acked != "" && e.Acked <= e.AckDue]
		}
		rows = append(rows, []string{
			e.Ref, string(e.Kind), e.Theme.Label(), e.Teller.Label(), e.How.Label(), string(e.Received), string(e.Acked), inTime, string(e.Answered), e.Outcome.Label(),
			map[bool]string{true: "yes", false: "no"}[e.Learning != ""], string(e.Closed.On()),
		})
		if e.Closed.IsZero() {
			rows[len(rows)-1][11] = ""
		}
	}
	return rows
}

func recordPage(c *web.Call) (web.Reply, error) {
	if err := c.Gate.Read(c, MayRecord, gate.Council, func(*gate.Snapshot) error { return nil }); err != nil {
		return nil, err
	}
	f := ui.Form{Action: home + "/new", Submit: "Write it down", Cancel: ui.Link{Text: "Cancel", Href: "/quality"}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}, Fields: []ui.Field{
		{Name: "kind", Label: "What is it?", Kind: ui.KindRadios, Options: ui.Options(Kinds)},
		{Name: "teller", Label: "Who says it?", Kind: ui.KindRadios, Options: ui.Options(Tellers)},
		{Name: "name", Label: "Their name", Optional: true},
		{Name: "contact", Label: "How do they want to be answered?", Hint: "A telephone number or an address, and what helps them: large print, a call, an interpreter.", Optional: true},
		{Name: "person_ref", Label: "Whose support is it about?", Hint: "Their reference, like SH-7K2M4Q. Leave empty when it is about nobody in particular.", Optional: true, Width: 20},
		{Name: "how", Label: "How did it come?", Kind: ui.KindRadios, Options: ui.Options(Hows)},
		{Name: "received", Label: "On which day?", Kind: ui.KindDate, Value: string(c.Now().On())},
		{Name: "words", Label: "What do they say?", Kind: ui.KindArea, Rows: 6, Hint: "In their words."},
		{Name: "wants", Label: "What do they want to happen?", Kind: ui.KindArea, Rows: 2, Optional: true},
		{Name: "theme", Label: "What is it about?", Kind: ui.KindRadios, Options: ui.Options(Themes)},
	}}
	return c.Page("A complaint or a compliment", ui.Para("Tell them: "+Promise),
		ui.Inset("If they say that somebody hurt, frightened, neglected or took from a person, do not write it here. Raise it as a safeguarding concern: only the safeguarding lead reads that."),
		ui.Links(ui.Link{Text: "Raise a safeguarding concern", Href: "/concerns/new"}), f).BackTo("Quality", "/quality"), nil
}

func record(c *web.Call) (web.Reply, error) {
	var form struct {
		Entry
		PersonRef string `json:"person_ref"`
	}
	err := c.Form(&form)
	e := form.Entry
	if ref := strings.ToUpper(strings.TrimSpace(form.PersonRef)); err == nil && ref != "" {
		err = c.Gate.Read(c, MayRecord, gate.Council, func(s *gate.Snapshot) error {
			e.Person, err = gate.Value[ids.Person](s, `SELECT p.id FROM person p WHERE p.ref = ?`, ref)
			if !gate.Missing(err) {
				return err
			}
			if !c.Can(MaySee) { // whoever may not look people up learns nothing here
				e.Wants = strings.TrimSpace(e.Wants + " (about " + ref + ")")
				return nil
			}
			var checks fault.Checks
			checks.Field(true, "person_ref", "Nobody has this reference. Check it at the top of the person’s page.")
			return checks.Err("complaint.entry")
		})
	}
	if err == nil {
		err = Record(c, c.Gate, e)
	}
	to := "/quality"
	if c.Can(MaySee) {
		to = e.at()
	}
	return c.Added(recordPage, err, to, "It is written down.")
}

func show(c *web.Call) (web.Reply, error) {
	var e Entry
	var todo []learning.Action
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if e, err = get(s, here(c)); err != nil {
			return err
		}
		if e.Person != "" {
			gate.Shown(s, e.Person)
		}
		todo, err = learning.Of(s, string(e.ID))
		return err
	})
	if err != nil {
		return nil, err
	}
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "Reference", Value: e.Ref},
		{Key: "Where it stands", Block: e.tag(c.Now().On())},
		{Key: "Who says it", Value: strings.TrimPrefix(strings.TrimSuffix(e.Name+", "+strings.ToLower(e.Teller.Label()), ", "), ", ")},
		{Key: "How to answer", Value: e.Contact},
		{Key: "Whose support", Value: "Nobody in particular"},
		{Key: "Came", Value: e.Received.Said() + ". " + e.How.Label()},
		{Key: "About", Value: e.Theme.Label()},
		{Key: "Written down", Value: strings.TrimSuffix(e.Recorded.Said()+", by "+e.RecorderName, ", by ")},
		{Key: "Kept", Value: e.Retention()},
	}}
	if e.Person != "" {
		r.Rows[4].Block = ui.Links(ui.Link{Text: e.PersonName, Href: web.PersonPath(e.Person)})
	}
	blocks := []ui.Block{r, ui.Heading("In their words"), ui.Text(e.Words)}
	if e.Wants != "" {
		blocks = append(blocks, ui.Heading("What they want to happen"), ui.Text(e.Wants))
	}
	open := e.Closed.IsZero()
	if e.Kind == Complaint {
		blocks = append(blocks, e.answerBlocks(open)...)
	}
	if open && len(e.owes()) == 0 {
		blocks = append(blocks, ui.PostButton{Text: "Close this", Action: e.at() + "/close", Hidden: []ui.Pair{ui.Version(e.Version)}})
	}
	at := e.at()
	if !open {
		at = ""
	}
	blocks = append(blocks, ui.Heading("What somebody will do"), learning.List(todo, at, c.Now().On()))
	if open {
		blocks = append(blocks, ui.SecondaryLink("Add an action", e.at()+"/actions"))
	}
	return c.Page(e.Kind.Label(), blocks...).BackTo("Complaints and compliments", home), nil
}

func (e Entry) answerBlocks(open bool) []ui.Block {
	var blocks []ui.Block
	if e.Acked != "" {
		blocks = append(blocks, ui.Heading("They were told that we have it"), ui.Para("On "+e.Acked.Said()+"."), ui.Text(e.AckWords))
	} else if open && e.AckDue != "" {
		blocks = append(blocks, ui.ButtonLink("Tell them that we have it, by "+e.AckDue.Said(), e.at()+"/acknowledge"))
	}
	if e.Outcome != "" {
		blocks = append(blocks, ui.Heading("Our answer"), ui.Record{Rows: []ui.RecordRow{
			{Key: "Outcome", Value: e.Outcome.Label()}, {Key: "Sent or said", Value: e.Answered.Said()}, {Key: "What we learnt", Value: e.Learning},
		}}, ui.Details("The answer", ui.Text(e.Answer)))
	}
	if open {
		label := "Answer it"
		if e.Outcome != "" {
			label = "Change the answer"
		}
		blocks = append(blocks, ui.SecondaryLink(label, e.at()+"/answer"))
	}
	return blocks
}
