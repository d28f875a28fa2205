package main

import (
	"context"
	"fmt"
	"net"

	"stillhome/internal/app"
)

type serveCommand struct{}

// Run serves until it is told to stop.
func (serveCommand) Run(ctx context.Context, s *Settings, out output) error {
	cfg, err := s.app()
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	return listen(ctx, a, s.Addr, out)
}

// listen serves on the address and says when it does. Its first word and the
// address after it are relied on by scripts; the name is localhost, as
// passkeys need a name.
func listen(ctx context.Context, a *app.App, addr string, out output) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintf(out, "ready %s\n", localURL(l.Addr().String()))
	return a.Serve(ctx, l)
}

func localURL(addr string) string {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://localhost"
	}
	return "http://localhost:" + port
}

type migrateCommand struct {
	Host string `help:"Which council, where several are configured."`
}

// Run brings one council's tables up to date.
func (m migrateCommand) Run(ctx context.Context, s *Settings, out output) error {
	c, err := s.one(m.Host)
	if err != nil {
		return err
	}
	g, err := app.OpenGate(ctx, c, nil, true)
	if err != nil {
		return err
	}
	if err := g.Close(); err != nil {
		return err
	}
	return out.data(map[string]string{"council": c.Name, "tables": "up to date"}, "The tables of %s are up to date.", c.Name)
}
