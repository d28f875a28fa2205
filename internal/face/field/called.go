package field

import (
	"context"

	"stillhome/internal/face/field/lane"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
)

// calling is the line of what came as a call for help and does not open: it may
// be one, so the office is told, but no phone can fill the office with them.
var calling = lane.New(8, 2)

// called is one delivery that came by the way of those who ask for help.
type called struct {
	intake
	facts []arrived
}

// DeliverHelp is Deliver for somebody who asks for help: it goes before all
// that wait, and the office is told even where the envelope does not open. It
// holds one envelope at most. What is no call for help waits like any other.
func DeliverHelp(ctx context.Context, g *gate.Gate, header string, raw []byte) (Replies, error) {
	k, err := readCall(ctx, g, header, raw)
	if err != nil {
		return Replies{}, err
	}
	return k.deliver(ctx), nil
}

func readCall(ctx context.Context, g *gate.Gate, header string, raw []byte) (*called, error) {
	p, keys, err := phone.Known(ctx, g, header)
	if err != nil {
		return nil, err
	}
	d, err := readDelivery(p, raw, 1)
	if err != nil {
		return nil, err
	}
	k := &called{intake: intake{g: g, phone: p, now: g.Clock.Now(), contact: d.contact(), helping: true}}
	k.facts = k.open(keys, d.Envelopes)
	return k, nil
}

func (k *called) wants() bool {
	return len(k.facts) > 0 && k.facts[0].fact.Action == wantsHelp && !k.closed()
}

// closed reports whether nothing shows that the worker signed it: one that does
// not open, or of an app that was locked.
func (k *called) closed() bool { return len(k.facts) > 0 && (k.facts[0].closed || k.facts[0].call) }

func (k *called) deliver(ctx context.Context) Replies {
	if k.wants() || k.closed() {
		return k.answer(gate.Urgent(ctx), k.facts)
	}
	return k.answer(gate.Patient(ctx), k.facts)
}

// helpFacts is POST /field/v1/help: a call for help goes before everything and
// stands in no line.
func helpFacts(c *web.Call) (web.Reply, error) {
	raw, err := c.Body()
	if err != nil {
		return nil, err
	}
	k, err := readCall(c, c.Gate, c.Header(phone.Header), raw)
	if err != nil {
		return answered(Replies{}, err)
	}
	serve := func() (web.Reply, error) { return answered(k.deliver(c), nil) }
	switch {
	case k.wants():
		return serve()
	case k.closed():
		return calling.Serve(c, serve)
	}
	return sending.Serve(c, serve)
}
