package measure

import (
	"slices"
	"testing"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/review"
)

func TestClusters(t *testing.T) {
	for _, c := range []struct {
		name   string
		spells []Spell
		want   []Spell
	}{
		{"none", nil, nil},
		{"7 days apart are one", []Spell{{"2025-05-01", "2025-05-10"}, {"2025-05-17", "2025-05-20"}}, []Spell{{"2025-05-01", "2025-05-20"}}},
		{"8 days apart are two", []Spell{{"2025-05-01", "2025-05-10"}, {"2025-05-18", "2025-05-20"}}, []Spell{{"2025-05-01", "2025-05-10"}, {"2025-05-18", "2025-05-20"}}},
		{"any order", []Spell{{"2025-06-18", "2025-06-20"}, {"2025-05-01", "2025-05-10"}}, []Spell{{"2025-05-01", "2025-05-10"}, {"2025-06-18", "2025-06-20"}}},
		{"the latest end before counts, not the last one", []Spell{{"2025-05-01", "2025-06-30"}, {"2025-05-05", "2025-05-08"}, {"2025-07-05", "2025-07-10"}}, []Spell{{"2025-05-01", "2025-07-10"}}},
		{"one that goes on takes in all after it", []Spell{{"2025-05-01", ""}, {"2025-09-01", "2025-09-05"}}, []Spell{{"2025-05-01", ""}}},
		{"one that goes on ends a cluster openly", []Spell{{"2025-05-01", "2025-05-10"}, {"2025-05-12", ""}}, []Spell{{"2025-05-01", ""}}},
	} {
		if got := clusters(c.spells); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestEdges2D holds each limit of the definition on both of its sides. Day 84
// after 10 May 2025 is 2 August.
func TestEdges2D(t *testing.T) {
	careHome := func(from when.Date) func(*Life) {
		return func(l *Life) { l.CareHome = []Spell{{from, ""}} }
	}
	for _, c := range []struct {
		name         string
		life         Life
		counted, yes bool
	}{
		{"care home on the day of discharge", base(start, careHome("2025-05-10")), true, false},
		{"care home on day 84", base(start, careHome("2025-08-02")), true, false},
		{"care home on day 85", base(start, careHome("2025-08-03")), true, true},
		{"care home before, ended before admission", base(start, func(l *Life) { l.CareHome = []Spell{{"2025-01-01", "2025-05-01"}} }), true, true},
		{"died on the day of discharge", base(start, func(l *Life) { l.Died = "2025-05-10" }), true, false},
		{"died in hospital", base(start, func(l *Life) { l.Died = "2025-05-09" }), false, false},
		{"born in the month of their 65th birthday", base(start, func(l *Life) { l.Born = "1960-05-31" }), true, true},
		{"born a month later", base(start, func(l *Life) { l.Born = "1960-06-01" }), false, false},
		{"no date of birth", base(start, func(l *Life) { l.Born = "" }), false, false},
		{"no night in hospital", base(start, func(l *Life) { l.Hospital[0].From = "2025-05-10" }), false, false},
		{"admission not recorded", base(start, func(l *Life) { l.Hospital[0].From = "" }), true, true},
		{"still in hospital", base(start, func(l *Life) { l.Hospital[0].Until = "" }), false, false},
		{"no hospital at all", base(start, func(l *Life) { l.Hospital = nil }), false, false},
		{"started before the admission", base("2025-05-08", func(l *Life) { l.Hospital[0].From = "2025-05-09" }), false, false},
		{"readmitted before support began", base(start, emergency("2025-05-11", "2025-05-20")), true, true},
		{"readmitted the day support began", base(start, emergency("2025-05-12", "2025-05-20")), true, true},
		{"readmitted the day after", base(start, emergency("2025-05-13", "2025-05-20")), true, false},
		{"readmitted and still there", base(start, emergency("2025-05-13", "")), true, false},
	} {
		got := Remained2D(c.life, asOf)
		if len(got) > 0 != c.counted || c.counted && got[0].InCommunity() != c.yes {
			t.Errorf("%s: %+v; want counted %v, in the community %v", c.name, got, c.counted, c.yes)
		}
	}
}

func TestStayThatGoesOn(t *testing.T) {
	// Somebody taken in today has not stayed a night yet.
	s := Stay{From: "2025-07-01", Emergency: true}
	if s.overnight("2025-07-01") || !s.overnight("2025-07-02") {
		t.Error("a stay lasts a night from the day after admission")
	}
}

func TestOldMeasure(t *testing.T) {
	for _, c := range []struct {
		name            string
		f               Followed
		counted, atHome bool
		found           review.Whereabouts
	}{
		{"65 that day", Followed{Born: "1960-05-10", Discharged: left, Where: review.AtOwnHome}, true, true, review.AtOwnHome},
		{"65 the day after", Followed{Born: "1960-05-11", Discharged: left, Where: review.AtOwnHome}, false, false, ""},
		{"no date of birth", Followed{Discharged: left, Where: review.AtOwnHome}, false, false, ""},
		{"not from hospital", Followed{Born: "1940-01-01", Where: review.AtOwnHome}, false, false, ""},
		{"extra care", Followed{Born: "1940-01-01", Discharged: left, Where: review.ExtraCare}, true, true, review.ExtraCare},
		{"Shared Lives", Followed{Born: "1940-01-01", Discharged: left, Where: review.SharedLives}, true, true, review.SharedLives},
		{"short break in a care home", Followed{Born: "1940-01-01", Discharged: left, Where: review.CareRespite}, true, true, review.CareRespite},
		{"care home", Followed{Born: "1940-01-01", Discharged: left, Where: review.CareHome}, true, false, review.CareHome},
		{"nobody has asked", Followed{Born: "1940-01-01", Discharged: left}, true, false, ""},
		{"nobody could find out", Followed{Born: "1940-01-01", Discharged: left, Where: review.NotContacted}, true, false, review.NotContacted},
		{"a code we do not know", Followed{Born: "1940-01-01", Discharged: left, Where: "moon"}, true, false, "moon"},
		{"died on day 91", Followed{Born: "1940-01-01", Discharged: left, Died: "2025-08-09", Where: review.AtOwnHome}, true, false, review.HasDied},
		{"died on day 92", Followed{Born: "1940-01-01", Discharged: left, Died: "2025-08-10", Where: review.AtOwnHome}, true, true, review.AtOwnHome},
	} {
		got := StillHomeOld2B1(c.f)
		if got != (Old2B1{c.counted, c.atHome, c.found}) {
			t.Errorf("%s: %+v", c.name, got)
		}
		if known := c.found != "" && c.found != "moon" && c.found != review.NotContacted; got.NotKnown() == known {
			t.Errorf("%s: not known %v", c.name, got.NotKnown())
		}
	}
	if d := Day91(left); d != "2025-08-09" {
		t.Errorf("day 91 is %s", d)
	}
}
