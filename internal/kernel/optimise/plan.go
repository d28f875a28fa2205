package optimise

// Plan is an answer to a Problem. Every visit of the problem is either on as
// many runs as it needs workers, or in Unplaced, never both.
type Plan struct {
	Runs     []Run      // one per shift, in the problem's order, empty ones too
	Unplaced []Unplaced // in the problem's order
	NotKept  []NotKept  // pinned visits that could not stay where they were
	Totals   Totals
}

// Run is what one shift does, in order.
type Run struct {
	Shift      ShiftID
	Stops      []Stop
	Breaks     []Break
	TravelMin  int // sum over the stops
	HomeMin    int // travel to where the shift ends, where that is said; rounded up
	WaitingMin int // idle between visits: neither travel nor a break that is owed
}

// Stop is one visit on one run. A visit by two workers is a stop on two runs,
// with one start.
type Stop struct {
	Visit     VisitID
	TravelMin int // from the stop before, or from the start of the shift; rounded up
	ArriveMin int // the first stop is reached just in time
	StartMin  int
	EndMin    int
}

// Break is free time between two visits, taken before setting off to the next.
// It is at least as long as the shift's BreakMin. Only breaks that are needed
// to keep within six hours of work on end are listed.
type Break struct {
	StartMin, EndMin int
}

// Unplaced is a visit nobody could be given, and why.
type Unplaced struct {
	Visit  VisitID
	Reason Reason
}

// NotKept is a pinned visit that had to leave its pin, and why. It may have
// been placed elsewhere or be in Unplaced as well.
type NotKept struct {
	Visit  VisitID
	Reason Reason
}

// Totals sums a plan up.
type Totals struct {
	VisitsPlaced, VisitsUnplaced int
	TravelMin, WaitingMin        int
	// Stops counts workers at doors. FamiliarStops are those where the worker
	// had been to the person on an earlier day.
	Stops, FamiliarStops int
}

// plan writes the draft down. Called when every start is settled.
func (d *draft) plan(notKept []NotKept) Plan {
	p := Plan{Runs: make([]Run, len(d.runs)), NotKept: notKept}
	for s := range d.runs {
		r := d.writeRun(s)
		p.Totals.TravelMin += r.TravelMin
		p.Totals.WaitingMin += r.WaitingMin
		p.Totals.Stops += len(r.Stops)
		for _, stop := range d.runs[s] {
			if d.problem.Shifts[s].Known[d.problem.Visits[stop.visit()].Person] > 0 {
				p.Totals.FamiliarStops++
			}
		}
		p.Runs[s] = r
	}
	for v := range d.problem.Visits {
		if d.start[v] != unset {
			p.Totals.VisitsPlaced++
			continue
		}
		p.Totals.VisitsUnplaced++
		p.Unplaced = append(p.Unplaced, Unplaced{d.problem.Visits[v].ID, d.whyUnplaced(v)})
	}
	return p
}

func (d *draft) writeRun(s int) Run {
	shift := &d.problem.Shifts[s]
	run := Run{Shift: shift.ID}
	var free []gap // before each stop but the first
	before := int32(unset)
	for i, stop := range d.runs[s] {
		v := stop.visit()
		travel := int(d.way(s, before, v))
		st := Stop{
			Visit: d.problem.Visits[v].ID, TravelMin: travel,
			StartMin: int(d.start[v]), EndMin: int(d.start[v] + d.length[v]),
		}
		st.ArriveMin = st.StartMin
		if i > 0 {
			left := run.Stops[i-1].EndMin
			st.ArriveMin = left + travel
			free = append(free, gap{from: left, to: st.StartMin - travel})
			run.WaitingMin += st.StartMin - st.ArriveMin
		}
		run.Stops = append(run.Stops, st)
		run.TravelMin += travel
		before = int32(v)
		if i == len(d.runs[s])-1 {
			run.HomeMin = int(d.wayHome(v, s))
		}
	}
	run.takeBreaks(free, shift.BreakMin)
	return run
}

// gap is idle time before setting off to the stop after.
type gap struct{ from, to int }

// takeBreaks lists the breaks the run needs, each as late as the six hours
// allow, and counts their owed length out of waiting. After a break the worker
// sets off just in time. The draft has made sure that one is always at hand.
func (r *Run) takeBreaks(free []gap, owed int) {
	if owed == 0 || len(r.Stops) == 0 {
		return
	}
	began := r.Stops[0].StartMin - r.Stops[0].TravelMin
	finish := r.Stops[len(r.Stops)-1].EndMin
	for next := 0; finish-began > longestStretchMin; {
		chosen := -1
		for i := next; i < len(free) && free[i].from-began <= longestStretchMin; i++ {
			if free[i].to-free[i].from >= owed {
				chosen = i
			}
		}
		if chosen < 0 {
			return // only reached if the draft were wrong; checkplan would say so
		}
		r.Breaks = append(r.Breaks, Break{free[chosen].from, free[chosen].to})
		r.Stops[chosen+1].ArriveMin = r.Stops[chosen+1].StartMin
		r.WaitingMin -= owed
		began, next = free[chosen].to, chosen+1
	}
}
