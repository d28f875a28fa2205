package fhir

import (
	"bytes"
	"testing"
	"time"
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
		start := time.Now()
		n, err := Understand(raw, us)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%d bytes took %s", len(raw), took)
		}
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

// TestLargestInTime reads the worst messages we could think of at the limit of
// size. The bound is generous for a busy machine; alone each takes well under
// two seconds.
func TestLargestInTime(t *testing.T) {
	if testing.Short() {
		t.Skip("twenty megabytes at a time")
	}
	fill := func(head, part, tail string) []byte {
		n := (MaxBytes - len(head) - len(tail)) / len(part)
		return []byte(head + string(bytes.Repeat([]byte(part), n)) + tail)
	}
	whole := writeXML(sample(Discharge))
	attachment := bytes.Replace(whole, []byte("JVBERi0xLjQgbWFkZSB1cA=="), bytes.Repeat([]byte("AAAA"), 4<<20), 1)
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
		start := time.Now()
		_, err := Understand(raw, us)
		took := time.Since(start)
		t.Logf("%-16s %7s %v", name, took.Round(time.Millisecond), err)
		if took > 10*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
}
