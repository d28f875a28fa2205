package pack_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/risk"
)

func vectors(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile("../../../../docs/" + name)
	must(t, err)
	must(t, json.Unmarshal(b, into))
}

func instant(t *testing.T, s string) when.Instant {
	t.Helper()
	if s == "" {
		return when.Instant{}
	}
	at, err := when.ParseInstant(s)
	must(t, err)
	return at
}

// TestDoseWarnings: what speaks against a dose is the same here and on the phone,
// which is held to the same cases (phone/test/warn.test.ts).
func TestDoseWarnings(t *testing.T) {
	type had struct{ ID, At, Slot, Amount, Site string }
	var all struct {
		Cases []struct {
			Name     string
			Medicine struct {
				Kind       string
				Parts      []plan.Part
				DueMin     int    `json:"due_min"`
				GapMin     int    `json:"gap_min"`
				MostDoses  int    `json:"most_doses"`
				MostUnits  int    `json:"most_units"`
				RestDays   int    `json:"rest_days"`
				CheckedAt  string `json:"checked_at"`
				StoppedAt  string `json:"stopped_at"`
				FromOn     string `json:"from_on"`
				UntilOn    string `json:"until_on"`
				WordUntil  string `json:"word_until"`
				Shape      string
				Allergy    string
				Right      string
				Controlled bool
				Witness    bool
			}
			Given []had
			Dose  struct {
				had
				Outcome, Witness, Help string
			}
			Warns []medicine.Warning
		}
		Amounts []struct {
			Words string
			Units float64
		}
	}
	vectors(t, "dose-warnings.json", &all)
	if len(all.Cases) < 40 {
		t.Fatalf("only %d cases", len(all.Cases))
	}
	for _, a := range all.Amounts {
		if n, _ := medicine.Units(a.Words); n != a.Units {
			t.Errorf("%q counts %v, want %v", a.Words, n, a.Units)
		}
	}
	for _, c := range all.Cases {
		x := c.Medicine
		m := medicine.Medicine{
			Name: "Amoxicillin", Kind: medicine.Kind(x.Kind), Parts: x.Parts, From: when.Date(x.FromOn), Until: when.Date(x.UntilOn), EveryDays: 1,
			GapMin: x.GapMin, MostDoses: x.MostDoses, MostUnits: x.MostUnits, RestDays: x.RestDays, Shape: medicine.Shape(x.Shape), Controlled: x.Controlled,
			Checked: instant(t, x.CheckedAt), Stopped: instant(t, x.StoppedAt), WordUntil: when.Date(x.WordUntil),
		}
		if x.DueMin >= 0 {
			m.Times = medicine.Times{x.DueMin}
		}
		k := medicine.Known{Witness: x.Witness}
		if x.Allergy != "" {
			k.Allergies = []medicine.Allergy{{Substance: x.Allergy}}
		}
		if x.Right == medicine.Elsewhere {
			k.Right = medicine.Right{Visit: "another"}
		}
		dose := func(h had, outcome string) medicine.Dose {
			return medicine.Dose{ID: medicine.DoseID(h.ID), At: instant(t, h.At), Slot: medicine.Slot(h.Slot), Amount: h.Amount, Site: medicine.Site(h.Site), Outcome: medicine.Outcome(outcome)}
		}
		for _, h := range c.Given {
			k.History = append(k.History, dose(h, "taken"))
		}
		d := dose(c.Dose.had, c.Dose.Outcome)
		d.ID, d.Witness, d.Help, d.Visit, d.Right = "this", c.Dose.Witness, medicine.Help(c.Dose.Help), "mine", x.Right == medicine.Here
		if got := m.Warn(d, k); !slices.Equal(got, c.Warns) {
			t.Errorf("%s: %v, want %v", c.Name, got, c.Warns)
		}
	}
}

// TestPhoneCodes: every code that a phone sends has words here; so nothing it
// records is held for want of them.
func TestPhoneCodes(t *testing.T) {
	var all struct{ Codes map[string][]string }
	vectors(t, "phone-codes.json", &all)
	known := map[string]func(code string) bool{
		"doors":    func(c string) bool { return risk.DoorAnswer(c).Label() != "" },
		"doorway":  func(c string) bool { return risk.DoorCode(c).Label() != "" },
		"effects":  func(c string) bool { return medicine.Effect(c).Label() != "" },
		"helps":    func(c string) bool { return medicine.Help(c).Label() != "" },
		"sites":    func(c string) bool { return medicine.Site(c).Label() != "" },
		"warnings": func(c string) bool { return medicine.Warning(c).Label() != "" },
		"steps":    func(c string) bool { return !strings.HasPrefix(noanswer.Code(c).Label(), "“") },
		"results":  func(c string) bool { return !strings.HasPrefix(noanswer.Result(c).Label(), "“") },
		"endings":  func(c string) bool { return noanswer.Outcome(c).Label() != "" },
	}
	for name, has := range known {
		if len(all.Codes[name]) == 0 {
			t.Errorf("no codes of %s", name)
		}
		for _, c := range all.Codes[name] {
			if !has(c) {
				t.Errorf("%s: %q has no words", name, c)
			}
		}
	}
	if want := len(medicine.Warnings); len(all.Codes["warnings"]) != want {
		t.Errorf("%d warnings, want %d", len(all.Codes["warnings"]), want)
	}
}
