package covert_test

import (
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/covert"
	"stillhome/internal/support/medicine/medicinetest"
	"stillhome/internal/support/person"
)

func made(d covert.Decision, review when.Date) covert.Made {
	return covert.Made{Decision: d, ReviewOn: review}
}

// TestInForce: all four, each before its review day, and none that ended.
func TestInForce(t *testing.T) {
	four := func(review ...when.Date) (all []covert.Made) {
		for i, r := range review {
			all = append(all, made(covert.Four[i], r))
		}
		return all
	}
	const later = "2026-12-20"
	for _, c := range []struct {
		name string
		all  []covert.Made
		want bool
	}{
		{"none", nil, false},
		{"three", four(later, later, later), false},
		{"four", four(later, later, later, later), true},
		{"one of four is over today", four(later, "2026-11-30", later, later), false},
		{"one of four holds until tomorrow", four(later, "2026-12-01", later, later), true},
		{"the same one four times", []covert.Made{made(covert.Capacity, later), made(covert.Capacity, later), made(covert.Capacity, later), made(covert.Capacity, later)}, false},
		{"ended", append(four(later, later, later, later), made(covert.Ended, "")), false},
		{"ended, and one made again", append(four(later, later, later, later), made(covert.Ended, ""), made(covert.Capacity, later)), false},
		{"one over was made again", append(four("2026-11-01", later, later, later), made(covert.Capacity, later)), true},
		{"a newer one that is over replaces one that is not", append(four(later, later, later, later), made(covert.Pharmacist, "2026-11-29")), false},
	} {
		if _, on := covert.InForce(c.all, "2026-11-30"); on != c.want {
			t.Errorf("%s: %v", c.name, on)
		}
	}
}

func TestHiddenNeedsFour(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := medicinetest.Prepare(t, g)
		web := webtest.Serve(t, g, person.Bar, covert.Routes)
		id := s.Add(nil)
		gatetest.As(t, g, "th", actor.Therapist)
		at := "/people/" + string(s.P) + "/medicines/" + string(id) + "/hidden"
		hidden := func() int {
			var n map[medicine.ID]when.Date
			s.Read(func(x *gate.Snapshot) (err error) {
				n, err = covert.Hidden(x, s.P)
				return err
			})
			return len(n)
		}
		web.Get("th", at).Says(t, 200, "Do not hide this medicine", "Nothing was decided yet", "Not there").Within(t, 8)
		web.Get("ada", at).Says(t, 404)
		web.Post("sam", at, "id", ids.New(), "decision", "capacity").Says(t, 404)
		web.Post("co", at, "id", ids.New(), "decision", "capacity").Says(t, 404)
		web.Post("th", at, "id", ids.New(), "_form", "decide").Says(t, 422, "Choose which decision it is", "Say who made the decision")
		form := func(d covert.Decision, review string) []string {
			return []string{
				"_form", "decide", "id", ids.New(), "decision", string(d), "who", "Dr A. Madeup, GP", "on", "2026-11-28", "document", "In the GP’s record", "words", "About this medicine only, at this time.",
				"review_on", review,
			}
		}
		web.Post("th", at, form(covert.Capacity, "2026-11-30")...).Says(t, 422, "after today")
		web.Post("th", at, form(covert.Capacity, "2027-11-30")...).Says(t, 422, "within 6 months")
		for i, d := range covert.Four {
			if hidden() != 0 {
				t.Fatalf("hidden after %d of 4 decisions", i)
			}
			web.Post("th", at, form(d, []string{"2026-12-10", "2026-12-20", "2026-12-20", "2026-12-20"}[i])...).LeadsTo(t, at)
		}
		web.Get("sam", at).Says(t, 200, "All four decisions hold", "Dr A. Madeup, GP")
		if hidden() != 1 {
			t.Fatal("four decisions, and not hidden")
		}
		g.Clock.Set(when.Date("2026-12-09").AtMinute(23 * 60))
		if hidden() != 1 {
			t.Error("it fell off before its review")
		}
		g.Clock.Set(when.Date("2026-12-10").AtMinute(60))
		if hidden() != 0 {
			t.Error("its review has come, and it goes on")
		}
		web.Post("th", at, form(covert.Capacity, "2026-12-20")...).LeadsTo(t, at)
		web.Post("th", at, "_form", "end", "id", ids.New(), "decision", "ended", "words", "no").Says(t, 422, "Say in a few words why it ends")
		web.Post("th", at, "_form", "end", "id", ids.New(), "decision", "ended", "words", "Takes it openly now").LeadsTo(t, at)
		if hidden() != 0 {
			t.Error("it ended, and goes on")
		}
		web.Get("th", at).Says(t, 200, "Do not hide this medicine", "It ended: Takes it openly now")
		if err := medicine.Stop(s.Office, g, medicine.Stopping{Person: s.P, Medicine: id, Version: 1, Why: "The surgery rang"}); err != nil {
			t.Fatal(err)
		}
		th := gatetest.As(t, g, "th2", actor.Therapist)
		err := covert.Decide(th, g, covert.Made{
			ID: ids.New(), Person: s.P, Medicine: id, Decision: covert.Capacity, Who: "Dr A. Madeup", On: "2026-12-09", Document: "In the record", Words: "About this medicine.", ReviewOn: "2026-12-20",
		})
		if !fault.Is(err, "medicine.ended") {
			t.Errorf("decided of an entry that ended: %v", err)
		}
	})
}
