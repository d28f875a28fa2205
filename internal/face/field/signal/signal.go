// Package signal says what is known of the phones of workers about whom the office
// is alerted: when each was last heard, what it keeps for us, and whether phones
// usually reach us from the home at all. A worker whose phone is silent where there
// is never any signal is late to report, which is not the same as missing.
//
// It reads what phones told (field_phone) and when facts reached us (field_fact),
// never what they say, and nothing that is sealed. It owns no table. Invariant: the
// words are about who goes to the visit now (TestWhoGoesNow).
package signal

import (
	"fmt"
	"strings"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
)

// Beside says what is known of the phones behind alerts of late visits, visits
// without a record, overdue workers and changes that were not seen; nothing about
// others. Two
// statements, none where there is no such alert.
func Beside(s *gate.Snapshot, alerts []alert.Alert) (map[alert.ID]string, error) {
	var which []alert.ID
	var people []ids.Person
	for _, a := range alerts {
		switch a.Kind {
		case alert.Late, alert.Missed, alert.UnseenChange, alert.WorkerOverdue:
			which, people = append(which, a.ID), append(people, a.Person)
		}
	}
	if len(which) == 0 {
		return nil, nil
	}
	known, err := phonesOf(s, which)
	if err != nil {
		return nil, err
	}
	usual, err := reachOf(s, people)
	if err != nil {
		return nil, err
	}
	out := map[alert.ID]string{}
	for _, a := range alerts {
		var said []string
		for _, k := range known {
			if k.alert == a.ID {
				said = append(said, k.said(s.Today(), a.Kind))
			}
		}
		if len(said) == 0 {
			continue
		}
		if words := usual[a.Person].said(); words != "" {
			said = append(said, words)
		}
		out[a.ID] = strings.Join(said, " ")
	}
	return out, nil
}

// known is what we know of the phones of one worker who goes to the visit of an
// alert.
type known struct {
	alert     alert.ID
	worker    string // given name
	heard     when.Instant
	waiting   int          // records it told of that have not reached us
	delivered when.Instant // the change the alert is about; zero: not
}

// phonesOf reads them by alert: the phones in use of whoever goes to the visit now.
// Who has none is not among them: such a worker uses the pages that need signal.
func phonesOf(s *gate.Snapshot, alerts []alert.ID) ([]known, error) {
	return gate.All(s, func(k *known) []any {
		return []any{&k.alert, (*gate.Text)(&k.worker), &k.heard, &k.waiting, &k.delivered}
	}, `SELECT x.id, MIN(m.given), MAX(f.heard_at), COALESCE(SUM(CASE WHEN f.told_seq > f.have THEN f.told_seq - f.have ELSE 0 END), 0), MAX(c.delivered_at)
		FROM alert x LEFT JOIN roster_change c ON x.kind = 'unseen_change' AND c.id = x.source
		LEFT JOIN lonework_alarm l ON x.kind = 'worker_overdue' AND l.id = x.source
		JOIN roster_assignment a ON a.visit_id = COALESCE(c.visit_id, l.visit_id, x.source) AND a.account_id = COALESCE(c.account_id, l.worker_id, a.account_id)
		LEFT JOIN staff_member m ON m.account_id = a.account_id
		JOIN field_phone f ON f.account_id = a.account_id AND f.ended_at IS NULL AND f.lost_at IS NULL
		WHERE x.id IN ? GROUP BY x.id, a.slot ORDER BY x.id, a.slot`, gate.In(alerts))
}

// said is what is known in words, for a day and a kind of alert.
func (k known) said(today when.Date, about alert.Kind) string {
	whose := k.worker + "’s phone"
	if k.worker == "" {
		whose = "The phone"
	}
	heard := k.heard.Clock()
	if k.heard.On() != today {
		heard = "on " + k.heard.Said()
	}
	words := fmt.Sprintf("%s was last heard %s, %s.", whose, heard, waiting(k.waiting))
	switch {
	case about != alert.UnseenChange:
	case k.delivered.IsZero():
		words += " The change has not reached it."
	case k.delivered.On() != today:
		words += " The change reached it on " + k.delivered.Said() + "."
	default:
		words += " The change reached it " + k.delivered.Clock() + "."
	}
	return words
}

func waiting(n int) string {
	switch n {
	case 0:
		return "with nothing waiting that we know of"
	case 1:
		return "1 record waiting"
	}
	return fmt.Sprintf("%d records waiting", n)
}

// reach is how facts from one home reached us lately.
type reach struct{ visits, late int }

// How signal at an address is judged. All three are ours.
const (
	lastVisits = 10               // so many visits are looked at
	fewest     = 3                // and nothing is said from fewer
	lateAfter  = 10 * time.Minute // a fact that took longer had no signal
)

// said says what is usual at the address; empty where we do not know, or where it
// is sometimes so and sometimes not.
func (r reach) said() string {
	switch {
	case r.visits < fewest:
		return ""
	case 2*r.late >= r.visits:
		return "No signal is usual at this address."
	case 5*r.late <= r.visits:
		return "There is usually signal at this address."
	}
	return ""
}

// reachOf reads how facts of the last visits to people reached us: a visit had no
// signal where any of its facts came late.
func reachOf(s *gate.Snapshot, people []ids.Person) (map[ids.Person]reach, error) {
	type row struct {
		person            ids.Person
		visit             string
		happened, reached when.Instant
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.person, &r.visit, &r.happened, &r.reached} },
		`SELECT f.person_id, f.visit_id, f.happened_at, f.received_at
		FROM (SELECT g.person_id, g.visit_id, ROW_NUMBER() OVER (PARTITION BY g.person_id ORDER BY g.latest DESC, g.visit_id) AS nth
			FROM (SELECT person_id, visit_id, MAX(happened_at) AS latest FROM field_fact
				WHERE person_id IN ? AND visit_id <> '' AND NOT sealed GROUP BY person_id, visit_id) g) l
		JOIN field_fact f ON f.person_id = l.person_id AND f.visit_id = l.visit_id AND NOT f.sealed
		WHERE l.nth <= ? ORDER BY f.person_id, f.visit_id`, gate.In(people), lastVisits)
	out := map[ids.Person]reach{}
	seen, lates := map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		x, key := out[r.person], string(r.person)+" "+r.visit
		if !seen[key] {
			seen[key] = true
			x.visits++
		}
		if !lates[key] && r.reached.Sub(r.happened.Time) > lateAfter {
			lates[key] = true
			x.late++
		}
		out[r.person] = x
	}
	return out, err
}
