// Package handset is a worker's phone in Go, as far as the council can tell: it
// keeps a ledger, signs and seals what it records, and says what the real one
// says (docs/phone.md). Tests, the bench and whoever makes up a service use it;
// no server does.
package handset

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

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/secret"
)

// app is the version that these phones say they run.
const app = "2026.11.22-test"

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

	sealKey []byte
}

// New is a phone that is not enrolled yet, of a council with a seal key.
func New(sealKey []byte) (*Phone, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return &Phone{ID: phone.ID(ids.NewHidden()), Key: key, sealKey: sealKey}, err
}

// Enrol sets the phone up for whoever the context says, or again: it gets
// another token.
func (p *Phone) Enrol(ctx context.Context, g *gate.Gate) error {
	key, err := p.Key.PublicKey.Bytes()
	if err != nil {
		return err
	}
	p.Token = auth.NewToken()
	return phone.Enrol(ctx, g, phone.Enrolment{Phone: p.ID, SignKey: Base64(key), App: app, Label: "Chrome on Android", Token: p.Token})
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
func (p *Phone) Record(action string, at when.Instant, values map[string]any) (Fact, error) {
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
		return Fact{}, err
	}
	f := Fact{Seq: seq, ID: fmt.Sprint(fact["id"]), Text: string(text), Hash: Hash(string(text))}
	if f.Sealed, err = p.Seal(f.Seq, f.Text, Base64(secret.SignWith(p.Key, text))); err != nil {
		return Fact{}, err
	}
	p.Facts = append(p.Facts, f)
	return f, nil
}

// Seal seals a text with its signature for a place in the ledger.
func (p *Phone) Seal(seq int, text, sig string) (string, error) {
	plain, err := json.Marshal(map[string]string{"fact": text, "sig": sig})
	if err != nil {
		return "", err
	}
	sealed, err := secret.SealTo(p.sealKey, fmt.Sprintf("stillhome/field/2|%s|%d", p.ID, seq), plain)
	return Base64(sealed), err
}

// Delivery is what the phone sends at a moment with some of its facts.
func (p *Phone) Delivery(now when.Instant, facts ...Fact) ([]byte, error) {
	envelopes := []any{}
	for _, f := range facts {
		envelopes = append(envelopes, f.Envelope())
	}
	return p.Raw(now, envelopes)
}

// Raw is Delivery with envelopes of any kind.
func (p *Phone) Raw(now when.Instant, envelopes []any) ([]byte, error) {
	head := map[string]any{"seq": 0, "hash": ""}
	if n := len(p.Facts); n > 0 {
		head = map[string]any{"seq": p.Facts[n-1].Seq, "hash": p.Facts[n-1].Hash}
	}
	wall := now.UnixMilli()
	return json.Marshal(map[string]any{
		"schema": 2, "phone": p.ID, "app": app, "head": head, "pack": p.Pack,
		"clock": map[string]any{"wall": wall, "mono": wall - 1_700_000_000_000}, "storage": map[string]any{"persisted": true, "marker": !p.Gone},
		"showing": true, "envelopes": envelopes,
	})
}
