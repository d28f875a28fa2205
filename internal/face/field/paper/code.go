package paper

import (
	"crypto/sha256"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/visit"
)

// Code finds a visit of a printed sheet when it is keyed in. Its first
// character says the day within so many, three stand for the visit and the
// worker's place at it, the last checks the rest. It is derived, so nothing is
// kept, and says nothing to a finder.
type Code string

// alphabet has no two characters that look alike in print, and no vowels that
// could make words. Its length is a prime, which the check needs.
const alphabet = "23456789CDFHJKMNPRTVWXY"

const (
	codeLength = 5
	base       = len(alphabet)
)

// meant are the characters of the alphabet that others are taken for.
var meant = strings.NewReplacer("B", "8", "G", "6", "S", "5", "Z", "2", " ", "", "-", "", ".", "")

// epoch is a day from which days are counted.
const epoch = when.Date("2020-01-01")

// ahead is how many days before the visits a sheet is printed, at most; the
// rest of the days that a code tells apart lie behind.
const ahead = 7

// codeOf is the code of a visit on the sheet of one of its workers.
func codeOf(v visit.Visit, slot int) Code {
	sum := sha256.Sum256([]byte("stillhome sheet\x1f" + string(v.ID) + "\x1f" + string(rune('0'+slot))))
	n := (int(sum[0])<<16 | int(sum[1])<<8 | int(sum[2])) % (base * base * base)
	digits := []int{epoch.Days(v.On) % base, n / base / base, n / base % base, n % base}
	text := make([]byte, 0, codeLength)
	for _, d := range append(digits, check(digits)) {
		text = append(text, alphabet[d])
	}
	return Code(text)
}

// check is the last digit. Digits weigh 1, 2, 3, 4 and 5 and sum to nought by
// the base: as that is a prime, one wrong digit is always found, and so are any
// two that changed places.
func check(digits []int) int {
	sum := 0
	for i, d := range digits {
		sum += (i + 1) * d
	}
	// 5 * check = -sum by the base; 14 is the inverse of 5 by 23.
	return (base - sum%base) * 14 % base
}

// parseCode reads a code as it was keyed in, in small letters or with spaces
// too. Error: paper.code.
func parseCode(text string) (Code, error) {
	text = meant.Replace(strings.ToUpper(text))
	digits := make([]int, 0, codeLength)
	for _, r := range text {
		if d := strings.IndexRune(alphabet, r); d >= 0 {
			digits = append(digits, d)
		}
	}
	var c fault.Checks
	switch {
	case text == "":
		c.Field(true, "code", "Enter the code that stands beside the visit on the sheet, like "+example+".")
	case len(digits) != codeLength || len(digits) != len([]rune(text)):
		c.Field(true, "code", "A code has 5 letters and numbers, like "+example+". Check it against the sheet.")
	case check(digits[:codeLength-1]) != digits[codeLength-1]:
		c.Field(true, "code", "That code has a mistake in it. Check it against the sheet, character by character.")
	}
	return Code(text), c.Err("paper.code")
}

// example is a code for hints.
const example = "4K7PW"

// day is the one day whose sheets can have the code: within a week from today,
// or in the fortnight before.
func (c Code) day(today when.Date) when.Date {
	last := today.Add(ahead)
	behind := (epoch.Days(last) - strings.IndexByte(alphabet, c[0])) % base
	return last.Add(-((behind + base) % base))
}
