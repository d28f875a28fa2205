package optimise

import (
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/when"
)

// Reason says why something cannot be, or why it is a good idea. Text is one
// plain sentence, ready to show to a coordinator; it holds shift labels,
// skills and times, and nothing about the person.
type Reason struct {
	Code     ReasonCode // empty where there is nothing to say
	Text     string
	Shift    ShiftID // the shift it is about, or the nearest one; may be empty
	StartMin int     // the nearest start that would work, where Code says so
}

// ReasonCode is stable: programs may compare it.
type ReasonCode string

// Why a visit cannot be on a shift, or on any. They are tried in this order, and the
// first that leaves too few workers is given.
const (
	NoShifts     ReasonCode = "no_shifts"      // nobody works that day, or one worker where two are needed
	LacksSkill   ReasonCode = "lacks_skill"    // a skill is missing
	NotToSend    ReasonCode = "not_to_send"    // the worker is not to be sent to this person
	OtherGender  ReasonCode = "other_gender"   // a gender was required
	NotKnown     ReasonCode = "not_known"      // only workers the person knows may come
	NotWorking   ReasonCode = "not_working"    // the shift does not reach the window
	Resting      ReasonCode = "resting"        // rest since the last shift is not over
	Busy         ReasonCode = "busy"           // no time between other visits; StartMin is the nearest
	TooMuch      ReasonCode = "too_much"       // the shift would have more time at visits than it may
	NoCommonTime ReasonCode = "no_common_time" // two workers are free, but not together

	ShiftGone      ReasonCode = "shift_gone"      // a pin names a shift that is not there
	WorkersChanged ReasonCode = "workers_changed" // a pin has too few or too many shifts
	OutsideWindow  ReasonCode = "outside_window"  // a pin's time is not in the window

	ExtraTravel  ReasonCode = "extra_travel"  // for an option: how much travel it adds
	Familiar     ReasonCode = "familiar"      // for an option: the worker knows the person
	Stranger     ReasonCode = "stranger"      // for an option: the worker does not
	MovesOthers  ReasonCode = "moves_others"  // for an option: other visits start later
	NotPreferred ReasonCode = "not_preferred" // for an option: another gender was preferred
	GoesOn       ReasonCode = "goes_on"       // for an option: the worker goes on from an infection to a person without

	Liked         ReasonCode = "liked"          // for an option: the person likes this worker to come
	SameLanguage  ReasonCode = "same_language"  // for an option: the worker speaks the person's language
	OtherLanguage ReasonCode = "other_language" // for an option: the worker does not
)

// bars are the rules that do not depend on what else is planned, in order.
var bars = []ReasonCode{LacksSkill, NotToSend, OtherGender, NotKnown, NotWorking, Resting}

// bar is the first rule that keeps a visit off a shift whatever else is on it,
// or empty.
func (p *Problem) bar(v, s int) ReasonCode {
	visit, shift := &p.Visits[v], &p.Shifts[s]
	switch {
	case len(missing(visit, shift)) > 0:
		return LacksSkill
	case slices.Contains(visit.NotWorkers, shift.Worker):
		return NotToSend
	case visit.GenderMust && visit.Gender != shift.Gender:
		return OtherGender
	case visit.KnownOnly && shift.Known[visit.Person] == 0:
		return NotKnown
	case !visit.fits(shift.StartMin, shift.EndMin):
		return NotWorking
	case !visit.fits(shift.fromMin(), shift.EndMin):
		return Resting
	}
	return ""
}

// fits is true where one of the visit's windows lets it be made between two
// times.
func (v *Visit) fits(from, until int) bool {
	return slices.ContainsFunc(v.windows(), func(w Window) bool {
		return from <= w.LatestMin && max(w.EarliestMin, from)+v.DurationMin <= until
	})
}

func missing(v *Visit, s *Shift) []Skill {
	var lack []Skill
	for _, skill := range v.Skills {
		if !slices.Contains(s.Skills, skill) {
			lack = append(lack, skill)
		}
	}
	return lack
}

// barred puts bar into words; an empty reason where nothing bars.
func (p *Problem) barred(v, s int) Reason {
	visit, shift := &p.Visits[v], &p.Shifts[s]
	r := Reason{Code: p.bar(v, s), Shift: shift.ID}
	switch r.Code {
	case "":
		return Reason{}
	case LacksSkill:
		r.Text = fmt.Sprintf("%s does not have %s.", shift.label(), joined(missing(visit, shift)))
	case NotToSend:
		r.Text = fmt.Sprintf("%s is not to be sent to this person.", shift.label())
	case OtherGender:
		r.Text = fmt.Sprintf("This person must have a %s.", visit.Gender)
	case NotKnown:
		r.Text = fmt.Sprintf("%s has not been to this person before, and this visit is only for workers they know.", shift.label())
	case NotWorking:
		r.Text = fmt.Sprintf("%s works from %s to %s.", shift.label(), clock(shift.StartMin), clock(shift.EndMin))
	case Resting:
		r.Text = fmt.Sprintf("%s is resting until %s.", shift.label(), clock(shift.RestUntilMin))
	}
	return r
}

// whyUnplaced gives the first rule that leaves fewer shifts than workers
// needed, and where time is what lacks, the nearest time there is.
func (d *draft) whyUnplaced(v int) Reason {
	p, visit := d.problem, &d.problem.Visits[v]
	left := make([]int, len(p.Shifts))
	for s := range left {
		left[s] = s
	}
	switch n := d.countWorkers(left); {
	case n == 0:
		return Reason{Code: NoShifts, Text: "Nobody works that day."}
	case n < visit.Workers:
		return Reason{Code: NoShifts, Text: "It needs two workers, and only one works that day."}
	}
	for _, code := range bars {
		left = slices.DeleteFunc(left, func(s int) bool { return p.bar(v, s) == code })
		if after := d.countWorkers(left); after < visit.Workers {
			return Reason{Code: code, Text: tooFew(visit, code, after)}
		}
	}
	return d.busy(v, left)
}

func (d *draft) countWorkers(shifts []int) int {
	seen := make(map[int32]bool, len(shifts))
	for _, s := range shifts {
		seen[d.worker[s]] = true
	}
	return len(seen)
}

// tooFew says that of the workers no earlier rule bars, too few pass this one.
func tooFew(v *Visit, code ReasonCode, left int) string {
	var passes string
	switch code {
	case LacksSkill:
		passes = "has " + joined(v.Skills)
	case NotToSend:
		passes = "may be sent to this person"
	case OtherGender:
		passes = "is a " + string(v.Gender)
	case NotKnown:
		passes = "has been to this person before"
	case NotWorking:
		passes = "works long enough " + window(v)
	case Resting:
		passes = "has finished their rest " + window(v)
	}
	whom := "suitable worker" // no earlier rule kept them out
	if code == LacksSkill {
		whom = "worker"
	}
	if left == 0 {
		return fmt.Sprintf("No %s %s.", whom, passes)
	}
	return fmt.Sprintf("It needs two workers, and only one %s %s.", whom, passes)
}

// busy says that none of the shifts a visit's rules allow has time for it, and
// which comes nearest.
func (d *draft) busy(v int, shifts []int) Reason {
	visit := &d.problem.Visits[v]
	with := ""
	if len(visit.Skills) > 0 {
		with = " with " + joined(visit.Skills)
	}
	if d.double(v) {
		return d.withNearest(v, shifts, Reason{Code: NoCommonTime, Text: fmt.Sprintf(
			"No two shifts%s have %s free together %s", with, minutes(visit), window(visit))})
	}
	return d.withNearest(v, shifts, Reason{Code: Busy, Text: fmt.Sprintf(
		"No shift%s has %s free %s", with, minutes(visit), window(visit))})
}

// busyTogether says that two shifts have no time in common for the visit.
func (d *draft) busyTogether(v int, shifts []int) Reason {
	visit := &d.problem.Visits[v]
	return d.withNearest(v, shifts, Reason{Code: NoCommonTime, Text: fmt.Sprintf(
		"%s do not have %s free together %s", d.labels(shifts), minutes(visit), window(visit))})
}

// withNearest ends a sentence with the nearest time the shifts do have.
func (d *draft) withNearest(v int, shifts []int, r Reason) Reason {
	if near, start, ok := d.nearest(v, shifts); ok {
		r.Shift, r.StartMin = d.problem.Shifts[near[0]].ID, int(start)
		r.Text += fmt.Sprintf("; nearest is %s at %s", d.labels(near), clock(int(start)))
	}
	r.Text += "."
	return r
}

// busyAlone says that one shift has no time for the visit, or for one worker's
// part in it, and when it next would.
func (d *draft) busyAlone(v, s int) Reason {
	visit, shift := &d.problem.Visits[v], &d.problem.Shifts[s]
	r := Reason{Code: Busy, Shift: shift.ID}
	r.Text = fmt.Sprintf("%s does not have %s free %s", shift.label(), minutes(visit), window(visit))
	if start, ok := d.nearestAlone(v, s); ok {
		r.StartMin = start
		r.Text += fmt.Sprintf("; the nearest start is %s", clock(start))
	}
	r.Text += "."
	return r
}

// reach is how far beyond the window nearest looks, in widening steps.
var reach = []int32{5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240}

// nearest is the start closest to the window that would work on the shifts
// given, within four hours of it, and who could make it.
func (d *draft) nearest(v int, shifts []int) (on []int, start int32, ok bool) {
	d.widening(v, func(consider func(at int32) bool) {
		if d.double(v) {
			for _, p := range d.pairs(v, 1, func(s int) bool { return slices.Contains(shifts, s) }) {
				if consider(p.start) {
					on, start, ok = []int{p.first.spot.shift, p.second.spot.shift}, p.start, true
				}
			}
			return
		}
		for _, s := range shifts {
			d.eachFit(v, s, func(o option) {
				if consider(o.start) {
					on, start, ok = []int{s}, o.start, true
				}
			})
		}
	})
	return on, start, ok
}

// nearestAlone is the start closest to the window for one worker's part.
func (d *draft) nearestAlone(v, s int) (start int, ok bool) {
	d.widening(v, func(consider func(at int32) bool) {
		d.eachFit(v, s, func(o option) {
			if consider(o.start) {
				start, ok = int(o.start), true
			}
		})
	})
	return start, ok
}

// widening calls look with the window stretched both ways, further each time,
// until something was found; consider reports whether a start is the closest
// so far.
func (d *draft) widening(v int, look func(consider func(at int32) bool)) {
	early, late := d.early[v], d.late[v]
	defer func() { d.early[v], d.late[v] = early, late }()
	closest := int32(noCost)
	for _, wider := range reach {
		d.early[v], d.late[v] = max(0, early-wider), late+wider
		look(func(at int32) bool {
			away := max(early-at, at-late)
			if away >= closest {
				return false
			}
			closest = away
			return true
		})
		if closest != noCost {
			return
		}
	}
}

func (d *draft) labels(shifts []int) string {
	var names []string
	for _, s := range shifts {
		names = append(names, d.problem.Shifts[s].label())
	}
	return strings.Join(names, " and ")
}

func joined(skills []Skill) string {
	words := make([]string, len(skills))
	for i, s := range skills {
		words[i] = string(s)
	}
	return strings.Join(words, " and ")
}

func minutes(v *Visit) string {
	return fmt.Sprintf("%d %s", v.DurationMin, plural(v.DurationMin, "minute", "minutes"))
}

func workers(n int) string {
	switch n {
	case 1:
		return "one worker"
	case 2:
		return "two workers"
	}
	return fmt.Sprintf("%d workers", n)
}

// window is the visit's times as a person reads them.
func window(v *Visit) string {
	var times []string
	for _, w := range v.windows() {
		if w.EarliestMin == w.LatestMin {
			times = append(times, "at "+clock(w.EarliestMin))
		} else {
			times = append(times, fmt.Sprintf("between %s and %s", clock(w.EarliestMin), clock(w.LatestMin)))
		}
	}
	return strings.Join(times, " or ")
}

// clock shows a minute of the day as 7:05am, and one after midnight as such.
func clock(minute int) string {
	if minute >= 24*60 {
		return when.Hour(minute) + " the day after"
	}
	return when.Hour(minute)
}
