package referral

import (
	"fmt"
	"strconv"
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
	"stillhome/internal/support/person"
)

// Routes of the referral pages. Package episode adds the page that accepts.
var Routes = []web.Route{
	web.Get("/referrals", MaySee, queuePage),
	web.Get("/referrals/new", MayReceive, staffFormPage),
	web.Post("/referrals/new", MayReceive, staffForm),
	web.Get("/referrals/{referral}", MaySee, showPage),
	web.Get("/referrals/{referral}/match", MayMatch, matchPage),
	web.Post("/referrals/{referral}/match", MayMatch, match),
	web.Post("/referrals/{referral}/new-person", MayMatch, newPerson),
	web.Post("/referrals/{referral}/undo-match", MayMatch, undoMatch),
	web.Get("/referrals/{referral}/decline", MayDecide, declinePage),
	web.Post("/referrals/{referral}/decline", MayDecide, decline),
	web.Get("/referrals/{referral}/withdraw", MayDecide, withdrawPage),
	web.Post("/referrals/{referral}/withdraw", MayDecide, withdraw),
	web.Get("/referrals/{referral}/files/{file}", MaySee, downloadAttachment),
	web.Get("/messages-received", MaySeeMessages, inboxPage),
	web.Get("/messages-received/{message}", MaySeeMessages, messagePage),
	web.Get("/messages-received/{message}/raw", MaySeeMessages, downloadRaw),
	web.Get("/messages-received/{message}/answer", MaySeeMessages, downloadAnswer),
	web.Post("/messages-received/{message}/settle", MaySettle, settle),
	web.Public("/refer", publicFormPage),
	web.PublicPost("/refer", publicForm),
	web.Public("/refer/sent", publicSent),
}

// showing are the parts of the queue one may look at.
var showing = []struct {
	value, label string
	states       []State
}{
	{"", "Waiting for us", []State{StateNew, StateMatched}},
	{"new", "New: is this person known?", []State{StateNew}},
	{"matched", "To decide", []State{StateMatched}},
	{"accepted", "Accepted", []State{StateAccepted}},
	{"declined", "Declined", []State{StateDeclined}},
	{"withdrawn", "Taken back by the sender", []State{StateWithdrawn}},
	{"all", "All referrals", nil},
}

func queuePage(c *web.Call) (web.Reply, error) {
	part := showing[0]
	field := ui.Field{Name: "show", Label: "Show", Kind: ui.KindSelect}
	for _, p := range showing {
		if p.value == c.Query("show") {
			part = p
		}
		field.Options = append(field.Options, ui.Option{Value: p.value, Label: p.label})
	}
	field.Value = part.value
	page := c.PageNumber()
	var all []Referral
	var target, refused int
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if all, err = Queue(s, part.states, page); err != nil {
			return err
		}
		if refused, err = unsettled(s); err != nil {
			return err
		}
		target, err = council.Number(s, council.StartTargetDays)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := ui.List{
		Caption: part.label, Empty: "There are no referrals here. New ones appear when a hospital or somebody else sends them.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "Ready to go home"}, {Head: "Start by"}, {Head: "Waiting", Numeric: true}, {Head: "From"}, {Head: "State"}},
		Filter:  &ui.Filter{Action: "/referrals", Fields: []ui.Field{field}},
		More:    more("/referrals?show="+part.value, page, len(all)),
	}
	today := c.Now().On()
	for _, r := range all[:min(len(all), Page)] {
		list.Rows = append(list.Rows, ui.Row{Href: address(r.ID), Cells: []ui.Cell{
			{Text: r.Name()},
			{Text: readySaid(r.ReadyOn, today)},
			r.dueCell(target, today),
			{Text: waitingSaid(r.Received.On().Days(today))},
			{Text: r.from()},
			{Tag: r.State.tag()},
		}})
	}
	return c.Page("Referrals", notTaken(c, refused), list, ui.SecondaryLink("Add a referral", "/referrals/new")).AsWide(), nil
}

func address(id ID, parts ...string) string {
	return "/referrals/" + strings.Join(append([]string{string(id)}, parts...), "/")
}

func readySaid(ready, today when.Date) string {
	switch {
	case ready == "":
		return "Not said"
	case ready == today:
		return "Today, " + ready.Short()
	case ready == today.Add(1):
		return "Tomorrow, " + ready.Short()
	case ready < today:
		return daySaid(ready, today) + ", " + days(ready.Days(today)) + " ago"
	}
	return daySaid(ready, today)
}

// daySaid is a near day with its weekday, a far one with its year.
func daySaid(d, today when.Date) string {
	if n := today.Days(d); n < -90 || n > 90 {
		return d.Said()
	}
	return d.Short()
}

func waitingSaid(n int) string {
	if n < 1 {
		return "Today"
	}
	return days(n)
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}

func (r Referral) dueCell(target int, today when.Date) ui.Cell {
	due := r.StartDue(target)
	if r.State.Open() && due < today {
		return ui.Cell{Block: ui.Tag{Text: daySaid(due, today) + ", late", Kind: ui.Urgent}}
	}
	return ui.Cell{Text: daySaid(due, today)}
}

// from is where it came from, in few words.
func (r Referral) from() string {
	for _, s := range []string{r.Hospital, r.Sender} {
		if s != "" {
			if r.Ward != "" && s == r.Hospital {
				s += ", " + r.Ward
			}
			return s
		}
	}
	return r.Source.Label()
}

func (s State) tag() ui.Tag {
	kind := map[State]ui.TagKind{StateNew: ui.Waiting, StateMatched: ui.Waiting, StateAccepted: ui.Good}[s]
	if kind == ui.Plain {
		kind = ui.Quiet
	}
	return ui.Tag{Text: s.Label(), Kind: kind}
}

// shown is all that the page of one referral says.
type shown struct {
	referral Referral
	lines    []Line
	files    []Attachment
	messages []Received
	target   int
}

func showPage(c *web.Call) (web.Reply, error) {
	var v shown
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		id := ID(c.Path("referral"))
		if v.referral, err = Get(s, id); err != nil {
			return err
		}
		if v.lines, err = linesOf(s, id); err != nil {
			return err
		}
		if v.files, err = attachments(s, id); err != nil {
			return err
		}
		if v.messages, err = messagesOf(s, id); err != nil {
			return err
		}
		v.target, err = council.Number(s, council.StartTargetDays)
		return err
	})
	if err != nil {
		return nil, err
	}
	blocks := append([]ui.Block{v.now(c)}, v.cards(c)...)
	return c.Page("Referral of "+v.referral.Name(), blocks...).BackTo("Referrals", "/referrals").AsWide(), nil
}

// now says how things stand and what can be done next.
func (v shown) now(c *web.Call) ui.Block {
	r := v.referral
	var out []ui.Block
	switch r.State {
	case StateNew:
		out = append(out, ui.Para("First say whether this person is known to us."))
		if c.Can(MayMatch) {
			out = append(out, ui.ButtonLink("Is this person known?", address(r.ID, "match")))
		}
	case StateMatched:
		how := map[Made]string{MadeSame: "This is the same person as ", MadeNew: "This is a new person: "}[r.MatchMade]
		out = append(out, ui.Para(how+r.PersonName+", "+r.PersonRef+saidBy(r.MatchedByName)+"."), ui.Links(ui.Link{Text: "Open the record of " + r.PersonName, Href: web.PersonPath(r.Person)}))
		if c.Can(MayDecide) {
			out = append(out, ui.ButtonLink("Accept", address(r.ID, "accept")))
		}
	default:
		out = append(out, r.decided())
	}
	var ways []ui.Block
	if r.State.Open() && c.Can(MayDecide) {
		ways = append(ways, ui.SecondaryLink("Decline", address(r.ID, "decline")), ui.SecondaryLink("The sender took it back", address(r.ID, "withdraw")))
	}
	if r.State == StateMatched && c.Can(MayMatch) {
		ways = append(ways, ui.PostButton{
			Text: "Undo: say again who this is", Action: address(r.ID, "undo-match"), Secondary: true,
			Hidden: []ui.Pair{ui.Version(r.Version), {Name: "person", Value: string(r.Person)}},
		})
	}
	if len(ways) > 0 {
		out = append(out, ui.Actions(ways...))
	}
	return ui.Group(out...)
}

func saidBy(name string) string {
	if name == "" {
		return ""
	}
	return ", said by " + name
}

// decided says what was decided, by whom and why.
func (r Referral) decided() ui.Block {
	rec := ui.Record{Title: "What was decided", Rows: []ui.RecordRow{
		{Key: "Decision", Value: r.State.Label()},
		{Key: "When", Value: r.DecidedAt.Said() + saidBy(r.DecidedByName)},
		{Key: "Why", Value: strings.TrimSpace(r.DecisionCode.Label() + "\n" + r.DecisionWords)},
	}}
	if r.State == StateDeclined {
		rec.Rows = append(rec.Rows, ui.RecordRow{Key: "What they were told", Value: r.Told})
	}
	if r.Person != "" {
		rec.Rows = append(rec.Rows, ui.RecordRow{Key: "Person", Block: ui.Links(ui.Link{Text: r.PersonName + ", " + r.PersonRef, Href: web.PersonPath(r.Person)})})
	}
	return rec
}

func (v shown) cards(c *web.Call) []ui.Block {
	r := v.referral
	today := c.Now().On()
	out := []ui.Block{v.flags(Missing, "Left out by the sender"), v.flags(Doubt, "To check with the sender")}
	out = append(out, ui.Columns(
		ui.Record{Title: "Who", Rows: []ui.RecordRow{
			{Key: "Name", Value: strings.TrimSpace(r.Given + " " + r.Family)},
			{Key: "Born", Value: bornSaid(r.Born, today)},
			r.nhsRow(),
			{Key: "Gender", Value: r.Gender.Label()},
			{Key: "Address", Value: strings.TrimSpace(r.Address + "\n" + string(r.Postcode))},
			{Key: "Telephone", Value: r.Phone},
			{Key: "Carer", Value: strings.TrimSpace(joined(r.Carer, r.CarerRelationship) + "\n" + joined(r.CarerPhone, r.CarerEmail))},
		}},
		ui.Record{Title: "When and from where", Rows: []ui.RecordRow{
			{Key: "Ready to go home", Value: readySaid(r.ReadyOn, today)},
			{Key: "Start by", Value: daySaid(r.StartDue(v.target), today) + " (our own target)"},
			{Key: "Received", Value: r.Received.Said()},
			{Key: "Went into hospital", Value: r.AdmittedOn.Said()},
			{Key: "Where they are", Value: joined(r.Hospital, r.Ward)},
			{Key: "Hospital’s number", Value: r.LocalID},
			{Key: "Whom to ring", Value: strings.TrimSpace(r.Liaison + "\n" + joined(r.LiaisonPhone, r.LiaisonEmail))},
			{Key: "Sent by", Value: joined(r.Sender, r.SenderODS)},
			{Key: "Came as", Value: r.Source.Label()},
			{Key: "Sender’s reference", Value: r.ExternalRef},
			{Key: "Our reference", Value: r.Ref},
		}},
	), ui.Heading("Why"), ui.Text(orNotSaid(r.Reason)))
	return append(out, v.saidCards(), v.fileList(), v.messageList(c))
}

func orNotSaid(s string) string {
	if s == "" {
		return "The sender did not say."
	}
	return s
}

func bornSaid(born, today when.Date) string {
	if born == "" {
		return ""
	}
	return fmt.Sprintf("%s (%d)", born.Said(), born.Age(today))
}

func (r Referral) nhsRow() ui.RecordRow {
	row := ui.RecordRow{Key: "NHS number", Value: r.NHS.String()}
	if r.NHSStatus == person.NotVerified {
		row.Block = ui.Group(ui.Para(r.NHS.String()), ui.Tag{Text: "Not verified", Kind: ui.Waiting})
	}
	return row
}

// flags lists what is missing or in doubt, from every message, each once.
func (v shown) flags(kind LineKind, heading string) ui.Block {
	var words []string
	seen := map[string]bool{}
	for _, l := range v.lines {
		if l.Kind == kind && !seen[l.Words] && (kind != Missing || !v.referral.has(l.Words)) {
			seen[l.Words] = true
			words = append(words, l.Words)
		}
	}
	if len(words) == 0 {
		return ui.Group()
	}
	return ui.Group(ui.Heading(heading), ui.Bullets(words...))
}

// has reports whether something that one message left out is known by now, from
// another message. Labels are those of package fhir and of the form.
func (r Referral) has(label string) bool {
	value := map[string]string{
		"NHS number": string(r.NHS), "Family name": r.Family, "First name": r.Given, "Date of birth": string(r.Born), "Gender": string(r.Gender),
		"Address": r.Address, "Postcode": string(r.Postcode), "Telephone number": r.Phone, "Ward": r.Ward, "Hospital name": r.Hospital,
		"Proposed discharge date": string(r.ReadyOn), "Admission date": string(r.AdmittedOn), "Reason for referral": r.Reason,
	}
	return value[label] != ""
}

// saidCards is everything else that was said, message by message.
func (v shown) saidCards() ui.Block {
	var out []ui.Block
	for i, m := range v.messages {
		var rows []ui.RecordRow
		for _, l := range v.lines {
			if l.Message == m.ID && l.Kind == Said {
				rows = append(rows, ui.RecordRow{Key: l.Label, Value: l.Words})
			}
		}
		if len(rows) == 0 {
			continue
		}
		title := "What else was said"
		if m.Raw.ID != "" {
			title = "What else the " + strings.ToLower(m.Kind.Label()) + " of " + m.At.Said() + " said"
		}
		card := ui.Block(ui.Record{Title: title, Rows: rows})
		if i > 0 {
			card = ui.Details(title, ui.Record{Rows: rows})
		}
		out = append(out, card)
	}
	return ui.Group(out...)
}

func (v shown) messageList(c *web.Call) ui.Block {
	l := ui.List{Caption: "Messages", Empty: "No message came with this referral: it is from a form.", Columns: []ui.Column{{Head: "What"}, {Head: "Received"}}}
	for _, m := range v.messages {
		if m.Raw.ID == "" {
			continue
		}
		what := ui.Cell{Text: m.Kind.Label()}
		if c.Can(MaySeeMessages) {
			what.Href = "/messages-received/" + string(m.ID)
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{what, {Text: m.At.Said()}}})
	}
	return l
}
