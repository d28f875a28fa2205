package auth

import (
	"testing"
	"time"

	"stillhome/internal/kernel/when"
)

func TestLaneWaits(t *testing.T) {
	l := lane{free: 5, first: 10 * time.Second, most: 15 * time.Minute}
	for failures, want := range map[int]time.Duration{
		0: 0, 4: 0, 5: 10 * time.Second, 6: 20 * time.Second, 7: 40 * time.Second, 11: 640 * time.Second,
		12: 15 * time.Minute, 40: 15 * time.Minute, 1_000_000: 15 * time.Minute,
	} {
		if got := l.wait(failures); got != want {
			t.Errorf("after %d: %v, want %v", failures, got, want)
		}
	}
	last := when.Date("2026-11-30").AtMinute(540)
	for after, want := range map[time.Duration]time.Duration{
		0: 20 * time.Second, 5 * time.Second: 15 * time.Second, 20 * time.Second: 0, time.Hour: 0,
	} {
		if got := l.closedFor(6, last, last.Add(after)); got != want {
			t.Errorf("%v after the sixth: %v, want %v", after, got, want)
		}
	}
	if got := l.closedFor(1000, last, last.Add(calm)); got != 0 {
		t.Errorf("after a quiet hour: closed for %v", got)
	}
}

func TestLanesAreApart(t *testing.T) {
	a := Try{Login: "Jo@Fenmarsh.example ", Network: "192.0.2.0/24", Device: "phone"}
	b := Try{Login: "jo@fenmarsh.example", Network: "198.51.100.0/24"}
	if lanesFor(a, false)[0].subject == lanesFor(b, false)[0].subject {
		t.Error("one name from two networks is one lane: a stranger could close it")
	}
	c := b
	c.Login = "JO@fenmarsh.example"
	if lanesFor(c, false)[0].subject != lanesFor(b, false)[0].subject {
		t.Error("capital letters open a new lane")
	}
	if n := len(lanesFor(a, true)); n != 1 {
		t.Errorf("a known device is in %d lanes, so others can slow it", n)
	}
}

func TestIdleByRole(t *testing.T) {
	l := DefaultLimits
	for _, v := range []struct {
		roles []string
		want  time.Duration
	}{
		{[]string{"worker"}, l.Field},
		{[]string{"worker", "lead-worker"}, l.Field},
		{[]string{"worker", "coordinator"}, l.Office},
		{[]string{"manager"}, l.Office},
		{[]string{"person"}, l.Office},
		{nil, l.Office},
	} {
		if got := l.idle(rolesNamed(v.roles...)); got != v.want {
			t.Errorf("%v: %v, want %v", v.roles, got, v.want)
		}
	}
}

func TestDeviceName(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36":                   "Chrome on Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1": "Safari on iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":           "Edge on Windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0":                                                                  "Firefox on Linux",
		"curl/8": "Unknown device", "": "Unknown device", "<script>alert(1)</script>": "Unknown device",
	} {
		if got := DeviceName(agent); got != want {
			t.Errorf("%.40s: %q, want %q", agent, got, want)
		}
	}
}
