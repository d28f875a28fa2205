package risk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Brief is all that whoever goes to somebody must know of risk. Nothing in it is
// held back from a worker on the visit.
type Brief struct {
	Safety   []Safety      // in the order of Kinds
	Warnings []WarningSaid // in force on the day, the newest first
	Heed     []string      // what to heed in the home, from the newest look at it
	Door     []DoorItem    // the tiles at the door
	First    *First        // nil once one of us has visited
	Comfort  *Comfort      // nil unless support is for comfort now
}

// WarningSaid is a warning as whoever goes there reads it.
type WarningSaid struct {
	ID       WarningID
	Kind     WarningKind
	Words    string // what happened, then what to do
	Source   string
	On       when.Date // when it happened
	ReviewOn when.Date // the last day it shows
	// Challenged reports whether the person says that it is not right, and
	// nobody has answered yet.
	Challenged bool
}

// DoorItem is one tile at the door.
type DoorItem struct {
	Code  DoorCode
	Words string
}

// Comfort is the profile of somebody whose support is for comfort.
type Comfort struct {
	Words  string // what this means, on one line
	Wishes []Wish
	Call   []Call // whom to call, in this order
}

// Wish is one thing that the person asked for.
type Wish struct {
	About, Words string
}

// Call is somebody to call, and when.
type Call struct {
	Who, Phone, When string
}

// Meaning is what support for comfort means, on one line.
const Meaning = "Support is for comfort now. Do what they wish and what eases things; getting better is not what we ask for."

// doorItems are the tiles, in their order.
func doorItems() []DoorItem {
	out := make([]DoorItem, 0, len(DoorCodes))
	for _, c := range DoorCodes {
		out = append(out, DoorItem{c, c.Label()})
	}
	return out
}

// ForVisit is the brief for a visit to one person on a day, in two statements.
// Error: gate.not_found.
func ForVisit(s *gate.Snapshot, person ids.Person, on when.Date) (Brief, error) {
	all, err := ForVisits(s, on, person)
	if err != nil {
		return Brief{}, err
	}
	b, ok := all[person]
	if !ok {
		return b, gate.NotFound()
	}
	return b, nil
}

// ForVisits is the brief of each person for a visit on a day, in two statements
// for any number of people.
func ForVisits(s *gate.Snapshot, on when.Date, people ...ids.Person) (map[ids.Person]Brief, error) {
	if len(people) == 0 {
		return nil, nil
	}
	out, err := AtHand(s, on, people...)
	if err != nil {
		return nil, err
	}
	firsts, err := firstsOf(s, people)
	if err != nil {
		return nil, err
	}
	for _, f := range firsts {
		b := out[f.person]
		if b.Door = doorItems(); !f.visited {
			b.First = f.said()
		}
		out[f.person] = b
	}
	return out, nil
}

// SafetyOf is the safety-critical facts of one person, in the order of Kinds.
func SafetyOf(s *gate.Snapshot, person ids.Person) ([]Safety, error) {
	all, err := AtHand(s, s.Today(), person)
	return all[person].Safety, err
}

// AtHand is ForVisits without what concerns a first visit and without tiles:
// what is printed and what stands above a page. One statement.
func AtHand(s *gate.Snapshot, on when.Date, people ...ids.Person) (map[ids.Person]Brief, error) {
	rows, err := lines(s, on, people)
	if err != nil {
		return nil, err
	}
	out := map[ids.Person]Brief{}
	none := map[ids.Person]Safety{} // who has no allergies, as the newest head of the chart says
	moving := map[ids.Person]*handling{}
	for _, r := range rows {
		b := out[r.person]
		switch r.kind {
		case "fact":
			b.Safety = append(b.Safety, r.fact().safety())
		case "allergy":
			b.Safety = append(b.Safety, r.allergy())
		case "no_allergy":
			none[r.person] = Safety{Kind: Allergy, Source: r.id, On: r.on}
			if r.n == 0 {
				delete(none, r.person)
			}
		case "moving":
			moving[r.person] = &handling{line: r}
		case "task":
			if h := moving[r.person]; h != nil {
				h.tasks = append(h.tasks, r)
			}
		case "warning":
			b.Warnings = append(b.Warnings, r.warning())
		case "home":
			b.Heed = append(b.Heed, r.heed())
		case "wishes":
			b.Comfort = r.comfort()
		case "wishes_call":
			if b.Comfort != nil {
				b.Comfort.Call = append(b.Comfort.Call, Call{r.t[0], r.t[1], r.t[2]})
			}
		}
		out[r.person] = b
	}
	for person, h := range moving {
		b := out[person]
		b.Safety = append(b.Safety, h.safety())
		out[person] = b
	}
	for person, s := range none {
		b := out[person]
		if !slices.ContainsFunc(b.Safety, func(x Safety) bool { return x.Kind == Allergy }) {
			s.Words, s.Short = noAllergies, noAllergies
			b.Safety = append(b.Safety, s)
			out[person] = b
		}
	}
	for person, b := range out {
		slices.SortStableFunc(b.Safety, func(x, y Safety) int {
			return cmp.Compare(slices.Index(Kinds, x.Kind), slices.Index(Kinds, y.Kind))
		})
		b.unsettled()
		slices.Reverse(b.Warnings)
		out[person] = b
	}
	return out, nil
}

// NotSettled stands beside facts of which only one can hold.
const NotSettled = "This is written down in more than one way. The office is asked which holds."

// unsettled says so beside facts of which only one can hold.
func (b *Brief) unsettled() {
	for _, k := range []Kind{Resuscitation, Swallowing} {
		of := func(x Safety) bool { return x.Kind == k }
		first := slices.IndexFunc(b.Safety, of)
		if first < 0 || !slices.ContainsFunc(b.Safety[first+1:], of) {
			continue
		}
		for i := range b.Safety {
			if of(b.Safety[i]) {
				b.Safety[i].Words = sentence(b.Safety[i].Words) + " " + NotSettled
			}
		}
	}
}

// line is one row of what is known, as the statement gives it: what its texts
// are depends on its kind.
type line struct {
	person    ids.Person
	kind      string
	id        string
	t         [10]string
	n         int
	on, until when.Date
}

func (r line) fact() Fact {
	return Fact{
		Kind: Kind(r.t[0]), Paper: Paper(r.t[1]), Attempt: Attempt(r.t[2]), Seen: r.t[3], Place: r.t[4], SignedBy: r.t[5],
		Food: Level(r.t[6]), Drink: Level(r.t[7]), Thickener: r.t[8], Words: r.t[9], Source: r.id, KnownOn: r.on, ReviewOn: r.until,
	}
}

// noAllergies is what the chart says where somebody asked and there are none.
const noAllergies = "No known allergies"

// allergy is one thing that the person must not be given.
func (r line) allergy() Safety {
	words := r.t[0]
	if r.t[1] != "" {
		words += " (" + r.t[1] + ")"
	}
	return Safety{Kind: Allergy, Words: sentence(words), Short: "Allergy: " + r.t[0], Source: r.id, On: r.on}
}

func (r line) warning() WarningSaid {
	return WarningSaid{
		ID: WarningID(r.id), Kind: WarningKind(r.t[0]), Words: sentence(r.t[1]) + " " + sentence(r.t[2]), Source: r.t[3],
		On: r.on, ReviewOn: r.until, Challenged: r.n > 0,
	}
}

func (r line) heed() string { return joined(": ", Area(r.t[0]).Label(), r.t[1]) }

// comfort is the profile without whom to call.
func (r line) comfort() *Comfort {
	c := &Comfort{Words: Meaning, Wishes: []Wish{}, Call: []Call{}}
	for i, about := range WishesAbout {
		if r.t[i] != "" {
			c.Wishes = append(c.Wishes, Wish{about, r.t[i]})
		}
	}
	return c
}

// WishesAbout is what each wish is about, in the order in which it is shown.
var WishesAbout = [6]string{"Where they want to be", "What matters now", "Pain, and being comfortable", "Faith and spirit", "What not to do", "Medicines kept for later"}

// Area is one part of the home that is looked at.
type Area string

// Areas lists them in the order of the form. Codes never change meaning.
var Areas = []Area{"access", "lighting", "alarm", "smoking", "electrics", "gas", "clutter", "animals", "floors", "stairs", "bathroom", "heating", "water"}

var areaWords = map[Area]string{
	"access": "Way in and out", "lighting": "Lighting", "alarm": "Fire and smoke alarms", "smoking": "Smoking, candles and open fires",
	"electrics": "Plugs, wires and electric blankets", "gas": "Gas and carbon monoxide", "clutter": "Things piled up", "animals": "Animals",
	"floors": "Floors and rugs", "stairs": "Stairs and steps", "bathroom": "Bathroom and toilet", "heating": "Heating and damp", "water": "Water, hot and cold",
}

// Label is the part in words for a screen.
func (a Area) Label() string { return areaWords[a] }

// handling is the newest assessment of how somebody moves, with its tasks.
type handling struct {
	line
	tasks []line
}

// safety is how the person is helped to move: how many people first, then what
// needs help, with what.
func (h handling) safety() Safety {
	short := "1 worker helps them move"
	if h.n != 1 {
		short = strconv.Itoa(h.n) + " workers help them move"
	}
	said := sentence(short)
	for _, t := range h.tasks {
		what := Task(t.t[0]).Label() + ": " + strings.ToLower(Able(t.t[1]).Label())
		said += " " + joined(" ", sentence(joined(", using ", what, t.t[3])), sentence(t.t[2]))
	}
	return Safety{Kind: Moving, Words: joined(" ", said, h.t[1]), Short: short, Source: joined(", ", "Moving and handling assessment", h.t[0]), On: h.on, ReviewOn: h.until}
}

// Task is one way of moving that is assessed.
type Task string

// Tasks lists them in the order of the form. Codes never change meaning.
var Tasks = []Task{"bed", "chair", "walk", "toilet", "wash", "stairs", "car"}

var taskWords = map[Task]string{
	"bed": "In and out of bed", "chair": "Up from a chair", "walk": "Walking indoors", "toilet": "Using the toilet",
	"wash": "Bath or shower", "stairs": "Stairs", "car": "In and out of a car",
}

// Label is the task in words for a screen.
func (t Task) Label() string { return taskWords[t] }

// Able is how far somebody does a task themselves.
type Able string

// Ables lists them in the order of the form. Codes never change meaning.
var Ables = []Able{"alone", "watched", "helped", "lifted", "not"}

var ableWords = map[Able]string{
	"alone": "On their own", "watched": "With somebody beside them", "helped": "With hands-on help", "lifted": "With a hoist or another aid that lifts", "not": "Not now",
}

// Label is how far in words for a screen.
func (a Able) Label() string { return ableWords[a] }
