package comfort

import (
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/risk"
)

// ID names one profile.
type ID string

// mostCalls is how many people to call a profile names.
const mostCalls = 4

// Profile is what the person wishes while support is for comfort. It is whole: a
// new one takes the place of the one before. The json names are those of the
// form.
type Profile struct {
	ID        ID `json:"id"`
	Person    ids.Person
	FromOn    when.Date `json:"from"`
	Source    string    `json:"source"`    // how we know: the letter, of whom, of when
	Place     string    `json:"place"`     // where they want to be
	Matters   string    `json:"matters"`   // what matters now
	Pain      string    `json:"pain"`      // pain, and being comfortable
	Spiritual string    `json:"spiritual"` // faith and spirit
	NotToDo   string    `json:"not_to_do"`
	Medicines string    `json:"medicines"` // kept at home for later: what, where, who gives it

	Calls []risk.Call // in the order in which they are called

	Recorded when.Instant
	ByName   string // filled by reads only
	Ended    when.Instant
	EndedWhy string
	Version  int
}

// wishes are the answers in the order of risk.WishesAbout.
func (p Profile) wishes() []string {
	return []string{p.Place, p.Matters, p.Pain, p.Spiritual, p.NotToDo, p.Medicines}
}

func (p Profile) check(today when.Date) error {
	var c risk.Checks
	c.ID(string(p.ID))
	c.Done(p.FromOn, today, "from", "Enter the day from which support is for comfort.")
	c.Words(p.Source, "source", "Say how we know: which letter, from whom, of which day.")
	names := []string{"place", "matters", "pain", "spiritual", "not_to_do", "medicines"}
	for i, words := range p.wishes() {
		c.AtMost(words, names[i])
	}
	c.Field(strings.Join(p.wishes(), "") == "", "matters", "Write down at least one wish, or that the person did not want to say.")
	c.Field(len(p.Calls) == 0, "who_1", "Enter at least one person to call, with a telephone number.")
	for i, k := range p.Calls {
		n := strconv.Itoa(i + 1)
		c.Field(k.Who == "", "who_"+n, "Enter who this is.")
		c.Field(k.Phone == "", "phone_"+n, "Enter the telephone number of %s.", k.Who)
		c.AtMost(k.Who, "who_"+n)
		c.AtMost(k.Phone, "phone_"+n)
		c.AtMost(k.When, "when_"+n)
	}
	return c.Err("risk.comfort")
}

// Release is what of the wishes people close to the person may read. The json
// names are those of the form.
type Release struct {
	ID      string `json:"id"`
	Person  ids.Person
	Profile ID       `json:"profile"`
	Parts   []string `json:"parts"`  // codes, as partCodes has them
	Agreed  string   `json:"agreed"` // who agreed, and how

	Words     string // as it was released
	Released  when.Instant
	ByName    string // filled by reads only
	TakenBack when.Instant
}

// partCodes are the parts that may be released: the wishes in their order, then
// whom to call.
var partCodes = []string{"place", "matters", "pain", "spiritual", "not_to_do", "medicines", "calls"}

func partLabel(code string) string {
	if i := slices.Index(partCodes, code); i >= 0 && i < len(risk.WishesAbout) {
		return risk.WishesAbout[i]
	}
	return "Whom to call"
}

func (r Release) check() error {
	var c risk.Checks
	c.ID(r.ID)
	unknown := slices.ContainsFunc(r.Parts, func(p string) bool { return !slices.Contains(partCodes, p) })
	c.Field(len(r.Parts) == 0 || unknown, "parts", "Choose what they may read.")
	c.Words(r.Agreed, "agreed", "Say who agreed to this, and how.")
	return c.Err("risk.release")
}

// released is the chosen parts in words, as somebody close reads them. Error:
// risk.release where there is nothing in any of them.
func (p Profile) released(parts []string) (string, error) {
	var lines []string
	for i, words := range p.wishes() {
		if words != "" && slices.Contains(parts, partCodes[i]) {
			lines = append(lines, risk.WishesAbout[i]+": "+words)
		}
	}
	if slices.Contains(parts, "calls") {
		for _, k := range p.Calls {
			lines = append(lines, "Call: "+k.Said())
		}
	}
	if len(lines) == 0 {
		return "", fault.New(fault.Invalid, "risk.release", "Nothing is written down in what you chose. Choose a part with words in it.")
	}
	return strings.Join(lines, "\n"), nil
}

// Began says that support is for comfort from now on.
type Began struct {
	Person  ids.Person
	Profile ID
	From    when.Date
}

// EventName is the event's stable name.
func (Began) EventName() string { return "risk.comfort_began" }

// Ended says that support is not for comfort only any more.
type Ended struct {
	Person  ids.Person
	Profile ID
}

// EventName is the event's stable name.
func (Ended) EventName() string { return "risk.comfort_ended" }
