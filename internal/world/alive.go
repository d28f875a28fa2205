package world

import (
	"context"
	"hash/fnv"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// Alive is the work of the made-up support workers while a demo is open: they
// go on recording the visits on their runs as the clock passes them.
var Alive = job.Job{Name: "world.alive", Every: time.Minute, Run: Continue}

var mayContinue = gate.Action{Name: "world.continue", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// due is one visit that a made-up worker has begun, or has just finished.
type due struct {
	visit.Visit
	who   ids.Account
	start int
	over  bool
	tasks []visit.TaskDone
	doses []medicine.Dose
}

// Continue records today's visits that are over by the clock, each by the
// worker who was sent, and the arrival at those that have begun. It stops at
// 200, and goes on the next time.
func Continue(ctx context.Context, g *gate.Gate) error {
	var list []due
	err := g.Read(ctx, mayContinue, gate.Council, func(s *gate.Snapshot) (err error) {
		list, err = begun(s)
		return err
	})
	if err != nil || len(list) == 0 {
		return err
	}
	return g.Batch(ctx, func(ctx context.Context) error {
		for _, d := range list {
			arrived := d.On.AtMinute(d.start)
			worker := as(ctx, d.who, "", actor.Worker)
			if !d.over {
				if err := visit.Arrive(worker, g, visit.Arrival{Person: d.Person, Visit: d.ID, At: arrived}); err != nil && fault.KindOf(err) == fault.Internal {
					return err
				}
				continue
			}
			err := visit.Record(worker, g, visit.Recording{
				Person: d.Person, Visit: d.ID, Arrived: arrived, Left: arrived.Add(minutes(d.DurationMin - 2)),
				Tasks: d.tasks, Feeling: visit.Same, Channel: visit.App,
			})
			if err != nil && fault.KindOf(err) == fault.Internal {
				return err // anything else is somebody using the demo
			}
			for _, x := range d.doses {
				if err := medicine.Give(worker, g, x); err != nil && fault.KindOf(err) == fault.Internal {
					return err
				}
			}
		}
		return nil
	})
}

// begun is what has begun and nobody has recorded, but for one in forty, which
// gives whoever opens the demo something late to find.
func begun(s *gate.Snapshot) ([]due, error) {
	today := s.Today()
	day, err := roster.DayOf(s, today)
	if err != nil || !day.Published() {
		return nil, err
	}
	visits, err := visit.OnDay(s, today)
	if err != nil {
		return nil, err
	}
	as, err := roster.AssignmentsOn(s, today)
	if err != nil {
		return nil, err
	}
	byID := map[visit.ID]visit.Visit{}
	for _, v := range visits {
		byID[v.ID] = v
	}
	var list []due
	var patterns []plan.PatternID
	for _, a := range as {
		v, ok := byID[a.Visit]
		forgotten := spread(string(v.ID))%40 == 0
		if !ok || a.Slot != 1 || v.State != visit.Planned || a.StartMin > s.Now.Minute() || forgotten || len(list) == 200 {
			continue
		}
		over := a.StartMin+v.DurationMin <= s.Now.Minute()
		if !over && !v.Arrived.IsZero() {
			continue
		}
		list = append(list, due{Visit: v, who: a.Account, start: a.StartMin, over: over})
		patterns = append(patterns, v.Pattern)
	}
	tasks, err := plan.TasksOf(s, patterns...)
	if err != nil {
		return nil, err
	}
	var people []ids.Person
	for _, d := range list {
		people = append(people, d.Person)
	}
	takes, err := medicine.Due(s, today, people...)
	for i, d := range list {
		list[i].tasks = likely(tasks, d)
		for _, m := range takes[d.Person] {
			if d.over && d.Part != "" && m.Slot.Part() == d.Part {
				list[i].doses = append(list[i].doses, someDose(m.Medicine, d.Visit, d.On.AtMinute(d.start+5)))
			}
		}
	}
	return list, err
}

// likely is how the tasks of a visit go for somebody who is getting better.
func likely(tasks []plan.Task, d due) []visit.TaskDone {
	var out []visit.TaskDone
	for _, t := range tasks {
		if t.Pattern == d.Pattern {
			out = append(out, visit.TaskDone{Task: t.ID, Activity: t.Activity, Level: assessment.Ladder[spread(string(t.ID))%2]})
		}
	}
	return out
}

// spread is a number that is the same for the same text and otherwise any.
func spread(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}
