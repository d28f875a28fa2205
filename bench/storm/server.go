package main

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"stillhome/bench/county"
	"stillhome/internal/app"
)

// server is the program as it runs: by itself, or within the bench where
// somebody wants its profile.
type server struct {
	base     string
	stop     func() error
	cpu      func() time.Duration
	resident func() float64
}

func serve(ctx context.Context, o options, e *county.Engine, dsn, name string) (*server, error) {
	if o.profile != "" {
		return profiled(ctx, o, e, dsn, name)
	}
	p, err := e.Start(ctx, o.program, dsn, day)
	if err != nil {
		return nil, err
	}
	return &server{
		base: p.Base, stop: p.Stop, cpu: func() time.Duration { return county.CPU(p.Process.Pid) },
		resident: func() float64 { mb, _ := p.Resident(); return mb },
	}, nil
}

// profiled serves from this process and writes what it did to a file. The
// clients are in the profile too, and in the processor time.
func profiled(ctx context.Context, o options, e *county.Engine, dsn, name string) (*server, error) {
	a, err := app.Open(ctx, app.Config{Councils: []app.Council{e.Council(dsn)}, Today: day})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	f, err := os.Create(filepath.Join(o.profile, name+".pprof"))
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	ctx, end := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, l) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		end()
		return nil, errors.Join(err, <-done, a.Close())
	}
	return &server{
		base: "http://" + l.Addr().String(),
		stop: func() error {
			pprof.StopCPUProfile()
			end()
			return errors.Join(<-done, f.Close(), a.Close())
		},
		cpu: func() time.Duration { return county.CPU(os.Getpid()) }, resident: func() float64 { return 0 },
	}, nil
}
