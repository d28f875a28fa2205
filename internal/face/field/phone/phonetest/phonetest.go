// Package phonetest is handset for tests: what goes wrong ends the test.
package phonetest

import (
	"context"
	"testing"

	"stillhome/internal/face/field/phone/handset"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Fact is one fact as the phone keeps it.
type Fact = handset.Fact

// Phone is one phone of one worker, by the gate's clock.
type Phone struct {
	*handset.Phone

	t testing.TB
	g *gate.Gate
}

// Enrol sets up a phone for whoever the context says.
func Enrol(t testing.TB, ctx context.Context, g *gate.Gate) *Phone {
	t.Helper()
	p, err := handset.New(g.Pairs().SealKey())
	if err != nil {
		t.Fatal(err)
	}
	out := &Phone{Phone: p, t: t, g: g}
	out.Again(ctx)
	return out
}

// Again sets the phone up once more: it gets another token.
func (p *Phone) Again(ctx context.Context) {
	p.t.Helper()
	if err := p.Phone.Enrol(ctx, p.g); err != nil {
		p.t.Fatal(err)
	}
}

// SignKey is the public half of the sign key, as it is sent.
func (p *Phone) SignKey() string {
	b, err := p.Key.PublicKey.Bytes()
	if err != nil {
		p.t.Fatal(err)
	}
	return Base64(b)
}

// Base64 is how bytes are written.
func Base64(b []byte) string { return handset.Base64(b) }

// Hash is how a fact is known.
func Hash(text string) string { return handset.Hash(text) }

// Record adds a fact to the ledger. The values given stand beside those that
// every fact has, or in their place.
func (p *Phone) Record(action string, at when.Instant, values map[string]any) Fact {
	p.t.Helper()
	f, err := p.Phone.Record(action, at, values)
	if err != nil {
		p.t.Fatal(err)
	}
	return f
}

// Seal seals a text with its signature for a place in the ledger.
func (p *Phone) Seal(seq int, text, sig string) string {
	p.t.Helper()
	sealed, err := p.Phone.Seal(seq, text, sig)
	if err != nil {
		p.t.Fatal(err)
	}
	return sealed
}

// Delivery is what the phone sends with some of its facts.
func (p *Phone) Delivery(facts ...Fact) []byte {
	p.t.Helper()
	raw, err := p.Phone.Delivery(p.g.Clock.Now(), facts...)
	if err != nil {
		p.t.Fatal(err)
	}
	return raw
}

// Raw is Delivery with envelopes of any kind.
func (p *Phone) Raw(envelopes ...any) []byte {
	p.t.Helper()
	if envelopes == nil {
		envelopes = []any{}
	}
	raw, err := p.Phone.Raw(p.g.Clock.Now(), envelopes)
	if err != nil {
		p.t.Fatal(err)
	}
	return raw
}
