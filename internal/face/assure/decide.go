package assure

import (
	"slices"
	"strings"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// Question is one thing a manager answers, from which the rules decide.
type Question string

// The questions. Codes never change meaning.
const (
	During     Question = "during"
	Unintended Question = "unintended"
	Lasting    Question = "lasting"
	Days28     Question = "days28"
	Structure  Question = "structure"
	Pain       Question = "pain"
	Pain28     Question = "pain28"
	Shortened  Question = "shortened"
	Treatment  Question = "treatment"
	Police     Question = "police"
	Running    Question = "running"
)

// Questions lists them in the order of the form.
var Questions = []Question{During, Unintended, Lasting, Days28, Structure, Pain, Pain28, Shortened, Treatment, Police, Running}

var questionWords = map[Question]string{
	During:     "Did it happen while we were supporting the person, or because of something we did or did not do?",
	Unintended: "Was it something nobody meant to happen, or expected?",
	Lasting:    "Has it harmed seeing, hearing, feeling, moving or thinking in a way that is not likely to pass?",
	Days28:     "Has it harmed seeing, hearing, feeling, moving or thinking for 28 days or more, or will it?",
	Structure:  "Has it changed the structure of the body, such as a broken hip?",
	Pain:       "Is the pain, or the hurt to the mind, going on for long?",
	Pain28:     "Has the pain, or the hurt to the mind, gone on for 28 days or more, or will it?",
	Shortened:  "Will the person live less long because of it?",
	Treatment:  "Was treatment by a health professional needed to prevent death or one of these?",
	Police:     "Was it reported to the police, or do they look into it?",
	Running:    "Does it stop us, or threaten to stop us, from running the service safely: too few staff, no power or water for 24 hours, premises, alarms?",
}

// Label is the question in words.
func (q Question) Label() string { return questionWords[q] }

// Facts are the answers to the questions.
type Facts map[Question]Answer

// rule is one line of the law, with what it asks for and how it is said.
type rule struct {
	law   string
	said  string     // "the person died while we were supporting them"
	base  []Question // all must be yes
	asks  []Question // one must be yes; none asks for the base alone
	death bool       // the person died
}

// notices are the rules of the regulator that a home care service meets. Abuse
// and allegations (regulation 18) are notified from the sealed side.
var notices = []rule{
	{"regulation 16", "the person died while we were supporting them, or it may have come from our support", []Question{During}, nil, true},
	{"regulation 18, injury", "a lasting harm to the person’s senses, movement or mind", []Question{During}, []Question{Lasting}, false},
	{"regulation 18, injury", "a change to the structure of the person’s body", []Question{During}, []Question{Structure}, false},
	{"regulation 18, injury", "pain or hurt to the mind that goes on for long", []Question{During}, []Question{Pain}, false},
	{"regulation 18, injury", "a shorter life", []Question{During}, []Question{Shortened}, false},
	{"regulation 18, injury", "an injury that needed treatment to prevent death or lasting harm", []Question{During}, []Question{Treatment}, false},
	{"regulation 18, police", "an incident that the police were told of or look into", []Question{During}, []Question{Police}, false},
	{"regulation 18, running the service", "an event that stops, or may stop, us running the service safely", nil, []Question{Running}, false},
}

// candours are the thresholds of regulation 20 for services that are not of the
// NHS.
var candours = []rule{
	{"regulation 20", "the person died, and the incident rather than an illness may be why", []Question{Unintended, During}, nil, true},
	{"regulation 20", "harm to the person’s senses, movement or mind for 28 days or more", []Question{Unintended, During}, []Question{Days28}, false},
	{"regulation 20", "a change to the structure of the person’s body", []Question{Unintended, During}, []Question{Structure}, false},
	{"regulation 20", "pain or hurt to the mind for 28 days or more", []Question{Unintended, During}, []Question{Pain28}, false},
	{"regulation 20", "a shorter life", []Question{Unintended, During}, []Question{Shortened}, false},
	{"regulation 20", "treatment was needed to prevent death or one of these", []Question{Unintended, During}, []Question{Treatment}, false},
}

// answer is what the facts say of one rule.
func (r rule) answer(h Harm, f Facts) Answer {
	got := Yes
	for _, q := range r.base {
		got = both(got, f[q])
	}
	if r.death {
		if h != Died {
			return No
		}
		return got
	}
	one := No
	for _, q := range r.asks {
		if a := f[q]; a == Yes || a != No && one == No {
			one = a
		}
	}
	return both(got, one)
}

// both is yes where both are, no where one is, else not known.
func both(a, b Answer) Answer {
	switch {
	case a == No || b == No:
		return No
	case a == Yes && b == Yes:
		return Yes
	}
	return Unsure
}

// Verdict is what the rules say, with the reason in a sentence.
type Verdict struct {
	Answer Answer
	Reason string
}

// verdict asks every rule.
func verdict(rules []rule, h Harm, f Facts, yes, no string) Verdict {
	var hits, open []string
	for _, r := range rules {
		switch r.answer(h, f) {
		case Yes:
			hits = append(hits, r.said+" ("+r.law+")")
		case Unsure:
			open = append(open, r.said+" ("+r.law+")")
		}
	}
	switch {
	case len(hits) > 0:
		return Verdict{Yes, yes + ": " + strings.Join(hits, "; ") + "."}
	case len(open) > 0:
		return Verdict{Unsure, "Not known yet: it depends on " + strings.Join(open, "; ") + ". Ask, and decide without delay."}
	}
	return Verdict{No, no + "."}
}

// Notifiable says whether CQC is notified, and why.
func Notifiable(h Harm, f Facts) Verdict {
	why := "Not notifiable: nothing it came to is in regulations 16 or 18"
	if f[During] == No {
		why = "Not notifiable: it did not happen while we were supporting the person, nor because of our support"
	}
	return verdict(notices, h, f, "Notifiable", why)
}

// OwesCandour says whether the duty of candour applies, and why.
func OwesCandour(h Harm, f Facts) Verdict {
	why := "The duty of candour does not apply: the harm is below the thresholds of regulation 20. Tell the person what happened all the same"
	switch {
	case f[During] == No:
		why = "The duty of candour does not apply: it did not happen while we were supporting the person, nor because of our support"
	case f[Unintended] == No:
		why = "The duty of candour does not apply: it was meant and expected, as the person had been told"
	}
	return verdict(candours, h, f, "The duty of candour applies", why)
}

// Decision is what a manager decided about both. Where it is not what the rules
// say, a reason of their own stands beside. The newest holds.
type Decision struct {
	ID            string
	Incident      ID
	Facts         Facts
	Opinion       string // the health professional whose opinion it rests on
	Notify        Answer
	NotifyReason  string
	NotifyWhy     string
	Candour       Answer
	CandourReason string
	CandourWhy    string
	At            when.Instant
	By            ids.Account
	ByName        string // filled by reads only
}

// Deciding is what a manager sends. Notify and Candour may be empty: what the
// rules say.
type Deciding struct {
	ID         string
	Facts      Facts
	Opinion    string
	Notify     Answer
	NotifyWhy  string
	Candour    Answer
	CandourWhy string
}

// decide is the decision that comes of it. Error: assure.decision, by field.
func (i Incident) decide(in Deciding) (Decision, error) {
	var c fault.Checks
	c.Field(!ids.Valid(in.ID), "id", "Open the form again and send it once more.")
	for _, q := range Questions {
		c.Field(answerWords[in.Facts[q]] == "", string(q), "Answer this. If nobody knows, say so.")
	}
	if err := c.Err("assure.decision"); err != nil {
		return Decision{}, err
	}
	d := Decision{ID: in.ID, Incident: i.ID, Facts: in.Facts, Opinion: strings.TrimSpace(in.Opinion)}
	choose := func(v Verdict, own Answer, why, field string) (Answer, string) {
		why = strings.TrimSpace(why)
		if own == "" {
			own = v.Answer
			why = ""
		}
		c.Field(own == Unsure, field, "The rules cannot say yet. Decide yourself, with the reason, or find out what is not known first.")
		c.Field(own != Unsure && own != v.Answer && len([]rune(why)) < 10, field+"_why", "You decide otherwise than the rules: %s Write down why.", v.Reason)
		c.Field(long(why, mostWords), field+"_why", "Use %d characters or fewer.", mostWords)
		return own, why
	}
	n, o := Notifiable(i.Harm, in.Facts), OwesCandour(i.Harm, in.Facts)
	d.NotifyReason, d.CandourReason = n.Reason, o.Reason
	d.Notify, d.NotifyWhy = choose(n, in.Notify, in.NotifyWhy, "notify")
	d.Candour, d.CandourWhy = choose(o, in.Candour, in.CandourWhy, "candour")
	opinion := slices.ContainsFunc([]Question{Lasting, Days28, Structure, Pain, Pain28, Shortened, Treatment}, func(q Question) bool { return in.Facts[q] == Yes })
	c.Field(opinion && d.Opinion == "", "opinion", "Say which health professional thinks so, and when they said it.")
	c.Field(long(d.Opinion, mostLine), "opinion", "Use %d characters or fewer.", mostLine)
	return d, c.Err("assure.decision")
}

// noticeLate is from when an unsent notification is shown as late. The law says
// "without delay" and gives no number; this one is ours.
const noticeLate = 24 * time.Hour

// StepKind is one thing done about telling the regulator or the person.
type StepKind string

// The kinds of step. Codes never change meaning.
const (
	NoticeDraft StepKind = "notice_draft"
	NoticeSent  StepKind = "notice_sent"
	Told        StepKind = "told"
	Account     StepKind = "account"
	Apology     StepKind = "apology"
	Enquiries   StepKind = "enquiries"
	Help        StepKind = "support"
	Letter      StepKind = "letter"
	LetterSent  StepKind = "letter_sent"
	Copy        StepKind = "copy"
	CouldNot    StepKind = "could_not"
)

// CandourSteps are those of the duty of candour, in order.
var CandourSteps = []StepKind{Told, Account, Apology, Enquiries, Help, Letter, LetterSent, Copy}

var stepWords = map[StepKind]string{
	NoticeDraft: "Notification drafted", NoticeSent: "Notification sent to CQC",
	Told: "Told in person that something went wrong", Account: "Gave a true account of all that is known", Apology: "Said sorry",
	Enquiries: "Said what we will look into, and will come back with", Help: "Offered support", Letter: "Letter written",
	LetterSent: "Letter given or sent", Copy: "Copy of the letter kept", CouldNot: "Tried to tell them, and could not",
}

// Label is the step in words.
func (k StepKind) Label() string { return stepWords[k] }

var candourOwes = map[StepKind]string{
	Told: "Candour: tell the person, or who acts for them, in person.", Account: "Candour: give a true account of what is known.",
	Apology: "Candour: say sorry.", Enquiries: "Candour: say what will be looked into.", Help: "Candour: offer support.",
	Letter: "Candour: write the letter.", LetterSent: "Candour: give or send the letter.", Copy: "Candour: keep a copy of the letter, and say where.",
}

// Step is one thing done.
type Step struct {
	ID       string
	Kind     StepKind
	At       when.Instant
	Words    string
	Recorded when.Instant
	ByName   string // filled by reads only
}
