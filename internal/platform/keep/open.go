package keep

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL
	_ "modernc.org/sqlite"             // SQLite
)

// reader is a connection or transaction to read by.
type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// place is where a record is: a SQLite file or a PostgreSQL database.
type place struct {
	file string // SQLite
	url  string // PostgreSQL
}

func parse(dsn string) (place, error) {
	switch {
	case strings.HasPrefix(dsn, "sqlite:"):
		return place{file: strings.TrimPrefix(dsn, "sqlite:")}, nil
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		return place{url: dsn}, nil
	}
	return place{}, fmt.Errorf("a database is named sqlite:PATH or postgres://")
}

// engine is the word of the manifest.
func (p place) engine() string {
	if p.file != "" {
		return "sqlite"
	}
	return "postgres"
}

// look opens the record for reading only. A SQLite file that is not there is
// an error, not an empty record.
func (p place) look(ctx context.Context) (*sql.DB, error) {
	driver, dsn := "pgx", p.url
	if p.file != "" {
		if _, err := os.Stat(p.file); err != nil {
			return nil, fmt.Errorf("there is no record: %w", err)
		}
		driver = "sqlite"
		dsn = "file:" + (&url.URL{Path: p.file}).EscapedPath() + "?_pragma=busy_timeout(10000)&_pragma=query_only(ON)"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(2)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("open the record: %w", err)
	}
	return db, nil
}

// snapshot begins a transaction that sees one moment of the record.
func (p place) snapshot(ctx context.Context, db *sql.DB) (*sql.Tx, error) {
	if p.file != "" {
		return db.BeginTx(ctx, nil)
	}
	return db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}
