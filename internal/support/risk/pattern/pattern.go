package pattern

import (
	"context"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/risk"
)

// Kind is what a pattern is made of.
type Kind string

// The kinds.
const (
	Refusals Kind = "refusals"
	Mood     Kind = "mood"
)

var kindWords = map[Kind]string{
	Refusals: "Chose not to have visits or medicines", Mood: "Not so well, visit after visit",
}

// Label is the kind in words for a screen.
func (k Kind) Label() string { return kindWords[k] }

const (
	// days is how far back a pattern looks, today included.
	days = 7
	// times is how often something happens before it is one.
	times = 3
)

// Pattern is one that nobody has considered yet.
type Pattern struct {
	Person        ids.Person
	Given, Family string
	Kind          Kind
	Times         int
	Last          when.Date
}

// Considered is what somebody made of a pattern. The json names are those of the
// form.
type Considered struct {
	ID       string `json:"id"`
	Person   ids.Person
	Kind     Kind      `json:"kind"`
	UpTo     when.Date // what happened until then was considered
	Capacity string    `json:"capacity"`
	Risk     string    `json:"risk"`
	Next     string    `json:"next"`

	Recorded when.Instant
	ByName   string // filled by reads only
}

func (x Considered) check() error {
	var c risk.Checks
	c.ID(x.ID)
	c.Field(x.Kind.Label() == "", "kind", "Choose which pattern this is about.")
	c.Words(x.Capacity, "capacity", "Say what you thought about whether they can decide this. If nobody doubts it, say so.")
	c.Words(x.Risk, "risk", "Say what could happen if it goes on.")
	c.Words(x.Next, "next", "Say what comes next, who does it and by when.")
	return c.Err("risk.pattern")
}

// Consider keeps what somebody made of a pattern. Errors: risk.pattern, by field;
// gate.exists; gate.not_found.
func Consider(ctx context.Context, g *gate.Gate, x Considered) error {
	return g.Write(ctx, risk.MayEnd, gate.Person(x.Person), func(tx *gate.Tx) error {
		if err := x.check(); err != nil {
			return err
		}
		x.UpTo = tx.Today()
		return insert(tx, x)
	})
}
