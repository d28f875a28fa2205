package gate

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// dump is every row of every table that is not sealed, as text.
func dump(t *testing.T, g *Gate) string {
	t.Helper()
	tx, err := g.db.BeginRead(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	s := &Snapshot{ctx: context.Background(), tx: tx, gate: g}
	q := `SELECT name FROM sqlite_master WHERE type = 'table'`
	if g.db.Postgres {
		q = `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`
	}
	tables, err := Values[string](s, q)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range tables {
		if strings.Contains(name, "sealed") || strings.HasPrefix(name, "safeguarding") {
			continue
		}
		rows, err := s.query("SELECT * FROM "+name, nil)
		if err != nil {
			t.Fatal(err)
		}
		cols, _ := rows.Columns()
		for rows.Next() {
			v, p := make([]any, len(cols)), make([]any, len(cols))
			for i := range v {
				p[i] = &v[i]
			}
			if err := rows.Scan(p...); err != nil {
				t.Fatal(err)
			}
			out = append(out, fmt.Sprint(name, v))
		}
		rows.Close()
	}
	sort.Strings(out)
	return strings.Join(out, "\n")
}

type concern struct{ Person ids.Person }

func (concern) EventName() string { return "test.concern" }

// TestSealedMovesNothing: not one byte of a shared table differs after sealed
// writes, reads, refusals, relations and followers; nobody watching is woken.
func TestSealedMovesNothing(t *testing.T) {
	each(t, func(t *testing.T, g *Gate) {
		role := func(id string, r actor.Role) context.Context {
			err := g.Write(actor.With(context.Background(), actor.Machine), Action{Name: "test.grant", Who: actor.Rule{Any: []actor.Role{actor.System}}}, Council,
				func(tx *Tx) error { return tx.Grant(id, r) })
			if err != nil {
				t.Fatal(err)
			}
			return actor.With(context.Background(), actor.Actor{ID: id, Roles: []actor.Role{r}})
		}
		lead, manager, co := role("lead", actor.SafeguardingLead), role("ma", actor.Manager), role("co", actor.Coordinator)
		secret := Action{Name: "test.secret", Sealed: true, Who: actor.Rule{Any: []actor.Role{actor.SafeguardingLead}, Related: []actor.Role{actor.Manager}}}
		joan := ids.Person(ids.NewHidden())
		before := dump(t, g)
		woken, stop := g.Watch()
		defer stop()
		for len(woken) > 0 {
			<-woken
		}
		look := func(ctx context.Context) error {
			return g.Read(ctx, secret, Person(joan), func(*Snapshot) error { return nil })
		}
		if err := look(manager); fault.KindOf(err) != fault.NotFound {
			t.Fatal("no need to know:", err)
		}
		if err := look(co); fault.KindOf(err) != fault.NotFound {
			t.Fatal("a coordinator:", err)
		}
		if err := g.Read(co, secret, Council, func(*Snapshot) error { return nil }); fault.KindOf(err) != fault.NotFound {
			t.Fatal("a coordinator, about nobody:", err) // not even that there is something to ask for
		}
		if err := g.Write(WithKey(lead, "k", nil), secret, Person(joan), func(tx *Tx) error {
			if err := tx.Relate("ma", string(joan), actor.Work, "need", tx.At, when.Instant{}); err != nil {
				return err
			}
			tx.Emit(concern{joan})
			return tx.Note("What was said, word for word")
		}); err != nil {
			t.Fatal(err)
		}
		for _, ctx := range []context.Context{lead, manager} {
			if err := look(ctx); err != nil {
				t.Fatal(err)
			}
		}
		heard := 0
		f := FollowSealed("test.sealed", func(tx *Tx, e concern) error {
			heard++
			return tx.Note("followed")
		})
		if err := g.CatchUp(lead, []Follower{f}); err != nil || heard != 1 {
			t.Fatal(heard, err)
		}
		spy := Follow("test.spy", func(tx *Tx, e concern) error { t.Error("a shared follower heard a sealed event"); return nil })
		if err := g.CatchUp(co, []Follower{spy}); err != nil {
			t.Fatal(err)
		}
		// The spy's cursor is the spy's own doing; forget it.
		tx, err := g.db.BeginWrite(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(context.Background(), `DELETE FROM gate_follower WHERE name = 'test.spy'`); err != nil {
			t.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		if after := dump(t, g); after != before {
			t.Errorf("a sealed act moved something shared:\nbefore\n%s\nafter\n%s", before, after)
		}
		if !g.db.Postgres && len(woken) > 0 {
			t.Error("a sealed act woke somebody")
		}
	})
}

// TestALeadsLooksAreSealed: what a safeguarding lead looks at in the ordinary
// record, by an address, by a search or in vain, moves nothing that is shared;
// the sealed side has it.
func TestALeadsLooksAreSealed(t *testing.T) {
	each(t, func(t *testing.T, g *Gate) {
		as := func(id string, roles ...actor.Role) context.Context {
			for _, r := range roles {
				if err := g.Write(actor.With(context.Background(), actor.Machine), Action{Name: "test.grant", Who: actor.Rule{Any: []actor.Role{actor.System}}}, Council,
					func(tx *Tx) error { return tx.Grant(id, r) }); err != nil {
					t.Fatal(err)
				}
			}
			return actor.With(context.Background(), actor.Actor{ID: id, Roles: roles})
		}
		lead, both, co := as("lead", actor.SafeguardingLead), as("both", actor.Manager, actor.SafeguardingLead), as("co", actor.Coordinator)
		open := Action{Name: "test.open", Who: actor.Rule{Any: []actor.Role{actor.SafeguardingLead, actor.Manager, actor.Coordinator}}}
		shut := Action{Name: "test.shut", Who: actor.Rule{Any: []actor.Role{actor.Worker}}}
		joan, ann := ids.Person(ids.NewHidden()), ids.Person(ids.NewHidden())
		look := func(ctx context.Context, a Action) error {
			return g.Read(ctx, a, Person(joan), func(s *Snapshot) error { Shown(s, ann); return nil })
		}
		before := dump(t, g)
		for _, ctx := range []context.Context{lead, both} {
			if err := look(ctx, open); err != nil {
				t.Fatal(err)
			}
			if err := look(ctx, shut); fault.KindOf(err) != fault.NotFound {
				t.Fatal(err)
			}
			if err := g.Batch(ctx, func(ctx context.Context) error { return look(ctx, shut) }); fault.KindOf(err) != fault.NotFound {
				t.Fatal(err)
			}
		}
		if after := dump(t, g); after != before {
			t.Errorf("a lead's look moved something shared:\nbefore\n%s\nafter\n%s", before, after)
		}
		tx, err := g.db.BeginRead(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		s := &Snapshot{ctx: context.Background(), tx: tx, gate: g}
		kept, err := Value[int](s, `SELECT (SELECT COUNT(*) FROM gate_sealed_access WHERE action = 'test.open' AND person_id IN (?, ?))
			+ (SELECT COUNT(*) FROM gate_sealed_journal WHERE action = 'test.shut' AND outcome = 'refused' AND person_id = ?)`, joan, ann, joan)
		tx.Rollback()
		if err != nil || kept != 8 {
			t.Errorf("the sealed side kept %d of 8: %v", kept, err)
		}
		if err := look(co, open); err != nil {
			t.Fatal(err)
		}
		if dump(t, g) == before {
			t.Error("a coordinator's look was not noted where all may see it")
		}
	})
}
