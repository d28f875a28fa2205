package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/optimise/checkplan"
	"stillhome/internal/kernel/optimise/published/day"
)

func main() {
	seed := flag.Uint64("seed", 1, "which day")
	out := flag.String("out", "", "write the day here")
	seconds := flag.String("seconds", "", "processor seconds to search, with commas")
	flag.Parse()
	if err := run(*seed, *out, *seconds); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(seed uint64, out, seconds string) error {
	p := day.Made(day.County, seed)
	if out != "" {
		if err := write(&p, seed, out); err != nil {
			return err
		}
	}
	if seconds == "" {
		return nil
	}
	began := spent()
	plan, err := optimise.Construct(p)
	if err != nil {
		return err
	}
	fmt.Print("| search, seconds | cost, minutes | unplaced | travel, minutes | rounds | places looked at a second | rules broken |\n|---|---|---|---|---|---|---|\n")
	took := spent() - began
	line(fmt.Sprintf("none; built in %.2f", took), &p, plan, optimise.Found{}, took)
	for _, text := range strings.Split(seconds, ",") {
		limit, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return err
		}
		began := spent()
		better, found, err := optimise.Improve(p, plan, optimise.Search{Seed: 1, Done: func() float64 { return (spent() - began) / limit }})
		if err != nil {
			return err
		}
		line(text, &p, better, found, spent()-began)
	}
	return nil
}

func line(search string, p *optimise.Problem, plan optimise.Plan, found optimise.Found, took float64) {
	fmt.Printf("| %s | %.1f | %d | %d | %d | %.1f M | %d |\n", search, float64(p.Price(plan))/10, len(plan.Unplaced),
		plan.Totals.TravelMin, found.Rounds, float64(found.Looks)/took/1e6, len(checkplan.Check(*p, plan)))
}

func write(p *optimise.Problem, seed uint64, name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := day.Write(f, p, fmt.Sprintf("A made-up day of %d visits on %d shifts, number %d", len(p.Visits), len(p.Shifts), seed)); err != nil {
		return err
	}
	return f.Close()
}

// spent is the processor time this program has used, in seconds.
func spent() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
