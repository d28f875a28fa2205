package notify

import (
	"strings"

	"stillhome/internal/kernel/fault"
)

// Telephone is a number in the United Kingdom as +44 and what follows, or empty.
type Telephone string

// ParseTelephone reads a number as people write it: 07700 900123, 01632 960 101,
// +44 (0)7700 900123. Empty text is no number. Error: notify.telephone.
func ParseTelephone(text string) (Telephone, error) {
	wrong := fault.New(fault.Invalid, "notify.telephone", "Enter a telephone number in the UK, like 07700 900123.")
	rest := strings.NewReplacer(" ", "", "\u00a0", "", "-", "", ".", "", "(0)", "", "(", "", ")", "").Replace(strings.TrimSpace(text))
	if rest == "" {
		return "", nil
	}
	for _, start := range []string{"+44", "0044", "0"} {
		if after, ok := strings.CutPrefix(rest, start); ok {
			rest = after
			break
		}
		if start == "0" {
			return "", wrong
		}
	}
	for _, c := range rest {
		if c < '0' || c > '9' {
			return "", wrong
		}
	}
	if len(rest) != 10 && !(len(rest) == 9 && (rest[0] == '1' || rest[0] == '8')) || !strings.ContainsRune("123789", rune(rest[0])) {
		return "", wrong
	}
	return Telephone("+44" + rest), nil
}

// ParseMobile is ParseTelephone for a number that takes texts. Error:
// notify.mobile.
func ParseMobile(text string) (Telephone, error) {
	n, err := ParseTelephone(text)
	if err != nil || n != "" && !n.Mobile() {
		return "", fault.New(fault.Invalid, "notify.mobile", "Enter a mobile number in the UK, like 07700 900123.")
	}
	return n, nil
}

// Mobile reports whether the number takes texts: 07, but for 070 (forwarding)
// and 076 (pagers). Source: Ofcom's National Telephone Numbering Plan.
func (t Telephone) Mobile() bool {
	return len(t) == 13 && t[3] == '7' && t[4] != '0' && t[4] != '6'
}

// Said is the number as people write it, 07700 900123, for a screen.
func (t Telephone) Said() string {
	rest, ok := strings.CutPrefix(string(t), "+44")
	if !ok || len(rest) < 9 {
		return string(t)
	}
	return "0" + rest[:4] + " " + rest[4:]
}

// Href is the number as a link that calls it.
func (t Telephone) Href() string { return "tel:" + string(t) }
