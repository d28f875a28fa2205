package gate

import (
	"context"

	"stillhome/internal/platform/gate/internal/sqldb"
	"stillhome/internal/platform/secret"
)

// Urgent lets the writes under the context go before every other write that
// waits for its turn: somebody asks for help.
func Urgent(ctx context.Context) context.Context { return sqldb.Urgent(ctx) }

// Patient lets every other write go before those under the context: somebody's
// phone sends what it has kept, and nobody sits and waits for it.
func Patient(ctx context.Context) context.Context { return sqldb.Patient(ctx) }

// Pairs are the council's key pairs: what phones seal to, and what it signs
// receipts with.
func (g *Gate) Pairs() *secret.Pairs { return g.pairs() }
