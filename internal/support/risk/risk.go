package risk

import (
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
)

// Who may do what. Whoever goes to a person sees all of it and adds what they
// learn there; those who plan end and answer. Nobody close to the person reads
// any of it: what they may know is released to them.
var (
	MaySee    = gate.Action{Name: "risk.see", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MayRecord = gate.Action{Name: "risk.record", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MayAssess = gate.Action{Name: "risk.assess", Who: actor.Rule{Any: actor.Practice, Related: []actor.Role{actor.LeadWorker}}}
	MayEnd    = gate.Action{Name: "risk.end", Who: actor.Rule{Any: actor.Practice}}
	MayList   = gate.Action{Name: "risk.list", Who: actor.Rule{Any: actor.Practice}}
)

// together is a person and the records merged into it: what was said of any of
// them holds.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

// MostWords is how many characters an answer in words may have.
const MostWords = 2_000

// LongestReview is how many days may pass before somebody looks again.
const LongestReview = 366

// Path is the address of a page about a person's risks.
func Path(p ids.Person, parts ...string) string {
	return web.PersonPath(p, append([]string{"risks"}, parts...)...)
}

// Checks gathers what is wrong with a form of this package.
type Checks struct{ fault.Checks }

// ID notes that a form has lost its number.
func (c *Checks) ID(id string) {
	c.Field(!ids.Valid(id), "id", "Start the form again: it has lost its number.")
}

// Words notes that an answer is missing, or is too long.
func (c *Checks) Words(words, name, missing string) {
	c.Field(words == "", name, "%s", missing)
	c.AtMost(words, name)
}

// AtMost notes that an answer is too long.
func (c *Checks) AtMost(words, name string) {
	c.Field(utf8.RuneCountInString(words) > MostWords, name, "Use %d characters or fewer.", MostWords)
}

// Done notes that a day is missing or still to come.
func (c *Checks) Done(on, today when.Date, name, missing string) {
	c.Field(on == "", name, "%s", missing)
	c.Field(on > today, name, "That day is still to come. Enter today or an earlier day.")
}

// Again notes that a day on which somebody looks again is missing, past, or
// further away than it may be.
func (c *Checks) Again(on, today when.Date, most int, name string) {
	c.Field(on == "", name, "Enter the day on which somebody looks at this again.")
	c.Field(on != "" && on <= today, name, "Enter a day after today.")
	c.Field(on > today.Add(most), name, "Enter a day no later than %s, so that somebody looks again.", today.Add(most).Said())
}

// Ending closes something with the reason.
type Ending struct {
	Person  ids.Person `json:"-"`
	ID      string     `json:"-"`
	Version int        `json:"version"`
	Why     string     `json:"why"`
}

// Check is whether the reason will do. Error: risk.ending, by field.
func (e Ending) Check() error {
	var c Checks
	c.Field(utf8.RuneCountInString(e.Why) < 5, "why", "Say in a few words why this ends, and how you know.")
	c.AtMost(e.Why, "why")
	return c.Err("risk.ending")
}
