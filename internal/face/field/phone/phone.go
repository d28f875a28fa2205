package phone

import (
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// ID names one phone: a UUIDv4 that the phone makes.
type ID string

// Phone is one phone of one worker, as it last told of itself. Times are zero
// until what they name has happened.
type Phone struct {
	ID       ID
	Account  ids.Account
	Label    string // "Chrome on Android"
	App      string // version of the app
	Enrolled when.Instant
	Heard    when.Instant // last contact
	// Told is the highest number of its ledger that the phone has told of,
	// Have the highest up to which every fact has reached us.
	Told     int
	ToldHash string
	ToldAt   when.Instant // by the phone's own clock
	Have     int
	Behind   when.Instant // since when we wait for what it told of
	// PackGiven is the manifest of the newest pack made for it, PackTold of
	// the one it says it has.
	PackGiven, PackTold string
	Persisted           bool // the browser promised to keep its storage
	mono                int64
	Restarts            int // how often the app was started anew
	Backwards           when.Instant
	Evicted             when.Instant
	Lost                when.Instant // told to forget what is on it
	Wiped               when.Instant // said that it has
	Ended               when.Instant // no longer used
	Version             int

	Unseen int // changes of the rota its worker has not seen; lists only
}

// Waiting is how many facts the phone has told of that have not reached us.
func (p Phone) Waiting() int { return max(0, p.Told-p.Have) }

// Wipe reports whether the phone is to forget the people on it.
func (p Phone) Wipe() bool { return !p.Lost.IsZero() || !p.Ended.IsZero() }

// Contact is what a phone says of itself when it is heard.
type Contact struct {
	Head      int    // the highest number of its ledger
	HeadHash  string // of that fact
	App       string
	Pack      string // manifest of the pack it has; empty: none
	Wall      int64  // its clock, milliseconds since 1970
	Mono      int64  // milliseconds since the app was started
	Persisted bool
	// Gone says that the mark the app left in its storage is not there.
	Gone bool
}

// Held is what we hold of a phone's ledger after a contact.
type Held struct {
	Have int
	// At is the hash that we hold under the number of the phone's head; empty
	// where we hold none.
	At string
	// Broken says that a fact came whose number is taken by another, or that
	// does not follow the one before it.
	Broken bool
}

// Patience is how long records may be on the way before the office is told.
const Patience = 30 * time.Minute

// again is how long after telling it the office is told again that a phone
// lost its memory.
const again = 24 * time.Hour

// seen is the phone after a contact, and what the office must hear of.
func (p Phone) seen(c Contact, h Held, now when.Instant) (Phone, trouble) {
	var t trouble
	known := p.Told > 0
	// A request that was long on the way carries an older end of the ledger,
	// and an older clock.
	late := !p.ToldAt.IsZero() && c.Head < p.Told && c.Wall <= p.wall()
	lower := c.Head < p.Told && !late
	other := c.Head == p.Told && known && c.HeadHash != p.ToldHash && c.HeadHash != "" ||
		h.At != "" && c.HeadHash != "" && h.At != c.HeadHash
	if lower || other || h.Broken {
		t.backwards = true
		p.Backwards = now
	}
	// Told by a phone set up anew as well: with the store its earlier name is gone.
	if c.Gone && now.Sub(p.Evicted.Time) > again {
		t.evicted = true
		p.Evicted = now
	}
	if !late {
		p.Told, p.ToldHash, p.ToldAt = c.Head, c.HeadHash, when.At(time.UnixMilli(c.Wall))
	}
	moved := h.Have > p.Have
	p.Have = h.Have
	switch {
	case p.Waiting() == 0:
		t.caughtUp = !p.Behind.IsZero()
		p.Behind = when.Instant{}
	case p.Behind.IsZero() || moved:
		p.Behind = now
	}
	if c.Mono < p.mono && !late {
		p.Restarts++
	}
	if !p.Lost.IsZero() && p.Wiped.IsZero() && c.Pack == "" {
		p.Wiped = now
	}
	p.mono, p.Heard, p.App, p.PackTold, p.Persisted = c.Mono, now, c.App, c.Pack, c.Persisted
	return p, t
}

// lastWall is the end of the last year that the record can hold.
var lastWall = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).UnixMilli()

// trouble is what a contact gives the office to hear of.
type trouble struct{ backwards, evicted, caughtUp bool }

func (p Phone) wall() int64 { return p.ToldAt.UnixMilli() }
