package main

import (
	"context"
	"errors"
	"os"
	"time"

	"stillhome/bench/county"
)

// ran is what the built program, served by itself, was seen to do.
type ran struct {
	start       time.Duration // from the process to its ready line, the median
	megabytes   float64       // of the binary
	idle, after float64       // megabytes resident: after the first jobs, and after the load
	mixed       times         // all pages by turns, by many users who never pause
	thinking    times         // the same by as many who think before each page
	requests    int
}

// measureProgram starts the built program several times over a record; the
// first time, when its hourly jobs are due, it is given every page by turns. It
// is skipped where nothing is built.
func measureProgram(ctx context.Context, o options, e *county.Engine, dsn string, pages []*page) (*ran, error) {
	info, err := os.Stat(o.program)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := &ran{megabytes: float64(info.Size()) / 1e6, requests: o.mixed + o.mixed/4}
	var asks []ask
	for n := range variants {
		for _, p := range pages {
			asks = append(asks, p.asks[n])
		}
	}
	var starts []time.Duration
	for n := range o.starts {
		p, err := e.Start(ctx, o.program, dsn, county.Today)
		if err != nil {
			return nil, err
		}
		starts = append(starts, p.Took)
		if n == 0 {
			err = out.load(ctx, o, p, asks)
		}
		if err := errors.Join(err, p.Stop()); err != nil {
			return nil, err
		}
	}
	out.start = median(starts)
	return out, nil
}

func (r *ran) load(ctx context.Context, o options, p *county.Process, asks []ask) (err error) {
	time.Sleep(o.settle)
	if r.idle, err = p.Resident(); err != nil {
		return err
	}
	at := target{p.Base, cookieName}
	if _, err := at.load(ctx, asks, 2, len(asks)); err != nil { // the looks of the hour
		return err
	}
	if r.mixed, err = at.load(ctx, asks, o.users, o.mixed); err != nil {
		return err
	}
	if r.thinking, err = at.loadThinking(ctx, asks, o.users, o.mixed/4, o.think); err != nil {
		return err
	}
	r.after, err = p.Resident()
	return err
}
