package field

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/secret"
)

// delivery is what a phone sends in schema 2 (docs/phone.md, section 4).
type delivery struct {
	Schema whole  `json:"schema"`
	Phone  text   `json:"phone"`
	App    text   `json:"app"`
	Head   head   `json:"head"`
	Pack   text   `json:"pack"`
	Clock  clock  `json:"clock"`
	Store  stored `json:"storage"`
	// Calls are the hashes of those of the locked app that the phone was told we hold.
	Calls []text `json:"calls"`
	// Envelopes are read one by one, so that a broken one spoils no other.
	Envelopes []json.RawMessage `json:"envelopes"`
}

type head struct {
	Seq  whole `json:"seq"`
	Hash text  `json:"hash"`
}

type clock struct {
	Wall json.Number `json:"wall"`
	Mono json.Number `json:"mono"`
}

type stored struct {
	Persisted bool  `json:"persisted"`
	Marker    *bool `json:"marker"`
}

// contact is what the delivery tells of the phone itself.
func (d delivery) contact() phone.Contact {
	wall, _ := d.Clock.Wall.Int64()
	mono, _ := d.Clock.Mono.Int64()
	return phone.Contact{
		Head: int(d.Head.Seq), HeadHash: clipped(string(d.Head.Hash), maxHash), App: clipped(string(d.App), 40), Pack: clipped(string(d.Pack), maxHash),
		Wall: wall, Mono: mono, Persisted: d.Store.Persisted, Gone: d.Store.Marker != nil && !*d.Store.Marker,
	}
}

const maxHash = 64

// arrived is one envelope, opened as far as it would open.
type arrived struct {
	at     int // its place in the delivery
	seq    int
	hash   string
	sig    string // the phone's, in base64url
	body   string // the fact's text, or the envelope as it came
	prev   string
	fact   Fact
	closed bool  // it did not open, or is not what this phone signed
	call   bool  // a call for help of an app that was locked: shown by the phone's token alone, and in no ledger
	wrong  error // why it cannot be taken as it stands
}

// info binds an envelope to its phone and its place in the ledger.
func info(p phone.ID, seq int) string { return fmt.Sprintf("stillhome/field/2|%s|%d", p, seq) }

// hashOf is the hash of a fact's bytes.
func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// open opens one envelope. It reports no error: what does not open is kept as
// it came.
func open(pairs *secret.Pairs, p phone.Phone, keys phone.Keys, raw json.RawMessage, now when.Instant) arrived {
	var e struct {
		Seq    whole  `json:"seq"`
		Call   string `json:"call"`
		Sealed string `json:"sealed"`
	}
	err := json.Unmarshal(raw, &e)
	if err == nil && e.Call != "" {
		return openCall(pairs, p, e.Call, e.Sealed, raw, now)
	}
	if err != nil || e.Seq == 0 || e.Sealed == "" {
		return shut(0, string(raw), raw)
	}
	seq := int(e.Seq)
	sealed, err := base64.RawURLEncoding.DecodeString(e.Sealed)
	if err != nil {
		return shut(seq, string(raw), []byte(e.Sealed))
	}
	plain, err := pairs.OpenSealed(info(p.ID, seq), sealed)
	if err != nil {
		return shut(seq, e.Sealed, sealed)
	}
	var inside struct {
		Fact string `json:"fact"`
		Sig  string `json:"sig"`
	}
	if json.Unmarshal(plain, &inside) != nil {
		return shut(seq, e.Sealed, sealed)
	}
	sig, err := base64.RawURLEncoding.DecodeString(inside.Sig)
	if err != nil || !keys.Signed([]byte(inside.Fact), sig) {
		return shut(seq, e.Sealed, sealed)
	}
	a := arrived{seq: seq, hash: hashOf([]byte(inside.Fact)), sig: inside.Sig, body: inside.Fact}
	var place struct {
		Phone string `json:"phone"`
		Seq   int    `json:"seq"`
		Prev  text   `json:"prev"`
	}
	// The signature covers them: a fact moved to another place, or to another
	// phone of the same keys, is not this one's.
	if json.Unmarshal([]byte(inside.Fact), &place) != nil || place.Phone != string(p.ID) || place.Seq != seq {
		return shut(seq, e.Sealed, sealed)
	}
	a.prev = clipped(string(place.Prev), maxHash)
	a.fact, a.wrong = readFact([]byte(inside.Fact), now)
	a.fact.whole, a.fact.from = []byte(inside.Fact), p.ID
	return a
}

// openCall opens a call for help that was made while the app was locked. No key
// signs it: that the phone sent it is shown by its token. It is told whatever is
// wrong with it.
func openCall(pairs *secret.Pairs, p phone.Phone, id, as string, raw json.RawMessage, now when.Instant) arrived {
	sealed, err := base64.RawURLEncoding.DecodeString(as)
	if err != nil {
		return shut(0, string(raw), raw)
	}
	plain, err := pairs.OpenSealed("stillhome/call/1|"+string(p.ID)+"|"+id, sealed)
	if err != nil {
		return shut(0, string(raw), raw)
	}
	f, err := readFact(plain, now)
	if f.ID != text(id) || !ids.Valid(id) || f.Action != wantsHelp {
		return shut(0, string(raw), raw)
	}
	if err != nil {
		f.at = now // a clock that is wrong keeps no call back
	}
	f.from, f.Person, f.Visit = p.ID, "", ""
	return arrived{hash: hashOf(plain), body: string(plain), fact: f, call: true}
}

// shut is an envelope that did not open: known by the hash of what was sealed.
func shut(seq int, as string, sealed []byte) arrived {
	return arrived{
		seq: seq, hash: hashOf(sealed), body: as, closed: true, fact: Fact{whole: []byte(as)},
		wrong: fault.New(fault.Invalid, "field.closed", "This came sealed and cannot be opened, or is not signed by the phone that sent it. Ask the worker what they recorded, and set the phone up again."),
	}
}
