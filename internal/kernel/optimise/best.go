package optimise

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/fault"
)

// Choice is where one visit could go in a plan as it stands.
type Choice struct {
	Options []Option  // the best three at most, best first; may be empty
	Against []Against // every shift that is in no way possible, in the problem's order
	WhyNot  Reason    // why there is no option; empty when there is one
}

// Option is one place for a visit.
type Option struct {
	Visit          VisitID
	Shifts         []ShiftID // as many as the visit needs workers
	StartMin       int
	ExtraTravelMin int      // may be negative where the old place was far
	Later          []Later  // other visits that would start later, in the problem's order
	Reasons        []Reason // for and against, the travel first
}

// Later is a visit that starts later than planned, still within its window.
type Later struct {
	Visit          VisitID
	FromMin, ToMin int
}

// Against says why a shift cannot take the visit.
type Against struct {
	Shift  ShiftID
	Reason Reason
}

// optionsShown is how many places Best offers: enough to choose, few enough to
// read.
const optionsShown = 3

// Best offers the best three places for one visit in a plan: an urgent one just
// added to the problem, or one that needs cover. If the plan has the visit it
// is taken out first, so its own place may be among the options. Other visits
// keep their workers; those not pinned may start later, never earlier, and the
// option lists them. Errors: those of Problem.Check; optimise.no_visit;
// optimise.plan_out_of_date where the plan breaks the problem's rules (Rebuild
// it first).
func Best(p Problem, plan Plan, visit VisitID) (Choice, error) {
	d, v, err := draftWithout(&p, plan, visit)
	if err != nil {
		return Choice{}, err
	}
	var choice Choice
	if d.double(v) {
		for _, pair := range d.pairs(v, optionsShown, nil) {
			choice.Options = append(choice.Options, d.describe(v, pair.first, pair.second))
		}
	} else {
		var found []option
		for s := range d.runs {
			if best, ok := d.bestOn(v, s); ok {
				found = append(found, best)
			}
		}
		slices.SortStableFunc(found, func(a, b option) int { return cmp.Compare(a.cost, b.cost) })
		for _, o := range found[:min(len(found), optionsShown)] {
			choice.Options = append(choice.Options, d.describe(v, o))
		}
	}
	for s := range d.runs {
		if why := d.against(v, s); why.Code != "" {
			choice.Against = append(choice.Against, Against{p.Shifts[s].ID, why})
		}
	}
	if len(choice.Options) == 0 {
		choice.WhyNot = d.whyUnplaced(v)
	}
	return choice, nil
}

// Accept puts an option of Best into the plan and changes nothing else but
// what the option lists. Errors: those of Best; optimise.option_gone where the
// plan no longer has room for it.
func Accept(p Problem, plan Plan, o Option) (Plan, error) {
	d, v, err := draftWithout(&p, plan, o.Visit)
	if err != nil {
		return Plan{}, err
	}
	var shifts []int
	for _, id := range o.Shifts {
		s := slices.IndexFunc(p.Shifts, func(s Shift) bool { return s.ID == id })
		if s >= 0 && d.canDo(v, s) {
			shifts = append(shifts, s)
		}
	}
	at := int32(o.StartMin)
	inWindow := p.Visits[v].mayStart(o.StartMin)
	d.narrow(v, at, at)
	if !inWindow || len(shifts) != len(o.Shifts) || len(shifts) != p.Visits[v].Workers || !d.placeOn(v, shifts) {
		return Plan{}, fault.New(fault.Conflict, "optimise.option_gone",
			"The rota has changed and that place is taken. Look for a place again.")
	}
	d.widen(v)
	return d.plan(nil), nil
}

// draftWithout rebuilds the plan as a draft, each visit no earlier than it was
// told, and takes one visit out.
func draftWithout(p *Problem, plan Plan, visit VisitID) (d *draft, v int, err error) {
	if err := p.Check(); err != nil {
		return nil, 0, err
	}
	v = slices.IndexFunc(p.Visits, func(x Visit) bool { return x.ID == visit })
	if v < 0 {
		return nil, 0, noVisit()
	}
	d = newDraft(p)
	d.tell(plan)
	pins := pinsOf(plan)
	var told []int
	for i := range p.Visits {
		if pin, ok := pins[p.Visits[i].ID]; ok && i != v {
			told = append(told, i)
			d.startFrom(i, int32(pin.StartMin))
			if own := p.Visits[i].Pin; own != nil && own.StartMin == pin.StartMin {
				d.late[i] = int32(pin.StartMin)
			}
		}
	}
	slices.SortStableFunc(told, func(a, b int) int { return cmp.Compare(d.early[a], d.early[b]) })
	for _, i := range told {
		if !d.append(i, pins[p.Visits[i].ID]) {
			return nil, 0, fault.New(fault.Conflict, "optimise.plan_out_of_date",
				"The rota no longer fits the day's shifts and visits. Build it again first.")
		}
	}
	return d, v, nil
}

func noVisit() error {
	return fault.New(fault.NotFound, "optimise.no_visit", "That visit is not on this day's rota.")
}

// append puts a visit at the end of the runs the plan has it on, at the time
// it had.
func (d *draft) append(v int, pin Pin) bool {
	var spots []spot
	for _, id := range pin.Shifts {
		s := slices.IndexFunc(d.problem.Shifts, func(s Shift) bool { return s.ID == id })
		if s < 0 || !d.canDo(v, s) {
			return false
		}
		spots = append(spots, spot{s, len(d.runs[s])})
	}
	if len(spots) != d.problem.Visits[v].Workers {
		return false
	}
	start, ok := d.attempt(v, spots, true)
	return ok && start == int32(pin.StartMin)
}

// describe puts an option into words. It is tried for real to see whom it
// would delay.
func (d *draft) describe(v int, by ...option) Option {
	visit := &d.problem.Visits[v]
	o := Option{Visit: visit.ID}
	before := slices.Clone(d.start)
	defer d.first(v, d.early[v], d.late[v])
	var spots []spot
	var known, strangers, others, liked, speak, speakNot, goOn []string
	for _, one := range by {
		s := one.spot.shift
		shift := &d.problem.Shifts[s]
		spots = append(spots, one.spot)
		o.Shifts = append(o.Shifts, shift.ID)
		on := d.goesOn(v, s, one.spot.at)
		o.ExtraTravelMin += int(one.cost-d.wishCost(v, s)-on) / costPerTravelMin
		if on > 0 {
			goOn = append(goOn, shift.label())
		}
		if n := shift.Known[visit.Person]; n > 0 {
			known = append(known, fmt.Sprintf("%s has been %s", shift.label(), times(n)))
		} else {
			strangers = append(strangers, shift.label())
		}
		if genderCost(visit, shift) > 0 {
			others = append(others, shift.label())
		}
		if slices.Contains(visit.Preferred, shift.Worker) {
			liked = append(liked, shift.label())
		}
		if visit.Language != "" && slices.Contains(shift.Languages, visit.Language) {
			speak = append(speak, shift.label())
		} else if visit.Language != "" {
			speakNot = append(speakNot, shift.label())
		}
	}
	d.choose(v, by[0])
	d.insert(v, spots)
	o.StartMin = int(d.start[v])
	for i := range d.start {
		if i != v && d.start[i] != before[i] {
			o.Later = append(o.Later, Later{d.problem.Visits[i].ID, int(before[i]), int(d.start[i])})
		}
	}
	d.undo(spots)
	say := func(code ReasonCode, format string, args ...any) {
		o.Reasons = append(o.Reasons, Reason{Code: code, Text: fmt.Sprintf(format, args...)})
	}
	say(ExtraTravel, "%s", travelText(o.ExtraTravelMin))
	if len(known) > 0 {
		say(Familiar, "%s.", strings.Join(known, ", "))
	}
	if len(strangers) > 0 {
		say(Stranger, "First time at this person's door for %s.", strings.Join(strangers, " and "))
	}
	if len(liked) > 0 {
		say(Liked, "This person likes %s to come.", strings.Join(liked, " and "))
	}
	if len(speak) > 0 {
		say(SameLanguage, "Speaks %s: %s.", visit.Language, strings.Join(speak, " and "))
	}
	if len(speakNot) > 0 {
		say(OtherLanguage, "Does not speak %s: %s.", visit.Language, strings.Join(speakNot, " and "))
	}
	if len(others) > 0 {
		say(NotPreferred, "This person would rather have a %s than %s.", visit.Gender, strings.Join(others, " or "))
	}
	if len(goOn) > 0 {
		say(GoesOn, "%s would go on from a person with an infection to one without.", strings.Join(goOn, " and "))
	}
	if n := len(o.Later); n > 0 {
		say(MovesOthers, "%d other %s would start later, within the agreed times.", n, plural(n, "visit", "visits"))
	}
	return o
}

// against says why a shift cannot take the visit, alone or as one of two
// workers; an empty reason where it could.
func (d *draft) against(v, s int) Reason {
	if bar := d.problem.barred(v, s); bar.Code != "" {
		return bar
	}
	if _, ok := d.bestOn(v, s); ok {
		return Reason{}
	}
	if shift := &d.problem.Shifts[s]; shift.MostMin > 0 && int(d.load[s]+d.length[v]) > shift.MostMin {
		return Reason{Code: TooMuch, Shift: shift.ID, Text: fmt.Sprintf("%s may have no more than %s at visits that day, and has %s.",
			shift.label(), hoursAndMinutes(shift.MostMin), hoursAndMinutes(int(d.load[s])))}
	}
	return d.busyAlone(v, s)
}

// hoursAndMinutes is a length of time as a person says it: 6 h 15.
func hoursAndMinutes(minutes int) string {
	switch {
	case minutes < 60:
		return fmt.Sprintf("%d %s", minutes, plural(minutes, "minute", "minutes"))
	case minutes%60 == 0:
		return fmt.Sprintf("%d h", minutes/60)
	}
	return fmt.Sprintf("%d h %02d", minutes/60, minutes%60)
}

func travelText(extra int) string {
	switch {
	case extra > 0:
		return fmt.Sprintf("Adds %d %s of travel.", extra, plural(extra, "minute", "minutes"))
	case extra < 0:
		return fmt.Sprintf("Saves %d %s of travel.", -extra, plural(-extra, "minute", "minutes"))
	}
	return "Adds no travel."
}

func times(n int) string {
	switch n {
	case 1:
		return "here once before"
	case 2:
		return "here twice before"
	}
	return fmt.Sprintf("here %d times before", n)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
