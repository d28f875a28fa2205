package field

import (
	"context"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// mutation is one action that a phone can send.
type mutation struct {
	say   string // for the page of what was held
	apply func(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error
}

// mutations is every action a phone can send. The names are part of the
// contract with phones and never change meaning.
var mutations = map[string]mutation{
	"visit.arrive": {"Came to the door", func(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
		arrived, _, err := f.times()
		if err != nil {
			return err
		}
		if arrived.IsZero() {
			arrived = f.at
		}
		return visit.Arrive(ctx, g, visit.Arrival{Person: f.person(), Visit: visit.ID(f.Visit), At: arrived})
	}},
	"visit.record": {"Record of a visit", func(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
		arrived, left, err := f.times()
		if err != nil {
			return err
		}
		return visit.Record(ctx, g, visit.Recording{
			Person: f.person(), Visit: visit.ID(f.Visit), Version: int(f.Version), Arrived: arrived, Left: left,
			Tasks: f.Body.Tasks, Feeling: visit.Feeling(f.Body.Feeling), Note: string(f.Body.Note), Channel: by,
		})
	}},
	"visit.no_answer": {"No answer at the door", func(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
		arrived, _, err := f.times()
		if err != nil {
			return err
		}
		if arrived.IsZero() {
			arrived = f.at
		}
		n := visit.NotAnswered{
			Person: f.person(), Visit: visit.ID(f.Visit), Version: int(f.Version), Arrived: arrived, Note: string(f.Body.Note), Channel: by,
		}
		for _, t := range f.Body.Tried {
			n.Tried = append(n.Tried, visit.Tried(t))
		}
		return visit.NoAnswer(ctx, g, n)
	}},
	"visit.not_wanted": {"Chose not to have the visit", func(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
		arrived, _, err := f.times()
		if err != nil {
			return err
		}
		return visit.NotWanted(ctx, g, visit.Declined{
			Person: f.person(), Visit: visit.ID(f.Visit), Version: int(f.Version), Arrived: arrived,
			Reason: visit.Declining(f.Body.Reason), Note: string(f.Body.Note), Channel: by,
		})
	}},
	"roster.seen": {"Has seen a change of the rota", func(ctx context.Context, g *gate.Gate, f Fact, _ visit.Channel) error {
		return roster.Seen(ctx, g, f.changes()...)
	}},
}

func unknownAction() error {
	return fault.New(fault.Invalid, "field.action", "We do not know this kind of record. The phone may need an update, or we do.")
}

// apply carries out one fact as the actor in the context, once.
func apply(ctx context.Context, g *gate.Gate, f Fact, by visit.Channel) error {
	m, ok := mutations[string(f.Action)]
	if !ok {
		return unknownAction()
	}
	return m.apply(gate.WithKey(ctx, string(f.ID), f.whole), g, f, by)
}

// Verdict answers one fact.
type Verdict string

// The four verdicts. There are no others.
const (
	Done     Verdict = "done"
	Conflict Verdict = "conflict"
	Held     Verdict = "held"
	Retry    Verdict = "retry"
)

// verdicts is how each kind of fault is answered (ARCHITECTURE.md section 10).
var verdicts = map[fault.Kind]Verdict{
	fault.Internal: Retry, fault.Invalid: Held, fault.Unauthenticated: Retry, fault.Forbidden: Held,
	fault.NotFound: Held, fault.Conflict: Conflict, fault.Unavailable: Retry,
}

// verdict is the answer to what applying a fact gave. Another fact under the
// same id is held: neither may be lost.
func verdict(err error) Verdict {
	switch {
	case err == nil:
		return Done
	case fault.Is(err, "gate.key_reused"):
		return Held
	}
	return verdicts[fault.KindOf(err)]
}
