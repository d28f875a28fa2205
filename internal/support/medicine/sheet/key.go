package sheet

import (
	"context"
	"regexp"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
)

// Became is what became of a box that was keyed in.
type Became string

// What may become of one.
const (
	Added   Became = "added"   // recorded as a dose, from paper
	Same    Became = "same"    // the record said so already
	Differs Became = "differs" // the record says otherwise
	Refused Became = "refused" // it cannot be recorded as it stands
)

// inBox is how a box reads: initials or a letter of the key, then a time where
// one is written.
var inBox = regexp.MustCompile(`^([A-Z]{1,4})(?:\s+(.+))?$`)

var notTaken = map[string]medicine.Reason{
	"C": medicine.ChoseNot, "A": medicine.Asleep, "H": medicine.NotHome, "N": medicine.NoneLeft, "U": medicine.Unwell, "T": medicine.AlreadyTaken, "O": medicine.Other,
}

// usual is when a part of the day is, for a box that has no time in it.
var usual = map[plan.Part]int{plan.Morning: 8*60 + 30, plan.Lunch: 12*60 + 30, plan.Afternoon: 15*60 + 30, plan.Evening: 18 * 60, plan.Night: 21*60 + 30}

// boxSays reads one box. Error: sheet.box, in a sentence.
func boxSays(e Entry, slot medicine.Slot, text string) (medicine.Dose, error) {
	d := medicine.Dose{Person: e.Person, Medicine: e.ID, Slot: slot, Channel: medicine.Paper}
	wrong := func(say string) (medicine.Dose, error) { return d, fault.New(fault.Invalid, "sheet.box", say) }
	m := inBox.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(text)))
	if m == nil {
		return wrong("Enter initials or a letter of the key, and a time if one is written, like SM or SM 8:05.")
	}
	minute, exact := e.At(slot.Part())
	if !exact {
		minute = usual[slot.Part()]
	}
	d.At = slot.Day().AtMinute(minute)
	d.Words = "On paper: " + strings.TrimSpace(text) + "."
	if m[2] == "" {
		d.Words += " No time was written."
	} else {
		var err error
		if minute, err = when.ParseHour(strings.ReplaceAll(m[2], " ", "")); err != nil {
			return wrong("Enter the time like 8:05 or 8:05am.")
		}
		d.At = medicine.AtOf(slot, minute, d.At)
	}
	switch mark := m[1]; {
	case len(mark) > 1:
		d.Outcome, d.Help = medicine.Taken, medicine.Given
	case notTaken[mark] != "":
		d.Outcome, d.Reason = medicine.NotTaken, notTaken[mark]
	case mark == "P":
		d.Outcome, d.Reason = medicine.Part, medicine.Other
	case mark == "F":
		d.Outcome, d.Help = medicine.Taken, medicine.Family
	case mark == "S":
		d.Outcome, d.Help = medicine.Taken, medicine.Self
	default:
		return wrong("“" + mark + "” is no letter of the key. Initials have two letters or more.")
	}
	return d, nil
}

// Week is what was keyed in of one week of a print: by medicine and slot, what
// stands in each box. Empty boxes are left out.
type Week struct {
	Person ids.Person
	Sheet  ID
	From   when.Date
	Boxes  map[Place]string
}

// Place is one box of a chart.
type Place struct {
	Medicine medicine.ID
	Slot     medicine.Slot
}

// name is the box's name in the form.
func (p Place) name() string { return "box-" + string(p.Medicine) + "-" + string(p.Slot) }

// week are the boxes of a week of a chart that may be filled by now: those that
// were there when it was printed. Who has the paper goes on writing on it until
// there is a new one, also where an entry has ended since.
func (c Chart) week(first when.Date, now when.Instant) []Place {
	var out []Place
	for _, e := range c.Entries {
		if e.log() != Boxes {
			continue
		}
		e = e.printed(c.Print.At)
		for i := range 7 {
			day := first.Add(i)
			if day > c.Until() || day > now.On() || !e.due(day) {
				continue
			}
			for _, part := range plan.Parts {
				if has(e.Parts, part) && !e.later(day, part, now) {
					out = append(out, Place{e.ID, medicine.SlotOf(day, part)})
				}
			}
		}
	}
	return out
}

// later reports whether a part of today has not come yet.
func (e Entry) later(day when.Date, part plan.Part, now when.Instant) bool {
	minute, exact := e.At(part)
	if !exact {
		minute = usual[part]
	}
	return day == now.On() && minute > now.Minute()
}

// KeyIn takes in what stands in the boxes of a week, in one transaction. What
// the record does not know is recorded as a dose from paper; what it knows alike
// is left; what differs, or breaks a rule, is kept in words and listed. Errors:
// sheet.boxes, by box; gate.not_found.
func KeyIn(ctx context.Context, g *gate.Gate, w Week) (differ int, err error) {
	err = g.Batch(ctx, func(ctx context.Context) error {
		var c Chart
		var before []Said
		if err := g.Read(ctx, MayKey, gate.Person(w.Person), func(s *gate.Snapshot) (err error) {
			if c, err = Draw(s, w.Person, w.Sheet, true); err != nil {
				return err
			}
			before, err = boxes(s, w.Sheet)
			return err
		}); err != nil {
			return err
		}
		read, err := c.read(w, before, g.Clock.Now())
		if err != nil {
			return err
		}
		said := make([]Said, 0, len(read))
		for _, x := range read {
			s := x.said
			s.Became, s.Why, err = x.keep(ctx, g)
			if err != nil {
				return err
			}
			if s.Became == Differs || s.Became == Refused {
				differ++
			}
			said = append(said, s)
		}
		return g.Write(ctx, MayKey, gate.Person(w.Person), func(tx *gate.Tx) error {
			if err := insertBoxes(tx, said); err != nil {
				return err
			}
			return keyed(tx, w.Sheet, w.From)
		})
	})
	return differ, err
}

// reading is one box with what is known of its slot.
type reading struct {
	said Said
	dose medicine.Dose
	have []Dose
}

// read reads every box, so that all that is wrong is heard at once. A box that
// was keyed in before and says the same is passed over.
func (c Chart) read(w Week, before []Said, now when.Instant) (out []reading, err error) {
	var checks fault.Checks
	was := map[Place]string{}
	for _, b := range before {
		was[Place{b.Medicine, b.Slot}] = b.Words
	}
	for _, p := range c.week(w.From, now) {
		text := strings.TrimSpace(w.Boxes[p])
		if text == "" || text == was[p] {
			continue
		}
		for _, e := range c.Entries {
			if e.ID != p.Medicine {
				continue
			}
			d, err := boxSays(e, p.Slot, text)
			if f, ok := fault.Of(err); ok {
				checks.Field(true, p.name(), "%s, %s: %s", e.Name, p.Slot.Said(), f.Say)
			}
			d.ID = medicine.DoseID(ids.Derived("sheet.box", string(w.Sheet), string(p.Medicine), string(p.Slot), text))
			out = append(out, reading{Said{
				ID: ids.New(), Sheet: w.Sheet, Person: w.Person, Medicine: p.Medicine, Slot: p.Slot, Words: text,
			}, d, e.in(p.Slot)})
		}
	}
	return out, checks.Err("sheet.boxes")
}

// keep records a box as a dose where the record does not know of one.
func (r reading) keep(ctx context.Context, g *gate.Gate) (Became, string, error) {
	for _, have := range r.have {
		if have.Outcome == r.dose.Outcome && (have.Reason == r.dose.Reason || have.Outcome.Given()) {
			return Same, "", nil
		}
	}
	if len(r.have) > 0 {
		return Differs, "", nil
	}
	err := medicine.Give(ctx, g, r.dose)
	f, known := fault.Of(err)
	switch {
	case err == nil:
		return Added, "", nil
	case known && (f.Kind == fault.Conflict || f.Kind == fault.Invalid):
		return Refused, f.Say, nil
	}
	return "", "", err
}
