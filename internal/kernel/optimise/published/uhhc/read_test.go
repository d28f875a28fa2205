package uhhc_test

import (
	"bytes"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/published/uhhc"
)

// small is a sound instance, to be spoilt. The weights are powers of ten, so
// that each component can be read off the objective.
const small = `{
 "metadata": {"time_window_met": "at_service_start", "cost_components": {"travel_time": 1, "total_tardiness": 100,
  "highest_tardiness": 0, "total_waiting_time": 10000, "total_extra_time": 1000000, "max_idle_time": 0,
  "caregiver_preferences": 0, "optional_patients": 0, "missed_lunch_break": 0}},
 "terminal_points": [{"id": "d0", "distance_matrix_index": 0}],
 "services": [{"id": "s1", "default_duration": 20}, {"id": "s2", "default_duration": 20}],
 "caregivers": [
  {"id": "c1", "abilities": ["s1"], "departing_point": "d0", "working_shift": {"start": 0, "end": 300}, "lunch_break": true},
  {"id": "c2", "abilities": ["s2"], "departing_point": "d0", "arrival_point": "d0", "working_shift": {"start": 0, "end": 60}}
 ],
 "patients": [
  {"id": "p1", "distance_matrix_index": 1, "time_windows": [{"start": 10, "end": 20}, {"start": 250, "end": 260}], "required_services": [{"service": "s1", "duration": 5}], "preferred_caregivers": ["c2"]},
  {"id": "p2", "distance_matrix_index": 2, "time_windows": [{"start": 10, "end": 20}], "required_services": [{"service": "s1"}, {"service": "s2"}],
   "synchronization": {"type": "sequential", "distance": {"min": 5, "max": 10}}, "optional": true}
 ],
 "distances": [[0, 3, 4], [3, 0, 5], [4, 5, 0]],
 "lunch_breaks": {"start": 180, "end": 360, "min_duration": 30}
}`

// Worked by hand. c1: leaves at 16, p2 from 20 to 40, reaches p1 at 45, waits
// 135 until lunch from 180 to 210, waits 40 until the second window opens, home
// at 258: travel 4+5+3, idle 16+135+40+42. c2: p2 at 30 (10 late), home at 54,
// idle 26+6. Preferences: p1 is served by c1.
func TestCostByHand(t *testing.T) {
	in, err := uhhc.Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	s := &uhhc.Solution{Routes: []uhhc.Route{
		{Caregiver: "c1", Stops: []uhhc.Stop{{"p2", "s1", 20, 40}, {"p1", uhhc.LunchBreak, 180, 210}, {"p1", "s1", 250, 255}}},
		{Caregiver: "c2", Stops: []uhhc.Stop{{"p2", "s2", 30, 50}}},
	}}
	want := uhhc.Components{
		TravelTime: 20, TotalTardiness: 10, HighestTardiness: 10, TotalWaitingTime: 175, MaxIdleTime: 233, Preferences: 1,
	}
	if cost, found := uhhc.Check(in, s, 1e-6); len(found) > 0 || cost.Plain != want || cost.Objective() != 20+10*100+175*10000 {
		t.Errorf("%+v %v", cost, found)
	}
	// In the gap between windows the first one counts: 240 is 220 late. Lunch
	// first is no waiting but idle: 177+30+52.
	s.Routes[0].Stops = []uhhc.Stop{{"p1", uhhc.LunchBreak, 180, 210}, {"p1", "s1", 240, 245}}
	s.Routes[1].Stops = nil
	want = uhhc.Components{TravelTime: 6, TotalTardiness: 220, HighestTardiness: 220, MaxIdleTime: 259, Preferences: 1, Unscheduled: 1}
	if cost, found := uhhc.Check(in, s, 1e-6); len(found) > 0 || cost.Plain != want {
		t.Errorf("%+v %v", cost, found)
	}
	// Windows that ask for the end count from there. Nobody has had lunch, and
	// c1 is home 8 after the shift: none of that time is idle.
	in.AtEnd = true
	s.Routes[0].Stops = []uhhc.Stop{{"p1", "s1", 300, 305}}
	want = uhhc.Components{TravelTime: 6, TotalTardiness: 45, HighestTardiness: 45, TotalExtraTime: 8, MaxIdleTime: 297, Preferences: 1, Unscheduled: 1, MissedLunchBreak: 1}
	if cost, found := uhhc.Check(in, s, 1e-6); len(found) > 0 || cost.Plain != want {
		t.Errorf("%+v %v", cost, found)
	}
}

// Who has no visits may eat where the shift starts.
func TestAnIdleCaregiverMayEat(t *testing.T) {
	in, err := uhhc.Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	in.Patients[0].Optional = true
	s := &uhhc.Solution{Routes: []uhhc.Route{{Caregiver: "c1", Stops: []uhhc.Stop{{"d0", uhhc.LunchBreak, 180, 210}}}, {Caregiver: "c2"}}}
	want := uhhc.Components{MaxIdleTime: 270, Unscheduled: 2}
	if cost, found := uhhc.Check(in, s, 1e-6); len(found) > 0 || cost.Plain != want {
		t.Errorf("%+v %v", cost, found)
	}
}

func TestBadInstancesAreRefusedWithTheirLine(t *testing.T) {
	for _, c := range []struct{ name, from, to, says string }{
		{"an unknown way to meet windows", "at_service_start", "at_noon", `Line 2: time_window_met is "at_noon"`},
		{"a weight too few", `"max_idle_time": 0,`, "", "cost_components needs a weight, from 0 up, for max_idle_time"},
		{"another objective", `"max_idle_time": 0,`, `"max_idle_time": 0, "workload_balance": 1,`, "has a part that is not checked here"},
		{"a rule instead of a weight", `"max_idle_time": 0,`, `"max_idle_time": "HARD",`, "holds a JSON string where a number belongs"},
		{"no lunch", `"lunch_breaks": {`, `"dinner": {`, "lunch_breaks needs start, end and min_duration"},
		{"no room for lunch", `"end": 360`, `"end": 200`, "Line 17: lunch_breaks needs"},
		{"a terminal point without a place", `, "distance_matrix_index": 0`, "", "Line 5: terminal point d0 needs a distance_matrix_index"},
		{"a place twice", `"distance_matrix_index": 2`, `"distance_matrix_index": 1`, "Line 13: patient p2 needs a distance_matrix_index"},
		{"a place outside the matrix", `"distance_matrix_index": 2`, `"distance_matrix_index": 3`, "a distance_matrix_index is 3"},
		{"a service twice", `{"id": "s2"`, `{"id": "s1"`, `Line 6: service "s1" is listed twice`},
		{"an unknown terminal point", `"departing_point": "d0", "w`, `"departing_point": "d1", "w`, `Line 8: caregiver c1 leaves "d1"`},
		{"no shift", `"working_shift": {"start": 0, "end": 60}`, `"x": 1`, "Line 9: caregiver c2 needs a working_shift"},
		{"an unknown ability", `["s2"]`, `["s3"]`, `Line 9: caregiver c2 can give "s3"`},
		{"no patients", `"patients": [`, `"patients": [], "others": [`, "no patients are listed"},
		{"windows the wrong way round", `"start": 250`, `"start": 5`, "Line 12: patient p1 needs time_windows"},
		{"no windows", `[{"start": 10, "end": 20}], "req`, `[], "req`, "Line 13: patient p2 has no time_windows"},
		{"an unknown type", `"sequential"`, `"whenever"`, "Line 13: patient p2 needs two services, so synchronization must"},
		{"a gap backwards", `"min": 5`, `"min": 15`, "Line 13: patient p2 is sequential"},
		{"a wish for nobody", `["c2"]`, `["c7"]`, `Line 12: patient p1 names "c7"`},
		{"a row too few", `, [4, 5, 0]]`, `]`, "Line 16: distances has 2 rows"},
		{"a negative way", `[3, 0, 5]`, `[3, 0, -5]`, "Line 16: the distance from 1 to 2 is -5"},
	} {
		text := strings.Replace(small, c.from, c.to, 1)
		if text == small {
			t.Fatalf("%s changes nothing", c.name)
		}
		_, err := uhhc.Read(strings.NewReader(text))
		if f, ok := fault.Of(err); !ok || f.Kind != fault.Invalid || !strings.Contains(f.Say, c.says) {
			t.Errorf("%s: want %q, got %v", c.name, c.says, err)
		}
	}
}

func TestAClaimIsWrittenAndChecked(t *testing.T) {
	in, err := uhhc.Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	s := &uhhc.Solution{Routes: []uhhc.Route{{Caregiver: "c1", Stops: []uhhc.Stop{{"p1", "s1", 10, 15}}}, {Caregiver: "c2"}}}
	cost, _ := uhhc.Check(in, s, 1e-6)
	s.Claim(cost)
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	again, err := uhhc.ReadSolution(&b)
	if err != nil {
		t.Fatal(err)
	}
	if _, found := uhhc.Check(in, again, 1e-6); again.Claimed == nil || len(found) > 0 {
		t.Errorf("%+v %v", again.Claimed, found)
	}
}

func TestBadSolutionsAreRefusedWithTheirLine(t *testing.T) {
	for _, c := range []struct{ name, text, says string }{
		{"no routes", "{}", "there are no routes"},
		{"nobody's", "{\"routes\": [\n{\"locations\": []}]}", "Line 2: a route has no caregiver_id"},
		{"lunch with the times of a visit", "{\"routes\": [{\"caregiver_id\": \"c1\",\n\"locations\": [\n{\"patient\": \"p\", \"service\": \"lunch_break\", \"arrival_time\": 3, \"departure_time\": 4}]}]}", "Line 3: a location on the route of c1"},
	} {
		_, err := uhhc.ReadSolution(strings.NewReader(c.text))
		if f, ok := fault.Of(err); !ok || f.Kind != fault.Invalid || !strings.Contains(f.Say, c.says) {
			t.Errorf("%s: want %q, got %v", c.name, c.says, err)
		}
	}
}
