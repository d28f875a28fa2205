package lonework_test

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var planted = flag.Bool("planted", false, "plant faults in the real code and see each found (minutes)")

// plants are faults put into the real code, one at a time.
var plants = []struct{ name, file, was, is string }{
	{"a rung is passed over", "ladder.go", `if !were(AskDuty, p.Account) {`, `if !were(AskDuty, p.Account) && len(asked) != 1 {`},
	{"the worker is rung", "ladder.go", `if p.Account == a.Worker || s.own`, `if s.own`},
	{"a number that is the worker's is rung", "ladder.go", `|| s.own != "" && p.Phone == s.own {`, `{`},
	{"timers go by the wall clock", "ladder.go", `return c.ladder.Add(passed)`, `return wall`},
	{"the clock stands for an hour after it is put back", "watch.go", `tick = since > 5*time.Second || since < 0`, `tick = since > 5*time.Second`},
	{"the last rung does not show", "ladder.go", `a.Last = s.wall`, `_ = s.wall`},
	{"the ladder ends with the duty list", "ladder.go", `	r.Alarm, r.N, r.At = a.ID, a.Rung+1, s.wall`, "	if r.Kind == AskLast {\n\t\treturn a, Rung{}, true\n\t}\n\tr.Alarm, r.N, r.At = a.ID, a.Rung+1, s.wall"},
	{"one person is asked again each hour", "ladder.go", `return longest, waited >= againAfter`, `return longest, s.askedFor(asked[len(asked)-1:], asked[len(asked)-1].Account) >= againAfter`},
	{"whoever has it may forget it", "ladder.go", `if !a.Open() || !a.due(s) {`, `if !a.Open() || !a.Taken.IsZero() || !a.due(s) {`},
	{"an answer by nobody", "actions.go", `MayTake   = gate.Action{Name: "lonework.take", Who: MaySee.Who}`, `MayTake = gate.Action{Name: "lonework.take", Who: actor.Rule{Any: []actor.Role{actor.System, actor.Coordinator}}}`},
	{"what is heard late ends it", "actions.go", `if a.Rung <= 1 && a.By == ""`, `if a.Rung <= 9 && a.By == ""`},
	{"the phone of a silent alarm is texted", "watch.go", `if open > 0 {`, `if open > 9 {`},
	{"overdue is noticed two minutes late", "watch.go", `x.visit_id LIMIT 200` + "`, c.at(s.Now))", ""},
	{"a killed server's timers are gone", "store.go", `taken_by = ?, taken_at = ?, closed_by`, `taken_by = ?, taken_at = ?, due_at = '9999-01-01T00:00:00.000Z', closed_by`},
	{"one way out only", "alarm.go", `if r.Kind != AskWorker { // a nudge`, `if r.Kind == AskLast { // a nudge`},
	{"calls wait for texts", "../../platform/notify/send.go", `return s.drain(ctx, g, l) }`, `s.drain(ctx, g, lanes[0]); return s.drain(ctx, g, l) }`},
	{"alarms stand in line", "../../platform/notify/send.go", `return s.drain(ctx, g, l) }`, `s.drain(ctx, g, lanes[2]); return s.drain(ctx, g, l) }`},
	{"a killed sender's messages are forgotten", "../../platform/notify/store.go", `AND (claimed_until IS NULL OR claimed_until <= ? OR claimed_until > ?) ORDER BY queued_at, id LIMIT ?` + "`, l.way, l.urgent, s.Now, far, s.Now, far, l.atOnce)", `AND claimed_until IS NULL ORDER BY queued_at, id LIMIT ?` + "`, l.way, l.urgent, s.Now, far, l.atOnce)"},
	{"sent is written down before it is sent", "../../platform/notify/send.go", `results := s.sendAll(ctx, taken)`, "results := make([]result, len(taken))\n\tdefer s.sendAll(ctx, taken)"},
}

// TestPlanted plants each fault in a copy of the real code, which the compiler is
// given in the place of it, and has the tests of alarms find it.
func TestPlanted(t *testing.T) {
	if !*planted {
		t.Skip("run by make alarms: it builds the tests once for each fault")
	}
	fails := regexp.MustCompile(`--- FAIL: (\w+)`)
	for _, p := range plants {
		path, err := filepath.Abs(p.file)
		if err != nil {
			t.Fatal(err)
		}
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if p.is == "" { // the one that does not fit in a line
			p.was, p.is = `c.at(s.Now))`, `c.at(s.Now).Add(-2*time.Minute))`
		}
		if n := strings.Count(string(source), p.was); n != 1 {
			t.Errorf("%s: its place is in %s %d times", p.name, p.file, n)
			continue
		}
		dir := t.TempDir()
		copied, overlay := filepath.Join(dir, "planted.go"), filepath.Join(dir, "overlay.json")
		b, err := json.Marshal(map[string]any{"Replace": map[string]string{path: copied}})
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string][]byte{copied: []byte(strings.Replace(string(source), p.was, p.is, 1)), overlay: b} {
			if err := os.WriteFile(name, text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, err := exec.Command("go", "test", "-overlay", overlay, "-failfast", ".", "../../platform/notify").CombinedOutput()
		found := fails.FindStringSubmatch(string(out))
		if err == nil || found == nil {
			t.Errorf("%s: not found\n%s", p.name, out)
			continue
		}
		t.Logf("%-50s found by %s", p.name, found[1])
	}
}
