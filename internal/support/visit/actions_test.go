package visit_test

import (
	"context"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

// scene is one person whose visits of a day have been made.
type scene struct {
	g      *gate.Gate
	p      visittest.Person
	office context.Context
	sam    context.Context // a worker on the person's work
	ada    context.Context // a worker who is not
}

func prepare(t *testing.T, g *gate.Gate, workers int) scene {
	t.Helper()
	s := scene{g: g, p: visittest.AddPerson(t, g, 1, 8*60, 45, workers, ""), office: gatetest.As(t, g, "co", actor.Coordinator)}
	_, s.sam = visittest.AddWorker(t, g, "sam")
	_, s.ada = visittest.AddWorker(t, g, "ada")
	gatetest.Relate(t, g, "sam", s.p.ID, actor.Work)
	s.generate(t, today)
	return s
}

func (s scene) generate(t *testing.T, day when.Date) (n int) {
	t.Helper()
	visittest.Write(t, s.g, func(tx *gate.Tx) (err error) {
		n, err = visit.Generate(tx, day)
		return err
	})
	return n
}

func (s scene) on(t *testing.T, day when.Date) visit.Visit {
	t.Helper()
	var vs []visit.Visit
	visittest.Read(t, s.g, func(x *gate.Snapshot) (err error) {
		vs, err = visit.OfPerson(x, s.p.ID, day, day)
		return err
	})
	if len(vs) != 1 {
		t.Fatalf("%d visits on %s, want 1", len(vs), day)
	}
	return vs[0]
}

func (s scene) alerts(t *testing.T) map[alert.Kind]int {
	t.Helper()
	out := map[alert.Kind]int{}
	visittest.Read(t, s.g, func(x *gate.Snapshot) error {
		all, err := alert.Open(x)
		for _, a := range all {
			out[a.Kind]++
		}
		return err
	})
	return out
}

// recording is a sound record of the visit at 8, all tasks at one step.
func (s scene) recording(v visit.Visit, level assessment.Level) visit.Recording {
	r := visit.Recording{
		Person: s.p.ID, Visit: v.ID, Version: v.Version, Arrived: v.On.AtMinute(8 * 60), Left: v.On.AtMinute(8*60 + 40),
		Feeling: visit.Same, Channel: visit.Web,
	}
	for _, task := range s.p.Tasks {
		r.Tasks = append(r.Tasks, visit.TaskDone{Task: task, Level: level})
	}
	return r
}

func TestGenerateTwice(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		if n := s.generate(t, today); n != 0 {
			t.Errorf("a second time made %d visits", n)
		}
		v := s.on(t, today)
		if !v.First || v.DurationMin != 75 || v.State != visit.Planned {
			t.Errorf("the first visit is %+v, want 30 minutes longer than 45", v)
		}
		if n := s.generate(t, today.Add(1)); n != 1 {
			t.Errorf("tomorrow has %d visits", n)
		}
		if v := s.on(t, today.Add(1)); v.First || v.DurationMin != 45 {
			t.Errorf("the second visit is %+v", v)
		}
	})
}

// TestRecordAfterMissed: a worker who had no signal recorded the visit as they
// knew it; that it was taken for missed meanwhile makes no clash of it.
func TestRecordAfterMissed(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		visittest.Write(t, g, func(tx *gate.Tx) error { return visit.Miss(tx, s.p.ID, v.ID, true) })
		if got := s.on(t, today); got.State != visit.Missed || got.Version != v.Version {
			t.Fatalf("missed as %+v", got)
		}
		if err := visit.Record(s.sam, g, s.recording(v, assessment.HandsOn)); err != nil {
			t.Errorf("the record of it: %v", err)
		}
		if got := s.on(t, today); got.State != visit.Done || got.Version != v.Version+1 {
			t.Errorf("recorded as %+v", got)
		}
	})
}

// TestFirstRecordStartsEpisode: a sound record is kept whole, once, and starts
// the episode.
func TestFirstRecordStartsEpisode(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		ctx, counter := gate.WithCounter(s.sam)
		ctx = gate.WithKey(ctx, "k", []byte("body"))
		if err := visit.Record(ctx, g, s.recording(v, assessment.HandsOn)); err != nil {
			t.Fatal(err)
		}
		if n := len(counter.Statements); n > 12 {
			t.Errorf("%d statements, at most 12 are allowed:\n%v", n, counter.Statements)
		}
		if err := visit.Record(ctx, g, s.recording(v, assessment.HandsOn)); err != nil {
			t.Errorf("the same again: %v", err)
		}
		got := s.on(t, today)
		if got.State != visit.Done || got.RecordedBy != "sam" || got.Version != v.Version+1 || got.Left.Clock() != "8:40am" {
			t.Errorf("recorded as %+v", got)
		}
		var tasks []visit.Task
		var e episode.Episode
		var trends []visit.TaskTrend
		visittest.Read(t, g, func(x *gate.Snapshot) (err error) {
			if tasks, err = visit.TasksOf(x, s.p.ID, v.ID); err != nil {
				return err
			}
			if trends, err = visit.Trend(x, s.p.ID); err != nil {
				return err
			}
			e, err = episode.Get(x, s.p.ID, s.p.Episode)
			return err
		})
		if len(tasks) != 4 || tasks[0].Level != assessment.HandsOn || !tasks[0].Activity.Known() || tasks[0].Activity == assessment.Other {
			t.Errorf("tasks %+v", tasks)
		}
		if len(trends) != 4 || trends[0].Last() != assessment.HandsOn {
			t.Errorf("trends %+v", trends)
		}
		if e.State != episode.StateActive || e.StartedOn != today {
			t.Errorf("the episode is %s from %s: the first record starts it", e.State, e.StartedOn)
		}
	})
}

func TestWhoMayRecord(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		r := s.recording(v, assessment.Alone)
		analyst := gatetest.As(t, g, "an", actor.Analyst)
		other := visittest.AddPerson(t, g, 2, 480, 45, 1, "")
		elsewhere := r
		elsewhere.Person = other.ID
		for name, c := range map[string]struct {
			ctx context.Context
			r   visit.Recording
		}{
			"nobody":                {context.Background(), r},
			"worker not on work":    {s.ada, r},
			"analyst":               {analyst, r},
			"through another":       {s.office, elsewhere},
			"no such visit":         {s.office, visit.Recording{Person: s.p.ID, Visit: visit.ID(ids.New())}},
			"related, wrong person": {s.sam, elsewhere},
		} {
			err := visit.Record(c.ctx, g, c.r)
			if k := fault.KindOf(err); k != fault.NotFound && k != fault.Unauthenticated {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := s.on(t, today); got.State != visit.Planned {
			t.Errorf("something was recorded: %+v", got)
		}
	})
}

func TestRecordConflicts(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		r := s.recording(v, assessment.Alone)
		r.Version = v.Version + 7
		if err := visit.Record(s.sam, g, r); !fault.Is(err, "gate.changed") {
			t.Errorf("another version: %v", err)
		}
		r.Version = 0
		if err := visit.Record(s.sam, g, r); err != nil {
			t.Errorf("who did not say which version they saw: %v", err)
		}
		if err := visit.Record(s.office, g, r); !fault.Is(err, "visit.already_recorded") {
			t.Errorf("a second record: %v", err)
		}
	})
}

func TestSecondWorkerIsKept(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 2)
		gatetest.Relate(t, g, "ada", s.p.ID, actor.Work)
		v := s.on(t, today)
		if err := visit.Record(s.sam, g, s.recording(v, assessment.Alone)); err != nil {
			t.Fatal(err)
		}
		r := s.recording(v, assessment.Alone)
		r.Note, r.Feeling = "I left ten minutes after Sam.", visit.Worse
		if err := visit.Record(s.ada, g, r); err != nil {
			t.Fatalf("the second worker: %v", err)
		}
		if err := visit.Record(s.ada, g, r); !fault.Is(err, "visit.already_recorded") {
			t.Errorf("the second worker again: %v", err)
		}
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			as, err := visit.Additions(x, s.p.ID, v.ID)
			if len(as) != 1 || as[0].Kind != visit.SecondWorker || as[0].By != "ada" || as[0].Words != r.Note {
				t.Errorf("additions %+v", as)
			}
			return err
		})
		if s.alerts(t)[alert.WorseThanBefore] != 1 {
			t.Error("not so well, said the second worker, and nobody was told")
		}
	})
}

func TestWorseThanBefore(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		levels := []assessment.Level{assessment.Alone, assessment.Reminder, assessment.NotDone, assessment.Alone, assessment.HandsOn}
		for i, level := range levels {
			day := today.Add(i)
			g.Clock.Set(day.AtMinute(9*60 + 5))
			s.generate(t, day)
			if err := visit.Record(s.office, g, s.recording(s.on(t, day), level)); err != nil {
				t.Fatal(err)
			}
			want := 0
			if i == 4 { // hands on (2) after alone, reminder, alone (5, 4, 5): two steps below the least
				want = 1
			}
			if n := s.alerts(t)[alert.WorseThanBefore]; n != want {
				t.Errorf("after %s on day %d: %d alerts, want %d", level, i, n, want)
			}
		}
	})
}

func TestNoAnswerAndThenAnswered(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		n := visit.NotAnswered{
			Person: s.p.ID, Visit: v.ID, Version: v.Version, Arrived: today.AtMinute(8 * 60),
			Tried: []visit.Tried{visit.Knocked, visit.Rang, visit.Knocked}, Channel: visit.Web,
		}
		ctx, counter := gate.WithCounter(s.sam)
		if err := visit.NoAnswer(gate.WithKey(ctx, "k", nil), g, n); err != nil {
			t.Fatal(err)
		}
		if k := len(counter.Statements); k > 12 {
			t.Errorf("%d statements", k)
		}
		v = s.on(t, today)
		if v.State != visit.Unanswered || len(v.Tried()) != 2 || s.alerts(t)[alert.NoAnswer] != 1 {
			t.Errorf("after no answer: %+v, alerts %v", v, s.alerts(t))
		}
		if err := visit.Record(s.sam, g, s.recording(v, assessment.Alone)); err != nil {
			t.Fatalf("the door opened after all: %v", err)
		}
		if len(s.alerts(t)) != 0 {
			t.Errorf("the record did not answer the alert: %v", s.alerts(t))
		}
	})
}

func TestNotWanted(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		for i, want := range []int{1, 2, 2} { // the first of the episode; a repeated one; after three made visits, none
			day := today.Add(i * 5)
			for back := 3; back > 0 && i == 2; back-- {
				made := day.Add(-back)
				g.Clock.Set(made.AtMinute(600))
				s.generate(t, made)
				if err := visit.Record(s.office, g, s.recording(s.on(t, made), assessment.Alone)); err != nil {
					t.Fatal(err)
				}
			}
			g.Clock.Set(day.AtMinute(600))
			s.generate(t, day)
			d := visit.Declined{Person: s.p.ID, Visit: s.on(t, day).ID, Reason: visit.Managed, Channel: visit.Office}
			if err := visit.NotWanted(s.office, g, d); err != nil {
				t.Fatal(err)
			}
			if n := s.alerts(t)[alert.NotWanted]; n != want {
				t.Errorf("time %d: %d alerts, want %d", i, n, want)
			}
		}
		if err := visit.NotWanted(s.office, g, visit.Declined{Person: s.p.ID, Visit: s.on(t, today).ID, Reason: "because"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("again: %v", err)
		}
	})
}

func TestArrive(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		v := s.on(t, today)
		a := visit.Arrival{Person: s.p.ID, Visit: v.ID, At: today.AtMinute(8*60 + 20)}
		visittest.Write(t, g, func(tx *gate.Tx) error {
			return alert.Raise(tx, alert.New{Kind: alert.Late, Person: s.p.ID, Source: string(v.ID)})
		})
		for range 2 {
			if err := visit.Arrive(s.sam, g, a); err != nil {
				t.Fatal(err)
			}
			a.At = a.At.Add(time.Minute) // the first word counts
		}
		got := s.on(t, today)
		if got.Arrived.Clock() != "8:20am" || got.Version != v.Version || got.State != visit.Planned {
			t.Errorf("after arriving: %+v", got)
		}
		if len(s.alerts(t)) != 0 {
			t.Errorf("still late: %v", s.alerts(t))
		}
		if err := visit.Arrive(s.ada, g, a); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a worker who is not on the work: %v", err)
		}
	})
}
