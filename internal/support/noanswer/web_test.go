package noanswer_test

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/person"
	"stillhome/internal/support/visit/visittest"
)

func TestTheOfficeKeysItIn(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		gatetest.As(t, g, "so", actor.SocialWorker)
		at := "/people/" + string(s.p.ID) + "/no-answers"
		s.web.Get("co", "/no-answers").Says(t, 200, "No door has gone unanswered").Within(t, 8)
		s.web.Get("co", at).Says(t, 200, "This door has always been answered", "A worker rings").Within(t, 8)
		if a := s.web.Get("so", at).Says(t, 200); strings.Contains(a.Text(), "A worker rings") {
			t.Error("the social worker is shown how to key it in")
		}
		s.web.Get("sam", at+"/new").Says(t, 404)
		s.web.Get("co", at+"/new").Says(t, 200, "Mon 30 Nov, 8:30am to 9:45am").Within(t, 8)
		s.web.Post("co", at+"/new", "time", "soon").Says(t, 422, "Choose the visit", "Enter a time, like 8:30am")
		one := at + "/" + string(noanswer.Of(s.v.ID))
		s.web.Post("co", at+"/new", "visit", string(s.v.ID), "time", "8:31am", "tried", "knock", "tried", "ring_bell").LeadsTo(t, one)
		s.web.Get("co", "/no-answers").Says(t, 200, s.p.Name, "Worker at the door", "29 minutes")
		s.web.Get("co", one).Says(t, 200, "Worker at the door", "29 minutes", "Rang the bell", "Called 999, if there is any reason").Within(t, 8)
		for _, bad := range [][]string{
			{"id", "7", "code", "knock", "result", "nothing"},
			{"id", ids.New(), "code", "jump", "result", "nothing"},
			{"id", ids.New(), "code", "look", "result", "lovely"},
			{"id", ids.New(), "code", "no_sign", "result", "nothing"},
			{"id", ids.New(), "code", "look", "result", "nothing", "time", "noonish"},
		} {
			s.web.Post("co", one+"/step", bad...).Says(t, 422)
		}
		look := []string{"id", ids.New(), "code", "look", "result", "sign_inside", "time", "8:50", "words", "The radio is on"}
		for range 2 {
			s.web.Post("co", one+"/step", look...).LeadsTo(t, one)
		}
		s.web.Get("co", one).Says(t, 200, "nobody has called 999. Call now", "The radio is on")
		s.web.Get("co", one+"/end").Says(t, 200, "Why is 999 not needed?").Within(t, 8)
		s.web.Post("co", one+"/end").Says(t, 422, "Say how it ended")
		s.web.Post("co", one+"/end", "outcome", "away_safe", "words", "Her son rang").Says(t, 422, "nobody has called 999")
		s.web.Post("co", one+"/step", "id", ids.New(), "code", "no_sign", "result", "done", "words", "Her son: the radio is on a timer").LeadsTo(t, one)
		if a := s.web.Get("co", one).Says(t, 200); strings.Contains(a.Text(), "Call now") {
			t.Error("the sign was looked into and the page still says to call")
		}
		s.agrees(person.ShareFamily, person.Yes)
		s.web.Post("co", one+"/end", "outcome", "away_safe", "words", "Her son rang at 8:55").LeadsTo(t, one)
		s.web.Get("co", one).Says(t, 200, "Is away, and safe", "Her son rang at 8:55", "Ring Tom Madeup, son", "May be told how the person is", "To do").Within(t, 8)
		s.web.Post("co", one+"/end", "outcome", "away_safe", "words", "Again").Says(t, 409, "This has ended already")
		s.web.Get("co", one+"/end").Says(t, 200, "This has ended: is away, and safe")
	})
}

func TestTasks(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.agrees(person.ShareFamily, person.Yes)
		s.begin()
		if err := s.end(s.sam, noanswer.FoundIll, ""); err != nil {
			t.Fatal(err)
		}
		one := "/people/" + string(s.p.ID) + "/no-answers/" + string(noanswer.Of(s.v.ID))
		var son noanswer.Task
		for _, k := range s.tasks() {
			at := one + "/tasks/" + k.ID
			s.web.Get("co", at).Says(t, 200, "How did it go?").Within(t, 8)
			s.web.Get("sam", at).Says(t, 404)
			if k.Relationship == "son" {
				son = k
			}
		}
		at := one + "/tasks/" + son.ID
		s.web.Get("co", at).Says(t, 200, "01223 000111", "May be told how the person is")
		s.web.Get("co", one+"/tasks/"+ids.New()).Says(t, 404)
		s.web.Post("co", at, "version", "1").Says(t, 422, "Say how it went")
		s.web.Post("co", at, "version", "1", "went", "not_needed").Says(t, 422, "why it is not needed")
		s.web.Post("co", at, "version", "1", "went", "no_reply", "words", "Left no message").LeadsTo(t, one)
		s.web.Get("co", one).Says(t, 200, "Tried 1 time. Left no message")
		s.web.Post("co", at, "version", "1", "went", "done").Says(t, 409)
		s.web.Post("co", at, "version", "2", "went", "done", "words", "He drives to the hospital").LeadsTo(t, one)
		s.web.Get("co", one).Says(t, 200, "Done 30 November 2026", "He drives to the hospital")
		s.web.Get("co", at).Says(t, 200, "He drives to the hospital")
	})
}

func TestRunPage(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g)
		s.begin()
		at := "/no-answers/" + string(noanswer.Of(s.v.ID)) + "/run"
		s.web.Get("co", at).Says(t, 200, "There are no more visits on this run", "at the door still").Within(t, 8)
		s.web.Get("sam", at).Says(t, 403)
		s.web.Get("co", "/no-answers/"+ids.New()+"/run").Says(t, 404)
		next := visittest.AddPerson(t, g, 2, 9*60+20, 30, 1, "")
		visittest.Write(t, g, func(tx *gate.Tx) error {
			if err := tx.Exec(`INSERT INTO visit (id, person_id, episode_id, pattern_id, on_date, part, start_min, earliest_min, latest_min, duration_min, workers, must_be_at, skills, first, state, feeling, note, channel, reason, version)
				VALUES ('w2', ?, ?, '', '2026-11-30', 'morning', 540, 530, 545, 30, 1, FALSE, '', FALSE, 'planned', '', '', '', '', 1), ('w3', ?, ?, '', '2026-11-30', 'morning', 545, 530, 600, 30, 1, FALSE, '', FALSE, 'planned', '', '', '', '', 1)`,
				next.ID, next.Episode, next.ID, next.Episode); err != nil {
				return err
			}
			if err := tx.Exec(`INSERT INTO roster_day (on_date, built_at, published_at, version) VALUES ('2026-11-30', ?, ?, 1)`, tx.At, tx.At); err != nil {
				return err
			}
			return tx.Exec(`INSERT INTO roster_assignment (visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min)
				VALUES (?, 1, 's1', 'sam', ?, '2026-11-30', 1, 510, 0), ('w2', 1, 's1', 'sam', ?, '2026-11-30', 2, 540, 10), ('w3', 1, 's1', 'sam', ?, '2026-11-30', 3, 545, 5)`,
				s.v.ID, s.p.ID, next.ID, next.ID)
		})
		// 9:00 now: w2 can begin at 9:10, after 9:05; w3 at 9:05 without it, as told.
		s.web.Get("co", at).Says(t, 200, "9:10am", "Too late: find somebody else").Within(t, 8)
		g.Clock.Set(today.AtMinute(9*60 + 15))
		a := s.web.Get("co", at).Says(t, 200, "Same worker, later", "Check and confirm the later times", "9:20am")
		if !strings.Contains(a.Body, "/rota/2026-11-30/check?to=w3~s1~560") {
			t.Error("the proposal does not lead to the rota’s own page")
		}
		g.Clock.Set(when.Date("2026-12-01").AtMinute(600))
		s.web.Get("co", at).Says(t, 200, "That day is over")
	})
}
