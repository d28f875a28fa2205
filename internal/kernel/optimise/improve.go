package optimise

import (
	"cmp"
	"slices"

	"stillhome/internal/kernel/optimise/synced"
)

// Search says how long to look for a better plan. With no limit at all nothing
// is searched.
type Search struct {
	Seed   uint64
	Rounds int64          // rounds of search; zero for as long as Done allows
	Done   func() float64 // share of the time that is used up, 1 or more to stop; may be nil
}

// Found says how much work a search took and what it gained.
type Found struct {
	Rounds int64 // of search
	Looks  int64 // places for a visit looked at
	// Before and After are what the plan costs in tenths of a minute of travel,
	// see Plan.Price.
	Before, After int64
}

// Improve looks for a better plan than the one given, which may be empty. It
// gives back the better of the two, so stopping it early costs nothing but
// quality. Pinned visits stay where they are, no hard rule is broken, and the
// same problem, plan, seed and number of rounds give the same plan to the byte.
// Errors: those of Problem.Check.
func Improve(p Problem, from Plan, o Search) (Plan, Found, error) {
	if err := p.Check(); err != nil {
		return Plan{}, Found{}, err
	}
	m := newModel(&p, from)
	found := Found{Before: p.Price(m.draft.measured(from))}
	result := synced.Solve(&m.problem, synced.Options{
		Seed: o.Seed, Iterations: o.Rounds, Done: o.Done, Hot: o.hotMin(len(p.Visits)) * costPerTravelMin, Cold: coldMin * costPerTravelMin,
		Start: m.start,
	})
	found.Rounds, found.Looks = result.Iterations, result.Looks
	better := m.plan(result.Solution)
	if found.After = p.Price(better); found.After > found.Before {
		better, found.After = from, found.Before
	}
	return better, found, nil
}

// The search begins by accepting plans that are about hotMin minutes of travel
// worse, as much as leaving a visit out, so that one may make room for others;
// and it ends by accepting hardly any. A short search has no time to cool down
// from there, so it begins at warmMin.
const (
	hotMin      = 600.0
	warmMin     = 20.0
	coldMin     = 0.1
	shortRounds = 10 // for each visit
)

func (o *Search) hotMin(visits int) float64 {
	if o.Rounds > 0 && o.Rounds < int64(shortRounds*visits) {
		return warmMin
	}
	return hotMin
}

// Leaving a visit out costs far more than any travel, the more so by harm.
const (
	unplacedCost         = 600 * costPerTravelMin
	unplacedMustBeAtCost = 2 * unplacedCost
)

func leftOutCost(v *Visit) int64 {
	cost := int64(unplacedCost)
	if v.MustBeAt {
		cost = unplacedMustBeAtCost
	}
	return cost * int64(v.Workers) * int64(1+v.Harm)
}

// Price is what a plan costs in tenths of a minute of travel: travel itself,
// the way home where it is counted, strangers at doors, wishes passed over, going
// on from an infection to somebody without, time beyond enough, and visits left
// out.
func (p *Problem) Price(plan Plan) int64 {
	visits := map[VisitID]*Visit{}
	for i := range p.Visits {
		visits[p.Visits[i].ID] = &p.Visits[i]
	}
	placed := map[VisitID]bool{}
	total := int64(0)
	for s := range plan.Runs {
		total += int64(costPerTravelMin * plan.Runs[s].HomeMin)
		busy, infection := 0, false
		here := map[PersonID]int{}
		for _, stop := range plan.Runs[s].Stops {
			v := visits[stop.Visit]
			placed[stop.Visit] = true
			busy += v.DurationMin
			if infection && !v.Infection {
				total += goesOnCost
			}
			infection = v.Infection
			total += int64(costPerTravelMin*stop.TravelMin) + int64(fixedCost(v, &p.Shifts[s])+meetingCost(p.Shifts[s].Known[v.Person]+here[v.Person]))
			here[v.Person]++
		}
		if enough := p.Shifts[s].EnoughMin; enough > 0 {
			total += int64(costPerExtraMin * max(0, busy-enough))
		}
	}
	for i := range p.Visits {
		if !placed[p.Visits[i].ID] {
			total += leftOutCost(&p.Visits[i])
		}
	}
	return total
}

// model is a problem as the search sees it: minutes as ticks, visits by
// number, and each break that is owed as a visit of its own.
type model struct {
	given   *Problem
	draft   *draft
	problem synced.Problem
	breaks  []int // by visit of the search beyond the given ones: its shift
	start   *synced.Solution
}

func newModel(p *Problem, from Plan) *model {
	m := &model{given: p, draft: newDraft(p)}
	d := m.draft
	m.problem = synced.Problem{Places: d.minutes.places, TravelWeight: costPerTravelMin, TurnBack: goesOnCost}
	modes := map[int]int{}
	nowhere := m.problem.Places // the way home is not counted: no time from anywhere
	m.problem.Places++
	for s := range p.Shifts {
		mode, ok := modes[d.minutes.mode[s]]
		if !ok {
			mode = len(m.problem.Travel)
			modes[d.minutes.mode[s]] = mode
			m.problem.Travel = append(m.problem.Travel, d.minutes.matrix(s, m.problem.Places))
		}
		shift := &p.Shifts[s]
		worker := synced.Worker{
			Start: shift.Start, End: nowhere, Mode: mode, From: synced.Ticks(shift.fromMin()), Until: synced.Ticks(shift.EndMin),
			Enough: synced.Never, Most: synced.Never, ExtraWeight: costPerExtraMin,
		}
		if shift.End != nil {
			worker.End = *shift.End
		}
		if shift.EnoughMin > 0 {
			worker.Enough = synced.Ticks(shift.EnoughMin)
		}
		if shift.MostMin > 0 {
			worker.Most = synced.Ticks(shift.MostMin)
		}
		m.problem.Workers = append(m.problem.Workers, worker)
	}
	m.introduce()
	for v := range p.Visits {
		m.problem.Visits = append(m.problem.Visits, m.visit(v))
	}
	for s := range p.Shifts {
		m.addBreaks(s)
	}
	m.start = m.solution(from)
	return m
}

// introduce says who has met whom, and what a stranger at the door costs.
func (m *model) introduce() {
	for met := range firstMeetingCost + 1 {
		m.problem.Strange = append(m.problem.Strange, meetingCost(met))
	}
	for v, person := range m.draft.person {
		if int(person) < len(m.problem.Met) {
			continue
		}
		met := make([]int32, len(m.given.Shifts))
		for s := range m.given.Shifts {
			met[s] = int32(m.given.Shifts[s].Known[m.given.Visits[v].Person])
		}
		m.problem.Met = append(m.problem.Met, met)
	}
}

// matrix is all travel by one shift's mode, from and to the last place no time
// at all.
func (t *minuteTable) matrix(shift, places int) []synced.Ticks {
	all := make([]synced.Ticks, places*places)
	for a := range t.places {
		for b := range t.places {
			all[a*places+b] = t.between(a, b, shift)
		}
	}
	return all
}

func (m *model) visit(v int) synced.Visit {
	p, given := m.given, &m.given.Visits[v]
	windows := given.windows()
	pinned := given.Pin != nil && m.keepsPin(given)
	if pinned && given.Pin.StartMin != AnyTime {
		windows = []Window{{given.Pin.StartMin, given.Pin.StartMin}}
	}
	visit := synced.Visit{Person: int(m.draft.person[v]), LeftOut: leftOutCost(given), Last: given.Infection}
	for _, w := range windows {
		visit.Windows = append(visit.Windows, synced.Window{
			Earliest: synced.Ticks(w.EarliestMin), Due: synced.Never, Latest: synced.Ticks(w.LatestMin),
		})
	}
	for _, l := range m.draft.after[v] {
		visit.After = append(visit.After, synced.Link{Visit: l.visit, Gap: l.least, Most: min(l.most, synced.Never)})
	}
	for w := range given.Workers {
		stop := synced.Stop{Place: given.Place, Duration: synced.Ticks(given.DurationMin)}
		for s := range p.Shifts {
			if m.draft.canDo(v, s) && (!pinned || p.Shifts[s].ID == given.Pin.Shifts[w]) {
				stop.Able = append(stop.Able, synced.Able{Worker: int32(s), Cost: fixedCost(given, &p.Shifts[s])})
			}
		}
		visit.Stops = append(visit.Stops, stop)
	}
	return visit
}

// keepsPin is true where a pin could be kept as far as the visit's own rules go.
func (m *model) keepsPin(v *Visit) bool {
	return len(v.Pin.Shifts) == v.Workers && (v.Pin.StartMin == AnyTime || v.mayStart(v.Pin.StartMin))
}

// addBreaks puts a break into a shift that is longer than may be worked on
// end, where it leaves neither side too long. A shift over twelve hours has
// two.
func (m *model) addBreaks(s int) {
	shift := &m.given.Shifts[s]
	if shift.BreakMin == 0 {
		return
	}
	length := shift.EndMin - shift.fromMin()
	owed := (length - 1) / longestStretchMin
	for k := range owed {
		rest := synced.Visit{
			Stops: []synced.Stop{{
				Place: shift.Start, Duration: synced.Ticks(shift.BreakMin), Able: []synced.Able{{Worker: int32(s)}},
			}},
			Windows: []synced.Window{{
				Earliest: synced.Ticks(shift.EndMin - (owed-k)*longestStretchMin - shift.BreakMin), Due: synced.Never,
				Latest: synced.Ticks(shift.fromMin() + (k+1)*longestStretchMin),
			}},
			LeftOut: synced.Required, Pause: true,
		}
		if k > 0 {
			length := synced.Ticks(shift.BreakMin)
			rest.After = []synced.Link{{Visit: len(m.problem.Visits) - 1, Gap: length, Most: length + longestStretchMin}}
		}
		m.problem.Visits = append(m.problem.Visits, rest)
		m.breaks = append(m.breaks, s)
	}
}

// solution is where a plan has the visits, for the search to start from.
func (m *model) solution(from Plan) *synced.Solution {
	if len(from.Runs) != len(m.given.Shifts) {
		return nil
	}
	numbers := m.given.numbers()
	next := map[int]int{} // by shift: its first break
	for i, s := range slices.Backward(m.breaks) {
		next[s] = len(m.given.Visits) + i
	}
	started := map[VisitID]int{}
	start := &synced.Solution{Rounds: make([][]synced.StopAt, len(from.Runs))}
	for s, run := range from.Runs {
		for _, stop := range run.Stops {
			start.Rounds[s] = append(start.Rounds[s], synced.StopAt{Visit: numbers[stop.Visit], Stop: started[stop.Visit], Start: synced.Ticks(stop.StartMin)})
			started[stop.Visit]++
		}
		for i, rest := range run.Breaks {
			if n := next[s] + i; n < len(m.problem.Visits) && m.breaks[n-len(m.given.Visits)] == s {
				start.Rounds[s] = append(start.Rounds[s], synced.StopAt{Visit: n, Start: synced.Ticks(rest.StartMin)})
			}
		}
	}
	return start
}

// plan writes a solution of the search down. Each visit starts as early as its
// run allows, which is never later than the search had it.
func (m *model) plan(sol synced.Solution) Plan {
	d := m.draft
	type part struct {
		v, shift, stop int
		start          synced.Ticks
	}
	var parts []part
	for s, round := range sol.Rounds {
		rest := synced.Ticks(0)
		for _, at := range round {
			if at.Visit >= len(m.given.Visits) {
				rest = at.Start + synced.Ticks(m.given.Shifts[s].BreakMin)
				continue
			}
			d.restUntil[stopOf(at.Visit, at.Stop)] = rest
			rest = 0
			parts = append(parts, part{at.Visit, s, at.Stop, at.Start})
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.v, b.v)) })
	for i := 0; i < len(parts); i++ {
		v := parts[i].v
		spots := []spot{{parts[i].shift, len(d.runs[parts[i].shift])}}
		if d.double(v) {
			i++
			spots = append(spots, spot{parts[i].shift, len(d.runs[parts[i].shift])})
			if parts[i].stop == 0 {
				spots[0], spots[1] = spots[1], spots[0]
			}
		}
		if pin := m.given.Visits[v].Pin; pin != nil && pin.StartMin != AnyTime && m.keepsPin(&m.given.Visits[v]) {
			d.narrow(v, int32(pin.StartMin), int32(pin.StartMin))
		} else {
			d.chooseWindow(v, parts[i].start)
		}
		d.attempt(v, spots, true)
	}
	lost := m.notKept(sol)
	d.placeAll()
	return d.plan(lost)
}

// chooseWindow puts the visit into the window that a start lies in.
func (d *draft) chooseWindow(v int, start int32) {
	for _, w := range d.problem.Visits[v].windows() {
		if int32(w.EarliestMin) <= start && start <= int32(w.LatestMin) {
			d.early[v], d.late[v] = int32(w.EarliestMin), int32(w.LatestMin)
		}
	}
}

// notKept lists pinned visits that the search could not place where they were.
func (m *model) notKept(sol synced.Solution) []NotKept {
	var lost []NotKept
	for _, v := range sol.LeftOut {
		if v < len(m.given.Visits) && m.given.Visits[v].Pin != nil {
			lost = append(lost, NotKept{m.given.Visits[v].ID, m.draft.whyUnplaced(v)})
		}
	}
	return lost
}
