package assure

import (
	"context"
	"slices"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// staffed is everybody who may see that something went wrong.
var staffed = slices.Concat(actor.Practice, actor.Field, []actor.Role{actor.SafeguardingLead, actor.HR})

// Who may do what. Anybody on the staff reports, and reads what came of their
// own; the office reads all; a manager decides and closes.
var (
	MayReport = gate.Action{Name: "assure.report", Who: actor.Rule{Any: staffed}}
	MaySeeOwn = gate.Action{Name: "assure.see_own", Who: actor.Rule{Any: staffed}}
	MaySee    = gate.Action{Name: "assure.see", Who: actor.Rule{Any: actor.Office}}
	MayExport = gate.Action{Name: "assure.export", Who: actor.Rule{Any: []actor.Role{actor.Manager}}}
	MayFollow = gate.Action{Name: "assure.follow", Who: actor.Rule{Any: actor.Office}}
	MayDecide = gate.Action{Name: "assure.decide", Who: actor.Rule{Any: []actor.Role{actor.Manager}}}
	MayClose  = gate.Action{Name: "assure.close", Who: actor.Rule{Any: []actor.Role{actor.Manager}}}
)

// Tell is Write for whoever has no transaction open. Errors: assure.report, by
// field; assure.person; gate.exists.
func Tell(ctx context.Context, g *gate.Gate, r Report) error {
	return g.Write(ctx, MayReport, gate.Person(r.Person), func(tx *gate.Tx) error { return Write(tx, r) })
}

// Write keeps a report in the caller's transaction.
func Write(tx *gate.Tx, r Report) error {
	if err := r.tidy(tx.At); err != nil {
		return err
	}
	i := Incident{Report: r, Ref: refOf(r.ID), Reported: tx.At, ReportedBy: ids.Account(tx.Actor.ID)}
	if r.Harm != NoHarm && r.Harm != Died {
		i.FollowDue = tx.At.Add(followHours)
	}
	if err := insert(tx, i); err != nil {
		if gate.Missing(err) {
			return fault.New(fault.Invalid, "assure.person", "We do not know this person. Open their page and report it from there, or leave the person empty.")
		}
		return err
	}
	return nil
}

// Following says how the person is a day later.
type Following struct {
	Version int    `json:"version"`
	Words   string `json:"follow"`
}

// FollowUp keeps how the person is a day after they were harmed. Errors:
// assure.follow, by field; gate.changed.
func FollowUp(ctx context.Context, g *gate.Gate, id ID, f Following) error {
	f.Words = strings.TrimSpace(f.Words)
	return change(ctx, g, MayFollow, id, f.Version, func(tx *gate.Tx, i *Incident) error {
		var c fault.Checks
		c.Field(len([]rune(f.Words)) < 5, "follow", "Say how the person is, and who spoke to them.")
		c.Field(long(f.Words, mostWords), "follow", "Use %d characters or fewer.", mostWords)
		i.Follow, i.Followed, i.FollowedBy = f.Words, tx.At, ids.Account(tx.Actor.ID)
		return c.Err("assure.follow")
	})
}

// Reviewing is what a look at the causes found.
type Reviewing struct {
	Version  int    `json:"version"`
	Likely   string `json:"likely"`
	Others   Answer `json:"others"`
	Way      Way    `json:"way"`
	Learning string `json:"learning"`
}

// Review keeps what made it likely and what was learnt. Errors: assure.review,
// by field; gate.changed.
func Review(ctx context.Context, g *gate.Gate, id ID, r Reviewing) error {
	r.Likely, r.Learning = strings.TrimSpace(r.Likely), strings.TrimSpace(r.Learning)
	return change(ctx, g, MayFollow, id, r.Version, func(tx *gate.Tx, i *Incident) error {
		var c fault.Checks
		c.Field(len([]rune(r.Likely)) < 5 || long(r.Likely, mostWords), "likely", "Say what made it likely. Think of the rota, equipment, information and training before you think of who was there.")
		c.Field(answerWords[r.Others] == "", "others", "Say whether others would have done the same. If you do not know, say so.")
		c.Field(wayWords[r.Way] == "", "way", "Choose where the cause lies.")
		c.Field(r.Way == Individual && r.Others == Yes, "way", "Others would have done the same, so the cause is not one person’s choice.")
		c.Field(len([]rune(r.Learning)) < 5 || long(r.Learning, mostWords), "learning", "Say what was learnt, or that there is nothing to change and why.")
		i.Likely, i.Others, i.Way, i.Learning = r.Likely, r.Others, r.Way, r.Learning
		i.Reviewed, i.ReviewedBy = tx.At, ids.Account(tx.Actor.ID)
		return c.Err("assure.review")
	})
}

// Decide keeps what a manager decided about CQC and candour. Errors:
// assure.decision, by field; assure.closed; gate.exists; gate.not_found.
func Decide(ctx context.Context, g *gate.Gate, id ID, in Deciding) error {
	return g.Write(ctx, MayDecide, gate.Council, func(tx *gate.Tx) error {
		i, err := get(tx.Snapshot, id)
		if err != nil {
			return err
		}
		if err := i.open(); err != nil {
			return err
		}
		d, err := i.decide(in)
		if err != nil {
			return err
		}
		d.At, d.By = tx.At, ids.Account(tx.Actor.ID)
		return insertDecision(tx, d)
	})
}

// Stepping is one thing done about telling the regulator or the person.
type Stepping struct {
	ID    string
	Kind  StepKind
	At    when.Instant
	Words string
}

// AddStep keeps a step. Errors: assure.step, by field; assure.undecided;
// assure.closed; gate.exists; gate.not_found.
func AddStep(ctx context.Context, g *gate.Gate, id ID, s Stepping) error {
	s.Words = strings.TrimSpace(s.Words)
	return g.Write(ctx, MayDecide, gate.Council, func(tx *gate.Tx) error {
		i, err := get(tx.Snapshot, id)
		if err != nil {
			return err
		}
		if err := i.open(); err != nil {
			return err
		}
		d, err := decisionOf(tx.Snapshot, id)
		if err != nil {
			return err
		}
		if err := s.check(d, tx.At); err != nil {
			return err
		}
		return insertStep(tx, id, s)
	})
}

func (s Stepping) check(d Decision, now when.Instant) error {
	notice := s.Kind == NoticeDraft || s.Kind == NoticeSent
	if notice && d.Notify != Yes || !notice && d.Candour != Yes {
		return fault.New(fault.Conflict, "assure.undecided", "Nobody has decided that this is needed. Decide first, then come back here.")
	}
	var c fault.Checks
	c.Field(!ids.Valid(s.ID), "id", "Open the form again and send it once more.")
	c.Field(stepWords[s.Kind] == "", "step", "Choose what was done.")
	c.Field(s.At.IsZero(), "on", "Enter the day and the time it was done.")
	c.Field(s.At.After(now.Add(ahead).Time), "on", "This is in the future. Write it down when it is done.")
	c.Field(s.Kind == NoticeSent && s.Words == "", "words", "Enter the reference that CQC gave, or the name of who took it.")
	c.Field(s.Kind == Letter && len([]rune(s.Words)) < 100, "words", "Put the whole letter here: it is the copy that is kept.")
	c.Field(s.Kind != NoticeSent && s.Words == "", "words", "Say in a few words how: to whom, by whom, what they said.")
	c.Field(long(s.Words, mostWords), "words", "Use %d characters or fewer.", mostWords)
	return c.Err("assure.step")
}

// Close ends an incident. Errors: assure.owing, with what is still to be done;
// gate.changed; gate.not_found.
func Close(ctx context.Context, g *gate.Gate, id ID, version int) error {
	return change(ctx, g, MayClose, id, version, func(tx *gate.Tx, i *Incident) error {
		d, err := decisionOf(tx.Snapshot, id)
		if err != nil {
			return err
		}
		steps, err := stepsOf(tx.Snapshot, id)
		if err != nil {
			return err
		}
		if left := i.owes(d, steps); len(left) > 0 {
			return fault.New(fault.Conflict, "assure.owing", "This cannot be closed yet. %s", strings.Join(left, " "))
		}
		i.Closed, i.ClosedBy = tx.At, ids.Account(tx.Actor.ID)
		return nil
	})
}

func (i Incident) open() error {
	if !i.Closed.IsZero() {
		return fault.New(fault.Conflict, "assure.closed", "This is closed, so nothing is added. Report what is new as another.")
	}
	return nil
}

// change carries out one change of an incident that is open.
func change(ctx context.Context, g *gate.Gate, a gate.Action, id ID, version int, fn func(tx *gate.Tx, i *Incident) error) error {
	return g.Write(ctx, a, gate.Council, func(tx *gate.Tx) error {
		i, err := get(tx.Snapshot, id)
		if err != nil {
			return err
		}
		if err := i.open(); err != nil {
			return err
		}
		if err := fn(tx, &i); err != nil {
			return err
		}
		return save(tx, i, version)
	})
}
