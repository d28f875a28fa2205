package referral

import (
	"context"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/person"
)

// The actions. Practice sees referrals and says who they are about; the office
// and therapists decide; only the office sees messages as they were sent.
var (
	MaySee         = gate.Action{Name: "referral.see", Who: actor.Rule{Any: actor.Practice}}
	MayReceive     = gate.Action{Name: "referral.receive", Who: actor.Rule{Any: append([]actor.Role{actor.Client, actor.System}, actor.Practice...)}}
	MayMatch       = gate.Action{Name: "referral.match", Who: actor.Rule{Any: actor.Practice}}
	MayDecide      = gate.Action{Name: "referral.decide", Who: actor.Rule{Any: append([]actor.Role{actor.Therapist}, actor.Office...)}}
	MaySeeMessages = gate.Action{Name: "referral.see_messages", Who: actor.Rule{Any: actor.Office}}
	MaySettle      = gate.Action{Name: "referral.settle_message", Who: actor.Rule{Any: actor.Office}}
)

type (
	// Came says that somebody asks for help for a person.
	Came struct {
		Referral ID
		Source   Source
	}
	// Changed says that the sender said something else of a referral. ReadyOn
	// and Person are as they are now; Taken back is Withdrew.
	Changed struct {
		Referral ID
		Person   ids.Person
		ReadyOn  when.Date
		State    State
	}
	// Identified says who a referral is about, and how that was decided.
	Identified struct {
		Referral ID
		Person   ids.Person
		Made     Made
	}
	// Unidentified says that this was undone.
	Unidentified struct {
		Referral ID
		Person   ids.Person
	}
	// TurnedDown says that a referral was declined.
	TurnedDown struct {
		Referral ID
		Person   ids.Person
		Code     Code
	}
	// Withdrew says that the sender took a referral back.
	Withdrew struct {
		Referral ID
		Person   ids.Person
	}
)

// The events' stable names.
func (Came) EventName() string         { return "referral.received" }
func (Changed) EventName() string      { return "referral.changed" }
func (Identified) EventName() string   { return "referral.matched" }
func (Unidentified) EventName() string { return "referral.unmatched" }
func (TurnedDown) EventName() string   { return "referral.declined" }
func (Withdrew) EventName() string     { return "referral.withdrawn" }

// Receive takes in a referral, or news about one. The same message, or the same
// form, again changes nothing. Errors, after which nothing was changed:
// referral.message_reused when the sender used one message id for two messages;
// referral.not_theirs when a connected system sends news of a referral that it
// did not send.
func Receive(ctx context.Context, g *gate.Gate, a Arrival) error {
	return g.Write(ctx, MayReceive, gate.Council, func(tx *gate.Tx) error { return Take(tx, a) })
}

// Take is Receive in the caller's transaction.
func Take(tx *gate.Tx, a Arrival) error {
	a.Referral.tidy()
	a.Message.tidy()
	if a.Message.ID == "" {
		a.Message.ID = MessageID(a.Referral.ID)
	}
	refs := refsOf(a.Referral.ID)
	have, err := look(tx.Snapshot, a.Message, refs)
	if err != nil || have.message {
		return err
	}
	if have.reused {
		return fault.New(fault.Conflict, "referral.message_reused", "The sender used the id of an earlier message for this one, and it says something else. Ask them to send it under a new id.")
	}
	old, err := byExternal(tx.Snapshot, a.Referral.SenderODS, a.Referral.ExternalRef)
	if err != nil {
		return err
	}
	if old != nil {
		mine, err := theirs(tx, old.ID)
		if err != nil {
			return err
		}
		if !mine {
			return fault.New(fault.Conflict, "referral.not_theirs", "This system did not send the referral that it means to change. Whoever sent it can change it, and so can our staff.")
		}
	}
	c := a.apply(old)
	if c.fresh {
		if c.referral.Ref, err = have.free(refs); err != nil {
			return err
		}
		c.referral.Received = tx.At
		err = insert(tx, c.referral)
		tx.Emit(Came{c.referral.ID, c.referral.Source})
	} else {
		err = c.save(tx, *old)
	}
	if err != nil {
		return err
	}
	if c.withdrew {
		tx.Emit(Withdrew{c.referral.ID, c.referral.Person})
	}
	return a.keep(tx, c)
}

// save stores what changed of a referral that was here already.
func (c change) save(tx *gate.Tx, old Referral) error {
	r := c.referral
	switch {
	case c.withdrew:
		r.DecidedAt, r.DecidedBy = tx.At, ""
	case old.State == StateWithdrawn && r.State != StateWithdrawn:
		r.DecidedAt, r.DecidedBy = when.Instant{}, ""
	}
	tx.Emit(Changed{r.ID, r.Person, r.ReadyOn, r.State})
	if err := update(tx, r); err != nil || !c.alarm {
		return err
	}
	return alert.Raise(tx, alert.New{Kind: alert.ReferralChanged, Person: r.Person, Source: string(r.ID)})
}

// keep stores the lines, the attachments and the message itself.
func (a Arrival) keep(tx *gate.Tx, c change) error {
	id, m := c.referral.ID, a.Message
	if err := addLines(tx, id, m.ID, append(c.doubts, a.Lines...)); err != nil {
		return err
	}
	if err := addAttachments(tx, id, a.Files); err != nil {
		return err
	}
	if m.Raw.ID == "" && m.Answer.ID == "" {
		// A form has no message apart from what it said; its id stands for it,
		// so that sending it twice is seen.
		m.Kind, m.Sender = "form", a.Referral.Sender
	}
	m.Referral, m.Verdict = id, VerdictTaken
	return keepMessage(tx, m)
}

// Refused keeps a message that could not be taken in, with why, and puts it in
// front of a coordinator. The same message again changes nothing.
func Refused(ctx context.Context, g *gate.Gate, m Received) error {
	return g.Write(ctx, MayReceive, gate.Council, func(tx *gate.Tx) error {
		m.tidy()
		have, err := look(tx.Snapshot, m, [3]string{})
		if err != nil || have.message {
			return err
		}
		m.Verdict = VerdictRefused
		if err := keepMessage(tx, m); err != nil {
			return err
		}
		return alert.Raise(tx, alert.New{Kind: alert.MessageNotUnderstood, Source: string(m.ID), Detail: alert.Detail(m.Code)})
	})
}

// Settle says what was done about a message that was refused. Errors:
// referral.settled, gate.changed when somebody settled it first.
func Settle(ctx context.Context, g *gate.Gate, id MessageID, words string) error {
	return g.Write(ctx, MaySettle, gate.Council, func(tx *gate.Tx) error {
		words = strings.TrimSpace(words)
		var checks fault.Checks
		checks.Field(len([]rune(words)) < 5, "words", "Say in a few words what you did, so that the next person knows.")
		checks.Field(len([]rune(words)) > 2000, "words", "Use 2,000 characters or fewer.")
		if err := checks.Err("referral.settled"); err != nil {
			return err
		}
		if _, err := MessageOf(tx.Snapshot, id); err != nil {
			return err
		}
		if err := tx.Update(`UPDATE referral_message SET settled_at = ?, settled_by = ?, settled_words = ? WHERE id = ? AND verdict = 'rejected' AND settled_at IS NULL`,
			tx.At, tx.Actor.ID, words, id); err != nil {
			return err
		}
		return alert.CloseFor(tx, alert.MessageNotUnderstood, string(id), alert.Answered)
	})
}

// Matching is the decision that a referral is about a person we know.
type Matching struct {
	Referral ID
	Person   ids.Person `json:"person"`
	Version  int        `json:"version"`
}

// Match says that a referral is about a person we know. Errors:
// referral.state, referral.merged, gate.changed, gate.not_found.
func Match(ctx context.Context, g *gate.Gate, m Matching) error {
	return g.Write(ctx, MayMatch, gate.Person(m.Person), func(tx *gate.Tx) error {
		r, err := Get(tx.Snapshot, m.Referral)
		if err != nil {
			return err
		}
		if _, err := r.State.next("match"); err != nil {
			return err
		}
		p, err := person.Get(tx.Snapshot, m.Person)
		if err != nil {
			return err
		}
		if p.MergedInto != "" {
			return fault.New(fault.Conflict, "referral.merged", "That record was merged into another. Choose the one it was merged into.")
		}
		tx.Emit(Identified{r.ID, p.ID, MadeSame})
		return saveMatch(tx, r, p.ID, MadeSame, m.Version)
	})
}

// Newcomer is the decision that nobody here is the person a referral is about.
// Person is the id of the record to make. Given and Family are used only where
// the referral has none.
type Newcomer struct {
	Referral ID
	Person   ids.Person `json:"person"`
	Version  int        `json:"version"`
	Given    string     `json:"given"`
	Family   string     `json:"family"`
}

// NewPerson makes a record for the person a referral is about, with the carer
// as a contact. Errors: person.details, referral.state, gate.changed.
func NewPerson(ctx context.Context, g *gate.Gate, n Newcomer) error {
	return g.Write(ctx, MayMatch, gate.Person(n.Person), func(tx *gate.Tx) error {
		r, err := Get(tx.Snapshot, n.Referral)
		if err != nil {
			return err
		}
		if _, err := r.State.next("match"); err != nil {
			return err
		}
		if !ids.Valid(string(n.Person)) {
			return fault.New(fault.Invalid, "referral.person", "Open the page again and send it once more.")
		}
		p := fitting(r.asPerson(n.Person), tx.Today())
		if r.Given == "" {
			p.Given = n.Given
		}
		if person.Fold(r.Family) == "" {
			p.Family = n.Family
		}
		if err := person.Add(tx, p); err != nil {
			return err
		}
		if r.Carer != "" && r.CarerPhone+r.CarerEmail != "" {
			if err := person.PutContact(tx, r.carer(n.Person)); err != nil {
				return err
			}
		}
		tx.Emit(Identified{r.ID, n.Person, MadeNew})
		return saveMatch(tx, r, n.Person, MadeNew, n.Version)
	})
}

// carer is the carer named in the referral, as a contact of the person.
func (r Referral) carer(of ids.Person) person.Contact {
	email := r.CarerEmail
	if !strings.Contains(email, "@") {
		email = ""
	}
	phone := r.CarerPhone
	if phone == "" && email == "" {
		phone = r.CarerEmail // whatever was sent, so that it is not lost
	}
	return person.Contact{
		ID: person.ContactID(ids.Derived("carer", string(r.ID), string(of))), Person: of, Name: clip(r.Carer, 100), Relationship: clip(r.CarerRelationship, 100),
		Phone: clip(phone, 100), Email: clip(email, 100), Carer: true,
	}
}

// UndoMatch takes back who a referral is about, until it is accepted. A record
// that was made for it stays. Errors: referral.state, gate.changed,
// gate.not_found when the referral is not that person's.
func UndoMatch(ctx context.Context, g *gate.Gate, m Matching) error {
	return g.Write(ctx, MayMatch, gate.Person(m.Person), func(tx *gate.Tx) error {
		r, err := Get(tx.Snapshot, m.Referral)
		if err != nil {
			return err
		}
		if _, err := r.State.next("undo"); err != nil {
			return err
		}
		if r.Person != m.Person {
			return gate.NotFound()
		}
		tx.Emit(Unidentified{r.ID, r.Person})
		return clearMatch(tx, r, m.Version)
	})
}

// Decline says that the service does not take the person on, why, and what they
// were told. Errors: referral.decline, referral.state, gate.changed.
func Decline(ctx context.Context, g *gate.Gate, d Declining) error {
	return g.Write(ctx, MayDecide, gate.Person(d.Person), func(tx *gate.Tx) error {
		if err := d.check(); err != nil {
			return err
		}
		r, err := Get(tx.Snapshot, d.Referral)
		if err != nil {
			return err
		}
		to, err := r.State.next("decline")
		if err != nil {
			return err
		}
		if r.Person != d.Person {
			return gate.NotFound()
		}
		tx.Emit(TurnedDown{r.ID, r.Person, d.Code})
		return saveDecision(tx, r, to, d.Code, strings.TrimSpace(d.Words), strings.TrimSpace(d.Told), d.Version)
	})
}

// Withdrawal is news that a sender took a referral back, by telephone or letter.
type Withdrawal struct {
	Referral ID
	Person   ids.Person `json:"person"`
	Version  int        `json:"version"`
	Words    string     `json:"reason"`
}

// Withdraw records that the sender took a referral back otherwise than by a
// message. Errors: referral.withdraw, referral.state, gate.changed.
func Withdraw(ctx context.Context, g *gate.Gate, w Withdrawal) error {
	return g.Write(ctx, MayDecide, gate.Person(w.Person), func(tx *gate.Tx) error {
		var checks fault.Checks
		checks.Field(len([]rune(strings.TrimSpace(w.Words))) < 10, "reason", "Say who took it back and why, in a few words.")
		if err := checks.Err("referral.withdraw"); err != nil {
			return err
		}
		r, err := Get(tx.Snapshot, w.Referral)
		if err != nil {
			return err
		}
		to, err := r.State.next("withdraw")
		if err != nil {
			return err
		}
		if r.Person != w.Person {
			return gate.NotFound()
		}
		tx.Emit(Withdrew{r.ID, r.Person})
		return saveDecision(tx, r, to, TakenBack, strings.TrimSpace(w.Words), "", w.Version)
	})
}

// Accepted is how package episode says that the person a referral is about is
// taken on; code and words are its decision. Errors: referral.state,
// gate.not_found when the referral is not that person's.
func Accepted(tx *gate.Tx, id ID, who ids.Person, code Code, words string) error {
	r, err := Get(tx.Snapshot, id)
	if err != nil {
		return err
	}
	to, err := r.State.next("accept")
	if err != nil {
		return err
	}
	if r.Person != who {
		return gate.NotFound()
	}
	return saveDecision(tx, r, to, code, words, "", r.Version)
}
