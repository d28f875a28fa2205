package roster

import (
	"cmp"
	"slices"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/travel"
	"stillhome/internal/service/council"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/visit"
)

// material is what the rota of one day is made from and what it is now.
type material struct {
	day     when.Date
	visits  []placed
	workers []worker
	gone    []worker // shifts nobody works: cancelled, or the worker is away
	now     []Assignment
	ties    ties
	loose   []Unplaced
	problem optimise.Problem
	passed  []placed // loose visits whose times have all passed
}

// Limits and assumptions of a rota.
const (
	// restMin is the rest between two days' work. Source: Working Time
	// Regulations 1998 regulation 10.
	restMin = 11 * 60
	// knownOnlyBelowMin: shorter visits only by a worker known to the person.
	// Source: NICE NG21.
	knownOnlyBelowMin = 30
	// noticeMin is the least notice given of a visit placed on the day.
	noticeMin = 15
	// unknownTravelS stands where an address has no place on the map.
	unknownTravelS = 15 * 60
)

// A loose visit whose times have all passed is for a coordinator to talk about
// with the person: no rota can keep what was agreed.
const (
	timePassed     = "time_passed"
	timePassedText = "The times it may start have passed. Ring the person; cancel it, or add a visit at a time agreed with them."
)

// look reads a day as it stands, in three statements.
func look(s *gate.Snapshot, day when.Date) (m material, err error) {
	m.day = day
	if m.visits, err = toPlace(s, day); err != nil {
		return m, err
	}
	if m.workers, m.gone, err = workers(s, day); err != nil {
		return m, err
	}
	m.now, m.loose, err = standsOn(s, day)
	return m, err
}

// load reads a day and makes its problem, in five statements, with further visits
// that are not there yet.
func load(s *gate.Snapshot, day when.Date, wanted ...placed) (m material, err error) {
	if m, err = look(s, day); err != nil {
		return m, err
	}
	if m.ties, err = tiesOn(s, day); err != nil {
		return m, err
	}
	roads := func(doors []travel.Door) (*travel.Matrix, error) {
		r, err := council.RoadsOf(s, doors)
		if err != nil {
			return nil, err
		}
		return r.Matrix(doors)
	}
	nowMin := -1
	if day == s.Today() {
		nowMin = s.Now.Minute()
	}
	stands := m.visits
	m.visits = append(slices.Clip(m.visits), wanted...)
	err = m.makeProblem(nowMin, roads)
	m.visits = stands
	return m, err
}

// makeProblem puts the day as a problem for optimise. Only what is over or under
// way is pinned.
// nowMin is the minute of the day it is, or -1 when the day is not today: a
// loose visit is placed at no time that has passed, and is left out when all of
// its times have. roads gives the travel between doors.
func (m *material) makeProblem(nowMin int, roads func([]travel.Door) (*travel.Matrix, error)) error {
	var d doors
	p := &m.problem
	for _, w := range m.workers {
		s := optimise.Shift{
			ID: optimise.ShiftID(w.ID), Worker: optimise.WorkerID(w.Account), Label: w.Name,
			StartMin: w.StartMin, EndMin: w.EndMin, Start: d.number("staff "+string(w.Member), w.at, w.postcode),
			Mode: w.mode, Gender: optimise.Gender(w.gender), BreakMin: w.BreakMin, Known: map[optimise.PersonID]int{},
		}
		if w.endedMin > 0 {
			s.RestUntilMin = max(0, w.endedMin+restMin-24*60)
		}
		for _, k := range w.skills {
			s.Skills = append(s.Skills, optimise.Skill(k.Label()))
		}
		for _, l := range w.languages {
			s.Languages = append(s.Languages, optimise.Language(l.Label()))
			s.Skills = append(s.Skills, spoken(l))
		}
		for person, n := range m.ties.known[w.Account] {
			s.Known[optimise.PersonID(person)] = n
		}
		if w.wayBack {
			s.End = &s.Start
		}
		if left := w.leftMin(); left < w.EndMin-w.StartMin {
			s.MostMin = max(1, left)
		}
		p.Shifts = append(p.Shifts, s)
	}
	has := m.whole()
	var before placed // the person's visit before
	for _, v := range m.visits {
		if v.over() && !has[v.ID] {
			continue // it is over, and takes nobody's time who is here
		}
		o := optimise.Visit{
			ID: optimise.VisitID(v.ID), Person: optimise.PersonID(v.Person), Place: d.number(v.key, v.at, v.home.postcode),
			EarliestMin: min(v.EarliestMin, v.LatestMin), LatestMin: v.LatestMin, DurationMin: v.DurationMin,
			MustBeAt: v.MustBeAt, Workers: v.Workers, KnownOnly: v.DurationMin < knownOnlyBelowMin,
			Gender: optimise.Gender(v.wish.Gender), GenderMust: v.wish.GenderMust,
			Harm: int(v.harm), Infection: v.wish.Infection == preference.Contagious,
		}
		if v.wish.LanguageMust {
			o.Skills = append(o.Skills, spoken(v.wish.Language))
		} else {
			o.Language = optimise.Language(v.wish.Language.Label())
		}
		for _, account := range m.ties.liked[v.Person] {
			o.Preferred = append(o.Preferred, optimise.WorkerID(account))
		}
		if v.orLatestMin > 0 {
			o.Or = []optimise.Window{{EarliestMin: v.orEarliestMin, LatestMin: v.orLatestMin}}
		}
		if !v.over() && before.Person == v.Person && v.afterLeastMin+v.afterMostMin > 0 {
			o.After = []optimise.Gap{{Visit: optimise.VisitID(before.ID), LeastMin: v.afterLeastMin, MostMin: v.afterMostMin}}
		}
		for _, account := range m.ties.never[v.Person] {
			o.NotWorkers = append(o.NotWorkers, optimise.WorkerID(account))
		}
		if v.over() {
			o.Pin = m.pin(v.ID) // nobody moves what has been
		}
		if !has[v.ID] && nowMin >= 0 && !notBefore(&o, nowMin+noticeMin) {
			m.passed = append(m.passed, v)
			continue
		}
		for _, k := range v.Skills {
			o.Skills = append(o.Skills, optimise.Skill(k.Label()))
		}
		p.Visits = append(p.Visits, o)
		before = v
	}
	var err error
	p.Travel, err = d.travel(roads)
	return err
}

// notBefore takes from a visit's windows what lies before a minute, and is
// false where nothing is left.
func notBefore(o *optimise.Visit, minute int) bool {
	var left []optimise.Window
	for _, w := range append([]optimise.Window{{EarliestMin: o.EarliestMin, LatestMin: o.LatestMin}}, o.Or...) {
		if w.LatestMin >= minute {
			left = append(left, optimise.Window{EarliestMin: max(w.EarliestMin, minute), LatestMin: w.LatestMin})
		}
	}
	if len(left) == 0 {
		return false
	}
	o.EarliestMin, o.LatestMin, o.Or = left[0].EarliestMin, left[0].LatestMin, left[1:]
	return true
}

// spoken is a language that must be spoken, as one must have a skill.
func spoken(l staff.Language) optimise.Skill { return optimise.Skill("spoken " + l.Label()) }

// mostWeekMin is the most work a week on average for whoever has not agreed to
// more. Source: Working Time Regulations 1998 regulation 4(1).
const mostWeekMin = 48 * 60

// leftMin is how much more the worker may work, averaged over the reference
// weeks.
func (w worker) leftMin() int {
	if w.optedOutOn != "" {
		return 2 * 24 * 60 // longer than any shift
	}
	return referenceWeeks*mostWeekMin - w.earlierMin - w.weekMin
}

// over reports whether nobody need be sent any more: it is over, or somebody is
// there.
func (v placed) over() bool { return v.State != "" && v.State != visit.Planned || !v.Arrived.IsZero() }

// pin is where a visit is now.
func (m material) pin(id visit.ID) *optimise.Pin {
	p := &optimise.Pin{}
	for _, a := range m.now {
		if a.Visit == id {
			p.Shifts, p.StartMin = append(p.Shifts, optimise.ShiftID(a.Shift)), a.StartMin
		}
	}
	return p
}

// whole says which visits have all their workers, on shifts that are worked.
func (m material) whole() map[visit.ID]bool {
	worked := map[ShiftID]bool{}
	for _, w := range m.workers {
		worked[w.ID] = true
	}
	with := map[visit.ID]int{}
	for _, a := range m.now {
		if worked[a.Shift] {
			with[a.Visit]++
		}
	}
	whole := map[visit.ID]bool{}
	for _, v := range m.visits {
		whole[v.ID] = with[v.ID] == v.Workers
	}
	return whole
}

// doors numbers the places of a problem; those not on the map are far.
type doors struct {
	list  []travel.Door // those on the map
	on    []int         // place number to index in list, -1 when not on the map
	known map[string]int
}

func (d *doors) number(key string, at place.Point, postcode place.Postcode) int {
	if d.known == nil {
		d.known = map[string]int{}
	}
	if n, ok := d.known[key]; ok {
		return n
	}
	district, found := postcode.Outcode().District()
	middleOnly := found && (!at.Known() || at == district.Centre)
	if !at.Known() && found {
		at = district.Centre
	}
	n := len(d.on)
	d.known[key] = n
	if !at.Known() {
		d.on = append(d.on, -1)
		return n
	}
	d.on = append(d.on, len(d.list))
	d.list = append(d.list, travel.Door{Key: key, Point: at, DistrictOnly: middleOnly})
	return n
}

func (d *doors) travel(roads func([]travel.Door) (*travel.Matrix, error)) (optimise.Travel, error) {
	m, err := roads(d.list)
	if err != nil {
		return nil, err
	}
	return func(from, to int, mode place.Mode) int {
		a, b := d.on[from], d.on[to]
		if a < 0 || b < 0 {
			return unknownTravelS
		}
		return m.At(a, b, mode)
	}, nil
}

// plan is the rota as it stands, as optimise knows one. A visit that has lost
// one of its two workers is left out: it is to be placed again.
func (m material) plan() optimise.Plan {
	runs := map[ShiftID]int{}
	var p optimise.Plan
	for i := range m.problem.Shifts {
		runs[ShiftID(m.problem.Shifts[i].ID)] = i
		p.Runs = append(p.Runs, optimise.Run{Shift: m.problem.Shifts[i].ID})
	}
	whole := m.whole()
	for _, a := range m.now {
		if i, ok := runs[a.Shift]; ok && whole[a.Visit] {
			p.Runs[i].Stops = append(p.Runs[i].Stops, optimise.Stop{
				Visit: optimise.VisitID(a.Visit), StartMin: a.StartMin, TravelMin: a.TravelMin,
			})
		}
	}
	for i := range p.Runs {
		slices.SortStableFunc(p.Runs[i].Stops, func(a, b optimise.Stop) int { return cmp.Compare(a.StartMin, b.StartMin) })
	}
	return p
}

// rota turns an answer of optimise into what is kept. A visit that is over
// stays with whoever had it.
func (m material) rota(p optimise.Plan) ([]Assignment, []Unplaced) {
	byShift := map[optimise.ShiftID]worker{}
	for _, w := range m.workers {
		byShift[optimise.ShiftID(w.ID)] = w
	}
	byVisit := map[optimise.VisitID]placed{}
	for _, v := range m.visits {
		byVisit[optimise.VisitID(v.ID)] = v
	}
	slots := map[optimise.VisitID]int{}
	was := map[visit.ID][]Unplaced{}
	for _, u := range m.loose {
		was[u.Visit] = append(was[u.Visit], u)
	}
	var as []Assignment
	for _, a := range m.now {
		if byVisit[optimise.VisitID(a.Visit)].over() {
			as = append(as, a)
		}
	}
	for _, run := range p.Runs {
		w := byShift[run.Shift]
		for i, stop := range run.Stops {
			v := byVisit[stop.Visit]
			if v.over() {
				continue
			}
			slots[stop.Visit]++
			as = append(as, Assignment{
				Visit: v.ID, Slot: slots[stop.Visit], Shift: w.ID, Account: w.Account, Person: v.Person, On: m.day,
				Ord: i + 1, StartMin: stop.StartMin, TravelMin: stop.TravelMin,
			})
		}
	}
	var not []Unplaced
	loose := func(v placed, code, reason string) {
		for slot := 1; slot <= v.Workers; slot++ {
			u := Unplaced{Visit: v.ID, Slot: slot, Person: v.Person, On: m.day, Code: code, Reason: reason}
			for _, before := range was[v.ID] {
				if before.Slot == slot {
					u.WasShift, u.WasMin = before.WasShift, before.WasMin
				}
			}
			not = append(not, u)
		}
	}
	for _, u := range p.Unplaced {
		if v := byVisit[u.Visit]; !v.over() {
			loose(v, string(u.Reason.Code), u.Reason.Text)
		}
	}
	for _, v := range m.passed {
		loose(v, timePassed, timePassedText)
	}
	return as, not
}
