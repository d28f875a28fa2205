package safeguarding

import (
	"context"
	"time"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
)

// Jobs of the sealed side. They write on the sealed side only.
var Jobs = []job.Job{{Name: "safeguarding.watch", Every: 30 * time.Second, Run: Watch}}

// Watch hands over concerns as leads, deputies and managers come and go, so
// that none is with nobody. It writes only where something is to change.
func Watch(ctx context.Context, g *gate.Gate) error {
	var move []ID
	if err := g.Read(ctx, MayWatch, gate.Council, func(s *gate.Snapshot) error {
		hidden, err := gate.Values[ID](s, `SELECT DISTINCT concern_id FROM safeguarding_hidden WHERE until_at IS NULL ORDER BY concern_id`)
		for _, id := range hidden {
			h, err := handingOf(s, id)
			if err != nil {
				return err
			}
			if len(h.end)+len(h.to) > 0 {
				move = append(move, id)
			}
		}
		return err
	}); err != nil {
		return err
	}
	for _, id := range move {
		if err := g.Write(ctx, MayWatch, gate.Person(id), func(tx *gate.Tx) error { return handOver(tx, id) }); err != nil {
			return err
		}
	}
	return nil
}
