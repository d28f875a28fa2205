package gate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

var (
	mayNote   = gate.Action{Name: "test.note", Who: actor.Rule{Any: []actor.Role{actor.Coordinator, actor.System}, Related: []actor.Role{actor.Worker}}}
	maySee    = gate.Action{Name: "test.see", Who: mayNote.Who}
	mayCount  = gate.Action{Name: "test.count", Who: actor.Rule{Any: []actor.Role{actor.Coordinator}}}
	maySecret = gate.Action{Name: "test.secret", Sealed: true, Who: actor.Rule{Any: []actor.Role{actor.SafeguardingLead}, Related: []actor.Role{actor.Manager}}}
)

type noted struct {
	Person ids.Person
	N      int
}

func (noted) EventName() string { return "test.noted" }

const joan = ids.Person("0190a000-0000-7000-8000-000000000001")

// put stands for a feature's write: it keeps a line of its own in gate_meta.
func put(tx *gate.Tx, name, value string) error {
	return tx.Exec(`INSERT INTO gate_meta (name, value) VALUES (?, ?)`, name, value)
}

func lines(t *testing.T, g *gate.Gate, like string) (n int) {
	t.Helper()
	err := g.Read(gatetest.System(), gate.Action{Name: "test.lines", Who: actor.Rule{Any: []actor.Role{actor.System}}}, gate.Council, func(s *gate.Snapshot) (err error) {
		n, err = gate.Value[int](s, `SELECT COUNT(*) FROM gate_meta WHERE name >= ? AND name < ?`, like, like+"~")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func journal(t *testing.T, g *gate.Gate) (out []gate.Entry) {
	t.Helper()
	err := g.Read(gatetest.System(), gate.Action{Name: "test.journal", Who: actor.Rule{Any: []actor.Role{actor.System}}}, gate.Council, func(s *gate.Snapshot) (err error) {
		out, err = gate.Latest(s, 0, 1000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhoMay(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		sam := gatetest.As(t, g, "sam", actor.Worker)
		ada := gatetest.As(t, g, "ada", actor.Worker)
		gatetest.Relate(t, g, "sam", joan, actor.Work)
		forged := actor.With(context.Background(), actor.Actor{ID: "ada", Roles: []actor.Role{actor.Coordinator}})
		for _, c := range []struct {
			who  string
			ctx  context.Context
			kind fault.Kind
			ok   bool
		}{
			{"nobody", context.Background(), fault.Unauthenticated, false},
			{"coordinator", office, 0, true},
			{"worker on her work", sam, 0, true},
			{"worker not on her work", ada, fault.NotFound, false},
			{"roles only claimed by the session", forged, fault.NotFound, false},
		} {
			err := g.Write(c.ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, "w."+c.who, "") })
			rerr := g.Read(c.ctx, maySee, gate.Person(joan), func(*gate.Snapshot) error { return nil })
			for _, e := range []error{err, rerr} {
				if (e == nil) != c.ok || e != nil && fault.KindOf(e) != c.kind {
					t.Errorf("%s: got %v, want allowed %v or %v", c.who, e, c.ok, c.kind)
				}
			}
		}
		if err := g.Read(sam, mayCount, gate.Council, func(*gate.Snapshot) error { return nil }); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a council-wide refusal is %v, want forbidden", err)
		}
		if n := lines(t, g, "w."); n != 2 {
			t.Errorf("%d writes happened, want 2", n)
		}
		refusals := 0
		for _, e := range journal(t, g) {
			if e.Outcome == "refused" {
				refusals++
			}
		}
		if refusals != 5 {
			t.Errorf("%d refusals noted, want 5 (2 actors x read and write, and one council-wide)", refusals)
		}
	})
}

func TestRevokedAtOnce(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		if err := g.Read(office, mayCount, gate.Council, func(*gate.Snapshot) error { return nil }); err != nil {
			t.Fatal(err)
		}
		admin := gate.Action{Name: "test.revoke", Who: actor.Rule{Any: []actor.Role{actor.System}}}
		if err := g.Write(gatetest.System(), admin, gate.Council, func(tx *gate.Tx) error { return tx.Revoke("co", "") }); err != nil {
			t.Fatal(err)
		}
		if err := g.Read(office, mayCount, gate.Council, func(*gate.Snapshot) error { return nil }); fault.KindOf(err) != fault.Forbidden {
			t.Fatalf("after revoking: %v", err)
		}
	})
}

func TestKeys(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		other := gatetest.As(t, g, "co2", actor.Coordinator)
		n := 0
		write := func(ctx context.Context, body string) error {
			return g.Write(gate.WithKey(ctx, "k1", []byte(body)), mayNote, gate.Person(joan), func(tx *gate.Tx) error {
				n++
				return put(tx, fmt.Sprint("k.", n), "")
			})
		}
		for range 3 {
			if err := write(office, "a"); err != nil {
				t.Fatal(err)
			}
		}
		if n != 1 {
			t.Fatalf("ran %d times, want once", n)
		}
		if err := write(office, "b"); !fault.Is(err, "gate.key_reused") {
			t.Fatalf("another body: %v", err)
		}
		if err := write(other, "b"); err != nil || n != 2 {
			t.Fatalf("another actor's key is another key: %v, ran %d", err, n)
		}
		failing := errors.New("x")
		ctx := gate.WithKey(office, "k2", nil)
		if err := g.Write(ctx, mayNote, gate.Person(joan), func(*gate.Tx) error { return failing }); err != failing {
			t.Fatal(err)
		}
		if err := g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, "k.again", "") }); err != nil {
			t.Fatalf("a key whose write failed can be used again: %v", err)
		}
	})
}

func TestBatch(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		sam := gatetest.As(t, g, "sam", actor.Worker)
		gatetest.Relate(t, g, "sam", joan, actor.Work)
		stranger := ids.Person(ids.New())
		before := len(journal(t, g))
		wrong := fault.New(fault.Invalid, "test.wrong", "Wrong.")
		verdicts := map[string]error{}
		err := g.Batch(sam, func(ctx context.Context) error {
			fact := func(name string, p ids.Person, fail error) {
				verdicts[name] = g.Write(gate.WithKey(ctx, name, nil), mayNote, gate.Person(p), func(tx *gate.Tx) error {
					if err := put(tx, "b."+name, ""); err != nil {
						return err
					}
					return fail
				})
			}
			fact("one", joan, nil)
			fact("bad", joan, wrong)
			fact("not mine", stranger, nil)
			fact("one", joan, nil) // again, in the same batch
			fact("two", joan, nil)
			return g.Read(ctx, maySee, gate.Person(joan), func(s *gate.Snapshot) error {
				n, err := gate.Value[int](s, `SELECT COUNT(*) FROM gate_meta WHERE name >= 'b.' AND name < 'b.~'`)
				if n != 2 {
					t.Errorf("inside the batch %d lines are seen, want 2", n)
				}
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		if verdicts["one"] != nil || verdicts["two"] != nil || verdicts["bad"] != wrong || fault.KindOf(verdicts["not mine"]) != fault.NotFound {
			t.Fatalf("verdicts %v", verdicts)
		}
		if n := lines(t, g, "b."); n != 2 {
			t.Fatalf("%d lines kept, want 2: one bad fact must not take others along", n)
		}
		if n := len(journal(t, g)) - before; n != 3 {
			t.Fatalf("%d journal rows, want 3 (two facts and a refusal)", n)
		}
		stop := errors.New("stop")
		if err := g.Batch(sam, func(ctx context.Context) error {
			if err := g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, "b.three", "") }); err != nil {
				t.Error(err)
			}
			return stop
		}); err != stop || lines(t, g, "b.three") != 0 {
			t.Fatal("a batch that fails keeps nothing")
		}
		if err := g.Batch(sam, func(ctx context.Context) error {
			return g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error {
				return g.Write(ctx, mayNote, gate.Person(joan), func(*gate.Tx) error { return nil })
			})
		}); err == nil || !strings.Contains(err.Error(), "inside a write") {
			t.Fatalf("nested write: %v", err)
		}
	})
}

func TestAsOf(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		sam := gatetest.As(t, g, "sam", actor.Worker)
		gatetest.Relate(t, g, "sam", joan, actor.Work)
		worked := g.Clock.Now().Add(time.Minute)
		g.Clock.Set(g.Clock.Now().Add(2 * time.Hour))
		leave := gate.Action{Name: "test.leave", Who: actor.Rule{Any: []actor.Role{actor.System}}}
		if err := g.Write(gatetest.System(), leave, gate.Council, func(tx *gate.Tx) error { return tx.Revoke("sam", "") }); err != nil {
			t.Fatal(err)
		}
		write := func(ctx context.Context) error {
			return g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return nil })
		}
		if err := write(sam); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("left, so refused now: %v", err)
		}
		if err := write(gate.AsOf(sam, worked)); err != nil {
			t.Fatalf("what Sam did before leaving still counts: %v", err)
		}
		if err := write(gate.AsOf(sam, worked.Add(-24*time.Hour))); err == nil {
			t.Fatal("before Sam was on the work it was refused too")
		}
		if err := write(gate.AsOf(sam, g.Clock.Now().Add(time.Hour))); err == nil {
			t.Fatal("a time to come gives nothing")
		}
		g.Clock.Set(worked.Add(73 * time.Hour))
		if err := write(gate.AsOf(sam, worked)); err == nil {
			t.Fatal("after 72 hours today's access decides")
		}
	})
}

func TestBreakGlass(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		ada := gatetest.As(t, g, "ada", actor.Worker)
		kin := gatetest.As(t, g, "kin", actor.Family)
		see := func(ctx context.Context, a gate.Action) error {
			return g.Read(ctx, a, gate.Person(joan), func(*gate.Snapshot) error { return nil })
		}
		if err := gate.BreakGlass(ada, g, joan, "  hm "); !fault.Is(err, "gate.glass_reason") {
			t.Fatalf("no reason: %v", err)
		}
		if err := gate.BreakGlass(kin, g, joan, "I want to know what they say"); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("family: %v", err)
		}
		if err := see(ada, maySee); err == nil {
			t.Fatal("seen before the glass was broken")
		}
		if err := gate.BreakGlass(ada, g, joan, "Found on the floor, ambulance asks for medicines"); err != nil {
			t.Fatal(err)
		}
		if err := see(ada, maySee); err != nil {
			t.Fatal(err)
		}
		if err := see(ada, maySecret); err == nil {
			t.Fatal("sealed matter stays sealed")
		}
		g.Clock.Set(g.Clock.Now().Add(gate.GlassTime + time.Minute))
		if err := see(ada, maySee); err == nil {
			t.Fatal("the glass closes after an hour")
		}
		found := false
		for _, e := range journal(t, g) {
			found = found || e.Action == "gate.break_glass" && e.Outcome == "done" && strings.Contains(e.Reason, "ambulance")
		}
		if !found {
			t.Fatal("the reason is kept beside the journal row")
		}
	})
}

func TestManyWriters(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		const writers, each = 8, 15
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					name := fmt.Sprintf("m.%d.%d", w, i)
					if err := g.Write(office, mayNote, gate.Person(joan), func(tx *gate.Tx) error { return put(tx, name, "") }); err != nil {
						t.Error(err)
						return
					}
					if err := g.Read(office, maySee, gate.Person(joan), func(s *gate.Snapshot) error {
						_, err := gate.Value[string](s, `SELECT value FROM gate_meta WHERE name = ?`, name)
						return err // reads its own write
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		rows := journal(t, g)
		for i, e := range rows {
			if want := int64(len(rows) - i); e.Seq != want {
				t.Fatalf("row %d has number %d, want %d: numbers have no gap", i, e.Seq, want)
			}
		}
	})
}

func TestListOfValues(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		err := g.Write(office, mayNote, gate.Person(joan), func(tx *gate.Tx) error {
			for _, n := range []string{"l.a", "l.b", "l.c"} {
				if err := put(tx, n, "x"); err != nil {
					return err
				}
			}
			for _, c := range []struct {
				in   []string
				want int
			}{{[]string{"l.a", "l.c", "l.d"}, 2}, {[]string{"l.b"}, 1}, {nil, 0}} {
				n, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM gate_meta WHERE value = ? AND name IN ? AND name <> ?`, "x", gate.In(c.in), "l.z")
				if err != nil || n != c.want {
					t.Errorf("%v: %d, %v", c.in, n, err)
				}
			}
			return tx.Exec(`DELETE FROM gate_meta WHERE name IN ? AND value = ?`, gate.In([]string{"l.a", "l.b"}), "x")
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := lines(t, g, "l."); n != 1 {
			t.Errorf("%d lines left, want 1", n)
		}
	})
}

func TestRowsHangOnWhatIsThere(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		err := g.Write(office, mayNote, gate.Person(joan), func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO person_contact (id, person_id, name, relationship, phone, email, carer, keyholder, version) VALUES ('c', ?, '', '', '', '', FALSE, FALSE, 1)`, joan)
		})
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("a contact of nobody: %v", err)
		}
		if err := put2(office, g); !fault.Is(err, "gate.exists") {
			t.Errorf("the same row twice: %v", err)
		}
	})
}

func put2(ctx context.Context, g *gate.Gate) error {
	return g.Write(ctx, mayNote, gate.Person(joan), func(tx *gate.Tx) error {
		if err := put(tx, "twice", ""); err != nil {
			return err
		}
		return put(tx, "twice", "")
	})
}
