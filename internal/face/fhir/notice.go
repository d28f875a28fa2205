package fhir

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// Kind is what a message asks of the council.
type Kind string

// The kinds. The empty Kind means the message was too broken, or too strange,
// to tell.
const (
	Assessment Kind = "assessment" // please assess this person's needs before they leave hospital
	Discharge  Kind = "discharge"  // this person is to leave hospital on a date
	Withdrawal Kind = "withdrawal" // an earlier notice or referral no longer stands
	Referral   Kind = "referral"   // BaRS: please take this person on
	Booking    Kind = "booking"    // BaRS: an appointment made for this person; always refused, we offer none
)

// Standard is whose rules the message follows, and so how it is answered.
type Standard string

// The standards read here. Empty: not known.
const (
	ADW  Standard = "adw"  // FHIR DSTU2 XML
	BaRS Standard = "bars" // FHIR R4 JSON
)

// Scope is which earlier messages a withdrawal takes back.
type Scope string

// The scopes of a withdrawal.
const (
	WithdrawsAll        Scope = "all"
	WithdrawsAssessment Scope = "assessment"
	WithdrawsDischarge  Scope = "discharge"
)

// Council is us: who a message must be addressed to, and who signs the answer.
type Council struct {
	ODS           string   // organisation code, V396BB; compared without case
	ServiceIDs    []string // directory-of-services ids we answer for (BaRS only); may be empty
	Name          string   // "Hebburn Council"
	Team          string   // "Community Reablement Team"
	ContactFamily string   // the coordinator hospitals may ask for
	ContactGiven  string
	ContactEmail  string
	ContactPhone  string
}

// Notice is one message as understood. Every text is trimmed, free of control
// characters and cut at 10,000 bytes. Any field may be empty: see Missing.
type Notice struct {
	Standard  Standard
	Syntax    string // "xml", "json", or empty when it is neither
	Kind      Kind
	Event     string // the event code as sent
	Update    bool   // BaRS: changes a referral sent before
	Withdraws Scope  // withdrawals only
	BundleID  string // the envelope's id
	HeaderID  string // the message's own id; senders have been seen to use one twice, see Key

	// ReferralRef ties the assessment, discharge and withdrawal notices of one
	// hospital stay together. It is the sender's.
	ReferralRef string
	SentAt      when.Instant // the notice's issued date and time
	From        Party
	To          Party // whom it is addressed to, and the council and team it names

	Person     Person
	Contacts   []Contact
	Hospital   Hospital
	Stay       Stay
	Clinician  Worker // lead clinician; for BaRS, who asks
	Liaison    Worker // whom at the hospital to ring
	GP         GP
	AdmittedOn when.Date
	// ProposedDischargeOn is the day the hospital means to let the person go.
	ProposedDischargeOn when.Date

	// Answers to the standard's questions, as said: "Yes", "No", "Not
	// Applicable" or free words; empty when not asked.
	PersonConsulted   string
	CarerConsulted    string
	PersonConsents    string
	ThirdPartyConsent string // who else consented
	CHCConsidered     string // NHS Continuing Healthcare
	CHCResult         string
	// Safeguarding is kept apart from Lines because who may read it differs.
	Safeguarding        string
	SafeguardingDetails string

	ReferralReason   string
	Supporting       string // supporting information in the sender's words
	AdmissionReason  string
	WithdrawalReason Coded

	Lines       []Line // everything else said: conditions, medicines, questions and answers
	Attachments []Attachment

	// Missing names each field the standard requires and the message lacks, in
	// plain words and in the standard's order.
	Missing []string
	// Doubts says what should be checked with the sender before it is relied on.
	Doubts []string
}

// Key is the same for the same message, whenever it comes and however often;
// empty when the sender gave no id at all. It joins sender, envelope and
// message id: the standard's own examples use one message id in an assessment
// notice and in the withdrawal that follows.
func (n Notice) Key() string {
	if n.BundleID == "" && n.HeaderID == "" {
		return ""
	}
	return ids.Derived("fhir", strings.ToUpper(n.From.ODS), n.BundleID, n.HeaderID)
}

// MediaType is the content type of the answer to this message.
func (n Notice) MediaType() string {
	if n.Syntax == "xml" {
		return "application/xml+fhir" // DSTU2's name; R4 turned it round
	}
	return "application/fhir+json"
}

// Party is an organisation at one end of a message.
type Party struct {
	ODS      string // the code it is addressed by
	Code     string // its own ODS code, as its details in the message give it
	Endpoint string // the address as sent
	Service  string // directory-of-services id (BaRS)
	Name     string
	Team     string // the council's team, when the message names one
}

// Coded is a word from a list, with the list and what the sender wrote beside.
type Coded struct {
	System, Code, Display, Text string
}

// Said is the most telling of what was sent.
func (c Coded) Said() string {
	switch {
	case c.Text != "" && c.Display != "" && c.Text != c.Display:
		return cut(c.Display+": "+c.Text, textLimit)
	case c.Display != "":
		return c.Display
	case c.Text != "":
		return c.Text
	}
	return c.Code
}

// Person is whom the message is about.
type Person struct {
	Family, Given string
	NHSNumber     ids.NHSNumber // as sent but for spaces; ask Verified before trusting it
	NHSStatus     Coded         // how sure the sender was of the number
	LocalID       string        // the hospital's number for the person
	BirthDate     when.Date
	Gender        string // male, female, other, unknown
	Died          bool   // the message says the person has died
	Address       Address
	Phones        []string
	Email         string
	Language      string
	Preferred     string // is that the language they prefer: "Yes", "No" or empty
	Interpreter   string // is one needed: "Yes", "No" or empty
}

// Address as sent, line by line.
type Address struct {
	Lines                    []string
	City, District, Postcode string
}

// Contact is someone close to the person.
type Contact struct {
	Family, Given, Relationship string
	Carer                       bool // the sender calls them a carer
	Phone, Email                string
}

// Worker is someone at the hospital or practice.
type Worker struct {
	Family, Given, Email, Phone string
	Role                        Coded
}

// Name is given name then family name.
func (w Worker) Name() string { return strings.TrimSpace(w.Given + " " + w.Family) }

// Hospital is where the person is.
type Hospital struct {
	Site string // organisation site code, RFM8C2
	Name string
	Ward string
}

// Stay is the hospital's own record of this admission.
type Stay struct {
	ID            string
	System        string // whose numbering ID is in
	Status, Class string
	AdmissionType string // emergency, planned
}

// GP is the person's general practice.
type GP struct {
	Name, Practice, Code, Phone, Email string
}

// Line is one thing said, under the words the sender or the standard gives it.
type Line struct{ Label, Text string }

// Attachment is a document carried in the message. Bytes are never opened
// here, and MediaType is the sender's claim.
type Attachment struct {
	Title, MediaType string
	Bytes            []byte
}
