package place

import (
	"strings"

	"stillhome/internal/kernel/fault"
)

// Postcode is a full UK postcode in its one spelling, capitals with a single
// space: "CB1 0AH". The zero value means not known. Make one with
// ParsePostcode; a well-formed postcode need not be one in use.
type Postcode string

// Outcode is the first half of a postcode, in capitals: "CB1". It names a
// postcode district, which is several thousand homes.
type Outcode string

// The letters allowed in each position.
// Source: BS 7666 as given in the Cabinet Office PostCodeType schema, version
// 2.0 (national archive copy of 26 November 2010), with P added to the third
// position for N1P, which came later.
const (
	firstLetters     = "ABCDEFGHIJKLMNOPRSTUWYZ"
	secondLetters    = "ABCDEFGHKLMNOPQRSTUVWXY"
	thirdLetters     = "ABCDEFGHJKPSTUW"
	fourthLetters    = "ABEHMNPRVWXY"
	inwardLetters    = "ABDEFGHJLNPQRSTUWXYZ"
	inwardLength     = 3
	girobankPostcode = "GIR 0AA" // the one that fits no pattern
	noFixedOutcode   = "ZZ99"    // NHS codes for people without an address here
)

// ParsePostcode reads a postcode as people type it: any case, spaces, full
// stops or hyphens anywhere, or none. It accepts the NHS's own ZZ99 codes, see
// Pseudo. Errors: place.postcode_empty, place.postcode_length,
// place.postcode_inward, place.postcode_outward.
func ParsePostcode(text string) (Postcode, error) {
	bare := squeeze(text)
	switch {
	case bare == "":
		return "", fault.New(fault.Invalid, "place.postcode_empty", "Enter a postcode, like CB1 0AH.")
	case len(bare) < 5 || len(bare) > 7:
		return "", fault.New(fault.Invalid, "place.postcode_length",
			"Enter a full postcode of 5 to 7 letters and numbers, like CB1 0AH.")
	}
	split := len(bare) - inwardLength
	outward, inward := bare[:split], bare[split:]
	whole := outward + " " + inward
	if whole == girobankPostcode {
		return girobankPostcode, nil
	}
	if outward == noFixedOutcode && digit(inward[0]) && letter(inward[1]) && letter(inward[2]) {
		return Postcode(whole), nil // these use letters no real postcode does
	}
	if !isInward(inward) {
		return "", fault.New(fault.Invalid, "place.postcode_inward",
			"The last three characters of the postcode must be a number and two letters, like 0AH in CB1 0AH. Check for a letter O typed for a zero.")
	}
	if !isOutward(outward) {
		return "", fault.New(fault.Invalid, "place.postcode_outward",
			"The first part of the postcode must be one or two letters and a number, like CB1 in CB1 0AH. Check for a zero typed for a letter O.")
	}
	return Postcode(whole), nil
}

// ParseOutcode reads the first half of a postcode alone, as in "cb1".
// Errors: place.outcode.
func ParseOutcode(text string) (Outcode, error) {
	bare := squeeze(text)
	if !isOutward(bare) && bare != noFixedOutcode {
		return "", fault.New(fault.Invalid, "place.outcode", "Enter the first part of a postcode, like CB1 or PE19.")
	}
	return Outcode(bare), nil
}

// Outcode is the district the postcode is in; empty when the postcode is.
func (p Postcode) Outcode() Outcode {
	outward, _, _ := strings.Cut(string(p), " ")
	return Outcode(outward)
}

// Sector is the postcode without its last two letters, "CB1 0": a few thousand
// homes at most, used where a full postcode would say too much. Empty when the
// postcode is.
func (p Postcode) Sector() string {
	if p == "" {
		return ""
	}
	return string(p[:len(p)-2])
}

// Pseudo reports an NHS code that stands in for an address: ZZ99 3VZ is no
// fixed abode, ZZ99 3WZ address not known. Nobody can be visited there.
func (p Postcode) Pseudo() bool { return p.Outcode() == noFixedOutcode }

// squeeze leaves capitals and digits and keeps any other character that makes
// the text wrong, so that it is refused and not silently dropped.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '.', '-', '\u00a0':
			return -1
		}
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, text)
}

func isInward(s string) bool {
	return len(s) == inwardLength && digit(s[0]) && oneOf(s[1], inwardLetters) && oneOf(s[2], inwardLetters)
}

// isOutward tells the six shapes: A9, A99, A9A, AA9, AA99, AA9A.
func isOutward(s string) bool {
	if len(s) < 2 || len(s) > 4 || !oneOf(s[0], firstLetters) {
		return false
	}
	if digit(s[1]) {
		return len(s) == 2 || len(s) == 3 && (digit(s[2]) || oneOf(s[2], thirdLetters))
	}
	if !oneOf(s[1], secondLetters) || len(s) < 3 || !digit(s[2]) {
		return false
	}
	return len(s) == 3 || digit(s[3]) || oneOf(s[3], fourthLetters)
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

func letter(b byte) bool { return b >= 'A' && b <= 'Z' }

func oneOf(b byte, letters string) bool { return strings.IndexByte(letters, b) >= 0 }
