// Package lane lets only so many phones send at once. After an outage all the
// phones of a county come in the same second: a few are served, and each of
// the others is told when to come again, at a time of its own, so that all are
// served soon and nobody waits long with an open line.
package lane

import (
	"math/rand/v2"
	"sync"
	"time"

	"stillhome/internal/kernel/when"
)

const (
	// Most is how many are served or wait at once: few enough that whoever is in the
	// office and writes then waits a moment only.
	Most = 24
	// longest is the latest that anybody is told to come again, in seconds.
	longest = 45
	// jitter is how far apart two may be who are told the same time.
	jitter = 2 * time.Second
	// guess is how long one is taken to need before any was measured.
	guess = 100 * time.Millisecond
)

// Lane is one line of phones. The zero Lane is ready to use.
type Lane struct {
	mu    sync.Mutex
	n     int
	takes time.Duration // how long one has taken lately
	next  time.Time     // the first time that nobody was told yet
}

// Enter takes a place. Where none is free it says in how many seconds to come
// again. done gives the place back; it is nil where there was none.
func (l *Lane) Enter() (done func(), retry int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := when.Mono()
	if l.takes == 0 {
		l.takes = guess
	}
	if l.n < Most {
		l.n++
		return func() { l.leave(now) }, 0
	}
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

func (l *Lane) leave(since time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	// While others are served too, one takes only its part of the time.
	took := when.Mono().Sub(since) / time.Duration(l.n)
	l.takes = max(5*time.Millisecond, min(time.Second, (7*l.takes+took)/8))
	l.n--
}
