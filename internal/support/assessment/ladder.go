package assessment

import (
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/council"
)

// Level is one step of the independence ladder: how an activity was done. The
// codes are fixed, as they become outcome data; their words are the council's.
type Level string

// The six steps. NotDone says that it was not tried, and nothing of ability.
const (
	Alone    Level = "alone"
	Reminder Level = "reminder"
	Watched  Level = "watched"
	HandsOn  Level = "hands_on"
	DoneFor  Level = "done_for"
	NotDone  Level = "not_done"
)

// Ladder is the six steps from the top down, as pages show them.
var Ladder = []Level{Alone, Reminder, Watched, HandsOn, DoneFor, NotDone}

var scores = map[Level]int{Alone: 5, Reminder: 4, Watched: 3, HandsOn: 2, DoneFor: 1, NotDone: 0}

// Score is 5 for alone down to 1 for done for them, and 0 for not done. A
// score only orders steps: the distance between two is not a quantity.
func (l Level) Score() int { return scores[l] }

// Known reports whether this is a step of the ladder.
func (l Level) Known() bool {
	_, ok := scores[l]
	return ok
}

// Tried reports whether the step says anything of what the person can do.
func (l Level) Tried() bool { return l.Score() > 0 }

// Labels are the council's words for the steps.
type Labels map[Level]string

// Words reads the council's words for the six steps.
func Words(s *gate.Snapshot) (Labels, error) {
	all, err := council.All(s)
	return WordsIn(all), err
}

// WordsIn are the words for the six steps among settings read already.
func WordsIn(all map[council.Name]string) Labels {
	return Labels{
		Alone: all[council.LadderAlone], Reminder: all[council.LadderReminder], Watched: all[council.LadderWatched],
		HandsOn: all[council.LadderHandsOn], DoneFor: all[council.LadderDoneFor], NotDone: all[council.LadderNotDone],
	}
}

// Activity is one thing people do for themselves every day.
type Activity string

// The activities. Source: the list of reablement tasks in NG74 and in the
// council's own service criteria, in people-first words.
const (
	Wash      Activity = "wash"
	Dress     Activity = "dress"
	Toilet    Activity = "toilet"
	Shave     Activity = "shave"
	Mouth     Activity = "mouth"
	Catheter  Activity = "catheter"
	Eat       Activity = "eat"
	Meals     Activity = "meals"
	Move      Activity = "move"
	Medicines Activity = "medicines"
	Other     Activity = "other"
)

// Activities lists them in the order of a morning.
var Activities = []Activity{Move, Toilet, Wash, Dress, Shave, Mouth, Catheter, Meals, Eat, Medicines, Other}

var activityWords = map[Activity]string{
	Wash: "Washing", Dress: "Getting dressed", Toilet: "Using the toilet", Shave: "Shaving", Mouth: "Looking after teeth and mouth",
	Catheter: "Looking after a catheter", Eat: "Eating and drinking", Meals: "Making meals", Move: "Getting up and moving about",
	Medicines: "Taking medicines", Other: "Something else",
}

// Label is the activity in words for a screen.
func (a Activity) Label() string { return activityWords[a] }

// Known reports whether this is one of the activities.
func (a Activity) Known() bool { return activityWords[a] != "" }
