package episode

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
)

func TestDueOn(t *testing.T) {
	for _, c := range []struct {
		ready, accepted when.Date
		target          int
		want            when.Date
	}{
		{"2026-11-30", "2026-11-27", 2, "2026-12-02"}, // counted from the hospital, not from us
		{"2026-11-20", "2026-11-30", 2, "2026-11-22"}, // accepted late: late already
		{"", "2026-12-31", 2, "2027-01-02"},           // nobody waits in hospital
		{"", "2026-11-30", 0, "2026-11-30"},
	} {
		if got := DueOn(c.ready, c.accepted, c.target); got != c.want {
			t.Errorf("ready %q, accepted %s, %d days: %s, want %s", c.ready, c.accepted, c.target, got, c.want)
		}
	}
}

func TestDaysOfThePeriod(t *testing.T) {
	// 1 December is day 1, so day 42 is 11 January and it is free until then.
	six := Episode{State: StateActive, PeriodFrom: "2026-12-01", PeriodUntil: "2027-01-11", PeriodDays: 42}
	for on, want := range map[when.Date]int{"2026-11-30": 0, "2026-12-01": 1, "2026-12-28": 28, "2027-01-11": 42, "2027-01-12": 43} {
		if got := six.Day(on); got != want {
			t.Errorf("%s is day %d, want %d", on, got, want)
		}
	}
	if six.FreeUntil() != "2027-01-11" || six.DaysLeft("2027-01-12") != -1 {
		t.Errorf("free until %s, %d days left", six.FreeUntil(), six.DaysLeft("2027-01-12"))
	}
	short := Episode{PeriodFrom: "2026-12-01", PeriodUntil: "2026-12-14"}
	if short.FreeUntil() != "2026-12-14" {
		t.Errorf("a shorter period is free to its end, not until %s", short.FreeUntil())
	}
	long := Episode{PeriodFrom: "2026-12-01", PeriodUntil: "2027-02-01"}
	if long.FreeUntil() != "2027-01-11" {
		t.Errorf("a longer period is free for six weeks, not until %s", long.FreeUntil())
	}
	if (Episode{}).FreeUntil() != "" {
		t.Error("nothing is free before the period begins")
	}
}

func TestClocks(t *testing.T) {
	waiting := Episode{State: StateAccepted, StartDueOn: "2026-12-02"}
	six := Episode{State: StateActive, PeriodFrom: "2026-12-01", PeriodUntil: "2027-01-11", PeriodDays: 42}
	long := Episode{State: StateActive, PeriodFrom: "2026-12-01", PeriodUntil: "2027-01-25", PeriodDays: 56}
	for _, c := range []struct {
		name string
		e    Episode
		on   when.Date
		want []string // how each begins; ! where somebody should act
	}{
		{"before the start is due", waiting, "2026-12-01", []string{"The first visit is due by 2 December 2026, in 1 day."}},
		{"on the day", waiting, "2026-12-02", []string{"!The first visit is due today."}},
		{"late", waiting, "2026-12-05", []string{"!The first visit is 3 days late"}},
		{"under way", six, "2026-12-10", []string{"Day 10 of 42: 32 days left", "Free of charge by law until 11 January 2027."}},
		{"the day before week 4 is over", six, "2026-12-27", []string{"Day 27 of 42", "Free"}},
		{"from day 28 somebody should act", six, "2026-12-28", []string{"!Day 28 of 42: 14 days left", "Free"}},
		{"the last day", six, "2027-01-11", []string{"!Day 42 of 42: 0 days left", "Free"}},
		{"over", six, "2027-01-12", []string{"!The period of 42 days ended on 11 January 2027.", "Free"}},
		{"longer, after six weeks", long, "2027-01-12", []string{"!Day 43 of 56: 13 days left", "!The six free weeks ended on 11 January 2027."}},
		{"ended", Episode{State: StateEnded}, "2027-01-12", nil},
	} {
		got := c.e.Clocks(c.on, 28)
		if len(got) != len(c.want) {
			t.Errorf("%s: %d clocks run, want %d", c.name, len(got), len(c.want))
			continue
		}
		for i, want := range c.want {
			text, act := strings.CutPrefix(want, "!")
			if !strings.HasPrefix(got[i].Says, text) || got[i].Act != act {
				t.Errorf("%s: %q (act %v), want %q", c.name, got[i].Says, got[i].Act, want)
			}
		}
	}
}

func TestNextStep(t *testing.T) {
	for _, c := range []struct {
		e    Episode
		on   when.Date
		want string
	}{
		{Episode{State: StateAccepted, Pathway: FromHospital, ReadyOn: "2026-12-01"}, "2026-12-01", "/visits"},
		{Episode{State: StateAccepted, Pathway: FromHospital, ReadyOn: "2026-12-01", ID: "x"}, "2026-12-02", "/support/x/discharge"},
		{Episode{State: StateAccepted, Pathway: FromCommunity}, "2026-12-02", "/visits"},
		{Episode{State: StateActive, PeriodFrom: "2026-12-01", PeriodUntil: "2027-01-11"}, "2026-12-05", "/progress"},
		{Episode{State: StateActive, PeriodFrom: "2026-12-01", PeriodUntil: "2027-01-11"}, "2026-12-30", "/reviews/new"},
		{Episode{State: StateActive, PeriodFrom: "2026-12-01", PeriodUntil: "2027-01-11"}, "2027-01-12", "/end"},
		{Episode{State: StateEnded}, "2027-01-12", "/reviews"},
	} {
		if got := c.e.Next(c.on, 28).Path; got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.e.State, c.on, got, c.want)
		}
	}
}

// TestCLDValues compares every value underneath with the research's list of
// release 2, letter by letter, where that list is at hand.
func TestCLDValues(t *testing.T) {
	f, err := os.Open("../../../../shared/domain/cld/cld_permitted_values.csv")
	if err != nil {
		t.Skip("the list of permitted values is not here: run beside the research to compare")
	}
	defer f.Close()
	permitted := map[string]bool{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		for _, field := range []string{"Event Outcome", "Service Type"} {
			if rest, ok := strings.CutPrefix(line, "R2,"+field+","); ok {
				_, value, _ := strings.Cut(rest, ",")
				if quoted, ok := strings.CutPrefix(value, `"`); ok {
					value, _, _ = strings.Cut(quoted, `"`)
				} else {
					value, _, _ = strings.Cut(value, ",")
				}
				permitted[field+"="+value] = true
			}
		}
	}
	if len(permitted) < 20 {
		t.Fatalf("only %d values read", len(permitted))
	}
	for _, o := range Outcomes {
		if !permitted["Event Outcome="+o.CLD] {
			t.Errorf("%s: %q is not a permitted outcome", o.Code, o.CLD)
		}
	}
	for _, q := range Sequels {
		if q.CLD != "" && !permitted["Service Type="+q.CLD] {
			t.Errorf("%s: %q is not a permitted service type", q.Code, q.CLD)
		}
	}
}

// TestOutcomesConclude: one that only says "progress to" drops the person out
// of ASCOF 2A.
func TestOutcomesConclude(t *testing.T) {
	seen := map[string]bool{}
	for _, o := range Outcomes {
		if strings.HasPrefix(o.CLD, "Progress") || strings.HasPrefix(o.CLD, "Continuation") || o.CLD == "" {
			t.Errorf("%s is %q, which concludes nothing", o.Code, o.CLD)
		}
		if o.Say == "" || seen[o.CLD] {
			t.Errorf("%s: words %q, value %q", o.Code, o.Say, o.CLD)
		}
		seen[o.CLD] = true
	}
}

func TestEndingRules(t *testing.T) {
	e := Episode{State: StateActive, Pathway: FromHospital, StartedOn: "2026-12-01", DischargedOn: "2026-11-30", AcceptedAt: when.Date("2026-11-29").AtMinute(600)}
	good := Ending{On: "2027-01-05", Outcome: Finished, Sequel: NoSupport, TakesAway: "Ring 01632 960 101 to come back."}
	for _, c := range []struct {
		name string
		edit func(*Ending, *Episode)
		want string
	}{
		{"as it should be", func(*Ending, *Episode) {}, ""},
		{"no outcome", func(n *Ending, _ *Episode) { n.Outcome = "" }, "outcome"},
		{"a made-up outcome", func(n *Ending, _ *Episode) { n.Outcome = "cured" }, "outcome"},
		{"no sequel", func(n *Ending, _ *Episode) { n.Sequel = "" }, "sequel"},
		{"tomorrow", func(n *Ending, _ *Episode) { n.On = "2027-01-06" }, "on"},
		{"before it began", func(n *Ending, _ *Episode) { n.On = "2026-11-30" }, "on"},
		{"died, and support follows", func(n *Ending, _ *Episode) { n.Outcome, n.Sequel = Died, LongNursing; n.Words = "nursing care all day" }, "sequel"},
		{"died needs no leaflet", func(n *Ending, _ *Episode) { n.Outcome, n.TakesAway = Died, "" }, ""},
		{"goes home with nothing", func(n *Ending, _ *Episode) { n.TakesAway = "" }, "takes_away"},
		{"ongoing support, need not said", func(n *Ending, _ *Episode) { n.Sequel = LongCommunity }, "words"},
		{"ongoing support, need said", func(n *Ending, _ *Episode) { n.Sequel, n.Words = LongCommunity, "Help to wash, mornings" }, ""},
		{"left hospital when?", func(_ *Ending, e *Episode) { e.DischargedOn = "" }, "on"},
		{"never left hospital", func(n *Ending, e *Episode) { e.DischargedOn, n.Outcome = "", InHospital }, ""},
		{"never came", func(n *Ending, e *Episode) { e.DischargedOn, e.StartedOn = "", ""; n.Outcome = ChoseNot }, ""},
		{"from home", func(_ *Ending, e *Episode) { e.Pathway, e.DischargedOn = FromCommunity, "" }, ""},
	} {
		n, x := good, e
		c.edit(&n, &x)
		if got := fields(n.check(x, "2027-01-05")); got != c.want {
			t.Errorf("%s: wrong are %q, want %q", c.name, got, c.want)
		}
	}
}

func fields(err error) string {
	f, _ := fault.Of(err)
	if f == nil {
		return ""
	}
	return strings.Join(f.Order, " ")
}
