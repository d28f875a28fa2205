// Package lane lets only so many phones be served at once. After an outage all
// the phones of a county come in the same second: a few are served, some wait in
// line, and each of the others is told when to come again, at a time of its own.
// So all are served soon, nobody waits long with an open line, and whoever asks
// for help, or works in the office, finds the processors free within a moment.
package lane

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"stillhome/internal/kernel/when"
)

const (
	// longest is the latest that anybody is told to come again, in seconds.
	longest = 45
	// jitter is how far apart two may be who are told the same time.
	jitter = 2 * time.Second
	// guess is how long one is taken to need before any was measured.
	guess = 60 * time.Millisecond
)

// Lane is one line of phones.
type Lane struct {
	most  int
	turns chan struct{}

	mu    sync.Mutex
	n     int
	takes time.Duration // how long one has taken lately, from the one before
	next  time.Time     // the first time that nobody was told yet
}

// New is a line in which so many are served or wait, and so many of them are
// served at once.
func New(most, atOnce int) *Lane {
	return &Lane{most: most, turns: make(chan struct{}, atOnce), takes: guess}
}

// Place is one phone's place in the line.
type Place struct {
	lane  *Lane
	since time.Time // when it was served
}

// Enter takes a place. Where none is free it says in how many seconds to come
// again, and the place is nil.
func (l *Lane) Enter() (p *Place, retry int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.n < l.most {
		l.n++
		return &Place{lane: l}, 0
	}
	now := when.Mono()
	if at := now.Add(time.Duration(l.n) * l.takes); l.next.Before(at) {
		l.next = at
	}
	wait := l.next.Sub(now) + rand.N(jitter)
	if wait > longest*time.Second {
		wait = longest*time.Second/2 + rand.N(longest*time.Second/2)
	} else {
		l.next = l.next.Add(l.takes)
	}
	return nil, max(1, int(wait.Round(time.Second)/time.Second))
}

// Wait waits until it is this phone's turn, first come, first served. Whether
// or not that comes, the place is to be left.
func (p *Place) Wait(ctx context.Context) error {
	select {
	case p.lane.turns <- struct{}{}:
		p.since = when.Mono()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Leave gives the place to the next.
func (p *Place) Leave() {
	l := p.lane
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n--
	if p.since.IsZero() {
		return
	}
	// While others are served too, one takes only its part of the time.
	took := when.Mono().Sub(p.since) / time.Duration(len(l.turns))
	l.takes = max(5*time.Millisecond, min(time.Second, (7*l.takes+took)/8))
	<-l.turns
}
