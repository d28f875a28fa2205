package keep

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"stillhome/internal/kernel/when"
)

// Backup writes one file with the whole record as it is at one moment, and its
// manifest beside it in FILE.json. The record may be in use. It never writes
// over a file. A record whose chains do not hold is backed up all the same, as
// it may be all there is; the report says what is wrong with it.
//
// The council's key is not in it: kept together, one thief has both.
func Backup(ctx context.Context, dsn, file string) (Manifest, Report, error) {
	p, err := parse(dsn)
	if err != nil {
		return Manifest{}, Report{}, err
	}
	for _, f := range []string{file, file + ".json"} {
		if _, err := os.Stat(f); !errors.Is(err, fs.ErrNotExist) {
			return Manifest{}, Report{}, fmt.Errorf("%s exists already: a backup is never written over", f)
		}
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return Manifest{}, Report{}, err
	}
	part := file + ".part"
	os.Remove(part) // of a backup that was cut off
	take := p.dump
	if p.file != "" {
		take = p.vacuum
	}
	m, r, err := take(ctx, part)
	if err != nil {
		os.Remove(part)
		return m, r, err
	}
	m.Format, m.Engine, m.ODS, m.Heads, m.File = 1, p.engine(), r.ODS, r.Heads, filepath.Base(file)
	m.TakenAt = (&when.Clock{}).Now()
	if err := settle(part, file); err != nil {
		return m, r, err
	}
	if m.Bytes, m.SHA256, err = sum(file); err != nil {
		return m, r, err
	}
	return m, r, m.write(file)
}

// settle waits until the disk has a file, then gives it its name.
func settle(part, file string) error {
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Chmod(0o600); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// vacuum has SQLite write a compact copy from one snapshot, then reads the
// copy, which is what will be restored.
func (p place) vacuum(ctx context.Context, into string) (Manifest, Report, error) {
	var m Manifest
	db, err := p.look(ctx)
	if err != nil {
		return m, Report{}, err
	}
	defer db.Close()
	c, err := db.Conn(ctx)
	if err != nil {
		return m, Report{}, err
	}
	defer c.Close()
	// query_only would forbid it to write even another file.
	if _, err := c.ExecContext(ctx, "PRAGMA query_only = OFF"); err != nil {
		return m, Report{}, err
	}
	if _, err := c.ExecContext(ctx, "VACUUM INTO ?", into); err != nil {
		return m, Report{}, fmt.Errorf("copy the record: %w", err)
	}
	copied := place{file: into}
	r, counts, err := copied.survey(ctx)
	m.Tables = counts
	return m, r, err
}

// survey checks a record and counts its tables in one snapshot.
func (p place) survey(ctx context.Context) (Report, map[string]int64, error) {
	db, err := p.look(ctx)
	if err != nil {
		return Report{}, nil, err
	}
	defer db.Close()
	tx, err := p.snapshot(ctx, db)
	if err != nil {
		return Report{}, nil, err
	}
	defer tx.Rollback()
	return p.surveyIn(ctx, tx)
}

func (p place) surveyIn(ctx context.Context, tx *sql.Tx) (Report, map[string]int64, error) {
	r, err := check(ctx, p, tx, nil)
	if err != nil {
		return r, nil, err
	}
	counts, err := tables(ctx, p, tx)
	return r, counts, err
}

// dump has pg_dump write the record from the very snapshot that is counted
// here.
func (p place) dump(ctx context.Context, into string) (Manifest, Report, error) {
	var m Manifest
	db, err := p.look(ctx)
	if err != nil {
		return m, Report{}, err
	}
	defer db.Close()
	tx, err := p.snapshot(ctx, db)
	if err != nil {
		return m, Report{}, err
	}
	defer tx.Rollback()
	var id string
	if err := tx.QueryRowContext(ctx, "SELECT pg_export_snapshot()").Scan(&id); err != nil {
		return m, Report{}, fmt.Errorf("export a snapshot: %w", err)
	}
	r, counts, err := p.surveyIn(ctx, tx)
	if err != nil {
		return m, r, err
	}
	m.Tables = counts
	return m, r, p.tool(ctx, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--snapshot="+id, "--file="+into)
}

// tool runs one of PostgreSQL's own programs on the database. The connection
// goes by the environment, as arguments can be read by others on the machine.
func (p place) tool(ctx context.Context, name string, args ...string) error {
	u, err := url.Parse(p.url)
	if err != nil {
		return fmt.Errorf("the database's address cannot be read")
	}
	c := exec.CommandContext(ctx, name, args...)
	c.Env = append(c.Environ(), "PGDATABASE="+p.name(), "PGUSER="+u.User.Username(), "PGAPPNAME=stillhome")
	if secret, ok := u.User.Password(); ok {
		c.Env = append(c.Env, "PGPASSWORD="+secret)
	}
	for name, value := range map[string]string{
		"PGHOST": cmp.Or(u.Hostname(), u.Query().Get("host")), "PGPORT": cmp.Or(u.Port(), u.Query().Get("port")),
		"PGSSLMODE": u.Query().Get("sslmode"), "PGSSLROOTCERT": u.Query().Get("sslrootcert"),
	} {
		if value != "" {
			c.Env = append(c.Env, name+"="+value)
		}
	}
	out, err := c.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return fmt.Errorf("%s is needed and not installed: it comes with PostgreSQL's client programs", name)
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(string(out)))
	}
	return nil
}

// name is the database's own name.
func (p place) name() string {
	u, err := url.Parse(p.url)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Path, "/")
}
