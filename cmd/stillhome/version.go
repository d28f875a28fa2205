package main

import (
	"errors"
	"runtime/debug"
	"strings"

	"stillhome/internal/kernel/fault"
)

type versionCommand struct{}

// Run says which source this was built from and by which Go.
func (versionCommand) Run(out output) error {
	version, revision, dirty, goVersion := "(devel)", "", "", ""
	if b, ok := debug.ReadBuildInfo(); ok {
		version, goVersion = b.Main.Version, b.GoVersion
		for _, s := range b.Settings {
			switch {
			case s.Key == "vcs.revision":
				revision = s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				dirty = " with changes"
			}
		}
	}
	return out.data(map[string]string{"version": version, "revision": revision, "go": goVersion},
		"stillhome %s %s%s (%s)", version, revision, dirty, goVersion)
}

// said turns a fault into its sentences, for the command line.
func said(err error) error {
	f, ok := fault.Of(err)
	if !ok {
		return err
	}
	if len(f.Fields) == 0 {
		return errors.New(f.Say)
	}
	var lines []string
	for _, n := range f.Order {
		lines = append(lines, n+": "+f.Fields[n])
	}
	err = errors.New(strings.Join(lines, "; "))
	if f.Kind == fault.Invalid {
		return usageError{err}
	}
	return err
}
