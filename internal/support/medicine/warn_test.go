package medicine

import (
	"slices"
	"testing"
	"time"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/plan"
)

// TestWarn is each warning, and what is near to it and none.
func TestWarn(t *testing.T) {
	day := today
	at := func(minute int) when.Instant { return day.AtMinute(minute) }
	base := drops()
	base.Checked = at(0)
	needed := base
	needed.Kind, needed.Parts, needed.NeededFor, needed.GapMin, needed.MostDoses, needed.MostUnits = AsNeeded, nil, "Pain", 240, 4, 8
	patch := base
	patch.Shape, patch.Sites, patch.RestDays, patch.EveryDays, patch.Parts, patch.From = Patch, []Site{ChestLeft, ChestRight}, 7, 3, []plan.Part{plan.Morning}, day
	dose := func(change func(d *Dose)) Dose {
		d := Dose{ID: "new", Slot: SlotOf(day, plan.Morning), Outcome: Taken, At: at(8 * 60), Visit: "v1", Channel: App}
		if change != nil {
			change(&d)
		}
		return d
	}
	before := func(hours float64, change func(d *Dose)) Dose {
		d := Dose{ID: DoseID("before"), Slot: SlotOf(day, Needed), Outcome: Taken, At: at(8 * 60).Add(-time.Duration(hours * float64(time.Hour)))}
		if change != nil {
			change(&d)
		}
		return d
	}
	asNeeded := func(d *Dose) { d.Slot = SlotOf(day, Needed) }
	with := func(m Medicine, change func(m *Medicine)) Medicine {
		change(&m)
		return m
	}
	for _, c := range []struct {
		name string
		m    Medicine
		d    Dose
		k    Known
		want []Warning
	}{
		{"nothing", base, dose(nil), Known{}, nil},
		{"not taken", with(base, func(m *Medicine) { m.Checked = when.Instant{} }), dose(func(d *Dose) { d.Outcome, d.Reason = NotTaken, Asleep }), Known{}, nil},
		{"unchecked", with(base, func(m *Medicine) { m.Checked = when.Instant{} }), dose(nil), Known{}, []Warning{Unchecked}},
		{"checked since", with(base, func(m *Medicine) { m.Checked = at(9 * 60) }), dose(nil), Known{}, []Warning{Unchecked}},
		{"stopped", with(base, func(m *Medicine) { m.Stopped = at(7 * 60) }), dose(nil), Known{}, []Warning{WasStopped}},
		{"stopped since", with(base, func(m *Medicine) { m.Stopped = at(9 * 60) }), dose(nil), Known{}, nil},
		{"not started", with(base, func(m *Medicine) { m.From = day.Add(1) }), dose(nil), Known{}, []Warning{NotStarted}},
		{"over", with(base, func(m *Medicine) { m.Until = day.Add(-1) }), dose(nil), Known{}, []Warning{NotDue}},
		{"not in that part of the day", base, dose(func(d *Dose) { d.Slot, d.At = SlotOf(day, plan.Lunch), at(12*60) }), Known{}, []Warning{NotDue}},
		{"on a day between", with(patch, func(m *Medicine) { m.From = day.Add(-1) }), dose(nil), Known{}, []Warning{NotDue}},
		{"twice", base, dose(nil), Known{History: []Dose{before(0.2, func(d *Dose) { d.Slot = SlotOf(day, plan.Morning) })}}, []Warning{Twice}},
		{"once, and once not taken", base, dose(nil), Known{History: []Dose{before(0.2, func(d *Dose) { d.Slot, d.Outcome = SlotOf(day, plan.Morning), NotTaken })}}, nil},
		{"what it puts right is no other dose", base, dose(func(d *Dose) { d.Corrects = "before" }), Known{History: []Dose{before(0.2, func(d *Dose) { d.Slot = SlotOf(day, plan.Morning) })}}, nil},
		{"within the gap", needed, dose(asNeeded), Known{History: []Dose{before(3.9, nil)}}, []Warning{TooEarly}},
		{"at the gap", needed, dose(asNeeded), Known{History: []Dose{before(4, nil)}}, nil},
		{"before one that was heard first", needed, dose(asNeeded), Known{History: []Dose{before(-2, nil)}}, []Warning{TooEarly}},
		{"31 minutes before its exact time", with(base, func(m *Medicine) { m.Times = Times{8*60 + 31} }), dose(nil), Known{}, []Warning{TooEarly}},
		{"30 minutes before its exact time", with(base, func(m *Medicine) { m.Times = Times{8*60 + 30} }), dose(nil), Known{}, nil},
		{"more than an hour before its part", base, dose(func(d *Dose) { d.Slot = SlotOf(day, plan.Evening) }), Known{}, []Warning{TooEarly}},
		{"an hour before its part", base, dose(func(d *Dose) { d.Slot, d.At = SlotOf(day, plan.Evening), at(17*60) }), Known{}, nil},
		{"the fifth in 24 hours", needed, dose(asNeeded), Known{History: []Dose{before(5, nil), before(10, named("b")), before(15, named("c")), before(23.9, named("d"))}}, []Warning{OverMost}},
		{"the fifth in 24 hours and a minute", needed, dose(asNeeded), Known{History: []Dose{before(5, nil), before(10, named("b")), before(15, named("c")), before(24.1, named("d"))}}, nil},
		{"ten tablets", needed, dose(func(d *Dose) { asNeeded(d); d.Amount = "4 tablets" }), Known{History: []Dose{before(5, amount("2")), before(10, amount("3"))}}, []Warning{OverMost}},
		{"eight tablets", needed, dose(func(d *Dose) { asNeeded(d); d.Amount = "2" }), Known{History: []Dose{before(5, amount("3")), before(10, amount("3"))}}, nil},
		{"an allergy by name", with(base, func(m *Medicine) { m.Name = "Penicillin V" }), dose(nil), Known{Allergies: []Allergy{{Substance: "Penicillin"}}}, []Warning{AllergyTo}},
		{"an allergy to what is in it", with(base, func(m *Medicine) { m.Ingredients = "Latanoprost, benzalkonium" }), dose(nil), Known{Allergies: []Allergy{{Substance: "Benzalkonium"}}}, []Warning{AllergyTo}},
		{"an allergy to its family", with(base, func(m *Medicine) { m.Name = "Flucloxacillin 500mg capsules" }), dose(nil), Known{Allergies: []Allergy{{Substance: "penicillins"}}}, []Warning{AllergyTo}},
		{"an allergy to something else", with(base, func(m *Medicine) { m.Name = "Amlodipine" }), dose(nil), Known{Allergies: []Allergy{{Substance: "Penicillin"}, {Substance: "Nuts"}}}, nil},
		{"a patch where the last was", patch, dose(func(d *Dose) { d.Site = ChestLeft }), Known{History: []Dose{before(24*8, site(ChestLeft))}}, []Warning{SameSite}},
		{"a patch on a place that rests", patch, dose(func(d *Dose) { d.Site = ChestLeft }), Known{History: []Dose{before(24*6, site(ChestLeft)), before(24*3, site(ChestRight))}}, []Warning{SameSite}},
		{"a patch on a place that has rested", patch, dose(func(d *Dose) { d.Site = ChestLeft }), Known{History: []Dose{before(24*9, site(ChestLeft)), before(24*3, site(ChestRight))}}, nil},
		{"no witness", with(base, func(m *Medicine) { m.Controlled = true }), dose(nil), Known{Witness: true}, []Warning{NoWitness}},
		{"a witness", with(base, func(m *Medicine) { m.Controlled = true }), dose(func(d *Dose) { d.Witness = "Sam" }), Known{Witness: true}, nil},
		{"no witness asked for", with(base, func(m *Medicine) { m.Controlled = true }), dose(nil), Known{}, nil},
		{"taken by themselves", with(base, func(m *Medicine) { m.Controlled = true }), dose(func(d *Dose) { d.Help = Self }), Known{Witness: true}, nil},
		{"another visit has it", base, dose(nil), Known{Right: Right{Visit: "v2", Holder: "phone"}}, []Warning{GoesBy}},
		{"this visit has it", base, dose(nil), Known{Right: Right{Visit: "v1", Holder: "phone"}}, nil},
		{"the phone had it when it was given", base, dose(func(d *Dose) { d.Right = true }), Known{Right: Right{Visit: "v2", Holder: "phone"}}, nil},
		{"the written word has not come", with(base, func(m *Medicine) { m.WordUntil = day.Add(-1) }), dose(nil), Known{}, []Warning{WordRunOut}},
		{"the written word may still come", with(base, func(m *Medicine) { m.WordUntil = day }), dose(nil), Known{}, nil},
		{
			"the gravest first", with(needed, func(m *Medicine) { m.Checked, m.Name = when.Instant{}, "Codeine" }), dose(asNeeded),
			Known{History: []Dose{before(1, nil)}, Allergies: []Allergy{{Substance: "Codeine"}}},
			[]Warning{AllergyTo, TooEarly, Unchecked},
		},
	} {
		if got := c.m.Warn(c.d, c.k); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	for _, w := range Warnings {
		if w.Label() == "" {
			t.Errorf("%s has no words", w)
		}
	}
	if len(Warnings) != len(warningWords) {
		t.Error("a warning is not on the list, so nobody would see it")
	}
}

func named(id DoseID) func(d *Dose) { return func(d *Dose) { d.ID = id } }

func amount(words string) func(d *Dose) {
	return func(d *Dose) { d.ID, d.Amount = DoseID("with "+words+d.At.Text()), words }
}

func site(s Site) func(d *Dose) {
	return func(d *Dose) { d.ID, d.Site = DoseID("at "+string(s)+d.At.Text()), s }
}

// TestWarnOnTheNightsOfSummerTime: hours are those that pass, times those on the
// wall.
func TestWarnOnTheNightsOfSummerTime(t *testing.T) {
	needed := Medicine{Kind: AsNeeded, GapMin: 240, From: "2026-01-01", EveryDays: 1, Checked: when.Date("2026-01-01").Start()}
	for _, c := range []struct {
		name         string
		night        when.Date
		first, later int // minutes on the wall
		want         bool
	}{
		// In spring the clock goes from 1am to 2am: 11pm to 3:30am is 3 1/2 hours.
		{"spring, four and a half hours on the wall", "2027-03-27", 23 * 60, 3*60 + 30, true},
		{"spring, five hours on the wall", "2027-03-27", 23 * 60, 4 * 60, false},
		// In autumn 1am to 2am comes twice: 11pm to 2:30am is 4 1/2 hours.
		{"autumn, three and a half hours on the wall", "2026-10-24", 23 * 60, 2*60 + 30, false},
		{"autumn, two and a half hours on the wall", "2026-10-24", 23*60 + 59, 2*60 + 20, true},
	} {
		next := c.night.Add(1)
		d := Dose{ID: "b", Slot: SlotOf(next, Needed), Outcome: Taken, At: next.AtMinute(c.later)}
		k := Known{History: []Dose{{ID: "a", Slot: SlotOf(c.night, Needed), Outcome: Taken, At: c.night.AtMinute(c.first)}}}
		if got := slices.Contains(needed.Warn(d, k), TooEarly); got != c.want {
			t.Errorf("%s: too early %v", c.name, got)
		}
	}
	exact := Medicine{Kind: Regular, Parts: []plan.Part{plan.Morning}, Times: Times{7 * 60}, From: "2026-01-01", EveryDays: 1, Checked: needed.Checked}
	for _, day := range []when.Date{"2027-03-28", "2026-10-25", "2026-11-30"} {
		for minute, want := range map[int]bool{6*60 + 29: true, 6*60 + 30: false, 7 * 60: false} {
			d := Dose{ID: "a", Slot: SlotOf(day, plan.Morning), Outcome: Taken, At: day.AtMinute(minute)}
			if got := slices.Contains(exact.Warn(d, Known{}), TooEarly); got != want {
				t.Errorf("%s at %s, due at 7am: too early %v", day, when.Hour(minute), got)
			}
		}
	}
}

func TestUnits(t *testing.T) {
	for words, want := range map[string]float64{"2 tablets": 2, "half": 0.5, "½": 0.5, "1 or 2": 2, "10ml": 10, "2.5 ml": 2.5, "two puffs": 2, "1-2": 2} {
		if n, ok := Units(words); !ok || n != want {
			t.Errorf("%q is %v, %v", words, n, ok)
		}
	}
	for _, words := range []string{"", "some", "all of it"} {
		if n, ok := Units(words); ok {
			t.Errorf("%q is %v", words, n)
		}
	}
}
