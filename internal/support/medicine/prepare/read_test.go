package prepare

import (
	"testing"

	"stillhome/internal/support/medicine"
)

func TestReadList(t *testing.T) {
	list := ReadList("1. Ramipril 5mg capsules: 1 in the morning\n\n- Co-codamol 30/500 tablets - 2 four times a day\n  Fentanyl 12 micrograms/hour patch, change every 3 days \nSenna 7.5 mg tablets two at night\nEye drops, both eyes\nMorphine sulfate 10mg/5ml oral solution: 2.5ml when needed\nParacetamol\n")
	for i, want := range []Listed{
		{Name: "Ramipril", Strength: "5mg", Form: "capsules", Dose: "1 in the morning"},
		{Name: "Co-codamol 30/500", Form: "tablets", Dose: "2 four times a day"},
		{Name: "Fentanyl", Strength: "12micrograms/hour", Form: "patch", Dose: "change every 3 days"},
		{Name: "Senna", Strength: "7.5mg", Form: "tablets", Dose: "two at night"},
		{Name: "Eye", Form: "drops", Dose: "both eyes"},
		{Name: "Morphine sulfate", Strength: "10mg/5ml", Form: "oral solution", Dose: "2.5ml when needed"},
		{Name: "Paracetamol"},
	} {
		if i >= len(list) {
			t.Fatalf("%d lines", len(list))
		}
		got := list[i]
		if got.Line != i+1 || got.Name != want.Name || got.Strength != want.Strength || got.Form != want.Form || got.Dose != want.Dose {
			t.Errorf("%q: %+v", got.Text, got)
		}
	}
	if len(list) != 7 {
		t.Errorf("%d lines, want 7", len(list))
	}
}

func TestCompare(t *testing.T) {
	chart := []medicine.Medicine{
		{ID: "ramipril", Name: "Ramipril", Strength: "2.5mg", Dose: "1 in the morning"},
		{ID: "senna", Name: "Senna 7.5 mg", Dose: "2 tablets at night"},
		{ID: "aspirin", Name: "Aspirin", Strength: "75mg", Dose: "1 in the morning"},
		{ID: "warfarin1", Name: "Warfarin", Strength: "1mg", Dose: "as the book says"},
		{ID: "warfarin3", Name: "Warfarin", Strength: "3mg", Dose: "as the book says"},
	}
	got := Compare(ReadList("Ramipril 5mg: 1 in the morning\nSenna 7.5mg: Two tablets at night\nWarfarin 3mg: as the book says\nAmlodipine 5mg: 1 in the morning\nRamipril 5mg: 1 at night"), chart)
	for i, want := range []struct {
		verdict Verdict
		id      medicine.ID
	}{{Changed, "ramipril"}, {Same, "senna"}, {Same, "warfarin3"}, {New, ""}, {New, ""}, {Missing, "aspirin"}, {Missing, "warfarin1"}} {
		if i >= len(got) || got[i].Verdict != want.verdict || got[i].Medicine.ID != want.id {
			t.Fatalf("row %d: %+v, want %v", i, got, want)
		}
	}
	if got[0].What != "Strength: 2.5mg on the chart, 5mg on the list." {
		t.Errorf("what differs: %q", got[0].What)
	}
}

// TestSame: what people write otherwise and mean alike, and what they do not.
func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"500mg", "500 mg", true},
		{"500mg", "50mg", false},
		{"2 tablets", "Two tablets", true},
		{"1 tablet", "2 tablets", false},
		{"1.5mg", "15mg", false},
		{"1 in the morning", "1 in the evening", false},
		{"BD", "bd", true},
	} {
		if same(c.a, c.b) != c.want {
			t.Errorf("%q and %q: %v", c.a, c.b, !c.want)
		}
	}
}
