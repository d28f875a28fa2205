package sheet

import (
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/medicine"
)

func noSuch() error {
	return fault.New(fault.NotFound, "sheet.no_such_code", "No printed chart has that code. Check it against the paper.")
}

// differences compares paper and record of the weeks that were keyed in, in the
// order of the chart. A box that agrees is left out.
func (c Chart) differences(said []Said, now when.Instant) (out []Difference) {
	paper := map[Place]Said{}
	for _, b := range said {
		paper[Place{b.Medicine, b.Slot}] = b
	}
	for first := c.From; first <= c.Until(); first = first.Add(7) {
		if !c.Keyed[first] {
			continue
		}
		for _, p := range c.week(first, now) {
			for _, e := range c.Entries {
				if e.ID == p.Medicine {
					if d, differs := e.compare(p.Slot, paper[p], now); differs {
						out = append(out, d)
					}
				}
			}
		}
	}
	return out
}

// compare holds one box against the record of its slot.
func (e Entry) compare(slot medicine.Slot, b Said, now when.Instant) (Difference, bool) {
	have := e.in(slot)
	d := Difference{Medicine: e.ID, Slot: slot, Name: e.Title(), Paper: "Nothing", Record: "Nothing"}
	if b.Words != "" {
		d.Paper = b.Words
	}
	if len(have) > 0 {
		var words []string
		for _, x := range have {
			words = append(words, recordSays(x))
		}
		d.Record = strings.Join(words, ". ")
	}
	read, err := boxSays(e, slot, b.Words)
	switch {
	case b.Words == "" && len(have) == 0:
		if slot.Day() == now.On() || !e.due(slot.Day()) {
			return d, false // it may still come, or had ended by then
		}
		d.Means = "Nobody wrote down what became of this dose. Ask who was there."
	case b.Words == "":
		if !handedOver(have) {
			return d, false // keyed in apart from the chart
		}
		d.Means = "Recorded, and not on the paper that was in the home."
	case len(have) == 0:
		d.Means = b.Why
		if d.Means == "" {
			d.Means = "On paper only: the record of it was put right since."
		}
	case err == nil && agrees(read, have):
		return d, false
	case len(have) > 1:
		d.Means = "Two records of one dose. Ring the pharmacist if both were given."
	default:
		d.Means = "They do not agree. Ask who was there, then put the record right."
	}
	return d, true
}

// handedOver reports whether any came in from the home itself.
func handedOver(have []Dose) bool {
	for _, x := range have {
		if x.Channel == medicine.App || x.Channel == medicine.Web {
			return true
		}
	}
	return false
}

func agrees(read medicine.Dose, have []Dose) bool {
	return len(have) == 1 && have[0].Outcome == read.Outcome && (have[0].Reason == read.Reason || read.Outcome.Given())
}

// recordSays is one record in words.
func recordSays(d Dose) string {
	said := d.Outcome.Label()
	if d.Reason != "" {
		said += ", " + strings.ToLower(d.Reason.Label())
	}
	said += " at " + d.At.Clock()
	if d.By != "" {
		said += " (" + d.By + ", " + strings.ToLower(d.Channel.Label()) + ")"
	}
	return said
}
