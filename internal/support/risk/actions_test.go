package risk_test

import (
	"context"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/risk/home"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

// scene is a person, the office, and a worker on whose work the person is.
type scene struct {
	t              *testing.T
	g              *gate.Gate
	person         ids.Person
	office, worker context.Context
}

func newScene(t *testing.T, g *gate.Gate) *scene {
	s := &scene{t: t, g: g, person: visittest.AddPerson(t, g, 1, 540, 45, 1, "").ID, office: gatetest.As(t, g, "co", actor.Coordinator)}
	_, s.worker = visittest.AddWorker(t, g, "w")
	gatetest.Relate(t, g, "w", s.person, actor.Work)
	return s
}

// wants fails unless the error has the code; "" is none.
func wants(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("want %q, got %v", code, err)
	}
}

func (s *scene) brief() (b risk.Brief) {
	s.t.Helper()
	visittest.Read(s.t, s.g, func(snap *gate.Snapshot) (err error) {
		b, err = risk.ForVisit(snap, s.person, snap.Today())
		return err
	})
	return b
}

func (s *scene) paper() risk.Fact {
	return risk.Fact{
		ID: ids.New(), Person: s.person, Kind: risk.Resuscitation, Paper: risk.DNACPR, Attempt: risk.DoNotAttempt, Seen: "yes", Place: "Red folder", SignedBy: "Dr Shah",
		Source: "Saw it", KnownOn: s.g.Clock.Today(), ReviewOn: s.g.Clock.Today().Add(30),
	}
}

func (s *scene) swallowing() risk.Fact {
	f := s.paper()
	f.ID, f.Kind, f.Food, f.Drink = ids.New(), risk.Swallowing, "7", "0"
	return f
}

func (s *scene) moving() home.Moving {
	return home.Moving{
		ID: home.MovingID(ids.New()), Person: s.person, On: s.g.Clock.Today(), ReviewOn: s.g.Clock.Today().Add(30), Source: "Ada, therapist",
		Tasks: []home.Task{{Task: "bed", Able: "helped", Workers: 2, Method: "Roll", Equipment: "Slide sheet"}},
	}
}

func (s *scene) warning() risk.Warning {
	return risk.Warning{
		ID: risk.WarningID(ids.New()), Person: s.person, Kind: risk.Dog, Happened: "The dog bit the postman.", HappenedOn: s.g.Clock.Today(), Source: "The postman",
		Todo: "Ring first.", Told: "yes", UntilOn: s.g.Clock.Today().Add(100),
	}
}

func TestFactsTakeEachOthersPlace(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		first, second := s.paper(), s.paper()
		second.Paper = risk.ReSPECT
		other := risk.Fact{ID: ids.New(), Person: s.person, Kind: risk.OtherFact, Words: "Oxygen at home", Source: "Daughter", KnownOn: g.Clock.Today(), ReviewOn: g.Clock.Today().Add(9)}
		more := other
		more.ID, more.Words = ids.New(), "Has seizures"
		for _, f := range []risk.Fact{first, second, s.swallowing(), other, more} {
			wants(t, risk.AddFact(s.office, g, f), "")
		}
		wants(t, risk.AddFact(s.worker, g, more), "gate.exists")
		b := s.brief()
		if len(b.Safety) != 4 || b.Safety[0].Kind != risk.Resuscitation || !strings.Contains(b.Safety[0].Words, "ReSPECT") || b.Safety[1].Kind != risk.Swallowing {
			t.Errorf("%+v", b.Safety)
		}
		wants(t, risk.EndFact(s.worker, g, risk.Ending{Person: s.person, ID: second.ID, Version: 1, Why: "Torn up by the GP"}), "gate.not_found")
		wants(t, risk.EndFact(s.office, g, risk.Ending{Person: s.person, ID: second.ID, Version: 1, Why: "x"}), "risk.ending")
		wants(t, risk.EndFact(s.office, g, risk.Ending{Person: s.person, ID: first.ID, Version: 1, Why: "Torn up by the GP"}), "gate.changed")
		wants(t, risk.EndFact(s.office, g, risk.Ending{Person: s.person, ID: second.ID, Version: 1, Why: "Torn up by the GP"}), "")
		if b := s.brief(); len(b.Safety) != 3 {
			t.Errorf("after the end: %+v", b.Safety)
		}
	})
}

// TestWarningsEnd: a warning shows on its last day, and to nobody on the next;
// looked at again it goes on; ended it is gone at once.
func TestWarningsEnd(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		w := s.warning()
		wants(t, risk.AddWarning(s.worker, g, w), "")
		last := w.UntilOn
		for _, c := range []struct {
			day   int
			shown int
		}{{0, 1}, {100, 1}, {101, 0}} {
			g.Clock.Set(last.Add(c.day - 100).AtMinute(9 * 60))
			if b := s.brief(); len(b.Warnings) != c.shown {
				t.Errorf("on day %d: %+v", c.day, b.Warnings)
			}
		}
		g.Clock.Set(last.AtMinute(9 * 60))
		l := risk.Looked{ID: ids.New(), Person: s.person, Warning: w.ID, Version: 1, Words: "The dog is still there.", UntilOn: last.Add(200)}
		wants(t, risk.Look(s.office, g, l), "risk.looked")
		l.UntilOn = last.Add(182)
		wants(t, risk.Look(s.worker, g, l), "gate.not_found")
		wants(t, risk.Look(s.office, g, l), "")
		g.Clock.Set(last.Add(1).AtMinute(9 * 60))
		if b := s.brief(); len(b.Warnings) != 1 || b.Warnings[0].ReviewOn != last.Add(182) {
			t.Errorf("looked at again: %+v", b.Warnings)
		}
		wants(t, risk.EndWarning(s.office, g, risk.Ending{Person: s.person, ID: string(w.ID), Version: 2, Why: "The dog has died"}), "")
		if b := s.brief(); len(b.Warnings) != 0 {
			t.Errorf("ended: %+v", b.Warnings)
		}
	})
}

// TestChallenge: the person says that it is wrong; the office hears; whoever
// wrote or kept the warning does not answer; what was wrong ends at once.
func TestChallenge(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		manager := gatetest.As(t, g, "m", actor.Manager)
		third := gatetest.As(t, g, "so", actor.SocialWorker)
		w := s.warning()
		wants(t, risk.AddWarning(s.office, g, w), "")
		wants(t, risk.Look(manager, g, risk.Looked{ID: ids.New(), Person: s.person, Warning: w.ID, Version: 1, Words: "Still so.", UntilOn: g.Clock.Today().Add(50)}), "")
		x := risk.Challenge{ID: ids.New(), Person: s.person, Warning: w.ID, Words: "That was next door's dog.", SaidOn: g.Clock.Today()}
		wants(t, risk.Object(s.worker, g, x), "")
		again := x
		again.ID = ids.New()
		wants(t, risk.Object(s.worker, g, again), "risk.challenged")
		open := s.alerts(alert.WarningChallenged)
		if len(open) != 1 {
			t.Fatalf("alerts: %+v", open)
		}
		if b := s.brief(); !b.Warnings[0].Challenged {
			t.Error("whoever visits does not see that it is challenged")
		}
		wants(t, risk.Look(s.office, g, risk.Looked{ID: ids.New(), Person: s.person, Warning: w.ID, Version: 2, Words: "Still so.", UntilOn: g.Clock.Today().Add(60)}), "risk.challenged")
		a := risk.Answering{Person: s.person, Warning: w.ID, Challenge: x.ID, Version: 1, Answer: risk.TakenAway, Words: "Asked the postman: it was."}
		wants(t, risk.AnswerChallenge(s.worker, g, a), "gate.not_found")
		wants(t, risk.AnswerChallenge(s.office, g, a), "risk.own_warning")
		wants(t, risk.AnswerChallenge(manager, g, a), "risk.own_warning")
		empty := a
		empty.Answer, empty.Words = "", ""
		wants(t, risk.AnswerChallenge(third, g, empty), "risk.answer")
		wants(t, risk.AnswerChallenge(third, g, a), "")
		wants(t, risk.AnswerChallenge(third, g, a), "gate.changed")
		if b := s.brief(); len(b.Warnings) != 0 {
			t.Errorf("still shown: %+v", b.Warnings)
		}
		if open := s.alerts(alert.WarningChallenged); len(open) != 0 {
			t.Errorf("alert still open: %+v", open)
		}
		wants(t, risk.Object(s.worker, g, again), "risk.warning_over")
	})
}

func (s *scene) alerts(kind alert.Kind) (out []alert.Alert) {
	s.t.Helper()
	visittest.Read(s.t, s.g, func(snap *gate.Snapshot) error {
		all, err := alert.Open(snap)
		for _, a := range all {
			if a.Kind == kind {
				out = append(out, a)
			}
		}
		return err
	})
	return out
}

func TestDoor(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		stranger := gatetest.As(t, g, "stranger", actor.Worker)
		d := risk.Door{ID: "fact-1", Person: s.person, Answer: risk.Fine, WentIn: true, Channel: visit.App}
		wants(t, risk.Note(stranger, g, d), "gate.not_found")
		wants(t, risk.Note(s.worker, g, d), "")
		wants(t, risk.Note(s.worker, g, d), "gate.exists")
		for code, spoil := range map[string]func(*risk.Door){
			"risk.door":      func(d *risk.Door) { d.Answer = "maybe" },
			"gate.not_found": func(d *risk.Door) { d.Visit = "somebody else's" },
		} {
			bad := d
			bad.ID = "fact-2"
			spoil(&bad)
			wants(t, risk.Note(s.worker, g, bad), code)
		}
		for _, seen := range [][]risk.DoorCode{nil, {"dragon"}} {
			bad := d
			bad.ID, bad.Answer, bad.Seen = "fact-2", risk.Changed, seen
			wants(t, risk.Note(s.worker, g, bad), "risk.door")
		}
		late := d
		late.ID, late.At = "fact-2", g.Clock.Now().Add(1000*1000*1000*60*10)
		wants(t, risk.Note(s.worker, g, late), "risk.door")
		if len(s.alerts(alert.NotSafe))+len(s.alerts(alert.HomeChanged)) != 0 {
			t.Error("an alert for nothing")
		}
		d.ID, d.Answer, d.Seen = "fact-3", risk.Changed, []risk.DoorCode{"light"}
		wants(t, risk.Note(s.worker, g, d), "")
		if a := s.alerts(alert.HomeChanged); len(a) != 1 || a[0].Level != alert.Today {
			t.Errorf("changed: %+v", a)
		}
		d.ID, d.Answer, d.Seen, d.WentIn = "fact-4", risk.NotSafe, []risk.DoorCode{"threat"}, false
		wants(t, risk.Note(s.worker, g, d), "")
		if a := s.alerts(alert.NotSafe); len(a) != 1 || a[0].Level != alert.ActNow {
			t.Errorf("not safe: %+v", a)
		}
	})
}

// TestMergedRecordsCount: what was said of a record holds for the one it was
// merged into.
func TestMergedRecordsCount(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		wants(t, risk.AddFact(s.office, g, s.paper()), "")
		wants(t, risk.AddWarning(s.office, g, s.warning()), "")
		wants(t, home.Assess(s.office, g, s.moving()), "")
		into := visittest.AddPerson(t, g, 2, 540, 45, 1, "")
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE person SET merged_into = ? WHERE id = ?`, into.ID, s.person)
		})
		s.person = into.ID
		if b := s.brief(); len(b.Safety) != 2 || len(b.Warnings) != 1 {
			t.Errorf("%+v", b)
		}
	})
}

func TestFirst(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		b := s.brief()
		if b.First == nil || len(b.Door) != len(risk.DoorCodes) {
			t.Fatalf("%+v", b)
		}
		unknown := strings.Join(b.First.Unknown, " ")
		for _, words := range []string{"How to get in", "DNACPR", "swallow", "How they move", "What they take"} {
			if !strings.Contains(unknown, words) {
				t.Errorf("%q is not among what we do not know: %s", words, unknown)
			}
		}
		wants(t, risk.AddFact(s.office, g, s.paper()), "")
		if b := s.brief(); strings.Contains(strings.Join(b.First.Unknown, " "), "DNACPR") || !strings.Contains(strings.Join(b.First.Known, " "), "heart stops") {
			t.Errorf("a fact is still unknown: %+v", b.First)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO visit (id, person_id, episode_id, pattern_id, on_date, part, start_min, earliest_min, latest_min, duration_min, workers, must_be_at, skills, first, state, feeling, note, channel, reason, version)
				VALUES ('v', ?, '', '', ?, '', 540, 500, 600, 30, 1, FALSE, '', TRUE, 'done', '', '', '', '', 1)`, s.person, tx.Today())
		})
		if b := s.brief(); b.First != nil {
			t.Errorf("after a visit: %+v", b.First)
		}
		visittest.Read(t, g, func(snap *gate.Snapshot) error {
			if _, err := risk.ForVisit(snap, "nobody", snap.Today()); !gate.Missing(err) {
				t.Errorf("nobody: %v", err)
			}
			return nil
		})
	})
}

// TestAllergies: those on the list, and none only where the newest chart says so
// and nothing is on the list.
func TestAllergies(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := newScene(t, g)
		allergies := func() (out []string) {
			for _, x := range s.brief().Safety {
				if x.Kind == risk.Allergy {
					out = append(out, x.Words)
				}
			}
			return out
		}
		head := func(id, answer, at string) {
			visittest.Write(t, g, func(tx *gate.Tx) error {
				return tx.Exec(`INSERT INTO medicine_head (id, person_id, gp_practice, pharmacy, allergies, source, account_id, at) VALUES (?, ?, '', '', ?, 'GP', 'co', ?)`, id, s.person, answer, at)
			})
		}
		if got := allergies(); len(got) != 0 {
			t.Errorf("nobody asked: %q", got)
		}
		head("h1", "none", "2026-11-20T09:00:00.000Z")
		if got := allergies(); len(got) != 1 || got[0] != "No known allergies" {
			t.Errorf("none: %q", got)
		}
		head("h2", "not_known", "2026-11-21T09:00:00.000Z")
		if got := allergies(); len(got) != 0 {
			t.Errorf("not known any more: %q", got)
		}
		head("h3", "none", "2026-11-22T09:00:00.000Z")
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO medicine_allergy (id, person_id, substance, reaction, source, added_at, added_by, ended_why, version)
				VALUES ('a1', ?, 'penicillin', 'rash', 'GP', '2026-11-19T09:00:00.000Z', 'co', '', 1)`, s.person)
		})
		if got := allergies(); len(got) != 1 || got[0] != "penicillin (rash)." {
			t.Errorf("on the list: %q", got)
		}
	})
}
