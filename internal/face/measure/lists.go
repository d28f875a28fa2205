package measure

import (
	"strconv"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/review"
	"stillhome/internal/support/visit"
)

// dated is one person with a few dates of an episode.
type dated struct {
	whom
	pathway                     episode.Pathway
	started, due, ready, period when.Date
	accepted                    when.Instant
}

func (d *dated) fields() []any {
	return []any{&d.person, &d.given, &d.family, &d.pathway, &d.started, &d.due, &d.ready, &d.period, &d.accepted}
}

const datedColumns = `SELECT e.person_id, p.given, p.family, e.pathway, e.started_on, e.start_due_on, e.ready_on, e.period_until, e.accepted_at
	FROM episode e JOIN person p ON p.id = e.person_id `

func findOnService(s *gate.Snapshot, b *behind, _ Cohort) error {
	b.heads = []string{"Started", "Period ends"}
	rows, err := gate.All(s, (*dated).fields, datedColumns+`WHERE e.state = 'active' ORDER BY p.name_key, e.id`)
	for _, r := range rows {
		b.add(r.whom, line{cells: []string{r.started.Said(), r.period.Said()}, counts: true, why: r.pathway.Label()})
	}
	return err
}

func findToStart(s *gate.Snapshot, b *behind, _ Cohort) error {
	b.heads = []string{"Accepted", "Hospital ready", "Start due"}
	rows, err := gate.All(s, (*dated).fields, datedColumns+`WHERE e.state = 'accepted' ORDER BY e.start_due_on, p.name_key, e.id`)
	for _, r := range rows {
		why := "Not due yet"
		if r.due < s.Today() {
			why = "Overdue"
		}
		b.add(r.whom, line{cells: []string{r.accepted.On().Said(), r.ready.Said(), r.due.Said()}, counts: true, why: why})
	}
	return err
}

func findStarts(s *gate.Snapshot, b *behind, _ Cohort) error {
	b.Period = recent(s.Today())
	b.heads = []string{"Hospital ready", "Start due", "Started"}
	rows, err := gate.All(s, (*dated).fields, datedColumns+`WHERE e.started_on BETWEEN ? AND ? ORDER BY e.started_on, p.name_key, e.id`,
		b.Period.From, b.Period.Until)
	for _, r := range rows {
		why := "In time"
		if late := r.due.Days(r.started); late == 1 {
			why = "1 day late"
		} else if late > 1 {
			why = strconv.Itoa(late) + " days late"
		}
		b.add(r.whom, line{cells: []string{r.ready.Said(), r.due.Said(), r.started.Said()}, counts: r.started <= r.due, why: why})
	}
	return err
}

// planned is one visit of today.
type planned struct {
	whom
	state       visit.State
	start, mins int
	worker      whom
	unplaced    int
}

func (v *planned) fields() []any {
	return []any{
		&v.person, &v.given, &v.family, &v.state, &v.start, &v.mins,
		(*gate.Text)(&v.worker.given), (*gate.Text)(&v.worker.family), &v.unplaced,
	}
}

func findVisits(s *gate.Snapshot, b *behind, _ Cohort) error {
	b.heads = []string{"Time", "Minutes", "Support worker"}
	rows, err := gate.All(s, (*planned).fields, `SELECT v.person_id, p.given, p.family, v.state, COALESCE(a.start_min, v.start_min), v.duration_min, m.given, m.family,
			(SELECT COUNT(*) FROM roster_unplaced u WHERE u.visit_id = v.id)
		FROM visit v JOIN person p ON p.id = v.person_id
		LEFT JOIN roster_assignment a ON a.visit_id = v.id AND a.slot = 1
		LEFT JOIN staff_member m ON m.account_id = a.account_id
		WHERE v.on_date = ? AND v.state <> 'cancelled' ORDER BY v.start_min, p.name_key, v.id`, s.Today())
	for _, r := range rows {
		why := r.state.Label()
		if r.state == visit.Planned {
			why = "Still to come"
			if r.unplaced > 0 {
				why = "Still to come, without a support worker"
			}
		}
		b.add(r.whom, line{
			href:   web.PersonPath(r.person, "visits"),
			cells:  []string{when.Hour(r.start), strconv.Itoa(r.mins), r.worker.name()},
			counts: r.state == visit.Done, why: why,
		})
	}
	return err
}

// raised is one open alert.
type raised struct {
	whom
	id     alert.ID
	kind   alert.Kind
	level  alert.Level
	at, by when.Instant
}

func (a *raised) fields() []any {
	return []any{&a.id, &a.kind, &a.level, &a.at, &a.by, &a.person, (*gate.Text)(&a.given), (*gate.Text)(&a.family)}
}

func findAlerts(s *gate.Snapshot, b *behind, _ Cohort) error {
	b.heads = []string{"How soon", "Raised", "Answer by"}
	rows, err := gate.All(s, (*raised).fields, `SELECT a.id, a.kind, a.level, a.raised_at, a.due_at, a.person_id, p.given, p.family
		FROM alert a LEFT JOIN person p ON p.id = a.person_id
		WHERE a.closed_at IS NULL ORDER BY a.level, a.raised_at, a.id`)
	for _, r := range rows {
		if r.name() == "" {
			r.given = "The service"
		}
		b.add(r.whom, line{
			href:   "/alerts/" + string(r.id),
			cells:  []string{r.level.Label(), r.at.Said(), r.by.Said()},
			counts: true, why: r.kind.Title(),
		})
	}
	return err
}

// asked is one referral that waits for a decision.
type asked struct {
	whom
	id, state string
	received  when.Instant
	ready     when.Date
}

func (r *asked) fields() []any {
	return []any{&r.id, &r.state, &r.received, &r.ready, (*gate.Text)(&r.person), &r.given, &r.family}
}

func findToDecide(s *gate.Snapshot, b *behind, _ Cohort) error {
	b.heads = []string{"Received", "Hospital ready"}
	rows, err := gate.All(s, (*asked).fields, `SELECT id, state, received_at, ready_on, person_id, given, family
		FROM referral WHERE state IN ('new', 'matched') ORDER BY received_at, id`)
	for _, r := range rows {
		why := "Person found in the record"
		if r.state == "new" {
			why = "Not looked at yet"
		}
		b.add(r.whom, line{
			href:   "/referrals/" + r.id,
			cells:  []string{r.received.Said(), r.ready.Said()},
			counts: true, why: why,
		})
	}
	return err
}

// freed is one accepted proposal of fewer or shorter visits.
type freed struct {
	whom
	kind    review.StepDownKind
	minutes int
	decided when.Instant
}

func (f *freed) fields() []any {
	return []any{&f.person, &f.given, &f.family, &f.kind, &f.minutes, &f.decided}
}

func findFreed(s *gate.Snapshot, b *behind, _ Cohort) error {
	b.Period = recent(s.Today())
	b.heads, b.weighted = []string{"Accepted", "Minutes a week"}, true
	rows, err := gate.All(s, (*freed).fields, `SELECT d.person_id, p.given, p.family, d.kind, d.freed_week_min, d.decided_at
		FROM review_step_down d JOIN person p ON p.id = d.person_id
		WHERE d.state = 'accepted' AND d.kind <> 'decide' AND d.decided_at >= ? AND d.decided_at < ? ORDER BY d.decided_at, d.id`,
		b.Period.From.Start(), b.Period.Until.Add(1).Start())
	for _, r := range rows {
		why := "Fewer visits"
		if r.kind == review.ShortenVisits {
			why = "Shorter visits"
		}
		b.add(r.whom, line{
			cells:  []string{r.decided.On().Said(), strconv.Itoa(r.minutes)},
			counts: true, weight: r.minutes, why: why,
		})
	}
	return err
}

// followUp is one follow-up that nobody has an answer to.
type followUp struct {
	whom
	id              review.FollowUpID
	discharged, due when.Date
	tries           int
}

func (f *followUp) fields() []any {
	return []any{&f.id, &f.person, &f.given, &f.family, &f.discharged, &f.due, &f.tries}
}

func findFollowUps(s *gate.Snapshot, b *behind, _ Cohort) error {
	b.heads = []string{"Left hospital", "Due", "Tries"}
	rows, err := gate.All(s, (*followUp).fields, `SELECT f.id, f.person_id, p.given, p.family, f.discharged_on, f.due_on, f.tries
		FROM review_follow_up f JOIN person p ON p.id = f.person_id
		WHERE f.closed_at IS NULL AND f.due_on <= ? ORDER BY f.due_on, p.name_key, f.id`, s.Today())
	for _, r := range rows {
		why := "Nobody has tried yet"
		if r.tries > 0 {
			why = "Tried, no answer yet"
		}
		b.add(r.whom, line{
			href:   web.PersonPath(r.person, "follow-ups", string(r.id)),
			cells:  []string{r.discharged.Said(), r.due.Said(), strconv.Itoa(r.tries)},
			counts: true, why: why,
		})
	}
	return err
}
