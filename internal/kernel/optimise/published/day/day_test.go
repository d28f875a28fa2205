package day_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/optimise/checkplan"
	"stillhome/internal/kernel/optimise/published/day"
	"stillhome/internal/kernel/place"
)

// small is a day of two workers, a double visit, a pin and a visit nobody can
// make.
func small() optimise.Problem {
	return optimise.Problem{
		Travel: func(from, to int, mode place.Mode) int { return 100*(from+1) + 10*to + len(mode) },
		Shifts: []optimise.Shift{
			{ID: "s1", Worker: "w1", StartMin: 420, EndMin: 900, Start: 0, Mode: place.Car, BreakMin: 30, Skills: []optimise.Skill{"medicines training"}, Gender: "woman", Known: map[optimise.PersonID]int{"p1": 3}},
			{ID: "s2", Worker: "w2", StartMin: 420, EndMin: 900, Start: 3, Mode: place.OnFoot, RestUntilMin: 430, Gender: "man"},
		},
		Visits: []optimise.Visit{
			{ID: "v1", Person: "p1", Place: 1, EarliestMin: 480, LatestMin: 540, DurationMin: 45, Workers: 2},
			{ID: "v2", Person: "p2", Place: 2, EarliestMin: 540, LatestMin: 660, DurationMin: 30, Workers: 1, MustBeAt: true, Skills: []optimise.Skill{"medicines training"}, Gender: "man"},
			{ID: "v3", Person: "p1", Place: 1, EarliestMin: 720, LatestMin: 780, DurationMin: 15, Workers: 1, KnownOnly: true, Pin: &optimise.Pin{Shifts: []optimise.ShiftID{"s1"}, StartMin: 730}},
			{ID: "v4", Person: "p3", Place: 2, EarliestMin: 720, LatestMin: 780, DurationMin: 15, Workers: 1, NotWorkers: []optimise.WorkerID{"w1", "w2"}, Pin: &optimise.Pin{Shifts: []optimise.ShiftID{"s2"}, StartMin: optimise.AnyTime}},
		},
	}
}

func TestADayAndItsPlanAreReadAsWritten(t *testing.T) {
	p := small()
	var written bytes.Buffer
	if err := day.Write(&written, &p, "a small day"); err != nil {
		t.Fatal(err)
	}
	again, err := day.Read(bytes.NewReader(written.Bytes()))
	if err != nil {
		t.Fatalf("%v\n%s", err, &written)
	}
	if !reflect.DeepEqual(p.Shifts, again.Shifts) || !reflect.DeepEqual(p.Visits, again.Visits) {
		t.Fatalf("\n%+v\n%+v", p, again)
	}
	for from := range 4 {
		for to := range 4 {
			for _, mode := range []place.Mode{place.Car, place.OnFoot} {
				if from != to && p.Travel(from, to, mode) != again.Travel(from, to, mode) {
					t.Errorf("travel from %d to %d by %s differs", from, to, mode)
				}
			}
		}
	}
	plan, err := optimise.Construct(*again)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Unplaced) != 1 || len(plan.NotKept) != 1 || len(plan.Runs[0].Breaks)+len(plan.Runs[0].Stops) == 0 {
		t.Fatalf("the plan does not use the format: %+v", plan)
	}
	written.Reset()
	if err := day.WritePlan(&written, &plan); err != nil {
		t.Fatal(err)
	}
	same, err := day.ReadPlan(bytes.NewReader(written.Bytes()))
	if err != nil {
		t.Fatalf("%v\n%s", err, &written)
	}
	if !reflect.DeepEqual(&plan, same) {
		t.Errorf("\n%+v\n%+v", &plan, same)
	}
	if found := checkplan.Check(*again, *same); len(found) > 0 {
		t.Error(found)
	}
}

// A field that is added to a problem or a plan and forgotten in the format
// would be lost without a word: every field is filled and must come back.
func TestNoFieldIsForgotten(t *testing.T) {
	p := optimise.Problem{Travel: func(int, int, place.Mode) int { return 60 }, Shifts: make([]optimise.Shift, 1), Visits: make([]optimise.Visit, 1)}
	fill(reflect.ValueOf(&p.Shifts[0]).Elem(), 1)
	fill(reflect.ValueOf(&p.Visits[0]).Elem(), 1)
	p.Shifts[0].Label = "" // may be a name
	p.Shifts[0].Mode = place.Bus
	p.Shifts[0].StartMin, p.Shifts[0].EndMin = 1, 500
	p.Visits[0].EarliestMin, p.Visits[0].LatestMin, p.Visits[0].Workers = 2, 3, 1
	p.Visits[0].Or[0] = optimise.Window{EarliestMin: 5, LatestMin: 6}
	p.Visits[0].After[0] = optimise.Gap{Visit: "before", LeastMin: 4, MostMin: 5}
	p.Visits[0].Harm = optimise.MostHarm
	p.Visits = append(p.Visits, optimise.Visit{ID: "before", Person: "x", LatestMin: 1, DurationMin: 1, Workers: 1})
	var b bytes.Buffer
	if err := day.Write(&b, &p, ""); err != nil {
		t.Fatal(err)
	}
	again, err := day.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(p.Shifts, again.Shifts) || !reflect.DeepEqual(p.Visits, again.Visits) {
		t.Errorf("a field is lost:\n%+v\n%+v\n%+v\n%+v", p.Shifts, again.Shifts, p.Visits, again.Visits)
	}
	var plan optimise.Plan
	fill(reflect.ValueOf(&plan).Elem(), 1)
	b.Reset()
	if err := day.WritePlan(&b, &plan); err != nil {
		t.Fatal(err)
	}
	samePlan, err := day.ReadPlan(&b)
	if err != nil || !reflect.DeepEqual(&plan, samePlan) {
		t.Errorf("a field is lost: %v\n%+v\n%+v", err, &plan, samePlan)
	}
}

// fill gives every field below v a value that is not its zero.
func fill(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(n))
	case reflect.Float64:
		v.SetFloat(float64(n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString(fmt.Sprintf("x%d", n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), n)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n+i)
		}
	default:
		panic("no way to fill a " + v.Kind().String())
	}
}

// Two stops of w1 and one of w2 in the double visit, v2 by a woman where a man
// was asked for: strangers are w2 at v1 and w1 at v2.
func TestCostIsReckonedFromTheStops(t *testing.T) {
	p := small()
	plan, err := optimise.Construct(p)
	if err != nil {
		t.Fatal(err)
	}
	plan.Totals = optimise.Totals{}
	got := day.Reckon(&p, &plan)
	travel := 0
	for _, r := range plan.Runs {
		travel += r.TravelMin
	}
	if got.VisitsUnplaced != 1 || got.StrangerStops != 2 || got.OtherGenderStops != 1 || got.TravelMin != travel || got.Total != float64(p.Price(plan))/10 {
		t.Errorf("%+v for %+v", got, plan)
	}
	// What the day does not have changes nothing, and stops nothing.
	plan.Runs[0].Stops = append(plan.Runs[0].Stops, optimise.Stop{Visit: "nobody", TravelMin: 50})
	plan.Runs = append(plan.Runs, optimise.Run{Shift: "none", Stops: []optimise.Stop{{Visit: "v1", TravelMin: 50}}})
	if again := day.Reckon(&p, &plan); again != got {
		t.Errorf("%+v with stops that do not exist, %+v without", again, got)
	}
}

func TestBadDaysAreRefusedWithTheirLine(t *testing.T) {
	p := small()
	var b bytes.Buffer
	if err := day.Write(&b, &p, "a small day"); err != nil {
		t.Fatal(err)
	}
	sound := b.String()
	for _, c := range []struct{ name, from, to, says string }{
		{"another format", "stillhome-day/1", "stillhome-day/9", `Line 1: the format is "stillhome-day/9"`},
		{"a plan for a day", "stillhome-day/1", "stillhome-day-plan/1", `Line 1: the format is "stillhome-day-plan/1"`},
		{"a misspelt rule", `"known_only"`, `"known_ony"`, `unknown field "known_ony"`},
		{"half a minute", `"duration_min":45`, `"duration_min":45.5`, "Line 17: visits.duration_min holds a JSON number 45.5 where a whole number belongs"},
		{"no travel", `"car"`, `"horse"`, `"horse" is not a way to travel`},
		{"no table for a mode", `"mode":"car"`, `"mode":"bus"`, `Line 14: shift s1 travels by "bus"`},
		{"a row too short", "[203,0,223,233]", "[203,0,223]", "Line 5: row 1 of the table for car has 3 numbers and needs 4"},
		{"a way to itself", "[203,0,223,233]", "[203,1,223,233]", "Line 5: from place 1 to place 1 takes 1 seconds"},
		{"a place that is not there", `"start_place":3`, `"start_place":4`, "Line 15: shift s2 starts at place 4"},
		{"a visit nowhere", `"place":2`, `"place":7`, "Line 18: visit v2 is at place 7"},
		{"a shift twice", `"id":"s2"`, `"id":"s1"`, "Line 15: Shift s1 is listed twice."},
		{"a visit twice", `"id":"v3"`, `"id":"v1"`, "Line 19: Visit v1 is listed twice."},
		{"no worker", `"worker":"w2"`, `"worker":""`, "Line 15: Shift s2 has no worker."},
		{"three workers", `"workers":2`, `"workers":3`, "Line 17: Visit v1 must need one worker or two."},
	} {
		text := strings.Replace(sound, c.from, c.to, 1)
		if text == sound {
			t.Fatalf("%s changes nothing in\n%s", c.name, sound)
		}
		_, err := day.Read(strings.NewReader(text))
		if f, ok := fault.Of(err); !ok || f.Kind != fault.Invalid || !strings.Contains(f.Say, c.says) {
			t.Errorf("%s: want %q, got %v", c.name, c.says, err)
		}
	}
	for _, text := range []string{`{"format": "stillhome-day/1"}`, `{"format": "stillhome-day-plan/1", "run": []}`, `[]`} {
		if _, err := day.ReadPlan(strings.NewReader(text)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", text, err)
		}
	}
}
