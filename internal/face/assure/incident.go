package assure

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// ID names one incident.
type ID string

// Kind is what sort of thing happened.
type Kind string

// The kinds. Codes never change meaning. An allegation about somebody on the
// staff is none: it is sealed.
const (
	Fall          Kind = "fall"
	Accident      Kind = "accident"
	Pressure      Kind = "pressure_damage"
	MedicineError Kind = "medicine_error"
	MedicineNear  Kind = "medicine_near_miss"
	MissedVisit   Kind = "missed_visit"
	NearMiss      Kind = "near_miss"
	Death         Kind = "death"
	Unwell        Kind = "unwell"
	Property      Kind = "property"
	Unsafe        Kind = "service_unsafe"
	Other         Kind = "other"
)

// Kinds lists them in the order of the form.
var Kinds = []Kind{Fall, Accident, Unwell, Pressure, MedicineError, MedicineNear, MissedVisit, NearMiss, Death, Property, Unsafe, Other}

var kindWords = map[Kind]string{
	Fall: "A fall", Accident: "An accident or injury", Unwell: "Somebody was found ill", Pressure: "Skin damaged by pressure",
	MedicineError: "A medicine went wrong", MedicineNear: "A medicine nearly went wrong", MissedVisit: "A visit was missed",
	NearMiss: "Something else nearly went wrong", Death: "Somebody died", Property: "Something was lost or damaged",
	Unsafe: "We could not run the service safely", Other: "Something else",
}

// Label is the kind in words for a screen.
func (k Kind) Label() string { return kindWords[k] }

// Near reports whether nothing came of it.
func (k Kind) Near() bool { return k == MedicineNear || k == NearMiss }

// Harm is what came of it for somebody.
type Harm string

// The levels of harm, from least to most. Codes never change meaning.
const (
	NoHarm   Harm = "none"
	Low      Harm = "low"
	Moderate Harm = "moderate"
	Severe   Harm = "severe"
	Died     Harm = "death"
)

// Harms lists them from least to most.
var Harms = []Harm{NoHarm, Low, Moderate, Severe, Died}

var harmWords = map[Harm]string{
	NoHarm: "No harm", Low: "Low: needed watching, or first aid, and will pass", Moderate: "Moderate: needed treatment, and will pass",
	Severe: "Severe: lasts, or may not pass", Died: "The person died",
}

// Label is the level in words for a form.
func (h Harm) Label() string { return harmWords[h] }

// Short is the level in few words for a list.
func (h Harm) Short() string { head, _, _ := strings.Cut(harmWords[h], ":"); return head }

// Way is where the cause lies, as the review found.
type Way string

// The ways. Codes never change meaning.
const (
	System     Way = "system"
	Support    Way = "support"
	Individual Way = "individual"
	NotOurs    Way = "not_ours"
)

// Ways lists them in the order of the form.
var Ways = []Way{System, Support, Individual, NotOurs}

var wayWords = map[Way]string{
	System:     "How we work: rota, equipment, information, instructions",
	Support:    "Training or support that somebody needed and did not have",
	Individual: "A choice that others with the same training would not have made: talk it through with the manager and HR",
	NotOurs:    "Nothing that the service did or left undone",
}

// Label is the way in words for a screen.
func (w Way) Label() string { return wayWords[w] }

// Answer is yes, no, or that nobody knows yet.
type Answer string

// The answers.
const (
	Yes    Answer = "yes"
	No     Answer = "no"
	Unsure Answer = "unsure"
)

// Answers lists them in the order of forms.
var Answers = []Answer{Yes, No, Unsure}

var answerWords = map[Answer]string{Yes: "Yes", No: "No", Unsure: "Not known yet"}

// Label is the answer in words.
func (a Answer) Label() string { return answerWords[a] }

// Source is what an incident was written from.
type Source string

// The sources; empty where somebody wrote it down by themselves.
const (
	FromDoor    Source = "noanswer"
	FromConcern Source = "concern"
)

// Report is what somebody on the staff tells. Person and visit may be empty.
type Report struct {
	ID       ID         `json:"id"`
	Kind     Kind       `json:"kind"`
	Person   ids.Person `json:"person"`
	Visit    string     `json:"visit"`
	Source   Source     `json:"source"`
	SourceID string     `json:"source_id"`
	Happened when.Instant
	Place    string `json:"place"`
	What     string `json:"what"`
	Present  string `json:"present"`
	Harm     Harm   `json:"harm"`
	AtOnce   string `json:"at_once"`
}

// Incident is a report with all that was done about it since. Zero times mean
// not yet.
type Incident struct {
	Report
	Ref        string // "IN-7K2M4Q", for the telephone and the regulator
	Reported   when.Instant
	ReportedBy ids.Account
	FollowDue  when.Instant // zero where nobody was harmed, or nobody can be asked
	Followed   when.Instant
	FollowedBy ids.Account
	Follow     string // how the person is a day later
	Likely     string // what made it likely
	Others     Answer // would others with the same training have done the same?
	Way        Way
	Learning   string
	Reviewed   when.Instant
	ReviewedBy ids.Account
	Closed     when.Instant
	ClosedBy   ids.Account
	Version    int

	PersonName, ReporterName string // filled by reads only
}

// Limits of what can be written.
const (
	mostWords   = 10_000
	mostLine    = 300
	ahead       = 10 * time.Minute
	followHours = 24 * time.Hour
	// keepYears is how long it is kept after it is closed, at least: as the
	// person's record, 8 years after support ends.
	keepYears = 8
)

func long(s string, most int) bool { return utf8.RuneCountInString(s) > most }

func (r *Report) tidy(now when.Instant) error {
	for _, s := range []*string{&r.Place, &r.What, &r.Present, &r.AtOnce} {
		*s = strings.TrimSpace(*s)
	}
	var c fault.Checks
	c.Field(!ids.Valid(string(r.ID)), "id", "Open the form again and send it once more.")
	c.Field(kindWords[r.Kind] == "", "kind", "Choose what happened.")
	c.Field(r.Happened.IsZero(), "on", "Enter the day and the time, as near as you know.")
	c.Field(r.Happened.After(now.Add(ahead).Time), "on", "This cannot have happened in the future. Check the day and the time.")
	c.Field(r.What == "", "what", "Say what happened, in the order it happened.")
	c.Field(long(r.What, mostWords), "what", "Use %d characters or fewer.", mostWords)
	c.Field(r.Place == "" || long(r.Place, mostLine), "place", "Say where it was, in a few words.")
	c.Field(long(r.Present, mostLine), "present", "Use %d characters or fewer.", mostLine)
	c.Field(harmWords[r.Harm] == "", "harm", "Choose how much harm there was.")
	c.Field(r.Kind.Near() && r.Harm != NoHarm && r.Harm != "", "harm", "Something that nearly happened harmed nobody. Choose another kind above, or no harm here.")
	c.Field(r.Kind == Death && r.Harm != Died && r.Harm != "", "harm", "Somebody died: choose that here too.")
	c.Field(r.AtOnce == "" || long(r.AtOnce, mostWords), "at_once", "Say what was done at once. If nothing was, say so.")
	return c.Err("assure.report")
}

// Age is for how long the incident has been known.
func (i Incident) Age(now when.Instant) time.Duration { return now.Sub(i.Reported.Time) }

// owes is what must be done before an incident can be closed, as sentences in
// the order to do it. An empty list means that it can be.
func (i Incident) owes(d Decision, steps []Step) []string {
	var out []string
	if !i.FollowDue.IsZero() && i.Followed.IsZero() {
		out = append(out, "Say how the person is, a day after it happened.")
	}
	if i.Reviewed.IsZero() {
		out = append(out, "Look at what made it likely, and write down what was learnt.")
	}
	if d.At.IsZero() {
		if i.Person != "" || i.Kind == Unsafe {
			out = append(out, "Decide whether CQC is notified and whether the duty of candour applies.")
		}
		return out
	}
	have := func(k StepKind) bool { return slices.ContainsFunc(steps, func(s Step) bool { return s.Kind == k }) }
	if d.Notify == Yes && !have(NoticeSent) {
		out = append(out, "Send the notification to CQC, and write down its reference.")
	}
	if d.Candour == Yes {
		for _, k := range CandourSteps {
			if !have(k) {
				out = append(out, candourOwes[k])
			}
		}
	}
	return out
}
