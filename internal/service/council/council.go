package council

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/notify"
)

// Name of a setting. Names never change meaning.
type Name string

// The settings. The ladder's codes are fixed; only their words may change.
const (
	StartTargetDays  Name = "start_target_days"
	PeriodDays       Name = "period_days"
	WarnFromDay      Name = "warn_from_day"
	FollowUpDays     Name = "follow_up_days"
	LateAfterMin     Name = "late_after_min"
	MissedAfterMin   Name = "missed_after_min"
	EscalateMin      Name = "alert_escalate_min"
	OverdueWatch     Name = "overdue_watch"
	NudgeMin         Name = "overdue_nudge_min"
	OfficeMin        Name = "overdue_office_min"
	RungMin          Name = "alarm_next_min"
	LastName         Name = "alarm_last_name"
	LastPhone        Name = "alarm_last_phone"
	StepDownVisits   Name = "step_down_visits"
	FirstVisitMin    Name = "first_visit_extra_min"
	SessionFieldMin  Name = "session_field_idle_min"
	SessionOfficeMin Name = "session_office_idle_min"
	SessionMaxMin    Name = "session_max_min"
	LadderAlone      Name = "ladder_alone"
	LadderReminder   Name = "ladder_reminder"
	LadderWatched    Name = "ladder_watched"
	LadderHandsOn    Name = "ladder_hands_on"
	LadderDoneFor    Name = "ladder_done_for"
	LadderNotDone    Name = "ladder_not_done"
	HelpLine         Name = "help_line"
	HelpHours        Name = "help_hours"
	OutOfHours       Name = "out_of_hours_line"
	ControlledTwo    Name = "controlled_witness"
	TravelLearnt     Name = "travel_learnt"
	TravelAnswers    Name = "travel_answers"
	PaceCar          Name = "pace_car_percent"
	PaceBicycle      Name = "pace_bicycle_percent"
	PaceFoot         Name = "pace_foot_percent"
	PaceBus          Name = "pace_bus_percent"
	DoorCar          Name = "door_car_s"
	DoorBicycle      Name = "door_bicycle_s"
	DoorFoot         Name = "door_foot_s"
	DoorBus          Name = "door_bus_s"
)

// YesOrNo is the unit of a setting that is on or off, Telephone of one that is a
// telephone number.
const (
	YesOrNo   = "yes or no"
	Telephone = "telephone number"
)

// Setting is one thing a council may set.
type Setting struct {
	Name     Name
	Default  string
	Unit     string // "days", "minutes"; YesOrNo; empty for words
	Min, Max int    // for numbers
	Meaning  string // plain words, with the source where law or a standard says it
}

// Settings lists every setting in the order the page shows them.
var Settings = []Setting{
	{StartTargetDays, "2", "days", 0, 14, "How soon after the hospital is ready support should start. A local target: the national standard of 2 days is for beds only (NICE QS173 statement 2)."},
	{PeriodDays, "42", "days", 1, 84, "How long support is planned for at the start. Up to 42 days are free of charge by law (SI 2014/2672 regulation 3)."},
	{WarnFromDay, "28", "days", 1, 84, "From which day of support the end date is shown as near."},
	{FollowUpDays, "91", "days", 91, 91, "How long after leaving hospital we ask where the person is. Fixed by ASCOF 2B(1), in use to 2023-24."},
	{LateAfterMin, "15", "minutes", 5, 120, "How long after its planned start a visit without an arrival is called late."},
	{MissedAfterMin, "120", "minutes", 30, 480, "How long after its latest start a visit without a record is called missed."},
	{EscalateMin, "15", "minutes", 2, 240, "How long an act-now alert waits for an answer before the next person on duty is asked."},
	{OverdueWatch, "yes", YesOrNo, 0, 0, "Whether workers are looked for when nothing is heard of them after a visit. Say no only while phones are not used at all, such as on a day of paper."},
	{NudgeMin, "10", "minutes", 5, 60, "How long after a visit should have ended its worker is asked by a text whether they are all right."},
	{OfficeMin, "20", "minutes", 10, 120, "How long after a visit should have ended the office is asked about its worker. More than before the text to the worker."},
	{RungMin, "5", "minutes", 2, 30, "How long an alarm waits for an answer before the next person is asked."},
	{LastName, "On-call manager", "", 0, 0, "Who is asked about an alarm when nobody on the duty list answers, or nobody is on it."},
	{LastPhone, "01632 960 103", Telephone, 0, 0, "Their telephone number. (01632 960 numbers are reserved for drama by Ofcom: change this.)"},
	{StepDownVisits, "6", "visits", 3, 30, "How many visits in a row must show the same before fewer or shorter visits are proposed."},
	{FirstVisitMin, "30", "minutes", 0, 120, "How much longer a first visit is than the visit that follows."},
	{SessionFieldMin, "720", "minutes", 15, 960, "How long a support worker stays signed in without doing anything: a whole shift."},
	{SessionOfficeMin, "60", "minutes", 5, 480, "How long anyone else stays signed in without doing anything."},
	{SessionMaxMin, "960", "minutes", 60, 1440, "How long anyone stays signed in at most."},
	{LadderAlone, "On their own", "", 0, 0, "Words for the top step of the independence ladder."},
	{LadderReminder, "With a reminder", "", 0, 0, "Words for the second step."},
	{LadderWatched, "With someone watching", "", 0, 0, "Words for the third step."},
	{LadderHandsOn, "With hands-on help", "", 0, 0, "Words for the fourth step."},
	{LadderDoneFor, "Done for them", "", 0, 0, "Words for the fifth step."},
	{LadderNotDone, "Not today", "", 0, 0, "Words for when it was not tried."},
	{HelpLine, "01632 960 101", "", 0, 0, "The telephone number at the foot of every page. (01632 960 numbers are reserved for drama by Ofcom: change this.)"},
	{HelpHours, "every day, 7am to 10pm", "", 0, 0, "When somebody answers it."},
	{OutOfHours, "01632 960 102", "", 0, 0, "The telephone number that support workers ring when nobody answers the help line. It is on their phones. (01632 960 numbers are reserved for drama by Ofcom: change this.)"},
	{ControlledTwo, "no", YesOrNo, 0, 0, "Whether a second person should see it when a worker gives a controlled drug. In people’s own homes no law asks for it."},
	{TravelLearnt, "yes", YesOrNo, 0, 0, "Whether the rota uses what recorded visits show of travel, in the place of the pace set here."},
	{TravelAnswers, "yes", YesOrNo, 0, 0, "Whether the rota uses the answers of a routing service, where one is configured."},
	{PaceCar, "100", "percent", 50, 250, "How long a drive takes, in percent of what Stillhome assumes: 120 is a fifth longer. " + assumedTravel},
	{PaceBicycle, "100", "percent", 50, 250, "How long cycling takes, in percent of what Stillhome assumes. " + assumedTravel},
	{PaceFoot, "100", "percent", 50, 250, "How long walking takes, in percent of what Stillhome assumes. " + assumedTravel},
	{PaceBus, "100", "percent", 50, 250, "How long a bus takes once it is there, in percent of what Stillhome assumes. " + assumedTravel},
	{DoorCar, "120", "seconds", 0, 900, "How long parking and walking to the door take. Our assumption."},
	{DoorBicycle, "60", "seconds", 0, 900, "How long locking up and walking to the door take. Our assumption."},
	{DoorFoot, "30", "seconds", 0, 900, "How long it takes from the street to the door. Our assumption."},
	{DoorBus, "30", "seconds", 0, 900, "How long it takes from the street to the door. Our assumption."},
}

// assumedTravel says where the assumed speeds stand.
const assumedTravel = "The speeds and their sources are on the page about travel times."

func known(n Name) (Setting, bool) {
	for _, s := range Settings {
		if s.Name == n {
			return s, true
		}
	}
	return Setting{}, false
}

// check says whether a value will do for the setting.
func (s Setting) check(value string) error {
	var c fault.Checks
	switch s.Unit {
	case YesOrNo:
		c.Field(value != "yes" && value != "no", "value", "Choose yes or no.")
	case Telephone:
		n, err := notify.ParseTelephone(value)
		c.Field(err != nil || n == "", "value", "Enter a telephone number in the UK, like 01632 960 103.")
	case "":
		c.Field(strings.TrimSpace(value) == "", "value", "Enter the words to use.")
		c.Field(utf8.RuneCountInString(value) > 60, "value", "Use 60 characters or fewer.")
	default:
		n, err := strconv.Atoi(value)
		c.Field(err != nil || n < s.Min || n > s.Max, "value", "Enter a whole number of %s from %d to %d.", s.Unit, s.Min, s.Max)
	}
	return c.Err("council.setting")
}
