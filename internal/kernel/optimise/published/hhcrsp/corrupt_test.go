package hhcrsp_test

import (
	"math/rand/v2"
	"testing"

	"stillhome/internal/kernel/optimise/published"
	"stillhome/internal/kernel/optimise/published/hhcrsp"
)

// spoiler is a sound solution about to be corrupted.
type spoiler struct {
	rng *rand.Rand
	in  *hhcrsp.Instance
	s   *hhcrsp.Solution
}

// some picks a stop that fits, by route and position; ok is false where none
// does.
func (sp *spoiler) some(fits func(r, i int) bool) (r, i int, ok bool) {
	var all [][2]int
	for r := range sp.s.Routes {
		for i := range sp.s.Routes[r].Stops {
			if fits(r, i) {
				all = append(all, [2]int{r, i})
			}
		}
	}
	if len(all) == 0 {
		return 0, 0, false
	}
	at := all[sp.rng.IntN(len(all))]
	return at[0], at[1], true
}

func (sp *spoiler) stop(r, i int) *hhcrsp.Stop { return &sp.s.Routes[r].Stops[i] }

func (sp *spoiler) patient(id string) (int, *hhcrsp.Patient) {
	for p := range sp.in.Patients {
		if sp.in.Patients[p].ID == id {
			return p, &sp.in.Patients[p]
		}
	}
	return -1, nil
}

func (sp *spoiler) can(caregiver, service string) bool {
	for _, c := range sp.in.Caregivers {
		for s, id := range sp.in.Services {
			if c.ID == caregiver && id == service {
				return c.Can[s]
			}
		}
	}
	return false
}

// shift moves a stop in time, keeping its length.
func (sp *spoiler) shift(r, i int, by float64) {
	sp.stop(r, i).Start += by
	sp.stop(r, i).End += by
}

func (sp *spoiler) remove(r, i int) hhcrsp.Stop {
	gone := *sp.stop(r, i)
	sp.s.Routes[r].Stops = append(sp.s.Routes[r].Stops[:i:i], sp.s.Routes[r].Stops[i+1:]...)
	return gone
}

// synced picks a stop that is the first or second service of a double visit
// of a kind.
func (sp *spoiler) synced(kind hhcrsp.Sync, which int) (int, int, *hhcrsp.Patient, bool) {
	r, i, ok := sp.some(func(r, i int) bool {
		_, p := sp.patient(sp.stop(r, i).Patient)
		return p.Sync == kind && sp.in.Services[p.Needs[which].Service] == sp.stop(r, i).Service
	})
	if !ok {
		return 0, 0, nil, false
	}
	_, p := sp.patient(sp.stop(r, i).Patient)
	return r, i, p, true
}

// corruptions spoil a solution in one way each and say which violation a
// checker must report; false where the solution offers no place for it.
var corruptions = []struct {
	name  string
	spoil func(sp *spoiler) (published.Violation, bool)
}{
	{"a visit is left out", func(sp *spoiler) (published.Violation, bool) {
		r, i, ok := sp.some(func(int, int) bool { return true })
		if !ok {
			return published.Violation{}, false
		}
		return published.Violation{Code: published.Missing, Patient: sp.remove(r, i).Patient}, true
	}},
	{"a visit is made twice", func(sp *spoiler) (published.Violation, bool) {
		r, i, ok := sp.some(func(int, int) bool { return true })
		again := *sp.stop(r, i)
		to := &sp.s.Routes[sp.rng.IntN(len(sp.s.Routes))]
		to.Stops = append(to.Stops, again)
		return published.Violation{Code: published.Twice, Patient: again.Patient}, ok
	}},
	{"an unskilled caregiver", func(sp *spoiler) (published.Violation, bool) {
		r, i, ok := sp.some(func(int, int) bool { return true })
		to := sp.rng.IntN(len(sp.s.Routes))
		if !ok || sp.can(sp.s.Routes[to].Caregiver, sp.stop(r, i).Service) {
			return published.Violation{}, false
		}
		gone := sp.remove(r, i)
		sp.s.Routes[to].Stops = append(sp.s.Routes[to].Stops, gone)
		return published.Violation{Code: published.Unskilled, Caregiver: sp.s.Routes[to].Caregiver, Patient: gone.Patient}, true
	}},
	{"start before the window", func(sp *spoiler) (published.Violation, bool) {
		r, i, ok := sp.some(func(r, i int) bool {
			_, p := sp.patient(sp.stop(r, i).Patient)
			return p.Earliest > 1
		})
		if !ok {
			return published.Violation{}, false
		}
		_, p := sp.patient(sp.stop(r, i).Patient)
		sp.shift(r, i, p.Earliest-sp.stop(r, i).Start-0.01)
		return published.Violation{Code: published.Early, Caregiver: sp.s.Routes[r].Caregiver, Patient: p.ID}, true
	}},
	{"the second service too soon", func(sp *spoiler) (published.Violation, bool) {
		r, i, p, ok := sp.synced(hhcrsp.Sequential, 0)
		if ok {
			sp.shift(r, i, p.MaxGap-p.MinGap+0.01+p.MinGap)
		}
		return published.Violation{Code: published.ShortGap, Patient: sp.stop(r, i).Patient}, ok
	}},
	{"the second service too late", func(sp *spoiler) (published.Violation, bool) {
		r, i, p, ok := sp.synced(hhcrsp.Sequential, 1)
		if ok {
			sp.shift(r, i, p.MaxGap-p.MinGap+0.01)
		}
		return published.Violation{Code: published.LongGap, Patient: sp.stop(r, i).Patient}, ok
	}},
	{"two that should start together do not", func(sp *spoiler) (published.Violation, bool) {
		r, i, _, ok := sp.synced(hhcrsp.Simultaneous, sp.rng.IntN(2))
		if ok {
			sp.shift(r, i, 0.01)
		}
		return published.Violation{Code: published.Apart, Patient: sp.stop(r, i).Patient}, ok
	}},
	{"faster than travel", func(sp *spoiler) (published.Violation, bool) {
		r, i, ok := sp.some(func(_, i int) bool { return i > 0 })
		if !ok {
			return published.Violation{}, false
		}
		from, _ := sp.patient(sp.stop(r, i-1).Patient)
		to, _ := sp.patient(sp.stop(r, i).Patient)
		sp.shift(r, i, sp.stop(r, i-1).End+sp.in.Distances[from+1][to+1]-sp.stop(r, i).Start-0.01)
		return published.Violation{Code: published.Travel, Caregiver: sp.s.Routes[r].Caregiver, Patient: sp.stop(r, i).Patient}, true
	}},
	{"at the first door before it can be reached", func(sp *spoiler) (published.Violation, bool) {
		r, _, ok := sp.some(func(_, i int) bool { return i == 0 })
		to, _ := sp.patient(sp.stop(r, 0).Patient)
		sp.shift(r, 0, sp.in.Distances[0][to+1]-sp.stop(r, 0).Start-0.01)
		return published.Violation{Code: published.Travel, Caregiver: sp.s.Routes[r].Caregiver, Patient: sp.stop(r, 0).Patient}, ok
	}},
	{"two stops the wrong way round", func(sp *spoiler) (published.Violation, bool) {
		r, i, ok := sp.some(func(_, i int) bool { return i > 0 })
		if !ok {
			return published.Violation{}, false
		}
		stops := sp.s.Routes[r].Stops
		stops[i-1], stops[i] = stops[i], stops[i-1]
		return published.Violation{Code: published.Travel, Caregiver: sp.s.Routes[r].Caregiver, Patient: stops[i].Patient}, true
	}},
	{"cut short", func(sp *spoiler) (published.Violation, bool) {
		r, i, ok := sp.some(func(int, int) bool { return true })
		sp.stop(r, i).End -= 0.01
		return published.Violation{Code: published.Duration, Caregiver: sp.s.Routes[r].Caregiver, Patient: sp.stop(r, i).Patient}, ok
	}},
	{"a departure long after the end", func(sp *spoiler) (published.Violation, bool) {
		r, i, ok := sp.some(func(r, i int) bool { return i == len(sp.s.Routes[r].Stops)-1 })
		sp.stop(r, i).End += 30
		return published.Violation{Code: published.Duration, Caregiver: sp.s.Routes[r].Caregiver, Patient: sp.stop(r, i).Patient}, ok
	}},
	{"a patient who does not exist", func(sp *spoiler) (published.Violation, bool) {
		r, i, ok := sp.some(func(int, int) bool { return true })
		sp.stop(r, i).Patient = "nobody"
		return published.Violation{Code: published.UnknownPatient, Patient: "nobody"}, ok
	}},
	{"a service that does not exist", func(sp *spoiler) (published.Violation, bool) {
		r, i, ok := sp.some(func(int, int) bool { return true })
		sp.stop(r, i).Service = "nothing"
		return published.Violation{Code: published.UnknownService, Patient: sp.stop(r, i).Patient}, ok
	}},
	{"a caregiver who does not exist", func(sp *spoiler) (published.Violation, bool) {
		sp.s.Routes[sp.rng.IntN(len(sp.s.Routes))].Caregiver = "nobody"
		return published.Violation{Code: published.UnknownCaregiver, Caregiver: "nobody"}, true
	}},
	{"a caregiver without a route", func(sp *spoiler) (published.Violation, bool) {
		r := sp.rng.IntN(len(sp.s.Routes))
		gone := sp.s.Routes[r].Caregiver
		sp.s.Routes = append(sp.s.Routes[:r:r], sp.s.Routes[r+1:]...)
		return published.Violation{Code: published.NoRoute, Caregiver: gone}, true
	}},
	{"a caregiver with two routes", func(sp *spoiler) (published.Violation, bool) {
		r := sp.rng.IntN(len(sp.s.Routes))
		sp.s.Routes = append(sp.s.Routes, hhcrsp.Route{Caregiver: sp.s.Routes[r].Caregiver})
		return published.Violation{Code: published.TwoRoutes, Caregiver: sp.s.Routes[r].Caregiver}, true
	}},
	{"a service nobody asked for", func(sp *spoiler) (published.Violation, bool) {
		r, i, ok := sp.some(func(int, int) bool { return true })
		_, p := sp.patient(sp.stop(r, i).Patient)
		other := sp.rng.IntN(len(sp.in.Services))
		for _, need := range p.Needs {
			ok = ok && need.Service != other
		}
		sp.stop(r, i).Service = sp.in.Services[other]
		return published.Violation{Code: published.NotNeeded, Patient: p.ID}, ok
	}},
	{"one caregiver as both", func(sp *spoiler) (published.Violation, bool) {
		r, i, p, ok := sp.synced(hhcrsp.Sequential, 1)
		if !ok {
			return published.Violation{}, false
		}
		gone := sp.remove(r, i)
		r, _, _ = sp.some(func(r, i int) bool { return sp.stop(r, i).Patient == p.ID })
		sp.s.Routes[r].Stops = append(sp.s.Routes[r].Stops, gone)
		return published.Violation{Code: published.SameCaregiver, Caregiver: sp.s.Routes[r].Caregiver, Patient: p.ID}, true
	}},
}

// Two hundred solutions, each spoilt in one way, are refused for that reason
// and not by chance: the violation names the right patient or caregiver.
func TestCorruptedSolutionsAreRefused(t *testing.T) {
	all := rows(t)
	rng := rand.New(rand.NewPCG(2026, 11))
	refused := map[string]int{}
	instances := map[string]*hhcrsp.Instance{}
	for n := 0; n < 200; {
		c := corruptions[n%len(corruptions)]
		r := all[rng.IntN(len(all))]
		s := readSolution(t, r.solution)
		if instances[r.instance] == nil {
			instances[r.instance], _ = load(t, r.instance, r.solution)
		}
		in := instances[r.instance]
		want, ok := c.spoil(&spoiler{rng, in, s})
		if !ok {
			continue
		}
		n++
		_, found := hhcrsp.Check(in, s, rounding)
		if !has(found, want) {
			t.Errorf("%s, %s: want %+v, found %v", r.instance, c.name, want, found)
		}
		refused[c.name]++
	}
	if len(refused) != len(corruptions) {
		t.Errorf("%d kinds of corruption were tried of %d", len(refused), len(corruptions))
	}
}

func has(found []published.Violation, want published.Violation) bool {
	for _, v := range found {
		if v.Code == want.Code && (want.Patient == "" || v.Patient == want.Patient) && (want.Caregiver == "" || v.Caregiver == want.Caregiver) {
			return true
		}
	}
	return false
}
