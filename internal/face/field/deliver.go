package field

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"

	"stillhome/internal/face/field/pack"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/visit"
)

// What a phone sent is kept in its account's name by the service itself: also
// where the account may do nothing any more. What it says of somebody is
// taken into the record by the account alone, as of when it happened. Keeping
// is quiet, as every fact stands in the journal by what it did or by having
// been held: a row of its own would stand alone beside a sealed concern, and
// so give it away.
var (
	mayKeep = gate.Action{Name: "field.keep", Quiet: true, Who: actor.Rule{Any: []actor.Role{actor.System}}}
	mayHear = gate.Action{Name: "field.hear", Quiet: true, Who: mayKeep.Who}
)

// Reply is what became of one fact of a phone. Without a receipt it was not
// kept.
type Reply struct {
	Seq     int      `json:"seq"`
	ID      string   `json:"id"`
	Verdict Verdict  `json:"verdict"`
	Message string   `json:"message"`
	Receipt *Receipt `json:"receipt,omitempty"`
}

// Replies answer a delivery, in its order. Watch is the visit that is watched now.
type Replies struct {
	Schema  int      `json:"schema"`
	Now     string   `json:"now"`
	Have    int      `json:"have"`
	Need    []int    `json:"need"`
	Calls   []string `json:"need_calls,omitempty"` // those told before that we do not hold
	Answers []Reply  `json:"answers"`
	Wipe    bool     `json:"wipe"`
	Pack    string   `json:"pack"`
	Watch   *watched `json:"watch"`
}

// Deliver takes what a phone sent, in one transaction, and answers each fact.
// Errors, where nothing was looked at: field.too_large, field.too_many,
// field.batch, field.phone.
func Deliver(ctx context.Context, g *gate.Gate, header string, raw []byte) (Replies, error) {
	p, keys, err := phone.Known(ctx, g, header)
	if err != nil {
		return Replies{}, err
	}
	return deliverOf(ctx, g, p, keys, raw)
}

// deliverOf is Deliver of a phone that has shown itself.
func deliverOf(ctx context.Context, g *gate.Gate, p phone.Phone, keys phone.Keys, raw []byte) (Replies, error) {
	d, err := readDelivery(p, raw, maxFacts)
	if err != nil {
		return Replies{}, err
	}
	in := intake{g: g, phone: p, now: g.Clock.Now(), contact: d.contact(), calls: d.Calls}
	return in.deliver(gate.Patient(ctx), keys, d.Envelopes), nil
}

// readDelivery reads what a phone says it sends, of so many facts at most.
func readDelivery(p phone.Phone, raw []byte, most int) (d delivery, err error) {
	if len(raw) > maxBatchBytes {
		return d, fault.New(fault.Invalid, "field.too_large", "That is more than 64 kB at once. Nothing was saved: send fewer at a time.")
	}
	if json.Unmarshal(raw, &d) != nil || d.Schema != 2 || d.Phone != text(p.ID) {
		return d, fault.New(fault.Invalid, "field.batch", "We could not read that. Nothing was saved: send the phone’s own number, the end of its ledger, and a list of envelopes.")
	}
	if len(d.Envelopes) > most {
		return d, fault.New(fault.Invalid, "field.too_many", "That is more than %d facts at once. Nothing was saved: send fewer at a time.", most)
	}
	return d, nil
}

// intake is one delivery while it is taken in.
type intake struct {
	g       *gate.Gate
	phone   phone.Phone
	now     when.Instant
	contact phone.Contact
	helping bool   // it came by the lane for those who ask for help
	brought bool   // by a file: the phone itself was not heard
	calls   []text // that the phone was told we hold
	ledger  ledger
}

// deliver opens and takes in what came sealed, and answers each.
func (in *intake) deliver(ctx context.Context, keys phone.Keys, envelopes []json.RawMessage) Replies {
	return in.answer(ctx, in.open(keys, envelopes))
}

func (in *intake) open(keys phone.Keys, envelopes []json.RawMessage) []arrived {
	pairs := in.g.Pairs()
	facts := make([]arrived, len(envelopes))
	for i, raw := range envelopes {
		facts[i] = open(pairs, in.phone, keys, raw, in.now)
		facts[i].at = i
	}
	return facts
}

// answer takes in what was opened.
func (in *intake) answer(ctx context.Context, facts []arrived) Replies {
	out := Replies{Schema: 2, Now: in.now.Text(), Need: []int{}, Answers: make([]Reply, len(facts))}
	if err := in.take(ctx, facts, &out); err != nil { // none of it happened
		slog.Error("a batch from a phone was not saved", "facts", len(facts), "err", err)
		for _, a := range facts {
			out.Answers[a.at] = Reply{Seq: a.seq, ID: clipID(string(a.fact.ID)), Verdict: Retry, Message: messages[Retry]}
		}
		out.Have = in.phone.Have
	}
	return out
}

func (in *intake) take(ctx context.Context, facts []arrived, out *Replies) error {
	if len(facts) == 0 {
		return in.g.Write(phone.Keeping(ctx, in.phone.Account), mayHear, gate.Council, func(tx *gate.Tx) error { return in.hear(tx, out) })
	}
	// In the order in which they happened, whatever order they came in.
	order := slices.Clone(facts)
	slices.SortStableFunc(order, func(a, b arrived) int { return a.seq - b.seq })
	return in.g.Batch(ctx, func(ctx context.Context) error {
		keeping := phone.Keeping(ctx, in.phone.Account)
		err := in.g.Read(keeping, mayKeep, gate.Council, func(s *gate.Snapshot) (err error) {
			in.ledger, err = readLedger(s, in.phone.ID, order[0].seq, order[len(order)-1].seq)
			return err
		})
		if err != nil {
			return err
		}
		if err := in.g.Foresee(ctx, string(in.phone.Account), in.keys(order)); err != nil {
			return err
		}
		for _, a := range order {
			out.Answers[a.at] = in.one(ctx, a)
		}
		act := mayKeep
		if len(in.ledger.added) == 0 {
			act = mayHear
		}
		return in.g.Write(keeping, act, gate.Council, func(tx *gate.Tx) error {
			if err := in.ledger.save(tx); err != nil {
				return err
			}
			return in.hear(tx, out)
		})
	})
}

// keys are those of facts that are not held yet.
func (in *intake) keys(facts []arrived) (out []string) {
	for _, a := range facts {
		if in.ledger.known[slot{a.seq, a.hash}] == nil && !a.closed && !a.call {
			out = append(out, string(a.fact.ID))
		}
	}
	return out
}

// hear keeps what the phone told of itself and says what it should send.
func (in *intake) hear(tx *gate.Tx, out *Replies) error {
	p, err := phone.Get(tx.Snapshot, in.phone.ID)
	if err != nil {
		return err
	}
	held := phone.Held{Broken: in.ledger.broken}
	if held.Have, out.Need, err = after(tx.Snapshot, p.ID, p.Have, in.contact.Head); err != nil {
		return err
	}
	if out.Calls, err = lostCalls(tx.Snapshot, p.ID, in.calls); err != nil {
		return err
	}
	if held.At, err = heldAt(tx.Snapshot, p.ID, in.contact.Head); err != nil {
		return err
	}
	told := p.PackTold
	keep := phone.Heard
	if in.brought {
		keep = phone.Brought
	}
	if p, err = keep(tx, p, in.contact, held); err != nil {
		return err
	}
	if err := in.letGo(tx, p); err != nil {
		return err
	}
	if p.PackTold != told && p.PackTold != "" {
		if err := pack.Delivered(tx, p.ID, p.PackTold); err != nil {
			return err
		}
	}
	out.Have, out.Wipe = p.Have, p.Wipe()
	if out.Watch, err = watching(tx.Snapshot, p.Account); err != nil {
		return err
	}
	out.Pack, err = pack.Newest(tx.Snapshot, p)
	return err
}

// one takes one fact into the record, or keeps it for the office.
func (in *intake) one(ctx context.Context, a arrived) Reply {
	if was := in.ledger.known[slot{a.seq, a.hash}]; was != nil {
		return was.reply()
	}
	e := &entry{
		phone: in.phone.ID, seq: a.seq, hash: a.hash, standing: inChain, id: clipID(string(a.fact.ID)), prev: a.prev, account: in.phone.Account,
		action: clipped(string(a.fact.Action), 40), person: ids.Person(clipID(string(a.fact.Person))), visit: clipID(string(a.fact.Visit)),
		happened: a.fact.at, received: in.now, body: a.body, sig: a.sig,
	}
	if e.happened.IsZero() {
		e.happened = in.now
	}
	why := a.wrong
	switch {
	case a.closed:
		e.standing = closed
		if in.helping {
			if err := tellOfHelp(ctx, in.g, in.phone.Account, string(in.phone.ID), Fact{}); err != nil {
				why = err
			}
		}
	case a.call:
		e.standing = closed
		why = tellOfHelp(ctx, in.g, in.phone.Account, e.id, a.fact)
	case in.ledger.chain[a.seq] != nil:
		e.standing = rival
		why = fault.New(fault.Invalid, "field.backwards", "The phone has recorded two different things under one number: it went back in time. Both are kept. Decide whether this one stands.")
	}
	if !a.closed && !a.call {
		why = takeIn(phone.Acting(ctx, in.phone.Account), in.g, in.phone.Account, a.fact, why)
	}
	if a.fact.Action == "concern.raise" {
		e.sealed, e.person, e.visit = true, "", ""
		if visit.ConcernKind(a.fact.Body.Kind).Sealed() {
			e.body = "" // it is with the safeguarding lead, and nowhere else
			if why != nil {
				slog.Error("a concern could not be taken", "err", why)
				return Reply{Seq: a.seq, ID: e.id, Verdict: Retry, Message: messages[Retry]}
			}
		}
	}
	e.verdict = verdict(why)
	if fault.KindOf(why) == fault.Internal && why != nil { // not to be lost, nor sent for again
		slog.Error("a fact could not be taken", "action", string(a.fact.Action), "err", why)
		why = fault.New(fault.Invalid, "field.internal", "Something went wrong on our side when this was taken in. Tell whoever looks after Stillhome, and try to take it in again.")
		e.verdict = Held
	}
	if e.verdict == Held || e.verdict == Conflict {
		if err := hold(phone.Keeping(ctx, in.phone.Account), in.g, string(in.phone.ID), a.fact, why); err != nil {
			slog.Error("a fact could not be held", "action", string(a.fact.Action), "err", err)
			e.verdict = Retry
		}
	}
	if e.verdict == Retry {
		return Reply{Seq: a.seq, ID: e.id, Verdict: Retry, Message: messages[Retry]}
	}
	if f, ok := fault.Of(why); ok {
		e.code = f.Code
	}
	e.sign(in.g.Pairs())
	in.ledger.add(e)
	return e.reply()
}

// reply is the answer that a fact which is kept was given, and is given again.
func (e *entry) reply() Reply {
	return Reply{
		Seq: e.seq, ID: e.id, Verdict: e.verdict, Message: messages[e.verdict],
		Receipt: &Receipt{Seq: e.seq, ID: e.id, Hash: e.hash, Verdict: e.verdict, At: e.received.Text(), Sig: e.receipt},
	}
}

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
