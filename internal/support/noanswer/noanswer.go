package noanswer

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// ID names one record. It is made from the visit, so that a phone and the
// office speak of the same without asking each other.
type ID string

// Of is the record of a visit, whether or not there is one yet.
func Of(v visit.ID) ID { return ID(ids.Derived("noanswer", string(v))) }

// State is where it stands.
type State string

// The states. Codes never change meaning.
const (
	Open       State = "open"        // the worker is at the door
	WithOffice State = "with_office" // the worker has left; the office goes on
	Over       State = "ended"
)

var stateWords = map[State]string{Open: "Worker at the door", WithOffice: "The office goes on", Over: "Ended"}

// Label is the state in words for a screen.
func (s State) Label() string { return stateWords[s] }

type transition struct {
	From   State
	Action string
	To     State
}

// transitions is every change of state there is. Somebody who comes to the door
// again begins it again; a sign of somebody inside that is told after it ended
// gives it back to the office.
var transitions = []transition{
	{Open, "hand_over", WithOffice},
	{Open, "end", Over},
	{WithOffice, "end", Over},
	{WithOffice, "start", Open},
	{Over, "start", Open},
	{Over, "sign_inside", WithOffice},
}

func (s State) next(action string) (State, bool) {
	i := slices.IndexFunc(transitions, func(t transition) bool { return t.From == s && t.Action == action })
	if i < 0 {
		return s, false
	}
	return transitions[i].To, true
}

// Code is one thing to try, in the words that phones send.
type Code string

// The codes of steps. They never change meaning. Those below the line are the
// program's own.
const (
	Knock       Code = "knock"
	RingBell    Code = "ring_bell"
	Look        Code = "look"
	CallPerson  Code = "call_person"
	Neighbour   Code = "neighbour"
	CallContact Code = "call_contact"
	KeySafe     Code = "key_safe"
	CallOffice  Code = "call_office"
	Call999     Code = "call_999"
	Stayed      Code = "stayed"

	began   Code = "began"
	again   Code = "again"
	clock   Code = "clock"
	left    Code = "left"
	ended   Code = "ended"
	cleared Code = "no_sign"
)

// Codes lists what can be tried, in the order to try it.
var Codes = []Code{Knock, RingBell, CallPerson, Look, Neighbour, KeySafe, CallContact, CallOffice, Call999, Stayed}

var codeWords = map[Code]string{
	Knock: "Knocked on the door", RingBell: "Rang the bell", Look: "Looked through windows and the letter box",
	CallPerson: "Rang the person’s telephone", Neighbour: "Asked a neighbour", CallContact: "Rang family or the keyholder",
	KeySafe: "Tried the key safe", CallOffice: "Rang the office", Call999: "Called 999", Stayed: "Stayed at the door",
	began: "Nobody answers the door", again: "At the door again", clock: "The clock ran out: the next person on duty is asked", left: "The worker has left; the office goes on",
	ended: "It has ended", cleared: "Looked into the sign that somebody is inside",
}

// Label is what was tried, in words for a screen. What a newer phone knows and
// we do not is shown as it came.
func (c Code) Label() string {
	if said := codeWords[c]; said != "" {
		return said
	}
	return "“" + string(c) + "”"
}

// Result is what came of a step.
type Result string

// The results. Codes never change meaning. A phone may send one that we do not
// know: it is kept and shown as it came.
const (
	Nothing    Result = "nothing"
	Answered   Result = "answered"
	SignInside Result = "sign_inside"
	SaysOut    Result = "says_out"
	SaysWard   Result = "says_in_hospital"
	NotReached Result = "not_reached"
	Coming     Result = "coming"
	GotIn      Result = "got_in"
	CouldNot   Result = "could_not"
	Done       Result = "done"
)

// Results lists them in the order of forms.
var Results = []Result{Nothing, SignInside, NotReached, SaysOut, SaysWard, Coming, GotIn, CouldNot, Answered, Done}

var resultWords = map[Result]string{
	Nothing: "Nothing seen or heard", Answered: "The person answered", SignInside: "A sign that the person is inside",
	SaysOut: "Was told the person is out or away", SaysWard: "Was told the person is in hospital", NotReached: "Could not be reached",
	Coming: "Somebody is coming", GotIn: "Got in", CouldNot: "Could not get in", Done: "Done",
}

// Label is the result in words for a screen.
func (r Result) Label() string {
	if said := resultWords[r]; said != "" || r == "" {
		return said
	}
	return "“" + string(r) + "”"
}

// Outcome is how it ended.
type Outcome string

// The outcomes. Codes never change meaning.
const (
	AnsweredAfterAll Outcome = "answered"
	InHospital       Outcome = "in_hospital"
	AwaySafe         Outcome = "away_safe"
	FoundIll         Outcome = "found_ill"
	FoundFallen      Outcome = "found_fallen"
	FoundDead        Outcome = "found_dead"
	PoliceOrFire     Outcome = "police_or_fire"
	OfficeTookOver   Outcome = "office_took_over"
)

// Outcomes lists those that end it, in the order of the form.
var Outcomes = []Outcome{AnsweredAfterAll, AwaySafe, InHospital, FoundIll, FoundFallen, FoundDead, PoliceOrFire}

type outcomeRule struct {
	words   string
	made    bool          // the visit goes on: it is recorded as any other
	helped  bool          // somebody with the power to get in came, or has been in
	harm    bool          // an incident report is offered
	certain bool          // somebody saw the person: no words are needed to show how we know
	closes  alert.Outcome // of the alerts
}

var outcomes = map[Outcome]outcomeRule{
	AnsweredAfterAll: {words: "Answered after all", made: true, helped: true, certain: true, closes: alert.Safe},
	AwaySafe:         {words: "Is away, and safe", closes: alert.Safe},
	InHospital:       {words: "Is in hospital", closes: alert.Answered},
	FoundIll:         {words: "Found ill", helped: true, harm: true, certain: true, closes: alert.Emergency},
	FoundFallen:      {words: "Found after a fall", helped: true, harm: true, certain: true, closes: alert.Emergency},
	FoundDead:        {words: "Found dead", helped: true, harm: true, certain: true, closes: alert.Emergency},
	PoliceOrFire:     {words: "Police or fire service took over", helped: true, certain: true, closes: alert.Emergency},
	OfficeTookOver:   {words: "The office took over"},
}

// Label is the outcome in words for a screen.
func (o Outcome) Label() string { return outcomes[o].words }

// Harm reports whether somebody came to harm, so that an incident report is to
// be written.
func (o Outcome) Harm() bool { return outcomes[o].harm }

// The clock: how long until the next person on duty is asked, and how often.
const (
	RungAfter = 10 * time.Minute
	// slack is what the clocks of two servers may differ by.
	slack = time.Minute
	// ahead is how far a phone's clock may run before ours.
	ahead     = 10 * time.Minute
	mostWords = 5_000
	mostCode  = 40
)

// Record is one door that nobody opened. Times are when it happened, and Heard
// when we were told. Inside says that there is a sign that the person is there.
type Record struct {
	ID      ID
	Person  ids.Person
	Visit   visit.ID
	Worker  ids.Account // at the door; empty where nobody was on the rota
	State   State
	Started when.Instant
	Heard   when.Instant
	Channel visit.Channel
	Inside  bool
	Called  bool         // 999
	Left    when.Instant // zero while the worker is at the door
	Outcome Outcome
	Words   string
	WhyNot  string // 999, though there was a sign
	Ended   when.Instant
	EndedBy ids.Account
	Rung    int
	Next    when.Instant // when the clock runs out
	Version int

	PersonName, WorkerName string // filled by reads only
}

// Stage is one row of what was tried.
type Stage struct {
	ID      string
	Code    Code
	Result  Result
	Words   string
	At      when.Instant
	Heard   when.Instant
	Account ids.Account
	Channel visit.Channel
	ByName  string // filled by reads only
}

// needs999 reports whether ending it so would pass over a sign that the person
// is inside.
func (r Record) needs999(o Outcome, why string) bool {
	return r.Inside && !r.Called && !outcomes[o].helped && strings.TrimSpace(why) == ""
}

// backAt reports whether somebody who was at the door at a moment has come back to
// it: after the worker left, or after it ended.
func (r Record) backAt(at when.Instant) bool {
	return r.State == WithOffice && at.After(r.Left.Time) || r.State == Over && at.After(r.Ended.Time)
}

// passedOver reports whether it has ended past what is told only now: a sign of
// somebody inside, where nobody with the power to get in has been there.
func (r Record) passedOver(told Result) bool {
	return r.State == Over && told == SignInside && !r.Inside && !outcomes[r.Outcome].helped
}

// anew is the record open once more, by an action at a moment, told now. What was
// found, who called 999 and when it ended belong to the time before; a sign of
// somebody inside is what it opens for, or is told again.
func (r Record) anew(action string, at, now when.Instant) Record {
	was := r.State
	r.State, _ = r.State.next(action)
	r.Next, r.Rung = now.Add(RungAfter), 0
	if r.State == Open {
		r.Left = when.Instant{}
	}
	if was != Over {
		return r
	}
	r.Inside, r.Called = r.State == WithOffice, false
	r.Outcome, r.Words, r.WhyNot, r.Ended, r.EndedBy = "", "", "", when.Instant{}, ""
	if r.State == Open {
		r.Started, r.Heard = at, now
	}
	return r
}

// firstEnd is how it ended as a step, for the record of one that opens again.
func (r Record) firstEnd() Stage {
	words := r.Words
	if r.WhyNot != "" {
		words = strings.TrimPrefix(strings.TrimSuffix(words, ".")+". 999 was not called: "+r.WhyNot, ". ")
	}
	return Stage{
		ID: ids.Derived("noanswer.first_end", string(r.ID), r.Ended.Text()), Code: ended, Result: Result(r.Outcome), Words: words,
		At: r.Ended, Heard: r.Ended, Account: r.EndedBy, Channel: r.Channel,
	}
}

// clockFrom is when the clock of a door runs out that somebody was at, told now. A
// phone whose clock runs before ours gives nobody longer.
func clockFrom(at, now when.Instant) when.Instant {
	if at.After(now.Time) {
		at = now
	}
	return at.Add(RungAfter)
}

// told is what an office wants to know of how it ended, by field. Error:
// noanswer.ending.
func (r Record) told(e Ending) error {
	var c fault.Checks
	c.Field(outcomes[e.Outcome].words == "" || e.Outcome == OfficeTookOver, "outcome", "Say how it ended.")
	c.Field(outcomes[e.Outcome].words != "" && e.Outcome != OfficeTookOver && !outcomes[e.Outcome].certain && utf8.RuneCountInString(strings.TrimSpace(e.Words)) < 5,
		"words", "Nobody from us saw the person. Say who told you where they are, and when.")
	c.Field(utf8.RuneCountInString(e.Words) > mostWords, "words", "Use %d characters or fewer.", mostWords)
	c.Field(r.needs999(e.Outcome, e.WhyNot), "why_not_999",
		"There was a sign that the person is inside and nobody has called 999. Call now and add it as a step, or write down why it is not needed.")
	return c.Err("noanswer.ending")
}

// short is text as the record can keep it.
func short(s string, most int) string {
	s = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", ""))
	if utf8.RuneCountInString(s) > most {
		return string([]rune(s)[:most])
	}
	return s
}

// Due reports whether the clock has run out at a moment.
func (r Record) Due(now when.Instant) bool { return !r.Next.IsZero() && !r.Next.After(now.Time) }

// MinutesAt is how long somebody has been, or was, at the door.
func (r Record) MinutesAt(now when.Instant) int {
	until := now
	if !r.Left.IsZero() {
		until = r.Left
	}
	return max(0, int(until.Sub(r.Started.Time).Minutes()))
}

// Ended says how a no-answer procedure ended.
type Ended struct {
	Record  ID
	Person  ids.Person
	Visit   visit.ID
	Outcome Outcome
}

// EventName is the event's stable name.
func (Ended) EventName() string { return "noanswer.ended" }
