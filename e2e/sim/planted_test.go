package sim

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// patch is one change of the app's sources.
type patch struct {
	File    string `json:"file"`
	Find    string `json:"find"`
	Replace string `json:"replace"`
}

// planted is one fault that must not stay hidden: in the app's sources, or in
// what the council does with a request.
type planted struct {
	name    string
	patches []patch
	council func(c *council, q question, serve func() answer) answer
}

var plantedFaults = []planted{
	{name: "the app believes any receipt", patches: []patch{{
		"sync.ts", "  if (!known || !(await p.crypto.verified(phone.receipt_key, r.sig, receiptText(phone.id, r)))) return null\n", "",
	}}},
	{name: "the app drops what it has sent", patches: []patch{{
		"sync.ts", "    for (const s of batch) offered.add(s.seq)\n",
		"    for (const s of batch) offered.add(s.seq)\n    await p.store.write(batch.map((s): Change => ({ table: 'sealed', key: at(phone.id, s.seq), drop: true })))\n",
	}}},
	{name: "the app uses a number again", patches: []patch{
		{"ledger.ts", "        { table: 'meta', key: `head:${phone.id}`, put: { seq: fact.seq, hash }, guarded: true, was: before },\n", ""},
		{
			"ledger.ts", "    if (!(await holds(p, key, sealed))) throw notSaved(null)\n    return fact\n",
			"    await p.store.write([{ table: 'meta', key: `head:${phone.id}`, put: { seq: fact.seq, hash } }]).catch(() => {})\n    return fact\n",
		},
	}},
	{name: "the app says saved too early", patches: []patch{
		{"ledger.ts", "      await p.store.write([\n        { table: 'meta', key: `head:", "      void p.store.write([\n        { table: 'meta', key: `head:"},
		{"ledger.ts", "    if (!(await holds(p, key, sealed))) throw notSaved(null)\n    return fact\n", "    return fact\n"},
	}},
	{name: "the app says saved on a full phone", patches: []patch{{
		"ledger.ts", "      throw notSaved(e)\n    }\n    if (!(await holds(p, key, sealed))) throw notSaved(null)\n", "      return fact\n    }\n",
	}}},
	{name: "the app does not offer again what the council lost", patches: []patch{
		{"sync.ts", "const missing = new Set(have?.need ?? [])", "const missing = new Set<number>()"},
		{"sync.ts", "const behind = have && !missing.size ? have.have : head.seq", "const behind = head.seq"},
	}},
	{name: "the app empties the ledger on signing out", patches: []patch{{
		"keys.ts", "export async function forget(p: Ports): Promise<boolean> {\n",
		"export async function forget(p: Ports): Promise<boolean> {\n  await p.store.write((await p.store.keys('sealed', '')).map((key): Change => ({ table: 'sealed', key, drop: true })))\n",
	}}},
	{name: "the app forgets facts before 14 days", patches: []patch{{"ledger.ts", "const keepFor = 14 * 24 * 3600_000", "const keepFor = 60_000"}}},
	{name: "the app keeps people it should forget", patches: []patch{{
		"pack.ts", "if (!wanted.has(key)) all.push({ table: 'pack', key, drop: true })", "if (!wanted.has(key)) continue",
	}}},
	{name: "the app keeps the pack in the clear", patches: []patch{{
		"pack.ts", "const closed = await p.crypto.close(day.key, bodies.get(key)!, partOf(key))", "const closed = bodies.get(key)!",
	}}},
	{name: "the app keeps facts in the clear", patches: []patch{{
		"ledger.ts", "closed: await p.crypto.close(day.key, text, `own/${key}`)", "closed: text",
	}}},
	{name: "the app shows the way in under duress", patches: []patch{{"bodies.ts", "getting_in: duress ? '' : p.getting_in", "getting_in: p.getting_in"}}},
	{name: "the app says the office was told of a call and sends none", patches: []patch{{
		"calls.ts", "    if (!r || !(await p.crypto.verified(phone.receipt_key, r.sig, receiptText(phone.id, r)))) {\n      all = false\n      continue\n    }\n    await p.store.write([{ table: 'meta', key: keyOf(c.id), put: { ...c, told: r.at } }])\n",
		"    await p.store.write([{ table: 'meta', key: keyOf(c.id), put: { ...c, told: r?.at ?? c.at } }])\n",
	}}},
	{name: "the app does not tell again of a call that the council lost", patches: []patch{{"sync.ts", "if (a.need_calls.includes(c.hash)) changes.push", "if (!a.have && !c.id) changes.push"}}},
	{name: "the council signs before it commits", council: func(c *council, q question, serve func() answer) answer {
		if q.Path != "/field/v1/sync" || len(q.Body)%5 != 0 {
			return serve()
		}
		before, err := c.backup()
		if err != nil {
			return answer{Error: err.Error()}
		}
		a := serve()
		if err := c.open(before); err != nil {
			return answer{Error: err.Error()}
		}
		return a
	}},
	{name: "the council loses what it held", council: func(c *council, _ question, serve func() answer) answer {
		a := serve()
		if err := c.rows(func(func(...any) error) error { return nil }, `DELETE FROM field_fact WHERE verdict = 'held' AND seq % 2 = 0`); err != nil {
			return answer{Error: err.Error()}
		}
		return a
	}},
	{name: "the council says it has more than it has", council: func(_ *council, _ question, serve func() answer) answer {
		a := serve()
		var body map[string]any
		if json.Unmarshal([]byte(a.Body), &body) == nil && body["have"] != nil {
			body["have"], body["need"] = 1_000, []int{}
			b, _ := json.Marshal(body)
			a.Body = string(b)
		}
		return a
	}},
	{name: "the council gives one worker another's pack", council: func() func(*council, question, func() answer) answer {
		var last answer
		return func(_ *council, q question, serve func() answer) answer {
			a := serve()
			if q.Path == "/field/v1/pack" && a.Status == 200 {
				last, a = a, last
				if a.Status == 0 {
					a = last
				}
			}
			return a
		}
	}()},
}

// TestPlantedFaults holds the simulator itself: each fault that is planted must
// be found, and it says by which seed and how soon.
func TestPlantedFaults(t *testing.T) {
	record, key := template(t)
	const most = 3000
	for _, p := range plantedFaults {
		t.Run(strings.ReplaceAll(p.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			b, err := json.Marshal(p.patches)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.patches) == 0 {
				b = nil
			}
			script := bundle(t, string(b))
			c := newCouncil(memory(t), record, key)
			c.fault = p.council
			began := time.Now()
			found := ""
			err = play(t, script, c, 1, most, func(r result) bool {
				if len(r.Breach) > 0 {
					found = fmt.Sprintf("seed %d, after %.1f s: %s", r.Seed, time.Since(began).Seconds(), r.Breach[0])
				}
				return found == ""
			})
			if found == "" {
				t.Fatalf("not found in %d seeds (%v)", most, err)
			}
			t.Log(found)
		})
	}
}
