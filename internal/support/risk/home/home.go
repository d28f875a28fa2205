package home

import (
	"bytes"
	"slices"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/files"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/risk"
)

// ID names one look at a home.
type ID string

// Found is what was found in one part of the home.
type Found string

// The findings. Codes never change meaning.
const (
	Fine    Found = "fine"
	Heed    Found = "heed"
	Act     Found = "act"
	NotSeen Found = "not_seen"
)

// Findings lists them in the order of the form.
var Findings = []Found{Fine, Heed, Act, NotSeen}

var foundWords = map[Found]string{
	Fine: "Fine", Heed: "Workers must heed something", Act: "Must be put right", NotSeen: "Not looked at",
}

// Label is the finding in words for a screen.
func (f Found) Label() string { return foundWords[f] }

// longestHome is for how many days a look at a home holds.
const longestHome = risk.LongestReview

// actDays is within how many days what must be put right is due, where nobody
// said otherwise.
const actDays = 7

// Look is one look at a home.
type Look struct {
	ID        ID `json:"id"`
	Person    ids.Person
	On        when.Date `json:"on"`
	RecheckOn when.Date `json:"recheck_on"`
	Words     string    `json:"words"`
	Items     []Item    // in the order of risk.Areas

	Recorded when.Instant
	ByName   string // filled by reads only
}

// Item is what was found in one part of the home.
type Item struct {
	Look      ID
	Person    ids.Person
	Area      risk.Area
	Found     Found
	Words     string
	Todo      string    // what is to be done
	Equipment string    // what would help
	Owner     staff.ID  // who sees to it; empty until somebody does
	OwnerName string    // filled by reads only
	DueOn     when.Date // for Act only
	Photo     files.ID
	Done      when.Instant
	DoneWords string
	Version   int
}

// Open reports whether something is still to be put right.
func (i Item) Open() bool { return i.Found == Act && i.Done.IsZero() }

func (l Look) check(today when.Date) error {
	var c risk.Checks
	c.ID(string(l.ID))
	c.Done(l.On, today, "on", "Enter the day on which somebody looked.")
	for _, a := range risk.Areas {
		i := slices.IndexFunc(l.Items, func(i Item) bool { return i.Area == a })
		c.Field(i < 0 || l.Items[i].Found.Label() == "", "found_"+string(a), "%s: choose what was found, or that it was not looked at.", a.Label())
		if i < 0 {
			continue
		}
		x := l.Items[i]
		c.Field((x.Found == Heed || x.Found == Act) && x.Words == "", "words_"+string(a), "%s: say what was seen.", a.Label())
		c.AtMost(x.Words, "words_"+string(a))
	}
	seen := slices.ContainsFunc(l.Items, func(i Item) bool { return i.Found != NotSeen && i.Found != "" })
	c.Field(len(l.Items) > 0 && !seen, "found_"+string(risk.Areas[0]), "Nothing was looked at. Save this when something was.")
	c.AtMost(l.Words, "words")
	c.Again(l.RecheckOn, today, longestHome, "recheck_on")
	return c.Err("risk.home")
}

// Plan says what is done about one item. The json names are those of the form.
type Plan struct {
	Person    ids.Person `json:"-"`
	Look      ID         `json:"-"`
	Area      risk.Area  `json:"-"`
	Version   int        `json:"version"`
	Todo      string     `json:"todo"`
	Equipment string     `json:"equipment"`
	Owner     staff.ID   `json:"owner"`
	DueOn     when.Date  `json:"due_on"`
	Photo     *files.File
}

func (p Plan) check(today when.Date) error {
	var c risk.Checks
	c.Words(p.Todo, "todo", "Say what is to be done.")
	c.AtMost(p.Equipment, "equipment")
	c.Field(p.Owner == "", "owner", "Choose who sees to it.")
	c.Field(p.DueOn == "", "due_on", "Enter the day by which it is done.")
	c.Field(p.DueOn != "" && p.DueOn < today, "due_on", "That day has passed. Enter today or later.")
	if p.Photo != nil {
		c.Field(!picture(p.Photo.Bytes), "photo", "That file is not a photo we know. Send a JPEG, PNG, WebP or HEIC.")
		c.Field(len(p.Photo.Bytes) > mostPhoto, "photo", "That photo is larger than %d MB, which is the most we can take.", mostPhoto>>20)
	}
	return c.Err("risk.home_plan")
}

// mostPhoto is how many bytes a photo may have.
const mostPhoto = 10 << 20

// picture reports whether bytes begin as a photo does.
func picture(b []byte) bool {
	return bytes.HasPrefix(b, []byte{0xFF, 0xD8, 0xFF}) || bytes.HasPrefix(b, []byte("\x89PNG")) ||
		len(b) > 12 && (string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP" || string(b[4:8]) == "ftyp")
}

// Doing says that something was put right. The json names are those of the form.
type Doing struct {
	Person  ids.Person `json:"-"`
	Look    ID         `json:"-"`
	Area    risk.Area  `json:"-"`
	Version int        `json:"version"`
	Words   string     `json:"words"`
}

func (d Doing) check() error {
	var c risk.Checks
	c.Words(d.Words, "words", "Say what was done, and how you know.")
	return c.Err("risk.home_done")
}

// fireAreas are what the fire service asks about.
var fireAreas = []risk.Area{"alarm", "smoking", "electrics", "gas", "clutter", "access"}

// fireReasons are what was found that the fire service can help with.
func (l Look) fireReasons() (out []string) {
	for _, i := range l.Items {
		if slices.Contains(fireAreas, i.Area) && (i.Found == Heed || i.Found == Act) {
			out = append(out, i.Area.Label()+": "+i.Words)
		}
	}
	return out
}

// Consent is what the person said to a referral.
type Consent string

// The answers.
const (
	SaidYes    Consent = "said"
	WrittenYes Consent = "written"
	SaidNo     Consent = "no"
)

// Consents lists them in the order of the form.
var Consents = []Consent{SaidYes, WrittenYes, SaidNo}

var consentWords = map[Consent]string{
	SaidYes: "Yes, said aloud", WrittenYes: "Yes, in writing", SaidNo: "No",
}

// Label is the answer in words for a screen.
func (c Consent) Label() string { return consentWords[c] }

// Referral is one referral to the fire service. The json names are those of the
// form.
type Referral struct {
	ID      string `json:"id"`
	Person  ids.Person
	Look    ID      `json:"-"`
	Consent Consent `json:"consent"`
	Words   string  `json:"words"`

	Drafted   when.Instant
	ByName    string // filled by reads only
	SentOn    when.Date
	SentWords string
	Version   int
}

func (r Referral) check() error {
	var c risk.Checks
	c.ID(r.ID)
	c.Field(r.Consent.Label() == "", "consent", "Say what the person said when you asked them.")
	c.Words(r.Words, "words", "Say what the fire service should know, or what the person said.")
	return c.Err("risk.fire")
}

// Sending says that a referral went out. The json names are those of the form.
type Sending struct {
	Person   ids.Person `json:"-"`
	Referral string     `json:"-"`
	Version  int        `json:"version"`
	On       when.Date  `json:"on"`
	Words    string     `json:"words"` // to whom, and how
}

func (x Sending) check(r Referral, today when.Date) error {
	if r.Consent == SaidNo {
		return fault.New(fault.Invalid, "risk.fire_no", "The person said no. Ask them again, and write down a new answer, before anything is sent.")
	}
	var c risk.Checks
	c.Done(x.On, today, "on", "Enter the day on which it was sent.")
	c.Words(x.Words, "words", "Say to whom it was sent, and how.")
	return c.Err("risk.fire_sent")
}

// draft is what a referral says to begin with: what was found, no more.
func (l Look) draft() string {
	return "Please offer a Safe and Well visit. What we saw on " + l.On.Said() + ":\n" + strings.Join(l.fireReasons(), "\n")
}
