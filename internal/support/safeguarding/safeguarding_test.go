package safeguarding_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/safeguarding/lead"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const canary = "Her son took the purse, he said “you owe me”."

// scene is one person with the worker on their work, and somebody of each role.
type scene struct {
	t         *testing.T
	g         *gate.Gate
	p         visittest.Person
	sam, lead context.Context
	others    map[actor.Role]context.Context // all but the lead
}

func prepare(t *testing.T, g *gate.Gate) scene {
	t.Helper()
	s := scene{t: t, g: g, p: visittest.AddPerson(t, g, 1, 540, 45, 1, ""), others: map[actor.Role]context.Context{}}
	_, s.sam = visittest.AddWorker(t, g, "sam")
	s.lead = gatetest.As(t, g, "lead", actor.SafeguardingLead)
	gatetest.Relate(t, g, "sam", s.p.ID, actor.Work)
	for _, r := range actor.Roles {
		if r != actor.SafeguardingLead {
			s.others[r] = gatetest.As(t, g, "who-"+string(r), r)
			gatetest.Relate(t, g, "who-"+string(r), s.p.ID, actor.Work)
		}
	}
	return s
}

func (s scene) concern() safeguarding.Concern {
	return safeguarding.Concern{
		Ref: ids.NewHidden(), Person: s.p.ID, Visit: "v1", Kind: visit.Abuse, Urgency: visit.Now, Words: canary,
		At: when.Date("2026-11-30").AtMinute(8*60 + 20), Channel: visit.App,
	}
}

func (s scene) raise(c safeguarding.Concern) {
	s.t.Helper()
	if err := safeguarding.Raise(s.sam, s.g, c); err != nil {
		s.t.Fatal(err)
	}
}

// ids lists the concerns there are.
func (s scene) ids() (all []string) {
	s.t.Helper()
	visittest.Read(s.t, s.g, func(x *gate.Snapshot) (err error) {
		all, err = gate.Values[string](x, `SELECT id FROM safeguarding_concern ORDER BY received_at, id`)
		return err
	})
	return all
}

// shared is every row of every table that is not sealed, as text.
func (s scene) shared() string {
	s.t.Helper()
	var out []string
	look := gate.Action{Name: "test.dump", Quiet: true, Who: actor.Rule{Any: []actor.Role{actor.System}}}
	if err := s.g.Read(gatetest.System(), look, gate.Council, func(x *gate.Snapshot) error {
		type column struct{ table, name string }
		q := `SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid`
		if s.g.Postgres() {
			q = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`
		}
		all, err := gate.All(x, func(c *column) []any { return []any{&c.table, &c.name} }, q)
		if err != nil {
			return err
		}
		of := map[string][]string{}
		for _, c := range all {
			of[c.table] = append(of[c.table], "COALESCE(CAST("+c.name+" AS TEXT), '')")
		}
		for table, columns := range of {
			if strings.Contains(table, "sealed") && !strings.HasPrefix(table, "files") || strings.HasPrefix(table, "safeguarding") {
				continue
			}
			rows, err := gate.Values[string](x, "SELECT "+strings.Join(columns, " || '|' || ")+" FROM "+table)
			if err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			for _, r := range rows {
				out = append(out, table+" "+r)
			}
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// TestNothingSharedMoves: with a concern raised, told again, raised in a batch
// with other facts refused, looked for by others, read and marked, the shared
// record is what it was without one, and nobody watching is woken.
func TestNothingSharedMoves(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		before := s.shared()
		if !strings.Contains(before, "person ") || !strings.Contains(before, "gate_relation ") {
			t.Fatal("the dump does not see the record")
		}
		woken, stop := g.Watch()
		defer stop()
		for len(woken) > 0 {
			<-woken
		}
		c := s.concern()
		s.raise(c)
		if err := safeguarding.Raise(gate.WithKey(s.sam, c.Ref, []byte("x")), g, c); err != nil {
			t.Fatal(err)
		}
		if err := g.Batch(s.sam, func(ctx context.Context) error {
			return safeguarding.Raise(gate.AsOf(ctx, g.Clock.Now().Add(-90*time.Hour)), g, s.concern())
		}); err != nil {
			t.Fatal(err)
		}
		b := visittest.Serve(t, g, lead.Routes)
		one := "/safeguarding/" + s.ids()[0]
		for r, ctx := range s.others {
			if a := b.Get(ctx, one); a.Status != 404 {
				t.Errorf("%s: %d", r, a.Status)
			}
		}
		if err := safeguarding.Raise(s.others[actor.Family], g, s.concern()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("somebody who does not work here raised one: %v", err)
		}
		for _, path := range []string{"/safeguarding", one} {
			if a := b.Get(s.lead, path); a.Status != 200 {
				t.Fatalf("the lead at %s: %d", path, a.Status)
			}
		}
		if a := b.Post(s.lead, one+"/seen", "version", "1"); a.Status != 303 {
			t.Fatalf("seen: %d %s", a.Status, a.Body)
		}
		if after := s.shared(); after != before {
			t.Errorf("something shared moved:\nbefore\n%s\nafter\n%s", before, after)
		}
		if !g.Postgres() && len(woken) > 0 {
			t.Error("somebody was woken")
		}
		// The dump would have seen it: an ordinary write moves it.
		visittest.Write(t, g, func(tx *gate.Tx) error { return nil })
		if s.shared() == before {
			t.Error("the dump sees nothing")
		}
	})
}

// TestWhoMaySee: the lead alone, not even who raised it; and the lead's look is
// noted on the sealed side.
func TestWhoMaySee(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.raise(s.concern())
		b := visittest.Serve(t, g, lead.Routes)
		one := "/safeguarding/" + s.ids()[0]
		s.others["who raised it"] = s.sam
		for r, ctx := range s.others {
			for _, path := range []string{"/safeguarding", one} {
				if a := b.Get(ctx, path); a.Status != 404 || a.Has("purse") || a.Has("concern") {
					t.Errorf("%s at %s: %d", r, path, a.Status)
				}
			}
			if a := b.Post(ctx, one+"/seen", "version", "1"); a.Status != 404 {
				t.Errorf("%s marked it: %d", r, a.Status)
			}
		}
		if a := b.Get(s.lead, "/safeguarding"); a.Statements > 8 || !a.Has("Person1 Madeup", "New", "Now") || a.Has("purse") {
			t.Errorf("the lead’s list: %d statements, %s", a.Statements, a.Body)
		}
		a := b.Get(s.lead, one)
		if a.Statements > 8 || !a.Has("Her son took the purse, he said “you owe me”.", "Someone hurts, scares or neglects them", "8:20am", "I have seen this") {
			t.Errorf("the lead’s page: %d statements, %s", a.Statements, a.Body)
		}
		g.Clock.Set(g.Clock.Now().Add(16 * time.Minute))
		if a := b.Get(s.lead, "/safeguarding"); !a.Has("New, and late") {
			t.Error("nobody saw it for a quarter of an hour, and the list does not say so")
		}
		if a := b.Post(s.lead, one+"/seen", "version", "1"); a.To != one {
			t.Fatalf("seen: %d", a.Status)
		}
		if a := b.Post(s.lead, one+"/seen", "version", "1"); a.Status != 409 {
			t.Errorf("seen twice: %d", a.Status)
		}
		if a := b.Get(s.lead, one); !a.Has("Seen by") || a.Has("I have seen this") {
			t.Error("the page does not say that it was seen")
		}
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			looks, err := gate.Value[int](x, `SELECT COUNT(*) FROM gate_sealed_access WHERE actor_id = 'lead' AND person_id = ?`, s.p.ID)
			if looks == 0 {
				t.Error("the lead’s look at the person’s sealed record is not noted")
			}
			return err
		})
	})
}

// TestRefusedIsNothing: whoever may not see one gets the page of an address that
// does not exist, byte for byte, and so does the lead for a concern that is not
// there.
func TestRefusedIsNothing(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.raise(s.concern())
		b := visittest.Serve(t, g, lead.Routes)
		one := "/safeguarding/" + s.ids()[0]
		for who, ctx := range map[string]context.Context{"who raised it": s.sam, "a coordinator": s.others[actor.Coordinator], "a manager": s.others[actor.Manager]} {
			nothing := b.Get(ctx, "/no/such/page")
			for _, path := range []string{one, "/safeguarding/" + ids.NewHidden(), "/safeguarding"} {
				if a := b.Get(ctx, path); a.Status != nothing.Status || a.Body != nothing.Body {
					t.Errorf("%s at %s: %d, not the page of nothing", who, path, a.Status)
				}
			}
		}
		if a := b.Get(s.lead, "/safeguarding/"+ids.NewHidden()); a.Status != 404 {
			t.Errorf("the lead, for one that is not there: %d", a.Status)
		}
	})
}

// TestNothingToldIsLost: whatever comes is kept, once for each telling.
func TestNothingToldIsLost(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		b := visittest.Serve(t, g, lead.Routes)
		if a := b.Get(s.lead, "/safeguarding"); a.Status != 200 || !a.Has("No concerns have been raised.") {
			t.Fatalf("an empty list: %d", a.Status)
		}
		c := s.concern()
		for _, change := range []func(c *safeguarding.Concern){
			func(*safeguarding.Concern) {},
			func(*safeguarding.Concern) {}, // told again
			func(c *safeguarding.Concern) { c.Words += " And more." },
			func(c *safeguarding.Concern) { c.Person = "who is this?" },
			func(c *safeguarding.Concern) { c.Person, c.Words = "", "" },
			func(c *safeguarding.Concern) { c.Kind, c.Urgency = "trafficking", "soonish" },
			func(c *safeguarding.Concern) { c.Ref, c.At = "", when.Instant{} },
			func(c *safeguarding.Concern) { c.Words, c.Visit = "a\x00b\xff", "\x00" },
			func(c *safeguarding.Concern) { c.Words = strings.Repeat("long ", 50_000) },
			func(c *safeguarding.Concern) { c.At = g.Clock.Now().Add(time.Hour) },
			func(c *safeguarding.Concern) { c.Told.Wishes = "I want my purse back" },
		} {
			x := c
			change(&x)
			s.raise(x)
		}
		all := s.ids()
		if len(all) != 10 {
			t.Errorf("%d concerns are kept, want 10", len(all))
		}
		for _, id := range all {
			if a := b.Get(s.lead, "/safeguarding/"+id); a.Status != 200 {
				t.Errorf("the lead cannot read %s: %d", id, a.Status)
			}
			if !ids.Valid(id) || id[14] == '7' {
				t.Errorf("%s tells when it was made", id)
			}
		}
		a := b.Get(s.lead, "/safeguarding")
		if strings.Count(a.Body, "Somebody who is not in our records") != 2 {
			t.Error("people we do not know are not said to be so")
		}
	})
}

// TestWordsAreSealed: a copy of the database shows none of them.
func TestWordsAreSealed(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.raise(s.concern())
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			words, err := gate.Value[string](x, `SELECT words FROM safeguarding_concern`)
			if strings.Contains(words, "purse") || words == "" {
				t.Errorf("the words stand open: %q", words)
			}
			return err
		})
	})
}
