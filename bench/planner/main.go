package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"stillhome/internal/kernel/optimise/published/solve"
)

// options say what to run.
type options struct {
	data, results string
	family        string
	seeds         int
	seconds       float64 // 0: each family's own
	shard, shards int     // from 1
	tableOnly     bool
	page          string // where the tables are put, too; empty: nowhere
}

// budget is how long one run of a family may take.
func (o options) budget(f family) float64 {
	if o.seconds > 0 {
		return o.seconds
	}
	return f.seconds
}

func main() {
	var o options
	flag.StringVar(&o.data, "data", "../shared/data", "the folder with hhcrsp, uhhc and vrptw")
	flag.StringVar(&o.results, "results", "data/bench/planner.tsv", "where runs are kept; a new name measures anew")
	flag.StringVar(&o.family, "family", "", "only families whose format or name holds one of these, with commas")
	flag.IntVar(&o.seeds, "seeds", 3, "runs of each instance")
	flag.Float64Var(&o.seconds, "seconds", 0, "processor seconds a run; 0: as long as each family's goal says")
	shard := flag.String("shard", os.Getenv("SHARD"), "which part of the runs, such as 2/4; also by SHARD")
	flag.BoolVar(&o.tableOnly, "table", false, "run nothing, print the tables")
	flag.StringVar(&o.page, "page", "", "put the tables into this page too, in place of the ones there, such as docs/benchmarks.md")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	if o.shard, o.shards, err = parseShard(*shard); err == nil {
		err = run(ctx, o, os.Stdout, os.Stderr)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "planner:", err)
		os.Exit(1)
	}
}

// parseShard reads "2/4"; nothing is all.
func parseShard(text string) (shard, shards int, err error) {
	if text == "" {
		return 1, 1, nil
	}
	k, n, ok := strings.Cut(text, "/")
	shard, errK := strconv.Atoi(k)
	shards, errN := strconv.Atoi(n)
	if !ok || errK != nil || errN != nil || shard < 1 || shard > shards {
		return 0, 0, fmt.Errorf("the shard is %q; give which of how many, such as 2/4", text)
	}
	return shard, shards, nil
}

// run does every run that is not in the results yet, and prints the tables.
func run(ctx context.Context, o options, out, progress io.Writer) error {
	list, err := families(o.data)
	if err != nil {
		return err
	}
	list = chosen(list, o.family)
	if len(list) == 0 {
		return fmt.Errorf("no instances of %q are below %s; docs/benchmarks.md says where to get them", o.family, o.data)
	}
	results, err := readResults(o.results)
	if err != nil {
		return err
	}
	if !o.tableOnly {
		if err := measure(ctx, o, list, results, progress); err != nil {
			return err
		}
	}
	var tables bytes.Buffer
	report(&tables, o, list, results)
	if _, err := out.Write(tables.Bytes()); err != nil || o.page == "" {
		return err
	}
	return putInto(o.page, tables.String())
}

// The marks between which a page has the tables.
const (
	tablesBegin = "<!-- bench-planner writes from here -->\n"
	tablesEnd   = "<!-- to here -->\n"
)

// putInto replaces the tables of a page.
func putInto(page, tables string) error {
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, begins := strings.Cut(string(text), tablesBegin)
	_, after, ends := strings.Cut(rest, tablesEnd)
	if !begins || !ends {
		return fmt.Errorf("%s has no lines %q and %q to put the tables between", page, strings.TrimSpace(tablesBegin), strings.TrimSpace(tablesEnd))
	}
	return os.WriteFile(page, []byte(before+tablesBegin+tables+"\n"+tablesEnd+after), 0o644)
}

func chosen(list []family, only string) []family {
	var some []family
	for _, f := range list {
		for _, word := range strings.Split(only, ",") {
			if strings.Contains(strings.ToLower(f.format+" "+f.name), strings.ToLower(strings.TrimSpace(word))) {
				some = append(some, f)
				break
			}
		}
	}
	return some
}

// task is one run to do.
type task struct {
	family, format string
	in             instance
	seed           uint64
	seconds        float64
}

func (t task) key() string { return key(t.format, t.in.name, t.seed, t.seconds) }

// tasks lists every run once, one seed of everything after another, so that a
// run cut short still says something about each family.
func tasks(o options, list []family) []task {
	var all []task
	seen := map[string]bool{}
	for seed := range o.seeds {
		for _, f := range list {
			for _, in := range f.instances {
				t := task{f.name, f.format, in, uint64(seed) + 1, o.budget(f)}
				if !seen[t.key()] {
					seen[t.key()] = true
					all = append(all, t)
				}
			}
		}
	}
	return all
}

// measure does this shard's share of what is not in the results.
func measure(ctx context.Context, o options, list []family, results map[string]done, progress io.Writer) error {
	revision := revision()
	for i, t := range tasks(o, list) {
		if _, known := results[t.key()]; known || i%o.shards != o.shard-1 {
			continue
		}
		d, err := once(ctx, t)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", t.in.name, err)
		case ctx.Err() != nil:
			fmt.Fprintln(progress, "Interrupted; the next start goes on from here.")
			return nil
		}
		d.revision = revision
		if err := addResult(o.results, d); err != nil {
			return err
		}
		results[t.key()] = d
		fmt.Fprintf(progress, "%-14s %-48s seed %d  %12.3f  %+6.2f%%\n", t.family, t.in.name, t.seed, d.cost, gap(d.cost, t.in.best))
	}
	return nil
}

// once is one run. Reading the instance is not part of its time.
func once(ctx context.Context, t task) (done, error) {
	file, err := os.Open(t.in.path)
	if err != nil {
		return done{}, err
	}
	defer file.Close()
	p, err := solve.Open(t.format, file)
	if err != nil {
		return done{}, err
	}
	began, err := processorSeconds()
	if err != nil {
		return done{}, err
	}
	a, err := p.Solve(solve.Budget{Seed: t.seed, Spent: func() float64 {
		now, err := processorSeconds()
		if err != nil || ctx.Err() != nil {
			return 1
		}
		return (now - began) / t.seconds
	}})
	if err != nil {
		return done{}, err
	}
	ended, err := processorSeconds()
	return done{
		format: t.format, instance: t.in.name, seed: t.seed, seconds: t.seconds, cost: a.Report.Cost, took: ended - began,
		iterations: a.Iterations, evaluations: a.Evaluations,
	}, err
}

// processorSeconds is the processor time this program has taken, collecting
// garbage included.
func processorSeconds() (float64, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, fmt.Errorf("the processor time: %w", err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6, nil
}

// revision is the commit measured, with a mark where files differ from it.
func revision() string {
	written, err := exec.Command("git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(written))
}
