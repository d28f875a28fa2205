package pack

import (
	"math"
	"slices"
	"strings"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/travel"
	"stillhome/internal/service/council"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/covert"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/person"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// material is what one worker's pack is made from.
type material struct {
	account   ids.Account
	holder    string // the phone
	today     when.Date
	settings  map[council.Name]string
	hours     roster.Hours
	stops     []roster.Stop // by day and time
	unseen    []roster.Unseen
	published map[when.Date]bool
	loose     []standby
	people    []whoever
	lines     []line
	tasks     []toDo
	past      []past
	doses     doses
	rights    rights
	heads     map[ids.Person]medicine.Head
	allergies []medicine.Allergy
	hidden    map[medicine.ID]when.Date // what may be given hidden in food or drink
	asks      []medicine.About
	briefs    map[ids.Person]risk.Brief
	duty      []duty
}

// look reads it all. The number of statements is the same for any number of
// people.
func look(s *gate.Snapshot, from phone.Phone) (m material, err error) {
	account := from.Account
	m.account, m.holder, m.today = account, string(from.ID), s.Today()
	yesterday, tomorrow := m.today.Add(-1), m.today.Add(1)
	if m.settings, err = council.All(s); err != nil {
		return m, err
	}
	if m.hours, err = roster.HoursOf(s, account, min(yesterday, roster.WeekFrom(m.today)), m.today.Add(6)); err != nil {
		return m, err
	}
	if m.stops, err = roster.MyRun(s, account, yesterday, tomorrow); err != nil {
		return m, err
	}
	m.stops = m.stillOpen(s.Now)
	if m.unseen, err = roster.UnseenBy(s, account, m.today); err != nil {
		return m, err
	}
	if m.published, m.loose, err = around(s, yesterday, tomorrow); err != nil {
		return m, err
	}
	if m.duty, err = dutyOf(s, m.today, tomorrow); err != nil {
		return m, err
	}
	people, visits := whom(m.stops)
	if m.rights, err = rightsOf(s, from, people, m.days()[0], tomorrow); err != nil || len(people) == 0 {
		return m, err
	}
	if m.people, err = peopleOf(s, people); err != nil {
		return m, err
	}
	if m.lines, err = linesOf(s, people); err != nil {
		return m, err
	}
	if m.tasks, err = tasksOf(s, visits); err != nil {
		return m, err
	}
	if m.past, err = pastOf(s, people); err != nil {
		return m, err
	}
	if m.doses, err = dosesOf(s, m.stops); err != nil {
		return m, err
	}
	if m.heads, err = medicine.HeadsOf(s, people...); err != nil {
		return m, err
	}
	if m.allergies, err = medicine.AllergiesOf(s, people...); err != nil {
		return m, err
	}
	if m.hidden, err = covert.Hidden(s, people...); err != nil {
		return m, err
	}
	if m.asks, err = medicine.AsksOf(s, people...); err != nil {
		return m, err
	}
	m.briefs, err = risk.ForVisits(s, m.today, people...)
	return m, err
}

// stillOpen leaves of yesterday's run what belongs in a pack: all of it while the
// shift lasts, then what nobody has recorded while it may still be written.
func (m material) stillOpen(now when.Instant) (out []roster.Stop) {
	for _, x := range m.stops {
		end := m.endMin(x.On)
		running := now.Before(x.On.AtMinute(end).Time)
		owed := !x.Recorded() && now.Before(roster.SeenUntil(x.On, end).Time)
		if x.On >= m.today || running || owed {
			out = append(out, x)
		}
	}
	return out
}

// endMin is when the worker's last shift of a day ends, or the last visit where
// they have none.
func (m material) endMin(day when.Date) (end int) {
	for _, x := range m.hours.On(day) {
		end = max(end, x.EndMin)
	}
	for _, x := range m.stops {
		if x.On == day {
			end = max(end, x.ToldMin+x.DurationMin)
		}
	}
	return end
}

// until is when the phone must let go of the pack: when the last of its people
// may no longer be written about, but not before the day is over.
func (m material) until() when.Instant {
	until := m.today.Add(1).Start()
	for _, x := range m.stops {
		if t := roster.SeenUntil(x.On, m.endMin(x.On)); t.After(until.Time) {
			until = t
		}
	}
	return until
}

// whom lists the people and the visits of a run, each once.
func whom(stops []roster.Stop) (people []ids.Person, visits []visit.ID) {
	seen := map[ids.Person]bool{}
	for _, x := range stops {
		visits = append(visits, x.ID)
		if !seen[x.Person] {
			seen[x.Person] = true
			people = append(people, x.Person)
		}
	}
	return people, visits
}

// Build makes the pack of one phone's account as it is now. It shows the rights
// to doses as they were last claimed.
func Build(s *gate.Snapshot, from phone.Phone) (Pack, error) {
	m, err := look(s, from)
	if err != nil {
		return Pack{}, err
	}
	return m.build(s)
}

func (m material) build(s *gate.Snapshot) (Pack, error) {
	var parts []Part
	add := func(key string, body any) error {
		p, err := part(key, body)
		parts = append(parts, p)
		return err
	}
	if err := add("shift", m.shift()); err != nil {
		return Pack{}, err
	}
	for _, day := range m.days() {
		if err := add("day:"+string(day), m.day(day)); err != nil {
			return Pack{}, err
		}
	}
	for _, p := range m.people {
		body, err := m.person(s, p)
		if err != nil {
			return Pack{}, err
		}
		if err := add(personKey+body.Person, body); err != nil {
			return Pack{}, err
		}
	}
	var changes []string
	for _, c := range m.unseen {
		changes = append(changes, string(c.ID))
	}
	return made(m.until(), parts, changes), nil
}

// days are today and tomorrow, and yesterday while something of it is open.
func (m material) days() []when.Date {
	days := []when.Date{m.today, m.today.Add(1)}
	for _, x := range m.stops {
		if x.On < m.today {
			return append([]when.Date{x.On}, days...)
		}
	}
	return days
}

func (m material) shift() shiftBody {
	words := assessment.WordsIn(m.settings)
	b := shiftBody{
		Account: m.account, Name: m.hours.Name, Today: string(m.today), Until: m.until().Text(),
		Phones:     phones{m.settings[council.HelpLine], m.settings[council.OutOfHours]},
		Ladder:     []word{},
		Activities: coded(assessment.Activities),
		Feelings:   coded(visit.Feelings), Tries: coded(visit.Tries), Declinings: coded(visit.Declinings),
		Concerns: []concern{}, Outcomes: []outcome{}, Reasons: coded(medicine.Reasons),
		Changes: []change{}, Standby: m.standby(), Week: []weekday{}, Hours: hours{m.hours.WeekMin(m.today)}, Mileage: m.mileage(),
		Duty: m.duty, Overdue: overdue{NudgeMin: m.minutes(council.NudgeMin), OfficeMin: m.minutes(council.OfficeMin), DoorMin: int(noanswer.RungAfter.Minutes())},
	}
	for _, l := range assessment.Ladder {
		b.Ladder = append(b.Ladder, word{string(l), words[l]})
	}
	for _, k := range visit.ConcernKinds {
		b.Concerns = append(b.Concerns, concern{word{string(k), k.Label()}, k.Sealed()})
	}
	for _, o := range medicine.Outcomes {
		b.Outcomes = append(b.Outcomes, outcome{word{string(o), o.Label()}, o.Given()})
	}
	for _, c := range m.unseen {
		b.Changes = append(b.Changes, change{string(c.ID), string(c.On), string(c.What), c.What.Label(), c.Name, c.StartMin})
	}
	for _, x := range m.hours.Shifts {
		if x.On >= m.today {
			b.Week = append(b.Week, weekday{string(x.On), x.StartMin, x.EndMin})
		}
	}
	return b
}

// standby is where visits still need a worker, on the days on which this one has
// a shift and nobody to go to.
func (m material) standby() []standby {
	out := []standby{}
	for _, x := range m.loose {
		day := when.Date(x.On)
		if len(m.hours.On(day)) > 0 && !slices.ContainsFunc(m.stops, func(s roster.Stop) bool { return s.On == day }) {
			out = append(out, x)
		}
	}
	return out
}

// metresInMile is the international mile.
const metresInMile = 1609.344

// mileage is the way from visit to visit today, for those who go by car or
// bicycle: none where fewer than two homes are on the map.
func (m material) mileage() *mileage {
	if m.hours.Mode != place.Car && m.hours.Mode != place.Bicycle {
		return nil
	}
	at := map[ids.Person]place.Point{}
	for _, p := range m.people {
		at[ids.Person(p.Person)] = p.at
	}
	var last place.Point
	metres, homes := 0.0, 0
	for _, x := range m.stops {
		here := at[x.Person]
		if x.On != m.today || !here.Known() {
			continue
		}
		if homes > 0 {
			metres += last.MetresTo(here)
		}
		last, homes = here, homes+1
	}
	if homes < 2 {
		return nil
	}
	miles := metres * travel.Assumed[m.hours.Mode].Detour / metresInMile
	return &mileage{string(m.today), math.Round(miles*10) / 10}
}

func (m material) day(day when.Date) dayBody {
	b := dayBody{On: string(day), Published: m.published[day], Shifts: []hoursOf{}, Stops: []stop{}}
	for _, x := range m.hours.On(day) {
		b.Shifts = append(b.Shifts, hoursOf{x.StartMin, x.EndMin})
	}
	for _, x := range m.stops {
		if x.On != day {
			continue
		}
		with := []string{}
		if x.With != "" {
			with = append(with, x.With)
		}
		b.Stops = append(b.Stops, stop{
			Visit: string(x.ID), Person: string(x.Person), Version: x.Version, Name: x.Name, Area: x.Area,
			StartMin: x.StartMin, EndMin: x.EndMin(), ToldMin: x.ToldMin, TravelMin: x.TravelMin, MustBeAt: x.MustBeAt,
			Workers: x.Workers, With: with, First: x.First, State: string(x.State), OpensAt: x.OpensAt.Text(), Part: string(x.Part),
		})
		if m.own(x) {
			mine := &b.Stops[len(b.Stops)-1]
			mine.ArrivedAt, mine.LeftAt = x.Arrived.Text(), x.Left.Text()
		}
	}
	return b
}

// own reports whether the times of a visit are the worker's: of two who go
// there, or of one who took it over, the other's are not theirs to end.
func (m material) own(x roster.Stop) bool {
	if x.Recorded() {
		return x.RecordedBy == m.account
	}
	return x.CameBy == m.account
}

// person is one person's part. How to get in is in it only while a visit there
// is still to be recorded.
func (m material) person(s *gate.Snapshot, p whoever) (personBody, error) {
	b := p.personBody
	id := ids.Person(b.Person)
	who := person.Person{Preferred: p.preferred, Given: p.given, Family: p.family}
	b.Name, b.FullName, b.BornOn = who.CallThem(), who.Name(), string(p.born)
	b.Infection = p.wish.InfectionOn(m.today).AtTheDoor()
	b.Needs, b.Goals, b.Contacts, b.Visits, b.History = []need{}, []goal{}, []contact{}, []tasked{}, []before{}
	b.brief(m.briefs[id])
	b.Allergies, b.Effects = m.allergiesOf(id), m.effectsOf(id)
	b.Surgery, b.Pharmacy = outside(m.heads[id].GPPractice), outside(m.heads[id].Pharmacy)
	for _, l := range m.lines {
		switch {
		case l.person != id:
		case l.kind == "need":
			b.Needs = append(b.Needs, need{l.a, l.b})
		case l.kind == "contact":
			b.Contacts = append(b.Contacts, contact{l.a, l.b, l.c, l.carer, l.keyhold})
		case l.kind == "goal":
			b.Goals = append(b.Goals, goal{l.a, l.b, string(l.on)})
		}
	}
	toCome := false
	for _, x := range m.stops {
		if x.Person != id {
			continue
		}
		toCome = toCome || !x.Recorded()
		b.Visits = append(b.Visits, tasked{string(x.ID), m.tasksAt(x.ID), m.dosesAt(x.Visit)})
	}
	for _, h := range m.past {
		if h.person != id {
			continue
		}
		h.On, h.Worker = string(h.on), strings.TrimSpace(staff.Member{Given: h.given, Family: h.family}.Name())
		b.History = append(b.History, h.before)
	}
	if !toCome || p.sealed == "" {
		return b, nil
	}
	words, err := person.OpenGettingIn(s, id, p.sealed)
	b.GettingIn = words
	return b, err
}

func (m material) tasksAt(id visit.ID) []task {
	out := []task{}
	for _, t := range m.tasks {
		if t.visit != id {
			continue
		}
		if t.level != "" {
			t.Last = &lastLevel{t.level, string(t.on)}
		}
		out = append(out, t.task)
	}
	return out
}
