package prison_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/prison"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

type scene struct {
	t                     *testing.T
	g                     *gate.Gate
	p                     visittest.Person
	wing                  prison.WingID
	web                   *webtest.Site
	boss, co, sam, ada, x context.Context
}

// prepare is a person, a wing, and a team of one coordinator and one worker.
func prepare(t *testing.T, g *gate.Gate) scene {
	t.Helper()
	s := scene{t: t, g: g, p: visittest.AddPerson(t, g, 1, 8*60+30, 45, 1, ""), wing: prison.WingID(ids.New()), web: webtest.Serve(t, g, person.Bar, append([]web.Route{}, prison.Routes...))}
	s.boss, s.co, s.x = gatetest.As(t, g, "boss", actor.Manager), gatetest.As(t, g, "co", actor.Coordinator), gatetest.As(t, g, "x", actor.Coordinator)
	_, s.sam = visittest.AddWorker(t, g, "sam")
	_, s.ada = visittest.AddWorker(t, g, "ada")
	if err := prison.SaveWing(s.boss, g, prison.Wing{ID: s.wing, Name: "A wing", Windows: map[plan.Part]prison.Window{plan.Morning: {From: 495, Until: 690}}}); err != nil {
		t.Fatal(err)
	}
	for _, who := range []ids.Account{"co", "sam", "sam"} {
		if err := prison.Join(s.boss, g, who); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s scene) enter(ctx context.Context) error {
	return prison.Enter(ctx, s.g, prison.Stay{ID: prison.StayID(ids.New()), Person: s.p.ID, Wing: s.wing, Landing: "2", Cell: "2-14", Escort: prison.OneOfficer})
}

func (s scene) at(parts ...string) string {
	return web.PersonPath(s.p.ID, append([]string{"prison"}, parts...)...)
}

func TestWhoMayKnow(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		if err := s.enter(s.x); !fault.Is(err, "prison.not_team") {
			t.Errorf("a coordinator outside the team: %v", err)
		}
		if err := s.enter(s.sam); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker: %v", err)
		}
		s.web.Get("co", s.at()).Says(t, 404)
		if err := s.enter(s.co); err != nil {
			t.Fatal(err)
		}
		if err := s.enter(s.co); !fault.Is(err, "prison.there") {
			t.Errorf("twice: %v", err)
		}
		for _, who := range []string{"boss", "co", "sam"} {
			s.web.Get(who, s.at()).Says(t, 200, "A wing, landing 2, cell 2-14", "Section 42 does not apply").Within(t, 8)
			s.web.Get(who, "/prison").Says(t, 200, "Person1 Madeup", "cell 2-14").Within(t, 8)
		}
		for who, status := range map[string]int{"x": 404, "ada": 404} {
			if a := s.web.Get(who, s.at()); a.Status != status || strings.Contains(a.Body, "2-14") {
				t.Errorf("%s gets %d", who, a.Status)
			}
			if a := s.web.Get(who, "/prison").Says(t, 200, "You are not in the prison team"); strings.Contains(a.Body, "Madeup") {
				t.Errorf("%s is told who is there", who)
			}
		}
		if err := prison.SetRelease(s.sam, g, prison.Releasing{Person: s.p.ID, Version: 1, On: today.Add(30), Receiving: "x"}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker sets the day of release: %v", err)
		}
		if err := prison.SetRelease(s.co, g, prison.Releasing{Person: s.p.ID, Version: 1, On: today.Add(30), Receiving: "Madeup County"}); err != nil {
			t.Fatal(err)
		}
		if a := s.web.Get("sam", s.at()).Says(t, 200); strings.Contains(a.Text(), "Release") || strings.Contains(a.Text(), "30 December") {
			t.Error("a worker is told the day of release")
		}
		s.web.Get("sam", s.at("release")).Says(t, 404)
		s.web.Get("co", s.at()).Says(t, 200, "30 December 2026", "Madeup County").Within(t, 8)
		// Who is taken out of the team sees nothing from then on; the others go on.
		if err := prison.Leave(s.boss, g, "sam"); err != nil {
			t.Fatal(err)
		}
		if err := prison.Leave(s.boss, g, "sam"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("out twice: %v", err)
		}
		s.web.Get("sam", s.at()).Says(t, 404)
		s.web.Get("co", s.at()).Says(t, 200, "cell 2-14")
		// Who joins later sees who is there.
		if err := prison.Join(s.boss, g, "ada"); err != nil {
			t.Fatal(err)
		}
		s.web.Get("ada", s.at()).Says(t, 200, "cell 2-14")
		// And once the person is out, nobody has a relation from it.
		if err := prison.Out(s.co, g, s.p.ID, 2); err != nil {
			t.Fatal(err)
		}
		s.web.Get("ada", s.at()).Says(t, 404)
		s.web.Get("boss", s.at()).Says(t, 200, "does not have their support in prison")
	})
}

// TestEverybodyOfALargePrison: who joins the team knows of everybody there, however
// many they are, and who leaves of nobody; those who stay have known all along.
func TestEverybodyOfALargePrison(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		const many = 520 // more than a page holds
		visittest.Write(t, g, func(tx *gate.Tx) error {
			var people, stays [][]any
			for i := range many {
				id := fmt.Sprintf("p%03d", i)
				people = append(people, []any{id, "T" + id, "Person", "Madeup", "", "", "", "", "", "absent", "1 Test Street", "CB1 0AH", 52.2, 0.1, "", "", "", "", "", "", tx.At, 1})
				stays = append(stays, []any{"z" + id, id, s.wing, "2", fmt.Sprintf("2-%03d", i), prison.OneOfficer, today, "", tx.At, "co", 1})
			}
			if err := tx.InsertMany(`INSERT INTO person (id, ref, given, family, preferred, name_key, given_key, gender, nhs_number, nhs_status, address, postcode, lat, lon, uprn, phone, language, lives_alone, getting_in, open_episode, created_at, version) VALUES `, people); err != nil {
				return err
			}
			return tx.InsertMany(`INSERT INTO prison_stay (id, person_id, wing_id, landing, cell, escort, from_on, receiving, entered_at, entered_by, version) VALUES `, stays)
		})
		known := func(who string) (n int, since string) {
			visittest.Read(t, g, func(x *gate.Snapshot) (err error) {
				if n, err = gate.Value[int](x, `SELECT COUNT(*) FROM gate_relation WHERE account_id = ? AND (until_at IS NULL OR until_at > ?)`, who, x.Now); err != nil {
					return err
				}
				since, err = gate.Value[string](x, `SELECT COALESCE(MAX(from_at), '') FROM gate_relation WHERE account_id = ?`, who)
				return err
			})
			return n, since
		}
		for _, who := range []ids.Account{"ada", "x"} {
			if err := prison.Join(s.boss, g, who); err != nil {
				t.Fatal(err)
			}
		}
		n, since := known("x")
		if n != many {
			t.Errorf("who joined knows of %d", n)
		}
		g.Clock.Set(g.Clock.Now().Add(time.Hour))
		if err := prison.Leave(s.boss, g, "ada"); err != nil {
			t.Fatal(err)
		}
		if n, _ := known("ada"); n != 0 {
			t.Errorf("who left knows of %d", n)
		}
		if n, now := known("x"); n != many || now != since {
			t.Errorf("who stays knows of %d, since %s and not %s", n, now, since)
		}
	})
}

func TestEnterAndOut(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		visittest.Write(t, g, func(tx *gate.Tx) error {
			for n := range 2 {
				if _, err := visit.Generate(tx, today.Add(n)); err != nil {
					return err
				}
			}
			return nil
		})
		planned := func() (n int) {
			visittest.Read(t, g, func(x *gate.Snapshot) error {
				vs, err := visit.OfPerson(x, s.p.ID, today, today.Add(7))
				for _, v := range vs {
					if v.State == visit.Planned {
						n++
					}
				}
				return err
			})
			return n
		}
		in := func() (yes bool) {
			visittest.Read(t, g, func(x *gate.Snapshot) (err error) {
				yes, err = prison.In(x, s.p.ID, today)
				return err
			})
			return yes
		}
		if planned() != 2 || in() {
			t.Fatalf("%d planned, in prison: %v", planned(), in())
		}
		if err := s.enter(s.co); err != nil {
			t.Fatal(err)
		}
		if planned() != 0 || !in() {
			t.Errorf("after entering: %d planned at home, in prison: %v", planned(), in())
		}
		if err := prison.Out(s.boss, g, s.p.ID, 7); fault.KindOf(err) != fault.Conflict {
			t.Errorf("of another version: %v", err)
		}
		if err := prison.Out(s.boss, g, s.p.ID, 1); err != nil {
			t.Fatal(err)
		}
		if in() {
			t.Error("out, and still in")
		}
		if err := prison.Out(s.boss, g, s.p.ID, 2); fault.KindOf(err) != fault.NotFound {
			t.Errorf("out twice: %v", err)
		}
		if err := s.enter(s.boss); err != nil {
			t.Errorf("in again: %v", err)
		}
	})
}

func TestRelease(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		if err := s.enter(s.co); err != nil {
			t.Fatal(err)
		}
		at := s.at()
		s.web.Get("co", at).Says(t, 200, "No day is known")
		s.web.Get("co", at+"/release").Says(t, 200, "On which day?").Within(t, 8)
		s.web.Post("co", at+"/release", "version", "1").Says(t, 422, "Enter the day of release", "Enter the council")
		s.web.Post("co", at+"/release", "version", "1", "on-day", "1", "on-month", "11", "on-year", "2026", "receiving", "x").Says(t, 422, "That day is over")
		day := []string{"on-day", "31", "on-month", "12", "on-year", "2026", "receiving", "Madeup County"}
		s.web.Post("co", at+"/release", append([]string{"version", "1"}, day...)...).LeadsTo(t, at)
		s.web.Post("co", at+"/release", append([]string{"version", "1"}, day...)...).Says(t, 409)
		page := s.web.Get("co", at).Says(t, 200, "3 December 2026", "10 December 2026", "28 December 2026", "31 December 2026", "medicines for 7 days").Within(t, 8)
		i := strings.Index(page.Body, at+"/release/")
		task := page.Body[i : i+len(at+"/release/")+36]
		s.web.Get("co", task).Says(t, 200, "with whom").Within(t, 8)
		s.web.Get("co", at+"/release/"+ids.New()).Says(t, 404)
		s.web.Post("co", task, "version", "1", "words", "ok").Says(t, 422, "Say in a few words")
		s.web.Post("co", task, "version", "1", "words", "Rang Madeup County, they start that day").LeadsTo(t, at)
		s.web.Post("co", task, "version", "1", "words", "Rang Madeup County, they start that day").Says(t, 409)
		s.web.Get("co", task).Says(t, 200, "they start that day")
		// Another day: what was done stays, the rest moves.
		s.web.Post("co", at+"/release", "version", "2", "on-day", "10", "on-month", "12", "on-year", "2026", "receiving", "Madeup County").LeadsTo(t, at)
		again := s.web.Get("co", at).Says(t, 200, "they start that day", "7 December 2026", "10 December 2026", "30 November 2026")
		if n := strings.Count(again.Text(), "Tell the council where"); n != 1 {
			t.Errorf("the first thing to do stands %d times", n)
		}
		g.Clock.Set(today.Add(3).AtMinute(600))
		s.web.Get("co", at).Says(t, 200, "Late")
	})
}

func TestTeamAndWingPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.web.Get("co", "/prison/team").Says(t, 403)
		s.web.Get("boss", "/prison/team").Says(t, 200, "A wing", "8:15am to 11:30am", "No unlock agreed").Within(t, 8)
		s.web.Post("boss", "/prison/team", "account", "nobody").Says(t, 422, "Choose somebody")
		s.web.Post("boss", "/prison/team", "account", "ada").LeadsTo(t, "/prison/team")
		s.web.Post("boss", "/prison/team/ada/leave").LeadsTo(t, "/prison/team")
		s.web.Post("boss", "/prison/team/ada/leave").Says(t, 404)
		s.web.Get("boss", "/prison/wings/new").Says(t, 200, "When are cells unlocked").Within(t, 8)
		s.web.Post("boss", "/prison/wings/new", "id", ids.New(), "version", "0", "morning_from", "8", "morning_until", "soon").Says(t, 422, "Enter a time, like 8:30am")
		s.web.Post("boss", "/prison/wings/new", "id", ids.New(), "version", "0", "name", "B wing", "morning_from", "9:00", "morning_until", "8:30").Says(t, 422, "locked again after")
		s.web.Post("boss", "/prison/wings/new", "id", ids.New(), "version", "0", "name", "B wing", "morning_from", "8:30", "morning_until", "9:45am").LeadsTo(t, "/prison/team")
		one := "/prison/wings/" + string(s.wing)
		s.web.Get("boss", one).Says(t, 200, "A wing").Within(t, 8)
		s.web.Post("boss", one, "id", string(s.wing), "version", "1", "name", "A wing, upper", "evening_from", "4:00pm", "evening_until", "6:30pm").LeadsTo(t, "/prison/team")
		s.web.Get("boss", "/prison/team").Says(t, 200, "A wing, upper", "4:00pm to 6:30pm", "8:30am to 9:45am")
		s.web.Post("boss", one, "id", string(s.wing), "version", "1", "name", "A wing").Says(t, 409)
		s.web.Get("boss", "/prison/wings/"+ids.New()).Says(t, 404)
		if err := s.enter(s.co); err != nil {
			t.Fatal(err)
		}
		at := s.at()
		s.web.Get("co", at+"/move").Says(t, 200, "Which wing?").Within(t, 8)
		s.web.Post("co", at+"/move", "version", "1", "wing", string(s.wing)).Says(t, 422, "Enter the cell")
		s.web.Post("co", at+"/move", "version", "1", "wing", string(s.wing), "cell", "3-01").LeadsTo(t, at)
		s.web.Get("co", at).Says(t, 200, "cell 3-01", "No officer needed")
		s.web.Get("co", at+"/enter").Says(t, 200, "Do not write down why")
		s.web.Post("co", "/prison", "ref", "nobody").Says(t, 422, "Nobody has this reference")
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Exec(`UPDATE person SET ref = 'SH-AAAAAA' WHERE id = ?`, s.p.ID) })
		s.web.Post("co", "/prison", "ref", "sh-aaaaaa").LeadsTo(t, at+"/enter")
		s.web.Post("x", "/prison", "ref", "sh-aaaaaa").Says(t, 409, "You are not in the prison team")
		s.web.Get("x", at+"/enter").Says(t, 200, "You are not in the prison team")
	})
}
