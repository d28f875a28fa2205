package measure

import (
	"cmp"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/review"
)

// The old measure, ASCOF 2B(1): where a person is on one day, the 91st after
// they left hospital. Not the one in force: see stillhome2d.go.

// FollowUpDays is how long after leaving hospital the old measure looks.
const FollowUpDays = 91

// minimumAge of both measures, in whole years on the day of leaving hospital.
const minimumAge = 65

// Day91 is the day on which the old measure asks where a person is who left
// hospital on the date given. Source: ASCOF 2B(1), SALT STS004 guidance
// 2021-22: 91 days after hospital discharge, not after the end of support.
func Day91(discharged when.Date) when.Date { return discharged.Add(FollowUpDays) }

// Followed is one discharge from hospital into reablement, and what the
// follow-up found.
type Followed struct {
	Born, Died when.Date // either may be empty
	Discharged when.Date
	Where      review.Whereabouts // on day 91; empty while nobody has found out
}

// Old2B1 is the answer of the old measure for one discharge: whether it counts
// at all, and whether the person was at home on day 91. Found says where they
// were; it is empty while nobody has found out, which counts as not at home.
type Old2B1 struct {
	Counted bool
	AtHome  bool
	Found   review.Whereabouts
}

// NotKnown reports whether it is not known where the person was: nobody has
// found out yet, or nobody could.
func (o Old2B1) NotKnown() bool { return o.Found.Label() == "" || o.Found == review.NotContacted }

// why is where the person was, in words.
func (o Old2B1) why() string { return cmp.Or(o.Found.Label(), "Not known yet") }

// StillHomeOld2B1 applies the definition used until 2023-24 to one discharge
// from hospital into reablement.
//
// Counted: aged 65 or over on the day of discharge. A person whose date of
// birth is not known is not counted. There is no rule how soon support began.
// At home: in their own home, extra care housing or Shared Lives on day 91, or
// in a care home for a short break from which they are expected back. Not at
// home: in hospital, in a care home, dead by then, or not to be found. A
// death on or before day 91 outweighs what the follow-up wrote.
//
// Source: LG Inform metric 1101/11106; SALT STS004 guidance 2021-22; not
// contacted counts as not at home: West Sussex performance page, December 2019,
// quoting the guidance. Read November 2026.
func StillHomeOld2B1(f Followed) Old2B1 {
	if f.Discharged == "" || f.Born.Age(f.Discharged) < minimumAge {
		return Old2B1{}
	}
	found := f.Where
	if f.Died != "" && f.Died <= Day91(f.Discharged) {
		found = review.HasDied
	}
	return Old2B1{Counted: true, AtHome: found.AtHome(), Found: found}
}
