package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// drawn says which of an instance's runs count.
func (o options) drawn() string {
	if o.seeds == 1 {
		return "One seed, not the median of three"
	}
	return fmt.Sprintf("Medians of %d seeds", o.seeds)
}

// report prints the tables as docs/benchmarks.md shows them. What was not run
// yet is said, not left out.
func report(out io.Writer, o options, list []family, results map[string]done) {
	fmt.Fprintf(out, "\n%s, one thread, gap to the best published cost in percent: less is better, below 0 beats it.\n\n", o.drawn())
	fmt.Fprintln(out, "| family | instances | seconds | mean gap | least | greatest | better | equal | worse | places tried a second | goal |")
	fmt.Fprintln(out, "|---|---|---|---|---|---|---|---|---|---|---|")
	revisions := map[string]bool{}
	for _, f := range list {
		gaps, runs, speed := measured(f, o, results, revisions)
		if strings.HasPrefix(f.name, "peers'") {
			continue
		}
		if len(gaps) == 0 {
			fmt.Fprintf(out, "| %s | %d | %g | not run | | | | | | | %s |\n", f.name, len(f.instances), o.budget(f), f.goal)
			continue
		}
		counted := fmt.Sprint(len(f.instances))
		goal := f.goal + ": **not met**"
		if f.met(gaps) {
			goal = f.goal + ": met"
		}
		if runs < o.seeds*len(f.instances) {
			counted = fmt.Sprintf("%d of %d", len(gaps), len(f.instances))
			goal = fmt.Sprintf("%s: %d of %d runs done", f.goal, runs, o.seeds*len(f.instances))
		}
		fmt.Fprintf(out, "| %s | %s | %g | %+.2f | %+.2f | %+.2f | %d | %d | %d | %.1f M | %s |\n", f.name, counted, o.budget(f),
			mean(gaps), slices.Min(gaps), slices.Max(gaps),
			count(gaps, better), count(gaps, same), count(gaps, worse), speed/1e6, goal)
	}
	reportPeers(out, o, list, results)
	if len(revisions) > 0 {
		fmt.Fprintf(out, "\nRevision %s.\n", strings.Join(slices.Sorted(maps.Keys(revisions)), ", "))
	}
}

// measured gathers the median gap of each instance that was run, how many runs
// there were, and their places tried a second.
func measured(f family, o options, results map[string]done, revisions map[string]bool) (gaps []float64, runs int, speed float64) {
	var evaluations, took float64
	for _, in := range f.instances {
		var own []float64
		for seed := range o.seeds {
			d, ok := results[key(f.format, in.name, uint64(seed)+1, o.budget(f))]
			if !ok {
				continue
			}
			own = append(own, gap(d.cost, in.best))
			evaluations += float64(d.evaluations)
			took += d.took
			revisions[d.revision] = true
		}
		runs += len(own)
		if len(own) > 0 {
			gaps = append(gaps, median(own))
		}
	}
	if took > 0 {
		speed = evaluations / took
	}
	return gaps, runs, speed
}

// reportPeers sets our gaps beside those of other programs, instance by
// instance.
func reportPeers(out io.Writer, o options, list []family, results map[string]done) {
	theirs, err := peers(o.data)
	if err != nil {
		return
	}
	names := []string{"vroom", "nextroute", "pyvrp0.11.3", "pyvrp0.13.4"}
	for _, f := range list {
		seconds, ok := strings.CutPrefix(f.name, "peers'")
		if !ok {
			continue
		}
		seconds = strings.TrimSuffix(strings.TrimSpace(seconds), " s")
		fmt.Fprintf(out, "\nVRPTW beside other programs at %s s, gap in percent:\n\n| instance | Stillhome | %s |\n|---|%s\n", seconds, strings.Join(names, " | "), strings.Repeat("---|", len(names)+1))
		columns := make([][]float64, len(names)+1)
		for _, in := range f.instances {
			gaps, _, _ := measured(family{format: f.format, seconds: f.seconds, instances: []instance{in}}, o, results, map[string]bool{})
			if len(gaps) == 0 {
				continue
			}
			row := gaps[:1:1]
			for _, name := range names {
				row = append(row, theirs[in.name+" "+seconds][name])
			}
			fmt.Fprintf(out, "| %s |%s\n", in.name, cells(row))
			for i, gap := range row {
				columns[i] = append(columns[i], gap)
			}
		}
		if len(columns[0]) == 0 {
			fmt.Fprintln(out, "| not run |")
			continue
		}
		var means []float64
		for _, c := range columns {
			means = append(means, mean(c))
		}
		fmt.Fprintf(out, "| mean |%s\n", cells(means))
	}
}

func cells(gaps []float64) string {
	var b strings.Builder
	for _, g := range gaps {
		fmt.Fprintf(&b, " %+.2f |", g)
	}
	return b.String()
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(len(list))
}

// median is the middle, or the mean of the two in the middle.
func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}

func count(list []float64, is func(float64) bool) int {
	n := 0
	for _, x := range list {
		if is(x) {
			n++
		}
	}
	return n
}
