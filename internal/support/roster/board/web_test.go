package board_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/roster/board"
	"stillhome/internal/support/roster/watch"
	"stillhome/internal/support/visit/visittest"
)

const (
	today    = when.Date("2026-11-30") // the clock stands at 9 in the morning
	tomorrow = when.Date("2026-12-01")
	day      = "/rota/" + string(tomorrow)
)

// office is a coordinator at a browser, with a day of workers and people.
type office struct {
	t       *testing.T
	g       *gate.Gate
	b       *visittest.Browser
	as      context.Context
	workers map[string]context.Context
	members map[string]staff.Member
	shifts  map[string]roster.ShiftID
	people  []visittest.Person
}

// open puts workers named w0, w1 and so on into the record, each with a shift
// tomorrow from 7 to 2, and people with a visit at 9, 10 and so on.
func open(t *testing.T, g *gate.Gate, workers, people int) *office {
	t.Helper()
	o := &office{
		t: t, g: g, b: visittest.Serve(t, g, board.Routes), as: gatetest.As(t, g, "co", actor.Coordinator),
		workers: map[string]context.Context{}, members: map[string]staff.Member{}, shifts: map[string]roster.ShiftID{},
	}
	for i := range workers {
		name := fmt.Sprintf("w%d", i)
		o.members[name], o.workers[name] = visittest.AddWorker(t, g, name)
		o.shifts[name] = roster.ShiftID(ids.New())
		err := roster.AddShift(o.as, g, roster.Shift{ID: o.shifts[name], Member: o.members[name].ID, On: tomorrow, StartMin: 7 * 60, EndMin: 14 * 60, BreakMin: 20})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range people {
		o.people = append(o.people, visittest.AddPerson(t, g, i, (9+i%4)*60, 45, 1, ""))
	}
	return o
}

func (o *office) see(path string, want ...string) visittest.Answer {
	o.t.Helper()
	a := o.b.Get(o.as, path)
	if a.Status != 200 {
		o.t.Fatalf("%s: %d", path, a.Status)
	}
	for _, w := range want {
		if !a.Has(w) {
			o.t.Errorf("%s does not say %q", path, w)
		}
	}
	if most := 8; a.Statements > most && !strings.Contains(path, "to=") || a.Statements > most+2 {
		o.t.Errorf("%s: %d statements", path, a.Statements)
	}
	return a
}

func (o *office) post(path string, status int, pairs ...string) visittest.Answer {
	o.t.Helper()
	a := o.b.Post(o.as, path, pairs...)
	if a.Status != status {
		o.t.Errorf("%s: %d, want %d", path, a.Status, status)
	}
	return a
}

func (o *office) assignments() map[ids.Person]roster.Assignment {
	o.t.Helper()
	out := map[ids.Person]roster.Assignment{}
	visittest.Read(o.t, o.g, func(x *gate.Snapshot) error {
		as, err := roster.AssignmentsOn(x, tomorrow)
		for _, a := range as {
			out[a.Person] = a
		}
		return err
	})
	return out
}

// seen is what a check page names its list of changes.
func (o *office) seen(a visittest.Answer) string {
	o.t.Helper()
	m := regexp.MustCompile(`name="seen" value="([0-9a-f]+)"`).FindStringSubmatch(a.Body)
	if m == nil {
		o.t.Fatal("the page has nothing to confirm")
	}
	return m[1]
}

func TestRotaPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		o := open(t, g, 3, 5)
		o.people = append(o.people, visittest.AddPerson(t, g, 7, 600, 45, 1, "catheter"))
		o.see("/rota/2027-01-01", "Nobody has a shift on this day")
		o.see(day, "Not built", "has not been built", "Build the rota", "7:00am to 2:00pm")
		if a := o.b.Get(o.as, "/rota"); a.To != "/rota/"+string(today) {
			t.Errorf("/rota leads to %s", a.To)
		}
		o.see(day+"?view=map", "has not been built")
		o.post(day+"/publish", 422)
		o.post(day+"/improve", 422)
		o.post("/rota/2027-01-01/build", 303, "days", "7")
		o.see("/rota/2027-01-07", "Draft")
		o.see("/rota/2027-01-08", "Not built")
		o.post(day+"/build", 303)
		o.post(day+"/improve", 409) // it is the best there is
		o.see(day, "Workers cannot see it yet", "Look for a better rota", "6 visits, 0 recorded, 1 without a worker", "Catheter care", "Find cover for", "Start again from nothing")
		o.see(day+"?view=list", "Find cover for", "Report that Worker w0 is away")
		o.see(day+"?view=person", "Nobody yet", "Person3 Madeup", "8:30am to 9:30am")
		o.see(day+"?view=map", "<svg", "A. Worker w0", "Map of the runs of 3 shifts")
		o.see(day+"?view=nonsense", "Without a worker")
		o.post(day+"/build", 303, "afresh", "yes")
		o.post(day+"/publish", 303)
		o.see(day, "Published")
		o.post(day+"/build", 409, "afresh", "yes")
		o.post("/rota/"+string(today.Add(-1))+"/build", 422)
		o.see("/rota/"+string(today.Add(-1)), "Nobody has a shift on this day")
		o.see(day+"/calls", "There is nobody to ring")
		for _, path := range []string{"/rota/soon", day + "/visits/x", day + "/shifts/x/cancel", day + "/shifts/x/away", "/rota/soon/cover"} {
			if a := o.b.Get(o.as, path); a.Status != 404 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		for _, path := range []string{day, day + "/cover", day + "/check", day + "/calls"} {
			if a := o.b.Get(o.workers["w0"], path); a.Status != 403 {
				t.Errorf("a worker saw %s: %d", path, a.Status)
			}
		}
		therapist := gatetest.As(t, g, "ot", actor.Therapist)
		if a := o.b.Get(therapist, day); a.Status != 200 || a.Has("Find cover for") {
			t.Errorf("a therapist at the rota: %d", a.Status)
		}
		if a := o.b.Get(therapist, day+"/cover"); a.Status != 403 {
			t.Errorf("a therapist at the cover plan: %d", a.Status)
		}
	})
}

func TestMoveByDraft(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		o := open(t, g, 3, 5)
		o.post(day+"/build", 303)
		o.post(day+"/publish", 303)
		a := o.assignments()[o.people[1].ID]
		one := day + "/visits/" + string(a.Visit)
		o.see(one, "Best places", "Agreed with the person", "Adds ", "Choose another shift", "Choose Worker", "Take it off the rota", "Cancel this visit")
		to := "w0"
		if a.Shift == o.shifts["w0"] {
			to = "w1"
		}
		o.post(one, 422)
		o.post(one, 422, "shift", string(o.shifts[to]), "time", "soon")
		if x := o.post(one, 422, "shift", string(o.shifts[to]), "time", "06:00"); !x.Has("This visit cannot go there.") {
			t.Error("the rule in the way is not named")
		}
		board := o.post(one, 303, "shift", string(o.shifts[to])).To
		board, _, _ = strings.Cut(board, "#")
		o.see(board, "1 change not sent", "Check changes", "Undo all", ", not sent")
		if o.assignments()[o.people[1].ID] != a {
			t.Fatal("a draft has moved the visit")
		}
		check := strings.Replace(board, "?", "/check?", 1)
		page := o.see(check, "What will change", "Worker "+to, "Confirm and tell 2 workers and 1 person", "Undo Person1")
		seen, draft := o.seen(page), strings.SplitN(board, "to=", 2)[1]

		// Somebody else takes the visit off meanwhile: nothing is lost, nothing done.
		other := roster.Draft{{Visit: a.Visit, StartMin: -1}}
		var sheet roster.Sheet
		visittest.Read(t, g, func(x *gate.Snapshot) (err error) { sheet, err = roster.Preview(x, tomorrow, other); return err })
		if err := roster.Confirm(o.as, g, tomorrow, other, sheet.Seen); err != nil {
			t.Fatal(err)
		}
		again := o.post(day+"/check", 409, "seen", seen, "to", draft)
		if !again.Has("Somebody changed the rota while you were looking", "Worker "+to) {
			t.Error("the draft was lost")
		}
		if x := o.post(day+"/check", 303, "seen", o.seen(again), "to", draft); x.To != day+"/calls" {
			t.Errorf("after confirming: %s", x.To)
		}
		if o.assignments()[o.people[1].ID].Shift != o.shifts[to] {
			t.Error("the visit was not moved")
		}
		o.see(day+"/changes", "New visit", "No longer yours", "Not seen yet, not on the phone")
		o.see(check, "the rota already stands like this")
		o.see(day+"/calls", "Person1 Madeup", "Worker "+to+" comes at", "Told them")
		call := day + "/calls/" + string(a.Visit)
		o.post(call, 303, "version", "1", "told", "no")
		o.see(day+"/calls", "No answer so far: 1 time")
		o.post(call, 409, "version", "1", "told", "yes")
		o.post(call, 303, "version", "2", "told", "yes")
		o.see(day+"/calls", "Told 30 November 2026")

		// The worker with the visit does not look at the phone.
		g.Clock.Set(tomorrow.AtMinute(8*60 + 30))
		if err := watch.Watch(gatetest.System(), g); err != nil {
			t.Fatal(err)
		}
		ring := o.see(day+"/calls", "Workers to ring", "Worker "+to, "New visit: Person1 Madeup at", "It has not reached their phone", "People to ring")
		changes := regexp.MustCompile(`name="changes" value="([^"]*)"`).FindStringSubmatch(ring.Body)
		if len(changes) != 2 {
			t.Fatal("no way to say that the worker was rung")
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return roster.Delivered(tx, ids.Account(to), roster.ChangesIn(changes[1]))
		})
		o.see(day+"/calls", "On their phone since 8:30am, not seen")
		o.see(day+"/changes", "Not seen yet, on the phone since 1 December 2026")
		o.post(day+"/worker-calls", 303, "account", to, "changes", changes[1], "told", "no")
		o.see(day+"/calls", "No answer so far: 1 time")
		o.post(day+"/worker-calls", 422, "account", to, "told", "yes")
		o.post(day+"/worker-calls", 303, "account", to, "changes", changes[1], "told", "yes")
		if x := o.see(day+"/calls", "Person1 Madeup"); x.Has("Workers to ring") {
			t.Error("the worker is still to be rung")
		}
		o.post(day+"/worker-calls", 409, "account", to, "changes", changes[1], "told", "yes")
		o.see(day+"/changes", "Told by the office 1 December 2026")
		o.see(day+"?to=rubbish", "cannot be read. Start again from the rota.", "Without a worker")
		if x := o.b.Get(o.as, day+"?to="+ids.New()+"~x~600"); x.Status != 200 || !x.Has("Without a worker") {
			t.Errorf("a draft about no visit of the day: %d", x.Status)
		}
		if x := o.b.Get(o.as, day+"/check?to=rubbish"); x.Status != 422 {
			t.Errorf("a change that cannot be read: %d", x.Status)
		}
		o.see(day+"/check", "There is nothing to confirm")
	})
}

// TestSomebodyIsAway is the coordinator's way from a shift to a confirmed plan.
func TestSomebodyIsAway(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		o := open(t, g, 3, 7)
		o.people = append(o.people, visittest.AddPerson(t, g, 8, 600, 45, 1, "catheter"))
		o.post(day+"/build", 303)
		o.post(day+"/publish", 303)
		before := o.assignments()
		name := string(before[o.people[0].ID].Account)
		away := day + "/shifts/" + string(o.shifts[name]) + "/away"
		o.see(away, "Report that Worker "+name+" is away", "Not well", "nobody is told before you have checked it")
		o.post(away, 422, "id", ids.New())
		id := ids.New()
		for range 2 {
			if a := o.post(away, 303, "id", id, "reason", "unwell", "until", string(tomorrow)); a.To != day+"/cover?shift="+string(o.shifts[name]) {
				t.Errorf("after reporting: %s", a.To)
			}
		}
		plan := o.see(day+"/cover", "Nobody found", "No worker has Catheter care", "Proposed", ", instead of Worker "+name, "Choose another for Person0", "Check ")
		o.see(day+"/cover?shift="+string(o.shifts[name]), "Cover plan for Worker "+name, "Find cover for 1 other visit of the day too")
		href := regexp.MustCompile(`href="(` + day + `/check[^"]+)"`).FindStringSubmatch(plan.Body)
		if href == nil {
			t.Fatal("the plan leads nowhere")
		}
		path := strings.ReplaceAll(href[1], "&amp;", "&")
		page := o.see(path, "Confirm and tell ")
		_, proposed, _ := strings.Cut(plan.Body, ">Proposed<")
		for _, want := range []string{"of travel.", "First time at this person", "Change in time"} {
			if !strings.Contains(proposed, want) {
				t.Errorf("the proposals do not say %q", want)
			}
		}
		choices := 0
		for _, find := range regexp.MustCompile(`href="(`+day+`/visits/[^"]+from=cover[^"]*)"`).FindAllStringSubmatch(plan.Body, -1) {
			if o.see(strings.ReplaceAll(find[1], "&amp;", "&"), "Cover plan").Has(day + "/cover?to=") {
				choices++
			}
		}
		if choices != strings.Count(plan.Body, ">Choose another for ") {
			t.Errorf("%d choices lead back to the plan", choices)
		}
		fields := []string{"seen", o.seen(page)}
		for _, to := range regexp.MustCompile(`name="to" value="([^"]+)"`).FindAllStringSubmatch(page.Body, -1) {
			fields = append(fields, "to", to[1])
		}
		o.post(day+"/check", 303, fields...)
		for p, a := range o.assignments() {
			if string(a.Account) == name {
				t.Errorf("%s is still with somebody who is away", p)
			}
		}
		o.see(day+"/calls", "instead of Worker "+name, "Told them")
		o.see(day+"/cover", "Nobody was found for 1 visit. Each says why.")
	})
}

// TestBoardSaysWhatTheListSays reads the data that the board is drawn from.
func TestBoardSaysWhatTheListSays(t *testing.T) {
	g := gatetest.SQLite(t)
	o := open(t, g, 4, 4)
	double := visittest.AddPerson(t, g, 5, 11*60, 45, 2, "")
	o.people = append(o.people, double, visittest.AddPerson(t, g, 7, 600, 45, 1, "catheter"))
	o.post(day+"/build", 303)
	body := o.see(day).Body
	_, rest, _ := strings.Cut(body, `<script type="application/json">`)
	data, _, _ := strings.Cut(rest, "</script>")
	var drawn struct {
		On     string
		May    bool
		Shifts [][]any
		Visits [][]any
		Names  []string
	}
	if err := json.Unmarshal([]byte(data), &drawn); err != nil {
		t.Fatal(err)
	}
	if drawn.On != string(tomorrow) || !drawn.May || len(drawn.Shifts) != 4 || len(drawn.Visits) != 7 || len(drawn.Names) != 6 {
		t.Fatalf("drawn %+v", drawn)
	}
	loose, twice := 0, 0
	for _, v := range drawn.Visits {
		if v[0].(float64) < 0 {
			loose++
		}
		if drawn.Names[int(v[6].(float64))] == "Person5 Madeup" && int(v[5].(float64))&2 == 2 {
			twice++
		}
	}
	if loose != 1 || twice != 2 {
		t.Errorf("%d without a worker, the visit by two drawn %d times: %v", loose, twice, drawn.Visits)
	}
	if strings.Contains(body, "style=") {
		t.Error("an inline style, which the policy refuses")
	}
}

func TestShiftPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		o := open(t, g, 1, 1)
		o.post(day+"/build", 303)
		o.see(day+"/shifts", "Add a shift", "Cancel Worker w0")
		o.see(day+"/shifts/new", "Who works?")
		member, id := string(o.members["w0"].ID), ids.New()
		for range 2 {
			o.post(day+"/shifts/new", 303, "id", id, "member", member, "start", "16:00", "end", "21:00", "break", "0")
		}
		o.post(day+"/shifts/new", 422, "id", ids.New(), "member", member, "start", "17:00", "end", "21:00", "break", "0")
		o.see(day+"/shifts/"+id+"/cancel", "Keep the shift")
		o.post(day+"/shifts/"+id+"/cancel", 422, "version", "1")
		o.post(day+"/shifts/"+id+"/cancel", 303, "version", "1", "reason", "Not needed.")
		o.see(day+"/shifts", "Cancelled: Not needed.")
		if a := o.b.Get(o.as, "/rota/"+string(today)+"/shifts/"+id+"/away"); a.Status != 404 {
			t.Errorf("a shift of another day: %d", a.Status)
		}
	})
}

// TestProposalsSayWhyNotOthers has one worker who may go and one who may not.
func TestProposalsSayWhyNotOthers(t *testing.T) {
	g := gatetest.SQLite(t)
	o := open(t, g, 3, 0)
	for i := range 3 {
		o.people = append(o.people, visittest.AddPerson(t, g, i, (9+i)*60, 45, 1, "catheter"))
	}
	trained := func(name string) {
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO staff_skill (member_id, skill) VALUES (?, 'catheter')`, o.members[name].ID)
		})
	}
	trained("w0")
	o.post(day+"/build", 303)
	o.post(day+"/publish", 303)
	trained("w1")
	o.post(day+"/shifts/"+string(o.shifts["w0"])+"/away", 303, "id", ids.New(), "reason", "unwell", "until", string(tomorrow))
	o.see(day+"/cover", "Worker w1 at ", "Why not somebody else", "Not Worker w2: does not have Catheter care.", "None: same time")
}
