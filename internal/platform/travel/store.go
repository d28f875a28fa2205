package travel

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Spot is a place to four decimals of a degree, about eleven metres, as
// "52.2013,0.1234": near enough to share a routing service's answer.
type Spot string

// SpotOf is the spot a point lies on.
func SpotOf(p place.Point) Spot {
	return Spot(strconv.FormatFloat(round4(p.Lat), 'f', 4, 64) + "," + strconv.FormatFloat(round4(p.Lon), 'f', 4, 64))
}

// round4 leaves no minus sign before zero.
func round4(degrees float64) float64 { return math.Round(degrees*1e4)/1e4 + 0 }

// Answer is what a routing service said of the ways from one spot.
type Answer struct {
	Mode     place.Mode
	From     Spot
	Provider string
	AskedAt  when.Instant
	Seconds  map[Spot]int // on the road; NoWay where there is none
}

// How long an answer stands: roads change.
const (
	// AskAgainAfter is when a routing service is asked anew.
	AskAgainAfter = 90 * 24 * time.Hour
	// GoneAfter is when an answer that nobody renewed is used no more.
	GoneAfter = 180 * 24 * time.Hour
)

// written is the answers as one column.
func (a Answer) written() string {
	spots := make([]string, 0, len(a.Seconds))
	for s, seconds := range a.Seconds {
		said := "-"
		if seconds != NoWay {
			said = strconv.Itoa(seconds)
		}
		spots = append(spots, string(s)+"="+said)
	}
	slices.Sort(spots)
	return strings.Join(spots, " ")
}

// eachTime reads the column. What cannot be read is an error: nobody but this
// package writes it.
func eachTime(column string, fn func(to Spot, seconds int)) error {
	for part := range strings.FieldsSeq(column) {
		to, said, ok := strings.Cut(part, "=")
		seconds, err := NoWay, error(nil)
		if said != "-" {
			seconds, err = strconv.Atoi(said)
		}
		if !ok || err != nil {
			return fmt.Errorf("travel_answer: a time that cannot be read")
		}
		fn(Spot(to), seconds)
	}
	return nil
}

// Known is all the record knows of travel between some doors: what was learnt,
// and what a routing service answered. The zero Known knows nothing.
type Known struct {
	Learnt  []Learnt
	answers map[place.Mode]map[Spot]string // the column of each spot set off from
}

// Row is one figure learnt or one answer, as council reads both with its
// settings.
type Row struct {
	Learnt
	Spot  Spot // set off from, of an answer; empty for a figure
	Times string
}

// Fields are the places to scan into: mode, from_road_m, factor, journeys,
// from_on, until_on, at, from_spot and times, in that order.
func (r *Row) Fields() []any {
	return []any{&r.Mode, &r.FromRoadM, &r.Factor, &r.Journeys, &r.From, &r.Until, &r.At, &r.Spot, &r.Times}
}

// Add puts a row with what is known.
func (k *Known) Add(r Row) {
	switch {
	case r.Spot == "":
		k.Learnt = append(k.Learnt, r.Learnt)
	case k.answers == nil:
		k.answers = map[place.Mode]map[Spot]string{r.Mode: {r.Spot: r.Times}}
	case k.answers[r.Mode] == nil:
		k.answers[r.Mode] = map[Spot]string{r.Spot: r.Times}
	default:
		k.answers[r.Mode][r.Spot] = r.Times
	}
}

// Use says which of what is known a council wants to use.
type Use struct{ Learnt, Answers bool }

// Only leaves out what a council does not want to use.
func (k Known) Only(use Use) Known {
	if !use.Learnt {
		k.Learnt = nil
	}
	if !use.Answers {
		k.answers = nil
	}
	return k
}

// SpotsOf are the spots of doors, each once.
func SpotsOf(doors []Door) []Spot {
	var out []Spot
	for _, d := range doors {
		if s := SpotOf(d.Point); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// History lists the figures learnt, the latest first, by mode and band; at most
// so many rows.
func History(s *gate.Snapshot, limit int) ([]Learnt, error) {
	return gate.All(s, func(l *Learnt) []any {
		return []any{&l.Mode, &l.FromRoadM, &l.Factor, &l.Journeys, &l.From, &l.Until, &l.At}
	}, `SELECT mode, from_road_m, factor, journeys, from_on, until_on, at FROM travel_learnt ORDER BY at DESC, mode, from_road_m LIMIT ?`, limit)
}

// Learned says that travel was learnt anew.
type Learned struct{ Figures, Journeys int }

// EventName is the event's stable name.
func (Learned) EventName() string { return "travel.learned" }

// SaveLearnt adds one set of figures, which is in use from now on.
func SaveLearnt(tx *gate.Tx, all []Learnt) error {
	rows, journeys := make([][]any, 0, len(all)), 0
	for _, l := range all {
		rows = append(rows, []any{tx.At, l.Mode, l.FromRoadM, l.Factor, l.Journeys, l.From, l.Until})
		journeys += l.Journeys
	}
	tx.Emit(Learned{Figures: len(all), Journeys: journeys})
	return tx.InsertMany(`INSERT INTO travel_learnt (at, mode, from_road_m, factor, journeys, from_on, until_on) VALUES `, rows)
}

// Answered says that a routing service answered.
type Answered struct{ Spots, Ways int }

// EventName is the event's stable name.
func (Answered) EventName() string { return "travel.answered" }

// Answers lists what is kept of one mode, whoever answered, by spot.
func Answers(s *gate.Snapshot, mode place.Mode) ([]Answer, error) {
	type row struct {
		Answer
		times string
	}
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.Mode, &r.From, &r.Provider, &r.AskedAt, &r.times} },
		`SELECT mode, from_spot, provider, asked_at, times FROM travel_answer WHERE mode = ? AND asked_at > ? ORDER BY from_spot`, mode, s.Now.Add(-GoneAfter))
	out := make([]Answer, 0, len(rows))
	for _, r := range rows {
		r.Seconds = map[Spot]int{}
		if err := eachTime(r.times, func(to Spot, seconds int) { r.Seconds[to] = seconds }); err != nil {
			return nil, err
		}
		out = append(out, r.Answer)
	}
	return out, err
}

// SaveAnswers keeps answers about one mode in the place of those from the same
// spots, and drops those that nobody renewed.
func SaveAnswers(tx *gate.Tx, mode place.Mode, all []Answer) error {
	spots, rows, ways := make([]Spot, 0, len(all)), make([][]any, 0, len(all)), 0
	for _, a := range all {
		spots = append(spots, a.From)
		rows = append(rows, []any{mode, a.From, a.Provider, a.AskedAt, a.written()})
		ways += len(a.Seconds)
	}
	if err := tx.Exec(`DELETE FROM travel_answer WHERE mode = ? AND from_spot IN ?`, mode, gate.In(spots)); err != nil {
		return err
	}
	if err := tx.Exec(`DELETE FROM travel_answer WHERE asked_at <= ?`, tx.At.Add(-GoneAfter)); err != nil {
		return err
	}
	tx.Emit(Answered{Spots: len(all), Ways: ways})
	return tx.InsertMany(`INSERT INTO travel_answer (mode, from_spot, provider, asked_at, times) VALUES `, rows)
}

// Kept counts what a routing service answered: spots set off from, by mode, and
// the oldest and newest time it was asked.
type Kept struct {
	Mode           place.Mode
	Provider       string
	Spots          int
	Oldest, Newest when.Instant
}

// KeptAnswers counts what is kept, by mode and service.
func KeptAnswers(s *gate.Snapshot) ([]Kept, error) {
	return gate.All(s, func(k *Kept) []any { return []any{&k.Mode, &k.Provider, &k.Spots, &k.Oldest, &k.Newest} },
		`SELECT mode, provider, COUNT(*), MIN(asked_at), MAX(asked_at) FROM travel_answer GROUP BY mode, provider ORDER BY mode, provider`)
}
