package person

import (
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// ContactID of somebody close to a person.
type ContactID string

// Contact is somebody close to the person. A carer is unpaid: family or a
// friend who helps.
type Contact struct {
	ID           ContactID `json:"id"`
	Person       ID
	Name         string `json:"name"`
	Relationship string `json:"relationship"` // in words: daughter, neighbour
	Phone        string `json:"phone"`
	Email        string `json:"email"`
	Carer        bool   `json:"carer"`
	Keyholder    bool   `json:"keyholder"`
	OfficeFirst  bool   // whoever means to ring them rings the office first
	Ended        when.Instant
	Version      int
}

func (c *Contact) tidy() error {
	var checks fault.Checks
	for _, s := range []*string{&c.Name, &c.Relationship, &c.Phone, &c.Email} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	checks.Field(c.ID == "" || !ids.Valid(string(c.ID)), "id", "Open the form again and send it once more.")
	checks.Field(c.Name == "", "name", "Enter the name of the contact.")
	checks.Field(tooLong(100, c.Name, c.Relationship, c.Phone, c.Email), "name", "Use 100 characters or fewer for each answer.")
	checks.Field(c.Phone == "" && c.Email == "", "phone", "Enter a telephone number or an email address, so that they can be reached.")
	checks.Field(c.Email != "" && !strings.Contains(c.Email, "@"), "email", "Enter an email address like name@example.com.")
	return checks.Err("person.contact")
}

// ConsentID of one answer about consent.
type ConsentID string

// Consent is one answer the person gave, or somebody who may answer for them.
// Answers are added and never changed: the newest about a matter holds.
type Consent struct {
	ID      ConsentID `json:"id"`
	Person  ID
	About   About  `json:"about"`
	Answer  Answer `json:"answer"`
	How     How    `json:"how"`
	Words   string `json:"words"` // what they said, or who decided and why
	At      when.Instant
	Account ids.Account
	ByName  string // filled by lists only
}

// About is what was asked.
type About string

// Answer is what was said.
type Answer string

// How the answer was given.
type How string

// The codes. They never change meaning; the words may.
const (
	ToSupport      About  = "support"
	ShareHealth    About  = "share_health"
	ShareFamily    About  = "share_family"
	Pictures       About  = "pictures"
	Yes            Answer = "yes"
	No             Answer = "no"
	Attorney       Answer = "attorney"
	BestInterests  Answer = "best_interests"
	Said           How    = "said"
	Written        How    = "written"
	ShownOtherwise How    = "shown"
)

// Abouts, Answers and Hows list the codes in the order of the form.
var (
	Abouts  = []About{ToSupport, ShareHealth, ShareFamily, Pictures}
	Answers = []Answer{Yes, No, Attorney, BestInterests}
	Hows    = []How{Said, Written, ShownOtherwise}
)

var aboutWords = map[About]string{
	ToSupport:   "Having this support at home",
	ShareHealth: "Sharing what is needed with the hospital and GP",
	ShareFamily: "Sharing how things go with family or friends",
	Pictures:    "Taking photos for the record",
}

var answerWords = map[Answer]string{
	Yes: "Yes", No: "No", Attorney: "Yes, by an attorney or deputy for health and welfare",
	BestInterests: "Decided in the person’s best interests",
}

var howWords = map[How]string{Said: "Said", Written: "Written or signed", ShownOtherwise: "Shown another way"}

// Label is what was asked, in words.
func (a About) Label() string { return aboutWords[a] }

// Label is the answer in words.
func (a Answer) Label() string { return answerWords[a] }

// Label is how it was given, in words.
func (h How) Label() string { return howWords[h] }

func (c *Consent) tidy() error {
	var checks fault.Checks
	c.Words = strings.TrimSpace(c.Words)
	checks.Field(!ids.Valid(string(c.ID)), "id", "Open the form again and send it once more.")
	checks.Field(aboutWords[c.About] == "", "about", "Say what was asked.")
	checks.Field(answerWords[c.Answer] == "", "answer", "Say what the answer was.")
	checks.Field(howWords[c.How] == "", "how", "Say how the answer was given.")
	decided := c.Answer == Attorney || c.Answer == BestInterests
	checks.Field(decided && c.Words == "", "words", "Say who decided and why the person could not decide this themselves (Mental Capacity Act 2005).")
	checks.Field(tooLong(2000, c.Words), "words", "Use 2,000 characters or fewer.")
	return checks.Err("person.consent")
}

// EventID of something that happened to a person.
type EventID string

// EventKind is what happened.
type EventKind string

// The kinds of event. A death stands on the person, see [RecordDeath].
const (
	Hospital      EventKind = "hospital"
	CareHome      EventKind = "care_home"
	CommunityCare EventKind = "community_care"
)

// EventKinds lists them in the order of the form.
var EventKinds = []EventKind{Hospital, CareHome, CommunityCare}

var eventWords = map[EventKind]string{
	Hospital: "Stay in hospital", CareHome: "Stay in a care home", CommunityCare: "Long-term support at home",
}

// Label is the kind in words.
func (k EventKind) Label() string { return eventWords[k] }

// Event is a stay away from home, or long-term support, that the service
// heard of. Until is empty while it lasts or the end is not known.
type Event struct {
	ID        EventID `json:"id"`
	Person    ID
	Kind      EventKind   `json:"kind"`
	From      when.Date   `json:"from"`
	Until     when.Date   `json:"until"`
	Emergency bool        `json:"emergency"` // an unplanned admission; hospital only
	Source    EventSource `json:"source"`
	Recorded  when.Instant
	Version   int `json:"version"`
}

// EventSource is how the service knows.
type EventSource string

// The sources of an event.
const (
	HospitalTold EventSource = "hospital"
	PersonTold   EventSource = "person"
	FamilyTold   EventSource = "family"
	WorkerSaw    EventSource = "worker"
	RecordLinked EventSource = "record"
)

// EventSources lists them in the order of the form.
var EventSources = []EventSource{HospitalTold, PersonTold, FamilyTold, WorkerSaw, RecordLinked}

var sourceWords = map[EventSource]string{
	HospitalTold: "The hospital told us", PersonTold: "The person told us", FamilyTold: "Family or a friend told us",
	WorkerSaw: "A worker found out", RecordLinked: "Another record we may see",
}

// Label is the source in words.
func (s EventSource) Label() string { return sourceWords[s] }

func (e *Event) tidy(today when.Date) error {
	var checks fault.Checks
	checks.Field(!ids.Valid(string(e.ID)), "id", "Open the form again and send it once more.")
	checks.Field(eventWords[e.Kind] == "", "kind", "Say what happened.")
	checks.Field(e.From == "", "from", "Enter the date it began.")
	checks.Field(e.From > today, "from", "The date it began is in the future. Record it when it has happened.")
	checks.Field(e.Until != "" && e.Until < e.From, "until", "The end is before the start. Check both dates.")
	checks.Field(e.Until > today, "until", "The end is in the future. Leave it empty until it has ended.")
	checks.Field(sourceWords[e.Source] == "", "source", "Say how you know.")
	e.Emergency = e.Emergency && e.Kind == Hospital
	return checks.Err("person.event")
}

// Away reports whether the event keeps the person from home on the date.
func (e Event) Away(on when.Date) bool {
	return e.Kind != CommunityCare && e.From <= on && (e.Until == "" || e.Until > on)
}
