package optimise

import (
	"math"
	"slices"
)

// stopID names one worker's part in a visit: the visit's index twice, plus
// which of its one or two workers.
type stopID int32

func (s stopID) visit() int { return int(s >> 1) }

// partner is the other worker's part in the same visit.
func (s stopID) partner() stopID { return s ^ 1 }

func stopOf(visit, worker int) stopID { return stopID(2*visit + worker) }

const unset = math.MinInt32

// draft is a plan being made. Every visit starts as early as the others
// allow; start and began always fit the runs, except between insert and undo.
type draft struct {
	problem *Problem
	minutes *minuteTable

	// By visit, the window it is in or is being tried in; a pin or a told time
	// narrows it.
	early, late, length []int32
	others              [][]Window // by visit: further windows, unless it was narrowed
	after, then         [][]link   // by visit: those it follows, those that follow it
	where               []int      // by visit: place index
	person              []int32    // by visit: small number for its person
	able                []bool     // visit x shift: every rule but time allows it
	wish                []int32    // visit x shift: what gender costs, see insert.go
	worker              []int32    // by shift: small number for its worker
	load                []int32    // by shift: minutes at visits

	runs  [][]stopID // by shift
	start []int32    // by visit, unset while not placed
	began []int32    // by stop: when the work on end that the stop belongs to began
	on    []int32    // by stop: the shift it is on, or unset
	// restUntil is by stop when a break ends that was decided to come before it,
	// even where none is owed yet; zero where none was.
	restUntil []int32
	told      [][]toldWay // by visit: its ways in a plan that holds; nil where none does

	journal []change // what to put back if an attempt fails
	waiting []redo   // runs to walk again
	touched []int    // shifts walked since last cleared
}

// change remembers one number before it was changed.
type change struct {
	at  *int32
	was int32
}

// redo asks for a run to be walked from one of its stops on.
type redo struct{ shift, from int }

func newDraft(p *Problem) *draft {
	n := len(p.Visits)
	d := &draft{
		problem: p, minutes: newMinuteTable(p),
		early: make([]int32, n), late: make([]int32, n), length: make([]int32, n),
		where: make([]int, n), person: make([]int32, n),
		able: make([]bool, n*len(p.Shifts)), wish: make([]int32, n*len(p.Shifts)),
		worker: make([]int32, len(p.Shifts)),
		load:   make([]int32, len(p.Shifts)),
		others: make([][]Window, n), after: make([][]link, n), then: make([][]link, n),
		runs:  make([][]stopID, len(p.Shifts)),
		start: make([]int32, n), began: make([]int32, 2*n), on: make([]int32, 2*n), restUntil: make([]int32, 2*n),
	}
	d.linkVisits()
	people, workers := map[PersonID]int32{}, map[WorkerID]int32{}
	for s := range p.Shifts {
		d.worker[s] = numberOf(workers, p.Shifts[s].Worker)
	}
	for v := range p.Visits {
		visit := &p.Visits[v]
		d.where[v], d.length[v] = visit.Place, int32(visit.DurationMin)
		d.person[v] = numberOf(people, visit.Person)
		d.start[v] = unset
		for w := range 2 {
			d.began[stopOf(v, w)], d.on[stopOf(v, w)] = unset, unset
		}
		d.widen(v)
		for s := range p.Shifts {
			d.able[v*len(p.Shifts)+s] = p.bar(v, s) == ""
			d.wish[v*len(p.Shifts)+s] = fixedCost(visit, &p.Shifts[s])
		}
	}
	return d
}

func numberOf[K comparable](seen map[K]int32, key K) int32 {
	n, ok := seen[key]
	if !ok {
		n = int32(len(seen))
		seen[key] = n
	}
	return n
}

// widen gives the visit its own windows back.
func (d *draft) widen(v int) {
	visit := &d.problem.Visits[v]
	d.early[v], d.late[v], d.others[v] = int32(visit.EarliestMin), int32(visit.LatestMin), visit.Or
}

// narrow leaves the visit just this time to start in.
func (d *draft) narrow(v int, early, late int32) {
	d.early[v], d.late[v], d.others[v] = early, late, nil
}

func (d *draft) canDo(v, s int) bool { return d.able[v*len(d.problem.Shifts)+s] }

func (d *draft) double(v int) bool { return d.problem.Visits[v].Workers == 2 }

// startFrom lets the visit start from a minute to the end of the window it is
// in.
func (d *draft) startFrom(v int, minute int32) {
	late := d.late[v]
	for _, w := range d.problem.Visits[v].windows() {
		if int32(w.EarliestMin) <= minute && minute <= int32(w.LatestMin) {
			late = int32(w.LatestMin)
		}
	}
	d.narrow(v, minute, late)
}

// spot is a place in a run: before the stop now at index at.
type spot struct{ shift, at int }

// attempt puts the visit's workers into the spots, which are on different
// runs, and settles every start. Where that breaks a rule, or where keep is
// false, all is put back as it was. It reports the start the visit got.
func (d *draft) attempt(v int, spots []spot, keep bool) (start int32, ok bool) {
	ok = d.insert(v, spots)
	start = d.start[v]
	if !ok || !keep {
		d.undo(spots)
	}
	return start, ok
}

// insert is attempt without putting back: where it reports false the draft is
// unsound until undo.
func (d *draft) insert(v int, spots []spot) bool {
	d.journal, d.waiting, d.touched = d.journal[:0], d.waiting[:0], d.touched[:0]
	d.set(&d.start[v], d.early[v])
	fits := true
	for w, s := range spots {
		stop := stopOf(v, w)
		if most := int32(d.problem.Shifts[s.shift].MostMin); most > 0 && d.load[s.shift]+d.length[v] > most {
			fits = false
		}
		d.set(&d.load[s.shift], d.load[s.shift]+d.length[v])
		d.set(&d.began[stop], unset)
		d.set(&d.on[stop], int32(s.shift))
		d.runs[s.shift] = slices.Insert(d.runs[s.shift], s.at, stop)
		d.waiting = append(d.waiting, redo{s.shift, s.at})
	}
	if d.linked(v) {
		d.wakeLinked(v)
	}
	return fits && d.settle()
}

// undo takes back the last insert.
func (d *draft) undo(spots []spot) {
	for i := len(d.journal) - 1; i >= 0; i-- {
		*d.journal[i].at = d.journal[i].was
	}
	for _, s := range spots {
		d.runs[s.shift] = slices.Delete(d.runs[s.shift], s.at, s.at+1)
	}
}

func (d *draft) set(at *int32, to int32) {
	d.journal = append(d.journal, change{at, *at})
	*at = to
}

// settle walks the waiting runs until no start changes. A visit by two workers
// only ever moves later here, and each visit has a latest start, so two runs
// that wait for each other in a circle end as a broken window, not a loop.
func (d *draft) settle() bool {
	for i := 0; i < len(d.waiting); i++ {
		job := d.waiting[i]
		if !slices.Contains(d.touched, job.shift) {
			d.touched = append(d.touched, job.shift)
		}
		if !d.walk(job.shift, job.from) {
			return false
		}
	}
	return true
}

// walk sets starts along a run from one stop on, each as early as may be, and
// takes a break where six hours would otherwise be passed. It stops where
// nothing changes any more, and reports false where a rule is broken.
func (d *draft) walk(s, from int) bool {
	shift, run := &d.problem.Shifts[s], d.runs[s]
	owed, end := int32(shift.BreakMin), int32(shift.EndMin)
	for i := from; i < len(run); i++ {
		stop := run[i]
		v := stop.visit()
		notBefore := d.early[v]
		if d.double(v) {
			notBefore = d.start[v]
		}
		if d.linked(v) {
			notBefore = max(notBefore, d.notBefore(v))
		}
		var start, began int32
		if i == 0 {
			travel := d.way(s, unset, v)
			start = max(notBefore, max(int32(shift.fromMin()), d.restUntil[stop])+travel)
			began = start - travel
		} else {
			before := run[i-1]
			left := d.start[before.visit()] + d.length[before.visit()]
			travel := d.way(s, int32(before.visit()), v)
			began = d.began[before]
			start = max(notBefore, max(left, d.restUntil[stop])+travel)
			if owed > 0 && start-travel-left < owed && start+d.length[v]-began > longestStretchMin {
				start = max(notBefore, left+owed+travel)
			}
			if owed > 0 && start-travel-left >= owed {
				began = start - travel
			}
		}
		finish := start + d.length[v]
		home := int32(0)
		if i == len(run)-1 {
			home = d.wayHome(v, s)
		}
		if start > d.late[v] || finish+home > end || d.linked(v) && start > d.notAfter(v) || owed > 0 && finish-began > longestStretchMin {
			return false
		}
		same := i > from && start == d.start[v] && began == d.began[stop]
		if start != d.start[v] {
			d.set(&d.start[v], start)
			if d.double(v) {
				d.wakePartner(stop)
			}
			if d.linked(v) {
				d.wakeLinked(v)
			}
		}
		if began != d.began[stop] {
			d.set(&d.began[stop], began)
		}
		if same {
			return true
		}
	}
	return true
}

// wakePartner asks for the other worker's run to be walked from the visit on.
// While one worker of a pair is tried alone there is no other run.
func (d *draft) wakePartner(stop stopID) {
	other := stop.partner()
	if d.on[other] == unset {
		return
	}
	s := int(d.on[other])
	d.waiting = append(d.waiting, redo{s, slices.Index(d.runs[s], other)})
}
