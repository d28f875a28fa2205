package prison

import (
	"context"
	"slices"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/visit"
)

// can are the roles that a member of the team may have.
var can = slices.Concat(actor.Field, []actor.Role{actor.Coordinator, actor.Therapist, actor.SocialWorker})

// Who may do what. A manager says who is in the team; whoever is in it knows
// where people are. The day of release is for its coordinators and managers.
var (
	MaySee     = gate.Action{Name: "prison.see", Who: actor.Rule{Any: []actor.Role{actor.Manager}, Related: can}}
	MayList    = gate.Action{Name: "prison.list", Who: actor.Rule{Any: append(slices.Clone(can), actor.Manager)}}
	MayEnter   = gate.Action{Name: "prison.enter", Who: actor.Rule{Any: actor.Office}}
	MayMove    = gate.Action{Name: "prison.move", Who: actor.Rule{Any: []actor.Role{actor.Manager}, Related: []actor.Role{actor.Coordinator}}}
	MayRelease = gate.Action{Name: "prison.release", Who: MayMove.Who}
	MayTeam    = gate.Action{Name: "prison.team", Who: actor.Rule{Any: []actor.Role{actor.Manager}}}
)

// source names the relations that come from a stay.
func (id StayID) source() string { return "prison " + string(id) }

// In reports whether somebody is in prison on a day, for packages whose rules
// differ there.
func In(s *gate.Snapshot, person ids.Person, on when.Date) (bool, error) {
	n, err := gate.Value[int](s, `SELECT COUNT(*) FROM prison_stay z WHERE z.person_id IN `+together+` AND z.from_on <= ? AND (z.until_on IS NULL OR z.until_on > ?)`,
		person, person, on, on)
	return n > 0, err
}

// SaveWing adds a wing, or changes one whose version is given. Errors:
// prison.wing, by field; gate.exists; gate.changed.
func SaveWing(ctx context.Context, g *gate.Gate, w Wing) error {
	return g.Write(ctx, MayTeam, gate.Council, func(tx *gate.Tx) error {
		if err := w.tidy(); err != nil {
			return err
		}
		if w.Version == 0 {
			return tx.Exec(`INSERT INTO prison_wing (id, name, windows, escort, added_at, version) VALUES (?, ?, ?, ?, ?, 1)`, w.ID, w.Name, joined(w.Windows), w.Escort, tx.At)
		}
		return tx.Update(`UPDATE prison_wing SET name = ?, windows = ?, escort = ?, version = version + 1 WHERE id = ? AND version = ?`, w.Name, joined(w.Windows), w.Escort, w.ID, w.Version)
	})
}

// Join puts an account into the team: from now on it knows where people are.
// Joining twice changes nothing. Error: prison.member.
func Join(ctx context.Context, g *gate.Gate, account ids.Account) error {
	return g.Write(ctx, MayTeam, gate.Council, func(tx *gate.Tx) error {
		roles, err := gate.RolesOf(tx.Snapshot, string(account))
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(roles, func(r actor.Role) bool { return slices.Contains(MayList.Who.Any, r) }) {
			return fault.New(fault.Invalid, "prison.member", "Choose somebody who supports people, or plans support.")
		}
		n, err := tx.Changed(`INSERT INTO prison_member (account_id, from_at, added_by) SELECT ?, ?, ?
			WHERE NOT EXISTS (SELECT 1 FROM prison_member m WHERE m.account_id = ? AND m.until_at IS NULL)`, account, tx.At, tx.Actor.ID, account)
		if err != nil || n == 0 {
			return err
		}
		stays, err := present(tx.Snapshot)
		if err != nil {
			return err
		}
		var links []gate.Link
		for _, z := range stays {
			links = append(links, z.link(account, tx.At))
		}
		return tx.RelateAll(links)
	})
}

func (s Stay) link(account ids.Account, from when.Instant) gate.Link {
	return gate.Link{Account: string(account), Person: string(s.Person), Kind: actor.Work, Source: s.ID.source(), From: from}
}

// Leave takes an account out of the team, at once. Error: gate.not_found.
func Leave(ctx context.Context, g *gate.Gate, account ids.Account) error {
	return g.Write(ctx, MayTeam, gate.Council, func(tx *gate.Tx) error {
		n, err := tx.Changed(`UPDATE prison_member SET until_at = ? WHERE account_id = ? AND until_at IS NULL`, tx.At, account)
		if err != nil {
			return err
		}
		if n == 0 {
			return gate.NotFound()
		}
		stays, err := present(tx.Snapshot)
		if err != nil {
			return err
		}
		sources := make([]string, 0, len(stays))
		for _, z := range stays {
			sources = append(sources, z.ID.source())
		}
		return tx.UnrelateOne(string(account), sources)
	})
}

// Enter says that somebody is in prison from today. Visits planned at home are
// called off. Errors: prison.stay, by field; prison.there; prison.not_team;
// gate.exists; gate.not_found.
func Enter(ctx context.Context, g *gate.Gate, s Stay) error {
	return g.Write(ctx, MayEnter, gate.Person(s.Person), func(tx *gate.Tx) error {
		if err := s.tidy(); err != nil {
			return err
		}
		if err := InTeam(tx.Snapshot); err != nil {
			return err
		}
		there, err := In(tx.Snapshot, s.Person, tx.Today())
		if err != nil {
			return err
		}
		if there {
			return fault.New(fault.Conflict, "prison.there", "This person is in prison already. Move them instead.")
		}
		err = tx.Exec(`INSERT INTO prison_stay (id, person_id, wing_id, landing, cell, escort, from_on, receiving, entered_at, entered_by, version) VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?, 1)`,
			s.ID, s.Person, s.Wing, s.Landing, s.Cell, s.Escort, tx.Today(), tx.At, tx.Actor.ID)
		if err != nil {
			return err
		}
		team, err := members(tx.Snapshot)
		if err != nil {
			return err
		}
		var links []gate.Link
		for _, m := range team {
			links = append(links, s.link(m, tx.At))
		}
		if err := tx.RelateAll(links); err != nil {
			return err
		}
		return visit.CancelAway(tx, s.Person, tx.Today(), "", visit.Away)
	})
}

// InTeam refuses whoever is neither a manager nor in the team. Error:
// prison.not_team.
func InTeam(s *gate.Snapshot) error {
	if s.Actor.Has(actor.Manager) {
		return nil
	}
	n, err := gate.Value[int](s, `SELECT COUNT(*) FROM prison_member WHERE account_id = ? AND until_at IS NULL`, s.Actor.ID)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "prison.not_team", "You are not in the prison team. A manager can put you into it.")
	}
	return err
}

// Move says in which cell somebody is now. Errors: prison.stay, by field;
// gate.changed; gate.not_found.
func Move(ctx context.Context, g *gate.Gate, s Stay) error {
	return g.Write(ctx, MayMove, gate.Person(s.Person), func(tx *gate.Tx) error {
		now, err := Here(tx.Snapshot, s.Person)
		if err != nil {
			return err
		}
		s.ID = now.ID
		if err := s.tidy(); err != nil {
			return err
		}
		return tx.Update(`UPDATE prison_stay SET wing_id = ?, landing = ?, cell = ?, escort = ?, version = version + 1 WHERE id = ? AND version = ? AND until_on IS NULL`,
			s.Wing, s.Landing, s.Cell, s.Escort, s.ID, s.Version)
	})
}

// Releasing is when somebody goes out, and who supports them then.
type Releasing struct {
	Person    ids.Person
	Version   int       `json:"version"`
	On        when.Date `json:"on"`
	Receiving string    `json:"receiving"`
}

// SetRelease keeps the day of release and makes what is to be done before it;
// another day moves what is not done yet. Errors: prison.release, by field;
// gate.changed; gate.not_found.
func SetRelease(ctx context.Context, g *gate.Gate, r Releasing) error {
	r.Receiving = strings.TrimSpace(r.Receiving)
	return g.Write(ctx, MayRelease, gate.Person(r.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(r.On == "", "on", "Enter the day of release.")
		c.Field(r.On != "" && r.On < tx.Today(), "on", "That day is over. If they are out, say so instead.")
		c.Field(r.On != "" && tx.Today().Days(r.On) > 50*366, "on", "Check the year.")
		c.Field(r.Receiving == "" || long(r.Receiving, mostLine), "receiving", "Enter the council where the person will live. If nobody knows yet, say so.")
		if err := c.Err("prison.release"); err != nil {
			return err
		}
		z, err := Here(tx.Snapshot, r.Person)
		if err != nil {
			return err
		}
		if err := tx.Update(`UPDATE prison_stay SET release_on = ?, receiving = ?, version = version + 1 WHERE id = ? AND version = ?`, r.On, r.Receiving, z.ID, r.Version); err != nil {
			return err
		}
		var rows [][]any
		for n, t := range tasks {
			rows = append(rows, []any{ids.Derived("prison.task", string(z.ID), string(t.kind)), z.ID, t.kind, n + 1, dueOn(r.On, tx.Today(), t.days), "", 1})
		}
		// What was not done yet is made anew, for the new day; what was done stays.
		if err := tx.Exec(`DELETE FROM prison_task WHERE stay_id = ? AND done_at IS NULL`, z.ID); err != nil {
			return err
		}
		done, err := gate.Values[TaskKind](tx.Snapshot, `SELECT kind FROM prison_task WHERE stay_id = ?`, z.ID)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(row []any) bool { return slices.Contains(done, row[2].(TaskKind)) })
		return tx.InsertMany(`INSERT INTO prison_task (id, stay_id, kind, ord, due_on, words, version) VALUES `, rows)
	})
}

// Done says how one thing before release was done. Errors: prison.task, by
// field; gate.changed; gate.not_found.
func Done(ctx context.Context, g *gate.Gate, person ids.Person, task string, version int, words string) error {
	words = strings.TrimSpace(words)
	return g.Write(ctx, MayRelease, gate.Person(person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(len([]rune(words)) < 5 || long(words, mostWords), "words", "Say in a few words what was done, with whom.")
		if err := c.Err("prison.task"); err != nil {
			return err
		}
		z, err := latestStay(tx.Snapshot, person)
		if err != nil {
			return err
		}
		return tx.Update(`UPDATE prison_task SET done_at = ?, done_by = ?, words = ?, version = version + 1 WHERE id = ? AND stay_id = ? AND version = ? AND done_at IS NULL`,
			tx.At, tx.Actor.ID, words, task, z.ID, version)
	})
}

// Out says that somebody is out from today: the team knows of them no more, and
// visits planned in prison are called off. Errors: gate.changed; gate.not_found.
func Out(ctx context.Context, g *gate.Gate, person ids.Person, version int) error {
	return g.Write(ctx, MayRelease, gate.Person(person), func(tx *gate.Tx) error {
		z, err := Here(tx.Snapshot, person)
		if err != nil {
			return err
		}
		if err := tx.Update(`UPDATE prison_stay SET until_on = ?, version = version + 1 WHERE id = ? AND version = ? AND until_on IS NULL`, tx.Today(), z.ID, version); err != nil {
			return err
		}
		if err := tx.Unrelate(z.ID.source()); err != nil {
			return err
		}
		return visit.CancelAway(tx, person, tx.Today(), "", visit.PlanChanged)
	})
}
