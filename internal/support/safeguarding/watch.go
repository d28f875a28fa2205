package safeguarding

import (
	"context"
	"time"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
)

// Jobs of the sealed side. They write on the sealed side only.
var Jobs = []job.Job{{Name: "safeguarding.watch", Every: 30 * time.Second, Run: Watch}}

// Watch hands over concerns that no lead may see any more, as leads come and
// go.
func Watch(ctx context.Context, g *gate.Gate) error {
	var hidden []ID
	if err := g.Read(ctx, MayWatch, gate.Council, func(s *gate.Snapshot) (err error) {
		hidden, err = gate.Values[ID](s, `SELECT DISTINCT h.concern_id FROM safeguarding_hidden h WHERE h.until_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM safeguarding_access a WHERE a.concern_id = h.concern_id AND a.kind = 'deputy' AND a.until_at IS NULL)
			ORDER BY h.concern_id`)
		return err
	}); err != nil {
		return err
	}
	for _, id := range hidden {
		var left int
		if err := g.Read(ctx, MayWatch, gate.Council, func(s *gate.Snapshot) error {
			free, err := rolesNow(s, "safeguarding-lead", id)
			left = len(free)
			return err
		}); err != nil {
			return err
		}
		if left > 0 {
			continue
		}
		if err := g.Write(ctx, MayWatch, gate.Person(id), func(tx *gate.Tx) error { return handOver(tx, id) }); err != nil {
			return err
		}
	}
	return nil
}
