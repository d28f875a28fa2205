package pack

import (
	"context"

	"stillhome/internal/face/field/lane"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
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
// given is noted as looked at. Errors: field.phone for somebody else's phone, and
// one that is to forget what is on it; the gate's refusals.
func Pull(ctx context.Context, g *gate.Gate, from phone.Phone, cursor string) (Answer, error) {
	answer, p, newest, claim, err := read(ctx, g, from, cursor, false)
	if err != nil {
		return Answer{}, err
	}
	if len(claim.asks) > 0 { // first the rights to doses, so that the pack says who holds them
		if err := g.Write(ctx, mayNote, gate.Council, func(tx *gate.Tx) error {
			_, err := medicine.Claim(tx, claim.holder, claim.has, claim.until, claim.asks)
			return err
		}); err != nil {
			return Answer{}, err
		}
		if answer, p, newest, _, err = read(ctx, g, from, cursor, true); err != nil {
			return Answer{}, err
		}
	}
	if newest == p.Manifest.Hash && len(answer.Parts) == 0 {
		return answer, nil // the phone asked, and nothing moved
	}
	now, err := when.ParseInstant(answer.Now)
	if err != nil {
		return Answer{}, err
	}
	err = g.Write(ctx, mayNote, gate.Council, func(tx *gate.Tx) error { return note(tx, from.ID, p, now) })
	return answer, err
}

// read makes the pack as the record is, and says what the phone lacks of it,
// which it was given last. Where rights to doses would move it gives those alone,
// unless they were claimed a moment ago.
func read(ctx context.Context, g *gate.Gate, from phone.Phone, cursor string, claimed bool) (out Answer, p Pack, newest string, moves claiming, err error) {
	err = g.Read(ctx, MayPull, gate.Council, func(s *gate.Snapshot) error {
		if string(from.Account) != s.Actor.ID || from.Wipe() {
			return errPhone
		}
		m, err := look(s, from)
		if err != nil {
			return err
		}
		if !claimed {
			if moves = m.claiming(s.Now); len(moves.asks) > 0 {
				return nil
			}
		}
		if p, err = m.build(s); err != nil {
			return err
		}
		out = Answer{Manifest: p.Manifest, Now: s.Now.Text()}
		out.Parts, out.Forget = p.since(opened(s, from.ID, cursor))
		for _, x := range out.Parts {
			if id := x.person(); id != "" {
				gate.Shown(s, id)
			}
		}
		if newest, err = Newest(s, from); err != nil {
			return err
		}
		out.Cursor, err = p.cursor(s, from.ID)
		return err
	})
	return out, p, newest, moves, err
}

var errPhone = fault.New(fault.Unauthenticated, "field.phone", "This phone is not known here any more. Sign in and set it up again. Nothing on it is lost.")

// pull is POST /field/v1/pack.
func pull(c *web.Call) (web.Reply, error) {
	var asked struct {
		Phone  phone.ID `json:"phone"`
		Cursor string   `json:"cursor"`
	}
	if err := c.JSON(&asked); err != nil {
		return nil, err
	}
	return asking.Serve(c, func() (web.Reply, error) {
		from, _, err := phone.Known(c, c.Gate, c.Header(phone.Header))
		if err == nil && from.ID != asked.Phone {
			err = errPhone
		}
		if err != nil {
			return nil, err
		}
		answer, err := Pull(c, c.Gate, from, asked.Cursor)
		if err != nil {
			return nil, err
		}
		return web.JSON(200, answer), nil
	})
}

// asking is the line of phones that ask for their pack, in this process. A pack
// is quick to make, so a whole county may wait for theirs; most of the time of
// those who are served goes into waiting for whoever writes.
var asking = lane.New(400, 6)
