package alert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Beside is what else is known about some alerts, in a sentence or two for each
// of which there is something to say. What a later package knows, such as whether
// a phone was heard, comes to these pages by it.
type Beside func(s *gate.Snapshot, alerts []Alert) (map[ID]string, error)

// Panel is what else a later package knows of alerts: Harm says in a sentence why
// waiting may do more harm, for each of which there is something to say, and those
// come first; Show is what stands on the page of one, above how it is closed.
type Panel struct {
	Harm func(s *gate.Snapshot, alerts []Alert) (map[ID]string, error)
	Show func(s *gate.Snapshot, a Alert) ([]ui.Block, error)
}

// Routes of the alert pages, with what is to stand beside alerts.
func Routes(beside Beside, panel Panel) []web.Route {
	p := pages{beside, panel}
	return []web.Route{
		web.Get("/alerts", MaySee, p.list),
		web.Get("/alerts/live", MaySee, p.live),
		web.Get("/alerts/{alert}", MaySee, p.show),
		web.Post("/alerts/{alert}/take", MayOwn, take),
		web.Post("/alerts/{alert}/close", MayClose, p.closeIt),
	}
}

type pages struct {
	beside Beside
	panel  Panel
}

func (p pages) openList(c *web.Call) (ui.Block, error) {
	var alerts []Alert
	var more, harm map[ID]string
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if alerts, err = Open(s); err != nil {
			return err
		}
		if harm, err = p.panel.Harm(s, alerts); err != nil {
			return err
		}
		more, err = p.beside(s, alerts)
		return err
	})
	if err != nil {
		return nil, err
	}
	byHarm(alerts, harm)
	l := ui.List{
		Caption: "Open alerts", CaptionHidden: true,
		Empty:   "There are no open alerts. New ones appear here by themselves.",
		Columns: []ui.Column{{Head: "What"}, {Head: "Who"}, {Head: "How soon"}, {Head: "Clock"}, {Head: "With"}},
	}
	if len(alerts) == most {
		l.More.Showing = fmt.Sprintf("Showing the %d that are most urgent. The others appear as these are closed.", most)
	}
	for _, a := range alerts {
		with := a.OwnerName
		if a.Owner == "" {
			with = "Asked: " + orNobody(a.AskedName)
		}
		what := ui.Cell{Text: a.Kind.Title(), Href: "/alerts/" + string(a.ID)}
		if words := strings.TrimSpace(harm[a.ID] + " " + more[a.ID]); words != "" {
			what = ui.Cell{Block: ui.Group(ui.Links(ui.Link{Text: what.Text, Href: what.Href}), ui.Para(words))}
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			what,
			{Text: orCouncil(a.PersonName)},
			{Tag: levelTag(a.Level)},
			{Text: clock(a, c.Now())},
			{Text: with},
		}})
	}
	return l, nil
}

// byHarm puts those first, of each level, of which waiting may do more harm; calls
// for help stay before them.
func byHarm(alerts []Alert, harm map[ID]string) {
	rank := func(a Alert) int {
		switch {
		case a.Kind == HelpSilent || a.Kind == HelpWanted || a.Kind == WorkerOverdue:
			return 0
		case harm[a.ID] != "":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(alerts, func(a, b Alert) int { return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(rank(a), rank(b))) })
}

func orNobody(name string) string {
	if name == "" {
		return "nobody is on duty"
	}
	return name
}

func orCouncil(name string) string {
	if name == "" {
		return "The service"
	}
	return name
}

func levelTag(l Level) ui.Tag {
	return ui.Tag{Text: l.Label(), Kind: map[Level]ui.TagKind{ActNow: ui.Urgent, Today: ui.Waiting, Inform: ui.Plain}[l]}
}

func clock(a Alert, now when.Instant) string {
	left := int(a.Due.Sub(now.Time).Minutes())
	switch {
	case left < 0:
		return fmt.Sprintf("%s late, raised %s", duration(-left), a.Raised.Said())
	default:
		return fmt.Sprintf("%s left, raised %s", duration(left), a.Raised.Said())
	}
}

func duration(minutes int) string {
	switch {
	case minutes < 60:
		return fmt.Sprintf("%d minutes", minutes)
	case minutes < 48*60:
		return fmt.Sprintf("%d hours", minutes/60)
	}
	return fmt.Sprintf("%d days", minutes/(24*60))
}

func (p pages) list(c *web.Call) (web.Reply, error) {
	block, err := p.openList(c)
	if err != nil {
		return nil, err
	}
	return c.Page("Alerts", ui.Live("/alerts/live", block)).AsWide(), nil
}

func (p pages) live(c *web.Call) (web.Reply, error) {
	return c.Live(func() (ui.Block, error) { return p.openList(c) })
}

func (p pages) show(c *web.Call) (web.Reply, error) {
	var a Alert
	var past []Step
	var more map[ID]string
	var panel []ui.Block
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if a, err = Get(s, ID(c.Path("alert"))); err != nil {
			return err
		}
		if past, err = steps(s, a.ID); err != nil {
			return err
		}
		if more, err = p.beside(s, []Alert{a}); err != nil {
			return err
		}
		if a.Closed.IsZero() {
			if panel, err = p.panel.Show(s, a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.Page(a.Kind.Title(), page(c, a, more[a.ID], panel, past)...).BackTo("Alerts", "/alerts"), nil
}

func page(c *web.Call, a Alert, more string, panel []ui.Block, past []Step) []ui.Block {
	about := ui.Record{Rows: []ui.RecordRow{
		{Key: "How soon", Block: levelTag(a.Level)},
		{Key: "Who", Value: orCouncil(a.PersonName)},
		{Key: "Raised", Value: a.Raised.Said()},
		{Key: "With", Value: a.OwnerName},
	}}
	if a.Person != "" {
		about.Rows[1].Block = ui.Links(ui.Link{Text: a.PersonName, Href: web.PersonPath(a.Person)})
	}
	if where := a.where(); where.Href != "" {
		about.Rows = append(about.Rows, ui.RecordRow{Key: "About", Block: ui.Links(where)})
	}
	if more != "" {
		about.Rows = append(about.Rows, ui.RecordRow{Key: "What we know", Value: more})
	}
	if a.Owner == "" {
		about.Rows[3].Value = "Nobody has taken it on. Asked: " + orNobody(a.AskedName)
	}
	var blocks []ui.Block
	at := "/alerts/" + string(a.ID)
	version := ui.Version(a.Version)
	if a.Closed.IsZero() {
		about.Rows = append(about.Rows, ui.RecordRow{Key: "Clock", Value: clock(a, c.Now())})
		blocks = append([]ui.Block{about, ui.Inset(a.Kind.Todo())}, panel...)
		if a.Owner != ids.Account(c.Who.ID) {
			blocks = append(blocks, ui.PostButton{Text: "I will take this on", Action: at + "/take", Hidden: []ui.Pair{version}, Secondary: true})
		}
		f := ui.Form{
			Action: at + "/close", Submit: "Close alert", Hidden: []ui.Pair{version},
			Fields: []ui.Field{
				{Name: "outcome", Label: "How did it end?", Kind: ui.KindRadios, Options: ui.Options(Outcomes)},
				{Name: "note", Label: "What did you do?", Kind: ui.KindArea, Rows: 3},
			},
		}
		blocks = append(blocks, f)
	} else {
		about.Rows = append(
			about.Rows,
			ui.RecordRow{Key: "Ended", Value: a.Closed.Said() + ", by " + a.ByName},
			ui.RecordRow{Key: "How", Value: a.Outcome.Label()},
			ui.RecordRow{Key: "What was done", Value: a.Note},
		)
		blocks = []ui.Block{about}
	}
	t := ui.Timeline{Empty: "Nothing has happened yet."}
	for _, e := range past {
		t.Events = append(t.Events, ui.Event{When: e.At.Said(), Who: e.Name, What: e.What})
	}
	return append(blocks, ui.Heading("What happened"), t)
}

// where is the page on which what it is about can be read and put right, for
// those that the person's overview does not show.
func (a Alert) where() ui.Link {
	switch a.Kind {
	case UnseenChange: // it is raised on the day of the visit
		return ui.Link{Text: "Workers to ring", Href: "/rota/" + string(a.Raised.On()) + "/calls"}
	case Late: // raised on the day of the visit too
		return ui.Link{Text: "Plan the rest of the run again", Href: "/rota/" + string(a.Raised.On()) + "/visits/" + a.Source + "/onward?act=late"}
	case MessageNotUnderstood:
		return ui.Link{Text: "Open the message", Href: "/messages-received/" + a.Source}
	case HelpWanted, HelpSilent:
		return ui.Link{Text: "Who it is and where they are", Href: "/help-wanted/" + a.Source}
	case WorkerOverdue:
		return ui.Link{Text: "Open the alarm", Href: "/alarms/" + a.Source}
	case DutyGap:
		return ui.Link{Text: "Who is in charge", Href: "/duty"}
	case MessageDied:
		return ui.Link{Text: "Messages", Href: "/messages"}
	case HeldFact, Clash:
		return ui.Link{Text: "Open the record", Href: "/held-facts/" + a.Source}
	case PhoneBehind, PhoneBackwards, PhoneEvicted:
		return ui.Link{Text: "Open the phone", Href: "/phones/" + a.Source}
	case NoAnswer:
		return ui.Link{Text: "What was tried at the door", Href: web.PersonPath(a.Person, "no-answers")}
	case Concern:
		return ui.Link{Text: "Read what was told", Href: web.PersonPath(a.Person, "concerns")}
	case MedicineNotTaken:
		return ui.Link{Text: "Open the medicines", Href: web.PersonPath(a.Person, "medicines")}
	case HomeChanged, NotSafe, WarningChallenged, FactsDiffer, TwoWorkersAsked:
		return ui.Link{Text: "Open the risks", Href: web.PersonPath(a.Person, "risks")}
	case ReferralChanged:
		return ui.Link{Text: "Open the referral", Href: "/referrals/" + a.Source}
	}
	return ui.Link{}
}

func take(c *web.Call) (web.Reply, error) {
	var form struct {
		Version int `json:"version"`
	}
	if err := c.Form(&form); err != nil {
		return nil, err
	}
	if err := Take(c, c.Gate, ID(c.Path("alert")), form.Version); err != nil {
		return nil, err
	}
	return web.Go("/alerts/"+c.Path("alert"), "This alert is now with you."), nil
}

func (p pages) closeIt(c *web.Call) (web.Reply, error) {
	form := Closing{Alert: ID(c.Path("alert"))}
	err := c.Form(&form)
	form.Alert = ID(c.Path("alert"))
	if err == nil {
		err = Close(c, c.Gate, form)
	}
	if err != nil {
		again, failed := p.show(c)
		if failed != nil {
			return nil, failed
		}
		return again, err
	}
	return web.Go("/alerts", "Alert closed."), nil
}
