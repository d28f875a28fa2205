package fhir

// field is one required data field of a standard, in the words a coordinator
// would use.
type field struct {
	label string
	given func(*Notice) bool
}

// missing names the required fields the notice lacks. Fields are those of the
// ADW data set mapping tables (Profile.ADW-*Notice.md, read November 2026),
// with three readings of our own: address lines 2 to 5 are as many as the
// address has; a result or details are asked only where the question before
// was answered Yes; "other reason" only where the reason is Other. BaRS has no
// such table: what a referral cannot be acted on without is asked.
func missing(n *Notice) []string {
	var out []string
	for _, f := range required[n.Kind] {
		if !f.given(n) {
			out = append(out, f.label)
		}
	}
	return out
}

// required maps each kind to its fields, in the standard's order. A withdrawal
// by BaRS is asked for what a referral is.
var required = map[Kind][]field{
	Assessment: join(issued, identity, personAddress, personContact, spoken, hospital, referral,
		stayDates, workers, carer, consulted, assessmentOnly, localAuthority),
	Discharge:  join(issued, identity, personAddress, hospital, proposedDischarge, consulted, workers, carer, localAuthority),
	Withdrawal: join(issued, identity, personAddress, hospital, withdrawalOnly, workers, localAuthority),
	Referral:   join(issued, barsIdentity, personAddress, barsReferral),
}

func join(parts ...[]field) (all []field) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func text(get func(*Notice) string) func(*Notice) bool {
	return func(n *Notice) bool { return get(n) != "" }
}

// adwOnly leaves a field out of what is asked of a BaRS withdrawal.
func adwOnly(get func(*Notice) string) func(*Notice) bool {
	return func(n *Notice) bool { return n.Standard != ADW || get(n) != "" }
}

var (
	issued = []field{
		{"Date the notice was issued", func(n *Notice) bool { return !n.SentAt.IsZero() }},
	}
	identity = []field{
		{"NHS number", text(func(n *Notice) string { return string(n.Person.NHSNumber) })},
		{"NHS number status", text(func(n *Notice) string { return n.Person.NHSStatus.Said() })},
		{"Hospital’s number for the person", adwOnly(func(n *Notice) string { return n.Person.LocalID })},
		{"Family name", text(func(n *Notice) string { return n.Person.Family })},
		{"First name", text(func(n *Notice) string { return n.Person.Given })},
		{"Date of birth", text(func(n *Notice) string { return string(n.Person.BirthDate) })},
		{"Gender", text(func(n *Notice) string { return n.Person.Gender })},
	}
	barsIdentity = []field{
		{"NHS number", text(func(n *Notice) string { return string(n.Person.NHSNumber) })},
		{"Family name", text(func(n *Notice) string { return n.Person.Family })},
		{"First name", text(func(n *Notice) string { return n.Person.Given })},
		{"Date of birth", text(func(n *Notice) string { return string(n.Person.BirthDate) })},
	}
	personAddress = []field{
		{"Address", func(n *Notice) bool { return len(n.Person.Address.Lines) > 0 }},
		{"Postcode", text(func(n *Notice) string { return n.Person.Address.Postcode })},
	}
	personContact = []field{
		{"Email address", text(func(n *Notice) string { return n.Person.Email })},
		{"Telephone number", func(n *Notice) bool { return len(n.Person.Phones) > 0 }},
	}
	spoken = []field{
		{"Language", text(func(n *Notice) string { return n.Person.Language })},
		{"Whether that language is preferred", text(func(n *Notice) string { return n.Person.Preferred })},
		{"Whether an interpreter is needed", text(func(n *Notice) string { return n.Person.Interpreter })},
	}
	hospital = []field{
		{"Hospital site code", adwOnly(func(n *Notice) string { return n.Hospital.Site })},
		{"Hospital name", adwOnly(func(n *Notice) string { return n.Hospital.Name })},
		{"Ward", adwOnly(func(n *Notice) string { return n.Hospital.Ward })},
	}
	referral = []field{
		{"Reason for referral", text(func(n *Notice) string { return n.ReferralReason })},
		{"Supporting information", text(func(n *Notice) string { return n.Supporting })},
	}
	barsReferral = []field{
		{"Reason for referral", text(func(n *Notice) string { return n.ReferralReason + n.Supporting })},
		{"Who is asking", text(func(n *Notice) string { return n.From.Name })},
	}
	proposedDischarge = []field{
		{"Proposed discharge date", text(func(n *Notice) string { return string(n.ProposedDischargeOn) })},
	}
	stayDates = join([]field{
		{"Admission date", text(func(n *Notice) string { return string(n.AdmittedOn) })},
		{"Reason for admission", text(func(n *Notice) string { return n.AdmissionReason })},
		{"Admission type", text(func(n *Notice) string { return n.Stay.AdmissionType })},
	}, proposedDischarge)
	workers = []field{
		{"Lead clinician’s family name", adwOnly(func(n *Notice) string { return n.Clinician.Family })},
		{"Lead clinician’s first name", adwOnly(func(n *Notice) string { return n.Clinician.Given })},
		{"Hospital liaison’s family name", adwOnly(func(n *Notice) string { return n.Liaison.Family })},
		{"Hospital liaison’s first name", adwOnly(func(n *Notice) string { return n.Liaison.Given })},
		{"Hospital liaison’s email address", adwOnly(func(n *Notice) string { return n.Liaison.Email })},
		{"Hospital liaison’s telephone number", adwOnly(func(n *Notice) string { return n.Liaison.Phone })},
	}
	carer = []field{
		{"Carer’s family name", text(func(n *Notice) string { return n.carer().Family })},
		{"Carer’s first name", text(func(n *Notice) string { return n.carer().Given })},
		{"Carer’s email address", text(func(n *Notice) string { return n.carer().Email })},
		{"Carer’s telephone number", text(func(n *Notice) string { return n.carer().Phone })},
	}
	consulted = []field{
		{"Whether the person was consulted", text(func(n *Notice) string { return n.PersonConsulted })},
		{"Whether the carer was consulted", text(func(n *Notice) string { return n.CarerConsulted })},
	}
	assessmentOnly = []field{
		{"Whether the person consents", text(func(n *Notice) string { return n.PersonConsents })},
		{"Who else consented", text(func(n *Notice) string { return n.ThirdPartyConsent })},
		{"Whether NHS Continuing Healthcare was considered", text(func(n *Notice) string { return n.CHCConsidered })},
		{"What came of considering NHS Continuing Healthcare", func(n *Notice) bool {
			return n.CHCConsidered != "Yes" || n.CHCResult != ""
		}},
		{"Whether there are safeguarding concerns", text(func(n *Notice) string { return n.Safeguarding })},
		{"Details of safeguarding concerns", func(n *Notice) bool {
			return n.Safeguarding != "Yes" || n.SafeguardingDetails != ""
		}},
	}
	withdrawalOnly = []field{
		{"Reason for withdrawal", text(func(n *Notice) string { return n.WithdrawalReason.Display + n.WithdrawalReason.Text })},
		{"Other reason for withdrawal", func(n *Notice) bool {
			return n.WithdrawalReason.Code != otherReason || n.WithdrawalReason.Text != ""
		}},
	}
	localAuthority = []field{
		{"Council’s organisation code", adwOnly(func(n *Notice) string { return n.To.Code })},
		{"Council’s name", adwOnly(func(n *Notice) string { return n.To.Name })},
		{"Council’s social care team", adwOnly(func(n *Notice) string { return n.To.Team })},
	}
)

// carer is the first contact the sender calls a carer.
func (n *Notice) carer() Contact {
	for _, c := range n.Contacts {
		if c.Carer {
			return c
		}
	}
	return Contact{}
}
