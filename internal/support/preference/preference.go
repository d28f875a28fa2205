package preference

import (
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/service/staff"
)

// Tie is how a worker stands to a person.
type Tie string

// The ties.
const (
	Liked Tie = "liked" // sent first, where that is possible
	Never Tie = "never" // never sent
)

// Ties lists them in the order of the form.
var Ties = []Tie{Liked, Never}

var tieWords = map[Tie]string{Liked: "Would like them to come", Never: "Must not come"}

// Label is the tie in words for a screen.
func (t Tie) Label() string { return tieWords[t] }

// Why is why a worker must not come, no more than the rota needs.
type Why string

// The reasons. Codes never change meaning.
const (
	PersonAsked Why = "person_asked"
	WorkerAsked Why = "worker_asked"
	Acquainted  Why = "acquainted"
	Safety      Why = "safety"
)

// Whys lists them in the order of the form.
var Whys = []Why{PersonAsked, WorkerAsked, Acquainted, Safety}

var whyWords = map[Why]string{
	PersonAsked: "The person asked for it", WorkerAsked: "The worker asked for it",
	Acquainted: "They know each other outside work", Safety: "For the safety of one of them",
}

// Label is the reason in words for a screen.
func (w Why) Label() string { return whyWords[w] }

// PairID names one pair.
type PairID string

// Pair is one person and one worker.
type Pair struct {
	ID       PairID
	Person   ids.Person
	Member   staff.ID
	Tie      Tie
	Why      Why // for Never only
	Recorded when.Instant
	Version  int
	Name     string // of the worker; filled by reads only
}

func (p Pair) check() error {
	var c fault.Checks
	c.Field(!ids.Valid(string(p.ID)), "id", "Start the form again: it has lost its number.")
	c.Field(p.Member == "", "member", "Choose the worker.")
	c.Field(tieWords[p.Tie] == "", "tie", "Choose whether the person would like them to come, or they must not.")
	c.Field(p.Tie == Never && whyWords[p.Why] == "", "why", "Choose why they must not come.")
	return c.Err("preference.pair")
}

// Infection is what infection means for the order of visits.
type Infection string

// The kinds; empty where there is none.
const (
	Protect    Infection = "protect"
	Contagious Infection = "contagious"
)

// Infections lists them in the order of the form.
var Infections = []Infection{Protect, Contagious}

var infectionWords = map[Infection]string{
	Protect:    "Easily infected: visited before others",
	Contagious: "Could infect others: visited after others",
}

// Label is the kind in words for a screen; empty for none.
func (i Infection) Label() string { return infectionWords[i] }

var atTheDoor = map[Infection]string{
	Protect:    "This person is easily infected. If you feel unwell, do not go in: ring the office. Clean your hands before you touch anything.",
	Contagious: "This person could infect others. Put on what the office gave you for this before you go in, and clean your hands when you leave.",
}

// AtTheDoor is what a worker must heed before going in; empty for none.
func (i Infection) AtTheDoor() string { return atTheDoor[i] }

// Wish is all else a person asked for. It is whole: what a new one leaves empty
// no longer holds. The json names are those of the form.
type Wish struct {
	ID           string `json:"id"`
	Person       ids.Person
	Gender       staff.Gender   `json:"gender"`        // asked for; empty for any
	GenderMust   bool           `json:"gender_must"`   // a rule, not a wish
	Language     staff.Language `json:"language"`      // asked for; empty where English will do
	LanguageMust bool           `json:"language_must"` // a rule, not a wish
	Infection    Infection      `json:"infection"`
	// InfectionUntil is the last day it holds.
	InfectionUntil when.Date `json:"infection_until"`
	Recorded       when.Instant
	ByName         string // filled by reads only
}

// longestPrecaution is how many days one record of infection may hold: then
// somebody looks again.
const longestPrecaution = 92

func (w Wish) check(today when.Date) error {
	var c fault.Checks
	c.Field(!ids.Valid(w.ID), "id", "Start the form again: it has lost its number.")
	c.Field(w.Gender != "" && w.Gender != staff.Woman && w.Gender != staff.Man, "gender", "Choose one of the answers.")
	c.Field(w.GenderMust && w.Gender == "", "gender_must", "Choose a woman or a man above, or leave this.")
	c.Field(w.Language != "" && !w.Language.Known(), "language", "Choose a language from the list.")
	c.Field(w.LanguageMust && w.Language == "", "language_must", "Choose a language above, or leave this.")
	c.Field(w.Infection != "" && w.Infection.Label() == "", "infection", "Choose one of the answers.")
	c.Field(w.Infection != "" && w.InfectionUntil == "", "infection_until", "Enter the last day it holds. It can be recorded again.")
	c.Field(w.Infection != "" && w.InfectionUntil != "" && w.InfectionUntil < today, "infection_until", "That day has passed. Enter today or later.")
	c.Field(w.Infection != "" && w.InfectionUntil > today.Add(longestPrecaution), "infection_until", "Enter a day within three months, so that somebody looks again.")
	c.Field(w.Infection == "" && w.InfectionUntil != "", "infection", "Choose what holds until that day, or leave the day empty.")
	return c.Err("preference.wish")
}

// InfectionOn is what infection means on a day; empty once it has passed.
func (w Wish) InfectionOn(day when.Date) Infection {
	if w.InfectionUntil < day {
		return ""
	}
	return w.Infection
}

// Changed says that who may come to a person, or when, is not as it was.
type Changed struct{ Person ids.Person }

// EventName is the event's stable name.
func (Changed) EventName() string { return "preference.changed" }
