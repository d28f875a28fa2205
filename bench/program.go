package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
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
func measureProgram(ctx context.Context, o options, e *engine, dsn string, pages []*page) (*ran, error) {
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
		p, err := startProgram(ctx, o, e, dsn)
		if err != nil {
			return nil, err
		}
		starts = append(starts, p.took)
		if n == 0 {
			err = out.load(ctx, o, p, asks)
		}
		if err := errors.Join(err, p.stop()); err != nil {
			return nil, err
		}
	}
	out.start = median(starts)
	return out, nil
}

func (r *ran) load(ctx context.Context, o options, p *process, asks []ask) (err error) {
	time.Sleep(o.settle)
	if r.idle, err = p.resident(); err != nil {
		return err
	}
	at := target{p.base, cookieName}
	if _, err := at.load(ctx, asks, 2, len(asks)); err != nil { // the looks of the hour
		return err
	}
	if r.mixed, err = at.load(ctx, asks, o.users, o.mixed); err != nil {
		return err
	}
	if r.thinking, err = at.loadThinking(ctx, asks, o.users, o.mixed/4, o.think); err != nil {
		return err
	}
	r.after, err = p.resident()
	return err
}

// process is the built program as it runs.
type process struct {
	*exec.Cmd
	base string
	took time.Duration
}

func startProgram(ctx context.Context, o options, e *engine, dsn string) (*process, error) {
	c := e.council(dsn)
	p := &process{Cmd: exec.CommandContext(ctx, o.program, "serve", "--today", string(today))}
	p.Env = append(os.Environ(), "STILLHOME_ADDR=127.0.0.1:0", "STILLHOME_DB="+c.DB, "STILLHOME_KEY="+c.Key,
		"STILLHOME_COUNCIL="+c.Name, "STILLHOME_ODS="+c.ODS, "STILLHOME_LOG=error")
	p.Stderr = os.Stderr
	said, err := p.StdoutPipe()
	if err != nil {
		return nil, err
	}
	start := time.Now()
	if err := p.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewReader(said)
	line, err := lines.ReadString('\n')
	p.took = time.Since(start)
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ok {
		return nil, errors.Join(fmt.Errorf("%s said %q and not that it is ready", o.program, line), err, p.stop())
	}
	go io.Copy(io.Discard, lines)
	p.base = strings.Replace(address, "localhost", "127.0.0.1", 1)
	return p, nil
}

// stop asks the program to end and waits until it has.
func (p *process) stop() error {
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return p.Wait()
}

// resident is the memory of the process that is in use, in megabytes.
func (p *process) resident() (float64, error) {
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.Process.Pid), "status"))
	if err != nil {
		return 0, fmt.Errorf("resident memory is read where Linux has it: %w", err)
	}
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0, errors.New("no resident memory in the process's status")
	}
	kb, err := strconv.ParseFloat(fields[0], 64)
	return kb / 1000, err
}
