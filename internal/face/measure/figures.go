package measure

import (
	"fmt"
	"strconv"
	"strings"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// All is every figure, in the order of Definitions. It takes four statements.
func All(s *gate.Snapshot, c Cohort) ([]Figure, error) {
	out, err := Counts(s)
	if err != nil {
		return nil, err
	}
	old, err := AtHome91(s, c)
	if err != nil {
		return nil, err
	}
	estimate, err := InCommunity84(s)
	if err != nil {
		return nil, err
	}
	return append(out, old, estimate), nil
}

// Counts is every figure but the two of being still at home. It takes one
// statement.
func Counts(s *gate.Snapshot) ([]Figure, error) {
	today := s.Today()
	rows, err := tallies(s, today)
	if err != nil {
		return nil, err
	}
	now := Period{today, today}
	figures := map[Name]*Figure{}
	for _, d := range Definitions {
		f := &Figure{Definition: d, Period: now, Share: d.Denominator != "", Behind: "/insights/" + string(d.Name)}
		if d.Name == StartsInTime || d.Name == FreedMinutes {
			f.Period = recent(today)
		}
		figures[d.Name] = f
	}
	visits := map[visit.State]int{}
	alerts := map[alert.Level]tally{}
	unplaced := 0
	for _, r := range rows {
		switch r.code {
		case "service":
			figures[OnService].Numerator = r.n
		case "visits":
			visits[visit.State(r.part)] = r.n
		case "unplaced":
			unplaced = r.n
		case "alerts":
			level, err := strconv.Atoi(r.part)
			if err != nil {
				return nil, fmt.Errorf("level of an alert: %w", err)
			}
			alerts[alert.Level(level)] = r
		case "decide":
			figures[ToDecide].Numerator, figures[ToDecide].Oldest = r.n, since("the oldest since", r.oldest)
		case "start":
			figures[ToStart].Numerator, figures[ToStart].Oldest = r.n, since("the first due on", r.oldest)
			figures[ToStart].Parts = []Part{{"overdue", r.m}}
		case "starts":
			figures[StartsInTime].Denominator, figures[StartsInTime].Numerator = r.n, r.m
		case "freed":
			figures[FreedMinutes].Numerator = r.n
			figures[FreedMinutes].Parts = []Part{{"proposals accepted", r.m}}
		case "follow":
			figures[FollowUpsOpen].Numerator, figures[FollowUpsOpen].Oldest = r.n, since("the oldest due on", r.oldest)
		}
	}
	figures[VisitsToday].addVisits(visits, unplaced)
	figures[AlertsOpen].addAlerts(alerts)
	var out []Figure
	for _, d := range Definitions {
		if d.Name != StillHome91 && d.Name != StillHome84 {
			out = append(out, *figures[d.Name])
		}
	}
	return out, nil
}

// addAlerts sets the open alerts by level, and since when the oldest is open.
func (f *Figure) addAlerts(by map[alert.Level]tally) {
	var oldest gate.Text
	for _, level := range []alert.Level{alert.ActNow, alert.Today, alert.Inform} {
		t, some := by[level]
		f.Numerator += t.n
		f.Parts = append(f.Parts, Part{strings.ToLower(level.Label()), t.n})
		if some && (oldest == "" || t.oldest < oldest) {
			oldest = t.oldest
		}
	}
	f.Oldest = since("the oldest since", oldest)
}

// addVisits sets the visits of today by how they went.
func (f *Figure) addVisits(by map[visit.State]int, unplaced int) {
	f.Numerator = by[visit.Done]
	for _, p := range []struct {
		words string
		state visit.State
	}{
		{"still to come", visit.Planned}, {"no answer", visit.Unanswered}, {"chose not to", visit.Unwanted}, {"no record", visit.Missed},
	} {
		f.Parts = append(f.Parts, Part{p.words, by[p.state]})
	}
	for _, n := range by {
		f.Denominator += n
	}
	f.Parts = append(f.Parts, Part{"without a support worker", unplaced})
}

// since says since when something waits; a date or an instant, empty for none.
func since(words string, at gate.Text) string {
	if d, err := when.ParseDate(string(at)); err == nil && d != "" {
		return words + " " + d.Said()
	}
	if i, err := when.ParseInstant(string(at)); err == nil {
		return words + " " + i.Said()
	}
	return ""
}

// AtHome91 is the old measure, ASCOF 2B(1), for one cohort. It takes one
// statement.
func AtHome91(s *gate.Snapshot, c Cohort) (Figure, error) {
	d, err := define(StillHome91)
	if err != nil {
		return Figure{}, err
	}
	f := Figure{Definition: d, Period: discharges91(c, s.Today()), Share: true, Behind: "/insights/" + string(StillHome91)}
	if c == Official {
		f.Behind += "?cohort=" + string(Official)
	}
	rows, err := discharges(s, f.Period)
	unknown := 0
	for _, r := range rows {
		switch a := StillHomeOld2B1(r.Followed); {
		case !a.Counted:
			continue
		case a.AtHome:
			f.Numerator++
		case a.NotKnown():
			unknown++
		}
		f.Denominator++
	}
	f.Parts = []Part{{"not known", unknown}}
	return f, err
}

// InCommunity84 is the local estimate of ASCOF 2D. It takes two statements.
func InCommunity84(s *gate.Snapshot) (Figure, error) {
	d, err := define(StillHome84)
	if err != nil {
		return Figure{}, err
	}
	f := Figure{Definition: d, Period: discharges84(s.Today()), Share: true, Behind: "/insights/" + string(StillHome84)}
	cases, err := cases84(s, f.Period, s.Today())
	parts := []Part{{"died", 0}, {"emergency stay", 0}, {"care home", 0}}
	for _, c := range cases {
		f.Denominator++
		if c.InCommunity() {
			f.Numerator++
		}
		for i, went := range []bool{c.Died, c.Readmitted, c.CareHome} {
			if went {
				parts[i].Count++
			}
		}
	}
	f.Parts = parts
	return f, err
}
