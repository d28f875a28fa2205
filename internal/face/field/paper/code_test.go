package paper

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/visit"
)

func drawn(t *rapid.T) (visit.Visit, int) {
	on := when.Date("2026-01-01").Add(rapid.IntRange(0, 2000).Draw(t, "day"))
	return visit.Visit{ID: visit.ID(ids.Derived("test", rapid.String().Draw(t, "id"))), On: on}, rapid.IntRange(1, 2).Draw(t, "slot")
}

// TestOneWrongCharacterIsFound: a code with one wrong character, or with two
// that changed places, is not taken for a code.
func TestOneWrongCharacterIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := codeOf(drawn(t))
		if got, err := parseCode(string(code)); err != nil || got != code {
			t.Fatalf("%s is read as %s: %v", code, got, err)
		}
		i, j := rapid.IntRange(0, codeLength-1).Draw(t, "i"), rapid.IntRange(0, codeLength-1).Draw(t, "j")
		b := []byte(code)
		b[i] = alphabet[(strings.IndexByte(alphabet, b[i])+rapid.IntRange(1, base-1).Draw(t, "by"))%base]
		if _, err := parseCode(string(b)); err == nil {
			t.Fatalf("%s passes for %s", b, code)
		}
		b = []byte(code)
		if b[i] == b[j] {
			return
		}
		b[i], b[j] = b[j], b[i]
		if _, err := parseCode(string(b)); err == nil {
			t.Fatalf("%s passes for %s", b, code)
		}
	})
}

// TestCodesSayTheDay: a sheet printed up to a week ahead can be keyed in for a
// fortnight after its day.
func TestCodesSayTheDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, slot := drawn(t)
		today := v.On.Add(rapid.IntRange(-ahead, base-1-ahead).Draw(t, "keyed in after"))
		if on := codeOf(v, slot).day(today); on != v.On {
			t.Fatalf("on %s the code of %s is one of %s", today, v.On, on)
		}
	})
}

func TestCodesAsKeyedIn(t *testing.T) {
	if _, err := parseCode(example); err != nil {
		t.Errorf("the code that hints show is none: %v", err)
	}
	v := visit.Visit{ID: "018f3c1e-0000-7000-8000-000000000001", On: "2026-11-30"}
	code := string(codeOf(v, 1))
	if other := codeOf(v, 2); string(other) == code {
		t.Error("the two workers of a visit have one code")
	}
	for _, text := range []string{strings.ToLower(code), code[:2] + " " + code[2:], code[:3] + "-" + code[3:] + "."} {
		if got, err := parseCode(text); err != nil || string(got) != code {
			t.Errorf("%q: %s %v", text, got, err)
		}
	}
	read := strings.NewReplacer("8", "B", "5", "S", "2", "Z", "6", "G").Replace(code)
	if got, err := parseCode(read); err != nil || string(got) != code {
		t.Errorf("read as %q: %s %v", read, got, err)
	}
	for text, want := range map[string]string{
		"": "Enter the code", "   ": "Enter the code", "4K7P": "A code has 5 letters and numbers", "4K7PWW": "A code has 5", "4K7P!": "A code has 5",
		"éK7PW": "A code has 5", "4K7PX": "has a mistake in it", "1234O": "A code has 5",
	} {
		_, err := parseCode(text)
		f, ok := fault.Of(err)
		if !ok || f.Code != "paper.code" || !strings.Contains(f.Fields["code"], want) {
			t.Errorf("%q: %v", text, f)
		}
	}
}
