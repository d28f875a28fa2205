package choice

import (
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/risk"
)

func capacityList(c *web.Call) (web.Reply, error) {
	_, all, err := known(c, risk.MaySee)
	if err != nil {
		return nil, err
	}
	blocks := []ui.Block{ui.Para("Everybody can make their own decisions until it is shown otherwise, for one decision at one time. What stands here is about that decision only.")}
	if len(all) == 0 {
		blocks = append(blocks, ui.Inset("No decision is written down. That means that nobody has had a reason to ask."))
	}
	if c.Can(risk.MayAssess) {
		blocks = append(blocks, ui.ButtonLink("Write a decision down", risk.Path(c.Person(), "capacity", "new")))
	}
	for _, x := range all {
		blocks = append(blocks, x.card())
	}
	return c.Page("Decisions and capacity", blocks...).BackTo("Risks", risk.Path(c.Person())), nil
}

func (x Capacity) card() ui.Block {
	could := func(y YesNo, words string) string {
		if y == Yes {
			return "Could " + words
		}
		return "Could not " + words
	}
	r := ui.Record{Title: "Decision: " + short(x.Decision), Rows: []ui.RecordRow{
		{Key: "Decision", Value: x.Decision},
		{Key: "How it ended", Value: x.Outcome.Label() + " (" + x.On.Said() + ")"},
		{Key: "Why anybody asked", Value: x.Doubt},
		{Key: "What was done to help", Value: x.Helped},
		{Key: "What they could do", Value: strings.Join([]string{
			could(x.Understands, "understand it"), could(x.Retains, "keep it in mind long enough"), could(x.Weighs, "weigh it"), could(x.Communicates, "tell what they decided"),
		}, "\n")},
		{Key: "What was said and done", Value: x.Evidence},
	}}
	if x.missing() {
		why := "No impairment of the mind or brain is why."
		if x.Cause == Yes {
			why = x.CauseWords
		}
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Why they could not", Value: why})
	}
	if x.Outcome == Cannot {
		r.Rows = append(
			r.Rows,
			ui.RecordRow{Key: "The choices there are", Value: x.Interests}, ui.RecordRow{Key: "What the person wants", Value: x.Wishes},
			ui.RecordRow{Key: "Who was asked", Value: x.Consulted}, ui.RecordRow{Key: "Why nothing less will do", Value: x.Least},
			ui.RecordRow{Key: "What was decided for them", Value: x.Decided},
		)
	}
	r.Rows = append(r.Rows, ui.RecordRow{Key: "Look again", Value: x.ReviewOn.Said()}, ui.RecordRow{Key: "Written down", Value: x.Recorded.Said() + ", by " + x.ByName})
	return r
}

func capacityPage(c *web.Call) (web.Reply, error) {
	var papers []Order
	err := c.Gate.Read(c, risk.MayAssess, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		papers, err = orders(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	at, today := risk.Path(c.Person(), "capacity"), c.Now().On()
	area := func(name, label, hint string, optional bool) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Kind: ui.KindArea, Rows: 3, Optional: optional}
	}
	yes := func(name, label string) ui.Field {
		return ui.Field{Name: name, Label: label, Kind: ui.KindRadios, Options: ui.Options(yesNos)}
	}
	f := ui.Form{
		Action: at + "/new", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "decision", Label: "Which decision is this about?", Hint: "One decision, like: whether to go on climbing the stairs alone."},
			{Name: "on", Label: "When did you talk with them?", Kind: ui.KindDate, Value: string(today)},
			area("doubt", "Why does anybody ask?", "An unwise choice is not a reason, nor is age, an illness or how somebody looks.", false),
			area("helped", "What was done to help them decide?", "Plain words, pictures, time, hearing aids in, the best time of day, somebody they trust.", false),
			{Kind: ui.KindHeading, Label: "First: what could they do?", Hint: "About this decision, with that help."},
			yes("understands", "Did they understand what they need to know for it?"),
			yes("retains", "Did they keep it in mind long enough to decide?"),
			yes("weighs", "Did they use and weigh it?"),
			yes("communicates", "Did they tell what they decided, in any way?"),
			area("evidence", "What did you ask, and what did they say or do?", "", false),
			{Kind: ui.KindHeading, Label: "Then: why not?", Hint: "Only where you said no to one of the four."},
			{Name: "cause", Label: "Is an impairment of the mind or brain why they could not?", Kind: ui.KindRadios, Options: ui.Options(yesNos), Optional: true},
			area("cause_words", "Which impairment, and how is it why?", "", true),
			{Name: "outcome", Label: "How did it end?", Kind: ui.KindRadios, Options: ui.Options(Outcomes)},
			{Kind: ui.KindHeading, Label: "What is best for them", Hint: "Only where they cannot make this decision now. Leave it empty for everybody else."},
			area("interests", "Which choices are there, and what is good and bad about each?", "", true),
			area("wishes", "What does the person want, and what did they want and believe before?", "", true),
			area("consulted", "Who was asked, and what did they say?", "Family, friends, carers, an attorney or a deputy; an advocate where there is nobody.", true),
			area("least", "Why will nothing that restricts them less do?", "", true),
			area("decided", "What was decided, and by whom?", "", true),
			{Name: "review_on", Label: "When does somebody look again?", Kind: ui.KindDate, Value: string(today.Add(42))},
		},
	}
	return c.Page("Write a decision down", paperNote(c, papers), f).BackTo("Decisions and capacity", at), nil
}

// paperNote says which papers hold, before anybody decides for the person.
func paperNote(c *web.Call, papers []Order) ui.Block {
	var lines []string
	for _, o := range papers {
		if o.Ended.IsZero() && !o.over(c.Now().On()) {
			lines = append(lines, o.Kind.Label()+": "+o.Who+". "+o.Covers)
		}
	}
	links := ui.Links(ui.Link{Text: "Who may decide, as the papers say", Href: risk.Path(c.Person(), "orders")})
	if len(lines) == 0 {
		return ui.Group(ui.Inset("No power of attorney, deputy, advance decision or advocate is written down. Ask whether there is one."), links)
	}
	return ui.Group(ui.Heading("Who may decide, as the papers say"), ui.Bullets(lines...), links)
}

func assess(c *web.Call) (web.Reply, error) {
	var x Capacity
	err := c.Form(&x)
	x.Person = c.Person()
	if err == nil {
		err = Assess(c, c.Gate, x)
	}
	return c.Added(capacityPage, err, risk.Path(x.Person, "capacity"), "Saved.")
}

func readOrders(c *web.Call, a gate.Action) (all []Order, err error) {
	err = c.Gate.Read(c, a, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = orders(s, c.Person())
		return err
	})
	return all, err
}

func orderList(c *web.Call) (web.Reply, error) {
	all, err := readOrders(c, risk.MaySee)
	if err != nil {
		return nil, err
	}
	today := c.Now().On()
	l := ui.List{
		Caption: "Papers", CaptionHidden: true, Empty: "Nobody has told us of any. Ask at the first visit.",
		Columns: []ui.Column{{Head: "What"}, {Head: "Who"}, {Head: "About"}, {Head: "Seen"}, {Head: "Until"}, {Head: "Change"}},
	}
	for _, o := range all {
		seen := ui.Cell{Tag: ui.Tag{Text: "Nobody has seen the paper", Kind: ui.Waiting}}
		if o.SeenOn != "" {
			seen = ui.Cell{Text: strings.TrimSuffix(o.SeenOn.Said()+". "+o.Copy, ". ")}
		}
		until := ui.Cell{Text: o.UntilOn.Said()}
		change := ui.Cell{}
		switch {
		case !o.Ended.IsZero():
			until = ui.Cell{Tag: ui.Tag{Text: "Ended", Kind: ui.Quiet}}
			change = ui.Cell{Text: o.EndedWhy}
		case o.over(today):
			until = ui.Cell{Tag: ui.Tag{Text: "Over since " + o.UntilOn.Said(), Kind: ui.Urgent}}
		}
		if o.Ended.IsZero() && c.Can(risk.MayEnd) {
			change = ui.Cell{Text: "End", Href: risk.Path(c.Person(), "orders", o.ID, "end")}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{{Text: o.Kind.Label()}, {Text: strings.TrimSpace(o.Who + " " + o.Phone)}, {Text: o.Covers}, seen, until, change}})
	}
	blocks := []ui.Block{ui.Para("An attorney or a deputy decides only what the paper says, and only where the person cannot. See the paper, and keep a copy."), l}
	if c.Can(risk.MayRecord) {
		blocks = append(blocks, ui.ButtonLink("Add a paper or an advocate", risk.Path(c.Person(), "orders", "new")))
	}
	return c.Page("Who may decide", blocks...).BackTo("Risks", risk.Path(c.Person())).AsWide(), nil
}

func orderPage(c *web.Call) (web.Reply, error) {
	if _, err := readOrders(c, risk.MayRecord); err != nil {
		return nil, err
	}
	at := risk.Path(c.Person(), "orders")
	f := ui.Form{
		Action: at + "/new", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "kind", Label: "What is it?", Kind: ui.KindRadios, Options: ui.Options(OrderKinds)},
			{Name: "who", Label: "Who is it?", Hint: "The attorney, deputy, advocate or court. For an advance decision: who has it."},
			{Name: "phone", Label: "Telephone", Kind: ui.KindTel, Optional: true},
			{Name: "covers", Label: "What is it about?", Hint: "What it covers, and what it leaves out. Whether it is registered.", Kind: ui.KindArea, Rows: 3},
			{Name: "seen_on", Label: "When did one of us see the paper?", Hint: "Leave this empty while nobody has.", Kind: ui.KindDate, Optional: true},
			{Name: "copy", Label: "Where is the copy?", Optional: true},
			{Name: "until_on", Label: "Last day it holds", Hint: "Where it has one.", Kind: ui.KindDate, Optional: true},
		},
	}
	return c.Page("Add a paper or an advocate", f).BackTo("Who may decide", at), nil
}

func see(c *web.Call) (web.Reply, error) {
	var o Order
	err := c.Form(&o)
	o.Person = c.Person()
	if err == nil {
		err = See(c, c.Gate, o)
	}
	return c.Added(orderPage, err, risk.Path(o.Person, "orders"), "Saved.")
}

func orderEndPage(c *web.Call) (web.Reply, error) {
	all, err := readOrders(c, risk.MayEnd)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(o Order) bool { return o.ID == c.Path("order") })
	if i < 0 {
		return nil, gate.NotFound()
	}
	o, back := all[i], risk.Path(c.Person(), "orders")
	if !o.Ended.IsZero() {
		return c.Page("This has ended", ui.Para(o.Ended.Said()+". "+o.EndedWhy)).BackTo("Who may decide", back), nil
	}
	return c.Page("It holds no more", ui.Inset(o.Kind.Label()+": "+o.Who), endForm(risk.Path(c.Person(), "orders", o.ID, "end"), back, o.Version)).BackTo("Who may decide", back), nil
}

func orderEnd(c *web.Call) (web.Reply, error) {
	e, err := risk.EndingFrom(c, "order")
	if err == nil {
		err = EndOrder(c, c.Gate, e)
	}
	if err != nil {
		return c.Again(orderEndPage, err)
	}
	return web.Go(risk.Path(e.Person, "orders"), "It holds no more."), nil
}
