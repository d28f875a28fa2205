package safeguarding

import (
	"strings"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/visit"
)

// ID names one concern. It says nothing of when it was made.
type ID string

// State is where a concern stands.
type State string

// The states. Codes never change meaning.
const (
	New  State = "new"
	Seen State = "seen"
)

var stateWords = map[State]string{New: "New", Seen: "Seen"}

// Label is the state in words for a screen.
func (s State) Label() string { return stateWords[s] }

// transition is one change of state that may happen.
type transition struct {
	From   State
	Action string
	To     State
}

var transitions = []transition{{New, "see", Seen}}

// seeing is the change that reading a concern makes.
var seeing = transitions[0]

// Concern is a worry as somebody told it. Person is whom it is about, as the
// teller had it: we may not know of them. Ref is the teller's own number for
// it; the concern's own id is made from all that was told.
type Concern struct {
	ID       ID
	Ref      string
	Person   ids.Person
	Visit    visit.ID
	Kind     visit.ConcernKind
	Urgency  visit.Urgency
	Words    string // word for word
	At       when.Instant
	Channel  visit.Channel
	Raised   ids.Account
	Received when.Instant
	State    State
	SeenAt   when.Instant
	SeenBy   ids.Account
	Version  int

	PersonName, RaisedName, SeenName string // filled by reads only
}

// name is the id of what was told: the same for the same account and telling,
// another where anything differs.
func (c Concern) name(by string) ID {
	return ID(ids.Derived("safeguarding.concern", by, c.Ref, string(c.Person), string(c.Visit), string(c.Kind), string(c.Urgency), c.Words, c.At.Text()))
}

// plain is the concern in text that the record can keep: PostgreSQL takes no
// zero byte and no broken UTF-8.
func (c Concern) plain() Concern {
	keep := func(s string) string {
		return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", ""))
	}
	c.Ref, c.Person, c.Visit = keep(c.Ref), ids.Person(keep(string(c.Person))), visit.ID(keep(string(c.Visit)))
	c.Kind, c.Urgency = visit.ConcernKind(keep(string(c.Kind))), visit.Urgency(keep(string(c.Urgency)))
	c.Channel, c.Words = visit.Channel(keep(string(c.Channel))), keep(c.Words)
	return c
}

// within is how long a concern may wait to be seen, by its urgency.
var within = map[visit.Urgency]time.Duration{visit.Now: 15 * time.Minute, visit.SameDay: 4 * time.Hour, visit.NextVisit: 24 * time.Hour}

// Due is when somebody must have seen it.
func (c Concern) Due() when.Instant { return c.Received.Add(within[c.Urgency]) }

// Overdue reports whether it was not seen in time.
func (c Concern) Overdue(now when.Instant) bool { return c.State == New && now.After(c.Due().Time) }
