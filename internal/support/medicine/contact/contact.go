package contact

import (
	"time"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/ui"
)

// ID names one contact.
type ID string

// Role is whose word it is.
type Role string

// The roles. Codes never change meaning.
const (
	GP         Role = "gp"
	Pharmacy   Role = "pharmacy"
	Prescriber Role = "prescriber" // another than the GP: a hospital doctor, a nurse who prescribes
	Nurse      Role = "nurse"
	Line111    Role = "111"
	Other      Role = "other"
)

// Roles lists them in the order of the form.
var Roles = []Role{GP, Pharmacy, Prescriber, Nurse, Line111, Other}

var roleWords = map[Role]string{
	GP: "GP practice", Pharmacy: "Pharmacy", Prescriber: "Another prescriber, such as the hospital", Nurse: "Community nurse", Line111: "NHS 111", Other: "Somebody else",
}

// Label is the role in words for a screen.
func (r Role) Label() string { return roleWords[r] }

// prescribes reports whether the role may change a medicine.
func (r Role) prescribes() bool { return r == GP || r == Pharmacy || r == Prescriber || r == Nurse }

// About is what a contact was for.
type About string

// What contacts are for. Codes never change meaning.
const (
	Question About = "question"
	Problem  About = "problem" // an error, a side effect, doses refused
	Order    About = "order"
	Change   About = "change" // a change by word of mouth
)

// Abouts lists those of the form for any contact.
var Abouts = []About{Question, Problem, Order}

var aboutWords = map[About]string{
	Question: "A question", Problem: "Something went wrong, or a side effect", Order: "Ordering or collecting", Change: "A change by word of mouth",
}

// Label is what it was for, in words for a screen.
func (a About) Label() string { return aboutWords[a] }

// Channel is how they spoke.
type Channel string

// The channels. Codes never change meaning.
const (
	Telephone Channel = "telephone"
	InPerson  Channel = "in_person"
	Email     Channel = "email"
	Letter    Channel = "letter"
)

// Channels lists them in the order of the form.
var Channels = []Channel{Telephone, InPerson, Email, Letter}

var channelWords = map[Channel]string{Telephone: "By telephone", InPerson: "Face to face", Email: "By email", Letter: "By letter"}

// Label is the channel in words for a screen.
func (c Channel) Label() string { return channelWords[c] }

func (c Channel) spoken() bool { return c == Telephone || c == InPerson }

// Contact is one time that somebody was asked. Medicine is empty where it is
// about all of them.
type Contact struct {
	ID       ID `json:"id"`
	Person   ids.Person
	Medicine string  `json:"medicine"`
	Role     Role    `json:"role"`
	Who      string  `json:"who"` // the name they gave
	About    About   `json:"about"`
	Asked    string  `json:"asked"`
	Answer   string  `json:"answer"` // of the same call; empty where none came yet
	Channel  Channel `json:"channel"`
	At       when.Instant
	Account  ids.Account
	Recorded when.Instant

	By      string // name of the account, filled by lists
	Answers int
	Verbal  Verbal // without a Due for none
}

// Answer is what they said, then or later.
type Answer struct {
	ID      string `json:"id"`
	Contact ID
	Person  ids.Person
	Who     string `json:"who"`
	Words   string `json:"words"`
	At      when.Instant
	By      string
}

// Verbal is a change that was given by word of mouth. It holds until Due, and
// after that only once it was confirmed in writing.
type Verbal struct {
	Words       string
	ConfirmedBy string // who heard it read back and said that it is right
	Due         when.Instant
	Written     when.Instant // when the written word was attached
	WrittenSaid string       // what it is and where it lies
	File        files.ID
	Ended       when.Instant
	EndedWhy    string
	Version     int
}

// Standing is whether a change by word of mouth holds.
type Standing string

// How a change by word of mouth may stand.
const (
	None    Standing = ""
	Waiting Standing = "waiting" // in force; the written word has still to come
	Written Standing = "written" // in force for good
	Expired Standing = "expired" // not in force: the written word did not come in time
	Ended   Standing = "ended"   // not in force: taken back
)

var standingTags = map[Standing]ui.Tag{
	Waiting: {Text: "In force, until the written word is due", Kind: ui.Waiting}, Written: {Text: "In force, confirmed in writing", Kind: ui.Good},
	Expired: {Text: "Not in force: never confirmed in writing", Kind: ui.Urgent}, Ended: {Text: "Taken back"},
}

// Tag is the standing for a screen.
func (s Standing) Tag() ui.Tag { return standingTags[s] }

// InForce reports whether it holds.
func (s Standing) InForce() bool { return s == Waiting || s == Written }

// Standing is how the change stands at a moment.
func (v Verbal) Standing(now when.Instant) Standing {
	switch {
	case v.Due.IsZero():
		return None
	case !v.Ended.IsZero():
		return Ended
	case !v.Written.IsZero():
		return Written
	case now.Before(v.Due.Time):
		return Waiting
	}
	return Expired
}

// Limits of what can be written. A change by word of mouth holds for a day
// unless less or more was agreed, and never longer than four, which is a bank
// holiday weekend: an assumption of ours, as NG67 says "as soon as possible".
const (
	mostName   = 200
	mostWords  = 2_000
	backDays   = 30
	ahead      = 10 * time.Minute
	dueWithin  = 24
	mostDueHrs = 96
)

func tooLong(s string, most int) bool { return utf8.RuneCountInString(s) > most }

func (k Contact) check(now when.Instant) error {
	var c fault.Checks
	c.Field(!ids.Valid(string(k.ID)), "id", "Start the form again: it has lost its number.")
	c.Field(k.Role.Label() == "", "role", "Choose who was asked.")
	c.Field(k.Who == "", "who", "Enter the name of who you spoke or wrote to.")
	c.Field(tooLong(k.Who, mostName), "who", "Use %d characters or fewer.", mostName)
	c.Field(k.About.Label() == "", "about", "Choose what it was about.")
	c.Field(k.Asked == "", "asked", "Say what was asked or told.")
	c.Field(tooLong(k.Asked, mostWords), "asked", "Use %d characters or fewer.", mostWords)
	c.Field(tooLong(k.Answer, mostWords), "answer", "Use %d characters or fewer.", mostWords)
	c.Field(k.Channel.Label() == "", "channel", "Choose how you spoke.")
	happened(&c, k.At, now)
	return c.Err("contact.new")
}

func happened(c *fault.Checks, at, now when.Instant) {
	c.Field(at.IsZero(), "time", "Enter the time, like 8:30am.")
	c.Field(at.After(now.Add(ahead).Time), "time", "That is still to come. Check the day and the time.")
	c.Field(!at.IsZero() && at.On().Days(now.On()) > backDays, "on", "That is more than %d days ago. Check the day.", backDays)
}

// Telling is a change that was given by word of mouth, as it is written down.
type Telling struct {
	Contact
	ReadBack    bool   `json:"read_back"`
	ConfirmedBy string `json:"confirmed_by"`
	DueHours    int    `json:"due_hours"`
}

func (t Telling) check(now when.Instant) error {
	var c fault.Checks
	if err := c.Take(t.Contact.check(now)); err != nil {
		return err
	}
	c.Field(t.Role.Label() != "" && !t.Role.prescribes(), "role", "Only a prescriber or a pharmacist can change a medicine.")
	c.Field(t.Channel.Label() != "" && !t.Channel.spoken(), "channel", "A change by email or letter is a written word: change the medicine by it.")
	c.Field(!t.ReadBack, "read_back", "Read the change back to them word for word first.")
	c.Field(t.ConfirmedBy == "", "confirmed_by", "Enter who heard it read back and said that it is right.")
	c.Field(tooLong(t.ConfirmedBy, mostName), "confirmed_by", "Use %d characters or fewer.", mostName)
	c.Field(t.DueHours < 1 || t.DueHours > mostDueHrs, "due_hours", "Enter a number of hours from 1 to %d.", mostDueHrs)
	return c.Err("contact.change")
}

// Told says that the GP practice or the pharmacy knows of the support.
type Told struct {
	ID      string `json:"id"`
	Person  ids.Person
	Episode string  `json:"episode"`
	Role    Role    `json:"role"`
	Who     string  `json:"who"`
	Channel Channel `json:"channel"`
	At      when.Instant
	By      string
}

func (t Told) check(now when.Instant) error {
	var c fault.Checks
	c.Field(!ids.Valid(t.ID), "id", "Start the form again: it has lost its number.")
	c.Field(t.Role != GP && t.Role != Pharmacy, "role", "Choose the GP practice or the pharmacy.")
	c.Field(t.Who == "", "who", "Enter the name of who you told.")
	c.Field(tooLong(t.Who, mostName), "who", "Use %d characters or fewer.", mostName)
	c.Field(t.Channel.Label() == "", "channel", "Choose how you told them.")
	happened(&c, t.At, now)
	return c.Err("contact.told")
}

// ToTell is one episode whose GP practice or pharmacy is not known to have been
// told.
type ToTell struct {
	Episode  string
	Person   ids.Person
	Name     string
	Started  when.Date
	GP       when.Instant // zero while they have not been told
	Pharmacy when.Instant
}

// Late reports whether the day after the first is over: only the day that
// support began is known, so that is the last moment of 24 hours.
func (t ToTell) Late(today when.Date) bool { return today > t.Started.Add(1) }
