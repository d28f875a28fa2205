package preference_test

import (
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/visit/visittest"
)

func pairs(t *testing.T, g *gate.Gate, p ids.Person) (all []preference.Pair) {
	t.Helper()
	visittest.Read(t, g, func(s *gate.Snapshot) (err error) {
		all, err = preference.Pairs(s, p)
		return err
	})
	return all
}

func TestOnePairAtATime(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		p, other := visittest.AddPerson(t, g, 1, 540, 45, 1, ""), visittest.AddPerson(t, g, 2, 540, 45, 1, "")
		w, worker := visittest.AddWorker(t, g, "w")
		first := preference.Pair{ID: preference.PairID(ids.New()), Person: p.ID, Member: w.ID, Tie: preference.Liked, Why: preference.Safety}
		if err := preference.AddPair(office, g, first); err != nil {
			t.Fatal(err)
		}
		if all := pairs(t, g, p.ID); len(all) != 1 || all[0].Why != "" || all[0].Name != "Worker w" {
			t.Errorf("kept %+v", all)
		}
		never := first
		never.ID, never.Tie = preference.PairID(ids.New()), preference.Never
		for code, err := range map[string]error{
			"preference.twice": preference.AddPair(office, g, never),
			"gate.exists":      preference.AddPair(office, g, first),
			"gate.not_found":   preference.AddPair(office, g, preference.Pair{ID: preference.PairID(ids.New()), Person: p.ID, Member: "nobody", Tie: preference.Liked}),
			"gate.changed":     preference.EndPair(office, g, other.ID, first.ID, 1),
			"preference.pair":  preference.AddPair(office, g, preference.Pair{ID: preference.PairID(ids.New()), Person: p.ID, Member: w.ID, Tie: preference.Never}),
		} {
			if !fault.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
		if err := preference.EndPair(office, g, p.ID, first.ID, 1); err != nil {
			t.Fatal(err)
		}
		if err := preference.EndPair(office, g, p.ID, first.ID, 2); !fault.Is(err, "gate.changed") {
			t.Errorf("ended twice: %v", err)
		}
		if err := preference.AddPair(office, g, never); err != nil {
			t.Fatal(err)
		}
		if all := pairs(t, g, p.ID); len(all) != 1 || all[0].Tie != preference.Never || all[0].Why != preference.Safety {
			t.Errorf("after the first ended: %+v", all)
		}
		gatetest.Relate(t, g, "w", p.ID, actor.Work)
		if err := preference.AddPair(worker, g, first); fault.KindOf(err) != fault.Forbidden && fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker added a pair: %v", err)
		}
	})
}

func TestPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		p := visittest.AddPerson(t, g, 1, 540, 45, 1, "")
		w, worker := visittest.AddWorker(t, g, "w")
		gatetest.Relate(t, g, "w", p.ID, actor.Work)
		b := visittest.Serve(t, g, preference.Routes)
		at := "/people/" + string(p.ID) + "/preferences"
		a := b.Get(office, at)
		if a.Status != 200 || !a.Has("Anybody", "English will do", "None recorded", "No worker is named") || a.Statements > 8 {
			t.Fatalf("%d, %d statements: %s", a.Status, a.Statements, a.Body)
		}
		for _, path := range []string{at, at + "/change", at + "/workers/new"} {
			if a := b.Get(worker, path); a.Status != 404 {
				t.Errorf("a worker at %s: %d", path, a.Status)
			}
			if a := b.Get(office, path); a.Statements > 8 {
				t.Errorf("%s: %d statements", path, a.Statements)
			}
		}
		if a = b.Post(office, at+"/change", "id", ids.New(), "gender", "woman", "gender_must", "yes", "language", "pl", "infection", "protect"); a.To != "" || !a.Has("Enter the last day it holds", `value="woman" checked`) {
			t.Errorf("without a last day: %d %s", a.Status, a.Body)
		}
		if a = b.Post(office, at+"/change", "id", ids.New(), "gender", "woman", "gender_must", "yes", "language", "pl", "infection", "protect", "infection_until", "2026-12-20"); a.To != at {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if a = b.Get(office, at); !a.Has("Only a woman", "Rather somebody who speaks Polish", "Easily infected: visited before others, until 20 December 2026") {
			t.Errorf("asked for: %s", a.Body)
		}
		if a = b.Get(office, at+"/change"); !a.Has(`value="woman" checked`, `value="pl" selected`) {
			t.Errorf("the form does not show what holds: %s", a.Body)
		}
		if a = b.Post(office, at+"/change", "id", ids.New(), "gender", "any", "language", "", "infection", "any"); a.To != at {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if a = b.Get(office, at); !a.Has("Anybody", "English will do", "None recorded", "Only a woman") {
			t.Errorf("taken back: %s", a.Body)
		}
		if a = b.Get(office, at+"/change"); !a.Has(`value="any" checked`) {
			t.Errorf("nothing in particular is not shown as chosen: %s", a.Body)
		}
		if a = b.Post(office, at+"/workers/new", "id", ids.New(), "member", string(w.ID), "tie", "never"); a.To != "" || !a.Has("Choose why they must not come") {
			t.Errorf("without a reason: %d", a.Status)
		}
		if a = b.Post(office, at+"/workers/new", "id", ids.New(), "member", string(w.ID), "tie", "never", "why", "acquainted"); a.To != at {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if a = b.Get(office, at); !a.Has("Worker w", "Must not come", "They know each other outside work") {
			t.Errorf("the pair: %s", a.Body)
		}
		if a = b.Post(office, at+"/workers/"+string(pairs(t, g, p.ID)[0].ID)+"/end", "version", "1"); a.To != at || len(pairs(t, g, p.ID)) != 0 {
			t.Errorf("ended: %d", a.Status)
		}
	})
}

// TestNewestWishHolds: each wish is kept, and the newest is what holds, also
// where it asks for nothing.
func TestNewestWishHolds(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		p := visittest.AddPerson(t, g, 1, 540, 45, 1, "")
		b := visittest.Serve(t, g, preference.Routes)
		at := "/people/" + string(p.ID) + "/preferences"
		asked := preference.Wish{ID: ids.New(), Person: p.ID, Gender: "man", Language: "ur", LanguageMust: true}
		if err := preference.Ask(office, g, asked); err != nil {
			t.Fatal(err)
		}
		if err := preference.Ask(office, g, asked); !fault.Is(err, "gate.exists") {
			t.Errorf("sent twice: %v", err)
		}
		if err := preference.Ask(office, g, preference.Wish{ID: ids.New(), Person: p.ID}); err != nil {
			t.Fatal(err)
		}
		a := b.Get(office, at)
		if !a.Has("Anybody", "What was asked for before", "Rather a man", "Only somebody who speaks Urdu", "Test co") {
			t.Errorf("%s", a.Body)
		}
	})
}
