package measure

import (
	"slices"

	"stillhome/internal/kernel/when"
)

// The measure in force since 2024-25, ASCOF 2D part 1: whether anything went
// wrong in the 84 days after leaving hospital. The official figure is worked
// out nationally from hospital data; what a council works out is an estimate,
// named so everywhere. Not the old 2B(1): see old2b1.go.

const (
	// CommunityDays is how long after leaving hospital the measure looks, the
	// last day included: 12 weeks.
	CommunityDays = 84
	// linkBefore and linkAfter say how far from the discharge reablement may
	// start, both included.
	linkBefore, linkAfter = 3, 7
)

// Case2D is one cluster of reablement that followed a discharge from hospital,
// with what went wrong in the 84 days after. Several things may have.
type Case2D struct {
	Reablement Spell
	Hospital   Stay
	// LongTerm is set where the person had long-term support in the community
	// when they went into hospital. They count; the measure shows them apart.
	LongTerm bool

	Died       bool
	Readmitted bool
	CareHome   bool
}

// InCommunity reports whether nothing went wrong: the numerator.
func (c Case2D) InCommunity() bool { return !c.Died && !c.Readmitted && !c.CareHome }

// LastDay is day 84, the last that counts.
func (c Case2D) LastDay() when.Date { return c.Hospital.Until.Add(CommunityDays) }

// Remained2D finds the clusters of reablement in one person's life that count
// for the local estimate of ASCOF 2D, as the record stands on the day asked.
// Each is one in the denominator, in order of its start. Whether its 84 days
// are over is for the caller to say (LastDay).
//
// Reablement spells at most 7 days apart are one cluster. A cluster is linked to
// a discharge if it starts from 3 days before to 7 days after it and not before
// the admission; if several fit, to the latest. A discharge counts if the
// person was 65 or over (from the first of the month of birth, as the national
// data hold no day), stayed at least one night, and was not in a care home when
// admitted. It fails by death, by an emergency admission of at least one night
// on a later date than both the discharge and the start, or by the start of
// residential or nursing care: each from the discharge to day 84, both included.
//
// Known differences from the official figure: hospital stays are those recorded
// here; a care-home stay of any kind counts as long-term care; treatment
// functions and discharge destinations are not looked at; a stay with no
// recorded admission is taken to have lasted a night.
//
// Source: Create_ASCOF_2D.sql, DataS-DHSC/ASC-CLD-LA-Dashboard 9bee728, 11 June
// 2026.
func Remained2D(l Life, asOf when.Date) []Case2D {
	var out []Case2D
	for _, c := range clusters(l.Reablement) {
		stay, found := linked(l, c)
		if !found {
			continue
		}
		last := stay.Until.Add(CommunityDays)
		within := func(day when.Date) bool { return day >= stay.Until && day <= last }
		begin := max(stay.Until, c.From)
		out = append(out, Case2D{
			Reablement: c,
			Hospital:   stay,
			LongTerm:   covers(l.Community, admission(stay)),
			Died:       l.Died != "" && within(l.Died),
			Readmitted: slices.ContainsFunc(l.Hospital, func(s Stay) bool {
				return s.Emergency && s.overnight(asOf) && s.From > begin && within(s.From)
			}),
			CareHome: slices.ContainsFunc(l.CareHome, func(s Spell) bool { return within(s.From) }),
		})
	}
	return out
}

// linked is the latest discharge that counts and that the cluster followed.
func linked(l Life, cluster Spell) (latest Stay, found bool) {
	for _, s := range l.Hospital {
		if s.Until == "" || s.Until <= latest.Until ||
			cluster.From < s.Until.Add(-linkBefore) || cluster.From > s.Until.Add(linkAfter) ||
			s.From > cluster.From || s.From == s.Until ||
			monthOf(l.Born).Age(s.Until) < minimumAge ||
			l.Died != "" && l.Died < s.Until ||
			covers(l.CareHome, admission(s)) {
			continue
		}
		latest, found = s, true
	}
	return latest, found
}

// admission is the first day of a stay, or its last where the first is not
// known.
func admission(s Stay) when.Date {
	if s.From == "" {
		return s.Until
	}
	return s.From
}

// monthOf is the first day of the date's month.
func monthOf(d when.Date) when.Date {
	if len(d) != len("2006-01-02") {
		return ""
	}
	return d[:8] + "01"
}
