package assure

import (
	"fmt"
	"net/url"

	"stillhome/internal/face/assure/complaint"
	"stillhome/internal/face/assure/learning"
	"stillhome/internal/face/measure"
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
}, Back: "Incident"}

// Routes of the pages about what went wrong, and nearly did.
var Routes = []web.Route{
	web.Get("/quality", MaySeeOwn, hub),
	web.Get("/quality/themes", MaySee, themesPage),
	web.Get("/people/{person}/incidents", MaySee, personPage),
	web.Get("/incidents", MaySee, listPage),
	web.Get("/incidents.csv", MayExport, csvFile),
	web.Get("/incidents/new", MayReport, reportPage),
	web.Post("/incidents/new", MayReport, report),
	web.Get("/incidents/{incident}", MaySee, show),
	web.Get("/incidents/{incident}/follow", MayFollow, followPage),
	web.Post("/incidents/{incident}/follow", MayFollow, follow),
	web.Get("/incidents/{incident}/review", MayFollow, reviewPage),
	web.Post("/incidents/{incident}/review", MayFollow, review),
	web.Get("/incidents/{incident}/decide", MayDecide, decidePage),
	web.Post("/incidents/{incident}/decide", MayDecide, decide),
	web.Get("/incidents/{incident}/steps/{step}", MayDecide, stepPage),
	web.Post("/incidents/{incident}/steps/{step}", MayDecide, addStep),
	web.Get("/incidents/{incident}/letter", MayDecide, letterPage),
	web.Get("/incidents/{incident}/actions", learning.MayAdd, actions.New),
	web.Post("/incidents/{incident}/actions", learning.MayAdd, actions.Add),
	web.Get("/incidents/{incident}/actions/{action}", learning.MayDone, actions.One),
	web.Post("/incidents/{incident}/actions/{action}", learning.MayDone, actions.Do),
	web.Post("/incidents/{incident}/close", MayClose, closeIt),
}

const home = "/incidents"

func here(c *web.Call) ID { return ID(c.Path("incident")) }

// hub is where everybody reports from, and where the office sees what waits.
func hub(c *web.Call) (web.Reply, error) {
	office := c.Can(MaySee)
	var mine []Incident
	var offer []offered
	var todo []learning.Action
	var waits counts
	err := c.Gate.Read(c, MaySeeOwn, gate.Council, func(s *gate.Snapshot) (err error) {
		if mine, err = own(s, c.Who.ID); err != nil || !office {
			return err
		}
		if offer, err = offers(s); err != nil {
			return err
		}
		if waits, err = countWaiting(s); err != nil {
			return err
		}
		todo, err = learning.Open(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	blocks := []ui.Block{
		ui.Para("When something goes wrong, or nearly does, tell it here. We look at what made it likely, not for somebody to blame. You see below what came of it."),
		ui.ButtonLink("Report something that happened", home+"/new"),
	}
	if c.Can(complaint.MayRecord) {
		blocks = append(blocks, ui.SecondaryLink("Write down a complaint or a compliment", "/complaints/new"))
	}
	if office {
		blocks = append(blocks, waits.block(), offerList(offer), ui.Heading("What somebody will do"), learning.List(todo, "", c.Now().On()))
	}
	l := ui.List{
		Caption: "What you reported", Empty: "You have not reported anything.",
		Columns: []ui.Column{{Head: "What"}, {Head: "When"}, {Head: "What was learnt"}, {Head: "Where it stands"}},
	}
	for _, i := range mine {
		cell := ui.Cell{Text: i.Kind.Label()}
		if office {
			cell.Href = home + "/" + string(i.ID)
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{cell, {Text: i.Happened.Said()}, {Text: first(i.Learning, "Nobody has written it down yet")}, {Tag: i.tag(c.Now())}}})
	}
	return c.Page("Quality", append(blocks, l)...).AsWide(), nil
}

// counts are what waits in the registers.
type counts struct {
	open, follow, decide, notice int
	complaints                   int
}

func (n counts) block() ui.Block {
	item := func(label string, n int, href string) ui.Figure {
		return ui.Figure{Label: label, Value: fmt.Sprint(n), Href: href}
	}
	return ui.Group(
		ui.Figures{Items: []ui.Figure{
			item("Incidents open", n.open, home+"?state=open"), item("Nobody has asked how they are", n.follow, home+"?state=open"),
			item("Not decided: CQC and candour", n.decide, home+"?state=open"), item("CQC to be told", n.notice, home+"?state=open"),
			item("Complaints open", n.complaints, "/complaints?state=open"),
		}},
		ui.Links(ui.Link{Text: "Incidents", Href: home}, ui.Link{Text: "Complaints and compliments", Href: "/complaints"}, ui.Link{Text: "Themes", Href: "/quality/themes"},
			ui.Link{Text: "Doors that nobody opened", Href: "/no-answers"}),
	)
}

func countWaiting(s *gate.Snapshot) (n counts, err error) {
	err = gate.One(s, &n, func(n *counts) []any { return []any{&n.open, &n.follow, &n.decide, &n.notice, &n.complaints} }, `SELECT
		(SELECT COUNT(*) FROM assure_incident i WHERE i.closed_at IS NULL),
		(SELECT COUNT(*) FROM assure_incident i WHERE i.closed_at IS NULL AND i.follow_due_at <= ? AND i.followed_at IS NULL),
		(SELECT COUNT(*) FROM assure_incident i WHERE i.closed_at IS NULL AND (i.person_id IS NOT NULL OR i.kind = 'service_unsafe') AND NOT EXISTS (SELECT 1 FROM assure_decision d WHERE d.incident_id = i.id)),
		(SELECT COUNT(*) FROM assure_incident i WHERE i.closed_at IS NULL AND EXISTS (SELECT 1 FROM assure_decision d WHERE d.incident_id = i.id AND d.notify = 'yes'
			AND NOT EXISTS (SELECT 1 FROM assure_decision e WHERE e.incident_id = i.id AND (e.decided_at > d.decided_at OR e.decided_at = d.decided_at AND e.id > d.id)))
			AND NOT EXISTS (SELECT 1 FROM assure_step s WHERE s.incident_id = i.id AND s.step = 'notice_sent')),
		(SELECT COUNT(*) FROM assure_complaint c WHERE c.closed_at IS NULL AND c.kind = 'complaint')`, s.Now)
	return n, err
}

func offerList(all []offered) ui.Block {
	l := ui.List{
		Caption: "Recorded elsewhere, and perhaps worth a report", Empty: "Nothing was recorded in the last 28 days that nobody has looked at.",
		Columns: []ui.Column{{Head: "What was recorded"}, {Head: "Person"}, {Head: "When"}},
	}
	for _, o := range all {
		l.Rows = append(l.Rows, ui.Row{Href: fmt.Sprintf("%s/new?%s=%s", home, o.source, o.id), Cells: ui.Texts(o.said(), o.name, o.at.Said())})
	}
	return l
}

func (i Incident) tag(now when.Instant) ui.Tag {
	switch {
	case !i.Closed.IsZero():
		return ui.Tag{Text: "Closed", Kind: ui.Quiet}
	case !i.FollowDue.IsZero() && i.Followed.IsZero() && now.After(i.FollowDue.Time):
		return ui.Tag{Text: "Ask how they are", Kind: ui.Urgent}
	case i.Reviewed.IsZero():
		return ui.Tag{Text: "To be looked at", Kind: ui.Waiting}
	}
	return ui.Tag{Text: "Open", Kind: ui.Waiting}
}

var harmTags = map[Harm]ui.TagKind{NoHarm: ui.Quiet, Low: ui.Plain, Moderate: ui.Waiting, Severe: ui.Urgent, Died: ui.Urgent}

func query(c *web.Call) asked {
	today := c.Now().On()
	return asked{
		kind: Kind(c.Query("kind")), harm: Harm(c.Query("harm")), state: c.Query("state"),
		from: c.Date("from", today.Add(-365)), until: c.Date("until", today),
	}
}

func listPage(c *web.Call) (web.Reply, error) {
	q, n := query(c), c.PageNumber()
	var all []Incident
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if all, err = list(s, q, pageSize+1, (n-1)*pageSize); err != nil {
			return err
		}
		for _, i := range all {
			if i.Person != "" {
				gate.Shown(s, i.Person)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Incidents", CaptionHidden: true, Empty: "Nothing was reported that fits. A service without near misses is one where nobody tells.",
		Columns: []ui.Column{{Head: "Reference"}, {Head: "What"}, {Head: "Person"}, {Head: "When"}, {Head: "Harm"}, {Head: "Where it stands"}},
		Filter: &ui.Filter{Action: home, Submit: "Show these", Clear: home, Fields: []ui.Field{
			{Name: "kind", Label: "What", Kind: ui.KindSelect, Value: string(q.kind), Options: ui.AnyOf(Kinds)},
			{Name: "harm", Label: "Harm", Kind: ui.KindSelect, Value: string(q.harm), Options: ui.AnyOf(Harms)},
			{Name: "state", Label: "Where it stands", Kind: ui.KindSelect, Value: q.state, Options: []ui.Option{{Label: "All"}, {Value: "open", Label: "Open"}, {Value: "closed", Label: "Closed"}}},
			{Name: "from", Label: "From", Value: string(q.from), Hint: "Like 2026-11-30", Width: 10},
			{Name: "until", Label: "To", Value: string(q.until), Hint: "Like 2026-11-30", Width: 10},
		}},
	}
	asked := url.Values{"kind": {string(q.kind)}, "harm": {string(q.harm)}, "state": {q.state}, "from": {string(q.from)}, "until": {string(q.until)}}
	l.More = web.Pages(home, asked, n, len(all) > pageSize)
	all = all[:min(len(all), pageSize)]
	for _, i := range all {
		l.Rows = append(l.Rows, ui.Row{Href: home + "/" + string(i.ID), Cells: []ui.Cell{
			{Text: i.Ref},
			{Text: i.Kind.Label()},
			{Text: first(i.PersonName, "Nobody in particular")},
			{Text: i.Happened.Said()},
			{Tag: ui.Tag{Text: i.Harm.Short(), Kind: harmTags[i.Harm]}},
			{Tag: i.tag(c.Now())},
		}})
	}
	blocks := []ui.Block{ui.ButtonLink("Report something that happened", home+"/new"), l}
	if c.Can(MayExport) {
		blocks = append(blocks, ui.Links(ui.Link{Text: "As a file (CSV), without names", Href: fmt.Sprintf("%s.csv?from=%s&until=%s", home, q.from, q.until)}))
	}
	return c.Page("Incidents", blocks...).BackTo("Quality", "/quality").AsWide(), nil
}

// personPage is what happened to one person.
func personPage(c *web.Call) (web.Reply, error) {
	var all []Incident
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = OfPerson(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Incidents", CaptionHidden: true, Empty: "Nothing has been reported about this person.",
		Columns: []ui.Column{{Head: "Reference"}, {Head: "What"}, {Head: "When"}, {Head: "Harm"}, {Head: "Where it stands"}},
	}
	for _, i := range all {
		l.Rows = append(l.Rows, ui.Row{Href: i.at(), Cells: []ui.Cell{
			{Text: i.Ref}, {Text: i.Kind.Label()}, {Text: i.Happened.Said()}, {Tag: ui.Tag{Text: i.Harm.Short(), Kind: harmTags[i.Harm]}}, {Tag: i.tag(c.Now())},
		}})
	}
	return c.Page("Incidents", ui.SecondaryLink("Report something that happened", home+"/new?person="+string(c.Person())), l).AsWide(), nil
}

// mostRows is the most that one file holds.
const mostRows = 5_000

// csvFile is the register as a file: people by code, never by name.
func csvFile(c *web.Call) (web.Reply, error) {
	q := query(c)
	var all []Incident
	err := c.Gate.Read(c, MayExport, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = list(s, q, mostRows, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"Reference", "Kind", "Person", "Happened", "Reported", "Harm", "Followed up", "Cause", "Learning", "Closed"}}
	for _, i := range all {
		who := ""
		if i.Person != "" {
			who = i.Code()
		}
		rows = append(rows, []string{
			i.Ref, i.Kind.Label(), who, i.Happened.Text(), i.Reported.Text(), i.Harm.Short(), i.Followed.Text(), i.Way.Label(), coded(i.Learning, i.Code(), i.PersonName), i.Closed.Text(),
		})
	}
	data, err := measure.Spreadsheet(rows)
	return web.Data{MediaType: "text/csv; charset=utf-8", Bytes: data, Download: fmt.Sprintf("incidents-%s-to-%s.csv", q.from, q.until)}, err
}
