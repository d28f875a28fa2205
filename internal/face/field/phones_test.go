package field_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"stillhome/internal/face/field"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// sender sends what it recorded through a network that loses requests and
// answers, and lets the same batch arrive twice.
type sender struct {
	account string
	queue   []map[string]any
	chance  *rand.Rand
	url     string
	answers map[string]string // by fact: the answer as text, the last one had
	errs    []string
}

func (p *sender) run(t *testing.T) {
	for round := 0; len(p.queue) > 0; round++ {
		if round > 400 {
			p.errs = append(p.errs, fmt.Sprintf("%d facts are still not answered", len(p.queue)))
			return
		}
		p.chance.Shuffle(len(p.queue), func(i, j int) { p.queue[i], p.queue[j] = p.queue[j], p.queue[i] })
		n := min(len(p.queue), 1+p.chance.IntN(15))
		raw, err := json.Marshal(map[string]any{"device": p.account, "facts": p.queue[:n]})
		if err != nil {
			t.Error(err)
			return
		}
		luck := p.chance.Float64()
		if luck < 0.15 {
			continue // the request never left
		}
		if luck < 0.3 {
			var twice sync.WaitGroup
			twice.Go(func() { p.post(raw) })
			p.post(raw)
			twice.Wait()
			continue // and both answers were lost
		}
		answers := p.post(raw)
		if luck < 0.55 {
			continue // the answer was lost
		}
		left := p.queue[:0:0]
		for i, f := range p.queue {
			if i < len(answers) && answers[i].Verdict != field.Retry {
				p.note(f, answers[i])
				continue
			}
			left = append(left, f)
		}
		p.queue = left
	}
}

// note checks that a fact is answered as it was before.
func (p *sender) note(f map[string]any, a field.Answer) {
	id := fmt.Sprint(f["id"])
	said, _ := json.Marshal(a)
	if before, ok := p.answers[id]; ok && before != string(said) {
		p.errs = append(p.errs, fmt.Sprintf("%s was answered %s and then %s", id, before, said))
	}
	p.answers[id] = string(said)
}

func (p *sender) post(raw []byte) []field.Answer {
	req, _ := http.NewRequestWithContext(context.Background(), http.MethodPost, p.url+"/field/v1/sync", bytes.NewReader(raw))
	req.Header.Set("Authorization", "Bearer "+p.account)
	req.Header.Set("Content-Type", "application/json")
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil
	}
	defer r.Body.Close()
	if r.StatusCode == http.StatusServiceUnavailable {
		time.Sleep(20 * time.Millisecond) // phones come again when they are told to
	}
	b, err := io.ReadAll(r.Body)
	var out field.Answers
	if err != nil || r.StatusCode != http.StatusOK || json.Unmarshal(b, &out) != nil {
		return nil
	}
	return out.Answers
}

func serve(t testing.TB, g *gate.Gate) *httptest.Server {
	t.Helper()
	server, err := web.New(web.Config{
		Sites: []*web.Site{{Name: "Madeup County", Gate: g}}, Routes: field.Routes, Plain: true,
		Identify: func(_ context.Context, _ *web.Site, _, bearer string) (actor.Actor, error) {
			if bearer == "" {
				return actor.Actor{}, nil
			}
			return actor.Actor{ID: bearer, Name: bearer, Roles: []actor.Role{actor.Worker}}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(server.Handler())
	t.Cleanup(h.Close)
	return h
}

// TestPhonesInBadSignal: 20 phones with 40 facts each. Nothing is lost, nothing
// counts twice, and a fact is answered alike however often it is sent.
func TestPhonesInBadSignal(t *testing.T) {
	const phones, peopleEach, days, oddEach = 20, 10, 3, 10
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		first := when.Date("2026-11-28")
		g.Clock.Set(first.AtMinute(360))
		var all []*sender
		people := map[string][]visittest.Person{}
		for i := range phones {
			account := fmt.Sprintf("w%02d", i)
			visittest.AddWorker(t, g, account)
			for j := range peopleEach {
				p := visittest.AddPerson(t, g, i*peopleEach+j, 480, 45, 1, "")
				gatetest.Relate(t, g, account, p.ID, actor.Work)
				people[account] = append(people[account], p)
			}
			all = append(all, &sender{account: account, chance: rand.New(rand.NewPCG(7, uint64(i))), answers: map[string]string{}})
		}
		visits := map[ids.Person]map[when.Date]visit.Visit{}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			for d := range days {
				if _, err := visit.Generate(tx, first.Add(d)); err != nil {
					return err
				}
				vs, err := visit.OnDay(tx.Snapshot, first.Add(d))
				if err != nil {
					return err
				}
				for _, v := range vs {
					if visits[v.Person] == nil {
						visits[v.Person] = map[when.Date]visit.Visit{}
					}
					visits[v.Person][v.On] = v
				}
			}
			return nil
		})
		g.Clock.Set(first.Add(days - 1).AtMinute(660))
		for _, p := range all {
			for _, who := range people[p.account] {
				for d := range days {
					p.queue = append(p.queue, fullRecord(who, visits[who.ID][first.Add(d)]))
				}
			}
			for n := range oddEach {
				odd := fullRecord(people[p.account][0], visit.Visit{ID: visit.ID(ids.New()), On: first, Version: 1})
				if n%2 == 0 {
					odd["action"] = "visit.unheard_of"
				}
				p.queue = append(p.queue, odd)
			}
		}
		h := serve(t, g)
		var running sync.WaitGroup
		for _, p := range all {
			p.url = h.URL
			running.Go(func() { p.run(t) })
		}
		running.Wait()
		for _, p := range all {
			for _, e := range p.errs {
				t.Errorf("%s: %s", p.account, e)
			}
			if len(p.answers) != peopleEach*days+oddEach {
				t.Errorf("%s had %d answers", p.account, len(p.answers))
			}
		}
		count := func(q string) (n int) {
			visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
				n, err = gate.Value[int](s, q)
				return err
			})
			return n
		}
		made := phones * peopleEach * days
		for what, c := range map[string]struct{ got, want int }{
			"visits recorded":       {count(`SELECT COUNT(*) FROM visit WHERE state = 'done' AND version = 2`), made},
			"visits in all":         {count(`SELECT COUNT(*) FROM visit`), made},
			"tasks recorded":        {count(`SELECT COUNT(*) FROM visit_task WHERE level = 'watched'`), made * 4},
			"journal rows":          {count(`SELECT COUNT(*) FROM gate_journal WHERE action = 'visit.record' AND outcome = 'done'`), made},
			"facts held":            {count(`SELECT COUNT(*) FROM field_held`), phones * oddEach},
			"alerts of held facts":  {count(`SELECT COUNT(*) FROM alert WHERE kind = 'held_fact'`), phones * oddEach},
			"episodes begun":        {count(`SELECT COUNT(*) FROM episode WHERE state = 'active'`), phones * peopleEach},
			"episodes begun day 1":  {count(`SELECT COUNT(*) FROM episode WHERE started_on = '2026-11-28'`), phones * peopleEach},
			"records by the worker": {count(`SELECT COUNT(*) FROM visit v JOIN gate_relation r ON r.account_id = v.recorded_by AND r.person_id = v.person_id`), made},
		} {
			if c.got != c.want {
				t.Errorf("%s: %d, want %d", what, c.got, c.want)
			}
		}
	})
}

func fullRecord(p visittest.Person, v visit.Visit) map[string]any {
	var tasks []map[string]any
	for _, task := range p.Tasks {
		tasks = append(tasks, map[string]any{"task": task, "level": assessment.Watched})
	}
	return map[string]any{
		"id": ids.New(), "action": "visit.record", "person": p.ID, "visit": v.ID, "version": v.Version, "at": v.On.AtMinute(525).Text(),
		"body": map[string]any{"arrived": v.On.AtMinute(480).Text(), "left": v.On.AtMinute(520).Text(), "tasks": tasks, "feeling": "same"},
	}
}
