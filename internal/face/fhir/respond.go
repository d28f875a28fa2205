package fhir

import (
	"bytes"
	"encoding/json"
	"errors"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
)

// Reason is why a notice is rejected.
type Reason struct {
	Text string // sent to the hospital; never empty
	// NotProcessed says the message itself could not be taken, so sending it
	// again unchanged is no use. A considered "no" by a coordinator is not this.
	NotProcessed bool
}

// Respond writes the answer to a message [Understand] has read: accept when
// err is nil; reject when it is known who sent which notice; otherwise an
// OperationOutcome. newID makes one UUID a call; at is when we answer.
//
// An err that is neither nor a refusal is told by its kind of fault.
func Respond(n Notice, us Council, err error, newID func() string, at when.Instant) []byte {
	if err == nil {
		return Accept(n, us, "Received by "+us.Name+".", newID, at)
	}
	var r *Refusal
	if errors.As(err, &r) && answerable(n) {
		return Reject(n, us, r.Reason(), newID, at)
	}
	told, say := Tell(err)
	return Outcome(n, told, say, newID)
}

// Tell is how an error is told to another system: a refusal in its own words,
// a fault in its own, anything else without detail.
func Tell(err error) (Told, string) {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Told, r.Say
	}
	if f, ok := fault.Of(err); ok && f.Kind != fault.Internal {
		return ToldAs[f.Kind], f.Say
	}
	return ToldAs[fault.Internal], "Something went wrong here. Please send the message again later."
}

// answerable reports whether the sender of an ADW notice can be sent a reject
// response: we must know which notice, and where to.
func answerable(n Notice) bool {
	_, known := events[n.Event]
	return n.Standard == ADW && known && n.Kind != "" && n.HeaderID != "" && n.From.ODS != ""
}

// Accept writes the standard's accept response to the notice. say is the
// response detail the hospital reads: what happens next, in plain words.
func Accept(n Notice, us Council, say string, newID func() string, at when.Instant) []byte {
	if n.Standard == BaRS {
		return barsAccept(n, us, newID, at)
	}
	a := answer{
		event: events[n.Event].accept, word: "AcceptResponse", code: "ok",
		list: "https://fhir.nhs.uk/ADW-NoticeAcceptReason-1", say: say,
		status: "accepted", request: "ADW-Accept-ReferralRequest-1",
	}
	return a.write(n, us, newID, at)
}

// Reject writes the standard's reject response to the notice. A BaRS message
// is rejected by an OperationOutcome.
func Reject(n Notice, us Council, why Reason, newID func() string, at when.Instant) []byte {
	if n.Standard == BaRS {
		return Outcome(n, ToldAs[fault.Invalid], why.Text, newID)
	}
	a := answer{
		event: events[n.Event].reject, word: "RejectResponse", code: "ok",
		list: "https://fhir.nhs.uk/ADW-NoticeRejectReason-1", say: why.Text,
		status: "rejected", request: "ADW-Reject-ReferralRequest-1",
	}
	if why.NotProcessed {
		a.code = "fatal-error" // DSTU2 response-code: do not send it again unchanged
	}
	return a.write(n, us, newID, at)
}

// instantText is a moment as the standards' examples write one.
func instantText(at when.Instant) string {
	return at.UTC().Format("2006-01-02T15:04:05-07:00")
}

// obj is a JSON object; keys are written in alphabetical order.
type obj map[string]any

// Outcome writes an OperationOutcome in the syntax of the message answered:
// DSTU2 XML for XML, else R4 JSON with the booking and referral standard's
// error code.
func Outcome(n Notice, told Told, say string, newID func() string) []byte {
	if n.Syntax == "xml" {
		return writeXML(group("OperationOutcome", el("id", newID()),
			group("issue", el("severity", "error"), el("code", told.Issue),
				group("details", el("text", say)), el("diagnostics", say))))
	}
	return writeJSON(obj{
		"resourceType": "OperationOutcome",
		"id":           newID(),
		"meta":         obj{"profile": []string{ukCore + "OperationOutcome"}},
		"issue": []obj{{
			"severity":    "error",
			"code":        told.Issue,
			"details":     obj{"coding": []obj{{"system": "https://fhir.nhs.uk/Codesystem/http-error-codes", "code": told.BaRS}}},
			"diagnostics": say,
		}},
	})
}

const ukCore = hl7UK + "UKCore-"

// barsAccept writes the message answering a referral: the standard's response
// header (response.identifier is the request's Bundle.id, code ok, ends
// swapped) about the referral as we hold it. Source: the Message header
// pattern of BaRS Core 1.4.0 and its ValidationResponse example, read
// November 2026.
func barsAccept(n Notice, us Council, newID func() string, at when.Instant) []byte {
	bundle, header, request, person, sender, receiver := newID(), newID(), newID(), newID(), newID(), newID()
	now := instantText(at)
	entry := func(id, kind, profile string, body obj) obj {
		body["resourceType"], body["id"] = kind, id
		body["meta"] = obj{"lastUpdated": now, "profile": []string{profile}}
		return obj{"fullUrl": "urn:uuid:" + id, "resource": body}
	}
	to := func(id string) obj { return obj{"reference": "urn:uuid:" + id} }
	state := "active"
	if n.Kind == Withdrawal {
		state = n.WithdrawalReason.Code // revoked, or entered-in-error, as they sent it
	}
	return writeJSON(obj{
		"resourceType": "Bundle",
		"id":           bundle,
		"meta":         obj{"lastUpdated": now, "profile": []string{nhsProfile + "BARSBundleMessage"}},
		"type":         "message",
		"timestamp":    now,
		"entry": []obj{
			entry(header, "MessageHeader", nhsProfile+"BARSMessageHeader-servicerequest-response", obj{
				"eventCoding": obj{"system": "https://fhir.nhs.uk/CodeSystem/message-events-bars", "code": referralResponse},
				"destination": []obj{{"endpoint": n.From.Endpoint, "receiver": to(receiver)}},
				"sender":      to(sender),
				"source":      obj{"name": us.Name, "software": "Stillhome", "endpoint": orElse(n.To.Endpoint, odsOrganisation+"|"+us.ODS)},
				"reason":      obj{"coding": []obj{{"system": "https://fhir.nhs.uk/CodeSystem/message-reason-bars", "code": "new"}}},
				"response":    obj{"identifier": n.BundleID, "code": "ok"},
				"focus":       []obj{to(request)},
			}),
			entry(request, "ServiceRequest", nhsProfile+"BARSServiceRequest-request-referral", obj{
				"identifier": []obj{{"value": n.ReferralRef}},
				"status":     state,
				"intent":     "plan",
				"subject":    to(person),
			}),
			entry(person, "Patient", ukCore+"Patient", barsPerson(n)),
			entry(sender, "Organization", ukCore+"Organization", barsOrganisation(us.ODS, us.Name)),
			entry(receiver, "Organization", ukCore+"Organization", barsOrganisation(n.From.ODS, n.From.Name)),
		},
	})
}

const odsOrganisation = "https://fhir.nhs.uk/Id/ods-organization-code"

// barsPerson says no more of the person than ties the answer to them.
func barsPerson(n Notice) obj {
	p := obj{}
	if n.Person.NHSNumber != "" {
		p["identifier"] = []obj{{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": string(n.Person.NHSNumber)}}
	}
	if n.Person.Family != "" {
		who := obj{"family": n.Person.Family}
		if n.Person.Given != "" {
			who["given"] = []string{n.Person.Given}
		}
		p["name"] = []obj{who}
	}
	if n.Person.BirthDate != "" {
		p["birthDate"] = string(n.Person.BirthDate)
	}
	return p
}

func barsOrganisation(ods, name string) obj {
	o := obj{}
	if ods != "" {
		o["identifier"] = []obj{{"system": odsOrganisation, "value": ods}}
	}
	if name != "" {
		o["name"] = name
	}
	return o
}

func writeJSON(v obj) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	_ = e.Encode(v) // maps of strings always encode
	return b.Bytes()
}
