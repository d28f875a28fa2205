package twin

import (
	"context"
	"testing"
	"time"

	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit"
)

// conceal does in B alone what nobody without need may notice.
func (j *judge) conceal() {
	j.t.Helper()
	speaking.Store(&j.b.log)
	g := j.b.g
	raiser := actor.With(context.Background(), actor.Actor{ID: string(j.base.raiser), Roles: []actor.Role{actor.Worker}})
	err := safeguarding.Raise(raiser, g, safeguarding.Concern{
		Ref: ids.NewHidden(), Person: j.base.victim, Visit: visit.ID(j.base.visit), Kind: visit.Abuse, Urgency: visit.Now,
		Words: "A canary sang of the missing pension book.", Channel: visit.App,
	})
	if err != nil {
		j.t.Fatal(err)
	}
	var one safeguarding.ID
	err = g.Read(system(), may, gate.Council, func(s *gate.Snapshot) (err error) {
		one, err = gate.Value[safeguarding.ID](s, `SELECT id FROM safeguarding_concern`)
		return err
	})
	if err != nil {
		j.t.Fatal(err)
	}
	lead := actor.With(context.Background(), actor.Actor{ID: string(j.base.account[actor.SafeguardingLead]), Roles: []actor.Role{actor.SafeguardingLead}})
	if err := safeguarding.MarkSeen(lead, g, j.base.victim, one, 1); err != nil {
		j.t.Fatal(err)
	}
}

// compare is the whole comparison: what the real program is judged by, and each
// planted leak.
func (j *judge) compare(near string) *crawl {
	c, p := newCrawl(j), j.phones()
	c.near = near
	p.pack()
	open := c.open()
	j.conceal()
	c.listened(open)
	j.tables("the concern")
	p.pack()
	for _, who := range j.base.actors {
		c.everything(who)
	}
	c.others()
	j.tables("everybody looked at everything")
	c.methods()
	j.messages()
	c.writes(false)
	p.day()
	j.work()
	c.writes(true)
	j.work()
	j.tables("everybody wrote")
	c.few = true
	for _, who := range j.base.actors {
		c.everything(who)
	}
	j.tables("everybody looked again")
	j.idsInOrder()
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
