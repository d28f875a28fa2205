package uhhc_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"stillhome/internal/kernel/optimise/published"
	"stillhome/internal/kernel/optimise/published/uhhc"
)

// spoiler is a sound solution about to be corrupted.
type spoiler struct {
	rng *rand.Rand
	in  *uhhc.Instance
	s   *uhhc.Solution
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

// visit picks a stop that is not lunch.
func (sp *spoiler) visit() (r, i int) {
	r, i, _ = sp.some(func(r, i int) bool { return !sp.eats(r, i) })
	return r, i
}

func (sp *spoiler) stop(r, i int) *uhhc.Stop { return &sp.s.Routes[r].Stops[i] }
func (sp *spoiler) eats(r, i int) bool       { return sp.stop(r, i).Service == uhhc.LunchBreak }
func (sp *spoiler) who(r int) string         { return sp.s.Routes[r].Caregiver }

func (sp *spoiler) patient(id string) *uhhc.Patient {
	for p := range sp.in.Patients {
		if sp.in.Patients[p].ID == id {
			return &sp.in.Patients[p]
		}
	}
	return nil
}

func (sp *spoiler) caregiver(id string) (int, *uhhc.Caregiver) {
	for c := range sp.in.Caregivers {
		if sp.in.Caregivers[c].ID == id {
			return c, &sp.in.Caregivers[c]
		}
	}
	return -1, nil
}

func (sp *spoiler) can(caregiver *uhhc.Caregiver, service string) bool {
	return caregiver.Can[slices.Index(sp.in.Services, service)]
}

// shift moves a stop in time, keeping its length.
func (sp *spoiler) shift(r, i int, by float64) {
	sp.stop(r, i).Start += by
	sp.stop(r, i).End += by
}

func (sp *spoiler) remove(r, i int) uhhc.Stop {
	gone := *sp.stop(r, i)
	sp.s.Routes[r].Stops = slices.Delete(slices.Clone(sp.s.Routes[r].Stops), i, i+1)
	return gone
}

func (sp *spoiler) add(r int, stop uhhc.Stop) {
	sp.s.Routes[r].Stops = append(sp.s.Routes[r].Stops, stop)
}

// synced picks a stop that is the first or second service of a double visit
// of a kind.
func (sp *spoiler) synced(kind uhhc.Sync, which int) (int, int, *uhhc.Patient, bool) {
	r, i, ok := sp.some(func(r, i int) bool {
		if sp.eats(r, i) {
			return false
		}
		p := sp.patient(sp.stop(r, i).Patient)
		return p.Sync == kind && sp.in.Services[p.Needs[which].Service] == sp.stop(r, i).Service
	})
	if !ok {
		return 0, 0, nil, false
	}
	return r, i, sp.patient(sp.stop(r, i).Patient), true
}

type violation = published.Violation

// corruptions spoil a solution in one way each and say which violation a
// checker must report; false where the solution offers no place for it.
var corruptions = []struct {
	name  string
	spoil func(sp *spoiler) (violation, bool)
}{
	{"a patient who is not optional is left out", func(sp *spoiler) (violation, bool) {
		r, i := sp.visit()
		p := sp.patient(sp.stop(r, i).Patient)
		sp.remove(r, i)
		return violation{Code: published.Missing, Patient: p.ID}, !p.Optional && len(p.Needs) == 1
	}},
	{"half a visit", func(sp *spoiler) (violation, bool) {
		r, i := sp.visit()
		p := sp.patient(sp.stop(r, i).Patient)
		sp.remove(r, i)
		return violation{Code: published.Missing, Patient: p.ID}, len(p.Needs) == 2
	}},
	{"a visit is made twice", func(sp *spoiler) (violation, bool) {
		r, i := sp.visit()
		sp.add(sp.rng.IntN(len(sp.s.Routes)), *sp.stop(r, i))
		return violation{Code: published.Twice, Patient: sp.stop(r, i).Patient}, true
	}},
	{"an unskilled caregiver", func(sp *spoiler) (violation, bool) {
		r, i := sp.visit()
		to := sp.rng.IntN(len(sp.s.Routes))
		_, c := sp.caregiver(sp.who(to))
		gone := sp.remove(r, i)
		sp.add(to, gone)
		return violation{Code: published.Unskilled, Caregiver: c.ID, Patient: gone.Patient}, !sp.can(c, gone.Service)
	}},
	{"an incompatible caregiver", func(sp *spoiler) (violation, bool) {
		r, i, ok := sp.some(func(r, i int) bool { return !sp.eats(r, i) && sp.patient(sp.stop(r, i).Patient).Incompatible != nil })
		if !ok {
			return violation{}, false
		}
		gone := sp.remove(r, i)
		for to := range sp.s.Routes {
			if c, _ := sp.caregiver(sp.who(to)); sp.patient(gone.Patient).Incompatible[c] {
				sp.add(to, gone)
				return violation{Code: published.Incompatible, Caregiver: sp.who(to), Patient: gone.Patient}, true
			}
		}
		return violation{}, false
	}},
	{"start before the first window", func(sp *spoiler) (violation, bool) {
		r, i := sp.visit()
		p := sp.patient(sp.stop(r, i).Patient)
		sp.shift(r, i, p.Windows[0].Start-sp.stop(r, i).Start-1e-3)
		return violation{Code: published.Early, Caregiver: sp.who(r), Patient: p.ID}, true
	}},
	{"the second service too soon", func(sp *spoiler) (violation, bool) {
		r, i, p, ok := sp.synced(uhhc.Sequential, 0)
		if ok {
			sp.shift(r, i, p.MaxGap+1e-3)
		}
		return violation{Code: published.ShortGap, Patient: sp.stop(r, i).Patient}, ok
	}},
	{"the second service too late", func(sp *spoiler) (violation, bool) {
		r, i, p, ok := sp.synced(uhhc.Sequential, 1)
		if ok {
			sp.shift(r, i, p.MaxGap-p.MinGap+1e-3)
		}
		return violation{Code: published.LongGap, Patient: sp.stop(r, i).Patient}, ok
	}},
	{"two that should start together do not", func(sp *spoiler) (violation, bool) {
		r, i, _, ok := sp.synced(uhhc.Simultaneous, sp.rng.IntN(2))
		if ok {
			sp.shift(r, i, 1e-3)
		}
		return violation{Code: published.Apart, Patient: sp.stop(r, i).Patient}, ok
	}},
	{"one caregiver as both", func(sp *spoiler) (violation, bool) {
		r, i, p, ok := sp.synced(uhhc.Independent, 1)
		if !ok {
			return violation{}, false
		}
		gone := sp.remove(r, i)
		r, _, _ = sp.some(func(r, i int) bool { return !sp.eats(r, i) && sp.stop(r, i).Patient == p.ID })
		sp.add(r, gone)
		return violation{Code: published.SameCaregiver, Caregiver: sp.who(r), Patient: p.ID}, true
	}},
	{"faster than travel", func(sp *spoiler) (violation, bool) {
		r, i, ok := sp.some(func(r, i int) bool { return i > 0 && !sp.eats(r, i) && !sp.eats(r, i-1) })
		if !ok {
			return violation{}, false
		}
		from, to := sp.patient(sp.stop(r, i-1).Patient), sp.patient(sp.stop(r, i).Patient)
		sp.shift(r, i, sp.stop(r, i-1).End+sp.in.Distances[from.Place][to.Place]-sp.stop(r, i).Start-1e-3)
		return violation{Code: published.Travel, Caregiver: sp.who(r), Patient: to.ID}, true
	}},
	{"lunch takes no time away", func(sp *spoiler) (violation, bool) {
		r, i, ok := sp.some(func(r, i int) bool { return i > 0 && sp.eats(r, i-1) })
		if ok {
			sp.shift(r, i, sp.stop(r, i-1).End-1-sp.stop(r, i).Start)
		}
		return violation{Code: published.Travel, Caregiver: sp.who(r), Patient: sp.stop(r, i).Patient}, ok
	}},
	{"leaves before the shift", func(sp *spoiler) (violation, bool) {
		r, i, ok := sp.some(func(r, i int) bool { return i == 0 && !sp.eats(r, i) })
		if !ok {
			return violation{}, false
		}
		_, c := sp.caregiver(sp.who(r))
		p := sp.patient(sp.stop(r, i).Patient)
		way := sp.in.Distances[sp.in.Terminals[c.From].Place][p.Place]
		sp.shift(r, i, c.ShiftStart+way-sp.stop(r, i).Start-1e-3)
		return violation{Code: published.Shift, Caregiver: c.ID, Patient: p.ID}, true
	}},
	{"cut short", func(sp *spoiler) (violation, bool) {
		r, i := sp.visit()
		sp.stop(r, i).End--
		return violation{Code: published.Duration, Caregiver: sp.who(r), Patient: sp.stop(r, i).Patient}, true
	}},
	{"a patient who does not exist", func(sp *spoiler) (violation, bool) {
		r, i := sp.visit()
		sp.stop(r, i).Patient = "nobody"
		return violation{Code: published.UnknownPatient, Patient: "nobody"}, true
	}},
	{"a service that does not exist", func(sp *spoiler) (violation, bool) {
		r, i := sp.visit()
		sp.stop(r, i).Service = "nothing"
		return violation{Code: published.UnknownService, Patient: sp.stop(r, i).Patient}, true
	}},
	{"a service nobody asked for", func(sp *spoiler) (violation, bool) {
		r, i := sp.visit()
		p := sp.patient(sp.stop(r, i).Patient)
		other := sp.rng.IntN(len(sp.in.Services))
		sp.stop(r, i).Service = sp.in.Services[other]
		return violation{Code: published.NotNeeded, Patient: p.ID}, !slices.ContainsFunc(p.Needs, func(n uhhc.Need) bool { return n.Service == other })
	}},
	{"a caregiver who does not exist", func(sp *spoiler) (violation, bool) {
		sp.s.Routes[sp.rng.IntN(len(sp.s.Routes))].Caregiver = "nobody"
		return violation{Code: published.UnknownCaregiver, Caregiver: "nobody"}, true
	}},
	{"a caregiver without a route", func(sp *spoiler) (violation, bool) {
		r := sp.rng.IntN(len(sp.s.Routes))
		gone := sp.who(r)
		sp.s.Routes = slices.Delete(slices.Clone(sp.s.Routes), r, r+1)
		return violation{Code: published.NoRoute, Caregiver: gone}, true
	}},
	{"a caregiver with two routes", func(sp *spoiler) (violation, bool) {
		r := sp.rng.IntN(len(sp.s.Routes))
		sp.s.Routes = append(sp.s.Routes, uhhc.Route{Caregiver: sp.who(r)})
		return violation{Code: published.TwoRoutes, Caregiver: sp.who(r)}, true
	}},
	{"a short lunch", func(sp *spoiler) (violation, bool) {
		r, i, ok := sp.some(sp.eats)
		sp.stop(r, i).Start++
		return violation{Code: published.Lunch, Caregiver: sp.who(r)}, ok
	}},
	{"a long lunch, to wait less", func(sp *spoiler) (violation, bool) {
		r, i, ok := sp.some(sp.eats)
		sp.stop(r, i).End++
		return violation{Code: published.Lunch, Caregiver: sp.who(r)}, ok
	}},
	{"lunch too early", func(sp *spoiler) (violation, bool) {
		r, i, ok := sp.some(sp.eats)
		sp.shift(r, i, sp.in.Lunch.Start-sp.stop(r, i).Start-1)
		return violation{Code: published.Lunch, Caregiver: sp.who(r)}, ok
	}},
	{"lunch too late", func(sp *spoiler) (violation, bool) {
		r, i, ok := sp.some(sp.eats)
		sp.shift(r, i, sp.in.Lunch.End-sp.stop(r, i).End+1)
		return violation{Code: published.Lunch, Caregiver: sp.who(r)}, ok
	}},
	{"two lunches", func(sp *spoiler) (violation, bool) {
		r, i, ok := sp.some(sp.eats)
		sp.add(r, *sp.stop(r, i))
		return violation{Code: published.Lunch, Caregiver: sp.who(r)}, ok
	}},
	{"lunch that is not owed", func(sp *spoiler) (violation, bool) {
		r, i, ok := sp.some(func(r, i int) bool {
			_, c := sp.caregiver(sp.who(r))
			return !c.Lunch && i == len(sp.s.Routes[r].Stops)-1
		})
		if ok {
			end := sp.stop(r, i).End
			sp.add(r, uhhc.Stop{Patient: sp.stop(r, i).Patient, Service: uhhc.LunchBreak, Start: end, End: end + sp.in.Lunch.Duration})
		}
		return violation{Code: published.Lunch, Caregiver: sp.who(r)}, ok
	}},
	{"lunch at home between visits", func(sp *spoiler) (violation, bool) {
		r, i, ok := sp.some(func(r, i int) bool { return sp.eats(r, i) && i > 0 })
		_, c := sp.caregiver(sp.who(r))
		sp.stop(r, i).Patient = sp.in.Terminals[c.From].ID
		return violation{Code: published.Lunch, Caregiver: c.ID}, ok
	}},
	{"a cost that the routes do not have", func(sp *spoiler) (violation, bool) {
		sp.s.Claimed.Objective--
		return violation{Code: published.Claimed}, true
	}},
	{"a component that the routes do not have", func(sp *spoiler) (violation, bool) {
		sp.s.Claimed.Components["max_idle_time"]--
		return violation{Code: published.Claimed}, true
	}},
	{"a component that nobody knows", func(sp *spoiler) (violation, bool) {
		sp.s.Claimed.Components["kindness"] = -100
		return violation{Code: published.Claimed}, true
	}},
}

// Two hundred solutions, each spoilt in one way, are refused for that reason
// and not by chance: the violation names the right patient or caregiver.
func TestCorruptedSolutionsAreRefused(t *testing.T) {
	files := pairs(t)
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	rng := rand.New(rand.NewPCG(2026, 11))
	refused := map[string]int{}
	instances := map[string]*uhhc.Instance{}
	for n := 0; n < 200; {
		c := corruptions[n%len(corruptions)]
		name := names[rng.IntN(len(names))]
		s := readSolution(t, files[name])
		if instances[name] == nil {
			instances[name], _ = load(t, name, files[name])
		}
		want, ok := c.spoil(&spoiler{rng, instances[name], s})
		if !ok {
			continue
		}
		n++
		refused[c.name]++
		_, found := uhhc.Check(instances[name], s, 1e-6)
		if !slices.ContainsFunc(found, func(v violation) bool {
			return v.Code == want.Code && (want.Patient == "" || v.Patient == want.Patient) && (want.Caregiver == "" || v.Caregiver == want.Caregiver)
		}) {
			t.Errorf("%s, %s: want %+v, found %v", name, c.name, want, found)
		}
	}
	if len(refused) != len(corruptions) {
		t.Errorf("%d kinds of corruption were tried of %d", len(refused), len(corruptions))
	}
}
