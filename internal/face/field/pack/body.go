package pack

import "stillhome/internal/kernel/ids"

// The bodies of parts, as docs/phone.md has them. Lists are never null. Instants
// are text as the record has it, empty for none; dates likewise.

// word is one code with what it says on a screen.
type word struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// coded lists codes with their labels.
func coded[T interface {
	~string
	Label() string
}](all []T) []word {
	out := make([]word, 0, len(all))
	for _, c := range all {
		out = append(out, word{string(c), c.Label()})
	}
	return out
}

type shiftBody struct {
	Account    ids.Account `json:"account"`
	Name       string      `json:"name"`
	Today      string      `json:"today"`
	Until      string      `json:"until"`
	Phones     phones      `json:"phones"`
	Ladder     []word      `json:"ladder"`
	Activities []word      `json:"activities"`
	Feelings   []word      `json:"feelings"`
	Tries      []word      `json:"tries"`
	Declinings []word      `json:"declinings"`
	Concerns   []concern   `json:"concerns"`
	Outcomes   []outcome   `json:"outcomes"`
	Reasons    []word      `json:"reasons"`
	Changes    []change    `json:"changes"`
	Standby    []standby   `json:"standby"`
	Week       []weekday   `json:"week"`
	Hours      hours       `json:"hours"`
	Mileage    *mileage    `json:"mileage"`
	Duty       []duty      `json:"duty"`
	Overdue    overdue     `json:"overdue"`
}

// duty is who is in charge from one moment to another.
type duty struct {
	From  string `json:"from"`
	Until string `json:"until"`
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// overdue is after how many minutes a visit without an end is asked about on the
// phone, and by the office; and after how many the next person is asked about a
// door that nobody opens.
type overdue struct {
	NudgeMin  int `json:"nudge_min"`
	OfficeMin int `json:"office_min"`
	DoorMin   int `json:"door_min"`
}

// concern is one tile of what a worry may be about.
type concern struct {
	word
	Sealed bool `json:"sealed"`
}

// outcome is what may become of a dose; taken says that the person had some.
type outcome struct {
	word
	Taken bool `json:"taken"`
}

type phones struct {
	Office     string `json:"office"`
	OutOfHours string `json:"out_of_hours"`
}

// change is one change of the run that the worker has not said they have seen.
type change struct {
	ID       string `json:"id"`
	On       string `json:"on"`
	What     string `json:"what"`
	Label    string `json:"label"`
	Name     string `json:"name"`
	StartMin int    `json:"start_min"`
}

// standby is how many visits of a day in one area have no worker yet.
type standby struct {
	On     string `json:"on"`
	Area   string `json:"area"`
	Visits int    `json:"visits"`
}

type weekday struct {
	On       string `json:"on"`
	StartMin int    `json:"start_min"`
	EndMin   int    `json:"end_min"`
}

type hours struct {
	WeekMin int `json:"week_min"`
}

// mileage is how far it is from visit to visit as planned.
type mileage struct {
	On    string  `json:"on"`
	Miles float64 `json:"miles"`
}

type dayBody struct {
	On        string    `json:"on"`
	Published bool      `json:"published"`
	Shifts    []hoursOf `json:"shifts"`
	Stops     []stop    `json:"stops"`
}

type hoursOf struct {
	StartMin int `json:"start_min"`
	EndMin   int `json:"end_min"`
}

type stop struct {
	Visit     string   `json:"visit"`
	Person    string   `json:"person"`
	Version   int      `json:"version"`
	Name      string   `json:"name"`
	Area      string   `json:"area"`
	StartMin  int      `json:"start_min"`
	EndMin    int      `json:"end_min"`
	ToldMin   int      `json:"told_min"`
	TravelMin int      `json:"travel_min"`
	MustBeAt  bool     `json:"must_be_at"`
	Workers   int      `json:"workers"`
	With      []string `json:"with"`
	First     bool     `json:"first"`
	State     string   `json:"state"`
	OpensAt   string   `json:"opens_at"`
	Part      string   `json:"part"`
	ArrivedAt string   `json:"arrived_at"`
	LeftAt    string   `json:"left_at"`
}

type personBody struct {
	Person     string    `json:"person"`
	Name       string    `json:"name"`
	FullName   string    `json:"full_name"`
	BornOn     string    `json:"born_on"`
	Address    string    `json:"address"`
	Postcode   string    `json:"postcode"`
	Phone      string    `json:"phone"`
	Language   string    `json:"language"`
	LivesAlone string    `json:"lives_alone"`
	Needs      []need    `json:"needs"`
	Infection  string    `json:"infection"`
	Matters    string    `json:"matters"`
	Goals      []goal    `json:"goals"`
	Contacts   []contact `json:"contacts"`
	GettingIn  string    `json:"getting_in"`
	Risks      []heed    `json:"risks"`
	Visits     []tasked  `json:"visits"`
	History    []before  `json:"history"`
	Safety     []safety  `json:"safety"`
	Allergies  allergies `json:"allergies"`
	Warnings   []warning `json:"warnings"`
	Door       []word    `json:"door"`
	First      *first    `json:"first"`
	Comfort    *comfort  `json:"comfort"`
	Surgery    *told     `json:"surgery"`
	Pharmacy   *told     `json:"pharmacy"`
	Effects    []asked   `json:"effects"`
}

// safety is one fact that is hidden from nobody who visits.
type safety struct {
	Kind   string `json:"kind"`
	Words  string `json:"words"`
	Source string `json:"source"`
	On     string `json:"on"`
}

// allergies says what is known of them: known, none, or not_known, which is not
// none.
type allergies struct {
	Known string `json:"known"`
	Words string `json:"words"`
}

// warning is what happened there before.
type warning struct {
	Words      string `json:"words"`
	Source     string `json:"source"`
	On         string `json:"on"`
	ReviewOn   string `json:"review_on"`
	Challenged bool   `json:"challenged"`
}

// first is what whoever comes first has in mind; none where one of us has been
// there.
type first struct {
	Known   []string `json:"known"`
	Unknown []string `json:"unknown"`
	Checks  []string `json:"checks"`
}

// comfort is what somebody wants at the end of their life; none for all others.
type comfort struct {
	Words  string `json:"words"`
	Wishes []wish `json:"wishes"`
	Call   []call `json:"call"`
}

type wish struct {
	About string `json:"about"`
	Words string `json:"words"`
}

type call struct {
	Who   string `json:"who"`
	Phone string `json:"phone"`
	When  string `json:"when"`
}

// told is somebody outside the service whom to ask about medicines.
type told struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// asked is a dose that was needed, of which nobody has said whether it helped.
type asked struct {
	Dose    string `json:"dose"`
	Name    string `json:"name"`
	GivenAt string `json:"given_at"`
	AskAt   string `json:"ask_at"`
}

// heed is something to heed in the home.
type heed struct {
	Words string `json:"words"`
}

type need struct {
	Code     string `json:"code"`
	WhatToDo string `json:"what_to_do"`
}

type goal struct {
	Words    string `json:"words"`
	Why      string `json:"why"`
	TargetOn string `json:"target_on"`
}

type contact struct {
	Name         string `json:"name"`
	Relationship string `json:"relationship"`
	Phone        string `json:"phone"`
	Carer        bool   `json:"carer"`
	Keyholder    bool   `json:"keyholder"`
}

// tasked is what is to be done at one visit of the run.
type tasked struct {
	Visit     string    `json:"visit"`
	Tasks     []task    `json:"tasks"`
	Medicines []dueDose `json:"medicines"`
}

// dueDose is one dose that is due at the visit, or may be needed.
type dueDose struct {
	Medicine      string      `json:"medicine"`
	Line          string      `json:"line"`
	Name          string      `json:"name"`
	Dose          string      `json:"dose"`
	Slot          string      `json:"slot"`
	Kind          string      `json:"kind"`
	TimeCritical  bool        `json:"time_critical"`
	Last          *lastDose   `json:"last"`
	Form          string      `json:"form"`
	Strength      string      `json:"strength"`
	Route         string      `json:"route"`
	Instructions  string      `json:"instructions"`
	Help          string      `json:"help"`
	DueMin        int         `json:"due_min"`
	GapMin        int         `json:"gap_min"`
	MostDoses     int         `json:"most_doses"`
	MostUnits     int         `json:"most_units"`
	Given         []givenDose `json:"given"`
	AsNeeded      *asNeeded   `json:"as_needed"`
	Shape         string      `json:"shape"`
	Sites         []string    `json:"sites"`
	RestDays      int         `json:"rest_days"`
	Controlled    bool        `json:"controlled"`
	Witness       bool        `json:"witness"`
	Covert        bool        `json:"covert"`
	CheckedAt     string      `json:"checked_at"`
	Allergy       string      `json:"allergy"`
	FromOn        string      `json:"from_on"`
	UntilOn       string      `json:"until_on"`
	StoppedAt     string      `json:"stopped_at"`
	WordUntil     string      `json:"word_until"`
	Right         string      `json:"right"`
	LastConfirmed *lastDose   `json:"last_confirmed"`
}

// givenDose is a dose of the last days that the person had.
type givenDose struct {
	ID     string `json:"id"`
	At     string `json:"at"`
	Slot   string `json:"slot"`
	Amount string `json:"amount"`
	Site   string `json:"site"`
}

// asNeeded is what a medicine is needed for, and after how many minutes to ask
// whether it helped.
type asNeeded struct {
	For       string `json:"for"`
	EffectMin int    `json:"effect_min"`
}

// lastDose is a record of a dose of the medicine.
type lastDose struct {
	Outcome string `json:"outcome"`
	At      string `json:"at"`
}

type task struct {
	Task     string     `json:"task"`
	Activity string     `json:"activity"`
	Words    string     `json:"words"`
	Last     *lastLevel `json:"last"`
}

// lastLevel is how the task went at the visit before; none where it was never
// recorded.
type lastLevel struct {
	Level string `json:"level"`
	On    string `json:"on"`
}

// before is one visit that was recorded lately, by whoever came.
type before struct {
	On      string `json:"on"`
	Part    string `json:"part"`
	State   string `json:"state"`
	Worker  string `json:"worker"`
	Feeling string `json:"feeling"`
	Note    string `json:"note"`
}
