package review_test

import (
	"context"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	et "stillhome/internal/support/episode/episodetest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/review"
	"stillhome/internal/support/visit"
)

// scene is one person with an agreed plan of one visit every morning.
type scene struct {
	t       *testing.T
	g       *gate.Gate
	office  context.Context
	e       episode.Episode
	goal    plan.GoalID
	pattern plan.PatternID
	tasks   []plan.Task
}

func prepare(t *testing.T, g *gate.Gate) *scene {
	t.Helper()
	s := &scene{t: t, g: g, office: et.Office(t, g), e: et.Accepted(t, g), goal: plan.GoalID(ids.New()), pattern: plan.PatternID(ids.New())}
	s.tasks = []plan.Task{
		{ID: plan.TaskID(ids.New()), Goal: s.goal, Activity: assessment.Wash, Words: "Wash at the sink"},
		{ID: plan.TaskID(ids.New()), Goal: s.goal, Activity: assessment.Meals, Words: "Make breakfast"},
	}
	et.Fails(t, plan.Save(s.office, g, plan.Draft{
		Ref:   plan.Ref{Person: s.e.Person, Plan: plan.ID(ids.New())},
		Goals: []plan.Goal{{ID: s.goal, Words: "Be on my own in the morning", Activity: assessment.Wash, Baseline: assessment.HandsOn, Target: assessment.Alone}},
		Patterns: []plan.Pattern{{
			ID: s.pattern, Part: plan.Morning, Weekdays: plan.EveryDay, StartMin: 480, EarliestMin: 450, LatestMin: 510, DurationMin: 60, Workers: 1,
			FromOn: g.Clock.Today(), Tasks: s.tasks,
		}},
	}), "")
	p := s.plan()
	et.Fails(t, plan.Agree(s.office, g, plan.Agreement{
		Ref: plan.Ref{Person: p.Person, Plan: p.ID, Version: p.Version}, By: plan.ByPerson, On: g.Clock.Today(), Copy: plan.Print, ReviewOn: g.Clock.Today().Add(14),
	}), "")
	return s
}

func (s *scene) plan() (p plan.Plan) {
	s.t.Helper()
	et.Read(s.t, s.g, func(x *gate.Snapshot) (err error) {
		p, err = plan.Current(x, s.e.Person)
		return err
	})
	return p
}

func (s *scene) episode() episode.Episode {
	s.t.Helper()
	return et.Get(s.t, s.g, s.e.Person, s.e.ID)
}

// days records visits for so many days from the clock's, each with these steps
// for the two tasks and so many minutes, and leaves the clock on the day after.
func (s *scene) days(n, minutes int, wash, meals assessment.Level) {
	s.t.Helper()
	for range n {
		today := s.g.Clock.Today()
		s.g.Clock.Set(today.AtMinute(20 * 60))
		s.generate(today)
		for _, v := range s.visits(today, today) {
			et.Fails(s.t, visit.Record(s.office, s.g, visit.Recording{
				Person: s.e.Person, Visit: v.ID, Version: v.Version, Arrived: today.AtMinute(480), Left: today.AtMinute(480 + minutes),
				Tasks: []visit.TaskDone{{Task: s.tasks[0].ID, Level: wash}, {Task: s.tasks[1].ID, Level: meals}}, Feeling: visit.Same, Channel: visit.Web,
			}), "")
		}
		s.g.Clock.Set(today.Add(1).AtMinute(9 * 60))
	}
}

func (s *scene) generate(day when.Date) {
	s.t.Helper()
	et.Write(s.t, s.g, func(tx *gate.Tx) error {
		_, err := visit.Generate(tx, day)
		return err
	})
}

func (s *scene) visits(from, until when.Date) (out []visit.Visit) {
	s.t.Helper()
	et.Read(s.t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = visit.OfPerson(x, s.e.Person, from, until)
		return err
	})
	return out
}

// planned counts the visits still planned on a day.
func (s *scene) planned(day when.Date) (n int) {
	for _, v := range s.visits(day, day) {
		if v.State == visit.Planned {
			n++
		}
	}
	return n
}

func (s *scene) proposals() (out []review.Listed) {
	s.t.Helper()
	et.Read(s.t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = review.OpenStepDowns(x, 50, 0)
		return err
	})
	return out
}

func (s *scene) propose() []review.Listed {
	s.t.Helper()
	et.Fails(s.t, review.Propose(gatetest.System(), s.g, s.g.Clock.Today()), "")
	return s.proposals()
}

func (s *scene) answer(d review.Listed, words string) review.Answer {
	return review.Answer{Person: d.Person, StepDown: d.ID, Version: d.Version, Words: words}
}

func TestProposeThenAccept(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.days(5, 50, assessment.Alone, assessment.Alone)
		if got := s.propose(); len(got) != 0 {
			t.Fatalf("after five visits: %+v", got)
		}
		s.days(1, 50, assessment.Alone, assessment.Alone)
		s.propose()
		got := s.propose() // again changes nothing
		if len(got) != 1 || got[0].Kind != review.EndVisits || got[0].FreedMin != 420 || got[0].Why != "has washed and made meals without help in the last 6 morning visits." || got[0].CallThem() != "Joan" {
			t.Fatalf("after six visits: %+v", got)
		}
		today := g.Clock.Today()
		s.generate(today)
		s.generate(today.Add(1))
		if s.planned(today) != 1 || s.planned(today.Add(1)) != 1 {
			t.Fatal("a proposal changed the visits")
		}
		worker := gatetest.As(t, g, "wo", actor.Worker)
		gatetest.Relate(t, g, "wo", s.e.Person, actor.Work)
		if err := review.Accept(worker, g, s.answer(got[0], "")); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("a support worker accepted: %v", err)
		}
		stale := s.answer(got[0], "")
		stale.Version = 9
		et.Fails(t, review.Accept(s.office, g, stale), "gate.changed")
		et.Counted(t, s.office, func(ctx context.Context) error { return review.Accept(ctx, g, s.answer(got[0], "Joan is glad")) })
		et.Fails(t, review.Accept(s.office, g, s.answer(got[0], "")), "review.decided")
		if s.planned(today) != 1 || s.planned(today.Add(1)) != 0 {
			t.Errorf("planned today %d, tomorrow %d: want 1 and 0", s.planned(today), s.planned(today.Add(1)))
		}
		s.generate(today.Add(2))
		if s.planned(today.Add(2)) != 0 {
			t.Error("an ended pattern made a visit")
		}
		et.Read(t, g, func(x *gate.Snapshot) error {
			minutes, n, err := review.Freed(x, x.Now.Add(-time.Hour), x.Now.Add(time.Hour))
			if minutes != 420 || n != 1 {
				t.Errorf("%d minutes freed by %d, want 420 by 1", minutes, n)
			}
			return err
		})
		if got := s.propose(); len(got) != 0 {
			t.Errorf("proposed again: %+v", got)
		}
	})
}

func TestShorterVisits(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.days(6, 35, assessment.Reminder, assessment.Alone)
		got := s.propose()
		if len(got) != 1 || got[0].Kind != review.ShortenVisits || got[0].ToMin != 45 || got[0].FreedMin != 105 {
			t.Fatalf("proposed %+v", got)
		}
		tomorrow := g.Clock.Today().Add(1)
		s.generate(tomorrow)
		et.Fails(t, review.Accept(s.office, g, s.answer(got[0], "")), "")
		if v := s.visits(tomorrow, tomorrow); len(v) != 1 || v[0].DurationMin != 45 || v[0].State != visit.Planned {
			t.Errorf("tomorrow is %+v", v)
		}
		if p := s.plan().Patterns; len(p) != 1 || p[0].ID != s.pattern || p[0].DurationMin != 45 {
			t.Errorf("the plan has %+v", p)
		}
	})
}

func TestDeclineRests(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.days(6, 50, assessment.Alone, assessment.Alone)
		got := s.propose()
		if w := et.Wrong(review.Decline(s.office, g, s.answer(got[0], "no"))); w != "words" {
			t.Errorf("declined without a reason: wrong are %q", w)
		}
		et.Fails(t, review.Decline(s.office, g, s.answer(got[0], "Joan wants to wait for her daughter")), "")
		et.Fails(t, review.Decline(s.office, g, s.answer(got[0], "Joan wants to wait for her daughter")), "review.decided")
		if s.days(1, 50, assessment.Alone, assessment.Alone); len(s.propose()) != 0 {
			t.Error("proposed again the next day")
		}
		if s.days(7, 50, assessment.Alone, assessment.Alone); len(s.propose()) != 1 {
			t.Error("not proposed again after a week")
		}
	})
}

func TestProposalLapses(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.days(6, 50, assessment.Alone, assessment.Alone)
		first := s.propose()
		s.days(1, 60, assessment.HandsOn, assessment.Alone)
		if got := s.propose(); len(got) != 0 {
			t.Fatalf("still proposed after a bad day: %+v", got)
		}
		et.Fails(t, review.Accept(s.office, g, s.answer(first[0], "")), "review.decided")
		s.days(12, 60, assessment.HandsOn, assessment.HandsOn)
		got := s.propose()
		if len(got) != 1 || got[0].Kind != review.Decide || got[0].FreedMin != 0 {
			t.Fatalf("after twelve visits without a gain: %+v", got)
		}
		et.Fails(t, review.Accept(s.office, g, s.answer(got[0], "")), "review.only_a_question")
		et.Fails(t, review.Decline(s.office, g, s.answer(got[0], "Ask the therapist to look")), "")
		if len(s.plan().Patterns) != 1 {
			t.Error("a question ended the visits")
		}
	})
}

func (s *scene) review() review.Review {
	today := s.g.Clock.Today()
	return review.Review{
		ID: review.ID(ids.New()), Person: s.e.Person, On: today, PersonsView: "I can nearly do it", Decision: review.CarryOn, Next: today.Add(14),
		Goals: []review.GoalResult{{Goal: s.goal, Result: plan.Partly, Words: "Just the buttons"}},
	}
}

func TestRecordReview(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		worker := gatetest.As(t, g, "wo", actor.Worker)
		gatetest.Relate(t, g, "wo", s.e.Person, actor.Work)
		if err := review.Record(worker, g, s.review()); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("a support worker reviewed: %v", err)
		}
		for _, c := range []struct {
			name string
			edit func(*review.Review)
			want string
		}{
			{"no day", func(r *review.Review) { r.On = "" }, "on"},
			{"tomorrow", func(r *review.Review) { r.On = r.On.Add(1) }, "on"},
			{"a goal left out", func(r *review.Review) { r.Goals = nil }, "goal_" + string(s.goal)},
			{"a goal of another", func(r *review.Review) { r.Goals[0].Goal = "x" }, "goal_x goal_" + string(s.goal)},
			{"not asked", func(r *review.Review) { r.PersonsView = "" }, "persons_view"},
			{"nothing decided", func(r *review.Review) { r.Decision = "" }, "decision"},
			{"long-term without why", func(r *review.Review) { r.Decision = review.LongTerm }, "decision_words"},
			{"no next review", func(r *review.Review) { r.Next = "" }, "next"},
			{"a next review in spring", func(r *review.Review) { r.Next = "2027-04-01" }, "next"},
			{"finishing needs no next", func(r *review.Review) { r.Decision, r.Next = review.Finish, "" }, ""},
		} {
			r := s.review()
			c.edit(&r)
			err := review.Record(s.office, g, r)
			if got := et.Wrong(err); got != c.want {
				t.Errorf("%s: wrong are %q (%v), want %q", c.name, got, err, c.want)
			}
		}
		r := s.review()
		et.Counted(t, s.office, func(ctx context.Context) error { return review.Record(ctx, g, r) })
		et.Fails(t, review.Record(s.office, g, r), "gate.exists")
		if p := s.plan(); p.ReviewOn != r.Next || p.Goals[0].Result != plan.Partly {
			t.Errorf("the plan is reviewed on %s, the goal %q", p.ReviewOn, p.Goals[0].Result)
		}
		et.Read(t, g, func(x *gate.Snapshot) error {
			all, err := review.OfPerson(x, s.e.Person)
			if len(all) != 2 || all[0].Goals[0].GoalWords != "Be on my own in the morning" {
				t.Errorf("the reviews are %+v", all)
			}
			return err
		})
	})
}

func (s *scene) ending(o episode.Outcome) episode.Ending {
	e := s.episode()
	return episode.Ending{
		Person: e.Person, Episode: e.ID, Version: e.Version, On: s.g.Clock.Today(), Outcome: o, Sequel: episode.NoSupport, TakesAway: "Ring 01632 960 101 to come back.",
	}
}

func (s *scene) followUps() (out []review.FollowUp) {
	s.t.Helper()
	et.Read(s.t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = review.FollowUps(x, s.e.Person)
		return err
	})
	return out
}

func TestEnd(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		left := g.Clock.Today()
		s.days(6, 50, assessment.Alone, assessment.Alone)
		s.propose()
		today := g.Clock.Today()
		for i := range 3 {
			s.generate(today.Add(i))
		}
		worker := gatetest.As(t, g, "wo", actor.Worker)
		if err := review.End(worker, g, s.ending(episode.Finished)); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("a support worker ended it: %v", err)
		}
		n := s.ending(episode.Finished)
		et.Counted(t, s.office, func(ctx context.Context) error { return review.End(ctx, g, n) })
		et.Fails(t, review.End(s.office, g, n), "episode.over")
		if s.planned(today) != 1 || s.planned(today.Add(1))+s.planned(today.Add(2)) != 0 {
			t.Error("visits after the last day are still planned")
		}
		et.Read(t, g, func(x *gate.Snapshot) error {
			if _, err := plan.Current(x, s.e.Person); !gate.Missing(err) {
				t.Errorf("the plan goes on: %v", err)
			}
			p, err := person.Get(x, s.e.Person)
			if p.OpenEpisode != "" {
				t.Error("the person's record says that support is open")
			}
			return err
		})
		ups := s.followUps()
		if len(ups) != 1 || ups[0].DueOn != left.Add(91) {
			t.Fatalf("the follow-ups are %+v", ups)
		}
		et.Fails(t, g.CatchUp(gatetest.System(), review.Followers), "")
		if len(s.proposals()) != 0 {
			t.Error("a proposal stands for support that is over")
		}
	})
}

func TestNoDay91FromHome(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := et.Office(t, g)
		who, from := et.Matched(t, g)
		id := episode.ID(ids.New())
		et.Fails(t, episode.Accept(office, g, episode.Acceptance{
			ID: id, Referral: from, Person: who, Reason: episode.ReasonPrevent, Words: "Is falling more often now", Pathway: episode.FromCommunity,
		}), "")
		et.Write(t, g, func(tx *gate.Tx) error { return episode.Start(tx, who, id, tx.Today()) })
		e := et.Get(t, g, who, id)
		et.Fails(t, review.End(office, g, episode.Ending{Person: who, Episode: id, Version: e.Version, On: g.Clock.Today(), Outcome: episode.ChoseNot, Sequel: episode.NoSupport}), "")
		s := &scene{t: t, g: g, e: e}
		if ups := s.followUps(); len(ups) != 0 {
			t.Errorf("day 91 of what? %+v", ups)
		}
		et.Fails(t, review.AskRecord(gatetest.System(), g), "")
		if ups := s.followUps(); len(ups) != 0 {
			t.Errorf("day 91 of what? %+v", ups)
		}
	})
}

// TestPatternEndedByHand: visits of a pattern that somebody ended on the plan's
// page will not happen.
func TestPatternEndedByHand(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		today := g.Clock.Today()
		for i := range 3 {
			s.generate(today.Add(i))
		}
		p := s.plan()
		et.Fails(t, plan.StopPattern(s.office, g, plan.Ref{Person: p.Person, Plan: p.ID, Version: p.Version}, s.pattern, today.Add(1)), "")
		et.Fails(t, g.CatchUp(gatetest.System(), review.Followers), "")
		if s.planned(today) != 1 || s.planned(today.Add(1)) != 1 || s.planned(today.Add(2)) != 0 {
			t.Errorf("planned %d, %d, %d", s.planned(today), s.planned(today.Add(1)), s.planned(today.Add(2)))
		}
	})
}
