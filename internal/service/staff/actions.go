package staff

import (
	"context"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
)

var office = []actor.Role{actor.Coordinator, actor.Manager, actor.HR}

// Who may do what. Staff records are for the office and for recruitment and
// training; the list of who is in charge is the office's.
var (
	MaySee           = gate.Action{Name: "staff.see", Who: actor.Rule{Any: office}}
	MayHire          = gate.Action{Name: "staff.hire", Who: actor.Rule{Any: office}}
	MayReportAbsence = gate.Action{Name: "staff.report_absence", Who: actor.Rule{Any: office}}
	MaySetDuty       = gate.Action{Name: "staff.set_duty", Who: actor.Rule{Any: actor.Office}}
	// MaySeePhone: everybody who works here sees their own number.
	MaySeePhone = gate.Action{Name: "staff.see_phone", Who: actor.Rule{Any: []actor.Role{
		actor.Coordinator, actor.Worker, actor.LeadWorker, actor.Therapist, actor.SocialWorker, actor.Manager,
		actor.SafeguardingLead, actor.HR, actor.Analyst, actor.Admin,
	}}}
	MaySeeDuty = gate.Action{Name: "staff.see_duty", Who: actor.Rule{Any: actor.Office}}
)

// Hire keeps a new member of staff with what they are trained in. Errors:
// staff.member; gate.exists when it was saved before.
func Hire(ctx context.Context, g *gate.Gate, m Member, skills []Skill) error {
	return g.Write(ctx, MayHire, gate.Council, func(tx *gate.Tx) error { return Add(tx, m, skills...) })
}

// ReportAbsence says that somebody is away. Errors: staff.absence;
// gate.not_found for somebody who does not work here; gate.exists.
func ReportAbsence(ctx context.Context, g *gate.Gate, a Absence) error {
	return g.Write(ctx, MayReportAbsence, gate.Council, func(tx *gate.Tx) error {
		if err := a.Check(); err != nil {
			return err
		}
		if _, err := Get(tx.Snapshot, a.Member); err != nil {
			return err
		}
		if err := addAbsence(tx, a); err != nil {
			return err
		}
		tx.Emit(AbsenceReported{Absence: a.ID, Member: a.Member, From: a.From, Until: a.Until})
		return nil
	})
}
