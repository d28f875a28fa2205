package world

import (
	"context"
	"fmt"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/notify"
	"stillhome/internal/service/staff"
)

// office is who works in the office, for every 300 staff; at least one each.
var office = []struct {
	role  actor.Role
	title string
	n     int
}{
	{actor.Coordinator, "Reablement coordinator", 12},
	{actor.Manager, "Registered manager", 2},
	{actor.Therapist, "Occupational therapist", 9},
	{actor.SocialWorker, "Social worker", 9},
	{actor.SafeguardingLead, "Safeguarding lead", 1},
	{actor.HR, "Recruitment and training officer", 3},
	{actor.Analyst, "Performance analyst", 2},
	{actor.Admin, "Systems administrator", 2},
	{actor.LeadWorker, "Lead support worker", 24},
}

// staff enrols and hires everybody on the first day.
func (b *builder) staff(ctx context.Context, first when.Date) error {
	b.at(first.Add(-30), 8*60)
	machine := actor.With(ctx, actor.Machine)
	return b.g.Batch(machine, func(machine context.Context) error {
		made := 0
		for _, o := range office {
			for i := range max(1, o.n*b.o.Staff/300) {
				if err := b.hire(machine, first, o.role, o.title, i); err != nil {
					return err
				}
				made++
			}
		}
		for i := range max(8, b.o.Staff-made) {
			if err := b.hire(machine, first, actor.Worker, "Reablement support worker", i); err != nil {
				return err
			}
		}
		return nil
	})
}

// hire makes one account and, with it, one member of staff. The first of each
// role is who the demo's one press signs in as.
func (b *builder) hire(machine context.Context, first when.Date, role actor.Role, title string, n int) error {
	given, fam := pick(b.r, younger), family(b.r)
	account := ids.Account(b.id("account", role, n))
	login := fmt.Sprintf("%s.%s.%d", strings.ToLower(given), strings.ToLower(fam), len(b.workers)+n)
	if n == 0 {
		login = "demo." + string(role)
	}
	err := auth.Enrol(machine, b.g, auth.New{ID: account, Kind: auth.KindStaff, Login: login, Name: given + " " + fam, Roles: []actor.Role{role}})
	if err != nil {
		return err
	}
	self := as(machine, account, given+" "+fam, role)
	switch role {
	case actor.Coordinator:
		b.coordinators = append(b.coordinators, self)
	case actor.Therapist:
		b.therapists = append(b.therapists, self)
	case actor.Worker, actor.LeadWorker:
		b.workers[account] = self
	}
	h := someHome(b.r, b.districts)
	m := staff.Member{
		ID: staff.ID(b.id("member", role, n)), Account: account, Given: given, Family: fam, JobTitle: title,
		Mode: place.Car, Gender: staff.Woman, Postcode: place.Postcode(h.postcode), At: h.at, ContractedMin: 30 * 60, StartedOn: first.Add(-30),
		Phone: notify.Telephone(fmt.Sprintf("+447700900%03d", (len(b.workers)*7+n*13+len(role))%1000)), // kept for drama by Ofcom
	}
	switch x := b.r.Float64(); {
	case x < 0.06:
		m.Mode = place.Bicycle
	case x < 0.08:
		m.Mode = place.OnFoot
	}
	if chance(b.r, 0.2) {
		m.Gender = staff.Man
	}
	var skills []staff.Skill
	for _, s := range []struct {
		skill staff.Skill
		p     float64
	}{{staff.Medicines, 0.9}, {staff.Hoist, 0.7}, {staff.Dementia, 0.6}, {staff.Catheter, 0.35}} {
		if chance(b.r, s.p) {
			skills = append(skills, s.skill)
		}
	}
	terms(&m, m.StartedOn)
	if b.workers[account] != nil {
		b.members = append(b.members, m.ID)
	}
	return staff.Hire(b.boss(machine), b.g, m, skills)
}

// boss is the first coordinator, once there is one; hiring begins with them.
func (b *builder) boss(ctx context.Context) context.Context {
	who, _ := actor.From(b.coordinators[0])
	return actor.With(ctx, who)
}

// acting moves an actor into another context, such as that of a batch.
func acting(ctx, self context.Context) context.Context {
	who, _ := actor.From(self)
	return actor.With(ctx, who)
}

// duty sets who is in charge of a day: one coordinator early and one late, with
// another behind them, and one on call at night.
func (b *builder) duty(ctx context.Context, day when.Date) error {
	nth := func(i int) ids.Account {
		who, _ := actor.From(b.coordinators[(int(day.Weekday())+i)%len(b.coordinators)])
		return ids.Account(who.ID)
	}
	turns := []staff.Turn{
		{Account: nth(0), Part: staff.Lead, FromMin: 6 * 60, UntilMin: 14*60 + 30},
		{Account: nth(1), Part: staff.Lead, FromMin: 14*60 + 30, UntilMin: 22 * 60},
		{Account: nth(2), Part: staff.OnCall, FromMin: 22 * 60, UntilMin: 6 * 60},
	}
	if len(b.coordinators) > 2 {
		turns = append(turns, staff.Turn{Account: nth(2), Part: staff.Deputy, FromMin: 6 * 60, UntilMin: 22 * 60})
	}
	return staff.SetTurns(acting(ctx, b.coordinators[0]), b.g, day, turns)
}

// openPortal gives the two portal accounts of the demo their person: the first
// of those on service who has a plan.
func (b *builder) openPortal(ctx context.Context) error {
	for _, s := range b.lives {
		if s.started == "" || s.inHospital {
			continue
		}
		for _, portal := range []struct {
			role actor.Role
			kind auth.Kind
			name string
		}{{actor.Person, auth.KindPerson, s.given + " " + s.family}, {actor.Family, auth.KindClose, pick(b.r, younger) + " " + s.family}} {
			err := auth.Enrol(actor.With(ctx, actor.Machine), b.g, auth.New{
				ID: ids.Account(b.id("account", portal.role)), Kind: portal.kind, Login: "demo." + string(portal.role),
				Name: portal.name, Roles: []actor.Role{portal.role}, Person: s.person,
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	return nil
}
