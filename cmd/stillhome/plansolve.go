package main

import (
	"context"
	"io"
	"math"
	"os"
	"path/filepath"
	"sync"
	"time"

	"stillhome/internal/kernel/optimise/published/solve"
	"stillhome/internal/kernel/when"
)

type planSolveCommand struct {
	planFiles
	Out        string  `required:"" type:"path" help:"Where to write the plan, in the same format."`
	Seconds    float64 `help:"How long to search. Default: 10, or no limit where --iterations is given."`
	Iterations int64   `help:"How many rounds to search. With the seed it fixes the plan, to the byte."`
	Threads    int     `default:"1" help:"Searches side by side, each with its own seed; the best plan is kept."`
	Seed       uint64  `default:"1" help:"Where chance begins."`
}

const (
	usualSeconds = 10
	mostThreads  = 256
)

// planResult is what a search found and what it took, for programs.
type planResult struct {
	planReport
	Out         string  `json:"out"`
	Seed        uint64  `json:"seed"`
	Threads     int     `json:"threads"`
	Seconds     float64 `json:"seconds"`
	Iterations  int64   `json:"iterations"`
	Evaluations int64   `json:"evaluations"`
	PerSecond   float64 `json:"evaluations_per_second"`
}

// Run searches until the time or the rounds are used up, or until it is
// interrupted, and writes the best plan found.
func (k planSolveCommand) Run(ctx context.Context, out output) error {
	if err := k.wrong(); err != nil {
		return err
	}
	p, err := k.open()
	if err != nil {
		return err
	}
	file, err := newWhole(k.Out)
	if err != nil {
		return err
	}
	defer file.discard()
	began := when.Mono()
	best, iterations, evaluations, err := k.search(ctx, p, began)
	if err != nil {
		return said(err)
	}
	took := when.Mono().Sub(began).Seconds()
	if err := file.keep(best.Write); err != nil {
		return err
	}
	result := planResult{
		planReport: k.report(best.Report), Out: k.Out, Seed: k.Seed, Threads: k.Threads,
		Seconds: took, Iterations: iterations, Evaluations: evaluations,
	}
	if evaluations > 0 && took > 0 {
		result.PerSecond = math.Round(float64(evaluations) / took)
	}
	return out.data(result, "%s\nWritten: %s, after %.1f s, %d rounds and %d places tried (%.0f a second).",
		costWords(best.Report), k.Out, took, iterations, evaluations, result.PerSecond)
}

func (k planSolveCommand) wrong() error {
	switch {
	case k.Seconds < 0 || math.IsNaN(k.Seconds) || math.IsInf(k.Seconds, 0):
		return usage("--seconds is %g; give a number above 0", k.Seconds)
	case k.Iterations < 0:
		return usage("--iterations is %d; give a number above 0", k.Iterations)
	case k.Threads < 1 || k.Threads > mostThreads:
		return usage("--threads is %d; give a number from 1 to %d", k.Threads, mostThreads)
	}
	in, err := os.Stat(k.In)
	if err != nil {
		return err
	}
	if out, err := os.Stat(k.Out); err == nil && os.SameFile(in, out) {
		return usage("--out is the instance itself; give another name for the plan")
	}
	return nil
}

// search runs one search a thread and keeps the best answer; among equals that
// of the first thread, so that the same seed and rounds give the same plan.
func (k planSolveCommand) search(ctx context.Context, p solve.Problem, began time.Time) (best solve.Answer, iterations, evaluations int64, err error) {
	seconds := k.Seconds
	if seconds == 0 && k.Iterations == 0 {
		seconds = usualSeconds
	}
	spent := func() float64 {
		switch {
		case ctx.Err() != nil:
			return 1
		case seconds == 0:
			return 0
		}
		return when.Mono().Sub(began).Seconds() / seconds
	}
	answers := make([]solve.Answer, k.Threads)
	errs := make([]error, k.Threads)
	var running sync.WaitGroup
	for i := range k.Threads {
		running.Go(func() {
			answers[i], errs[i] = p.Solve(solve.Budget{Seed: k.Seed + uint64(i), Iterations: k.Iterations, Spent: spent})
		})
	}
	running.Wait()
	for i, a := range answers {
		if errs[i] != nil {
			return solve.Answer{}, 0, 0, errs[i]
		}
		iterations += a.Iterations
		evaluations += a.Evaluations
		if i == 0 || a.Report.Cost < best.Report.Cost {
			best = a
		}
	}
	return best, iterations, evaluations, nil
}

// whole is a file that appears under its name only once all of it is written.
type whole struct {
	file *os.File
	name string
}

// newWhole makes sure that the file can be written before work is put in.
func newWhole(name string) (*whole, error) {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return nil, usage("--out: %w", err)
	}
	return &whole{f, name}, nil
}

func (w *whole) keep(write func(io.Writer) error) error {
	if err := write(w.file); err != nil {
		return err
	}
	if err := w.file.Chmod(0o644); err != nil {
		return err
	}
	if err := w.file.Close(); err != nil {
		return err
	}
	return os.Rename(w.file.Name(), w.name)
}

// discard removes what was not kept.
func (w *whole) discard() {
	w.file.Close()
	os.Remove(w.file.Name())
}
