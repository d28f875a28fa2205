package twin

import (
	"bytes"
	"context"
	"encoding/binary"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"stillhome/internal/app"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/safeguarding"
)

// world is the whole program over one of the two records.
type world struct {
	name     string
	dir      string
	g        *gate.Gate
	handler  http.Handler
	door     *door
	line     *wire
	said     atomic.Pointer[gate.Counter] // by the latest request
	log      logged
	concerns []safeguarding.ID // that were raised in it
}

// leak is a fault planted in both worlds. It must do nothing where nothing is
// sealed: there the two are the same program.
type leak struct {
	name    string
	channel string
	how     string
	near    string // an address that is asked for first, to save time
	wrap    func(w *world, next http.Handler) http.Handler
	sql     string // said to both records before anything is sealed
	conn    func(w *world, c net.Conn) net.Conn
}

// open makes one world of the base, with a leak or without.
func (b *base) open(t testing.TB, name string, l *leak) *world {
	t.Helper()
	w := &world{name: name, dir: t.TempDir(), door: newDoor()}
	path := filepath.Join(w.dir, "record.db")
	if err := os.WriteFile(path, b.record, 0o600); err != nil {
		t.Fatal(err)
	}
	clock := &when.Clock{}
	clock.Hold(start)
	g, err := gate.Open(context.Background(), "sqlite:"+path, gate.Options{Clock: clock, Key: b.key, ODS: "V396BB"})
	if err != nil {
		t.Fatal(err)
	}
	w.g = g
	server, err := app.New(app.Config{Demo: true}, &web.Site{Name: "Testshire", ODS: "V396BB", Gate: g}).Server()
	if err != nil {
		t.Fatal(err)
	}
	w.handler = server.Handler()
	if l != nil {
		w.plant(t, l)
	}
	h := &http.Server{Handler: http.HandlerFunc(w.serve), ErrorLog: slog.NewLogLogger(&w.log, slog.LevelError)}
	go h.Serve(w.door)
	if w.line, err = w.dial(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		h.Close()
		w.door.Close()
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// serve answers one request, and notes what it said to the database. The date
// is that of the world's own clock.
func (w *world) serve(out http.ResponseWriter, r *http.Request) {
	ctx, counter := gate.WithCounter(r.Context())
	w.said.Store(counter)
	out.Header().Set("Date", w.g.Clock.Now().UTC().Format(http.TimeFormat))
	w.handler.ServeHTTP(out, r.WithContext(ctx))
}

// ask sends one request and gives all that can be seen of it.
func (w *world) ask(t testing.TB, a asked) answer {
	t.Helper()
	speaking.Store(&w.log)
	w.log.take()
	status, head, body, link, closed, err := w.line.ask(a)
	if err != nil {
		t.Fatalf("world %s: %v", w.name, err)
	}
	if closed {
		w.line.conn.Close()
		if w.line, err = w.dial(); err != nil {
			t.Fatal(err)
		}
	}
	work := slices.Sorted(slices.Values(w.said.Load().Statements)) // in which order, nobody sees
	return answer{status, head, body, link, strings.Join(work, "\n"), w.log.take()}
}

// hidden is how many concerns lie in the world's record, but for the one that
// both have.
func (w *world) hidden() (n int) {
	look := gate.Action{Name: "test.hidden", Quiet: true, Who: may.Who}
	err := w.g.Read(system(), look, gate.Council, func(s *gate.Snapshot) (err error) {
		n, err = gate.Value[int](s, `SELECT COUNT(*) FROM safeguarding_concern`)
		return err
	})
	if err != nil {
		panic(err)
	}
	return n - 1
}

// logged keeps the lines that the program writes to its log while it answers
// for one world.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// speaking is the log of the world that is being asked.
var speaking atomic.Pointer[logged]

func (l *logged) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.text.Reset()
	return l.text.String()
}

// Enabled is slog.Handler's: the program's own level.
func (l *logged) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

// Handle is slog.Handler's.
func (l *logged) Handle(ctx context.Context, r slog.Record) error {
	to := speaking.Load()
	if to == nil {
		return nil
	}
	to.mu.Lock()
	defer to.mu.Unlock()
	r.Time = start.Time // when a line was written is the machine's doing
	return slog.NewTextHandler(&to.text, nil).Handle(ctx, r)
}

// WithAttrs is slog.Handler's.
func (l *logged) WithAttrs([]slog.Attr) slog.Handler { return l }

// WithGroup is slog.Handler's.
func (l *logged) WithGroup(string) slog.Handler { return l }

// dice are what ids are drawn on: the same for the same request in both worlds,
// so that rows which stand in no order of their own stand in one order in both.
// What else is drawn (tokens, seals) is the machine's own.
type dice struct {
	mu sync.Mutex
	*rand.ChaCha8
}

func (d *dice) again(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var from [32]byte
	binary.BigEndian.PutUint64(from[:], uint64(n))
	d.Seed(from)
}

// Read is io.Reader's.
func (d *dice) Read(b []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ChaCha8.Read(b)
}

var theDice = &dice{ChaCha8: rand.NewChaCha8([32]byte{})}
