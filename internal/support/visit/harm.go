package visit

import (
	"slices"
	"strings"

	"stillhome/internal/service/staff"
	"stillhome/internal/support/assessment"
)

// Harm is how bad it is if nobody comes to a visit, for days when not
// everybody can be visited: snow, an epidemic, a flood. 1 can wait, 4 must not
// be missed. The ranks and what leads to them are our assumption, in the order
// in which services rate people for such days; a coordinator decides.
type Harm int

// The ranks.
const (
	CanWait   Harm = 1 // nothing here must be done today
	Uneasy    Harm = 2 // a day without it is hard on the person
	Unsafe    Harm = 3 // a day without it is not safe
	Dangerous Harm = 4 // medicine or care that must not be missed
)

var harmLabels = map[Harm]string{
	CanWait: "Can wait for a day", Uneasy: "Hard on the person if missed", Unsafe: "Not safe to miss", Dangerous: "Must not be missed",
}

// Label is the rank in words for a screen.
func (h Harm) Label() string { return harmLabels[h] }

// Doings are activities as one column, with spaces between.
func Doings(column string) []assessment.Activity {
	var out []assessment.Activity
	for _, a := range strings.Fields(column) {
		out = append(out, assessment.Activity(a))
	}
	return out
}

// HarmOf ranks a visit by what is planned for it: what it does, what its
// workers must be trained in, whether its time must be kept, and whether the
// person lives alone (yes, no, or empty where nobody asked, which counts as
// alone). Somebody who lives with others is a rank better off for care that
// anybody can give; medicines and catheters are not such care, nor is moving
// with a hoist.
func HarmOf(v Visit, does []assessment.Activity, alone string) Harm {
	helps := func(of ...assessment.Activity) bool {
		return slices.ContainsFunc(does, func(a assessment.Activity) bool { return slices.Contains(of, a) })
	}
	trained := func(s staff.Skill) bool { return slices.Contains(v.Skills, s) }
	switch {
	case v.MustBeAt, helps(assessment.Medicines, assessment.Catheter), trained(staff.Medicines), trained(staff.Catheter):
		return Dangerous
	case v.Workers == 2, trained(staff.Hoist):
		return Unsafe
	}
	rank := CanWait
	switch {
	case helps(assessment.Eat, assessment.Toilet, assessment.Move):
		rank = Unsafe
	case helps(assessment.Meals, assessment.Wash, assessment.Dress):
		rank = Uneasy
	}
	if alone == "no" && rank > CanWait {
		rank--
	}
	return rank
}
