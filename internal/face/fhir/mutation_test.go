package fhir

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
)

// TestTruncated cuts a message at every 1 KB, and within a letter.
func TestTruncated(t *testing.T) {
	for name, whole := range map[string][]byte{"xml": bytes.TrimSpace(writeXML(sample(Assessment))), "json": barsSample(nil)} {
		for at := 100; at < len(whole); at += 100 {
			n, err := Understand(whole[:at], us)
			if !fault.Is(err, truncated) {
				t.Fatalf("%s cut at %d: %v", name, at, err)
			}
			if len(n.Missing) > 0 {
				t.Fatalf("%s cut at %d: a cut message says nothing of what it lacks", name, at)
			}
		}
	}
	// Cut after the person, it still says who it is about and who sent it.
	raw := writeXML(sample(Assessment))
	n, err := Understand(raw[:bytes.Index(raw, []byte("<Location>"))], us)
	if !fault.Is(err, truncated) || n.Person.Family != "Example" || n.From.ODS != "Z9Y01" || n.ReferralRef != "stay-1" || n.Kind != Assessment {
		t.Errorf("kept %+v from %+v about %q, err %v", n.Person, n.From, n.ReferralRef, err)
	}
	long := bytes.Replace(raw, []byte("Edna"), []byte("Zoë"), 1)
	if _, err := Understand(long[:bytes.Index(long, []byte("\xab"))], us); !fault.Is(err, truncated) {
		t.Errorf("cut within a letter: %v", err)
	}
}

func TestRefusedStillUnderstood(t *testing.T) {
	raw := writeXML(with(t, sample(Discharge), "destination/endpoint", "urn:nhs-uk:addressing:ods:Z9W00"))
	n, err := Understand(raw, us)
	if n.Person.Family != "Example" || n.Hospital.Name != "Made-up Hospital" || n.ProposedDischargeOn != "2026-12-01" {
		t.Errorf("kept %+v", n)
	}
	if !strings.Contains(err.Error(), "Z9W00") || !strings.Contains(err.Error(), "Z9X00") {
		t.Errorf("says %v", err)
	}
	raw = writeXML(with(t, sample(Discharge), "destination/endpoint", "urn:nhs-uk:addressing:ods:<script>"))
	if _, err = Understand(raw, us); strings.Contains(err.Error(), "script") {
		t.Errorf("repeats what is no code: %v", err)
	}
	raw = bytes.Replace(writeXML(sample(Discharge)), []byte("Edna"), []byte("Zo\xeb"), 1)
	if n, _ = Understand(raw, us); n.Person.Given != "Zo\uFFFD" || n.Person.Family != "Example" {
		t.Errorf("Latin-1 kept as %q", n.Person.Given)
	}
}

func TestDoubts(t *testing.T) {
	other := group("Bundle", entry("Patient", "other",
		group("identifier", el("system", "https://fhir.nhs.uk/Id/nhs-number"), el("value", "9990000026"))))
	nested := sample(Discharge)
	nested.kids = append(nested.kids, group("entry", group("resource", other)))
	two := without(t, sample(Discharge), "ReferralRequest/patient")
	two.kids = append(two.kids, entry("Patient", "second", group("name", el("family", "Other"))))
	cases := []struct {
		name string
		m    *node
		want string
	}{
		{"check digit", with(t, sample(Discharge), "Patient/identifier/value", "9990000019"), "NHS number 9990000019 fails its check digit: not verified."},
		{"nine digits", with(t, sample(Discharge), "Patient/identifier/value", "999000001"), "NHS number 999000001 fails its check digit: not verified."},
		{"sender unsure", with(t, sample(Discharge), "Patient/identifier/extension/coding/code", "02"), "The sender has not verified the NHS number"},
		{"no date", with(t, sample(Discharge), "birthDate", "1940-02-30"), "The date of birth is given as “1940-02-30”, which is not a date."},
		{"a year", with(t, sample(Discharge), "birthDate", "1940"), "The date of birth is given as “1940”"},
		{"unborn", with(t, sample(Discharge), "birthDate", "2040-01-01"), "after the message was sent"},
		{"home before in", with(t, sample(Discharge), "period/end", "2026-11-01"), "before the admission date"},
		{"died", with(t, sample(Withdrawal), "reason/coding/code", "08"), "the person has died"},
		{"someone else inside", nested, "a different NHS number"},
		{"two people", two, "several people"},
		{"bad base64", with(t, sample(Discharge), "Binary/content", "###"), "An attachment could not be read"},
		{"long words", with(t, sample(Assessment), "description", strings.Repeat("é", textLimit)), "too many to show"},
		{"two councils", with(t, sample(Discharge), "receiver/reference", "urn:uuid:hospital"), "names another as the local authority"},
	}
	for _, c := range cases {
		n, err := Understand(writeXML(c.m), us)
		if err != nil {
			t.Errorf("%s: a doubt is no refusal: %v", c.name, err)
		}
		if !slices.ContainsFunc(n.Doubts, func(d string) bool { return strings.Contains(d, c.want) }) {
			t.Errorf("%s: doubts %q, want %q", c.name, n.Doubts, c.want)
		}
	}
}

func TestNothingIsDropped(t *testing.T) {
	n, _ := Understand(writeXML(with(t, sample(Discharge), "Patient/identifier/value", "9990000019")), us)
	if n.Person.NHSNumber != "9990000019" {
		t.Errorf("a doubtful number was dropped: %q", n.Person.NHSNumber)
	}
	n, _ = Understand(writeXML(with(t, sample(Assessment), "description", "a\u202Eb "+strings.Repeat("é", textLimit))), us)
	if !strings.HasPrefix(n.Supporting, "ab é") || len(n.Supporting) > textLimit || strings.ContainsRune(n.Supporting, '\uFFFD') {
		t.Errorf("cut badly: %d bytes, %q...", len(n.Supporting), cut(n.Supporting, 20))
	}
	m := sample(Discharge)
	for range 2 * listLimit {
		m.kids = append(m.kids, entry("Condition", "c", group("code", el("text", "Cough"))))
	}
	if n, _ = Understand(writeXML(m), us); len(n.Lines) != listLimit || len(n.Doubts) != 1 {
		t.Errorf("%d lines, doubts %q", len(n.Lines), n.Doubts)
	}
}

// TestEveryTextIsBounded makes every value of a message far too long and full
// of control characters, several times over.
func TestEveryTextIsBounded(t *testing.T) {
	long := strings.Repeat("é ", textLimit)
	for _, kind := range []Kind{Assessment, Discharge, Withdrawal} {
		m := sample(kind)
		m.walk(func(n *node) {
			switch n.name {
			case "given", "family", "line", "display", "text", "description", "valueString":
				n.value = long
			case "name", "relationship":
				n.kids = append(n.kids, n.kids...)
				n.kids = append(n.kids, n.kids...)
			}
		})
		n, err := Understand(writeXML(m), us)
		if err != nil {
			t.Fatal(err)
		}
		bounded(t, string(kind), reflect.ValueOf(n))
	}
	raw := bytes.ReplaceAll(barsSample(nil), []byte("Help to wash"), []byte(`\u0000\u202eHelp to\u0007 wash`))
	n, err := Understand(raw, us)
	if err != nil || n.ReferralReason != "Help to wash and dress" {
		t.Errorf("%v: %q", err, n.ReferralReason)
	}
}

// bounded walks a value and fails on any text too long to show.
func bounded(t *testing.T, at string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		if v.Len() > textLimit || !utf8.ValidString(v.String()) {
			t.Errorf("%s holds %d bytes", at, v.Len())
		}
	case reflect.Slice:
		for i := range v.Len() {
			bounded(t, at+"[]", v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			bounded(t, at+"."+v.Type().Field(i).Name, v.Field(i))
		}
	}
}

// TestOwnEntriesWin: a document inside the message that uses an id again does
// not put somebody else in the person's place.
func TestOwnEntriesWin(t *testing.T) {
	m := sample(Discharge)
	document := group("Bundle", entry("Patient", "person", group("name", el("family", "Other"))))
	m.kids = append([]*node{m.kids[0], m.kids[1], m.kids[2], group("entry", group("resource", document))}, m.kids[3:]...)
	m.kids = append(m.kids, entry("Patient", "person", group("name", el("family", "Later"))))
	n, err := Understand(writeXML(m), us)
	if err != nil || n.Person.Family != "Example" {
		t.Errorf("taken for %q, err %v", n.Person.Family, err)
	}
}

func TestKey(t *testing.T) {
	a, _ := Understand(writeXML(sample(Assessment)), us)
	again, _ := Understand(writeXML(sample(Assessment)), us)
	w, _ := Understand(writeXML(sample(Withdrawal)), us)
	if a.Key() == "" || a.Key() != again.Key() {
		t.Error("the same message has two keys")
	}
	if a.HeaderID != w.HeaderID || a.Key() == w.Key() {
		t.Error("a withdrawal that reuses the message id is taken for the notice it withdraws")
	}
	if (Notice{}).Key() != "" {
		t.Error("a message without ids has a key")
	}
}

func TestWithdrawalScopes(t *testing.T) {
	for code, scope := range map[string]Scope{
		"975841000000102": WithdrawsAll, "1078011000000107": WithdrawsAssessment, "975851000000104": WithdrawsDischarge,
	} {
		n, err := Understand(writeXML(with(t, sample(Withdrawal), "event/code", code)), us)
		if err != nil || n.Kind != Withdrawal || n.Withdraws != scope {
			t.Errorf("%s: %s %s %v", code, n.Kind, n.Withdraws, err)
		}
	}
}

func TestBaRS(t *testing.T) {
	set := func(reason, status, category string) func(obj, obj) {
		return func(header, request obj) {
			header["reason"] = obj{"coding": []obj{{"code": reason}}}
			request["status"] = status
			request["category"] = []obj{{"coding": []obj{{"code": category}}}}
		}
	}
	cases := []struct {
		name   string
		change func(header, request obj)
		kind   Kind
		code   string
	}{
		{"new", nil, Referral, ""},
		{"update", set("update", "active", "referral"), Referral, ""},
		{"cancel", set("update", "revoked", "referral"), Withdrawal, ""},
		{"sent in error", set("update", "entered-in-error", "referral"), Withdrawal, ""},
		{"new and revoked", set("new", "revoked", "referral"), Referral, badStatus},
		{"validation", set("new", "active", "validation"), Referral, askValidation},
		{"booking", func(h, _ obj) { h["eventCoding"] = obj{"code": "booking-request"} }, Booking, askBooking},
		{"response", func(h, _ obj) { h["eventCoding"] = obj{"code": "servicerequest-response"} }, "", isResponse},
		{"other event", func(h, _ obj) { h["eventCoding"] = obj{"code": "tea"} }, "", unknownEvent},
		{"other service", func(h, _ obj) {
			h["destination"] = []obj{{"endpoint": "http://fhir.nhs.uk/Id/dos-service-id|1"}}
		}, Referral, notForUs},
		{"by our code", func(h, _ obj) {
			h["destination"] = []obj{{"endpoint": "https://fhir.nhs.uk/Id/ods-organization-code|z9x00"}}
		}, Referral, ""},
		{"DSTU2 header", func(h, _ obj) {
			h["event"] = obj{"code": "975731000000100"}
			delete(h, "eventCoding")
			h["destination"] = []obj{{"endpoint": "urn:nhs-uk:addressing:ods:Z9X00"}}
		}, Discharge, wrongFormat},
	}
	for _, c := range cases {
		n, err := Understand(barsSample(c.change), us)
		if n.Kind != c.kind || (c.code == "") != (err == nil) || (err != nil && !fault.Is(err, c.code)) {
			t.Errorf("%s: kind %q err %v, want %q %s", c.name, n.Kind, err, c.kind, c.code)
		}
		if n.Person.Given != "Edna May" || n.Person.NHSNumber != "9990000018" || len(n.Person.Phones) != 1 {
			t.Errorf("%s: person %+v", c.name, n.Person)
		}
		if c.name == "update" && !n.Update {
			t.Error("an update is not marked")
		}
	}
	n, _ := Understand(barsSample(nil), us)
	if len(n.Missing) > 0 || n.From.ODS != "Z9Y02" || n.ReferralRef != "request" || n.ReferralReason != "Help to wash and dress" {
		t.Errorf("missing %q of %+v", n.Missing, n)
	}
	n, _ = Understand(barsSample(func(_, r obj) { delete(r, "reasonCode") }), us)
	if fmt.Sprint(n.Missing) != "[Reason for referral]" {
		t.Errorf("missing %q", n.Missing)
	}
}
