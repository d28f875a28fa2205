package field

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"unicode/utf8"

	"stillhome/internal/face/field/lane"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/visit"
)

// MaySync: those who visit, and the office, which sometimes does.
var MaySync = gate.Action{Name: "field.sync", Who: actor.Rule{Any: append([]actor.Role{actor.Coordinator, actor.Manager}, actor.Field...)}}

// Answer is what became of one fact. Version is the record's own in a conflict
// about a visit; Message is a sentence for the worker, empty when all is well.
type Answer struct {
	ID      string  `json:"id"`
	Verdict Verdict `json:"verdict"`
	Version int     `json:"version,omitempty"`
	Message string  `json:"message,omitempty"`
}

// Answers are in the order of the facts. Cursor says where the phone has read
// to and is different each time.
type Answers struct {
	Answers []Answer `json:"answers"`
	Cursor  string   `json:"cursor"`
}

// Sync takes a batch of facts and answers each. It reports an error only where
// nothing of the batch was looked at: field.too_large, field.too_many,
// field.batch, and the gate's refusals.
func Sync(ctx context.Context, g *gate.Gate, raw []byte) (Answers, error) {
	if len(raw) > maxBatchBytes {
		return Answers{}, fault.New(fault.Invalid, "field.too_large", "That is more than 64 kB at once. Nothing was saved: send fewer at a time.")
	}
	var b batch
	if err := json.Unmarshal(raw, &b); err != nil {
		return Answers{}, fault.New(fault.Invalid, "field.batch", "We could not read that. Nothing was saved: send a device and a list of facts.")
	}
	if len(b.Facts) > maxFacts {
		return Answers{}, fault.New(fault.Invalid, "field.too_many", "That is more than %d facts at once. Nothing was saved: send fewer at a time.", maxFacts)
	}
	out := Answers{Answers: make([]Answer, len(b.Facts))}
	var held map[string]heldBefore
	err := g.Read(ctx, MaySync, gate.Council, func(s *gate.Snapshot) (err error) {
		held, err = heldBy(s, ids.Account(s.Actor.ID))
		return err
	})
	if err != nil {
		return Answers{}, err
	}
	if len(b.Facts) > 0 {
		err = g.Batch(ctx, func(ctx context.Context) error {
			for i, raw := range b.Facts {
				out.Answers[i] = take(ctx, g, clipped(string(textOf(b.Device)), maxShown), raw, held)
			}
			return nil
		})
	}
	if err != nil { // the commit failed: none of it happened
		slog.Error("a batch from a phone was not saved", "facts", len(b.Facts), "err", err)
		for i := range out.Answers {
			out.Answers[i] = Answer{ID: out.Answers[i].ID, Verdict: Retry, Message: messages[Retry]}
		}
	}
	err = g.Read(ctx, MaySync, gate.Council, func(s *gate.Snapshot) (err error) {
		out.Cursor, err = s.Cursor()
		return err
	})
	return out, err
}

// take applies one fact, or holds it.
func take(ctx context.Context, g *gate.Gate, device string, raw json.RawMessage, before map[string]heldBefore) Answer {
	who, _ := actor.From(ctx)
	f, err := readFact(raw, g.Clock.Now())
	answer := Answer{ID: clipID(string(f.ID))}
	if h, ok := before[heldID(who.ID, f)]; ok {
		return h.again(answer)
	}
	if mutations[string(f.Action)].ledger {
		err = unknownAction()
	} else {
		err = takeIn(ctx, g, ids.Account(who.ID), f, err)
	}
	answer.Verdict = verdict(err)
	switch answer.Verdict {
	case Conflict:
		answer.Message, answer.Version = say(err), version(ctx, g, f)
	case Held:
		answer.Message = heldMessage
		if e := hold(ctx, g, device, f, err); e != nil {
			slog.Error("a fact could not be held", "action", string(f.Action), "err", e)
			answer.Verdict, answer.Message = Retry, messages[Retry]
		}
	case Retry:
		answer.Message = messages[Retry]
		if fault.KindOf(err) == fault.Internal {
			slog.Error("a fact could not be taken", "action", string(f.Action), "err", err)
		}
	}
	return answer
}

// heldMessage is the same for every reason, so that it says nothing of a person
// the worker may not know of.
const heldMessage = "Kept safe. The office will look at this."

// clipID keeps an answer small where an id is far too long to be one of ours.
// It cuts between letters: half of one is nothing that PostgreSQL can keep.
func clipID(id string) string {
	if len(id) <= maxID {
		return id
	}
	n := maxID
	for n > 0 && !utf8.RuneStart(id[n]) {
		n--
	}
	return id[:n]
}

// version is the visit's own in the record; 0 when the fact is about none.
func version(ctx context.Context, g *gate.Gate, f Fact) (n int) {
	if f.Visit == "" {
		return 0
	}
	err := g.Read(gate.AsOf(ctx, f.at), visit.MaySee, gate.Person(f.person()), func(s *gate.Snapshot) error {
		v, err := visit.Get(s, f.person(), visit.ID(f.Visit))
		n = v.Version
		return err
	})
	if err != nil {
		return 0
	}
	return n
}

func say(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Say
	}
	return ""
}

// sending is the line of phones that send facts, in this process: few enough
// that whoever is in the office and writes then waits a moment only. Three are
// served at once: one writes, one is opened and checked, one is on its way.
var sending = lane.New(24, 3)

// syncFacts is POST /field/v1/sync. A phone shows itself by its header and
// needs no session; what comes without one is schema 1, from whoever is signed
// in. Who is neither takes no place in the line.
func syncFacts(c *web.Call) (web.Reply, error) {
	raw, err := c.Body()
	if err != nil {
		return nil, err
	}
	header := c.Header(phone.Header)
	if header == "" {
		sync := func() (web.Reply, error) { return answered(Sync(c, c.Gate, raw)) }
		if c.Who.ID == "" {
			return sync()
		}
		return sending.Serve(c, sync)
	}
	p, keys, err := phone.Known(c, c.Gate, header)
	if err != nil {
		return answered(Replies{}, err)
	}
	return sending.Serve(c, func() (web.Reply, error) { return answered(deliverOf(c, c.Gate, p, keys, raw)) })
}

// answered answers in JSON whatever a program asks for.
func answered[T any](answers T, err error) (web.Reply, error) {
	f, ok := fault.Of(err)
	switch {
	case err == nil:
		return web.JSON(200, answers), nil
	case !ok:
		return nil, err
	}
	status := web.Status[f.Kind]
	if f.Code == "field.too_large" || f.Code == "field.too_many" {
		status = 413
	}
	return web.JSON(status, map[string]string{"code": f.Code, "message": f.Say}), nil
}
