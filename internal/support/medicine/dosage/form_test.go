package dosage_test

import (
	"reflect"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/support/medicine/dosage"
)

// TestForm: what is typed leads to a Dosage, that to words, and what is kept of
// it reads back as the same.
func TestForm(t *testing.T) {
	for want, f := range map[string]dosage.Form{
		"1 tablet - twice a day - at 08:00 and 20:00":      {Amount: "1", Unit: "tablet", TimesADay: 2, At: []string{"8pm", "8:00"}},
		"1 tablet - 3 times a day - by mouth - for 7 days": {Amount: "1.0", Unit: "tablet", TimesADay: 3, ForDays: 7, Route: " by mouth "},
		"10 ml - once a day - with food":                   {Amount: "10", Unit: "ml", TimesADay: 1, Note: "with food"},
		"2 puffs - every 12 hours":                         {Amount: "2", Unit: "puff", EveryHours: 12},
		"0.5 tablets - at 08:00":                           {Amount: "0.50", Unit: "tablet", At: []string{"8:00am"}},
		"1 patch - on Monday and Thursday":                 {Amount: "1", Unit: "patch", Days: []string{"thu", "mon"}},
		"2 tablets - on Monday at 08:00":                   {Amount: "2", Unit: "tablet", Days: []string{"mon"}, At: []string{"08:00"}},
		"1 drop - twice a day - on Saturday and Sunday":    {Amount: "1", Unit: "drop", TimesADay: 2, Days: []string{"sun", "sat"}},
		"1 to 2 tablets - every 4 to 6 hours - as required for pain - up to a maximum of 8 tablets in 24 hours": {
			Amount: "1", AmountMost: "2", Unit: "tablet", EveryHours: 4, EveryHoursMost: 6, Needed: true, For: "pain", Most: "8",
		},
		"1 dose - as required for constipation - up to a maximum of 1 dose in 48 hours": {
			Amount: "1", Unit: "dose", Needed: true, For: "constipation", Most: "1", MostHours: 48,
		},
	} {
		d, err := f.Dosage()
		if err != nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		said, err := dosage.Text([]dosage.Dosage{d})
		if err != nil || said != want {
			t.Errorf("got %q (%v), want %q", said, err, want)
		}
		kept, err := dosage.Write([]dosage.Dosage{d})
		if err != nil {
			t.Fatal(err)
		}
		back, err := dosage.Parse(kept)
		if err != nil || len(back) != 1 || !reflect.DeepEqual(back[0], d) {
			t.Errorf("%s: kept %s and read back %+v (%v)", want, kept, back, err)
		}
	}
}

func TestFormRefuses(t *testing.T) {
	good := func(change func(f *dosage.Form)) dosage.Form {
		f := dosage.Form{Amount: "1", Unit: "tablet", TimesADay: 2}
		change(&f)
		return f
	}
	needed := func(f *dosage.Form) { f.TimesADay, f.Needed, f.For, f.Most = 0, true, "pain", "8" }
	for name, c := range map[string]struct {
		form  dosage.Form
		field string
	}{
		"nothing":                 {dosage.Form{}, "amount"},
		"a word for a number":     {good(func(f *dosage.Form) { f.Amount = "one" }), "amount"},
		"nought":                  {good(func(f *dosage.Form) { f.Amount = "0" }), "amount"},
		"below nought":            {good(func(f *dosage.Form) { f.Amount = "-1" }), "amount"},
		"a range turned round":    {good(func(f *dosage.Form) { f.Amount, f.AmountMost = "2", "1" }), "amount_most"},
		"no unit":                 {good(func(f *dosage.Form) { f.Unit = "" }), "unit"},
		"a unit not on the list":  {good(func(f *dosage.Form) { f.Unit = "spoon" }), "unit"},
		"no rhythm":               {good(func(f *dosage.Form) { f.TimesADay = 0 }), "times_a_day"},
		"too often":               {good(func(f *dosage.Form) { f.TimesADay = 25 }), "times_a_day"},
		"two rhythms":             {good(func(f *dosage.Form) { f.EveryHours = 4 }), "every_hours"},
		"hours turned round":      {good(func(f *dosage.Form) { f.TimesADay, f.EveryHours, f.EveryHoursMost = 0, 6, 4 }), "every_hours_most"},
		"a day not on the list":   {good(func(f *dosage.Form) { f.Days = []string{"monday"} }), "days"},
		"a time that is none":     {good(func(f *dosage.Form) { f.At = []string{"8:00", "teatime"} }), "at"},
		"times do not match":      {good(func(f *dosage.Form) { f.At = []string{"8:00"} }), "at"},
		"needed, for what?":       {good(func(f *dosage.Form) { needed(f); f.For = "" }), "for"},
		"needed without the most": {good(func(f *dosage.Form) { needed(f); f.Most = "" }), "most"},
		"needed at set times":     {good(func(f *dosage.Form) { needed(f); f.At = []string{"8:00"} }), "at"},
		"less than one dose":      {good(func(f *dosage.Form) { needed(f); f.Amount = "10" }), "most"},
		"for pain each day":       {good(func(f *dosage.Form) { f.For = "pain" }), "for"},
		"years":                   {good(func(f *dosage.Form) { f.ForDays = 4_000 }), "for_days"},
		"a book":                  {good(func(f *dosage.Form) { f.Note = strings.Repeat("a", 501) }), "note"},
	} {
		_, err := c.form.Dosage()
		if f, ok := fault.Of(err); !ok || f.Code != "dosage.form" || f.Fields[c.field] == "" {
			t.Errorf("%s: want a complaint about %s, got %v", name, c.field, err)
		}
	}
}

// TestBadDoses: what cannot be said whole is not said at all.
func TestBadDoses(t *testing.T) {
	for name, c := range map[string]struct{ json, code string }{
		"no JSON":                        {`tablets`, "dosage.unreadable"},
		"a part not known":               {`{"modifierExtension":[{"url":"not-to-be-taken"}]}`, "dosage.unreadable"},
		"a comparison":                   {`{"doseAndRate":[{"doseQuantity":{"value":1,"comparator":"<","unit":"mg"}}]}`, "dosage.unreadable"},
		"two amounts":                    {`{"doseAndRate":[{"doseQuantity":{"value":1,"unit":"mg"}},{"doseQuantity":{"value":2,"unit":"mg"}}]}`, "dosage.incomplete"},
		"a time of day lost":             {`{"timing":{"repeat":{"offset":60,"when":[null]}}}`, "dosage.incomplete"},
		"how long before a meal-time":    {`{"timing":{"repeat":{"offset":60,"when":["CM"]}}}`, "dosage.incomplete"},
		"a month for a day":              {`{"timing":{"event":["2026-11"]}}`, "dosage.incomplete"},
		"a course without days":          {`{"timing":{"repeat":{"boundsPeriod":{}}}}`, "dosage.incomplete"},
		"a timing code without words":    {`{"timing":{"code":{"coding":[{"code":"BID"}]}}}`, "dosage.incomplete"},
		"times without an end, lowest":   {`{"doseAndRate":[{"doseRange":{"high":{"value":2,"unit":"mg"}}}]}`, "dosage.incomplete"},
		"below nought":                   {`{"timing":{"repeat":{"frequency":-1}}}`, "dosage.incomplete"},
		"lines, and no order among them": {`[{"text":"a"},{"text":"b"}]`, "dosage.incomplete"},
	} {
		list, err := dosage.Parse([]byte(c.json))
		if err == nil {
			_, err = dosage.Text(list)
		}
		if !fault.Is(err, c.code) {
			t.Errorf("%s: want %s, got %v", name, c.code, err)
		}
	}
	for in, want := range map[string]string{
		``:                              "",
		`{"text":"As the clinic says"}`: "As the clinic says",
		`[]`:                            "",
		`{"doseAndRate":[{"doseQuantity":{"value":0.10,"unit":"mg"}}]}`:                              "0.1 mg",
		`{"doseAndRate":[{"doseQuantity":{"value":1.0,"unit":"mg"}}]}`:                               "1 mg",
		`{"doseAndRate":[{"doseQuantity":{"value":1e2,"unit":"mg"}}]}`:                               "100 mg",
		`{"timing":{"code":{"coding":[{"code":"BID","display":"twice a day"}]}}}`:                    "twice a day",
		`{"timing":{"code":{"text":"BID"},"repeat":{"frequency":2,"period":1,"periodUnit":"d"}}}`:    "twice a day",
		`{"timing":{"repeat":{"offset":30,"when":["HS"]}},"route":{"text":"by mouth"}}`:              "30 minutes before sleep - by mouth",
		`[{"sequence":2,"patientInstruction":"b"},{"sequence":1,"patientInstruction":"a"}]`:          "a, then b",
		`{"timing":{"repeat":{"frequency":1,"period":0.5,"periodUnit":"h"}},"asNeededBoolean":true}`: "every 0.5 hours - as required",
	} {
		list, err := dosage.Parse([]byte(in))
		if err != nil {
			t.Errorf("%s: %v", in, err)
		}
		if said, err := dosage.Text(list); err != nil || said != want {
			t.Errorf("%s: got %q (%v), want %q", in, said, err, want)
		}
	}
}
