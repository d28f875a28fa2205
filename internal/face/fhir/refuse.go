package fhir

import (
	"stillhome/internal/kernel/fault"
)

// Refusal says why a message was not taken. It is the only error [Understand]
// returns.
type Refusal struct {
	Code string // "fhir.truncated"; never changes meaning
	Say  string // plain English, safe to show: no names, nothing the sender wrote but codes
	Told
}

// Told is how one kind of failure is told in FHIR and over HTTP.
type Told struct {
	Issue  string // OperationOutcome.issue.code, in DSTU2 and R4 alike
	BaRS   string // http-error-code of the booking and referral standard
	Status int    // HTTP status
}

// Error joins code and sentence, for logs.
func (r *Refusal) Error() string { return r.Code + ": " + r.Say }

// Unwrap lets every face answer a refusal as it answers any other fault.
func (r *Refusal) Unwrap() error { return fault.New(fault.Invalid, r.Code, "%s", r.Say) }

// Reason is what the sender is told when the refusal is sent as a rejection.
func (r *Refusal) Reason() Reason { return Reason{Text: r.Say, NotProcessed: true} }

// ToldAs is how each kind of fault is told. Issue codes: ARCHITECTURE.md
// section 10. BaRS codes and statuses: the OperationOutcome examples of the
// booking and referral standard 1.4.0, receiver ("REC") set.
var ToldAs = map[fault.Kind]Told{
	fault.Invalid:         {"invalid", recBadRequest, 400},
	fault.Unauthenticated: {"login", "REC_UNAUTHORIZED", 401},
	fault.Forbidden:       {"not-found", "REC_NOT_FOUND", 404}, // as if it did not exist
	fault.NotFound:        {"not-found", "REC_NOT_FOUND", 404},
	fault.Conflict:        {"conflict", "REC_CONFLICT", 409},
	fault.Unavailable:     {"transient", "REC_SERVICE_UNAVAILABLE", 503},
	fault.Internal:        {"exception", "REC_SERVER_ERROR", 500},
}

const (
	recBadRequest     = "REC_BAD_REQUEST"
	recUnprocessable  = "REC_UNPROCESSABLE_ENTITY"
	recNotImplemented = "REC_NOT_IMPLEMENTED"
)

// The codes of refusals. Each is a row of refusals.
const (
	empty         = "fhir.empty"
	tooLarge      = "fhir.too_large"
	tooMany       = "fhir.too_many_elements"
	tooDeep       = "fhir.too_deep"
	charset       = "fhir.character_set"
	notXMLOrJSON  = "fhir.not_xml_or_json"
	hasDTD        = "fhir.dtd"
	truncated     = "fhir.truncated"
	malformed     = "fhir.malformed"
	duplicateKey  = "fhir.duplicate_key"
	notBundle     = "fhir.not_a_message"
	noHeader      = "fhir.no_header"
	isResponse    = "fhir.response"
	unknownEvent  = "fhir.unknown_event"
	wrongFormat   = "fhir.wrong_format"
	noReferral    = "fhir.no_referral"
	badStatus     = "fhir.reason_and_status"
	askValidation = "fhir.validation"
	askBooking    = "fhir.booking"
	notForUs      = "fhir.not_for_us"
	noDestination = "fhir.no_destination"
)

var refusals = map[string]struct {
	say string
	Told
}{
	empty:         {"There is nothing in this message. Ask the sender to send it again.", Told{"invalid", recBadRequest, 400}},
	tooLarge:      {"This message is larger than the 20 MB limit. Ask the sender to send the attachments another way.", Told{"too-costly", recUnprocessable, 422}},
	tooMany:       {"This message has more than 200,000 parts, which is more than we read. Ask the sender to send less at once.", Told{"too-costly", recUnprocessable, 422}},
	tooDeep:       {"This message is nested more than 64 levels deep, which no notice needs. It was not read further.", Told{"too-costly", recUnprocessable, 422}},
	charset:       {"This message is not in UTF-8, so names in it may be wrong. Ask the sender to send it as UTF-8.", Told{"invalid", recBadRequest, 400}},
	notXMLOrJSON:  {"This is neither XML nor JSON, so it is not a notice. Ask the sender what they meant to send.", Told{"invalid", recBadRequest, 400}},
	hasDTD:        {"This message defines its own entities (a DTD), which can be used to attack the reader. FHIR forbids it.", Told{"invalid", recBadRequest, 400}},
	truncated:     {"This message stops before its end. Ask the sender to send it again, whole.", Told{"invalid", recBadRequest, 400}},
	malformed:     {"This message is not well formed, so it cannot be read safely. Ask the sender to correct it and send it again.", Told{"invalid", recBadRequest, 400}},
	duplicateKey:  {"This message says one thing twice in the same place, so two readers could understand it differently.", Told{"invalid", recBadRequest, 400}},
	notBundle:     {"This is not a FHIR message: it should be a Bundle of type message.", Told{"invalid", recBadRequest, 400}},
	noHeader:      {"This message has no message header, so it does not say what it is or whom it is for.", Told{"required", recBadRequest, 400}},
	isResponse:    {"This is a response to a notice, not a notice.", Told{"not-supported", recBadRequest, 400}},
	unknownEvent:  {"This message is not one we take. We take assessment, discharge and withdrawal notices, and referrals.", Told{"not-supported", recBadRequest, 400}},
	wrongFormat:   {"Notices are taken as FHIR DSTU2 XML, and referrals as FHIR R4 JSON. This message is the other way round.", Told{"not-supported", recBadRequest, 400}},
	noReferral:    {"This message has no referral in it, so it cannot be tied to a hospital stay.", Told{"required", recBadRequest, 400}},
	badStatus:     {"This message’s reason and the referral’s status do not agree, so we cannot tell what is asked.", Told{"invariant", recBadRequest, 400}},
	askValidation: {"This asks us to check an urgent decision by clinicians, which we do not do. Send it to a service that does.", Told{"not-supported", recNotImplemented, 501}},
	askBooking:    {"This books an appointment. We offer none to book; send a referral instead.", Told{"not-supported", recNotImplemented, 501}},
	notForUs:      {"This message is not for us: it is addressed to another organisation.", Told{"value", recBadRequest, 400}},
	noDestination: {"This message does not say which organisation it is for.", Told{"required", recBadRequest, 400}},
}

// refuse makes the refusal with its code's own sentence.
func refuse(code string) *Refusal {
	r := refusals[code]
	return &Refusal{Code: code, Say: r.say, Told: r.Told}
}

// TooLarge is the refusal for a reader that stopped at [MaxBytes].
func TooLarge() *Refusal { return refuse(tooLarge) }
