// Package complaint holds what people say of the service, good and bad: told by
// telephone, by letter, at a visit, with or without a name. A complaint is
// acknowledged within three working days, answered, learnt from, and can be
// taken to the ombudsman; nobody's support gets worse for it, and every letter
// says so.
//
// Sources: CQC regulation 16 (received, recorded, answered; a summary for CQC
// within 28 days of being asked); the Local Authority Social Services and NHS
// Complaints Regulations 2009 (three working days to acknowledge; the ombudsman).
//
// Table owned: assure_complaint. Events: none. Invariants: the third working day
// is counted without weekends and bank holidays (TestAcknowledgeBy); a complaint
// is not closed before it is acknowledged, answered and learnt from
// (TestLifeOfAComplaint); the file for CQC names nobody (TestFileNamesNobody).
package complaint

import (
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// ID names one complaint or compliment.
type ID string

// Kind is whether it is praise.
type Kind string

// The kinds. Codes never change meaning.
const (
	Complaint  Kind = "complaint"
	Compliment Kind = "compliment"
)

// Kinds lists them in the order of the form.
var Kinds = []Kind{Complaint, Compliment}

var kindWords = map[Kind]string{Complaint: "A complaint", Compliment: "A compliment"}

// Label is the kind in words.
func (k Kind) Label() string { return kindWords[k] }

// Teller is who says it.
type Teller string

// The tellers. Codes never change meaning.
const (
	Themselves Teller = "person"
	Family     Teller = "family"
	Advocate   Teller = "advocate"
	Neighbour  Teller = "neighbour"
	Partner    Teller = "professional"
	Anonymous  Teller = "anonymous"
)

// Tellers lists them in the order of the form.
var Tellers = []Teller{Themselves, Family, Advocate, Neighbour, Partner, Anonymous}

var tellerWords = map[Teller]string{
	Themselves: "The person", Family: "Family or a friend", Advocate: "An advocate", Neighbour: "A neighbour or somebody else",
	Partner: "Another service", Anonymous: "Somebody who does not want to be named",
}

// Label is the teller in words.
func (t Teller) Label() string { return tellerWords[t] }

// How is how it came.
type How string

// The ways it comes. Codes never change meaning.
const (
	Phone  How = "phone"
	Letter How = "letter"
	Email  How = "email"
	Visit  How = "visit"
	Page   How = "page"
)

// Hows lists them in the order of the form.
var Hows = []How{Phone, Letter, Email, Visit, Page}

var howWords = map[How]string{Phone: "By telephone", Letter: "By letter", Email: "By e-mail", Visit: "At a visit, or face to face", Page: "On a web page or form"}

// Label is the way in words.
func (h How) Label() string { return howWords[h] }

// Theme is what it is about.
type Theme string

// The themes. Codes never change meaning.
const (
	Timing      Theme = "timing"
	Missed      Theme = "missed"
	Manner      Theme = "manner"
	Quality     Theme = "quality"
	Medicines   Theme = "medicines"
	Changes     Theme = "changes"
	Information Theme = "information"
	Ending      Theme = "ending"
	Privacy     Theme = "privacy"
	Other       Theme = "other"
)

// Themes lists them in the order of the form.
var Themes = []Theme{Timing, Missed, Manner, Quality, Medicines, Changes, Information, Ending, Privacy, Other}

var themeWords = map[Theme]string{
	Timing: "Times of visits", Missed: "A visit that did not happen", Manner: "How somebody was treated", Quality: "How well the support was given",
	Medicines: "Medicines", Changes: "Different workers, or changes", Information: "Being told, or being heard", Ending: "How support starts or ends",
	Privacy: "Privacy", Other: "Something else",
}

// Label is the theme in words.
func (t Theme) Label() string { return themeWords[t] }

// Outcome is what the answer to a complaint says.
type Outcome string

// The outcomes. Codes never change meaning.
const (
	Upheld    Outcome = "upheld"
	Partly    Outcome = "partly"
	NotUpheld Outcome = "not_upheld"
	Withdrawn Outcome = "withdrawn"
)

// Outcomes lists them in the order of the form.
var Outcomes = []Outcome{Upheld, Partly, NotUpheld, Withdrawn}

var outcomeWords = map[Outcome]string{Upheld: "We agree", Partly: "We agree in part", NotUpheld: "We do not agree, and say why", Withdrawn: "They took it back"}

// Label is the outcome in words.
func (o Outcome) Label() string { return outcomeWords[o] }

// Entry is what somebody said or wrote to us, with all that was done about it. Zero times
// and empty dates mean not yet. Person may be empty.
type Entry struct {
	ID       ID   `json:"id"`
	Kind     Kind `json:"kind"`
	Person   ids.Person
	Teller   Teller    `json:"teller"`
	Name     string    `json:"name"`    // of who says it; empty where they do not want to be named
	Contact  string    `json:"contact"` // how to answer them
	How      How       `json:"how"`
	Received when.Date `json:"received"`
	Words    string    `json:"words"` // theirs
	Wants    string    `json:"wants"` // what they want to happen
	Theme    Theme     `json:"theme"`

	Ref        string
	Recorded   when.Instant
	RecordedBy ids.Account
	AckDue     when.Date // empty for a compliment, or where nobody can be answered
	Acked      when.Date
	AckedBy    ids.Account
	AckWords   string
	AnswerBy   when.Date
	Answer     string
	Outcome    Outcome
	Learning   string
	Answered   when.Date
	AnsweredBy ids.Account
	Closed     when.Instant
	ClosedBy   ids.Account
	Version    int

	PersonName, RecorderName string // filled by reads only
}

const (
	mostWords = 10_000
	mostLine  = 300
	// ackDays is within how many working days a complaint is acknowledged.
	ackDays = 3
	// answerDays is by when an answer is meant where nothing else is agreed. The
	// law asks for a time agreed with who complains; this one is ours.
	answerDays = 28
	// keepYears is how long it is kept after it is closed.
	keepYears = 10
)

// acknowledgeBy is the last day to acknowledge what came on a day: the third
// working day after it.
func acknowledgeBy(received when.Date) when.Date {
	return received.WorkingDays(ackDays)
}

func long(s string, most int) bool { return utf8.RuneCountInString(s) > most }

func (e *Entry) tidy(today when.Date) error {
	for _, s := range []*string{&e.Name, &e.Contact, &e.Words, &e.Wants} {
		*s = strings.TrimSpace(*s)
	}
	var c fault.Checks
	c.Field(!ids.Valid(string(e.ID)), "id", "Open the form again and send it once more.")
	c.Field(kindWords[e.Kind] == "", "kind", "Choose a complaint or a compliment.")
	c.Field(tellerWords[e.Teller] == "", "teller", "Choose who says it.")
	c.Field(e.Teller == Anonymous && e.Name != "", "name", "They do not want to be named: leave this empty.")
	c.Field(e.Teller != Anonymous && e.Teller != Themselves && e.Name == "", "name", "Enter their name, or choose that they do not want to be named.")
	c.Field(long(e.Name, mostLine) || long(e.Contact, mostLine), "contact", "Use %d characters or fewer.", mostLine)
	c.Field(howWords[e.How] == "", "how", "Choose how it came.")
	c.Field(e.Received == "", "received", "Enter the day it came.")
	c.Field(e.Received > today, "received", "That day is still to come. Check it.")
	c.Field(e.Received != "" && e.Received.Days(today) > 366, "received", "That is over a year ago. Check the day.")
	c.Field(e.Words == "", "words", "Write down what they say, in their words.")
	c.Field(long(e.Words, mostWords) || long(e.Wants, mostWords), "words", "Use %d characters or fewer.", mostWords)
	c.Field(themeWords[e.Theme] == "", "theme", "Choose what it is about.")
	if err := c.Err("complaint.entry"); err != nil {
		return err
	}
	if e.Kind == Complaint {
		e.AnswerBy = e.Received.Add(answerDays)
		if e.Teller != Anonymous || e.Contact != "" {
			e.AckDue = acknowledgeBy(e.Received)
		}
	}
	return nil
}

// owes is what is left before it can be closed, as sentences.
func (e Entry) owes() (out []string) {
	if e.Kind == Compliment {
		return nil
	}
	if e.AckDue != "" && e.Acked == "" {
		out = append(out, "Tell them that we have it.")
	}
	if e.Outcome == "" {
		out = append(out, "Answer it, and write down what was learnt.")
	}
	return out
}

// answered is what is wrong with an answer. Error: complaint.answer, by field.
func (e Entry) answered(a Answering, today when.Date) error {
	var c fault.Checks
	c.Field(outcomeWords[a.Outcome] == "", "outcome", "Choose what the answer says.")
	c.Field(a.Outcome != Withdrawn && len([]rune(a.Answer)) < 20, "answer", "Put the answer here. Where nobody can be answered, say what was found.")
	c.Field(long(a.Answer, mostWords) || long(a.Learning, mostWords), "answer", "Use %d characters or fewer.", mostWords)
	c.Field(len([]rune(a.Learning)) < 5, "learning", "Say what was learnt, or why there is nothing to change.")
	c.Field(a.On == "" || a.On > today, "on", "Enter the day it was sent or said, not one to come.")
	c.Field(a.On != "" && a.On < e.Received, "on", "It cannot be answered before it came.")
	return c.Err("complaint.answer")
}

// Promise is said to everybody who complains.
const Promise = "Complaining never makes anybody’s support worse, and nobody will be treated differently for it."

// Ombudsman is said in every answer.
const Ombudsman = "If you are not happy with our answer, you can ask the Local Government and Social Care Ombudsman to look at it. It is free, and they are independent of us. " +
	"Telephone 0300 061 0614, or www.lgo.org.uk."

// draft is an answer to begin with.
func (e Entry) draft(council string, today when.Date) string {
	who := e.Name
	if who == "" {
		who = "Sir or Madam"
	}
	return strings.Join([]string{
		council, today.Said(), "Our reference: " + e.Ref, "Dear " + who + ",",
		"Thank you for telling us. You told us on " + e.Received.Said() + ":", e.Words, "What we found", "(what was looked into, and what was found)",
		"What we will change", "(what, who, by when)", "We are sorry for what you went through.", Promise, Ombudsman, "Yours sincerely,", "(name and role of who signs)",
	}, "\n\n")
}

// Retention is how long it is kept, in words.
func (e Entry) Retention() string {
	if e.Closed.IsZero() {
		return "10 years after it is closed."
	}
	until := e.Closed.On().Years(keepYears)
	return "Until " + until.Said() + ", 10 years after it was closed. A legal hold goes before it."
}
