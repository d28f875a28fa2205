package fhir

import "strings"

// Events of the booking and referral standard. Source: CodeSystem
// message-events-bars 1.4.0, read November 2026.
const (
	referralRequest  = "servicerequest-request"
	referralResponse = "servicerequest-response"
	bookingRequest   = "booking-request"
)

// bars reads a referral or booking of the booking and referral standard.
func (n *Notice) bars(b *bundle, header *node) *Refusal {
	n.Standard = BaRS
	n.Event = header.text("eventCoding", "code")
	answer := header.first("response") != nil || strings.HasSuffix(n.Event, "-response")
	reason := header.text("reason", "coding", "code")
	n.SentAt = n.instant("time the message was sent", orElse(b.root.text("timestamp"), b.root.text("meta", "lastUpdated")))

	request := b.follow(header, "ServiceRequest Appointment", "focus")
	if request == nil {
		request = orNode(b.one("ServiceRequest"), b.one("Appointment"))
	}
	if request != nil {
		n.ReferralRef = orElse(request.text("identifier", "value"), b.idOf(request))
	}
	path := "subject"
	if n.Event == bookingRequest {
		path = "participant/actor"
	}
	n.person(b, b.subjectAt(n, request, path))
	encounter := orNode(b.follow(request, "Encounter", "encounter"), b.one("Encounter"))
	n.stay(b, encounter)
	n.barsParties(b, header, request)
	n.barsWords(b, request, encounter)
	if answer {
		return refuse(isResponse)
	}
	if r := n.barsKind(request, reason); r != nil {
		return r
	}
	if n.Syntax != "json" {
		return refuse(wrongFormat)
	}
	return nil
}

// barsKind says what is asked, by event, reason, status and category together,
// as the standard's guidance on processing a bundle does.
func (n *Notice) barsKind(request *node, reason string) *Refusal {
	status := request.text("status")
	switch n.Event {
	case bookingRequest:
		n.Kind = Booking
		n.line("Appointment", both(request.text("start"), request.text("description")))
		return refuse(askBooking)
	case referralRequest:
	default:
		return refuse(unknownEvent)
	}
	n.Kind = Referral
	if request == nil {
		return refuse(noReferral)
	}
	for _, c := range request.texts("category", "coding", "code") {
		if strings.EqualFold(c, "validation") {
			return refuse(askValidation)
		}
	}
	switch {
	case reason == "new" && status == "active":
	case reason == "update" && status == "active":
		n.Update = true
	case (reason == "update" || reason == "delete") && (status == "revoked" || status == "entered-in-error"):
		n.Kind, n.Withdraws = Withdrawal, WithdrawsAll
		n.WithdrawalReason = Coded{Code: status, Display: withdrawnAs[status]}
	default:
		return refuse(badStatus)
	}
	return nil
}

// withdrawnAs says what the status of a withdrawn ServiceRequest means.
var withdrawnAs = map[string]string{
	"revoked":          "The sender has cancelled the referral",
	"entered-in-error": "Referral sent in error",
}

func orNode(a, b *node) *node {
	if a != nil {
		return a
	}
	return b
}

func (b *bundle) subjectAt(n *Notice, request *node, path string) *node {
	if p := b.follow(request, "Patient", strings.Split(path, "/")...); p != nil {
		return p
	}
	return b.subject(n, nil, "")
}

func (n *Notice) barsParties(b *bundle, header, request *node) {
	n.Clinician = b.worker(b.follow(request, "Practitioner PractitionerRole", "requester"))
	source := header.first("source")
	if source.text("contact", "system") == "phone" {
		n.Liaison.Phone = source.text("contact", "value")
	}

	from := source.text("endpoint")
	n.From = Party{ODS: odsOf(from), Endpoint: from, Service: serviceOf(from)}
	n.From.Code, n.From.Name = organisation(b.follow(header, "Organization", "sender"))
	n.From.Name = orElse(n.From.Name, source.text("name"))
	n.From.ODS = orElse(n.From.ODS, n.From.Code)

	to := header.text("destination", "endpoint")
	n.To = Party{ODS: odsOf(to), Endpoint: to, Service: serviceOf(to)}
	n.To.Code, n.To.Name = organisation(b.follow(header, "Organization", "destination", "receiver"))
	performer := b.follow(request, "HealthcareService Organization", "performer")
	if performer != nil && performer.name == "HealthcareService" {
		n.To.Team = performer.text("name")
		performer = b.follow(performer, "Organization", "providedBy")
	}
	if n.To.Code == "" {
		n.To.Code, _ = organisation(performer)
	}
	n.To.ODS = orElse(n.To.ODS, n.To.Code)
}

func (n *Notice) barsWords(b *bundle, request, encounter *node) {
	var reasons []string
	for _, r := range request.all("reasonCode") {
		reasons = append(reasons, coded(r).Said())
	}
	n.ReferralReason = joined(reasons, "; ")
	n.Supporting = joined(request.texts("note", "text"), "\n")
	n.AdmissionReason = coded(encounter.first("reasonCode")).Said()
	n.line("Asked for", coded(request.first("code")).Said())
	n.clinical(b, nil)
	n.questions(b)
}
