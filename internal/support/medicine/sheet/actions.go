package sheet

import (
	"context"
	"slices"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
)

// Who may do what. Whoever works with a person's medicines prints their chart;
// the office keys in what came back.
var (
	MayPrint = gate.Action{Name: "medicine.print", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MaySee   = gate.Action{Name: "medicine.see_print", Who: MayPrint.Who}
	MayKey   = gate.Action{Name: "medicine.key_in", Who: actor.Rule{Any: actor.Office}}
)

// Weeks lists for how many weeks a chart is printed.
var Weeks = []int{4, 2, 1}

// Make keeps a print of the chart as it is now: it can be drawn again, and keyed
// in by its code. Errors: sheet.print, by field; gate.not_found; gate.exists.
func Make(ctx context.Context, g *gate.Gate, p Print) error {
	return g.Write(ctx, MayPrint, gate.Person(p.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(!ids.Valid(string(p.ID)), "id", "Start the form again: it has lost its number.")
		c.Field(p.From == "", "from", "Enter the first day of the chart.")
		c.Field(p.From != "" && (p.From.Days(tx.Today()) > 3*365 || tx.Today().Days(p.From) > 366), "from", "Check the first day: it is years away.")
		c.Field(p.Days%7 != 0 || !slices.Contains(Weeks, p.Days/7), "weeks", "Choose for how many weeks.")
		if err := c.Err("sheet.print"); err != nil {
			return err
		}
		all, err := medicine.Of(tx.Snapshot, p.Person)
		if err != nil {
			return err
		}
		p.Entries, p.ChartAt = nil, changed(all)
		for _, m := range all {
			if m.From <= p.Until() && (m.Until == "" || m.Until >= p.From) && (m.Stopped.IsZero() || m.Stopped.On() >= p.From && p.Filled) {
				p.Entries = append(p.Entries, m.ID)
			}
		}
		for nth := 0; ; nth++ {
			p.Code = codeOf(p.ID, nth)
			if other, err := called(tx.Snapshot, p.Code); gate.Missing(err) || err == nil && other.ID == p.ID {
				break
			} else if err != nil {
				return err
			}
		}
		return insert(tx, p)
	})
}

// changed is when the chart last was.
func changed(all []medicine.Medicine) (last when.Instant) {
	for _, m := range all {
		for _, at := range []when.Instant{m.Added, m.Checked, m.Stopped} {
			if at.After(last.Time) {
				last = at
			}
		}
	}
	return last
}

// Draw reads all that stands on a print. Brief leaves out the allergies, which
// only paper has.
func Draw(s *gate.Snapshot, p ids.Person, id ID, brief bool) (Chart, error) {
	c, err := topOf(s, p, id)
	if err != nil {
		return c, err
	}
	all, err := medicine.Of(s, p)
	if err != nil {
		return c, err
	}
	c.Newer = changed(all).After(c.ChartAt.Time)
	given, err := doses(s, c.Print.Entries, c.From, c.Until())
	if err != nil {
		return c, err
	}
	if !brief {
		if c.Allergies, err = medicine.AllergiesOf(s, p); err != nil {
			return c, err
		}
	}
	for _, m := range all {
		if !slices.Contains(c.Print.Entries, m.ID) {
			continue
		}
		e := Entry{Medicine: m}
		for _, d := range given {
			if d.Medicine == m.ID {
				e.Doses = append(e.Doses, d)
			}
		}
		c.Entries = append(c.Entries, e)
	}
	order(c.Entries)
	if c.Filled {
		c.Names = signers(given)
	}
	return c, nil
}

// signers are those whose initials stand on a filled chart, by initials.
func signers(given []Dose) []Initials {
	var out []Initials
	for _, d := range given {
		if x := (Initials{short(d.By), d.By}); d.By != "" && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b Initials) int { return strings.Compare(a.Short+a.Name, b.Short+b.Name) })
	return out
}
