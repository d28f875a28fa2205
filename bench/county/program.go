package county

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
	c := e.council(dsn)
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
