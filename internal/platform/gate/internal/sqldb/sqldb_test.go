package sqldb

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestEveryConnectionIsDurable reads the settings on each connection: kill -9
// does not show a lax one, only a power cut does.
func TestEveryConnectionIsDurable(t *testing.T) {
	d, err := Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "a b.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	conns := []*conn{<-d.writer}
	for range Readers {
		conns = append(conns, <-d.readers)
	}
	for i, c := range conns {
		for pragma, want := range map[string]string{
			"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "trusted_schema": "0", "busy_timeout": "10000",
		} {
			var got string
			if err := c.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("connection %d: %s is %q, want %q (%v)", i, pragma, got, want, err)
			}
		}
		if i == 0 {
			d.writer <- c
		} else {
			d.readers <- c
		}
	}
}

func TestReadersCannotWrite(t *testing.T) {
	d, err := Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "r.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	tx, err := d.BeginRead(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(context.Background(), "CREATE TABLE x (y TEXT)"); err == nil {
		t.Fatal("a reading connection wrote")
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	for dsn, want := range map[string]string{
		"mysql://somebody:hush@db/x": "sqlite:PATH or postgres://",
		"":                           "sqlite:PATH or postgres://",
		"sqlite:/no/such/dir/x.db":   "SQLite",
	} {
		_, err := Open(context.Background(), dsn)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", dsn, err)
		}
	}
}

func TestVersionNumber(t *testing.T) {
	for v, want := range map[string]int{"3.51.3": fresh, "3.54.1": 3_054_001, "3.40": 3_040_000} {
		if got := number(v); got != want {
			t.Errorf("%s is %d, want %d", v, got, want)
		}
	}
}

// TestALostConnectionIsReplaced loses the only writer at a moment when no other
// can be opened: later ones must not wait for it for ever.
func TestALostConnectionIsReplaced(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "here")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	d, err := Open(ctx, "sqlite:"+filepath.Join(dir, "r.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	tx, err := d.BeginWrite(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, dir+" no more"); err != nil {
		t.Fatal(err)
	}
	tx.c.Conn.Close()
	tx.Rollback()
	if _, err := d.BeginWrite(ctx); err == nil {
		t.Fatal("a record that is not there was opened")
	}
	if err := os.Rename(dir+" no more", dir); err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if tx, err = d.BeginWrite(soon); err != nil {
		t.Fatal(err)
	}
	tx.Rollback()
}
