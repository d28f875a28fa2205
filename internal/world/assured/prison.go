package assured

import (
	"context"
	"fmt"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/prison"
	"stillhome/internal/support/visit"
)

// prison puts one person into the prison, with a team of a coordinator and two
// workers, and a day of release.
func (b Service) prison(office context.Context) error {
	var people []ids.Person
	var team []ids.Account
	manager := ""
	err := b.Gate.Read(office, prison.MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		if people, err = gate.Values[ids.Person](s, `SELECT e.person_id FROM episode e WHERE e.state = 'active'
			AND NOT EXISTS (SELECT 1 FROM gate_relation r JOIN auth_account a ON a.id = r.account_id WHERE r.person_id = e.person_id AND (r.kind IN ('self', 'close') OR a.login LIKE 'demo.%'))
			AND NOT EXISTS (SELECT 1 FROM noanswer n WHERE n.person_id = e.person_id)
			AND NOT EXISTS (SELECT 1 FROM visit v WHERE v.person_id = e.person_id AND v.on_date = ? AND v.state <> 'planned') ORDER BY e.person_id DESC LIMIT 1`, b.Today); err != nil {
			return err
		}
		if team, err = gate.Values[ids.Account](s, `SELECT r.account_id FROM gate_role r JOIN auth_account a ON a.id = r.account_id
			WHERE r.role = 'worker' AND r.until_at IS NULL AND a.login NOT LIKE 'demo.%' ORDER BY r.account_id LIMIT 2`); err != nil {
			return err
		}
		manager, err = gate.Value[string](s, `SELECT r.account_id FROM gate_role r WHERE r.role = 'manager' AND r.until_at IS NULL ORDER BY r.account_id LIMIT 1`)
		if gate.Missing(err) {
			err = nil
		}
		return err
	})
	if err != nil || manager == "" {
		return err
	}
	boss := actor.With(office, actor.Actor{ID: manager, Name: "Manager", Roles: []actor.Role{actor.Manager}})
	wing := prison.Wing{
		ID: prison.WingID(b.id("wing")), Name: "A wing", Escort: "Ask at the gatehouse for the wing office. Paper and pens only.",
		Windows: map[plan.Part]prison.Window{plan.Morning: {From: 8*60 + 15, Until: 11*60 + 30}, plan.Lunch: {From: 13 * 60, Until: 14 * 60}, plan.Evening: {From: 16 * 60, Until: 18*60 + 30}},
	}
	if err := prison.SaveWing(boss, b.Gate, wing); err != nil {
		return fmt.Errorf("wing: %w", err)
	}
	for _, m := range team {
		if err := prison.Join(boss, b.Gate, m); err != nil {
			return fmt.Errorf("team: %w", err)
		}
	}
	for _, p := range people {
		z := prison.Stay{ID: prison.StayID(b.id("prison", p)), Person: p, Wing: wing.ID, Landing: "2", Cell: "2-14", Escort: prison.OneOfficer}
		if err := prison.Enter(boss, b.Gate, z); err != nil {
			return fmt.Errorf("enter: %w", err)
		}
		if err := prison.SetRelease(boss, b.Gate, prison.Releasing{Person: p, Version: 1, On: b.Today.Add(18), Receiving: "This council"}); err != nil {
			return fmt.Errorf("release: %w", err)
		}
		for n, minute := range []int{9 * 60, 16*60 + 15, 9 * 60, 19 * 60} {
			o := visit.OneOff{ID: visit.ID(b.id("inside", n)), Person: p, On: b.Today.Add(n / 2), StartMin: minute, DurationMin: 30, Workers: 1, WindowMin: 15}
			if err := visit.AddOne(boss, b.Gate, o); err != nil {
				return fmt.Errorf("visit: %w", err)
			}
		}
	}
	return nil
}
