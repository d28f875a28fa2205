package when

import (
	"testing"
	"time"
)

func TestInstantTextIsTimeOrder(t *testing.T) {
	a := At(time.Date(2026, 11, 30, 9, 0, 0, 5_999_999, London))
	b := a.Add(time.Millisecond)
	if a.Text() != "2026-11-30T09:00:00.005Z" || a.Text() >= b.Text() {
		t.Fatal(a.Text(), b.Text())
	}
	var back Instant
	if err := back.Scan(a.Text()); err != nil || back != a {
		t.Fatal(back, err)
	}
	if err := back.Scan(nil); err != nil || !back.IsZero() || back.SQL() != nil {
		t.Fatal("nothing is nothing")
	}
	if err := back.Scan("yesterday"); err == nil {
		t.Fatal("yesterday was taken for a time")
	}
	// What would be kept could not be read again.
	for _, no := range []string{"0000-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"} {
		if i, err := ParseInstant(no); err == nil {
			t.Errorf("%s was taken, as %s", no, i.Text())
		}
	}
	for _, yes := range []string{"0001-01-01T00:00:01Z", "9999-12-31T23:59:59Z"} {
		if i, err := ParseInstant(yes); err != nil || back.Scan(i.Text()) != nil || back != i {
			t.Errorf("%s: %v, read again as %s", yes, err, back.Text())
		}
	}
}

// TestClockChanges: clocks go forward on 29 March 2026 at 1am, so 1:30 is not
// lived and 2:30 BST is meant; they go back on 25 October at 2am, so 1:30 is
// lived twice and the first, in summer time, is meant.
func TestClockChanges(t *testing.T) {
	for _, c := range []struct {
		on     Date
		minute int
		want   string
	}{
		{"2026-03-29", 90, "2026-03-29T01:30:00.000Z"},  // 2:30 BST
		{"2026-03-29", 150, "2026-03-29T01:30:00.000Z"}, // 2:30 BST
		{"2026-10-25", 90, "2026-10-25T00:30:00.000Z"},  // 1:30 BST, the first
		{"2026-10-25", 150, "2026-10-25T02:30:00.000Z"}, // 2:30 GMT
		{"2026-07-01", 510, "2026-07-01T07:30:00.000Z"},
		{"2026-12-01", 510, "2026-12-01T08:30:00.000Z"},
		{"2026-12-01", 1470, "2026-12-02T00:30:00.000Z"}, // past midnight
	} {
		if got := c.on.AtMinute(c.minute).Text(); got != c.want {
			t.Errorf("%s minute %d is %s, want %s", c.on, c.minute, got, c.want)
		}
	}
	if d := DateOf(time.Date(2026, 6, 30, 23, 30, 0, 0, time.UTC)); d != "2026-07-01" {
		t.Error("half past midnight in London belongs to the next date:", d)
	}
}

func TestDates(t *testing.T) {
	if d := Date("2026-03-28").Add(2); d != "2026-03-30" {
		t.Error(d)
	}
	if d := Date("2025-05-10").Add(91); d != "2025-08-09" {
		t.Error("day 91 is", d)
	}
	if n := Date("2025-05-10").Days("2025-08-02"); n != 84 {
		t.Error(n)
	}
	for from, want := range map[Date]Date{"2026-08-01": "2034-08-01", "2024-02-29": "2032-02-29", "2028-02-29": "2036-02-29", "2020-02-29": "2028-02-29", "": ""} {
		if d := from.Years(8); d != want {
			t.Errorf("8 years after %q: %s", from, d)
		}
	}
	if d := Date("2024-02-29").Years(10); d != "2034-03-01" {
		t.Error(d)
	}
	for _, c := range []struct {
		born, on Date
		want     int
	}{
		{"1941-11-01", "2026-10-31", 84},
		{"1941-11-01", "2026-11-01", 85},
		{"1940-02-29", "2026-02-28", 85},
		{"1940-02-29", "2026-03-01", 86},
		{"", "2026-03-01", -1},
		{"2027-01-01", "2026-03-01", -1},
	} {
		if got := c.born.Age(c.on); got != c.want {
			t.Errorf("born %s, on %s: %d, want %d", c.born, c.on, got, c.want)
		}
	}
	for _, bad := range []string{"2026-02-30", "30/11/2026", "0001-01-01", "2026-1-1", "9999-01-01"} {
		if d, err := ParseDate(bad); err == nil {
			t.Errorf("%q was taken for %s", bad, d)
		}
	}
	if Date("2026-12-28").BankHoliday() == "" || Date("2026-12-29").BankHoliday() != "" {
		t.Error("Boxing Day 2026 is kept on Monday the 28th")
	}
	if s := Date("2026-11-23").Said(); s != "23 November 2026" {
		t.Error(s)
	}
}

func TestWorkingDays(t *testing.T) {
	for _, c := range []struct {
		from Date
		days int
		want Date
	}{
		{"2026-11-30", 1, "2026-12-01"},
		{"2026-12-04", 1, "2026-12-07"}, // Friday to Monday
		{"2026-11-21", 1, "2026-11-23"}, // from a Saturday
		{"2026-11-21", 0, "2026-11-21"},
		{"2026-12-24", 1, "2026-12-29"}, // over Christmas, the weekend and the substitute day
		// From Monday 30 November: 4 days that week, then 5 in each of three weeks
		// (7, 14 and 21 December, the last without Friday 25), so 18 by Thursday 24;
		// 28 is a bank holiday, 29 and 30 make 20.
		{"2026-11-30", 20, "2026-12-30"},
		{"", 1, ""},
	} {
		if got := c.from.WorkingDays(c.days); got != c.want {
			t.Errorf("%d working days after %q: %q, want %q", c.days, c.from, got, c.want)
		}
	}
}

func TestHours(t *testing.T) {
	for s, want := range map[string]int{"8:30": 510, "08:30": 510, "8:30am": 510, "8.30pm": 1230, "7pm": 1140} {
		if got, err := ParseHour(s); err != nil || got != want {
			t.Errorf("%s is %d, %v", s, got, err)
		}
	}
	for _, bad := range []string{"", "25:00", "half past"} {
		if _, err := ParseHour(bad); err == nil {
			t.Errorf("%q was taken for a time", bad)
		}
	}
	if Hour(510) != "8:30am" || Hour(0) != "12:00am" {
		t.Error(Hour(510), Hour(0))
	}
}

func TestClockMoves(t *testing.T) {
	var c Clock
	there := Date("2026-11-30").AtMinute(9 * 60)
	c.Set(there)
	if d := c.Now().Sub(there.Time); d < 0 || d > 5*time.Second || c.Today() != "2026-11-30" {
		t.Fatal(d, c.Today())
	}
}

// TestClockIsHeld: it stands until it is held elsewhere or set, and whoever
// waits for it to be moved is told.
func TestClockIsHeld(t *testing.T) {
	var c Clock
	at := Date("2026-11-30").AtMinute(9 * 60)
	moved := c.Moved()
	c.Hold(at)
	select {
	case <-moved:
	default:
		t.Error("nobody was told that the clock was held")
	}
	if first := c.Now(); first != at || c.Now() != first || c.Today() != "2026-11-30" {
		t.Errorf("held at %s, it tells %s", at.Text(), first.Text())
	}
	later := at.Add(time.Hour)
	if c.Hold(later); c.Now() != later {
		t.Error("it cannot be held elsewhere")
	}
	c.Set(at)
	for began := Mono(); c.Now() == at; {
		if time.Since(began) > time.Second {
			t.Fatal("once set, it does not run on")
		}
	}
}
