package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
	"runtime"

	"stillhome/internal/kernel/optimise/published/hhcrsp"
	"stillhome/internal/kernel/optimise/synced"
)

func problem(in *hhcrsp.Instance) *synced.Problem {
	t := func(x float64) synced.Ticks { return synced.Ticks(math.Round(x * 1000)) }
	n := len(in.Distances)
	p := &synced.Problem{Places: n, TravelWeight: 1, LateWeight: 1, WorstWeight: 1}
	var travel []synced.Ticks
	for _, row := range in.Distances {
		for _, d := range row {
			travel = append(travel, t(d))
		}
	}
	p.Travel = [][]synced.Ticks{travel}
	for range in.Caregivers {
		p.Workers = append(p.Workers, synced.Worker{Until: synced.Never, Enough: synced.Never, Most: synced.Never})
	}
	for i, pa := range in.Patients {
		v := synced.Visit{LeftOut: synced.Required, Windows: []synced.Window{{Earliest: t(pa.Earliest), Due: t(pa.Latest), Latest: synced.Never}}}
		if pa.Sync == hhcrsp.Sequential {
			v.MinGap, v.MaxGap = t(pa.MinGap), t(pa.MaxGap)
		}
		for _, need := range pa.Needs {
			s := synced.Stop{Place: i + 1, Duration: t(need.Duration)}
			for c := range in.Caregivers {
				if in.Caregivers[c].Can[need.Service] {
					s.Able = append(s.Able, synced.Able{Worker: int32(c)})
				}
			}
			v.Stops = append(v.Stops, s)
		}
		p.Visits = append(p.Visits, v)
	}
	return p
}

func cpu() float64 {
	var u syscall.Rusage
	syscall.Getrusage(1, &u) // RUSAGE_THREAD
	return float64(u.Utime.Sec) + float64(u.Utime.Usec)/1e6 + float64(u.Stime.Sec) + float64(u.Stime.Usec)/1e6
}

func main() {
	seconds := flag.Float64("s", 10, "")
	match := flag.String("m", "", "comma list of substrings")
	seeds := flag.Int("seeds", 1, "")
	hot := flag.Float64("hot", 8, "minutes")
	cold := flag.Float64("cold", 0.04, "")
	threads := flag.Int("j", 1, "")
	verbose := flag.Bool("v", false, "")
	flag.Parse()
	root := "../shared/data/hhcrsp/"
	f, _ := os.Open(root + "best-known.csv")
	rows, _ := csv.NewReader(f).ReadAll()
	type job struct{ name, fam string; best float64; seed int }
	var jobs []job
	for _, r := range rows[1:] {
		if r[1] == "toy.json" { continue }
		ok := false
		for _, m := range strings.Split(*match, ",") {
			if strings.Contains(r[1], m) || r[0] == m { ok = true }
		}
		if !ok { continue }
		best, _ := strconv.ParseFloat(r[len(r)-2], 64)
		fam := r[0]+" "+r[2]
		if r[0] == "italian" { fam = "italian" }
		for s := range *seeds { jobs = append(jobs, job{r[1], fam, best, s + 1}) }
	}
	var mu sync.Mutex
	gaps := map[string][]float64{}
	ch := make(chan job)
	var wg sync.WaitGroup
	start := time.Now()
	for range *threads {
		wg.Add(1)
		go func() {
			defer wg.Done()
			runtime.LockOSThread()
			for j := range ch {
				g, err := os.Open(filepath.Join(root, "instances", j.name))
				if err != nil { panic(err) }
				in, err := hhcrsp.Read(g)
				if err != nil { panic(err) }
				p := problem(in)
				t0 := cpu()
				res := synced.Solve(p, synced.Options{Seed: uint64(j.seed), Hot: *hot * 1000, Cold: *cold * 1000, Done: func() float64 { return (cpu() - t0) / *seconds }})
				used := cpu() - t0
				gap := (float64(res.Solution.Cost.Total)/3000/j.best - 1) * 100
				mu.Lock()
				gaps[j.fam] = append(gaps[j.fam], gap)
				if *verbose {
					c := res.Solution.Cost
					fmt.Printf("%-52s seed %d %9.3f best %9.3f gap %+6.2f%%  it %.0fk looks %.1fM/s push %.1fM/s  (%d %d %d)\n", j.name, j.seed, float64(c.Total)/3000, j.best, gap, float64(res.Iterations)/1000, float64(res.Looks)/used/1e6, float64(res.Pushes)/used/1e6, c.Travel/1000, c.Lateness/1000, c.Worst/1000)
				}
				mu.Unlock()
			}
		}()
	}
	for _, j := range jobs { ch <- j }
	close(ch)
	wg.Wait()
	var fams []string
	for f := range gaps { fams = append(fams, f) }
	sort.Strings(fams)
	for _, f := range fams {
		g := gaps[f]
		sort.Float64s(g)
		sum, neg := 0.0, 0
		for _, x := range g { sum += x; if x <= 0.0005 { neg++ } }
		fmt.Printf("%-16s n=%d mean %+6.2f%% min %+6.2f max %+6.2f  better/equal %d\n", f, len(g), sum/float64(len(g)), g[0], g[len(g)-1], neg)
	}
	fmt.Printf("wall %.0fs\n", time.Since(start).Seconds())
}
