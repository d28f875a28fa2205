package person

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
)

// ID of a person. It stands in every call, address and row about them.
type ID = ids.Person

// Gender as the person or the sender gave it; empty when not known.
type Gender string

// The genders, as FHIR's administrative gender has them.
const (
	Female  Gender = "female"
	Male    Gender = "male"
	Other   Gender = "other"
	Unknown Gender = "unknown"
)

// Genders lists them in the order of a form.
var Genders = []Gender{Female, Male, Other, Unknown}

var genderWords = map[Gender]string{Female: "Woman", Male: "Man", Other: "Another way", Unknown: "Not known"}

// Label is the gender in words for a screen.
func (g Gender) Label() string { return genderWords[g] }

// them is the pronoun for instructions: "Face her when you speak."
func (g Gender) them() string {
	switch g {
	case Female:
		return "her"
	case Male:
		return "him"
	}
	return "them"
}

// NHSStatus says whether an NHS number can be relied on.
type NHSStatus string

// The statuses. Verified means ten digits with a right check digit, no more.
const (
	Verified    NHSStatus = "verified"
	NotVerified NHSStatus = "not_verified"
	Absent      NHSStatus = "absent"
)

// NHSStatusOf is the status a number has by itself.
func NHSStatusOf(n ids.NHSNumber) NHSStatus {
	switch {
	case n == "":
		return Absent
	case n.Verified():
		return Verified
	}
	return NotVerified
}

// Person is what the record says of who somebody is. Any field but ID, Ref,
// NameKey and Family may be empty. The json names are those of the form.
type Person struct {
	ID         ID
	Ref        string         // "SH-7K2M4Q": short, for the telephone; made from the id
	Given      string         `json:"given"`
	Family     string         `json:"family"`
	Preferred  string         `json:"preferred"` // what they like to be called
	Born       when.Date      `json:"born"`
	Gender     Gender         `json:"gender"`
	NHS        ids.NHSNumber  `json:"nhs"`
	NHSStatus  NHSStatus      // follows from NHS
	Address    string         `json:"address"` // lines, without the postcode
	Postcode   place.Postcode `json:"postcode"`
	At         place.Point    // where the door is; about the middle of the district when only that is known
	UPRN       place.UPRN     // property reference number
	Phone      string         `json:"phone"`
	Language   string         `json:"language"`    // spoken best, in words
	LivesAlone string         `json:"lives_alone"` // yes, no or empty
	Died       when.Date
	// OpenEpisode is the episode under way, written on the word of package
	// episode ([SupportOpened], [SupportClosed]); empty when there is none.
	OpenEpisode string
	MergedInto  ID // the record to use instead; empty for a record in use
	Created     when.Instant
	Version     int `json:"version"`
}

// Name is given name then family name.
func (p Person) Name() string { return strings.TrimSpace(p.Given + " " + p.Family) }

// CallThem is what they like to be called, else their given name.
func (p Person) CallThem() string {
	for _, n := range []string{p.Preferred, p.Given, p.Family} {
		if n != "" {
			return n
		}
	}
	return "This person"
}

// Home is the address with the postcode, on one line.
func (p Person) Home() string {
	parts := strings.FieldsFunc(p.Address, func(r rune) bool { return r == '\n' })
	if p.Postcode != "" {
		parts = append(parts, string(p.Postcode))
	}
	for i, s := range parts {
		parts[i] = strings.Trim(s, " ,")
	}
	return strings.Join(parts, ", ")
}

// keys give the name as it is looked for: family name first, and given name
// first.
func (p Person) keys() (family, given string) {
	f, g := Fold(p.Family), Fold(p.Given)
	return strings.TrimSpace(f + " " + g), strings.TrimSpace(g + " " + f)
}

// Fold makes names comparable: letters and digits only, small, without marks,
// words parted by one space. "O’Brien-Núñez" is "obrien nunez". Engines differ
// on such things, so it is done here and stored.
func Fold(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unfoldable(r))
		case unicode.IsSpace(r) || r == '-' || r == '‐' || r == '–' || r == '.' || r == ',':
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// unfoldable letters have no mark to strip, so they are replaced.
func unfoldable(r rune) rune {
	switch r {
	case 'ø':
		return 'o'
	case 'ł':
		return 'l'
	case 'đ', 'ð':
		return 'd'
	case 'ı':
		return 'i'
	}
	return r
}

// Ref is the nth short reference an id could have: a prefix, a hyphen, and six
// letters and digits that cannot be misread for one another. The first is used
// unless somebody else has it.
func Ref(prefix, id string, nth int) string {
	sum := sha256.Sum256([]byte(strings.Repeat("+", nth) + id))
	return prefix + "-" + spoken.EncodeToString(sum[:4])[:6]
}

// spoken is base 32 without 0, 1, I and O.
var spoken = base32.NewEncoding("23456789ABCDEFGHJKLMNPQRSTUVWXYZ").WithPadding(base32.NoPadding)

// tidy checks what a form or a referral says of a person and puts it in its
// one spelling. today bounds the dates. Error: person.details.
func (p *Person) tidy(today when.Date) error {
	var checks fault.Checks
	for _, s := range []*string{&p.Given, &p.Family, &p.Preferred, &p.Phone, &p.Language} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	p.Address = lines(p.Address)
	checks.Field(Fold(p.Family) == "", "family", "Enter the family name. If they have only one name, enter it here.")
	checks.Field(tooLong(100, p.Given, p.Family, p.Preferred), "given", "Names can have at most 100 characters each.")
	checks.Field(p.Born > today, "born", "The date of birth is in the future. Check the year.")
	checks.Field(p.Born != "" && p.Born.Age(today) > 125, "born", "That would make them over 125 years old. Check the year of birth.")
	_, known := genderWords[p.Gender]
	checks.Field(p.Gender != "" && !known, "gender", "Choose one of the answers.")
	p.NHS = ids.ParseNHSNumber(string(p.NHS))
	p.NHSStatus = NHSStatusOf(p.NHS)
	checks.Field(tooLong(20, string(p.NHS)), "nhs", "An NHS number has 10 digits, like 999 123 4560.")
	if p.Postcode != "" {
		read, err := place.ParsePostcode(string(p.Postcode))
		if f, bad := fault.Of(err); bad {
			checks.Field(true, "postcode", "%s", f.Say)
		}
		p.Postcode = read
	}
	checks.Field(tooLong(300, p.Address), "address", "Use 300 characters or fewer for the address.")
	checks.Field(tooLong(100, p.Phone), "phone", "Use 100 characters or fewer.")
	checks.Field(tooLong(60, p.Language), "language", "Use 60 characters or fewer.")
	checks.Field(p.LivesAlone != "" && p.LivesAlone != "yes" && p.LivesAlone != "no", "lives_alone", "Choose one of the answers.")
	if !p.At.Known() {
		p.At = middle(p.Postcode)
	}
	return checks.Err("person.details")
}

// middle is about where a postcode is: the middle of its district, or not known.
func middle(p place.Postcode) place.Point {
	if d, ok := p.Outcode().District(); ok {
		return d.Centre
	}
	return place.Point{}
}

func tooLong(most int, texts ...string) bool {
	for _, t := range texts {
		if utf8.RuneCountInString(t) > most {
			return true
		}
	}
	return false
}

// lines trims each line and drops empty ones.
func lines(s string) string {
	var out []string
	for l := range strings.Lines(s) {
		if l = strings.Trim(strings.Join(strings.Fields(l), " "), " ,"); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}
