package lonework

import (
	"strings"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/notify"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// ID of an alarm. One that a phone raised has the id of its fact.
type ID string

// How says what made the alarm.
type How string

// The ways an alarm comes about. Codes never change meaning.
const (
	Pressed  How = "pressed"   // the worker asked for help
	Silent   How = "silent"    // in silence: somebody may be listening
	Duress   How = "duress"    // with the PIN that looks like taking it back
	Overdue  How = "overdue"   // nothing was heard in time
	Stop     How = "stop"      // a first visit that the worker did not go into
	NoAnswer How = "no_answer" // nobody opened the door, and the time for it ran out
)

var howLabels = map[How]string{
	Pressed: "Asked for help", Silent: "Asked for help in silence", Duress: "Asked for help under threat",
	Overdue: "Overdue", Stop: "Did not go in", NoAnswer: "No answer at the door",
}

// Label is the way in words for a screen.
func (h How) Label() string { return howLabels[h] }

// Hidden reports whether nothing of the alarm may show on the worker's phone or
// ring it.
func (h How) Hidden() bool { return h == Silent || h == Duress }

// todo says what whoever is asked should do.
func (h How) todo() string {
	switch h {
	case Pressed:
		return "Ring the worker now. If they do not answer, or are in danger, call 999 and say where they are."
	case Silent, Duress:
		return "Do not ring or text the worker: somebody may be listening. Call 999 and say where they are."
	case Overdue:
		return "Ring the worker. If they do not answer, ring the person they were with. If nobody answers, send somebody or call 999."
	case Stop:
		return "Ring the worker and agree what happens with this visit. Call 999 if anybody is in danger."
	}
	return "Ring the worker, then the people to call for this person. Call 999 if you fear for them."
}

// Alarm is a worker who may be in trouble. Person and Visit may be empty. What
// follows At is set by this package.
type Alarm struct {
	ID     ID
	How    How
	Worker ids.Account
	Visit  visit.ID
	Person ids.Person
	At     when.Instant // when it happened

	Raised when.Instant
	Rung   int          // of the last rung
	Due    when.Instant // by the ladder's clock: when it moves on
	Last   when.Instant // when the last rung was reached; zero: not
	Heard  when.Instant // when something was heard of the worker since; zero: not
	Taken  when.Instant // when somebody said that they have it; zero: nobody has
	By     ids.Account  // who has it
	Closed when.Instant // zero: it is open
	Closer ids.Account
	Found  Found
	Words  string
	Number int // version
}

// Open reports whether no human has closed it.
func (a Alarm) Open() bool { return a.Closed.IsZero() }

// Found is what came of an alarm.
type Found string

// What may be found. Heard is set by what the worker recorded before the office
// was asked; the others are a human's.
const (
	Safe      Found = "safe"
	Longer    Found = "longer"
	Helped    Found = "helped"
	Emergency Found = "emergency"
	Mistake   Found = "mistake"
	Heard     Found = "heard"
)

// Founds lists those that a person may choose, in the order of the form.
var Founds = []Found{Safe, Longer, Helped, Emergency, Mistake}

var foundLabels = map[Found]string{
	Safe: "The worker is safe", Longer: "Safe, and still there: look again in 30 minutes", Helped: "The worker needed help and has it",
	Emergency: "Emergency services took over", Mistake: "It was a mistake, and we made sure", Heard: "The worker was heard of before the office was asked",
}

// Label is what was found in words for a screen.
func (f Found) Label() string { return foundLabels[f] }

// Closing is how an alarm ended.
type Closing struct {
	Alarm ID     `json:"alarm"`
	Found Found  `json:"found"`
	Words string `json:"words"`
}

func (c Closing) check() error {
	var checks fault.Checks
	checks.Field(foundLabels[c.Found] == "" || c.Found == Heard, "found", "Say what you found.")
	checks.Field(len([]rune(strings.TrimSpace(c.Words))) < 5, "words", "Say in a few words how you know, so that others can rely on it.")
	checks.Field(len(c.Words) > 2000, "words", "Use 2,000 characters or fewer.")
	return checks.Err("lonework.closing")
}

// Kind is whom a rung asks.
type Kind string

// The kinds of rung.
const (
	AskWorker    Kind = "worker"    // a nudge
	AskDuty      Kind = "duty"      // somebody on the duty board
	AskLast      Kind = "last"      // the last number in the settings
	AskEmergency Kind = "emergency" // nobody is left: whoever reads this rings 999
	AskAgain     Kind = "again"     // everybody once more, each hour
)

// Rung is one step of the ladder of one alarm.
type Rung struct {
	Alarm    ID
	N        int // from 1, none left out
	Kind     Kind
	Account  ids.Account // empty for one outside the service
	Name     string
	Phone    notify.Telephone // empty: no number, the page alone asks
	At       when.Instant
	Answered when.Instant // zero: not
	By       ids.Account  // who answered
}

// key names the message of a rung by one way.
func (r Rung) key(w notify.Way) notify.ID {
	return notify.ID("alarm:" + string(r.Alarm) + ":" + itoa(r.N) + ":" + string(w))
}

// messages are what a rung sends: a text and a call, two ways that share nothing.
func (r Rung) messages() []notify.Message {
	if r.Phone == "" {
		return nil
	}
	words := notify.ActNow
	if r.Kind == AskWorker {
		words = notify.AreYouSafe
	}
	var out []notify.Message
	if r.Phone.Mobile() {
		out = append(out, notify.Message{Key: r.key(notify.Text), To: string(r.Phone), Account: r.Account, By: notify.Text, Words: words, Urgent: true})
	}
	if r.Kind != AskWorker { // a nudge does not ring in somebody's home
		out = append(out, notify.Message{Key: r.key(notify.Call), To: string(r.Phone), Account: r.Account, By: notify.Call, Words: words, Urgent: true})
	}
	return out
}

// alertOf is the alert that stands beside an alarm in the office's list, by kind
// and source; false where what raised the alarm raises its own.
func (a Alarm) alertOf() (alert.Kind, string) {
	switch a.How {
	case Pressed:
		return alert.HelpWanted, string(a.ID)
	case Silent, Duress:
		return alert.HelpSilent, string(a.ID)
	case Overdue:
		return alert.WorkerOverdue, string(a.ID)
	case Stop:
		return alert.NotSafe, string(a.Visit)
	}
	return alert.NoAnswer, string(a.Visit)
}

// timing is how long the ladder waits. Held in the settings, but for those that
// are ours.
type timing struct {
	nudge, office time.Duration // after the expected finish
	rung          time.Duration // between two rungs
	escalate      time.Duration // of the alert beside it
}

// What the ladder waits for, where no setting says it. All are ours.
const (
	unreachable = time.Minute      // before the next is asked, where there is no number to ring
	closeWithin = 30 * time.Minute // for whoever has an alarm to say what they found
	againAfter  = time.Hour        // before somebody is asked again, once the last rung was reached
	longerBy    = 30 * time.Minute // more for a worker who is safe and still there
)

// longest is the most that any due time can be away.
func (t timing) longest() time.Duration {
	return max(t.rung, t.office, closeWithin, againAfter) + longerBy
}
