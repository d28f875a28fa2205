package twin

import (
	"testing"
	"time"

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
		j.conceal,
		func() { known = c.known() },
		func() { j.tables("the concern") },
		func() { c.first(near) },
		func() { c.listened(open) },
		p.pack,
		func() { c.probe(known) },
		everybody,
		c.others,
		func() { j.tables("everybody looked at everything") },
		c.methods,
		j.messages,
		func() { c.writes(false) },
		p.day,
		j.work,
		func() { c.writes(true) },
		j.work,
		func() { j.tables("everybody wrote") },
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

// TestTwins: whoever has no need to know of a concern sees, to the byte, what
// they would see if there were none.
func TestTwins(t *testing.T) {
	b := theTwins(t)
	began := time.Now()
	j := newJudge(t, b, nil, 10)
	c := j.compare("")
	for _, d := range j.found {
		t.Errorf("%s", d)
	}
	if j.asked < 5000 {
		t.Errorf("only %d requests were compared", j.asked)
	}
	for _, pattern := range c.site.patterns {
		if len(c.there[pattern]) == 0 && len(c.sent[pattern]) == 0 {
			t.Log("never: ", pattern)
		} else if c.sent[pattern] != nil {
			t.Log("sent: ", pattern, c.sent[pattern])
		}
	}
	shown := 0
	for _, pattern := range c.site.patterns {
		if len(c.there[pattern]) > 0 {
			shown++
		}
	}
	t.Logf("%d requests to each world, %d actors, %d patterns of pages shown to somebody, %d differences, %.1f s", j.asked, len(b.actors), shown, len(j.found), time.Since(began).Seconds())
}
