package pack_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/pack"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/covert"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

func medicinesAt(t *testing.T, p map[string]any) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, x := range p["visits"].([]any)[0].(map[string]any)["medicines"].([]any) {
		out = append(out, x.(map[string]any))
	}
	return out
}

// TestMedicineWhole: what stops and thinks for a worker without signal is in the
// pack: rules, doses had, allergies, whether somebody checked it, effects to ask.
func TestMedicineWhole(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4)
		x := s.run(t, "sam", today)[0]
		part := x.Part
		if part == "" {
			part = medicine.PartAt(x.StartMin)
		}
		must(t, medicine.SetHead(s.office, g, medicine.Head{ID: ids.New(), Person: x.Person, GPPractice: "Elm Surgery", Pharmacy: "High Street Pharmacy", Allergies: medicine.AllergiesKnown, Source: "Discharge letter"}))
		must(t, medicine.AddAllergy(s.office, g, medicine.Allergy{ID: ids.New(), Person: x.Person, Substance: "Penicillin", Reaction: "a rash", Source: "Discharge letter"}))
		add := func(m medicine.Medicine) medicine.ID {
			m.ID, m.Person, m.From, m.Source = medicine.ID(ids.New()), x.Person, today.Add(-3), "Discharge letter"
			must(t, medicine.Add(s.office, g, m))
			return m.ID
		}
		first := add(medicine.Medicine{Name: "Amoxicillin", Dose: "1 capsule", Kind: medicine.Regular, Parts: []plan.Part{part}, Strength: "500mg", Form: "capsule", Route: medicine.Swallowed, Instructions: "With water."})
		add(medicine.Medicine{Name: "Buprenorphine", Dose: "1 patch", Kind: medicine.Regular, Parts: []plan.Part{part}, Shape: medicine.Patch, Sites: []medicine.Site{medicine.ChestLeft, medicine.ChestRight}, RestDays: 7, Controlled: true})
		needed := add(medicine.Medicine{Name: "Paracetamol", Dose: "1 or 2 tablets", Kind: medicine.AsNeeded, NeededFor: "Pain", GapMin: 240, MostDoses: 4})
		dose := medicine.DoseID(ids.New())
		must(t, medicine.Give(s.workers["sam"], g, medicine.Dose{
			ID: dose, Person: x.Person, Medicine: needed, Slot: medicine.SlotOf(today, medicine.Needed), Outcome: medicine.Taken, At: g.Clock.Now(),
			Visit: string(x.ID), Channel: medicine.App, Amount: "2", Why: "Pain", Help: medicine.Prompted,
		}))
		p := body(t, s.pull(t, "sam", "phone", ""), "person:"+string(x.Person))
		if a := p["allergies"].(map[string]any); a["known"] != "known" || a["words"] != "Penicillin: a rash." {
			t.Errorf("allergies: %v", a)
		}
		if p["surgery"].(map[string]any)["name"] != "Elm Surgery" || p["pharmacy"].(map[string]any)["name"] != "High Street Pharmacy" {
			t.Errorf("outside: %v, %v", p["surgery"], p["pharmacy"])
		}
		list := medicinesAt(t, p)
		if len(list) != 3 {
			t.Fatalf("%d medicines", len(list))
		}
		if m := list[0]; m["allergy"] != "Penicillin: a rash." || m["checked_at"] != "" || m["strength"] != "500mg" || m["route"] != "Swallowed" || m["instructions"] != "With water." || m["due_min"] != -1.0 || m["right"] != "here" {
			t.Errorf("the first: %v", m)
		}
		if m := list[1]; m["shape"] != "patch" || len(m["sites"].([]any)) != 2 || m["rest_days"] != 7.0 || m["controlled"] != true || m["witness"] != false || m["allergy"] != "" {
			t.Errorf("the patch: %v", m)
		}
		if list[0]["covert"] != false {
			t.Errorf("hidden, and nobody decided so: %v", list[0])
		}
		therapist := gatetest.As(t, g, "ot", actor.Therapist)
		for _, d := range covert.Four {
			must(t, covert.Decide(therapist, g, covert.Made{
				ID: ids.New(), Person: x.Person, Medicine: first, Decision: d, Who: "Dr Madeup, GP", On: today, Document: "In the GP’s record", Words: "Crushed, in jam, as agreed.", ReviewOn: tomorrow.Add(7),
			}))
		}
		if hidden := medicinesAt(t, body(t, s.pull(t, "sam", "phone", ""), "person:"+string(x.Person))); hidden[0]["covert"] != true || hidden[1]["covert"] != false {
			t.Errorf("hidden: %v, %v", hidden[0]["covert"], hidden[1]["covert"])
		}
		m := list[2]
		given := m["given"].([]any)
		if m["as_needed"].(map[string]any)["for"] != "Pain" || m["gap_min"] != 240.0 || m["most_doses"] != 4.0 || m["help"] != "prompted" || m["right"] != "here" || len(given) != 1 || given[0].(map[string]any)["id"] != string(dose) || given[0].(map[string]any)["amount"] != "2" {
			t.Errorf("when needed: %v", m)
		}
		if e := p["effects"].([]any); len(e) != 1 || e[0].(map[string]any)["dose"] != string(dose) || e[0].(map[string]any)["name"] != "Paracetamol" || e[0].(map[string]any)["ask_at"] == "" {
			t.Errorf("to ask: %v", e)
		}
		must(t, medicine.NoteEffect(s.workers["sam"], g, medicine.Noted{ID: ids.New(), Person: x.Person, Dose: dose, Effect: medicine.Helped, At: g.Clock.Now(), Channel: medicine.App}))
		if p = body(t, s.pull(t, "sam", "phone", ""), "person:"+string(x.Person)); len(p["effects"].([]any)) != 0 {
			t.Errorf("asked again: %v", p["effects"])
		}
	})
}

// TestRights: exactly one phone holds the right to a dose. One that held it and
// may not know better keeps it until it has a pack that says so.
func TestRights(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 4)
		x := s.run(t, "sam", today)[0]
		part := x.Part
		if part == "" {
			part = medicine.PartAt(x.StartMin)
		}
		must(t, medicine.Add(s.office, g, medicine.Medicine{
			ID: medicine.ID(ids.New()), Person: x.Person, Name: "Levodopa", Dose: "1 tablet", Kind: medicine.Regular, Parts: []plan.Part{part}, From: today, Source: "Discharge letter",
		}))
		right := func(account, name string) string {
			t.Helper()
			return medicinesAt(t, body(t, s.pull(t, account, name, ""), "person:"+string(x.Person)))[0]["right"].(string)
		}
		for range 2 {
			if r := right("sam", "first"); r != medicine.Here {
				t.Errorf("the worker’s phone: %s", r)
			}
			if r := right("sam", "second"); r != medicine.Elsewhere {
				t.Errorf("another phone of theirs: %s", r)
			}
		}
		// The rota gives the visit to somebody else, and the first phone may have no signal.
		draft := roster.Draft{{Visit: x.ID, Shifts: []roster.ShiftID{s.shifts["pat"]}, StartMin: -1}}
		var seen string
		visittest.Read(t, g, func(r *gate.Snapshot) error {
			sheet, err := roster.Preview(r, today, draft)
			seen = sheet.Seen
			return err
		})
		must(t, roster.Confirm(s.office, g, today, draft, seen))
		if r := right("pat", "first"); r != medicine.Elsewhere {
			t.Errorf("while the first phone may still give it: %s", r)
		}
		a := s.pull(t, "sam", "first", "")
		if strings.Contains(whole(t, a), string(x.ID)) {
			t.Error("the first phone has the visit still")
		}
		// It is not known to have that pack before it says so; then the right is free.
		g.Clock.Set(g.Clock.Now().Add(60_000_000_000))
		if r := right("pat", "first"); r != medicine.Elsewhere {
			t.Errorf("the first phone has not said so: %s", r)
		}
		s.sync(t, "sam", "first", a.Manifest.Hash)
		// Nor while it has told of something that it has not brought: that may be the dose.
		owing := s.phone(t, "sam", "first")
		owing.Told = owing.Have + 1
		_, err := pack.Pull(s.workers["sam"], g, owing, "")
		must(t, err)
		if r := right("pat", "first"); r != medicine.Elsewhere {
			t.Errorf("the first phone may have given it: %s", r)
		}
		s.pull(t, "sam", "first", "")
		if r := right("pat", "first"); r != medicine.Here {
			t.Errorf("the right is free: %s", r)
		}
		held := 0
		visittest.Read(t, g, func(r *gate.Snapshot) (err error) {
			held, err = gate.Value[int](r, `SELECT COUNT(*) FROM medicine_right WHERE person_id = ? AND slot = ? AND holder <> ''`, x.Person, medicine.SlotOf(today, part))
			return err
		})
		if held != 1 {
			t.Errorf("%d hold the right", held)
		}
	})
}

// TestRightsAreFound: who may give what is found by person, phone and visit.
func TestRightsAreFound(t *testing.T) {
	g := gatetest.SQLite(t)
	s := prepare(t, g, 4)
	ctx, counter := gate.WithCounter(s.workers["sam"])
	_, err := pack.Pull(ctx, g, s.phone(t, "sam", "phone"), "")
	must(t, err)
	if scans := medicinetest.Scans(t, g, counter.Statements, "SELECT 'turn'"); len(scans) > 0 {
		t.Error(scans)
	}
}

// TestRightsOfALostPhone: once a phone that is to forget the people on it says
// that it has, and has nothing left to bring, its rights are free for the one that
// takes its place. Not when the office says that it is lost, nor by a file.
func TestRightsOfALostPhone(t *testing.T) {
	for name, away := range map[string]func(ctx context.Context, g *gate.Gate, id phone.ID, version int) error{"lost": phone.Lose, "out of use": phone.End} {
		gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
			s := prepare(t, g, 4)
			x := s.run(t, "sam", today)[0]
			must(t, medicine.Add(s.office, g, medicine.Medicine{
				ID: medicine.ID(ids.New()), Person: x.Person, Name: "Levodopa", Dose: "1 tablet", Kind: medicine.Regular, Parts: []plan.Part{medicine.PartAt(x.StartMin)}, From: today, Source: "Discharge letter",
			}))
			right := func(name string) string {
				t.Helper()
				return medicinesAt(t, body(t, s.pull(t, "sam", name, ""), "person:"+string(x.Person)))[0]["right"].(string)
			}
			if r := right("first"); r != medicine.Here {
				t.Fatalf("%s: the first phone has the dose %s", name, r)
			}
			was := s.phone(t, "sam", "first")
			must(t, away(s.office, g, was.ID, was.Version))
			step := func(say, want string) {
				t.Helper()
				if r := right("second"); r != want {
					t.Errorf("%s, %s: the second phone has the dose %s, want %s", name, say, r, want)
				}
			}
			step("when the office says so", medicine.Elsewhere)
			s.sync(t, "sam", "first", was.PackGiven)
			step("while it has its pack", medicine.Elsewhere)
			p := s.phones["samfirst"]
			p.Pack = ""
			fact := p.Record("visit.arrive", g.Clock.Now(), map[string]any{"person": x.Person, "visit": x.ID})
			s.sync(t, "sam", "first", "")
			step("while it has something to bring", medicine.Elsewhere)
			var ledger map[string]json.RawMessage
			must(t, json.Unmarshal(p.Delivery(fact), &ledger))
			file, err := json.Marshal(map[string]any{"schema": 2, "kind": "stillhome-export", "ledgers": []any{ledger}})
			must(t, err)
			if b, err := field.Bring(s.office, g, file); err != nil || len(b) != 1 || b[0].NotSaved > 0 {
				t.Fatalf("brought by a file: %+v, %v", b, err)
			}
			step("when a file brought it, and not the phone", medicine.Elsewhere)
			s.sync(t, "sam", "first", "")
			step("when it says itself that it is empty", medicine.Here)
		})
	}
}

// TestSafetyInThePack: what must never be hidden from who visits is there, and
// what a first visit and the end of a life want known.
func TestSafetyInThePack(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		x := s.run(t, "sam", today)[0]
		person := func() map[string]any { return body(t, s.pull(t, "sam", "phone", ""), "person:"+string(x.Person)) }
		p := person()
		if f, ok := p["first"].(map[string]any); !ok || len(f["unknown"].([]any)) == 0 || len(f["checks"].([]any)) == 0 || len(p["door"].([]any)) == 0 || p["comfort"] != nil {
			t.Errorf("a first visit: %v", p["first"])
		}
		if p["allergies"].(map[string]any)["known"] != "not_known" {
			t.Errorf("nobody has asked: %v", p["allergies"])
		}
		must(t, risk.AddFact(s.office, g, risk.Fact{
			ID: ids.New(), Person: x.Person, Kind: risk.Resuscitation, Paper: risk.DNACPR, Attempt: risk.DoNotAttempt, Seen: "yes", Place: "Red folder by the door", SignedBy: "Dr Madeup",
			Source: "Seen by a worker", KnownOn: today.Add(-2), ReviewOn: today.Add(100),
		}))
		must(t, risk.AddWarning(s.office, g, risk.Warning{
			ID: risk.WarningID(ids.New()), Person: x.Person, Kind: risk.WarningKinds[0], Happened: "Shouted at a worker in the hall", HappenedOn: today.Add(-5), Source: "Incident report",
			Todo: "Two of us go", Told: "yes", ToldWords: "Told on the day", UntilOn: today.Add(30),
		}))
		must(t, visit.Record(s.workers["sam"], g, visit.Recording{Person: x.Person, Visit: x.ID, Arrived: today.AtMinute(8 * 60), Left: today.AtMinute(8*60 + 30), Channel: visit.App}))
		p = person()
		safety, warned := p["safety"].([]any), p["warnings"].([]any)
		if len(safety) != 1 || safety[0].(map[string]any)["kind"] != "resuscitation" || !strings.Contains(safety[0].(map[string]any)["words"].(string), "Red folder") {
			t.Errorf("safety: %v", safety)
		}
		if len(warned) != 1 || warned[0].(map[string]any)["source"] != "Incident report" || warned[0].(map[string]any)["challenged"] != false {
			t.Errorf("warnings: %v", warned)
		}
		if p["first"] != nil {
			t.Errorf("somebody has been there: %v", p["first"])
		}
	})
}
