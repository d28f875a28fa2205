package pack

import (
	"slices"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/roster"
)

// rights is which visits may give doses on the days of the pack, who holds the
// right to each slot, and when the pack was made that the phone is known to have
// with nothing left to bring.
type rights struct {
	turns []medicine.Turn
	held  []medicine.Right
	has   when.Instant
}

// rightsOf reads them in one statement, also of people whom the phone holds a
// right of and goes to no more. A visit that nobody is to make, or that ended
// without anybody having been there, gives nothing.
func rightsOf(s *gate.Snapshot, from phone.Phone, people []ids.Person, first, last when.Date) (r rights, err error) {
	type row struct {
		kind   string
		person ids.Person
		slot   medicine.Slot
		visit  string
		on     when.Date
		part   plan.Part
		holder string
		min    int
		given  when.Instant
		until  when.Instant
		told   when.Instant
	}
	rows, err := gate.All(s, func(x *row) []any {
		return []any{&x.kind, &x.person, &x.slot, &x.visit, &x.on, &x.part, &x.holder, &x.min, &x.given, &x.until, &x.told}
	}, `SELECT 'turn', v.person_id, '', v.id, v.on_date, v.part, '', v.start_min, NULL, NULL, NULL FROM visit v
		WHERE (v.person_id IN ? OR v.person_id IN (SELECT o.person_id FROM medicine_right o WHERE o.holder = ? AND o.slot >= ?))
		AND v.on_date BETWEEN ? AND ? AND v.state IN ('planned', 'done')
		AND EXISTS (SELECT 1 FROM roster_assignment a WHERE a.visit_id = v.id)
		UNION ALL SELECT 'right', r.person_id, r.slot, r.visit_id, NULL, '', r.holder, 0, r.given_at, r.until_at, r.told_at FROM medicine_right r
		WHERE (r.person_id IN ? OR r.holder = ?) AND r.slot >= ? AND r.slot < ?
		UNION ALL SELECT 'has', '', '', '', NULL, '', '', 0, g.given_at, NULL, NULL FROM field_pack g WHERE g.phone_id = ? AND g.hash = ?`,
		gate.In(people), from.ID, string(first), first, last, gate.In(people), from.ID, string(first), string(last.Add(1)), from.ID, from.PackTold)
	for _, x := range rows {
		switch x.kind {
		case "turn":
			part := medicine.PartOf(x.part, x.min)
			r.turns = append(r.turns, medicine.Turn{Visit: x.visit, Person: x.person, On: x.on, Part: part, StartMin: x.min})
		case "right":
			r.held = append(r.held, medicine.Right{Person: x.person, Slot: x.slot, Visit: x.visit, Holder: x.holder, Given: x.given, Until: x.until, Told: x.told})
		case "has":
			if from.Waiting() == 0 { // else it may have given what it has not brought
				r.has = x.given
			}
		}
	}
	return r, err
}

// rightTo is who holds the right to a slot, as far as anybody was given it.
func (m material) rightTo(person ids.Person, slot medicine.Slot) medicine.Right {
	for _, r := range m.rights.held {
		if r.Person == person && r.Slot == slot {
			return r
		}
	}
	return medicine.Right{}
}

// asksFor is what the phone asks for: the right to every slot of its visits, and
// what has become of those it holds.
func (m material) asksFor() (out []medicine.Ask) {
	ask := func(person ids.Person, slot medicine.Slot) {
		if slices.ContainsFunc(out, func(a medicine.Ask) bool { return a.Person == person && a.Slot == slot }) {
			return
		}
		turns := slices.DeleteFunc(slices.Clone(m.rights.turns), func(t medicine.Turn) bool { return t.Person != person })
		a := medicine.Ask{Person: person, Slot: slot, Visit: medicine.Assign([]medicine.Slot{slot}, turns)[slot]}
		a.Mine = a.Visit != "" && slices.ContainsFunc(m.stops, func(x roster.Stop) bool { return string(x.ID) == a.Visit })
		out = append(out, a)
	}
	for _, x := range m.stops {
		slot := medicine.SlotOf(x.On, medicine.PartOf(x.Part, x.StartMin))
		if slices.ContainsFunc(m.doses[x.On][x.Person], func(d medicine.DueDose) bool { return d.Slot == slot }) {
			ask(x.Person, slot)
		}
	}
	for _, r := range m.rights.held {
		if r.Holder == m.holder {
			ask(r.Person, r.Slot)
		}
	}
	return out
}

// claiming is what a phone asks for, with what it takes to decide.
type claiming struct {
	holder     string
	has, until when.Instant
	asks       []medicine.Ask
}

// claiming gives what asking now would move; nothing where all is as it was.
func (m material) claiming(now when.Instant) claiming {
	c := claiming{holder: m.holder, has: m.rights.has, until: m.until()}
	for _, a := range m.asksFor() {
		was := m.rightTo(a.Person, a.Slot)
		is := medicine.Decide(a, was, c.holder, c.has, c.until, now)
		if is.Holder != was.Holder || is.Visit != was.Visit || is.Until != was.Until || is.Told != was.Told {
			c.asks = append(c.asks, a)
		}
	}
	return c
}
