package gate

import (
	"context"

	"stillhome/internal/platform/gate/internal/sqldb"
	"stillhome/internal/platform/secret"
)

// Urgent lets the writes under the context go before every other write that
// waits for its turn: somebody asks for help.
func Urgent(ctx context.Context) context.Context { return sqldb.Urgent(ctx) }

// Pairs are the council's key pairs: what phones seal to, and what it signs
// receipts with.
func (g *Gate) Pairs() *secret.Pairs { return g.pairs() }
