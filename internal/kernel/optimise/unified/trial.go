package unified

import (
	"slices"

	"stillhome/internal/kernel/optimise/chance"
)

// look works out what putting a unit somewhere would cost, without doing it.
// The rounds it would change are laid out in slots beside the state.
type look struct {
	*state
	slots     []slot
	used      int
	slotOf    []int32  // by round: its slot in this trial
	held      []uint32 // by round: the trial that slotOf holds for
	floor     []Ticks  // by node: no earlier, because of its twin
	floored   []uint32 // by node: the trial that floor holds for
	trials    uint32
	queue     []pushed
	halves    []half
	promising promises
	looks     int64 // places for a unit looked at
	tried     int64 // of those, how many were reckoned to the end
	chance    chance.Source
	blink     int // places until the next is overlooked
}

// pushed is a round to follow from a position, at least to another.
type pushed struct {
	slot, from, force int
}

// insertion is a node before the one at a position of a round.
type insertion struct {
	node  int32
	round int16
	at    int
}

// mostFollowed guards against following for ever; no trial comes near it.
const mostFollowed = 1000

func newLook(s *state, seed uint64) *look {
	rounds := len(s.rounds)
	l := &look{
		state: s, slots: make([]slot, rounds), slotOf: make([]int32, rounds), held: make([]uint32, rounds),
		floor: make([]Ticks, len(s.nodes)), floored: make([]uint32, len(s.nodes)), chance: chance.Source(seed),
	}
	l.blink = l.chance.Geometric(blinkChance)
	return l
}

// overlooks is true now and then, so that the search does not always do the
// obvious.
func (l *look) overlooks() bool {
	l.blink--
	if l.blink < 0 {
		l.blink = l.chance.Geometric(blinkChance)
		return true
	}
	return false
}

// slotFor is a round's slot in this trial.
func (l *look) slotFor(round int16) int {
	if l.held[round] == l.trials {
		return int(l.slotOf[round])
	}
	at := l.used
	l.used++
	l.held[round], l.slotOf[round] = l.trials, int32(at)
	l.slots[at].load(l.state, round)
	return at
}

// put lays out a round with a node in it.
func (l *look) put(in insertion) {
	at := l.slotFor(in.round)
	sl := &l.slots[at]
	sl.nodes = slices.Insert(sl.nodes, in.at, in.node)
	sl.legs = slices.Insert(sl.legs, in.at, 0)
	sl.starts = slices.Insert(sl.starts, in.at, -Never)
	sl.put, sl.at = in.node, in.at
	from, until := max(0, in.at-1), min(in.at+2, len(sl.nodes)-1)
	for k := from; k <= until; k++ {
		sl.legs[k] = l.leg(in.round, sl.nodes, k)
	}
	l.queue = append(l.queue, pushed{at, from, until})
}

// where is a placed node's slot, or -1, and its position there.
func (l *look) where(i int32) (at, pos int) {
	n := &l.nodes[i]
	if n.round < 0 {
		for at := range l.slots[:l.used] {
			if l.slots[at].put == i {
				return at, l.slots[at].at
			}
		}
		return -1, -1
	}
	if l.held[n.round] != l.trials {
		return -1, int(n.pos)
	}
	at, pos = int(l.slotOf[n.round]), int(n.pos)
	if sl := &l.slots[at]; sl.put != none && pos >= sl.at {
		pos++
	}
	return at, pos
}

// startOf is when a node would start; Never where it is absent.
func (l *look) startOf(i int32) Ticks {
	at, pos := l.where(i)
	switch {
	case at >= 0:
		return l.slots[at].starts[pos]
	case pos < 0:
		return Never
	}
	return l.nodes[i].start
}

// try reckons what insertions would add to the cost; noSpot where they cannot
// be.
func (l *look) try(ins ...insertion) float64 {
	l.trials++
	l.tried++
	l.used, l.queue = 0, l.queue[:0]
	for _, in := range ins {
		l.put(in)
	}
	for n := 0; len(l.queue) > 0; n++ {
		last := len(l.queue) - 1
		p := l.queue[last]
		l.queue = l.queue[:last]
		if n == mostFollowed || !l.follow(p) {
			return noSpot
		}
	}
	return l.added()
}

// follow gives the nodes of a slot their starts, until nothing changes.
func (l *look) follow(p pushed) bool {
	sl := &l.slots[p.slot]
	for k := p.from; k < len(sl.nodes); k++ {
		i := sl.nodes[k]
		n := &l.nodes[i]
		reach := l.problem.Workers[sl.round].From
		if k > 0 {
			reach = sl.starts[k-1] + l.nodes[sl.nodes[k-1]].duration
		}
		start := max(reach+sl.legs[k], n.early)
		if n.twin != none {
			start = l.tied(i, n, start)
		}
		if n.lunch && start > n.latest {
			return false
		}
		if start == sl.starts[k] && k > p.force {
			break
		}
		sl.starts[k] = start
	}
	return true
}

// tied is the start of a node with a twin that could otherwise start then, and
// pushes the twin where that must wait for it.
func (l *look) tied(i int32, n *node, start Ticks) Ticks {
	at, pos := l.where(n.twin)
	if pos < 0 {
		return start // alone for now
	}
	other := &l.nodes[n.twin]
	if other.round >= 0 {
		start = max(start, max(other.reach, other.early)+other.gap)
	}
	if l.floored[i] == l.trials {
		start = max(start, l.floor[i])
	}
	needs, has := start+n.gap, other.start
	if at >= 0 {
		has = l.slots[at].starts[pos]
	}
	if has < needs {
		if l.floored[n.twin] != l.trials || l.floor[n.twin] < needs {
			l.floored[n.twin], l.floor[n.twin] = l.trials, needs
		}
		if at < 0 {
			at = l.slotFor(other.round)
		}
		l.queue = append(l.queue, pushed{at, pos, pos})
	}
	return start
}

// added is how much more the rounds laid out cost than those they stand for.
func (l *look) added() float64 {
	delta := 0.0
	worst, lifted := l.worst, false
	for at := range l.slots[:l.used] {
		sl := &l.slots[at]
		t := l.tally(sl, l)
		was := &l.tallies[sl.round]
		delta += t.cost - was.cost
		sl.idle = t.idle
		worst = max(worst, t.worst)
		lifted = lifted || was.worst == l.worst && t.worst < was.worst
		sl.worst = t.worst
	}
	if lifted && worst == l.worst {
		worst = 0
		for r := range l.tallies {
			if l.held[r] == l.trials {
				worst = max(worst, l.slots[l.slotOf[r]].worst)
			} else {
				worst = max(worst, l.tallies[r].worst)
			}
		}
	}
	return delta + float64(l.problem.Weights.Worst)*float64(worst-l.worst) + l.addedIdle()
}

// addedIdle is how much more idle time costs with the rounds laid out.
func (l *look) addedIdle() float64 {
	was, now := 0.0, 0.0
	for at := range l.slots[:l.used] {
		sl := &l.slots[at]
		was += l.idle.exp[sl.round]
		if sl.idle == l.tallies[sl.round].idle {
			now += l.idle.exp[sl.round]
		} else {
			now += l.idle.term(sl.idle)
		}
	}
	if was == 0 && now == 0 {
		return 0
	}
	rest := l.idle.sum - was
	switch {
	case l.used == 1:
		rest = l.idle.rest[l.slots[0].round]
	case rest < l.idle.sum*negligible:
		rest = 0
		for r, exp := range l.idle.exp {
			if l.held[r] != l.trials {
				rest += exp
			}
		}
	}
	return l.idle.of(rest+now) - l.idle.cost
}
