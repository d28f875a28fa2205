package medicine

import (
	"context"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// planners write the chart of anybody.
var planners = []actor.Role{actor.Coordinator, actor.Manager, actor.Therapist}

// Who may do what. Whoever works with a person sees what they take; those who
// plan write the chart, and lead workers that of the people they go to; whoever is there records doses, and
// the office for them. A chart that was checked by nobody but who wrote it is
// not checked: that rule stands in Look.
var (
	MaySee   = gate.Action{Name: "medicine.see", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MayAdd   = gate.Action{Name: "medicine.add", Who: actor.Rule{Any: planners, Related: []actor.Role{actor.LeadWorker}}}
	MayAmend = gate.Action{Name: "medicine.amend", Who: MayAdd.Who}
	MayStop  = gate.Action{Name: "medicine.stop", Who: MayAdd.Who}
	MayGive  = gate.Action{Name: "medicine.give", Who: actor.Rule{Any: actor.Office, Related: actor.Field}}
)

// Add writes down one more medicine. A second person has still to check it.
// Errors: medicine.new, by field; gate.exists; gate.not_found.
func Add(ctx context.Context, g *gate.Gate, m Medicine) error {
	m.trim()
	m.Line, m.Replaces = m.ID, ""
	return g.Write(ctx, MayAdd, gate.Person(m.Person), func(tx *gate.Tx) error {
		if err := m.check(tx.Today()); err != nil {
			return err
		}
		if err := m.packed(tx.Snapshot); err != nil {
			return err
		}
		return insert(tx, m)
	})
}

// packed has an entry name the line of its pack, whichever entry of that it was
// said to be in: a pack that is changed later still holds it. Error: medicine.new
// for what is no pack of the person's.
func (m *Medicine) packed(s *gate.Snapshot) error {
	if m.Pack == "" {
		return nil
	}
	line, err := gate.Value[ID](s, `SELECT p.line_id FROM medicine p WHERE p.id = ? AND p.kind = 'pack' AND p.person_id IN `+together, m.Pack, m.Person, m.Person)
	if gate.Missing(err) {
		var c fault.Checks
		c.Field(true, "pack", "Choose the pack from the list.")
		return c.Err("medicine.new")
	}
	m.Pack = line
	return err
}

// Stopping ends a medicine from now on.
type Stopping struct {
	Person   ids.Person
	Medicine ID
	Version  int    `json:"version"`
	Why      string `json:"why"`
}

// Stop ends a medicine, with the reason. What was recorded of it stays. Errors:
// medicine.stopping, by field; gate.changed when it was stopped already or is
// not this person's.
func Stop(ctx context.Context, g *gate.Gate, s Stopping) error {
	s.Why = strings.TrimSpace(s.Why)
	return g.Write(ctx, MayStop, gate.Person(s.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(utf8.RuneCountInString(s.Why) < 5, "why", "Say in a few words why it is stopped, and who said so.")
		c.Field(utf8.RuneCountInString(s.Why) > mostWords, "why", "Use %d characters or fewer.", mostWords)
		if err := c.Err("medicine.stopping"); err != nil {
			return err
		}
		if err := stop(tx, s); err != nil {
			return err
		}
		return tellChecked(tx, s.Person)
	})
}

// Amending replaces one entry by another.
type Amending struct {
	Medicine           // the new entry; its ID is new
	Old      ID        // the entry it replaces
	Seen     int       `json:"version"` // the version of that entry that was read
	Why      string    `json:"amended_why"`
	By       Word      `json:"word"`
	ReadBack bool      `json:"read_back"` // a spoken word was read back and confirmed
	WordBy   when.Date `json:"word_by"`   // by when the written word must come
	Asked    string    `json:"contact"`   // the contact at which it was said; may be empty
}

// longestWord is for how many days a spoken word may hold: our assumption.
const longestWord = 3

func (a Amending) check(today when.Date, frozen bool) error {
	var c fault.Checks
	if err := c.Take(a.Medicine.check(today)); err != nil {
		return err
	}
	c.Field(utf8.RuneCountInString(a.Why) < 5, "amended_why", "Say in a few words why it is changed, and who said so.")
	c.Field(utf8.RuneCountInString(a.Why) > mostWords, "amended_why", "Use %d characters or fewer.", mostWords)
	c.Field(a.By.Label() == "", "word", "Choose by whose word it is changed.")
	c.Field(a.By == Ours && frozen, "word", "This entry was checked, or a dose of it recorded. Change it only on the prescriber’s word: the letter, the label or the prescription.")
	c.Field(a.By == Spoken && !a.ReadBack, "read_back", "Read it back to the prescriber and have them confirm it. Then say here that you did.")
	c.Field(a.By == Spoken && (a.WordBy < today || today.Days(a.WordBy) > longestWord), "word_by", "Enter by when the written word will come: within %d days.", longestWord)
	c.Field(len(a.Asked) > 100, "contact", "Choose the contact from the list.")
	return c.Err("medicine.new")
}

// Amend replaces an entry by a new one, with the reason and by whose word; the
// old one stays as it was, with when it ended. A second person has still to
// check the new one. Doses of the old one count as of the same slots. Errors:
// medicine.new, by field; gate.changed when it was changed or stopped meanwhile;
// gate.exists; gate.not_found.
func Amend(ctx context.Context, g *gate.Gate, a Amending) error {
	a.trim()
	a.Why = strings.TrimSpace(a.Why)
	return g.Write(ctx, MayAmend, gate.Person(a.Person), func(tx *gate.Tx) error {
		old, err := Get(tx.Snapshot, a.Person, a.Old)
		if err != nil {
			return err
		}
		used, err := gate.Value[bool](tx.Snapshot, `SELECT EXISTS (SELECT 1 FROM medicine_dose d WHERE d.medicine_id = ?)`, old.ID)
		if err != nil {
			return err
		}
		if err := a.check(tx.Today(), used || !old.Checked.IsZero()); err != nil {
			return err
		}
		m, err := a.entry(tx.Snapshot, old)
		if err == nil {
			err = m.packed(tx.Snapshot)
		}
		if err != nil {
			return err
		}
		if err := insert(tx, m); err != nil { // first, so that a form sent twice is told that it was saved
			return err
		}
		return stop(tx, Stopping{Person: a.Person, Medicine: old.ID, Version: a.Seen, Why: "Replaced: " + a.Why})
	})
}

// entry is the new entry, and what it rests on: by whose word it is, until when a
// spoken one holds, and the contact at which that was given. A change holds no
// longer than its contact says, and for good where its written word has come. A
// slip put right rests on what the entry rested on before. Error: medicine.new
// for a contact that is not the person's, or not in force.
func (a Amending) entry(s *gate.Snapshot, old Medicine) (Medicine, error) {
	m := a.Medicine
	m.Line, m.Replaces, m.AmendedWhy, m.Word = old.Line, old.ID, a.Why, a.By
	switch {
	case a.By == Ours && old.WordUntil != "":
		m.Word, m.WordUntil, m.Contact = old.Word, old.WordUntil, old.Contact
		return m, nil
	case a.By != Spoken:
		return m, nil
	}
	m.WordUntil, m.Contact = a.WordBy, a.Asked
	if a.Asked == "" {
		return m, nil
	}
	said, err := saidAt(s, a.Person, a.Asked)
	if err != nil {
		return m, err
	}
	var c fault.Checks
	c.Field(!said.inForce(s.Now), "contact", "That change by telephone is not in force. Choose another from the list, or ring the prescriber.")
	if m.WordUntil = min(m.WordUntil, said.due.On()); !said.written.IsZero() {
		m.Word, m.WordUntil = Written, ""
	}
	return m, c.Err("medicine.new")
}

// WordGone says that a change by telephone is not in force any more, as its
// written word did not come in time or it was taken back: each dose of the
// entries that rest on it is warned of from today on.
func WordGone(tx *gate.Tx, contact string) error {
	yesterday := tx.Today().Add(-1)
	return tx.Exec(`UPDATE medicine SET word_until_on = ?, version = version + 1
		WHERE contact_id = ? AND contact_id <> '' AND word = 'spoken' AND word_until_on > ? AND stopped_at IS NULL`, yesterday, contact, yesterday)
}

// WordCame says that the written word for a change by telephone has come: it
// holds without end from now on. gate.changed where there was none to come.
func WordCame(tx *gate.Tx, person ids.Person, id ID) error {
	return tx.Update(`UPDATE medicine SET word = 'written', word_until_on = NULL, version = version + 1
		WHERE id = ? AND person_id IN `+together+` AND word = 'spoken' AND word_until_on IS NOT NULL`, id, person, person)
}
