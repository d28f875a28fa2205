package referral

import (
	"slices"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/files"
	"stillhome/internal/support/person"
)

// ID of a referral.
type ID string

// Source is the way a referral came.
type Source string

// The sources.
const (
	Notice  Source = "adw"    // a hospital's notice under the Care Act
	Message Source = "bars"   // another system's referral
	Staff   Source = "staff"  // the form, filled in by our own staff
	Public  Source = "public" // the form, filled in by anyone
)

var sourceWords = map[Source]string{
	Notice: "Hospital notice", Message: "Referral from another system", Staff: "Form filled in by our staff", Public: "Form on our website",
}

// Label is the source in words.
func (s Source) Label() string { return sourceWords[s] }

// State is how far a referral has come.
type State string

// The states.
const (
	StateNew       State = "new"
	StateMatched   State = "matched"
	StateAccepted  State = "accepted"
	StateDeclined  State = "declined"
	StateWithdrawn State = "withdrawn"
)

// States lists them in the order of a referral's life.
var States = []State{StateNew, StateMatched, StateAccepted, StateDeclined, StateWithdrawn}

var stateWords = map[State]string{
	StateNew: "New", StateMatched: "To decide", StateAccepted: "Accepted", StateDeclined: "Declined", StateWithdrawn: "Taken back",
}

// Label is the state in words.
func (s State) Label() string { return stateWords[s] }

// Open reports whether somebody still has to do something.
func (s State) Open() bool { return s == StateNew || s == StateMatched }

// transitions are every change of state there is.
var transitions = []struct {
	from State
	act  string
	to   State
}{
	{StateNew, "match", StateMatched},
	{StateMatched, "undo", StateNew},
	{StateMatched, "accept", StateAccepted},
	{StateNew, "decline", StateDeclined},
	{StateMatched, "decline", StateDeclined},
	{StateNew, "withdraw", StateWithdrawn},
	{StateMatched, "withdraw", StateWithdrawn},
	{StateWithdrawn, "reopen", StateNew},
	{StateWithdrawn, "reopen matched", StateMatched},
}

// next is the state after an act. Error: referral.state.
func (s State) next(act string) (State, error) {
	for _, t := range transitions {
		if t.from == s && t.act == act {
			return t.to, nil
		}
	}
	return s, fault.New(fault.Conflict, "referral.state", "This referral has moved on: it now says “%s”. Look at it again before you decide.", s.Label())
}

// Referral is a request for help as it stands. Any text may be empty, as what
// was not said is not made up.
type Referral struct {
	ID          ID
	Ref         string // "RF-7K2M4Q": ours, for the telephone
	Source      Source
	SenderODS   string // organisation code of who sent it; empty for a form
	ExternalRef string // the sender's own reference for this stay or request
	Sender      string // who sent it, in words
	State       State

	Given, Family string
	Born          when.Date
	Gender        person.Gender
	NHS           ids.NHSNumber
	NHSStatus     person.NHSStatus
	Address       string
	Postcode      place.Postcode // as sent: it may be no postcode at all
	Phone         string

	Carer, CarerRelationship, CarerPhone, CarerEmail string

	Hospital, Ward                      string
	LocalID                             string // the hospital's number for the person
	Liaison, LiaisonPhone, LiaisonEmail string // whom at the hospital to ring
	AdmittedOn                          when.Date
	ReadyOn                             when.Date // the day the hospital means to let the person go
	Reason                              string
	Received                            when.Instant
	Person                              ids.Person // once matched: the record in use
	MatchedAt                           when.Instant
	MatchMade                           Made
	DecidedAt                           when.Instant
	DecisionCode                        Code
	DecisionWords, Told                 string
	MatchedBy, DecidedBy                ids.Account
	MatchedByName, DecidedByName        string // filled by reads
	PersonName, PersonRef               string // filled by reads
	Version                             int
}

// Name is given name then family name, or a sentence when neither was sent.
func (r Referral) Name() string {
	if n := strings.TrimSpace(r.Given + " " + r.Family); n != "" {
		return n
	}
	return "Name not given"
}

// StartDue is by when support should start: the council's target counted from
// the day the hospital is ready, or else from the day the referral came. It is
// a local target, not a national one.
func (r Referral) StartDue(targetDays int) when.Date {
	from := r.ReadyOn
	if from == "" {
		from = r.Received.On()
	}
	return from.Add(targetDays)
}

// like is whom to look for.
func (r Referral) like() person.Like {
	l := person.Like{Given: r.Given, Family: r.Family, Born: r.Born, NHS: r.NHS}
	if p, err := place.ParsePostcode(string(r.Postcode)); err == nil {
		l.Postcode = p
	}
	return l
}

// asPerson is the referral as the beginning of a person's record. A postcode
// that is none is kept as a line of the address.
func (r Referral) asPerson(id ids.Person) person.Person {
	p := person.Person{
		ID: id, Given: r.Given, Family: r.Family, Born: r.Born, Gender: r.Gender, NHS: r.NHS, Address: r.Address, Phone: r.Phone,
		Postcode: r.like().Postcode,
	}
	if p.Postcode == "" {
		p.Address = strings.TrimSpace(p.Address + "\n" + string(r.Postcode))
	}
	return p
}

// fitting cuts what a sender said to what the record of a person can hold: no
// form stands between the two where it could be put right. The referral keeps
// all of it.
func fitting(p person.Person, today when.Date) person.Person {
	p.Given, p.Family, p.Phone = clip(p.Given, 100), clip(p.Family, 100), clip(p.Phone, 100)
	p.Address = clip(p.Address, 300)
	if len(p.NHS) > 20 {
		p.NHS = ""
	}
	if p.Born > today || p.Born.Age(today) > 125 {
		p.Born = ""
	}
	return p
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// Made says how a referral came to its person.
type Made string

// The ways of matching.
const (
	MadeSame Made = "same" // somebody said that this is a person we know
	MadeNew  Made = "new"  // somebody said that nobody here is this person
)

// Code is why a referral was declined or taken back, to be counted.
type Code string

// The codes of a decline. TakenBack is set by the sender's withdrawal.
const (
	LivesElsewhere Code = "lives_elsewhere"
	NeedsHealth    Code = "needs_health"
	NeedsLongTerm  Code = "needs_long_term"
	NoNeed         Code = "no_need"
	ChoseNot       Code = "chose_not"
	NoSpace        Code = "no_space"
	Twice          Code = "twice"
	Deceased       Code = "deceased"
	OtherReason    Code = "other"
	TakenBack      Code = "taken_back"
)

// Codes lists why a referral may be declined, in the order of the form.
var Codes = []Code{LivesElsewhere, NeedsHealth, NeedsLongTerm, NoNeed, ChoseNot, NoSpace, Twice, Deceased, OtherReason}

var codeWords = map[Code]string{
	LivesElsewhere: "Lives in another council’s area", NeedsHealth: "Needs health care first, or instead", NeedsLongTerm: "Would not gain from a short time of support",
	NoNeed: "Manages without support", ChoseNot: "Chose not to have support", NoSpace: "We cannot start in time", Twice: "We already have a referral for this",
	Deceased: "Has died", OtherReason: "Another reason", TakenBack: "Taken back by the sender",
}

// Label is the code in words.
func (c Code) Label() string { return codeWords[c] }

// Declining is the decision not to take somebody on.
type Declining struct {
	Referral ID
	Person   ids.Person `json:"person"` // as the page showed it; empty when not matched
	Version  int        `json:"version"`
	Code     Code       `json:"code"`
	Words    string     `json:"words"`
	// Told is what the person was told and where they were told to turn.
	Told string `json:"told"`
}

func (d Declining) check() error {
	var checks fault.Checks
	checks.Field(!slices.Contains(Codes, d.Code), "code", "Choose why the referral is declined.")
	checks.Field(len([]rune(strings.TrimSpace(d.Words))) < 10, "words", "Say why in a few words, as you would to the person.")
	nobodyToTell := d.Code == Twice || d.Code == Deceased
	checks.Field(!nobodyToTell && len([]rune(strings.TrimSpace(d.Told))) < 10, "told",
		"Say what the person was told and where they can turn instead. Nobody is declined without a route.")
	return checks.Err("referral.decline")
}

// LineKind says what a line is.
type LineKind string

// The kinds of line.
const (
	Said    LineKind = "said"    // something else that was said
	Missing LineKind = "missing" // something that was left out
	Doubt   LineKind = "doubt"   // something to check with the sender
)

// Line is one thing a message said, left out, or made doubtful.
type Line struct {
	Message MessageID
	Kind    LineKind
	Label   string
	Words   string
}

// MessageID of one message received.
type MessageID string

// MessageKind is what a message asks, in one word, as package fhir says it.
type MessageKind string

var messageWords = map[MessageKind]string{
	"assessment": "Assessment notice", "discharge": "Discharge notice", "withdrawal": "Withdrawal notice", "referral": "Referral", "booking": "Booking",
}

// Label is the kind of message in words.
func (k MessageKind) Label() string {
	if w := messageWords[k]; w != "" {
		return w
	}
	return "Message we could not read"
}

// Verdict says whether a message was taken in.
type Verdict string

// The verdicts.
const (
	VerdictTaken   Verdict = "accepted"
	VerdictRefused Verdict = "rejected"
)

// Received is one message as it came, with what was answered. Raw and Answer
// hold bytes only while it is being received; afterwards only the ids of the
// kept files. Raw.ID is empty when the message was too large to keep.
type Received struct {
	ID         MessageID
	MessageRef string // the sender's own id for the message
	Kind       MessageKind
	SenderODS  string
	Sender     string
	Referral   ID
	Verdict    Verdict
	Code       string // "fhir.truncated"; empty when taken in
	Reason     string // in plain words; empty when taken in
	Understood string // what could be read, line by line
	Raw        files.File
	Answer     files.File
	At         when.Instant
	SettledAt  when.Instant
	SettledBy  string // name
	Settled    string // what was done about it
}

// Attachment is a document that came with a referral.
type Attachment struct {
	File      files.ID
	Name      string
	MediaType string // as the sender says
	Bytes     int
}
