package main

import (
	"context"

	"stillhome/internal/app"
)

type demoCommand struct {
	Alive  bool   `help:"Let the made-up support workers go on recording visits."`
	Dir    string `default:"data/demo" help:"Where the made-up record is kept, and found again."`
	People int    `default:"250" help:"People on service today."`
	Staff  int    `help:"People who work there. Default: 6 for every 5 on service."`
	Weeks  int    `default:"8" help:"Weeks of visits behind them."`
	Seed   int64  `default:"1" help:"Another number makes another service; the same makes the same."`
}

// Run makes the service if it is not there yet, and serves it.
func (d demoCommand) Run(ctx context.Context, s *Settings, out output) error {
	today, err := s.today()
	if err != nil {
		return err
	}
	router, err := s.router()
	if err != nil {
		return err
	}
	if d.People < 1 || d.People > 5000 || d.Weeks < 1 || d.Weeks > 104 || d.Staff < 0 || d.Staff > 5000 {
		return usage("--people is 1 to 5000, --staff 0 to 5000 and --weeks 1 to 104")
	}
	a, err := app.OpenDemo(ctx, app.Demo{Dir: d.Dir, DB: s.DB, People: d.People, Staff: d.Staff, Weeks: d.Weeks, Seed: d.Seed, Today: today, Alive: d.Alive, Travel: router})
	if err != nil {
		return err
	}
	defer a.Close()
	return listen(ctx, a, s.Addr, out)
}
