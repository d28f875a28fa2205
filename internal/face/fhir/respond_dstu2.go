package fhir

import (
	"bytes"
	"encoding/xml"
	"strings"

	"stillhome/internal/kernel/when"
)

// answer is what differs between the six ADW responses. Source: the response
// profiles and examples of nhsconnect/FHIR-ADW-Messaging, read November 2026.
type answer struct {
	event, word, code string
	list, say         string // reason: its code list and the words
	status, request   string // referral request: status and profile
}

const (
	nhsProfile  = "https://fhir.nhs.uk/StructureDefinition/"
	hl7UK       = "https://fhir.hl7.org.uk/StructureDefinition/"
	careConnect = hl7UK + "CareConnect-"
)

// write makes the message. Resources stand in the order of the examples.
func (a answer) write(n Notice, us Council, newID func() string, at when.Instant) []byte {
	if n.Kind == Withdrawal {
		a.status, a.request = "cancelled", "ADW-Cancel-ReferralRequest-1"
	}
	m := newMessage(newID)
	var contact string
	if us.ContactFamily != "" {
		contact = m.ids["contact"]
	}
	m.add("header", "MessageHeader", nhsProfile+"ADW-"+events[n.Event].profile+a.word+"-MessageHeader-1",
		el("timestamp", instantText(at)),
		group("event", el("system", "http://snomed.info/sct"), el("code", a.event)),
		group("response", el("identifier", n.HeaderID), el("code", a.code)),
		group("source", el("endpoint", endpointOf(us.ODS))),
		group("destination", el("endpoint", orElse(n.From.Endpoint, endpointOf(n.From.ODS)))),
		ref("author", contact), ref("receiver", m.ids["liaison"]), ref("responsible", m.ids["council"]),
		group("reason",
			group("coding", el("system", a.list), el("code", "OFT"), el("display", "Other - Free Text")),
			el("text", a.say)),
		ref("data", m.ids["request"]))
	m.add("request", "ReferralRequest", nhsProfile+a.request,
		el("status", a.status), group("identifier", el("value", n.ReferralRef)),
		ref("patient", m.ids["person"]), ref("requester", m.ids["liaison"]),
		ref("recipient", m.ids["team"]), ref("encounter", m.ids["stay"]))
	m.add("stay", "Encounter", careConnect+"ADW-Encounter-1",
		group("identifier", el("system", n.Stay.System), el("value", n.Stay.ID)),
		el("status", n.Stay.Status), el("class", n.Stay.Class),
		ref("patient", m.ids["person"]),
		group("location", ref("location", m.ids["ward"])), ref("serviceProvider", m.ids["hospital"]))
	m.person(n)
	m.worker("liaison", n.Liaison, "hospital")
	if contact != "" {
		m.worker("contact", Worker{
			Family: us.ContactFamily, Given: us.ContactGiven,
			Email: us.ContactEmail, Phone: us.ContactPhone, Role: Coded{Text: "Reablement coordinator"},
		}, "team")
	}
	m.organisation("hospital", "ods-site-code", n.Hospital.Site, "prov", "Healthcare Provider", n.Hospital.Name)
	m.organisation("council", "ods-organization-code", us.ODS, "govt", "Government", us.Name)
	m.organisation("team", "", "", "team", "Organizational team", orElse(us.Team, us.Name))
	m.add("ward", "Location", careConnect+"Location-1",
		el("name", n.Hospital.Ward), ref("managingOrganization", m.ids["hospital"]))
	return writeXML(m.root)
}

// message is a DSTU2 bundle being written.
type message struct {
	root *node
	ids  map[string]string // of each part, made beforehand so that any can refer to any
}

func newMessage(newID func() string) *message {
	m := &message{ids: map[string]string{}}
	m.root = group("Bundle", el("id", newID()),
		group("meta", el("profile", nhsProfile+"ADW-Message-Bundle-1")), el("type", "message"))
	for _, part := range []string{"header", "request", "stay", "person", "liaison", "contact", "hospital", "council", "team", "ward"} {
		m.ids[part] = newID()
	}
	return m
}

func (m *message) add(part, kind, profile string, kids ...*node) {
	id := m.ids[part]
	resource := group(kind, append([]*node{el("id", id), group("meta", el("profile", profile))}, kids...)...)
	m.root.kids = append(m.root.kids,
		group("entry", el("fullUrl", "urn:uuid:"+id), group("resource", resource)))
}

func (m *message) person(n Notice) {
	p := n.Person
	m.add("person", "Patient", careConnect+"Patient-1",
		identifier("nhs-number", string(p.NHSNumber), status(p.NHSStatus), nil),
		identifier("local-patient-identifier", p.LocalID, nil, ref("assigner", m.ids["hospital"])),
		group("name", el("use", "usual"), el("family", p.Family), el("given", p.Given)),
		el("gender", p.Gender), el("birthDate", string(p.BirthDate)))
}

// identifier is a value of one of the NHS lists; nil without a value.
func identifier(list, value string, before, after *node) *node {
	if value == "" {
		return nil
	}
	return group("identifier", before, el("system", "https://fhir.nhs.uk/Id/"+list), el("value", value), after)
}

// status repeats how sure the sender was of the NHS number. It is their claim
// sent back, not ours.
func status(s Coded) *node {
	if s.Code == "" {
		return nil
	}
	return group("extension", el("url", hl7UK+"Extension-CareConnect-NHSNumberVerificationStatus-1"),
		group("valueCodeableConcept", group("coding",
			el("system", s.System), el("code", s.Code), el("display", s.Display))))
}

func (m *message) worker(part string, w Worker, employer string) {
	m.add(part, "Practitioner", careConnect+"Practitioner-1",
		group("name", el("family", w.Family), el("given", w.Given)),
		telecomOf("email", w.Email), telecomOf("phone", w.Phone),
		group("practitionerRole",
			ref("managingOrganization", m.ids[employer]),
			group("role",
				group("coding", el("system", w.Role.System), el("code", w.Role.Code), el("display", w.Role.Display)),
				el("text", w.Role.Text))))
}

func telecomOf(system, value string) *node {
	if value == "" {
		return nil
	}
	return group("telecom", el("system", system), el("value", value))
}

func (m *message) organisation(part, list, code, kind, display, name string) {
	var within *node
	if part == "team" {
		within = ref("partOf", m.ids["council"])
	}
	m.add(part, "Organization", careConnect+"Organization-1", identifier(list, code, nil, nil),
		group("type", group("coding", el("system", "http://hl7.org/fhir/organization-type"), el("code", kind), el("display", display))),
		el("name", name), within)
}

// el is a primitive; nil when it would be empty, as FHIR has no empty values.
func el(name, value string) *node {
	if value == "" {
		return nil
	}
	return &node{name: name, value: value}
}

// group is an element of the kids that are there; nil when none is.
func group(name string, kids ...*node) *node {
	n := &node{name: name}
	for _, k := range kids {
		if k != nil {
			n.kids = append(n.kids, k)
		}
	}
	if len(n.kids) == 0 {
		return nil
	}
	return n
}

// ref points at another part of the message.
func ref(name, id string) *node {
	if id == "" {
		return nil
	}
	return group(name, el("reference", "urn:uuid:"+id))
}

// writeXML is the tree as a FHIR document, one element a line.
func writeXML(root *node) []byte {
	var b bytes.Buffer
	writeNode(&b, root, 0)
	return b.Bytes()
}

func writeNode(b *bytes.Buffer, n *node, depth int) {
	indent := strings.Repeat(" ", depth)
	b.WriteString(indent + "<" + n.name)
	if depth == 0 {
		b.WriteString(` xmlns="` + space + `"`)
	}
	kids := n.kids
	if n.name == "extension" && len(kids) > 0 && kids[0].name == "url" {
		writeAttribute(b, "url", kids[0].value)
		kids = kids[1:]
	}
	if n.value != "" {
		writeAttribute(b, "value", n.value)
	}
	if len(kids) == 0 {
		b.WriteString("/>\n")
		return
	}
	b.WriteString(">\n")
	for _, k := range kids {
		writeNode(b, k, depth+1)
	}
	b.WriteString(indent + "</" + n.name + ">\n")
}

func writeAttribute(b *bytes.Buffer, name, value string) {
	b.WriteString(" " + name + `="`)
	_ = xml.EscapeText(b, []byte(value)) // a bytes.Buffer never fails
	b.WriteByte('"')
}
