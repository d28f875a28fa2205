package pack_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/face/field/pack"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const (
	today    = when.Date("2026-11-30")
	tomorrow = when.Date("2026-12-01")
)

// scene is two days of two workers, given out, at 9 in the morning of the first.
type scene struct {
	g       *gate.Gate
	office  context.Context
	workers map[string]context.Context
	members map[string]staff.Member
	shifts  map[string]roster.ShiftID // of today
	people  []visittest.Person
	phones  map[string]*phonetest.Phone // by account and name, set up when first used
}

func prepare(t testing.TB, g *gate.Gate, people int) *scene {
	t.Helper()
	g.Clock.Set(today.AtMinute(6 * 60))
	s := &scene{
		g: g, office: gatetest.As(t, g, "co", actor.Coordinator), workers: map[string]context.Context{},
		members: map[string]staff.Member{}, shifts: map[string]roster.ShiftID{},
	}
	for _, name := range []string{"sam", "pat"} {
		s.members[name], s.workers[name] = visittest.AddWorker(t, g, name)
		for _, day := range []when.Date{today, tomorrow} {
			id := roster.ShiftID(ids.New())
			if day == today {
				s.shifts[name] = id
			}
			must(t, roster.AddShift(s.office, g, roster.Shift{ID: id, Member: s.members[name].ID, On: day, StartMin: 7 * 60, EndMin: 14 * 60, BreakMin: 20}))
		}
	}
	for i := range people {
		s.people = append(s.people, visittest.AddPerson(t, g, i, (8+i%5)*60, 45, 1, ""))
	}
	for _, day := range []when.Date{today, tomorrow} {
		must(t, roster.Build(s.office, g, day))
		must(t, roster.Publish(s.office, g, day))
	}
	g.Clock.Set(today.AtMinute(9 * 60))
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// run is whom a worker goes to on a day, by time.
func (s *scene) run(t testing.TB, account string, days ...when.Date) (stops []roster.Stop) {
	t.Helper()
	visittest.Read(t, s.g, func(x *gate.Snapshot) error {
		for _, d := range days {
			more, err := roster.MyDay(x, ids.Account(account), d)
			if err != nil {
				return err
			}
			stops = append(stops, more...)
		}
		return nil
	})
	return stops
}

// phone is one of the worker's phones, as the record has it now.
func (s *scene) phone(t testing.TB, account, name string) phone.Phone {
	t.Helper()
	if s.phones == nil {
		s.phones = map[string]*phonetest.Phone{}
	}
	p := s.phones[account+name]
	if p == nil {
		p = phonetest.Enrol(t, s.workers[account], s.g)
		s.phones[account+name] = p
	}
	var out phone.Phone
	visittest.Read(t, s.g, func(x *gate.Snapshot) (err error) {
		out, err = phone.Get(x, p.ID)
		return err
	})
	return out
}

func (s *scene) pull(t testing.TB, account, name, cursor string) pack.Answer {
	t.Helper()
	a, err := pack.Pull(s.workers[account], s.g, s.phone(t, account, name), cursor)
	must(t, err)
	return a
}

// whole is all that an answer says, as it goes to the phone.
func whole(t testing.TB, a pack.Answer) string {
	t.Helper()
	b, err := json.Marshal(a)
	must(t, err)
	return string(b)
}

func keys(a pack.Answer) (out []string) {
	for _, p := range a.Parts {
		out = append(out, p.Key)
	}
	return out
}

// body reads one part of an answer.
func body(t testing.TB, a pack.Answer, key string) map[string]any {
	t.Helper()
	for _, p := range a.Parts {
		if p.Key == key {
			var out map[string]any
			must(t, json.Unmarshal([]byte(p.Body), &out))
			return out
		}
	}
	t.Fatalf("no part %s among %v", key, keys(a))
	return nil
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

func TestWholePack(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 6)
		a := s.pull(t, "sam", "phone", "")
		stops := s.run(t, "sam", today, tomorrow)
		want := map[string]bool{"shift": true, "day:2026-11-30": true, "day:2026-12-01": true}
		for _, x := range stops {
			want["person:"+string(x.Person)] = true
		}
		if len(stops) < 4 || len(a.Parts) != len(want) || len(a.Manifest.Parts) != len(want) || len(a.Forget) != 0 {
			t.Fatalf("%d stops, parts %v, want %v", len(stops), keys(a), want)
		}
		var lines strings.Builder
		for i, p := range a.Parts {
			m := a.Manifest.Parts[i]
			if !want[p.Key] || m.Key != p.Key || m.Hash != sum(p.Body) {
				t.Errorf("part %s, in the manifest %+v", p.Key, m)
			}
			lines.WriteString(m.Key + " " + m.Hash + "\n")
		}
		if !slices.IsSortedFunc(a.Manifest.Parts, func(x, y pack.Line) int { return strings.Compare(x.Key, y.Key) }) || a.Manifest.Hash != sum(lines.String()) {
			t.Error("the manifest is not the hash of its lines in order")
		}
		if want := tomorrow.AtMinute(26 * 60); a.Manifest.Until != want.Text() {
			t.Errorf("until %s, want twelve hours after tomorrow's shift", a.Manifest.Until)
		}
		shift := body(t, a, "shift")
		if shift["name"] != "Worker sam" || shift["account"] != "sam" || shift["until"] != a.Manifest.Until || len(shift["ladder"].([]any)) != 6 ||
			len(shift["week"].([]any)) != 2 || shift["hours"].(map[string]any)["week_min"] != 800.0 || shift["mileage"] == nil {
			t.Errorf("the shift: %v", shift)
		}
		first := stops[0]
		day := body(t, a, "day:2026-11-30")
		x := day["stops"].([]any)[0].(map[string]any)
		if day["published"] != true || x["visit"] != string(first.ID) || x["told_min"] != float64(first.ToldMin) || x["opens_at"] != "2026-11-30T05:00:00.000Z" ||
			x["state"] != "planned" || x["arrived_at"] != "" || x["area"] != "CB1" || x["version"] != 1.0 {
			t.Errorf("the first stop: %v", x)
		}
		p := body(t, a, "person:"+string(first.Person))
		tasks := p["visits"].([]any)[0].(map[string]any)["tasks"].([]any)
		if p["full_name"] != first.Name+" Madeup" || p["goals"].([]any)[0].(map[string]any)["words"] != "Make my own breakfast" || len(tasks) != 4 ||
			tasks[0].(map[string]any)["words"] != "Task wash" || tasks[0].(map[string]any)["last"] != nil {
			t.Errorf("the first person: %v", p)
		}
		if len(shift["concerns"].([]any)) != len(visit.ConcernKinds) || len(shift["outcomes"].([]any)) != 3 || len(shift["reasons"].([]any)) == 0 || len(shift["standby"].([]any)) != 0 {
			t.Errorf("the shift: %v", shift)
		}
		text := whole(t, a)
		for _, may := range []string{"last", "first", "comfort", "surgery", "pharmacy"} {
			text = strings.ReplaceAll(text, `\"`+may+`\":null`, "")
		}
		if strings.Contains(text, "null") {
			t.Error("something is null that must not be")
		}
	})
}

// TestSameBytes: the same record gives the same manifest, to any phone and at
// another minute of the same day.
func TestSameBytes(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 6)
		a := s.pull(t, "sam", "one", "")
		g.Clock.Set(today.AtMinute(11 * 60))
		b := s.pull(t, "sam", "another", "")
		if a.Manifest.Hash != b.Manifest.Hash {
			t.Errorf("%s and %s", whole(t, a), whole(t, b))
		}
	})
}

// TestWhatChanged: a phone is given the parts that differ and no others.
func TestWhatChanged(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 6)
		a := s.pull(t, "sam", "phone", "")
		again := s.pull(t, "sam", "phone", a.Cursor)
		if len(again.Parts)+len(again.Forget) != 0 || again.Manifest.Hash != a.Manifest.Hash || again.Cursor == a.Cursor {
			t.Fatalf("nothing changed: %v", keys(again))
		}
		x := s.run(t, "sam", today)[0]
		tasks := []visit.TaskDone{{Task: s.of(x.Person).Tasks[0], Level: "reminder"}}
		must(t, visit.Record(s.workers["sam"], g, visit.Recording{
			Person: x.Person, Visit: x.ID, Arrived: today.AtMinute(8 * 60), Left: today.AtMinute(8*60 + 40), Tasks: tasks, Feeling: visit.Better, Note: "All well", Channel: visit.App,
		}))
		b := s.pull(t, "sam", "phone", again.Cursor)
		if got := keys(b); !slices.Equal(got, []string{"day:2026-11-30", "person:" + string(x.Person)}) {
			t.Errorf("after a visit was recorded: %v", got)
		}
		p := body(t, b, "person:"+string(x.Person))
		h := p["history"].([]any)[0].(map[string]any)
		if h["note"] != "All well" || h["worker"] != "Worker sam" || h["state"] != "done" || h["on"] != string(today) {
			t.Errorf("history %v", h)
		}
		last := p["visits"].([]any)[1].(map[string]any)["tasks"].([]any)[0].(map[string]any)["last"].(map[string]any)
		if last["level"] != "reminder" || last["on"] != string(today) {
			t.Errorf("beside tomorrow's task: %v", last)
		}
		if own := p["visits"].([]any)[0].(map[string]any)["tasks"].([]any)[0].(map[string]any)["last"]; own != nil {
			t.Errorf("a visit is beside itself: %v", own)
		}
	})
}

func (s *scene) of(p ids.Person) visittest.Person {
	i := slices.IndexFunc(s.people, func(x visittest.Person) bool { return x.ID == p })
	return s.people[i]
}

// TestCursors: one that does not open, is another account's or another phone's
// gives a whole pack.
func TestCursors(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 6)
		mine := s.pull(t, "sam", "phone", "")
		theirs := s.pull(t, "pat", "phone", "")
		for name, cursor := range map[string]string{
			"none": "", "no cursor": "what is this", "another account's": theirs.Cursor,
			"another phone's": s.pull(t, "sam", "other", "").Cursor, "cut short": mine.Cursor[:len(mine.Cursor)-2],
		} {
			if a := s.pull(t, "sam", "phone", cursor); len(a.Parts) != len(mine.Parts) || len(a.Forget) != 0 || a.Manifest.Hash != mine.Manifest.Hash {
				t.Errorf("%s: %d parts, forget %v", name, len(a.Parts), a.Forget)
			}
		}
		if strings.Contains(mine.Cursor, "person") || strings.Contains(mine.Cursor, string(s.people[0].ID)) {
			t.Error("the cursor can be read")
		}
	})
}

// TestTheDayAfter: yesterday goes, but for a visit nobody recorded, while it may
// still be written about.
func TestTheDayAfter(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 6)
		must(t, roster.AddShift(s.office, g, roster.Shift{ID: roster.ShiftID(ids.New()), Member: s.members["sam"].ID, On: today, StartMin: 17 * 60, EndMin: 22 * 60}))
		a := s.pull(t, "sam", "phone", "")
		stops := s.run(t, "sam", today)
		for _, x := range stops[1:] {
			must(t, visit.Record(s.workers["sam"], g, visit.Recording{
				Person: x.Person, Visit: x.ID, Arrived: today.AtMinute(8 * 60), Left: today.AtMinute(8*60 + 30), Channel: visit.App,
			}))
		}
		g.Clock.Set(tomorrow.AtMinute(9*60 + 59))
		b := s.pull(t, "sam", "phone", a.Cursor)
		day := body(t, pack.Answer{Parts: s.pull(t, "sam", "phone", "").Parts}, "day:2026-11-30")
		if left := day["stops"].([]any); len(left) != 1 || left[0].(map[string]any)["visit"] != string(stops[0].ID) {
			t.Errorf("of yesterday there is %v", left)
		}
		g.Clock.Set(tomorrow.AtMinute(10*60 + 1))
		c := s.pull(t, "sam", "phone", b.Cursor)
		if !slices.Contains(c.Forget, "day:2026-11-30") {
			t.Errorf("twelve hours after the shift: forget %v", c.Forget)
		}
	})
}

// TestNightShift: the run of a shift that goes past midnight stays whole.
func TestNightShift(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		g.Clock.Set(today.AtMinute(6 * 60))
		office := gatetest.As(t, g, "co", actor.Coordinator)
		m, ctx := visittest.AddWorker(t, g, "sam")
		visittest.AddPerson(t, g, 1, 23*60, 45, 1, "")
		must(t, roster.AddShift(office, g, roster.Shift{ID: roster.ShiftID(ids.New()), Member: m.ID, On: today, StartMin: 22 * 60, EndMin: 30 * 60}))
		must(t, roster.Build(office, g, today))
		must(t, roster.Publish(office, g, today))
		s := &scene{g: g, workers: map[string]context.Context{"sam": ctx}}
		x := s.run(t, "sam", today)[0]
		g.Clock.Set(tomorrow.AtMinute(30))
		must(t, visit.Record(ctx, g, visit.Recording{
			Person: x.Person, Visit: x.ID, Arrived: today.AtMinute(23 * 60), Left: today.AtMinute(23*60 + 40), Channel: visit.App,
		}))
		if stops := body(t, s.pull(t, "sam", "phone", ""), "day:2026-11-30")["stops"].([]any); len(stops) != 1 {
			t.Errorf("at half past midnight: %v", stops)
		}
		g.Clock.Set(tomorrow.AtMinute(6*60 + 1))
		if a := s.pull(t, "sam", "phone", ""); slices.Contains(keys(a), "day:2026-11-30") || strings.Contains(whole(t, a), string(x.Person)) {
			t.Errorf("after the shift, all recorded: %v", keys(a))
		}
	})
}

// TestNoRun: a worker with no shift has an empty pack, and somebody who does not
// visit has none.
func TestNoRun(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 0)
		a := s.pull(t, "sam", "phone", "")
		if got := keys(a); !slices.Equal(got, []string{"day:2026-11-30", "day:2026-12-01", "shift"}) || a.Manifest.Until != tomorrow.Start().Text() {
			t.Errorf("%v until %s", got, a.Manifest.Until)
		}
		s.workers["co"] = s.office
		if _, err := pack.Pull(s.office, g, s.phone(t, "co", "phone"), ""); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a coordinator: %v", err)
		}
	})
}

// TestFewStatements: as many for twenty people as for four.
func TestFewStatements(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 6)
		few := s.count(t)
		for i := range 14 {
			s.people = append(s.people, visittest.AddPerson(t, g, 6+i, 7*60+30+i*25, 20, 1, ""))
		}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			for _, p := range s.people { // so that short visits are by a worker who is known
				if err := tx.Exec(`UPDATE episode SET started_on = '2026-11-01' WHERE id = ?`, p.Episode); err != nil {
					return err
				}
				if err := tx.Exec(`INSERT INTO roster_assignment (visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min) VALUES (?, 1, 'x', 'sam', ?, '2026-11-20', 1, 600, 5)`, "old"+p.ID, p.ID); err != nil {
					return err
				}
			}
			return nil
		})
		for _, day := range []when.Date{today, tomorrow} {
			must(t, roster.Build(s.office, g, day))
		}
		if n := len(s.run(t, "sam", today, tomorrow)); n < 12 {
			t.Fatalf("only %d stops", n)
		}
		if many := s.count(t); many != few || many > 26 {
			t.Errorf("%d statements for many people, %d for few", many, few)
		}
	})
}

func (s *scene) count(t *testing.T) int {
	t.Helper()
	ctx, counter := gate.WithCounter(s.workers["sam"])
	must(t, s.g.Read(ctx, pack.MayPull, gate.Council, func(x *gate.Snapshot) error {
		_, err := pack.Build(x, phone.Phone{ID: "phone", Account: "sam"})
		return err
	}))
	return len(counter.Statements)
}
