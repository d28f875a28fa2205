package safeguarding

import (
	"context"
	"unicode/utf8"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Note is what somebody wrote about a concern, word for word. A note is never
// changed: what was wrong is said in another.
type Note struct {
	ID      string       `json:"-"`
	Concern ID           `json:"-"`
	At      when.Instant `json:"-"`
	By      ids.Account  `json:"-"`
	Kind    NoteKind     `json:"kind"`
	Words   string       `json:"words"`
	Who     string       `json:"who"` // who was there

	ByName string `json:"-"` // filled by reads only
}

// AddNote adds one. Errors: safeguarding.note (fields), gate.exists,
// gate.not_found.
func AddNote(ctx context.Context, g *gate.Gate, n Note) error {
	n.Words, n.Who = keep(n.Words), keep(n.Who)
	return work(ctx, g, MayNote, n.Concern, ByName, func(tx *gate.Tx, f File) error {
		var c fault.Checks
		c.Field(!ids.Valid(n.ID), "id", "Open the form again and send it once more.")
		c.Field(!known(noteKinds, n.Kind), "kind", "Choose what the note is of.")
		c.Field(n.Words == "", "words", "Write what happened or what was said.")
		c.Field(utf8.RuneCountInString(n.Words) > mostWords, "words", "Use %d characters or fewer.", mostWords)
		c.Field(utf8.RuneCountInString(n.Who) > 500, "who", "Use 500 characters or fewer.")
		if err := c.Err("safeguarding.note"); err != nil {
			return err
		}
		return addNote(tx, n)
	})
}

func addNote(tx *gate.Tx, n Note) error {
	text, err := sealed(tx, n.ID, n)
	if err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO safeguarding_note (id, concern_id, at, account_id, sealed) VALUES (?, ?, ?, ?, ?)`, n.ID, n.Concern, tx.At, tx.Actor.ID, text)
}

// Task is who does what by when, to find out or to keep the person safe. Of an
// enquiry and of a protection plan alike; the review of the plan is a task.
type Task struct {
	ID      string       `json:"-"`
	Concern ID           `json:"-"`
	At      when.Instant `json:"-"`
	Due     when.Date    `json:"-"`
	Done    when.Instant `json:"-"`
	Version int          `json:"-"`
	Kind    TaskKind     `json:"kind"`
	Words   string       `json:"words"`
	Owner   string       `json:"owner"`  // who does it, by name: they may work elsewhere
	Effect  Effect       `json:"effect"` // what it asks of the ordinary record
	How     string       `json:"how"`    // how it was done
}

// AddTask adds one. Errors: safeguarding.task (fields), gate.exists,
// gate.not_found.
func AddTask(ctx context.Context, g *gate.Gate, t Task) error {
	t.Words, t.Owner, t.How = keep(t.Words), keep(t.Owner), ""
	return work(ctx, g, MayTask, t.Concern, AsLead, func(tx *gate.Tx, f File) error {
		var c fault.Checks
		c.Field(!ids.Valid(t.ID), "id", "Open the form again and send it once more.")
		c.Field(!known(taskKinds, t.Kind), "kind", "Say whether it is to find out or to keep the person safe.")
		c.Field(t.Words == "", "words", "Write what is to be done.")
		c.Field(utf8.RuneCountInString(t.Words) > mostWords, "words", "Use %d characters or fewer.", mostWords)
		c.Field(t.Owner == "" || utf8.RuneCountInString(t.Owner) > 200, "owner", "Write who does it, by name.")
		c.Field(t.Due == "", "due", "Enter the day by which it is done.")
		c.Field(t.Due != "" && t.Due < tx.Today(), "due", "Choose today or a later day.")
		c.Field(!known(effects, t.Effect), "effect", "Choose what it asks of the ordinary record.")
		if err := c.Err("safeguarding.task"); err != nil {
			return err
		}
		text, err := sealed(tx, t.ID, t)
		if err != nil {
			return err
		}
		return tx.Exec(`INSERT INTO safeguarding_task (id, concern_id, at, due_on, version, sealed) VALUES (?, ?, ?, ?, 1, ?)`, t.ID, t.Concern, tx.At, t.Due, text)
	})
}

// FinishTask notes that a task is done, and how. Errors: safeguarding.task
// (fields), gate.changed, gate.not_found.
func FinishTask(ctx context.Context, g *gate.Gate, id ID, task string, version int, how string) error {
	how = keep(how)
	return work(ctx, g, MayTask, id, ByName, func(tx *gate.Tx, f File) error {
		t, err := TaskOf(tx.Snapshot, f, task)
		if err != nil {
			return err
		}
		var c fault.Checks
		c.Field(how == "" || utf8.RuneCountInString(how) > mostWords, "how", "Say how it was done, in a few words.")
		if err := c.Err("safeguarding.task"); err != nil {
			return err
		}
		t.How = how
		text, err := sealed(tx, t.ID, t)
		if err != nil {
			return err
		}
		return tx.Update(`UPDATE safeguarding_task SET done_at = ?, sealed = ?, version = version + 1 WHERE id = ? AND concern_id = ? AND version = ? AND done_at IS NULL`,
			tx.At, text, task, id, version)
	})
}

// Outcome is how an enquiry ended, for the person.
type Outcome struct {
	Concern  ID           `json:"-"`
	At       when.Instant `json:"-"`
	By       ids.Account  `json:"-"`
	Asked    Answer       `json:"asked"`
	Achieved Achieved     `json:"achieved"`
	Said     string       `json:"said"` // what they said of it, or why nobody asked
	Risk     Risk         `json:"risk"`
	Why      string       `json:"why"`
}

// Close ends an enquiry with what became of it. Errors: safeguarding.outcome
// (fields), gate.changed, gate.not_found.
func Close(ctx context.Context, g *gate.Gate, o Outcome, version int) error {
	o.Said, o.Why = keep(o.Said), keep(o.Why)
	return work(ctx, g, MayClose, o.Concern, AsLead, func(tx *gate.Tx, f File) error {
		open, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM safeguarding_task WHERE concern_id = ? AND done_at IS NULL`, f.ID)
		if err != nil {
			return err
		}
		var c fault.Checks
		c.Field(f.State != Enquiry, "why", "Only an enquiry is closed here. Decide about the concern first.")
		c.Field(open > 0, "why", "Something is still to be done. Finish each task first, or say in it why it is not needed.")
		c.Field(!known(answers, o.Asked), "asked", "Say whether they were asked what they wanted.")
		c.Field(!known(achieved, o.Achieved), "achieved", "Say how far what they wanted came true.")
		c.Field(o.Said == "", "said", "Write what they said of it, or why nobody asked.")
		c.Field(!known(risks, o.Risk), "risk", "Say what became of the risk.")
		c.Field(o.Why == "", "why", "Say why it can be closed.")
		c.Field(utf8.RuneCountInString(o.Said) > mostWords, "said", "Use %d characters or fewer.", mostWords)
		c.Field(utf8.RuneCountInString(o.Why) > mostWords, "why", "Use %d characters or fewer.", mostWords)
		if err := c.Err("safeguarding.outcome"); err != nil {
			return err
		}
		if err := move(tx, f, version, "close"); err != nil {
			return err
		}
		text, err := sealed(tx, "outcome:"+string(o.Concern), o)
		if err != nil {
			return err
		}
		return tx.Exec(`INSERT INTO safeguarding_outcome (concern_id, at, account_id, sealed) VALUES (?, ?, ?, ?)
			ON CONFLICT (concern_id) DO UPDATE SET at = excluded.at, account_id = excluded.account_id, sealed = excluded.sealed`, o.Concern, tx.At, tx.Actor.ID, text)
	})
}
