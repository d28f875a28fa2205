package chart_test

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/plan"
)

// TestHeadOfTheChart: allergies on top, known, none or not known.
func TestHeadOfTheChart(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		person := "/people/" + string(s.P)
		at := person + "/medicines"
		s.Web.Get("co", at).Says(t, 200, "Not known: ask").Within(t, 8)
		s.Web.Get("sam", at+"/head").Says(t, 404)
		s.Web.Post("co", at+"/head", "id", ids.New()).Says(t, 422, "Choose what is known of allergies", "Say where this is known from")
		s.Web.Post("co", at+"/head", "id", ids.New(), "gp_practice", "Mill Lane", "pharmacy", "Green Cross", "allergies", "none", "source", "The GP").LeadsTo(t, at)
		s.Web.Get("sam", at).Says(t, 200, "No known allergies", "Mill Lane", "Green Cross")
		g.Clock.Set(g.Clock.Now().Add(60e9))
		s.Web.Post("co", person+"/allergies", "id", ids.New(), "substance", "x").Says(t, 422, "Enter what the person is allergic to")
		id := ids.New()
		for range 2 {
			s.Web.Post("co", person+"/allergies", "id", id, "substance", "Penicillin", "reaction", "A rash", "source", "Joan told me").LeadsTo(t, at)
		}
		s.Web.Get("sam", at).Says(t, 200, "Has allergies", "Penicillin: A rash (Joan told me)", "Mill Lane")
		s.Web.Get("co", person+"/allergies/"+id).Says(t, 200, "Take off the list: Penicillin")
		s.Web.Get("co", person+"/allergies/"+ids.New()).Says(t, 404)
		s.Web.Post("co", person+"/allergies/"+id, "version", "1").Says(t, 422, "Say in a few words why it is taken off")
		s.Web.Post("co", at+"/head", "id", ids.New(), "allergies", "none", "source", "The GP").Says(t, 409, "An allergy is on the list")
		s.Web.Post("co", person+"/allergies/"+id, "version", "1", "why", "Tested: it is none").LeadsTo(t, at)
		s.Web.Get("co", person+"/allergies").Says(t, 200, "No allergy is on the list").Within(t, 8)
	})
}

// TestCheckPages: the queue, the page of one check, and its answers.
func TestCheckPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		gatetest.As(t, g, "boss", actor.Manager)
		s.Web.Get("boss", "/medicines/checks").Says(t, 200, "Nothing waits to be checked")
		s.Web.Get("boss", "/medicines").Says(t, 200, "Entries to be checked").Within(t, 8)
		one := "/people/" + string(s.P) + "/medicines/" + string(s.Add(nil))
		s.Web.Get("boss", "/medicines/checks").Says(t, 200, "Eye drops", "Joan Madeup", "less than an hour", "To be checked").Within(t, 8)
		s.Web.Get("co", "/medicines/checks").Says(t, 200, "You wrote it: somebody else must check it")
		s.Web.Get("sam", "/medicines/checks").Says(t, 200, "Eye drops")
		if a := s.Web.Get("ada", "/medicines/checks").Says(t, 200, "Nothing waits"); strings.Contains(a.Text(), "Joan") {
			t.Error("a worker who does not go there sees the entry")
		}
		s.Web.Get("co", one+"/check").Says(t, 200, "You wrote this entry")
		s.Web.Post("co", one+"/check", "id", ids.New(), "version", "1", "agrees", "yes", "against", "The label").Says(t, 409, "You wrote this entry. Somebody else must check it.")
		s.Web.Get("boss", one+"/check").Says(t, 200, "What do you hold it against?").Within(t, 8)
		s.Web.Post("boss", one+"/check", "id", ids.New(), "version", "1").Says(t, 422, "Say whether the entry and its source agree", "Say what you held it against")
		s.Web.Post("boss", one+"/check", "id", ids.New(), "version", "1", "agrees", "no", "against", "The label").Says(t, 422, "Say in a few words what differs")
		s.Web.Post("boss", one+"/check", "id", ids.New(), "version", "1", "agrees", "no", "against", "The label", "words", "It says 2 drops").LeadsTo(t, one)
		s.Web.Get("boss", "/medicines/checks").Says(t, 200, "Does not agree")
		s.Web.Get("sam", one).Says(t, 200, "Nobody has checked this entry yet", "It does not agree: It says 2 drops").Within(t, 8)
		s.Web.Post("boss", one+"/check", "id", ids.New(), "version", "1", "agrees", "yes", "against", "The label").LeadsTo(t, one)
		if a := s.Web.Get("co", one).Says(t, 200, "Checked against: The label. It agrees."); strings.Contains(a.Text(), "Nobody has checked") {
			t.Error("checked, and said not to be")
		}
		s.Web.Get("boss", one+"/check").Says(t, 200, "There is nothing to check")
	})
}

// TestChangePage: by the form, with what it says of bad input; the old entry and
// the chart as it was stay to be seen.
func TestChangePage(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		at := "/people/" + string(s.P) + "/medicines"
		one := at + "/" + string(s.Add(nil))
		g.Clock.Set(when.Date("2026-12-02").AtMinute(9 * 60))
		s.Web.Get("sam", one+"/change").Says(t, 404)
		s.Web.Get("co", one+"/change").Says(t, 200, "By whose word?", "Change Eye drops").Within(t, 8)
		id := ids.New()
		form := func(more ...string) []string {
			return append([]string{
				"id", id, "version", "1", "amended_why", "The GP changed it", "word", "written", "name", "Eye drops", "dose", "2 drops in each eye", "kind", "regular", "parts", "morning", "every_days", "1",
				"from", "2026-12-02", "source", "The GP’s letter",
			}, more...)
		}
		s.Web.Post("co", one+"/change", form("times", "7pm")...).Says(t, 422, "7:00pm is in the part of the day called evening")
		s.Web.Post("co", one+"/change", form("times", "soon")...).Says(t, 422, "Check this answer")
		s.Web.Post("co", one+"/change", form("shape", "patch")...).Says(t, 422, "Choose where on the body it may go")
		for range 2 {
			s.Web.Post("co", one+"/change", form("times", "7:30am", "shape", "cream", "sites", "face", "sites", "lower_back")...).LeadsTo(t, at+"/"+id)
		}
		s.Web.Get("co", at+"/"+id).Says(t, 200, "Changed to: 2 drops in each eye. The GP changed it (the prescriber’s written word).", "Morning at 7:30am", "1. Face", "2. Lower back").Within(t, 8)
		s.Web.Get("co", one).Says(t, 200, "Replaced: The GP changed it")
		s.Web.Get("co", one+"/change").Says(t, 200, "This entry ended on 2 December 2026")
		for query, want := range map[string]string{
			"?at-day=1&at-month=12&at-year=2026": "1 drop in each eye", "?at=2026-12-01": "1 drop in each eye", "?at=2026-11-29": "Nothing was on the chart then",
		} {
			if a := s.Web.Get("co", at+query).Says(t, 200, "Medicines as they were", want); strings.Contains(a.Text(), "2 drops") {
				t.Errorf("%s shows what came later", query)
			}
		}
		s.Web.Get("co", at+"?at=2026-12-02").Says(t, 200, "2 drops in each eye")
	})
}

// TestRecordAgainstAWarning: the form asks once, and keeps it when it is said
// again.
func TestRecordAgainstAWarning(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		id := s.Add(func(m *medicine.Medicine) {
			m.Name, m.Kind, m.Parts, m.NeededFor, m.GapMin, m.MostDoses = "Paracetamol", medicine.AsNeeded, nil, "Pain", 240, 4
		})
		one := "/people/" + string(s.P) + "/medicines/" + string(id)
		form := func(time string, more ...string) []string {
			return append([]string{"id", ids.New(), "on", string(medicinetest.Today), "time", time, "outcome", "taken", "why", "Her hip", "amount", "2 tablets", "help", "given"}, more...)
		}
		s.Web.Get("sam", one+"/record").Says(t, 200, "A second person has not checked this entry yet", "What was it needed for?")
		s.Web.Post("sam", one+"/record", form("6am")...).LeadsTo(t, one)
		a := s.Web.Post("sam", one+"/record", form("8am")...).Says(t, 409, "It is too early", "Stop and think", "It was given: save it")
		if a.Hidden("warned") != "too_early" || len(s.Since(id)) != 1 {
			t.Errorf("asked: %q, %d kept", a.Hidden("warned"), len(s.Since(id)))
		}
		s.Web.Post("sam", one+"/record", form("8am", "warned", "too_early", "warned", "unchecked")...).LeadsTo(t, one)
		if all := s.Since(id); len(all) != 2 || all[0].Warned[0] != medicine.TooEarly || all[0].Warnings[0] != medicine.TooEarly {
			t.Errorf("kept: %+v", all)
		}
		s.Web.Get("sam", one).Says(t, 200, "2 tablets, given by the worker. For: Her hip", "Warning: It is too early", "Say how it helped").Within(t, 8)
		s.Web.Get("co", "/medicines/warnings").Says(t, 200, "Paracetamol", "Joan Madeup", "It is too early").Within(t, 8)
		s.Web.Get("co", "/medicines/warnings?from-day=1&from-month=12&from-year=2026").Says(t, 200, "Recorded since 1 December 2026", "No dose was recorded against a warning")
		s.Web.Get("co", "/medicines/asks").Says(t, 200, "Paracetamol", "Her hip").Within(t, 8)
		ask := "/people/" + string(s.P) + "/doses/" + string(s.Since(id)[0].ID)
		s.Web.Get("ada", ask).Says(t, 404)
		s.Web.Get("sam", ask).Says(t, 200, "How did it help?").Within(t, 8)
		s.Web.Post("sam", ask, "id", ids.New()).Says(t, 422, "Choose how it helped")
		s.Web.Post("sam", ask, "id", ids.New(), "effect", "helped", "words", "She slept").LeadsTo(t, "/people/"+string(s.P)+"/medicines")
		s.Web.Get("sam", one).Says(t, 200, "It helped")
		s.Web.Get("sam", "/people/"+string(s.P)+"/doses/"+ids.New()).Says(t, 404)
	})
}

// TestPackListedSingly: what is in a pack is due one by one, the pack itself no
// longer.
func TestPackListedSingly(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		pack := s.Add(func(m *medicine.Medicine) {
			m.Name, m.Kind, m.Parts = "Weekly pack", medicine.Pack, []plan.Part{plan.Morning}
		})
		at := "/people/" + string(s.P) + "/medicines"
		if due := s.Due(s.P)[s.P]; len(due) != 1 || due[0].Medicine.ID != pack {
			t.Fatalf("due: %+v", due)
		}
		for _, name := range []string{"Ramipril", "Aspirin"} {
			s.Web.Post("co", at+"/new", "id", ids.New(), "name", name, "dose", "1", "kind", "regular", "parts", "morning", "every_days", "1", "from", "2026-11-20", "source", "The pack’s label", "pack", string(pack)).LeadsTo(t, at)
		}
		if due := s.Due(s.P)[s.P]; len(due) != 2 || due[0].Medicine.Pack != pack || due[1].Medicine.Pack != pack {
			t.Errorf("due: %+v", due)
		}
		s.Web.Get("sam", at).Says(t, 200, "In the pack", "Ramipril")
	})
}

// TestStructuredDose: an amount makes a dose that other systems can read, with
// the times and limits of the entry; what cannot be made into one is told.
func TestStructuredDose(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		at := "/people/" + string(s.P) + "/medicines"
		id := ids.New()
		form := func(id string, more ...string) []string {
			return append([]string{"id", id, "name", "Ramipril", "dose", "1 twice a day", "kind", "regular", "parts", "morning", "parts", "evening", "every_days", "1", "from", "2026-11-20", "source", "The label"}, more...)
		}
		s.Web.Post("co", at+"/new", form(id, "each", "some", "each_unit", "tablet")...).Says(t, 422, "Enter a number above nought")
		s.Web.Post("co", at+"/new", form(id, "each", "1")...).Says(t, 422, "Choose what it is counted in")
		s.Web.Post("co", at+"/new", form(id, "each", "1", "each_unit", "tablet", "times", "8am, 8pm")...).LeadsTo(t, at)
		s.Web.Get("co", at+"/"+id).Says(t, 200, "Dose as other systems read it", "1 tablet - twice a day - at 08:00 and 20:00")
		if a := s.Web.Get("co", at+"/"+id+"/change").Says(t, 200, "Change Ramipril"); !strings.Contains(a.Body, `value="8:00am, 8:00pm"`) || !strings.Contains(a.Body, `name="each" type="text" value="1"`) {
			t.Error("the form to change it has forgotten the times or the amount")
		}
		for name, c := range map[string]struct {
			form []string
			want string
		}{
			"weekly":    {[]string{"kind", "regular", "parts", "morning", "every_days", "7"}, "Friday"},
			"as needed": {[]string{"kind", "as_needed", "every_days", "1", "needed_for", "pain", "gap_min", "240", "most_units", "8"}, "pain"},
		} {
			id := ids.New()
			s.Web.Post("co", at+"/new", append([]string{"id", id, "name", name, "dose", "1", "from", "2026-11-20", "source", "The label", "each", "1", "each_unit", "tablet"}, c.form...)...).LeadsTo(t, at)
			s.Web.Get("co", at+"/"+id).Says(t, 200, "Dose as other systems read it", c.want)
		}
	})
}
