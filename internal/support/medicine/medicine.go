package medicine

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/plan"
)

// ID names one medicine of one person.
type ID string

// Medicine is one entry of a person's chart. It holds from its first day to its
// last, both included; Until is empty where no end was agreed. Dose is in words,
// as on the label. Source says where it is known from. Parts are those of the
// day it is due in; none for what is taken when needed. Only what stands above
// Line is asked of whoever writes one down; nothing of that is ever changed.
type Medicine struct {
	ID           ID `json:"id"`
	Person       ids.Person
	Name         string      `json:"name"`
	Dose         string      `json:"dose"`
	Kind         Kind        `json:"kind"`
	Parts        []plan.Part `json:"parts"`
	From         when.Date   `json:"from"`
	Until        when.Date   `json:"until"`
	TimeCritical bool        `json:"time_critical"`
	Source       string      `json:"source"`

	Form         string    `json:"form"`     // tablet, capsule, patch: in words
	Strength     string    `json:"strength"` // 500mg
	Route        Route     `json:"route"`
	Code         string    `json:"code"`        // of dm+d; empty where it was typed
	Ingredients  string    `json:"ingredients"` // with commas between
	Dosage       string    `json:"dosage"`      // FHIR Dosage as JSON, or empty; the words of Dose stay what is shown
	Instructions string    `json:"instructions"`
	Times        Times     `json:"times"`      // exact times, where it must be on time
	EveryDays    int       `json:"every_days"` // 1 each day, 7 once a week, counted from the first day
	ReviewOn     when.Date `json:"review_on"`
	NeededFor    string    `json:"needed_for"`
	EffectMin    int       `json:"effect_min"` // minutes after which to ask how it helped
	GapMin       int       `json:"gap_min"`    // least minutes between doses; 0 for none said
	MostDoses    int       `json:"most_doses"` // in 24 hours; 0 for none said
	MostUnits    int       `json:"most_units"` // in 24 hours, of what an amount counts; 0 for none said
	Controlled   bool      `json:"controlled"`
	HighRisk     HighRisk  `json:"high_risk"`
	Shape        Shape     `json:"shape"`
	Sites        []Site    `json:"sites"`
	RestDays     int       `json:"rest_days"` // before a place on the body is used again
	Pack         ID        `json:"pack"`      // the line of the pack it is in; empty for none
	SuppliedBy   string    `json:"supplied_by"`
	Prescriber   string    `json:"prescriber"`
	Preparation  string    // the list it was taken from; empty for none

	Line       ID // of the first of the entries that replaced one another
	Replaces   ID
	AmendedWhy string
	Word       Word      // by whose word it was amended
	WordUntil  when.Date // until when a word by telephone holds
	Contact    string    // the contact at which it was given
	Added      when.Instant
	AddedBy    ids.Account
	Checked    when.Instant // zero until a second person agreed
	CheckedBy  ids.Account
	Stopped    when.Instant // zero while it is taken
	StoppedBy  ids.Account
	StoppedWhy string
	Version    int
}

// ToCheck reports whether a second person has still to confirm the entry against
// its source.
func (m Medicine) ToCheck() bool { return m.Checked.IsZero() && m.Stopped.IsZero() }

// WordOver reports whether it rests on a word by telephone that is not in force on
// a day any more.
func (m Medicine) WordOver(day when.Date) bool { return m.WordUntil != "" && day > m.WordUntil }

// Title is the name with its strength and form, for a screen.
func (m Medicine) Title() string {
	said := m.Name
	for _, more := range []string{m.Strength, m.Form} {
		if more != "" && !strings.Contains(strings.ToLower(said), strings.ToLower(more)) {
			said += " " + more
		}
	}
	return said
}

// Limits of what can be written.
const (
	mostName    = 200
	mostWords   = 2_000
	mostDays    = 3 * 365
	mostMinutes = 7 * 24 * 60
	mostCount   = 99
	mostDosage  = 8_000
)

// trim takes the spaces around what was typed, and fills what has a default.
func (m *Medicine) trim() {
	for _, s := range []*string{
		&m.Name, &m.Dose, &m.Source, &m.Form, &m.Strength, &m.Code, &m.Ingredients, &m.Dosage, &m.Instructions, &m.NeededFor, &m.SuppliedBy, &m.Prescriber,
	} {
		*s = strings.TrimSpace(*s)
	}
	m.EveryDays = max(m.EveryDays, 1)
	if m.Kind == AsNeeded && m.EffectMin == 0 {
		m.EffectMin = askAfter
	}
}

// askAfter is after how many minutes how a dose helped is asked, where nothing
// else was agreed: an assumption of ours.
const askAfter = 60

func (m Medicine) check(today when.Date) error {
	var c fault.Checks
	c.Field(!ids.Valid(string(m.ID)), "id", "Start the form again: it has lost its number.")
	c.Field(m.Name == "", "name", "Enter the name of the medicine, as on its label.")
	c.Field(m.Dose == "", "dose", "Enter the dose in words, like: 1 tablet, swallowed with water.")
	c.Field(m.Kind.Label() == "", "kind", "Choose how it is taken.")
	m.checkTimes(&c)
	c.Field(m.From == "", "from", "Enter the first day it is taken.")
	c.Field(m.From != "" && m.From.Days(today) > mostDays || today.Days(m.From) > mostDays, "from", "Check the first day: it is years away.")
	c.Field(m.Until != "" && m.Until < m.From, "until", "The last day cannot be before the first.")
	c.Field(m.ReviewOn != "" && m.ReviewOn < m.From, "review_on", "The review cannot be before the first day.")
	c.Field(m.Source == "", "source", "Say where this is known from, like: discharge letter of 28 November.")
	for _, x := range []struct {
		name, said string
		most       int
	}{
		{"name", m.Name, mostName},
		{"dose", m.Dose, mostWords},
		{"source", m.Source, mostWords},
		{"form", m.Form, mostName},
		{"strength", m.Strength, mostName},
		{"code", m.Code, mostName},
		{"ingredients", m.Ingredients, mostWords},
		{"instructions", m.Instructions, mostWords},
		{"needed_for", m.NeededFor, mostName},
		{"supplied_by", m.SuppliedBy, mostName},
		{"prescriber", m.Prescriber, mostName},
	} {
		c.Field(utf8.RuneCountInString(x.said) > x.most, x.name, "Use %d characters or fewer.", x.most)
	}
	c.Field(m.Dosage != "" && !json.Valid([]byte(m.Dosage)) || len(m.Dosage) > mostDosage, "dosage", "The structured dose could not be read. Leave it empty: the words count.")
	c.Field(m.Route.Label() == "", "route", "Choose where it goes from the list.")
	c.Field(m.HighRisk.Label() == "", "high_risk", "Choose from the list.")
	m.checkLimits(&c)
	m.checkBody(&c)
	return c.Err("medicine.new")
}

func (m Medicine) checkTimes(c *fault.Checks) {
	for _, p := range m.Parts {
		c.Field(!slices.Contains(plan.Parts, p), "parts", "Choose parts of the day from the list.")
	}
	c.Field(m.Kind != AsNeeded && len(m.Parts) == 0, "parts", "Choose when it is taken.")
	c.Field(m.Kind == AsNeeded && len(m.Parts) > 0, "parts", "Leave the times empty for a medicine taken only when needed, or choose set times above.")
	c.Field(m.Kind == AsNeeded && m.TimeCritical, "time_critical", "Only a medicine with set times can have to be on time.")
	seen := map[plan.Part]bool{}
	for _, minute := range m.Times {
		p := PartAt(minute)
		c.Field(minute < 0 || minute >= 24*60, "times", "Enter times like 7:30am, with commas between.")
		c.Field(!slices.Contains(m.Parts, p), "times", "%s is in the part of the day called %s: choose that part as well.", when.Hour(minute), strings.ToLower(p.Label()))
		c.Field(seen[p], "times", "There are two times in one part of the day. Write the second down as an entry of its own.")
		seen[p] = true
	}
	c.Field(m.EveryDays < 1 || m.EveryDays > 366, "every_days", "Enter a number of days from 1 to 366: 1 for every day, 7 for once a week.")
	c.Field(m.EveryDays > 1 && m.Kind == AsNeeded, "every_days", "Leave this at 1 for a medicine taken only when needed.")
}

func (m Medicine) checkLimits(c *fault.Checks) {
	needed := m.Kind == AsNeeded
	c.Field(needed && m.NeededFor == "", "needed_for", "Say what it is taken for, like: pain in the hip.")
	c.Field(!needed && m.NeededFor != "", "needed_for", "Only a medicine taken when needed has this. Leave it empty.")
	c.Field(m.GapMin < 0 || m.GapMin > mostMinutes, "gap_min", "Enter minutes from 0 to %d.", mostMinutes)
	c.Field(m.EffectMin < 0 || m.EffectMin > 24*60, "effect_min", "Enter minutes from 1 to %d.", 24*60)
	c.Field(m.MostDoses < 0 || m.MostDoses > mostCount, "most_doses", "Enter a number from 0 to %d.", mostCount)
	c.Field(m.MostUnits < 0 || m.MostUnits > 10*mostCount, "most_units", "Enter a number from 0 to %d.", 10*mostCount)
	c.Field(m.Pack != "" && m.Kind != Regular, "pack", "Only a medicine with set times can be in a pack.")
}

func (m Medicine) checkBody(c *fault.Checks) {
	c.Field(m.Shape.Label() == "", "shape", "Choose from the list.")
	for _, s := range m.Sites {
		c.Field(s.Label() == "", "sites", "Choose places on the body from the list.")
	}
	c.Field((m.Shape == Patch || m.Shape == Cream) && len(m.Sites) == 0, "sites", "Choose where on the body it may go.")
	c.Field(m.RestDays < 0 || m.RestDays > 60, "rest_days", "Enter a number of days from 0 to 60.")
}

// On reports whether it is taken on a day: between its first and last, and for
// what is not taken every day, on the days counted from the first.
func (m Medicine) On(day when.Date) bool {
	if day < m.From || m.Until != "" && day > m.Until {
		return false
	}
	return m.EveryDays <= 1 || m.From.Days(day)%m.EveryDays == 0
}

// due reports whether a dose belongs to the part of the day.
func (m Medicine) due(part plan.Part) bool {
	if m.Kind == AsNeeded {
		return part == Needed
	}
	return slices.Contains(m.Parts, part)
}

// At is the exact time, in minutes past midnight, at which it is due in a part
// of the day; false where none was agreed.
func (m Medicine) At(part plan.Part) (minute int, exact bool) {
	for _, minute := range m.Times {
		if PartAt(minute) == part {
			return minute, true
		}
	}
	return 0, false
}

// SlotsOn are the slots of a medicine on a day, in the order of the day; none on
// a day on which it is not taken.
func (m Medicine) SlotsOn(day when.Date) []Slot {
	if !m.On(day) {
		return nil
	}
	if m.Kind == AsNeeded {
		return []Slot{SlotOf(day, Needed)}
	}
	out := make([]Slot, 0, len(m.Parts))
	for _, p := range m.Parts {
		out = append(out, SlotOf(day, p))
	}
	return out
}
