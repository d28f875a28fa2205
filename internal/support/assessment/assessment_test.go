package assessment_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/council"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	et "stillhome/internal/support/episode/episodetest"
	"stillhome/internal/support/person"
)

func TestLadder(t *testing.T) {
	if len(assessment.Ladder) != 6 {
		t.Fatalf("the ladder has %d steps", len(assessment.Ladder))
	}
	for i, l := range assessment.Ladder {
		if l.Score() != 5-i || !l.Known() || l.Tried() != (l != assessment.NotDone) {
			t.Errorf("%s scores %d, known %v, tried %v", l, l.Score(), l.Known(), l.Tried())
		}
	}
	if assessment.Level("better").Known() {
		t.Error("a made-up step is known")
	}
	for _, a := range assessment.Activities {
		if a.Label() == "" || !a.Known() {
			t.Errorf("%s has no words", a)
		}
	}
}

func TestCompare(t *testing.T) {
	first := assessment.Assessment{Abilities: []assessment.Ability{
		{Activity: assessment.Wash, Level: assessment.HandsOn},
		{Activity: assessment.Dress, Level: assessment.Reminder},
		{Activity: assessment.Meals, Level: assessment.NotDone},
		{Activity: assessment.Eat, Level: assessment.Alone},
	}}
	last := assessment.Assessment{Abilities: []assessment.Ability{
		{Activity: assessment.Wash, Level: assessment.Alone},
		{Activity: assessment.Dress, Level: assessment.HandsOn},
		{Activity: assessment.Meals, Level: assessment.Alone},
		{Activity: assessment.Move, Level: assessment.Watched},
	}}
	want := map[assessment.Activity]string{
		assessment.Wash: "gained", assessment.Dress: "lost",
		assessment.Meals: "", // not tried at first: nothing to compare with
		assessment.Eat:   "", // not looked at again
		assessment.Move:  "", // not looked at before
	}
	got := assessment.Compare(first, last)
	if len(got) != len(want) {
		t.Errorf("%d activities compared, want %d", len(got), len(want))
	}
	for _, c := range got {
		is := ""
		if c.Gained {
			is = "gained"
		}
		if c.Lost {
			is = "lost"
		}
		if is != want[c.Activity] {
			t.Errorf("%s is %q, want %q", c.Activity, is, want[c.Activity])
		}
	}
}

func baseline(e episode.Episode) assessment.Baseline {
	return assessment.Baseline{
		ID: assessment.ID(ids.New()), Person: e.Person, On: "2026-11-30", Matters: "My garden", Before: "Did it all",
		ToldService: true, NeedsAsked: true, Consent: person.Yes,
		Abilities: []assessment.Ability{{Activity: assessment.Wash, Level: assessment.HandsOn}, {Activity: assessment.Other, Level: assessment.Watched, Words: "Feeding the cat"}},
	}
}

func TestOneBaseline(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		worker, stranger := gatetest.As(t, g, "wo", actor.Worker), gatetest.As(t, g, "st", actor.Worker)
		e := et.Accepted(t, g)
		gatetest.Relate(t, g, "wo", e.Person, actor.Work)
		b := baseline(e)
		if err := assessment.RecordBaseline(stranger, g, b); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("a stranger recorded: %v", err)
		}
		et.Fails(t, assessment.RecordReview(worker, g, b), "assessment.no_baseline")
		et.Counted(t, worker, func(ctx context.Context) error { return assessment.RecordBaseline(ctx, g, b) })
		et.Fails(t, assessment.RecordBaseline(worker, g, b), "assessment.have_baseline")
		again := baseline(e)
		again.Abilities[0].Level, again.Consent = assessment.Alone, ""
		again.Episode = "another"
		et.Fails(t, assessment.RecordReview(worker, g, again), "assessment.other_episode")
		again.Episode = e.ID
		et.Fails(t, assessment.RecordReview(worker, g, again), "")
		et.Fails(t, assessment.RecordReview(worker, g, again), "gate.exists")
		et.Read(t, g, func(s *gate.Snapshot) error {
			all, err := assessment.History(s, e.Person)
			if err != nil || len(all) != 2 || all[0].Kind != assessment.KindReview || all[1].Level(assessment.Wash) != assessment.HandsOn || all[1].Abilities[1].Words != "Feeding the cat" {
				t.Errorf("the history is %+v, %v", all, err)
			}
			last, err := assessment.Latest(s, e.Person)
			if last.Level(assessment.Wash) != assessment.Alone {
				t.Errorf("the latest is %+v", last)
			}
			return err
		})
		if n := consents(t, g, e.Person); n != 1 {
			t.Errorf("%d consents were kept, want 1", n)
		}
	})
}

func consents(t *testing.T, g *gate.Gate, who ids.Person) (n int) {
	t.Helper()
	et.Read(t, g, func(s *gate.Snapshot) (err error) {
		n, err = gate.Value[int](s, `SELECT COUNT(*) FROM person_consent WHERE person_id = ? AND about = 'share_health' AND answer = 'yes'`, who)
		return err
	})
	return n
}

func TestBadBaseline(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		e := et.Accepted(t, g)
		for _, c := range []struct {
			name string
			edit func(*assessment.Baseline)
			want string
		}{
			{"no day", func(b *assessment.Baseline) { b.On = "" }, "on"},
			{"tomorrow", func(b *assessment.Baseline) { b.On = "2026-12-01" }, "on"},
			{"in spring", func(b *assessment.Baseline) { b.On = "2026-04-01" }, "on"},
			{"nothing looked at", func(b *assessment.Baseline) { b.Abilities = nil }, "ability_move"},
			{"a made-up step", func(b *assessment.Baseline) { b.Abilities[0].Level = "fine" }, "ability_wash"},
			{"one activity twice", func(b *assessment.Baseline) { b.Abilities[1].Activity = assessment.Wash }, "ability_wash"},
			{"what matters?", func(b *assessment.Baseline) { b.Matters = "" }, "matters"},
			{"not told", func(b *assessment.Baseline) { b.ToldService = false }, "told"},
			{"needs not asked", func(b *assessment.Baseline) { b.NeedsAsked = false }, "needs_asked"},
			{"no answer on sharing", func(b *assessment.Baseline) { b.Consent = "" }, "consent"},
			{"best interests without why", func(b *assessment.Baseline) { b.Consent = person.BestInterests }, "consent_words"},
		} {
			b := baseline(e)
			c.edit(&b)
			err := assessment.RecordBaseline(office, g, b)
			if got := et.Wrong(err); got != c.want {
				t.Errorf("%s: wrong are %q (%v), want %q", c.name, got, err, c.want)
			}
		}
		nobody := baseline(e)
		nobody.Person = "0190a000-0000-7000-8000-000000000001"
		et.Fails(t, assessment.RecordBaseline(office, g, nobody), "assessment.no_episode")
	})
}

func TestPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		et.Office(t, g)
		gatetest.As(t, g, "wo", actor.Worker)
		et.Fails(t, council.Set(gatetest.As(t, g, "ma", actor.Manager), g, council.LadderHandsOn, "With a hand"), "")
		who, _ := et.Matched(t, g)
		site := et.Serve(t, g, assessment.Routes)
		at := "/people/" + string(who) + "/assessment"
		site.Shows("office", at, "Nobody has recorded yet")
		site.Shows("office", at+"/new", "There is no open support")
		e := et.Accepted(t, g)
		at = "/people/" + string(e.Person) + "/assessment"
		gatetest.Relate(t, g, "wo", e.Person, actor.Work)
		site.Shows("wo", at+"/new", "What matters to the person?", "With a hand", "Not looked at", "Getting up and moving about")
		form := url.Values{"id": {ids.New()}, "kind": {"baseline"}, "ability_wash": {"hands_on"}, "ability_eat": {"not_looked_at"}, "ability_other": {"alone"}, "words_other": {"Feeding the cat"}, "matters": {"My <b>garden</b>"}, "told": {"yes"}}
		et.Date(form, "on", "2026-11-30")
		status, page := site.Post("wo", at+"/new", form)
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, "Ask whether we may share this") || !strings.Contains(page, "My &lt;b&gt;garden") {
			t.Fatalf("without consent answered %d", status)
		}
		form.Set("needs_asked", "yes")
		form.Set("consent", "yes")
		if status, to := site.Post("wo", at+"/new", form); status != http.StatusSeeOther || to != at {
			t.Fatalf("the first visit answered %d, %s", status, to)
		}
		site.Shows("wo", at, "My &lt;b&gt;garden", "Washing", "Something else: Feeding the cat", "With a hand", "Record how things are now")
		site.Shows("wo", at+"/new", "How things are now", "Last time: With a hand")
		later := url.Values{"id": {ids.New()}, "kind": {"review"}, "ability_wash": {"alone"}}
		et.Date(later, "on", "2026-11-30")
		if status, page := site.Post("wo", at+"/new", later); status != http.StatusSeeOther {
			t.Fatalf("looking again answered %d: %s", status, page)
		}
		site.Shows("wo", at, "Does more", "On their own")
		if status, _ := site.Get("nobody", at); status == http.StatusOK {
			t.Error("an account without roles sees it")
		}
	})
}
