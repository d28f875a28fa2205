package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
)

// batchFacts is how many facts a phone sends at once here.
const batchFacts = 40

// synced is what batches from a phone cost.
type synced struct {
	batch              compared // against the same statements
	writes             compared // against the writes among them alone
	statements         float64  // for each fact
	writing            float64  // of those, writes
	factsEach, floored float64  // a second: the program and the first floor
	following          time.Duration
	vsSame, vsWrites   float64 // medians of batch by batch
}

// measureSync sends batches one after another. Each is then said again by the
// bare driver in one transaction, whole to one copy of the record and only its
// writes to another. Followers catch up in between and are timed apart.
func measureSync(ctx context.Context, o options, t *tested, w *work, same, writes *bare) (out synced, err error) {
	var next [2]atomic.Pointer[batch]
	var floors [2]target
	for i, b := range []*bare{same, writes} {
		base, stop, err := serve(serveBatch(b, &next[i]))
		if err != nil {
			return out, err
		}
		defer stop()
		floors[i] = target{base, cookieName}
	}
	var followers []gate.Follower
	for _, m := range app.Modules(false) {
		followers = append(followers, m.Followers...)
	}
	warm := min(3, o.batches)
	var took [3][]time.Duration
	var following []time.Duration
	var said, wrote int
	var vsSame, vsWrites []float64
	for n := range o.batches + warm {
		visits, err := w.take(batchFacts)
		if err != nil {
			return out, err
		}
		a, err := w.ask(visits)
		if err != nil {
			return out, err
		}
		start := time.Now()
		heard, err := t.hear(ctx, a)
		mine := time.Since(start)
		if err == nil {
			err = allDone(heard.answer.Bytes())
		}
		if err != nil {
			return out, fmt.Errorf("batch %d: %w", n, err)
		}
		all := same.heard(heard.counter)
		only := writesOf(all)
		next[0].Store(&batch{all, bytes.Clone(heard.answer.Bytes())})
		next[1].Store(&batch{only, bytes.Clone(heard.answer.Bytes())})
		var least [2]time.Duration
		for i, f := range floors {
			start := time.Now()
			if err := f.do(ctx, a, io.Discard); err != nil {
				return out, fmt.Errorf("batch %d again: %w", n, err)
			}
			least[i] = time.Since(start)
		}
		start = time.Now()
		if err := t.gate.CatchUp(actor.With(ctx, actor.Machine), followers); err != nil {
			return out, err
		}
		if n < warm {
			continue
		}
		following = append(following, time.Since(start))
		said, wrote = said+len(all), wrote+len(only)
		for i, d := range []time.Duration{mine, least[0], least[1]} {
			took[i] = append(took[i], d)
		}
		vsSame = append(vsSame, float64(mine)/float64(least[0]))
		vsWrites = append(vsWrites, float64(mine)/float64(least[1]))
	}
	facts := float64(o.batches * batchFacts)
	out.batch.add(timesOf(took[0], sum(took[0])), timesOf(took[1], sum(took[1])))
	out.writes.add(out.batch.program[0], timesOf(took[2], sum(took[2])))
	out.statements, out.writing = float64(said)/facts, float64(wrote)/facts
	out.factsEach, out.floored = facts/sum(took[0]).Seconds(), facts/sum(took[1]).Seconds()
	out.following, out.vsSame, out.vsWrites = median(following), median(vsSame), median(vsWrites)
	return out, nil
}

func sum(all []time.Duration) (d time.Duration) {
	for _, x := range all {
		d += x
	}
	return d
}

func writesOf(all []said) (out []said) {
	for _, s := range all {
		if !s.reads {
			out = append(out, s)
		}
	}
	return out
}
