package staff

import (
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/notify"
)

// ID names one member of staff.
type ID string

// Skill is a training that a visit may need, by its code.
type Skill string

// The skills a visit may ask for.
const (
	Medicines Skill = "medicines"
	Catheter  Skill = "catheter"
	Hoist     Skill = "hoist"
	Dementia  Skill = "dementia"
)

// Skills lists every skill, in the order forms show them.
var Skills = []Skill{Medicines, Catheter, Hoist, Dementia}

var skillLabels = map[Skill]string{
	Medicines: "Medicines", Catheter: "Catheter care", Hoist: "Moving with a hoist", Dementia: "Dementia",
}

// Label is the skill in words for a screen; a code we do not know is shown as
// it is.
func (s Skill) Label() string {
	if l, ok := skillLabels[s]; ok {
		return l
	}
	return string(s)
}

// Gender is what a member of staff has said of themselves; people may ask for
// a support worker of one gender. Empty when not said.
type Gender string

// The genders a person may ask for.
const (
	Woman Gender = "woman"
	Man   Gender = "man"
	Other Gender = "other"
)

// Genders lists every gender, in the order forms show them.
var Genders = []Gender{Woman, Man, Other}

var genderLabels = map[Gender]string{Woman: "Woman", Man: "Man", Other: "Another gender", "": "Not said"}

// Label is the gender in words for a screen.
func (g Gender) Label() string { return genderLabels[g] }

// Member is one person who works here.
type Member struct {
	ID            ID
	Account       ids.Account // empty until they can sign in
	Given, Family string
	JobTitle      string // as the council calls the post
	Team          string // council team id; empty when in none
	Mode          place.Mode
	Gender        Gender
	Postcode      place.Postcode // where they set off from
	At            place.Point    // the point of that; the zero Point when not known
	ContractedMin int            // minutes a week; 0 for bank staff
	Languages     []Language     // spoken besides English
	// OptedOutOn is when they agreed in writing to work more than 48 hours a
	// week on average; empty where they have not. Source: Working Time
	// Regulations 1998 regulation 5.
	OptedOutOn when.Date
	// WayBack says that the hours of a shift hold the way back to where they set
	// off; without it they end at the last visit.
	WayBack   bool
	Phone     notify.Telephone // work mobile; empty where we have none
	StartedOn when.Date
	EndedOn   when.Date // empty while they work here
	Version   int64
}

// Name is given and family name together.
func (m Member) Name() string { return strings.TrimSpace(m.Given + " " + m.Family) }

// Check refuses a post nobody could hold. Errors: staff.member.
func (m Member) Check() error {
	var checks fault.Checks
	checks.Field(!ids.Valid(string(m.ID)), "id", "Start the form again: it has lost its number.")
	checks.Field(m.Given == "" && m.Family == "", "given", "Enter a name.")
	checks.Field(m.JobTitle == "", "job_title", "Enter the job title.")
	_, err := place.ParseMode(string(m.Mode))
	checks.Field(err != nil, "mode", "Choose how they travel: by car, by bicycle, on foot or by bus.")
	_, known := genderLabels[m.Gender]
	checks.Field(!known, "gender", "Choose one of the answers, or leave it.")
	checks.Field(m.ContractedMin < 0 || m.ContractedMin > 60*60, "contracted_min", "Enter the hours a week as a number from 0 to 60.")
	for _, l := range m.Languages {
		checks.Field(!l.Known(), "languages", "Choose languages from the list.")
	}
	checks.Field(m.Phone != "" && !m.Phone.Mobile(), "phone", "Enter a mobile number in the UK, like 07700 900123.")
	checks.Field(m.StartedOn == "", "started_on", "Enter the date they started.")
	checks.Field(m.EndedOn != "" && m.EndedOn < m.StartedOn, "ended_on", "The last day cannot be before the first.")
	return checks.Err("staff.member")
}

// AbsenceID names one absence.
type AbsenceID string

// AbsenceReason is the kind of reason somebody is away, no more than the rota
// needs.
type AbsenceReason string

// The reasons.
const (
	Unwell   AbsenceReason = "unwell"
	Leave    AbsenceReason = "leave"
	Training AbsenceReason = "training"
	Family   AbsenceReason = "family"
	OtherWhy AbsenceReason = "other"
)

// AbsenceReasons lists every reason, in the order forms show them.
var AbsenceReasons = []AbsenceReason{Unwell, Leave, Training, Family, OtherWhy}

var reasonLabels = map[AbsenceReason]string{
	Unwell: "Not well", Leave: "On leave", Training: "In training", Family: "Family reasons", OtherWhy: "Another reason",
}

// Label is the reason in words for a screen.
func (r AbsenceReason) Label() string { return reasonLabels[r] }

// Absence is when one member of staff is away, from the first date to the last,
// both included.
type Absence struct {
	ID          AbsenceID
	Member      ID
	From, Until when.Date
	Reason      AbsenceReason
	ReportedAt  when.Instant // set when saved
}

// longestAbsenceDays is the most one report may cover.
const longestAbsenceDays = 366

// Check refuses an absence that makes no sense. Errors: staff.absence.
func (a Absence) Check() error {
	var checks fault.Checks
	checks.Field(!ids.Valid(string(a.ID)), "id", "Start the form again: it has lost its number.")
	checks.Field(a.Member == "", "member", "Choose who is away.")
	checks.Field(a.From == "", "from", "Enter the first day away.")
	checks.Field(a.Until == "", "until", "Enter the last day away.")
	checks.Field(a.From != "" && a.Until != "" && a.Until < a.From, "until", "The last day away cannot be before the first.")
	checks.Field(a.From != "" && a.Until != "" && a.From.Days(a.Until) > longestAbsenceDays, "until", "Enter a last day within a year of the first.")
	_, known := reasonLabels[a.Reason]
	checks.Field(!known, "reason", "Choose a reason.")
	return checks.Err("staff.absence")
}

// AbsenceReported says that somebody is away, so that their visits can be
// covered.
type AbsenceReported struct {
	Absence     AbsenceID
	Member      ID
	From, Until when.Date
}

// EventName is the event's stable name.
func (AbsenceReported) EventName() string { return "staff.absence_reported" }
