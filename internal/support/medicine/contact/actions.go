package contact

import (
	"context"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/medicine"
)

// Who may do what. Whoever works with a person sees what was asked, and may
// write down what they asked; a change by word of mouth is taken by those who
// may change the chart.
var (
	MaySee     = gate.Action{Name: "medicine.see_contacts", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MayLog     = gate.Action{Name: "medicine.log_contact", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MayTake    = gate.Action{Name: "medicine.take_word", Who: actor.Rule{Any: []actor.Role{actor.Coordinator, actor.Manager, actor.Therapist}, Related: []actor.Role{actor.LeadWorker}}}
	MayConfirm = gate.Action{Name: "medicine.confirm_word", Who: MayTake.Who}
	MayTell    = gate.Action{Name: "medicine.tell", Who: MayLog.Who}
	MaySeeTold = gate.Action{Name: "medicine.see_told", Who: actor.Rule{Any: actor.Office}}
	mayWatch   = gate.Action{Name: "medicine.watch_words", Who: actor.Rule{Any: []actor.Role{actor.System}}}
)

func (k *Contact) trim() {
	k.Who, k.Asked, k.Answer = strings.TrimSpace(k.Who), strings.TrimSpace(k.Asked), strings.TrimSpace(k.Answer)
}

// Log writes down that somebody was asked, with the answer where it came at
// once. Errors: contact.new, by field; gate.not_found for a medicine of somebody
// else; gate.exists.
func Log(ctx context.Context, g *gate.Gate, k Contact) error {
	k.trim()
	return g.Write(ctx, MayLog, gate.Person(k.Person), func(tx *gate.Tx) error {
		if err := k.check(tx.At); err != nil {
			return err
		}
		return keep(tx, k)
	})
}

func keep(tx *gate.Tx, k Contact) error {
	if k.Medicine != "" {
		if ok, err := aMedicine(tx.Snapshot, k.Person, k.Medicine); err != nil || !ok {
			return firstOf(err, gate.NotFound())
		}
	}
	if err := insert(tx, k); err != nil || k.Answer == "" {
		return err
	}
	return insertAnswer(tx, Answer{ID: ids.Derived("contact.answer", string(k.ID)), Contact: k.ID, Person: k.Person, Who: k.Who, Words: k.Answer, At: k.At})
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Reply adds what was answered later. Errors: contact.answer, by field;
// gate.not_found; gate.exists.
func Reply(ctx context.Context, g *gate.Gate, w Answer) error {
	w.Who, w.Words = strings.TrimSpace(w.Who), strings.TrimSpace(w.Words)
	return g.Write(ctx, MayLog, gate.Person(w.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(!ids.Valid(w.ID), "id", "Start the form again: it has lost its number.")
		c.Field(w.Words == "", "words", "Say what they answered.")
		c.Field(tooLong(w.Words, mostWords), "words", "Use %d characters or fewer.", mostWords)
		c.Field(w.Who == "", "who", "Enter the name of who answered.")
		c.Field(tooLong(w.Who, mostName), "who", "Use %d characters or fewer.", mostName)
		if err := c.Err("contact.answer"); err != nil {
			return err
		}
		if _, err := Get(tx.Snapshot, w.Person, w.Contact); err != nil {
			return err
		}
		w.At = tx.At
		return insertAnswer(tx, w)
	})
}

// Take writes down a change that a prescriber gave by word of mouth. Asked is
// the change, as it was said and read back. It is in force at once, for the
// hours given. Errors: contact.change, by field; gate.not_found; gate.exists.
func Take(ctx context.Context, g *gate.Gate, t Telling) error {
	t.trim()
	t.ConfirmedBy, t.About = strings.TrimSpace(t.ConfirmedBy), Change
	return g.Write(ctx, MayTake, gate.Person(t.Person), func(tx *gate.Tx) error {
		if err := t.check(tx.At); err != nil {
			return err
		}
		t.Verbal.Due = t.At.Add(time.Duration(t.DueHours) * time.Hour)
		if err := keep(tx, t.Contact); err != nil {
			return err
		}
		return insertVerbal(tx, t)
	})
}

// Confirmation is the written word behind a change. Words say what it is and
// where it lies; File may be empty where it lies elsewhere.
type Confirmation struct {
	Person  ids.Person
	Contact ID
	Version int    `json:"version"`
	Words   string `json:"words"`
	File    files.File
}

// Confirm attaches the written word: from then on the change holds for good,
// also where its time had run out, and so do the entries of the chart that rest
// on it. Errors: contact.written, by field;
// gate.not_found; gate.changed when it was confirmed or taken back already.
func Confirm(ctx context.Context, g *gate.Gate, w Confirmation) error {
	w.Words = strings.TrimSpace(w.Words)
	return g.Write(ctx, MayConfirm, gate.Person(w.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(len([]rune(w.Words)) < 5, "words", "Say what the written word is, like: email from Dr Madeup, 28 November, 2:10pm.")
		c.Field(tooLong(w.Words, mostWords), "words", "Use %d characters or fewer.", mostWords)
		if err := c.Err("contact.written"); err != nil {
			return err
		}
		if _, err := Get(tx.Snapshot, w.Person, w.Contact); err != nil {
			return err
		}
		if w.File.ID != "" {
			w.File.Person = w.Person
			if err := files.Keep(tx, w.File); err != nil {
				return err
			}
		}
		if err := tx.Update(`UPDATE medicine_verbal SET confirmed_at = ?, confirmed_by = ?, confirmed_words = ?, file_id = ?, version = version + 1
			WHERE contact_id = ? AND version = ? AND confirmed_at IS NULL AND ended_at IS NULL`, tx.At, tx.Actor.ID, w.Words, w.File.ID, w.Contact, w.Version); err != nil {
			return err
		}
		rest, err := restingOn(tx.Snapshot, w.Contact)
		if err != nil {
			return err
		}
		for _, m := range rest {
			if err := medicine.WordCame(tx, w.Person, m); err != nil {
				return err
			}
		}
		return alert.CloseFor(tx, alert.WordNotWritten, string(w.Contact), alert.Answered)
	})
}

// Ending takes a change back.
type Ending struct {
	Person  ids.Person
	Contact ID
	Version int    `json:"version"`
	Why     string `json:"why"`
}

// End takes a change by word of mouth back: from then on it is not in force, and
// doses of the entries of the chart that rest on it are warned of.
// Errors: contact.ending, by field; gate.not_found; gate.changed.
func End(ctx context.Context, g *gate.Gate, e Ending) error {
	e.Why = strings.TrimSpace(e.Why)
	return g.Write(ctx, MayConfirm, gate.Person(e.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(len([]rune(e.Why)) < 5, "why", "Say in a few words why it is taken back, and who said so.")
		c.Field(tooLong(e.Why, mostWords), "why", "Use %d characters or fewer.", mostWords)
		if err := c.Err("contact.ending"); err != nil {
			return err
		}
		if _, err := Get(tx.Snapshot, e.Person, e.Contact); err != nil {
			return err
		}
		if err := tx.Update(`UPDATE medicine_verbal SET ended_at = ?, ended_by = ?, ended_why = ?, version = version + 1
			WHERE contact_id = ? AND version = ? AND confirmed_at IS NULL AND ended_at IS NULL`, tx.At, tx.Actor.ID, e.Why, e.Contact, e.Version); err != nil {
			return err
		}
		if err := medicine.WordGone(tx, string(e.Contact)); err != nil {
			return err
		}
		return alert.CloseFor(tx, alert.WordNotWritten, string(e.Contact), alert.Answered)
	})
}

// Tell writes down that the GP practice or the pharmacy was told of the support.
// Errors: contact.told, by field; gate.not_found where the person has no such
// episode under way; gate.exists.
func Tell(ctx context.Context, g *gate.Gate, t Told) error {
	t.Who = strings.TrimSpace(t.Who)
	return g.Write(ctx, MayTell, gate.Person(t.Person), func(tx *gate.Tx) error {
		if err := t.check(tx.At); err != nil {
			return err
		}
		spells, err := toTell(tx.Snapshot, t.Person, true)
		if err != nil {
			return err
		}
		if len(spells) == 0 {
			return gate.NotFound()
		}
		t.Episode = spells[len(spells)-1].Episode
		return insertTold(tx, t)
	})
}

// watch alerts the office of each change whose time is up without a written
// word, and has the entries of the chart that rest on it say so.
func watch(ctx context.Context, g *gate.Gate) error {
	none := false
	if err := g.Read(ctx, mayWatch, gate.Council, func(s *gate.Snapshot) error {
		late, err := due(s)
		none = len(late) == 0
		return err
	}); err != nil || none {
		return err
	}
	return g.Write(ctx, mayWatch, gate.Council, func(tx *gate.Tx) error {
		late, err := due(tx.Snapshot)
		if err != nil {
			return err
		}
		for _, k := range late {
			if err := alert.Raise(tx, alert.New{Kind: alert.WordNotWritten, Person: k.Person, Source: string(k.ID)}); err != nil {
				return err
			}
			if err := medicine.WordGone(tx, string(k.ID)); err != nil {
				return err
			}
			if err := tx.Exec(`UPDATE medicine_verbal SET told_at = ? WHERE contact_id = ?`, tx.At, k.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// Jobs of this package. The change stops being in force at its time whether or
// not the job has run.
var Jobs = []job.Job{{Name: "medicine.words", Every: time.Minute, Run: watch}}
