package journey

import (
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// stopsBetween lists every worker's published stops from one date to another,
// both included, by worker, day and time told.
func stopsBetween(s *gate.Snapshot, from, until when.Date) ([]stop, error) {
	return gate.All(s, func(x *stop) []any {
		return []any{
			&x.account, &x.shift, &x.on, &x.toldMin, &x.durationMin, &x.travelMin, &x.state, &x.channel, (*gate.Text)(&x.recordedBy),
			&x.arrived, &x.left, &x.mode, gate.Null(&x.at.Lat), gate.Null(&x.at.Lon), &x.postcode,
		}
	}, `SELECT a.account_id, a.shift_id, a.on_date, a.start_min, v.duration_min, a.travel_min, v.state, v.channel, v.recorded_by,
		v.arrived_at, v.left_at, m.mode, p.lat, p.lon, p.postcode
		FROM roster_assignment a JOIN visit v ON v.id = a.visit_id JOIN person p ON p.id = a.person_id JOIN staff_member m ON m.account_id = a.account_id
		WHERE a.on_date BETWEEN ? AND ? AND v.state <> 'cancelled' ORDER BY a.account_id, a.on_date, a.start_min, a.ord`, from, until)
}

// site is somewhere that workers travel to or from: a home of somebody with
// support, for any mode, or where a worker sets off, for their own.
type site struct {
	at   place.Point
	mode place.Mode // empty for a home
}

// sites lists all that a rota of these days may need, each once.
func sites(s *gate.Snapshot) ([]site, error) {
	today := s.Today()
	return gate.All(s, func(x *site) []any { return []any{&x.at.Lat, &x.at.Lon, &x.mode} },
		`SELECT p.lat, p.lon, '' FROM person p JOIN episode e ON e.person_id = p.id AND e.state <> 'ended' WHERE p.lat IS NOT NULL AND p.lon IS NOT NULL
		UNION SELECT m.lat, m.lon, m.mode FROM staff_member m WHERE m.started_on <= ? AND (m.ended_on IS NULL OR m.ended_on >= ?) AND m.lat <> 0
		ORDER BY 3, 1, 2`, today, today)
}
