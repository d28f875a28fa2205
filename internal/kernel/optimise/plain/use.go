package plain

// use tells which routes have stops. The routes that do stand first, in no
// order but a repeatable one.
type use struct {
	order []int32
	rank  []int32 // by route: its index in order
	count int     // routes with stops
}

func newUse(routes int) use {
	u := use{order: make([]int32, routes), rank: make([]int32, routes)}
	for r := range u.order {
		u.order[r], u.rank[r] = int32(r), int32(r)
	}
	return u
}

// routes are those with stops.
func (u *use) routes() []int32 { return u.order[:u.count] }

// idle is a route without stops; -1 where all have some.
func (u *use) idle() int32 {
	if u.count == len(u.order) {
		return -1
	}
	return u.order[u.count]
}

// start notes that a route has stops.
func (u *use) start(r int32) {
	if int(u.rank[r]) >= u.count {
		u.exchange(u.rank[r], int32(u.count))
		u.count++
	}
}

// stop notes that a route has none any more.
func (u *use) stop(r int32) {
	if int(u.rank[r]) < u.count {
		u.count--
		u.exchange(u.rank[r], int32(u.count))
	}
}

func (u *use) exchange(i, j int32) {
	u.order[i], u.order[j] = u.order[j], u.order[i]
	u.rank[u.order[i]], u.rank[u.order[j]] = i, j
}

// copyFrom makes it the same as another of as many routes.
func (u *use) copyFrom(other *use) {
	copy(u.order, other.order)
	copy(u.rank, other.rank)
	u.count = other.count
}
