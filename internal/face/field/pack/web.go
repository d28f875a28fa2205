package pack

import (
	"context"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
)

// MayPull: each support worker, their own and nobody else's.
var MayPull = gate.Action{Name: "field.pack", Who: actor.Rule{Any: actor.Field}}

// Routes of the pack.
var Routes = []web.Route{web.Post("/field/v1/pack", MayPull, pull)}

// Answer is what a phone is given: the manifest of its whole pack, the parts of
// it that it lacks, and what to forget.
type Answer struct {
	Manifest Manifest `json:"manifest"`
	Parts    []Part   `json:"parts"`
	Forget   []string `json:"forget"`
	Cursor   string   `json:"cursor"`
	Now      string   `json:"now"`
}

// Pull gives a phone of the actor's what its pack lacks. Everybody whose part is
// given is noted as looked at. Errors: the gate's refusals.
func Pull(ctx context.Context, g *gate.Gate, phone, cursor string) (Answer, error) {
	var p Pack
	var out Answer
	var last given
	var now when.Instant
	err := g.Read(ctx, MayPull, gate.Council, func(s *gate.Snapshot) (err error) {
		if p, err = Build(s, ids.Account(s.Actor.ID)); err != nil {
			return err
		}
		if last, err = lastGiven(s, phone); err != nil {
			return err
		}
		now = s.Now
		out = Answer{Manifest: p.Manifest, Now: now.Text()}
		out.Parts, out.Forget = p.since(opened(s, phone, cursor))
		for _, x := range out.Parts {
			if id := x.person(); id != "" {
				gate.Shown(s, id)
			}
		}
		out.Cursor, err = p.cursor(s, phone)
		return err
	})
	if err != nil || last.hash == p.Manifest.Hash && len(out.Parts) == 0 {
		return out, err
	}
	err = g.Write(ctx, mayNote, gate.Council, func(tx *gate.Tx) error { return note(tx, phone, p, now) })
	return out, err
}

// errPhone is for a phone that is not set up, or is somebody else's.
var errPhone = fault.New(fault.Unauthenticated, "field.phone", "We do not know this phone. Set it up again: nothing on it is lost.")

// pull is POST /field/v1/pack.
func pull(c *web.Call) (web.Reply, error) {
	var asked struct {
		Phone  string `json:"phone"`
		Cursor string `json:"cursor"`
	}
	if err := c.JSON(&asked); err != nil {
		return nil, err
	}
	phone, _, ok := strings.Cut(c.Header("Stillhome-Phone"), ".")
	if !ok || !ids.Valid(phone) || phone != asked.Phone {
		return nil, errPhone
	}
	answer, err := Pull(c, c.Gate, phone, asked.Cursor)
	if err != nil {
		return nil, err
	}
	return web.JSON(200, answer), nil
}
