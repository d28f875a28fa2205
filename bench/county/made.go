// Package county makes the service that the benches measure on, of made-up
// people, keeps it for the next run, and runs the built program over copies of it.
package county

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/world"
)

// Today is the day that every run takes it to be.
const Today = when.Date("2026-11-30")

// The council that the made-up service belongs to.
const (
	Name = "Fenmarsh County Council"
	ODS  = "V396BB"
)

// Size says how large a service is, and where it is kept.
type Size struct {
	People, Staff int // on service; who work there, 0 for what world takes for so many people
	Weeks, Year   int // of visits, of episodes
	Root, Cache   string
	Server        string // URL of a PostgreSQL server
}

// Say tells how far it has come.
type Say func(format string, args ...any)

// Engine is one database engine with the made-up service on it.
type Engine struct {
	Name   string
	Folder string  // of the record as it was made, its key, and copies
	admin  *sql.DB // PostgreSQL: makes and drops databases
	server string  // PostgreSQL: URL of the server
	base   string  // PostgreSQL: name of the database that copies are made of
}

// Postgres reports which engine it is.
func (e *Engine) Postgres() bool { return e.server != "" }

// Council is how the program is told of a record.
func (e *Engine) Council(dsn string) app.Council {
	return app.Council{Name: Name, ODS: ODS, DB: dsn, Key: filepath.Join(e.Folder, "council.key")}
}

// Open opens a record with a clock at nine in the morning.
func (e *Engine) Open(ctx context.Context, dsn string) (*gate.Gate, error) {
	clock := &when.Clock{}
	clock.Set(Today.AtMinute(9 * 60))
	return app.OpenGate(ctx, e.Council(dsn), clock, true)
}

// Folder is where a service of these options is kept. Another schema or
// another maker makes another service.
func Folder(o Size) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, o.People, o.Staff, o.Weeks, o.Year, Today)
	for _, pattern := range []string{"internal/platform/schema/migrations/*.sql", "internal/world/*.go"} {
		files, err := filepath.Glob(filepath.Join(o.Root, pattern))
		if err != nil || len(files) == 0 {
			return "", fmt.Errorf("nothing at %s: run the bench from the repository", pattern)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			b, err := os.ReadFile(f)
			if err != nil {
				return "", err
			}
			sum.Write(b)
		}
	}
	name := fmt.Sprintf("people-%d-weeks-%d-%s", o.People, o.Weeks, hex.EncodeToString(sum.Sum(nil)[:4]))
	dir := filepath.Join(o.Cache, name)
	return dir, os.MkdirAll(dir, 0o700)
}

// SQLite is the service in a file, made where it is not kept yet.
func SQLite(ctx context.Context, o Size, say Say) (*Engine, error) {
	dir, err := Folder(o)
	if err != nil {
		return nil, err
	}
	e := &Engine{Name: "SQLite", Folder: dir}
	kept := filepath.Join(dir, "record.db")
	if _, err := os.Stat(kept); err == nil {
		return e, nil
	}
	making := filepath.Join(dir, "making.db")
	for _, f := range []string{making, making + "-wal", making + "-shm"} {
		if err := os.Remove(f); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	if err := e.build(ctx, "sqlite:"+making, o, say); err != nil {
		return nil, err
	}
	return e, os.Rename(making, kept)
}

// PostgreSQL is the service in a database of a server, made or restored from
// what was kept where the server does not have it.
func PostgreSQL(ctx context.Context, o Size, say Say) (*Engine, error) {
	dir, err := Folder(o)
	if err != nil {
		return nil, err
	}
	e := &Engine{Name: "PostgreSQL", Folder: dir, server: o.Server, base: fmt.Sprintf("bench_%d", os.Getpid())}
	if e.admin, err = sql.Open("pgx", o.Server); err != nil {
		return nil, err
	}
	if err := e.create(ctx, e.base, "template0"); err != nil {
		return nil, err
	}
	kept := filepath.Join(dir, "postgres.dump")
	if _, err := os.Stat(kept); err == nil {
		if err := tool(ctx, "pg_restore", "--no-owner", "--dbname", e.dsn(e.base), kept); err != nil {
			return nil, err
		}
	} else {
		if err := e.build(ctx, lazily(e.dsn(e.base)), o, say); err != nil {
			return nil, err
		}
		if err := tool(ctx, "pg_dump", "--format", "custom", "--compress", "1", "--file", kept+".making", e.dsn(e.base)); err != nil {
			return nil, err
		}
		if err := os.Rename(kept+".making", kept); err != nil {
			return nil, err
		}
	}
	return e, e.analyse(ctx)
}

// lazily is the database without waiting for the disk, for making a service
// that can be made again.
func lazily(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn
	}
	q := u.Query()
	q.Set("synchronous_commit", "off")
	u.RawQuery = q.Encode()
	return u.String()
}

// analyse does at once what the server's own housekeeping does in time.
func (e *Engine) analyse(ctx context.Context) error {
	db, err := sql.Open("pgx", e.dsn(e.base))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "VACUUM ANALYZE")
	return err
}

func (e *Engine) build(ctx context.Context, dsn string, o Size, say Say) error {
	start := time.Now()
	g, err := e.Open(ctx, dsn)
	if err != nil {
		return err
	}
	var followers []gate.Follower
	for _, m := range app.Modules(false) {
		followers = append(followers, m.Followers...)
	}
	said := 0
	err = world.Build(actor.With(ctx, actor.Machine), g, world.Options{
		People: o.People, Staff: o.Staff, Weeks: o.Weeks, Year: o.Year, Today: Today, Followers: followers,
		Progress: func(done, all int) {
			if tenth := done * 10 / all; tenth > said {
				said = tenth
				say("making the service on %s: %d%% after %.0f s", e.Name, tenth*10, time.Since(start).Seconds())
			}
		},
	})
	return errors.Join(err, g.Close())
}

// Copied gives a record of its own with the content of another copy or, where
// from is empty, of the one that was made; and what removes it. Nobody may have
// the other open.
func (e *Engine) Copied(ctx context.Context, from, name string) (dsn string, drop func(), err error) {
	if e.Postgres() {
		source := e.base
		if from != "" {
			source += "_" + from
		}
		name = e.base + "_" + name
		if err := e.create(ctx, name, source); err != nil {
			return "", nil, err
		}
		return e.dsn(name), func() { e.admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)") }, nil
	}
	path, source := e.copyPath(name), filepath.Join(e.Folder, "record.db")
	if from != "" {
		source = e.copyPath(from)
	}
	drop = func() {
		for _, f := range []string{path, path + "-wal", path + "-shm"} {
			os.Remove(f)
		}
	}
	return "sqlite:" + path, drop, copyFile(path, source)
}

func (e *Engine) copyPath(name string) string {
	return filepath.Join(e.Folder, fmt.Sprintf("copy-%d-%s.db", os.Getpid(), name))
}

// Close drops what was made on a server.
func (e *Engine) Close() {
	if e.Postgres() {
		e.admin.Exec("DROP DATABASE IF EXISTS " + e.base + " WITH (FORCE)")
		e.admin.Close()
	}
}

func (e *Engine) create(ctx context.Context, name, from string) error {
	how := "CREATE DATABASE " + name + " TEMPLATE " + from
	if from == "template0" {
		how += " LC_COLLATE 'C' LC_CTYPE 'C'"
	}
	_, err := e.admin.ExecContext(ctx, how)
	return err
}

func (e *Engine) dsn(name string) string {
	u, err := url.Parse(e.server)
	if err != nil {
		return e.server
	}
	u.Path = "/" + name
	return u.String()
}

func tool(ctx context.Context, name string, args ...string) error {
	if out, err := exec.CommandContext(ctx, name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(string(out)))
	}
	return nil
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
