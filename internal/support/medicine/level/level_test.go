package level

import (
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/support/medicine"
)

func told(help ...medicine.Help) (out []medicine.Told) {
	for _, h := range help {
		d := medicine.Told{Dose: medicine.Dose{Outcome: medicine.Taken, Help: h}}
		if h == "missed" {
			d.Outcome, d.Help = medicine.NotTaken, ""
		}
		out = append(out, d)
	}
	return out
}

// TestSteps is every answer of the rule.
func TestSteps(t *testing.T) {
	const g, p, s = medicine.Given, medicine.Prompted, medicine.Self
	for _, c := range []struct {
		name  string
		now   Level
		to    Level
		doses []medicine.Told
		field string // what is wrong; empty for nothing
	}{
		{"one step on doses after a reminder", Administer, Packaging, told(p, p, p), ""},
		{"two steps at once", Administer, Remind, told(s, s, s, s), "level"},
		{"no doses", Administer, Packaging, nil, "level"},
		{"too few doses", Administer, Packaging, told(p, p), "level"},
		{"one of the last was given", Administer, Packaging, told(p, p, g, p, p, p), "level"},
		{"one before the last six was given", Administer, Packaging, told(p, p, p, p, p, p, g), ""},
		{"one of the last was missed", Packaging, Remind, told(p, p, p, "missed"), "level"},
		{"nobody said how", Packaging, Remind, told("", p, p, p), "level"},
		{"given by family says nothing", Packaging, Remind, told(medicine.Family, p, p, p), ""},
		{"to themselves on reminders", Remind, Self, told(p, p, s, s), "level"},
		{"to themselves", Remind, Self, told(s, s, s), ""},
		{"back without any doses", Self, Administer, nil, ""},
		{"where it is", Remind, Remind, told(s, s, s), "level"},
		{"a level that is none", Remind, "alone", told(s, s, s), "level"},
	} {
		x := Step{ID: ids.New(), Level: c.to, Why: "She wants to", Risk: "Might take two at once; box is locked", HandedTo: "Her daughter"}
		f, bad := fault.Of(x.may(c.now, c.doses))
		if bad != (c.field != "") || bad && (len(f.Fields) != 1 || f.Fields[c.field] == "") {
			t.Errorf("%s: %v", c.name, f)
		}
	}
	for field, spoil := range map[string]func(x *Step){
		"id":        func(x *Step) { x.ID = "" },
		"why":       func(x *Step) { x.Why = "" },
		"risk":      func(x *Step) { x.Risk = "none" },
		"handed_to": func(x *Step) { x.HandedTo = "" },
	} {
		x := Step{ID: ids.New(), Level: Self, Why: "She wants to", Risk: "Might take two at once", HandedTo: "Her daughter"}
		spoil(&x)
		if f, bad := fault.Of(x.may(Remind, told(s, s, s))); !bad || len(f.Fields) != 1 || f.Fields[field] == "" {
			t.Errorf("%s spoilt: %v", field, f)
		}
	}
}

// TestNoAnswerIsNotMissed: a dose that nobody said anything of is no dose that was
// not taken, and shows nothing.
func TestNoAnswerIsNotMissed(t *testing.T) {
	doses := told(medicine.Self, medicine.Self, "missed")
	doses[0].Outcome = medicine.Unknown
	said, counted, reaches := Evidence(doses)
	if want := "Of the last 3 doses: 1 by themselves, 0 after a reminder, 0 given, 1 not taken, 1 without an answer."; said != want || counted != 3 || reaches != Administer {
		t.Errorf("%q, %d, %s", said, counted, reaches)
	}
	doses[2].Outcome, doses[2].Help = medicine.Taken, medicine.Self
	if _, _, reaches := Evidence(doses); reaches != Administer {
		t.Errorf("with a dose without an answer it reaches %s", reaches)
	}
}
