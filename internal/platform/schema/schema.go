// Package schema holds the migrations: one ordered list of SQL files that both
// engines run as they stand. They only go forward, and one that has been
// released is never edited.
package schema

import "embed"

// Files holds migrations/NNNN_name.sql, in goose's format.
//
//go:embed migrations/*.sql
var Files embed.FS
