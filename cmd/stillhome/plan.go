package main

import (
	"fmt"
	"os"
	"strings"

	"stillhome/internal/kernel/optimise/published/solve"
)

// planFiles is what both plan commands are given.
type planFiles struct {
	Format string `required:"" enum:"hhcrsp,uhhc,vrptw,day" help:"How the files are written: hhcrsp, uhhc or vrptw as those benchmarks publish them, day for our own."`
	In     string `required:"" type:"existingfile" help:"The instance."`
}

// open reads the instance.
func (f planFiles) open() (solve.Problem, error) {
	in, err := os.Open(f.In)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	p, err := solve.Open(f.Format, in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.In, said(err))
	}
	return p, nil
}

// planReport is what a plan costs, for programs.
type planReport struct {
	Format     string             `json:"format"`
	Instance   string             `json:"instance"`
	Valid      bool               `json:"valid"`
	Cost       float64            `json:"cost"`
	Components map[string]float64 `json:"components"`
	Violations []solve.Violation  `json:"violations"`
}

func (f planFiles) report(r solve.Report) planReport {
	p := planReport{
		Format: f.Format, Instance: f.In, Valid: len(r.Violations) == 0, Cost: r.Cost,
		Components: map[string]float64{}, Violations: r.Violations,
	}
	for _, c := range r.Components {
		p.Components[c.Name] = c.Value
	}
	return p
}

// costWords is a cost and its components for a reader.
func costWords(r solve.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Cost %.3f", r.Cost)
	for i, c := range r.Components {
		separator := ", "
		if i == 0 {
			separator = ": "
		}
		fmt.Fprintf(&b, "%s%s %.10g", separator, c.Name, c.Value)
	}
	return b.String() + "."
}

type planCheckCommand struct {
	planFiles
	Solution  string  `required:"" type:"existingfile" help:"The plan to check."`
	Tolerance float64 `default:"0.000001" help:"How far times may miss each other. Published solutions are rounded and need 0.002."`
}

// Run reckons the cost anew and says whether every rule is kept.
func (k planCheckCommand) Run(out output) error {
	if k.Tolerance < 0 {
		return usage("--tolerance is %g; give 0 or more", k.Tolerance)
	}
	p, err := k.open()
	if err != nil {
		return err
	}
	solution, err := os.Open(k.Solution)
	if err != nil {
		return err
	}
	defer solution.Close()
	r, err := p.Check(solution, k.Tolerance)
	if err != nil {
		return fmt.Errorf("%s: %w", k.Solution, said(err))
	}
	words := costWords(r)
	for _, v := range r.Violations {
		words += fmt.Sprintf("\n  %s: %s", v.Code, v.Text)
	}
	if len(r.Violations) == 0 {
		words += "\nEvery rule is kept."
	}
	if err := out.data(k.report(r), "%s", words); err != nil {
		return err
	}
	if n := len(r.Violations); n > 0 {
		return fmt.Errorf("%s breaks the rules in %d places", k.Solution, n)
	}
	return nil
}
