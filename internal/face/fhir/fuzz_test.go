package fhir

import (
	"bytes"
	"runtime"
	"testing"
)

// FuzzUnderstand: whatever comes, Understand answers in time, without panic,
// with a refusal or a notice of a known kind; and what we answer is itself
// well formed.
func FuzzUnderstand(f *testing.F) {
	for _, kind := range []Kind{Assessment, Discharge, Withdrawal} {
		raw := writeXML(sample(kind))
		f.Add(raw)
		f.Add(raw[:len(raw)/2])
		f.Add(bytes.ReplaceAll(raw, []byte("person"), []byte("header")))
	}
	referral := barsSample(nil)
	f.Add(referral)
	f.Add(referral[:len(referral)/2])
	f.Add([]byte(laughs))
	f.Add([]byte(`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"MessageHeader","focus":[{"reference":""}]}}]}`))
	f.Add([]byte("<Bundle><entry><resource><MessageHeader><event/><id/></MessageHeader></resource></entry></Bundle>"))
	f.Add([]byte("<div/>"))
	f.Add([]byte("\xef\xbb\xbf<Bundle xmlns='http://hl7.org/fhir'/>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		n, err := Understand(raw, us)
		if err == nil && (n.Kind == "" || n.HeaderID == "" && n.BundleID == "" && n.Key() != "") {
			t.Errorf("taken without a kind: %+v", n)
		}
		out := Respond(n, us, err, counter(), noon)
		parse := parseXML
		if out[0] == '{' {
			parse = parseJSON
		}
		if _, r := parse(out); r != nil {
			t.Errorf("our answer cannot be read: %v\n%s", r, out)
		}
	})
}

// TestLargestIsBounded reads the worst messages we could think of at the limit
// of size, and counts the memory each asks for: ten times its own size
// at most, so that no message can take the machine with it. Time is for the
// benchmark; a message that never ends fails by the runner's own limit.
func TestLargestIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("twenty megabytes at a time")
	}
	limit := MaxBytes / slower
	fill := func(head, part, tail string) []byte {
		n := (limit - len(head) - len(tail)) / len(part)
		return []byte(head + string(bytes.Repeat([]byte(part), n)) + tail)
	}
	whole := writeXML(sample(Discharge))
	attachment := bytes.Replace(whole, []byte("JVBERi0xLjQgbWFkZSB1cA=="), bytes.Repeat([]byte("AAAA"), limit/5), 1)
	for name, raw := range map[string][]byte{
		"one attachment":   attachment,
		"one long value":   fill(`<Bundle><id value="`, "x", `"/></Bundle>`),
		"one long name":    fill("<", "a", "/>"),
		"comments":         fill("<Bundle>", "<!-- -->", "</Bundle>"),
		"a long directive": fill("<!DOCTYPE ", "<a>", ""),
		"text":             fill("<Bundle>", "word ", "</Bundle>"),
		"character marks":  fill("<Bundle>", "&#65;", "</Bundle>"),
		"spaces":           fill(`{"a":`, " ", `1}`),
		"a long string":    fill(`{"a":"`, `\u0041`, `"}`),
		"a long key":       fill(`{"`, "k", `":1}`),
		"a long number":    fill(`{"a":`, "1", `}`),
		"narrative":        fill("<Bundle><div>", "x &amp; ", "</div></Bundle>"),
	} {
		if len(raw) > MaxBytes {
			t.Fatalf("%s is over the limit", name)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Understand(raw, us)
		runtime.ReadMemStats(&after)
		times := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(raw))
		t.Logf("%-16s %5.1f times its size, %v", name, times, err)
		if times > 10 {
			t.Errorf("%s asked for %.0f times its own size", name, times)
		}
	}
}
