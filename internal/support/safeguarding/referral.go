package safeguarding

import (
	"context"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// LawfulBasis is on what ground the council may send a referral to the
// multi-agency safeguarding hub. Sources: UK GDPR articles 6 and 9; Data
// Protection Act 2018 Schedule 1 paragraph 18; Care Act 2014 sections 42 and 45.
const LawfulBasis = "UK GDPR article 6(1)(e), a public task, and article 9(2)(g), substantial public interest, with the Data Protection Act 2018 Schedule 1 paragraph 18 (safeguarding of children and of individuals at risk). Care Act 2014 sections 42 and 45."

// Pack is what the hub needs of one concern, and no more.
type Pack struct {
	Reference string       `json:"reference"`
	Made      when.Instant `json:"made"`
	Basis     string       `json:"lawful_basis"`

	Name    string   `json:"name"`
	Born    string   `json:"born"`
	NHS     string   `json:"nhs_number"`
	Address string   `json:"address"`
	Phone   string   `json:"phone"`
	Needs   []string `json:"how_to_communicate"`
	About   string   `json:"as_told"` // where we do not know their record

	Words    string `json:"in_their_words"`
	Who      string `json:"who_said_it"`
	Saw      string `json:"what_was_seen"`
	At       string `json:"seen_or_heard"`
	Received string `json:"told_to_us"`
	Safe     string `json:"safe_now"`
	Wishes   string `json:"what_the_person_wants"`
	Children string `json:"children"`

	Types    []string  `json:"types"`
	Place    string    `json:"where"`
	Source   string    `json:"alleged_source"`
	Tests    [3]string `json:"section_42_tests"`
	Capacity string    `json:"capacity"`
	Advocate string    `json:"advocate"`
	Decision string    `json:"decision"`
	Actions  []string  `json:"done_and_to_do"`
}

// Referral is one pack that was sent, as it was, and what came back.
type Referral struct {
	ID       string
	Concern  ID
	Sent     when.Instant
	By       ids.Account
	ReplyBy  when.Instant
	Replied  when.Instant
	Version  int
	Body     Sent
	Reply    string
	SentName string
}

// Sent is a pack and to whom it went.
type Sent struct {
	To   string `json:"to"`
	How  string `json:"how"`
	Pack Pack   `json:"pack"`
}

// Late reports whether no reply came in time.
func (r Referral) Late(now when.Instant) bool { return r.Replied.IsZero() && now.After(r.ReplyBy.Time) }

// PackOf makes the pack of a concern as it stands.
func PackOf(s *gate.Snapshot, f File) (Pack, error) {
	c, err := Get(s, f)
	if err != nil {
		return Pack{}, err
	}
	p := Pack{
		Reference: string(c.ID), Made: s.Now, Basis: LawfulBasis, About: c.Told.About, Words: c.Words, Who: c.Told.Who, Saw: c.Told.Saw,
		At: c.At.Said(), Received: c.Received.Said(), Safe: joined(c.Told.Safe.Label(), c.Told.SafeSay), Wishes: c.Told.Wishes,
		Children: joined(c.Told.Children.Label(), c.Told.ChildSay),
	}
	if c.PersonName != "" {
		about, err := KnownOf(s, c.Person)
		if err != nil {
			return p, err
		}
		p.Name, p.Born, p.NHS, p.Address, p.Phone, p.Needs = about.Name, about.Born, about.NHS, about.Address, about.Phone, about.Needs
	}
	w, err := WholeOf(s, f)
	if err != nil {
		return p, err
	}
	if len(w.Decisions) > 0 {
		d := w.Decisions[0]
		for _, t := range d.Types {
			p.Types = append(p.Types, t.Label())
		}
		p.Place, p.Source = d.Place.Label(), joined(d.Source.Label(), d.SourceSay)
		for i, t := range d.Tests {
			p.Tests[i] = TestWords[i] + ": " + joined(t.Met.Label(), t.Why)
		}
		p.Capacity, p.Advocate = joined(d.Capacity.Label(), d.CapacitySay), d.Advocate.Label()
		p.Decision = joined(d.Way.Label(), d.Why)
		if d.Wishes != "" {
			p.Wishes = d.Wishes
		}
	}
	for _, t := range w.Tasks {
		said := t.Words + ": " + t.Owner + ", by " + t.Due.Said()
		if !t.Done.IsZero() {
			said = t.Words + ": done by " + t.Owner + ", " + t.Done.Said() + ". " + t.How
		}
		p.Actions = append(p.Actions, said)
	}
	return p, nil
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ". " + b
}

// Refer notes that the pack of a concern was sent, and keeps it as it was.
// Errors: safeguarding.refer (fields), gate.exists, gate.not_found.
func Refer(ctx context.Context, g *gate.Gate, r Referral) error {
	r.Body.To, r.Body.How = keep(r.Body.To), keep(r.Body.How)
	return work(ctx, g, MayRefer, r.Concern, AsLead, func(tx *gate.Tx, f File) (err error) {
		var c fault.Checks
		c.Field(!ids.Valid(r.ID), "id", "Open the form again and send it once more.")
		c.Field(r.Body.To == "" || utf8.RuneCountInString(r.Body.To) > 200, "to", "Write who it was sent to: the hub, or children’s services.")
		c.Field(r.Body.How == "" || utf8.RuneCountInString(r.Body.How) > 200, "how", "Say how it was sent, such as secure email.")
		if err := c.Err("safeguarding.refer"); err != nil {
			return err
		}
		if r.Body.Pack, err = PackOf(tx.Snapshot, f); err != nil {
			return err
		}
		text, err := sealed(tx, r.ID, r.Body)
		if err != nil {
			return err
		}
		return tx.Exec(`INSERT INTO safeguarding_referral (id, concern_id, sent_at, account_id, reply_due_at, version, sealed, reply_sealed) VALUES (?, ?, ?, ?, ?, 1, ?, '')`,
			r.ID, r.Concern, tx.At, tx.Actor.ID, nextWorkingDay(tx.At), text)
	})
}

// NoteReply writes down what the hub answered. Errors: safeguarding.reply
// (fields), gate.changed, gate.not_found.
func NoteReply(ctx context.Context, g *gate.Gate, id ID, referral string, version int, words string) error {
	words = keep(words)
	return work(ctx, g, MayRefer, id, AsLead, func(tx *gate.Tx, f File) error {
		var c fault.Checks
		c.Field(words == "" || utf8.RuneCountInString(words) > mostWords, "reply", "Write what they answered, in their words.")
		if err := c.Err("safeguarding.reply"); err != nil {
			return err
		}
		text, err := sealed(tx, "reply:"+referral, words)
		if err != nil {
			return err
		}
		return tx.Update(`UPDATE safeguarding_referral SET replied_at = ?, reply_sealed = ?, version = version + 1 WHERE id = ? AND concern_id = ? AND version = ? AND replied_at IS NULL`,
			tx.At, text, referral, id, version)
	})
}
