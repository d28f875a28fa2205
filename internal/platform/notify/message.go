package notify

import (
	"slices"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// ID of a message: what its caller makes of what it is about, such as an alarm,
// the rung of its ladder and the way.
type ID string

// Way is how a message leaves.
type Way string

// The ways. Nobody carries Push yet: such messages are Unset.
const (
	Text  Way = "text"
	Call  Way = "call"
	Email Way = "email"
	Push  Way = "push"
)

// Ways lists them in the order pages show them.
var Ways = []Way{Text, Call, Email, Push}

var wayLabels = map[Way]string{Text: "Text", Call: "Telephone call", Email: "E-mail", Push: "On the phone’s screen"}

// Label is the way in words for a screen.
func (w Way) Label() string { return wayLabels[w] }

// Words is all that a message may say. A new kind of message adds its words here,
// so that no caller can put a person into one.
type Words string

// The words.
const (
	ActNow       Words = "Act now. Open Stillhome."
	AreYouSafe   Words = "Are you all right? Open Stillhome and say that you have left, or ring the office."
	SomethingNew Words = "Something waits for you. Open Stillhome."
)

// AllWords lists everything a message may say.
var AllWords = []Words{ActNow, AreYouSafe, SomethingNew}

// Message is one message to one address by one way. Key makes queueing it twice
// the same as once. To is a telephone number or an e-mail address; Account is
// whose it is, where they work here. Urgent is for alarms alone. A kind of message
// that no lane takes cannot be queued.
type Message struct {
	Key     ID
	To      string
	Account ids.Account
	By      Way
	Words   Words
	Urgent  bool
}

// Errors of queueing: the caller's mistakes.
func (m Message) check(sealed bool) error {
	var c fault.Checks
	c.Field(m.Key == "", "key", "The message has lost its number.")
	c.Field(!slices.Contains(AllWords, m.Words), "words", "A message may say only what is on the list.")
	takes := func(l lane) bool { return l.way == m.By && l.sealed == sealed && l.urgent == m.Urgent }
	c.Field(!slices.ContainsFunc(lanes, takes), "by", "Nothing sends such a message.")
	switch m.By {
	case Text, Call:
		n, err := ParseTelephone(m.To)
		c.Field(err != nil || n == "", "to", "Enter a telephone number in the UK, like 07700 900123.")
	case Email:
		name, host, ok := strings.Cut(m.To, "@")
		c.Field(!ok || name == "" || !strings.Contains(host, ".") || strings.ContainsAny(m.To, " <>,;"), "to", "Enter an e-mail address, like name@example.org.")
	}
	return c.Err("notify.message")
}

// State is how far a message has come.
type State string

// The states.
const (
	Waiting State = "waiting"
	Sent    State = "sent"
	Dead    State = "dead"
	Unset   State = "unset"
)

var stateLabels = map[State]string{Waiting: "Being sent", Sent: "Sent", Dead: "Could not be sent", Unset: "Not sent: this way is not set up"}

// Label is the state in words for a screen.
func (s State) Label() string { return stateLabels[s] }

// Queue puts messages into the lanes of alarms, in the caller's write. One with a key that was queued before changes
// nothing. Error: notify.message.
func Queue(tx *gate.Tx, messages ...Message) error {
	for _, m := range messages {
		row, err := m.row(tx, false)
		if err != nil {
			return err
		}
		if err := tx.Exec(`INSERT INTO notify_message (id, way, address, account_id, words, urgent, state, queued_at, next_at, tries, failure, reference)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', '') ON CONFLICT (id) DO NOTHING`, row...); err != nil {
			return err
		}
	}
	return nil
}

// QueueSealed is Queue for sealed writes. Error: notify.message.
func QueueSealed(tx *gate.Tx, messages ...Message) error {
	for _, m := range messages {
		row, err := m.row(tx, true)
		if err != nil {
			return err
		}
		if err := tx.Exec(`INSERT INTO notify_sealed (id, way, address, account_id, words, urgent, state, queued_at, next_at, tries, failure, reference)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', '') ON CONFLICT (id) DO NOTHING`, row...); err != nil {
			return err
		}
	}
	return nil
}

func (m Message) row(tx *gate.Tx, sealed bool) ([]any, error) {
	if err := m.check(sealed); err != nil {
		return nil, err
	}
	to := strings.TrimSpace(m.To)
	if m.By == Text || m.By == Call {
		n, err := ParseTelephone(to)
		if err != nil {
			return nil, err
		}
		to = string(n)
	}
	return []any{m.Key, m.By, to, m.Account, m.Words, m.Urgent, Waiting, tx.At, tx.At}, nil
}

// Failure says in a code why a message was not sent.
type Failure string

// The failures.
const (
	NoProvider  Failure = "no_provider"
	TimedOut    Failure = "timed_out"
	Unreachable Failure = "unreachable"
	ProviderBad Failure = "provider_bad"
	TooMany     Failure = "too_many"
	NotAllowed  Failure = "not_allowed"
	BadAddress  Failure = "bad_address"
)

var failureLabels = map[Failure]string{
	"": "", NoProvider: "Nothing is set up to send it", TimedOut: "No answer in time", Unreachable: "Could not be reached",
	ProviderBad: "Answered with a fault", TooMany: "Too many messages at once", NotAllowed: "Our key was refused", BadAddress: "The address was refused",
}

// Label is the failure in words for a screen.
func (f Failure) Label() string { return failureLabels[f] }

// Kept is a message as it is now.
type Kept struct {
	ID      ID
	By      Way
	To      string
	Account ids.Account
	Words   Words
	Urgent  bool
	State   State
	Queued  when.Instant
	Tries   int
	Tried   when.Instant // zero: not yet
	SentAt  when.Instant // zero: not yet
	Failure Failure      // of the last try
}

// Hidden is where it goes with the middle left out: enough to know one's own.
func (k Kept) Hidden() string {
	if name, host, ok := strings.Cut(k.To, "@"); ok {
		return name[:1] + "…@" + host
	}
	if said := Telephone(k.To).Said(); len(said) > 7 {
		return said[:3] + " … " + said[len(said)-3:]
	}
	return k.To
}

// Died says that a message could not be sent and will not be tried again.
type Died struct {
	Message ID
	Way     Way
	Urgent  bool
}

// EventName is the event's stable name.
func (Died) EventName() string { return "notify.died" }
