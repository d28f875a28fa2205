package fhir

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"stillhome/internal/kernel/when"
)

// us is a made-up council; its code is of no real organisation.
var us = Council{
	ODS: "Z9X00", ServiceIDs: []string{"999000111"}, Name: "Fenmarsh Council", Team: "Fenmarsh Reablement",
	ContactFamily: "Placeholder", ContactGiven: "Pat", ContactEmail: "pat@fenmarsh.example", ContactPhone: "01632 960001",
}

// counter makes ids that are the same on every run.
func counter() func() string {
	i := 0
	return func() string {
		i++
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
	}
}

var noon, _ = when.ParseInstant("2026-11-30T12:00:00Z")

// entry wraps a resource as a message carries it; its id is the part's name.
func entry(kind, id string, kids ...*node) *node {
	return group("entry", el("fullUrl", "urn:uuid:"+id),
		group("resource", group(kind, append([]*node{el("id", id)}, kids...)...)))
}

func words(text string) *node { return group("question", el("text", text)) }

func asked(text, answer string) *node {
	q := words(text)
	q.kids = append(q.kids, group("answer", group("valueCoding", el("code", answer[:1]), el("display", answer))))
	return q
}

func said(text, answer string) *node {
	q := words(text)
	q.kids = append(q.kids, group("answer", el("valueString", answer)))
	return q
}

// sample is a made-up notice with every field the standard requires.
func sample(kind Kind) *node {
	event := map[Kind]string{Assessment: "975701000000106", Discharge: "975731000000100", Withdrawal: "975841000000102"}[kind]
	withdrawn := group("reason", group("coding", el("system", "https://fhir.nhs.uk/ADW-WithdrawalReason-1"),
		el("code", "13"), el("display", "Other")), el("text", "Going to stay with family"))
	if kind != Withdrawal {
		withdrawn = nil
	}
	carer := group("contact",
		group("relationship", group("coding", el("code", "20"), el("display", "Carer"))),
		group("name", el("family", "Sample"), el("given", "Sam")),
		telecomOf("email", "sam@example.com"), telecomOf("phone", "01632 960002"))
	pdf := base64.StdEncoding.EncodeToString([]byte("%PDF-1.4 made up"))
	return group("Bundle", el("id", "bundle-"+string(kind)), el("type", "message"),
		entry("MessageHeader", "header",
			el("timestamp", "2026-11-29T15:00:00+00:00"),
			group("event", el("system", "http://snomed.info/sct"), el("code", event)),
			group("source", el("endpoint", "urn:nhs-uk:addressing:ods:Z9Y01")),
			group("destination", el("endpoint", "urn:nhs-uk:addressing:ods:Z9X00")),
			ref("author", "liaison"), ref("receiver", "council"), ref("responsible", "clinician"),
			withdrawn, ref("data", "request")),
		entry("ReferralRequest", "request", el("status", "requested"),
			group("identifier", el("value", "stay-1")), ref("patient", "person"),
			ref("requester", "liaison"), ref("recipient", "council"), ref("encounter", "stay"),
			group("reason", el("text", "Cannot manage the stairs")), el("description", "Lives alone")),
		entry("Encounter", "stay",
			group("identifier", el("system", "https://fhir.nhs.uk/encounter-id"), el("value", "enc-1")),
			el("status", "in-progress"), el("class", "inpatient"),
			group("priority", group("coding", el("display", "Emergency"))),
			group("period", el("start", "2026-11-20"), el("end", "2026-12-01")),
			group("hospitalization", ref("admittingDiagnosis", "diagnosis")),
			group("location", ref("location", "ward")), ref("serviceProvider", "hospital")),
		entry("Patient", "person",
			group("extension", el("url", "urn:NHSCommunication"),
				group("extension", el("url", "language"), group("valueCodeableConcept", el("text", "Welsh"))),
				group("extension", el("url", "preferred"), el("valueBoolean", "true")),
				group("extension", el("url", "interpreterRequired"), el("valueBoolean", "false"))),
			group("identifier",
				group("extension", el("url", "urn:Extension-CareConnect-NHSNumberVerificationStatus-1"),
					group("valueCodeableConcept", group("coding", el("code", "01"), el("display", "Number present and verified")))),
				el("system", "https://fhir.nhs.uk/Id/nhs-number"), el("value", "9990000018")),
			group("identifier", el("system", "https://fhir.nhs.uk/Id/local-patient-identifier"), el("value", "H1")),
			group("name", el("use", "usual"), el("family", "Example"), el("given", "Edna")),
			telecomOf("email", "edna@example.com"), telecomOf("phone", "01632 960003"),
			el("gender", "female"), el("birthDate", "1940-02-29"),
			group("address", el("line", "1 Test Row"), el("line", "Testham"), el("city", "Ely"), el("postalCode", "CB7 4AA")),
			carer),
		worker("liaison", "Liaison", telecomOf("email", "liaison@example.com"), telecomOf("phone", "01632 960004")),
		worker("clinician", "Clinician"),
		entry("Organization", "hospital",
			group("identifier", el("system", "https://fhir.nhs.uk/Id/ods-site-code"), el("value", "Z9Y01")), el("name", "Made-up Hospital")),
		entry("Organization", "council",
			group("identifier", el("system", "https://fhir.nhs.uk/Id/ods-organization-code"), el("value", "Z9X00")),
			group("type", group("coding", el("code", "govt"))), el("name", "Fenmarsh Council")),
		entry("Organization", "team", group("type", group("coding", el("code", "team"))), el("name", "Fenmarsh Team")),
		entry("Location", "ward", el("name", "Ward 9")),
		entry("Condition", "diagnosis", group("code", el("text", "Fall"))),
		entry("QuestionnaireResponse", "questions", group("group",
			asked("Has the patient been consulted regarding this notice?", "Yes"),
			asked("Has the patient's carer (if applicable) been consulted?", "Yes"),
			asked("Has the patient consented to this notice?", "Yes"),
			asked("What is the source of the third party consent?", "Not Applicable"),
			asked("Has the provision of NHS Continuing Health Care been considered?", "Yes"),
			said("If NHS Continuing Health Care was considered, what was the result?", "Not eligible"),
			asked("Are there any Safeguarding Concerns?", "Yes"),
			said("Safeguarding Concerns details", "See the team"),
			said("Anything else?", "Has a dog"))),
		entry("DocumentReference", "document", group("type", el("text", "Letter")),
			group("content", group("attachment", el("url", "urn:uuid:binary")))),
		entry("Binary", "binary", el("contentType", "application/pdf"), el("content", pdf)))
}

func worker(id, family string, contact ...*node) *node {
	return entry("Practitioner", id, append([]*node{
		group("name", el("family", family), el("given", "Lee")),
		group("practitionerRole", ref("managingOrganization", "hospital"), group("role", el("text", "Role"))),
	}, contact...)...)
}

// find is the first node at a path whose steps may be any distance apart.
func find(n *node, path ...string) (parent *node, at int) {
	for i, k := range n.kids {
		rest := path
		if k.name == path[0] {
			if len(path) == 1 {
				return n, i
			}
			rest = path[1:]
		}
		if p, j := find(k, rest...); p != nil {
			return p, j
		}
	}
	return nil, 0
}

// without is the tree less one element; the test fails if it is not there.
func without(t *testing.T, n *node, path string) *node {
	t.Helper()
	p, i := find(n, strings.Split(path, "/")...)
	if p == nil {
		t.Fatalf("no %s in the message", path)
	}
	p.kids = append(p.kids[:i:i], p.kids[i+1:]...)
	return n
}

// with is the tree with one element's value changed.
func with(t *testing.T, n *node, path, value string) *node {
	t.Helper()
	p, i := find(n, strings.Split(path, "/")...)
	if p == nil {
		t.Fatalf("no %s in the message", path)
	}
	p.kids[i].value = value
	return n
}

// referral is a made-up BaRS referral; change may alter it.
func barsSample(change func(header, request obj)) []byte {
	to := func(id string) obj { return obj{"reference": "urn:uuid:" + id} }
	header := obj{
		"resourceType": "MessageHeader",
		"eventCoding":  obj{"code": "servicerequest-request"},
		"destination":  []obj{{"endpoint": "http://fhir.nhs.uk/Id/dos-service-id|999000111", "receiver": to("council")}},
		"sender":       to("sender"),
		"source":       obj{"name": "Urgent care", "endpoint": "http://fhir.nhs.uk/Id/dos-service-id|999000222"},
		"reason":       obj{"coding": []obj{{"code": "new"}}},
		"focus":        []obj{to("request")},
	}
	request := obj{
		"resourceType": "ServiceRequest", "id": "request", "status": "active", "intent": "plan",
		"category":   []obj{{"coding": []obj{{"code": "referral"}}}},
		"subject":    to("person"),
		"reasonCode": []obj{{"text": "Help to wash and dress"}},
	}
	if change != nil {
		change(header, request)
	}
	person := obj{
		"resourceType": "Patient",
		"identifier":   []obj{{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "999 000 0018"}},
		"name":         []obj{{"use": "official", "family": "Example", "given": []string{"Edna", "May"}}},
		"birthDate":    "1940-02-29",
		"address":      []obj{{"line": []string{"1 Test Row"}, "postalCode": "CB7 4AA"}},
		"contact":      []obj{{"relationship": []obj{{"coding": []obj{{"code": "ONESELF"}}}}, "telecom": []obj{{"system": "phone", "value": "01632 960003"}}}},
	}
	sender := obj{
		"resourceType": "Organization", "name": "Urgent Care Service",
		"identifier": []obj{{"system": "https://fhir.nhs.uk/id/ods-organization-code", "value": "Z9Y02"}},
	}
	entry := func(id string, r obj) obj { return obj{"fullUrl": "urn:uuid:" + id, "resource": r} }
	raw, _ := json.Marshal(obj{
		"resourceType": "Bundle", "id": "bars-1", "type": "message", "timestamp": "2026-11-29T15:00:00+00:00",
		"entry": []obj{
			entry("header", header), entry("request", request), entry("person", person),
			entry("sender", sender), entry("council", obj{"resourceType": "Organization", "name": "Fenmarsh Council"}),
		},
	})
	return raw
}
