package medicine

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/plan"
)

// rules are those that the simulation is held to. A test that plants a fault
// changes one of them.
type rules struct {
	give   func(m Medicine, d Dose, have []Dose, by ids.Account, now when.Instant) error
	warn   func(m Medicine, d Dose, k Known) []Warning
	decide func(a Ask, was Right, holder string, has, until, now when.Instant) Right
	assign func(slots []Slot, turns []Turn) map[Slot]string
	line   func(m Medicine) ID // what doses of one medicine have in common
	stamp  func(d Dose, by ids.Account, now when.Instant) Dose
}

func ours() rules {
	return rules{
		Medicine.give, Medicine.Warn, Decide, Assign, func(m Medicine) ID { return m.Line },
		func(d Dose, by ids.Account, now when.Instant) Dose {
			d.Account, d.Recorded = by, now
			return d
		},
	}
}

// kept is a dose as the record answered it: with the code of its clash, or empty
// where it was added.
type kept struct {
	Dose
	clash string
}

// record is the server: the rules over what is in memory, in the order in which
// it hears.
type record struct {
	rules
	medicines []Medicine
	heard     []kept
	seen      map[DoseID]bool
	rights    map[Slot]Right
	real      *real // the same in a database; nil for none
}

func (r *record) find(id ID) *Medicine {
	return &r.medicines[slices.IndexFunc(r.medicines, func(m Medicine) bool { return m.ID == id })]
}

// give is Give, over memory.
func (r *record) give(d Dose, by ids.Account, now when.Instant) {
	if r.seen[d.ID] {
		return
	}
	r.seen[d.ID] = true
	d = r.stamp(d, by, now)
	m := *r.find(d.Medicine)
	var have, inSlot []Dose
	for _, x := range r.heard {
		if x.clash != "" || r.rules.line(*r.find(x.Medicine)) != r.rules.line(m) || r.corrected(x.ID) {
			continue
		}
		have = append(have, x.Dose)
		if x.Slot == d.Slot {
			inSlot = append(inSlot, x.Dose)
		}
	}
	clash := ""
	if err := r.rules.give(m, d, inSlot, by, now); err != nil {
		f, _ := fault.Of(err)
		clash = f.Code
	} else {
		k := Known{History: have}
		if d.Slot.Part() != Needed {
			k.Right = r.rights[d.Slot]
		}
		d.Warnings = r.warn(m, d, k)
	}
	r.heard = append(r.heard, kept{d, clash})
	r.real.give(kept{d, clash})
}

func (r *record) corrected(id DoseID) bool {
	return slices.ContainsFunc(r.heard, func(x kept) bool { return x.clash == "" && x.Corrects == id })
}

// handset is one worker's phone: the pack it has, and what it has not brought.
type handset struct {
	name  string
	says  map[Slot]string // of its newest pack
	made  when.Instant
	until when.Instant
	known map[Slot]bool // slots of which it knows a dose
	out   []Dose
	knew  []Medicine // the medicines of its pack
}

// sim is one person's days: the clock, the rota, the record and two phones.
type sim struct {
	*rand.Rand
	now    when.Instant
	end    when.Instant
	days   []when.Date
	record *record
	phones [2]*handset
	holder map[string]int // which phone a visit is of, by the rota as it is
	turns  []Turn
	truth  []Dose // everything that was given, whoever knows of it
	obey   bool   // workers give only what their pack says is theirs
	both   string // what two phones could give by right at once; empty for nothing
	seed   uint64
	n      int
}

// nights are where the days of a simulation begin: two of them lose or gain an
// hour.
var nights = []when.Date{"2026-10-24", "2027-03-27", "2026-11-30"}

func start(seed uint64, r rules) *sim { return startWith(seed, r, nil) }

func startWith(seed uint64, r rules, db *real) *sim {
	s := &sim{
		Rand: rand.New(rand.NewPCG(seed, 2026)), holder: map[string]int{},
		record: &record{rules: r, seen: map[DoseID]bool{}, rights: map[Slot]Right{}, real: db},
		seed:   seed,
	}
	day := nights[s.IntN(len(nights))]
	s.days = []when.Date{day, day.Add(1), day.Add(2)}
	s.now, s.end = day.AtMinute(4*60), day.Add(3).Start()
	s.obey = s.IntN(2) == 0
	db.at(s.now)
	for range 1 + s.IntN(3) {
		m := s.regime()
		s.record.medicines = append(s.record.medicines, m)
		db.add(m)
	}
	s.now = s.now.Add(time.Minute)
	for _, d := range s.days {
		for _, p := range plan.Parts {
			for range 1 + s.IntN(2) {
				t := Turn{Visit: s.id("v"), Person: somebody, On: d, Part: p, StartMin: partFrom[p] + s.IntN(90)}
				s.turns, s.holder[t.Visit] = append(s.turns, t), s.IntN(2)
			}
		}
	}
	for i := range s.phones {
		s.phones[i] = &handset{name: fmt.Sprint("phone", i), known: map[Slot]bool{}}
	}
	return s
}

func (s *sim) id(kind string) string {
	s.n++
	return ids.Derived("sim", fmt.Sprint(s.seed), kind, fmt.Sprint(s.n))
}

// regime is one medicine as it may be prescribed.
func (s *sim) regime() Medicine {
	m := Medicine{
		ID: ID(s.id("m")), Person: somebody, Name: "Something", Dose: "1", Kind: Regular, From: s.days[0].Add(-s.IntN(4)), Source: "A letter", EveryDays: 1 + s.IntN(5)/4*2,
		GapMin: []int{0, 60, 4 * 60, 6 * 60, 24 * 60}[s.IntN(5)], MostDoses: []int{0, 2, 4}[s.IntN(3)], Checked: s.now, Added: s.now,
	}
	m.Line = m.ID
	if s.IntN(3) == 0 {
		m.Kind, m.NeededFor, m.EveryDays = AsNeeded, "Pain", 1
		return m
	}
	for _, p := range plan.Parts {
		if s.IntN(2) == 0 {
			m.Parts = append(m.Parts, p)
			if s.IntN(2) == 0 && p != plan.Night {
				m.Times = append(m.Times, partFrom[p]+30+s.IntN(120))
			}
		}
	}
	if len(m.Parts) == 0 {
		m.Parts = []plan.Part{plan.Morning}
	}
	return m
}

// slots are the slots of a day that any medicine has, in order.
func (s *sim) slots(day when.Date) (out []Slot) {
	for _, p := range plan.Parts {
		out = append(out, SlotOf(day, p))
	}
	return out
}

// pull gives a phone its pack: the rights it may have, and what was recorded. Now
// and then the answer is lost on the way.
func (s *sim) pull(i int) {
	h, day := s.phones[i], s.now.On()
	until := day.Add(1).Start().Add(time.Duration(s.IntN(4)) * time.Hour)
	turns := slices.Clone(s.turns)
	s.Shuffle(len(turns), func(a, b int) { turns[a], turns[b] = turns[b], turns[a] })
	owner := s.record.assign(s.slots(day), turns)
	has := h.made
	if len(h.out) > 0 {
		has = when.Instant{}
	}
	says := map[Slot]string{}
	var asks []Ask
	for _, slot := range s.slots(day) {
		visit := owner[slot]
		asks = append(asks, Ask{Person: somebody, Slot: slot, Visit: visit, Mine: visit != "" && s.holder[visit] == i})
		r := s.record.decide(asks[len(asks)-1], s.record.rights[slot], h.name, has, until, s.now)
		s.record.rights[slot] = r
		says[slot] = r.Says(h.name, visit)
	}
	s.record.real.claim(h.name, has, until, asks, s.record.rights)
	s.record.real.note(s.record.medicines)
	if s.IntN(5) == 0 {
		return
	}
	h.says, h.made, h.until = says, s.now, until
	h.knew = slices.Clone(s.record.medicines)
	for _, x := range s.record.heard {
		if x.clash == "" && x.Outcome.Given() {
			h.known[x.Slot] = true
		}
	}
}

// visit has the worker of a phone stand in the home and give what their pack has
// for the time of day.
func (s *sim) visit(i int) {
	h := s.phones[i]
	part := PartAt(s.now.Minute())
	for _, m := range h.knew {
		slot := SlotOf(s.now.On(), part)
		if m.Kind == AsNeeded {
			slot = SlotOf(s.now.On(), Needed)
		}
		mine := s.now.Before(h.until.Time) && h.says[slot] == Here
		switch {
		case !m.Stopped.IsZero() || !slices.Contains(m.SlotsOn(s.now.On()), slot):
			continue
		case m.Kind == AsNeeded && s.IntN(3) > 0, m.Kind != AsNeeded && s.obey && !mine, !mine && s.IntN(3) > 0:
			continue
		case m.Kind != AsNeeded && (h.known[slot] || s.gave(h, m, slot)) && (s.obey || s.IntN(4) > 0):
			continue
		}
		d := Dose{
			ID: DoseID(s.id("d")), Person: somebody, Medicine: m.ID, Slot: slot, Outcome: []Outcome{Taken, Taken, Taken, Part, NotTaken}[s.IntN(5)],
			At: s.now, Channel: App, Right: mine, Visit: h.name, Account: ids.Account(h.name),
		}
		if d.Outcome != Taken {
			d.Reason = ChoseNot
		}
		h.out = append(h.out, d)
		s.truth = append(s.truth, d)
		if d.Outcome.Given() && s.IntN(12) == 0 { // a slip: it was not taken after all
			c := d
			c.ID, c.Corrects, c.Outcome, c.Reason = DoseID(s.id("d")), d.ID, NotTaken, ChoseNot
			h.out = append(h.out, c)
			s.truth = append(s.truth, c)
		}
	}
}

// gave reports whether a phone has a dose of the slot that it did not bring yet,
// of the medicine or of an entry it replaced.
func (s *sim) gave(h *handset, m Medicine, slot Slot) bool {
	return slices.ContainsFunc(h.out, func(d Dose) bool {
		return s.record.rules.line(*s.record.find(d.Medicine)) == s.record.rules.line(m) && d.Slot == slot && d.Outcome.Given()
	})
}

// bring sends what a phone has, in any order where none follows from another,
// some of it twice.
func (s *sim) bring(i int, all bool) {
	h := s.phones[i]
	batch := slices.Clone(h.out)
	if !all {
		batch = batch[:s.IntN(len(batch)+1)]
	}
	slices.SortStableFunc(batch, func(a, b Dose) int { return cmp.Compare(len(a.Corrects), len(b.Corrects)) })
	for _, d := range batch {
		for range 1 + s.IntN(2) {
			s.record.give(d, ids.Account(h.name), s.now)
		}
		h.known[d.Slot] = h.known[d.Slot] || d.Outcome.Given()
	}
	if s.IntN(4) > 0 { // else the receipt is lost, and all of it is brought again
		h.out = h.out[len(batch):]
	}
}

// change has the office stop a medicine, or replace it by another entry, or plan
// a visit anew.
func (s *sim) change() {
	if s.IntN(2) == 0 {
		t := &s.turns[s.IntN(len(s.turns))]
		t.StartMin, s.holder[t.Visit] = partFrom[t.Part]+s.IntN(90), s.IntN(2)
		return
	}
	i := s.IntN(len(s.record.medicines))
	old := s.record.medicines[i]
	if !old.Stopped.IsZero() || s.IntN(3) > 0 {
		return
	}
	s.record.medicines[i].Stopped = s.now
	if s.IntN(3) == 0 {
		s.record.real.stop(old)
		return
	}
	m := old
	m.ID, m.Replaces, m.Added, m.Checked = ID(s.id("m")), old.ID, s.now, when.Instant{}
	s.record.medicines = append(s.record.medicines, m)
	s.record.real.amend(old, m)
}

// run lets the days pass. Each phone is without signal for hours.
func (s *sim) run() *sim {
	for s.now.Before(s.end.Time) {
		s.record.real.at(s.now)
		i := s.IntN(2)
		switch s.IntN(8) {
		case 0, 1:
			s.pull(i)
		case 2, 3, 4:
			s.visit(i)
		case 5:
			s.bring(i, false)
		case 6:
			s.change()
		}
		s.twoRights()
		s.now = s.now.Add(time.Duration(5+s.IntN(55)) * time.Minute)
	}
	for _, i := range s.Perm(2) {
		s.bring(i, true)
		s.bring(i, true)
	}
	return s
}

// twoRights notes a slot that both phones could give by right now.
func (s *sim) twoRights() {
	a, b := s.phones[0], s.phones[1]
	if !s.now.Before(a.until.Time) || !s.now.Before(b.until.Time) {
		return
	}
	for _, slot := range s.slots(s.now.On()) {
		if a.says[slot] == Here && b.says[slot] == Here {
			s.both = string(slot)
		}
	}
}
