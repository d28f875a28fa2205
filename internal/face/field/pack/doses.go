package pack

import (
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/council"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// doses are what is due to each person on each day of the pack.
type doses map[when.Date]map[ids.Person][]medicine.DueDose

// dosesOf reads what is due at the homes of the run: two statements a day.
func dosesOf(s *gate.Snapshot, stops []roster.Stop) (doses, error) {
	byDay := map[when.Date][]roster.Stop{}
	for _, x := range stops {
		byDay[x.On] = append(byDay[x.On], x)
	}
	out := doses{}
	for day, there := range byDay {
		people, _ := whom(there)
		due, err := medicine.Due(s, day, people...)
		if err != nil {
			return nil, err
		}
		out[day] = due
	}
	return out, nil
}

// dosesAt lists what is due at one visit: the doses of its part of the day, and
// what may be needed.
func (m material) dosesAt(v visit.Visit) []dueDose {
	out := []dueDose{}
	for _, x := range medicine.DosesAt(medicine.PartOf(v.Part, v.StartMin), m.doses[v.On][v.Person]) {
		out = append(out, m.dose(x, v))
	}
	return out
}

func (m material) dose(x medicine.DueDose, v visit.Visit) dueDose {
	e := x.Medicine
	one := dueDose{
		Medicine: string(e.ID), Line: string(e.Line), Name: e.Name, Dose: e.Dose, Slot: string(x.Slot), Kind: string(e.Kind), TimeCritical: e.TimeCritical,
		Form: e.Form, Strength: e.Strength, Instructions: e.Instructions, Help: string(x.LastGiven.Help), DueMin: -1,
		GapMin: e.GapMin, MostDoses: e.MostDoses, MostUnits: e.MostUnits, Given: []givenDose{},
		Shape: string(e.Shape), Sites: []string{}, RestDays: e.RestDays, Controlled: e.Controlled, Witness: e.Controlled && m.settings[council.ControlledTwo] == "yes", Covert: m.hidden[e.ID] != "",
		CheckedAt: e.Checked.Text(), Allergy: m.allergyTo(x, v.Person), FromOn: string(e.From), UntilOn: string(e.Until), StoppedAt: e.Stopped.Text(),
		WordUntil: string(e.WordUntil), Right: medicine.Here,
	}
	if e.Route != "" {
		one.Route = e.Route.Label()
	}
	if minute, exact := e.At(x.Slot.Part()); exact {
		one.DueMin = minute
	}
	if e.Kind == medicine.AsNeeded {
		one.AsNeeded = &asNeeded{e.NeededFor, e.EffectMin}
	} else {
		one.Right = m.rightTo(v.Person, x.Slot).Says(m.holder, string(v.ID))
	}
	for _, site := range e.Sites {
		one.Sites = append(one.Sites, string(site))
	}
	for _, d := range x.History {
		if d.Outcome.Given() {
			one.Given = append(one.Given, givenDose{string(d.ID), d.At.Text(), string(d.Slot), d.Amount, string(d.Site)})
		}
	}
	if !x.Last.At.IsZero() {
		one.Last = &lastDose{string(x.Last.Outcome), x.Last.At.Text()}
	}
	if n := len(x.Recorded); n > 0 {
		one.LastConfirmed = &lastDose{string(x.Recorded[n-1].Outcome), x.Recorded[n-1].At.Text()}
	}
	return one
}

// allergyTo is what the person must not be given that may be in a medicine: by
// the same rule as when its dose is recorded.
func (m material) allergyTo(x medicine.DueDose, person ids.Person) string {
	var to []string
	for _, a := range m.allergies {
		if a.Person != person {
			continue
		}
		against := x.Medicine.Warn(medicine.Dose{Slot: x.Slot, Outcome: medicine.Taken}, medicine.Known{Allergies: []medicine.Allergy{a}})
		if slices.Contains(against, medicine.AllergyTo) {
			to = append(to, allergySaid(a))
		}
	}
	return strings.Join(to, " ")
}

// allergySaid is one allergy as a sentence.
func allergySaid(a medicine.Allergy) string {
	said := a.Substance
	if a.Reaction != "" {
		said += ": " + a.Reaction
	}
	return said + "."
}

// allergiesOf says what is known of somebody's allergies. What is listed is
// known, whatever the head of the chart says.
func (m material) allergiesOf(person ids.Person) allergies {
	out := allergies{Known: string(medicine.AllergiesNotKnown)}
	if head, ok := m.heads[person]; ok {
		out.Known = string(head.Allergies)
	}
	var all []string
	for _, a := range m.allergies {
		if a.Person == person {
			all = append(all, allergySaid(a))
		}
	}
	if len(all) > 0 {
		out = allergies{string(medicine.AllergiesKnown), strings.Join(all, " ")}
	}
	return out
}

// outside is somebody outside the service by name; none where nobody is written
// down.
func outside(name string) *told {
	if name == "" {
		return nil
	}
	return &told{Name: name}
}

// effectsOf lists the doses of somebody of which to ask whether they helped.
func (m material) effectsOf(person ids.Person) []asked {
	out := []asked{}
	for _, a := range m.asks {
		if a.Person == person {
			out = append(out, asked{string(a.ID), a.Name, a.At.Text(), a.Ask.Text()})
		}
	}
	return out
}
