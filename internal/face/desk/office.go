package desk

import (
	"fmt"
	"strconv"

	"stillhome/internal/face/measure"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
)

// alerts draws the act-now alerts.
func alerts(now when.Instant, urgent []urgent) ui.Block {
	l := ui.List{
		Caption: "Act now", Empty: "Nothing has to be answered at once. New alerts appear here by themselves.",
		Columns: []ui.Column{{Head: "What"}, {Head: "Who"}, {Head: "Clock"}, {Head: "With"}},
	}
	for _, u := range urgent {
		who, with := joined(u.given, u.family), "Nobody yet"
		if who == "" {
			who = "The service"
		}
		if u.owner != "" {
			with = "Taken on"
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: u.kind.Title(), Href: "/alerts/" + string(u.id)}, {Text: who}, {Text: clock(now, u.due)}, {Text: with},
		}})
	}
	if n := len(urgent); n > 0 && urgent[0].all > n {
		l.More.Showing = fmt.Sprintf("Showing %d of %d. All are on the alerts page.", n, urgent[0].all)
	}
	return l
}

// clock says how long is left, or by how much the clock has run out.
func clock(now, due when.Instant) string {
	minutes := int(due.Sub(now.Time).Minutes())
	words, late := " left", minutes < 0
	if late {
		minutes, words = -minutes, " late"
	}
	switch {
	case minutes == 1:
		return "1 minute" + words
	case minutes < 120:
		return strconv.Itoa(minutes) + " minutes" + words
	case minutes < 48*60:
		return strconv.Itoa(minutes/60) + " hours" + words
	}
	return strconv.Itoa(minutes/(24*60)) + " days" + words
}

// liveAlerts keeps the act-now alerts of the start page fresh.
func liveAlerts(c *web.Call) (web.Reply, error) {
	return c.Live(func() (block ui.Block, err error) {
		err = c.Gate.Read(c, MaySeeOffice, gate.Council, func(s *gate.Snapshot) error {
			urgent, err := actNow(s)
			block = alerts(s.Now, urgent)
			return err
		})
		return block, err
	})
}

// liveBlock is the alerts as they stand, kept fresh where there is a script.
func liveBlock(now when.Instant, urgent []urgent) ui.Block {
	return ui.Group(
		ui.Live("/desk/alerts", alerts(now, urgent)),
		ui.Links(ui.Link{Text: "All alerts", Href: "/alerts"}),
	)
}

func coordinator(c *web.Call) (web.Reply, error) {
	var now []urgent
	var figures map[measure.Name]measure.Figure
	var day rota
	var today when.Date
	err := c.Gate.Read(c, MaySeeOffice, gate.Council, func(s *gate.Snapshot) (err error) {
		today = s.Today()
		if now, err = actNow(s); err != nil {
			return err
		}
		if figures, err = counts(s); err != nil {
			return err
		}
		lateAfter, err := council.Number(s, council.LateAfterMin)
		if err != nil {
			return err
		}
		day, err = rotaOf(s, today, s.Now.Minute()-lateAfter)
		return err
	})
	if err != nil {
		return nil, err
	}
	waiting := ui.Figures{}
	for _, w := range []struct {
		name measure.Name
		href string
	}{{measure.ToDecide, "/referrals"}, {measure.ToStart, "/starts"}, {measure.FollowUpsOpen, "/follow-ups"}} {
		f := figures[w.name].Shown()
		f.Href, f.Definition = w.href, ""
		waiting.Items = append(waiting.Items, f)
	}
	return c.Page(
		"Today, "+today.Short(),
		liveBlock(c.Now(), now),
		ui.Heading("Today’s rota"), day.block(today, figures[measure.VisitsToday]),
		ui.Heading("Waiting"), waiting,
	).AsWide(), nil
}

// block says how the day's rota stands, in figures and a sentence.
func (r rota) block(day when.Date, done measure.Figure) ui.Block {
	href := "/rota/" + string(day)
	sentence := "The rota is published: workers see their visits."
	switch {
	case r.built.IsZero() && r.planned == 0:
		sentence = "There is no rota for today, and no visits are planned."
	case r.built.IsZero():
		sentence = "There is no rota for today yet. Build it so that workers know where to go."
	case r.published.IsZero():
		sentence = "The rota is built but not published: workers cannot see it yet."
	case r.asked > 0:
		sentence = "The rota is published. Changes that a worker has not seen yet: " + strconv.Itoa(r.asked) + "."
	}
	shown := done.Shown()
	shown.Definition = ""
	return ui.Group(
		ui.Para(sentence),
		ui.Figures{Items: []ui.Figure{
			{Label: "Visits without a worker", Value: strconv.Itoa(r.unplaced), Of: "still to come today", Href: href},
			{Label: "Visits late now", Value: strconv.Itoa(r.late), Of: "nobody has arrived yet", Href: href},
			shown,
		}},
		ui.Links(ui.Link{Text: "Open today’s rota", Href: href}),
	)
}

// fiveNumbers are what a manager sees first, in this order.
var fiveNumbers = []measure.Name{measure.VisitsToday, measure.AlertsOpen, measure.ToStart, measure.StartsInTime}

func manager(c *web.Call) (web.Reply, error) {
	var now []urgent
	var figures map[measure.Name]measure.Figure
	var home measure.Figure
	err := c.Gate.Read(c, MaySeeOffice, gate.Council, func(s *gate.Snapshot) (err error) {
		if now, err = actNow(s); err != nil {
			return err
		}
		if figures, err = counts(s); err != nil {
			return err
		}
		home, err = measure.AtHome91(s, measure.Rolling)
		return err
	})
	if err != nil {
		return nil, err
	}
	five := ui.Figures{}
	for _, n := range fiveNumbers {
		five.Items = append(five.Items, figures[n].Shown())
	}
	five.Items = append(five.Items, home.Shown())
	return c.Page(
		"Is the service safe today?",
		ui.Para(safe(figures, now)),
		five,
		ui.Links(ui.Link{Text: "All figures", Href: "/insights"}, ui.Link{Text: "How each figure is counted", Href: "/insights/definitions"}),
		liveBlock(c.Now(), now),
	).AsWide(), nil
}

// safe says in one or two sentences what a manager should know first.
func safe(figures map[measure.Name]measure.Figure, now []urgent) string {
	words := strconv.Itoa(figures[measure.OnService].Numerator) + " people have support today. "
	if figures[measure.OnService].Numerator == 1 {
		words = "1 person has support today. "
	}
	switch {
	case len(now) == 0:
		return words + "Nothing has to be answered at once."
	case now[0].all == 1:
		return words + "1 alert has to be answered at once."
	}
	return words + strconv.Itoa(now[0].all) + " alerts have to be answered at once."
}
