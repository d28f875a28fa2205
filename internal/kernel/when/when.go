// Package when holds time as the service uses it: instants in UTC, dates and
// clock times as they are lived in the UK, and the one clock of a process.
// It is the only package that asks the machine for the time.
package when

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
	_ "time/tzdata" // a static binary carries the UK's clock changes
)

// London is where people live by the clock.
var London = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // tzdata is linked in
	}
	return l
}()

// Layout of an instant in the record: UTC, milliseconds, fixed width, so that
// text order is time order on every engine.
const Layout = "2006-01-02T15:04:05.000Z"

// Instant is a moment, kept to the millisecond in UTC. The zero Instant means
// "not yet" or "not known" and is NULL in the record.
type Instant struct{ time.Time }

// At makes an Instant of any time.
func At(t time.Time) Instant { return Instant{t.UTC().Truncate(time.Millisecond)} }

// ParseInstant reads the record's form or any RFC 3339 time whose year in UTC
// has four digits: no other could be read back once it is kept.
func ParseInstant(s string) (Instant, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if year := t.UTC().Year(); err != nil || year < 1 || year > 9999 {
		return Instant{}, fmt.Errorf("%q is not a time like 2026-11-30T08:30:00Z", s)
	}
	return At(t), nil
}

// Text is the record's form; empty for the zero Instant.
func (i Instant) Text() string {
	if i.IsZero() {
		return ""
	}
	return i.UTC().Format(Layout)
}

// Add moves the instant.
func (i Instant) Add(d time.Duration) Instant { return At(i.Time.Add(d)) }

// On is the UK date of the instant.
func (i Instant) On() Date { return DateOf(i.Time) }

// Clock is the UK wall time as a screen shows it: 8:30am.
func (i Instant) Clock() string {
	if i.IsZero() {
		return ""
	}
	return i.In(London).Format("3:04pm")
}

// Said is date and time as a screen shows them: 23 November 2026, 8:30am.
func (i Instant) Said() string {
	if i.IsZero() {
		return ""
	}
	return i.In(London).Format("2 January 2006, 3:04pm")
}

// SQL is how the gate stores it.
func (i Instant) SQL() any {
	if i.IsZero() {
		return nil
	}
	return i.Text()
}

// Scan reads the record's form; NULL is the zero Instant.
func (i *Instant) Scan(src any) error {
	s, err := text(src)
	if err != nil || s == "" {
		*i = Instant{}
		return err
	}
	*i, err = ParseInstant(s)
	return err
}

// MarshalText is the record's form, for JSON.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.Text()), nil }

// UnmarshalText reads any RFC 3339 time; empty is the zero Instant.
func (i *Instant) UnmarshalText(b []byte) error { return i.Scan(string(b)) }

func text(src any) (string, error) {
	switch v := src.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", fmt.Errorf("when: cannot read a time from %T", src)
}

// Clock tells the time for one process. In the demo and in tests it can be
// moved; then it runs on from where it was put, unless it is held there.
type Clock struct {
	shift atomic.Int64
	held  atomic.Pointer[Instant] // nil while the clock runs

	mu    sync.Mutex
	moved chan struct{} // nil while nobody waits for the clock to be moved
}

// Now is the present moment by this clock.
func (c *Clock) Now() Instant {
	if held := c.held.Load(); held != nil {
		return *held
	}
	return At(time.Now().Add(time.Duration(c.shift.Load())))
}

// Today is the UK date by this clock.
func (c *Clock) Today() Date { return c.Now().On() }

// Set moves the clock to t, from where it runs on.
func (c *Clock) Set(t Instant) {
	c.shift.Store(int64(time.Until(t.Time)))
	c.held.Store(nil)
	c.tell()
}

// Hold stops the clock at t, until it is set or held again: two records that
// are compared to the byte must not differ by how fast the machine was.
func (c *Clock) Hold(t Instant) {
	t = At(t.Time)
	c.held.Store(&t)
	c.tell()
}

// tell wakes whoever waits for the clock to be moved.
func (c *Clock) tell() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.moved != nil {
		close(c.moved)
		c.moved = nil
	}
}

// Moved is closed when Set or Hold is next called, so that whoever waits for a time to
// come can look again.
func (c *Clock) Moved() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.moved == nil {
		c.moved = make(chan struct{})
	}
	return c.moved
}

// Mono is the machine's time for measuring how long something took. It is
// never stored.
func Mono() time.Time { return time.Now() }
