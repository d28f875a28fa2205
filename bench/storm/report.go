package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"stillhome/bench/county"
)

// The goals of the storm.
const (
	goalAnswer  = time.Second // p99, where phones come evenly
	goalDrained = time.Minute // after the last phone came
	goalHelp    = time.Second // p99, in both
)

// check counts what of all that was answered for is not in the record exactly
// once, as it was sent.
func (r *result) check(ctx context.Context, e *county.Engine, dsn string, phones []caller, helps []string) error {
	db, err := e.Bare(dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	held, err := counted(ctx, db, `SELECT phone_id || ' ' || id || ' ' || hash, COUNT(*) FROM field_fact WHERE standing = 'chain' GROUP BY phone_id, id, hash`)
	if err != nil {
		return err
	}
	for _, c := range phones {
		var sent []string
		for _, f := range c.facts {
			sent = append(sent, string(c.ID)+" "+f.ID+" "+f.Hash)
		}
		r.count(held, sent)
	}
	told, err := counted(ctx, db, `SELECT source, COUNT(*) FROM alert WHERE kind = 'help_wanted' GROUP BY source`)
	r.count(told, helps)
	return err
}

// count counts which of those that were sent are not there exactly once.
func (r *result) count(there map[string]int, sent []string) {
	for _, x := range sent {
		if there[x] != 1 {
			r.lost++
		}
	}
}

func counted(ctx context.Context, db *sql.DB, q string) (map[string]int, error) {
	rows, err := db.QueryContext(ctx, q)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var key string
		var n int
		if err := rows.Scan(&key, &n); err != nil {
			return nil, err
		}
		out[key] = n
	}
	return out, rows.Err()
}

// part is the time within which that part of them were answered.
func part(of []time.Duration, p float64) time.Duration {
	if len(of) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(of))
	return s[min(len(s)-1, int(p*float64(len(s))))]
}

// median is the middle of what is seen in each run.
func median[T interface{ ~int | ~int64 | ~float64 }](seen []result, of func(*result) T) T {
	var all []T
	for i := range seen {
		all = append(all, of(&seen[i]))
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f s", d.Seconds()) }

// report prints the medians of some runs of one storm, and every run of what
// the goals are about.
func report(w io.Writer, engine string, s storm, o options, seen []result) {
	fmt.Fprintf(w, "\n# %s, %s (median of %d)\n\n", engine, s.name, len(seen))
	for _, k := range []struct {
		name string
		of   func(*result) *stats
	}{
		{"batch", func(r *result) *stats { return &r.batch }},
		{"pack", func(r *result) *stats { return &r.pack }},
		{"help", func(r *result) *stats { return &r.help }},
	} {
		at := func(whole bool, p float64) string {
			return seconds(median(seen, func(r *result) time.Duration {
				if whole {
					return part(k.of(r).whole, p)
				}
				return part(k.of(r).took, p)
			}))
		}
		fmt.Fprintf(w, "%-6s p50 %s, p95 %s, p99 %s, slowest %s; with the waits it was told of p50 %s, p99 %s; told to come again %d times\n", k.name,
			at(false, 0.5), at(false, 0.95), at(false, 0.99), at(false, 1), at(true, 0.5), at(true, 0.99),
			median(seen, func(r *result) int { return k.of(r).busy }))
	}
	fmt.Fprintf(w, "drained after %s, %s after the last phone came\n",
		seconds(median(seen, func(r *result) time.Duration { return r.drained })), seconds(median(seen, func(r *result) time.Duration { return r.after })))
	fmt.Fprintf(w, "processor time of the program %s, of PostgreSQL %s; %.0f MB resident; %.1f MB came, %.1f MB went\n",
		seconds(median(seen, func(r *result) time.Duration { return r.cpu })), seconds(median(seen, func(r *result) time.Duration { return r.database })),
		median(seen, func(r *result) float64 { return r.resident }),
		float64(median(seen, func(r *result) int64 { return r.sent }))/1e6, float64(median(seen, func(r *result) int64 { return r.got }))/1e6)
	errors, lost, said := 0, 0, map[string]int{}
	for i := range seen {
		r := &seen[i]
		errors, lost = errors+len(r.errors), lost+r.lost
		for v, n := range r.verdicts {
			said[v] += n
		}
		for _, e := range r.errors[:min(3, len(r.errors))] {
			fmt.Fprintf(w, "error: %s\n", e)
		}
	}
	fmt.Fprintf(w, "verdicts of all runs %v, errors %d, lost or doubled %d\n", said, errors, lost)
	judge := func(met bool, what string) {
		word := "met    "
		if !met {
			word = "NOT MET"
		}
		fmt.Fprintf(w, "  %s  %s\n", word, what)
	}
	worst := func(of func(*result) time.Duration) (all []string, most time.Duration) {
		for i := range seen {
			d := of(&seen[i])
			all, most = append(all, fmt.Sprintf("%.3f", d.Seconds())), max(most, d)
		}
		return all, most
	}
	if s.over > time.Second {
		all, most := worst(func(r *result) time.Duration { return part(r.batch.took, 0.99) })
		judge(most <= goalAnswer, "p99 of a batch at most 1 s: "+strings.Join(all, ", "))
		all, most = worst(func(r *result) time.Duration { return part(r.pack.took, 0.99) })
		judge(most <= goalAnswer, "p99 of a pack at most 1 s: "+strings.Join(all, ", "))
	}
	all, most := worst(func(r *result) time.Duration { return r.after })
	judge(most <= goalDrained, "drained within 60 s of the last phone: "+strings.Join(all, ", "))
	all, most = worst(func(r *result) time.Duration { return part(r.help.took, 0.99) })
	judge(most <= goalHelp, "p99 of a call for help at most 1 s: "+strings.Join(all, ", "))
	judge(errors == 0 && lost == 0, fmt.Sprintf("no error, nothing lost: %d, %d", errors, lost))
}
