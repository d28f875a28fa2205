package field_test

import (
	"strings"
	"testing"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

// mostStatements is what a batch of forty facts may say to the record. On
// PostgreSQL each is a journey to the server while nobody else may write, and
// after an outage the phones of a whole county come at once.
const mostStatements = 65

// TestStatementsOfABatch: what is the same for every fact of a batch is asked
// and written once.
func TestStatementsOfABatch(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g, 1)
		p := phonetest.Enrol(t, s.sam, g)
		facts := []phonetest.Fact{s.add(p, 0, "visit.arrive", nil)}
		for len(facts) < 39 {
			facts = append(facts, s.add(p, 0, "visit.note", map[string]any{"words": "Managed the stairs."}))
		}
		facts = append(facts, s.add(p, 0, "visit.record", s.whole(0)))
		ctx, counter := gate.WithCounter(t.Context())
		out, err := field.Deliver(ctx, g, p.Header(), p.Delivery(facts...))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range out.Answers {
			if a.Verdict != field.Done {
				t.Errorf("%+v", a)
			}
		}
		if n := len(counter.Statements); n > mostStatements {
			t.Errorf("%d statements, at most %d are allowed:\n%s", n, mostStatements, strings.Join(counter.Statements, "\n"))
		}
		if n := count(t, g, `SELECT COUNT(*) FROM gate_journal WHERE action = 'field.note'`); n != 38 {
			t.Errorf("%d notes are in the journal, want 38", n)
		}
		again, counter := gate.WithCounter(t.Context())
		if _, err := field.Deliver(again, g, p.Header(), p.Delivery(facts...)); err != nil {
			t.Fatal(err)
		}
		if n := len(counter.Statements); n > 12 {
			t.Errorf("the same again: %d statements\n%s", n, strings.Join(counter.Statements, "\n"))
		}
	})
}
