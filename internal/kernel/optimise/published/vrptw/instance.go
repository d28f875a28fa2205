package vrptw

// Tenths is a distance, or the time it takes, in tenths of the file's unit.
type Tenths int

// Instance is one published problem.
type Instance struct {
	Name     string // first line of the file, such as "R101"
	Vehicles int    // routes there may be, at least 1
	Capacity int    // what one vehicle carries, in the unit of Site.Demand
	Sites    []Site // the depot, then the customers 1, 2, 3 ... in order
}

// Site is the depot or a customer, in the file's own units (times not yet in
// tenths).
type Site struct {
	X, Y    int
	Demand  int // 0 at the depot
	Ready   int // service may begin from then
	Due     int // and must have begun by then; at the depot, all must be back
	Service int // how long service takes
}

// Customers is how many there are, the depot not counted.
func (in *Instance) Customers() int { return len(in.Sites) - 1 }

// Travel is the way from one site to another: the straight line, cut off after
// one decimal. Both are indexes of Sites.
func (in *Instance) Travel(from, to int) Tenths {
	a, b := in.Sites[from], in.Sites[to]
	dx, dy := a.X-b.X, a.Y-b.Y
	return Tenths(floorRoot(100 * (dx*dx + dy*dy)))
}

// floorRoot is the whole part of the square root, without floating point, so
// that every machine cuts alike.
func floorRoot(square int) int {
	if square < 2 {
		return square
	}
	root := square
	for next := (root + 1) / 2; next < root; next = (root + square/root) / 2 {
		root = next
	}
	return root
}
