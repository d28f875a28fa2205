package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL
	_ "modernc.org/sqlite"             // SQLite

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
)

// What the gate opens SQLite with, and on how many connections: the floor has
// the same. PostgreSQL has twice the connections in both.
var pragmas = []string{
	"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
	"trusted_schema(OFF)", "cell_size_check(ON)", "wal_autocheckpoint(4000)", "cache_size(-65536)", "temp_store(MEMORY)",
}

const readers = 8

// bare is a record by the bare driver: connections with the statements they
// have compiled, and nothing else of ours.
type bare struct {
	postgres bool
	pool     *sql.DB
	free     chan struct{} // one for each idle connection
	mu       sync.Mutex
	idle     []*bareConn // the last used first, as it is the warmest
}

type bareConn struct {
	*sql.Conn
	ready map[string]*sql.Stmt
}

// openBare opens the record on a number of connections.
func openBare(ctx context.Context, dsn string, conns int) (*bare, error) {
	b := &bare{free: make(chan struct{}, conns)}
	driver, name := "pgx", dsn
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, name = "sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+url.Values{"_pragma": pragmas}.Encode()
	} else {
		b.postgres = true
	}
	var err error
	if b.pool, err = sql.Open(driver, name); err != nil {
		return nil, err
	}
	for range conns {
		c, err := b.pool.Conn(ctx)
		if err != nil {
			b.close()
			return nil, err
		}
		b.give(&bareConn{c, map[string]*sql.Stmt{}})
	}
	return b, nil
}

func (b *bare) take() *bareConn {
	<-b.free
	b.mu.Lock()
	defer b.mu.Unlock()
	last := len(b.idle) - 1
	c := b.idle[last]
	b.idle = b.idle[:last]
	return c
}

func (b *bare) give(c *bareConn) {
	b.mu.Lock()
	b.idle = append(b.idle, c)
	b.mu.Unlock()
	b.free <- struct{}{}
}

func (b *bare) close() {
	for range len(b.free) {
		c := b.take()
		for _, st := range c.ready {
			st.Close()
		}
		c.Conn.Close()
	}
	b.pool.Close()
}

func (c *bareConn) prepared(ctx context.Context, q string) (*sql.Stmt, error) {
	if st := c.ready[q]; st != nil {
		return st, nil
	}
	st, err := c.PrepareContext(ctx, q)
	if err == nil {
		c.ready[q] = st
	}
	return st, err
}

// said is one statement with its values, as it was heard from the program.
type said struct {
	q     string
	args  []any
	reads bool
}

// heard is everything a counter kept, in the engine's own spelling.
func (b *bare) heard(c *gate.Counter) []said {
	out := make([]said, len(c.Statements))
	for i, q := range c.Statements {
		reads := strings.HasPrefix(strings.TrimSpace(q), "SELECT") || strings.HasPrefix(strings.TrimSpace(q), "WITH")
		if b.postgres {
			q = numbered(q)
		}
		out[i] = said{q, c.Args[i], reads}
	}
	return out
}

// numbered writes ? as $1, $2 and so on.
func numbered(q string) string {
	var out strings.Builder
	n := 0
	for _, r := range q {
		if r != '?' {
			out.WriteRune(r)
			continue
		}
		n++
		out.WriteString("$" + strconv.Itoa(n))
	}
	return out.String()
}

// How a transaction begins, by engine.
const (
	beginLook      = "BEGIN"
	beginLookPg    = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	beginChange    = "BEGIN IMMEDIATE"
	beginChangePg  = "BEGIN"
	commitChange   = "COMMIT"
	endOfLook      = "ROLLBACK"
	abandonChanges = "ROLLBACK"
)

// look says all of it in one transaction that reads, and reads every row.
func (b *bare) look(ctx context.Context, all []said) error {
	begin := beginLook
	if b.postgres {
		begin = beginLookPg
	}
	return b.say(ctx, begin, endOfLook, all)
}

// change says all of it in one transaction that writes.
func (b *bare) change(ctx context.Context, all []said) error {
	begin := beginChange
	if b.postgres {
		begin = beginChangePg
	}
	return b.say(ctx, begin, commitChange, all)
}

// warm has every connection compile the statements.
func (b *bare) warm(ctx context.Context, all []said) error {
	var held []*bareConn
	defer func() {
		for _, c := range held {
			b.give(c)
		}
	}()
	for range cap(b.free) {
		held = append(held, b.take())
	}
	for _, c := range held {
		for _, s := range all {
			if err := c.read(ctx, s.q, s.args); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bare) say(ctx context.Context, begin, end string, all []said) error {
	c := b.take()
	defer b.give(c)
	if err := c.run(ctx, begin, nil); err != nil {
		return err
	}
	for _, s := range all {
		var err error
		if s.reads {
			err = c.read(ctx, s.q, s.args)
		} else {
			err = c.run(ctx, s.q, s.args)
		}
		if err != nil {
			c.run(ctx, abandonChanges, nil)
			return fmt.Errorf("%s: %w", s.q, err)
		}
	}
	return c.run(ctx, end, nil)
}

func (c *bareConn) run(ctx context.Context, q string, args []any) error {
	st, err := c.prepared(ctx, q)
	if err == nil {
		_, err = st.ExecContext(ctx, args...)
	}
	return err
}

func (c *bareConn) read(ctx context.Context, q string, args []any) error {
	st, err := c.prepared(ctx, q)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// floorPage is what is least for one page: what it asked of the record and what
// it then drew.
type floorPage struct {
	statements []said
	page       ui.Page
}

// servePages answers /N with the page of that number.
func servePages(b *bare, pages []floorPage) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
		if err != nil || n < 0 || n >= len(pages) {
			http.NotFound(w, r)
			return
		}
		if err := b.look(r.Context(), pages[n].statements); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := ui.Layout(pages[n].page).Render(r.Context(), w); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}

// batch is what is least for one batch from a phone, and the answer it had.
type batch struct {
	statements []said
	answer     []byte
}

// serveBatch answers with the batch that is set, written in one transaction.
func serveBatch(b *bare, next *atomic.Pointer[batch]) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := readAll(r); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		one := next.Load()
		if err := b.change(r.Context(), one.statements); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(one.answer)
	})
}

// alone says one statement, which is a transaction of its own.
func (b *bare) alone(ctx context.Context, q string, args ...any) error {
	c := b.take()
	defer b.give(c)
	return c.run(ctx, q, args)
}
