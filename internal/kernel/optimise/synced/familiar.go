package synced

// addPeople makes ready for workers and people to get to know each other.
func (s *state) addPeople() {
	p := s.problem
	if len(p.Strange) == 0 {
		return
	}
	s.doors = make([][]int32, len(p.Met))
	for i := range s.nodes[:s.stops] {
		if n := &s.nodes[i]; !n.pause {
			person := p.Visits[n.visit].Person
			s.doors[person] = append(s.doors[person], int32(i))
		}
	}
	s.met = make([]int32, len(p.Met)*len(p.Workers))
	for person, workers := range p.Met {
		for w, met := range workers {
			s.met[person*len(p.Workers)+w] = met
			for _, i := range s.doors[person] {
				if at := &s.price[int(i)*len(p.Workers)+w]; *at != unable {
					*at += p.strange(met)
				}
			}
		}
	}
}

// strange is what it costs to send somebody who was there so many times.
func (p *Problem) strange(met int32) int32 {
	if len(p.Strange) == 0 {
		return 0
	}
	return p.Strange[min(int(met), len(p.Strange)-1)]
}

// meet counts by more how often a round's worker is at the door of a visit's
// person.
func (s *state) meet(visit int32, round int16, more int32) {
	if len(s.met) == 0 || s.problem.Visits[visit].Pause {
		return
	}
	person := int32(s.problem.Visits[visit].Person)
	met := s.met[int(person)*len(s.load)+int(round)]
	s.savedMet = append(s.savedMet, savedMet{person, int32(round), met})
	s.setMet(person, int32(round), met+more)
}

func (s *state) setMet(person, round, met int32) {
	at := &s.met[int(person)*len(s.load)+int(round)]
	change := s.problem.strange(met) - s.problem.strange(*at)
	*at = met
	if change == 0 {
		return
	}
	for _, i := range s.doors[person] {
		if price := &s.price[int(i)*len(s.load)+int(round)]; *price != unable {
			*price += change
		}
	}
}

// assigned is what it costs beside travel who makes the stops of a round.
func (p *Problem) assigned(worker int, round []StopAt) (cost int64) {
	for k, at := range round {
		v := &p.Visits[at.Visit]
		for _, a := range v.Stops[at.Stop].Able {
			if int(a.Worker) == worker {
				cost += int64(a.Cost)
			}
		}
		if len(p.Strange) == 0 || v.Pause {
			continue
		}
		met := p.Met[v.Person][worker]
		for _, earlier := range round[:k] {
			if other := &p.Visits[earlier.Visit]; !other.Pause && other.Person == v.Person {
				met++
			}
		}
		cost += int64(p.strange(met))
	}
	return cost
}
