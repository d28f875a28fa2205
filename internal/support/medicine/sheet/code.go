package sheet

import (
	"crypto/sha256"
	"strings"

	"stillhome/internal/kernel/fault"
)

// Code finds a printed chart again when it is keyed in: M for a chart, four
// characters, and one that checks them.
type Code string

// alphabet has no two characters that look alike in print, and no vowels that
// could make words. Its length is a prime, which the check needs.
const (
	alphabet   = "23456789CDFHJKMNPRTVWXY"
	base       = len(alphabet)
	codeLength = 6
	example    = "M4K7P9"
)

// meant are the characters of the alphabet that others are taken for.
var meant = strings.NewReplacer("B", "8", "G", "6", "S", "5", "Z", "2", " ", "", "-", "", ".", "")

// codeOf is the nth code that a print could have: the first that is free is
// used.
func codeOf(id ID, nth int) Code {
	sum := sha256.Sum256([]byte("stillhome chart\x1f" + string(id) + strings.Repeat("+", nth)))
	text := []byte{'M'}
	digits := make([]int, 0, 4)
	for i := range 4 {
		d := int(sum[i]) % base
		digits, text = append(digits, d), append(text, alphabet[d])
	}
	return Code(append(text, alphabet[check(digits)]))
}

// check is the last digit: digits weigh 1 to 5 and sum to nought by the base, a
// prime, so one wrong digit is always found, and so are two that changed places.
func check(digits []int) int {
	sum := 0
	for i, d := range digits {
		sum += (i + 1) * d
	}
	return (base - sum%base) * 14 % base // 14 is the inverse of 5 by 23
}

// parseCode reads a code as it was keyed in. Error: sheet.code.
func parseCode(text string) (Code, error) {
	text = meant.Replace(strings.ToUpper(strings.TrimSpace(text)))
	var c fault.Checks
	digits := make([]int, 0, codeLength)
	for _, r := range strings.TrimPrefix(text, "M") {
		if d := strings.IndexRune(alphabet, r); d >= 0 {
			digits = append(digits, d)
		}
	}
	switch {
	case text == "":
		c.Field(true, "code", "Enter the code that stands at the top of the chart, like "+example+".")
	case len(digits) != codeLength-1 || len([]rune(text)) != codeLength || text[0] != 'M':
		c.Field(true, "code", "A chart’s code has 6 letters and numbers and begins with M, like "+example+".")
	case check(digits[:codeLength-2]) != digits[codeLength-2]:
		c.Field(true, "code", "That code has a mistake in it. Check it against the chart, character by character.")
	}
	return Code(text), c.Err("sheet.code")
}
