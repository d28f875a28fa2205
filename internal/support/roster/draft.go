package roster

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/visit"
)

// Placing puts one visit on chosen shifts. With no shifts it is taken off the
// rota.
type Placing struct {
	Visit    visit.ID
	Shifts   []ShiftID // as many as the visit needs workers
	StartMin int       // optimise.AnyTime leaves the time free within the window
}

// String is the placing as an address carries it: visit~shift~minute, with two
// shifts where it needs two workers.
func (p Placing) String() string {
	parts := []string{string(p.Visit)}
	for _, s := range p.Shifts {
		parts = append(parts, string(s))
	}
	return strings.Join(append(parts, strconv.Itoa(p.StartMin)), "~")
}

// ParsePlacing reads what String wrote. Error: roster.draft.
func ParsePlacing(text string) (Placing, error) {
	parts := strings.Split(text, "~")
	last := len(parts) - 1
	start, err := strconv.Atoi(parts[last])
	if err != nil || last < 1 || last > 3 || parts[0] == "" || start < optimise.AnyTime || start > 2*24*60 {
		return Placing{}, fault.New(fault.Invalid, "roster.draft", "A change in this address cannot be read. Start again from the rota.")
	}
	p := Placing{Visit: visit.ID(parts[0]), StartMin: start}
	for _, s := range parts[1:last] {
		p.Shifts = append(p.Shifts, ShiftID(s))
	}
	return p, nil
}

// Draft is what a coordinator means to change of one day's rota, in their
// order. Nothing of it is kept, and nobody is told, until it is confirmed.
type Draft []Placing

// MostPlacings is the most a draft may hold: what an address carries safely.
const MostPlacings = 60

// With gives the draft with one visit placed anew.
func (d Draft) With(p Placing) Draft { return append(d.Without(p.Visit), p) }

// Without gives the draft without one visit.
func (d Draft) Without(id visit.ID) Draft {
	return slices.DeleteFunc(slices.Clone(d), func(p Placing) bool { return p.Visit == id })
}

// Address is a path that carries the draft, and further pairs of name and value of
// which the empty are left out.
func (d Draft) Address(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	for _, p := range d {
		q.Add("to", p.String())
	}
	// The tilde needs no escape, and the address is read by people.
	return strings.ReplaceAll(web.Address(path, q), "%7E", "~")
}

func (d Draft) check() error {
	if len(d) > MostPlacings {
		return fault.New(fault.Invalid, "roster.draft", "That is more than %d changes at once. Check and confirm the first of them.", MostPlacings)
	}
	return nil
}

func (d Draft) placings() []optimise.Placing {
	var out []optimise.Placing
	for _, p := range d {
		o := optimise.Placing{Visit: optimise.VisitID(p.Visit), StartMin: p.StartMin}
		for _, s := range p.Shifts {
			o.Shifts = append(o.Shifts, optimise.ShiftID(s))
		}
		out = append(out, o)
	}
	return out
}

// Changed is one visit that a draft changes, itself or by what it makes later.
type Changed struct {
	Visit   visit.ID
	Person  ids.Person
	From    []ShiftID // who was to go, also those not working any more; empty where nobody was
	To      []ShiftID // who goes; empty where nobody does
	FromMin int       // when it was to start; -1 where nobody was to go
	ToMin   int       // when it starts; -1 where nobody goes
	Chosen  bool      // in the draft itself, not only made later by it
}

// Minutes is how much later it starts, negative where earlier; 0 where it had
// no time or has none.
func (c Changed) Minutes() int {
	if c.FromMin < 0 || c.ToMin < 0 {
		return 0
	}
	return c.ToMin - c.FromMin
}

// SameWorkers reports whether the same workers go.
func (c Changed) SameWorkers() bool { return sameRows(c.From, c.To) }

// Preview is a day as a draft would leave it, in five statements. What cannot be
// done is in Refused and left as it is. Errors: roster.draft; gate.not_found
// for a visit that is not of the day or a shift that is not; visit.fixed.
func Preview(s *gate.Snapshot, day when.Date, draft Draft) (Sheet, error) {
	d, m, err := dayAndMaterial(s, day)
	if err != nil {
		return Sheet{}, err
	}
	p, err := m.drafted(draft)
	if err != nil {
		return Sheet{}, err
	}
	return m.preview(s, d, p, draft), nil
}

// dayAndMaterial reads a day and what it is planned from, in six statements at
// most.
func dayAndMaterial(s *gate.Snapshot, day when.Date) (Day, material, error) {
	d, err := DayOf(s, day)
	if err != nil {
		return d, material{}, err
	}
	m, err := load(s, day)
	return d, m, err
}

// preview shows a plan beside what stands.
func (m material) preview(s *gate.Snapshot, d Day, p optimise.Plan, draft Draft) Sheet {
	as, not := m.rota(p)
	out := m.sheet(s, d, as, not)
	out.Changes, out.Refused = m.changes(p, draft), p.NotKept
	out.Seen = seen(out.Changes)
	for _, c := range out.Changes {
		if i := slices.IndexFunc(out.Visits, func(e Entry) bool { return e.ID == c.Visit }); i >= 0 {
			out.Visits[i].Drafted = true
		}
	}
	return out
}

// drafted is the plan of the day with a draft.
func (m material) drafted(draft Draft) (optimise.Plan, error) {
	if err := draft.check(); err != nil {
		return optimise.Plan{}, err
	}
	for _, p := range draft {
		if _, err := m.find(p.Visit); err != nil {
			return optimise.Plan{}, err
		}
		if m.late(p.Visit) {
			return optimise.Plan{}, errPassed
		}
	}
	return optimise.Place(m.problem, m.before(), draft.placings())
}

var errPassed = fault.New(fault.Invalid, "roster.time_passed", timePassedText)

// late reports whether all times of a loose visit have passed.
func (m material) late(id visit.ID) bool {
	return slices.ContainsFunc(m.passed, func(v placed) bool { return v.ID == id })
}

func (m material) find(id visit.ID) (placed, error) {
	i := slices.IndexFunc(m.visits, func(v placed) bool { return v.ID == id })
	if i < 0 {
		return placed{}, gate.NotFound()
	}
	if m.visits[i].over() {
		return placed{}, fault.New(fault.Conflict, "visit.fixed", "Somebody is at this visit or it is over, so it cannot be moved. Look at it again.")
	}
	return m.visits[i], nil
}

// before is who was to go where, also on shifts that nobody works any more.
func (m material) before() optimise.Plan {
	at := map[ShiftID]int{}
	var p optimise.Plan
	stop := func(shift ShiftID, id visit.ID, start, travel int) {
		i, ok := at[shift]
		if !ok {
			i = len(p.Runs)
			at[shift] = i
			p.Runs = append(p.Runs, optimise.Run{Shift: optimise.ShiftID(shift)})
		}
		p.Runs[i].Stops = append(p.Runs[i].Stops, optimise.Stop{Visit: optimise.VisitID(id), StartMin: start, TravelMin: travel})
	}
	for _, a := range m.now {
		stop(a.Shift, a.Visit, a.StartMin, a.TravelMin)
	}
	for _, u := range m.loose {
		// On a shift that is worked again it would be put back unasked.
		if u.WasShift != "" && slices.ContainsFunc(m.gone, func(w worker) bool { return w.ID == u.WasShift }) {
			stop(u.WasShift, u.Visit, u.WasMin, 0)
		}
	}
	for i := range p.Runs {
		slices.SortStableFunc(p.Runs[i].Stops, func(a, b optimise.Stop) int { return cmp.Compare(a.StartMin, b.StartMin) })
	}
	return p
}

// standing is where a plan has each visit.
type standing struct {
	shifts []ShiftID
	start  int
}

func standings(p optimise.Plan) map[visit.ID]standing {
	out := map[visit.ID]standing{}
	for _, run := range p.Runs {
		for _, stop := range run.Stops {
			x := out[visit.ID(stop.Visit)]
			out[visit.ID(stop.Visit)] = standing{append(x.shifts, ShiftID(run.Shift)), stop.StartMin}
		}
	}
	return out
}

// changes are the differences between what stands and a plan, by start. A visit
// that has lost a worker and still has none is no change.
func (m material) changes(p optimise.Plan, draft Draft) []Changed {
	was, stands, is := standings(m.before()), standings(m.plan()), standings(p)
	var out []Changed
	for _, v := range m.visits {
		before, after := stands[v.ID], is[v.ID]
		if v.over() || sameRows(before.shifts, after.shifts) && before.start == after.start {
			continue
		}
		c := Changed{Visit: v.ID, Person: v.Person, From: was[v.ID].shifts, To: after.shifts, FromMin: -1, ToMin: -1}
		if len(c.From) > 0 {
			c.FromMin = was[v.ID].start
		}
		if len(c.To) > 0 {
			c.ToMin = after.start
		}
		c.Chosen = slices.ContainsFunc(draft, func(x Placing) bool { return x.Visit == v.ID })
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Changed) int { return cmp.Compare(max(a.ToMin, a.FromMin), max(b.ToMin, b.FromMin)) })
	return out
}

// seen names a list of changes, so that what is confirmed is what was read.
func seen(changes []Changed) string {
	h := sha256.New()
	for _, c := range changes {
		from, to := slices.Sorted(slices.Values(c.From)), slices.Sorted(slices.Values(c.To))
		fmt.Fprintln(h, c.Visit, from, c.FromMin, to, c.ToMin)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// Confirm makes a draft the rota of the day. Seen is that of the preview the
// coordinator read: where the rota has moved on since so that the draft would
// change anything else, nothing is kept. On a published day the workers
// concerned are told, and the people are listed to be rung. Errors:
// roster.moved_on; roster.nothing; roster.past; those of Preview.
func Confirm(ctx context.Context, g *gate.Gate, day when.Date, draft Draft, read string) error {
	return g.Write(ctx, MayMove, gate.Council, func(tx *gate.Tx) error {
		if day < tx.Today() {
			return fault.New(fault.Invalid, "roster.past", "That day is over, so its rota cannot be changed any more.")
		}
		m, err := load(tx.Snapshot, day)
		if err != nil {
			return err
		}
		p, err := m.drafted(draft)
		if err != nil {
			return err
		}
		changes := m.changes(p, draft)
		switch {
		case seen(changes) != read:
			return fault.New(fault.Conflict, "roster.moved_on", "Somebody changed the rota while you were looking. Nothing is lost: your changes are below as they would be now. Check them again.")
		case len(changes) == 0:
			return fault.New(fault.Invalid, "roster.nothing", "There is nothing to confirm: the rota already stands like this.")
		}
		for _, c := range changes {
			tx.Emit(Moved{Visit: c.Visit, Person: c.Person, On: day})
		}
		as, not := m.rota(p)
		if err := put(tx, m, as, not); err != nil {
			return err
		}
		return askToRing(tx, day, changes)
	})
}
