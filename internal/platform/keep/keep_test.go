package keep_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/keep"
	"stillhome/internal/platform/secret"
)

// key is the council's: a record opens with no other.
var key = secret.Random()

// Happened is an event of the test's own.
type Happened struct{ Person ids.Person }

func (Happened) EventName() string { return "test.happened" }

// each runs fn on a record of every engine, with rows in all four chains.
func each(t *testing.T, fn func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		dsn := gatetest.SQLiteDSN(t)
		fill(t, dsn)
		fn(t, dsn)
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := gatetest.PostgresDSN(t)
		fill(t, dsn)
		fn(t, dsn)
	})
}

const acts = 25

// fill writes and reads by the gate: plain acts, one refused, one with a key,
// a reason, events; sealed ones; looks at both.
func fill(t *testing.T, dsn string) {
	t.Helper()
	g, err := gate.Open(context.Background(), dsn, gate.Options{Key: key, ODS: "V396BB"})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	g.Clock.Set(gatetest.Start)
	rule := actor.Rule{Any: []actor.Role{actor.Coordinator}}
	plain, hidden := gate.Action{Name: "test.act", Who: rule}, gate.Action{Name: "test.hidden", Who: rule, Sealed: true}
	refused := gate.Action{Name: "test.refused", Who: actor.Rule{Any: []actor.Role{actor.HR}}}
	coordinator := gatetest.As(t, g, "coordinator", actor.Coordinator)
	for i := range acts {
		person := ids.Person(ids.New())
		ctx := gate.WithKey(coordinator, fmt.Sprint("key", i), []byte("body"))
		if i%2 == 0 {
			ctx = coordinator
		}
		err := g.Write(ctx, plain, gate.Person(person), func(tx *gate.Tx) error {
			if i%3 == 0 {
				tx.Emit(Happened{person})
			}
			return tx.Note("a reason")
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := g.Write(coordinator, hidden, gate.Person(person), func(tx *gate.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		for _, a := range []gate.Action{plain, hidden} {
			if err := g.Read(coordinator, a, gate.Person(person), func(*gate.Snapshot) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		g.Clock.Set(g.Clock.Now().Add(time.Minute))
	}
	if err := g.Write(coordinator, refused, gate.Council, func(*gate.Tx) error { return nil }); err == nil {
		t.Fatal("not refused")
	}
}

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	driver, at := "pgx", dsn
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, at = "sqlite", "file:"+path
	}
	db, err := sql.Open(driver, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func check(t *testing.T, dsn string, known ...keep.Head) keep.Report {
	t.Helper()
	r, err := keep.Check(context.Background(), dsn, known)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The two readers agree on a record as the gate writes it.
func TestSound(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		r := check(t, dsn)
		if !r.Sound() || r.ODS != "V396BB" || len(r.Heads) != 4 {
			t.Fatalf("%+v", r)
		}
		for i, want := range []int64{acts + 2, acts, acts, acts} { // with one grant and one refusal
			if r.Heads[i].Seq != want {
				t.Errorf("%s has %d rows, want %d", r.Heads[i].Chain, r.Heads[i].Seq, want)
			}
		}
		if again := check(t, dsn, r.Heads...); !again.Sound() {
			t.Errorf("its own heads are not found: %v", again.Problems)
		}
		bare := make([]keep.Head, 4)
		for i, h := range r.Heads {
			bare[i].Hash = h.Hash
		}
		if again := check(t, dsn, bare...); !again.Sound() {
			t.Errorf("its own hashes are not found: %v", again.Problems)
		}
		other := keep.Head{Chain: "journal", Seq: 3, Hash: strings.Repeat("ab", 32)}
		if again := check(t, dsn, other); again.Sound() {
			t.Error("a head that never was is found")
		}
	})
	if _, err := keep.Check(context.Background(), "sqlite:"+t.TempDir()+"/none.db", nil); err == nil {
		t.Error("a record that is not there checks as an empty one")
	}
}

var tables = []string{"gate_journal", "gate_access", "gate_sealed_journal", "gate_sealed_access"}

var columns = map[bool][]string{
	true:  {"at", "actor_id", "action", "person_id", "outcome", "as_of", "request_key", "digest", "note_id", "events", "prev", "hash"},
	false: {"at", "actor_id", "action", "person_id", "prev", "hash"},
}

// tamper changes one thing about a chain as somebody with the database could,
// and says what.
func tamper(t *testing.T, r *rand.Rand, tx *sql.Tx, postgres bool) string {
	t.Helper()
	table := tables[r.IntN(4)]
	journal := !strings.HasSuffix(table, "access")
	row := 2 + r.IntN(acts-4) // neither the first row nor the last
	other := row + 1 + r.IntN(acts-row-1)
	do := func(q string, args ...any) {
		if postgres {
			for n := 1; strings.Contains(q, "?"); n++ {
				q = strings.Replace(q, "?", fmt.Sprintf("$%d", n), 1)
			}
		}
		res, err := tx.Exec(q, args...)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		if n, _ := res.RowsAffected(); n == 0 {
			t.Fatalf("%s changed nothing", q)
		}
	}
	switch kind := r.IntN(8); kind {
	case 0, 1, 2, 3: // edit one column
		c := columns[journal][r.IntN(len(columns[journal]))]
		value := fmt.Sprintf("tampered-%d", r.Int())
		if c == "outcome" {
			do("UPDATE "+table+" SET outcome = CASE WHEN outcome = 'done' THEN 'refused' ELSE 'done' END WHERE seq = ?", row)
		} else {
			do("UPDATE "+table+" SET "+c+" = ? WHERE seq = ?", value, row)
		}
		return fmt.Sprintf("%s: %s of row %d edited", table, c, row)
	case 4: // cut out of the middle
		do("DELETE FROM "+table+" WHERE seq >= ? AND seq < ?", row, other)
		return fmt.Sprintf("%s: rows %d to %d cut", table, row, other-1)
	case 5: // cut out, and the rest moved up
		do("DELETE FROM "+table+" WHERE seq = ?", row)
		do("UPDATE "+table+" SET seq = -seq WHERE seq > ?", row)
		do("UPDATE " + table + " SET seq = -seq - 1 WHERE seq < 0")
		return fmt.Sprintf("%s: row %d cut and the rest renumbered", table, row)
	case 6: // two rows change places
		do("UPDATE "+table+" SET seq = -1 WHERE seq = ?", row)
		do("UPDATE "+table+" SET seq = ? WHERE seq = ?", row, other)
		do("UPDATE "+table+" SET seq = ? WHERE seq = -1", other)
		return fmt.Sprintf("%s: rows %d and %d swapped", table, row, other)
	default: // cut the tail: only a head from outside shows it
		do("DELETE FROM "+table+" WHERE seq > ?", row)
		return fmt.Sprintf("%s: everything after row %d cut", table, row)
	}
}

// Two hundred tamperings of each engine's journals are all found.
func TestTampering(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		postgres := !strings.HasPrefix(dsn, "sqlite:")
		heads := check(t, dsn).Heads
		db := open(t, dsn)
		r := rand.New(rand.NewPCG(2026, 11))
		missed := 0
		for range 200 {
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			what := tamper(t, r, tx, postgres)
			report, err := keep.CheckIn(ctx, postgres, tx, heads)
			if err != nil {
				t.Fatal(err)
			}
			if report.Sound() {
				missed++
				t.Errorf("not found: %s", what)
			}
			if err := tx.Rollback(); err != nil {
				t.Fatal(err)
			}
		}
		if !check(t, dsn, heads...).Sound() {
			t.Error("the record did not come back whole")
		}
		t.Logf("200 tamperings, %d missed", missed)
	})
}

// What a head from outside is for: a tail cut off, and a tail rewritten with
// hashes that fit, show by nothing else.
func TestOnlyAHeadShowsACutTail(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		heads := check(t, dsn).Heads
		db := open(t, dsn)
		for _, table := range tables {
			if _, err := db.Exec("DELETE FROM " + table + " WHERE seq > 10"); err != nil {
				t.Fatal(err)
			}
		}
		if r := check(t, dsn); !r.Sound() {
			t.Errorf("without a head: %v", r.Problems)
		}
		if r := check(t, dsn, heads...); len(r.Problems) != 4 {
			t.Errorf("with heads: %v, want one for each chain", r.Problems)
		}
	})
}

func TestParseHead(t *testing.T) {
	hash := strings.Repeat("0f", 32)
	for s, want := range map[string]keep.Head{
		hash:                      {Hash: hash},
		"journal:12:" + hash:      {Chain: "journal", Seq: 12, Hash: hash},
		"sealed-access:1:" + hash: {Chain: "sealed-access", Seq: 1, Hash: hash},
	} {
		if got, err := keep.ParseHead(s); err != nil || got != want {
			t.Errorf("%s: %+v %v", s, got, err)
		}
	}
	for _, bad := range []string{"", "abc", "journal:x:" + hash, "minutes:1:" + hash, "journal:1:abc", hash + "00"} {
		if _, err := keep.ParseHead(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
