package medicine

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/plan"
)

// Slot is one time at which a dose is due: a day and a part of it, like
// "2026-11-30/morning". What is taken when needed has the part "needed".
type Slot string

// Needed stands for a part of the day in the slot of a medicine that is taken
// when needed.
const Needed plan.Part = "needed"

// SlotOf is the slot of a day and a part of it.
func SlotOf(day when.Date, part plan.Part) Slot { return Slot(string(day) + "/" + string(part)) }

// Day is the day of the slot; empty where it is none.
func (s Slot) Day() when.Date {
	day, _, _ := strings.Cut(string(s), "/")
	d, err := when.ParseDate(day)
	if err != nil {
		return ""
	}
	return d
}

// Part is the part of the day; empty where it is none.
func (s Slot) Part() plan.Part {
	_, part, _ := strings.Cut(string(s), "/")
	if p := plan.Part(part); p == Needed || slices.Contains(plan.Parts, p) {
		return p
	}
	return ""
}

// AtOf is when a minute of the clock was, of a dose of a slot. A night goes on
// after midnight: of a time before 5 in the morning, that of the slot's day or of
// the day after counts, whichever is nearer to what is known, as when the visit
// began. Where nothing is known (zero) it is that of the slot's day.
func AtOf(s Slot, minute int, near when.Instant) when.Instant {
	at := s.Day().AtMinute(minute)
	if p := s.Part(); p != plan.Night && p != Needed || minute >= partFrom[plan.Morning] || near.IsZero() {
		return at
	}
	if next := s.Day().Add(1).AtMinute(minute); next.Sub(near.Time).Abs() < at.Sub(near.Time).Abs() {
		return next
	}
	return at
}

// Said is the slot in words for a screen.
func (s Slot) Said() string { return s.Day().Short() + ", " + strings.ToLower(PartLabel(s.Part())) }

// PartLabel is a part of the day in words, also that of what is taken when
// needed.
func PartLabel(p plan.Part) string {
	if p == Needed {
		return "When needed"
	}
	return p.Label()
}

// Outcome is what became of one dose.
type Outcome string

// The outcomes. Codes never change meaning. Unknown is what a visit leaves that
// ended without an answer: nobody may take it for "not taken".
const (
	Taken    Outcome = "taken"
	Part     Outcome = "part"
	NotTaken Outcome = "not_taken"
	Unknown  Outcome = "unknown"
)

// Outcomes lists those that somebody may choose, in the order of forms.
var Outcomes = []Outcome{Taken, Part, NotTaken}

var outcomeWords = map[Outcome]string{Taken: "Taken", Part: "Part taken", NotTaken: "Not taken", Unknown: "No answer recorded"}

// Label is the outcome in words for a screen.
func (o Outcome) Label() string { return outcomeWords[o] }

// Given reports whether the person had any of it.
func (o Outcome) Given() bool { return o == Taken || o == Part }

// Reason is why a dose was not taken, or not wholly.
type Reason string

// The reasons. Codes never change meaning.
const (
	ChoseNot     Reason = "chose_not"
	Asleep       Reason = "asleep"
	NotHome      Reason = "not_home"
	NoneLeft     Reason = "none_left"
	Unwell       Reason = "unwell"
	AlreadyTaken Reason = "already_taken"
	Other        Reason = "other"
)

// Reasons lists them in the order of forms.
var Reasons = []Reason{ChoseNot, Asleep, NotHome, NoneLeft, Unwell, AlreadyTaken, Other}

var reasonWords = map[Reason]string{
	ChoseNot: "Chose not to", Asleep: "Was asleep", NotHome: "Was not at home", NoneLeft: "There was none in the house",
	Unwell: "Was not well enough", AlreadyTaken: "Had taken it already", Other: "Another reason",
}

// Label is the reason in words for a screen.
func (r Reason) Label() string { return reasonWords[r] }

// Channel is how a record came in, with the codes that visits have.
type Channel string

// The channels.
const (
	Web    Channel = "web"
	App    Channel = "app"
	Office Channel = "office"
	Paper  Channel = "paper"
)

var channelWords = map[Channel]string{
	Web: "On the phone", App: "On the phone", Office: "By the office, as told", Paper: "By the office, from paper",
}

// Label is the channel in words for a screen.
func (c Channel) Label() string { return channelWords[c] }

func (c Channel) office() bool { return c == Office || c == Paper }

// DoseID names one record of a dose.
type DoseID string

// Dose is one record of what became of one dose. At is when it was taken, or
// when it was known that it would not be. Corrects names the record that this
// one puts right. Again says that the office knows of a dose in this slot and
// that this one was given as well.
type Dose struct {
	ID       DoseID
	Person   ids.Person
	Medicine ID
	Slot     Slot
	Outcome  Outcome
	Reason   Reason
	Words    string
	At       when.Instant
	Visit    string // id of the visit; empty for none
	Account  ids.Account
	Channel  Channel
	Recorded when.Instant
	Again    bool
	Corrects DoseID

	Help    Help
	Amount  string // as said: 2, half, 10 ml
	Site    Site   // where on the body
	Why     string // what it was needed for
	Witness string // who saw a controlled drug given
	Warned  []Warning
	Right   bool // the phone held the right to the slot

	// Warnings are those that hold by what the record knew when it heard of the
	// dose; set when it is saved, as is Ask.
	Warnings []Warning
	Ask      when.Instant // when to ask how it helped; zero for never
}

// How far from now, and from its slot, a dose may have been.
const (
	ahead      = 10 * time.Minute
	backDays   = 30
	aroundDays = 1
)

func (d Dose) check(now when.Instant) error {
	var c fault.Checks
	c.Field(d.ID == "" || len(d.ID) > 100, "id", "Start the form again: it has lost its number.")
	day := d.Slot.Day()
	c.Field(day == "", "on", "Enter the day the dose belongs to.")
	c.Field(d.Slot.Part() == "", "part", "Choose which dose of the day it is.")
	c.Field(d.Outcome.Label() == "", "outcome", "Choose taken, part taken or not taken.")
	c.Field(d.Outcome != Taken && d.Reason == "", "reason", "Choose why.")
	c.Field(d.Reason != "" && d.Reason.Label() == "", "reason", "Choose a reason from the list.")
	c.Field(utf8.RuneCountInString(d.Words) > mostWords, "words", "Use %d characters or fewer.", mostWords)
	c.Field(d.Help.Label() == "", "help", "Choose who helped from the list.")
	c.Field(utf8.RuneCountInString(d.Amount) > 40, "amount", "Use 40 characters or fewer.")
	c.Field(d.Site != "" && d.Site.Label() == "", "site", "Choose a place on the body from the list.")
	c.Field(utf8.RuneCountInString(d.Why) > mostWords, "why", "Use %d characters or fewer.", mostWords)
	c.Field(utf8.RuneCountInString(d.Witness) > mostName, "witness", "Use %d characters or fewer.", mostName)
	c.Field(d.At.IsZero(), "time", "Enter the time, like 8:30am.")
	c.Field(d.At.After(now.Add(ahead).Time), "time", "A dose cannot be recorded before it is taken: check the time.")
	c.Field(!d.At.IsZero() && d.At.On().Days(now.On()) > backDays, "time", "That is more than %d days ago. Check the day.", backDays)
	c.Field(!d.At.IsZero() && day != "" && max(day.Days(d.At.On()), d.At.On().Days(day)) > aroundDays, "time", "That is another day than the dose belongs to: check the time.")
	return c.Err("medicine.dose")
}

// give is the rule of one more record of a dose. have are the records of its
// slot that no other has put right. Errors: medicine.dose, by field;
// medicine.stopped, medicine.not_due, medicine.two_doses, medicine.corrected,
// medicine.not_yours, each a Conflict.
func (m Medicine) give(d Dose, have []Dose, by ids.Account, now when.Instant) error {
	if err := d.check(now); err != nil {
		return err
	}
	refuse := func(code, say string, args ...any) error { return fault.New(fault.Conflict, code, say, args...) }
	if d.Outcome.Given() {
		switch {
		case !m.Stopped.IsZero() && !d.At.Before(m.Stopped.Time):
			return refuse("medicine.stopped", "This medicine was stopped on %s. Ring the office before any more is taken.", m.Stopped.Said())
		case !m.On(d.Slot.Day()):
			return refuse("medicine.not_due", "This medicine is not taken on that day. Look at the list of medicines, and ring the office if it was.")
		case !m.due(d.Slot.Part()):
			return refuse("medicine.not_due", "This medicine is not taken at that time of day. Look at the list of medicines, and ring the office if it was.")
		}
	}
	if d.Corrects != "" {
		i := slices.IndexFunc(have, func(x Dose) bool { return x.ID == d.Corrects })
		switch {
		case i < 0:
			return refuse("medicine.corrected", "That record of this dose has been put right already. Look at it again.")
		case have[i].Account != by && !d.Channel.office():
			return refuse("medicine.not_yours", "Somebody else recorded this dose. Ring the office to put it right.")
		}
		if have[i].Outcome.Given() || !d.Outcome.Given() {
			return nil // no dose more than was known
		}
	}
	if d.Slot.Part() == Needed || d.Again && d.Channel.office() {
		return nil
	}
	for _, x := range have {
		if x.Outcome.Given() {
			return refuse("medicine.two_doses", "This dose was recorded before, as %s at %s. Ring the office: nobody should have it twice.",
				strings.ToLower(x.Outcome.Label()), x.At.Clock())
		}
	}
	return nil
}
