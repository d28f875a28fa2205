package solve

import (
	"os"
	"path/filepath"
	"testing"

	"stillhome/internal/kernel/optimise/published/uhhc"
	"stillhome/internal/kernel/optimise/unified"
)

// The engine and the checker share no code and must agree on every part.
func TestTheEngineReckonsUHHCAsTheCheckerDoes(t *testing.T) {
	files, _ := filepath.Glob("../../../../../../shared/data/uhhc/instances/*.json")
	if len(files) == 0 {
		t.Skip("the published instances are not here: they lie in ../shared/data/uhhc beside the repository")
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		in, err := uhhc.Read(f)
		f.Close()
		if err != nil {
			t.Fatal(file, err)
		}
		p := uhhcProblem{in}
		problem, err := p.ticks(p.scale())
		if err != nil {
			t.Fatal(file, err)
		}
		for _, iterations := range []int64{1, 200} {
			found := unified.Solve(problem, unified.Options{Seed: 3, Iterations: iterations, Hot: uhhcHot, Cold: uhhcCold, SoftHot: uhhcSoftHot, SoftCold: uhhcSoftCold})
			cost, broken := uhhc.Check(in, p.solution(found.Solution, p.scale()), tight)
			if len(broken) > 0 {
				t.Errorf("%s: %v", file, broken[0])
			}
			c := found.Solution.Cost
			says := uhhc.Components{
				TravelTime: float64(c.Travel), TotalTardiness: float64(c.Late), HighestTardiness: float64(c.Worst), TotalWaitingTime: float64(c.Wait),
				TotalExtraTime: float64(c.Extra), MaxIdleTime: float64(c.Idle), Unscheduled: float64(len(found.Solution.LeftOut)),
				Preferences: float64(c.Assigned) / in.Weights.Preferences, MissedLunchBreak: float64(c.Missed) / in.Weights.MissedLunchBreak,
			}
			if says != cost.Plain || float64(c.Total) != cost.Objective() {
				t.Errorf("%s: the engine says %+v, in all %d, the checker %+v, in all %g", file, says, c.Total, cost.Plain, cost.Objective())
			}
		}
	}
}
