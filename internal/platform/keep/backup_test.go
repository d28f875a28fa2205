package keep_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/keep"
)

// bare is a place where no record is.
func bare(t *testing.T, dsn string) string {
	t.Helper()
	if strings.HasPrefix(dsn, "sqlite:") {
		return "sqlite:" + filepath.Join(t.TempDir(), "restored", "record.db")
	}
	name := fmt.Sprintf("restored%d", time.Now().UnixNano())
	db := open(t, dsn)
	if _, err := db.Exec("CREATE DATABASE " + name + " TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Exec("DROP DATABASE " + name + " WITH (FORCE)") })
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func TestBackupAndRestore(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		file := filepath.Join(t.TempDir(), "away", "council.backup")
		m, r, err := keep.Backup(ctx, dsn, file)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Sound() || m.ODS != "V396BB" || m.Tables["gate_journal"] != acts+2 || m.Bytes == 0 {
			t.Errorf("manifest %+v, report %+v", m, r)
		}
		for _, f := range []string{file, file + ".json"} {
			if i, err := os.Stat(f); err != nil || i.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v %v", f, i.Mode(), err)
			}
		}
		if _, _, err := keep.Backup(ctx, dsn, file); err == nil {
			t.Error("a backup was written over")
		}
		to := bare(t, dsn)
		if _, err := keep.Restore(ctx, file, to); err != nil {
			t.Fatal(err)
		}
		was, is := check(t, dsn), check(t, to, m.Heads...)
		if !is.Sound() || fmt.Sprint(was.Heads) != fmt.Sprint(is.Heads) {
			t.Errorf("restored %+v, was %+v", is, was)
		}
		g, err := gate.Open(ctx, to, gate.Options{Key: key, ODS: "V396BB"})
		if err != nil {
			t.Fatalf("the restored record does not open: %v", err)
		}
		as := gatetest.As(t, g, "later", actor.Coordinator)
		may := gate.Action{Name: "test.later", Who: actor.Rule{Any: []actor.Role{actor.Coordinator}}}
		if err := g.Write(as, may, gate.Council, func(*gate.Tx) error { return nil }); err != nil {
			t.Fatalf("the restored record takes no writes: %v", err)
		}
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
		if r := check(t, to, m.Heads...); !r.Sound() {
			t.Errorf("after going on: %v", r.Problems)
		}
		if _, err := keep.Restore(ctx, file, to); err == nil || !strings.Contains(err.Error(), "never written over") {
			t.Errorf("restored over a record: %v", err)
		}
	})
}

// A backup that was changed, cut or parted from its manifest is not restored,
// and nothing is left where it would have gone.
func TestRestoreRefuses(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		dir := t.TempDir()
		file := filepath.Join(dir, "council.backup")
		if _, _, err := keep.Backup(ctx, dsn, file); err != nil {
			t.Fatal(err)
		}
		good, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		manifest, err := os.ReadFile(file + ".json")
		if err != nil {
			t.Fatal(err)
		}
		put := func(backup []byte, says string) {
			t.Helper()
			if err := os.WriteFile(file, backup, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file+".json", []byte(says), 0o600); err != nil {
				t.Fatal(err)
			}
			to := bare(t, dsn)
			if _, err := keep.Restore(ctx, file, to); err == nil {
				t.Error("restored")
			} else {
				t.Log(err)
			}
			if path, ok := strings.CutPrefix(to, "sqlite:"); ok {
				if left, _ := filepath.Glob(path + "*"); len(left) > 0 {
					t.Errorf("left behind: %v", left)
				}
			}
		}
		put(good[:len(good)/2], string(manifest))
		put(append([]byte("x"), good[1:]...), string(manifest))
		put(good, "{}")
		put(good, strings.Replace(string(manifest), `"journal"`, `"sealed-journal"`, 1))
		put(good, strings.Replace(string(manifest), fmt.Sprintf(`"gate_journal": %d`, acts+2), `"gate_journal": 1`, 1))
		put(good, strings.Replace(string(manifest), `"V396BB"`, `"OTHER"`, 1))
		put(good, strings.Replace(string(manifest), `"file": "council.backup"`, `"file": "../../etc/passwd"`, 1))
		if err := os.Remove(file + ".json"); err != nil {
			t.Fatal(err)
		}
		if _, err := keep.Restore(ctx, file, bare(t, dsn)); err == nil {
			t.Error("restored without a manifest")
		}
	})
}

// A record is backed up while it is written to, and the copy is of one moment.
func TestBackupWhileWriting(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			dsn := ""
			if engine == "sqlite" {
				dsn = gatetest.SQLiteDSN(t)
			} else {
				dsn = gatetest.PostgresDSN(t)
			}
			g, err := gate.Open(context.Background(), dsn, gate.Options{Key: key, ODS: "V396BB"})
			if err != nil {
				t.Fatal(err)
			}
			defer g.Close()
			may := gate.Action{Name: "test.write", Who: actor.Rule{Any: []actor.Role{actor.System}}}
			stop, done := make(chan struct{}), make(chan error, 1)
			go func() {
				for {
					select {
					case <-stop:
						done <- nil
						return
					default:
					}
					if err := g.Write(gatetest.System(), may, gate.Council, func(*gate.Tx) error { return nil }); err != nil {
						done <- err
						return
					}
				}
			}()
			time.Sleep(50 * time.Millisecond)
			m, r, err := keep.Backup(context.Background(), dsn, filepath.Join(t.TempDir(), "b"))
			close(stop)
			if werr := <-done; werr != nil {
				t.Errorf("writing stopped: %v", werr)
			}
			if err != nil || !r.Sound() {
				t.Fatalf("%v %v", err, r.Problems)
			}
			if m.Tables["gate_journal"] != m.Heads[0].Seq {
				t.Errorf("%d rows but the newest is %d", m.Tables["gate_journal"], m.Heads[0].Seq)
			}
		})
	}
}
