package hhcrsp_test

import (
	"bytes"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/optimise/published/hhcrsp"
)

// small is a sound instance, one member a line, to be spoilt.
const small = `{
 "services": [{"id": "s1", "default_duration": 20}, {"id": "s2", "default_duration": 20}],
 "caregivers": [
  {"id": "c1", "abilities": ["s1"]},
  {"id": "c2", "abilities": ["s2"]}
 ],
 "central_offices": [{"id": "d"}],
 "patients": [
  {"id": "p1", "time_window": [10, 20], "required_caregivers": [{"service": "s1", "duration": 5}]},
  {"id": "p2", "time_window": [10, 20], "required_caregivers": [{"service": "s1"}, {"service": "s2"}],
   "synchronization": {"type": "sequential", "distance": [5, 10]}}
 ],
 "distances": [
  [0, 3, 4],
  [3, 0, 5],
  [4, 5, 0]
 ]
}`

// One start worked by hand: c1 is at p1 at 10 and leaves at 15, reaches p2 at
// 20; c2 follows five later. Distance 3+5+4 and 4+4, nothing tardy by window
// but p2's second service: 25-20 = 5.
func TestCostByHand(t *testing.T) {
	in, err := hhcrsp.Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	s := &hhcrsp.Solution{Routes: []hhcrsp.Route{
		{Caregiver: "c1", Stops: []hhcrsp.Stop{{"p1", "s1", 10, 15}, {"p2", "s1", 20, 40}}},
		{Caregiver: "c2", Stops: []hhcrsp.Stop{{"p2", "s2", 25, 45}}},
	}}
	cost, found := hhcrsp.Check(in, s, 1e-6)
	if len(found) > 0 || cost != (hhcrsp.Cost{Distance: 20, TotalTardiness: 5, MaxTardiness: 5}) || cost.Objective() != 10 {
		t.Errorf("%+v %v", cost, found)
	}
}

func TestBadInstancesAreRefusedWithTheirLine(t *testing.T) {
	for _, c := range []struct{ name, from, to, says string }{
		{"empty", small, "  ", "is empty"},
		{"not JSON", `"central_offices": [`, `"central_offices": [[`, "Line 8: this is not JSON"},
		{"no comma", `"abilities": ["s1"]},`, `"abilities": ["s1"]}`, "Line 5: this is not JSON"},
		{"cut off", "\n ]\n}", "", "the file ends"},
		{"something after it", " ]\n}", " ]\n}\n{}", "Line 19: something follows"},
		{"text for a number", `"time_window": [10, 20], "required_caregivers": [{"service": "s1", "d`, `"time_window": ["ten", 20], "required_caregivers": [{"service": "s1", "d`, "Line 9: patients.time_window holds a JSON string where a number belongs"},
		{"a list for the file", small, "[]", "the file holds a JSON array where an object belongs"},
		{"no services", `"services"`, `"benefits"`, "no services are listed"},
		{"a service twice", `{"id": "s2"`, `{"id": "s1"`, `Line 2: service "s1" is listed twice`},
		{"no caregivers", `"caregivers"`, `"people"`, "no caregivers are listed"},
		{"a caregiver twice", `{"id": "c2"`, `{"id": "c1"`, `Line 5: caregiver "c1" is listed twice`},
		{"an unknown ability", `["s2"]}`, `["s3"]}`, `Line 5: caregiver c2 can give "s3"`},
		{"no patients", `"patients": [`, `"patients": [], "others": [`, "no patients are listed"},
		{"a patient twice", `{"id": "p2"`, `{"id": "p1"`, `Line 10: patient "p1" is listed twice`},
		{"a window backwards", `[10, 20], "required_caregivers": [{"service": "s1"}`, `[20, 10], "required_caregivers": [{"service": "s1"}`, "Line 10: patient p2 needs a time_window"},
		{"an unknown need", `[{"service": "s1", "d`, `[{"service": "s4", "d`, `Line 9: patient p1 needs "s4"`},
		{"a negative length", `"duration": 5`, `"duration": -5`, "Line 9: patient p1 needs a duration"},
		{"one service twice", `{"service": "s2"}`, `{"service": "s1"}`, "Line 10: patient p2 needs service s1 twice"},
		{"three services", `{"service": "s2"}]`, `{"service": "s2"}, {"service": "s2"}]`, "patient p2 has 3 required_caregivers"},
		{"an unknown type", `"sequential"`, `"whenever"`, "Line 10: patient p2 needs two services, so synchronization must"},
		{"a gap backwards", `[5, 10]`, `[10, 5]`, "Line 10: patient p2 is sequential"},
		{"no office", `[{"id": "d"}]`, `[]`, "Line 7: there are 0 central_offices"},
		{"a row too few", "[3, 0, 5],\n", "\n", "Line 13: distances has 2 rows"},
		{"a number too few", `[4, 5, 0]`, `[4, 5]`, "Line 16: row 2 of distances has 2 numbers and needs 3"},
		{"a negative way", `[3, 0, 5]`, `[3, 0, -5]`, "Line 15: the distance from 1 to 2 is -5"},
	} {
		_, err := hhcrsp.Read(strings.NewReader(strings.Replace(small, c.from, c.to, 1)))
		if f, ok := fault.Of(err); !ok || f.Kind != fault.Invalid || !strings.Contains(f.Say, c.says) {
			t.Errorf("%s: want %q, got %v", c.name, c.says, err)
		}
	}
}

func TestBadSolutionsAreRefusedWithTheirLine(t *testing.T) {
	for _, c := range []struct{ name, text, says string }{
		{"no routes", "{}", "there are no routes"},
		{"nobody's", "{\"routes\": [\n{\"locations\": []}]}", "Line 2: a route has no caregiver_id"},
		{"no time", "{\"routes\": [{\"caregiver_id\": \"c1\",\n\"locations\": [\n{\"patient\": \"p\", \"service\": \"s\", \"arrival_time\": 3}]}]}", "Line 3: a location on the route of c1"},
	} {
		_, err := hhcrsp.ReadSolution(strings.NewReader(c.text))
		if f, ok := fault.Of(err); !ok || f.Kind != fault.Invalid || !strings.Contains(f.Say, c.says) {
			t.Errorf("%s: want %q, got %v", c.name, c.says, err)
		}
	}
}

func TestAnIdleCaregiverIsWritten(t *testing.T) {
	var b bytes.Buffer
	if err := (&hhcrsp.Solution{Routes: []hhcrsp.Route{{Caregiver: "c9"}}}).Write(&b); err != nil || !strings.Contains(b.String(), `"locations": []`) {
		t.Errorf("%v %s", err, &b)
	}
}
