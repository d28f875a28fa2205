package fhir

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
)

// shared finds the published examples beside the repository. They are read
// where they lie and never copied in.
func shared(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "data", path))
	if os.IsNotExist(err) {
		t.Skipf("the published example %s is not here: it lies in ../shared/data beside the repository", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// hebburn is the council the ADW examples are addressed to.
var hebburn = Council{
	ODS: "V396BB", Name: "Hebburn Council", Team: "Hebburn Social Services' Community Team",
	ContactFamily: "Jones", ContactGiven: "Lee", ContactEmail: "lee.jones@nhs.net", ContactPhone: "0191223888",
}

func adwExample(name string) string { return "adw/ADW-Message-" + name + "-Bundle-1-Example-1.xml" }

var exampleOf = map[Kind]string{
	Assessment: adwExample("Assessment-Notice"),
	Discharge:  adwExample("Discharge-Notice"),
	Withdrawal: adwExample("Withdrawal-Notice"),
}

func TestPublishedNotices(t *testing.T) {
	for kind, file := range exampleOf {
		n, err := Understand(shared(t, file), hebburn)
		if err != nil || n.Kind != kind || len(n.Missing) > 0 || len(n.Doubts) > 0 {
			t.Errorf("%s: kind %s, err %v, missing %q, doubts %q", kind, n.Kind, err, n.Missing, n.Doubts)
		}
		for what, got := range map[string][2]string{
			"stay":          {n.ReferralRef, "311fcae7-32a7-4a8e-a15c-eebae3a246b9"},
			"name":          {n.Person.Given + " " + n.Person.Family, "Barry Jones"},
			"NHS number":    {string(n.Person.NHSNumber), "9413946000"},
			"date of birth": {string(n.Person.BirthDate), "1941-11-01"},
			"address":       {strings.Join(n.Person.Address.Lines, ", "), "The Old Lodge, 1 Little Street, Chapeltown"},
			"postcode":      {n.Person.Address.Postcode, "LS6 1UR"},
			"hospital":      {n.Hospital.Name + " " + n.Hospital.Site + " " + n.Hospital.Ward, "Hebburn Hospital RFM8C2 Collier Ward"},
			"clinician":     {n.Clinician.Name(), "Nigel Stibbs"},
			"liaison":       {n.Liaison.Name() + " " + n.Liaison.Phone, "Leticia Gulliver 01911223344"},
			"team":          {n.To.Team, "Hebburn Social Services' Community Team"},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: %s is %q, want %q", kind, what, got[0], got[1])
			}
		}
		_, err = Understand(shared(t, file), us)
		if !fault.Is(err, notForUs) {
			t.Errorf("%s at another council: %v", kind, err)
		}
	}
}

func TestPublishedAssessment(t *testing.T) {
	n, _ := Understand(shared(t, exampleOf[Assessment]), hebburn)
	if n.AdmittedOn != "2017-04-24" || n.ProposedDischargeOn != "2017-05-12" || n.Stay.AdmissionType != "Emergency" {
		t.Errorf("stay %s to %s, %s", n.AdmittedOn, n.ProposedDischargeOn, n.Stay.AdmissionType)
	}
	if n.Person.Language != "Welsh" || n.Person.Interpreter != "No" || n.GP.Practice != "Hebburn General Practice" || n.GP.Name != "Richard Killdare" {
		t.Errorf("language %q, interpreter %q, GP %+v", n.Person.Language, n.Person.Interpreter, n.GP)
	}
	if len(n.Contacts) != 2 || !n.Contacts[0].Carer || n.Contacts[1].Relationship != "Next of kin, Father" {
		t.Errorf("contacts %+v", n.Contacts)
	}
	if n.PersonConsulted != "Yes" || n.CarerConsulted != "Yes" || n.ThirdPartyConsent != "Not Applicable" || n.Safeguarding != "No" || n.CHCConsidered != "Yes" {
		t.Errorf("answers %+v", n)
	}
}

func TestPublishedDischarge(t *testing.T) {
	n, _ := Understand(shared(t, exampleOf[Discharge]), hebburn)
	if n.ProposedDischargeOn != "2017-05-06" || n.PersonConsulted != "Yes" {
		t.Errorf("home on %s, consulted %q", n.ProposedDischargeOn, n.PersonConsulted)
	}
	if !slices.Contains(n.Lines, Line{"Medicine", "Paracetamol: one 10 mg tablet four times daily"}) {
		t.Errorf("lines %+v", n.Lines)
	}
	if len(n.Attachments) != 1 || n.Attachments[0].MediaType != "application/pdf" || !strings.HasPrefix(string(n.Attachments[0].Bytes), "%PDF-") {
		t.Errorf("%d attachments", len(n.Attachments))
	}
}

func TestPublishedWithdrawal(t *testing.T) {
	n, _ := Understand(shared(t, exampleOf[Withdrawal]), hebburn)
	if n.Withdraws != WithdrawsAll || n.WithdrawalReason.Said() != "Patient's condition has deteriorated" {
		t.Errorf("withdraws %s because %q", n.Withdraws, n.WithdrawalReason.Said())
	}
	a, _ := Understand(shared(t, exampleOf[Assessment]), hebburn)
	if n.Key() == a.Key() || n.ReferralRef != a.ReferralRef {
		t.Error("the withdrawal must be another message about the same stay")
	}
}

func TestPublishedResponsesAreNotNotices(t *testing.T) {
	for _, name := range []string{"Assessment-Notice-Accept-Response", "Discharge-Notice-Accept-Response", "Withdrawal-Notice-Accept-Response"} {
		n, err := Understand(shared(t, adwExample(name)), hebburn)
		if !fault.Is(err, isResponse) || err.(*Refusal).Say != "This is a response to a notice, not a notice." {
			t.Errorf("%s: %v", name, err)
		}
		if n.From.Name != "Hebburn Council" || n.Person.Family != "Jones" {
			t.Errorf("%s: from %q about %q", name, n.From.Name, n.Person.Family)
		}
		if out := string(Respond(n, hebburn, err, counter(), noon)); strings.Contains(out, "MessageHeader") {
			t.Errorf("%s: a response is answered with a message, which could go on for ever", name)
		}
	}
}

// TestPublishedMissing takes required elements out of the published notices.
func TestPublishedMissing(t *testing.T) {
	for kind, file := range exampleOf {
		for path, label := range map[string]string{
			"MessageHeader/timestamp":  "Date the notice was issued",
			"Patient/identifier/value": "NHS number", "Patient/birthDate": "Date of birth",
			"Patient/name/family": "Family name", "Patient/address/postalCode": "Postcode",
			"Location/name": "Ward", "Organization/name": "Hospital name",
			"Practitioner/telecom": "Hospital liaison’s email address",
			"Encounter/period/end": "Proposed discharge date",
		} {
			if kind == Withdrawal && path == "Encounter/period/end" {
				continue // not required of a withdrawal, and not in the example
			}
			root, r := parseXML(shared(t, file))
			if r != nil {
				t.Fatal(r)
			}
			n, err := Understand(writeXML(without(t, root, path)), hebburn)
			if err != nil || !slices.Equal(n.Missing, []string{label}) {
				t.Errorf("%s without %s: err %v, missing %q", kind, path, err, n.Missing)
			}
		}
	}
}

// TestPublishedTruncated cuts each published notice at every 1 KB.
func TestPublishedTruncated(t *testing.T) {
	for kind, file := range exampleOf {
		whole := shared(t, file)
		for at := 1 << 10; at < len(whole); at += 1 << 10 {
			if _, err := Understand(whole[:at], hebburn); !fault.Is(err, truncated) {
				t.Errorf("%s cut at %d: %v", kind, at, err)
			}
		}
	}
}

func TestPublishedBaRS(t *testing.T) {
	rye := Council{ODS: "RYE", ServiceIDs: []string{"111111111"}}
	cases := []struct {
		file string
		us   Council
		kind Kind
		code string
		name string
	}{
		{"POST-body.json", rye, Booking, askBooking, "Chalmers"},
		{"POST-body.json", hebburn, Booking, notForUs, "Chalmers"},
		{"request/ValidationRequest (POST) .json", rye, Referral, askValidation, "Jones"},
		{"request/ValidationRequest (POST) .json", hebburn, Referral, notForUs, "Jones"},
		{"request/ValidationResponse (POST) .json", rye, "", isResponse, "Jones"},
	}
	for _, c := range cases {
		n, err := Understand(shared(t, "bars/process_message/"+c.file), c.us)
		if n.Kind != c.kind || !fault.Is(err, c.code) || n.Person.Family != c.name {
			t.Errorf("%s: kind %q err %v about %q", c.file, n.Kind, err, n.Person.Family)
		}
	}
	// The same request, sent as a referral, is taken; the example's NHS number
	// fails its check digit, and that is said.
	raw := []byte(strings.Replace(string(shared(t, "bars/process_message/request/ValidationRequest (POST) .json")), `"validation"`, `"referral"`, 1))
	n, err := Understand(raw, rye)
	if err != nil || n.From.ODS != "RND" || n.Person.Phones[1] != "07736312544" || n.GP.Code != "G82080" {
		t.Errorf("err %v, %+v", err, n)
	}
	if !slices.Equal(n.Doubts, []string{"NHS number 3478526985 fails its check digit: not verified."}) {
		t.Errorf("doubts %q", n.Doubts)
	}
}

// TestRoundTrip: what is written is what was read.
func TestRoundTrip(t *testing.T) {
	for _, file := range exampleOf {
		root, r := parseXML(shared(t, file))
		if r != nil {
			t.Fatal(r)
		}
		written := writeXML(root)
		again, r := parseXML(written)
		if r != nil || string(writeXML(again)) != string(written) {
			t.Errorf("%s changed by being written: %v", file, r)
		}
	}
}
