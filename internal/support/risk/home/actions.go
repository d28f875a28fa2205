package home

import (
	"context"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/risk"
)

// Record keeps a look at a home. Errors: risk.home, by field; gate.exists;
// gate.not_found.
func Record(ctx context.Context, g *gate.Gate, l Look) error {
	return g.Write(ctx, risk.MayRecord, gate.Person(l.Person), func(tx *gate.Tx) error {
		if err := l.check(tx.Today()); err != nil {
			return err
		}
		for i := range l.Items {
			if l.Items[i].Found == Act {
				l.Items[i].DueOn = tx.Today().Add(actDays)
			}
		}
		return insertLook(tx, l)
	})
}

// Arrange says who does what about an item, by when, and may add a photo.
// Errors: risk.home_plan, by field; gate.changed; gate.not_found.
func Arrange(ctx context.Context, g *gate.Gate, p Plan) error {
	return g.Write(ctx, risk.MayRecord, gate.Person(p.Person), func(tx *gate.Tx) error {
		if err := p.check(tx.Today()); err != nil {
			return err
		}
		if _, err := staff.Get(tx.Snapshot, p.Owner); err != nil {
			return err
		}
		photo := files.ID("")
		if p.Photo != nil {
			photo = files.ID(ids.New())
			f := *p.Photo
			f.ID, f.Person = photo, p.Person
			if err := files.Keep(tx, f); err != nil {
				return err
			}
		}
		return arrange(tx, p, photo)
	})
}

// Finish says that something was put right. Errors: risk.home_done, by field;
// gate.changed.
func Finish(ctx context.Context, g *gate.Gate, d Doing) error {
	return g.Write(ctx, risk.MayRecord, gate.Person(d.Person), func(tx *gate.Tx) error {
		if err := d.check(); err != nil {
			return err
		}
		return finish(tx, d)
	})
}

// Draft keeps a referral to the fire service, or that the person said no.
// Errors: risk.fire, by field; gate.exists; gate.not_found where nobody has
// looked at the home.
func Draft(ctx context.Context, g *gate.Gate, r Referral) error {
	return g.Write(ctx, risk.MayRecord, gate.Person(r.Person), func(tx *gate.Tx) error {
		if err := r.check(); err != nil {
			return err
		}
		l, err := latest(tx.Snapshot, r.Person)
		if err != nil {
			return err
		}
		r.Look = l.ID
		return insertReferral(tx, r)
	})
}

// Send says that a referral went out. Errors: risk.fire_no where the person said
// no; risk.fire_sent, by field; gate.changed; gate.not_found.
func Send(ctx context.Context, g *gate.Gate, x Sending) error {
	return g.Write(ctx, risk.MayEnd, gate.Person(x.Person), func(tx *gate.Tx) error {
		r, err := referral(tx.Snapshot, x.Person, x.Referral)
		if err != nil {
			return err
		}
		if err := x.check(r, tx.Today()); err != nil {
			return err
		}
		return send(tx, x)
	})
}

// Assess keeps how somebody is helped to move. Where it asks for two workers and
// visits of the plan are for one, the office is told; the plan is not changed.
// Errors: risk.moving, by field; gate.exists; gate.not_found.
func Assess(ctx context.Context, g *gate.Gate, m Moving) error {
	return g.Write(ctx, risk.MayAssess, gate.Person(m.Person), func(tx *gate.Tx) error {
		if err := m.check(tx.Today()); err != nil {
			return err
		}
		if err := insertMoving(tx, m); err != nil {
			return err
		}
		if m.Workers() < 2 {
			return nil
		}
		alone, err := visitsOfOne(tx.Snapshot, m.Person)
		if err != nil || alone == 0 {
			return err
		}
		return alert.Raise(tx, alert.New{Kind: alert.TwoWorkersAsked, Person: m.Person, Source: string(m.ID)})
	})
}
