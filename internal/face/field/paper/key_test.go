package paper_test

import (
	"regexp"
	"strings"
	"testing"

	"stillhome/internal/face/field/paper"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

var printedCode = regexp.MustCompile(`Code </span>([2-9A-Z]{5})<`)

// filled is the form of a visit as a sheet has it.
func (s *scene) filled(i int, pairs ...string) []string {
	var tasks []string
	for _, id := range s.people[i].Tasks {
		tasks = append(tasks, string(id))
		pairs = append(pairs, "level-"+string(id), "reminder")
	}
	return append(pairs, "version", "1", "on", string(today), "tasks", strings.Join(tasks, " "), "channel", "paper", "arrived", "08:05", "left", "8.35am", "feeling", "same")
}

// TestSheetIsKeyedIn: from the first code on, each visit of a sheet follows the
// one before: one code, then a form for each.
func TestSheetIsKeyedIn(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 4)
		b := visittest.Serve(t, g, paper.Routes, visit.Routes)
		codes := printedCode.FindAllStringSubmatch(b.Get(s.office, "/rota/"+string(today)+"/paper/sheets").Body, -1)
		if len(codes) != 4 {
			t.Fatalf("codes on the sheet: %v", codes)
		}
		g.Clock.Set(today.Add(1).AtMinute(9 * 60)) // the day after
		if a := b.Get(s.office, "/paper"); a.Status != 200 || a.Statements > 8 || !a.Has("Code on the sheet", "Nobody has visits on this day") {
			t.Errorf("the page: %d", a.Status)
		}
		if a := b.Get(s.office, "/paper?on="+string(today)); !a.Has("Worker sam0", "0 of 4", "Record what Worker sam0 tells you") {
			t.Errorf("the day's runs: %d", a.Status)
		}
		if a := b.Post(s.office, "/paper", "code", "hello"); a.Status != 422 || !a.Has("A code has 5 letters and numbers") {
			t.Errorf("no code: %d", a.Status)
		}
		a := b.Post(s.office, "/paper", "code", " "+strings.ToLower(codes[0][1]))
		first := "/people/" + string(s.people[0].ID) + "/visits/" + string(s.visit(t, 0).ID)
		if a.Status != 303 || !strings.HasPrefix(a.To, first+"/record?how=paper&run=") {
			t.Fatalf("found: %d %s", a.Status, a.To)
		}
		for i := range s.people {
			page := b.Get(s.office, a.To)
			if page.Status != 200 || page.Statements > 8 || !page.Has(s.people[i].Name+" Madeup", "It was written on paper", "No answer at the door") {
				t.Fatalf("visit %d: %d, %d statements", i, page.Status, page.Statements)
			}
			if !strings.Contains(page.Body, `value="paper" checked`) && !strings.Contains(page.Body, `checked value="paper"`) {
				t.Error("how it is known is asked again")
			}
			at := a.To
			switch i {
			case 1:
				at = strings.Replace(at, "/record", "/no-answer", 1)
				if p := b.Get(s.office, at); p.Status != 200 || !p.Has("What did they try?") {
					t.Fatalf("no answer: %d", p.Status)
				}
				if p := b.Post(s.office, at, "version", "1", "on", string(today), "channel", "paper"); p.Status != 422 || !p.Has("Enter when the visit began") {
					t.Errorf("without a time: %d", p.Status)
				}
				a = b.Post(s.office, at, "version", "1", "on", string(today), "channel", "paper", "arrived", "08:41", "tried", "knocked", "tried", "contact", "note", "Curtains shut.")
			case 2:
				at = strings.Replace(at, "/record", "/not-wanted", 1)
				if p := b.Post(s.office, at, "version", "1", "on", string(today), "channel", "paper"); p.Status != 422 || !p.Has("Choose why") {
					t.Errorf("without a reason: %d", p.Status)
				}
				a = b.Post(s.office, at, "version", "1", "on", string(today), "channel", "paper", "reason", "resting")
			default:
				if p := b.Post(s.office, at, "version", "1"); p.Status != 422 {
					t.Errorf("an empty form: %d", p.Status)
				}
				a = b.Post(s.office, at, s.filled(i)...)
			}
			if a.Status != 303 {
				t.Fatalf("visit %d: %d %s", i, a.Status, a.Body)
			}
		}
		if a.To != "/paper/runs/"+string(s.shifts[0])+"?how=paper" {
			t.Errorf("after the last: %s", a.To)
		}
		if a := b.Get(s.office, a.To); a.Status != 200 || a.Statements > 8 || !a.Has("Everything on this sheet is recorded", "Visited", "No answer", "Chose not to", "By the office, from paper", codes[3][1]) {
			t.Errorf("the run: %d", a.Status)
		}
		for i, want := range []visit.State{visit.Done, visit.Unanswered, visit.Unwanted, visit.Done} {
			if v := s.visit(t, i); v.State != want || v.Channel != visit.Paper {
				t.Errorf("visit %d: %s by %s", i, v.State, v.Channel)
			}
		}
		if v := s.visit(t, 0); v.Arrived.Clock() != "8:05am" || v.Left.Clock() != "8:35am" || v.Left.On() != today {
			t.Errorf("kept as %+v", v)
		}
		if v := s.visit(t, 1); v.Note != "Curtains shut." || len(v.Tried()) != 2 {
			t.Errorf("the door: %+v", v)
		}
		if a := b.Post(s.office, "/paper", "code", codes[0][1]); a.Status != 303 {
			t.Errorf("a code that was keyed in before: %d", a.Status)
		}
		g.Clock.Set(today.Add(40).AtMinute(9 * 60))
		if a := b.Post(s.office, "/paper", "code", codes[0][1]); a.Status != 422 || !a.Has("No visit of", "choose the worker and the day below") {
			t.Errorf("a code of long ago: %d", a.Status)
		}
	})
}

// TestPhoneAndPaper: what a phone recorded is shown beside what the sheet says,
// and counts once.
func TestPhoneAndPaper(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 2)
		b := visittest.Serve(t, g, paper.Routes, visit.Routes)
		g.Clock.Set(today.AtMinute(9 * 60))
		v := s.visit(t, 0)
		at := "/people/" + string(v.Person) + "/visits/" + string(v.ID)
		from := at + "/record?how=paper&run=" + string(s.shifts[0])
		if a := b.Get(s.office, from); !a.Has("Save visit") {
			t.Fatalf("before: %d", a.Status)
		}
		if err := visit.Record(s.workers[0], g, visit.Recording{
			Person: v.Person, Visit: v.ID, Arrived: today.AtMinute(8 * 60), Left: today.AtMinute(8*60 + 30), Channel: visit.App,
			Tasks: []visit.TaskDone{{Task: s.people[0].Tasks[0], Level: "alone"}}, Note: "Had tea.",
		}); err != nil {
			t.Fatal(err)
		}
		a := b.Post(s.office, from, s.filled(0, "note", "Was tired.")...)
		if a.Status != 409 || !a.Has("This visit is already recorded", "On the phone, by Worker sam0", "8:00am to 8:30am", "Had tea.", "On their own",
			"What you entered", "Begun 8:05am, ended 8:35am.", "Task wash: With a reminder.", "Was tired.", "go on with this sheet") {
			t.Errorf("both sides: %d %s", a.Status, a.Body)
		}
		if a := b.Get(s.office, from); a.Status != 200 || a.Statements > 8 || !a.Has("This visit is already recorded", "Had tea.") || a.Has("What you entered", "Save visit") {
			t.Errorf("asked for again: %d, %d statements", a.Status, a.Statements)
		}
		for page, form := range map[string][]string{
			"no-answer":  {"version", "1", "on", string(today), "channel", "office", "arrived", "08:10", "tried", "rang", "note", "Rang twice."},
			"not-wanted": {"version", "1", "on", string(today), "channel", "office", "reason", "managed"},
		} {
			if a := b.Get(s.office, at+"/"+page); a.Status != 303 || a.To != at+"/record" {
				t.Errorf("%s: %d", page, a.Status)
			}
			a := b.Post(s.office, at+"/"+page, form...)
			if a.Status != 409 || !a.Has("What you entered") || page == "no-answer" && !a.Has("Nobody answered the door at 8:10am. Rang the person’s phone. Rang twice.") {
				t.Errorf("%s: %d", page, a.Status)
			}
		}
		if now := s.visit(t, 0); now.Channel != visit.App || now.Note != "Had tea." || now.Arrived.Clock() != "8:00am" {
			t.Errorf("the phone's record is now %+v", now)
		}
		id := ids.New()
		for range 2 { // pressed twice
			if a := b.Post(s.office, at+"/correct", "id", id, "words", "The sheet says that she was tired."); a.Status != 303 {
				t.Fatalf("added: %d", a.Status)
			}
		}
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			more, err := visit.Additions(x, v.Person, v.ID)
			if len(more) != 1 {
				t.Errorf("%d additions", len(more))
			}
			return err
		})
		if a := b.Get(s.office, "/paper/runs/"+string(s.shifts[0])); !a.Has("On the phone", "Go on with Person1") {
			t.Errorf("the run: %d", a.Status)
		}
	})
}

// TestTelephone: what a worker says on the telephone is recorded from the
// visit's page or from the run, and marked so.
func TestTelephone(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 3)
		b := visittest.Serve(t, g, paper.Routes, visit.Routes)
		g.Clock.Set(today.AtMinute(10 * 60))
		v := s.visit(t, 0)
		at := "/people/" + string(v.Person) + "/visits/" + string(v.ID)
		if a := b.Get(s.office, at); !a.Has(at+"/record", at+"/no-answer", at+"/not-wanted") {
			t.Error("the visit's page does not lead there")
		}
		if a := b.Post(s.office, at+"/no-answer", "version", "1", "on", string(today), "arrived", "08:00"); a.Status != 422 || !a.Has("Say how you know") {
			t.Errorf("without saying how: %d", a.Status)
		}
		if a := b.Post(s.office, at+"/no-answer", "version", "1", "on", string(today), "arrived", "eight", "channel", "office"); a.Status != 422 || !a.Has("Enter a time, like 8:30am") {
			t.Errorf("a time that is none: %d", a.Status)
		}
		if a := b.Post(s.office, at+"/no-answer", "version", "1", "on", string(today), "arrived", "08:00", "channel", "office"); a.Status != 303 || a.To != at {
			t.Errorf("no answer: %d %s", a.Status, a.To)
		}
		if v := s.visit(t, 0); v.State != visit.Unanswered || v.Channel != visit.Office {
			t.Errorf("kept as %+v", v)
		}
		// The door was opened after all.
		if a := b.Get(s.office, at+"/record"); !a.Has("So far this visit is recorded as: No answer.") {
			t.Errorf("opened after all: %d", a.Status)
		}
		if a := b.Post(s.office, at+"/record", append(s.filled(0), "version", "2")...); a.Status != 409 {
			t.Errorf("an old version: %d", a.Status)
		}
		run := "/paper/runs/" + string(s.shifts[0])
		if a := b.Get(s.office, run+"?how=office"); !a.Has("Go on with Person1", "how=office") {
			t.Errorf("the run by telephone: %d", a.Status)
		}
		for who, want := range map[string]int{"worker": 403, "analyst": 403} {
			ctx := s.workers[0]
			if who == "analyst" {
				ctx = gatetest.As(t, g, "an", actor.Analyst)
			}
			for _, path := range []string{"/paper", run} {
				if a := b.Get(ctx, path); a.Status != want {
					t.Errorf("%s as a %s: %d", path, who, a.Status)
				}
			}
			if a := b.Post(ctx, "/paper", "code", "4K7PW"); a.Status != want {
				t.Errorf("a code as a %s: %d", who, a.Status)
			}
		}
	})
}

// TestSharedCode: where two visits share a code, the page asks which.
func TestSharedCode(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := published(t, g, 1, 2)
		b := visittest.Serve(t, g, paper.Routes)
		code, ids := paper.Collide(today)
		visittest.Write(t, g, func(tx *gate.Tx) error {
			for i, id := range ids {
				old := s.visit(t, i).ID
				for _, err := range []error{
					tx.Exec(`UPDATE visit SET id = ? WHERE id = ?`, id, old),
					tx.Exec(`UPDATE roster_assignment SET visit_id = ? WHERE visit_id = ?`, id, old),
				} {
					if err != nil {
						return err
					}
				}
			}
			return nil
		})
		a := b.Post(s.office, "/paper", "code", code)
		if a.Status != 200 || !a.Has("2 visits have this code", "Person0 Madeup, Worker sam0", "Person1 Madeup", string(ids[0]), string(ids[1])) {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	})
}
