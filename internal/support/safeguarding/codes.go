package safeguarding

import "slices"

// word is one value of a closed list with its words for a screen.
type word[T ~string] struct {
	code T
	say  string
}

func codes[T ~string](list []word[T]) []T {
	out := make([]T, 0, len(list))
	for _, w := range list {
		out = append(out, w.code)
	}
	return out
}

func say[T ~string](list []word[T], code T) string {
	if i := slices.IndexFunc(list, func(w word[T]) bool { return w.code == code }); i >= 0 {
		return list[i].say
	}
	return ""
}

func known[T ~string](list []word[T], code T) bool {
	return slices.ContainsFunc(list, func(w word[T]) bool { return w.code == code })
}

// Answer is yes, no or not known, to one question.
type Answer string

// The answers. Empty is a question nobody asked.
const (
	Yes    Answer = "yes"
	No     Answer = "no"
	Unsure Answer = "not_known"
)

var answers = []word[Answer]{{Yes, "Yes"}, {No, "No"}, {Unsure, "Not known"}}

// Answers lists them in the order of forms.
var Answers = codes(answers)

// Label is the answer in words for a screen.
func (a Answer) Label() string { return say(answers, a) }

// Type is a kind of abuse or neglect. Source: Care Act statutory guidance 14.17.
type Type string

// TypeCount is how many kinds the guidance names.
const TypeCount = 10

var types = []word[Type]{
	{"physical", "Physical: hitting, pushing, restraint, wrong use of medicines"},
	{"domestic", "Domestic: by a partner or somebody in the family, control too"},
	{"sexual", "Sexual"},
	{"psychological", "Psychological: threats, shouting, keeping somebody alone"},
	{"financial", "Financial: money, belongings or a will"},
	{"modern_slavery", "Modern slavery"},
	{"discriminatory", "Discriminatory"},
	{"organisational", "Organisational: poor care by a service"},
	{"neglect", "Neglect: not giving the care somebody needs"},
	{"self_neglect", "Self-neglect, hoarding too"},
}

// Types lists the ten in the order of the guidance.
var Types = codes(types)

// Label is the type in words for a screen.
func (t Type) Label() string { return say(types, t) }

// Place is where it happened, as the Safeguarding Adults Collection counts it.
type Place string

// Prison is where section 42 does not apply (Care Act section 76).
const Prison Place = "prison"

var places = []word[Place]{
	{"own_home", "Their own home"},
	{"community", "Out and about"},
	{"community_service", "A community service, such as a day centre"},
	{"care_home_nursing", "A care home with nursing"},
	{"care_home", "A care home without nursing"},
	{"hospital_acute", "An acute hospital"},
	{"hospital_mental", "A mental health hospital"},
	{"hospital_community", "A community hospital"},
	{Prison, "Prison"},
	{"other", "Somewhere else, or not known"},
}

// Places lists them in the order of forms.
var Places = codes(places)

// Label is the place in words for a screen.
func (p Place) Label() string { return say(places, p) }

// Source is who is thought to have done it, as the Safeguarding Adults
// Collection counts it.
type Source string

var sources = []word[Source]{
	{"provider", "A service: somebody paid to support them"},
	{"known", "Somebody they know"},
	{"unknown", "Somebody they do not know"},
	{"self", "Nobody else: self-neglect"},
	{"not_known", "Not known yet"},
}

// Sources lists them in the order of forms.
var Sources = codes(sources)

// Label is the source in words for a screen.
func (s Source) Label() string { return say(sources, s) }

// Way is what was decided to do about a concern.
type Way string

// The decisions. Codes never change meaning.
const (
	Section42 Way = "section_42"
	Other     Way = "other_enquiry"
	NoFurther Way = "no_further_action"
	Passed    Way = "passed_on"
)

var ways = []word[Way]{
	{Section42, "A section 42 enquiry"},
	{Other, "Another enquiry"},
	{NoFurther, "No further action under safeguarding"},
	{Passed, "Passed to another council, or to the prison"},
}

// Ways lists them in the order of forms.
var Ways = codes(ways)

// Label is the decision in words for a screen.
func (w Way) Label() string { return say(ways, w) }

// Enquires reports whether an enquiry follows.
func (w Way) Enquires() bool { return w == Section42 || w == Other }

// Achieved is how far what the person wanted came true (Making Safeguarding
// Personal).
type Achieved string

var achieved = []word[Achieved]{
	{"fully", "Fully"}, {"partly", "Partly"}, {"not", "Not"}, {"none_said", "They said no wishes, or nobody could ask"},
}

// AllAchieved lists them in the order of forms.
var AllAchieved = codes(achieved)

// Label is how far in words for a screen.
func (a Achieved) Label() string { return say(achieved, a) }

// Risk is what became of the risk, as the Safeguarding Adults Collection counts it.
type Risk string

var risks = []word[Risk]{
	{"removed", "The risk is gone"},
	{"reduced", "The risk is less"},
	{"remains", "The risk remains"},
	{"none_found", "No risk was found"},
	{"ceased", "The enquiry stopped because the person asked"},
}

// Risks lists them in the order of forms.
var Risks = codes(risks)

// Label is the risk in words for a screen.
func (r Risk) Label() string { return say(risks, r) }

// Advocate is who speaks for somebody who finds it hard to take part (Care Act
// section 68).
type Advocate string

var advocates = []word[Advocate]{
	{"not_needed", "Not needed: the person takes part without"},
	{"friend", "A friend or relative who is no part of the worry"},
	{"asked", "An advocate was asked for"},
	{"has", "An advocate is there"},
}

// Advocates lists them in the order of forms.
var Advocates = codes(advocates)

// Label is the advocate in words for a screen.
func (a Advocate) Label() string { return say(advocates, a) }

// NoteKind is what a note is of.
type NoteKind string

// The kinds of note. Codes never change meaning.
const (
	PlainNote NoteKind = "note"
	Meeting   NoteKind = "meeting"
	Strategy  NoteKind = "strategy"
	Visited   NoteKind = "visit"
	Spoke     NoteKind = "spoke"
	ChildNote NoteKind = "child"
	ToldBack  NoteKind = "told_back"
)

var noteKinds = []word[NoteKind]{
	{PlainNote, "A note"},
	{Meeting, "A meeting"},
	{Strategy, "A strategy discussion"},
	{Visited, "A visit"},
	{Spoke, "A talk with the person"},
	{ChildNote, "About a child: told children’s services"},
	{ToldBack, "Whoever raised it was told that it was looked at"},
}

// NoteKinds lists them in the order of forms.
var NoteKinds = codes(noteKinds)

// Label is the kind in words for a screen.
func (k NoteKind) Label() string { return say(noteKinds, k) }

// TaskKind is what a task is part of.
type TaskKind string

// The kinds of task.
const (
	EnquiryTask TaskKind = "enquiry"
	ProtectTask TaskKind = "protection"
)

var taskKinds = []word[TaskKind]{{EnquiryTask, "To find out"}, {ProtectTask, "To keep the person safe"}}

// TaskKinds lists them in the order of forms.
var TaskKinds = codes(taskKinds)

// Label is the kind in words for a screen.
func (k TaskKind) Label() string { return say(taskKinds, k) }

// Effect is what a task asks of the ordinary record.
type Effect string

// The effects. Empty asks nothing of it.
const (
	TwoWorkers  Effect = "two_workers"
	OfficeFirst Effect = "office_first"
	OtherTimes  Effect = "other_times"
	OtherWorker Effect = "other_worker"
)

var effects = []word[Effect]{
	{"", "Nothing in the ordinary record"},
	{TwoWorkers, "Two workers at each visit"},
	{OfficeFirst, "A contact is rung by the office only"},
	{OtherTimes, "Visits at other times"},
	{OtherWorker, "A worker does not come any more"},
}

// Effects lists them in the order of forms.
var Effects = codes(effects)

// Label is the effect in words for a screen.
func (e Effect) Label() string { return say(effects, e) }
