package staff

import (
	"net/url"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// query puts names and values into a query string.
func query(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

func absences(c *web.Call) (web.Reply, error) {
	today := c.Now().On()
	from, until := c.Date("from", today), c.Date("until", today.Add(14))
	var away []Absence
	var names map[ID]string
	err := c.Gate.Read(c, MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if away, err = Absences(s, from, until); err != nil {
			return err
		}
		names, err = memberNames(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "Away from " + from.Said() + " to " + until.Said(), Empty: "Nobody is away on these days, as far as we know.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "From"}, {Head: "To"}, {Head: "Why"}},
		Filter: &ui.Filter{Action: "/absences", Submit: "Show these days", Clear: "/absences", Fields: []ui.Field{
			{Name: "from", Label: "From", Value: string(from), Hint: "Like 2026-11-30", Width: 10},
			{Name: "until", Label: "To", Value: string(until), Hint: "Like 2026-11-30", Width: 10},
		}},
	}
	for _, a := range away {
		l.Rows = append(l.Rows, ui.Row{Href: "/team/" + string(a.Member), Cells: ui.Texts(names[a.Member], a.From.Said(), a.Until.Said(), a.Reason.Label())})
	}
	return c.Page("Who is away", ui.Actions(ui.ButtonLink("Report an absence", "/absences/new")), l).BackTo("Team", "/team").AsWide(), nil
}

func absencePage(c *web.Call) (web.Reply, error) {
	today := c.Now().On()
	var members []Member
	err := c.Gate.Read(c, MayReportAbsence, gate.Council, func(s *gate.Snapshot) (err error) {
		members, err = Employed(s, today)
		return err
	})
	if err != nil {
		return nil, err
	}
	why := ui.Field{Name: "reason", Label: "Why?", Kind: ui.KindRadios, Hint: "No more than this is kept.", Options: ui.Options(AbsenceReasons)}
	f := ui.Form{
		Action: "/absences/new", Submit: "Report absence", Cancel: ui.Link{Href: "/team"}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			choose("member", "Who is away?", c.Query("member"), members, func(m Member) string { return string(m.ID) }),
			{Name: "from", Label: "First day away", Kind: ui.KindDate, Value: string(today)},
			{Name: "until", Label: "Last day away", Kind: ui.KindDate, Value: string(today)},
			why,
		},
	}
	return c.Page("Report an absence", ui.Para("Their visits on these days will be listed on the rota as without a worker."), f).BackTo("Team", "/team"), nil
}

// choose is a drop-down of people by name.
func choose(name, label, value string, members []Member, key func(Member) string) ui.Field {
	f := ui.Field{Name: name, Label: label, Kind: ui.KindSelect, Value: value}
	for _, m := range members {
		if k := key(m); k != "" {
			f.Options = append(f.Options, ui.Option{Value: k, Label: m.Family + ", " + m.Given + " (" + m.JobTitle + ")"})
		}
	}
	return f
}

func absence(c *web.Call) (web.Reply, error) {
	var form struct {
		ID     string    `json:"id"`
		Member string    `json:"member"`
		From   when.Date `json:"from"`
		Until  when.Date `json:"until"`
		Reason string    `json:"reason"`
	}
	err := c.Form(&form)
	if err == nil {
		err = ReportAbsence(c, c.Gate, Absence{
			ID: AbsenceID(form.ID), Member: ID(form.Member), From: form.From, Until: form.Until, Reason: AbsenceReason(form.Reason),
		})
	}
	return c.Added(absencePage, err, "/absences", "Absence reported. Look at the rota for visits that need a worker.")
}
