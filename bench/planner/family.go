package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/optimise/published/solve"
)

// family is instances that are judged together.
type family struct {
	name, format string
	seconds      float64
	goal         string                    // in words
	met          func(gaps []float64) bool // of the medians, in percent, one an instance
	instances    []instance
}

// instance is one file, and the least cost that anybody has published for it.
type instance struct {
	name, path string
	best       float64
}

// families lists what there is below the folder of data, in the order it is
// run and printed.
func families(data string) ([]family, error) {
	list := []family{
		{name: "Mankowska 10", format: "hhcrsp", seconds: 10, goal: "all equal", met: noneAbove(0)},
		{name: "Mankowska 25", format: "hhcrsp", seconds: 10, goal: "all equal", met: noneAbove(0)},
		{name: "Mankowska 50", format: "hhcrsp", seconds: 60, goal: "mean at most +0.3%, none over +1%", met: all(meanAtMost(0.3), noneAbove(1))},
		{name: "Mankowska 75", format: "hhcrsp", seconds: 60, goal: "mean at most +0.3%, none over +1%", met: all(meanAtMost(0.3), noneAbove(1))},
		{name: "Mankowska 100", format: "hhcrsp", seconds: 60, goal: "mean at most 0%", met: meanAtMost(0)},
		{name: "Mankowska 200", format: "hhcrsp", seconds: 60, goal: "mean at most -1%", met: meanAtMost(-1)},
		{name: "Mankowska 300", format: "hhcrsp", seconds: 60, goal: "mean at most -3%, all better", met: all(meanAtMost(-3), allBetter)},
		{name: "Kummer", format: "hhcrsp", seconds: 60, goal: "mean at most -1.5%", met: meanAtMost(-1.5)},
		{name: "Italian", format: "hhcrsp", seconds: 60, goal: "mean at most -1.5%", met: meanAtMost(-1.5)},
		{name: "UHHC", format: "uhhc", seconds: 60, goal: "no worse on 9 of 12, better on 5", met: func(gaps []float64) bool {
			return count(gaps, better)+count(gaps, same) >= 9 && count(gaps, better) >= 5
		}},
		{name: "Solomon", format: "vrptw", seconds: 10, goal: "mean at most 0.4%", met: meanAtMost(0.4)},
		{name: "GH200", format: "vrptw", seconds: 30, goal: "mean at most 0.6%", met: meanAtMost(0.6)},
		{name: "GH400", format: "vrptw", seconds: 30, goal: "mean at most 1.0%", met: meanAtMost(1)},
		{name: "peers' 10 s", format: "vrptw", seconds: 10},
		{name: "peers' 30 s", format: "vrptw", seconds: 30},
	}
	for _, find := range []func(string, func(name string) *family) error{findHHCRSP, findUHHC, findVRPTW} {
		err := find(data, func(name string) *family {
			i := slices.IndexFunc(list, func(f family) bool { return f.name == name })
			if i < 0 {
				list = append(list, family{name: name})
				i = len(list) - 1
			}
			return &list[i]
		})
		if err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(list, func(f family) bool { return len(f.instances) == 0 || f.format == "" }), nil
}

// rounding is how far apart two costs may be that count as equal: published
// ones are rounded.
const rounding = 0.002

// gap is how much more a cost is than the best published one, in percent.
func gap(cost, best float64) float64 {
	if math.Abs(cost-best) <= rounding {
		return 0
	}
	return 100 * (cost/best - 1)
}

func meanAtMost(limit float64) func([]float64) bool {
	return func(gaps []float64) bool { return mean(gaps) <= limit }
}

func noneAbove(limit float64) func([]float64) bool {
	return func(gaps []float64) bool { return slices.Max(gaps) <= limit }
}

func allBetter(gaps []float64) bool { return count(gaps, better) == len(gaps) }

func worse(gap float64) bool  { return gap > 0 }
func better(gap float64) bool { return gap < 0 }
func same(gap float64) bool   { return gap == 0 }

func all(goals ...func([]float64) bool) func([]float64) bool {
	return func(gaps []float64) bool {
		return !slices.ContainsFunc(goals, func(met func([]float64) bool) bool { return !met(gaps) })
	}
}

// findHHCRSP takes every instance that has a published solution. The best
// published cost is what our checker reckons for that.
func findHHCRSP(data string, of func(string) *family) error {
	return eachSolved(filepath.Join(data, "hhcrsp"), "hhcrsp", func(in instance) error {
		words := strings.FieldsFunc(in.name, func(r rune) bool { return r == '_' })
		switch {
		case strings.HasPrefix(in.name, "Instanz"):
			f := of("Mankowska " + words[2])
			f.instances = append(f.instances, in)
		case strings.HasPrefix(in.name, "HHCRSP_"):
			f := of("Kummer")
			f.instances = append(f.instances, in)
		default:
			f := of("Italian")
			f.instances = append(f.instances, in)
		}
		return nil
	})
}

func findUHHC(data string, of func(string) *family) error {
	return eachSolved(filepath.Join(data, "uhhc"), "uhhc", func(in instance) error {
		f := of("UHHC")
		f.instances = append(f.instances, in)
		return nil
	})
}

// eachSolved goes through instances/NAME.json that have a
// solutions/sol-NAME-*.json.
func eachSolved(folder, format string, take func(instance) error) error {
	solutions, err := filepath.Glob(filepath.Join(folder, "solutions", "sol-*.json"))
	if err != nil {
		return err
	}
	for _, s := range solutions {
		name := strings.TrimPrefix(filepath.Base(s), "sol-")
		name = name[:max(strings.LastIndex(name, "-"), 0)]
		path := filepath.Join(folder, "instances", name+".json")
		file, err := os.Open(path)
		if err != nil {
			continue // the toy's solution is named otherwise
		}
		best, err := published(format, file, s)
		file.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
		if err := take(instance{name, path, best}); err != nil {
			return err
		}
	}
	return nil
}

// published reckons a published solution. Their times are rounded.
func published(format string, in io.Reader, solution string) (float64, error) {
	p, err := solve.Open(format, in)
	if err != nil {
		return 0, err
	}
	s, err := os.Open(solution)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	r, err := p.Check(s, 0.002)
	if err == nil && len(r.Violations) > 0 {
		err = fmt.Errorf("breaks a rule: %s", r.Violations[0].Text)
	}
	return r.Cost, err
}

// findVRPTW takes the instances that the table of best known costs names. The
// cost is the distance of the DIMACS challenge.
func findVRPTW(data string, of func(string) *family) error {
	rows, err := table(filepath.Join(data, "vrptw", "bks.csv"))
	if err != nil {
		return nil // the family is not at hand
	}
	measured, _ := peers(data)
	sets := map[string]string{"solomon": "Solomon", "gh200": "GH200", "gh400": "GH400"}
	for _, r := range rows {
		set, ok := sets[r["set"]]
		path := filepath.Join(data, "vrptw", r["set"], r["instance"]+".txt")
		if r["set"] != "solomon" {
			path = filepath.Join(data, "vrptw", r["set"], strings.ToLower(r["instance"])+".txt")
		}
		if _, err := os.Stat(path); !ok || err != nil {
			continue
		}
		best, err := strconv.ParseFloat(r["cvrplib_dimacs_distance"], 64)
		if err != nil {
			return fmt.Errorf("the best known cost of %s: %w", r["instance"], err)
		}
		in := instance{r["instance"], path, best}
		f := of(set)
		f.instances = append(f.instances, in)
		for _, seconds := range []string{"10", "30"} {
			if _, ok := measured[in.name+" "+seconds]; ok {
				f := of("peers' " + seconds + " s")
				f.instances = append(f.instances, in)
			}
		}
	}
	return nil
}

// peers are the gaps of other programs in percent, by instance and seconds and
// then by program, as they were measured for the study of the planner.
func peers(data string) (map[string]map[string]float64, error) {
	rows, err := table(filepath.Join(data, "vrptw", "peer_measurements.csv"))
	if err != nil {
		return nil, err
	}
	found := map[string]map[string]float64{}
	for _, r := range rows {
		gap, err := strconv.ParseFloat(r["gap_pct"], 64)
		if err != nil {
			return nil, fmt.Errorf("what %s was measured at on %s: %w", r["solver"], r["instance"], err)
		}
		key := r["instance"] + " " + r["budget_s"]
		if found[key] == nil {
			found[key] = map[string]float64{}
		}
		found[key][r["solver"]] = gap
	}
	return found, nil
}

// table reads a CSV by the names in its first line.
func table(path string) ([]map[string]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil || len(lines) == 0 {
		return nil, fmt.Errorf("%s holds no table: %w", path, err)
	}
	var rows []map[string]string
	for _, l := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = l[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
