package fhir

import "strings"

// event is one row of the ADW message events.
type event struct {
	kind      Kind
	withdraws Scope
	profile   string // of the notice and, with a word added, of its answers
	accept    string // event code of the accept response
	reject    string
}

// events of the ADW notices. Source: value set ADW-MessageEvent-1 (SNOMED CT
// UK, notices under Schedule 3 of the Care Act 2014), read November 2026.
var events = map[string]event{
	"975701000000106":  {Assessment, "", "AssessmentNotice", "975711000000108", "975721000000102"},
	"975731000000100":  {Discharge, "", "DischargeNotice", "975821000000109", "975831000000106"},
	"975841000000102":  {Withdrawal, WithdrawsAll, "WithdrawalNotice", withdrawalAccepted, withdrawalRejected},
	"1078011000000107": {Withdrawal, WithdrawsAssessment, "WithdrawalNotice", withdrawalAccepted, withdrawalRejected},
	"975851000000104":  {Withdrawal, WithdrawsDischarge, "WithdrawalNotice", withdrawalAccepted, withdrawalRejected},
}

const (
	withdrawalAccepted = "1025651000000109"
	withdrawalRejected = "1025641000000106"
)

// isAnswer reports whether the event code is one of the responses.
func isAnswer(code string) bool {
	for _, e := range events {
		if code == e.accept || code == e.reject {
			return true
		}
	}
	return false
}

// adw reads an Assessment, Discharge or Withdrawal notice.
func (n *Notice) adw(b *bundle, header *node) *Refusal {
	n.Standard = ADW
	n.Event = header.text("event", "code")
	e, known := events[n.Event]
	answer := header.first("response") != nil || isAnswer(n.Event)
	if known && !answer {
		n.Kind, n.Withdraws = e.kind, e.withdraws
	}
	n.SentAt = n.instant("time the notice was issued", header.text("timestamp"))
	request := b.follow(header, "ReferralRequest", "data")
	if request == nil {
		request = b.one("ReferralRequest")
	}
	encounter := b.follow(request, "Encounter", "encounter")
	if encounter == nil {
		encounter = b.one("Encounter")
	}
	n.ReferralRef = request.text("identifier", "value")
	n.person(b, b.subject(n, request, "patient"))
	n.stay(b, encounter)
	n.adwParties(b, header, request)
	if answer { // the council speaks, the hospital is spoken to
		n.From.Code, n.From.Name, n.To.Code, n.To.Name = n.To.Code, n.To.Name, n.From.Code, n.From.Name
	}
	n.adwWords(b, header, request, encounter)
	switch {
	case answer:
		return refuse(isResponse)
	case !known:
		return refuse(unknownEvent)
	case n.Syntax != "xml":
		return refuse(wrongFormat)
	case request == nil:
		return refuse(noReferral)
	}
	return nil
}

// subject is the person a request is about. Where it does not say, the only
// person in the message; where there are several, none.
func (b *bundle) subject(n *Notice, request *node, path string) *node {
	if p := b.follow(request, "Patient", path); p != nil {
		return p
	}
	all := b.every("Patient")
	if len(all) == 1 {
		return all[0]
	}
	if len(all) > 1 {
		n.doubtful("The message describes several people and does not say which one it is about.")
	}
	return nil
}

func (n *Notice) adwParties(b *bundle, header, request *node) {
	n.Clinician = b.worker(b.follow(header, "Practitioner", "responsible"))
	author := b.follow(header, "Practitioner", "author")
	if author == nil {
		author = b.follow(request, "Practitioner", "requester")
	}
	n.Liaison = b.worker(author)
	if n.Hospital.Name == "" && n.Hospital.Site == "" {
		n.Hospital.Site, n.Hospital.Name = organisation(b.employer(author))
	}

	from := header.text("source", "endpoint")
	n.From = Party{ODS: odsOf(from), Endpoint: from, Code: n.Hospital.Site, Name: n.Hospital.Name}
	if n.From.ODS == "" {
		n.From.ODS = n.From.Code
	}

	to := header.text("destination", "endpoint")
	council := b.follow(header, "Organization", "receiver")
	if council == nil {
		council = b.orgOfType("govt")
	}
	n.To = Party{ODS: odsOf(to), Endpoint: to, Team: b.orgOfType("team").text("name")}
	n.To.Code, n.To.Name = organisation(council)
	if n.To.ODS == "" && to == "" {
		n.To.ODS = n.To.Code
	}
}

func (n *Notice) adwWords(b *bundle, header, request, encounter *node) {
	n.ReferralReason = coded(request.first("reason")).Said()
	n.Supporting = request.text("description")
	diagnosis := b.follow(encounter, "Condition", "hospitalization", "admittingDiagnosis")
	n.AdmissionReason = coded(diagnosis.first("code")).Said()
	if n.Kind == Withdrawal {
		n.WithdrawalReason = coded(header.first("reason"))
		n.Person.Died = n.Person.Died || n.WithdrawalReason.Code == diedReason
	}
	n.clinical(b, diagnosis)
	n.questions(b)
}

// Reasons for withdrawal that mean more than their words. Source: value set
// ADW-WithdrawalReason-1, read November 2026.
const (
	diedReason  = "08"
	otherReason = "13"
)

// endpointOf is an organisation's address as ADW writes it.
func endpointOf(ods string) string {
	return "urn:nhs-uk:addressing:ods:" + strings.ToUpper(ods)
}
