package board_test

import (
	"regexp"
	"strings"
	"testing"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

// TestWhenCouldWeVisit is the coordinator's way from somebody new to a visit there
// is room for.
func TestWhenCouldWeVisit(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		o := open(t, g, 4, 4)
		who := string(o.people[3].ID)
		at := day + "/starts/" + who
		o.see(at, "When could we visit Person3 Madeup?", "has not been built", "Open the rota of", "Day after")
		o.post(day+"/build", 303)
		first := o.see(at, "1. ", "2. ", "3. ", " with Worker w", "Add a visit at", "What kind of visit", "Nothing is kept")
		add := regexp.MustCompile(`href="(/people/` + who + `/visits/new\?[^"]*)"`).FindStringSubmatch(first.Body)
		if len(add) != 2 || !strings.Contains(add[1], "duration=60") || !strings.Contains(add[1], "on="+string(tomorrow)) || !strings.Contains(add[1], "first=yes") {
			t.Errorf("the way to the visit is %v", add)
		}
		x := o.post(at, 303, "duration", "45", "workers", "2", "from", "9:00", "until", "11:00")
		o.see(x.To, " and Worker w", `value="45"`, `value="09:00"`, `value="11:00"`)
		x = o.post(at, 303, "duration", "60", "workers", "1", "from", "9:00", "until", "11:00", "skills", "catheter")
		if none := o.see(x.To, "Try the day after, or other times"); none.Has("Add a visit at") {
			t.Error("a start is proposed with nobody who is trained")
		}
		for _, bad := range [][]string{
			{"duration", "soon", "workers", "1", "from", "9:00", "until", "11:00"},
			{"duration", "60", "workers", "1", "from", "noonish", "until", "11:00"},
			{"duration", "60", "workers", "1", "from", "11:00", "until", "9:00"},
		} {
			if x := o.post(at, 422, bad...); !x.Has("What kind of visit") {
				t.Errorf("%v lost the form", bad)
			}
		}
		o.see(at+"?duration=soon", "Enter a number of minutes", "Add a visit at")
		for _, path := range []string{day + "/starts/" + ids.New(), "/rota/soon/starts/" + who} {
			if x := o.b.Get(o.as, path); x.Status != 404 {
				t.Errorf("%s: %d", path, x.Status)
			}
		}
		if x := o.b.Get(o.as, "/rota/"+string(today.Add(-1))+"/starts/"+who); x.Status != 422 || !x.Has("That day is over") {
			t.Errorf("yesterday: %d", x.Status)
		}
		for _, ctx := range o.workers {
			if x := o.b.Get(ctx, at); x.Status != 403 {
				t.Errorf("a worker may look: %d", x.Status)
			}
		}
	})
}
