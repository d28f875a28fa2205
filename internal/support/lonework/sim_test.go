package lonework_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/notify"
	"stillhome/internal/platform/notify/notifytest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/lonework"
)

// How much of the simulation is run: `make alarms` runs ten thousand.
var (
	simAlarms = flag.Int("alarms", 60, "how many alarms and overdue visits to simulate")
	simSeed   = flag.Uint64("seed", 1, "the seed of the first world")
)

// perWorld is how many alarms and overdue visits one made-up service has in its
// four hours.
const perWorld = 100

// TestSimulation has made-up services go through four bad hours each: workers press
// for help or fall silent, the server is killed between any two of its writes, the
// providers of texts and calls fail, each by itself, the clock is put back, hours
// of the duty list are empty, people do not answer, or answer and say no more. All
// of it is the real code: the record, the jobs, the client and its HTTP. Nothing
// may be lost, every alarm ends with a human or at the last rung, shown, and who
// is overdue is noticed within a minute of the time.
func TestSimulation(t *testing.T) {
	began := when.Mono()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // a killed server says much
	var all tally
	for n := uint64(0); all.pressed+all.silent+all.overdue+all.recorded < *simAlarms; n++ {
		w := newWorld(t, *simSeed+n)
		w.run()
		all.add(w.told)
		if t.Failed() {
			t.Fatalf("seed %d", *simSeed+n)
		}
	}
	t.Logf("%v in %s\n%s", *simAlarms, time.Since(began).Round(time.Second), all)
}

// tally counts what happened.
type tally struct {
	pressed, silent, overdue, recorded        int
	kills, downs, backs, fronts, faults, gaps int
	closed, taken, last, heard                int
	rungs, messages, sent, dead, twice        int
	latestOverdue, latestNudge, latestRung    time.Duration
}

func (a *tally) add(b tally) {
	a.pressed += b.pressed
	a.silent += b.silent
	a.overdue += b.overdue
	a.recorded += b.recorded
	a.kills += b.kills
	a.downs += b.downs
	a.backs += b.backs
	a.fronts += b.fronts
	a.faults += b.faults
	a.gaps += b.gaps
	a.closed += b.closed
	a.taken += b.taken
	a.last += b.last
	a.heard += b.heard
	a.rungs += b.rungs
	a.messages += b.messages
	a.sent += b.sent
	a.dead += b.dead
	a.twice += b.twice
	a.latestOverdue = max(a.latestOverdue, b.latestOverdue)
	a.latestNudge = max(a.latestNudge, b.latestNudge)
	a.latestRung = max(a.latestRung, b.latestRung)
}

func (a tally) String() string {
	return strings.Join([]string{
		fmt.Sprintf("pressed %d, silent or under duress %d, overdue %d, recorded late %d", a.pressed, a.silent, a.overdue, a.recorded),
		fmt.Sprintf("server killed %d times, down %d times; clock put back %d times, forward %d; provider faults %d; duty gaps %d", a.kills, a.downs, a.backs, a.fronts, a.faults, a.gaps),
		fmt.Sprintf("ended: closed by a human %d, with a human %d, last rung shown %d, heard before the office was asked %d; lost 0", a.closed, a.taken, a.last, a.heard),
		fmt.Sprintf("rungs %d, messages %d: sent %d, of them more than once %d, dead %d", a.rungs, a.messages, a.sent, a.twice, a.dead),
		fmt.Sprintf("latest, beyond the time the server was down: worker asked %s, office asked %s, next rung %s",
			a.latestNudge.Round(time.Second), a.latestOverdue.Round(time.Second), a.latestRung.Round(time.Second)),
	}, "\n")
}

// trouble is one worker who presses or falls silent.
type trouble struct {
	id       lonework.ID // empty until it is known
	worker   string
	phone    string
	how      lonework.How
	visit    string
	start    time.Duration // when it is pressed, or the visit is to start
	arrive   time.Duration // when they come; negative: nobody says so
	minutes  int
	record   time.Duration // when the visit is recorded; negative: never
	recorded bool
	arrived  bool
	raised   bool

	seen     []time.Duration // when each rung was first seen
	answerer map[string]bool // who would answer, were they reached
	answered time.Duration   // when somebody took it last; negative: nobody has
	closes   time.Duration   // when that one closes it; negative: never
	closed   bool
	number   string // of whoever was asked last
	last     bool   // the last rung was seen
	deaf     int    // answers without a word so far
}

// killed is what a killed server says.
type killed struct{}

// world is one made-up service with its faults.
type world struct {
	t      *testing.T
	r      *rand.Rand
	dsn    string
	g      *gate.Gate
	clock  *when.Clock
	double *notifytest.Double
	sender *notify.Sender

	base   when.Instant
	now    time.Duration // by true time, since the beginning
	offset time.Duration // of the machine's clock
	kill   int           // after so many more writes the server dies; negative: it lives
	down   time.Duration // until when it is down
	downs  [][2]time.Duration
	jumps  bool
	jumped time.Duration // when the clock was put back or forward

	troubles []*trouble
	reached  map[string]bool // alarm and number, by a text or a call
	heard    int             // of what the double took, so many are in reached
	duty     []string
	told     tally
}

// tick is how often the jobs look.
const tick = 10 * time.Second

// lasts is how long a world goes on.
const lasts = 4 * time.Hour

// nights are the days that worlds are on: an ordinary one and the two on which the
// hour changes.
var nights = []when.Instant{
	when.Date("2026-11-30").AtMinute(8 * 60),
	when.Date("2026-10-25").Start(),
	when.Date("2027-03-28").Start(),
}

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	w := &world{
		t: t, r: rand.New(rand.NewPCG(seed, 7)), dsn: inMemory(t), clock: &when.Clock{}, double: notifytest.Start(t), kill: -1,
		base: nights[seed%uint64(len(nights))], duty: []string{"d1", "d2", "d3"}, reached: map[string]bool{},
	}
	c := w.double.Config()
	c.Within = 40 * time.Millisecond
	var err error
	if w.sender, err = notify.NewSender(c); err != nil {
		t.Fatal(err)
	}
	w.clock.Set(w.base.Add(-48 * time.Hour)) // roles were given before the clock is put back
	w.open()
	t.Cleanup(func() { w.g.Close() })
	w.populate()
	return w
}

// inMemory is where a fresh record is, on a disk of memory where there is one: a
// killed program loses nothing that it wrote, so that syncing would only cost time.
func inMemory(t *testing.T) string {
	t.Helper()
	dsn := gatetest.SQLiteDSN(t)
	dir, err := os.MkdirTemp("/dev/shm", "stillhome-alarms")
	if err != nil {
		return dsn
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	b, err := os.ReadFile(strings.TrimPrefix(dsn, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "record.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// open opens the record as a server does that has just been started.
func (w *world) open() {
	w.t.Helper()
	g, err := gate.Open(context.Background(), w.dsn, gate.Options{Clock: w.clock, Written: func(string, []string) {
		if w.kill == 0 {
			panic(killed{})
		}
		if w.kill > 0 {
			w.kill--
		}
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.g = g
}

// write is the test's own, which no fault touches.
func (w *world) write(fn func(tx *gate.Tx) error) {
	w.t.Helper()
	kept := w.kill
	w.kill = -1
	if err := w.g.Write(gatetest.System(), gate.Action{Name: "test.world", Who: mayTest}, gate.Council, fn); err != nil {
		w.t.Fatal(err)
	}
	w.kill = kept
}

// serve runs something of the server's, which may be killed in the middle.
func (w *world) serve(fn func() error) (lives bool) {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(killed); !ok {
				panic(p)
			}
			lives = false
		}
	}()
	err := fn()
	if err != nil && w.kill != 0 && !strings.Contains(err.Error(), "changed this first") {
		w.t.Errorf("after %v: %v", w.now, err)
	}
	return w.kill != 0
}

// jobs are those of the server that matter to alarms.
func (w *world) jobs() []job.Job {
	out := lonework.Jobs[:1:1]
	for _, j := range notify.Jobs(w.sender) {
		if j.Shared {
			out = append(out, j)
		}
	}
	w.r.Shuffle(len(out), func(i, k int) { out[i], out[k] = out[k], out[i] })
	return out
}

func (w *world) run() {
	w.t.Helper()
	jumpAt := time.Duration(60+w.r.IntN(60)) * time.Minute
	w.jumps = w.r.IntN(3) > 0
	for w.now = 0; w.now < lasts && !w.t.Failed() && !w.settled(); w.now += tick {
		if w.jumps && w.now >= jumpAt && w.now < jumpAt+tick && w.now >= w.down {
			w.jump()
			w.jumped = w.now
		}
		w.clock.Set(w.base.Add(w.now + w.offset))
		w.upset()
		w.live()
		if w.now < w.down {
			continue
		}
		if w.r.IntN(60) == 0 {
			w.kill = w.r.IntN(6)
		}
		for _, j := range w.jobs() {
			if !w.serve(func() error { return job.Once(gatetest.System(), w.g, j, "server") }) {
				w.restart()
				break
			}
		}
		w.kill = -1
		w.look()
	}
	if !w.t.Failed() {
		w.judge()
	}
}

// restart is a server that was killed and is started again, at once or after a
// while.
func (w *world) restart() {
	w.t.Helper()
	w.told.kills++
	w.kill = -1
	if err := w.g.Close(); err != nil {
		w.t.Fatal(err)
	}
	if w.r.IntN(4) == 0 {
		w.stop(time.Duration(w.r.IntN(300)) * time.Second)
	}
	w.open()
}

func (w *world) stop(d time.Duration) {
	w.told.downs++
	w.down = w.now + d
	w.downs = append(w.downs, [2]time.Duration{w.now, w.down})
}

// jump puts the machine's clock back or forward.
func (w *world) jump() {
	if w.r.IntN(3) > 0 {
		w.told.backs++
		w.offset -= time.Duration(10+w.r.IntN(120)) * time.Minute
		return
	}
	w.told.fronts++
	w.offset += time.Duration(1+w.r.IntN(20)) * time.Minute
}

// upset breaks providers and mends them, and empties the duty list.
func (w *world) upset() {
	for _, way := range []notify.Way{notify.Text, notify.Call} {
		switch w.r.IntN(120) {
		case 0:
			w.told.faults++
			all := []notifytest.Fault{notifytest.Down, notifytest.Slam, notifytest.Many, notifytest.Refuse, notifytest.Lost, notifytest.Hang}
			w.double.Set(way, all[w.r.IntN(len(all))])
		case 1, 2, 3, 4, 5:
			w.double.Set(way, notifytest.Fine)
		}
	}
	if w.r.IntN(150) != 0 {
		return
	}
	lists := [][]string{{}, {"d1"}, {"d1", "d2", "d3"}, {"d4", "d2"}, {"d3", "d5"}, {"d1", "d2", "d3", "d4", "d5"}}
	w.setDuty(lists[w.r.IntN(len(lists))])
}

func (w *world) setDuty(list []string) {
	if len(list) == 0 {
		w.told.gaps++
	}
	w.duty = list
	w.write(func(tx *gate.Tx) error {
		if err := tx.Exec(`DELETE FROM staff_duty`); err != nil {
			return err
		}
		for i, a := range list {
			if err := tx.Exec(`INSERT INTO staff_duty (on_date, rank, account_id, part, from_min, until_min) VALUES ('2020-01-01', ?, ?, ?, 0, 1440)`, i+1, a, staff.Lead); err != nil {
				return err
			}
		}
		return nil
	})
}
