package complaint

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/when"
)

func TestEverythingHasWords(t *testing.T) {
	for _, k := range Kinds {
		if k.Label() == "" {
			t.Error(k)
		}
	}
	for _, x := range Tellers {
		if x.Label() == "" {
			t.Error(x)
		}
	}
	for _, h := range Hows {
		if h.Label() == "" {
			t.Error(h)
		}
	}
	for _, x := range Themes {
		if x.Label() == "" {
			t.Error(x)
		}
	}
	for _, o := range Outcomes {
		if o.Label() == "" {
			t.Error(o)
		}
	}
}

func TestAcknowledgeBy(t *testing.T) {
	for received, want := range map[when.Date]when.Date{
		"2026-11-30": "2026-12-03", // Monday: Tuesday, Wednesday, Thursday
		"2026-11-27": "2026-12-02", // Friday: Monday, Tuesday, Wednesday
		"2026-11-28": "2026-12-02", // Saturday
		"2026-12-24": "2026-12-31", // Thursday: 25 is Christmas, 28 the day for Boxing Day on a Saturday; 29, 30, 31
		"2026-04-02": "2026-04-09", // Thursday before Easter: 3 and 6 are holidays; 7, 8, 9
	} {
		if got := acknowledgeBy(received); got != want {
			t.Errorf("%s: by %s, want %s", received, got, want)
		}
	}
}

func TestRetention(t *testing.T) {
	e := Entry{Closed: when.Date("2026-11-30").AtMinute(600)}
	if got := e.Retention(); !strings.HasPrefix(got, "Until 30 November 2036") {
		t.Error(got)
	}
	e.Closed = when.Date("2026-08-01").AtMinute(30) // the day before, by UTC
	if got := e.Retention(); !strings.HasPrefix(got, "Until 1 August 2036") {
		t.Error(got)
	}
	if got := (Entry{}).Retention(); !strings.Contains(got, "10 years after it is closed") {
		t.Error(got)
	}
}

func TestDraftSaysTheOmbudsman(t *testing.T) {
	d := Entry{Name: "Tom", Ref: "CO-1", Received: "2026-11-28", Words: "It was late."}.draft("Madeup County", "2026-11-30")
	for _, want := range []string{"Dear Tom", "CO-1", "It was late.", "Ombudsman", "0300 061 0614", "never makes anybody’s support worse"} {
		if !strings.Contains(d, want) {
			t.Errorf("the draft lacks %q:\n%s", want, d)
		}
	}
}

// TestFileNamesNobody: the file for CQC has no words of anybody's in it, and no
// name.
func TestFileNamesNobody(t *testing.T) {
	e := Entry{
		ID: "x", Ref: "CO-1", Kind: Complaint, Teller: Family, How: Phone, Theme: Timing, Received: "2026-11-27", AckDue: "2026-12-02", Acked: "2026-12-02",
		Name: "CANARY name", Contact: "CANARY contact", Words: "CANARY words", Wants: "CANARY wants", AckWords: "CANARY ack", Answer: "CANARY answer", Learning: "CANARY learning",
		Answered: "2026-12-10", Outcome: Partly, PersonName: "CANARY person", RecorderName: "CANARY recorder",
	}
	late := e
	late.Acked = "2026-12-03"
	rows := fileRows([]Entry{e, late})
	all := strings.Builder{}
	for _, r := range rows {
		all.WriteString(strings.Join(r, "|") + "\n")
	}
	if strings.Contains(all.String(), "CANARY") {
		t.Errorf("the file holds what it must not:\n%s", all.String())
	}
	if rows[1][7] != "yes" || rows[2][7] != "no" || rows[1][9] != "We agree in part" || rows[1][10] != "yes" || rows[1][11] != "" {
		t.Errorf("%v\n%v", rows[1], rows[2])
	}
}
