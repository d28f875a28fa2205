package pack_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"strings"
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
	if visits < 6 {
		t.Errorf("the longest runs are %d visits: this shows little", visits)
	}
	weigh(t, a, visits)
}

// TestWordiestSize: so does one of twenty people about each of whom colleagues
// wrote six notes of a thousand letters, beyond ASCII at that.
func TestWordiestSize(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 0)
		for i := range 20 {
			s.people = append(s.people, visittest.AddPerson(t, g, i, 7*60+30+i*18, 45, 1, ""))
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			for i, p := range s.people {
				id := ids.New()
				if err := tx.Exec(`INSERT INTO roster_assignment (visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min) VALUES (?, 1, 'x', 'sam', ?, ?, ?, ?, 5)`,
					id, p.ID, today, i, 450+i*18); err != nil {
					return err
				}
				note := strings.Repeat("“Žluťoučký kůň” ", 63)
				for n := range 7 {
					visit, state, on, of := id, "planned", today, ""
					if n > 0 {
						visit, state, on, of = ids.New(), "done", today.Add(-n), note
					}
					if err := tx.Exec(`INSERT INTO visit (id, person_id, episode_id, pattern_id, on_date, part, start_min, earliest_min, latest_min, duration_min, workers, must_be_at, skills, first, state, feeling, note, channel, recorded_by, recorded_at, reason, version)
						VALUES (?, ?, ?, '', ?, 'morning', 600, 600, 600, 30, 1, FALSE, '', FALSE, ?, '', ?, 'app', 'pat', ?, '', 2)`, visit, p.ID, p.Episode, on, state, of, tx.At); err != nil {
						return err
					}
				}
			}
			return nil
		})
		a := s.pull(t, "sam", "phone", "")
		if n := len(a.Parts); n < 20 {
			t.Fatalf("only %d parts", n)
		}
		weigh(t, a, len(s.run(t, "sam", today)))
	})
}

// weigh holds an answer to its most bytes, and says how many there are.
func weigh(t *testing.T, a pack.Answer, visits int) {
	t.Helper()
	b := whole(t, a)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write([]byte(b))
	w.Close()
	t.Logf("%d visits, %d parts: %d bytes, %d compressed", visits, len(a.Parts), len(b), packed.Len())
	if len(b) > most {
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
