package travel

import (
	"math"
	"slices"
	"sync"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/place"
)

// Door is a place somebody travels to or from.
type Door struct {
	// Key tells doors apart: a UPRN, an address's own ID, a postcode. Two doors
	// with one key are one door, and travel between them takes no time.
	Key   string
	Point place.Point
	// DistrictOnly marks a point that is only the middle of an outcode.
	DistrictOnly bool
}

// Two doors are at least this far apart, in metres, however close their points.
const (
	// nextDoorM is for points that are known: neighbours, or flats on a stair.
	nextDoorM = 50
	// withinDistrictM is for two doors known only by their outcode. Half the
	// postcodes of Cambridgeshire lie within 3.3 km of the middle of their
	// district, see place.District; that two homes are about as far from each
	// other is our assumption.
	withinDistrictM = 3_300
)

// Matrix answers how long travel takes between any two of the doors it was
// made of. Estimates are the same both ways, a routing service's answers need
// not be. It may be used by many goroutines.
type Matrix struct {
	doors   []Door         // each key once
	number  map[string]int // key to index in doors
	given   []int          // index as given to NewMatrix to index in doors
	figures Figures
	known   Known
	byMode  map[place.Mode]*square
}

// square holds the seconds from each door to each, worked out at first need.
type square struct {
	once    sync.Once
	seconds [][]int32
}

// NewMatrix takes the doors in the caller's own order, which At then uses;
// doors may be repeated. Where a key is given twice its first point counts.
// Figures are what was set; what is known of the doors, which may be nothing,
// goes before them. Errors: travel.door without a key, travel.point for a point
// not known, place.point for one not on the Earth.
func NewMatrix(doors []Door, figures Figures, known Known) (*Matrix, error) {
	m := &Matrix{
		number: make(map[string]int, len(doors)), byMode: make(map[place.Mode]*square, len(place.Modes)),
		figures: figures.With(known.Learnt), known: known,
	}
	for _, d := range doors {
		if d.Key == "" {
			return nil, fault.New(fault.Invalid, "travel.door", "Say which address each place is.")
		}
		n, seen := m.number[d.Key]
		if !seen {
			if !d.Point.Known() {
				return nil, fault.New(fault.Invalid, "travel.point", "An address has no place on the map. Add its postcode.")
			}
			if err := d.Point.Check(); err != nil {
				return nil, err
			}
			n = len(m.doors)
			m.number[d.Key] = n
			m.doors = append(m.doors, d)
		}
		m.given = append(m.given, n)
	}
	for _, mode := range place.Modes {
		m.byMode[mode] = &square{}
	}
	return m, nil
}

// At is the travel from one door to another in whole seconds, by their order
// in NewMatrix. It has the shape of optimise.Travel. It panics on an index that
// was not given, as a slice does.
func (m *Matrix) At(from, to int, mode place.Mode) int {
	return m.seconds(m.given[from], m.given[to], mode)
}

// Between is At by key. Errors: travel.no_door for a key that was not given.
func (m *Matrix) Between(from, to string, mode place.Mode) (seconds int, err error) {
	a, okA := m.number[from]
	b, okB := m.number[to]
	if !okA || !okB {
		return 0, fault.New(fault.NotFound, "travel.no_door", "That address is not among those travel was worked out for.")
	}
	return m.seconds(a, b, mode), nil
}

// Doors is how many different doors there are.
func (m *Matrix) Doors() int { return len(m.doors) }

func (m *Matrix) seconds(a, b int, mode place.Mode) int {
	if a == b {
		return 0
	}
	if !slices.Contains(place.Modes, mode) {
		mode = place.OnFoot
	}
	q := m.byMode[mode]
	q.once.Do(func() { q.seconds = m.fill(mode) })
	return int(q.seconds[a][b])
}

// fill estimates each pair and puts the answers of a routing service over that,
// where one answered for both doors. Its answers are for the road alone; the
// time at the door comes on top. Two doors known only by their district stay as
// estimated: the middle of a district is where nobody lives.
func (m *Matrix) fill(mode place.Mode) [][]int32 {
	out := make([][]int32, len(m.doors))
	for i := range out {
		out[i] = make([]int32, len(m.doors))
		for j := range i {
			out[i][j] = int32(m.figures.Seconds(m.doors[i].metresTo(m.doors[j]), mode))
			out[j][i] = out[i][j]
		}
	}
	answers := m.known.answers[mode]
	if len(answers) == 0 {
		return out
	}
	at := map[Spot][]int{}
	for i, d := range m.doors {
		spot := SpotOf(d.Point)
		at[spot] = append(at[spot], i)
	}
	door := int(math.Ceil(m.figures[mode].DoorS))
	for from, column := range answers {
		// A column that cannot be read is left at the estimate: the rota goes on.
		_ = eachTime(column, func(to Spot, seconds int) {
			if seconds == NoWay || to == from {
				return
			}
			for _, i := range at[from] {
				for _, j := range at[to] {
					if !m.doors[i].DistrictOnly || !m.doors[j].DistrictOnly {
						out[i][j] = int32(seconds + door)
					}
				}
			}
		})
	}
	return out
}

// metresTo is the distance as the crow flies, with what the points do not say
// made up for.
func (d Door) metresTo(e Door) float64 {
	least := float64(nextDoorM)
	if d.DistrictOnly && e.DistrictOnly {
		least = withinDistrictM
	}
	return max(least, d.Point.MetresTo(e.Point))
}
