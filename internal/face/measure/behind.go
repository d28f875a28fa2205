package measure

import (
	"cmp"
	"slices"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
)

// line is one person, visit or alert behind a figure.
type line struct {
	name   string
	person ids.Person // empty for an alert about nobody, or a referral not matched
	href   string     // where it opens
	cells  []string   // in the order of behind.heads
	counts bool       // in the numerator
	weight int        // how much it adds to the numerator, where lines are weighted
	why    string     // why it does or does not; how it is grouped for those who see no names
}

// behind is the list behind a figure. Every line is in the denominator.
type behind struct {
	Definition
	Period   Period
	heads    []string
	lines    []line
	weighted bool // the numerator is a sum of weights, not a count of lines
}

// figure works the figure out from its list.
func (b behind) figure() Figure {
	f := Figure{Definition: b.Definition, Period: b.Period, Share: b.Denominator != ""}
	for _, l := range b.lines {
		f.Denominator++
		switch {
		case b.weighted:
			f.Numerator += l.weight
		case l.counts:
			f.Numerator++
		}
	}
	return f
}

// reason is how many lines have one reason, for those who see no names.
type reason struct {
	why    string
	counts bool
	n      int
}

// reasons groups the list by why, those in the numerator first, then the most.
func (b behind) reasons() []reason {
	var out []reason
	for _, l := range b.lines {
		i := slices.IndexFunc(out, func(r reason) bool { return r.why == l.why && r.counts == l.counts })
		if i < 0 {
			i = len(out)
			out = append(out, reason{why: l.why, counts: l.counts})
		}
		out[i].n++
	}
	slices.SortStableFunc(out, func(a, b reason) int {
		if a.counts != b.counts {
			if a.counts {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.why, b.why))
	})
	return out
}

// finders finds the list behind each figure.
var finders = map[Name]func(*gate.Snapshot, *behind, Cohort) error{
	OnService:     findOnService,
	VisitsToday:   findVisits,
	AlertsOpen:    findAlerts,
	ToDecide:      findToDecide,
	ToStart:       findToStart,
	StartsInTime:  findStarts,
	FreedMinutes:  findFreed,
	FollowUpsOpen: findFollowUps,
	StillHome91:   find91,
	StillHome84:   find84,
}

// find is the list behind a figure. An unknown name is NotFound.
func find(s *gate.Snapshot, n Name, c Cohort) (behind, error) {
	d, err := define(n)
	if err != nil {
		return behind{}, err
	}
	b := behind{Definition: d, Period: Period{s.Today(), s.Today()}}
	return b, finders[n](s, &b, c)
}

func find91(s *gate.Snapshot, b *behind, c Cohort) error {
	b.Period = discharges91(c, s.Today())
	b.heads = []string{"Left hospital", "Day 91"}
	rows, err := discharges(s, b.Period)
	for _, r := range rows {
		if a := StillHomeOld2B1(r.Followed); a.Counted {
			b.add(r.whom, line{
				cells:  []string{r.Discharged.Said(), Day91(r.Discharged).Said()},
				counts: a.AtHome, why: a.why(),
			})
		}
	}
	return err
}

func find84(s *gate.Snapshot, b *behind, _ Cohort) error {
	b.Period = discharges84(s.Today())
	b.heads = []string{"Left hospital", "Support started", "Day 84"}
	cases, err := cases84(s, b.Period, s.Today())
	for _, c := range cases {
		b.add(c.whom, line{
			cells:  []string{c.Hospital.Until.Said(), c.Reablement.From.Said(), c.LastDay().Said()},
			counts: c.InCommunity(), why: c.why(),
		})
	}
	return err
}

// why says in words what went wrong, or that nothing did.
func (c Case2D) why() string {
	words := ""
	for _, w := range []struct {
		went bool
		say  string
	}{{c.Died, "Died"}, {c.Readmitted, "Emergency stay in hospital"}, {c.CareHome, "Moved to a care home"}} {
		switch {
		case w.went && words != "":
			words += "; " + w.say
		case w.went:
			words = w.say
		}
	}
	return cmp.Or(words, "None of the three recorded")
}

// add puts a line about a person on the list, opening the person's page unless
// it says where it opens.
func (b *behind) add(w whom, l line) {
	l.name, l.person = w.name(), w.person
	if l.href == "" && w.person != "" {
		l.href = web.PersonPath(w.person)
	}
	b.lines = append(b.lines, l)
}
