package world

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/visit"
	"stillhome/internal/world/assured"
	"stillhome/internal/world/charted"
)

// Options say how large a service to make up. Zero fields take the defaults.
type Options struct {
	People int       // on service today; default 250
	Staff  int       // default 1.2 for each person on service: 300 for 250
	Weeks  int       // of visits, up to today; default 8
	Year   int       // weeks of episodes, reviews and outcomes; default 52, and never fewer than Weeks
	Seed   int64     // default 1
	Today  when.Date // default the clock's date
	// Followers are brought up to date as the service goes along.
	Followers []gate.Follower
	// Progress is told now and then how far it has come.
	Progress func(done, all int)
}

func (o Options) filled(clock *when.Clock) Options {
	if o.People == 0 {
		o.People = 250
	}
	if o.Staff == 0 {
		o.Staff = max(24, o.People*6/5)
	}
	if o.Weeks == 0 {
		o.Weeks = 8
	}
	if o.Year == 0 {
		o.Year = 52
	}
	o.Year = max(o.Year, o.Weeks)
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Today == "" {
		o.Today = clock.Today()
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	return o
}

// builder makes one service.
type builder struct {
	o     Options
	g     *gate.Gate
	r     *rand.Rand
	today when.Date
	now   when.Instant // where the clock stops: the present

	districts    map[place.Outcode]place.District
	coordinators []context.Context
	therapists   []context.Context
	workers      map[ids.Account]context.Context
	members      []staff.ID   // of those workers
	lives        []*supported // on service or waiting to start
	later        []*supported // ended, with something still to come
	count        int          // of people made up so far
	firstToday   map[visit.ID]bool
}

// Build makes the service in an empty record. Afterwards the gate's clock
// stands where it stood, or at nine in the morning of o.Today.
func Build(ctx context.Context, g *gate.Gate, o Options) error {
	now := g.Clock.Now()
	o = o.filled(g.Clock)
	if o.Today != now.On() {
		now = o.Today.AtMinute(9 * 60)
	}
	b := &builder{
		o: o, g: g, today: o.Today, now: now, districts: map[place.Outcode]place.District{},
		r: rand.New(rand.NewPCG(uint64(o.Seed), 0x5711_4077)), workers: map[ids.Account]context.Context{},
	}
	for _, d := range place.Districts() {
		b.districts[d.Outcode] = d
	}
	defer g.Clock.Set(now)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // much is made, little is kept
	first := o.Today.Add(-7 * o.Year)
	if err := b.staff(ctx, first); err != nil {
		return fmt.Errorf("staff: %w", err)
	}
	all := first.Days(o.Today) + 1
	for n := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.day(ctx, first.Add(n)); err != nil {
			return fmt.Errorf("day %s: %w", first.Add(n), err)
		}
		o.Progress(n+1, all)
	}
	g.Clock.Set(now)
	if err := Continue(actor.With(ctx, actor.Machine), g); err != nil {
		return fmt.Errorf("visits under way: %w", err)
	}
	if err := b.nextWeek(ctx); err != nil {
		return fmt.Errorf("next week: %w", err)
	}
	if err := b.openPortal(ctx); err != nil {
		return fmt.Errorf("portal: %w", err)
	}
	if err := b.thisMorning(ctx); err != nil {
		return fmt.Errorf("this morning: %w", err)
	}
	if err := assured.Add(acting(ctx, b.coordinators[0]), assured.Service{Gate: g, Today: b.today, Now: b.now, Seed: o.Seed}); err != nil {
		return err
	}
	chart := charted.Service{Gate: g, Today: b.today, Now: b.now, Seed: o.Seed, Office: acting(ctx, b.coordinators[0])}
	for _, other := range slices.Concat(b.coordinators[1:], b.therapists) {
		chart.Others = append(chart.Others, acting(ctx, other))
	}
	if err := charted.Add(chart); err != nil {
		return fmt.Errorf("a full chart: %w", err)
	}
	return g.CatchUp(actor.With(ctx, actor.Machine), o.Followers)
}

// at moves the clock to a minute of a day, and says whether that has come:
// nothing is recorded ahead of the present.
func (b *builder) at(day when.Date, minute int) bool {
	t := day.AtMinute(minute)
	if t.After(b.now.Time) {
		return false
	}
	b.g.Clock.Set(t)
	return true
}

// id is the same for the same seed and parts.
func (b *builder) id(parts ...any) string {
	return ids.Derived("world", fmt.Sprint(b.o.Seed), fmt.Sprint(parts...))
}

// as is a context in which an account acts.
func as(ctx context.Context, account ids.Account, name string, roles ...actor.Role) context.Context {
	return actor.With(ctx, actor.Actor{ID: string(account), Name: name, Roles: roles})
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
