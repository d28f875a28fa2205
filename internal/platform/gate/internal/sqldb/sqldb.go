// Package sqldb hides which engine is underneath. Only gate can import it.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL engine
	"modernc.org/sqlite"
)

// DB is one council's database: many that read at once, one that writes.
type DB struct {
	Postgres bool
	pool     *sql.DB // PostgreSQL: everything; SQLite: the reading connections
	writes   *sql.DB // SQLite: the one writing connection

	readers chan *conn // SQLite
	writer  chan *conn // SQLite; one, and whoever holds it is the writer
	opened  map[chan *conn]int
	turn    turn

	mu    sync.RWMutex
	bound map[string]string // ? placeholders to $1, PostgreSQL
}

// Readers is how many connections read at once.
const Readers = 8

// writerLock is the advisory lock that makes one writer at a time on
// PostgreSQL, as SQLite has by nature.
const writerLock = 7211

// fresh is the first SQLite free of the WAL-reset fault that could corrupt a
// database (3.7.0 to 3.51.2; see docs/adr).
const fresh = 3_051_003

// Open connects to "sqlite:PATH" or "postgres://...". It refuses a SQLite
// library with the WAL-reset fault and a PostgreSQL database whose collation
// is not C, as text order must be time order.
func Open(ctx context.Context, dsn string) (*DB, error) {
	d := &DB{bound: map[string]string{}, opened: map[chan *conn]int{}}
	var err error
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		err = d.openSQLite(ctx, path)
	} else if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		err = d.openPostgres(ctx, dsn)
	} else {
		return nil, fmt.Errorf("a database is named sqlite:PATH or postgres://..., not %q", redact(dsn))
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// redact drops what may be a password from a connection string.
func redact(dsn string) string {
	if u, err := url.Parse(dsn); err == nil && u.User != nil {
		return u.Redacted()
	}
	return dsn
}

func (d *DB) openSQLite(ctx context.Context, path string) error {
	q := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
		"trusted_schema(OFF)", "cell_size_check(ON)", "wal_autocheckpoint(4000)", "cache_size(-65536)", "temp_store(MEMORY)",
	}}
	file := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	var err error
	if d.writes, err = sql.Open("sqlite", file); err != nil {
		return err
	}
	if d.pool, err = sql.Open("sqlite", file+"&_pragma=query_only(ON)"); err != nil {
		return err
	}
	d.writer, d.readers = make(chan *conn, 1), make(chan *conn, Readers)
	w, err := dedicated(ctx, d.writes) // first, as it makes the file
	if err != nil {
		return fmt.Errorf("open SQLite file: %w", err)
	}
	d.writer <- w
	d.opened[d.writer]++
	for range Readers {
		r, err := dedicated(ctx, d.pool)
		if err != nil {
			return fmt.Errorf("open SQLite file: %w", err)
		}
		d.readers <- r
		d.opened[d.readers]++
	}
	var version string
	if err := w.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	if number(version) < fresh {
		return fmt.Errorf("SQLite %s can corrupt a database (WAL-reset fault); 3.51.3 or later is needed", version)
	}
	return nil
}

func number(version string) int {
	n := 0
	for _, p := range strings.SplitN(version+".0.0", ".", 4)[:3] {
		v, _ := strconv.Atoi(p)
		n = n*1000 + v
	}
	return n
}

func (d *DB) openPostgres(ctx context.Context, dsn string) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return fmt.Errorf("open PostgreSQL %s: %w", redact(dsn), err)
	}
	db.SetMaxOpenConns(2 * Readers)
	db.SetMaxIdleConns(2 * Readers)
	d.pool, d.Postgres = db, true
	var collate string
	if err := db.QueryRowContext(ctx, "SELECT datcollate FROM pg_database WHERE datname = current_database()").Scan(&collate); err != nil {
		return fmt.Errorf("open PostgreSQL %s: %w", redact(dsn), err)
	}
	if collate != "C" && collate != "POSIX" && !strings.HasPrefix(collate, "C.") {
		return fmt.Errorf("the PostgreSQL database sorts text by %q; create it with LC_COLLATE 'C' (and TEMPLATE template0)", collate)
	}
	return nil
}

// Close lets go of every connection, waiting a moment for transactions in
// progress.
func (d *DB) Close() error {
	patience, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for _, idle := range []chan *conn{d.writer, d.readers} {
		for range d.opened[idle] {
			select {
			case c := <-idle:
				c.close()
			case <-patience.Done():
			}
		}
	}
	var err error
	for _, p := range []*sql.DB{d.pool, d.writes} {
		if p != nil {
			err = errors.Join(err, p.Close())
		}
	}
	return err
}

// Migrator is a pool that may change tables; nothing else may be running.
func (d *DB) Migrator() *sql.DB {
	if d.Postgres {
		return d.pool
	}
	return d.writes
}

// Plain turns our own types into what drivers take.
func Plain(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case nil, string, int64, bool, float64:
			out[i] = v
		case int:
			out[i] = int64(v)
		case interface{ SQL() any }:
			out[i] = v.SQL()
		default:
			out[i] = a
			switch r := reflect.ValueOf(a); r.Kind() {
			case reflect.String:
				out[i] = r.String()
			case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
				out[i] = r.Int()
			case reflect.Bool:
				out[i] = r.Bool()
			}
		}
	}
	return out
}

// bind turns ? into $1, $2 and so on. No statement of ours holds a ? in a
// string or comment.
func (d *DB) bind(q string) string {
	d.mu.RLock()
	b, ok := d.bound[q]
	d.mu.RUnlock()
	if ok {
		return b
	}
	var out strings.Builder
	n := 0
	for i := range len(q) {
		if q[i] == '?' {
			n++
			out.WriteString("$" + strconv.Itoa(n))
		} else {
			out.WriteByte(q[i])
		}
	}
	d.mu.Lock()
	d.bound[q] = out.String()
	d.mu.Unlock()
	return out.String()
}

// Duplicate reports whether the error is a broken unique or primary key.
func Duplicate(err error) bool {
	switch e := err.(type) {
	case *pgconn.PgError:
		return e.Code == "23505"
	case *sqlite.Error:
		return e.Code() == 1555 || e.Code() == 2067 // SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE
	}
	return false
}

// Dangling reports whether the error is a row that names another which is not
// there.
func Dangling(err error) bool {
	switch e := err.(type) {
	case *pgconn.PgError:
		return e.Code == "23503"
	case *sqlite.Error:
		return e.Code() == 787 // SQLITE_CONSTRAINT_FOREIGNKEY
	}
	return false
}
