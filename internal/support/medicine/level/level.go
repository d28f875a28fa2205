// Package level is taking one's own medicines as a goal of reablement: how much
// help a person has with each medicine, stepping from given, by way of the
// packaging and a reminder, to managed by themselves.
//
// Each step forward rests on the doses that were recorded with less help, and
// says why; a step back is always open. The last step asks for what could go
// wrong, and whom it was handed over to.
//
// Source: NICE NG67 (levels of support; self-administration with an assessment of
// risk). Table owned: medicine_level. Invariant: no step forward without doses to
// show for it, and only one step at a time (TestSteps).
package level

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/medicine"
)

// MayStep: whoever writes charts.
var MayStep = gate.Action{Name: "medicine.step", Who: medicine.MayAdd.Who}

// Level is how much help a person has with a medicine.
type Level string

// The levels. Codes never change meaning.
const (
	Administer Level = "administer"
	Packaging  Level = "packaging"
	Remind     Level = "remind"
	Self       Level = "self"
)

// Levels lists them from the most help to none.
var Levels = []Level{Administer, Packaging, Remind, Self}

var levelWords = map[Level]string{
	Administer: "The worker gives it", Packaging: "The worker takes it out of the packaging", Remind: "The worker reminds", Self: "Managed by themselves",
}

// Label is the level in words for a screen.
func (l Level) Label() string { return levelWords[l] }

// Step is one level as it was agreed: why, what doses showed, what could go
// wrong, and whom it was handed over to.
type Step struct {
	ID       string      `json:"id"`
	Person   ids.Person  `json:"-"`
	Medicine medicine.ID `json:"-"`
	Level    Level       `json:"level"`
	Why      string      `json:"why"`
	Evidence string      `json:"-"`
	Risk     string      `json:"risk"`
	HandedTo string      `json:"handed_to"`
	At       when.Instant
	By       string
}

// shown is how many of the last doses a step rests on, and fewest how many there
// must be: our assumptions.
const (
	shown  = 6
	fewest = 3
)

// Evidence is what the last doses show, in words, with how many of them could be
// counted and the level that all of them reach; the level of most help where one
// was missed or nobody said how.
func Evidence(doses []medicine.Told) (said string, counted int, reaches Level) {
	reaches = Self
	prompted, self, given, missed, unknown := 0, 0, 0, 0, 0
	for _, d := range doses { // the newest first
		if d.Corrected || d.Help == medicine.Family || counted == shown {
			continue
		}
		counted++
		switch {
		case d.Outcome == medicine.Unknown:
			unknown++
			reaches = Administer
		case !d.Outcome.Given():
			missed++
			reaches = Administer
		case d.Help == medicine.Self:
			self++
		case d.Help == medicine.Prompted:
			prompted++
			if reaches == Self {
				reaches = Remind
			}
		default:
			given++
			reaches = Administer
		}
	}
	if counted == 0 {
		return "No dose was recorded in the last 14 days.", 0, Administer
	}
	said = fmt.Sprintf("Of the last %d doses: %d by themselves, %d after a reminder, %d given, %d not taken", counted, self, prompted, given, missed)
	if unknown > 0 {
		said += fmt.Sprintf(", %d without an answer", unknown)
	}
	return said + ".", counted, reaches
}

// may is the rule of one more step. now is the level that holds.
func (s Step) may(now Level, doses []medicine.Told) error {
	said, counted, reaches := Evidence(doses)
	from, to := slices.Index(Levels, now), slices.Index(Levels, s.Level)
	var c fault.Checks
	c.Field(!ids.Valid(s.ID), "id", "Start the form again: it has lost its number.")
	c.Field(to < 0, "level", "Choose how much help there is to be.")
	c.Field(to >= 0 && to == from, "level", "This is the level that holds now. Choose another.")
	c.Field(to > from+1, "level", "Go one step at a time: next is “%s”.", Levels[min(from+1, len(Levels)-1)].Label())
	forward := to > from
	c.Field(forward && counted < fewest, "level", "There are not enough doses to show for it: at least %d. %s", fewest, said)
	// With the packaging opened or given, the person takes it after a prompt: that is
	// shown by doses taken after a reminder; the last step by doses taken alone.
	c.Field(forward && counted >= fewest && (s.Level == Self && reaches != Self || reaches == Administer), "level", "The last doses do not show this yet. %s", said)
	c.Field(utf8.RuneCountInString(s.Why) < 5, "why", "Say in a few words why, and what the person wants.")
	c.Field(utf8.RuneCountInString(s.Why) > 2_000, "why", "Use 2,000 characters or fewer.")
	c.Field(s.Level == Self && utf8.RuneCountInString(s.Risk) < 10, "risk", "Say what could go wrong, and what was agreed about it.")
	c.Field(utf8.RuneCountInString(s.Risk) > 2_000, "risk", "Use 2,000 characters or fewer.")
	c.Field(s.Level == Self && utf8.RuneCountInString(s.HandedTo) < 3, "handed_to", "Say who was told that they manage it themselves, like: the pharmacy and their daughter.")
	c.Field(utf8.RuneCountInString(s.HandedTo) > 400, "handed_to", "Use 400 characters or fewer.")
	return c.Err("medicine.level")
}

// evidenceDays is for how many days back doses count.
const evidenceDays = 14

// Take takes one step. Errors: medicine.level, by field; gate.exists;
// gate.not_found.
func Take(ctx context.Context, g *gate.Gate, s Step) error {
	s.Why, s.Risk, s.HandedTo = strings.TrimSpace(s.Why), strings.TrimSpace(s.Risk), strings.TrimSpace(s.HandedTo)
	return g.Write(ctx, MayStep, gate.Person(s.Person), func(tx *gate.Tx) error {
		if s.Level.Label() == "" { // told with the other fields, against the most help
			return s.may(Administer, nil)
		}
		now, doses, err := standing(tx.Snapshot, s.Person, s.Medicine)
		if err != nil {
			return err
		}
		if err := s.may(now, doses); err != nil {
			return err
		}
		s.Evidence, _, _ = Evidence(doses)
		return tx.Exec(`INSERT INTO medicine_level (id, person_id, medicine_id, level, why, evidence, risk, handed_to, account_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			s.ID, s.Person, s.Medicine, s.Level, s.Why, s.Evidence, s.Risk, s.HandedTo, tx.Actor.ID, tx.At)
	})
}

// standing is the level of a medicine now, and the doses that count.
func standing(s *gate.Snapshot, person ids.Person, id medicine.ID) (Level, []medicine.Told, error) {
	if _, err := medicine.Get(s, person, id); err != nil {
		return "", nil, err
	}
	steps, err := Of(s, id)
	if err != nil {
		return "", nil, err
	}
	doses, err := medicine.Since(s, id, s.Today().Add(-evidenceDays))
	return Now(steps), doses, err
}

// Now is the level that holds after some steps, the oldest first: of a medicine
// without any, that the worker gives it.
func Now(steps []Step) Level {
	if len(steps) == 0 {
		return Administer
	}
	return steps[len(steps)-1].Level
}

func (s *Step) fields() []any {
	return []any{&s.ID, &s.Person, &s.Medicine, &s.Level, &s.Why, &s.Evidence, &s.Risk, &s.HandedTo, &s.At, (*gate.Text)(&s.By)}
}

// Of lists the steps of a medicine and of the entries it replaced, the oldest
// first.
func Of(s *gate.Snapshot, id medicine.ID) ([]Step, error) {
	return gate.All(s, (*Step).fields, `SELECT l.id, l.person_id, l.medicine_id, l.level, l.why, l.evidence, l.risk, l.handed_to, l.at, a.name
		FROM medicine_level l JOIN medicine m ON m.id = l.medicine_id LEFT JOIN auth_account a ON a.id = l.account_id
		WHERE m.line_id = (SELECT x.line_id FROM medicine x WHERE x.id = ?) ORDER BY l.at, l.id`, id)
}

// Standing is the level of each medicine of some people, by the line of its
// entries. Medicines without a step are not in it: the worker gives them.
func Standing(s *gate.Snapshot, people ...ids.Person) (map[medicine.ID]Level, error) {
	type row struct {
		line  medicine.ID
		level Level
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.line, &r.level} }, `SELECT m.line_id, l.level FROM medicine_level l
		JOIN medicine m ON m.id = l.medicine_id JOIN person p ON p.id = m.person_id WHERE p.id IN ? OR p.merged_into IN ? ORDER BY l.at, l.id`, gate.In(people), gate.In(people))
	out := map[medicine.ID]Level{}
	for _, r := range rows {
		out[r.line] = r.level
	}
	return out, err
}
