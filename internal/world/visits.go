package world

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// shifts are who works on a day: five days in seven, early or late, and a few
// of them off sick.
func (b *builder) shifts(ctx context.Context, day when.Date) error {
	var members []staff.Member
	if err := b.g.Read(ctx, staff.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		members, err = staff.Working(s, day)
		return err
	}); err != nil {
		return err
	}
	var list []roster.Shift
	for i, m := range members {
		if b.workers[m.Account] == nil || (i+int(day.Weekday()))%7 >= 5 || chance(b.r, 0.04) {
			continue
		}
		sh := roster.Shift{
			ID: roster.ShiftID(b.id("shift", m.ID, day)), Member: m.ID, Account: m.Account, On: day,
			StartMin: 7 * 60, EndMin: 14*60 + 30, BreakMin: 20, Version: 1,
		}
		week := when.Date("2020-01-06").Days(day) / 7
		if (i+3*week)%8 < 3 { // turns change by the week, so that there is rest between them
			sh.StartMin, sh.EndMin = 14*60+30, 22*60
		}
		list = append(list, sh)
	}
	return b.g.Write(ctx, roster.MayShift, gate.Council, func(tx *gate.Tx) error { return roster.AddShifts(tx, list) })
}

// planned is one visit of a day with who goes.
type planned struct {
	visit.Visit
	who   ids.Account
	start int // as the worker is told
	road  int // minutes of travel to it, as planned

	arrived, left when.Instant // as it will turn out
}

// visitsUntil records the visits of the day's run that are over at a minute of
// it, and gives what is left of the run.
func (b *builder) visitsUntil(ctx context.Context, day when.Date, run []planned, minute int) ([]planned, error) {
	for len(run) > 0 {
		v := run[0]
		over := 2 + int(v.left.Sub(day.AtMinute(0).Time).Minutes())
		if over > minute || !b.at(day, over) {
			break
		}
		run = run[1:]
		if err := b.make(ctx, day, v); err != nil {
			return run, fmt.Errorf("visit %s: %w", v.ID, err)
		}
	}
	return run, nil
}

// run is every visit of the day that somebody is to make, in order of time.
func (b *builder) run(ctx context.Context, day when.Date) ([]planned, error) {
	if !b.visiting(day) {
		return nil, nil
	}
	var visits []visit.Visit
	var as []roster.Assignment
	if err := b.g.Read(ctx, roster.MaySee, gate.Council, func(s *gate.Snapshot) (err error) {
		if visits, err = visit.OnDay(s, day); err != nil {
			return err
		}
		as, err = roster.AssignmentsOn(s, day)
		return err
	}); err != nil {
		return nil, err
	}
	byID := map[visit.ID]visit.Visit{}
	for _, v := range visits {
		byID[v.ID] = v
	}
	var list []planned
	for _, a := range as {
		if v, ok := byID[a.Visit]; ok && a.Slot == 1 && v.State == visit.Planned {
			list = append(list, planned{Visit: v, who: a.Account, start: a.StartMin, road: a.TravelMin})
		}
	}
	b.turnOut(list)
	slices.SortFunc(list, func(x, y planned) int { return cmp.Or(x.left.Compare(y.left.Time), cmp.Compare(x.ID, y.ID)) })
	return list, nil
}

// turnOut says when workers will come and leave: about when they are told, but
// never before the road from the visit before lets them. One visit in eight
// takes longer than planned, and roads take a tenth longer than reckoned, give
// or take as much: that is for the rota to learn.
func (b *builder) turnOut(list []planned) {
	slices.SortFunc(list, func(x, y planned) int {
		return cmp.Or(cmp.Compare(x.who, y.who), cmp.Compare(x.start, y.start), cmp.Compare(x.ID, y.ID))
	})
	for i := range list {
		v := &list[i]
		r := chances(string(v.ID))
		v.arrived = v.On.AtMinute(v.start + r.IntN(9) - 3)
		if i > 0 && list[i-1].who == v.who {
			road := time.Duration(float64(v.road) * (1 + 0.2*r.Float64()) * float64(time.Minute))
			if there := list[i-1].left.Add(road); there.After(v.arrived.Time) {
				v.arrived = there
			}
		}
		took := v.DurationMin + r.IntN(7) - 3
		if s := b.whose(v.Person); s != nil {
			took -= b.quicker(s, v.On, v.DurationMin)
		}
		if chance(r, 0.125) {
			took += 4 + r.IntN(10)
		}
		v.left = v.arrived.Add(minutes(max(12, took)))
	}
}

// chances are those of one thing, which draws on no others.
func chances(id string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(id))
	return rand.New(rand.NewPCG(h.Sum64(), 0x7EA5))
}

// make is what happened at one visit.
func (b *builder) make(ctx context.Context, day when.Date, v planned) error {
	s := b.whose(v.Person)
	who := b.workers[v.who]
	if s == nil || who == nil || s.inHospital {
		return nil
	}
	ctx = acting(ctx, who)
	switch x := b.r.Float64(); {
	case x < 0.002:
		return nil // nobody wrote it down: the office will see it missing
	case x < 0.002+s.noReply:
		return visit.NoAnswer(ctx, b.g, visit.NotAnswered{
			Person: v.Person, Visit: v.ID, Arrived: v.arrived, Tried: []visit.Tried{visit.Knocked, visit.Rang, visit.Looked}, Channel: visit.App,
		})
	case x < 0.002+s.noReply+s.refuses:
		return visit.NotWanted(ctx, b.g, visit.Declined{
			Person: v.Person, Visit: v.ID, Arrived: v.arrived, Reason: pick(b.r, visit.Declinings), Channel: visit.App,
		})
	}
	r := visit.Recording{Person: v.Person, Visit: v.ID, Arrived: v.arrived, Left: v.left, Feeling: visit.Same, Channel: visit.App}
	switch x := b.r.Float64(); {
	case x < 0.03:
		r.Feeling = visit.Worse
	case x < 0.25:
		r.Feeling = visit.Better
	}
	if chance(b.r, 0.07) {
		r.Note = pick(b.r, []string{"Made tea and toast without being asked.", "A bit tired, slept badly.", "Daughter was there. Cheerful.", "Walked to the gate and back.", "Stool at the sink is too low. Told the office."})
	}
	n := s.begins.Days(day)
	for _, t := range b.tasksOf(s, v.Pattern) {
		a := s.abilities[s.tasks[t]]
		r.Tasks = append(r.Tasks, visit.TaskDone{Task: t, Activity: a.activity, Level: a.on(n, b.r)})
	}
	if r.Left.After(b.now.Time) {
		return nil
	}
	if err := visit.Record(ctx, b.g, r); err != nil {
		return err
	}
	return b.doses(ctx, s, v)
}

// quicker is how many minutes a visit needs less as the person does more.
func (b *builder) quicker(s *supported, day when.Date, planned int) int {
	return min(planned/2, s.begins.Days(day)*planned/90)
}

func (b *builder) whose(p ids.Person) *supported {
	for _, s := range b.lives {
		if s.person == p {
			return s
		}
	}
	return nil
}

// tasksOf are the tasks of one pattern, in the plan's order. A visit added by
// hand has none.
func (b *builder) tasksOf(s *supported, p plan.PatternID) []plan.TaskID { return s.byPattern[p] }

// doseDays is for how many days before the present doses are made up one by
// one.
const doseDays = 7

// doses is what became of what was due at one visit of the last days.
func (b *builder) doses(ctx context.Context, s *supported, v planned) error {
	if v.On <= b.today.Add(-doseDays) {
		return nil
	}
	for _, m := range s.takes {
		if !slices.Contains(m.Parts, v.Part) || !m.On(v.On) {
			continue
		}
		if err := medicine.Give(ctx, b.g, someDose(m, v.Visit, v.arrived.Add(minutes(5)))); err != nil {
			return fmt.Errorf("dose: %w", err)
		}
	}
	return nil
}

// someDose is one dose of a visit: nearly always taken.
func someDose(m medicine.Medicine, v visit.Visit, at when.Instant) medicine.Dose {
	slot := medicine.SlotOf(v.On, v.Part)
	r := chances(string(m.ID) + " " + string(slot))
	d := medicine.Dose{
		ID: medicine.DoseID(ids.Derived("world.dose", string(m.ID), string(slot))), Person: v.Person, Medicine: m.ID, Slot: slot,
		Outcome: medicine.Taken, At: at, Visit: string(v.ID), Channel: medicine.App, Help: pick(r, []medicine.Help{medicine.Given, medicine.Prompted, medicine.Prompted, medicine.Self}),
	}
	if len(m.Sites) > 0 {
		d.Site = m.Sites[int(m.From.Days(v.On))/max(m.EveryDays, 1)%len(m.Sites)]
	}
	switch x := r.Float64(); {
	case x < 0.015:
		d.Outcome, d.Reason = medicine.NotTaken, someReason(r)
	case x < 0.025:
		d.Outcome, d.Reason = medicine.Part, medicine.ChoseNot
	}
	return d
}

func someReason(r *rand.Rand) medicine.Reason {
	return pick(r, []medicine.Reason{medicine.ChoseNot, medicine.ChoseNot, medicine.Asleep, medicine.NoneLeft, medicine.Unwell})
}
