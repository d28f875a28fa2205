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
	Risks      []risk    `json:"risks"`
	Visits     []tasked  `json:"visits"`
	History    []before  `json:"history"`
}

// risk is something to heed at the home. The record has none of its own so far:
// what stands in the way of a worker is in the notes, and in the plan.
type risk struct {
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
	Medicine     string    `json:"medicine"`
	Name         string    `json:"name"`
	Dose         string    `json:"dose"`
	Slot         string    `json:"slot"`
	Kind         string    `json:"kind"`
	TimeCritical bool      `json:"time_critical"`
	Last         *lastDose `json:"last"`
}

// lastDose is the latest record of any dose of the medicine; none within two
// weeks.
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
