package uhhc

import "stillhome/internal/kernel/optimise/published"

// route follows one caregiver from leaving to coming back.
func (c *checker) route(r Route) {
	who, ok := c.caregiver[r.Caregiver]
	if !ok {
		c.report(published.UnknownCaregiver, r.Caregiver, "", "there is no caregiver %s", r.Caregiver)
		return
	}
	if c.routes[who]++; c.routes[who] > 1 {
		c.report(published.TwoRoutes, r.Caregiver, "", "caregiver %s has a second route", r.Caregiver)
	}
	caregiver := &c.in.Caregivers[who]
	home := c.in.Terminals[caregiver.To].Place
	d := day{at: c.in.Terminals[caregiver.From].Place}
	for _, stop := range r.Stops {
		place, ok := c.placeOf(caregiver, stop, len(r.Stops))
		if !ok {
			continue
		}
		c.step(caregiver, &d, place, stop)
		if stop.Service == LunchBreak {
			c.lunch(caregiver, &d, stop)
			continue
		}
		c.stop(who, stop)
	}
	if caregiver.Lunch && d.lunches == 0 {
		c.cost.MissedLunchBreak++
	}
	way := c.in.Distances[d.at][home]
	c.cost.TravelTime += way
	idle := caregiver.ShiftEnd - caregiver.ShiftStart
	if d.entries > 0 {
		back := d.free + way
		c.cost.TotalExtraTime += max(0, back-caregiver.ShiftEnd)
		idle = d.idle + max(0, caregiver.ShiftEnd-back)
	}
	c.cost.MaxIdleTime = max(c.cost.MaxIdleTime, idle)
}

// day is a caregiver's day as far as it was followed.
type day struct {
	at          int // place
	free, idle  float64
	entries     int // stops so far
	lunches     int
	lunchBefore bool // the stop before this one was lunch
}

// placeOf is where a stop is. Lunch may be at a terminal point only for a
// caregiver who does nothing else.
func (c *checker) placeOf(caregiver *Caregiver, stop Stop, stops int) (int, bool) {
	if p, ok := c.patient[stop.Patient]; ok {
		return c.in.Patients[p].Place, true
	}
	if from := c.in.Terminals[caregiver.From]; stop.Service == LunchBreak && stop.Patient == from.ID {
		if stops > 1 {
			c.report(published.Lunch, caregiver.ID, "", "caregiver %s eats at %s, which only one without visits may", caregiver.ID, from.ID)
		}
		return from.Place, true
	}
	c.report(published.UnknownPatient, caregiver.ID, stop.Patient, "caregiver %s visits %s, who does not exist", caregiver.ID, stop.Patient)
	return 0, false
}

// step checks the way to a stop and counts travel, waiting and idle time.
func (c *checker) step(caregiver *Caregiver, d *day, place int, stop Stop) {
	way := c.in.Distances[d.at][place]
	c.cost.TravelTime += way
	switch arrives := d.free + way; {
	case d.entries == 0:
		leaves := stop.Start - way
		d.idle += max(0, leaves-caregiver.ShiftStart)
		if leaves < caregiver.ShiftStart-c.tolerance {
			c.report(published.Shift, caregiver.ID, stop.Patient, "caregiver %s would have to leave at %g to start with %s at %g; the shift starts at %g",
				caregiver.ID, leaves, stop.Patient, stop.Start, caregiver.ShiftStart)
		}
	case stop.Start < arrives-c.tolerance:
		c.report(published.Travel, caregiver.ID, stop.Patient, "caregiver %s is free at %g, travels %g to %s, and starts at %g", caregiver.ID, d.free, way, stop.Patient, stop.Start)
	default:
		waits := max(0, stop.Start-arrives)
		d.idle += waits
		if d.entries != 1 || !d.lunchBefore {
			c.cost.TotalWaitingTime += waits
		}
	}
	d.at, d.free = place, stop.End
	d.entries++
	d.lunchBefore = stop.Service == LunchBreak
}

// lunch checks a lunch break.
func (c *checker) lunch(caregiver *Caregiver, d *day, stop Stop) {
	d.lunches++
	l := c.in.Lunch
	switch {
	case !caregiver.Lunch:
		c.report(published.Lunch, caregiver.ID, "", "caregiver %s takes a lunch break that is not owed", caregiver.ID)
	case d.lunches > 1:
		c.report(published.Lunch, caregiver.ID, "", "caregiver %s takes a second lunch break", caregiver.ID)
	case c.differs(stop.End-stop.Start, l.Duration):
		c.report(published.Lunch, caregiver.ID, "", "caregiver %s eats from %g to %g; a lunch break lasts %g", caregiver.ID, stop.Start, stop.End, l.Duration)
	case stop.Start < l.Start-c.tolerance || stop.End > l.End+c.tolerance:
		c.report(published.Lunch, caregiver.ID, "", "caregiver %s eats from %g to %g; lunch breaks lie between %g and %g", caregiver.ID, stop.Start, stop.End, l.Start, l.End)
	}
}

// stop checks one service by itself and counts tardiness and wishes.
func (c *checker) stop(who int, stop Stop) {
	p := c.patient[stop.Patient]
	patient, caregiver := &c.in.Patients[p], &c.in.Caregivers[who]
	service, ok := c.service[stop.Service]
	if !ok {
		c.report(published.UnknownService, caregiver.ID, stop.Patient, "there is no service %s", stop.Service)
		return
	}
	c.tardiness(caregiver, patient, stop)
	if patient.Preferred != nil && !patient.Preferred[who] {
		c.cost.Preferences++
	}
	if patient.Incompatible != nil && patient.Incompatible[who] {
		c.report(published.Incompatible, caregiver.ID, stop.Patient, "caregiver %s must not go to %s", caregiver.ID, stop.Patient)
	}
	if !caregiver.Can[service] {
		c.report(published.Unskilled, caregiver.ID, stop.Patient, "caregiver %s cannot give %s, which %s is given", caregiver.ID, stop.Service, stop.Patient)
	}
	c.visited[p] = true
	for i, need := range patient.Needs {
		if need.Service != service {
			continue
		}
		if c.differs(stop.End-stop.Start, need.Duration) {
			c.report(published.Duration, caregiver.ID, stop.Patient, "%s of %s lasts from %g to %g and should last %g", stop.Service, stop.Patient, stop.Start, stop.End, need.Duration)
		}
		c.given[[2]int{p, i}] = append(c.given[[2]int{p, i}], giving{caregiver.ID, stop.Start})
		return
	}
	c.report(published.NotNeeded, caregiver.ID, stop.Patient, "%s does not need %s", stop.Patient, stop.Service)
}

// tardiness is against the last window that has opened by the start.
func (c *checker) tardiness(caregiver *Caregiver, patient *Patient, stop Stop) {
	window := patient.Windows[0]
	if stop.Start < window.Start-c.tolerance {
		c.report(published.Early, caregiver.ID, patient.ID, "%s of %s starts at %g, before the first window opens at %g", stop.Service, patient.ID, stop.Start, window.Start)
	}
	for _, w := range patient.Windows {
		if w.Start <= stop.Start {
			window = w
		}
	}
	met := stop.Start
	if c.in.AtEnd {
		met = stop.End
	}
	late := max(0, met-window.End)
	c.cost.TotalTardiness += late
	c.cost.HighestTardiness = max(c.cost.HighestTardiness, late)
}
