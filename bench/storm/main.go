package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"time"

	"stillhome/bench/county"
)

// options say how large the county and how hard the storm is.
type options struct {
	size   county.Size
	phones int           // each has a pack to pull and facts to send
	helps  int           // phones of workers who ask for help, by turns
	facts  int           // each phone has to send
	over   time.Duration // the gentle storm is spread evenly over this
	runs   int           // of each storm, on a record of its own; medians are printed

	settle  time.Duration // for the program's first jobs
	drained time.Duration // nobody may need longer
	program string
	profile string // folder for profiles of the server, run within this process
}

// full is the size that the goals are about.
func full() options {
	return options{
		size:   county.Size{People: 250, Staff: 460, Weeks: 4, Year: 8},
		phones: 300, helps: 10, facts: 40, over: time.Minute, runs: 3, settle: 5 * time.Second, drained: 3 * time.Minute,
	}
}

// quick is for seeing that the bench works.
func quick() options {
	return options{
		size:   county.Size{People: 12, Weeks: 1, Year: 6},
		phones: 6, helps: 2, facts: 10, over: 2 * time.Second, runs: 1, settle: 100 * time.Millisecond, drained: time.Minute,
	}
}

func main() {
	if err := start(); err != nil {
		fmt.Fprintln(os.Stderr, "storm:", err)
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
	flag.IntVar(&o.phones, "phones", o.phones, "phones that come")
	flag.IntVar(&o.facts, "facts", o.facts, "facts that each has to send")
	flag.IntVar(&o.runs, "runs", o.runs, "runs of each storm")
	flag.StringVar(&o.size.Cache, "cache", "data/bench", "where services that were made are kept for the next run")
	flag.StringVar(&o.program, "program", "bin/stillhome", "the built program")
	flag.StringVar(&o.profile, "profile", "", "a folder: the server runs within the bench, and its profiles are written there")
	flag.Parse()
	o.size.Root, o.size.Server = ".", os.Getenv("STILLHOME_TEST_POSTGRES")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	began := time.Now()
	say := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "%4.0f s  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, args...))
	}
	fmt.Printf("Stillhome storm, %s, %d processors, %s, %d people, %d phones with %d facts each\n",
		time.Now().Format("2 January 2006"), runtime.NumCPU(), runtime.Version(), o.size.People, o.phones, o.facts)
	return run(ctx, o, os.Stdout, say)
}

// run brings the storms over every engine there is.
func run(ctx context.Context, o options, out io.Writer, say county.Say) error {
	engines := []func(context.Context, county.Size, county.Say) (*county.Engine, error){county.SQLite}
	if o.size.Server != "" {
		engines = append(engines, county.PostgreSQL)
	}
	for _, of := range engines {
		if err := on(ctx, o, of, out, say); err != nil {
			return err
		}
	}
	if o.size.Server == "" {
		fmt.Fprintln(out, "\nPostgreSQL was NOT MEASURED: STILLHOME_TEST_POSTGRES names no server.")
	}
	return nil
}

func on(ctx context.Context, o options, of func(context.Context, county.Size, county.Say) (*county.Engine, error), out io.Writer, say county.Say) error {
	e, err := of(ctx, o.size, say)
	if err != nil {
		return err
	}
	defer e.Close()
	say("phones on %s", e.Name)
	dsn, drop, err := e.Copied(ctx, "", "phones")
	if err != nil {
		return err
	}
	defer drop()
	phones, err := prepare(ctx, o, e, dsn)
	if err != nil {
		return fmt.Errorf("phones on %s: %w", e.Name, err)
	}
	for _, s := range []storm{{"spread over " + o.over.String(), o.over}, {"all in the same second", time.Second}} {
		var seen []result
		for n := range o.runs {
			say("%s, %s, run %d", e.Name, s.name, n+1)
			r, err := one(ctx, o, e, phones, s, fmt.Sprintf("%s-%d-%d", filepath.Base(e.Name), s.over/time.Second, n))
			if err != nil {
				return fmt.Errorf("%s, %s: %w", e.Name, s.name, err)
			}
			seen = append(seen, r)
		}
		report(out, e.Name, s, o, seen)
	}
	return nil
}
