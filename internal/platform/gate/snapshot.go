package gate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate/internal/sqldb"
)

// Snapshot is one consistent, read-only look at the record. Store functions
// that take a Snapshot cannot write: it does not compile.
type Snapshot struct {
	Actor actor.Actor
	Now   when.Instant // one clock for everything in the transaction

	ctx    context.Context
	tx     *sqldb.Tx
	gate   *Gate
	batch  *batch // nil outside of one
	sealed bool
	lead   bool     // the actor is a safeguarding lead, as the record says
	shown  []string // people whose records were given by a read about nobody in particular
	said   []string // statements so far, where somebody wants to hear of them
}

// Context is the caller's context, for logging only.
func (s *Snapshot) Context() context.Context { return s.ctx }

// Today is the UK date of the snapshot.
func (s *Snapshot) Today() when.Date { return s.Now.On() }

// One reads one row into v. fields gives the places to scan into, in the order
// of the columns. No row is NotFound.
func One[T any](s *Snapshot, v *T, fields func(*T) []any, q string, args ...any) error {
	return s.row(q, args, fields(v)...)
}

// All reads every row. The order is the query's. No rows is an empty list.
func All[T any](s *Snapshot, fields func(*T) []any, q string, args ...any) ([]T, error) {
	rows, err := s.query(q, args)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(fields(&v)...); err != nil {
			return nil, fmt.Errorf("read a row: %w", err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Value reads one column of one row. No row is NotFound.
func Value[T any](s *Snapshot, q string, args ...any) (T, error) {
	var v T
	err := s.row(q, args, &v)
	return v, err
}

// Values reads one column of every row.
func Values[T any](s *Snapshot, q string, args ...any) ([]T, error) {
	return All(s, func(v *T) []any { return []any{v} }, q, args...)
}

func (s *Snapshot) query(q string, args []any) (*sql.Rows, error) {
	q, args = widen(q, args)
	s.count(q, args)
	rows, err := s.tx.Query(s.ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	return rows, nil
}

func (s *Snapshot) row(q string, args []any, dest ...any) error {
	rows, err := s.query(q, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return NotFound()
	}
	if err := rows.Scan(dest...); err != nil {
		return fmt.Errorf("read a row: %w", err)
	}
	return rows.Err()
}

// Missing reports whether the error is NotFound, for reads where absence is an
// ordinary answer.
func Missing(err error) bool { return fault.KindOf(err) == fault.NotFound }

// Text is a column that may be NULL, read as empty text.
type Text string

// Scan reads text; NULL is empty.
func (t *Text) Scan(src any) error {
	var n sql.NullString
	if err := n.Scan(src); err != nil {
		return err
	}
	*t = Text(n.String)
	return nil
}

// SQL stores empty text as NULL.
func (t Text) SQL() any {
	if t == "" {
		return nil
	}
	return string(t)
}

// Null scans a column that may be NULL into dest, leaving its zero value.
func Null[T any](dest *T) any { return &null[T]{dest} }

type null[T any] struct{ dest *T }

func (n *null[T]) Scan(src any) error {
	var v sql.Null[T]
	if err := v.Scan(src); err != nil {
		return err
	}
	*n.dest = v.V
	return nil
}

// Tx is a Snapshot that may also be written to.
type Tx struct {
	*Snapshot
	// At is the server's time of this write; AsOf is when the act happened,
	// which differs only for facts recorded without signal.
	At, AsOf when.Instant

	about     Subject
	events    []Event
	note      string
	head      *head
	journaled []any // the row of the journal, in a batch, which writes it
}

// Exec runs one statement. A duplicate id is a Conflict; a row that would hang
// on one that is not there is NotFound.
func (t *Tx) Exec(q string, args ...any) error {
	_, err := t.exec(q, args)
	return err
}

func (t *Tx) exec(q string, args []any) (int64, error) {
	q, args = widen(q, args)
	t.count(q, args)
	r, err := t.tx.Exec(t.ctx, q, args...)
	if err != nil {
		var cause error = err
		for u := errors.Unwrap(cause); u != nil; u = errors.Unwrap(cause) {
			cause = u
		}
		switch {
		case sqldb.Duplicate(cause):
			return 0, fault.New(fault.Conflict, "gate.exists", "This has already been saved.")
		case sqldb.Dangling(cause):
			return 0, NotFound()
		}
		return 0, fmt.Errorf("write: %w", err)
	}
	return r.RowsAffected()
}

// Update is Exec for a versioned row: it is a Conflict unless exactly one row
// changed.
func (t *Tx) Update(q string, args ...any) error {
	n, err := t.exec(q, args)
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "gate.changed", "Someone else changed this first. Look at it again before you save.")
	}
	return err
}

// Changed is Exec that says how many rows changed.
func (t *Tx) Changed(q string, args ...any) (int64, error) { return t.exec(q, args) }

// Emit tells followers, after commit.
func (t *Tx) Emit(e Event) { t.events = append(t.events, e) }

type counterKey struct{}

// Counter counts the statements of the reads and writes under one context, and
// keeps their text. Tests hold budgets with it. Args are what each was given,
// in the types that drivers take: the benchmark says it all again by itself.
type Counter struct {
	Statements []string
	Args       [][]any
}

// WithCounter counts what happens under the context it returns.
func WithCounter(ctx context.Context) (context.Context, *Counter) {
	c := &Counter{}
	return context.WithValue(ctx, counterKey{}, c), c
}

func (s *Snapshot) count(q string, args []any) {
	if c, ok := s.ctx.Value(counterKey{}).(*Counter); ok {
		c.Statements, c.Args = append(c.Statements, q), append(c.Args, sqldb.Plain(args))
	}
	if s.gate != nil && s.gate.written != nil {
		s.said = append(s.said, q)
	}
}

// InsertMany adds many rows with one statement: insert is
// "INSERT INTO t (a, b) VALUES " and each row gives its values in that order.
// Long lists go in several statements of at most 500 values.
func (t *Tx) InsertMany(insert string, rows [][]any) error {
	for len(rows) > 0 {
		n := max(1, min(len(rows), 500/max(1, len(rows[0]))))
		one := "(?" + strings.Repeat(", ?", len(rows[0])-1) + ")"
		var args []any
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		if err := t.Exec(insert+one+strings.Repeat(", "+one, n-1), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// inList is a list of values that stands for one placeholder.
type inList []any

// In is a list of values for "WHERE x IN ?". No values match nothing.
func In[T ~string](values []T) any {
	list := make(inList, 0, len(values))
	for _, v := range values {
		list = append(list, string(v))
	}
	return list
}

// widen writes each list among the arguments as "(?, ?, ?)".
func widen(q string, args []any) (string, []any) {
	if !slices.ContainsFunc(args, func(a any) bool { _, ok := a.(inList); return ok }) {
		return q, args
	}
	var text strings.Builder
	var out []any
	next := 0
	for _, r := range q {
		if r != '?' || next >= len(args) {
			text.WriteRune(r)
			continue
		}
		list, ok := args[next].(inList)
		switch {
		case !ok:
			text.WriteByte('?')
			out = append(out, args[next])
		case len(list) == 0:
			text.WriteString("(NULL)")
		default:
			text.WriteString("(?" + strings.Repeat(", ?", len(list)-1) + ")")
			out = append(out, list...)
		}
		next++
	}
	return text.String(), out
}
