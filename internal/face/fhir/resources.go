package fhir

import (
	"encoding/base64"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// person reads a Patient.
func (n *Notice) person(b *bundle, p *node) {
	if p == nil {
		return
	}
	out := &n.Person
	out.Family, out.Given = name(p)
	nhs := nhsIdentifier(p)
	out.NHSNumber = ids.ParseNHSNumber(nhs.text("value"))
	for _, x := range nhs.all("extension") {
		if strings.Contains(x.text("url"), "NHSNumberVerificationStatus") {
			out.NHSStatus = coded(x.first("valueCodeableConcept"))
		}
	}
	for _, i := range p.all("identifier") {
		if i != nhs && out.LocalID == "" {
			out.LocalID = i.text("value")
		}
	}
	out.BirthDate = n.date("date of birth", p.text("birthDate"))
	out.Gender = p.text("gender")
	out.Died = p.text("deceasedBoolean") == "true" || p.text("deceasedDateTime") != ""
	a := p.first("address")
	out.Address = Address{
		Lines: a.texts("line"), City: a.text("city"),
		District: a.text("district"), Postcode: a.text("postalCode"),
	}
	out.Phones, out.Email = telecom(p)
	n.language(p)
	n.contacts(p)
	n.practice(b, p)
}

func nhsIdentifier(p *node) *node {
	for _, i := range p.all("identifier") {
		if strings.HasSuffix(strings.ToLower(i.text("system")), "/nhs-number") {
			return i
		}
	}
	return nil
}

// name reads the family and given names, the usual or official one first.
func name(of *node) (family, given string) {
	names := of.all("name")
	if len(names) == 0 {
		return "", ""
	}
	chosen := names[0]
	for _, c := range names {
		if use := c.text("use"); use == "usual" || use == "official" {
			chosen = c
			break
		}
	}
	family = joined(chosen.texts("family"), " ")
	given = joined(chosen.texts("given"), " ")
	if family == "" && given == "" {
		family = chosen.text("text")
	}
	return family, given
}

func telecom(of *node) (phones []string, email string) {
	for _, t := range of.all("telecom") {
		v := t.text("value")
		switch {
		case v == "":
		case t.text("system") == "email":
			if email == "" {
				email = v
			}
		case t.text("system") == "phone", t.text("system") == "sms":
			phones = append(phones, v)
		}
	}
	return phones, email
}

func firstText(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// date reads a date, or the date in the UK of a moment. What is neither is
// told as a doubt, in the sender's own characters.
func (n *Notice) date(what, s string) when.Date {
	if d, err := when.ParseDate(s); err == nil {
		return d
	}
	if i, err := when.ParseInstant(s); err == nil {
		return i.On()
	}
	n.doubtful("The " + what + " is given as “" + cut(s, 40) + "”, which is not a date.")
	return ""
}

func (n *Notice) instant(what, s string) when.Instant {
	if s == "" {
		return when.Instant{}
	}
	i, err := when.ParseInstant(s)
	if err != nil {
		n.doubtful("The " + what + " is given as “" + cut(s, 40) + "”, which is not a date and time.")
	}
	return i
}

// language reads what tongue the person speaks: an extension in DSTU2, an
// element in R4.
func (n *Notice) language(p *node) {
	for _, c := range p.all("communication") {
		n.Person.Language = coded(c.first("language")).Said()
		n.Person.Preferred = yesNo(c.text("preferred"))
	}
	p.walk(func(x *node) {
		if x.name != "extension" {
			return
		}
		switch x.text("url") {
		case "language":
			n.Person.Language = coded(x.first("valueCodeableConcept")).Said()
		case "preferred":
			n.Person.Preferred = yesNo(x.text("valueBoolean"))
		case "interpreterRequired":
			n.Person.Interpreter = yesNo(x.text("valueBoolean"))
		}
	})
}

func yesNo(b string) string {
	return map[string]string{"true": "Yes", "false": "No"}[b]
}

func (n *Notice) contacts(p *node) {
	for _, c := range p.all("contact") {
		phones, email := telecom(c)
		var relations []string
		self := false
		for _, r := range c.all("relationship") {
			as := coded(r)
			self = self || as.Code == "ONESELF"
			relations = append(relations, as.Said())
		}
		if self { // BaRS keeps the person's own numbers among the contacts
			n.Person.Phones = append(n.Person.Phones, phones...)
			if n.Person.Email == "" {
				n.Person.Email = email
			}
			continue
		}
		if !n.room(len(n.Contacts)) {
			return
		}
		family, given := name(c)
		relation := joined(relations, ", ")
		n.Contacts = append(n.Contacts, Contact{
			Family: family, Given: given, Relationship: relation,
			Carer: strings.Contains(strings.ToLower(relation), "carer"),
			Phone: firstText(phones), Email: email,
		})
	}
}

// practice reads the person's GP: a practitioner, their role, or the practice.
func (n *Notice) practice(b *bundle, p *node) {
	at := b.follow(p, "", "careProvider")
	if at == nil {
		at = b.follow(p, "", "generalPractitioner")
	}
	if at == nil {
		return
	}
	org := at
	if at.name != "Organization" {
		w := b.worker(at)
		n.GP.Name, n.GP.Phone, n.GP.Email = w.Name(), w.Phone, w.Email
		org = b.employer(at)
	}
	n.GP.Code, n.GP.Practice = organisation(org)
	if phones, email := telecom(org); n.GP.Phone == "" {
		n.GP.Phone, n.GP.Email = firstText(phones), email
	}
}

// worker reads a Practitioner, or the one a PractitionerRole is about.
func (b *bundle) worker(at *node) Worker {
	if at == nil {
		return Worker{}
	}
	who, role := at, at.first("practitionerRole", "role")
	if at.name == "PractitionerRole" {
		who, role = b.follow(at, "Practitioner", "practitioner"), at.first("code")
	}
	var w Worker
	w.Family, w.Given = name(who)
	phones, email := telecom(who)
	w.Phone, w.Email, w.Role = firstText(phones), email, coded(role)
	return w
}

// employer is the organisation a practitioner works for.
func (b *bundle) employer(at *node) *node {
	if o := b.follow(at, "Organization", "practitionerRole", "managingOrganization"); o != nil {
		return o
	}
	return b.follow(at, "Organization", "organization")
}

// stay reads an Encounter: which hospital and ward, since when, until when.
func (n *Notice) stay(b *bundle, e *node) {
	if e == nil {
		return
	}
	id := e.first("identifier")
	n.Stay = Stay{
		ID: id.text("value"), System: id.text("system"), Status: e.text("status"),
		Class: e.text("class"), AdmissionType: coded(e.first("priority")).Said(),
	}
	if n.Stay.Class == "" {
		n.Stay.Class = e.text("class", "code")
	}
	n.Hospital.Site, n.Hospital.Name = organisation(b.follow(e, "Organization", "serviceProvider"))
	n.Hospital.Ward = b.follow(e, "Location", "location", "location").text("name")
	if inpatient[n.Stay.Class] {
		n.AdmittedOn = n.date("admission date", e.text("period", "start"))
		n.ProposedDischargeOn = n.date("proposed discharge date", e.text("period", "end"))
	}
}

// inpatient classes of encounter: DSTU2's word and the HL7 v3 codes of R4.
// For any other the period is that of a call or a visit, not of a stay.
var inpatient = map[string]bool{"": true, "inpatient": true, "IMP": true, "ACUTE": true, "NONAC": true}

// attachments reads documents: each DocumentReference with its Binary or its
// own data, then any Binary nobody refers to.
func (n *Notice) attachments(b *bundle) {
	used := map[*node]bool{}
	add := func(title, media string, data string) {
		if data == "" || !n.room(len(n.Attachments)) {
			return
		}
		raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(data), ""))
		if err != nil {
			n.doubtful("An attachment could not be read. It is kept in the message as sent.")
			return
		}
		if title == "" {
			title = "Attachment"
		}
		n.Attachments = append(n.Attachments, Attachment{Title: title, MediaType: media, Bytes: raw})
	}
	binary := func(title, media string, bin *node) {
		used[bin] = true
		if m := bin.text("contentType"); m != "" {
			media = m
		}
		for _, field := range []string{"content", "data"} { // DSTU2, R4
			if c := bin.first(field); c != nil {
				add(title, media, c.value)
			}
		}
	}
	b.root.walk(func(d *node) {
		if d.name != "DocumentReference" {
			return
		}
		title := d.text("description")
		if title == "" {
			title = coded(d.first("type")).Said()
		}
		for _, a := range d.all("content", "attachment") {
			media := a.text("contentType")
			if t := a.text("title"); t != "" {
				title = t
			}
			if data := a.first("data"); data != nil {
				add(title, media, data.value)
			} else if bin := b.byRef[lastPart(a.text("url"))]; bin != nil && bin.name == "Binary" && !used[bin] {
				binary(title, media, bin)
			}
		}
	})
	b.root.walk(func(d *node) {
		if d.name == "Binary" && !used[d] {
			binary("", "", d)
		}
	})
}
