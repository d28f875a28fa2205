package medicine

import (
	"testing"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/plan"
)

const today = when.Date("2026-11-30")

func drops() Medicine {
	return Medicine{
		EveryDays: 1,
		ID:        ID(ids.New()), Name: "Eye drops", Dose: "1 drop in each eye", Kind: Regular,
		Parts: []plan.Part{plan.Morning, plan.Evening}, From: "2026-11-20", Source: "The pharmacy’s label",
	}
}

func TestCheck(t *testing.T) {
	if err := drops().check(today); err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(m *Medicine){
		"id":            func(m *Medicine) { m.ID = "7" },
		"name":          func(m *Medicine) { m.Name = "" },
		"dose":          func(m *Medicine) { m.Dose = "" },
		"kind":          func(m *Medicine) { m.Kind = "often" },
		"parts":         func(m *Medicine) { m.Parts = nil },
		"from":          func(m *Medicine) { m.From = "" },
		"until":         func(m *Medicine) { m.Until = "2026-11-19" },
		"source":        func(m *Medicine) { m.Source = "" },
		"time_critical": func(m *Medicine) { m.Kind, m.Parts, m.NeededFor, m.TimeCritical = AsNeeded, nil, "Pain", true },
	} {
		m := drops()
		m.trim()
		spoil(&m)
		f, ok := fault.Of(m.check(today))
		if !ok || f.Code != "medicine.new" || len(f.Fields) != 1 || f.Fields[field] == "" {
			t.Errorf("%s spoilt: %v", field, f)
		}
	}
	for _, spoil := range []func(m *Medicine){
		func(m *Medicine) { m.Kind = AsNeeded },
		func(m *Medicine) { m.Parts = append(m.Parts, "teatime") },
	} {
		m := drops()
		spoil(&m)
		if f, ok := fault.Of(m.check(today)); !ok || f.Fields["parts"] == "" {
			t.Errorf("parts that do not fit: %v", f)
		}
	}
}

func TestSlot(t *testing.T) {
	for _, c := range []struct {
		slot Slot
		day  when.Date
		part plan.Part
	}{
		{"2026-11-30/morning", "2026-11-30", plan.Morning},
		{"2026-11-30/needed", "2026-11-30", Needed},
		{"2026-11-30/teatime", "2026-11-30", ""},
		{"2026-02-31/night", "", plan.Night},
		{"morning", "", ""},
		{"", "", ""},
	} {
		if c.slot.Day() != c.day || c.slot.Part() != c.part {
			t.Errorf("%q is %q and %q", c.slot, c.slot.Day(), c.slot.Part())
		}
	}
	if SlotOf(today, plan.Evening) != "2026-11-30/evening" {
		t.Error(SlotOf(today, plan.Evening))
	}
}

// TestGive is every answer that the rule of one more dose has.
func TestGive(t *testing.T) {
	at := today.AtMinute(8*60 + 5)
	now := at.Add(5 * time.Minute)
	stopped := drops()
	stopped.Stopped = today.AtMinute(8 * 60)
	over := drops()
	over.Until = "2026-11-29"
	needed := drops()
	needed.Kind, needed.Parts = AsNeeded, nil
	morning := SlotOf(today, plan.Morning)
	dose := func(change func(d *Dose)) Dose {
		d := Dose{ID: "d2", Slot: morning, Outcome: Taken, At: at, Account: "sam", Channel: App}
		if change != nil {
			change(&d)
		}
		return d
	}
	not := func(d *Dose) { d.Outcome, d.Reason = NotTaken, Asleep }
	taken, missed := dose(func(d *Dose) { d.ID = "d1" }), dose(func(d *Dose) { d.ID = "d1"; not(d) })
	for _, c := range []struct {
		name string
		m    Medicine
		d    Dose
		have []Dose
		want string // code; empty for none
	}{
		{"taken", drops(), dose(nil), nil, ""},
		{"not taken", drops(), dose(not), nil, ""},
		{"no answer was given", drops(), dose(func(d *Dose) { d.Outcome, d.Reason = Unknown, Other }), nil, ""},
		{"not taken, without a reason", drops(), dose(func(d *Dose) { d.Outcome = NotTaken }), nil, "medicine.dose"},
		{"part taken, without a reason", drops(), dose(func(d *Dose) { d.Outcome = Part }), nil, "medicine.dose"},
		{"an outcome that is none", drops(), dose(func(d *Dose) { d.Outcome = "refused" }), nil, "medicine.dose"},
		{"a reason that is none", drops(), dose(func(d *Dose) { d.Outcome, d.Reason = NotTaken, "lazy" }), nil, "medicine.dose"},
		{"no slot", drops(), dose(func(d *Dose) { d.Slot = "soon" }), nil, "medicine.dose"},
		{"without a time", drops(), dose(func(d *Dose) { d.At = when.Instant{} }), nil, "medicine.dose"},
		{"ahead of time", drops(), dose(func(d *Dose) { d.At = now.Add(time.Hour) }), nil, "medicine.dose"},
		{"long ago", drops(), dose(func(d *Dose) { d.At, d.Slot = at.Add(-40*24*time.Hour), "2026-10-21/morning" }), nil, "medicine.dose"},
		{"another day than its slot", drops(), dose(func(d *Dose) { d.Slot = "2026-11-27/morning" }), nil, "medicine.dose"},
		{"stopped before", stopped, dose(nil), nil, "medicine.stopped"},
		{"taken before it was stopped, heard of later", stopped, dose(func(d *Dose) { d.At = today.AtMinute(7*60 + 55) }), nil, ""},
		{"not taken since it was stopped", stopped, dose(not), nil, ""},
		{"after its last day", over, dose(nil), nil, "medicine.not_due"},
		{"at a time when none is due", drops(), dose(func(d *Dose) { d.Slot = SlotOf(today, plan.Lunch) }), nil, "medicine.not_due"},
		{"the second of a slot", drops(), dose(nil), []Dose{taken}, "medicine.two_doses"},
		{"not taken, against a record of taken", drops(), dose(not), []Dose{taken}, "medicine.two_doses"},
		{"taken after all", drops(), dose(nil), []Dose{missed}, ""},
		{"the office knows of both", drops(), dose(func(d *Dose) { d.Again, d.Channel = true, Office }), []Dose{taken}, ""},
		{"a phone cannot know of both", drops(), dose(func(d *Dose) { d.Again = true }), []Dose{taken}, "medicine.two_doses"},
		{"put right", drops(), dose(func(d *Dose) { not(d); d.Corrects = "d1" }), []Dose{taken}, ""},
		{"put right before", drops(), dose(func(d *Dose) { d.Corrects = "d0" }), []Dose{taken}, "medicine.corrected"},
		{"put right by another worker", drops(), dose(func(d *Dose) { d.Corrects = "d1" }), []Dose{{ID: "d1", Account: "ada", Outcome: Taken}}, "medicine.not_yours"},
		{"put right by the office", drops(), dose(func(d *Dose) { d.Corrects, d.Channel = "d1", Paper }), []Dose{{ID: "d1", Account: "ada", Outcome: Taken}}, ""},
		{"put right as taken, and another was given", drops(), dose(func(d *Dose) { d.Corrects = "d1" }), []Dose{missed, {ID: "d3", Outcome: Taken}}, "medicine.two_doses"},
		{"put right as not taken, and another was given", drops(), dose(func(d *Dose) { not(d); d.Corrects = "d1" }), []Dose{taken, {ID: "d3", Outcome: Taken}}, ""},
		{"when needed", needed, dose(func(d *Dose) { d.Slot = SlotOf(today, Needed) }), nil, ""},
		{"when needed, more than once", needed, dose(func(d *Dose) { d.Slot = SlotOf(today, Needed) }), []Dose{taken}, ""},
		{"when needed, as if it had set times", needed, dose(nil), nil, "medicine.not_due"},
	} {
		err := c.m.give(c.d, c.have, "sam", now)
		if c.want == "" && err != nil || c.want != "" && !fault.Is(err, c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if c.want != "" && c.want != "medicine.dose" && fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s is no conflict, so a phone's fact would not be kept as one: %v", c.name, err)
		}
	}
}

func TestEveryCodeHasWords(t *testing.T) {
	for _, k := range Kinds {
		if k.Label() == "" {
			t.Error(k)
		}
	}
	for _, o := range append([]Outcome{Unknown}, Outcomes...) {
		if o.Label() == "" {
			t.Error(o)
		}
	}
	for _, r := range Reasons {
		if r.Label() == "" {
			t.Error(r)
		}
	}
	for _, c := range []Channel{Web, App, Office, Paper} {
		if c.Label() == "" {
			t.Error(c)
		}
	}
}

func TestPartAt(t *testing.T) {
	for minute, want := range map[int]plan.Part{
		0: plan.Night, 299: plan.Night, 300: plan.Morning, 689: plan.Morning, 690: plan.Lunch, 899: plan.Lunch,
		900: plan.Afternoon, 1079: plan.Afternoon, 1080: plan.Evening, 1319: plan.Evening, 1320: plan.Night, 1439: plan.Night,
	} {
		if got := PartAt(minute); got != want {
			t.Errorf("minute %d is %s, want %s", minute, got, want)
		}
	}
}

// TestTimesOfANight: a night goes on after midnight, and a correction stays by
// what it puts right.
func TestTimesOfANight(t *testing.T) {
	night, needed, morning := SlotOf(today, plan.Night), SlotOf(today, Needed), SlotOf(today, plan.Morning)
	next := today.Add(1)
	for name, c := range map[string]struct {
		slot   Slot
		minute int
		near   when.Instant
		want   when.Instant
	}{
		"came at 11:15pm, given at a quarter past midnight": {night, 15, today.AtMinute(23*60 + 15), next.AtMinute(15)},
		"what was needed then":                              {needed, 15, today.AtMinute(23*60 + 15), next.AtMinute(15)},
		"given at half past eleven":                         {night, 23*60 + 30, today.AtMinute(23*60 + 15), today.AtMinute(23*60 + 30)},
		"came after midnight":                               {night, 15, today.AtMinute(5), today.AtMinute(15)},
		"a morning":                                         {morning, 4 * 60, today.AtMinute(23 * 60), today.AtMinute(4 * 60)},
		"nothing is known":                                  {night, 15, when.Instant{}, today.AtMinute(15)},
		"puts right ten past midnight":                      {night, 4 * 60, next.AtMinute(10), next.AtMinute(4 * 60)},
	} {
		if got := AtOf(c.slot, c.minute, c.near); got != c.want {
			t.Errorf("%s: %s, want %s", name, got.Text(), c.want.Text())
		}
	}
}
