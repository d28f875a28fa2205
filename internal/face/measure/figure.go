package measure

import (
	"strconv"
	"strings"

	"stillhome/internal/kernel/when"
)

// Name of a figure: the same in addresses, in /insights.json and for ever.
type Name string

// The figures, in the order pages show them.
const (
	OnService     Name = "people-on-service"
	VisitsToday   Name = "visits-today"
	AlertsOpen    Name = "alerts-open"
	ToDecide      Name = "waiting-for-a-decision"
	ToStart       Name = "waiting-to-start"
	StartsInTime  Name = "starts-within-target"
	FreedMinutes  Name = "minutes-freed"
	FollowUpsOpen Name = "follow-ups-not-known"
	StillHome91   Name = "still-home-old-2b1"
	StillHome84   Name = "still-home-2d-estimate"
)

// Cohort is which discharges the old measure looks at.
type Cohort string

// The cohorts. Rolling is what the service watches; Official is what was
// returned to the government each year.
const (
	Rolling  Cohort = "rolling"
	Official Cohort = "official"
)

// Period is from one UK date to another, both included.
type Period struct {
	From  when.Date `json:"from"`
	Until when.Date `json:"until"`
}

// Said is the period in words.
func (p Period) Said() string {
	if p.From == p.Until {
		return p.From.Said()
	}
	return p.From.Said() + " to " + p.Until.Said()
}

// windows of the figures, in days.
const (
	recentDays  = 28
	rollingDays = 91
	yearDays    = 365
)

// recent is the last 28 days, today among them.
func recent(today when.Date) Period { return Period{today.Add(1 - recentDays), today} }

// discharges91 is when the people left hospital whom the old measure looks at:
// those whose day 91 was one of the 91 days before today; or October to
// December of the last year for which day 91 is over for everyone.
func discharges91(c Cohort, today when.Date) Period {
	if c != Official {
		return Period{Day91Back(today).Add(-rollingDays), Day91Back(today).Add(-1)}
	}
	year, _ := strconv.Atoi(string(today[:4]))
	last := when.Date(strconv.Itoa(year-1) + "-12-31")
	if Day91(last) >= today {
		year--
	}
	y := strconv.Itoa(year - 1)
	return Period{when.Date(y + "-10-01"), when.Date(y + "-12-31")}
}

// Day91Back is the day on which somebody left hospital whose day 91 is the date
// given.
func Day91Back(day when.Date) when.Date { return day.Add(-FollowUpDays) }

// discharges84 is when the people left hospital whom the 2D estimate looks at: a
// year, ending with the last day for which day 84 is over.
func discharges84(today when.Date) Period {
	last := today.Add(-CommunityDays - 1)
	return Period{last.Add(1 - yearDays), last}
}

// Part is a figure's parts, such as visits by how they went.
type Part struct {
	Words string `json:"words"`
	Count int    `json:"count"`
}

// Figure is the value of a measure for one period. A share has a Denominator;
// a plain count has none (Share is false) and its Numerator is the count, in
// the definition's unit.
type Figure struct {
	Definition
	Period      Period
	Share       bool
	Numerator   int
	Denominator int
	Parts       []Part
	Oldest      string // in words: since when the longest-waiting waits; may be empty
	Behind      string // address of the list behind it
}

// NoCases stands for a share of nothing, which is not 0%.
const NoCases = "No cases"

// Value is the figure in words: 83%, 250, No cases.
func (f Figure) Value() string {
	switch {
	case !f.Share:
		return number(f.Numerator)
	case f.Denominator == 0:
		return NoCases
	}
	return percent(f.Numerator, f.Denominator)
}

// Of says what the value is made of: 52 of 63; its parts; since when.
func (f Figure) Of() string {
	var said []string
	if f.Share && f.Denominator > 0 {
		said = append(said, number(f.Numerator)+" of "+number(f.Denominator))
	}
	for _, p := range f.Parts {
		if p.Count > 0 {
			said = append(said, p.Words+" "+number(p.Count))
		}
	}
	if f.Oldest != "" {
		said = append(said, f.Oldest)
	}
	return strings.Join(said, ", ")
}

// percent is a share in whole percent, halves rounded up. It is 100% only for
// all, and 0% only for none.
func percent(n, of int) string {
	p := (200*n + of) / (2 * of)
	switch {
	case p == 100 && n < of:
		p = 99
	case p == 0 && n > 0:
		p = 1
	}
	return strconv.Itoa(p) + "%"
}

// number has commas over 999.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
