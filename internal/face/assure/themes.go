package assure

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"stillhome/internal/face/assure/complaint"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// months is how many months the themes show.
const months = 12

// tally is how many of one code there were in one month.
type tally struct {
	what, code, month string
	n                 int
}

// tallies counts incidents by kind and by harm, and complaints by theme, for
// each month since a day.
func tallies(s *gate.Snapshot, since when.Date) ([]tally, error) {
	return gate.All(s, func(t *tally) []any { return []any{&t.what, &t.code, &t.month, &t.n} },
		`SELECT 'kind', i.kind, SUBSTR(i.happened_on, 1, 7), COUNT(*) FROM assure_incident i WHERE i.happened_on >= ? GROUP BY i.kind, SUBSTR(i.happened_on, 1, 7)
		UNION ALL SELECT 'harm', i.harm, SUBSTR(i.happened_on, 1, 7), COUNT(*) FROM assure_incident i WHERE i.happened_on >= ? GROUP BY i.harm, SUBSTR(i.happened_on, 1, 7)
		UNION ALL SELECT 'way', i.way, SUBSTR(i.happened_on, 1, 7), COUNT(*) FROM assure_incident i WHERE i.happened_on >= ? AND i.way <> '' GROUP BY i.way, SUBSTR(i.happened_on, 1, 7)
		UNION ALL SELECT c.kind, c.theme, SUBSTR(c.received_on, 1, 7), COUNT(*) FROM assure_complaint c WHERE c.received_on >= ? GROUP BY c.kind, c.theme, SUBSTR(c.received_on, 1, 7)
		ORDER BY 1, 2, 3`, since, since, since, since)
}

// monthsTo are the months up to one with a day, the first first.
func monthsTo(today when.Date) []string {
	var out []string
	t := today.AtMinute(12 * 60)
	for n := months - 1; n >= 0; n-- {
		out = append(out, time.Date(t.Year(), t.Month()-time.Month(n), 1, 12, 0, 0, 0, time.UTC).Format("2006-01"))
	}
	return out
}

// table is one sort of count by month, the commonest first.
func table(title, empty string, all []tally, what string, label func(code string) string, over []string) ui.List {
	l := ui.List{Caption: title, Empty: empty, Columns: []ui.Column{{Head: "What"}}}
	for _, m := range over {
		at, _ := time.Parse("2006-01", m)
		l.Columns = append(l.Columns, ui.Column{Head: at.Format("Jan"), Numeric: true})
	}
	l.Columns = append(l.Columns, ui.Column{Head: "All", Numeric: true})
	by, total := map[string]map[string]int{}, map[string]int{}
	var codes []string
	for _, t := range all {
		if t.what != what || !slices.Contains(over, t.month) {
			continue
		}
		if by[t.code] == nil {
			by[t.code] = map[string]int{}
			codes = append(codes, t.code)
		}
		by[t.code][t.month] += t.n
		total[t.code] += t.n
	}
	slices.SortStableFunc(codes, func(a, b string) int { return cmp.Compare(total[b], total[a]) })
	for _, k := range codes {
		row := ui.Row{Cells: ui.Texts(label(k))}
		for _, m := range over {
			row.Cells = append(row.Cells, ui.Cell{Text: fmt.Sprint(by[k][m])})
		}
		l.Rows = append(l.Rows, ui.Row{Cells: append(row.Cells, ui.Cell{Text: fmt.Sprint(total[k])})})
	}
	return l
}

func themesPage(c *web.Call) (web.Reply, error) {
	over := monthsTo(c.Now().On())
	var all []tally
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = tallies(s, when.Date(over[0]+"-01"))
		return err
	})
	if err != nil {
		return nil, err
	}
	theme := func(code string) string { return complaint.Theme(code).Label() }
	return c.Page("Themes",
		ui.Para("The last 12 months. For use inside the service: small numbers could show who somebody is, so nothing here is for publication."),
		table("Incidents by what happened", "Nothing was reported.", all, "kind", func(k string) string { return Kind(k).Label() }, over),
		table("Incidents by harm", "Nothing was reported.", all, "harm", func(k string) string { return Harm(k).Short() }, over),
		table("Where the causes lay", "No cause has been looked into.", all, "way", func(k string) string { return Way(k).Label() }, over),
		table("Complaints by what they were about", "Nobody has complained.", all, "complaint", theme, over),
		table("Compliments by what they were about", "Nobody has praised us in writing.", all, "compliment", theme, over)).BackTo("Quality", "/quality").AsWide(), nil
}
