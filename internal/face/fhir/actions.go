package fhir

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"path"
	"slices"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/person"
	referrals "stillhome/internal/support/referral"
)

// Result is what became of one message. The json names are those of the
// command line's output.
type Result struct {
	Name     string              `json:"name"`    // of the file, as it came
	Message  referrals.MessageID `json:"message"` // under which it is kept
	Taken    bool                `json:"taken"`
	Repeated bool                `json:"repeated"` // it was received before; nothing was changed
	Referral referrals.ID        `json:"referral,omitempty"`
	Ref      string              `json:"reference,omitempty"` // ours; empty when refused
	Theirs   string              `json:"sender_reference,omitempty"`
	Said     []Fact              `json:"understood"`
	Missing  []string            `json:"missing"`
	Doubts   []string            `json:"doubts"`
	Code     string              `json:"code,omitempty"`   // why it was refused
	Reason   string              `json:"reason,omitempty"` // the same in plain words
	Answer   []byte              `json:"-"`                // what the standard asks us to send back
	Media    string              `json:"-"`                // its media type
	Status   int                 `json:"-"`                // for HTTP
	kept     referrals.Received  // as it is being received
	notice   Notice
}

// Fact is one thing understood.
type Fact struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

type facts []Fact

// add notes something said, unless nothing was.
func (f *facts) add(label, text string) {
	if text = strings.TrimSpace(text); text != "" {
		*f = append(*f, Fact{label, text})
	}
}

// Intake takes in one message whole: it is understood, kept with the answer,
// and becomes or changes a referral, in one transaction. What cannot be taken
// is kept too, put in front of a coordinator, and answered as its standard
// says; then the error is the refusal. The same message again changes nothing
// and is answered with the same bytes. Any other error means that nothing was
// kept, and that the sender should try again.
func Intake(ctx context.Context, g *gate.Gate, us Council, raw []byte, name string) (Result, error) {
	sum := sha256.Sum256(raw)
	n, err := Understand(raw, us)
	keep := raw
	if len(raw) > MaxBytes {
		keep = nil
	}
	return take(ctx, g, us, incoming{n, err, keep, len(raw), hex.EncodeToString(sum[:]), name})
}

// IntakeFrom is Intake of what a reader gives. Of a message over the limit
// only name, size and fingerprint are kept; it is never held in memory.
func IntakeFrom(ctx context.Context, g *gate.Gate, us Council, r io.Reader, name string) (Result, error) {
	sum := sha256.New()
	raw, err := io.ReadAll(io.TeeReader(io.LimitReader(r, MaxBytes+1), sum))
	if err != nil {
		return Result{Name: name}, fmt.Errorf("read %s: %w", path.Base(name), err)
	}
	if len(raw) <= MaxBytes {
		return Intake(ctx, g, us, raw, name)
	}
	more, err := io.Copy(sum, r)
	if err != nil {
		return Result{Name: name}, fmt.Errorf("read %s: %w", path.Base(name), err)
	}
	return intakeTooLarge(ctx, g, us, name, raw[:1], len(raw)+int(more), sum)
}

// intakeTooLarge refuses a message of which only size and fingerprint are
// known; sum is nil when it was not read to its end.
func intakeTooLarge(ctx context.Context, g *gate.Gate, us Council, name string, first []byte, size int, sum hash.Hash) (Result, error) {
	in := incoming{refused: refuse(tooLarge), size: size, name: name}
	if bytes.HasPrefix(first, []byte("<")) {
		in.notice.Syntax = "xml"
	}
	if sum != nil {
		in.sum = hex.EncodeToString(sum.Sum(nil))
	}
	return take(ctx, g, us, in)
}

// incoming is one message with what was understood of it.
type incoming struct {
	notice  Notice
	refused error
	raw     []byte // empty when it is too large to keep
	size    int
	sum     string // SHA-256 in hexadecimal; empty when it was not read whole
	name    string
}

func take(ctx context.Context, g *gate.Gate, us Council, in incoming) (Result, error) {
	r := Result{
		Name: path.Base(strings.ReplaceAll(orElse(in.name, "message"), `\`, "/")), Media: in.notice.MediaType(), notice: in.notice, Theirs: in.notice.ReferralRef,
		Said: in.notice.said(), Missing: append([]string{}, in.notice.Missing...), Doubts: append([]string{}, in.notice.Doubts...),
	}
	r.Message = referrals.MessageID(ids.Derived("message", in.notice.Key(), in.sum, fmt.Sprint(in.size)))
	before, known, err := answered(ctx, g, r.Message)
	if err != nil || known {
		return r.again(ctx, g, before, err)
	}
	r.keep(in)
	if in.refused == nil {
		r.answer(us, g, nil)
		err := referrals.Receive(ctx, g, in.notice.arrival(r.kept))
		if err == nil {
			r.Taken = true
			return r, r.look(ctx, g)
		}
		f, ok := fault.Of(err)
		if !ok || f.Code != "referral.message_reused" && f.Code != "referral.not_theirs" {
			return r, err
		}
		in.refused = &Refusal{Code: f.Code, Say: f.Say, Told: ToldAs[f.Kind]}
	}
	r.answer(us, g, in.refused)
	if err := referrals.Refused(ctx, g, r.kept); err != nil {
		return r, err
	}
	return r, in.refused
}

// answered looks for the message among those received before.
func answered(ctx context.Context, g *gate.Gate, id referrals.MessageID) (m referrals.Received, known bool, err error) {
	err = g.Read(ctx, referrals.MayReceive, gate.Council, func(s *gate.Snapshot) (err error) {
		m, known, err = referrals.Answered(s, id)
		return err
	})
	return m, known, err
}

// again answers a message that was received before as it was then.
func (r Result) again(ctx context.Context, g *gate.Gate, m referrals.Received, err error) (Result, error) {
	if err != nil {
		return r, err
	}
	r.Repeated, r.Taken, r.Referral = true, m.Verdict == referrals.VerdictTaken, m.Referral
	r.Answer, r.Media, r.Code, r.Reason = m.Answer.Bytes, m.Answer.MediaType, m.Code, m.Reason
	if r.Taken {
		r.Status = 200
		return r, r.look(ctx, g)
	}
	refused := refuse(m.Code)
	if refused.Say == "" { // refused by the record, not by the reader
		refused.Told = ToldAs[fault.Conflict]
	}
	refused.Say, r.Status = m.Reason, refused.Status
	return r, refused
}

// keep makes the message as it will stand in the record.
func (r *Result) keep(in incoming) {
	n := in.notice
	r.kept = referrals.Received{
		ID: r.Message, MessageRef: strings.Trim(n.BundleID+" "+n.HeaderID, " "), Kind: referrals.MessageKind(n.Kind),
		SenderODS: strings.ToUpper(n.From.ODS), Sender: n.From.Name,
	}
	var b strings.Builder
	for _, l := range r.Said {
		fmt.Fprintf(&b, "%s: %s\n", l.Label, l.Text)
	}
	if in.size > MaxBytes {
		fmt.Fprintf(&b, "Name of the file: %s\nSize: %d bytes\n", r.Name, in.size)
		if in.sum != "" {
			fmt.Fprintf(&b, "Fingerprint (SHA-256): %s\n", in.sum)
		}
	} else {
		r.kept.Raw = files.File{ID: files.ID(ids.Derived("raw", string(r.Message))), Name: r.Name, MediaType: "application/octet-stream", Bytes: in.raw}
	}
	r.kept.Understood = b.String()
}

// answer writes what the standard says to a message taken or refused.
func (r *Result) answer(us Council, g *gate.Gate, refused error) {
	r.Status = 200
	if refused != nil {
		told, say := Tell(refused)
		r.Status, r.Reason = told.Status, say
		if f, ok := fault.Of(refused); ok {
			r.Code = f.Code
		}
	}
	r.Answer = Respond(r.notice, us, refused, ids.New, g.Clock.Now())
	r.kept.Code, r.kept.Reason = r.Code, r.Reason
	r.kept.Answer = files.File{ID: files.ID(ids.Derived("answer", string(r.Message))), Name: "answer." + orElse(r.notice.Syntax, "json"), MediaType: r.Media, Bytes: r.Answer}
}

// look reads the reference under which the referral can be found.
func (r *Result) look(ctx context.Context, g *gate.Gate) error {
	return g.Read(ctx, referrals.MayReceive, gate.Council, func(s *gate.Snapshot) error {
		m, err := referrals.MessageOf(s, r.Message)
		if err != nil {
			return err
		}
		have, err := referrals.Get(s, m.Referral)
		r.Referral, r.Ref = have.ID, have.Ref
		return err
	})
}

// arrival is the notice as a referral, or as news about one.
func (n Notice) arrival(m referrals.Received) referrals.Arrival {
	p := n.Person
	a := referrals.Arrival{Does: n.does(), Words: n.WithdrawalReason.Said(), Message: m, Referral: referrals.Referral{
		ID: referrals.ID(ids.Derived("referral", string(m.ID))), Source: referrals.Notice, SenderODS: m.SenderODS, ExternalRef: n.ReferralRef,
		Sender: orElse(n.From.Name, n.Hospital.Name), Given: p.Given, Family: p.Family, Born: p.BirthDate, Gender: person.Gender(p.Gender), NHS: p.NHSNumber,
		Address: strings.Join(p.Address.said(), "\n"), Postcode: place.Postcode(p.Address.Postcode),
		Phone: strings.Join(p.Phones, ", "), LocalID: p.LocalID,
		Hospital: n.Hospital.Name, Ward: n.Hospital.Ward, Liaison: n.Liaison.Name(), LiaisonPhone: n.Liaison.Phone, LiaisonEmail: n.Liaison.Email,
		AdmittedOn: n.AdmittedOn, ReadyOn: n.ProposedDischargeOn, Reason: strings.TrimSpace(n.ReferralReason + "\n" + n.Supporting),
	}}
	if n.Standard == BaRS {
		a.Referral.Source = referrals.Message
	}
	c := n.carer()
	a.Referral.Carer, a.Referral.CarerRelationship = strings.TrimSpace(c.Given+" "+c.Family), c.Relationship
	a.Referral.CarerPhone, a.Referral.CarerEmail = c.Phone, c.Email
	for _, l := range n.besides() {
		a.Lines = append(a.Lines, referrals.Line{Kind: referrals.Said, Label: l.Label, Words: l.Text})
	}
	for _, words := range n.Missing {
		a.Lines = append(a.Lines, referrals.Line{Kind: referrals.Missing, Words: words})
	}
	for _, words := range n.Doubts {
		a.Lines = append(a.Lines, referrals.Line{Kind: referrals.Doubt, Words: words})
	}
	if n.ReferralRef == "" {
		a.Lines = append(a.Lines, referrals.Line{Kind: referrals.Doubt, Words: "The sender gave no reference, so later messages cannot be tied to this one."})
	}
	for i, f := range n.Attachments {
		a.Files = append(a.Files, files.File{
			ID: files.ID(ids.Derived("attachment", string(m.ID), fmt.Sprint(i))), Name: path.Base(f.Title), MediaType: f.MediaType, Bytes: f.Bytes,
		})
	}
	return a
}

func (n Notice) does() referrals.Does {
	if n.Withdraws == WithdrawsDischarge {
		return referrals.WithdrawsDates
	}
	return map[Kind]referrals.Does{Withdrawal: referrals.Withdraws, Discharge: referrals.GivesDates, Assessment: referrals.Asks, Referral: referrals.Asks}[n.Kind]
}

// said is the address line by line, without the postcode.
func (a Address) said() []string {
	return slices.DeleteFunc(slices.Concat(a.Lines, []string{a.City, a.District}), func(l string) bool { return l == "" })
}

// said is what was understood, in the order a coordinator asks for it. It
// names what a safeguarding answer was but never its details.
func (n Notice) said() []Fact {
	p := n.Person
	out := facts{}
	add := out.add
	if n.Kind != "" {
		add("Message", referrals.MessageKind(n.Kind).Label())
	}
	add("From", strings.TrimSpace(n.From.Name+" "+n.From.ODS))
	add("Sent", n.SentAt.Said())
	add("Sender’s reference", n.ReferralRef)
	add("Name", p.Given+" "+p.Family)
	add("Born", p.BirthDate.Said())
	add("NHS number", p.NHSNumber.String())
	add("Address", strings.Join(append(p.Address.said(), p.Address.Postcode), ", "))
	add("Telephone", strings.Join(p.Phones, ", "))
	add("Hospital", strings.Trim(n.Hospital.Name+", "+n.Hospital.Ward, ", "))
	add("Went into hospital", n.AdmittedOn.Said())
	add("Means to go home", n.ProposedDischargeOn.Said())
	add("Why it is withdrawn", n.WithdrawalReason.Said())
	add("Reason", strings.TrimSpace(n.ReferralReason+" "+n.Supporting))
	c := n.carer()
	add("Carer", strings.TrimSpace(c.Given+" "+c.Family))
	add("Whom to ring", strings.TrimSpace(n.Liaison.Name()+" "+n.Liaison.Phone))
	out = append(out, n.besides()...)
	for _, f := range n.Attachments {
		add("Attachment", fmt.Sprintf("%s (%s, %d bytes)", orElse(f.Title, "without a name"), orElse(f.MediaType, "kind not said"), len(f.Bytes)))
	}
	return out
}

// besides is everything said that has no place of its own in a referral.
func (n Notice) besides() facts {
	out := facts{}
	add, p := out.add, n.Person
	add("Reason for admission", n.AdmissionReason)
	add("Admission type", n.Stay.AdmissionType)
	add("Lead clinician", strings.Trim(n.Clinician.Name()+", "+n.Clinician.Role.Said(), ", "))
	add("Council’s team, as the sender has it", n.To.Team)
	add("GP", strings.Trim(n.GP.Name+", "+n.GP.Practice+", "+n.GP.Phone, ", "))
	add("Language", p.Language)
	add("Is that the language they prefer?", p.Preferred)
	add("Is an interpreter needed?", p.Interpreter)
	add("Email", p.Email)
	carer := n.carer()
	for _, c := range n.Contacts {
		if c != carer {
			add("Contact", strings.Join(strings.Fields(strings.Join([]string{c.Given, c.Family, c.Relationship, c.Phone, c.Email}, " ")), " "))
		}
	}
	add("Was the person consulted?", n.PersonConsulted)
	add("Was the carer consulted?", n.CarerConsulted)
	add("Does the person consent?", n.PersonConsents)
	add("Who else consented", n.ThirdPartyConsent)
	add("Was NHS Continuing Healthcare considered?", n.CHCConsidered)
	add("What came of it", n.CHCResult)
	add("Are there safeguarding concerns?", n.Safeguarding)
	if n.SafeguardingDetails != "" {
		add("Details of safeguarding concerns", "They are in the message as it was sent, which only the office can open.")
	}
	for _, l := range n.Lines {
		add(l.Label, l.Text)
	}
	return out
}
