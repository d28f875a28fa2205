package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"github.com/jackc/pgx/v5/stdlib"
)

// conn is one connection with the statements it has compiled. database/sql
// compiles a statement anew for each transaction; keeping them here halves
// the cost of a small SQLite query.
type conn struct {
	*sql.Conn
	ready map[string]*sql.Stmt
}

func dedicated(ctx context.Context, pool *sql.DB) (*conn, error) {
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{c, map[string]*sql.Stmt{}}, nil
}

func (c *conn) close() {
	if c == nil { // lost, and not needed again
		return
	}
	for _, st := range c.ready {
		st.Close()
	}
	c.Conn.Close()
}

// discard closes the connection for good instead of giving it to the next.
func (c *conn) discard() {
	for _, st := range c.ready {
		st.Close()
	}
	c.Raw(func(any) error { return driver.ErrBadConn })
	c.Conn.Close()
}

func (c *conn) prepare(ctx context.Context, q string) (*sql.Stmt, error) {
	if st := c.ready[q]; st != nil {
		return st, nil
	}
	st, err := c.PrepareContext(ctx, q)
	if err == nil {
		c.ready[q] = st
	}
	return st, err
}

// Tx is one transaction on either engine. It is for one goroutine. A writing
// statement is never cut off half way by a departed caller: the context is
// asked before the transaction begins, not inside it.
type Tx struct {
	db    *DB
	c     *conn
	home  chan *conn // where an SQLite connection goes back to
	write bool
	saved bool // a savepoint stands
	done  bool
}

// BeginWrite waits to be the only writer, then begins. Writers of this process
// wait for their turn first, so that those waiting for PostgreSQL's lock do not
// hold every connection and keep the readers out.
func (d *DB) BeginWrite(ctx context.Context) (*Tx, error) {
	if err := d.turn.take(ctx); err != nil {
		return nil, err
	}
	if d.Postgres {
		// READ COMMITTED: a later level would look at a snapshot taken before
		// the lock was had.
		return d.begin(ctx, true, fmt.Sprintf("BEGIN; SELECT pg_advisory_xact_lock(%d)", writerLock))
	}
	return d.take(ctx, d.writer, d.writes, true, "BEGIN IMMEDIATE")
}

// BeginRead opens one consistent snapshot.
func (d *DB) BeginRead(ctx context.Context) (*Tx, error) {
	if d.Postgres {
		return d.begin(ctx, false, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
	}
	return d.take(ctx, d.readers, d.pool, false, "BEGIN")
}

func (d *DB) begin(ctx context.Context, write bool, how string) (*Tx, error) {
	tx := &Tx{db: d, write: write}
	c, err := d.pool.Conn(ctx)
	if err != nil {
		tx.endTurn()
		return nil, err
	}
	tx.c = &conn{Conn: c}
	if _, err := c.ExecContext(ctx, how); err != nil {
		tx.lose()
		return nil, err
	}
	return tx, nil
}

func (d *DB) take(ctx context.Context, idle chan *conn, pool *sql.DB, write bool, how string) (*Tx, error) {
	tx := &Tx{db: d, home: idle, write: write}
	var c *conn
	select {
	case c = <-idle:
	case <-ctx.Done():
		tx.endTurn()
		return nil, ctx.Err()
	}
	if c == nil { // the one before was lost
		var err error
		if c, err = dedicated(ctx, pool); err != nil {
			idle <- nil
			tx.endTurn()
			return nil, err
		}
	}
	tx.c = c
	if _, err := tx.Exec(ctx, how); err != nil {
		tx.lose()
		return nil, err
	}
	return tx, nil
}

// lose discards the connection. Its place stays: whoever takes it next opens
// another, so that a disk that was full for a moment stops nobody for good.
func (t *Tx) lose() {
	t.done = true
	t.c.discard()
	if t.home != nil {
		t.home <- nil
	}
	t.endTurn()
}

// endTurn lets the next writer of this process have a connection.
func (t *Tx) endTurn() {
	if t.write {
		t.db.turn.give()
	}
}

// Savepoint sets the one savepoint of a transaction, in place of the one before,
// whose work then stands. On PostgreSQL that is one journey to the server.
func (t *Tx) Savepoint(ctx context.Context) error {
	texts := []string{"SAVEPOINT verdict"}
	switch {
	case t.saved && t.db.Postgres:
		texts = []string{"RELEASE verdict; SAVEPOINT verdict"}
	case t.saved:
		texts = []string{"RELEASE verdict", "SAVEPOINT verdict"}
	}
	for _, q := range texts {
		if _, err := t.Exec(ctx, q); err != nil {
			return err
		}
	}
	t.saved = true
	return nil
}

// Back undoes what was done since the savepoint, which stays.
func (t *Tx) Back(ctx context.Context) error {
	_, err := t.Exec(ctx, "ROLLBACK TO verdict")
	return err
}

// Exec runs one statement.
func (t *Tx) Exec(ctx context.Context, q string, args ...any) (sql.Result, error) {
	ctx = context.WithoutCancel(ctx)
	if t.db.Postgres {
		return t.c.ExecContext(ctx, t.db.bind(q), Plain(args)...)
	}
	st, err := t.c.prepare(ctx, q)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, Plain(args)...)
}

// Query runs one query. The caller closes the rows.
func (t *Tx) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if t.write {
		ctx = context.WithoutCancel(ctx)
	}
	if t.db.Postgres {
		return t.c.QueryContext(ctx, t.db.bind(q), Plain(args)...)
	}
	st, err := t.c.prepare(ctx, q)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, Plain(args)...)
}

// Commit ends the transaction; on a fault it rolls back.
func (t *Tx) Commit() error {
	var err error
	if t.db.Postgres {
		err = t.c.Raw(commitPostgres)
	} else {
		_, err = t.Exec(context.Background(), "COMMIT")
	}
	if err != nil {
		t.Rollback()
		return err
	}
	t.release()
	return nil
}

// commitPostgres commits, and believes the answer only: PostgreSQL takes the
// COMMIT of a transaction in which a statement failed for a ROLLBACK, and says
// so without an error.
func commitPostgres(c any) error {
	tag, err := c.(*stdlib.Conn).Conn().Exec(context.Background(), "COMMIT")
	if err == nil && tag.String() != "COMMIT" {
		err = fmt.Errorf("PostgreSQL answered COMMIT with %s: a statement before had failed", tag)
	}
	return err
}

// Rollback undoes the transaction; nothing happens when it has ended.
func (t *Tx) Rollback() {
	if t.done {
		return
	}
	if _, err := t.Exec(context.Background(), "ROLLBACK"); err != nil {
		t.lose()
		return
	}
	t.release()
}

func (t *Tx) release() {
	t.done = true
	if t.home != nil {
		t.home <- t.c
	} else {
		t.c.Conn.Close()
	}
	t.endTurn()
}
