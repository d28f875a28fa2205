package field_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// BenchmarkStorm is the morning after an outage: 300 phones with 40 facts each
// come in the same second, and while they do, somebody asks for help each half
// second. Run with -benchtime 1x. It reports how long until all is in, and how
// long a delivery and a call for help took to be answered.
func BenchmarkStorm(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *gate.Gate{"sqlite": gatetest.SQLite, "postgres": gatetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				g := open(b)
				phones := stormy(b, g, 300)
				b.StartTimer()
				storm(b, g, phones)
			}
		})
	}
}

// stormy gives so many phones 40 facts each, of two visits.
func stormy(t testing.TB, g *gate.Gate, n int) (out []*phonetest.Phone) {
	t.Helper()
	g.Clock.Set(today.AtMinute(9 * 60))
	people := map[int][]visittest.Person{}
	for i := range n {
		account := fmt.Sprintf("w%03d", i)
		_, ctx := visittest.AddWorker(t, g, account)
		out = append(out, phonetest.Enrol(t, ctx, g))
		for j := range 2 {
			p := visittest.AddPerson(t, g, 2*i+j, 480, 45, 1, "")
			gatetest.Relate(t, g, account, p.ID, actor.Work)
			people[i] = append(people[i], p)
		}
	}
	g.Clock.Set(today.AtMinute(9*60 + 1))
	visits := map[ids.Person]visit.Visit{}
	visittest.Write(t, g, func(tx *gate.Tx) error {
		if _, err := visit.Generate(tx, today); err != nil {
			return err
		}
		vs, err := visit.OnDay(tx.Snapshot, today)
		for _, v := range vs {
			visits[v.Person] = v
		}
		return err
	})
	g.Clock.Set(today.AtMinute(11 * 60))
	for i, c := range out {
		for _, p := range people[i] {
			v := visits[p.ID]
			for k := range 20 {
				body, action := map[string]any{"words": fmt.Sprintf("The %dth thing that was worth a note at this visit.", k)}, "visit.note"
				switch {
				case k == 0:
					body, action = map[string]any{"arrived": v.On.AtMinute(541).Text()}, "visit.arrive"
				case k == 19:
					body, action = fullRecord(p, v)["body"].(map[string]any), "visit.record"
				case k < 10:
					body, action = map[string]any{"task": p.Tasks[k%4], "level": "watched"}, "visit.task"
				}
				c.Record(action, v.On.AtMinute(541+k), map[string]any{"person": p.ID, "visit": v.ID, "version": v.Version, "body": body})
			}
		}
	}
	return out
}

func storm(b *testing.B, g *gate.Gate, phones []*phonetest.Phone) {
	h := serve(b, g)
	start := time.Now()
	var mu sync.Mutex
	var took, helps []time.Duration
	busy := 0
	ask := func(path string, p *phonetest.Phone, raw []byte) (int, []byte, time.Duration) {
		req, _ := http.NewRequestWithContext(context.Background(), http.MethodPost, h.URL+path, bytes.NewReader(raw))
		req.Header.Set(phone.Header, p.Header())
		req.Header.Set("Content-Type", "application/json")
		begun := time.Now()
		r, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Error(err)
			return 0, nil, 0
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			b.Error(err)
		}
		return r.StatusCode, body, time.Since(begun)
	}
	var all sync.WaitGroup
	for _, p := range phones {
		all.Go(func() {
			for left := p.Facts; len(left) > 0; {
				n := min(len(left), 40)
				raw := p.Delivery(left[:n]...)
				for len(raw) > 64<<10 {
					n--
					raw = p.Delivery(left[:n]...)
				}
				status, body, t := ask("/field/v1/sync", p, raw)
				var out struct {
					field.Replies
					Retry int `json:"retry_s"`
				}
				if err := json.Unmarshal(body, &out); err != nil {
					b.Error(status, err)
					return
				}
				mu.Lock()
				if status == http.StatusOK {
					took = append(took, t)
					left = left[n:]
				} else {
					busy++
				}
				mu.Unlock()
				for _, a := range out.Answers {
					if a.Verdict != field.Done {
						b.Errorf("%+v", a)
					}
				}
				time.Sleep(time.Duration(out.Retry) * time.Second)
			}
		})
	}
	done := make(chan struct{})
	var calling sync.WaitGroup
	calling.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			case <-time.After(500 * time.Millisecond):
			}
			p := phonetest.Enrol(b, actor.With(context.Background(), actor.Actor{ID: "w000"}), g)
			_, _, t := ask("/field/v1/help", p, p.Delivery(p.Record("help.want", g.Clock.Now(), nil)))
			mu.Lock()
			helps = append(helps, t)
			mu.Unlock()
		}
	})
	all.Wait()
	close(done)
	b.ReportMetric(time.Since(start).Seconds(), "s/drained")
	calling.Wait()
	p99 := func(d []time.Duration) float64 {
		slices.Sort(d)
		return float64(d[len(d)*99/100].Milliseconds())
	}
	b.ReportMetric(p99(took), "ms/delivery-p99")
	b.ReportMetric(p99(helps), "ms/help-p99")
	b.ReportMetric(float64(len(helps)), "helps")
	b.ReportMetric(float64(busy), "told-to-wait")
	n := count(b, g, `SELECT COUNT(*) FROM field_fact WHERE verdict = 'done' AND action <> 'help.want'`)
	if want := 40 * len(phones); n != want {
		b.Errorf("%d facts are in, want %d", n, want)
	}
}
