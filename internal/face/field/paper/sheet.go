package paper

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/council"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// Day is the runs of one day as they are printed or keyed in.
type Day struct {
	On        when.Date
	Published bool
	Runs      []Run  // by start of the shift
	Loose     []Stop // visits without a worker, by the time agreed
	Labels    assessment.Labels
	Office    string // telephone number of the office, and when somebody answers
	Hours     string
}

// Run is one worker's visits on one shift.
type Run struct {
	roster.Shift
	Stops []Stop // by the time the worker is told
}

// Stop is one visit of a run, with what the worker needs at the door.
type Stop struct {
	visit.Visit
	Worker    roster.Shift // whose it is; without an ID where no shift has it
	Slot      int
	ToldMin   int
	TravelMin int
	Code      Code
	With      []string // the other worker's name
	// Open reports whether the reader may see the person's record now. Where they
	// may not, only CallThem and Area are filled.
	Open bool

	CallThem string // what the person likes to be called
	Area     string // the first half of the postcode
	FullName string
	Address  string // with the postcode
	Phone    string
	Language string // that the person speaks, where it is not English

	Needs     []string // what to do so that the person can take part
	Infection preference.Infection
	Risk      risk.Brief // what must be known at once, warnings, wishes
	Matters   string
	Goals     []string
	Contacts  []Contact // who holds a key; who cares for them where nobody does
	Tasks     []Task
	Doses     []medicine.DueDose // due at this visit; what is taken when needed comes last
}

// Contact is somebody to ring.
type Contact struct {
	Name, Relationship, Phone string
	keyholder                 bool
}

// Task is one thing of the plan for this visit, with how it went last time.
type Task struct {
	ID    plan.TaskID
	Words string
	Last  assessment.Level // empty when it was not recorded before
}

// only leaves the shifts named, or everything where none is.
func (d Day) only(shifts ...roster.ShiftID) Day {
	if len(shifts) == 0 {
		return d
	}
	var runs []Run
	for _, r := range d.Runs {
		for _, id := range shifts {
			if r.ID == id {
				runs = append(runs, r)
				break
			}
		}
	}
	d.Runs, d.Loose = runs, nil
	return d
}

// of leaves the shifts of one worker.
func (d Day) of(account ids.Account) Day {
	var runs []Run
	for _, r := range d.Runs {
		if r.Account == account {
			runs = append(runs, r)
		}
	}
	d.Runs, d.Loose = runs, nil
	return d
}

// each does something with every visit of the day.
func (d *Day) each(do func(*Stop)) {
	for i := range d.Runs {
		for j := range d.Runs[i].Stops {
			do(&d.Runs[i].Stops[j])
		}
	}
	for i := range d.Loose {
		do(&d.Loose[i])
	}
}

// people are those whose record is open to the reader, each once.
func (d Day) people() []ids.Person {
	var out []ids.Person
	seen := map[ids.Person]bool{}
	d.each(func(s *Stop) {
		if s.Open && !seen[s.Person] {
			seen[s.Person] = true
			out = append(out, s.Person)
		}
	})
	return out
}

// dayOf is who goes where on a day, in one statement. Own leaves open only
// those people whose record is open to the actor, as for a worker.
func dayOf(s *gate.Snapshot, on when.Date, own bool) (Day, error) {
	d := Day{On: on}
	stops, published, err := stopsOn(s, on, own)
	if err != nil {
		return d, err
	}
	d.Published = published
	at, runs := map[visit.ID][]Stop{}, map[roster.ShiftID][]Stop{}
	for _, x := range stops {
		at[x.ID] = append(at[x.ID], x)
	}
	for _, x := range stops {
		for _, other := range at[x.ID] {
			if other.Slot != x.Slot && other.Worker.ID != "" {
				x.With = append(x.With, other.Worker.Name)
			}
		}
		if x.Worker.ID == "" {
			d.Loose = append(d.Loose, x)
			continue
		}
		runs[x.Worker.ID] = append(runs[x.Worker.ID], x)
	}
	for _, stops := range runs {
		d.Runs = append(d.Runs, Run{Shift: stops[0].Worker, Stops: stops})
	}
	slices.SortFunc(d.Runs, func(a, b Run) int {
		return cmp.Or(cmp.Compare(a.StartMin, b.StartMin), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return d, nil
}

// fill adds what a worker needs at each door, in five statements however many
// runs there are, and notes that each person was looked at. People whose record
// is not open stay as they are.
func (d *Day) fill(s *gate.Snapshot) error {
	people := d.people()
	gate.Shown(s, people...)
	settings, err := council.All(s)
	if err != nil {
		return err
	}
	d.Labels, d.Office, d.Hours = assessment.WordsIn(settings), settings[council.HelpLine], settings[council.HelpHours]
	if len(people) == 0 {
		return nil
	}
	known, err := knownOf(s, people, d.On)
	if err != nil {
		return err
	}
	doses, err := medicine.Due(s, d.On, people...)
	if err != nil {
		return err
	}
	risks, err := risk.AtHand(s, d.On, people...)
	if err != nil {
		return err
	}
	d.each(func(x *Stop) {
		if !x.Open {
			return
		}
		x.Doses = medicine.DosesAt(medicine.PartOf(x.Part, x.StartMin), doses[x.Person])
		x.know(known[x.Person])
		x.Risk = risks[x.Person]
		if x.Pattern != "" {
			x.Tasks = tasksOf(known[x.Person])[x.Pattern]
		}
	})
	return nil
}

// hide leaves of a stop what anybody on the run may know.
func (s *Stop) hide() {
	*s = Stop{
		Visit: visit.Visit{ID: s.ID, On: s.On, State: s.State, DurationMin: s.DurationMin, StartMin: s.StartMin}, Worker: s.Worker, Slot: s.Slot,
		ToldMin: s.ToldMin, TravelMin: s.TravelMin, CallThem: s.CallThem, Area: s.Area,
	}
}

// know takes what is known of the person, each kind in its order.
func (s *Stop) know(rows []known) {
	var others []Contact
	wished := false
	for _, k := range rows {
		switch k.kind {
		case "need":
			if words := strings.TrimSpace(k.words); words != "" {
				s.Needs = append(s.Needs, words)
			}
		case "goal":
			s.Goals = append(s.Goals, k.words)
		case "matters":
			if s.Matters == "" { // the newest comes first
				s.Matters = k.words
			}
		case "infection":
			if !wished && k.until >= s.On {
				s.Infection = preference.Infection(k.words)
			}
			wished = true
		case "keyholder":
			s.Contacts = append(s.Contacts, Contact{k.words, k.relationship, k.phone, true})
		case "carer":
			others = append(others, Contact{k.words, k.relationship, k.phone, false})
		}
	}
	if len(s.Contacts) == 0 {
		s.Contacts = others
	}
}

// said is who the contact is: Ann Bell (daughter, has a key), 01632 960 000.
func (c Contact) said() string {
	about := strings.ToLower(c.Relationship)
	if c.keyholder {
		about = strings.TrimPrefix(about+", has a key", ", ")
	}
	text := c.Name
	if about != "" {
		text += " (" + about + ")"
	}
	if c.Phone != "" {
		text += ", " + unbroken(c.Phone)
	}
	return text
}

// about says of a visit what its time does not: 2 of 6, 45 minutes, with Ann.
func (s Stop) about(n, of int) string {
	text := fmt.Sprintf("Visit %d of %d, %d minutes", n, of, s.DurationMin)
	if s.TravelMin > 0 {
		text += fmt.Sprintf(", %d minutes on the way", s.TravelMin)
	}
	if s.MustBeAt {
		text += ", must be at this time"
	}
	text += "."
	if s.First {
		text += " First visit: take time to get to know each other."
	}
	if s.Workers == 2 {
		text += " " + joined(": with ", "2 workers", strings.Join(s.With, " and ")) + "."
	}
	if s.Language != "" {
		text += " Speaks " + s.Language + "."
	}
	return text
}

// inShort is what the office needs beside the address: how to speak with the
// person, infection, a time that must be kept, and what must be known at once.
func (s Stop) inShort() string {
	parts := append([]string{}, s.Needs...)
	if words := s.Infection.Label(); words != "" {
		parts = append(parts, words+".")
	}
	if s.MustBeAt {
		parts = append(parts, "Must be at this time.")
	}
	if s.Risk.Comfort != nil {
		parts = append(parts, "Support is for comfort.")
	}
	for _, f := range s.Risk.Safety {
		parts = append(parts, strings.TrimSuffix(f.Short, ".")+".")
	}
	for _, w := range s.Risk.Warnings {
		parts = append(parts, "Warning: "+w.Kind.Label()+".")
	}
	return strings.Join(parts, " ")
}

// unbroken keeps a telephone number on one line.
func unbroken(number string) string { return strings.ReplaceAll(number, " ", "\u00a0") }
