package published_test

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/published"
)

type shape struct {
	Name  string      `json:"name"`
	Parts [][]float64 `json:"parts"`
	Yes   bool        `json:"yes"`
	Whole int         `json:"whole"`
}

const text = `{
 "name": "a", "yes": true,
 "parts": [
  [1, 2],
  [3,
   4]
 ],
 "last": {"x": 1}
}`

func TestLinesOfValues(t *testing.T) {
	var s shape
	read, err := published.Decode(strings.NewReader(text), &s, false)
	if err != nil || s.Parts[1][1] != 4 {
		t.Fatal(err)
	}
	for _, c := range []struct {
		line int
		path []any
	}{
		{1, nil},
		{2, []any{"name"}},
		{2, []any{"yes"}},
		{3, []any{"parts"}},
		{4, []any{"parts", 0}},
		{5, []any{"parts", 1}},
		{5, []any{"parts", 1, 0}},
		{6, []any{"parts", 1, 1}},
		{8, []any{"last", "x"}},
		{3, []any{"parts", 7}},      // not there: the line of the list
		{1, []any{"nothing"}},       // not there: the line of the object
		{2, []any{"name", "inner"}}, // text holds nothing
	} {
		if got := read.Line(c.path...); got != c.line {
			t.Errorf("%v begins on line %d, not %d", c.path, c.line, got)
		}
	}
	if f, _ := fault.Of(read.Wrong([]any{"parts", 1}, "%d is odd.", 3)); f.Say != "Line 5: 3 is odd." || f.Code != "published.value" {
		t.Error(f)
	}
}

func TestWhatIsNotThatObject(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"", "The file is empty."},
		{" \n ", "The file is empty."},
		{"{", "Line 1: the file ends in the middle"},
		{"{\n\"name\": \"a\"\n\"yes\": true}", "Line 3: this is not JSON"},
		{"{}\n\n[]", "Line 3: something follows"},
		{"[1]", "Line 1: the file holds a JSON array where an object belongs."},
		{"{\n\"yes\": 1}", "Line 2: yes holds a JSON number where true or false belongs."},
		{"{\n\"whole\": 1.5}", "Line 2: whole holds a JSON number 1.5 where a whole number belongs."},
		{"{\"parts\":\n\n[[1, \"2\"]]}", "Line 3: parts holds a JSON string where a number belongs."},
		{"{\"parts\": 3}", "Line 1: parts holds a JSON number where a list belongs."},
		{"{\"name\": []}", "Line 1: name holds a JSON array where text belongs."},
		{"{\"nane\": \"a\"}", "unknown field \"nane\""},
	} {
		var s shape
		_, err := published.Decode(strings.NewReader(c.text), &s, true)
		if f, ok := fault.Of(err); !ok || f.Kind != fault.Invalid || !strings.Contains(f.Say, c.says) {
			t.Errorf("%q: want %q, got %v", c.text, c.says, err)
		}
	}
	var s shape
	if _, err := published.Decode(iotest.ErrReader(errors.New("the disk is gone")), &s, false); !fault.Is(err, "published.read") {
		t.Error(err)
	}
}
