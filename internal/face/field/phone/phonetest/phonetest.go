// Package phonetest is a worker's phone for tests: it keeps a ledger, signs and
// seals what it records, and says what the real one says.
package phonetest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/secret"
)

// Fact is one fact as the phone keeps it.
type Fact struct {
	Seq    int
	ID     string
	Text   string
	Hash   string
	Sealed string
}

// Envelope is the fact as it is sent.
func (f Fact) Envelope() any { return map[string]any{"seq": f.Seq, "sealed": f.Sealed} }

// Phone is one phone of one worker.
type Phone struct {
	ID    phone.ID
	Token string
	Facts []Fact
	Key   *ecdsa.PrivateKey
	Pack  string // manifest of the pack it holds
	Gone  bool   // its mark is not there

	t       testing.TB
	g       *gate.Gate
	sealKey []byte
}

// Enrol sets up a phone for whoever the context says.
func Enrol(t testing.TB, ctx context.Context, g *gate.Gate) *Phone {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &Phone{ID: phone.ID(ids.NewHidden()), Key: key, t: t, g: g, sealKey: g.Pairs().SealKey()}
	p.Again(ctx)
	return p
}

// Again sets the phone up once more: it gets another token.
func (p *Phone) Again(ctx context.Context) {
	p.t.Helper()
	p.Token = auth.NewToken()
	err := phone.Enrol(ctx, p.g, phone.Enrolment{Phone: p.ID, SignKey: p.SignKey(), App: "2026.11.22-test", Label: "Chrome on Android", Token: p.Token})
	if err != nil {
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
func Base64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Hash is how a fact is known.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Header is how the phone shows itself.
func (p *Phone) Header() string { return string(p.ID) + "." + p.Token }

// Record adds a fact to the ledger. The values given stand beside those that
// every fact has, or in their place.
func (p *Phone) Record(action string, at when.Instant, values map[string]any) Fact {
	p.t.Helper()
	prev, seq := "", 1
	if n := len(p.Facts); n > 0 {
		prev, seq = p.Facts[n-1].Hash, p.Facts[n-1].Seq+1
	}
	fact := map[string]any{
		"schema": 2, "id": ids.NewHidden(), "phone": p.ID, "seq": seq, "prev": prev, "action": action, "person": "", "visit": "", "version": 0, "pack": p.Pack,
		"at": at.Text(), "wall": at.UnixMilli(), "mono": seq * 1000, "offset": 0, "body": map[string]any{},
	}
	maps.Copy(fact, values)
	text, err := json.Marshal(fact)
	if err != nil {
		p.t.Fatal(err)
	}
	f := Fact{Seq: seq, ID: fmt.Sprint(fact["id"]), Text: string(text), Hash: Hash(string(text))}
	f.Sealed = p.Seal(f.Seq, f.Text, Base64(secret.SignWith(p.Key, text)))
	p.Facts = append(p.Facts, f)
	return f
}

// Seal seals a text with its signature for a place in the ledger.
func (p *Phone) Seal(seq int, text, sig string) string {
	p.t.Helper()
	plain, err := json.Marshal(map[string]string{"fact": text, "sig": sig})
	if err != nil {
		p.t.Fatal(err)
	}
	sealed, err := secret.SealTo(p.sealKey, fmt.Sprintf("stillhome/field/2|%s|%d", p.ID, seq), plain)
	if err != nil {
		p.t.Fatal(err)
	}
	return Base64(sealed)
}

// Delivery is what the phone sends with some of its facts.
func (p *Phone) Delivery(facts ...Fact) []byte {
	var envelopes []any
	for _, f := range facts {
		envelopes = append(envelopes, f.Envelope())
	}
	return p.Raw(envelopes...)
}

// Raw is Delivery with envelopes of any kind.
func (p *Phone) Raw(envelopes ...any) []byte {
	p.t.Helper()
	head := map[string]any{"seq": 0, "hash": ""}
	if n := len(p.Facts); n > 0 {
		head = map[string]any{"seq": p.Facts[n-1].Seq, "hash": p.Facts[n-1].Hash}
	}
	if envelopes == nil {
		envelopes = []any{}
	}
	now := p.g.Clock.Now().UnixMilli()
	raw, err := json.Marshal(map[string]any{
		"schema": 2, "phone": p.ID, "app": "2026.11.22-test", "head": head, "pack": p.Pack,
		"clock": map[string]any{"wall": now, "mono": now - 1_700_000_000_000}, "storage": map[string]any{"persisted": true, "marker": !p.Gone},
		"showing": true, "envelopes": envelopes,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return raw
}
