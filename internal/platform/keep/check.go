package keep

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"
)

// chain is one journal: its table and the columns its hash covers, in order.
type chain struct {
	name, table string
	covers      []string
}

var chains = func() []chain {
	acts := []string{"seq", "at", "actor_id", "action", "person_id", "outcome", "as_of", "request_key", "digest", "note_id", "events"}
	looks := []string{"seq", "at", "actor_id", "action", "person_id"}
	return []chain{
		{"journal", "gate_journal", acts},
		{"access", "gate_access", looks},
		{"sealed-journal", "gate_sealed_journal", acts},
		{"sealed-access", "gate_sealed_access", looks},
	}
}()

// Head is the newest row of a chain as somebody outside wrote it down: the
// manifest of a backup, or a line kept elsewhere. Chain and Seq may be missing
// where only the hash was kept.
type Head struct {
	Chain string `json:"chain"` // journal, access, sealed-journal, sealed-access
	Seq   int64  `json:"seq"`   // 0: not known, or the chain was empty
	Hash  string `json:"hash"`  // empty: the chain was empty
}

// ParseHead reads CHAIN:SEQ:HASH, or a hash alone.
func ParseHead(s string) (Head, error) {
	h := Head{Hash: s}
	if parts := strings.Split(s, ":"); len(parts) == 3 {
		h.Chain, h.Hash = parts[0], parts[2]
		if _, err := fmt.Sscanf(parts[1], "%d", &h.Seq); err != nil {
			return h, fmt.Errorf("%q is not a head like journal:48213:HASH", s)
		}
		known := false
		for _, c := range chains {
			known = known || c.name == h.Chain
		}
		if !known {
			return h, fmt.Errorf("there is no chain %q", h.Chain)
		}
	}
	if b, err := hex.DecodeString(h.Hash); err != nil || len(b) != sha256.Size {
		return h, fmt.Errorf("%q is not a hash of 64 hexadecimal digits", h.Hash)
	}
	return h, nil
}

// Problem is one thing wrong with a chain. Seq is the row it shows at.
type Problem struct {
	Chain string `json:"chain"`
	Seq   int64  `json:"seq,omitempty"`
	What  string `json:"what"`
}

// String is a problem in one line.
func (p Problem) String() string {
	if p.Seq == 0 {
		return p.Chain + ": " + p.What
	}
	return fmt.Sprintf("%s row %d: %s", p.Chain, p.Seq, p.What)
}

// Report is what a check found. Heads are the newest rows now, in the order of
// the chains, for somebody outside to keep.
type Report struct {
	Engine   string    `json:"engine"`
	ODS      string    `json:"ods"`
	Rows     int64     `json:"rows"` // of all chains
	Heads    []Head    `json:"heads"`
	Problems []Problem `json:"problems"`
}

// Sound reports whether nothing was wrong.
func (r Report) Sound() bool { return len(r.Problems) == 0 }

// mostProblems is how many are listed of one chain: after a cut every row
// could be one.
const mostProblems = 20

// Check reads every chain of a record and tells what does not hold: rows
// edited, missing, out of order, and heads known from outside that are no
// longer there. Without a head a cut tail cannot show. It may run while the
// record is in use. The error means that it could not be read.
func Check(ctx context.Context, dsn string, known []Head) (Report, error) {
	p, err := parse(dsn)
	if err != nil {
		return Report{}, err
	}
	db, err := p.look(ctx)
	if err != nil {
		return Report{}, err
	}
	defer db.Close()
	tx, err := p.snapshot(ctx, db)
	if err != nil {
		return Report{}, fmt.Errorf("read the record: %w", err)
	}
	defer tx.Rollback()
	return check(ctx, p, tx, known)
}

func check(ctx context.Context, p place, r reader, known []Head) (Report, error) {
	report := Report{Engine: p.engine()}
	if err := r.QueryRowContext(ctx, "SELECT value FROM gate_meta WHERE name = 'ods'").Scan(&report.ODS); err != nil && err != sql.ErrNoRows {
		return report, fmt.Errorf("read the record: %w", err)
	}
	found := make([]bool, len(known))
	for _, c := range chains {
		w := walk{chain: c, known: known, found: found}
		if err := w.through(ctx, r); err != nil {
			return report, fmt.Errorf("read %s: %w", c.table, err)
		}
		report.Rows += w.rows
		report.Heads = append(report.Heads, Head{c.name, w.seq, w.hash})
		report.Problems = append(report.Problems, w.problems...)
	}
	for i, h := range known {
		if !found[i] && h.Hash != "" {
			report.Problems = append(report.Problems, Problem{h.Chain, h.Seq, "the row known from outside is not there: the tail was cut, or the chain rewritten"})
		}
	}
	if p.file != "" {
		damage, err := integrity(ctx, r)
		if err != nil {
			return report, err
		}
		report.Problems = append(report.Problems, damage...)
	}
	return report, nil
}

// walk goes through one chain from its first row to its newest.
type walk struct {
	chain
	known []Head
	found []bool

	rows, seq int64
	hash      string
	problems  []Problem
}

func (w *walk) say(seq int64, what string, args ...any) {
	if len(w.problems) < mostProblems {
		w.problems = append(w.problems, Problem{w.name, seq, fmt.Sprintf(what, args...)})
	}
}

func (w *walk) through(ctx context.Context, r reader) error {
	rows, err := r.QueryContext(ctx, "SELECT "+strings.Join(w.covers, ", ")+", prev, hash FROM "+w.table+" ORDER BY seq")
	if err != nil {
		return err
	}
	defer rows.Close()
	fields := make([]sql.NullString, len(w.covers)+2)
	into := make([]any, len(fields))
	for i := range fields {
		into[i] = &fields[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		w.row(fields)
	}
	return rows.Err()
}

// row checks one row against the one before it.
func (w *walk) row(fields []sql.NullString) {
	var seq int64
	fmt.Sscanf(fields[0].String, "%d", &seq)
	prev, hash := fields[len(fields)-2].String, fields[len(fields)-1].String
	w.rows++
	if seq != w.seq+1 {
		w.say(seq, "%d rows before it are missing", seq-w.seq-1)
	}
	if prev != w.hash {
		w.say(seq, "it does not follow the row before it: one of them was changed, moved or taken out")
	}
	if got := w.digest(prev, fields); got != hash {
		w.say(seq, "it was changed after it was written")
	}
	for i, name := range w.covers {
		if name == "request_key" && fields[i].Valid && fields[i].String == "" {
			w.say(seq, "it was changed after it was written")
		}
	}
	w.seq, w.hash = seq, hash
	for i, h := range w.known {
		if h.Hash == hash && (h.Chain == "" || h.Chain == w.name) && (h.Seq == 0 || h.Seq == seq) {
			w.found[i] = true
		}
	}
}

// digest is the hash a row should have.
func (w *walk) digest(prev string, fields []sql.NullString) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%d:%s", len(prev), prev)
	for i := range w.covers {
		fmt.Fprintf(sum, "%d:%s", len(fields[i].String), fields[i].String)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// integrity asks SQLite itself whether the file is whole.
func integrity(ctx context.Context, r reader) ([]Problem, error) {
	rows, err := r.QueryContext(ctx, "PRAGMA integrity_check(20)")
	if err != nil {
		return nil, fmt.Errorf("check the file: %w", err)
	}
	defer rows.Close()
	var found []Problem
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		if s != "ok" {
			found = append(found, Problem{"file", 0, s})
		}
	}
	return found, rows.Err()
}
