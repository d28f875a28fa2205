package pack_test

import (
	"strings"
	"testing"
	"time"

	"stillhome/internal/face/field"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// sync sends what a phone says of itself, and gives the manifest it is answered.
func (s *scene) sync(t *testing.T, account, name, holds string) string {
	t.Helper()
	s.phone(t, account, name)
	p := s.phones[account+name]
	p.Pack = holds
	a, err := field.Deliver(s.workers[account], s.g, p.Header(), p.Delivery())
	must(t, err)
	return a.Pack
}

// told is how many changes of today's rota there are, and how many of them are on
// a phone.
func (s *scene) told(t *testing.T) (all, delivered int) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) error {
		changes, err := roster.ChangesOn(x, today)
		for _, c := range changes {
			all++
			if !c.DeliveredAt.IsZero() {
				delivered++
			}
		}
		return err
	})
	return all, delivered
}

// TestDelivered: a change is delivered once the worker's own phone says that it
// holds a pack with the change in it, and not before.
func TestDelivered(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		old := s.pull(t, "sam", "phone", "")
		if got := s.sync(t, "sam", "phone", old.Manifest.Hash); got != old.Manifest.Hash {
			t.Errorf("the newest pack is %q", got)
		}
		if got := s.sync(t, "pat", "phone", ""); got != "" {
			t.Errorf("a phone without a pack has %q", got)
		}
		// Somebody new has to be gone to, and only sam is at work.
		must(t, roster.CancelShift(s.office, g, s.shifts["pat"], 1, "Training day."))
		visittest.AddPerson(t, g, 9, 12*60, 45, 1, "")
		must(t, roster.Build(s.office, g, today))
		if got := s.sync(t, "sam", "phone", old.Manifest.Hash); got != "" {
			t.Errorf("the rota moved, and the phone is told that %q is the newest pack", got)
		}
		all, delivered := s.told(t)
		if all == 0 || delivered != 0 {
			t.Fatalf("%d changes, %d delivered", all, delivered)
		}
		fresh := s.pull(t, "sam", "phone", old.Cursor)
		s.sync(t, "sam", "phone", old.Manifest.Hash)
		s.sync(t, "sam", "phone", "a manifest of nobody")
		s.sync(t, "pat", "phone", fresh.Manifest.Hash)
		if _, n := s.told(t); n != 0 {
			t.Errorf("%d changes are delivered by phones that do not have them", n)
		}
		if got := s.sync(t, "sam", "phone", fresh.Manifest.Hash); got != fresh.Manifest.Hash {
			t.Errorf("the newest pack is %q", got)
		}
		mine := len(body(t, fresh, "shift")["changes"].([]any))
		if _, n := s.told(t); n != mine || mine == 0 {
			t.Errorf("%d changes delivered, the pack had %d", n, mine)
		}
		// A change that leaves the pack as it is makes the phone ask once, not for ever.
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO roster_change (id, on_date, account_id, visit_id, person_id, what, at, seen_at) VALUES ('to and fro', ?, 'sam', 'v', 'p', 'added', ?, ?)`, today, tx.At, tx.At)
		})
		if got := s.sync(t, "sam", "phone", fresh.Manifest.Hash); got != "" {
			t.Errorf("the rota moved to and fro: %q", got)
		}
		if a := s.pull(t, "sam", "phone", fresh.Cursor); len(a.Parts) != 0 {
			t.Errorf("given %v", keys(a))
		}
		if got := s.sync(t, "sam", "phone", fresh.Manifest.Hash); got != fresh.Manifest.Hash {
			t.Errorf("asked again, and still the newest pack is %q", got)
		}
		// A pack of yesterday is not the newest, whatever the rota did.
		g.Clock.Set(tomorrow.AtMinute(6 * 60))
		if got := s.sync(t, "sam", "phone", fresh.Manifest.Hash); got != "" {
			t.Errorf("the day after: %q", got)
		}
	})
}

// TestMedicines: what is due in the visit's part of the day is on the phone, with
// how it went last; what was stopped, or is due at another time, is not.
func TestMedicines(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4)
		x := s.run(t, "sam", today)[0]
		before := s.count(t)
		add := func(name string, kind medicine.Kind, parts ...plan.Part) medicine.ID {
			id := medicine.ID(ids.New())
			must(t, medicine.Add(s.office, g, medicine.Medicine{
				ID: id, Person: x.Person, Name: name, Dose: "1 tablet", Kind: kind, Parts: parts, From: today, Source: "Discharge letter", TimeCritical: name == "Levodopa", NeededFor: map[medicine.Kind]string{medicine.AsNeeded: "Pain"}[kind],
			}))
			return id
		}
		levodopa := add("Levodopa", medicine.Regular, plan.Morning, plan.Evening)
		add("Paracetamol", medicine.AsNeeded)
		add("Night sedative", medicine.Regular, plan.Night)
		must(t, medicine.Stop(s.office, g, medicine.Stopping{Person: x.Person, Medicine: add("Stopped one", medicine.Regular, plan.Morning), Version: 1, Why: "The GP stopped it."}))
		due := func() []any {
			p := body(t, s.pull(t, "sam", "phone", ""), "person:"+string(x.Person))
			return p["visits"].([]any)[0].(map[string]any)["medicines"].([]any)
		}
		list := due()
		if len(list) != 2 {
			t.Fatalf("due: %v", list)
		}
		one := list[0].(map[string]any)
		if one["name"] != "Levodopa" || one["slot"] != "2026-11-30/morning" || one["dose"] != "1 tablet" || one["kind"] != "regular" || one["time_critical"] != true || one["last"] != nil {
			t.Errorf("the first: %v", one)
		}
		if when := list[1].(map[string]any); when["name"] != "Paracetamol" || when["slot"] != "2026-11-30/needed" {
			t.Errorf("when needed: %v", when)
		}
		must(t, medicine.Give(s.workers["sam"], g, medicine.Dose{
			ID: medicine.DoseID(ids.New()), Person: x.Person, Medicine: levodopa, Slot: medicine.SlotOf(today, plan.Morning), Outcome: medicine.NotTaken,
			Reason: medicine.Asleep, At: g.Clock.Now(), Visit: string(x.ID), Channel: medicine.App,
		}))
		if last := due()[0].(map[string]any)["last"].(map[string]any); last["outcome"] != "not_taken" || last["at"] == "" {
			t.Errorf("how it went: %v", last)
		}
		if n := s.count(t); n > before+2 || n > 26 {
			t.Errorf("%d statements with medicines, %d without", n, before)
		}
	})
}

// TestPartOfAVisitAddedByHand: on the phone a visit without a part of the day has
// the medicines that it has on paper.
func TestPartOfAVisitAddedByHand(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4)
		x := s.run(t, "sam", today)[0]
		must(t, medicine.Add(s.office, g, medicine.Medicine{
			ID: medicine.ID(ids.New()), Person: x.Person, Name: "Levodopa", Dose: "1 tablet", Kind: medicine.Regular, From: today, Source: "Discharge letter",
			Parts: []plan.Part{plan.Morning, plan.Lunch, plan.Afternoon, plan.Evening, plan.Night},
		}))
		for _, minute := range []int{4*60 + 59, 5 * 60, 11*60 + 15, 14*60 + 30, 17*60 + 30, 21*60 + 30, 22 * 60} {
			visittest.Write(t, g, func(tx *gate.Tx) error {
				return tx.Exec(`UPDATE visit SET part = '', start_min = ? WHERE id = ?`, minute, x.ID)
			})
			p := body(t, s.pull(t, "sam", "phone", ""), "person:"+string(x.Person))
			due := p["visits"].([]any)[0].(map[string]any)["medicines"].([]any)
			if want := string(medicine.SlotOf(today, medicine.PartAt(minute))); len(due) != 1 || due[0].(map[string]any)["slot"] != want {
				t.Errorf("a visit at minute %d: %v, want %s", minute, due, want)
			}
		}
	})
}

// TestOwnArrival: of two workers at one visit, each has only their own times;
// what became of the visit both have.
func TestOwnArrival(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4)
		x := s.run(t, "sam", today)[0]
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO roster_assignment (visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min) VALUES (?, 2, ?, 'pat', ?, ?, 99, ?, 0)`,
				x.ID, s.shifts["pat"], x.Person, today, x.ToldMin)
		})
		gatetest.Relate(t, g, "pat", x.Person, actor.Work)
		g.Clock.Set(g.Clock.Now().Add(time.Minute)) // the relation stands
		stop := func(account string) map[string]any {
			t.Helper()
			for _, one := range body(t, s.pull(t, account, "phone", ""), "day:2026-11-30")["stops"].([]any) {
				if one := one.(map[string]any); one["visit"] == string(x.ID) {
					return one
				}
			}
			t.Fatalf("%s does not go there", account)
			return nil
		}
		came := g.Clock.Now().Add(-time.Minute)
		must(t, visit.Arrive(s.workers["sam"], g, visit.Arrival{Person: x.Person, Visit: x.ID, At: came}))
		if a, b := stop("sam"), stop("pat"); a["arrived_at"] != came.Text() || b["arrived_at"] != "" || b["state"] != "planned" {
			t.Errorf("sam came: sam has %v, pat has %v in state %v", a["arrived_at"], b["arrived_at"], b["state"])
		}
		var done []visit.TaskDone
		for _, id := range s.of(x.Person).Tasks {
			done = append(done, visit.TaskDone{Task: id, Level: assessment.Level("alone")})
		}
		must(t, visit.Record(s.workers["pat"], g, visit.Recording{
			Person: x.Person, Visit: x.ID, Version: x.Version, Arrived: came, Left: g.Clock.Now(), Tasks: done, Feeling: visit.Feeling("better"), Channel: visit.App,
		}))
		if a, b := stop("sam"), stop("pat"); a["arrived_at"] != "" || a["left_at"] != "" || a["state"] != "done" || b["arrived_at"] != came.Text() || b["left_at"] == "" {
			t.Errorf("pat recorded: sam has %v, pat has %v", a, b)
		}
	})
}

// TestStandby: a worker who has a shift and nobody to go to learns where visits
// have no worker, in numbers; one who is busy does not.
func TestStandby(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 0)
		p := visittest.AddPerson(t, g, 1, 20*60, 45, 1, "")
		must(t, roster.Build(s.office, g, today))
		shift := body(t, s.pull(t, "sam", "phone", ""), "shift")
		list := shift["standby"].([]any)
		if len(list) != 1 || list[0].(map[string]any)["area"] != "CB1" || list[0].(map[string]any)["visits"] != 1.0 || list[0].(map[string]any)["on"] != string(today) {
			t.Errorf("standby %v", list)
		}
		for _, x := range s.pull(t, "sam", "phone", "").Parts {
			if len(x.Body) > 0 && contains(x.Body, string(p.ID), p.Name, p.Postcode) {
				t.Errorf("%s says whom", x.Key)
			}
		}
		for i := range 2 {
			visittest.AddPerson(t, g, 2+i, (9+2*i)*60+30, 45, 1, "")
		}
		must(t, roster.Build(s.office, g, today))
		for _, account := range []string{"sam", "pat"} {
			busy := len(s.run(t, account, today)) > 0
			if list := body(t, s.pull(t, account, "phone", ""), "shift")["standby"].([]any); (len(list) == 0) != busy {
				t.Errorf("%s is busy %v: standby %v", account, busy, list)
			}
		}
	})
}

func contains(text string, any ...string) bool {
	for _, s := range any {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}
