package board_test

import (
	"regexp"
	"strings"
	"testing"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

var leadsTo = regexp.MustCompile(`href="([^"]*/check\?to=[^"]*)"`)

// TestSomebodyIsLate is the coordinator's way from a worker who is held up to a
// confirmed plan for the rest of their run.
func TestSomebodyIsLate(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		o := open(t, g, 2, 4)
		o.post(day+"/build", 303)
		o.post(day+"/publish", 303)
		first := o.assignments()[o.people[0].ID]
		name := "Worker " + string(first.Account)
		late := day + "/shifts/" + string(first.Shift) + "/late"
		o.see(day+"?view=list", name+" is running late", late)
		o.see(late, name+" is running late", "Next is Person0 Madeup at 8:30am", "How many minutes late", "From 5 to 240")
		for _, bad := range []string{"", "soon", "0", "3", "241"} {
			if x := o.post(late, 422, "minutes", bad); !x.Has("Say how many minutes late, from 5 to 240", name+" is running late") {
				t.Errorf("%q minutes: %s", bad, x.Body)
			}
		}
		x := o.post(late, 303, "minutes", "90")
		if x.To != late+"?minutes=90" {
			t.Fatalf("90 minutes lead to %s", x.To)
		}
		plan := o.see(x.To, name+" is running 90 minutes late", "can go to somebody else", "Person0 Madeup", ", instead of "+name, "Say another number of minutes")
		if o.assignments()[o.people[0].ID] != first {
			t.Error("looking changed the rota")
		}
		// Another choice comes back to this plan.
		choose := regexp.MustCompile(`href="([^"]*/visits/` + string(first.Visit) + `\?[^"]*)"`).FindStringSubmatch(plan.Body)
		if len(choose) != 2 {
			t.Fatal("there is no other choice")
		}
		place := o.see(strings.ReplaceAll(choose[1], "&amp;", "&"), "Best places", "Cover plan")
		back := regexp.MustCompile(`href="(` + regexp.QuoteMeta(late) + `\?minutes=90&amp;to=[^"]*)"`).FindStringSubmatch(place.Body)
		if len(back) != 2 {
			t.Fatal("a choice does not lead back")
		}
		o.see(strings.ReplaceAll(back[1], "&amp;", "&"), name+" is running 90 minutes late")

		check := leadsTo.FindStringSubmatch(plan.Body)
		if len(check) != 2 {
			t.Fatal("nothing to check")
		}
		address := strings.ReplaceAll(check[1], "&amp;", "&")
		_, query, _ := strings.Cut(address, "?")
		pairs := []string{"seen", o.seen(o.see(address, "What will change", "Person0 Madeup"))}
		for _, to := range strings.Split(query, "&") {
			pairs = append(pairs, "to", strings.TrimPrefix(to, "to="))
		}
		if x := o.post(day+"/check", 303, pairs...); x.To != day+"/calls" {
			t.Errorf("after confirming: %s", x.To)
		}
		if o.assignments()[o.people[0].ID].Shift == first.Shift {
			t.Error("the visit stayed with whoever is late")
		}
		o.see(day+"/calls", "Person0 Madeup")

		o.see(late+"?minutes=soon", "Say how many minutes late")
		o.see(late+"?minutes=20&to=rubbish", "cannot be read")
		for _, path := range []string{day + "/shifts/" + ids.New() + "/late", "/rota/soon/shifts/x/late"} {
			if x := o.b.Get(o.as, path); x.Status != 404 {
				t.Errorf("%s: %d", path, x.Status)
			}
		}
		for _, ctx := range o.workers {
			if x := o.b.Get(ctx, late); x.Status != 403 {
				t.Errorf("a worker may look: %d", x.Status)
			}
		}
	})
}

// TestLateWithNothingLeft says so where a run has no visit to come.
func TestLateWithNothingLeft(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		o := open(t, g, 1, 0)
		o.see(day+"/shifts/"+string(o.shifts["w0"])+"/late", "There is nothing left to plan", "Back to the rota")
	})
}
