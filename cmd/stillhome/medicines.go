package main

import (
	"archive/zip"
	"context"
	"fmt"
	"io/fs"
	"os"

	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/support/medicine/dmd"
)

type medicinesImportCommand struct {
	From string `arg:"" name:"release" help:"The dm+d release from NHS TRUD: the ZIP as it came, or the folder it was unpacked to." type:"path"`
	Host string `help:"Which council, where several are configured."`
}

// Run takes in one release of the list of medicines.
func (m medicinesImportCommand) Run(ctx context.Context, s *Settings, out output) error {
	c, err := s.one(m.Host)
	if err != nil {
		return err
	}
	clock, err := s.clock()
	if err != nil {
		return err
	}
	in, end, err := opened(m.From)
	if err != nil {
		return usage("%s is neither a ZIP nor a folder that can be read: %w", m.From, err)
	}
	defer end()
	files, err := dmd.Files(in)
	if err != nil {
		return fmt.Errorf("list %s: %w", m.From, err)
	}
	g, err := app.OpenGate(ctx, c, clock, false)
	if err != nil {
		return err
	}
	defer g.Close()
	r, err := dmd.Import(actor.With(ctx, actor.Machine), g, files)
	if err != nil {
		return said(err)
	}
	return out.data(map[string]any{"release": r.On, "medicines": r.Products},
		"Taken in: the release of %s, with %d medicines. It is in use from now on.", r.On.Said(), r.Products)
}

// opened is a ZIP or a folder as one thing to read from, and how to close it.
func opened(at string) (fs.FS, func() error, error) {
	about, err := os.Stat(at)
	if err != nil {
		return nil, nil, err
	}
	if about.IsDir() {
		return os.DirFS(at), func() error { return nil }, nil
	}
	z, err := zip.OpenReader(at)
	if err != nil {
		return nil, nil, err
	}
	return z, z.Close, nil
}
