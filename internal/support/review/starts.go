package review

import (
	"context"

	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/episode"
)

// StartsAtRisk alerts the office to everybody who was accepted, whose start is
// due by tomorrow, and for whom no visit is planned in time: once for each.
// It stands here because it needs both the episode and its visits.
func StartsAtRisk(ctx context.Context, g *gate.Gate) error {
	var late []episode.Episode
	err := g.Read(ctx, mayAsk, gate.Council, func(s *gate.Snapshot) (err error) {
		late, err = atRisk(s)
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range late {
		err := g.Write(ctx, mayAsk, gate.Person(e.Person), func(tx *gate.Tx) error {
			return alert.Raise(tx, alert.New{Kind: alert.StartAtRisk, Person: e.Person, Source: string(e.ID)})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// atRisk lists those nobody was alerted to yet.
func atRisk(s *gate.Snapshot) ([]episode.Episode, error) {
	return gate.All(s, func(e *episode.Episode) []any { return []any{&e.ID, &e.Person} },
		`SELECT e.id, e.person_id FROM episode e WHERE e.state = 'accepted' AND e.start_due_on <= ?
		AND NOT EXISTS (SELECT 1 FROM visit v WHERE v.episode_id = e.id AND v.state = 'planned' AND v.on_date <= e.start_due_on AND v.on_date >= ?)
		AND NOT EXISTS (SELECT 1 FROM alert a WHERE a.kind = 'start_at_risk' AND a.source = e.id) ORDER BY e.start_due_on, e.id LIMIT 200`,
		s.Today().Add(1), s.Today())
}

// alerted reports whether the office was alerted to a follow-up, also if it
// has closed the alert since: it is told once.
func alerted(s *gate.Snapshot, f FollowUp) (bool, error) {
	n, err := gate.Value[int](s, `SELECT COUNT(*) FROM alert WHERE kind = ? AND source = ?`, alert.FollowUpDue, f.ID)
	return n > 0, err
}
