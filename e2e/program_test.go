package e2e

import (
	"bufio"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// program is the built stillhome serving a demo of its own.
type program struct {
	base string // http://localhost:PORT
	dsn  string // of its record, as STILLHOME_DB has it
	dir  string
}

// binary is the program that scripts/build.sh has built.
func binary(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../bin/stillhome")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		needed(t, "bin/stillhome is not built")
	}
	return path
}

// serve starts a demo with the arguments given, on the database named (empty:
// SQLite in the demo's folder), and stops it when the test ends.
func serve(t *testing.T, dsn string, args ...string) program {
	t.Helper()
	return serveFrom(t, t.TempDir(), dsn, args...)
}

// serveFrom is serve with the demo's folder: one that holds the demo already is
// served as it is.
func serveFrom(t *testing.T, dir, dsn string, args ...string) program {
	t.Helper()
	p := program{dir: dir, dsn: dsn}
	if dsn == "" {
		p.dsn = "sqlite:" + filepath.Join(p.dir, "record.db")
	}
	cmd := exec.Command(binary(t), append([]string{"demo", "--dir", p.dir, "--addr", "127.0.0.1:0"}, args...)...)
	if dsn != "" {
		cmd.Env = append(os.Environ(), "STILLHOME_DB="+dsn)
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("the program ended badly: %v", err)
			}
		case <-time.After(30 * time.Second):
			cmd.Process.Kill()
			t.Error("the program did not stop when asked")
		}
	})
	ready := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if at, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
				ready <- strings.TrimSpace(at)
			}
		}
	}()
	select {
	case p.base = <-ready:
	case <-time.After(3 * time.Minute):
		t.Fatal("the program was not ready in three minutes")
	}
	return p
}

// engines runs fn on a fresh SQLite file and, beside that, on a fresh PostgreSQL
// database.
func engines(t *testing.T, fn func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, "")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		server := os.Getenv("STILLHOME_TEST_POSTGRES")
		if server == "" {
			needed(t, "STILLHOME_TEST_POSTGRES is not set")
		}
		admin, err := sql.Open("pgx", server)
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("e2e_%d_%d", os.Getpid(), time.Now().UnixNano()%1_000_000)
		if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
				t.Log(err)
			}
			admin.Close()
		})
		u, err := url.Parse(server)
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/" + name
		fn(t, u.String())
	})
}

// shots is where pictures go; empty when none are wanted.
func shots() string { return os.Getenv("STILLHOME_SHOTS") }

// TestPages looks at every page that each role can reach, with axe, at two
// sizes, in a small made-up service.
func TestPages(t *testing.T) {
	t.Parallel()
	p := serve(t, "", "--people", "10", "--weeks", "2", "--today", "2026-11-30")
	script(t, "pages.mjs", "STILLHOME_BASE="+p.base, "STILLHOME_SHOTS=")
}

// TestShots draws every page at phone and office size, in a service of the
// full size, into the folder STILLHOME_SHOTS. Without it there is nothing to do.
func TestShots(t *testing.T) {
	if shots() == "" {
		t.Skip("STILLHOME_SHOTS is not set: no pictures are wanted (make shots sets it)")
	}
	p := serve(t, "", "--today", "2026-11-30")
	script(t, "pages.mjs", "STILLHOME_BASE="+p.base)
}
