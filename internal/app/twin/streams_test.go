package twin

import (
	"bytes"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
)

// stream is a live page that somebody has open in both worlds, while the
// concern is raised in B.
type stream struct {
	who  someone
	path string
	in   [2]*heard
}

// heard is what came over one open connection.
type heard struct {
	mu   sync.Mutex
	text bytes.Buffer
	conn net.Conn
}

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Write(b)
}

func (h *heard) all() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// open has everybody open each live page, as far as they may.
func (c *crawl) open() (out []*stream) {
	for _, pattern := range c.site.patterns {
		_, path, _ := strings.Cut(pattern, " ")
		if !strings.HasPrefix(pattern, "GET ") || !streams.MatchString(path) {
			continue
		}
		for _, who := range c.base.actors {
			s := &stream{who: who, path: c.fill(path)}
			for i, w := range []*world{c.a, c.b} {
				speaking.Store(&w.log)
				s.in[i] = w.listen(c, asked{who: who, method: "GET", path: s.path})
			}
			out = append(out, s)
		}
	}
	return out
}

func (w *world) listen(c *crawl, a asked) *heard {
	conn, err := w.door.dial()
	if err != nil {
		c.t.Fatal(err)
	}
	h := &heard{conn: conn}
	go func() { // until the connection is closed
		b := make([]byte, 4096)
		for {
			n, err := conn.Read(b)
			h.Write(b[:n])
			if err != nil {
				return
			}
		}
	}()
	if _, err := conn.Write(a.bytes()); err != nil {
		c.t.Fatal(err)
	}
	for began := time.Now(); !strings.Contains(h.all(), "\n\n") && !strings.Contains(h.all(), "\r\n\r\n"); time.Sleep(time.Millisecond) {
		if time.Since(began) > patience {
			c.t.Fatalf("nothing came from %s", a.path)
		}
	}
	return h
}

// gap is how long a stream waits, so that moves close together are one; settled
// is when what was begun in both has come, on a machine with other work.
const (
	gap     = 300 * time.Millisecond
	settled = 5 * time.Second
)

// listened compares what the streams have said: nothing when the concern was
// raised, and the same when something was written in both.
func (c *crawl) listened(open []*stream) {
	time.Sleep(gap + 100*time.Millisecond)
	c.compareStreams(open, "while it was raised")
	for _, w := range []*world{c.a, c.b} {
		if err := w.g.Write(system(), may, gate.Council, func(*gate.Tx) error { return nil }); err != nil {
			c.t.Fatal(err)
		}
	}
	moved := func() bool {
		return slices.ContainsFunc(open, func(s *stream) bool {
			return s.who.name == string(actor.Coordinator) && strings.Contains(s.in[0].all(), ": still here")
		})
	}
	for began := time.Now(); !moved() && time.Since(began) < settled; time.Sleep(gap / 10) {
	}
	if !moved() {
		c.t.Error("no stream says that something was written: nothing would be seen on them")
	}
	time.Sleep(gap + 100*time.Millisecond)
	c.compareStreams(open, "after something was written")
	for _, s := range open {
		s.in[0].conn.Close()
		s.in[1].conn.Close()
	}
}

// alike waits a while for both to have said the same.
func (s *stream) alike() {
	for began := time.Now(); len(s.in[0].all()) != len(s.in[1].all()) && time.Since(began) < settled; time.Sleep(gap / 10) {
	}
}

func (c *crawl) compareStreams(open []*stream, at string) {
	for _, s := range open {
		if c.enough() {
			return
		}
		s.alike()
		c.same(s.who.name, "GET "+s.path+", open "+at, "stream", s.in[0].all(), s.in[1].all())
	}
}
