package keep

import (
	"context"
	"database/sql"
)

// CheckIn checks through a transaction, so that a test can tamper and undo.
func CheckIn(ctx context.Context, postgres bool, tx *sql.Tx, known []Head) (Report, error) {
	p := place{file: "in memory"}
	if postgres {
		p = place{url: "postgres://"}
	}
	return check(ctx, p, tx, known)
}
