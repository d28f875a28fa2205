package plain

// undo keeps what a step has changed until it is clear whether the change
// stays.
type undo struct {
	routes   []route // by route; only those noted are true
	noted    []int32
	isNoted  []bool
	versions []uint64
	use      use
	unserved []int32
	distance int64
}

func newUndo(pl *plan) undo {
	u := undo{
		routes: make([]route, len(pl.routes)), noted: make([]int32, 0, len(pl.routes)),
		isNoted: make([]bool, len(pl.routes)), versions: make([]uint64, len(pl.routes)),
		use: newUse(len(pl.routes)), unserved: make([]int32, 0, pl.n),
	}
	for r := range u.routes {
		u.routes[r].places = make([]place, 0, pl.n+1)
	}
	return u
}

// begin starts a step.
func (u *undo) begin(pl *plan) {
	u.forget()
	u.unserved = append(u.unserved[:0], pl.unserved...)
	u.use.copyFrom(&pl.use)
	u.distance = pl.distance
}

// forget drops what was noted.
func (u *undo) forget() {
	for _, r := range u.noted {
		u.isNoted[r] = false
	}
	u.noted = u.noted[:0]
}

// has tells whether a route was noted in this step.
func (u *undo) has(r int32) bool { return u.isNoted[r] }

// note copies a route, once a step.
func (u *undo) note(pl *plan, r int32) {
	if u.isNoted[r] {
		return
	}
	u.isNoted[r] = true
	u.noted = append(u.noted, r)
	kept, rt := &u.routes[r], &pl.routes[r]
	kept.places = append(kept.places[:0], rt.places...)
	kept.load, u.versions[r] = rt.load, pl.version[r]
}

// restore puts everything back as it was when the step began.
func (u *undo) restore(pl *plan) {
	for _, r := range u.noted {
		kept, rt := &u.routes[r], &pl.routes[r]
		rt.places = append(rt.places[:0], kept.places...)
		rt.load, pl.version[r] = kept.load, u.versions[r]
		for i := 1; i < len(rt.places)-1; i++ {
			stop := rt.places[i].stop
			pl.routeOf[stop], pl.placeOf[stop] = r, int32(i)
		}
	}
	pl.unserved = append(pl.unserved[:0], u.unserved...)
	for _, stop := range pl.unserved {
		pl.routeOf[stop] = -1
	}
	pl.use.copyFrom(&u.use)
	pl.distance = u.distance
}
