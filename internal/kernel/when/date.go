package when

import (
	"fmt"
	"strings"
	"time"
)

// Date is a UK calendar date as text, 2026-11-30. The empty Date means "not
// known" and is NULL in the record. Text order is date order.
type Date string

// DateOf is the UK date of a moment.
func DateOf(t time.Time) Date { return Date(t.In(London).Format(time.DateOnly)) }

// ParseDate reads 2026-11-30 strictly; empty stays empty.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return "", nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil && t.Year() >= 1850 && t.Year() <= 2200 {
		return Date(s), nil
	}
	return "", fmt.Errorf("%q is not a date like 2026-11-30", s)
}

// midday avoids every clock change.
func (d Date) midday() time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, string(d), London)
	return t.Add(12 * time.Hour)
}

// Add is the date n days later (earlier when n is negative).
func (d Date) Add(days int) Date {
	if d == "" {
		return ""
	}
	return DateOf(d.midday().AddDate(0, 0, days))
}

// Years is the same date n years later. 29 February is 1 March where there is none.
func (d Date) Years(n int) Date {
	if d == "" {
		return ""
	}
	return DateOf(d.midday().AddDate(n, 0, 0))
}

// Days is how many days lie between d and later: later - d.
func (d Date) Days(later Date) int {
	a, _ := time.Parse(time.DateOnly, string(d))
	b, _ := time.Parse(time.DateOnly, string(later))
	return int(b.Sub(a).Hours() / 24)
}

// Weekday of the date; Monday is time.Monday.
func (d Date) Weekday() time.Weekday { return d.midday().Weekday() }

// Age in whole years on the date given, for a birth date. -1 when unknown.
// Somebody born on 29 February grows older on 1 March in other years.
func (d Date) Age(on Date) int {
	if d == "" || on < d {
		return -1
	}
	b, _ := time.Parse(time.DateOnly, string(d))
	o, _ := time.Parse(time.DateOnly, string(on))
	age := o.Year() - b.Year()
	if on[5:] < d[5:] {
		age--
	}
	return age
}

// Said is the date as a screen shows it: 23 November 2026.
func (d Date) Said() string {
	if d == "" {
		return ""
	}
	return d.midday().Format("2 January 2006")
}

// Short is the date with its weekday: Mon 23 Nov.
func (d Date) Short() string {
	if d == "" {
		return ""
	}
	return d.midday().Format("Mon 2 Jan")
}

// Start is midnight at the start of the date in the UK.
func (d Date) Start() Instant {
	t, _ := time.ParseInLocation(time.DateOnly, string(d), London)
	return At(t)
}

// AtMinute is the moment when UK clocks on that date have run m minutes past
// midnight by the wall. On the night clocks go forward a missing minute is
// taken an hour later; when they go back the first of the two is meant, the
// one still in summer time.
func (d Date) AtMinute(m int) Instant {
	y, mo, day := d.midday().Date()
	t := time.Date(y, mo, day, m/60, m%60, 0, 0, London)
	if early := t.Add(-time.Hour); early.Hour() == t.Hour() && early.Day() == t.Day() {
		t = early
	}
	return At(t)
}

// Minute is minutes past midnight on the UK wall clock.
func (i Instant) Minute() int {
	t := i.In(London)
	return t.Hour()*60 + t.Minute()
}

// SQL is how the gate stores it.
func (d Date) SQL() any {
	if d == "" {
		return nil
	}
	return string(d)
}

// Scan reads the record's form; NULL is the empty Date.
func (d *Date) Scan(src any) error {
	s, err := text(src)
	if err != nil {
		return err
	}
	*d, err = ParseDate(s)
	return err
}

// Hour is minutes past midnight as a screen shows them: 8:30am.
func Hour(minute int) string {
	return time.Date(2000, 1, 1, 0, minute, 0, 0, time.UTC).Format("3:04pm")
}

// ParseHour reads 8:30, 08:30, 8:30am or 8.30PM as minutes past midnight.
func ParseHour(s string) (int, error) {
	for _, l := range []string{"15:04", "3:04pm", "3:04 pm", "15.04", "3.04pm", "3pm"} {
		if t, err := time.Parse(l, strings.ToLower(s)); err == nil {
			return t.Hour()*60 + t.Minute(), nil
		}
	}
	return 0, fmt.Errorf("%q is not a time like 8:30am", s)
}
