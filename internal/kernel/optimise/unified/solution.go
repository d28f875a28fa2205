package unified

import "slices"

// solution is the solution at hand, its cost reckoned anew.
func (s *search) solution() Solution {
	sol := Solution{Rounds: make([][]StopAt, len(s.rounds))}
	c := &sol.Cost
	w := &s.problem.Weights
	for r := range s.rounds {
		s.scratch.load(s.state, int16(r))
		t := s.tally(&s.scratch, nil)
		s.delayed(&s.scratch, firstPaid(s.state, s.rounds[r]), t.delay, func(i int32, start Ticks) {
			u := &s.units[s.nodes[i].unit]
			at := StopAt{Visit: int(u.visit), Start: start}
			if u.visit != none {
				at.Stop = int(i - s.firstNode[u.visit])
			}
			sol.Rounds[r] = append(sol.Rounds[r], at)
		})
		c.Travel += int64(t.travel)
		c.Late += int64(t.late)
		c.Worst = max(c.Worst, int64(t.worst))
		c.Wait += int64(t.wait)
		c.Extra += int64(t.extra)
		c.Idle = max(c.Idle, int64(t.idle))
		c.Assigned += t.assigned
	}
	for _, u := range s.out {
		if v := s.units[u].visit; v != none {
			sol.LeftOut = append(sol.LeftOut, int(v))
			c.LeftOut += s.problem.Visits[v].LeftOut
		} else {
			c.Missed += s.problem.Lunch.Missed
		}
	}
	slices.Sort(sol.LeftOut)
	c.Total = w.Travel*c.Travel + w.Late*c.Late + w.Worst*c.Worst + w.Wait*c.Wait + w.Extra*c.Extra + w.Idle*c.Idle + c.Assigned + c.LeftOut + c.Missed
	return sol
}
