package safeguarding

import (
	"context"
	"time"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
)

// Jobs of the sealed side. They write on the sealed side only.
var Jobs = []job.Job{{Name: "safeguarding.watch", Every: 30 * time.Second, Run: Watch}}

// Watch warns of concerns that were not seen or decided in time, and hands over
// as leads, deputies and managers come and go, so that none is with nobody. It
// writes only where something is to change.
//
// Who is told that one is late: the leads, and the deputies, to whom it opens
// until it is decided. Not whoever is in charge of the day: a text that comes
// only when there is a concern would itself tell somebody without need.
func Watch(ctx context.Context, g *gate.Gate) error {
	var late, move []ID
	if err := g.Read(ctx, MayWatch, gate.Council, func(s *gate.Snapshot) error {
		all, err := gate.All(s, (*Concern).fields, `SELECT `+columns+` WHERE c.state IN ('new', 'seen') AND c.warned_at IS NULL ORDER BY c.received_at, c.id`)
		if err != nil {
			return err
		}
		for _, c := range all {
			if c.Overdue(s.Now) {
				late = append(late, c.ID)
			}
		}
		some, err := gate.Values[ID](s, `SELECT c.id FROM safeguarding_concern c WHERE EXISTS (SELECT 1 FROM safeguarding_hidden h WHERE h.concern_id = c.id AND h.until_at IS NULL)
			OR EXISTS (SELECT 1 FROM safeguarding_access a WHERE a.concern_id = c.id AND a.kind = 'deputy' AND (a.until_at IS NULL OR a.until_at > ?)) ORDER BY c.id`, s.Now)
		if err != nil {
			return err
		}
		for _, id := range some {
			h, err := handingOf(s, id)
			if err != nil {
				return err
			}
			if len(h.end)+len(h.to) > 0 {
				move = append(move, id)
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for _, id := range late {
		if err := g.Write(ctx, MayWatch, gate.Person(id), func(tx *gate.Tx) error { return warn(tx, id) }); err != nil {
			return err
		}
	}
	for _, id := range move {
		if err := g.Write(ctx, MayWatch, gate.Person(id), func(tx *gate.Tx) error { return handOver(tx, id) }); err != nil {
			return err
		}
	}
	return nil
}

// warn says once that a concern is late.
func warn(tx *gate.Tx, id ID) error {
	if err := tx.Exec(`UPDATE safeguarding_concern SET warned_at = ? WHERE id = ? AND warned_at IS NULL`, tx.At, id); err != nil {
		return err
	}
	if err := handOver(tx, id); err != nil {
		return err
	}
	all, err := circleOf(tx.Snapshot, id)
	if err != nil {
		return err
	}
	return text(tx, "late:"+string(id), append(all.heirs(), all.leads...))
}
