package audit

import (
	"cmp"
	"maps"
	"net/url"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/person"
)

// The actions.
var (
	MaySeeHistory = gate.Action{Name: "audit.history", Who: actor.Rule{Any: person.MaySearch.Who.Any}}
	MaySeeLooks   = gate.Action{Name: "audit.looks", Who: actor.Rule{Any: actor.Office}}
	MaySeeJournal = gate.Action{Name: "audit.journal", Who: actor.Rule{Any: []actor.Role{actor.Manager, actor.Admin}}}
	MaySeeNames   = gate.Action{Name: "audit.names", Who: actor.Rule{Any: []actor.Role{actor.Manager}}}
)

// Routes of the journal's pages.
var Routes = []web.Route{
	web.Get("/people/{person}/history", MaySeeHistory, history),
	web.Get("/people/{person}/history/looks", MaySeeLooks, lookers),
	web.Get("/audit", MaySeeJournal, wholeJournal),
}

// system is how the record names the service's own work.
const system = ids.Account("system")

// name is who did it, in words.
func name(account ids.Account, known string) string {
	if account == system {
		return actor.System.Label()
	}
	return cmp.Or(known, "Somebody who is not in the record")
}

// when says when it was done and, if it was recorded later, when it happened.
func (a act) when() string {
	if d := a.at.Sub(a.asOf.Time); d > time.Minute {
		return a.at.Said() + ", for " + a.asOf.Said()
	}
	return a.at.Said()
}

// what says what was done, or what was refused.
func (a act) what() string {
	if a.outcome == "refused" {
		return "Was refused: " + strings.ToLower(said(a.action)[:1]) + said(a.action)[1:]
	}
	return said(a.action)
}

// onward is the way to older rows and back to the newest.
func onward(at string, query url.Values, after, next string) ui.More {
	var m ui.More
	if after != "" {
		m.Prev = web.Address(at, query)
		m.Showing = "Showing older rows. “Previous” leads to the newest."
	}
	if next != "" {
		older := url.Values{"after": {next}}
		maps.Copy(older, query)
		m.Next = web.Address(at, older)
	}
	return m
}

func history(c *web.Call) (web.Reply, error) {
	office := c.Can(MaySeeLooks)
	action := MaySeeHistory
	if office {
		action = MaySeeLooks
	}
	var acts []act
	next := ""
	err := c.Gate.Read(c, action, gate.Person(c.Person()), func(s *gate.Snapshot) error {
		if _, err := person.Get(s, c.Person()); err != nil {
			return err
		}
		below, err := read(s, c.Query("after"))
		if err != nil {
			return err
		}
		if acts, err = done(s, c.Person(), office, below); err != nil {
			return err
		}
		if len(acts) > pageOf {
			acts = acts[:pageOf]
			next = mark(s, acts[pageOf-1].seq)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	at := web.PersonPath(c.Person(), "history")
	l := ui.List{
		Caption: "What was done", Empty: "Nothing has been recorded about this person.",
		Columns: []ui.Column{{Head: "When"}, {Head: "Who"}, {Head: "What"}, {Head: "Why"}},
		More:    onward(at, nil, c.Query("after"), next),
	}
	for _, a := range acts {
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(a.when(), name(a.account, a.who), a.what(), a.reason)})
	}
	blocks := []ui.Block{l}
	if office {
		blocks = append(blocks, ui.Links(ui.Link{Text: "Who looked at this person", Href: at + "/looks"}))
	}
	return c.Page("History", blocks...).AsWide(), nil
}

func lookers(c *web.Call) (web.Reply, error) {
	var seen []look
	next := ""
	err := c.Gate.Read(c, MaySeeLooks, gate.Person(c.Person()), func(s *gate.Snapshot) error {
		if _, err := person.Get(s, c.Person()); err != nil {
			return err
		}
		below, err := read(s, c.Query("after"))
		if err != nil {
			return err
		}
		if seen, err = looks(s, c.Person(), below); err != nil {
			return err
		}
		if len(seen) > pageOf {
			seen = seen[:pageOf]
			next = mark(s, seen[pageOf-1].seq)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	at := web.PersonPath(c.Person(), "history")
	l := ui.List{
		Caption: "Who looked", CaptionHidden: true, Empty: "Nobody has looked at this person’s record.",
		Columns: []ui.Column{{Head: "Hour"}, {Head: "Who"}, {Head: "What"}},
		More:    onward(at+"/looks", nil, c.Query("after"), next),
	}
	for _, x := range seen {
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(hour(x), name(x.account, x.who), said(x.action))})
	}
	return c.Page("Who looked", ui.Para("Each look is kept once an hour for each person who looked and each part of the record. What safeguarding leads looked at is kept elsewhere."), l).
		BackTo("History", at).AsWide(), nil
}

// hour says in which hour a look was.
func hour(l look) string {
	return l.at.Said() + " to " + l.at.Add(time.Hour).Clock()
}

func wholeJournal(c *web.Call) (web.Reply, error) {
	named := c.Can(MaySeeNames)
	action := MaySeeJournal
	if named {
		action = MaySeeNames
	}
	onlyRefused := c.Query("only") == "refused"
	var acts []act
	next := ""
	err := c.Gate.Read(c, action, gate.Council, func(s *gate.Snapshot) error {
		below, err := read(s, c.Query("after"))
		if err != nil {
			return err
		}
		find := journal
		if onlyRefused {
			find = refusals
		}
		if acts, err = find(s, below); err != nil {
			return err
		}
		if len(acts) > pageOf {
			acts = acts[:pageOf]
			next = mark(s, acts[pageOf-1].seq)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	query := url.Values{}
	other := ui.Link{Text: "Show only what was refused", Href: "/audit?only=refused"}
	l := ui.List{Caption: "Journal", CaptionHidden: true, Empty: "Nothing has been recorded yet."}
	if onlyRefused {
		query.Set("only", "refused")
		other = ui.Link{Text: "Show everything", Href: "/audit"}
		l.Empty = "Nothing has been refused."
	}
	l.More = onward("/audit", query, c.Query("after"), next)
	l.Columns = []ui.Column{{Head: "When"}, {Head: "Who"}, {Head: "What"}, {Head: "About"}}
	if named {
		l.Columns = append(l.Columns, ui.Column{Head: "Why"})
	}
	for _, a := range acts {
		who := name(a.account, a.who)
		if !named && (a.kind == auth.KindPerson || a.kind == auth.KindClose) {
			who = a.kind.Label()
		}
		cells := append(ui.Texts(a.when(), who, a.what()), a.about(named))
		if named {
			cells = append(cells, ui.Cell{Text: a.reason})
		}
		l.Rows = append(l.Rows, ui.Row{Cells: cells})
	}
	return c.Page("Journal", ui.Links(other), l).AsWide(), nil
}

// about is whom it was about: by name for those who may see names.
func (a act) about(named bool) ui.Cell {
	switch {
	case a.person == "":
		return ui.Cell{Text: "The service"}
	case !named:
		return ui.Cell{Text: "A person"}
	}
	who := strings.TrimSpace(a.given + " " + a.family)
	if who == "" {
		return ui.Cell{Text: "A person not in the record"}
	}
	return ui.Cell{Text: who, Href: web.PersonPath(a.person, "history")}
}
