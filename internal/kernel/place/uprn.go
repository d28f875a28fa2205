package place

import (
	"strings"

	"stillhome/internal/kernel/fault"
)

// UPRN is a Unique Property Reference Number: 1 to 12 digits, no leading
// zeros, naming one addressable property in Great Britain for its whole life.
// The zero value means not known. It has no check digit, so a wrong one cannot
// be told from a right one. Source: GeoPlace; BS 7666.
type UPRN string

const longestUPRN = 12

// ParseUPRN reads a UPRN. Spaces are dropped, and so are the leading zeros that
// some systems pad it with. Errors: place.uprn.
func ParseUPRN(text string) (UPRN, error) {
	bare := strings.ReplaceAll(strings.TrimSpace(text), " ", "")
	for i := range len(bare) {
		if !digit(bare[i]) {
			return "", badUPRN()
		}
	}
	number := strings.TrimLeft(bare, "0")
	if number == "" || len(bare) > longestUPRN {
		return "", badUPRN()
	}
	return UPRN(number), nil
}

func badUPRN() error {
	return fault.New(fault.Invalid, "place.uprn", "Enter a property reference number (UPRN) of 1 to 12 digits, not all zeros.")
}
