package choice_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/risk/choice"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

func setUp(t *testing.T, g *gate.Gate) (ids.Person, context.Context, context.Context) {
	p := visittest.AddPerson(t, g, 1, 540, 45, 1, "")
	_, worker := visittest.AddWorker(t, g, "w")
	gatetest.Relate(t, g, "w", p.ID, actor.Work)
	return p.ID, gatetest.As(t, g, "th", actor.Therapist), worker
}

func wants(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("want %q, got %v", code, err)
	}
}

func decision(p ids.Person) choice.Capacity {
	return choice.Capacity{
		ID: ids.New(), Person: p, Decision: "Whether to bathe alone", On: today, Doubt: "Forgot the fall", Helped: "Talked in the morning",
		Understands: choice.Yes, Retains: choice.Yes, Weighs: choice.Yes, Communicates: choice.Yes, Evidence: "Said: “I know.”", Outcome: choice.Can, ReviewOn: today.Add(30),
	}
}

func cannot(p ids.Person) choice.Capacity {
	x := decision(p)
	x.Retains, x.Cause, x.CauseWords, x.Outcome = choice.No, choice.Yes, "Memory after the stroke: forgets the risk within minutes", choice.Cannot
	x.Interests, x.Wishes, x.Consulted, x.Least, x.Decided = "Bath or shower", "Loves the bath", "Daughter", "A worker stays outside the door", "Bathes with somebody near; the therapist"
	return x
}

// TestFunctionThenCause: what they could do comes first, then why not; "cannot"
// needs both, and only then does anybody ask what is best for them.
func TestFunctionThenCause(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p, office, worker := setUp(t, g)
		for _, c := range []struct {
			name  string
			spoil func(*choice.Capacity)
			want  []string
		}{
			{"can", func(*choice.Capacity) {}, nil},
			{"could do all four, and an impairment", func(x *choice.Capacity) { x.Cause = choice.Yes; x.CauseWords = "x" }, []string{"cause"}},
			{"could not weigh, and nobody said why", func(x *choice.Capacity) { x.Weighs = choice.No }, []string{"cause"}},
			{"could not weigh, no impairment: they can", func(x *choice.Capacity) { x.Weighs, x.Cause = choice.No, choice.No }, nil},
			{"cannot, without impairment", func(x *choice.Capacity) { *x = cannot(p); x.Cause = choice.No }, []string{"outcome"}},
			{"cannot, though they could do all four", func(x *choice.Capacity) { *x = cannot(p); x.Retains, x.Cause = choice.Yes, "" }, []string{"outcome"}},
			{"can, though something was missing", func(x *choice.Capacity) {
				x.Weighs, x.Cause, x.CauseWords = choice.No, choice.Yes, "Delirium"
			}, []string{"outcome"}},
			{"wait", func(x *choice.Capacity) {
				x.Weighs, x.Cause, x.CauseWords, x.Outcome = choice.No, choice.Yes, "Delirium, better every day", choice.Wait
			}, nil},
			{"wait for nothing", func(x *choice.Capacity) { x.Outcome = choice.Wait }, []string{"outcome"}},
			{"which impairment?", func(x *choice.Capacity) { *x = cannot(p); x.CauseWords = "" }, []string{"cause_words"}},
			{"cannot, and nobody asked what is best", func(x *choice.Capacity) {
				*x = cannot(p)
				x.Interests, x.Wishes, x.Consulted, x.Least, x.Decided = "", "", "", "", ""
			}, []string{"interests", "wishes", "consulted", "least", "decided"}},
			{"can, and somebody decided for them", func(x *choice.Capacity) { x.Decided = "We did" }, []string{"decided"}},
			{"no decision", func(x *choice.Capacity) { x.Decision = "" }, []string{"decision"}},
			{"no help", func(x *choice.Capacity) { x.Helped = "" }, []string{"helped"}},
			{"no answer", func(x *choice.Capacity) { x.Understands = "" }, []string{"understands"}},
		} {
			x := decision(p)
			c.spoil(&x)
			x.ID = ids.New()
			err := choice.Assess(office, g, x)
			f, _ := fault.Of(err)
			var got []string
			if f != nil {
				got = f.Order
			}
			if err != nil && f == nil || !slices.Equal(got, c.want) {
				t.Errorf("%s: %v (%v), want %v", c.name, got, err, c.want)
			}
		}
		wants(t, choice.Assess(worker, g, decision(p)), "gate.not_found")
	})
}

// TestNobodyLacksCapacityInGeneral: pages speak of a decision, whatever became of
// it, and so does every word in the program's own text.
func TestNobodyLacksCapacityInGeneral(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p, office, _ := setUp(t, g)
		wants(t, choice.Assess(office, g, cannot(p)), "")
		b := visittest.Serve(t, g, choice.Routes)
		a := b.Get(office, "/people/"+string(p)+"/risks/capacity")
		if a.Status != 200 || !a.Has("They cannot make this decision now", "Could not keep it in mind long enough", "Whether to bathe alone") || a.Statements > 8 {
			t.Errorf("%d, %d statements", a.Status, a.Statements)
		}
		for _, words := range []string{"lacks capacity", "lack capacity", "no capacity", "incapable", "incapacity"} {
			if strings.Contains(strings.ToLower(a.Body), words) {
				t.Errorf("the page says %q", words)
			}
		}
	})
	texts, err := filepath.Glob("../*.go")
	if more, _ := filepath.Glob("../*/*.go"); err == nil {
		texts = append(texts, more...)
	}
	if len(texts) < 20 {
		t.Fatalf("only %d files read", len(texts))
	}
	for _, name := range texts {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			if !strings.HasPrefix(strings.TrimSpace(line), "//") && strings.Contains(strings.ToLower(line), "lacks capacity") {
				t.Errorf("%s says of somebody that they lack capacity: %s", name, line)
			}
		}
	}
}

func agreed(p ids.Person) choice.Choice {
	return choice.Choice{
		ID: ids.New(), Person: p, On: today, Wants: "I want to sleep upstairs", Matters: "It is our bed", Benefits: "Sleeps", Risks: "A fall", Agreed: "Goes up once",
		Limits: "After a fall", Present: "Daughter", Deciding: choice.NoDoubt, Mark: choice.Aloud, ReviewWhen: "A fall", ReviewOn: today.Add(30),
	}
}

func TestChoices(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p, office, worker := setUp(t, g)
		other := visittest.AddPerson(t, g, 2, 540, 45, 1, "")
		empty := choice.Choice{ID: ids.New(), Person: p}
		f, _ := fault.Of(choice.Agree(worker, g, empty, 0))
		if f == nil || len(f.Order) != 12 {
			t.Errorf("an empty form: %v", f)
		}
		x := agreed(p)
		wants(t, choice.Agree(worker, g, x, 0), "")
		wants(t, choice.Agree(worker, g, x, 0), "gate.exists")
		k := decision(p)
		k.Weighs, k.Cause, k.CauseWords, k.Outcome = choice.No, choice.Yes, "Delirium", choice.Wait
		wants(t, choice.Assess(office, g, k), "")
		y := agreed(p)
		y.Deciding = choice.Assessed
		wants(t, choice.Agree(worker, g, y, 0), "risk.choice")
		y.CapacityID = k.ID
		wants(t, choice.Agree(worker, g, y, 0), "risk.choice_wait")
		foreign := decision(other.ID)
		wants(t, choice.Assess(office, g, foreign), "")
		y.CapacityID = foreign.ID
		wants(t, choice.Agree(worker, g, y, 0), "gate.not_found")
		able := decision(p)
		wants(t, choice.Assess(office, g, able), "")
		y.CapacityID, y.Replaces = able.ID, x.ID
		wants(t, choice.Agree(worker, g, y, 7), "gate.changed")
		wants(t, choice.Agree(worker, g, y, 1), "")
		b := visittest.Serve(t, g, choice.Routes)
		at := "/people/" + string(p) + "/risks/choices"
		a := b.Get(worker, at)
		if a.Status != 200 || !a.Has("Whether to bathe alone: They can make this decision", "Agreed aloud, read back to them", "What was agreed before", "Looked at again.") || a.Statements > 8 {
			t.Errorf("%d, %d statements: %s", a.Status, a.Statements, a.Body)
		}
		if a := b.Get(worker, at+"/new?again="+x.ID); a.Status != 404 {
			t.Errorf("looking again at what was replaced: %d", a.Status)
		}
		if a := b.Get(worker, at+"/new?again="+y.ID); a.Status != 200 || !a.Has("I want to sleep upstairs", "This takes the place of") {
			t.Errorf("looking again: %d", a.Status)
		}
		form := []string{
			"id", ids.New(), "replaces", y.ID, "version", "1", "on-day", "30", "on-month", "11", "on-year", "2026", "wants", "w", "matters", "m", "benefits", "b", "risks", "r", "agreed", "a",
			"limits", "l", "present", "p", "deciding", "no_doubt", "mark", "signed", "review_when", "a fall", "review_on-day", "1", "review_on-month", "2", "review_on-year", "2027",
		}
		if a := b.Post(worker, at+"/new", form...); a.To != at {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		wants(t, choice.End(worker, g, risk.Ending{Person: p, ID: form[1], Version: 1, Why: "no"}), "risk.ending")
		wants(t, choice.End(worker, g, risk.Ending{Person: p, ID: form[1], Version: 1, Why: "Sleeps downstairs now"}), "")
	})
}

func TestOrders(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p, office, worker := setUp(t, g)
		o := choice.Order{ID: ids.New(), Person: p, Kind: "lpa_health", Who: "Ann Bell", Covers: "Health"}
		for name, spoil := range map[string]func(*choice.Order){
			"kind":     func(o *choice.Order) { o.Kind = "will" },
			"who":      func(o *choice.Order) { o.Who = "" },
			"copy":     func(o *choice.Order) { o.SeenOn = today },
			"seen_on":  func(o *choice.Order) { o.SeenOn, o.Copy = today.Add(1), "File" },
			"until_on": func(o *choice.Order) { o.Kind = "liberty" },
		} {
			bad := o
			spoil(&bad)
			f, _ := fault.Of(choice.See(worker, g, bad))
			if f == nil || !slices.Equal(f.Order, []string{name}) {
				t.Errorf("%s: %v", name, f)
			}
		}
		wants(t, choice.See(worker, g, o), "")
		liberty := choice.Order{ID: ids.New(), Person: p, Kind: "liberty", Who: "Court", Covers: "Front door", SeenOn: today, Copy: "File", UntilOn: today.Add(1)}
		wants(t, choice.See(office, g, liberty), "")
		b := visittest.Serve(t, g, choice.Routes)
		at := "/people/" + string(p) + "/risks"
		if a := b.Get(worker, at+"/orders"); a.Status != 200 || !a.Has("Ann Bell", "Nobody has seen the paper") || a.Statements > 8 {
			t.Errorf("%d", a.Status)
		}
		if a := b.Get(office, at+"/capacity/new"); !a.Has("Lasting power of attorney, health and welfare: Ann Bell") {
			t.Error("who asks about a decision does not see the papers")
		}
		g.Clock.Set(today.Add(2).AtMinute(540))
		if a := b.Get(office, at+"/orders"); !a.Has("Over since 1 December 2026") {
			t.Error("an order that is over does not say so")
		}
		if a := b.Get(office, at+"/capacity/new"); a.Has("Front door") {
			t.Error("an order that is over is among those that hold")
		}
		wants(t, choice.EndOrder(office, g, risk.Ending{Person: p, ID: o.ID, Version: 1, Why: "Revoked in court"}), "")
		wants(t, choice.EndOrder(office, g, risk.Ending{Person: p, ID: o.ID, Version: 2, Why: "Revoked in court"}), "gate.changed")
	})
}
