package main

import (
	"context"
	"io"
	"os"

	"stillhome/internal/app"
	"stillhome/internal/face/fhir"
	"stillhome/internal/kernel/actor"
)

type intakeCommand struct {
	Files []string `arg:"" name:"file" help:"Notices and referrals, as XML or JSON."`
	Host  string   `help:"Which council, where several are configured."`
}

// Run takes in each file and says what was understood of it.
func (k intakeCommand) Run(ctx context.Context, s *Settings, out output) error {
	c, err := s.one(k.Host)
	if err != nil {
		return err
	}
	clock, err := s.clock()
	if err != nil {
		return err
	}
	g, err := app.OpenGate(ctx, c, clock, true)
	if err != nil {
		return err
	}
	defer g.Close()
	open := func(name string) (io.ReadCloser, error) { return os.Open(name) }
	return fhir.IntakeFiles(actor.With(ctx, actor.Machine), g, fhir.Council{ODS: c.ODS, Name: c.Name, Team: "Reablement"}, k.Files, open, out, out.json)
}
