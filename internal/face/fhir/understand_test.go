package fhir

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
)

func TestSampleIsWhole(t *testing.T) {
	for _, kind := range []Kind{Assessment, Discharge, Withdrawal} {
		n, err := Understand(writeXML(sample(kind)), us)
		if err != nil || len(n.Missing) > 0 || len(n.Doubts) > 0 || n.Kind != kind {
			t.Errorf("%s: kind %s, err %v, missing %q, doubts %q", kind, n.Kind, err, n.Missing, n.Doubts)
		}
		if n.Person.Given != "Edna" || n.ReferralRef != "stay-1" || !n.Person.NHSNumber.Verified() {
			t.Errorf("%s: person %+v, ref %s", kind, n.Person, n.ReferralRef)
		}
		if len(n.Attachments) != 1 || string(n.Attachments[0].Bytes) != "%PDF-1.4 made up" || n.Attachments[0].Title != "Letter" {
			t.Errorf("%s: attachments %+v", kind, n.Attachments)
		}
		if !slices.Contains(n.Lines, Line{"Anything else?", "Has a dog"}) {
			t.Errorf("%s: lines %+v", kind, n.Lines)
		}
		for _, l := range n.Lines {
			if strings.Contains(l.Label+l.Text, "afeguarding") || l.Text == "See the team" {
				t.Errorf("%s: safeguarding among the ordinary lines: %+v", kind, l)
			}
		}
	}
}

// TestMissing takes each required element out, one at a time, and expects to
// be told exactly what it was.
func TestMissing(t *testing.T) {
	every := []Kind{Assessment, Discharge, Withdrawal}
	cases := []struct {
		path  string
		label string
		in    []Kind
	}{
		{"MessageHeader/timestamp", "Date the notice was issued", every},
		{"Patient/identifier/value", "NHS number", every},
		{"Patient/identifier/extension", "NHS number status", every},
		{"Patient/name/family", "Family name", every},
		{"Patient/name/given", "First name", every},
		{"Patient/birthDate", "Date of birth", every},
		{"Patient/gender", "Gender", every},
		{"Patient/address/postalCode", "Postcode", every},
		{"Organization/identifier", "Hospital site code", every}, // the first organisation
		{"Organization/name", "Hospital name", every},
		{"Location/name", "Ward", every},
		{"Encounter/location", "Ward", every},
		{"ReferralRequest/reason", "Reason for referral", every[:1]},
		{"ReferralRequest/description", "Supporting information", every[:1]},
		{"Encounter/period/start", "Admission date", every[:1]},
		{"Encounter/period/end", "Proposed discharge date", every[:2]},
		{"Encounter/priority", "Admission type", every[:1]},
		{"Encounter/hospitalization", "Reason for admission", every[:1]},
		{"Practitioner/name/family", "Hospital liaison’s family name", every},
		{"Practitioner/name/given", "Hospital liaison’s first name", every},
		{"Patient/contact/name/family", "Carer’s family name", every[:2]},
		{"Patient/contact/name/given", "Carer’s first name", every[:2]},
		{"MessageHeader/reason", "Reason for withdrawal", every[2:]},
		{"MessageHeader/reason/text", "Other reason for withdrawal", every[2:]},
	}
	for _, c := range cases {
		for _, kind := range c.in {
			raw := writeXML(without(t, sample(kind), c.path))
			n, err := Understand(raw, us)
			if err != nil || !slices.Equal(n.Missing, []string{c.label}) {
				t.Errorf("%s without %s: err %v, missing %q, want %q", kind, c.path, err, n.Missing, c.label)
			}
		}
	}
}

// TestMissingOfSeveral takes out one of several like elements, by its text.
func TestMissingOfSeveral(t *testing.T) {
	cases := []struct {
		holds string // a value somewhere inside the element to take out
		kind  string // that element's name
		label string
	}{
		{"Z9X00", "identifier", "Council’s organisation code"},
		{"H1", "identifier", "Hospital’s number for the person"},
		{"edna@example.com", "telecom", "Email address"},
		{"01632 960003", "telecom", "Telephone number"},
		{"sam@example.com", "telecom", "Carer’s email address"},
		{"01632 960002", "telecom", "Carer’s telephone number"},
		{"liaison@example.com", "telecom", "Hospital liaison’s email address"},
		{"01632 960004", "telecom", "Hospital liaison’s telephone number"},
		{"Clinician", "family", "Lead clinician’s family name"},
		{"Welsh", "extension", "Language"},
		{"preferred", "extension", "Whether that language is preferred"},
		{"interpreterRequired", "extension", "Whether an interpreter is needed"},
		{"Has the patient been consulted regarding this notice?", "question", "Whether the person was consulted"},
		{"Has the patient's carer (if applicable) been consulted?", "question", "Whether the carer was consulted"},
		{"Has the patient consented to this notice?", "question", "Whether the person consents"},
		{"What is the source of the third party consent?", "question", "Who else consented"},
		{"Not eligible", "question", "What came of considering NHS Continuing Healthcare"},
		{"Has the provision of NHS Continuing Health Care been considered?", "question", "Whether NHS Continuing Healthcare was considered"},
		{"Are there any Safeguarding Concerns?", "question", "Whether there are safeguarding concerns"},
		{"See the team", "question", "Details of safeguarding concerns"},
		{"Fenmarsh Team", "name", "Council’s social care team"},
		{"Fenmarsh Council", "name", "Council’s name"},
	}
	for _, c := range cases {
		m := sample(Assessment)
		if !takeOut(m, c.kind, c.holds) {
			t.Fatalf("no %s holding %q", c.kind, c.holds)
		}
		n, err := Understand(writeXML(m), us)
		if err != nil || !slices.Equal(n.Missing, []string{c.label}) {
			t.Errorf("without %q: err %v, missing %q, want %q", c.holds, err, n.Missing, c.label)
		}
	}
}

func TestAddressIsOneField(t *testing.T) {
	one := without(t, sample(Discharge), "address/line")
	n, _ := Understand(writeXML(one), us)
	if len(n.Missing) > 0 {
		t.Errorf("an address of one line lacks %q", n.Missing)
	}
	n, _ = Understand(writeXML(without(t, one, "address/line")), us)
	if !slices.Equal(n.Missing, []string{"Address"}) {
		t.Errorf("no address at all lacks %q", n.Missing)
	}
}

// takeOut removes the smallest element of the name that holds the value.
func takeOut(n *node, name, value string) bool {
	for i, k := range n.kids {
		if takeOut(k, name, value) {
			return true
		}
		holds := false
		k.walk(func(x *node) { holds = holds || x.value == value })
		if holds && k.name == name {
			n.kids = append(n.kids[:i:i], n.kids[i+1:]...)
			return true
		}
	}
	return false
}

func TestRefusals(t *testing.T) {
	whole := writeXML(sample(Discharge))
	response := sample(Discharge)
	p, i := find(response, "MessageHeader", "event", "code")
	p.kids[i].value = "975821000000109"
	deepXML := strings.Repeat("<a>", 100)
	deepJSON := strings.Repeat(`{"a":[`, 50)
	cases := []struct {
		name string
		raw  []byte
		code string
	}{
		{"nothing", nil, empty},
		{"space", []byte(" \n\t"), empty},
		{"a PDF", []byte("%PDF-1.4"), notXMLOrJSON},
		{"plain words", []byte("Dear Sir"), notXMLOrJSON},
		{"a page", []byte("<html><body>hello</body></html>"), notBundle},
		{"another namespace", []byte(`<Bundle xmlns="urn:other"><id value="1"/></Bundle>`), notBundle},
		{"an array", []byte(`{"a":[]}`), notBundle},
		{"one resource", writeXML(group("Patient", el("id", "1"))), notBundle},
		{"a collection", writeXML(with(t, sample(Discharge), "type", "collection")), notBundle},
		{"no header", writeXML(without(t, sample(Discharge), "entry")), noHeader},
		{"21 MB", bytes.Repeat([]byte("x"), 21<<20), tooLarge},
		{"just over", append(whole, bytes.Repeat([]byte(" "), MaxBytes)...), tooLarge},
		{"a response by event", writeXML(response), isResponse},
		{"a response by element", bytes.Replace(whole, []byte("<source>"), []byte(`<response><code value="ok"/></response><source>`), 1), isResponse},
		{"an unknown event", writeXML(with(t, sample(Discharge), "event/code", "895571000000108")), unknownEvent},
		{"another council", writeXML(with(t, sample(Discharge), "destination/endpoint", "urn:nhs-uk:addressing:ods:Z9W00")), notForUs},
		{"an unreadable address", writeXML(with(t, sample(Discharge), "destination/endpoint", "mailto:someone")), noDestination},
		{"no referral", writeXML(without(t, sample(Discharge), "ReferralRequest")), noReferral},
		{"billion laughs", []byte(laughs), hasDTD},
		{"outside entity", []byte(`<!DOCTYPE B [<!ENTITY x SYSTEM "file:///etc/passwd">]><Bundle xmlns="http://hl7.org/fhir"><id value="&x;"/></Bundle>`), hasDTD},
		{"undeclared entity", []byte(`<Bundle><id value="&x;"/></Bundle>`), malformed},
		{"crossed tags", []byte(`<Bundle><id></Bundle></id>`), malformed},
		{"deep XML", []byte(deepXML), tooDeep},
		{"deep narrative", []byte("<Bundle><div>" + deepXML), tooDeep},
		{"deep JSON", []byte(deepJSON), tooDeep},
		{"deep arrays", []byte(`{"a":` + strings.Repeat("[", 100_000)), tooDeep},
		{"many elements", []byte("<Bundle>" + strings.Repeat("<a/>", 300_000) + "</Bundle>"), tooMany},
		{"many in a narrative", []byte("<Bundle><div>" + strings.Repeat("<a/>", 300_000) + "</div></Bundle>"), tooMany},
		{"many attributes", []byte("<Bundle " + strings.Repeat(`a="" `, 700_000) + "/>"), tooMany},
		{"many items", []byte(`{"a":[` + strings.Repeat("1,", 300_000) + `1]}`), tooMany},
		{"Latin-1", bytes.Replace(whole, []byte("Edna"), []byte("Zo\xeb"), 1), charset},
		{"Latin-1 and says so", append([]byte(`<?xml version="1.0" encoding="ISO-8859-1"?>`), bytes.Replace(whole, []byte("Edna"), []byte("Zoë"), 1)...), charset},
		{"UTF-16", []byte("\xff\xfe<\x00B\x00"), charset},
		{"says UTF-7", append([]byte(`<?xml version="1.0" encoding="UTF-7"?>`), whole...), charset},
		{"a key twice", []byte(`{"resourceType":"Bundle","id":"a","id":"b"}`), duplicateKey},
		{"no number", []byte(`{"a":NaN}`), malformed},
		{"endless number", []byte(`{"a":1e400}`), malformed},
		{"more after the end", []byte(`{"resourceType":"Bundle"} {}`), malformed},
		{"DSTU2 as R4", bytes.Replace(whole, []byte("event>"), []byte("eventCoding>"), 2), unknownEvent},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			n, err := Understand(c.raw, us)
			var r *Refusal
			if !errors.As(err, &r) || r.Code != c.code {
				t.Fatalf("err %v, want %s", err, c.code)
			}
			if fault.KindOf(err) != fault.Invalid || r.Say == "" || r.Issue == "" || r.Status < 400 {
				t.Errorf("refusal not whole: %+v", r)
			}
			if out := Respond(n, us, err, counter(), noon); len(out) == 0 {
				t.Error("no answer")
			}
		})
	}
}

const laughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>
<Bundle xmlns="http://hl7.org/fhir"><id value="&c;"/></Bundle>`

// TestEveryRefusalIsReachable fails when a row of the table has no test.
func TestEveryRefusalIsReachable(t *testing.T) {
	elsewhere := []string{truncated, wrongFormat, badStatus, askValidation, askBooking} // the tests below
	tested := []string{
		empty, tooLarge, tooMany, tooDeep, charset, notXMLOrJSON, hasDTD, malformed, duplicateKey,
		notBundle, noHeader, isResponse, unknownEvent, noReferral, notForUs, noDestination,
	}
	for code, r := range refusals {
		if !slices.Contains(elsewhere, code) && !slices.Contains(tested, code) {
			t.Errorf("%s has no test", code)
		}
		if r.say == "" || !strings.HasSuffix(r.say, ".") {
			t.Errorf("%s says %q", code, r.say)
		}
	}
	for _, k := range fault.Kinds {
		if told := ToldAs[k]; told.Issue == "" || told.BaRS == "" || told.Status == 0 {
			t.Errorf("fault kind %s is told as %+v", k, told)
		}
	}
}
