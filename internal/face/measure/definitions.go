package measure

import (
	"strings"

	"stillhome/internal/platform/gate"
)

// Definition says what a figure is, in words that somebody who has to answer
// for it can check.
type Definition struct {
	Name        Name
	Title       string
	Unit        string // of a plain count; empty for a share
	Means       string // the definition, in full
	Numerator   string
	Denominator string // empty for a plain count
	Period      string
	Source      string
}

// Definitions lists every figure in the order pages show them.
var Definitions = []Definition{
	{
		Name: OnService, Title: "People on service today", Unit: "people",
		Means:     "People whose support is under way: the first visit has been recorded and the support has not ended. People accepted who wait for their first visit are not among them.",
		Numerator: "People with an episode in the state active",
		Period:    "Now", Source: "Our own definition",
	},
	{
		Name: VisitsToday, Title: "Visits done today", Unit: "",
		Means:       "Of the visits planned for today and not cancelled, those recorded as done. Those not done are shown by why: no answer, chose not to, no record within the council's time, still to come. Visits without a support worker are counted apart: they are among those still to come.",
		Numerator:   "Visits of today in the state done",
		Denominator: "Visits of today in any state but cancelled",
		Period:      "Today", Source: "Our own definition",
	},
	{
		Name: AlertsOpen, Title: "Open alerts", Unit: "alerts",
		Means:     "Alerts that nobody has closed, by how soon they must be answered, and since when the oldest has been open.",
		Numerator: "Alerts not closed",
		Period:    "Now", Source: "Our own definition",
	},
	{
		Name: ToDecide, Title: "Waiting for a decision", Unit: "people",
		Means:     "Referrals received that are neither accepted, declined nor withdrawn, and since when the oldest waits.",
		Numerator: "Referrals in the states new or matched",
		Period:    "Now", Source: "Our own definition",
	},
	{
		Name: ToStart, Title: "Accepted, not started", Unit: "people",
		Means:     "People accepted for support who have not had their first visit, and the earliest day on which one of them should have had it.",
		Numerator: "Episodes in the state accepted",
		Period:    "Now", Source: "Our own definition",
	},
	{
		Name: StartsInTime, Title: "Started within target",
		Means:       "Of the people whose support started in the last 28 days, those whose first visit was on or before the day it was due: the council's target of days (2 unless set otherwise, a local target) after the day the hospital was ready, or after acceptance for those who do not come from hospital. The target is the one in force when the person was accepted.",
		Numerator:   "Episodes started in the period on or before their start-due day",
		Denominator: "Episodes started in the period",
		Period:      "The last 28 days, today included",
		Source:      "Local target. The national standard of 2 days is for beds only: NICE QS173 statement 2. ASCOF 2D links only starts up to 7 days after discharge.",
	},
	{
		Name: FreedMinutes, Title: "Minutes a week freed", Unit: "minutes a week",
		Means:     "Minutes of visits a week that people no longer need because they do more themselves: the sum, over proposals of fewer or shorter visits accepted in the last 28 days, of the minutes a week that each took off the plan. Minutes freed because support ended are not among them.",
		Numerator: "Minutes a week of proposals accepted in the period",
		Period:    "Accepted in the last 28 days, today included", Source: "Our own definition",
	},
	{
		Name: FollowUpsOpen, Title: "Follow-ups not known yet", Unit: "people",
		Means:     "People whose 91st day after leaving hospital is today or past and of whom nobody has recorded where they were, and since when the oldest has been due.",
		Numerator: "Follow-ups not closed and due today or before",
		Period:    "Now", Source: "Our own definition, for ASCOF 2B(1)",
	},
	{
		Name: StillHome91, Title: "At home on day 91 (old ASCOF 2B(1))",
		Means: "Where people were on one day, the 91st after they left hospital. Counted are people who came from hospital, whose support has started, and who were 65 or over on the day they left; one for each time they left. At home are people in their own home, in extra care housing, in Shared Lives, or in a care home for a short break. People in hospital or in a care home, people who died on or before day 91, and people of whom it is not known count as not at home; those not known are also shown apart. There is no rule how soon after hospital support began. People whose support was for comfort when they left hospital are not counted: it was not planned for independence. Who came to need comfort later stays counted. " +
			"Where they were is what the follow-up recorded; a death recorded by day 91 outweighs it.",
		Numerator:   "Discharges counted where the person was at home on day 91",
		Denominator: "Discharges from hospital into reablement, aged 65 or over, in the period",
		Period:      "Rolling: people who left hospital 92 to 182 days ago, whose day 91 was one of the last 91 days before today. Official: people who left hospital from October to December of the last year for which day 91 is over for all",
		Source:      "ASCOF 2B(1), in use to 2023-24: LG Inform metric 1101/11106; SALT STS004 guidance 2021-22; not contacted counts as not at home, West Sussex performance page, December 2019. Read November 2026. Not comparable with ASCOF 2D",
	},
	{
		Name: StillHome84, Title: "Remained in the community within 12 weeks (84 days), local estimate",
		Means: "Whether anything went wrong in the 84 days after people left hospital: a death, an emergency admission of at least one night, or the start of residential or nursing care, each up to and including day 84. Counted are spells of reablement (those at most 7 days apart are one) that started from 3 days before to 7 days after leaving hospital and not before admission, for people who were 65 or over, stayed at least a night and did not live in a care home when admitted. If several times of leaving hospital fit, the latest counts. An emergency admission counts if it is on a later date than both leaving hospital and the start of reablement. Support that was for comfort when it began is not reablement. " +
			"It is an estimate: the official ASCOF 2D is worked out nationally from hospital data. Ours knows only the stays recorded here, takes any stay in a care home as long-term care, takes support that ends with a care home as the start of one, takes a stay without a recorded admission as one of at least a night, and leaves treatment functions and discharge destinations out.",
		Numerator:   "Spells counted with none of the three within 84 days",
		Denominator: "Spells of reablement linked to a discharge in the period",
		Period:      "People who left hospital in the 365 days ending with the last day for which day 84 is over, 85 days ago",
		Source:      "Estimate of ASCOF 2D part 1, in force since 2024-25: Create_ASCOF_2D.sql, DataS-DHSC/ASC-CLD-LA-Dashboard 9bee728, 11 June 2026. Not comparable with the old 2B(1)",
	},
}

// define is the definition of a figure. An unknown name is NotFound.
func define(n Name) (Definition, error) {
	for _, d := range Definitions {
		if d.Name == n {
			return d, nil
		}
	}
	return Definition{}, gate.NotFound()
}

// Document is the text of docs/measures.md, made from the definitions.
func Document() string {
	var b strings.Builder
	b.WriteString("# Measures\n\nGenerated from `internal/face/measure/definitions.go`; do not edit.\n\n" +
		"Every figure is worked out from the record when it is asked for. `/insights` shows them with the lists of people behind them, `/insights.json` gives them to programs under the names below. " +
		"A share of nothing is \"" + NoCases + "\", not 0%. Dates are UK dates.\n\n" +
		"**Two measures of being still at home stand here, and they disagree.** The old ASCOF 2B(1) asks where a person is on day 91; ASCOF 2D asks whether anything went wrong within 84 days. " +
		"A ten-day emergency stay in hospital that ends well fails 2D and passes 2B(1); a death on day 88 passes 2D and fails 2B(1). They are never compared or drawn on one line.\n")
	for _, d := range Definitions {
		b.WriteString("\n## " + d.Title + "\n\n`" + string(d.Name) + "`\n\n" + d.Means + "\n\n| | |\n|---|---|\n")
		for _, row := range d.rows() {
			b.WriteString("| " + row[0] + " | " + row[1] + " |\n")
		}
	}
	return b.String()
}

// rows are the definition's parts with their headings, leaving out what it does
// not have.
func (d Definition) rows() [][2]string {
	var out [][2]string
	for _, r := range [][2]string{
		{"Numerator", d.Numerator},
		{"Denominator", d.Denominator},
		{"Unit", d.Unit},
		{"Period", d.Period},
		{"Source", d.Source},
	} {
		if r[1] != "" {
			out = append(out, r)
		}
	}
	return out
}
