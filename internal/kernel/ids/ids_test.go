package ids

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestNHSNumbers(t *testing.T) {
	for n, want := range map[NHSNumber]bool{
		"9434765919": true, // NHS Data Dictionary's form of example
		"9434765918": false, "0000000000": true, "943476591": false, "94347659190": false, "": false, "943476591x": false,
	} {
		if n.Verified() != want {
			t.Errorf("%s: verified %v, want %v", n, n.Verified(), want)
		}
	}
	if n := ParseNHSNumber(" 943 476-5919 "); n != "9434765919" || n.String() != "943 476 5919" {
		t.Error(n, n.String())
	}
}

// TestOneWrongDigitIsFound: modulus 11 finds every single wrong digit.
func TestOneWrongDigitIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nine := rapid.IntRange(0, 999_999_999).Draw(t, "nine")
		for check := range 10 {
			n := NHSNumber(fmt.Sprintf("%09d%d", nine, check))
			if !n.Verified() {
				continue
			}
			at, by := rapid.IntRange(0, 9).Draw(t, "at"), rapid.IntRange(1, 9).Draw(t, "by")
			b := []byte(n)
			b[at] = '0' + (b[at]-'0'+byte(by))%10
			if NHSNumber(b).Verified() {
				t.Fatalf("%s and %s both verify", n, b)
			}
		}
	})
}

func TestIdentifiers(t *testing.T) {
	a, b := New(), New()
	if a >= b || !Valid(a) || !Valid(NewHidden()) {
		t.Error(a, b)
	}
	first, again := Derived("x", "y"), Derived("x", "y")
	if first != again || first == Derived("xy", "") {
		t.Error("derived ids")
	}
	for _, bad := range []string{"", "none", "0190A000-0000-7000-8000-000000000001", "{" + a + "}", "../etc"} {
		if Valid(bad) {
			t.Errorf("%q is valid", bad)
		}
	}
}
