package safeguarding

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"slices"
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
	New     State = "new"
	Seen    State = "seen"
	Enquiry State = "enquiry"
	Closed  State = "closed"
)

var stateWords = map[State]string{New: "New", Seen: "Seen, not decided", Enquiry: "Enquiry", Closed: "Closed"}

// Label is the state in words for a screen.
func (s State) Label() string { return stateWords[s] }

// transition is one change of state that may happen.
type transition struct {
	From   State
	Action string
	To     State
}

var transitions = []transition{
	{New, "see", Seen},
	{New, "enquire", Enquiry},
	{Seen, "enquire", Enquiry},
	{Enquiry, "enquire", Enquiry},
	{Closed, "enquire", Enquiry},
	{New, "close", Closed},
	{Seen, "close", Closed},
	{Enquiry, "close", Closed},
}

// next is the state after an action; false when the action does not fit.
func (s State) next(action string) (State, bool) {
	i := slices.IndexFunc(transitions, func(t transition) bool { return t.From == s && t.Action == action })
	if i < 0 {
		return s, false
	}
	return transitions[i].To, true
}

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
	Told     Told   // what else was told, where a page asked
	At       when.Instant
	Channel  visit.Channel
	Raised   ids.Account
	Received when.Instant
	State    State
	SeenAt   when.Instant
	SeenBy   ids.Account
	Decided  when.Instant
	Closed   when.Instant
	Version  int
	Many     bool // it came with more from one network than the page texts about

	Photos []Photo // given when it is raised; read by PhotoOf

	told string // as it stands in the record

	PersonName, RaisedName, SeenName string // filled by reads only
}

// Told is what a page asks beside the words. All of it may be empty: that
// somebody is worried is enough.
type Told struct {
	About   string `json:"about,omitempty"` // whom, and where to find them
	Who     string `json:"who,omitempty"`   // who said it
	Saw     string `json:"saw,omitempty"`   // what was seen
	Safe    Answer `json:"safe,omitempty"`  // are they safe at this moment
	SafeSay string `json:"safe_say,omitempty"`
	Asked   Answer `json:"asked,omitempty"` // were they asked what they want
	Wishes  string `json:"wishes,omitempty"`

	Children  Answer `json:"children,omitempty"` // children in the home
	ChildSeen Answer `json:"child_seen,omitempty"`
	ChildSay  string `json:"child_say,omitempty"` // ages, names, who was told

	Reach   string `json:"reach,omitempty"`    // how to reach whoever told it, where no account says
	NotLead bool   `json:"not_lead,omitempty"` // no safeguarding lead may read it
	Not     string `json:"not,omitempty"`      // who else must not know, as told
	Public  bool   `json:"public,omitempty"`   // by the page for everyone
}

func (t Told) plain() Told {
	for _, s := range []*string{&t.About, &t.Who, &t.Saw, &t.SafeSay, &t.Wishes, &t.ChildSay, &t.Reach, &t.Not} {
		*s = keep(*s)
	}
	for _, a := range []*Answer{&t.Safe, &t.Asked, &t.Children, &t.ChildSeen} {
		if !known(answers, *a) {
			*a = ""
		}
	}
	return t
}

// name is the id of what was told: the same for the same account and telling,
// another where anything differs.
func (c Concern) name(by string) ID {
	parts := []string{"safeguarding.concern", by, c.Ref, string(c.Person), string(c.Visit), string(c.Kind), string(c.Urgency), c.Words, c.At.Text()}
	if c.Told != (Told{}) {
		told, _ := json.Marshal(c.Told) // text and truth values: it cannot fail
		parts = append(parts, string(told))
	}
	return ID(ids.Derived(parts...))
}

// keep is text that the record can hold: PostgreSQL takes no zero byte and no
// broken UTF-8.
func keep(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", ""))
}

// plain is the concern in text that the record can keep.
func (c Concern) plain() Concern {
	c.Ref, c.Person, c.Visit = keep(c.Ref), ids.Person(keep(string(c.Person))), visit.ID(keep(string(c.Visit)))
	c.Kind, c.Urgency = visit.ConcernKind(keep(string(c.Kind))), visit.Urgency(keep(string(c.Urgency)))
	c.Channel, c.Words, c.Told = visit.Channel(keep(string(c.Channel))), keep(c.Words), c.Told.plain()
	return c
}

// within is how long a concern may wait to be seen, by its urgency.
var within = map[visit.Urgency]time.Duration{visit.Now: 15 * time.Minute, visit.SameDay: 4 * time.Hour, visit.NextVisit: 24 * time.Hour}

// Due is when somebody must have seen it.
func (c Concern) Due() when.Instant { return c.Received.Add(within[c.Urgency]) }

// DecideBy is when somebody must have decided what to do: the same time on the
// next working day.
func (c Concern) DecideBy() when.Instant { return nextWorkingDay(c.Received) }

// Overdue reports whether it was not seen, or not decided, in time.
func (c Concern) Overdue(now when.Instant) bool {
	return c.State == New && now.After(c.Due().Time) || (c.State == New || c.State == Seen) && now.After(c.DecideBy().Time)
}

// Receipt is the number by which whoever told a concern may ask whether it was
// looked at. It is made from the telling's own number, which nobody else has.
func (c Concern) Receipt() string {
	sum := sha256.Sum256([]byte("safeguarding.receipt\x1f" + c.Ref))
	s := base32.StdEncoding.EncodeToString(sum[:])[:12]
	return s[:4] + "-" + s[4:8] + "-" + s[8:]
}

// receiptKey is what the record keeps of a receipt, however it was typed.
func receiptKey(receipt string) string {
	return ids.Derived("safeguarding.receipt", strings.NewReplacer(" ", "", "-", "").Replace(strings.ToUpper(receipt)))
}

// About is whom a concern is about, as far as we know.
func (c Concern) About() string {
	if name := strings.TrimSpace(c.PersonName); name != "" {
		return name
	}
	return "Somebody who is not in our records"
}

// Raiser is who told a concern, as far as we know.
func (c Concern) Raiser() string {
	switch {
	case c.Told.Public || c.Raised == publicRaiser:
		return "Somebody who does not work here"
	case c.RaisedName == "":
		return "A member of staff whose account we do not find"
	}
	return c.RaisedName
}

// publicRaiser is as whom the service keeps what comes by the page for
// everyone.
const publicRaiser = "system"

// How is by which way a concern came.
func (c Concern) How() string {
	if c.Raised == publicRaiser {
		return "By the page for everyone"
	}
	return c.Channel.Label()
}

// KindSaid is what a concern is about; a kind we do not know is shown as it
// was told.
func (c Concern) KindSaid() string {
	if said := c.Kind.Label(); said != "" {
		return said
	}
	return "“" + string(c.Kind) + "”, which we do not know: a newer phone may"
}

// Deputy reports whether the actor stands in for the leads.
func (f File) Deputy() bool { return f.lead == 0 && f.deputy > 0 }

// nextWorkingDay is the same time of day on the first working day after.
func nextWorkingDay(from when.Instant) when.Instant {
	return from.On().WorkingDays(1).AtMinute(from.Minute())
}
