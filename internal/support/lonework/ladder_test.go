package lonework

import (
	"fmt"
	"testing"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/notify"
)

// TestAllAgainEachHour: once the last rung was reached everybody is asked again each
// hour, however many there are, whoever comes and goes, and also where the clock is
// put back; no two with a number at once.
func TestAllAgainEachHour(t *testing.T) {
	const wait = againAfter + 2*(5*time.Minute+time.Minute) // each look is up to a rung late, and so is the turn
	for _, c := range []struct {
		name   string
		people int
		back   time.Duration // the clock is put back by, after three hours
	}{
		{"nobody is in charge", 0, 0}, {"one", 1, 0}, {"three", 3, 0}, {"ten", 10, 0}, {"three, and the clock is put back", 3, 90 * time.Minute},
	} {
		var a Alarm
		a.ID, a.How, a.Worker, a.Due = "a", Pressed, "worker", epoch
		s := situation{own: "+447700900009", last: Last{"On call", "+441632960103"}, timing: modelTiming}
		var asked []Rung
		heard := map[ids.Account]time.Duration{} // by true time
		for now := time.Duration(0); now < 8*time.Hour; now += 10 * time.Second {
			s.wall, s.ladder = epoch.Add(now), epoch.Add(now)
			if c.back > 0 && now >= 3*time.Hour {
				s.wall = s.wall.Add(-c.back)
			}
			s.duty = nil
			for i := range c.people {
				p := on(ids.Account(fmt.Sprint("d", i)), notify.Telephone(fmt.Sprintf("+4477009001%02d", i)))
				if i == 0 && now > 4*time.Hour {
					p.Account = "other" // somebody new comes into charge for the first
				}
				if _, known := heard[p.Account]; !known {
					heard[p.Account] = now // whoever is new is asked from now on
				}
				s.duty = append(s.duty, p)
			}
			next, r, ok := a.step(asked, s)
			if a = next; ok && r.N > 0 {
				if r.Kind == AskAgain && a.Due.Sub(s.ladder.Time) < 5*time.Minute {
					t.Errorf("%s: the next is asked too soon after %+v", c.name, r)
				}
				asked = append(asked, r)
				heard[r.Account] = now
			}
			if a.Last.IsZero() {
				continue
			}
			for _, p := range s.duty {
				if now-heard[p.Account] > wait {
					t.Fatalf("%s: after %v %s was last asked at %v", c.name, now, p.Account, heard[p.Account])
				}
			}
			if now-heard[""] > wait {
				t.Fatalf("%s: after %v the last number was last asked at %v", c.name, now, heard[""])
			}
		}
		rounds := map[ids.Account]int{}
		for _, r := range asked {
			if r.Kind == AskAgain {
				rounds[r.Account]++
			}
		}
		for who, n := range rounds {
			if n > 8+1 {
				t.Errorf("%s: %q was asked again %d times in eight hours", c.name, who, n)
			}
		}
		if len(rounds) < c.people+1 {
			t.Errorf("%s: %d were asked again", c.name, len(rounds))
		}
	}
}
