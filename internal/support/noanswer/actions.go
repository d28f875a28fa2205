package noanswer

import (
	"context"
	"slices"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// Who may do what: whoever may say that nobody answered may say what they
// tried. The office sees to what comes after.
var (
	MaySee   = gate.Action{Name: "noanswer.see", Who: actor.Rule{Any: actor.Practice}}
	MayList  = gate.Action{Name: "noanswer.list", Who: actor.Rule{Any: actor.Office}}
	MayStart = gate.Action{Name: "noanswer.start", Who: visit.MayNoAnswer.Who}
	MayStep  = gate.Action{Name: "noanswer.step", Who: visit.MayNoAnswer.Who}
	MayEnd   = gate.Action{Name: "noanswer.end", Who: visit.MayNoAnswer.Who}
	MayKey   = gate.Action{Name: "noanswer.key", Who: actor.Rule{Any: actor.Office}} // in what a worker says
	MayTell  = gate.Action{Name: "noanswer.tell", Who: actor.Rule{Any: actor.Office}}
	mayWatch = gate.Action{Name: "noanswer.watch", Who: actor.Rule{Any: []actor.Role{actor.System}}}
)

// Starting says that nobody answers. Arrived is when the worker came to the
// door; At when they said so; either may be zero. Tried is what was tried by
// then.
type Starting struct {
	Person  ids.Person
	Visit   visit.ID
	At      when.Instant
	Arrived when.Instant
	Tried   []Code
	Channel visit.Channel
}

// Stepped is one thing that was tried. ID is the caller's own, so that the same
// told twice counts once.
type Stepped struct {
	ID      string
	Person  ids.Person
	Visit   visit.ID
	Code    Code
	Result  Result
	Words   string
	At      when.Instant
	Channel visit.Channel
}

// Ending is how it ended, or that the worker left it to the office. WhyNot is
// why nobody called 999 though there was a sign of somebody inside.
type Ending struct {
	Person  ids.Person
	Visit   visit.ID
	Outcome Outcome
	Words   string
	WhyNot  string
	At      when.Instant
	Arrived when.Instant
	Channel visit.Channel
}

// Begin is Start for whoever has no transaction open.
func Begin(ctx context.Context, g *gate.Gate, n Starting) error {
	return g.Write(ctx, MayStart, gate.Person(n.Person), func(tx *gate.Tx) error { return Start(tx, n) })
}

// Note is Step for whoever has no transaction open.
func Note(ctx context.Context, g *gate.Gate, n Stepped) error {
	return g.Write(ctx, MayStep, gate.Person(n.Person), func(tx *gate.Tx) error { return Step(tx, n) })
}

// Finish is End for whoever has no transaction open.
func Finish(ctx context.Context, g *gate.Gate, n Ending) error {
	return g.Write(ctx, MayEnd, gate.Person(n.Person), func(tx *gate.Tx) error { return End(tx, n) })
}

// Start says that nobody answers: the office is told at once and the clock
// runs. Started again while it is open it adds a step, and so does what happened
// before the worker left or before it ended and is told late: that is over.
// Somebody who came to the door after opens it again. Error: gate.not_found for a
// visit this person does not have.
func Start(tx *gate.Tx, n Starting) error {
	at := happened(tx, n.At, n.Arrived)
	r, fresh, err := opened(tx, n, at)
	if err != nil {
		return err
	}
	if fresh {
		return r.tell(tx)
	}
	if r.backAt(at) || n.Channel == visit.Office && r.State != Open { // whoever keys it in knows that it is now
		if err := r.again("start", at, tx); err != nil {
			return err
		}
	}
	return addSteps(tx, r.ID, r.Person, Stage{ID: ids.Derived("noanswer.again", string(r.ID), tx.Actor.ID, at.Text()), Code: again, At: at, Channel: n.Channel})
}

// again opens a record anew: the clock runs from now and the office is told. Of
// one that had ended the first end is kept as a step, and what belonged to it is
// the next one's no more.
func (r Record) again(action string, at when.Instant, tx *gate.Tx) error {
	if r.State == Over {
		if err := addSteps(tx, r.ID, r.Person, r.firstEnd()); err != nil {
			return err
		}
	}
	r = r.anew(action, at, tx.At)
	if err := save(tx, r); err != nil {
		return err
	}
	return r.tell(tx)
}

// opened is the record of a visit, made where there is none yet.
func opened(tx *gate.Tx, n Starting, at when.Instant) (r Record, fresh bool, err error) {
	r, err = Get(tx.Snapshot, n.Person, Of(n.Visit))
	if !gate.Missing(err) {
		return r, false, err
	}
	r = Record{
		ID: Of(n.Visit), Person: n.Person, Visit: n.Visit, State: Open, Started: at, Heard: tx.At, Channel: n.Channel,
		Called: slices.Contains(n.Tried, Call999), Next: clockFrom(at, tx.At), Version: 1,
	}
	if err = insert(tx, r); err == nil {
		err = addSteps(tx, r.ID, r.Person, firstSteps(n, at)...)
	}
	return r, true, err
}

// tell has the office know of it at once.
func (r Record) tell(tx *gate.Tx) error {
	return alert.Raise(tx, alert.New{Kind: alert.NoAnswer, Person: r.Person, Source: string(r.Visit)})
}

// happened is when something was, by what the teller knows; never ahead of us.
func happened(tx *gate.Tx, times ...when.Instant) when.Instant {
	for _, t := range times {
		if !t.IsZero() && !t.After(tx.At.Add(ahead).Time) {
			return t
		}
	}
	if !tx.AsOf.IsZero() {
		return tx.AsOf
	}
	return tx.At
}

// firstSteps are the beginning and what was tried before it.
func firstSteps(n Starting, at when.Instant) []Stage {
	from := at
	if !n.Arrived.IsZero() && n.Arrived.Before(at.Time) {
		from = n.Arrived
	}
	id := func(c Code) string { return ids.Derived("noanswer.first", string(Of(n.Visit)), string(c)) }
	out := []Stage{{ID: id(began), Code: began, At: from, Channel: n.Channel}}
	seen := map[Code]bool{}
	for _, c := range n.Tried {
		if c = Code(short(string(c), mostCode)); c != "" && !seen[c] {
			seen[c] = true
			out = append(out, Stage{ID: id(c), Code: c, Result: Nothing, At: at, Channel: n.Channel})
		}
	}
	return out
}

// Step adds one thing that was tried. Where nothing was started it starts it. A
// sign of somebody inside, and a call to 999, are kept on the record. After it
// has ended a step is only added, but for a sign of somebody inside that nobody
// had told: where nobody has been in, the office goes on with it. Errors:
// gate.exists for a step told twice; gate.not_found.
func Step(tx *gate.Tx, n Stepped) error {
	at := happened(tx, n.At)
	r, fresh, err := opened(tx, Starting{Person: n.Person, Visit: n.Visit, Channel: n.Channel}, at)
	if err != nil {
		return err
	}
	if fresh {
		if err := r.tell(tx); err != nil {
			return err
		}
	}
	s := Stage{ID: n.ID, Code: Code(short(string(n.Code), mostCode)), Result: Result(short(string(n.Result), mostCode)), Words: short(n.Words, mostWords), At: at, Channel: n.Channel}
	if s.ID == "" {
		s.ID = ids.Derived("noanswer.step", string(r.ID), tx.Actor.ID, string(s.Code), string(s.Result), at.Text())
	}
	if r.passedOver(s.Result) {
		if err := r.again("sign_inside", at, tx); err != nil {
			return err
		}
		return addSteps(tx, r.ID, r.Person, s)
	}
	was := r
	called, clear := s.Code == Call999 && s.Result != CouldNot && s.Result != NotReached, s.Code == cleared
	if called || clear { // what was done about a sign of the time before says nothing of one that came since
		late, err := before(tx, r, at)
		if err != nil {
			return err
		}
		called, clear = called && !late, clear && !late
	}
	r.Called = r.Called || called
	r.Inside = (r.Inside || s.Result == SignInside) && !clear
	if r != was && r.State != Over {
		if err := save(tx, r); err != nil {
			return err
		}
	}
	return addSteps(tx, r.ID, r.Person, s)
}

// End says how it ended, sets the visit, lists what is to be done, and closes
// the alerts. What a phone says is never refused: an outcome we do not know, or
// one that passes over a sign of somebody inside, leaves it open with the
// office. Errors: gate.not_found; noanswer.ending, by field, and noanswer.ended,
// for the office only.
func End(tx *gate.Tx, n Ending) error {
	at := happened(tx, n.At)
	r, fresh, err := opened(tx, Starting{Person: n.Person, Visit: n.Visit, Arrived: n.Arrived, Channel: n.Channel}, at)
	if err != nil {
		return err
	}
	office := n.Channel == visit.Office || n.Channel == visit.Paper
	if office {
		if r.State == Over {
			return fault.New(fault.Conflict, "noanswer.ended", "This has ended already, as %q. Add what you know as a step.", r.Outcome.Label())
		}
		if err := r.told(n); err != nil {
			return err
		}
	}
	words := short(n.Words, mostWords)
	to, fits := r.State.next("end")
	if fits && !office && !fresh {
		late, err := before(tx, r, at)
		if err != nil {
			return err
		}
		fits = !late
	}
	if !fits { // a phone that says again what is known, or how it ended the time before
		return addSteps(tx, r.ID, r.Person, Stage{ID: endID(r, n, at), Code: ended, Result: Result(n.Outcome), Words: words, At: at, Channel: n.Channel})
	}
	if outcomes[n.Outcome].words == "" || n.Outcome == OfficeTookOver || r.needs999(n.Outcome, n.WhyNot) {
		r.State, r.Left = WithOffice, at
		if err := save(tx, r); err != nil {
			return err
		}
		if fresh {
			if err := r.tell(tx); err != nil {
				return err
			}
		}
		return addSteps(tx, r.ID, r.Person, Stage{ID: endID(r, n, at), Code: left, Result: Result(short(string(n.Outcome), mostCode)), Words: words, At: at, Channel: n.Channel})
	}
	r.State, r.Outcome, r.Words, r.WhyNot = to, n.Outcome, words, short(n.WhyNot, mostWords)
	r.Ended, r.EndedBy, r.Next = at, ids.Account(tx.Actor.ID), when.Instant{}
	if r.Left.IsZero() {
		r.Left = at
	}
	return r.end(tx, n)
}

func endID(r Record, n Ending, at when.Instant) string {
	return ids.Derived("noanswer.end", string(r.ID), string(n.Outcome), at.Text())
}

func (r Record) end(tx *gate.Tx, n Ending) error {
	if err := save(tx, r); err != nil {
		return err
	}
	if !outcomes[r.Outcome].made {
		arrived := n.Arrived
		if arrived.IsZero() {
			arrived = r.Started
		}
		err := visit.PutNotAnswered(tx, visit.NotAnswered{Person: r.Person, Visit: r.Visit, Arrived: arrived, Note: r.Words, Channel: n.Channel})
		if err != nil {
			return err
		}
	}
	around, err := nearTo(tx.Snapshot, r.Person)
	if err != nil {
		return err
	}
	if err := addTasks(tx, r.tasks(around, tx.At)); err != nil {
		return err
	}
	tx.Emit(Ended{Record: r.ID, Person: r.Person, Visit: r.Visit, Outcome: r.Outcome})
	return alert.CloseFor(tx, alert.NoAnswer, string(r.Visit), outcomes[r.Outcome].closes)
}

// Ringing is what came of one task.
type Ringing struct {
	Person  ids.Person
	Record  ID
	Task    string
	Version int    `json:"version"`
	Went    Went   `json:"went"`
	Words   string `json:"words"`
}

// Went is how a task went.
type Went string

// The ways.
const (
	Did       Went = "done"
	NoReply   Went = "no_reply"
	NotNeeded Went = "not_needed"
)

// Wents lists them in the order of the form.
var Wents = []Went{Did, NoReply, NotNeeded}

var wentWords = map[Went]string{Did: "Done", NoReply: "Nobody answered: try again", NotNeeded: "Not needed"}

// Label is the way in words.
func (w Went) Label() string { return wentWords[w] }

// Tell says what came of a task. Nobody answering keeps it in the list. Errors:
// noanswer.telling, by field; gate.changed; gate.not_found.
func Tell(ctx context.Context, g *gate.Gate, t Ringing) error {
	t.Words = strings.TrimSpace(t.Words)
	return g.Write(ctx, MayTell, gate.Person(t.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(!slices.Contains(Wents, t.Went), "went", "Say how it went.")
		c.Field(t.Went == NotNeeded && len([]rune(t.Words)) < 5, "words", "Say in a few words why it is not needed.")
		c.Field(len([]rune(t.Words)) > mostWords, "words", "Use %d characters or fewer.", mostWords)
		if err := c.Err("noanswer.telling"); err != nil {
			return err
		}
		return saveTask(tx, t)
	})
}
