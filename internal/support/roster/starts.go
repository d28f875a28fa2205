package roster

import (
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/visit"
)

// Wanted is a visit that nobody has planned yet: could we make it that day?
type Wanted struct {
	Person            ids.Person
	DurationMin       int
	Workers           int // 1 or 2
	FromMin, UntilMin int // it may start from then until then
	Skills            []staff.Skill
}

func (w Wanted) check() error {
	var c fault.Checks
	c.Field(w.DurationMin < 5 || w.DurationMin > 8*60, "duration", "Enter a number of minutes from 5 to 480.")
	c.Field(w.Workers != 1 && w.Workers != 2, "workers", "Choose one worker or two.")
	c.Field(w.FromMin < 0 || w.FromMin >= 24*60, "from", "Enter a time, like 8:30am.")
	c.Field(w.UntilMin < 0 || w.UntilMin >= 24*60, "until", "Enter a time, like 8:30am.")
	c.Field(w.FromMin >= 0 && w.UntilMin >= 0 && w.UntilMin < w.FromMin, "until", "This is before the earliest start. Choose a later time.")
	return c.Err("roster.wanted")
}

// Starts is when a visit that nobody has planned yet could be made on one day:
// the room there is, beside what stands.
type Starts struct {
	Name   string // of the person
	Built  bool   // the day's rota; nobody can say before
	Choice optimise.Choice
	NotNow error // why no places could be looked for

	shifts map[ShiftID]Shift
	names  map[visit.ID]string
}

// Shift is one of the day's shifts.
func (s Starts) Shift(id optimise.ShiftID) Shift { return s.shifts[ShiftID(id)] }

// NameOf is the person of one of the day's visits.
func (s Starts) NameOf(id optimise.VisitID) string { return s.names[visit.ID(id)] }

// wantedVisit names the visit that is not there yet.
const wantedVisit visit.ID = "wanted"

// StartsOn looks for the three best starts of a visit that nobody has planned yet,
// on a day whose rota is built, in six statements. Nothing is kept. Errors:
// roster.wanted, by field; roster.past; gate.not_found for somebody who is not in
// the record.
func StartsOn(s *gate.Snapshot, day when.Date, w Wanted) (Starts, error) {
	if day < s.Today() {
		return Starts{}, fault.New(fault.Invalid, "roster.past", "That day is over, so its rota cannot be changed any more.")
	}
	if err := w.check(); err != nil {
		return Starts{}, err
	}
	v, built, err := wanted(s, day, w)
	if err != nil {
		return Starts{}, err
	}
	out := Starts{Name: v.name, Built: built, shifts: map[ShiftID]Shift{}, names: map[visit.ID]string{}}
	if !built {
		return out, nil
	}
	m, err := load(s, day, v)
	if err != nil {
		return Starts{}, err
	}
	for _, x := range m.workers {
		out.shifts[x.ID] = x.Shift
	}
	for _, x := range m.visits {
		out.names[x.ID] = x.name
	}
	if m.late(wantedVisit) {
		out.NotNow = fault.New(fault.Invalid, "roster.time_passed", "The latest start has passed. Choose a later one, or another day.")
		return out, nil
	}
	plan, err := m.drafted(nil)
	if err != nil {
		return Starts{}, err
	}
	out.Choice, err = optimise.Best(m.problem, plan, optimise.VisitID(wantedVisit))
	if kind := fault.KindOf(err); kind == fault.Conflict || kind == fault.Invalid {
		out.NotNow, err = err, nil
	}
	return out, err
}

// wanted is the visit as the rota would know it, with where the person lives and
// what they asked for, and whether the day is built.
func wanted(s *gate.Snapshot, day when.Date, w Wanted) (v placed, built bool, err error) {
	v = placed{Visit: visit.Visit{
		ID: wantedVisit, Person: w.Person, On: day, StartMin: w.FromMin, EarliestMin: w.FromMin, LatestMin: w.UntilMin,
		DurationMin: w.DurationMin, Workers: w.Workers, Skills: w.Skills, State: visit.Planned,
	}}
	var l lives
	err = gate.One(s, &l, func(l *lives) []any { return append(append(l.fields(), l.wish.Fields()...), &built) },
		`SELECT `+livesColumns+`, w.gender, w.gender_must, w.language, w.language_must, w.infection, w.infection_until_on,
			EXISTS (SELECT 1 FROM roster_day d WHERE d.on_date = ? AND d.built_at IS NOT NULL)
		FROM person p LEFT JOIN preference_wish w ON w.id = (`+wishOf+`) WHERE p.id = ?`, day, w.Person)
	if err != nil {
		return v, false, err
	}
	l.settle(&v, day)
	return v, built, nil
}

// lives is where a person lives and what they asked for, as it is read.
type lives struct {
	home
	name, nameKey string
	uprn, address string
	wish          preference.Wish
}

const livesColumns = `p.lat, p.lon, p.postcode, p.uprn, p.address,
		CASE WHEN p.preferred <> '' AND p.preferred <> p.given THEN p.given || ' ' || p.family || ' (' || p.preferred || ')' ELSE p.given || ' ' || p.family END, p.name_key`

// wishOf is what person p asked for last, said of a record merged into theirs too.
const wishOf = `SELECT n.id FROM preference_wish n
			WHERE n.person_id IN (SELECT t.id FROM person t WHERE t.id = p.id OR t.merged_into = p.id) ORDER BY n.recorded_at DESC, n.id DESC LIMIT 1`

func (l *lives) fields() []any {
	return []any{gate.Null(&l.at.Lat), gate.Null(&l.at.Lon), &l.postcode, &l.uprn, &l.address, &l.name, &l.nameKey}
}

// settle gives a visit what was read about its person.
func (l *lives) settle(v *placed, day when.Date) {
	switch {
	case l.uprn != "":
		l.key = "uprn " + l.uprn
	case l.address != "":
		l.key = l.address + " " + string(l.postcode)
	default:
		l.key = "person " + string(v.Person)
	}
	v.home, v.name, v.nameKey, v.wish = l.home, l.name, l.nameKey, l.wish
	v.wish.Infection = l.wish.InfectionOn(day)
}
