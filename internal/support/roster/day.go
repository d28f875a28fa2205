package roster

import (
	"context"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/visit"
)

// A support worker sees their own run, and says that they have seen changes of
// it. Nobody else's can be asked for.
var (
	MaySeeOwn = gate.Action{Name: "roster.see_own", Who: actor.Rule{Any: actor.Field}}
	MaySeen   = gate.Action{Name: "roster.seen", Who: actor.Rule{Any: actor.Field}}
)

// Stop is one visit of a worker's day. Name is what the person likes to be
// called; Area the first half of the postcode: the run shows no more of
// anybody until their page is opened.
type Stop struct {
	visit.Visit
	ToldMin   int // when the worker is told to start
	TravelMin int
	Shift     ShiftID
	Name      string
	Area      string
	Second    bool   // one of two workers
	With      string // the other of two workers, as given name and initial; empty where there is none
	// CameBy is who noted the arrival; empty where nobody has.
	CameBy ids.Account
	// OpensAt is from when the worker may see the person's record.
	OpensAt when.Instant

	shiftMin int
}

// MyDay is one worker's published run of a day, by time, without visits that
// were called off. It is empty until the day is published.
func MyDay(s *gate.Snapshot, account ids.Account, day when.Date) ([]Stop, error) {
	return MyRun(s, account, day, day)
}

// MyRun is MyDay for every day from one to another, both included, in one
// statement.
func MyRun(s *gate.Snapshot, account ids.Account, from, until when.Date) ([]Stop, error) {
	stops, err := gate.All(s, func(t *Stop) []any {
		return append(t.Visit.Fields(), &t.ToldMin, &t.TravelMin, &t.Shift, &t.Name, &t.Area, &t.Second, gate.Null(&t.With), (*gate.Text)(&t.CameBy), &t.shiftMin)
	}, `SELECT v.id, v.person_id, v.episode_id, v.pattern_id, v.on_date, v.part, v.start_min, v.earliest_min, v.latest_min, v.duration_min,
	v.workers, v.must_be_at, v.skills, v.first, v.state, v.arrived_at, v.left_at, v.feeling, v.note, v.channel, v.recorded_by, v.recorded_at, v.reason, v.version, a.start_min, a.travel_min, a.shift_id,
		CASE WHEN p.preferred <> '' THEN p.preferred WHEN p.given <> '' THEN p.given ELSE p.family END,
		CASE WHEN LENGTH(p.postcode) > 4 THEN SUBSTR(p.postcode, 1, LENGTH(p.postcode) - 4) ELSE '' END, v.workers = 2,
		(SELECT STRING_AGG(m.given || ' ' || SUBSTR(m.family, 1, 1), ' and ') FROM roster_assignment o JOIN staff_member m ON m.account_id = o.account_id
			WHERE o.visit_id = a.visit_id AND o.account_id <> a.account_id),
		v.arrived_by,
		COALESCE((SELECT MIN(h.start_min) FROM roster_shift h WHERE h.account_id = a.account_id AND h.on_date = a.on_date AND h.cancelled = ''), a.start_min)
		FROM roster_assignment a JOIN roster_day d ON d.on_date = a.on_date AND d.published_at IS NOT NULL
		JOIN visit v ON v.id = a.visit_id JOIN person p ON p.id = a.person_id
		WHERE a.account_id = ? AND a.on_date BETWEEN ? AND ? AND v.state <> 'cancelled'
		AND NOT EXISTS (SELECT 1 FROM prison_stay z WHERE z.person_id = v.person_id AND z.from_on <= v.on_date AND (z.until_on IS NULL OR z.until_on > v.on_date))
		ORDER BY a.on_date, a.start_min, a.ord, a.visit_id`, account, from, until)
	for i := range stops {
		stops[i].OpensAt = stops[i].On.AtMinute(stops[i].shiftMin).Add(-seeBefore)
	}
	return stops, err
}

// Unseen is one change of a worker's run, with what it is about.
type Unseen struct {
	Change
	Name     string // what the person likes to be called
	StartMin int    // when the worker is told to start now; 0 where the visit is no longer theirs
}

// UnseenBy lists the changes from a date on that a worker has not said they
// have seen, oldest first.
func UnseenBy(s *gate.Snapshot, account ids.Account, from when.Date) ([]Unseen, error) {
	return gate.All(s, func(u *Unseen) []any {
		return []any{&u.ID, &u.On, &u.Account, &u.Visit, &u.Person, &u.What, &u.At, &u.SeenAt, &u.Name, &u.StartMin}
	}, `SELECT c.id, c.on_date, c.account_id, c.visit_id, c.person_id, c.what, c.at, c.seen_at,
		CASE WHEN p.preferred <> '' THEN p.preferred WHEN p.given <> '' THEN p.given ELSE p.family END, COALESCE(a.start_min, 0)
		FROM roster_change c JOIN person p ON p.id = c.person_id
		LEFT JOIN roster_assignment a ON a.visit_id = c.visit_id AND a.account_id = c.account_id
		WHERE c.account_id = ? AND c.seen_at IS NULL AND c.on_date >= ? ORDER BY c.on_date, c.at, c.id LIMIT 100`, account, from)
}

// Seen says that the actor has seen changes of their own run. Those seen
// before stay as they are. Errors: roster.seen; gate.not_found for a change
// that is not the actor's.
func Seen(ctx context.Context, g *gate.Gate, changes ...ChangeID) error {
	return g.Write(ctx, MaySeen, gate.Council, func(tx *gate.Tx) error {
		if len(changes) == 0 || len(changes) > 100 {
			return fault.New(fault.Invalid, "roster.seen", "Say which changes you have seen, 100 at most.")
		}
		for _, c := range changes {
			n, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM roster_change WHERE id = ? AND account_id = ?`, c, tx.Actor.ID)
			if err != nil {
				return err
			}
			if n == 0 {
				return gate.NotFound()
			}
			if err := tx.Exec(`UPDATE roster_change SET seen_at = ? WHERE id = ? AND account_id = ? AND seen_at IS NULL`, tx.At, c, tx.Actor.ID); err != nil {
				return err
			}
			if err := alert.CloseFor(tx, alert.UnseenChange, string(c), alert.Answered); err != nil {
				return err
			}
		}
		return nil
	})
}

// Told is one change with the names of whom it concerns.
type Told struct {
	Change
	Worker string
	Name   string // of the person
}

// ChangesOn lists what changed of a published day, the newest first, 200 at
// most.
func ChangesOn(s *gate.Snapshot, day when.Date) ([]Told, error) {
	return gate.All(s, func(t *Told) []any {
		return []any{
			&t.ID, &t.On, &t.Account, &t.Visit, &t.Person, &t.What, &t.At, &t.SeenAt, &t.DeliveredAt, &t.ToldAt, gate.Null(&t.Worker), &t.Name,
		}
	}, `SELECT c.id, c.on_date, c.account_id, c.visit_id, c.person_id, c.what, c.at, c.seen_at, c.delivered_at, c.told_at, m.given || ' ' || m.family, p.given || ' ' || p.family
		FROM roster_change c JOIN person p ON p.id = c.person_id LEFT JOIN staff_member m ON m.account_id = c.account_id
		WHERE c.on_date = ? ORDER BY c.at DESC, m.family, c.id LIMIT 200`, day)
}
