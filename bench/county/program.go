package county

import (
	"bufio"
	"context"
	"database/sql"
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

	"stillhome/internal/kernel/when"
)

// Process is the built program as it runs.
type Process struct {
	*exec.Cmd
	Base string        // its address
	Took time.Duration // until it was ready
}

// Start runs the built program over a record, on a day, and waits until it is
// ready.
func (e *Engine) Start(ctx context.Context, program, dsn string, day when.Date) (*Process, error) {
	c := e.Council(dsn)
	p := &Process{Cmd: exec.CommandContext(ctx, program, "serve", "--today", string(day))}
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
	p.Took = time.Since(start)
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ok {
		return nil, errors.Join(fmt.Errorf("%s said %q and not that it is ready", program, line), err, p.Stop())
	}
	go io.Copy(io.Discard, lines)
	p.Base = strings.Replace(address, "localhost", "127.0.0.1", 1)
	return p, nil
}

// Stop asks the program to end and waits until it has.
func (p *Process) Stop() error {
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return p.Wait()
}

// Resident is the memory of the process that is in use, in megabytes.
func (p *Process) Resident() (float64, error) {
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

// CPU is the processor time that a process has taken so far, of its own and of
// its children that have ended; 0 where Linux does not say.
func CPU(pid int) time.Duration {
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), ") ") // the name may hold anything
	fields := strings.Fields(rest)
	var ticks int64
	for _, at := range []int{11, 12, 13, 14} { // utime, stime, cutime, cstime
		if at < len(fields) {
			n, _ := strconv.ParseInt(fields[at], 10, 64)
			ticks += n
		}
	}
	return time.Duration(ticks) * time.Second / 100
}

// ServerCPU is the processor time that the whole PostgreSQL server has taken so
// far; 0 on SQLite, which is part of the program.
func (e *Engine) ServerCPU() (all time.Duration) {
	var mine int
	if !e.Postgres() || e.admin.QueryRow("SELECT pg_backend_pid()").Scan(&mine) != nil {
		return 0
	}
	main := parent(mine)
	if main == 0 {
		return 0
	}
	all = CPU(main)
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range processes {
		if pid, err := strconv.Atoi(filepath.Base(p)); err == nil && parent(pid) == main {
			all += CPU(pid)
		}
	}
	return all
}

// parent is the process that started another; 0 where it is not known.
func parent(pid int) int {
	b, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	_, rest, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 2 {
		return 0
	}
	n, _ := strconv.Atoi(fields[1])
	return n
}

// Bare opens a record by the bare driver.
func (e *Engine) Bare(dsn string) (*sql.DB, error) {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		return sql.Open("sqlite", path)
	}
	return sql.Open("pgx", dsn)
}
