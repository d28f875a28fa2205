package field_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
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

// courier carries a phone's facts through a network that loses requests and
// answers, delays them, and lets the same arrive twice.
type courier struct {
	*phonetest.Phone
	chance   *rand.Rand
	url      string
	late     [][]byte                 // requests still on the way
	receipts map[string]field.Receipt // by hash
	errs     []string
}

func (c *courier) run(t *testing.T) {
	for round := 0; len(c.receipts) < len(c.Facts); round++ {
		if round > 600 {
			c.errs = append(c.errs, fmt.Sprintf("%d of %d facts have a receipt", len(c.receipts), len(c.Facts)))
			return
		}
		var unsent []phonetest.Fact
		for _, f := range c.Facts {
			if _, ok := c.receipts[f.Hash]; !ok || c.chance.IntN(20) == 0 { // now and then one that has one
				unsent = append(unsent, f)
			}
		}
		c.chance.Shuffle(len(unsent), func(i, j int) { unsent[i], unsent[j] = unsent[j], unsent[i] })
		raw := c.Delivery(unsent[:min(len(unsent), 1+c.chance.IntN(15))]...)
		if len(c.late) > 0 && c.chance.IntN(3) == 0 {
			c.post(t, c.late[0]) // an answer that nobody waits for any more
			c.late = c.late[1:]
		}
		switch luck := c.chance.Float64(); {
		case luck < 0.15: // the request never left
		case luck < 0.25:
			c.late = append(c.late, raw)
		case luck < 0.35:
			var twice sync.WaitGroup
			twice.Go(func() { c.post(t, raw) })
			c.post(t, raw)
			twice.Wait()
		case luck < 0.55:
			c.post(t, raw) // the answer is lost
		default:
			for _, a := range c.post(t, raw).Answers {
				if a.Receipt == nil {
					continue
				}
				if was, ok := c.receipts[a.Receipt.Hash]; ok && was != *a.Receipt {
					c.errs = append(c.errs, fmt.Sprintf("%d was answered %+v and then %+v", a.Seq, was, *a.Receipt))
				}
				c.receipts[a.Receipt.Hash] = *a.Receipt
			}
		}
	}
}

func (c *courier) post(t *testing.T, raw []byte) (out field.Replies) {
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url+"/field/v1/sync", bytes.NewReader(raw))
	req.Header.Set(phone.Header, c.Header())
	req.Header.Set("Content-Type", "application/json")
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return out
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	switch {
	case err != nil:
	case r.StatusCode == http.StatusServiceUnavailable:
		time.Sleep(20 * time.Millisecond) // phones come again when they are told to
	case r.StatusCode != http.StatusOK || json.Unmarshal(b, &out) != nil:
		t.Errorf("%d %s", r.StatusCode, b)
	}
	return out
}

// TestSealedPhonesInBadSignal: 12 phones with some 45 facts each, odd ones
// among them. Every fact gets a receipt that verifies, nothing is lost, nothing
// counts twice, and no phone is thought to have gone back in time.
func TestSealedPhonesInBadSignal(t *testing.T) {
	const phones, peopleEach = 12, 6
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		g.Clock.Set(today.AtMinute(9 * 60))
		var all []*courier
		people := map[string][]visittest.Person{}
		for i := range phones {
			account := fmt.Sprintf("w%02d", i)
			_, ctx := visittest.AddWorker(t, g, account)
			for j := range peopleEach {
				p := visittest.AddPerson(t, g, i*peopleEach+j, 480, 45, 1, "")
				gatetest.Relate(t, g, account, p.ID, actor.Work)
				people[account] = append(people[account], p)
			}
			all = append(all, &courier{Phone: phonetest.Enrol(t, ctx, g), chance: rand.New(rand.NewPCG(11, uint64(i))), receipts: map[string]field.Receipt{}})
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
		for i, c := range all {
			for _, p := range people[fmt.Sprintf("w%02d", i)] {
				v := visits[p.ID]
				about := func(body map[string]any) map[string]any {
					return map[string]any{"person": p.ID, "visit": v.ID, "version": v.Version, "body": body}
				}
				c.Record("visit.arrive", v.On.AtMinute(541), about(map[string]any{"arrived": v.On.AtMinute(541).Text()}))
				for _, task := range p.Tasks[:3] {
					c.Record("visit.task", v.On.AtMinute(550), about(map[string]any{"task": task, "level": "watched"}))
				}
				c.Record("visit.note", v.On.AtMinute(551), about(map[string]any{"words": "A note."}))
				c.Record("visit.dance", v.On.AtMinute(552), about(nil))
				c.Record("visit.record", v.On.AtMinute(585), about(fullRecord(p, v)["body"].(map[string]any)))
			}
		}
		h := serve(t, g)
		var running sync.WaitGroup
		for _, c := range all {
			c.url = h.URL
			running.Go(func() { c.run(t) })
		}
		running.Wait()
		facts := 0
		for _, c := range all {
			facts += len(c.Facts)
			for _, e := range c.errs {
				t.Errorf("%s: %s", c.ID, e)
			}
			for _, f := range c.Facts {
				verified(t, g, c.ID, c.receipts[f.Hash])
			}
			out := deliver(t, g, c.Phone, c.Delivery())
			if out.Have != len(c.Facts) || len(out.Need) != 0 {
				t.Errorf("%s: have %d of %d, need %v", c.ID, out.Have, len(c.Facts), out.Need)
			}
		}
		made := phones * peopleEach
		for _, x := range []struct {
			what string
			got  int
			want int
		}{
			{"facts kept", count(t, g, `SELECT COUNT(*) FROM field_fact WHERE standing = 'chain'`), facts},
			{"facts in all", count(t, g, `SELECT COUNT(*) FROM field_fact`), facts},
			{"visits recorded", count(t, g, `SELECT COUNT(*) FROM visit WHERE state = 'done' AND version = 2`), made},
			{"tasks recorded", count(t, g, `SELECT COUNT(*) FROM visit_task`), made * 4},
			{"journal rows", count(t, g, `SELECT COUNT(*) FROM gate_journal WHERE action = 'visit.record' AND outcome = 'done'`), made},
			{"smaller facts journaled", count(t, g, `SELECT COUNT(*) FROM gate_journal WHERE action = 'field.note' AND outcome = 'done'`), made * 4},
			{"facts held", count(t, g, `SELECT COUNT(*) FROM field_held`), made},
			{"alerts of phones", count(t, g, `SELECT COUNT(*) FROM alert WHERE kind LIKE 'phone_%'`), 0},
		} {
			if x.got != x.want {
				t.Errorf("%s: %d, want %d", x.what, x.got, x.want)
			}
		}
	})
}

// TestRestoredServer: the record is put back as it was a while ago. Phones
// offer what stands above what it has, and it is whole again with nothing
// doubled; the receipts of before still verify.
func TestRestoredServer(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4)
		p := phonetest.Enrol(t, s.sam, g)
		for i := range 4 {
			s.add(p, i, "visit.arrive", nil)
			s.add(p, i, "visit.record", s.whole(i))
		}
		deliver(t, g, p, p.Delivery(p.Facts[:4]...))
		copied := count(t, g, `SELECT MAX(seq) FROM gate_journal`)
		receipt := deliver(t, g, p, p.Delivery(p.Facts[4:]...)).Answers[0].Receipt
		// As it was after the first four.
		visittest.Write(t, g, func(tx *gate.Tx) error {
			for _, q := range []string{
				`DELETE FROM field_fact WHERE seq > 4`, `UPDATE field_phone SET have = 4, told_seq = 4, told_at = NULL`,
				`DELETE FROM gate_journal WHERE request_key IN (SELECT x.request_key FROM gate_journal x WHERE x.action IN ('visit.record', 'visit.arrive') AND x.seq > ` + strconv.Itoa(copied) + `)`,
				`UPDATE visit SET state = 'planned', arrived_at = NULL, left_at = NULL, recorded_by = NULL, recorded_at = NULL, version = 1
					WHERE person_id IN ('` + string(s.people[2].ID) + `', '` + string(s.people[3].ID) + `')`,
				`DELETE FROM visit_task WHERE person_id IN ('` + string(s.people[2].ID) + `', '` + string(s.people[3].ID) + `')`,
			} {
				if err := tx.Exec(q); err != nil {
					return err
				}
			}
			return nil
		})
		out := deliver(t, g, p, p.Delivery())
		if out.Have != 4 || fmt.Sprint(out.Need) != "[5 6 7 8]" {
			t.Fatalf("have %d, need %v", out.Have, out.Need)
		}
		again := deliver(t, g, p, p.Delivery(p.Facts[2:]...)) // more than it asked for
		if again.Have != 8 || fmt.Sprint(verdicts(again)) != "[done done done done done done]" {
			t.Errorf("%+v", again)
		}
		verified(t, g, p.ID, *receipt)
		for i := range 4 {
			if v := s.visit(t, i); v.State != visit.Done || v.Version != 2 {
				t.Errorf("visit %d: %+v", i, v)
			}
		}
		if n := count(t, g, `SELECT COUNT(*) FROM visit_task`); n != 16 {
			t.Errorf("%d tasks recorded", n)
		}
		if a := s.openAlerts(t); len(a) != 0 {
			t.Errorf("alerts %v", a)
		}
	})
}
