package pack_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"testing"

	"stillhome/internal/face/field/pack"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/visit/visittest"
	"stillhome/internal/world"
)

// most is how large a whole pack may be.
const most = 1_500_000

// longest makes up a county and gives its worker with the longest runs of today
// and tomorrow, acting for themselves, and how many visits those are.
func longest(t testing.TB, g *gate.Gate) (context.Context, phone.Phone, int) {
	t.Helper()
	g.Clock.Set(when.Date("2026-11-30").AtMinute(9 * 60))
	must(t, world.Build(gatetest.System(), g, world.Options{People: 60, Weeks: 2, Year: 2}))
	type row struct {
		account ids.Account
		n       int
	}
	var r row
	visittest.Read(t, g, func(s *gate.Snapshot) error {
		return gate.One(s, &r, func(r *row) []any { return []any{&r.account, &r.n} },
			`SELECT a.account_id, COUNT(*) FROM roster_assignment a JOIN roster_day d ON d.on_date = a.on_date AND d.published_at IS NOT NULL
			WHERE a.on_date BETWEEN ? AND ? GROUP BY a.account_id ORDER BY 2 DESC, 1 LIMIT 1`, s.Today(), s.Today().Add(1))
	})
	ctx := actor.With(context.Background(), actor.Actor{ID: string(r.account), Roles: []actor.Role{actor.Worker}})
	return ctx, phone.Phone{ID: phonetest.Enrol(t, ctx, g).ID, Account: r.account}, r.n
}

// TestSize: the pack of the longest runs in a made-up county fits in a download
// on a slow line.
func TestSize(t *testing.T) {
	g := gatetest.SQLite(t)
	ctx, from, visits := longest(t, g)
	a, err := pack.Pull(ctx, g, from, "")
	must(t, err)
	b, err := json.Marshal(a)
	must(t, err)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write(b)
	w.Close()
	t.Logf("%d visits, %d parts: %d bytes, %d compressed", visits, len(a.Parts), len(b), packed.Len())
	if visits < 6 || len(b) > most {
		t.Errorf("%d bytes for %d visits, at most %d", len(b), visits, most)
	}
}

// BenchmarkPack is the time and memory of one whole pack, as a phone asks for it.
func BenchmarkPack(b *testing.B) {
	g := gatetest.SQLite(b)
	ctx, from, visits := longest(b, g)
	var size int
	b.ReportAllocs()
	for b.Loop() {
		a, err := pack.Pull(ctx, g, from, "")
		must(b, err)
		size = len(a.Parts)
	}
	b.ReportMetric(float64(visits), "visits")
	b.ReportMetric(float64(size), "parts")
}
