package visit

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/plan"
)

// CancelFrom calls off the planned visits of one pattern from a date on, within
// a write that ends the pattern.
func CancelFrom(tx *gate.Tx, pattern plan.PatternID, from when.Date, reason CallOff) error {
	visits, err := gate.All(tx.Snapshot, (*Visit).Fields, `SELECT `+columns+` FROM visit v
		WHERE v.pattern_id = ? AND v.on_date >= ? AND v.state = 'planned' ORDER BY v.on_date, v.id`, pattern, from)
	if err != nil || len(visits) == 0 {
		return err
	}
	tell(tx, visits)
	return tx.Exec(`UPDATE visit SET state = 'cancelled', reason = ?, channel = 'office', recorded_by = ?, recorded_at = ?, version = version + 1
		WHERE pattern_id = ? AND on_date >= ? AND state = 'planned'`, reason, tx.Actor.ID, tx.At, pattern, from)
}

// CancelEpisode calls off the planned visits of one episode from a date on,
// within a write that ends it.
func CancelEpisode(tx *gate.Tx, person ids.Person, e episode.ID, from when.Date, reason CallOff) error {
	visits, err := gate.All(tx.Snapshot, (*Visit).Fields, `SELECT `+columns+` FROM visit v
		WHERE v.episode_id = ? AND v.person_id = ? AND v.on_date >= ? AND v.state = 'planned' ORDER BY v.on_date, v.id`, e, person, from)
	if err != nil || len(visits) == 0 {
		return err
	}
	tell(tx, visits)
	return tx.Exec(`UPDATE visit SET state = 'cancelled', reason = ?, channel = 'office', recorded_by = ?, recorded_at = ?, version = version + 1
		WHERE episode_id = ? AND person_id = ? AND on_date >= ? AND state = 'planned'`, reason, tx.Actor.ID, tx.At, e, person, from)
}

// CancelAway calls off the planned visits of somebody who is not at home, from
// the moment this is known until the date they are back (empty: not known).
func CancelAway(tx *gate.Tx, person ids.Person, from, until when.Date, reason CallOff) error {
	if until == "" {
		until = "2200-12-31"
	}
	visits, err := gate.All(tx.Snapshot, (*Visit).Fields, `SELECT `+columns+` FROM visit v
		WHERE v.person_id = ? AND v.on_date >= ? AND v.on_date < ? AND v.state = 'planned' ORDER BY v.on_date, v.id`, person, from, until)
	if err != nil || len(visits) == 0 {
		return err
	}
	tell(tx, visits)
	return tx.Exec(`UPDATE visit SET state = 'cancelled', reason = ?, channel = 'office', recorded_by = ?, recorded_at = ?, version = version + 1
		WHERE person_id = ? AND on_date >= ? AND on_date < ? AND state = 'planned'`, reason, tx.Actor.ID, tx.At, person, from, until)
}

// Restore plans again, from a date on, what was called off because somebody was
// away: they are back. What the office called off stays so.
func Restore(tx *gate.Tx, person ids.Person, from when.Date) error {
	visits, err := gate.All(tx.Snapshot, (*Visit).Fields, `SELECT `+columns+` FROM visit v JOIN episode e ON e.id = v.episode_id AND e.state <> 'ended'
		WHERE v.person_id = ? AND v.on_date >= ? AND v.state = 'cancelled' AND v.reason IN ('hospital', 'away') AND v.recorded_by = 'system'
		ORDER BY v.on_date, v.id`, person, from)
	if err != nil {
		return err
	}
	for _, v := range visits {
		v.State, v.Reason, v.Channel, v.RecordedBy, v.RecordedAt = Planned, "", "", "", when.Instant{}
		if err := save(tx, v, v.Version); err != nil {
			return err
		}
		tx.Emit(Added{Visit: v.ID, Person: v.Person, On: v.On, Workers: v.Workers})
	}
	return nil
}

func tell(tx *gate.Tx, visits []Visit) {
	for _, v := range visits {
		tx.Emit(v.cancelled())
	}
}

// Shorten makes the planned visits of one pattern last so many minutes from a
// date on, within a write that shortens the pattern. A first visit keeps its
// length.
func Shorten(tx *gate.Tx, pattern plan.PatternID, minutes int, from when.Date) error {
	return tx.Exec(`UPDATE visit SET duration_min = ?, version = version + 1
		WHERE pattern_id = ? AND on_date >= ? AND state = 'planned' AND NOT first AND duration_min > ?`, minutes, pattern, from, minutes)
}
