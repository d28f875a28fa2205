package sheet

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/ui"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
)

var logSaid = map[Log]string{Needed: "Only when needed", Placed: "With its place on the body", Measure: "A dose that may change"}

// line is room to write on where something is not known.
const line = "____________________"

func orLine(words string) string {
	if words == "" {
		return line
	}
	return strings.TrimRight(words, ".") + "."
}

func bornSaid(c Chart) string {
	if c.Who.Born == "" {
		return line
	}
	return short2(c.Who.Born)
}

func nhsSaid(c Chart) string {
	if n := c.Who.NHS.String(); n != "" {
		return n
	}
	return line
}

func allergiesSaid(all []medicine.Allergy) string {
	var out []string
	for _, a := range all {
		said := a.Substance
		if a.Reaction != "" {
			said += " (" + a.Reaction + ")"
		}
		out = append(out, said)
	}
	return strings.Join(out, "; ")
}

func headAllergies(c Chart) string {
	short, _ := c.allergyWords()
	return short
}

// dayHead is the day of the month, with the month where it begins.
func dayHead(d when.Date, i int) string {
	at := d.Start().In(when.London)
	if i == 0 || at.Day() == 1 {
		return at.Format("2 Jan")
	}
	return at.Format("2")
}

func initialsSaid(all []Initials) string {
	var out []string
	for _, x := range all {
		out = append(out, x.Short+" "+x.Name)
	}
	return strings.Join(out, ", ")
}

// signed joins who did something to the entries, each with their latest day.
func signed(all []Signed) string {
	var out []string
	for _, x := range all {
		out = append(out, x.Name+", "+short2(x.At.On()))
	}
	return strings.Join(out, "; ")
}

func preparedSaid(c Chart) string {
	if len(c.Prepared) == 0 {
		return line
	}
	return signed(c.Prepared)
}

func checkedSaid(c Chart) string {
	said := signed(c.Checked)
	waiting := 0
	for _, e := range c.Entries {
		if e.ToCheck() {
			waiting++
		}
	}
	switch {
	case waiting == 0 && said != "":
		return said
	case waiting > 0:
		if said != "" {
			said += ". "
		}
		return said + fmt.Sprintf("NOT YET CHECKED: %d of %d. Signed: %s", waiting, len(c.Entries), line)
	}
	return line
}

func chartAt(c Chart) string {
	if c.ChartAt.IsZero() {
		return c.At.Said()
	}
	return c.ChartAt.Said()
}

func byName(name string) string {
	if name == "" {
		return ""
	}
	return " by " + name
}

// keyRow is one time of one medicine with the boxes of a week; a box that is not
// there to be filled is empty.
type keyRow struct {
	Entry
	part  plan.Part
	boxes []Place
}

func keyRows(c Chart, first when.Date, places []Place) (out []keyRow) {
	for _, e := range c.Entries {
		for _, part := range plan.Parts {
			row, any := keyRow{Entry: e, part: part}, false
			for i := range 7 {
				day := first.Add(i)
				if day > c.Until() {
					break
				}
				p := Place{e.ID, medicine.SlotOf(day, part)}
				if !slices.Contains(places, p) {
					p = Place{}
				}
				row.boxes, any = append(row.boxes, p), any || p.Medicine != ""
			}
			if any {
				out = append(out, row)
			}
		}
	}
	return out
}

// typed is what a form was sent with, or what stood there before.
func typed(ctx context.Context, name, before string) string {
	if sent := ui.SubmittedFrom(ctx); sent != nil {
		return sent.Get(name)
	}
	return before
}
