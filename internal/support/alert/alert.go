package alert

import (
	"strings"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// ID of an alert.
type ID string

// Kind says what happened. Codes never change meaning.
type Kind string

// The kinds.
const (
	NoAnswer             Kind = "no_answer"
	NotWanted            Kind = "not_wanted"
	WorseThanBefore      Kind = "worse"
	Late                 Kind = "late"
	Missed               Kind = "missed"
	HeldFact             Kind = "held_fact"
	GlassBroken          Kind = "glass_broken"
	Unplaced             Kind = "unplaced"
	UnseenChange         Kind = "unseen_change"
	StartAtRisk          Kind = "start_at_risk"
	MessageNotUnderstood Kind = "message"
	ReferralChanged      Kind = "referral_changed"
	FollowUpDue          Kind = "follow_up"
	HelpWanted           Kind = "help_wanted"
	HelpSilent           Kind = "help_silent"
	NotSafe              Kind = "not_safe"
	NoDeparture          Kind = "no_departure"
	Clash                Kind = "clash"
	PhoneBehind          Kind = "phone_behind"
	PhoneBackwards       Kind = "phone_backwards"
	PhoneEvicted         Kind = "phone_evicted"
	MedicineNotTaken     Kind = "medicine_not_taken"
	MedicineUnchecked    Kind = "medicine_unchecked"
	DoseWarned           Kind = "dose_warned"
	DoseElsewhere        Kind = "dose_elsewhere"
	Concern              Kind = "concern"
	WordNotWritten       Kind = "word_not_written"
	MedicineRunsOut      Kind = "medicine_runs_out"
	MedicineCount        Kind = "medicine_count"
	HomeChanged          Kind = "home_changed"
	WarningChallenged    Kind = "warning_challenged"
	FactsDiffer          Kind = "facts_differ"
	TwoWorkersAsked      Kind = "two_workers_asked"
	WorkerOverdue        Kind = "worker_overdue"
	DutyGap              Kind = "duty_gap"
	MessageDied          Kind = "message_died"
)

// Level says how soon. Only level 1 escalates.
type Level int

// The three levels (ux.md 3.2): no more, or all become noise.
const (
	ActNow Level = 1
	Today  Level = 2
	Inform Level = 3
)

// Label is the level in words.
func (l Level) Label() string {
	return [...]string{"", "Act now", "Today", "For information"}[l]
}

type kindRule struct {
	level Level
	title string // what a coordinator reads
	todo  string // what to do
}

var kinds = map[Kind]kindRule{
	NoAnswer:             {ActNow, "No answer at the door", "Ring the person, then the keyholder and family. Call 999 if you fear for them. The worker stays until you say."},
	Missed:               {ActNow, "Visit with no record", "Find out whether anybody came. Ring the person first, then the worker."},
	Late:                 {ActNow, "Visit is late", "Ring the worker. Tell the person. Find cover if the worker cannot come."},
	UnseenChange:         {ActNow, "Worker has not seen a change", "Ring the worker: the visit is soon and the change has not been seen."},
	HelpWanted:           {ActNow, "A worker asks for help", "Ring the worker now. If they do not answer, or are in danger, call 999 and say where they are."},
	HelpSilent:           {ActNow, "A worker asks for help: do not ring their phone", "Do not ring or text the worker: somebody may be listening. Call 999 and say where they are."},
	NotSafe:              {ActNow, "A worker says a home is not safe", "Ring the worker now and agree what happens with this visit. Call 999 if anybody is in danger."},
	WorseThanBefore:      {Today, "Not so well as before", "Read what the worker wrote and ring the person. Change the plan today if it is needed."},
	NotWanted:            {Today, "Chose not to have the visit", "Ring the person. If it happens again, think about capacity and risk, and tell the social worker."},
	HeldFact:             {Today, "A record from a phone needs you", "Something recorded in a home did not fit. Nothing is lost: decide what it means."},
	GlassBroken:          {Today, "A record was opened in an emergency", "Read the reason and ask if it does not convince you."},
	Unplaced:             {Today, "Visit without a worker", "Find cover, or agree another time with the person."},
	StartAtRisk:          {Today, "Support may start late", "The hospital is ready and no first visit is planned in time."},
	MessageNotUnderstood: {Today, "A message could not be taken in", "Read it, and ring the sender if somebody is waiting."},
	ReferralChanged:      {Today, "The sender changed a referral you accepted", "Open the referral: it has another date, or was taken back. Ring the sender, then change what was planned."},
	NoDeparture:          {Today, "Came, but has not said they left", "Find out that the worker and the person are all right, then record when the visit ended. The phone may be without signal."},
	Clash:                {Today, "Two records do not agree", "Read both sides and decide which stands. Nothing is lost."},
	PhoneBehind:          {Today, "Records on a phone have not reached us", "Ask the worker to open the app where there is signal. What is on the phone is not in the record yet."},
	PhoneBackwards:       {Today, "A phone has gone back in time", "The phone says less than it said before, or says it otherwise. Ask the worker what happened to it, and what they recorded."},
	PhoneEvicted:         {Today, "A phone has lost what it kept", "The phone’s browser threw away what the app kept. Ask the worker what they had recorded, and set the phone up again."},
	MedicineNotTaken:     {Today, "A medicine that must be on time was not taken", "Ring the person, then the pharmacist or the surgery. Tell the next worker what they said."},
	MedicineUnchecked:    {Today, "Medicines wait for a second person’s check", "Open the list of checks. Somebody trained in medicines, who did not write the entry, holds it against its source."},
	DoseWarned:           {Today, "A dose was given against a warning", "Read what was recorded and ring the worker. Ask the pharmacist or 111 whether anything must be done."},
	DoseElsewhere:        {Today, "A dose was given at another visit than was planned", "Ask both workers whether it was given twice. Ask the pharmacist or 111 at once if it was."},
	Concern:              {Today, "A worker is concerned about someone", "Read what the worker wrote and ring them. Write down what you did."},
	WordNotWritten:       {Today, "A change by telephone was not confirmed in writing", "The change is not in force any more. Ring the prescriber for the written word, and tell the next worker what holds."},
	MedicineRunsOut:      {Today, "A medicine is running out", "Order it, or find out who does. Write down when it is delivered or collected."},
	MedicineCount:        {Today, "A medicines check found something", "Read the finding. Ring the pharmacist where doses are missing or over, and agree who puts it right by when."},
	HomeChanged:          {Today, "A worker saw that something has changed at a home", "Read what the worker saw, and decide what the next worker needs to know."},
	WarningChallenged:    {Today, "Someone says that a warning about them is wrong", "Read what they said. Somebody who did not write the warning answers them, within 20 working days."},
	FactsDiffer:          {Today, "Two notes of what must be known do not agree", "Read both, find out which holds, and end the other. Whoever visits sees both until then."},
	TwoWorkersAsked:      {Today, "An assessment asks for two workers", "Open the plan with the therapist, and decide about two workers for these visits. The visits are as they were until then."},
	WorkerOverdue:        {ActNow, "A worker is overdue", "Open the alarm: it says where they are and who was asked. Ring the worker now."},
	DutyGap:              {Today, "Nobody is in charge for some hours", "Put somebody on the duty list. Until then alarms go to the last number in the settings."},
	MessageDied:          {Today, "Messages cannot be sent", "Look at the messages. Ring whoever should have had them, and tell whoever looks after the server."},
	FollowUpDue:          {Inform, "Day 91 follow-up is due", "Look in the record first; ring only if it does not say."},
}

// Title is the kind in words.
func (k Kind) Title() string { return kinds[k].title }

// Todo says what to do about it.
func (k Kind) Todo() string { return kinds[k].todo }

// Detail is a code that says more, such as why a message was refused. It is
// never free text.
type Detail string

// New is an alert about to be raised. Person may be empty. Source is the id of
// what it is about: one open alert for each kind and source. Level and Within
// may be zero: the kind's level, and the council's time for it.
type New struct {
	Kind   Kind
	Person ids.Person
	Source string
	Detail Detail
	Level  Level
	Within time.Duration
}

// Alert is something the office must answer. Asked is who is asked now; Owner
// is who has taken it on, if anybody has. Rung counts how often the clock ran
// out.
type Alert struct {
	ID      ID
	Kind    Kind
	Level   Level
	Person  ids.Person
	Source  string
	Detail  Detail
	Raised  when.Instant
	Due     when.Instant
	Rung    int
	Asked   ids.Account
	Owner   ids.Account
	Owned   when.Instant
	Closed  when.Instant
	By      ids.Account
	Outcome Outcome
	Note    string
	Version int

	PersonName, AskedName, OwnerName, ByName string // filled by Get and Open only
}

// Overdue reports whether its clock has run out at the moment given.
func (a Alert) Overdue(now when.Instant) bool { return a.Closed.IsZero() && now.After(a.Due.Time) }

// Outcome is how an alert ended.
type Outcome string

// The outcomes that somebody may choose; Answered is set by the fact that
// answered it.
const (
	Safe          Outcome = "safe"
	Helped        Outcome = "helped"
	Emergency     Outcome = "emergency"
	Rearranged    Outcome = "rearranged"
	NothingNeeded Outcome = "nothing_needed"
	Answered      Outcome = "answered"
)

// Outcomes lists those that a person may choose, in the order of the form.
var Outcomes = []Outcome{Safe, Helped, Emergency, Rearranged, NothingNeeded}

var outcomeWords = map[Outcome]string{
	Safe: "The person is safe and well", Helped: "We helped and the person is safe", Emergency: "Emergency services took over",
	Rearranged: "Visit or plan was changed", NothingNeeded: "Nothing needed doing", Answered: "Answered by what was recorded later",
}

// Label is the outcome in words.
func (o Outcome) Label() string { return outcomeWords[o] }

// Closing is the answer to an alert.
type Closing struct {
	Alert   ID      `json:"alert"`
	Version int     `json:"version"`
	Outcome Outcome `json:"outcome"`
	Note    string  `json:"note"`
}

func (c Closing) check() error {
	var checks fault.Checks
	_, ok := outcomeWords[c.Outcome]
	checks.Field(!ok || c.Outcome == Answered, "outcome", "Say how it ended.")
	checks.Field(len([]rune(strings.TrimSpace(c.Note))) < 5, "note", "Say in a few words what you did, so that the next person knows.")
	return checks.Err("alert.closing")
}

// next says who is asked now: the person on duty at the rung, going round for
// ever, so that an alert never falls silent. Nobody on duty gives nobody, and
// the alert stays in everybody's list.
func next(onDuty []ids.Account, rung int) ids.Account {
	if len(onDuty) == 0 {
		return ""
	}
	return onDuty[rung%len(onDuty)]
}

// Taken says that somebody took an alert on.
type Taken struct {
	Alert ID
	Kind  Kind
}

// EventName is the event's stable name.
func (Taken) EventName() string { return "alert.taken" }

// Closed says that an alert was answered.
type Closed struct {
	Alert   ID
	Kind    Kind
	Person  ids.Person
	Outcome Outcome
}

// EventName is the event's stable name.
func (Closed) EventName() string { return "alert.closed" }
