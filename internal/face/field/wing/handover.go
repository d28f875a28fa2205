package wing

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/prison"
	"stillhome/internal/support/risk"
)

// goal is one of the person's goals, for the pack.
type goal struct {
	words  string
	target assessment.Level
}

// together is a person and the records merged into it.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

func goalsOf(s *gate.Snapshot, person ids.Person) ([]goal, error) {
	return gate.All(s, func(g *goal) []any { return []any{&g.words, &g.target} },
		`SELECT g.words, g.target FROM plan_goal g JOIN plan n ON n.id = g.plan_id WHERE n.person_id IN `+together+` AND n.state <> 'ended' ORDER BY g.ord, g.id`, person, person)
}

// packPage is what the council that supports somebody after release needs, to
// print: nothing of the prison but the day.
func packPage(c *web.Call) (web.Reply, error) {
	var z prison.Stay
	var goals []goal
	var taken []medicine.Medicine
	var brief risk.Brief
	var ladder assessment.Labels
	err := c.Gate.Read(c, prison.MayRelease, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if err = prison.InTeam(s); err != nil {
			return err
		}
		if z, err = prison.Here(s, c.Person()); err != nil {
			return err
		}
		if goals, err = goalsOf(s, c.Person()); err != nil {
			return err
		}
		if taken, err = medicine.Of(s, c.Person()); err != nil {
			return err
		}
		if ladder, err = assessment.Words(s); err != nil {
			return err
		}
		all, err := risk.AtHand(s, s.Today(), c.Person())
		brief = all[c.Person()]
		return err
	})
	if prison.Outsider(err) {
		return nil, gate.NotFound()
	}
	if err != nil {
		return nil, err
	}
	g := ui.List{Caption: "What the person wants to do", Empty: "No plan is written down.", Columns: []ui.Column{{Head: "Goal"}, {Head: "How far"}}}
	for _, x := range goals {
		g.Rows = append(g.Rows, ui.Row{Cells: ui.Texts(x.words, ladder[x.target])})
	}
	m := ui.List{Caption: "Medicines", Empty: "No medicine is written down.", Columns: []ui.Column{{Head: "Medicine"}, {Head: "Dose"}, {Head: "When"}, {Head: "Until"}}}
	for _, x := range taken {
		if !x.Stopped.IsZero() || x.Until != "" && x.Until < c.Now().On() {
			continue
		}
		d := medicine.DueDose{Medicine: x, Slot: medicine.SlotOf(c.Now().On(), "")}
		m.Rows = append(m.Rows, ui.Row{Cells: ui.Texts(x.Title(), d.Said(), x.WhenSaid(), x.Until.Said())})
	}
	k := ui.List{Caption: "Must be known", Empty: "Nothing is written down. That does not mean that there is nothing: ask.", Columns: []ui.Column{{Head: "What"}, {Head: "In words"}, {Head: "From"}}}
	for _, x := range brief.Safety {
		k.Rows = append(k.Rows, ui.Row{Cells: ui.Texts(x.Kind.Label(), x.Words, x.Source)})
	}
	blocks := []ui.Block{
		ui.Record{Rows: []ui.RecordRow{{Key: "For", Value: z.Receiving}, {Key: "Needed from", Value: z.Release.Said()}, {Key: "Printed", Value: c.Now().Said()}}},
		k, g, m,
		ui.Heading("Ask us for"),
		ui.Bullets("the newest assessment, in full", "the equipment that is lent, and what stays", "who the person wants told, and who must not be"),
	}
	return c.Page("Support after release", blocks...).BackTo("Prison", prison.Path(c.Person())), nil
}
