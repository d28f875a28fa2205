package field_test

import (
	"strings"
	"testing"
	"time"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/safeguarding/lead"
	"stillhome/internal/support/visit/visittest"
)

// TestTimesThatCannotBe: whatever a phone says of the time, what it recorded is
// kept as of when it came, and every page that shows it can be read.
func TestTimesThatCannotBe(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		p := phonetest.Enrol(t, s.sam, g)
		now := g.Clock.Now()
		var facts []phonetest.Fact
		for _, at := range []string{"0000-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1971-01-01T00:00:00Z"} {
			for action, body := range map[string]map[string]any{
				"concern.raise": {"kind": "abuse", "urgency": "today", "words": "Bruises."}, "visit.note": {"words": "x"},
				"help.want": {}, "visit.record": s.whole(0),
			} {
				facts = append(facts, p.Record(action, now, map[string]any{"at": at, "person": s.people[0].ID, "visit": s.visits[0].ID, "body": body}))
			}
			facts = append(facts, s.add(p, 0, "visit.arrive", map[string]any{"arrived": at}))
		}
		raw := string(p.Delivery(facts...))
		deliver(t, g, p, []byte(raw))
		for _, wall := range []string{"9000000000000000", "-9000000000000000", "9223372036854775807"} {
			_, rest, _ := strings.Cut(raw, `"wall":`)
			old, _, _ := strings.Cut(rest, "}")
			deliver(t, g, p, []byte(strings.Replace(raw, `"wall":`+old, `"wall":`+wall, 1)))
			deliver(t, g, p, p.Delivery())
		}
		b := visittest.Serve(t, g, field.Routes, phone.Routes, lead.Routes)
		lead := gatetest.As(t, g, "lead", actor.SafeguardingLead)
		for _, path := range []string{"/held-facts", "/phones", "/phones/" + string(p.ID), "/people/" + string(s.people[0].ID) + "/visits/" + string(s.visits[0].ID) + "/recorded"} {
			if a := b.Get(s.office, path); a.Status != 200 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		if a := b.Get(lead, "/safeguarding"); a.Status != 200 {
			t.Errorf("/safeguarding: %d", a.Status)
		}
		for _, f := range facts {
			if strings.Contains(f.Text, `"help.want"`) {
				if a := b.Get(s.office, "/help-wanted/"+f.ID); a.Status != 200 || strings.Count(a.Body, now.Said()) < 2 {
					t.Errorf("a call for help at an impossible time: %d", a.Status)
				}
			}
		}
		if n := count(t, g, `SELECT COUNT(*) FROM field_fact WHERE happened_at < ? OR happened_at > ?`, now.Add(-time.Minute), now.Add(time.Minute)); n != 0 {
			t.Errorf("%d facts lie at a time that cannot be", n)
		}
	})
}
