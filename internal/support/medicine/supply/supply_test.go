package supply

import (
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
)

const day = when.Date("2026-11-30")

func at(n, minute int) when.Instant { return day.Add(n).AtMinute(minute) }

// TestReckon: 28 counted on Monday at 9, 1 tablet twice a day.
func TestReckon(t *testing.T) {
	twice := medicine.Medicine{Dose: "1 tablet twice a day", Kind: medicine.Regular, Parts: []plan.Part{plan.Morning, plan.Evening}}
	needed := medicine.Medicine{Dose: "1 or 2 tablets", Kind: medicine.AsNeeded}
	weekly := medicine.Medicine{Dose: "1 patch", Kind: medicine.Regular, Parts: []plan.Part{plan.Evening}, EveryDays: 7}
	count := Movement{Kind: Counted, Units: 28, At: at(0, 540)}
	one := taken{at: at(0, 1080)}
	for name, c := range map[string]struct {
		m     medicine.Medicine
		moves []Movement
		doses []taken
		want  float64
		known bool
		days  int
	}{
		"never counted":                 {m: twice, moves: []Movement{{Kind: Delivered, Units: 56, At: at(0, 540)}}, days: -1},
		"just counted":                  {twice, []Movement{count}, nil, 28, true, 14},
		"three doses since":             {twice, []Movement{count}, []taken{one, {at: at(1, 500)}, {at: at(1, 1080)}}, 25, true, 12},
		"a dose before the count":       {twice, []Movement{count}, []taken{{at: at(0, 500)}}, 28, true, 14},
		"an amount that was said":       {twice, []Movement{count}, []taken{{at: at(0, 1080), amount: "2 tablets"}}, 26, true, 13},
		"half":                          {twice, []Movement{count}, []taken{{at: at(0, 1080), amount: "half"}}, 27.5, true, 13},
		"brought and taken back":        {twice, []Movement{count, {Kind: Delivered, Units: 56, At: at(1, 600)}, {Kind: Returned, Units: 14, At: at(1, 601)}, {Kind: Collected, Units: 2, At: at(2, 0)}}, nil, 72, true, 36},
		"brought before the count":      {twice, []Movement{{Kind: Delivered, Units: 56, At: at(-1, 600)}, count}, nil, 28, true, 14},
		"counted anew":                  {twice, []Movement{count, {Kind: Counted, Units: 10, At: at(1, 540)}}, []taken{one, {at: at(1, 1080)}}, 9, true, 4},
		"more gone than there was":      {twice, []Movement{{Kind: Counted, Units: 1, At: at(0, 540)}}, []taken{one, one}, -1, true, 0},
		"part taken, and nobody said":   {twice, []Movement{count}, []taken{{at: at(0, 1080), part: true}}, 0, false, -1},
		"needed, with its amount":       {needed, []Movement{count}, []taken{{at: at(0, 1080), amount: "2 tablets"}}, 26, true, -1},
		"needed, and nobody said":       {needed, []Movement{count}, []taken{one}, 0, false, -1},
		"once a week":                   {weekly, []Movement{{Kind: Counted, Units: 2, At: at(0, 540)}}, []taken{one}, 1, true, 7},
		"a cream":                       {medicine.Medicine{Dose: "1 thin layer", Shape: medicine.Cream}, []Movement{count}, nil, 0, false, -1},
		"words that say no number":      {medicine.Medicine{Dose: "As in the book", Kind: medicine.Regular, Parts: twice.Parts}, []Movement{count}, []taken{one}, 0, false, -1},
		"a number later in the words":   {medicine.Medicine{Dose: "Take two tablets 3 times a day", Kind: medicine.Regular, Parts: twice.Parts}, []Movement{count}, []taken{one}, 26, true, 6},
		"a strength in the words":       {medicine.Medicine{Dose: "Metformin 500mg, 1 tablet", Kind: medicine.Regular, Parts: twice.Parts}, []Movement{count}, []taken{one}, 27, true, 13},
		"one and a half":                {medicine.Medicine{Dose: "1½ tablets", Kind: medicine.Regular, Parts: twice.Parts}, []Movement{count}, []taken{one}, 26.5, true, 8},
		"an amount that is a strength":  {twice, []Movement{count}, []taken{{at: at(0, 1080), amount: "500mg"}}, 27, true, 13},
		"the structure before the word": {medicine.Medicine{Dose: "As told", Dosage: `{"doseAndRate":[{"doseQuantity":{"value":0.5,"unit":"tablet"}}]}`, Kind: medicine.Regular, Parts: twice.Parts}, []Movement{count}, []taken{one}, 27.5, true, 27},
	} {
		s := reckon(c.m, c.moves, c.doses)
		if s.Known != c.known || c.known && s.Expected != c.want {
			t.Errorf("%s: %v, known %v; want %v, %v", name, s.Expected, s.Known, c.want, c.known)
		}
		if n, known := s.Days(); known && n != c.days || known != (c.days >= 0) {
			t.Errorf("%s: %d days (%v), want %d", name, n, known, c.days)
		}
	}
	for units, low := range map[float64]bool{0: true, 11: true, 12: false} { // 5 days are 10 to 11
		if s := reckon(twice, []Movement{{Kind: Counted, Units: units, At: at(0, 540)}}, nil); s.Low() != low {
			t.Errorf("%v tablets are low: %v", units, s.Low())
		}
	}
}

func TestUnits(t *testing.T) {
	for text, want := range map[string]float64{"28": 28, " 13.5 ": 13.5, "0": 0, "0.25": 0.25} {
		if n, err := ParseUnits(text); err != nil || n != want {
			t.Errorf("%q: %v, %v", text, n, err)
		}
	}
	for _, text := range []string{"", "-1", "many", "1e9", "NaN", "Inf", "0.3", "10001"} {
		if _, err := ParseUnits(text); !fault.Is(err, "supply.units") {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestRefuses(t *testing.T) {
	good := Movement{ID: ids.New(), Medicine: "m", Kind: Delivered, Units: 28, Who: "Test Street Pharmacy", At: at(0, 540)}
	for field, change := range map[string]func(m *Movement){
		"id": func(m *Movement) { m.ID = "1" }, "medicine": func(m *Movement) { m.Medicine = "" }, "kind": func(m *Movement) { m.Kind = "lost" },
		"units": func(m *Movement) { m.Units = 0 }, "who": func(m *Movement) { m.Who = "" }, "time": func(m *Movement) { m.At = at(1, 0) }, "on": func(m *Movement) { m.At = at(-40, 0) },
	} {
		m := good
		change(&m)
		f, ok := fault.Of(m.check(at(0, 545)))
		if !ok || f.Fields[field] == "" {
			t.Errorf("%s: %v", field, f)
		}
	}
	good.Kind, good.Units, good.Who = Counted, 0, ""
	if err := good.check(at(0, 545)); err != nil {
		t.Errorf("none left, counted: %v", err)
	}
}

// TestSince: doses are read from the newest counts on, not from the first ever.
func TestSince(t *testing.T) {
	h := home{
		medicines: []medicine.Medicine{{Line: "a"}, {Line: "b"}, {Line: "never counted"}},
		moves:     []Movement{{Kind: Counted, line: "a", At: at(-90, 540)}, {Kind: Counted, line: "over", At: at(-60, 540)}, {Kind: Counted, line: "a", At: at(-2, 540)}, {Kind: Delivered, line: "b", At: at(-2, 0)}, {Kind: Counted, line: "b", At: at(-1, 540)}},
	}
	if got := h.since(); got != at(-2, 540) {
		t.Errorf("since %s", got.Text())
	}
	if got := (home{medicines: h.medicines}).since(); !got.IsZero() {
		t.Errorf("never counted, and read since %s", got.Text())
	}
}
