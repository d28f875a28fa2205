package twin

import (
	"log/slog"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"stillhome/internal/app"
	"stillhome/internal/platform/job"
)

// compare is the whole comparison: what the real program is judged by, and each
// planted leak. It stops where the judge has seen enough.
func (j *judge) compare(near string) *crawl {
	c, p := newCrawl(j), j.phones()
	var open []*stream
	var known []asked
	everybody := func() {
		for _, who := range j.base.actors {
			c.everything(who)
			j.idsInOrder()
		}
	}
	for _, phase := range []func(){
		p.pack,
		func() { open = c.open() },
		j.part,
		func() { known = c.known() },
		func() { j.tables("the concern") },
		func() { c.first(near) },
		func() { c.listened(open) },
		p.pack,
		func() { c.probe(known) },
		func() { c.works(known) },
		func() { j.tables("the lead worked") },
		everybody,
		c.others,
		func() { j.tables("everybody looked at everything") },
		c.methods,
		j.searches,
		j.messages,
		func() { c.writes(false) },
		p.day,
		j.work,
		func() { c.writes(true) },
		j.work,
		func() { j.tables("everybody wrote") },
		c.raise,
		func() { j.tables("everybody told of something") },
		func() { c.few = true; everybody() },
		func() { j.tables("everybody looked again") },
	} {
		if !j.enough() {
			phase()
		}
	}
	return c
}

// work has both worlds do what their jobs and followers have to do.
func (j *judge) work() {
	for _, w := range []*world{j.a, j.b} {
		theDice.again(j.asked)
		speaking.Store(&w.log)
		for _, m := range app.Modules(true) {
			for _, x := range m.Jobs {
				if err := job.Once(system(), w.g, x, "twin"); err != nil {
					j.t.Fatalf("job %s: %v", x.Name, err)
				}
			}
			if err := w.g.CatchUp(system(), m.Followers); err != nil {
				j.t.Fatalf("followers of %s: %v", m.Name, err)
			}
		}
	}
	j.same("whoever reads the log", "jobs and followers", "log", j.a.log.take(), j.b.log.take())
}

// crawls leaves a test that asks for thousands of pages out where the race
// detector would make minutes of it: scripts/test.sh runs it without.
func crawls(t *testing.T) {
	t.Helper()
	if racing {
		t.Skip("asks for thousands of pages: it has a step of its own, without the race detector")
	}
}

// ran is one comparison of the program as it is, which several tests look at.
type ran struct {
	*crawl
	took time.Duration
}

var onlyRun *ran

// theRun is made by the first test that needs it, and its worlds stay open
// until all have run.
func theRun(t *testing.T) *ran {
	t.Helper()
	if onlyRun == nil {
		began := time.Now()
		onlyRun = &ran{crawl: newJudge(lasting{t}, theTwins(t), nil, 10).compare("")}
		onlyRun.took = time.Since(began)
	}
	return onlyRun
}

// lasting is a test whose records outlive it.
type lasting struct{ testing.TB }

// Cleanup is testing.TB's.
func (l lasting) Cleanup(fn func()) { atTheEnd = append(atTheEnd, fn) }

// folder is in memory where the machine has such a place: how long a disk takes
// is not what is asked here.
func folder() (string, error) {
	if dir, err := os.MkdirTemp("/dev/shm", "stillhome-twin"); err == nil {
		return dir, nil
	}
	return os.MkdirTemp("", "stillhome-twin")
}

// fleeting is a test whose records go when it ends, in such a folder.
type fleeting struct{ testing.TB }

// TempDir is testing.TB's.
func (f fleeting) TempDir() string {
	dir, err := folder()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

var atTheEnd []func()

func TestMain(m *testing.M) {
	uuid.SetRand(theDice)
	slog.SetDefault(slog.New(&logged{}))
	code := m.Run()
	for _, fn := range slices.Backward(atTheEnd) {
		fn()
	}
	os.Exit(code)
}

// TestTwins: whoever has no need to know of a concern sees, to the byte, what
// they would see if there were none.
func TestTwins(t *testing.T) {
	crawls(t)
	r := theRun(t)
	for _, d := range r.found {
		t.Errorf("%s", d)
	}
	shown, sent, taken := 0, 0, 0
	for _, pattern := range r.site.patterns {
		if len(r.there[pattern]) > 0 {
			shown++
		}
		if r.sent[pattern] != nil {
			sent++
		}
		if r.sent[pattern][http.StatusSeeOther] > 0 {
			taken++
		}
	}
	if r.asked < 5000 || shown < 100 || taken < 40 {
		t.Errorf("%d requests, %d kinds of page and %d kinds of form are too few to say anything", r.asked, shown, taken)
	}
	t.Logf("%d requests to each world by %d actors, %d kinds of page shown to somebody, %d kinds of form sent and %d of them taken: %d differences, %.1f s",
		r.asked, len(r.base.actors), shown, sent, taken, len(r.found), r.took.Seconds())
}
