package person

import (
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// sub are the pages about one person, with the roles that find something
// there. The gate decides; this only keeps dead ends out of sight.
var sub = []struct {
	text, path string
	roles      []actor.Role
}{
	{"Overview", "", everyone.Any},
	{"Support", "/support", actor.Practice},
	{"Assessment", "/assessment", actor.Practice},
	{"Plan", "/plan", actor.Practice},
	{"Who comes", "/preferences", actor.Practice},
	{"Medicines", "/medicines", actor.Practice},
	{"Risks", "/risks", actor.Practice},
	{"Visits", "/visits", actor.Practice},
	{"Progress", "/progress", actor.Practice},
	{"Concerns", "/concerns", actor.Practice},
	{"No answers", "/no-answers", actor.Practice},
	{"Incidents", "/incidents", actor.Office},
	{"Reviews", "/reviews", actor.Practice},
	{"History", "/history", everyone.Any},
}

// fieldSees are the pages of sub that those who visit may see too.
var fieldSees = []string{"", "/assessment", "/plan", "/medicines", "/risks", "/visits", "/progress"}

// Bar is what stands at the top of every page about a person: how to
// communicate first, then who they are. It takes two statements.
// Error: gate.not_found for whoever may not see the person.
func Bar(c *web.Call, id ID) (*ui.PersonBar, error) {
	var p Person
	var needs []string
	err := c.Gate.Read(c, MaySee, gate.Person(id), func(s *gate.Snapshot) (err error) {
		p, needs, err = withNeeds(s, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p.bar(needs, c.Now().On(), c.Who.Roles), nil
}

func (p Person) bar(needs []string, today when.Date, roles []actor.Role) *ui.PersonBar {
	b := &ui.PersonBar{
		Name: p.Name(), Born: p.bornSaid(today), Address: p.Home(), Ref: p.Ref, Needs: needs, Href: web.PersonPath(p.ID),
	}
	if p.Preferred != p.Given {
		b.Preferred = p.Preferred
	}
	if p.Died != "" {
		b.Chips = append(b.Chips, "Died on "+p.Died.Said())
	}
	if p.MergedInto != "" {
		b.Chips = append(b.Chips, "This record was merged into another")
	}
	if p.NHSStatus == NotVerified {
		b.Chips = append(b.Chips, "NHS number not verified")
	}
	field := slices.ContainsFunc(roles, func(r actor.Role) bool { return slices.Contains(actor.Field, r) })
	for _, s := range sub {
		mine := slices.ContainsFunc(roles, func(r actor.Role) bool { return slices.Contains(s.roles, r) })
		if mine || field && slices.Contains(fieldSees, s.path) {
			b.Sub = append(b.Sub, ui.NavItem{Text: s.text, Href: b.Href + s.path})
		}
	}
	return b
}

// bornSaid is the date of birth with the age: 3 May 1941 (85).
func (p Person) bornSaid(today when.Date) string {
	switch age := p.Born.Age(today); {
	case p.Born == "":
		return "Date of birth not known"
	case p.Died != "":
		return p.Born.Said()
	default:
		return fmt.Sprintf("%s (%d)", p.Born.Said(), age)
	}
}

// withNeeds reads a person and what to do when communicating, in one statement.
func withNeeds(s *gate.Snapshot, id ID) (p Person, needs []string, err error) {
	type row struct {
		p    Person
		todo gate.Text
	}
	rows, err := gate.All(s, func(r *row) []any { return append(r.p.fields(), &r.todo) },
		`SELECT `+columns+`, n.what_to_do FROM person p
		LEFT JOIN person_need n ON n.ended_at IS NULL AND n.person_id IN `+together+`
		WHERE p.id = ? ORDER BY n.recorded_at, n.id`, id, id, id)
	if err != nil {
		return p, nil, err
	}
	if len(rows) == 0 {
		return p, nil, gate.NotFound()
	}
	for _, r := range rows {
		if todo := strings.TrimSpace(string(r.todo)); todo != "" && !slices.Contains(needs, todo) {
			needs = append(needs, todo)
		}
	}
	return rows[0].p, needs, nil
}
