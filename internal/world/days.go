package world

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/review"
	"stillhome/internal/support/roster/watch"
	"stillhome/internal/support/visit"
)

// day lives one day of the service, as far as the present allows, in one
// transaction.
func (b *builder) day(ctx context.Context, day when.Date) error {
	office := acting(ctx, b.coordinators[int(day.Weekday())%len(b.coordinators)])
	parts := []struct {
		minute int
		do     func(ctx context.Context, day when.Date) error
	}{
		{5*60 + 30, b.early},
		{8*60 + 45, b.arrivals},
		{9*60 + 30, b.decideStepDowns},
		{10 * 60, b.followUps},
		{14 * 60, b.reviewsAndEnds},
		{14*60 + 30, b.answerAlerts},
		{15 * 60, b.giveOutTomorrow},
	}
	err := b.g.Batch(office, func(ctx context.Context) error {
		run, err := b.run(ctx, day)
		if err != nil {
			return err
		}
		b.firstToday = map[visit.ID]bool{}
		for _, v := range run {
			b.firstToday[v.ID] = v.First
		}
		for _, p := range parts {
			// Visits that ended before this part of the day come first.
			if run, err = b.visitsUntil(ctx, day, run, p.minute); err != nil {
				return fmt.Errorf("visits: %w", err)
			}
			if !b.at(day, p.minute) {
				continue
			}
			if err := p.do(ctx, day); err != nil {
				return fmt.Errorf("at %s: %w", when.Hour(p.minute), err)
			}
		}
		_, err = b.visitsUntil(ctx, day, run, 26*60)
		return err
	})
	if err != nil {
		return err
	}
	if day > b.today.Add(-4) && b.visiting(day) && b.at(day, 23*60) {
		// Visits of which nobody has said anything are looked for every minute
		// in a real service; here once, when the day is over.
		if err := watch.Watch(actor.With(ctx, actor.Machine), b.g); err != nil {
			return fmt.Errorf("watch: %w", err)
		}
	}
	if len(b.o.Followers) > 0 && (day > b.today.Add(-4) || day.Weekday() == time.Sunday) {
		return b.g.CatchUp(actor.With(ctx, actor.Machine), b.o.Followers)
	}
	return nil
}

// visiting reports whether a day's visits are made up one by one.
func (b *builder) visiting(day when.Date) bool { return day > b.today.Add(-7*b.o.Weeks) }

// early sets who is in charge, and what the night brought.
func (b *builder) early(ctx context.Context, day when.Date) error {
	if err := b.duty(ctx, day); err != nil {
		return err
	}
	for _, s := range slices.Clone(b.lives) {
		if s.started == "" || s.readmit == 0 {
			continue
		}
		switch s.started.Days(day) {
		case s.readmit:
			s.inHospital = true
			if err := b.intoHospital(ctx, s, day); err != nil {
				return err
			}
		case s.readmit + s.inFor:
			s.inHospital = false
			if err := b.outOfHospital(ctx, s, day); err != nil {
				return err
			}
		}
	}
	return b.aftermath(ctx, day)
}

func (b *builder) stay(s *supported) person.EventID { return person.EventID(b.id("stay", s.person)) }

func (b *builder) intoHospital(ctx context.Context, s *supported, day when.Date) error {
	return person.RecordEvent(ctx, b.g, person.Event{
		ID: b.stay(s), Person: s.person, Kind: person.Hospital, From: day, Emergency: true, Source: person.FamilyTold,
	})
}

func (b *builder) outOfHospital(ctx context.Context, s *supported, day when.Date) error {
	return person.EndEvent(ctx, b.g, s.person, b.stay(s), day, 1)
}

// aftermath is what befalls people after their support has ended.
func (b *builder) aftermath(ctx context.Context, day when.Date) error {
	kept := b.later[:0]
	for _, s := range b.later {
		since := s.ended.Days(day)
		if s.ending == toHospital && since == s.inFor {
			if err := b.outOfHospital(ctx, s, day); err != nil {
				return err
			}
		}
		if s.careHome != 0 && since == s.careHome {
			e := person.Event{ID: person.EventID(b.id("carehome", s.person)), Person: s.person, Kind: person.CareHome, From: day, Source: person.FamilyTold}
			if err := person.RecordEvent(ctx, b.g, e); err != nil {
				return err
			}
		}
		if s.dies != 0 && s.started.Days(day) == s.dies {
			if err := b.death(ctx, s, day); err != nil {
				return err
			}
		}
		if since < 120 {
			kept = append(kept, s)
		}
	}
	b.later = kept
	return nil
}

func (b *builder) death(ctx context.Context, s *supported, day when.Date) error {
	version, err := b.version(ctx, s.person)
	if err != nil {
		return err
	}
	return person.RecordDeath(ctx, b.g, person.Death{
		Person: s.person, On: day, Source: person.FamilyTold, Words: "Their daughter rang the office.", Sure: true, Version: version,
	})
}

func (b *builder) version(ctx context.Context, p ids.Person) (version int, err error) {
	err = b.g.Read(ctx, person.MaySee, gate.Person(p), func(s *gate.Snapshot) error {
		got, err := person.Get(s, p)
		version = got.Version
		return err
	})
	return version, err
}

// arrivals are the day's new referrals, and the first visits of those accepted
// before.
func (b *builder) arrivals(ctx context.Context, day when.Date) error {
	// People stay five weeks on average; so many must come for the service to
	// stay as full as it was asked to be. Its first weeks fill it.
	mean := float64(b.o.People) / 29
	for range poisson(b, mean) {
		if err := b.arrive(ctx, day); err != nil {
			return fmt.Errorf("referral: %w", err)
		}
	}
	for _, s := range b.lives {
		if s.begins == day {
			if err := b.begin(ctx, s, day); err != nil {
				return fmt.Errorf("first visit: %w", err)
			}
		}
	}
	return nil
}

func poisson(b *builder, mean float64) int {
	n, p := 0, b.r.Float64()
	for limit := math.Exp(-mean); p > limit; n++ {
		p *= b.r.Float64()
	}
	return n
}

// decideStepDowns proposes from the trends and answers most proposals.
func (b *builder) decideStepDowns(ctx context.Context, day when.Date) error {
	if !b.visiting(day) || day.Weekday() != time.Monday { // once a week is often enough here
		return nil
	}
	if err := review.Propose(ctx, b.g, day); err != nil {
		return err
	}
	var open []review.Listed
	err := b.g.Read(ctx, review.MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		open, err = review.OpenStepDowns(s, 500, 0)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range open {
		a := review.Answer{Person: p.Person, StepDown: p.ID, Version: p.Version}
		switch x := b.r.Float64(); {
		case p.Kind == review.Decide:
			continue
		case x < 0.45:
			err = review.Accept(ctx, b.g, a)
		case x < 0.5:
			a.Words = "Wants to keep this one a little longer."
			err = review.Decline(ctx, b.g, a)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// followUps answers day 91: from the record where it can, else by ringing.
func (b *builder) followUps(ctx context.Context, day when.Date) error {
	if err := review.AskRecord(actor.With(ctx, actor.Machine), b.g); err != nil {
		return err
	}
	var due []review.Called
	err := b.g.Read(ctx, review.MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		due, err = review.ToFollowUp(s, 200, 0)
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range due {
		if f.DueOn > day || chance(b.r, 0.35) {
			continue
		}
		n := review.Finding{Person: f.Person, FollowUp: f.ID, Version: f.Version, KnownFrom: review.FromPerson, Whereabouts: review.AtOwnHome}
		switch x := b.r.Float64(); {
		case f.Tries >= 3:
			n.Whereabouts, n.KnownFrom = review.NotContacted, ""
			err = review.RecordWhereabouts(ctx, b.g, n)
		case x < 0.12:
			n.Words = "Rang at " + when.Hour(600) + ": no reply."
			err = review.RecordTry(ctx, b.g, n)
		default:
			if x > 0.95 {
				n.Whereabouts, n.KnownFrom = review.ExtraCare, review.FromFamily
			} else if x > 0.9 {
				n.Whereabouts, n.KnownFrom = review.CareHome, review.FromFamily
			}
			err = review.RecordWhereabouts(ctx, b.g, n)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// reviewsAndEnds are the reviews at two weeks, and the last days.
func (b *builder) reviewsAndEnds(ctx context.Context, day when.Date) error {
	kept := b.lives[:0:0]
	for _, s := range b.lives {
		if s.started == "" {
			kept = append(kept, s)
			continue
		}
		n := s.started.Days(day)
		if n == 14 && n < s.stay && !s.inHospital {
			if err := b.review(ctx, s, day, review.CarryOn); err != nil {
				return fmt.Errorf("review: %w", err)
			}
		}
		if n < s.stay || s.inHospital {
			kept = append(kept, s)
			continue
		}
		if err := b.end(ctx, s, day); err != nil {
			return fmt.Errorf("end of support: %w", err)
		}
		s.ended = day
		b.later = append(b.later, s)
	}
	b.lives = kept
	return nil
}

func (b *builder) review(ctx context.Context, s *supported, day when.Date, d review.Decision) error {
	r := review.Review{
		ID: review.ID(b.id("review", s.person, day)), Person: s.person, On: day, Decision: d,
		PersonsView: pick(b.r, []string{"I’m getting there. Slowly.", "The mornings are easier now.", "I’d rather do it myself, if I’m honest."}),
		WorkersView: "Does more each week, and says so.",
	}
	if d == review.CarryOn {
		r.Next = day.Add(14)
	}
	for i, a := range s.abilities {
		x := review.GoalResult{Goal: s.goals[i], Result: plan.Partly}
		switch now := a.on(s.started.Days(day), b.r); {
		case now.Score() >= 5:
			x.Result = plan.Met
		case now.Score() <= levelOf(a.start).Score():
			x.Result = plan.NotMet
		}
		r.Goals = append(r.Goals, x)
	}
	return review.Record(ctx, b.g, r)
}

const card = "Does the exercises on the sheet. Rings 01632 960 101 to come back, no new form needed. GP knows."

func (b *builder) end(ctx context.Context, s *supported, day when.Date) error {
	n := episode.Ending{Person: s.person, Episode: s.episode, On: day, Outcome: episode.Finished, Sequel: episode.NoSupport, TakesAway: card}
	switch s.ending {
	case littleHelp:
		n.Outcome, n.Sequel = episode.Advised, episode.LowLevel
	case longTerm:
		n.Outcome, n.Sequel, n.Words = episode.Finished, episode.LongCommunity, "Needs help with washing and dressing each morning, for good."
	case toCareHome:
		n.Outcome, n.Sequel, n.Words = episode.Finished, episode.LongResidential, "Is not safe alone at night, and has chosen a home near family."
	case toHospital:
		n.Outcome = episode.InHospital
		if err := b.intoHospital(ctx, s, day); err != nil {
			return err
		}
	case died:
		n.Outcome = episode.Died
		if err := b.death(ctx, s, day); err != nil {
			return err
		}
	case declined:
		n.Outcome = episode.ChoseNot
	}
	if n.Outcome == episode.Finished || n.Outcome == episode.Advised {
		if err := b.review(ctx, s, day, review.Finish); err != nil {
			return err
		}
	}
	if s.ending == toCareHome {
		e := person.Event{ID: person.EventID(b.id("carehome", s.person)), Person: s.person, Kind: person.CareHome, From: day, Source: person.FamilyTold}
		if err := person.RecordEvent(ctx, b.g, e); err != nil {
			return err
		}
	}
	err := b.g.Read(ctx, episode.MaySee, gate.Person(s.person), func(x *gate.Snapshot) error {
		e, err := episode.Get(x, s.person, s.episode)
		n.Version = e.Version
		return err
	})
	if err != nil {
		return err
	}
	return review.End(ctx, b.g, n)
}

// answerAlerts closes what the office has dealt with; a few wait for tomorrow.
func (b *builder) answerAlerts(ctx context.Context, day when.Date) error {
	var open []alert.Alert
	err := b.g.Read(ctx, alert.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		open, err = alert.Open(s)
		return err
	})
	if err != nil {
		return err
	}
	for _, a := range open {
		if a.Kind == alert.WarningChallenged { // whoever answers the person closes it
			continue
		}
		if chance(b.r, 0.04) {
			continue
		}
		c := alert.Closing{Alert: a.ID, Version: a.Version, Outcome: alert.Safe, Note: "Rang. All is well."}
		switch a.Kind {
		case alert.Unplaced, alert.Late, alert.Missed:
			c.Outcome, c.Note = alert.Rearranged, "Agreed another time with the person."
		case alert.WorseThanBefore:
			c.Outcome, c.Note = alert.Helped, "Rang the GP, and the therapist goes tomorrow."
		}
		if err := alert.Close(ctx, b.g, c); err != nil {
			return err
		}
	}
	return nil
}
