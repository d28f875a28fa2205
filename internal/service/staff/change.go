package staff

import (
	"context"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// MayChange: whoever may hire.
var MayChange = gate.Action{Name: "staff.change", Who: actor.Rule{Any: office}}

// Changed says that a post or what its holder may do changed.
type Changed struct{ Member ID }

// EventName is the event's stable name.
func (Changed) EventName() string { return "staff.changed" }

// Change puts a member's post as it is now in the place of what was known:
// everything but their name, account, gender and first and last day. Errors:
// staff.member; gate.not_found; gate.changed.
func Change(ctx context.Context, g *gate.Gate, m Member) error {
	return g.Write(ctx, MayChange, gate.Council, func(tx *gate.Tx) error {
		was, err := Get(tx.Snapshot, m.ID)
		if err != nil {
			return err
		}
		seen := m.Version
		if m.Postcode == was.Postcode {
			m.At = was.At
		}
		m.Given, m.Family, m.Account, m.Gender, m.StartedOn, m.EndedOn = was.Given, was.Family, was.Account, was.Gender, was.StartedOn, was.EndedOn
		if err := m.Check(); err != nil {
			return err
		}
		var c fault.Checks
		c.Field(m.OptedOutOn > tx.Today(), "opted_out_on", "Enter the day they agreed in writing: today or before.")
		if err := c.Err("staff.member"); err != nil {
			return err
		}
		tx.Emit(Changed{m.ID})
		return tx.Update(`UPDATE staff_member SET job_title = ?, team_id = ?, mode = ?, postcode = ?, lat = ?, lon = ?, contracted_min = ?, languages = ?, opted_out_on = ?, way_back = ?, phone = ?, version = version + 1
			WHERE id = ? AND version = ?`,
			m.JobTitle, gate.Text(m.Team), m.Mode, m.Postcode, m.At.Lat, m.At.Lon, m.ContractedMin, LanguageList(m.Languages), m.OptedOutOn, m.WayBack, m.Phone, m.ID, seen)
	})
}

// Trained is one training with the last day it holds; empty where it does not
// run out.
type Trained struct {
	Skill Skill
	Until when.Date
}

// SetTraining puts what a member is trained in in the place of what was known.
// Training whose day has passed is kept, and counts no more. Errors:
// staff.training; gate.not_found; gate.changed.
func SetTraining(ctx context.Context, g *gate.Gate, id ID, version int64, all []Trained) error {
	return g.Write(ctx, MayChange, gate.Council, func(tx *gate.Tx) error {
		var c fault.Checks
		seen := map[Skill]bool{}
		for _, t := range all {
			c.Field(skillLabels[t.Skill] == "" || seen[t.Skill], "skills", "Choose each training from the list, once.")
			c.Field(t.Until != "" && t.Until > tx.Today().Add(10*366), "until_"+string(t.Skill), "Enter a day within ten years, or leave it empty where the training does not run out.")
			seen[t.Skill] = true
		}
		if err := c.Err("staff.training"); err != nil {
			return err
		}
		if _, err := Get(tx.Snapshot, id); err != nil {
			return err
		}
		if err := tx.Update(`UPDATE staff_member SET version = version + 1 WHERE id = ? AND version = ?`, id, version); err != nil {
			return err
		}
		if err := tx.Exec(`DELETE FROM staff_skill WHERE member_id = ?`, id); err != nil {
			return err
		}
		rows := make([][]any, 0, len(all))
		for _, t := range all {
			rows = append(rows, []any{id, t.Skill, t.Until})
		}
		tx.Emit(Changed{id})
		return tx.InsertMany(`INSERT INTO staff_skill (member_id, skill, until_on) VALUES `, rows)
	})
}

// TrainingOf is what a member was ever said to be trained in, also what has run
// out, by skill.
func TrainingOf(s *gate.Snapshot, id ID) ([]Trained, error) {
	return gate.All(s, func(t *Trained) []any { return []any{&t.Skill, &t.Until} },
		`SELECT skill, until_on FROM staff_skill WHERE member_id = ? ORDER BY skill`, id)
}
