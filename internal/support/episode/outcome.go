package episode

// Outcome is how an episode ended.
type Outcome string

// The outcomes. Each closes the event: one that only says "progress to ..."
// would drop the person out of ASCOF 2A.
const (
	Finished     Outcome = "finished"
	Advised      Outcome = "advised"
	OtherService Outcome = "other_service"
	ToNHS        Outcome = "nhs"
	InHospital   Outcome = "hospital"
	MovedAway    Outcome = "moved_away"
	OwnMoney     Outcome = "own_money"
	ChoseNot     Outcome = "chose_not"
	Died         Outcome = "died"
	OtherReason  Outcome = "other_reason"
)

// OutcomeWords is one outcome: the words on the screen and the permitted value
// of Client Level Data underneath.
type OutcomeWords struct {
	Code Outcome
	Say  string
	// CLD is the release 2 value of Event Outcome, letter by letter: DHSC
	// compares case-sensitively.
	CLD string
}

// Outcomes lists the outcomes in the order a form offers them. Source: CLD
// release 2 Event Outcome, read from DHSC's processing rules of June 2026.
// Left out are the four values that do not conclude ("Progress to ...",
// "Continuation of ..."), "NFA: No services offered for other reason", as a
// service was given, and "NFA: Other", which says nothing.
var Outcomes = []OutcomeWords{
	{Finished, "Support finished as planned", "NFA: Support ended as planned"},
	{Advised, "Finished, with advice or a link to local help", "NFA: Information and advice or signposting"},
	{OtherService, "Another council service takes over", "NFA: Referral to other service within the local authority"},
	{ToNHS, "The NHS takes over", "NFA: Referral to NHS services or NHS funded social care"},
	{InHospital, "Went into hospital and support cannot go on", "Admitted to hospital"},
	{MovedAway, "Moved to another council's area", "NFA: Responsibility moved to another local authority"},
	{OwnMoney, "Arranges and pays for their own support", "NFA: Self-funded client or under 12wk disregard"},
	{ChoseNot, "Chose not to carry on", "NFA: Support declined"},
	{Died, "Died", "NFA: Deceased"},
	{OtherReason, "Ended early for another reason", "NFA: Support ended for other reason"},
}

func (o Outcome) words() OutcomeWords {
	for _, w := range Outcomes {
		if w.Code == o {
			return w
		}
	}
	return OutcomeWords{}
}

// Known reports whether this is one of the outcomes.
func (o Outcome) Known() bool { return o.words().Code != "" }

// Label is the outcome in words for a screen.
func (o Outcome) Label() string { return o.words().Say }

// CLD is the permitted value of Event Outcome, release 2.
func (o Outcome) CLD() string { return o.words().CLD }

// Sequel is what support, if any, follows an episode.
type Sequel string

// The sequels.
const (
	NoSupport       Sequel = "none"
	LowLevel        Sequel = "low_level"
	OtherShortTerm  Sequel = "other_short_term"
	MoreReablement  Sequel = "more_reablement"
	LongCommunity   Sequel = "long_community"
	LongResidential Sequel = "long_residential"
	LongNursing     Sequel = "long_nursing"
	LongPrison      Sequel = "long_prison"
)

// SequelWords is one sequel: the words on the screen and the permitted value
// of Client Level Data underneath.
type SequelWords struct {
	Code Sequel
	Say  string
	// CLD is the release 2 value of Service Type for the service that
	// follows; empty when none does.
	CLD string
	// LongTerm support means ongoing support after reablement.
	LongTerm bool
}

// Sequels lists what may follow, in the order a form offers it. Source: CLD
// release 2 Service Type, and the order in which ASCOF 2A looks for a service
// that starts within 7 days of the end.
var Sequels = []SequelWords{
	{NoSupport, "No more support from the council", "", false},
	{LowLevel, "A little ongoing help, such as equipment or an alarm", "Short term support: Ongoing low level", false},
	{OtherShortTerm, "Other short-term support", "Short term support: Other short term", false},
	{MoreReablement, "Another period of reablement", "Short term support: ST-Max", false},
	{LongCommunity, "Ongoing support at home", "Long term support: Community", true},
	{LongResidential, "A residential care home", "Long term support: Residential care", true},
	{LongNursing, "A nursing home", "Long term support: Nursing care", true},
	{LongPrison, "Ongoing support in prison", "Long term support: Prison", true},
}

func (q Sequel) words() SequelWords {
	for _, w := range Sequels {
		if w.Code == q {
			return w
		}
	}
	return SequelWords{}
}

// Known reports whether this is one of the sequels.
func (q Sequel) Known() bool { return q.words().Code != "" }

// Label is the sequel in words for a screen.
func (q Sequel) Label() string { return q.words().Say }

// CLD is the permitted value of Service Type, release 2; empty when no service
// follows.
func (q Sequel) CLD() string { return q.words().CLD }

// LongTerm reports whether ongoing support follows.
func (q Sequel) LongTerm() bool { return q.words().LongTerm }
