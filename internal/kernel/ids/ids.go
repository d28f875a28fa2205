// Package ids makes and checks identifiers. The caller makes the id of a new
// record, so a repeated request names the same record and nothing need be
// returned by a write.
package ids

import (
	"regexp"
	"strings"

	"github.com/google/uuid"
)

// Account is the id of something that can sign in, or of the service itself.
type Account string

// Person is the id of a person who draws on care and support.
type Person string

// New is a UUIDv7: unguessable enough for a URL behind a permission, and in
// time order, which keeps indexes small.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// NewHidden is a UUIDv4, for sealed records, whose time order must not show.
func NewHidden() string { return uuid.NewString() }

// Valid reports whether s is a UUID in its usual lower-case form.
func Valid(s string) bool {
	u, err := uuid.Parse(s)
	return err == nil && u.String() == s
}

// Derived is the same id for the same parts, for things that arrive without
// one of ours (a message seen twice is one message).
func Derived(parts ...string) string {
	return uuid.NewSHA1(space, []byte(strings.Join(parts, "\x1f"))).String()
}

var space = uuid.MustParse("7a1c9a52-0f3e-5d1b-9c39-3c1d8a0e51ee")

var nhsDigits = regexp.MustCompile(`^[0-9]{10}$`)

// NHSNumber is ten digits, or empty when not known. It may fail its check
// digit: what a hospital sends is kept as sent and flagged.
type NHSNumber string

// ParseNHSNumber drops spaces and hyphens. It keeps whatever else was written.
func ParseNHSNumber(s string) NHSNumber {
	return NHSNumber(strings.NewReplacer(" ", "", "-", "").Replace(strings.TrimSpace(s)))
}

// Verified reports whether the number has ten digits and a right check digit
// (modulus 11; NHS Data Dictionary, NHS NUMBER).
func (n NHSNumber) Verified() bool {
	if !nhsDigits.MatchString(string(n)) {
		return false
	}
	sum := 0
	for i := range 9 {
		sum += int(n[i]-'0') * (10 - i)
	}
	check := 11 - sum%11
	if check == 11 {
		check = 0
	}
	return check != 10 && check == int(n[9]-'0')
}

// String is the number in the 3 3 4 form that people read aloud.
func (n NHSNumber) String() string {
	if len(n) != 10 {
		return string(n)
	}
	return string(n[:3] + " " + n[3:6] + " " + n[6:])
}
