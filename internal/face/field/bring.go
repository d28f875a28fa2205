package field

import (
	"context"
	"encoding/json"
	"slices"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/platform/gate"
)

// MayBring takes in a file that a phone's app saved because the phone itself
// can no longer send.
var MayBring = gate.Action{Name: "field.bring", Who: actor.Rule{Any: actor.Office}}

// bundle is such a file: what is unsent of each ledger on the phone, sealed as
// it would have been sent (docs/phone.md, section 4).
type bundle struct {
	Schema  whole  `json:"schema"`
	Kind    text   `json:"kind"`
	Ledgers []part `json:"ledgers"`
}

type part struct {
	Phone     text              `json:"phone"`
	Head      head              `json:"head"`
	Envelopes []json.RawMessage `json:"envelopes"`
}

const (
	bundleKind = "stillhome-export"
	// mostBrought is how many records one file may hold: months of one phone.
	mostBrought = 5_000
	// mostLedgers is how many there can be on one phone.
	mostLedgers = 20
)

// Brought is what became of one ledger of a file. Known reports whether its
// phone is; the counts are of facts.
type Brought struct {
	Phone    phone.Phone
	Known    bool
	Done     int // taken into the record now
	Held     int // kept for the office to decide on, now
	Before   int // were here already
	NotSaved int // try the file again
}

// Bring takes in a file of sealed records, as if each phone had sent them: the
// same facts count once however they come. Errors: field.bundle, by field, for
// what is no such file, and then nothing of it was taken in.
func Bring(ctx context.Context, g *gate.Gate, raw []byte) ([]Brought, error) {
	var b bundle
	var c fault.Checks
	n := 0
	if err := json.Unmarshal(raw, &b); err == nil {
		for _, l := range b.Ledgers {
			n += len(l.Envelopes)
		}
	}
	switch {
	case len(raw) == 0:
		c.Field(true, "file", "Choose the file that the app saved.")
	case b.Kind != bundleKind || b.Schema != 2:
		c.Field(true, "file", "This is not a file of records from the app. On the phone, open Waiting to send, save the file again, and choose that one.")
	case n == 0:
		c.Field(true, "file", "This file holds no records: the phone had sent all of them when it was saved.")
	case n > mostBrought || len(b.Ledgers) > mostLedgers:
		c.Field(true, "file", "This file holds more than one phone can have recorded. Ask for the file to be saved again.")
	}
	if err := c.Err("field.bundle"); err != nil {
		return nil, err
	}
	// The journal says who brought it; each fact stands there in its worker's name.
	if err := g.Write(ctx, MayBring, gate.Council, func(*gate.Tx) error { return nil }); err != nil {
		return nil, err
	}
	out := make([]Brought, 0, len(b.Ledgers))
	for _, l := range b.Ledgers {
		one, err := bring(ctx, g, l)
		if err != nil {
			return out, err
		}
		out = append(out, one)
	}
	return out, nil
}

// bring takes in one ledger, so many facts at a time.
func bring(ctx context.Context, g *gate.Gate, l part) (Brought, error) {
	p, keys, err := phone.Called(ctx, g, phone.ID(l.Phone))
	if gate.Missing(err) {
		return Brought{Phone: phone.Phone{ID: phone.ID(clipID(string(l.Phone)))}, NotSaved: len(l.Envelopes)}, nil
	}
	if err != nil {
		return Brought{}, err
	}
	out := Brought{Phone: p, Known: true}
	for envelopes := range slices.Chunk(l.Envelopes, maxFacts) {
		d := delivery{Head: l.Head, Envelopes: envelopes}
		in := intake{g: g, phone: p, now: g.Clock.Now(), contact: d.contact(), brought: true}
		for _, a := range in.deliver(ctx, keys, envelopes).Answers {
			switch {
			case a.Receipt == nil:
				out.NotSaved++
			case a.Receipt.At != in.now.Text():
				out.Before++
			case a.Verdict == Done:
				out.Done++
			default:
				out.Held++
			}
		}
	}
	return out, nil
}
