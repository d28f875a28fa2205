package fhir

import "strings"

// clinical adds a line for each condition, medicine, allergy, observation,
// flag, plan and section of a document that the message holds. skip is the
// condition already told as the reason for admission.
func (n *Notice) clinical(b *bundle, skip *node) {
	b.root.walk(func(r *node) {
		if r == skip {
			return
		}
		switch r.name {
		case "Condition":
			n.line("Condition", coded(r.first("code")).Said())
		case "MedicationStatement", "MedicationRequest", "MedicationOrder":
			n.line("Medicine", both(coded(r.first("medicationCodeableConcept")).Said(), doses(r)))
		case "AllergyIntolerance":
			what := r.first("substance") // DSTU2
			if what == nil {
				what = r.first("code")
			}
			n.line("Allergy", coded(what).Said())
		case "Observation":
			n.line("Observation", both(coded(r.first("code")).Said(), value(r)))
		case "Flag":
			n.line("Flag", both(coded(r.first("category")).Said(), coded(r.first("code")).Said()))
		case "CarePlan":
			for _, o := range r.all("activity", "outcomeCodeableConcept") {
				n.line("Plan", coded(o).Said())
			}
		case "Composition":
			for _, s := range r.all("section") {
				n.line(orElse(s.text("title"), "Document"), plain(s.text("text", "div")))
			}
		}
	})
}

func doses(r *node) string {
	var out []string
	for _, path := range []string{"dosage", "dosageInstruction"} {
		out = append(out, r.texts(path, "text")...)
	}
	return joined(out, "; ")
}

// room reports whether a list so long may grow, and says so when it may not.
func (n *Notice) room(length int) bool {
	if length >= listLimit {
		n.doubtful("The message lists more than is shown here. Look at the message as sent.")
	}
	return length < listLimit
}

// line adds what was said, unless nothing was.
func (n *Notice) line(label, text string) {
	if text != "" && n.room(len(n.Lines)) {
		n.Lines = append(n.Lines, Line{Label: clean(label), Text: cut(text, textLimit)})
	}
}

func both(a, b string) string {
	if a != "" && b != "" {
		return a + ": " + b
	}
	return a + b
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// value reads value[x] in whichever type it came.
func value(at *node) string {
	if at == nil {
		return ""
	}
	for _, k := range at.kids {
		switch {
		case !strings.HasPrefix(k.name, "value") || k.name == "value":
		case k.name == "valueBoolean":
			return yesNo(clean(k.value))
		case k.name == "valueCoding":
			return orElse(k.text("display"), k.text("code"))
		case k.name == "valueCodeableConcept":
			return coded(k).Said()
		case k.name == "valueQuantity":
			return strings.TrimSpace(k.text("value") + " " + k.text("unit"))
		default:
			return clean(k.value)
		}
	}
	return ""
}

// questions reads every QuestionnaireResponse of the message: groups of
// questions in DSTU2, items in R4.
func (n *Notice) questions(b *bundle) {
	b.root.walk(func(q *node) {
		if q.name != "question" && q.name != "item" {
			return
		}
		var said []string
		for _, a := range q.all("answer") {
			if v := value(a); v != "" {
				said = append(said, v)
			}
		}
		n.answer(q.text("text"), joined(said, "; "))
	})
}

// answer puts an answer where it belongs. The profiles know their questions
// by their wording, so the wording is what there is to go by.
func (n *Notice) answer(question, said string) {
	q := strings.ToLower(question)
	has := func(words ...string) bool {
		for _, w := range words {
			if !strings.Contains(q, w) {
				return false
			}
		}
		return true
	}
	for _, known := range []struct {
		asked bool
		into  *string
	}{
		{has("safeguarding", "detail"), &n.SafeguardingDetails},
		{has("safeguarding"), &n.Safeguarding},
		{has("third party", "consent"), &n.ThirdPartyConsent},
		{has("continuing health", "result"), &n.CHCResult},
		{has("continuing health", "considered"), &n.CHCConsidered},
		{has("carer", "consult"), &n.CarerConsulted},
		{has("consult"), &n.PersonConsulted},
		{has("consent"), &n.PersonConsents},
	} {
		if known.asked && *known.into == "" {
			*known.into = said
			return
		}
	}
	n.line(question, said)
}
