package person

import (
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// NeedID of a communication need.
type NeedID string

// NeedCode is one entry of the list of communication needs.
type NeedCode string

// OtherNeed is a need in the words of whoever recorded it.
const OtherNeed NeedCode = "other"

// Need is one thing to do so that the person can take part. What to do is an
// instruction, not a diagnosis, and stands at the top of every page about them.
type Need struct {
	ID       NeedID
	Person   ID
	Code     NeedCode
	WhatToDo string // "Joan lip-reads. Face her when you speak."
	Recorded when.Instant
	ReviewOn when.Date // by when to ask whether it is still right
	Ended    when.Instant
}

// Question is one of the four plain questions of the Accessible Information
// Standard, with the answers that are coded.
type Question struct {
	Name  string // form field
	Label string
	Hint  string
	Codes []NeedCode
}

// Questions are the four, in the order they are asked. It takes a minute.
var Questions = []Question{
	{
		"contact", "How should we contact you?", "Tick all that apply. Leave it empty if any way will do.",
		[]NeedCode{"ring", "text", "email", "letter", "through_contact"},
	},
	{
		"written", "How should we write to you?", "",
		[]NeedCode{"large_print", "easy_read", "braille", "audio", "electronic", "translated"},
	},
	{
		"talk", "How do you communicate?", "",
		[]NeedCode{"lip_reads", "hearing_aid", "bsl", "makaton", "low_vision", "speech", "memory", "short_sentences", "pictures", "speaks_other"},
	},
	{
		"someone", "Do you need someone with you?", "",
		[]NeedCode{"interpreter", "bsl_interpreter", "advocate", "companion"},
	},
}

// needWords say what to do. {n} is what the person is called and {t} is her,
// him or them; {n}’s language or contact is in the record.
var needWords = map[NeedCode]struct{ label, todo string }{
	"ring":            {"By telephone", "Ring {n}. Do not rely on letters."},
	"text":            {"By text message", "Text {n}. Do not ring."},
	"email":           {"By email", "Email {n}. Do not ring."},
	"letter":          {"By letter", "Write to {n}. Do not rely on the telephone."},
	"through_contact": {"Through someone they trust", "Contact {n} through the trusted person in the contacts."},
	"large_print":     {"Large print", "Write to {n} in large print, 18 point or larger."},
	"easy_read":       {"Easy read", "Give {n} easy read: short words with pictures."},
	"braille":         {"Braille", "Send {n} letters in Braille."},
	"audio":           {"Audio", "Send {n} recordings, not letters."},
	"electronic":      {"By email, to be read aloud by a device", "Email {n} plain text that a screen reader can read."},
	"translated":      {"In another language", "Write to {n} in the language in the record."},
	"lip_reads":       {"Lip-reads", "{n} lip-reads. Face {t} when you speak."},
	"hearing_aid":     {"Uses a hearing aid", "{n} uses a hearing aid. Check that it is in and working before you talk."},
	"bsl":             {"Uses British Sign Language", "{n} uses British Sign Language. Sign, or write things down."},
	"makaton":         {"Uses Makaton", "{n} uses Makaton signs. Sign as you speak."},
	"low_vision":      {"Has low vision", "{n} does not see well. Say who you are and what you are doing."},
	"speech":          {"Finds it hard to get words out", "Give {n} time to speak. Do not finish sentences for {t}."},
	"memory":          {"Forgets or gets muddled", "Tell {n} your name each time. Say one thing at a time."},
	"short_sentences": {"Needs short sentences", "Use short sentences with {n}. Check that you were understood."},
	"pictures":        {"Points at pictures or a board", "{n} points at pictures. Have the board within reach of {t}."},
	"speaks_other":    {"Speaks another language best", "{n} speaks another language best. Look in the record for which."},
	"interpreter":     {"A language interpreter", "Book an interpreter before you talk with {n} about decisions."},
	"bsl_interpreter": {"A sign language interpreter", "Book a sign language interpreter before you talk with {n} about decisions."},
	"advocate":        {"An advocate", "Have {n}’s advocate there for decisions."},
	"companion":       {"A family member or friend", "{n} wants the trusted person in the contacts there. Arrange a time with both."},
}

// Label is the need as an answer to a question.
func (c NeedCode) Label() string { return needWords[c].label }

// instruction is what to do about a coded need for this person.
func (c NeedCode) instruction(p Person) string {
	return strings.NewReplacer("{n}", p.CallThem(), "{t}", p.Gender.them()).Replace(needWords[c].todo)
}

// reviewAfter is how long an answer about communication stands before it is
// asked again. The standard's sixth step is review; yearly is ours.
const reviewAfter = 365

// NewNeeds are the answers to the four questions, as the form sends them.
// Words is anything else to do, in the worker's words.
type NewNeeds struct {
	ID      string     `json:"id"`
	Contact []NeedCode `json:"contact"`
	Written []NeedCode `json:"written"`
	Talk    []NeedCode `json:"talk"`
	Someone []NeedCode `json:"someone"`
	Words   string     `json:"words"`
}

// needs turns the answers into rows. Ids follow from the form's, so that the
// same form sent twice is the same needs. Error: person.needs.
func (n NewNeeds) needs(p Person, at when.Instant) ([]Need, error) {
	var checks fault.Checks
	var out []Need
	add := func(code NeedCode, todo string) {
		out = append(out, Need{
			ID: NeedID(ids.Derived(n.ID, string(code))), Person: p.ID, Code: code, WhatToDo: todo,
			Recorded: at, ReviewOn: at.On().Add(reviewAfter),
		})
	}
	for i, answers := range [][]NeedCode{n.Contact, n.Written, n.Talk, n.Someone} {
		for _, code := range answers {
			if needWords[code].todo == "" {
				checks.Field(true, Questions[i].Name, "Choose from the answers on the page.")
				continue
			}
			add(code, code.instruction(p))
		}
	}
	if words := strings.Join(strings.Fields(n.Words), " "); words != "" {
		checks.Field(tooLong(160, words), "words", "Use 160 characters or fewer, as it stands at the top of every page.")
		add(OtherNeed, words)
	}
	checks.Field(len(out) == 0, "contact", "Choose at least one answer, or say in words what to do.")
	checks.Field(!ids.Valid(n.ID), "id", "Open the form again and send it once more.")
	return out, checks.Err("person.needs")
}
