package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/travel"
	"stillhome/internal/world"
)

// Demo says which made-up service to serve and where its record is kept.
type Demo struct {
	Dir    string    `json:"-"`
	DB     string    `json:"db"` // empty: a SQLite file in Dir; kept only as a hash
	People int       `json:"people"`
	Staff  int       `json:"staff,omitempty"` // 0: as many as the people need
	Weeks  int       `json:"weeks"`
	Seed   int64     `json:"seed"`
	Today  when.Date `json:"today"` // empty: the real date
	// Alive lets the made-up workers go on recording visits while it is open.
	Alive bool `json:"-"`
	// Travel is asked how long travel takes; nil for nobody.
	Travel *travel.Router `json:"-"`
}

// demoOpens is when a day of the demo begins: in the middle of the morning,
// with visits made and visits to come, whatever the real hour.
const demoOpens = 10*60 + 30

// demoNotice stands above every page of the demo.
const demoNotice = "This is a demonstration with made-up people. Do not enter real ones."

// worldFile says which service the record beside it holds. It is written last,
// so a record that was cut off while being made is made anew.
const worldFile = "world.json"

// OpenDemo opens the made-up council, making it first where the folder does
// not hold the very one asked for. One made for another day is made anew.
func OpenDemo(ctx context.Context, d Demo) (*App, error) {
	if err := os.MkdirAll(d.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("the demo's folder: %w", err)
	}
	pinned := d.Today != ""
	if !pinned {
		d.Today = (&when.Clock{}).Today()
	}
	have := d.made()
	if !have {
		if err := d.clear(); err != nil {
			return nil, err
		}
	}
	cfg := Config{Demo: true, Migrate: true, Travel: d.Travel, Notice: demoNotice, Councils: []Council{{
		Name: "Fenmarsh County Council", ODS: "V396BB", DB: d.db(), Key: filepath.Join(d.Dir, "council.key"),
	}}}
	if pinned {
		cfg.Today = d.Today
	}
	a, err := Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if !pinned {
		a.clock.Set(d.Today.AtMinute(demoOpens))
	}
	if d.Alive {
		a.modules = append(a.modules, Module{Name: "world", Jobs: []job.Job{world.Alive}})
	}
	if !have {
		if err = a.mustBeEmpty(ctx); err == nil {
			err = a.build(ctx, d)
		}
	}
	if err == nil {
		err = a.catchUpClock(ctx)
	}
	if err == nil {
		err = d.done()
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// mustBeEmpty refuses to make up a service in a record that holds anything.
func (a *App) mustBeEmpty(ctx context.Context) error {
	return auth.ReadAsService(ctx, a.sites[0].Gate, func(s *gate.Snapshot) error {
		newest, err := gate.Latest(s, 0, 1)
		if err == nil && len(newest) > 0 {
			err = errors.New("the database already holds a record: give the demo an empty one")
		}
		return err
	})
}

// build makes the made-up service in the empty record, telling now and then
// how far it has come.
func (a *App) build(ctx context.Context, d Demo) error {
	var followers []gate.Follower
	for _, m := range a.modules {
		followers = append(followers, m.Followers...)
	}
	said := 0
	return world.Build(ctx, a.sites[0].Gate, world.Options{
		People: d.People, Staff: d.Staff, Weeks: d.Weeks, Seed: d.Seed, Today: d.Today, Followers: followers,
		Progress: func(done, all int) {
			if tenth := done * 10 / all; tenth > said {
				said = tenth
				slog.Info("making the demo", "people", d.People, "weeks", d.Weeks, "seed", d.Seed, "today", d.Today, "percent", tenth*10)
			}
		},
	})
}

func (d Demo) db() string {
	if d.DB != "" {
		return d.DB
	}
	return "sqlite:" + filepath.Join(d.Dir, "record.db")
}

// made reports whether the folder holds this very service, finished.
func (d Demo) made() bool {
	b, err := os.ReadFile(filepath.Join(d.Dir, worldFile))
	if err != nil {
		return false
	}
	var have Demo
	return json.Unmarshal(b, &have) == nil && have == d.label()
}

// label is what the folder's file says of a service: nothing of how its
// database is reached.
func (d Demo) label() Demo {
	if d.DB != "" {
		sum := sha256.Sum256([]byte(d.DB))
		d.DB = hex.EncodeToString(sum[:])
	}
	d.Dir = ""
	return d
}

func (d Demo) done() error {
	b, err := json.Marshal(d.label())
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.Dir, worldFile), append(b, '\n'), 0o600)
}

// clear removes the record of another service from the folder.
func (d Demo) clear() error {
	for _, name := range []string{worldFile, "record.db", "record.db-wal", "record.db-shm"} {
		if err := os.Remove(filepath.Join(d.Dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("make room for the demo: %w", err)
		}
	}
	return nil
}

// catchUpClock moves the clock to the newest thing recorded, where that lies
// ahead: a demo whose clock was moved goes on from there.
func (a *App) catchUpClock(ctx context.Context) error {
	return auth.ReadAsService(ctx, a.sites[0].Gate, func(s *gate.Snapshot) error {
		newest, err := gate.Latest(s, 0, 1)
		if err == nil && len(newest) > 0 && newest[0].At.After(s.Now.Time) {
			a.clock.Set(newest[0].At)
		}
		return err
	})
}
