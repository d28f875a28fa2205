package keep

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Restore puts a backup where there is no record: a SQLite path where no file
// is, or a PostgreSQL database without tables. It first holds the file against
// its manifest, and afterwards checks every chain and count; a SQLite record
// that does not hold never gets its name. The record then needs the same key
// file as before.
func Restore(ctx context.Context, file, dsn string) (Manifest, error) {
	m, err := ReadManifest(file)
	if err != nil {
		return m, err
	}
	p, err := parse(dsn)
	if err != nil {
		return m, err
	}
	if p.engine() != m.Engine {
		return m, fmt.Errorf("this is a backup of a %s record: it cannot be restored into %s", m.Engine, p.engine())
	}
	file = filepath.Join(filepath.Dir(file), m.File)
	bytes, hash, err := sum(file)
	if err != nil {
		return m, fmt.Errorf("read the backup: %w", err)
	}
	if bytes != m.Bytes || hash != m.SHA256 {
		return m, fmt.Errorf("%s is not the file its manifest describes: it was cut short or changed", file)
	}
	if p.file != "" {
		return m, p.putFile(ctx, file, m)
	}
	return m, p.putDatabase(ctx, file, m)
}

func (p place) putFile(ctx context.Context, from string, m Manifest) error {
	for _, f := range []string{p.file, p.file + "-wal", p.file + "-shm"} {
		if _, err := os.Stat(f); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s exists: a record is never written over. Move it away first", f)
		}
	}
	if err := os.MkdirAll(filepath.Dir(p.file), 0o700); err != nil {
		return err
	}
	part := p.file + ".restoring"
	defer os.Remove(part)
	if err := copyFile(from, part); err != nil {
		return fmt.Errorf("copy the backup: %w", err)
	}
	if err := (place{file: part}).holds(ctx, m); err != nil {
		return err
	}
	return settle(part, p.file)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Close()
}

func (p place) putDatabase(ctx context.Context, from string, m Manifest) error {
	db, err := p.look(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	counts, err := tables(ctx, p, db)
	if err != nil {
		return err
	}
	if len(counts) > 0 {
		return fmt.Errorf("the database has %d tables: a record is never written over. Make an empty one first: CREATE DATABASE name TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'", len(counts))
	}
	err = p.tool(ctx, "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname="+p.name(), from)
	if err != nil {
		return err
	}
	if err := p.holds(ctx, m); err != nil {
		return fmt.Errorf("the restored record must not be used: %w", err)
	}
	return nil
}

// holds checks a restored record against the manifest it came with.
func (p place) holds(ctx context.Context, m Manifest) error {
	r, counts, err := p.survey(ctx)
	if err != nil {
		return err
	}
	return m.same(r, counts)
}
