package review

import (
	"context"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/service/council"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/visit"
)

// The actions.
var (
	// MaySee: those who plan with people; the field for people on their work.
	MaySee = gate.Action{Name: "review.see", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	// MayList: the lists of proposals and follow-ups.
	MayList = gate.Action{Name: "review.list", Who: actor.Rule{Any: actor.Practice}}
	// MayReview: those who plan with people, a lead worker on their work.
	MayReview = gate.Action{Name: "review.record", Who: actor.Rule{Any: actor.Practice, Related: []actor.Role{actor.LeadWorker}}}
	// MayStepDown: a coordinator or manager decides on visits.
	MayStepDown = gate.Action{Name: "review.step_down", Who: actor.Rule{Any: actor.Office}}
	// MayEnd: those who plan with people end support with them.
	MayEnd = gate.Action{Name: "review.end", Who: actor.Rule{Any: actor.Practice}}
	// MayFollowUp: those who plan with people.
	MayFollowUp = gate.Action{Name: "review.follow_up", Who: actor.Rule{Any: actor.Practice}}
	// MayPropose: the service itself every night, and the office at any time.
	MayPropose = gate.Action{Name: "review.propose", Who: actor.Rule{Any: []actor.Role{actor.System, actor.Coordinator, actor.Manager}}}
	// mayAsk: the service looks in the record before a person is rung.
	mayAsk = gate.Action{Name: "review.ask_record", Who: MayPropose.Who}
)

// Reviewed says that a review was recorded.
type Reviewed struct {
	Person   ids.Person
	Episode  episode.ID
	Review   ID
	Decision Decision
}

// EventName is the event's stable name.
func (Reviewed) EventName() string { return "review.recorded" }

// SteppedDown says that visits are fewer or shorter on a proposal.
type SteppedDown struct {
	Person   ids.Person
	Episode  episode.ID
	Pattern  plan.PatternID
	Kind     StepDownKind
	FreedMin int // minutes of work a week
}

// EventName is the event's stable name.
func (SteppedDown) EventName() string { return "review.stepped_down" }

// FollowedUp says where somebody was on day 91.
type FollowedUp struct {
	Person      ids.Person
	Episode     episode.ID
	Whereabouts Whereabouts
	KnownFrom   KnownFrom
}

// EventName is the event's stable name.
func (FollowedUp) EventName() string { return "review.followed_up" }

// Record records a review with what became of each goal, and when the plan is
// looked at next. The decision changes nothing by itself.
// Errors: review.review, review.no_plan, gate.exists.
func Record(ctx context.Context, g *gate.Gate, r Review) error {
	return g.Write(ctx, MayReview, gate.Person(r.Person), func(tx *gate.Tx) error {
		p, err := plan.Current(tx.Snapshot, r.Person)
		if gate.Missing(err) || err == nil && p.State != plan.StateAgreed {
			return fault.New(fault.Invalid, "review.no_plan", "There is no agreed plan to review. Agree a plan first.")
		}
		if err != nil {
			return err
		}
		if err := r.check(p, tx.Today()); err != nil {
			return err
		}
		r.Episode, r.Account, r.RecordedAt = p.Episode, ids.Account(tx.Actor.ID), tx.At
		if err := insertReview(tx, r); err != nil {
			return err
		}
		results := map[plan.GoalID]plan.Result{}
		for _, x := range r.Goals {
			results[x.Goal] = x.Result
		}
		tx.Emit(Reviewed{r.Person, r.Episode, r.ID, r.Decision})
		return plan.SetResults(tx, r.Person, p.ID, results, r.Next)
	})
}

// Propose looks at everybody's last visits and proposes fewer or shorter
// visits, or a decision, as of a day. What no longer shows lapses. It may be
// run again at any time: what stands is not proposed twice, and after a
// decision a week passes. It changes no plan.
func Propose(ctx context.Context, g *gate.Gate, day when.Date) error {
	var found []StepDown
	var old []StepDown
	err := g.Read(ctx, MayPropose, gate.Council, func(s *gate.Snapshot) error {
		enough, err := council.Number(s, council.StepDownVisits)
		if err != nil {
			return err
		}
		all, err := evidence(s, day, 2*enough)
		if err != nil {
			return err
		}
		if all, err = notForComfort(s, all); err != nil {
			return err
		}
		for _, e := range all {
			if p, ok := e.propose(enough); ok {
				found = append(found, p)
			}
		}
		old, err = standing(s, s.Now.Add(-restDays*24*time.Hour))
		return err
	})
	if err != nil {
		return err
	}
	fresh, gone := compare(found, old)
	for _, d := range gone {
		err := g.Write(ctx, MayPropose, gate.Person(d.Person), func(tx *gate.Tx) error {
			state, _ := d.State.next("lapse")
			return decide(tx, d, state, "Later visits no longer show this.", d.Version)
		})
		if err != nil && fault.KindOf(err) != fault.Conflict { // somebody has decided meanwhile
			return err
		}
	}
	for _, d := range fresh {
		err := g.Write(ctx, MayPropose, gate.Person(d.Person), func(tx *gate.Tx) error {
			d.ID = StepDownID(ids.New())
			return insertStepDown(tx, d)
		})
		if err != nil && fault.KindOf(err) != fault.Conflict { // another run was first
			return err
		}
	}
	return nil
}

// compare says which proposals are new, and which that stand no longer show.
func compare(found, old []StepDown) (fresh, gone []StepDown) {
	stands := map[plan.PatternID]StepDown{}
	rests := map[plan.PatternID]bool{}
	for _, d := range old {
		if d.State == Proposed {
			stands[d.Pattern] = d
		} else {
			rests[d.Pattern] = true
		}
	}
	shown := map[plan.PatternID]bool{}
	for _, d := range found {
		have, ok := stands[d.Pattern]
		if ok && have.Kind == d.Kind && have.FromMin == d.FromMin && have.ToMin == d.ToMin {
			shown[d.Pattern] = true
			continue
		}
		if !rests[d.Pattern] {
			fresh = append(fresh, d)
		}
	}
	for _, d := range old {
		if d.State == Proposed && !shown[d.Pattern] {
			gone = append(gone, d)
		}
	}
	return fresh, gone
}

// Answer is a decision on a proposal.
type Answer struct {
	Person   ids.Person `json:"-"`
	StepDown StepDownID `json:"-"`
	Version  int        `json:"version"`
	Words    string     `json:"words"`
}

// Accept carries a proposal out from tomorrow: the pattern ends or is shorter,
// and so are its visits, so that tomorrow's rota shrinks.
// Errors: review.only_a_question, review.decided, plan.pattern_over,
// gate.changed, gate.not_found.
func Accept(ctx context.Context, g *gate.Gate, a Answer) error {
	return g.Write(ctx, MayStepDown, gate.Person(a.Person), func(tx *gate.Tx) error {
		d, state, err := open(tx, a, "accept")
		if err != nil {
			return err
		}
		from := tx.Today().Add(1)
		switch d.Kind {
		case EndVisits:
			if err := plan.EndPattern(tx, d.Person, d.Pattern, tx.Today()); err != nil {
				return err
			}
			err = visit.CancelFrom(tx, d.Pattern, from, visit.PlanChanged)
		case ShortenVisits:
			if err := plan.Shorten(tx, d.Person, d.Pattern, d.ToMin, from); err != nil {
				return err
			}
			err = visit.Shorten(tx, d.Pattern, d.ToMin, from)
		default:
			return fault.New(fault.Invalid, "review.only_a_question", "This asks for a decision and proposes nothing. Review it with the person.")
		}
		if err != nil {
			return err
		}
		tx.Emit(SteppedDown{d.Person, d.Episode, d.Pattern, d.Kind, d.FreedMin})
		return decide(tx, d, state, a.Words, a.Version)
	})
}

// Decline leaves the visits as they are, with a reason.
// Errors: review.decline, review.decided, gate.changed, gate.not_found.
func Decline(ctx context.Context, g *gate.Gate, a Answer) error {
	return g.Write(ctx, MayStepDown, gate.Person(a.Person), func(tx *gate.Tx) error {
		d, state, err := open(tx, a, "decline")
		if err != nil {
			return err
		}
		var c fault.Checks
		c.Field(len([]rune(a.Words)) < 5, "words", "Say in a few words why not now, or what was decided.")
		if err := c.Err("review.decline"); err != nil {
			return err
		}
		return decide(tx, d, state, a.Words, a.Version)
	})
}

func open(tx *gate.Tx, a Answer, action string) (StepDown, StepDownState, error) {
	l, err := GetStepDown(tx.Snapshot, a.Person, a.StepDown)
	if err != nil {
		return l.StepDown, "", err
	}
	state, ok := l.State.next(action)
	if !ok {
		return l.StepDown, "", fault.New(fault.Conflict, "review.decided", "Somebody has decided this already: %s.", l.State.Label())
	}
	return l.StepDown, state, nil
}

// End ends a person's support: the episode with its outcome, its plan, and
// visits after the last day. From hospital, day 91 is put on the list.
// Errors: episode.ending, episode.over, gate.changed, gate.not_found.
func End(ctx context.Context, g *gate.Gate, n episode.Ending) error {
	return g.Write(ctx, MayEnd, gate.Person(n.Person), func(tx *gate.Tx) error {
		e, err := episode.End(tx, n)
		if err != nil {
			return err
		}
		if err := plan.EndAll(tx, n.Person, n.Episode, n.On); err != nil {
			return err
		}
		first := n.On.Add(1)
		if n.Outcome == episode.Died || n.Outcome == episode.InHospital {
			first = n.On
		}
		if err := visit.CancelEpisode(tx, n.Person, n.Episode, first, visit.SupportOver); err != nil {
			return err
		}
		if e.DischargedOn == "" || e.StartedOn == "" {
			return nil
		}
		days, err := council.Number(tx.Snapshot, council.FollowUpDays)
		if err != nil {
			return err
		}
		return openFollowUp(tx, e.Person, e.ID, e.DischargedOn, days)
	})
}

// Jobs of this package. All look at whole days, so every hour is often enough.
var Jobs = []job.Job{
	{Name: "review.propose", Every: time.Hour, Run: func(ctx context.Context, g *gate.Gate) error { return Propose(ctx, g, g.Clock.Today()) }},
	{Name: "review.ask_record", Every: time.Hour, Run: AskRecord},
	{Name: "review.starts_at_risk", Every: time.Hour, Run: StartsAtRisk},
}

// Followers of this package.
var Followers = []gate.Follower{
	// A corrected discharge moves day 91.
	gate.Follow("review.discharge_moved", func(tx *gate.Tx, e episode.Discharged) error {
		days, err := council.Number(tx.Snapshot, council.FollowUpDays)
		if err != nil {
			return err
		}
		return moveFollowUp(tx, e.Episode, e.On, days)
	}),
	// Proposals of support that is over need no decision.
	gate.Follow("review.support_over", func(tx *gate.Tx, e episode.Ended) error {
		if err := alert.CloseFor(tx, alert.StartAtRisk, string(e.Episode), alert.Answered); err != nil {
			return err
		}
		return lapseAll(tx, e.Person, "The support has ended.")
	}),
	lapseForComfort,
	// Who has had a first visit is no longer waiting for one.
	gate.Follow("review.started", func(tx *gate.Tx, e episode.Started) error {
		return alert.CloseFor(tx, alert.StartAtRisk, string(e.Episode), alert.Answered)
	}),
	// Visits of a pattern that was ended or changed by hand will not happen.
	gate.Follow("review.pattern_ended", func(tx *gate.Tx, e plan.PatternEnded) error {
		return visit.CancelFrom(tx, e.Pattern, e.Until.Add(1), visit.PlanChanged)
	}),
}
