package medicine

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

// somebody is the person of every simulation.
const somebody = ids.Person("0199aaaa-0000-7000-8000-000000000001")

var mayTest = gate.Action{Name: "test.simulate", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// real does in a database what a simulation does in memory, and says where the
// two differ. A nil one does nothing.
type real struct {
	*testing.T
	g      *gate.Gate
	office context.Context
	second context.Context
	phones map[ids.Account]context.Context
	then   []moment
	doses  int
}

// moment is the chart as it was: which entries, and which of them were checked.
type moment struct {
	at      when.Instant
	entries map[ID]bool
}

func realRecord(t *testing.T, g *gate.Gate, from when.Instant) *real {
	g.Clock.Set(from)
	r := &real{T: t, g: g, phones: map[ids.Account]context.Context{}}
	r.office, r.second = gatetest.As(t, g, "office", actor.Coordinator), gatetest.As(t, g, "second", actor.Manager, actor.LeadWorker)
	r.must(g.Write(gatetest.System(), mayTest, gate.Council, func(tx *gate.Tx) error {
		return tx.Exec(`INSERT INTO person (id, ref, given, family, preferred, name_key, given_key, gender, nhs_number, nhs_status, address, postcode, lat, lon, uprn, phone, language, lives_alone, getting_in, open_episode, created_at, version)
			VALUES (?, 'T1', 'Joan', 'Madeup', 'Joan', '', '', '', '', 'absent', '1 Test Street', 'CB1 0AH', 52.2, 0.15, '', '', '', '', '', '', ?, 1)`, somebody, tx.At)
	}))
	for _, name := range []string{"phone0", "phone1"} {
		r.phones[ids.Account(name)] = gatetest.As(t, g, name, actor.Worker)
		gatetest.Relate(t, g, name, somebody, actor.Work)
	}
	return r
}

func (r *real) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *real) at(now when.Instant) {
	if r != nil {
		r.g.Clock.Set(now)
	}
}

func (r *real) add(m Medicine) {
	if r == nil {
		return
	}
	r.must(Add(r.office, r.g, m))
	r.must(Look(r.second, r.g, Looking{ID: ids.New(), Person: somebody, Medicine: m.ID, Version: 1, Agrees: "yes", Against: "The label"}))
}

func (r *real) stop(m Medicine) {
	if r != nil {
		r.must(Stop(r.office, r.g, Stopping{Person: somebody, Medicine: m.ID, Version: r.version(m.ID), Why: "The surgery rang"}))
	}
}

func (r *real) amend(old, m Medicine) {
	if r != nil {
		r.must(Amend(r.office, r.g, Amending{Medicine: m, Old: old.ID, Seen: r.version(old.ID), Why: "The surgery changed it", By: Written}))
	}
}

func (r *real) version(id ID) (n int) {
	r.must(r.g.Read(gatetest.System(), mayTest, gate.Council, func(s *gate.Snapshot) error {
		m, err := Get(s, somebody, id)
		n = m.Version
		return err
	}))
	return n
}

// give brings a dose; what came of it must be what came of it in memory.
func (r *real) give(want kept) {
	if r == nil {
		return
	}
	d := want.Dose
	d.Warnings, d.Recorded = nil, when.Instant{}
	ctx := gate.WithKey(r.phones[d.Account], string(d.ID), []byte(d.ID))
	for range 2 { // a phone that heard no answer brings it again
		err := Give(ctx, r.g, d)
		f, _ := fault.Of(err)
		if err != nil && (fault.KindOf(err) != fault.Conflict || f.Code != want.clash) || err == nil && want.clash != "" {
			r.Fatalf("%+v: %v, in memory %q", d, err, want.clash)
		}
	}
	if want.clash != "" {
		return
	}
	r.doses++
	r.must(r.g.Read(gatetest.System(), mayTest, gate.Council, func(s *gate.Snapshot) error {
		got, err := DoseOf(s, somebody, d.ID)
		if err == nil && (!slices.Equal(got.Warnings, want.Warnings) || got.Account != want.Account || got.At != want.At || got.Recorded != r.g.Clock.Now() && r.g.Clock.Now().Sub(got.Recorded.Time) > 1e9) {
			r.Errorf("dose %s: %v by %s at %s, in memory %v by %s at %s", d.ID, got.Warnings, got.Account, got.At.Text(), want.Warnings, want.Account, want.At.Text())
		}
		return err
	}))
}

// claim asks for a pack; each right must be with whom it is in memory.
func (r *real) claim(holder string, has, until when.Instant, asks []Ask, want map[Slot]Right) {
	if r == nil {
		return
	}
	r.must(r.g.Write(gatetest.System(), mayTest, gate.Council, func(tx *gate.Tx) error {
		got, err := Claim(tx, holder, has, until, asks)
		for i, x := range got {
			w := want[asks[i].Slot]
			if x.Visit != w.Visit || x.Holder != w.Holder || x.Told.IsZero() != w.Told.IsZero() || w.Holder != "" && x.Until != w.Until {
				r.Errorf("%s: %+v, in memory %+v", asks[i].Slot, x, w)
			}
		}
		return err
	}))
}

// note remembers the chart as it is.
func (r *real) note(all []Medicine) {
	if r == nil {
		return
	}
	m := moment{r.g.Clock.Now(), map[ID]bool{}}
	for _, x := range all {
		if x.Stopped.IsZero() {
			m.entries[x.ID] = !x.Checked.IsZero()
		}
	}
	r.then = append(r.then, m)
}

// TestTheRecordItself: the same in a database, on both engines: what clashes, the
// warnings, who holds which right, and the chart as it was at any time.
func TestTheRecordItself(t *testing.T) {
	doses, moments := 0, 0
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		for seed := range uint64(5) {
			if seed > 0 {
				if g.Postgres() {
					break // one is enough to see that it says the same
				}
				g = gatetest.SQLite(t)
			}
			day := start(seed, ours()).days[0]
			r := realRecord(t, g, day.AtMinute(3*60))
			s := startWith(seed, ours(), r).run()
			if w := s.wrong(); w != "" {
				t.Fatalf("seed %d: %s", seed, w)
			}
			doses += r.doses
			for _, then := range r.then {
				moments++
				r.must(g.Read(gatetest.System(), mayTest, gate.Council, func(x *gate.Snapshot) error {
					chart, err := ChartAt(x, somebody, then.at)
					if len(chart) != len(then.entries) {
						t.Errorf("seed %d: %d entries on the chart at %s, there were %d", seed, len(chart), then.at.Text(), len(then.entries))
					}
					for _, m := range chart {
						if checked, on := then.entries[m.ID]; !on || checked == m.Checked.IsZero() {
							t.Errorf("seed %d: %s at %s: on the chart %v, checked %v", seed, m.ID, then.at.Text(), on, checked)
						}
					}
					return err
				}))
			}
			if w := journaled(r); w != "" {
				t.Errorf("seed %d: %s", seed, w)
			}
		}
	})
	if doses < 50 || moments < 50 {
		t.Errorf("%d doses and %d moments: this says nothing", doses, moments)
	}
}

// journaled looks at the journal: each dose has one row by who brought it, and rows
// are in the order of their times.
func journaled(r *real) (wrong string) {
	r.must(r.g.Read(gatetest.System(), mayTest, gate.Council, func(s *gate.Snapshot) error {
		rows, err := gate.History(s, somebody, 10_000)
		n := 0
		for i, row := range rows { // newest first
			if row.Actor == "" || i > 0 && row.At.After(rows[i-1].At.Time) {
				wrong = fmt.Sprintf("the journal is out of order, or does not say who: %+v after %+v", row, rows[max(i-1, 0)])
			}
			if row.Action == MayGive.Name && row.Outcome == "done" {
				n++
			}
		}
		if n != r.doses {
			wrong = "doses without a row in the journal"
		}
		return err
	}))
	return wrong
}
