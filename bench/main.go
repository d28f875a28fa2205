package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"time"

	"stillhome/bench/county"
)

// options say how large the service is and how long to look.
type options struct {
	people, weeks, year int
	users               int           // at once, where there are many
	rounds              int           // of program and floor by turns
	alone, together     int           // requests a round: by one user, by many
	mixed, starts       int           // requests to the built program; how often it is started
	settle              time.Duration // for the built program's first jobs
	think               time.Duration // between two pages of one user, where users think
	batches, records    int           // batches of facts; visits recorded a round
	days                int           // of visits after today, to be recorded
	root, cache         string
	program             string
	server              string // URL of a PostgreSQL server; empty: SQLite only
}

// county is the service that is measured on.
func (o options) county() county.Size {
	return county.Size{People: o.people, Weeks: o.weeks, Year: o.year, Root: o.root, Cache: o.cache, Server: o.server}
}

// full is the size that the goals are about.
func full() options {
	return options{
		people: 250, weeks: 26, year: 52, users: 50, rounds: 5, alone: 60, together: 400,
		mixed: 4000, starts: 5, settle: 8 * time.Second, think: time.Second, batches: 40, records: 120, days: 5,
	}
}

// quick is for seeing that the bench works.
func quick() options {
	return options{
		people: 12, weeks: 2, year: 12, users: 5, rounds: 2, alone: 10, together: 20,
		mixed: 50, starts: 1, settle: time.Second, think: 50 * time.Millisecond, batches: 1, records: 5, days: 10,
	}
}

func main() {
	if err := start(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func start() error {
	o := full()
	for _, a := range os.Args[1:] {
		if a == "--quick" || a == "-quick" {
			o = quick()
		}
	}
	flag.Bool("quick", false, "a small run that only shows that the bench works")
	flag.IntVar(&o.people, "people", o.people, "people on service")
	flag.IntVar(&o.weeks, "weeks", o.weeks, "weeks of visits behind them")
	flag.IntVar(&o.rounds, "rounds", o.rounds, "rounds of program and floor by turns")
	flag.StringVar(&o.cache, "cache", "data/bench", "where services that were made are kept for the next run")
	flag.StringVar(&o.program, "program", "bin/stillhome", "the built program")
	flag.Parse()
	o.root, o.server = ".", os.Getenv("STILLHOME_TEST_POSTGRES")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	began := time.Now()
	say := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "%4.0f s  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, args...))
	}
	fmt.Printf("Stillhome bench, %s, %d processors, %s, %d people and %d weeks of visits\n",
		time.Now().Format("2 January 2006"), runtime.NumCPU(), runtime.Version(), o.people, o.weeks)
	return run(ctx, o, os.Stdout, say)
}

// run measures on every engine there is.
func run(ctx context.Context, o options, out io.Writer, say func(string, ...any)) error {
	e, err := county.SQLite(ctx, o.county(), say)
	if err != nil {
		return fmt.Errorf("the service on SQLite: %w", err)
	}
	if err := measure(ctx, o, e, out, say); err != nil {
		return fmt.Errorf("SQLite: %w", err)
	}
	if o.server == "" {
		fmt.Fprintln(out, "\nPostgreSQL was NOT MEASURED: STILLHOME_TEST_POSTGRES names no server.")
		return nil
	}
	e, err = county.PostgreSQL(ctx, o.county(), say)
	if err != nil {
		return fmt.Errorf("the service on PostgreSQL: %w", err)
	}
	defer e.Close()
	if err := measure(ctx, o, e, out, say); err != nil {
		return fmt.Errorf("PostgreSQL: %w", err)
	}
	return nil
}

// measure does everything on one engine and prints it.
func measure(ctx context.Context, o options, e *county.Engine, out io.Writer, say func(string, ...any)) error {
	r := report{engine: e}
	for _, part := range []func(context.Context, options, *county.Engine, *report, func(string, ...any)) error{reads, changes} {
		if err := part(ctx, o, e, &r, say); err != nil {
			return err
		}
	}
	r.print(out, o)
	return nil
}

// reads measures the pages and the built program, on a copy.
func reads(ctx context.Context, o options, e *county.Engine, r *report, say func(string, ...any)) (err error) {
	dsn, drop, err := e.Copied(ctx, "", "pages")
	if err != nil {
		return err
	}
	defer drop()
	t, err := serveTested(ctx, e, dsn)
	if err != nil {
		return err
	}
	b, err := openBare(ctx, dsn, connections(e))
	if err != nil {
		t.close()
		return err
	}
	if r.size, err = size(ctx, e, dsn, b.pool); err == nil {
		r.pages, err = pagesOf(ctx, t, b.pool)
	}
	if err == nil {
		say("pages on %s", e.Name)
		err = measurePages(ctx, o, t, b, r.pages, say)
	}
	b.close()
	t.close()
	if err != nil {
		return err
	}
	say("the built program on %s", e.Name)
	r.ran, err = measureProgram(ctx, o, e, dsn, r.pages)
	return err
}

// connections is how many the gate reads with, too.
func connections(e *county.Engine) int {
	if e.Postgres() {
		return 2 * readers
	}
	return readers
}

// changes measures batches from phones and single writes, each on its own of
// three records of the same content.
func changes(ctx context.Context, o options, e *county.Engine, r *report, say func(string, ...any)) error {
	mine, drop, err := e.Copied(ctx, "", "program")
	if err != nil {
		return err
	}
	defer drop()
	w, err := prepare(ctx, o, e, mine)
	if err != nil {
		return fmt.Errorf("prepare visits: %w", err)
	}
	var at [2]string
	var floors [2]*bare
	for i, name := range []string{"same", "writes"} {
		if at[i], drop, err = e.Copied(ctx, "program", name); err != nil {
			return err
		}
		defer drop()
	}
	for i, dsn := range at {
		// One connection: the statements of a batch are one transaction.
		if floors[i], err = openBare(ctx, dsn, 1); err != nil {
			return err
		}
		defer floors[i].close()
	}
	t, err := serveTested(ctx, e, mine)
	if err != nil {
		return err
	}
	defer t.close()
	t.gate.Clock.Set(w.until)
	say("batches from phones on %s", e.Name)
	if r.synced, err = measureSync(ctx, o, t, &w, floors[0], floors[1]); err != nil {
		return err
	}
	r.writes, err = single(ctx, o, e, t, &w, at[0], say)
	return err
}

// single measures writes with a transaction of their own, by one and by eight.
func single(ctx context.Context, o options, e *county.Engine, t *tested, w *work, dsn string, say func(string, ...any)) (out []written, err error) {
	conns := 1 // SQLite has one writer
	if e.Postgres() {
		conns = 8
	}
	b, err := openBare(ctx, dsn, conns)
	if err != nil {
		return nil, err
	}
	defer b.close()
	for _, writers := range []int{1, 8} {
		say("single writes on %s, %d at once", e.Name, writers)
		x, err := measureWrites(ctx, o, t, w, b, writers)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// size says in words how much is in a record.
func size(ctx context.Context, e *county.Engine, dsn string, db *sql.DB) (string, error) {
	var visits, rows int64
	if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM visit`).Scan(&visits); err != nil {
		return "", err
	}
	if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM gate_journal`).Scan(&rows); err != nil {
		return "", err
	}
	var bytes int64
	if e.Postgres() {
		if err := db.QueryRowContext(ctx, `SELECT pg_database_size(current_database())`).Scan(&bytes); err != nil {
			return "", err
		}
	} else {
		info, err := os.Stat(strings.TrimPrefix(dsn, "sqlite:"))
		if err != nil {
			return "", err
		}
		bytes = info.Size()
	}
	return fmt.Sprintf("%d visits, %d journal rows, %d MB", visits, rows, bytes/1e6), nil
}
