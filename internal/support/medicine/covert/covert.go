// Package covert keeps the four decisions without which no medicine may be given
// hidden in food or drink: that the person lacks capacity for this very decision,
// that it is in their best interests, the prescriber's agreement, and the
// pharmacist's word on how it may be hidden.
//
// A medicine is given hidden while all four hold, and not a day longer: a
// decision no longer holds from its review day on, and none of them holds for an
// entry that was changed, since a new dose or form is another question.
//
// Sources: NICE NG67 and SC1 (covert administration only in the context of the
// Mental Capacity Act 2005, with a best interests meeting, prescriber and
// pharmacist, and reviewed). Table owned: medicine_covert. Invariant: three
// decisions, or four of which one is over, are none (TestInForce).
package covert

import (
	"context"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
)

// MayDecide: those who assess and plan write such decisions down; they are made
// by those who are named in them.
var MayDecide = gate.Action{Name: "medicine.covert", Who: actor.Rule{Any: []actor.Role{actor.Manager, actor.Therapist, actor.SocialWorker}}}

// Decision is one of the four, or that it ended.
type Decision string

// The decisions. Codes never change meaning.
const (
	Capacity      Decision = "capacity"
	BestInterests Decision = "best_interests"
	Prescriber    Decision = "prescriber"
	Pharmacist    Decision = "pharmacist"
	Ended         Decision = "ended"
)

// Four lists the decisions that are needed, in the order in which they are made.
var Four = []Decision{Capacity, BestInterests, Prescriber, Pharmacist}

var decisionWords = map[Decision]string{
	Capacity:      "The person cannot make this decision now (Mental Capacity Act)",
	BestInterests: "A best interests meeting agreed",
	Prescriber:    "The prescriber agreed",
	Pharmacist:    "A pharmacist said how it may be hidden",
	Ended:         "It ended",
}

// Label is the decision in words for a screen.
func (d Decision) Label() string { return decisionWords[d] }

// Made is one decision as it was written down: who made it, when, where the
// paper is, what it says, and until when it holds.
type Made struct {
	ID       string      `json:"id"`
	Person   ids.Person  `json:"-"`
	Medicine medicine.ID `json:"-"`
	Decision Decision    `json:"decision"`
	Who      string      `json:"who"`
	On       when.Date   `json:"on"`
	Document string      `json:"document"`
	Words    string      `json:"words"`
	ReviewOn when.Date   `json:"review_on"`
	At       when.Instant
	By       string
}

// longest is for how many days a decision may hold before it is looked at again:
// our assumption.
const longest = 183

func (m Made) check(today when.Date) error {
	var c fault.Checks
	c.Field(!ids.Valid(m.ID), "id", "Start the form again: it has lost its number.")
	c.Field(m.Decision.Label() == "", "decision", "Choose which decision it is.")
	c.Field(utf8.RuneCountInString(m.Words) > 2_000, "words", "Use 2,000 characters or fewer.")
	if m.Decision == Ended {
		c.Field(utf8.RuneCountInString(m.Words) < 5, "words", "Say in a few words why it ends, and who said so.")
		return c.Err("medicine.covert")
	}
	c.Field(utf8.RuneCountInString(m.Who) < 3, "who", "Say who made the decision, by name and post.")
	c.Field(utf8.RuneCountInString(m.Who) > 400, "who", "Use 400 characters or fewer.")
	c.Field(m.On == "", "on", "Enter the day of the decision.")
	c.Field(m.On > today, "on", "The decision cannot be from a day to come.")
	c.Field(utf8.RuneCountInString(m.Document) < 3, "document", "Say where the paper is, like: in the record of the GP practice, 24 November.")
	c.Field(utf8.RuneCountInString(m.Document) > 400, "document", "Use 400 characters or fewer.")
	c.Field(utf8.RuneCountInString(m.Words) < 10, "words", "Say what was decided and why, in a sentence or two.")
	c.Field(m.ReviewOn <= today, "review_on", "Enter the day on which it is looked at again, after today.")
	c.Field(m.ReviewOn != "" && today.Days(m.ReviewOn) > longest, "review_on", "It must be looked at again within 6 months.")
	return c.Err("medicine.covert")
}

// InForce says whether a medicine may be given hidden on a day, by what was
// decided in the order in which it was written down, and which of the four
// decisions hold: the newest of each since it last ended, before its review day.
func InForce(all []Made, day when.Date) (holds map[Decision]Made, on bool) {
	holds = map[Decision]Made{}
	for _, m := range all {
		if m.Decision == Ended {
			clear(holds)
			continue
		}
		holds[m.Decision] = m
	}
	for d, m := range holds {
		if day >= m.ReviewOn {
			delete(holds, d)
		}
	}
	return holds, len(holds) == len(Four)
}

// Decide writes one decision down. Errors: medicine.covert, by field; gate.exists;
// gate.not_found; medicine.ended for an entry that was stopped or changed.
func Decide(ctx context.Context, g *gate.Gate, m Made) error {
	m.Who, m.Document, m.Words = strings.TrimSpace(m.Who), strings.TrimSpace(m.Document), strings.TrimSpace(m.Words)
	return g.Write(ctx, MayDecide, gate.Person(m.Person), func(tx *gate.Tx) error {
		if err := m.check(tx.Today()); err != nil {
			return err
		}
		entry, err := medicine.Get(tx.Snapshot, m.Person, m.Medicine)
		if err != nil {
			return err
		}
		if !entry.Stopped.IsZero() {
			return fault.New(fault.Conflict, "medicine.ended", "This entry was stopped or changed. Look at the chart for the one that holds now.")
		}
		if m.Decision == Ended {
			m.On = tx.Today()
		}
		return tx.Exec(`INSERT INTO medicine_covert (id, person_id, medicine_id, decision, who, on_date, document, words, review_on, account_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			m.ID, m.Person, m.Medicine, m.Decision, m.Who, string(m.On), m.Document, m.Words, m.ReviewOn, tx.Actor.ID, tx.At)
	})
}

const columns = `c.id, c.person_id, c.medicine_id, c.decision, c.who, c.on_date, c.document, c.words, c.review_on, c.at, a.name`

func (m *Made) fields() []any {
	return []any{&m.ID, &m.Person, &m.Medicine, &m.Decision, &m.Who, &m.On, &m.Document, &m.Words, &m.ReviewOn, &m.At, (*gate.Text)(&m.By)}
}

// Of lists what was decided of one entry, the oldest first.
func Of(s *gate.Snapshot, id medicine.ID) ([]Made, error) {
	return gate.All(s, (*Made).fields, `SELECT `+columns+` FROM medicine_covert c LEFT JOIN auth_account a ON a.id = c.account_id WHERE c.medicine_id = ? ORDER BY c.at, c.id`, id)
}

// Hidden are the entries of some people that may be given hidden today, with the
// first day on which that is looked at again.
func Hidden(s *gate.Snapshot, people ...ids.Person) (map[medicine.ID]when.Date, error) {
	all, err := gate.All(s, (*Made).fields, `SELECT `+columns+` FROM medicine_covert c JOIN person p ON p.id = c.person_id LEFT JOIN auth_account a ON a.id = c.account_id
		WHERE p.id IN ? OR p.merged_into IN ? ORDER BY c.at, c.id`, gate.In(people), gate.In(people))
	of := map[medicine.ID][]Made{}
	for _, m := range all {
		of[m.Medicine] = append(of[m.Medicine], m)
	}
	out := map[medicine.ID]when.Date{}
	for id, made := range of {
		holds, on := InForce(made, s.Today())
		for _, m := range holds {
			if on && (out[id] == "" || m.ReviewOn < out[id]) {
				out[id] = m.ReviewOn
			}
		}
	}
	return out, err
}
