package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stillhome/internal/app"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

// newest is the newest row of the demo's journal.
func newest(t *testing.T, a *app.App) (e gate.Entry) {
	t.Helper()
	err := auth.ReadAsService(context.Background(), a.Sites()[0].Gate, func(s *gate.Snapshot) error {
		rows, err := gate.Latest(s, 0, 1)
		if err == nil {
			e = rows[0]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A finished demo is found again with its clock; another one, or one cut off
// while it was made, is made anew.
func TestDemoIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a service twice")
	}
	dir := t.TempDir()
	d := app.Demo{Dir: dir, People: 2, Weeks: 1, Seed: 7, Today: "2026-11-30"}
	open := func(d app.Demo) *app.App {
		t.Helper()
		a, err := app.OpenDemo(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { a.Close() })
		return a
	}
	a := open(d)
	if got := a.Sites()[0].Gate.Clock.Today(); got != "2026-11-30" {
		t.Errorf("it is %s in the demo", got)
	}
	made := newest(t, a)
	later := a.Sites()[0].Gate.Clock.Now().Add(40 * 24 * time.Hour)
	a.Sites()[0].Gate.Clock.Set(later)
	if _, err := auth.AddClient(gatetest.System(), a.Sites()[0].Gate, "Later"); err != nil {
		t.Fatal(err)
	}
	a.Close()

	a = open(d)
	if got := newest(t, a); got.Seq != made.Seq+1 {
		t.Errorf("the journal has %d rows, want %d: it was made anew", got.Seq, made.Seq+1)
	}
	if got := a.Sites()[0].Gate.Clock.Now(); got.Before(later.Time) {
		t.Errorf("the clock went back to %s", got.Said())
	}
	a.Close()

	if err := os.Remove(filepath.Join(dir, "world.json")); err != nil { // as if cut off
		t.Fatal(err)
	}
	a = open(d)
	if got := newest(t, a); got.Seq != made.Seq {
		t.Errorf("made anew with %d rows, want %d", got.Seq, made.Seq)
	}
	a.Close()
	i, err := os.Stat(filepath.Join(dir, "record.db"))
	if err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("the record is for others to read too: %v %v", i.Mode(), err)
	}
}

// The demo never makes people up in a record that holds anything.
func TestDemoNeedsAnEmptyRecord(t *testing.T) {
	dsn := gatetest.SQLiteDSN(t)
	dir := t.TempDir()
	c := app.Council{Name: "Real", ODS: "V396BB", DB: dsn, Key: filepath.Join(dir, "council.key")}
	g, err := app.OpenGate(context.Background(), c, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := auth.AddClient(gatetest.System(), g, "Real system"); err != nil {
		t.Fatal(err)
	}
	g.Close()
	_, err = app.OpenDemo(context.Background(), app.Demo{Dir: dir, DB: dsn, People: 2, Weeks: 1, Seed: 1})
	if err == nil || !strings.Contains(err.Error(), "already holds a record") {
		t.Errorf("made up people in a record in use: %v", err)
	}
}
