package paper_test

import (
	"context"
	"strings"
	"testing"

	"stillhome/internal/face/field/paper"
	"stillhome/internal/face/field/shift"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/risk/comfort"
	"stillhome/internal/support/risk/home"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// critical is what must reach every worker on the visit, one thing of each kind.
var critical = []string{"Penicillin-canary", "Folder-canary", "Scoops-canary", "Sling-canary", "Oxygen-canary"}

// tell writes one safety-critical fact of each kind down.
func (s *scene) tell(t *testing.T) {
	t.Helper()
	p := s.people[0].ID
	fact := func(k risk.Kind) risk.Fact {
		return risk.Fact{ID: ids.New(), Person: p, Kind: k, Source: "Letter", KnownOn: today, ReviewOn: today.Add(9), Words: "See the letter."}
	}
	paper, food, other := fact(risk.Resuscitation), fact(risk.Swallowing), fact(risk.OtherFact)
	paper.Paper, paper.Attempt, paper.Seen, paper.Place, paper.SignedBy = risk.DNACPR, risk.DoNotAttempt, "yes", "Folder-canary", "Dr Shah"
	food.Food, food.Drink, food.Thickener = "4", "3", "Scoops-canary"
	other.Words = "Oxygen-canary"
	for _, err := range []error{
		risk.AddFact(s.office, s.g, paper), risk.AddFact(s.office, s.g, food), risk.AddFact(s.office, s.g, other),
		medicine.AddAllergy(s.office, s.g, medicine.Allergy{ID: ids.New(), Person: p, Substance: "Penicillin-canary", Reaction: "Rash", Source: "GP"}),
		home.Assess(s.office, s.g, home.Moving{
			ID: home.MovingID(ids.New()), Person: p, On: today, ReviewOn: today.Add(9), Source: "Ada",
			Tasks: []home.Task{{Task: "bed", Able: "lifted", Workers: 1, Method: "Hoist", Equipment: "Sling-canary", CheckedOn: today}},
		}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// restrictions are all that the record knows that hides something of a person
// from somebody, or could be taken for that.
var restrictions = []struct {
	name string
	do   func(t *testing.T, s *scene, p ids.Person)
}{
	{"none", func(*testing.T, *scene, ids.Person) {}},
	{"a safeguarding concern about them is sealed", func(t *testing.T, s *scene, p ids.Person) {
		must(t, safeguarding.Raise(s.workers[0], s.g, safeguarding.Concern{Ref: ids.New(), Person: p, Kind: visit.Abuse, Urgency: visit.Now, Words: "Sealed-canary"}))
	}},
	{"the worker must not come to them", func(t *testing.T, s *scene, p ids.Person) {
		visittest.Write(t, s.g, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO preference_worker (id, person_id, member_id, tie, why, recorded_at, recorded_by, version)
					SELECT 'pair', ?, m.id, ?, 'safety', ?, 'co', 1 FROM staff_member m WHERE m.account_id = 'sam0'`, p, preference.Never, tx.At)
		})
	}},
	{"they say that a warning is wrong", func(t *testing.T, s *scene, p ids.Person) {
		w := risk.Warning{
			ID: risk.WarningID(ids.New()), Person: p, Kind: risk.Dog, Happened: "Bit the postman", HappenedOn: today, Source: "He", Todo: "Ring", Told: "yes", UntilOn: today.Add(9),
		}
		must(t, risk.AddWarning(s.office, s.g, w))
		must(t, risk.Object(s.office, s.g, risk.Challenge{ID: ids.New(), Person: p, Warning: w.ID, Words: "No", SaidOn: today}))
	}},
	{"support is for comfort, and nothing was released", func(t *testing.T, s *scene, p ids.Person) {
		must(t, comfort.Set(gatetest.As(t, s.g, "th", actor.Therapist), s.g, comfort.Profile{
			ID: comfort.ID(ids.New()), Person: p, FromOn: today, Source: "Letter", Matters: "Cat", Calls: []risk.Call{{Who: "Nurse", Phone: "1"}},
		}, 0))
	}},
	{"everything should have been looked at again long ago", func(t *testing.T, s *scene, p ids.Person) {
		visittest.Write(t, s.g, func(tx *gate.Tx) error {
			if err := tx.Exec(`UPDATE risk_fact SET review_on = '2020-01-01' WHERE person_id = ?`, p); err != nil {
				return err
			}
			return tx.Exec(`UPDATE risk_moving SET review_on = '2020-01-01' WHERE person_id = ?`, p)
		})
	}},
	{"they took back every consent", func(t *testing.T, s *scene, p ids.Person) {
		visittest.Write(t, s.g, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO person_consent (id, person_id, about, answer, how, words, at, account_id)
					SELECT 'consent' || x.n, ?, x.n, 'no', 'spoken', '', ?, 'co' FROM (SELECT 'share_health' AS n UNION ALL SELECT 'share_family') x`, p, tx.At)
		})
	}},
	{"it stands in a record that was merged into theirs", func(t *testing.T, s *scene, p ids.Person) {
		other := visittest.AddPerson(t, s.g, 9, 540, 45, 1, "")
		visittest.Write(t, s.g, func(tx *gate.Tx) error {
			for _, err := range []error{
				tx.Exec(`UPDATE person SET merged_into = ? WHERE id = ?`, p, other.ID),
				tx.Exec(`UPDATE risk_fact SET person_id = ? WHERE person_id = ?`, other.ID, p),
				tx.Exec(`UPDATE risk_moving SET person_id = ? WHERE person_id = ?`, other.ID, p),
				tx.Exec(`UPDATE medicine_allergy SET person_id = ? WHERE person_id = ?`, other.ID, p),
			} {
				if err != nil {
					return err
				}
			}
			return nil
		})
	}},
	{"the visit has begun", func(t *testing.T, s *scene, p ids.Person) {
		must(t, visit.Arrive(s.workers[0], s.g, visit.Arrival{Person: p, Visit: s.visit(t, 0).ID, At: s.g.Clock.Now()}))
	}},
}

// TestSafetyIsNeverHidden puts every restriction on a person, one upon the other,
// and asks each time what the worker on the visit has in hand: the sheet, the page
// and the brief have each safety-critical fact, whatever else is hidden from them.
func TestSafetyIsNeverHidden(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 2)
		s.tell(t)
		p := s.people[0].ID
		b := visittest.Serve(t, g, paper.Routes, risk.Routes, shift.Routes)
		now := "/shift/people/" + string(p) + "/visits/" + string(s.visit(t, 0).ID)
		for _, r := range restrictions {
			r.do(t, s, p)
			for hand, body := range map[string]string{
				"the printed sheet":   b.Get(s.office, "/rota/"+string(today)+"/paper/"+string(s.shifts[0])).Body,
				"the page of risks":   b.Get(s.workers[0], "/people/"+string(p)+"/risks").Body,
				"the visit in signal": b.Get(s.workers[0], now).Body,
				"a door that is shut": b.Get(s.workers[0], now+"/no-answer").Body,
				"the brief for them":  s.briefed(t, s.workers[0], p),
			} {
				for _, words := range critical {
					if !strings.Contains(body, words) {
						t.Errorf("%s: %s lacks %s", r.name, hand, words)
					}
				}
				if strings.Contains(body, "Sealed-canary") {
					t.Errorf("%s: %s tells of what is sealed", r.name, hand)
				}
			}
		}
	})
}

// briefed is the safety-critical part of the brief, read as a worker.
func (s *scene) briefed(t *testing.T, who context.Context, p ids.Person) (text string) {
	t.Helper()
	must(t, s.g.Read(who, risk.MaySee, gate.Person(p), func(snap *gate.Snapshot) error {
		b, err := risk.ForVisit(snap, p, today)
		for _, f := range b.Safety {
			text += f.Words + "\n"
		}
		return err
	}))
	return text
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestSheetForgetsWarnings: the sheet of a day has the warnings in force on that
// day, and wishes while support is for comfort.
func TestSheetForgetsWarnings(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 1)
		p := s.people[0].ID
		last := when.Date(today)
		must(t, risk.AddWarning(s.office, g, risk.Warning{
			ID: risk.WarningID(ids.New()), Person: p, Kind: risk.Dog, Happened: "Bit the postman", HappenedOn: today, Source: "The postman", Todo: "Ring first", Told: "yes", UntilOn: last.Add(1),
		}))
		must(t, comfort.Set(gatetest.As(t, g, "th", actor.Therapist), g, comfort.Profile{
			ID: comfort.ID(ids.New()), Person: p, FromOn: today, Source: "Letter", Matters: "The cat", Calls: []risk.Call{{Who: "Nurses", Phone: "01632 960 701"}},
		}, 0))
		b := visittest.Serve(t, g, paper.Routes)
		at := "/rota/" + string(today) + "/paper/"
		a := b.Get(s.office, at+string(s.shifts[0]))
		if !a.Has("Warning, Dog or another animal: Bit the postman. Ring first.", "(The postman, 30 November 2026)", "Support is for comfort now", "The cat", "Nurses, 01632\u00a0960\u00a0701") {
			t.Errorf("the sheet: %s", a.Body)
		}
		if a := b.Get(s.office, at+"office"); !a.Has("Support is for comfort. Warning: Dog or another animal.") {
			t.Error("the office copy")
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE risk_warning SET until_on = ? WHERE person_id = ?`, last.Add(-1), p)
		})
		if a := b.Get(s.office, at+string(s.shifts[0])); a.Has("postman") {
			t.Error("a warning whose time is over is printed")
		}
	})
}
