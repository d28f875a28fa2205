package medicine

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Allergy is one thing a person must not be given. Source says where it is known
// from.
type Allergy struct {
	ID        string     `json:"id"`
	Person    ids.Person `json:"-"`
	Substance string     `json:"substance"`
	Reaction  string     `json:"reaction"`
	Source    string     `json:"source"`
	Added     when.Instant
	AddedBy   ids.Account
	Version   int
}

func (a Allergy) check() error {
	var c fault.Checks
	c.Field(!ids.Valid(a.ID), "id", "Start the form again: it has lost its number.")
	c.Field(utf8.RuneCountInString(a.Substance) < 3, "substance", "Enter what the person is allergic to, like: penicillin.")
	c.Field(utf8.RuneCountInString(a.Substance) > mostName, "substance", "Use %d characters or fewer.", mostName)
	c.Field(utf8.RuneCountInString(a.Reaction) > mostName, "reaction", "Use %d characters or fewer.", mostName)
	c.Field(a.Source == "", "source", "Say where this is known from, like: discharge letter of 28 November.")
	c.Field(utf8.RuneCountInString(a.Source) > mostWords, "source", "Use %d characters or fewer.", mostWords)
	return c.Err("medicine.allergy")
}

// families are groups of medicines that share what people are allergic to: the
// name of the group, and how the names of what is in it look. A person decides:
// a warning too many is read, one too few is not.
var families = []struct {
	name  string
	among []string // parts of names
}{
	{"penicillin", []string{"cillin", "co-amoxiclav", "co-fluampicil", "augmentin"}},
	{"cephalosporin", []string{"cefa", "cefu", "cefi", "ceft", "cefr"}},
	{"sulfonamide", []string{"sulfameth", "co-trimoxazole", "sulfasalazine", "sulfadiazine"}},
	{"nsaid", []string{"ibuprofen", "naproxen", "diclofenac", "aspirin", "indometacin", "meloxicam", "celecoxib", "etoricoxib"}},
	{"anti-inflammator", []string{"ibuprofen", "naproxen", "diclofenac", "aspirin", "indometacin", "meloxicam", "celecoxib", "etoricoxib"}},
	{"opioid", []string{"morphine", "codeine", "oxycodone", "fentanyl", "buprenorphine", "tramadol", "dihydrocodeine", "co-codamol", "co-dydramol"}},
	{"macrolide", []string{"erythromycin", "clarithromycin", "azithromycin"}},
	{"statin", []string{"atorvastatin", "simvastatin", "pravastatin", "rosuvastatin", "fluvastatin"}},
	{"codeine", []string{"co-codamol", "dihydrocodeine"}},
	{"aspirin", []string{"acetylsalicylic", "co-codaprin"}},
	{"paracetamol", []string{"co-codamol", "co-dydramol", "acetaminophen"}},
	{"trimethoprim", []string{"co-trimoxazole"}},
}

// allergic reports whether an allergy is to the medicine or to what is in it, by
// their names: the same word, or one of a family it names.
func (m Medicine) allergic(a Allergy) bool {
	what := strings.ToLower(m.Name + " " + m.Ingredients)
	for _, word := range wordsOf(a.Substance) {
		if strings.Contains(what, strings.TrimSuffix(word, "s")) {
			return true
		}
	}
	substance := strings.ToLower(a.Substance)
	for _, f := range families {
		if strings.Contains(substance, f.name) && slices.ContainsFunc(f.among, func(part string) bool { return strings.Contains(what, part) }) {
			return true
		}
	}
	return false
}

// plainWords stand in many names and say nothing of what is in them.
var plainWords = []string{"tablet", "tablets", "capsule", "capsules", "cream", "drops", "sodium", "acid", "allergy", "allergic", "medicine", "medicines", "containing", "with", "and", "oral", "solution", "patch", "patches", "plaster", "plasters"}

// wordsOf are the words of a substance by which it may be known.
func wordsOf(substance string) (out []string) {
	for _, w := range strings.FieldsFunc(strings.ToLower(substance), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
		if len(w) >= 4 && !slices.Contains(plainWords, w) {
			out = append(out, w)
		}
	}
	return out
}

// Head is what stands at the top of a chart besides who the person is. It holds
// until the next is written.
type Head struct {
	ID         string     `json:"id"`
	Person     ids.Person `json:"-"`
	GPPractice string     `json:"gp_practice"`
	Pharmacy   string     `json:"pharmacy"`
	Allergies  Allergies  `json:"allergies"`
	Source     string     `json:"source"`
	Account    ids.Account
	At         when.Instant
	NHS        ids.NHSNumber // filled by TopOf only
}

func (h Head) check() error {
	var c fault.Checks
	c.Field(!ids.Valid(h.ID), "id", "Start the form again: it has lost its number.")
	c.Field(h.Allergies.Label() == "", "allergies", "Choose what is known of allergies.")
	c.Field(utf8.RuneCountInString(h.GPPractice) > mostName, "gp_practice", "Use %d characters or fewer.", mostName)
	c.Field(utf8.RuneCountInString(h.Pharmacy) > mostName, "pharmacy", "Use %d characters or fewer.", mostName)
	c.Field(h.Source == "", "source", "Say where this is known from, like: discharge letter of 28 November.")
	c.Field(utf8.RuneCountInString(h.Source) > mostWords, "source", "Use %d characters or fewer.", mostWords)
	return c.Err("medicine.head")
}

// SetHead writes the top of the chart anew. Errors: medicine.head, by field;
// medicine.allergies_listed where none is said and one is on the list.
func SetHead(ctx context.Context, g *gate.Gate, h Head) error {
	h.GPPractice, h.Pharmacy, h.Source = strings.TrimSpace(h.GPPractice), strings.TrimSpace(h.Pharmacy), strings.TrimSpace(h.Source)
	return g.Write(ctx, MayAdd, gate.Person(h.Person), func(tx *gate.Tx) error {
		if err := h.check(); err != nil {
			return err
		}
		if h.Allergies != AllergiesKnown {
			listed, err := AllergiesOf(tx.Snapshot, h.Person)
			if err != nil {
				return err
			}
			if len(listed) > 0 {
				return fault.New(fault.Conflict, "medicine.allergies_listed", "An allergy is on the list. Take it off first, with the reason, or say that there are allergies.")
			}
		}
		return insertHead(tx, h)
	})
}

// AddAllergy puts one more on the list; the head then says that there are some.
// Errors: medicine.allergy, by field; gate.exists.
func AddAllergy(ctx context.Context, g *gate.Gate, a Allergy) error {
	a.Substance, a.Reaction, a.Source = strings.TrimSpace(a.Substance), strings.TrimSpace(a.Reaction), strings.TrimSpace(a.Source)
	return g.Write(ctx, MayAdd, gate.Person(a.Person), func(tx *gate.Tx) error {
		if err := a.check(); err != nil {
			return err
		}
		if err := insertAllergy(tx, a); err != nil {
			return err
		}
		h, err := HeadOf(tx.Snapshot, a.Person)
		if err != nil && !gate.Missing(err) || h.Allergies == AllergiesKnown {
			return err
		}
		h.ID, h.Person, h.Allergies, h.Source = ids.Derived("medicine.head", a.ID), a.Person, AllergiesKnown, a.Source
		return insertHead(tx, h)
	})
}

// EndingAllergy takes an allergy off the list, with the reason: it stays in the
// record.
type EndingAllergy struct {
	Person  ids.Person
	Allergy string `json:"allergy"`
	Version int    `json:"version"`
	Why     string `json:"why"`
}

// EndAllergy takes one off the list. Errors: medicine.allergy_ending, by field;
// gate.changed.
func EndAllergy(ctx context.Context, g *gate.Gate, e EndingAllergy) error {
	e.Why = strings.TrimSpace(e.Why)
	return g.Write(ctx, MayAdd, gate.Person(e.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(utf8.RuneCountInString(e.Why) < 5, "why", "Say in a few words why it is taken off, and who said so.")
		c.Field(utf8.RuneCountInString(e.Why) > mostWords, "why", "Use %d characters or fewer.", mostWords)
		if err := c.Err("medicine.allergy_ending"); err != nil {
			return err
		}
		return endAllergy(tx, e)
	})
}
