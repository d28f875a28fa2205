package medicine

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/plan"
)

// wrong looks at a simulation that is over, by reckoning of its own: empty when
// all is as it must be.
func (s *sim) wrong() string {
	if s.both != "" {
		return "two phones may give " + s.both + " by right at once"
	}
	if lost := s.lost(); lost != "" {
		return lost
	}
	for _, check := range []func() string{s.doubled, s.tooNear, s.beforeTime, s.tooMany, s.unattributed} {
		if w := check(); w != "" {
			return w
		}
	}
	return ""
}

// lost: every dose that a phone recorded is in the chart or a named clash, once.
func (s *sim) lost() string {
	heard := map[DoseID]int{}
	for _, x := range s.record.heard {
		heard[x.ID]++
	}
	for _, d := range s.truth {
		if heard[d.ID] != 1 {
			return fmt.Sprintf("dose %s is in the record %d times", d.ID, heard[d.ID])
		}
	}
	return ""
}

// lineOf is the medicine at the end of what an entry replaced, followed by hand.
func (s *sim) lineOf(id ID) ID {
	for {
		m := s.record.find(id)
		if m.Replaces == "" {
			return id
		}
		id = m.Replaces
	}
}

// standing are the doses in the chart of which something was taken and that
// nobody has put right, in the order in which they were heard.
func (s *sim) standing() (out []Dose) {
	for _, x := range s.record.heard {
		right := slices.ContainsFunc(s.record.heard, func(y kept) bool { return y.clash == "" && y.Corrects == x.ID })
		if x.clash == "" && (x.Outcome == Taken || x.Outcome == Part) && !right {
			out = append(out, x.Dose)
		}
	}
	return out
}

// doubled: no slot has two doses in the chart; where two were given, one is a
// named clash; and none was given twice where workers gave by right alone.
func (s *sim) doubled() string {
	in, given := map[string]int{}, map[string]int{}
	for _, d := range s.standing() {
		if d.Slot.Part() != Needed {
			in[string(s.lineOf(d.Medicine))+string(d.Slot)]++
		}
	}
	for slot, n := range in {
		if n > 1 {
			return "two doses of " + slot + " are in the chart"
		}
	}
	for _, d := range s.truth {
		slip := slices.ContainsFunc(s.truth, func(y Dose) bool { return y.Corrects == d.ID })
		if d.Slot.Part() != Needed && d.Outcome.Given() && !slip {
			given[string(s.lineOf(d.Medicine))+string(d.Slot)]++
		}
	}
	for slot, n := range given {
		if s.obey && n > 1 {
			return "workers who kept to their packs gave " + slot + " twice"
		}
	}
	return ""
}

// tooNear: of two doses in the chart that are nearer than the least time between
// them, the one heard last has a warning.
func (s *sim) tooNear() string {
	all := s.standing()
	for i, d := range all {
		m := s.record.find(d.Medicine)
		for _, x := range all[:i] {
			apart := d.At.UnixMilli() - x.At.UnixMilli()
			if s.lineOf(x.Medicine) == s.lineOf(d.Medicine) && max(apart, -apart) < int64(m.GapMin)*60_000 && !slices.Contains(d.Warnings, TooEarly) {
				return fmt.Sprintf("dose %s came %d minutes from another, at least %d, and nothing warned", d.ID, max(apart, -apart)/60_000, m.GapMin)
			}
		}
	}
	return ""
}

// beforeTime: a dose more than half an hour before its exact time, as clocks in
// London show it, has a warning; one at its time or in the hour after has none
// for that reason.
func (s *sim) beforeTime() string {
	for _, d := range s.standing() {
		m := s.record.find(d.Medicine)
		for _, minute := range m.Times {
			if PartAt(minute) != d.Slot.Part() {
				continue
			}
			wall := d.At.In(when.London)
			early := minute - (wall.Hour()*60 + wall.Minute())
			warned := slices.Contains(d.Warnings, TooEarly)
			if wall.Format(time.DateOnly) == string(d.Slot.Day()) && early > 30 && !warned {
				return fmt.Sprintf("dose %s came %d minutes before its time and nothing warned", d.ID, early)
			}
			if early <= 0 && m.GapMin == 0 && warned {
				return fmt.Sprintf("dose %s came %d minutes after its time and was called early", d.ID, -early)
			}
		}
	}
	return ""
}

// tooMany: where more doses than the most stand in some 24 hours, the one of them
// heard last has a warning.
func (s *sim) tooMany() string {
	all := s.standing()
	for i, d := range all {
		m := s.record.find(d.Medicine)
		if m.MostDoses == 0 || slices.Contains(d.Warnings, OverMost) {
			continue
		}
		for _, first := range all[:i+1] {
			n := 0
			for _, x := range all[:i+1] {
				since := x.At.UnixMilli() - first.At.UnixMilli()
				if s.lineOf(x.Medicine) == s.lineOf(d.Medicine) && since >= 0 && since < 86_400_000 {
					n++
				}
			}
			in := d.At.UnixMilli() - first.At.UnixMilli()
			if s.lineOf(first.Medicine) == s.lineOf(d.Medicine) && in >= 0 && in < 86_400_000 && n > m.MostDoses {
				return fmt.Sprintf("dose %s is one of %d in 24 hours, at most %d, and nothing warned", d.ID, n, m.MostDoses)
			}
		}
	}
	return ""
}

// unattributed: who, when it happened and when it was heard are kept, and the
// record is in the order in which it was heard.
func (s *sim) unattributed() string {
	last := when.Instant{}
	for _, x := range s.record.heard {
		if x.Account == "" || x.At.IsZero() || x.Recorded.Before(last.Time) || x.Channel == "" {
			return fmt.Sprintf("dose %s: who, when or how is not known, or out of order", x.ID)
		}
		last = x.Recorded
	}
	return ""
}

// seeds is how many simulations a test runs.
const seeds = 500

// TestDosesOfPhonesApart: over random regimes, phones apart and together, and
// the nights of summer time.
func TestDosesOfPhonesApart(t *testing.T) {
	clashes, doses, warned := map[string]int{}, 0, map[Warning]int{}
	for seed := range uint64(seeds) {
		s := start(seed, ours()).run()
		if w := s.wrong(); w != "" {
			t.Fatalf("seed %d: %s", seed, w)
		}
		for _, x := range s.record.heard {
			clashes[x.clash]++
			doses++
			for _, w := range x.Warnings {
				warned[w]++
			}
		}
	}
	if doses < 5*seeds || clashes["medicine.two_doses"] < 50 || clashes["medicine.stopped"] < 50 || warned[TooEarly] < 50 || warned[OverMost] < 50 || warned[GoesBy] < 50 {
		t.Errorf("too little happened for this to say anything: %d doses, %v, %v", doses, clashes, warned)
	}
}

// TestPlantedFaults: each fault in a rule is found.
func TestPlantedFaults(t *testing.T) {
	wallGap := func(a, b when.Instant) time.Duration {
		bare := func(i when.Instant) time.Time {
			w := i.In(when.London)
			return time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), 0, 0, time.UTC)
		}
		return bare(a).Sub(bare(b)).Abs()
	}
	without := func(list []Warning, w Warning) []Warning {
		return slices.DeleteFunc(slices.Clone(list), func(x Warning) bool { return x == w })
	}
	for name, plant := range map[string]func(r *rules){
		"a second dose of a slot is taken in": func(r *rules) {
			r.give = func(m Medicine, d Dose, _ []Dose, by ids.Account, now when.Instant) error {
				d.Corrects = ""
				return m.give(d, nil, by, now)
			}
		},
		"what an entry replaced is forgotten": func(r *rules) { r.line = func(m Medicine) ID { return m.ID } },
		"the right goes to whoever asks": func(r *rules) {
			r.decide = func(a Ask, was Right, holder string, has, until, now when.Instant) Right {
				return Decide(a, Right{}, holder, has, until, now)
			}
		},
		"a phone that asks is taken to have the answer": func(r *rules) {
			r.decide = func(a Ask, was Right, holder string, _, until, now when.Instant) Right {
				was = Decide(a, was, holder, now, until, now)
				return Decide(a, was, holder, now, until, now)
			}
		},
		"a phone is let go of with a dose it has not brought": func(r *rules) {
			r.decide = func(a Ask, was Right, holder string, has, until, now when.Instant) Right {
				if has.IsZero() && !was.Told.IsZero() {
					has = was.Told
				}
				return Decide(a, was, holder, has, until, now)
			}
		},
		"a right ends at six in the evening": func(r *rules) {
			r.decide = func(a Ask, was Right, holder string, has, until, now when.Instant) Right {
				if !was.Until.IsZero() && now.Minute() >= 18*60 {
					was.Until = now
				}
				return Decide(a, was, holder, has, until, now)
			}
		},
		"the rota is read in the order it comes": func(r *rules) {
			r.assign = func(slots []Slot, turns []Turn) map[Slot]string {
				out := map[Slot]string{}
				for _, t := range turns {
					out[SlotOf(t.On, t.Part)] = t.Visit
				}
				return out
			}
			r.decide = func(a Ask, was Right, holder string, has, until, now when.Instant) Right {
				was.Holder = ""
				return Decide(a, was, holder, has, until, now)
			}
		},
		"the gap is counted on the wall": func(r *rules) {
			r.warn = func(m Medicine, d Dose, k Known) []Warning {
				near := slices.ContainsFunc(k.History, func(x Dose) bool {
					return x.Outcome.Given() && wallGap(x.At, d.At) < time.Duration(m.GapMin)*time.Minute
				})
				if list := m.Warn(d, k); near || m.beforeItsTime(d) {
					return list
				} else {
					return without(list, TooEarly)
				}
			}
		},
		"the gap looks back only": func(r *rules) {
			r.warn = func(m Medicine, d Dose, k Known) []Warning {
				k.History = slices.DeleteFunc(slices.Clone(k.History), func(x Dose) bool { return x.At.After(d.At.Time) })
				return m.Warn(d, k)
			}
		},
		"the most is counted by the day": func(r *rules) {
			r.warn = func(m Medicine, d Dose, k Known) []Warning {
				n := 1
				for _, x := range k.History {
					if x.Outcome.Given() && x.At.On() == d.At.On() {
						n++
					}
				}
				if list := m.Warn(d, k); n > m.MostDoses {
					return list
				} else {
					return without(list, OverMost)
				}
			}
		},
		"exact times are counted from midnight": func(r *rules) {
			r.warn = func(m Medicine, d Dose, k Known) []Warning {
				minute, exact := m.At(d.Slot.Part())
				from := d.Slot.Day().Start().Add(time.Duration(minute)*time.Minute - earlyExact)
				if list := without(m.Warn(d, k), TooEarly); exact && d.At.Before(from.Time) || m.tooSoon(d, k.History) {
					return append(list, TooEarly)
				} else {
					return list
				}
			}
		},
		"when it was heard is taken for when it happened": func(r *rules) {
			r.stamp = func(d Dose, by ids.Account, _ when.Instant) Dose {
				d.Account, d.Recorded = by, d.At
				return d
			}
		},
		"who put it right is not kept": func(r *rules) {
			r.stamp = func(d Dose, by ids.Account, now when.Instant) Dose {
				d = ours().stamp(d, by, now)
				if d.Corrects != "" {
					d.Account = ""
				}
				return d
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(seeds) {
				r := ours()
				plant(&r)
				if w := start(seed, r).run().wrong(); w != "" {
					t.Logf("seed %d: %s", seed, w)
					return
				}
			}
			t.Error("this fault was not found")
		})
	}
}

// TestAssign: the order of the rota does not matter, each slot has one visit at
// most, and it is one of its part of the day.
func TestAssign(t *testing.T) {
	s := start(7, ours())
	slots := append(s.slots(s.days[0]), SlotOf(s.days[0], Needed), SlotOf(s.days[0].Add(-1), plan.Morning))
	first := Assign(slots, s.turns)
	if len(first) != len(plan.Parts) {
		t.Errorf("%d slots have a visit, want %d", len(first), len(plan.Parts))
	}
	for range 50 {
		s.Shuffle(len(s.turns), func(a, b int) { s.turns[a], s.turns[b] = s.turns[b], s.turns[a] })
		for slot, visit := range Assign(slots, s.turns) {
			i := slices.IndexFunc(s.turns, func(x Turn) bool { return x.Visit == visit })
			if first[slot] != visit || SlotOf(s.turns[i].On, s.turns[i].Part) != slot {
				t.Fatalf("%s goes to %s, and went to %s", slot, visit, first[slot])
			}
		}
	}
}
