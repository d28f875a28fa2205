package prison

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/plan"
)

// WingID names one wing.
type WingID string

// Window is when cells are unlocked for support in one part of the day, in
// minutes past midnight. Both are 0 where they are not.
type Window struct{ From, Until int }

// Wing is one wing of the prison.
type Wing struct {
	ID      WingID
	Name    string
	Windows map[plan.Part]Window
	Escort  string // what to know about being let in: where to wait, who to ask for
	Version int
}

// Open says when a wing is open for support in a part of the day.
func (w Wing) Open(p plan.Part) string {
	x := w.Windows[p]
	if x.Until == 0 {
		return "No unlock agreed"
	}
	return when.Hour(x.From) + " to " + when.Hour(x.Until)
}

const mostLine, mostWords = 100, 2_000

func long(s string, most int) bool { return len([]rune(s)) > most }

func (w *Wing) tidy() error {
	w.Name, w.Escort = strings.TrimSpace(w.Name), strings.TrimSpace(w.Escort)
	var c fault.Checks
	c.Field(!ids.Valid(string(w.ID)), "id", "Open the form again and send it once more.")
	c.Field(w.Name == "" || long(w.Name, mostLine), "name", "Enter what the wing is called.")
	c.Field(long(w.Escort, mostWords), "escort", "Use %d characters or fewer.", mostWords)
	for p, x := range w.Windows {
		c.Field(x.Until <= x.From, string(p)+"_until", "The cells are locked again after they are unlocked: check both times.")
	}
	return c.Err("prison.wing")
}

// joined is the windows as one column.
func joined(windows map[plan.Part]Window) string {
	var out []string
	for _, p := range plan.Parts {
		if x := windows[p]; x.Until > 0 {
			out = append(out, fmt.Sprintf("%s=%d-%d", p, x.From, x.Until))
		}
	}
	return strings.Join(out, " ")
}

func parted(text string) map[plan.Part]Window {
	out := map[plan.Part]Window{}
	for _, pair := range strings.Fields(text) {
		p, times, _ := strings.Cut(pair, "=")
		var x Window
		if n, err := fmt.Sscanf(times, "%d-%d", &x.From, &x.Until); n == 2 && err == nil {
			out[plan.Part(p)] = x
		}
	}
	return out
}

// Escort is how many officers must be there.
type Escort string

// The escorts. Codes never change meaning.
const (
	NoEscort    Escort = ""
	OneOfficer  Escort = "one"
	TwoOfficers Escort = "two"
)

// Escorts lists them in the order of the form.
var Escorts = []Escort{NoEscort, OneOfficer, TwoOfficers}

var escortWords = map[Escort]string{NoEscort: "No officer needed", OneOfficer: "1 officer", TwoOfficers: "2 officers"}

// Label is the escort in words.
func (e Escort) Label() string { return escortWords[e] }

// StayID names one stay.
type StayID string

// Stay is where somebody is. Release and Receiving are empty for whoever may not
// know them, and while nobody knows them.
type Stay struct {
	ID        StayID
	Person    ids.Person
	Wing      WingID `json:"wing"`
	Landing   string `json:"landing"`
	Cell      string `json:"cell"`
	Escort    Escort `json:"escort"`
	From      when.Date
	Until     when.Date // empty while it lasts
	Release   when.Date
	Receiving string // the council that meets needs after release
	Version   int    `json:"version"`

	WingName, PersonName string // filled by reads only
}

// Place is where the cell is, as the team says it.
func (s Stay) Place() string {
	out := s.WingName
	if s.Landing != "" {
		out += ", landing " + s.Landing
	}
	return out + ", cell " + s.Cell
}

func (s *Stay) tidy() error {
	s.Landing, s.Cell = strings.TrimSpace(s.Landing), strings.TrimSpace(s.Cell)
	var c fault.Checks
	c.Field(!ids.Valid(string(s.ID)), "id", "Open the form again and send it once more.")
	c.Field(s.Wing == "", "wing", "Choose the wing.")
	c.Field(long(s.Landing, 20), "landing", "Use 20 characters or fewer.")
	c.Field(s.Cell == "" || long(s.Cell, 20), "cell", "Enter the cell, like 2-14.")
	c.Field(escortWords[s.Escort] == "", "escort", "Choose how many officers must be there.")
	return c.Err("prison.stay")
}

// TaskKind is one thing to do before release.
type TaskKind string

// The kinds. Codes never change meaning.
const (
	TellCouncil TaskKind = "council"
	SendPack    TaskKind = "pack"
	Equipment   TaskKind = "equipment"
	Home        TaskKind = "home"
	Surgery     TaskKind = "surgery"
	Medicines   TaskKind = "medicines"
	FirstVisit  TaskKind = "first_visit"
)

// tasks are what is to be done, and how many days before release.
var tasks = []struct {
	kind  TaskKind
	days  int
	words string
}{
	{TellCouncil, 28, "Tell the council where the person will live, and agree who supports them from the day (sections 37 and 38)"},
	{SendPack, 21, "Send that council the pack: needs, plan, goals, equipment"},
	{Equipment, 14, "See that the equipment is there: what is left behind, what is lent again"},
	{Home, 14, "See where the person will live: getting in, stairs, bed, heating"},
	{Surgery, 7, "See that the person is registered with a surgery there, and that it knows"},
	{Medicines, 3, "Agree with the prison’s pharmacy: medicines for 7 days at least, and the chart as it stands"},
	{FirstVisit, 0, "The first visit outside, on the day"},
}

// Label is what is to be done, in words.
func (k TaskKind) Label() string {
	for _, t := range tasks {
		if t.kind == k {
			return t.words
		}
	}
	return ""
}

// dueOn is by when something is done: so many days before release, and never
// before today.
func dueOn(release, today when.Date, days int) when.Date { return max(release.Add(-days), today) }

// Task is one thing to do before a release.
type Task struct {
	ID      string
	Stay    StayID
	Kind    TaskKind
	Due     when.Date
	Done    when.Instant
	Words   string
	Version int

	ByName string // filled by reads only
}
