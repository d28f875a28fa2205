package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/notify"
	"stillhome/internal/platform/secret"
	"stillhome/internal/platform/travel"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/journey"
	"stillhome/internal/support/person"
)

// Council is one council as this process is told to serve it.
type Council struct {
	Host string // the name it is reached by; empty: any name
	Name string
	ODS  string // its ODS code, which its record carries too
	DB   string // sqlite:PATH or postgres://...
	Key  string // the path of its key file
}

// Config says what to serve and how.
type Config struct {
	Councils []Council
	Demo     bool // one-click sign-in, a clock that moves, cookies over plain http
	Migrate  bool // bring the tables up to date on opening
	Today    when.Date
	Proxies  []netip.Prefix // whose word on a caller's address is believed
	Notice   string         // above every page
	Travel   *travel.Router // asked how long travel takes; nil: nobody is
	Notify   *notify.Sender // carries texts, calls and e-mail; nil: nothing is sent
}

// App is every council opened, ready to serve.
type App struct {
	cfg     Config
	clock   *when.Clock
	sites   []*web.Site
	modules []Module
}

// OpenGate opens one council's record with its key. Where there is no key file
// yet it is made: losing it later loses the second factors and attachments.
func OpenGate(ctx context.Context, c Council, clock *when.Clock, migrate bool) (*gate.Gate, error) {
	key, err := secret.Load(c.Key, true)
	if err != nil {
		return nil, err
	}
	if path, ok := strings.CutPrefix(c.DB, "sqlite:"); ok {
		if err := private(path); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	g, err := gate.Open(ctx, c.DB, gate.Options{Clock: clock, Key: key, Migrate: migrate, ODS: c.ODS})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	return g, nil
}

// private makes a record's file, where it is not there yet, so that only its
// owner can read it. SQLite takes an empty file for a new record and gives the
// files beside it the same rights.
func private(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// New serves councils whose records are open already.
func New(cfg Config, sites ...*web.Site) *App {
	for _, s := range sites {
		s.HelpLine = helpLine(s.Gate)
	}
	modules := append(Modules(cfg.Demo), Module{Name: "notify", Jobs: notify.Jobs(cfg.Notify)})
	if cfg.Travel != nil {
		modules = append(modules, Module{Name: "journey.ask", Jobs: []job.Job{journey.Ask(cfg.Travel)}})
	}
	return &App{cfg: cfg, clock: &when.Clock{}, modules: modules, sites: sites}
}

// Open opens every council's record. Close lets go of them.
func Open(ctx context.Context, cfg Config) (*App, error) {
	a := New(cfg)
	if cfg.Today != "" {
		a.clock.Set(cfg.Today.AtMinute(9 * 60))
	}
	for _, c := range cfg.Councils {
		g, err := OpenGate(ctx, c, a.clock, cfg.Migrate)
		if err != nil {
			return nil, errors.Join(err, a.Close())
		}
		a.sites = append(a.sites, &web.Site{Host: strings.ToLower(c.Host), Name: c.Name, ODS: c.ODS, Gate: g, HelpLine: helpLine(g)})
	}
	return a, nil
}

// Close lets go of every record.
func (a *App) Close() error {
	var err error
	for _, s := range a.sites {
		err = errors.Join(err, s.Gate.Close())
	}
	return err
}

// Sites are the councils served, in the order of the configuration.
func (a *App) Sites() []*web.Site { return a.sites }

// Server is the pages of every module.
func (a *App) Server() (*web.Server, error) {
	var routes []web.Route
	for _, m := range a.modules {
		routes = append(routes, m.Routes...)
	}
	return web.New(web.Config{
		Sites: a.sites, Routes: routes, Nav: Nav, Plain: a.cfg.Demo, Notice: a.cfg.Notice, Bar: person.Bar,
		Identify: func(ctx context.Context, s *web.Site, cookie, bearer string) (actor.Actor, error) {
			return auth.Identify(ctx, s.Gate, cookie, bearer)
		},
	})
}
