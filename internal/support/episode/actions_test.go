package episode_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/episode"
	et "stillhome/internal/support/episode/episodetest"
	"stillhome/internal/support/referral"
)

func acceptance(g *gate.Gate, who ids.Person, from referral.ID) episode.Acceptance {
	return episode.Acceptance{
		ID: episode.ID(ids.New()), Referral: from, Person: who, Reason: episode.ReasonHome, Words: "Can get back to cooking.",
		Pathway: episode.FromHospital, ReadyOn: g.Clock.Today(), Days: 42,
	}
}

func TestAccept(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		who, from := et.Matched(t, g)
		worker := gatetest.As(t, g, "wo", actor.Worker)
		gatetest.Relate(t, g, "wo", who, actor.Work)
		a := acceptance(g, who, from)
		if err := episode.Accept(worker, g, a); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("a support worker accepted: %v", err)
		}
		et.Fails(t, episode.Accept(office, g, a), "")
		e := et.Get(t, g, who, a.ID)
		if e.State != episode.StateAccepted || e.StartDueOn != "2026-12-02" || e.PeriodDays != 42 || e.PeriodFrom != "" || e.Area != "CB1" || e.AdmittedOn != "2026-11-21" {
			t.Errorf("accepted as %+v", e)
		}
		if err := episode.Accept(office, g, a); fault.KindOf(err) != fault.Conflict {
			t.Errorf("accepted twice: %v", err)
		}
		if err := episode.Accept(office, g, acceptance(g, "someone-else", from)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("accepted for another person: %v", err)
		}
	})
}

func TestOnlyOneOpen(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		e := et.Accepted(t, g)
		again := referral.ID(ids.New())
		et.Fails(t, referral.Receive(office, g, referral.Arrival{Does: referral.Asks, Referral: referral.Referral{ID: again, Source: referral.Staff, Given: "Joan", Family: "Madeup"}}), "")
		et.Fails(t, referral.Match(office, g, referral.Matching{Referral: again, Person: e.Person, Version: 1}), "")
		et.Fails(t, episode.Accept(office, g, acceptance(g, e.Person, again)), "episode.open_already")
		et.Write(t, g, func(tx *gate.Tx) error {
			_, err := episode.End(tx, episode.Ending{Person: e.Person, Episode: e.ID, Version: e.Version, On: tx.Today(), Outcome: episode.ChoseNot, Sequel: episode.NoSupport})
			return err
		})
		et.Fails(t, episode.Accept(office, g, acceptance(g, e.Person, again)), "")
	})
}

func TestBadAcceptance(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		who, from := et.Matched(t, g)
		for _, c := range []struct {
			name string
			edit func(*episode.Acceptance)
			want string
		}{
			{"no reason", func(a *episode.Acceptance) { a.Reason = "" }, "reason"},
			{"no words", func(a *episode.Acceptance) { a.Words = "yes" }, "words"},
			{"from nowhere", func(a *episode.Acceptance) { a.Pathway = "moon" }, "pathway"},
			{"from hospital without a day", func(a *episode.Acceptance) { a.ReadyOn = "" }, "ready"},
			{"from home with a hospital day", func(a *episode.Acceptance) { a.Pathway = episode.FromCommunity }, "ready"},
			{"ready next year", func(a *episode.Acceptance) { a.ReadyOn = "2027-11-30" }, "ready"},
			{"left tomorrow", func(a *episode.Acceptance) { a.DischargedOn = "2026-12-01" }, "discharged"},
			{"too long", func(a *episode.Acceptance) { a.Days = 85; a.LongerReason = "needs much time" }, "days"},
			{"longer without a reason", func(a *episode.Acceptance) { a.Days = 43 }, "longer"},
		} {
			a := acceptance(g, who, from)
			c.edit(&a)
			err := episode.Accept(office, g, a)
			if got := et.Wrong(err); got != c.want {
				t.Errorf("%s: wrong are %q (%v), want %q", c.name, got, err, c.want)
			}
		}
		longer := acceptance(g, who, from)
		longer.Days, longer.LongerReason = 56, "Two operations to get over"
		et.Fails(t, episode.Accept(office, g, longer), "")
	})
}

func start(t *testing.T, g *gate.Gate, e episode.Episode, on when.Date) {
	t.Helper()
	et.Write(t, g, func(tx *gate.Tx) error { return episode.Start(tx, e.Person, e.ID, on) })
}

func TestStartsOnce(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		e := et.Accepted(t, g)
		start(t, g, e, "2026-12-02")
		start(t, g, e, "2026-12-02")
		start(t, g, e, "2026-12-03")
		got := et.Get(t, g, e.Person, e.ID)
		if got.Version != e.Version+1 {
			t.Errorf("later visits wrote the episode %d times", got.Version-e.Version-1)
		}
		if got.State != episode.StateActive || got.StartedOn != "2026-12-02" || got.PeriodUntil != "2027-01-12" {
			t.Fatalf("after two visits: %+v", got)
		}
		start(t, g, e, "2026-12-01") // the first visit's record came late
		if got = et.Get(t, g, e.Person, e.ID); got.StartedOn != "2026-12-01" || got.PeriodUntil != "2027-01-11" || got.PeriodDays != 42 {
			t.Fatalf("after the true first visit: %+v", got)
		}
	})
}

func TestExtend(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		e := et.Accepted(t, g)
		x := episode.Extension{Person: e.Person, Episode: e.ID, Version: e.Version, Until: "2027-02-01", Reason: "Still gaining with meals", Charge: "free"}
		et.Fails(t, episode.Extend(office, g, x), "episode.not_started")
		start(t, g, e, "2026-11-30") // until 10 January
		e = et.Get(t, g, e.Person, e.ID)
		for _, c := range []struct {
			name  string
			until when.Date
			why   string
			money string
			want  string
		}{
			{"no day", "", "Still gaining with meals", "", "until"},
			{"earlier", "2027-01-10", "Still gaining with meals", "", "until"},
			{"too long", "2027-02-22", "Still gaining with meals", "free", "until"},
			{"no reason", "2027-01-20", "", "free", "reason"},
			{"nothing said of money", "2027-01-11", "Still gaining with meals", "", "charge"},
		} {
			bad := episode.Extension{Person: e.Person, Episode: e.ID, Version: e.Version, Until: c.until, Reason: c.why, Charge: c.money}
			if got := et.Wrong(episode.Extend(office, g, bad)); got != c.want {
				t.Errorf("%s: wrong are %q, want %q", c.name, got, c.want)
			}
		}
		x.Version = e.Version
		et.Fails(t, episode.Extend(office, g, x), "")
		et.Fails(t, episode.Extend(office, g, episode.Extension{Person: e.Person, Episode: e.ID, Version: e.Version, Until: "2027-02-05", Reason: "Still gaining with meals", Charge: "free"}), "gate.changed")
		got := et.Get(t, g, e.Person, e.ID)
		if got.PeriodUntil != "2027-02-01" || got.PeriodDays != 64 || got.FreeUntil() != "2027-01-10" {
			t.Errorf("extended to %+v", got)
		}
		changes := changes(t, g, e.Person)
		if len(changes) != 3 || changes[0].What == changes[1].What || changes[0].Reason == "" {
			t.Errorf("the changes are %+v", changes)
		}
	})
}

func changes(t *testing.T, g *gate.Gate, who ids.Person) (out []episode.Change) {
	t.Helper()
	et.Read(t, g, func(s *gate.Snapshot) (err error) {
		out, err = episode.Changes(s, who)
		return err
	})
	return out
}

func TestCorrectDischarge(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		who, from := et.Matched(t, g)
		a := acceptance(g, who, from)
		et.Fails(t, episode.Accept(office, g, a), "")
		mark := func(ctx context.Context, on when.Date) error { return episode.MarkDischarged(ctx, g, who, a.ID, on) }
		et.Fails(t, mark(office, "2026-12-01"), "episode.discharge") // tomorrow
		et.Fails(t, mark(office, "2026-11-20"), "episode.discharge") // before going in
		et.Fails(t, mark(gatetest.System(), "2026-11-29"), "")
		et.Fails(t, mark(office, "2026-11-29"), "") // the same again
		et.Fails(t, mark(office, "2026-11-28"), "episode.discharge")
		e := et.Get(t, g, who, a.ID)
		d := episode.Discharge{Person: who, Episode: a.ID, Version: e.Version, On: "2026-11-28"}
		if got := et.Wrong(episode.CorrectDischarge(office, g, d)); got != "reason" {
			t.Fatalf("without a reason: wrong are %q", got)
		}
		d.Reason = "The ward had the wrong day"
		et.Fails(t, episode.CorrectDischarge(office, g, d), "")
		et.Fails(t, episode.CorrectDischarge(office, g, d), "gate.changed")
		if e = et.Get(t, g, who, a.ID); e.DischargedOn != "2026-11-28" {
			t.Fatalf("left hospital on %s", e.DischargedOn)
		}
		if c := changes(t, g, who)[0]; c.Was != "2026-11-29" || c.Reason != d.Reason {
			t.Errorf("the change kept is %+v", c)
		}
	})
}

func TestEndOnce(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		e := et.Started(t, g)
		n := episode.Ending{Person: e.Person, Episode: e.ID, Version: e.Version, On: g.Clock.Today(), Outcome: episode.Finished, Sequel: episode.NoSupport, TakesAway: "Ring 01632 960 101."}
		end := func(n episode.Ending) (err error) {
			return g.Write(gatetest.System(), gate.Action{Name: "test.end", Who: actor.Rule{Any: []actor.Role{actor.System}}}, gate.Person(n.Person), func(tx *gate.Tx) error {
				_, err = episode.End(tx, n)
				return err
			})
		}
		stale := n
		stale.Version--
		et.Fails(t, end(stale), "gate.changed")
		et.Fails(t, end(n), "")
		et.Fails(t, end(n), "episode.over")
		et.Fails(t, episode.Extend(et.Office(t, g), g, episode.Extension{Person: e.Person, Episode: e.ID, Version: 9}), "episode.over")
		et.Read(t, g, func(s *gate.Snapshot) error {
			if _, err := episode.Open(s, e.Person); !gate.Missing(err) {
				t.Errorf("still open: %v", err)
			}
			got, err := episode.Latest(s, e.Person)
			if got.ID != e.ID || got.Outcome.CLD() != "NFA: Support ended as planned" {
				t.Errorf("the latest is %+v", got)
			}
			return err
		})
	})
}

func TestPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		et.Office(t, g)
		gatetest.As(t, g, "wo", actor.Worker)
		site := et.Serve(t, g, episode.Routes)
		site.Shows("office", "/starts", "Nobody is waiting")
		who, from := et.Matched(t, g)
		at := "/people/" + string(who)
		site.Shows("office", at+"/support", "There is no support yet")
		accept := "/referrals/" + string(from) + "/accept"
		site.Shows("office", accept, "Broke a hip", "by 2 December 2026", "Up to 42 days are free of charge by law.")
		form := url.Values{"id": {ids.New()}, "person": {string(who)}, "reason": {"regain"}, "words": {"Can cook again soon."}, "pathway": {"hospital"}, "days": {"50"}}
		et.Date(form, "ready", "2026-11-28")
		status, page := site.Post("office", accept, form)
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, "Say why more than 42 days are planned.") || !strings.Contains(page, "Can cook again soon.") {
			t.Fatalf("50 days without a reason answered %d", status)
		}
		form.Set("days", "42")
		if status, to := site.Post("office", accept, form); status != http.StatusSeeOther || to != at+"/support" {
			t.Fatalf("accepting answered %d, %s", status, to)
		}
		site.Shows("office", accept, "This referral has been decided")
		site.Shows("office", "/starts", "Joan Madeup", "Today", "1 waiting, 0 of them late")
		site.Shows("office", at+"/support", "The first visit is due today", "Accepted: Can get back skills", "Record the day the person left hospital")
		e := one(t, g, who)
		on := at + "/support/" + string(e.ID) + "/discharge"
		site.Shows("office", on, "Day 91 is counted from here.")
		leave := url.Values{"version": {"1"}}
		et.Date(leave, "on", "2026-11-28")
		if status, _ := site.Post("office", on, leave); status != http.StatusSeeOther {
			t.Fatalf("leaving hospital answered %d", status)
		}
		start(t, g, e, "2026-11-30")
		site.Shows("office", at+"/support", "Day 1 of 42", "Free of charge by law until 10 January 2027.", "Left hospital on 28 November 2026")
		more := url.Values{"version": {"3"}, "reason": {"Still gaining with meals"}, "charge": {"told"}}
		et.Date(more, "until", "2027-01-24")
		site.Shows("office", at+"/support/"+string(e.ID)+"/extend", "It is 42 days now")
		if status, page := site.Post("office", at+"/support/"+string(e.ID)+"/extend", more); status != http.StatusSeeOther {
			t.Fatalf("extending answered %d: %s", status, page)
		}
		site.Shows("office", at+"/support", "There may be a charge after six weeks", "until 24 January 2027")
		for _, path := range []string{at + "/support", "/starts", accept} {
			if status, _ := site.Get("wo", path); status != http.StatusNotFound && status != http.StatusForbidden {
				t.Errorf("a worker without this person got %d from %s", status, path)
			}
		}
	})
}

// TestHospitalMovesTheDay: the clock to the first visit follows the hospital,
// until the first visit.
func TestHospitalMovesTheDay(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		id, who := referral.ID(ids.New()), ids.Person(ids.New())
		tell := func(ready when.Date) {
			t.Helper()
			et.Fails(t, referral.Receive(gatetest.System(), g, referral.Arrival{Does: referral.GivesDates, Message: referral.Received{ID: referral.MessageID(ids.New())}, Referral: referral.Referral{
				ID: id, Source: referral.Notice, SenderODS: "RGT01", ExternalRef: "stay-1", Family: "Madeup", Given: "Joan", ReadyOn: ready,
			}}), "")
			et.Fails(t, g.CatchUp(gatetest.System(), episode.Followers), "")
		}
		tell("2026-11-30")
		et.Fails(t, referral.NewPerson(office, g, referral.Newcomer{Referral: id, Person: who, Version: 1}), "")
		a := acceptance(g, who, id)
		et.Fails(t, episode.Accept(office, g, a), "")
		tell("2026-12-04")
		e := et.Get(t, g, who, a.ID)
		if e.ReadyOn != "2026-12-04" || e.StartDueOn != "2026-12-06" || changes(t, g, who)[0].Was != "2026-11-30" {
			t.Fatalf("after another day: ready %s, due %s", e.ReadyOn, e.StartDueOn)
		}
		start(t, g, e, "2026-12-05")
		tell("2026-12-08")
		if e = et.Get(t, g, who, a.ID); e.ReadyOn != "2026-12-04" {
			t.Errorf("after the first visit: ready %s", e.ReadyOn)
		}
	})
}

func one(t *testing.T, g *gate.Gate, who ids.Person) (e episode.Episode) {
	t.Helper()
	et.Read(t, g, func(s *gate.Snapshot) (err error) {
		e, err = episode.Open(s, who)
		return err
	})
	return e
}

// TestBudget: a write takes at most 12 statements. The site of TestPages counts
// those of pages.
func TestBudget(t *testing.T) {
	g := gatetest.SQLite(t)
	office := et.Office(t, g)
	who, from := et.Matched(t, g)
	et.Counted(t, office, func(ctx context.Context) error { return episode.Accept(ctx, g, acceptance(g, who, from)) })
}
