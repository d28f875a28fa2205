package roster

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/visit"
)

// worker is one shift with what placing visits on it needs to know.
type worker struct {
	Shift
	mode     place.Mode
	gender   staff.Gender
	at       place.Point
	postcode place.Postcode
	skills   []staff.Skill
	endedMin int // when their last shift of the day before ended, in minutes of that day; 0 where there was none

	languages     []staff.Language
	contractedMin int       // a week; 0 where hours are agreed each week
	optedOutOn    when.Date // agreed to more than 48 hours a week on average; empty where not
	wayBack       bool      // the shift's hours hold the way back to where they set off
	weekMin       int       // work on the other days from Monday to Sunday, breaks apart
	earlierMin    int       // work in the 16 weeks before that week, breaks apart
}

// referenceWeeks is over how many weeks work is averaged, the week itself among
// them. Source: Working Time Regulations 1998 regulation 4(3).
const referenceWeeks = 17

// monday is the first day of the day's week.
func monday(day when.Date) when.Date { return day.Add(-((int(day.Weekday()) + 6) % 7)) }

// workers lists the shifts of a day that will be worked, and those that will
// not: cancelled, or the worker is away.
func workers(s *gate.Snapshot, day when.Date) (worked, gone []worker, err error) {
	type row struct {
		shiftRow
		worker
		codes  string
		speaks staff.LanguageList
		away   bool
	}
	week := monday(day)
	rows, err := gate.All(s, func(r *row) []any {
		return append(r.shiftRow.fields(), &r.mode, &r.gender, &r.at.Lat, &r.at.Lon, &r.postcode, gate.Null(&r.codes), &r.endedMin, &r.away,
			&r.speaks, &r.contractedMin, &r.optedOutOn, &r.wayBack, &r.weekMin, &r.earlierMin)
	}, `SELECT `+shiftColumns+`, m.mode, m.gender, m.lat, m.lon, m.postcode,
		(SELECT STRING_AGG(k.skill, ' ') FROM staff_skill k WHERE k.member_id = m.id AND (k.until_on IS NULL OR k.until_on >= ?)),
		COALESCE((SELECT MAX(y.end_min) FROM roster_shift y WHERE y.account_id = s.account_id AND y.on_date = ? AND y.cancelled = ''), 0),
		EXISTS (SELECT 1 FROM staff_absence a WHERE a.member_id = s.member_id AND a.from_on <= ? AND a.until_on >= ?),
		m.languages, m.contracted_min, m.opted_out_on, m.way_back,
		COALESCE((SELECT SUM(y.end_min - y.start_min - y.break_min) FROM roster_shift y WHERE y.account_id = s.account_id AND y.on_date BETWEEN ? AND ? AND y.on_date <> ? AND y.cancelled = ''), 0),
		COALESCE((SELECT SUM(y.end_min - y.start_min - y.break_min) FROM roster_shift y WHERE y.account_id = s.account_id AND y.on_date >= ? AND y.on_date < ? AND y.cancelled = ''), 0)
		FROM roster_shift s JOIN staff_member m ON m.id = s.member_id
		WHERE s.on_date = ? AND s.account_id <> '' ORDER BY s.start_min, s.id`, day, day.Add(-1), day, day, week, week.Add(6), day, week.Add(-7*(referenceWeeks-1)), week, day)
	for _, r := range rows {
		r.worker.Shift, r.worker.languages = shiftsOf([]shiftRow{r.shiftRow})[0], r.speaks
		for _, k := range strings.Fields(r.codes) {
			r.worker.skills = append(r.worker.skills, staff.Skill(k))
		}
		if r.away || r.worker.Cancelled != "" {
			gone = append(gone, r.worker)
		} else {
			worked = append(worked, r.worker)
		}
	}
	return worked, gone, err
}

// home is where a person lives.
type home struct {
	at       place.Point
	postcode place.Postcode
	key      string // the same for people at one address
}

// placed is one visit to place, with where and with whom it is.
type placed struct {
	visit.Visit
	home
	name, nameKey string
	wish          preference.Wish // of the person; Infection as it is on the day
	afterLeastMin int             // from the end of the person's visit before, see plan.Pattern
	afterMostMin  int
	orEarliestMin int // another time at which it may begin, both 0 for none
	orLatestMin   int
	harm          visit.Harm // if nobody comes
}

// toPlace lists the visits of a day that take a worker's time: all but those
// called off, and those in prison, which are on a round of their own.
func toPlace(s *gate.Snapshot, day when.Date) ([]placed, error) {
	type row struct {
		placed
		lives
		alone, does string
	}
	rows, err := gate.All(s, func(r *row) []any {
		fields := append(r.Visit.Fields(), r.lives.fields()...)
		fields = append(fields, &r.alone, gate.Null(&r.does), gate.Null(&r.afterLeastMin), gate.Null(&r.afterMostMin),
			gate.Null(&r.orEarliestMin), gate.Null(&r.orLatestMin))
		return append(fields, r.lives.wish.Fields()...)
	}, `SELECT v.id, v.person_id, v.episode_id, v.pattern_id, v.on_date, v.part, v.start_min, v.earliest_min, v.latest_min, v.duration_min,
	v.workers, v.must_be_at, v.skills, v.first, v.state, v.arrived_at, v.left_at, v.feeling, v.note, v.channel, v.recorded_by, v.recorded_at, v.reason, v.version,
		`+livesColumns+`, p.lives_alone,
		(SELECT STRING_AGG(k.activity, ' ') FROM plan_task k WHERE k.pattern_id = v.pattern_id AND (k.until_on IS NULL OR k.until_on >= v.on_date)),
		x.after_least_min, x.after_most_min, x.or_earliest_min, x.or_latest_min, w.gender, w.gender_must, w.language, w.language_must, w.infection, w.infection_until_on
		FROM visit v JOIN person p ON p.id = v.person_id LEFT JOIN plan_pattern x ON x.id = v.pattern_id
		LEFT JOIN preference_wish w ON w.id = (`+wishOf+`)
		WHERE v.on_date = ? AND v.state <> 'cancelled'
		AND NOT EXISTS (SELECT 1 FROM prison_stay z WHERE z.person_id = v.person_id AND z.from_on <= v.on_date AND (z.until_on IS NULL OR z.until_on > v.on_date))
		ORDER BY v.person_id, v.start_min, v.id`, day)
	out := make([]placed, 0, len(rows))
	for _, r := range rows {
		r.settle(&r.placed, day)
		r.harm = visit.HarmOf(r.Visit, visit.Doings(r.does), r.alone)
		out = append(out, r.placed)
	}
	return out, err
}

// continuityDays is how far back a worker counts as known to a person.
const continuityDays = 28

// ties are how workers stand to people.
type ties struct {
	known map[ids.Account]map[ids.Person]int // visits in the four weeks before the day
	liked map[ids.Person][]ids.Account
	never map[ids.Person][]ids.Account // must not come
}

// tiesOn reads how everybody stands to everybody on a day, in one statement.
func tiesOn(s *gate.Snapshot, day when.Date) (ties, error) {
	type row struct {
		account ids.Account
		person  ids.Person
		n       int
		tie     preference.Tie
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.account, &r.person, &r.n, &r.tie} },
		`SELECT account_id, person_id, COUNT(*), '' FROM roster_assignment WHERE on_date >= ? AND on_date < ? GROUP BY account_id, person_id
		UNION ALL SELECT m.account_id, COALESCE(p.merged_into, p.id), 0, w.tie
		FROM preference_worker w JOIN staff_member m ON m.id = w.member_id JOIN person p ON p.id = w.person_id
		WHERE w.ended_at IS NULL AND m.account_id <> '' ORDER BY 2, 1, 4`,
		day.Add(-continuityDays), day)
	t := ties{known: map[ids.Account]map[ids.Person]int{}, liked: map[ids.Person][]ids.Account{}, never: map[ids.Person][]ids.Account{}}
	for _, r := range rows {
		switch {
		case r.tie == preference.Never:
			t.never[r.person] = append(t.never[r.person], r.account)
		case r.tie == preference.Liked:
			t.liked[r.person] = append(t.liked[r.person], r.account)
		case t.known[r.account] == nil:
			t.known[r.account] = map[ids.Person]int{r.person: r.n}
		default:
			t.known[r.account][r.person] = r.n
		}
	}
	return t, err
}
