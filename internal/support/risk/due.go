package risk

import (
	"strconv"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// dueAhead is for how many days ahead the list shows what is due.
const dueAhead = 14

// perPage is how many rows a page of the list has.
const perPage = 50

// Due is one thing that somebody must look at.
type Due struct {
	What          string
	Person        ids.Person
	Given, Family string
	ID            string
	On            when.Date
}

// dues says what each thing is, and where it is done.
var dues = map[string]struct{ words, path string }{
	"fact":      {"What must be known: still right?", "facts"},
	"home":      {"Look at the home again", "home"},
	"todo":      {"Something to do at the home", "home"},
	"moving":    {"Moving and handling: assess again", "moving"},
	"warning":   {"A warning ends: look at it again, or let it end", "warnings"},
	"challenge": {"Answer the person about a warning", "warnings"},
	"choice":    {"A risk they chose to take: still right?", "choices"},
	"capacity":  {"A decision: look at it again", "capacity"},
}

func listPage(c *web.Call) (web.Reply, error) {
	var all []Due
	page := c.PageNumber()
	err := c.Gate.Read(c, MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		if all, err = dueUntil(s, s.Today().Add(dueAhead), perPage+1, (page-1)*perPage); err != nil {
			return err
		}
		people := make([]ids.Person, 0, len(all))
		for _, d := range all {
			people = append(people, d.Person)
		}
		gate.Shown(s, people...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	today := c.Now().On()
	l := ui.List{
		Caption: "Due now, or in the next 14 days", Empty: "Nothing is due in the next 14 days.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "What"}, {Head: "Due"}, {Head: "How soon"}},
	}
	if page > 1 {
		l.More.Prev = "/risks?page=" + strconv.Itoa(page-1)
	}
	if len(all) > perPage {
		all = all[:perPage]
		l.More.Next = "/risks?page=" + strconv.Itoa(page+1)
	}
	for _, d := range all {
		what := dues[d.What]
		l.Rows = append(l.Rows, ui.Row{Href: Path(d.Person, what.path), Cells: []ui.Cell{
			{Text: strings.TrimSpace(d.Given + " " + d.Family)}, {Text: what.words}, {Text: d.On.Said()}, {Tag: soon(d.On, today)},
		}})
	}
	return c.Page(
		"Risks to look at", ui.Para("What was written down about people on service, and must be looked at again."), l,
		ui.Links(ui.Link{Text: "Visits people chose not to have, and mood", Href: "/patterns"}),
	).AsWide(), nil
}

func soon(on, today when.Date) ui.Tag {
	switch {
	case on < today:
		return ui.Tag{Text: "Overdue", Kind: ui.Urgent}
	case on == today:
		return ui.Tag{Text: "Today", Kind: ui.Waiting}
	}
	return ui.Tag{Text: "Soon"}
}

// dueUntil lists what is due until a day for people who get support, what has
// been due longest first.
func dueUntil(s *gate.Snapshot, until when.Date, limit, skip int) ([]Due, error) {
	return gate.All(s, func(d *Due) []any { return []any{&d.What, &d.Person, &d.Given, &d.Family, &d.ID, &d.On} },
		`SELECT d.what, p.id, p.given, p.family, d.id, d.due_on FROM (
			SELECT 'fact' AS what, f.person_id AS person_id, f.id AS id, f.review_on AS due_on FROM risk_fact f WHERE f.ended_at IS NULL AND f.review_on <= ?
			UNION ALL SELECT 'home', h.person_id, h.id, h.recheck_on FROM risk_home h WHERE h.recheck_on <= ?
				AND NOT EXISTS (SELECT 1 FROM risk_home n WHERE n.person_id = h.person_id AND (n.on_date > h.on_date OR n.on_date = h.on_date AND n.recorded_at > h.recorded_at))
			UNION ALL SELECT 'todo', i.person_id, i.home_id || i.area, i.due_on FROM risk_home_item i WHERE i.due_on <= ? AND i.done_at IS NULL AND i.found = 'act'
			UNION ALL SELECT 'moving', m.person_id, m.id, m.review_on FROM risk_moving m WHERE m.review_on <= ?
				AND NOT EXISTS (SELECT 1 FROM risk_moving n WHERE n.person_id = m.person_id AND (n.on_date > m.on_date OR n.on_date = m.on_date AND n.recorded_at > m.recorded_at))
			UNION ALL SELECT 'warning', x.person_id, x.id, x.until_on FROM risk_warning x WHERE x.ended_at IS NULL AND x.until_on BETWEEN ? AND ?
			UNION ALL SELECT 'challenge', c.person_id, c.id, c.due_on FROM risk_challenge c WHERE c.answered_at IS NULL
			UNION ALL SELECT 'choice', k.person_id, k.id, k.review_on FROM risk_choice k WHERE k.ended_at IS NULL AND k.review_on <= ?
			UNION ALL SELECT 'capacity', y.person_id, y.id, y.review_on FROM risk_capacity y WHERE y.review_on BETWEEN ? AND ?
				AND NOT EXISTS (SELECT 1 FROM risk_capacity n WHERE n.person_id = y.person_id AND n.decision = y.decision AND n.recorded_at > y.recorded_at)
		) d JOIN person o ON o.id = d.person_id JOIN person p ON p.id = COALESCE(o.merged_into, o.id)
		WHERE p.open_episode <> '' ORDER BY d.due_on, p.name_key, p.id, d.what, d.id LIMIT ? OFFSET ?`,
		until, until, until, until, s.Today(), until, until, s.Today().Add(-LongestReview), until, limit, skip)
}

// assessed lists when each kind of thing was last looked at for one person, and
// when somebody looks again.
func assessed(s *gate.Snapshot, person ids.Person) ([]dated, error) {
	return gate.All(s, func(d *dated) []any { return []any{&d.what, &d.n, &d.on, &d.again} },
		`WITH who AS (SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)
		SELECT 'home', COUNT(*), MAX(h.on_date), MAX(h.recheck_on) FROM risk_home h WHERE h.person_id IN (SELECT id FROM who)
		UNION ALL SELECT 'moving', COUNT(*), MAX(m.on_date), MAX(m.review_on) FROM risk_moving m WHERE m.person_id IN (SELECT id FROM who)
		UNION ALL SELECT 'choice', COUNT(*), MAX(k.on_date), MIN(k.review_on) FROM risk_choice k WHERE k.person_id IN (SELECT id FROM who) AND k.ended_at IS NULL
		UNION ALL SELECT 'capacity', COUNT(*), MAX(y.on_date), NULL FROM risk_capacity y WHERE y.person_id IN (SELECT id FROM who)
		UNION ALL SELECT 'order', COUNT(*), SUBSTR(MAX(r.recorded_at), 1, 10), NULL FROM risk_order r WHERE r.person_id IN (SELECT id FROM who) AND r.ended_at IS NULL
		UNION ALL SELECT 'door', COUNT(*), SUBSTR(MAX(d.at), 1, 10), NULL FROM risk_door d WHERE d.person_id IN (SELECT id FROM who)
		UNION ALL SELECT 'comfort', COUNT(*), MAX(c.from_on), NULL FROM risk_comfort c WHERE c.person_id IN (SELECT id FROM who) AND c.ended_at IS NULL
		UNION ALL SELECT 'patterns', COUNT(*), SUBSTR(MAX(p.recorded_at), 1, 10), NULL FROM risk_pattern p WHERE p.person_id IN (SELECT id FROM who)`,
		person, person)
}
