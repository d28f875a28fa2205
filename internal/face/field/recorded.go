package field

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/visit"
)

// MaySeeRecorded: whoever may see the visit.
var MaySeeRecorded = gate.Action{Name: "field.see_recorded", Who: visit.MaySee.Who}

// mostRecorded is how many facts of one visit are shown.
const mostRecorded = 300

// recorded is a fact with the name of who recorded it.
type recorded struct {
	entry
	by string
}

// recordedAt lists what phones recorded of one visit, in the order it happened.
// Concerns and calls for help are not among them: they have pages of their own,
// and calls for help are about the worker.
func recordedAt(s *gate.Snapshot, p ids.Person, v visit.ID) ([]recorded, error) {
	return gate.All(s, func(r *recorded) []any { return append(r.entry.fields(), gate.Null(&r.by)) },
		`SELECT `+entryColumns+`, m.given || ' ' || m.family FROM field_fact f LEFT JOIN staff_member m ON m.account_id = f.account_id
		WHERE f.visit_id = ? AND f.person_id = ? AND f.standing <> 'closed' AND NOT f.sealed AND f.action NOT IN ('help.want', 'help.cancel')
		ORDER BY f.happened_at, f.phone_id, f.seq, f.hash LIMIT ?`, v, p, mostRecorded)
}

// recordedPage is everything that phones recorded at one visit: what, who, when
// it happened, and when we heard.
func recordedPage(c *web.Call) (web.Reply, error) {
	var v visit.Visit
	var entries []recorded
	var labels assessment.Labels
	var words map[string]string
	err := c.Gate.Read(c, MaySeeRecorded, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if v, err = visit.Get(s, c.Person(), visit.ID(c.Path("visit"))); err != nil {
			return err
		}
		if entries, err = recordedAt(s, v.Person, v.ID); err != nil {
			return err
		}
		if labels, err = assessment.Words(s); err != nil {
			return err
		}
		words, err = namedIn(s, v.Person)
		return err
	})
	if err != nil {
		return nil, err
	}
	office := c.Can(MaySeeAll)
	t := ui.Timeline{Empty: "No phone has sent anything about this visit. What was told to the office stands on the page of the visit."}
	for _, e := range entries {
		f, _ := readFact([]byte(e.body), e.received)
		what := f.sentence(labels, words)
		switch {
		case e.verdict == Conflict:
			what += " Does not agree with another record: the office decides."
		case e.verdict == Held:
			what += " Kept for the office to decide."
		}
		ev := ui.Event{When: e.happened.Said(), Who: e.by, What: what + " We heard " + e.heard() + "."}
		if e.verdict != Done && office {
			f.whole = []byte(e.body)
			ev.Href = "/held-facts/" + heldID(string(e.account), f)
		}
		t.Events = append(t.Events, ev)
	}
	return c.Page("What the phone recorded", ui.Para(v.PartLabel()+" visit, "+v.On.Said()+", "+v.Times()+". All of this was recorded on a phone, in this order."), t).
		BackTo("Visit", web.PersonPath(v.Person, "visits", string(v.ID))), nil
}

// heard is when a fact reached us, the day only where it is another.
func (e entry) heard() string {
	if e.received.On() == e.happened.On() {
		return "at " + e.received.Clock()
	}
	return e.received.Said()
}

// namedIn is the words of the tasks and medicines of a person and of the records
// merged into it, by id.
func namedIn(s *gate.Snapshot, p ids.Person) (map[string]string, error) {
	type row struct{ id, words string }
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.id, &r.words} },
		`SELECT k.id, k.words FROM plan_task k WHERE k.person_id IN (SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)
		UNION ALL SELECT m.id, m.name FROM medicine m WHERE m.person_id IN (SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`, p, p, p, p)
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.id] = r.words
	}
	return out, err
}

// sentence is what a fact says, in words. names are those of tasks and
// medicines, by id.
func (f Fact) sentence(labels assessment.Labels, names map[string]string) string {
	b := f.Body
	quoted := func(before string) string {
		if b.Words == "" {
			return before + "."
		}
		said := string(b.Words)
		if strings.HasSuffix(said, ".") || strings.HasSuffix(said, "!") || strings.HasSuffix(said, "?") {
			return before + ": “" + said + "”"
		}
		return before + ": “" + said + "”."
	}
	switch f.Action {
	case "visit.arrive":
		arrived, _, err := f.times()
		if err != nil || arrived.IsZero() {
			arrived = f.at
		}
		return "Came at " + arrived.Clock() + "."
	case "visit.task":
		return cmp.Or(names[string(b.Task)], assessment.Activity(b.Activity).Label(), "A task") + ": " + labels[assessment.Level(b.Level)] + "."
	case "visit.dose":
		s := cmp.Or(names[string(b.Medicine)], "A medicine") + ": " + medicine.Outcome(b.Outcome).Label()
		if why := medicine.Reason(b.Reason).Label(); why != "" {
			s += " (" + strings.ToLower(why) + ")"
		}
		return s + "." + f.doseMore()
	case "visit.dose_effect":
		return quoted("Said of a medicine that was needed: " + strings.ToLower(medicine.Effect(b.Effect).Label()))
	case "no_answer.step":
		return quoted(noanswer.Code(b.Step).Label() + ", while nobody answered: " + strings.ToLower(noanswer.Result(b.Result).Label()))
	case "no_answer.end":
		return quoted("How it ended that nobody answered: " + strings.ToLower(noanswer.Outcome(b.Outcome).Label()))
	case "visit.feeling":
		return "How the person was: " + visit.Feeling(b.Feeling).Label() + "."
	case "visit.note":
		if b.Words == "" {
			return "Took the note back."
		}
		return quoted("Note")
	case "visit.risk":
		said := "Said that all is as usual"
		if b.Answer == notSafe {
			said = "Said that it is not safe there"
		} else if b.Answer == "changed" {
			said = "Said that something has changed"
		}
		for i, c := range coded[risk.DoorCode](b.Seen) {
			said += map[bool]string{true: ": ", false: ", "}[i == 0] + strings.ToLower(cmp.Or(c.Label(), string(c)))
		}
		if b.WentIn == "false" {
			said += ", and did not go in"
		}
		return quoted(said)
	case "visit.late":
		return fmt.Sprintf("Said that they will be %d minutes late.", int(b.Minutes))
	case "equipment.left":
		return quoted("Left in the home, " + string(b.What))
	case "keysafe.shown":
		return "Looked at how to get in."
	}
	say := mutations[string(f.Action)].say
	if say == "" {
		say = "A record we do not know"
	}
	parts := []string{say + "."}
	for _, r := range f.said(labels) {
		parts = append(parts, r.Key+": "+strings.TrimSuffix(r.Value, ".")+".")
	}
	return strings.Join(parts, " ")
}

// doseMore is what else a phone said of a dose.
func (f Fact) doseMore() (said string) {
	b := f.Body
	for _, x := range []struct{ before, what string }{
		{"", medicine.Help(b.Help).Label()},
		{"Amount: ", string(b.Amount)},
		{"For: ", string(b.Why)},
		{"Where: ", medicine.Site(b.Site).Label()},
		{"Seen by ", string(b.Witness)},
	} {
		if x.what != "" && (x.before != "" || b.Help != "") {
			said += " " + x.before + strings.TrimSuffix(x.what, ".") + "."
		}
	}
	for _, w := range b.Warned {
		said += " Given past a warning: " + cmp.Or(medicine.Warning(w).Label(), string(w))
	}
	return said
}

// The service watches for visits that began and have no end.
var mayWatch = gate.Action{Name: "field.watch", Who: mayKeep.Who}

// Jobs of this package.
var Jobs = []job.Job{{Name: "field.watch", Every: time.Minute, Run: Watch}}

// stayed is how long after its planned end, or after as long as it was planned
// to take, a visit without an end is worth telling.
const stayed = time.Hour

// Watch tells the office, once, of visits that somebody came to and of which
// nothing is recorded long after they should have ended.
func Watch(ctx context.Context, g *gate.Gate) error {
	var open []visit.Visit
	err := g.Read(ctx, mayWatch, gate.Council, func(s *gate.Snapshot) (err error) {
		open, err = gate.All(s, func(v *visit.Visit) []any {
			return []any{&v.ID, &v.Person, &v.On, &v.StartMin, &v.DurationMin, &v.Arrived}
		}, `SELECT v.id, v.person_id, v.on_date, v.start_min, v.duration_min, v.arrived_at FROM visit v
			WHERE v.on_date BETWEEN ? AND ? AND v.state IN ('planned', 'missed') AND v.arrived_at IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM alert a WHERE a.kind = 'no_departure' AND a.source = v.id) ORDER BY v.arrived_at LIMIT 100`,
			s.Today().Add(-1), s.Today())
		return err
	})
	for _, v := range open {
		ends := v.On.AtMinute(v.EndMin())
		if e := v.Arrived.Add(time.Duration(v.DurationMin) * time.Minute); e.After(ends.Time) {
			ends = e
		}
		if g.Clock.Now().Sub(ends.Time) < stayed {
			continue
		}
		err = errors.Join(err, g.Write(ctx, mayWatch, gate.Person(v.Person), func(tx *gate.Tx) error {
			return alert.Raise(tx, alert.New{Kind: alert.NoDeparture, Person: v.Person, Source: string(v.ID)})
		}))
	}
	return err
}
