package auth

import (
	"encoding/base32"
	"strings"
	"testing"

	"stillhome/internal/kernel/when"
)

// The SHA-1 vectors of RFC 6238, appendix B: eight digits.
func TestCodeAtRFC6238(t *testing.T) {
	secret := []byte("12345678901234567890")
	for _, v := range []struct {
		unix int64
		want string
	}{
		{59, "94287082"},
		{1111111109, "07081804"},
		{1111111111, "14050471"},
		{1234567890, "89005924"},
		{2000000000, "69279037"},
		{20000000000, "65353130"},
	} {
		if got := codeAt(secret, v.unix/stepSeconds, 8); got != v.want {
			t.Errorf("at %d: %s, want %s", v.unix, got, v.want)
		}
	}
}

func TestMatchCode(t *testing.T) {
	secret := newSecret()
	now := when.Date("2026-11-30").AtMinute(540)
	step := stepOf(now)
	code := func(s int64) string { return codeAt(secret, s, codeDigits) }
	for _, v := range []struct {
		name  string
		typed string
		used  int64
		want  int64
		ok    bool
	}{
		{"now", code(step), 0, step, true},
		{"one step late", code(step - 1), 0, step - 1, true},
		{"one step early", code(step + 1), 0, step + 1, true},
		{"two steps late", code(step - 2), 0, 0, false},
		{"two steps early", code(step + 2), 0, 0, false},
		{"with a space", code(step)[:3] + " " + code(step)[3:], 0, step, true},
		{"used", code(step), step, 0, false},
		{"before one that was used", code(step - 1), step, 0, false},
		{"after one that was used", code(step + 1), step, step + 1, true},
		{"empty", "", 0, 0, false},
		{"five digits", code(step)[:5], 0, 0, false},
		{"seven digits", code(step) + "0", 0, 0, false},
		{"letters", "abcdef", 0, 0, false},
	} {
		if got, ok := matchCode(secret, v.typed, now, v.used); got != v.want || ok != v.ok {
			t.Errorf("%s: %d %v, want %d %v", v.name, got, ok, v.want, v.ok)
		}
	}
}

func TestSetupForAnApp(t *testing.T) {
	s := setup([]byte("12345678901234567890"), "Fenmarsh & Co", "jo@fenmarsh.example")
	if want := "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"; s.Text != want {
		t.Errorf("by hand: %q, want %q", s.Text, want)
	}
	if _, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(s.Text, " ", "")); err != nil {
		t.Error(err)
	}
	want := "otpauth://totp/Stillhome%20Fenmarsh%20%26%20Co%3Ajo%40fenmarsh.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Stillhome%20Fenmarsh%20%26%20Co&algorithm=SHA1&digits=6&period=30"
	if got := s.address(); got != want {
		t.Errorf("address\n%s, want\n%s", got, want)
	}
	png, err := s.Picture()
	if err != nil || !strings.HasPrefix(string(png), "\x89PNG\r\n") {
		t.Errorf("no picture: %v", err)
	}
}
