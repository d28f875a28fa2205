package sheet

import (
	"fmt"
	"strings"
	"testing"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/plan"
)

const monday = when.Date("2026-11-30")

func entry(change func(e *Entry)) Entry {
	e := Entry{Medicine: medicine.Medicine{
		ID: "m1", Name: "Metformin", Strength: "500mg", Form: "tablets", Dose: "1 tablet twice a day", Kind: medicine.Regular, Route: medicine.Swallowed,
		Parts: []plan.Part{plan.Morning, plan.Evening}, From: monday, EveryDays: 1,
	}}
	if change != nil {
		change(&e)
	}
	return e
}

func chart(days int, entries ...Entry) Chart {
	return Chart{Print: Print{From: monday, Days: days, Filled: true}, Entries: entries}
}

func given(slot medicine.Slot, o medicine.Outcome) Dose {
	return Dose{Medicine: "m1", Slot: slot, Outcome: o, At: slot.Day().AtMinute(8*60 + 5), By: "Sam Madeup", Channel: medicine.App}
}

// TestBoxes: what stands in a box is who gave it, or a letter of the key, and
// what is not due has a cross that prints.
func TestBoxes(t *testing.T) {
	slot := medicine.SlotOf(monday, plan.Morning)
	for want, change := range map[string]func(d *Dose){
		"SM":   func(*Dose) {},
		"P":    func(d *Dose) { d.Outcome = medicine.Part },
		"C":    func(d *Dose) { d.Outcome, d.Reason = medicine.NotTaken, medicine.ChoseNot },
		"N":    func(d *Dose) { d.Outcome, d.Reason = medicine.NotTaken, medicine.NoneLeft },
		"F":    func(d *Dose) { d.Help = medicine.Family },
		"S":    func(d *Dose) { d.Help = medicine.Self },
		"?":    func(d *Dose) { d.Outcome = medicine.Unknown },
		"(SM)": func(d *Dose) { d.Channel = medicine.Paper },
		"AA":   func(d *Dose) { d.By = "Ali" },
		"JMO":  func(d *Dose) { d.By = "jo may o’madeup" },
	} {
		d := given(slot, medicine.Taken)
		change(&d)
		e := entry(func(e *Entry) { e.Doses = []Dose{d} })
		if b := e.box(Print{Filled: true}, monday, plan.Morning); b.Top != want || b.Under != "08:05" || b.Off {
			t.Errorf("%+v, want %s", b, want)
		}
		if b := e.box(Print{}, monday, plan.Morning); b.Top != "" {
			t.Errorf("a blank chart has %q in a box", b.Top)
		}
	}
	twice := entry(func(e *Entry) { e.Doses = []Dose{given(slot, medicine.Taken), given(slot, medicine.Taken)} })
	if b := twice.box(Print{Filled: true}, monday, plan.Morning); b.Top != "2!" {
		t.Errorf("two doses in a box: %+v", b)
	}
	weekly := entry(func(e *Entry) { e.EveryDays, e.Until = 7, monday.Add(20) })
	stopped := entry(func(e *Entry) { e.Stopped = monday.Add(1).AtMinute(600) })
	for n, want := range map[int][2]string{0: {"", ""}, 1: {"×", ""}, 2: {"×", "×"}, 7: {"", "×"}, 21: {"×", "×"}} {
		for i, e := range []Entry{weekly, stopped} {
			if b := e.box(Print{}, monday.Add(n), plan.Morning); b.Top != want[i] || b.Off != (want[i] != "") {
				t.Errorf("day %d of entry %d: %+v, want %q", n, i, b, want[i])
			}
		}
	}
}

// TestEveryMarkIsRead: what the key says can be written is understood when it is
// keyed in, and comes out as the same letter.
func TestEveryMarkIsRead(t *testing.T) {
	slot := medicine.SlotOf(monday, plan.Morning)
	for _, m := range marks {
		d, err := boxSays(entry(nil), slot, " "+strings.ToLower(m.Letter)+" ")
		if err != nil {
			t.Errorf("%s: %v", m.Letter, err)
		}
		if got := (Dose{Outcome: d.Outcome, Reason: d.Reason, Help: d.Help}).mark(); got != m.Letter {
			t.Errorf("%s comes out as %s", m.Letter, got)
		}
	}
	timed := entry(func(e *Entry) { e.Times = medicine.Times{7 * 60} })
	for text, want := range map[string]struct {
		e      Entry
		minute int
	}{
		"SM": {entry(nil), 8*60 + 30}, "sm 8:05": {entry(nil), 8*60 + 5}, "SM 9:15 am": {entry(nil), 9*60 + 15}, "C 21:40": {entry(nil), 21*60 + 40}, "AB": {timed, 7 * 60},
	} {
		d, err := boxSays(want.e, slot, text)
		if err != nil || d.At != monday.AtMinute(want.minute) || !strings.Contains(d.Words, "On paper: "+text) || d.Channel != medicine.Paper {
			t.Errorf("%q: %+v, %v", text, d, err)
		}
	}
	night := entry(func(e *Entry) { e.Parts = []plan.Part{plan.Night} })
	if d, err := boxSays(night, medicine.SlotOf(monday, plan.Night), "SM 0:15"); err != nil || d.At != monday.Add(1).AtMinute(15) {
		t.Errorf("a quarter past midnight: %s, %v", d.At.Text(), err)
	}
	for _, text := range []string{"X", "Z", "8:05", "SM soon", "SM 25:00", "5", "ABCDE", "S.M."} {
		if _, err := boxSays(entry(nil), slot, text); !fault.Is(err, "sheet.box") {
			t.Errorf("%q is taken: %v", text, err)
		}
	}
}

func TestCodes(t *testing.T) {
	code := codeOf("some print", 0)
	if other := codeOf("some print", 1); other == code {
		t.Error("a second code is the first")
	}
	if got, err := parseCode(" " + strings.ToLower(string(code[:3])) + " " + string(code[3:])); err != nil || got != code {
		t.Errorf("%s, %v", got, err)
	}
	found := 0
	for i := 1; i < len(code); i++ {
		for _, c := range alphabet {
			wrong := string(code[:i]) + string(c) + string(code[i+1:])
			if _, err := parseCode(wrong); wrong != string(code) {
				if !fault.Is(err, "sheet.code") {
					t.Errorf("%s is taken for %s", wrong, code)
				}
				found++
			}
		}
	}
	if found != 5*(base-1) {
		t.Errorf("%d wrong codes were tried", found)
	}
	for _, text := range []string{"", "M", "M4K7", "K4K7P9", "M4K7PAAA", "ÄÖ"} {
		if _, err := parseCode(text); !fault.Is(err, "sheet.code") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestPages: everything of a chart is on some page, none twice, and pages say
// how many there are.
func TestPages(t *testing.T) {
	var all []Entry
	for n := range 17 {
		all = append(all, entry(func(e *Entry) { e.ID, e.Name = medicine.ID(fmt.Sprint("m", n)), fmt.Sprint("Medicine ", n) }))
	}
	needed := entry(func(e *Entry) { e.ID, e.Kind, e.Parts, e.NeededFor = "n1", medicine.AsNeeded, nil, "pain" })
	patch := entry(func(e *Entry) {
		e.ID, e.Shape, e.EveryDays, e.Sites, e.RestDays = "p1", medicine.Patch, 7, []medicine.Site{medicine.ChestLeft}, 21
		e.Instructions = strings.Repeat("Take the old one off first. ", 40)
	})
	warfarin := entry(func(e *Entry) { e.ID, e.HighRisk, e.Parts = "w1", medicine.Warfarin, []plan.Part{plan.Evening} })
	c := chart(28, append(all, needed, patch, warfarin)...)
	pages := c.Pages()
	seen, body, notes, due := map[medicine.ID]int{}, 0, 0, 0
	for i, p := range pages {
		if p.N != i+1 || p.Of != len(pages) {
			t.Errorf("page %d says %d of %d, and there are %d", i+1, p.N, p.Of, len(pages))
		}
		high := 0.0
		for _, r := range p.Boxes {
			seen[r.ID]++
			high += r.height()
			if len(r.Times) != 2 || len(r.Times[0].Boxes) != 28 {
				t.Errorf("%s: %d times of %d boxes", r.Name, len(r.Times), len(r.Times[0].Boxes))
			}
		}
		for _, b := range p.Logs {
			high += b.height()
			if !b.More {
				seen[b.ID]++
			}
			for _, line := range b.Lines {
				if len(line) != len(b.Heads) {
					t.Errorf("%s: a line of %d below %d heads", b.Name, len(line), len(b.Heads))
				}
				if b.ID == "w1" && line[0] != "" {
					due++
				}
			}
		}
		if high > room {
			t.Errorf("page %d needs %.0f mm and has %d", p.N, high, room)
		}
		body, notes = body+len(p.Body), notes+len(p.Notes)
	}
	for _, e := range c.Entries {
		if seen[e.ID] != 1 {
			t.Errorf("%s is on the chart %d times", e.ID, seen[e.ID])
		}
	}
	if body != 1 || notes != 1 || due != 28 {
		t.Errorf("%d on the map of the body, %d notes, %d days of warfarin", body, notes, due)
	}
	if empty := chart(7).Pages(); len(empty) != 1 {
		t.Errorf("a chart without entries has %d pages", len(empty))
	}
}

// TestPackFirst: what is in a pack stands below it.
func TestPackFirst(t *testing.T) {
	pack := entry(func(e *Entry) { e.ID, e.Name, e.Kind = "pack", "Weekly pack", medicine.Pack })
	in := entry(func(e *Entry) { e.ID, e.Name, e.Medicine.Pack = "in", "Zinc", "pack" })
	other := entry(func(e *Entry) { e.ID, e.Name = "other", "Aspirin" })
	all := []Entry{other, in, pack}
	order(all)
	if all[0].ID != "pack" || all[1].ID != "in" || all[2].ID != "other" {
		t.Errorf("%s, %s, %s", all[0].ID, all[1].ID, all[2].ID)
	}
	if all[0].due(monday) || !all[1].due(monday) || !other.due(monday) {
		t.Error("a pack and what is in it are both to be recorded")
	}
	over := entry(func(e *Entry) { e.ID, e.Medicine.Pack, e.Until = "over", "pack", monday })
	all = []Entry{pack, over}
	if order(all); all[0].due(monday) || !all[0].due(monday.Add(1)) {
		t.Error("a pack is not recorded on a day on which nothing of it is listed")
	}
	said := strings.Join(append(in.said(nil), in.flags()...), " ")
	for _, want := range []string{"1 tablet twice a day. Swallowed.", "From 30 Nov 2026.", "NOT CHECKED YET", "In the pack"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said: %s", want, said)
		}
	}
}

// TestManyAllergies: a head that cannot hold them says so, and the last page has
// them all.
func TestManyAllergies(t *testing.T) {
	for n, want := range map[int]string{1: "Substance 0 (rash)", 9: "last page", 40: "40 ALLERGIES"} {
		c := chart(7)
		for i := range n {
			c.Allergies = append(c.Allergies, medicine.Allergy{Substance: fmt.Sprint("Substance ", i), Reaction: "rash"})
		}
		pages := c.Pages()
		if short, whole := c.allergyWords(); !strings.Contains(short, want) || n > 1 && (len(pages) != 2 || pages[1].Notes[0].Words != whole) {
			t.Errorf("%d allergies on %d pages: %q", n, len(pages), short)
		}
	}
}

// TestDifferences: paper and record are held together box by box.
func TestDifferences(t *testing.T) {
	now := monday.Add(1).AtMinute(10 * 60)
	morning, evening := medicine.SlotOf(monday, plan.Morning), medicine.SlotOf(monday, plan.Evening)
	said := func(slot medicine.Slot, words string) []Said {
		return []Said{{Medicine: "m1", Slot: slot, Words: words}}
	}
	for name, c := range map[string]struct {
		said []Said
		have []Dose
		want []string
	}{
		"both say so":          {said(morning, "SM"), []Dose{given(morning, medicine.Taken)}, []string{"Nobody wrote down"}},
		"paper says otherwise": {said(morning, "C"), []Dose{given(morning, medicine.Taken)}, []string{"They do not agree", "Nobody wrote down"}},
		"given twice":          {said(morning, "SM"), []Dose{given(morning, medicine.Taken), given(morning, medicine.Taken)}, []string{"Two records", "Nobody wrote down"}},
		"only by phone":        {nil, []Dose{given(morning, medicine.Taken), given(evening, medicine.Taken)}, []string{"not on the paper", "not on the paper"}},
		"nowhere":              {nil, nil, []string{"Nobody wrote down", "Nobody wrote down"}},
	} {
		one := entry(func(e *Entry) { e.Doses, e.Until = c.have, monday })
		keyed := chart(7, one)
		keyed.Keyed = map[when.Date]bool{monday: true}
		got := keyed.differences(c.said, now)
		if len(got) != len(c.want) {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		for i, d := range got {
			if !strings.Contains(d.Means, c.want[i]) {
				t.Errorf("%s: %q, want %q", name, d.Means, c.want[i])
			}
		}
		if got := chart(7, one).differences(c.said, now); len(got) != 0 {
			t.Errorf("%s: a week that was not keyed in differs: %+v", name, got)
		}
	}
}
