package medicine

import (
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
)

// Kind says how a medicine is taken.
type Kind string

// The kinds. Codes never change meaning.
const (
	Regular  Kind = "regular"
	AsNeeded Kind = "as_needed"
	Pack     Kind = "pack" // filled by a pharmacy: one entry for all in it that is not listed singly
)

// Kinds lists them in the order of the form.
var Kinds = []Kind{Regular, AsNeeded, Pack}

var kindWords = map[Kind]string{Pack: "Pack filled by a pharmacy", Regular: "Taken at set times", AsNeeded: "Taken only when needed"}

// Label is the kind in words for a screen.
func (k Kind) Label() string { return kindWords[k] }

// Route is the way a medicine goes into or onto the body.
type Route string

// The routes. Codes never change meaning; the empty one is a route not said.
const (
	Swallowed   Route = "swallowed"
	UnderTongue Route = "under_tongue"
	Eye         Route = "eye"
	Ear         Route = "ear"
	Nose        Route = "nose"
	Skin        Route = "skin"
	Inhaled     Route = "inhaled"
	Injected    Route = "injected"
	Rectal      Route = "rectal"
	Vaginal     Route = "vaginal"
	Tube        Route = "tube"
)

// Routings lists the routes in the order of the form.
var Routings = []Route{Swallowed, UnderTongue, Eye, Ear, Nose, Skin, Inhaled, Injected, Rectal, Vaginal, Tube}

var routeWords = map[Route]string{
	"": "Not said", Swallowed: "Swallowed", UnderTongue: "Under the tongue", Eye: "Into the eye", Ear: "Into the ear", Nose: "Into the nose", Skin: "On the skin",
	Inhaled: "Breathed in", Injected: "Injected", Rectal: "Into the bottom", Vaginal: "Into the vagina", Tube: "Through a feeding tube",
}

// Label is the route in words for a screen.
func (r Route) Label() string { return routeWords[r] }

// HighRisk says why more care is needed with a medicine; empty for none.
type HighRisk string

// The medicines of high risk that a chart marks. Codes never change meaning.
const (
	Warfarin     HighRisk = "warfarin"
	Insulin      HighRisk = "insulin"
	Methotrexate HighRisk = "methotrexate"
	Opioid       HighRisk = "opioid"
	Lithium      HighRisk = "lithium"
	Digoxin      HighRisk = "digoxin"
	OtherRisk    HighRisk = "other"
)

// HighRisks lists them in the order of the form.
var HighRisks = []HighRisk{Warfarin, Insulin, Methotrexate, Opioid, Lithium, Digoxin, OtherRisk}

var highRiskWords = map[HighRisk]string{
	"": "No", Warfarin: "Warfarin or another blood thinner", Insulin: "Insulin", Methotrexate: "Methotrexate", Opioid: "A strong painkiller (opioid)",
	Lithium: "Lithium", Digoxin: "Digoxin", OtherRisk: "Another medicine of high risk",
}

// Label is the risk in words for a screen.
func (h HighRisk) Label() string { return highRiskWords[h] }

// Shape says what a chart has to show of where a medicine goes on the body.
type Shape string

// The shapes. Codes never change meaning; the empty one needs no place.
const (
	Patch     Shape = "patch"
	Cream     Shape = "cream"
	Injection Shape = "injection"
)

// Shapes lists them in the order of the form.
var Shapes = []Shape{Patch, Cream, Injection}

var shapeWords = map[Shape]string{"": "No", Patch: "Patch", Cream: "Cream, ointment or gel", Injection: "Injection"}

// Label is the shape in words for a screen.
func (s Shape) Label() string { return shapeWords[s] }

// Help is how much help the person had with one dose; empty where nobody said.
type Help string

// The helps. Codes never change meaning. Family says that somebody of theirs
// gave it.
const (
	Given    Help = "given"
	Prompted Help = "prompted"
	Self     Help = "self"
	Family   Help = "family"
)

// Helps lists them in the order of forms.
var Helps = []Help{Given, Prompted, Self, Family}

var helpWords = map[Help]string{"": "Not said", Given: "Given by the worker", Prompted: "Taken after a reminder", Self: "Taken by themselves", Family: "Given by family or a friend"}

// Label is the help in words for a screen.
func (h Help) Label() string { return helpWords[h] }

// Effect is how a dose that was needed helped.
type Effect string

// The effects. Codes never change meaning.
const (
	Helped   Effect = "helped"
	Somewhat Effect = "some"
	NoEffect Effect = "none"
	Worse    Effect = "worse"
)

// Effects lists them in the order of forms.
var Effects = []Effect{Helped, Somewhat, NoEffect, Worse}

var effectWords = map[Effect]string{Helped: "It helped", Somewhat: "It helped a little", NoEffect: "It did not help", Worse: "It got worse"}

// Label is the effect in words for a screen.
func (e Effect) Label() string { return effectWords[e] }

// Word is by whose word an entry was amended.
type Word string

// The words. Codes never change meaning. Ours is a slip of the pen, put right
// before anything hung on it.
const (
	Written Word = "written"
	Spoken  Word = "spoken"
	Ours    Word = "ours"
)

// Words lists them in the order of the form.
var Words = []Word{Written, Spoken, Ours}

var wordWords = map[Word]string{
	Written: "The prescriber’s written word", Spoken: "The prescriber by telephone, read back to them", Ours: "We had written it down wrong",
}

// Label is the word in words for a screen.
func (w Word) Label() string { return wordWords[w] }

// Allergies says what is known of a person's allergies.
type Allergies string

// What can be known. Codes never change meaning.
const (
	AllergiesKnown    Allergies = "known"
	AllergiesNone     Allergies = "none"
	AllergiesNotKnown Allergies = "not_known"
)

// AllAllergies lists them in the order of the form.
var AllAllergies = []Allergies{AllergiesKnown, AllergiesNone, AllergiesNotKnown}

var allergiesWords = map[Allergies]string{AllergiesKnown: "Has allergies", AllergiesNone: "No known allergies", AllergiesNotKnown: "Not known: ask"}

// Label is what is known in words for a screen.
func (a Allergies) Label() string { return allergiesWords[a] }

// Times are exact times of the day in minutes past midnight, in order.
type Times []int

// UnmarshalText reads times as somebody types them: 7:30am, 1pm, 19:30.
func (t *Times) UnmarshalText(b []byte) error {
	*t = nil
	for _, word := range strings.FieldsFunc(string(b), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		word = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(word), " ", ""))
		if word == "" {
			continue
		}
		minute, err := when.ParseHour(word)
		if err != nil {
			return fault.New(fault.Invalid, "medicine.times", "Enter times like 7:30am, with commas between.")
		}
		*t = append(*t, minute)
	}
	return nil
}

// Said is the times in words for a screen.
func (t Times) Said() string {
	var words []string
	for _, minute := range t {
		words = append(words, when.Hour(minute))
	}
	return strings.Join(words, ", ")
}

// Site is a place on the body where a patch, a cream or an injection may go.
type Site string

// The sites. Codes never change meaning. Left and right are the person's own.
const (
	Scalp          Site = "scalp"
	Face           Site = "face"
	Neck           Site = "neck"
	ChestLeft      Site = "chest_left"
	ChestRight     Site = "chest_right"
	UpperArmLeft   Site = "upper_arm_left"
	UpperArmRight  Site = "upper_arm_right"
	LowerArmLeft   Site = "lower_arm_left"
	LowerArmRight  Site = "lower_arm_right"
	HandLeft       Site = "hand_left"
	HandRight      Site = "hand_right"
	BellyLeft      Site = "belly_left"
	BellyRight     Site = "belly_right"
	UpperBackLeft  Site = "upper_back_left"
	UpperBackRight Site = "upper_back_right"
	LowerBack      Site = "lower_back"
	Groin          Site = "groin"
	BottomLeft     Site = "bottom_left"
	BottomRight    Site = "bottom_right"
	ThighLeft      Site = "thigh_left"
	ThighRight     Site = "thigh_right"
	LowerLegLeft   Site = "lower_leg_left"
	LowerLegRight  Site = "lower_leg_right"
	FootLeft       Site = "foot_left"
	FootRight      Site = "foot_right"
)

// Sites lists them from head to foot, as forms and the picture have them.
var Sites = []Site{
	Scalp, Face, Neck, ChestLeft, ChestRight, UpperArmLeft, UpperArmRight, LowerArmLeft, LowerArmRight, HandLeft, HandRight, BellyLeft, BellyRight,
	UpperBackLeft, UpperBackRight, LowerBack, Groin, BottomLeft, BottomRight, ThighLeft, ThighRight, LowerLegLeft, LowerLegRight, FootLeft, FootRight,
}

var siteWords = map[Site]string{
	Scalp: "Scalp", Face: "Face", Neck: "Neck", ChestLeft: "Left side of the chest", ChestRight: "Right side of the chest",
	UpperArmLeft: "Left upper arm", UpperArmRight: "Right upper arm", LowerArmLeft: "Left lower arm", LowerArmRight: "Right lower arm",
	HandLeft: "Left hand", HandRight: "Right hand", BellyLeft: "Left side of the belly", BellyRight: "Right side of the belly",
	UpperBackLeft: "Left upper back", UpperBackRight: "Right upper back", LowerBack: "Lower back", Groin: "Groin", BottomLeft: "Left buttock", BottomRight: "Right buttock",
	ThighLeft: "Left thigh", ThighRight: "Right thigh", LowerLegLeft: "Left lower leg", LowerLegRight: "Right lower leg", FootLeft: "Left foot", FootRight: "Right foot",
}

// Label is the place in words for a screen.
func (s Site) Label() string { return siteWords[s] }
