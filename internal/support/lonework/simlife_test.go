package lonework_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/visit"
)

var mayTest = actor.Rule{Any: []actor.Role{actor.System}}

// answering is how many minutes somebody takes who answers.
const answering = 12

// populate puts people in charge and workers with their visits into the record.
func (w *world) populate() {
	answers := w.r.Float64() * 0.4
	for i := range perWorld {
		x := &trouble{
			worker: fmt.Sprintf("w%d", i), phone: fmt.Sprintf("+447700%06d", 100000+i), how: lonework.Overdue, visit: ids.New(),
			start: time.Duration(w.r.IntN(50*60)) * time.Second, arrive: -1, record: -1, answered: -1, closes: -1, minutes: 15 + w.r.IntN(45),
			answerer: map[string]bool{},
		}
		x.start = x.start.Truncate(time.Minute)
		switch w.r.IntN(10) {
		case 0, 1, 2:
			x.how = lonework.Pressed
			w.told.pressed++
		case 3:
			x.how = lonework.Silent
			w.told.silent++
		case 4:
			x.how = lonework.Duress
			w.told.silent++
		default:
			if w.r.IntN(2) == 0 {
				x.arrive = x.start + time.Duration(w.r.IntN(15*60))*time.Second
			}
			if w.r.IntN(5) == 0 { // heard of some time after all
				x.record = x.end() + time.Duration(w.r.IntN(40*60))*time.Second
				w.told.recorded++
			} else {
				w.told.overdue++
			}
		}
		for _, who := range []string{"d1", "d2", "d3", "d4", "d5", "last"} {
			x.answerer[who] = w.r.Float64() < answers
		}
		w.troubles = append(w.troubles, x)
	}
	w.write(func(tx *gate.Tx) error {
		for i := range 5 {
			if err := staff.Add(tx, member(fmt.Sprintf("d%d", i+1), fmt.Sprintf("Duty%d", i+1), fmt.Sprintf("+44770000000%d", i+1))); err != nil {
				return err
			}
			if err := tx.Grant(fmt.Sprintf("d%d", i+1), actor.Coordinator); err != nil {
				return err
			}
		}
		if err := tx.Exec(`INSERT INTO roster_day (on_date, published_at, version) VALUES (?, ?, 1), (?, ?, 1)`, w.base.On(), tx.At, w.base.On().Add(-1), tx.At); err != nil {
			return err
		}
		for _, x := range w.troubles {
			if err := staff.Add(tx, member(x.worker, "Worker", x.phone)); err != nil {
				return err
			}
			if x.how == lonework.Overdue {
				if err := w.plan(tx, x); err != nil {
					return err
				}
			}
		}
		return nil
	})
	w.setDuty(w.duty)
}

// plan puts a worker's visit on the rota.
func (w *world) plan(tx *gate.Tx, x *trouble) error {
	person, starts := ids.New(), w.base.Add(x.start)
	if err := tx.Exec(`INSERT INTO person (id, ref, given, family, preferred, name_key, given_key, gender, nhs_number, nhs_status, address, postcode, lat, lon, uprn, phone, language, lives_alone, getting_in, open_episode, created_at, version)
		VALUES (?, ?, 'Person', 'Madeup', '', '', '', '', '', 'absent', '1 Test Street', 'CB1 0AH', 52.2, 0.1, '', '', '', '', '', '', ?, 1)`, person, "T"+person, tx.At); err != nil {
		return err
	}
	on := starts.On()
	minute := int(starts.Sub(on.Start().Time).Minutes())
	for on.AtMinute(minute).Before(starts.Time) { // the night of the change
		minute++
	}
	x.start = on.AtMinute(minute).Sub(w.base.Time)
	if err := tx.Exec(`INSERT INTO visit (id, person_id, episode_id, pattern_id, on_date, part, start_min, earliest_min, latest_min, duration_min, workers, must_be_at, skills, first, state, feeling, note, channel, reason, version)
		VALUES (?, ?, '', '', ?, '', ?, ?, ?, ?, 1, FALSE, '', FALSE, 'planned', '', '', '', '', 1)`, x.visit, person, on, minute, minute, minute+600, x.minutes); err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO roster_assignment (visit_id, slot, shift_id, account_id, person_id, on_date, ord, start_min, travel_min) VALUES (?, 1, '', ?, ?, ?, 1, ?, 0)`,
		x.visit, x.worker, person, on, minute)
}

// end is when the worker should be done.
func (x *trouble) end() time.Duration {
	return max(x.start, x.arrive) + time.Duration(x.minutes)*time.Minute
}

// live has workers press, come and record, and people answer.
func (w *world) live() {
	up := w.now >= w.down
	for _, x := range w.troubles {
		switch {
		case x.how != lonework.Overdue && !x.raised && w.now >= x.start && up:
			w.press(x)
		case x.how == lonework.Overdue && !x.arrived && x.arrive >= 0 && w.now >= x.arrive && up:
			x.arrived = true
			x.arrive = w.now // as it was written down
			w.write(func(tx *gate.Tx) error {
				return tx.Exec(`UPDATE visit SET arrived_at = ?, arrived_by = ? WHERE id = ?`, tx.At, x.worker, x.visit)
			})
		case x.record >= 0 && !x.recorded && w.now >= x.record && up:
			x.recorded, x.record = true, w.now
			w.write(func(tx *gate.Tx) error {
				return tx.Exec(`UPDATE visit SET state = ?, recorded_by = ?, recorded_at = ? WHERE id = ?`, visit.Done, x.worker, tx.At, x.visit)
			})
		}
	}
	if up {
		w.answer()
	}
}

// press has the phone send its fact until the server has kept it.
func (w *world) press(x *trouble) {
	a := lonework.Alarm{ID: lonework.ID("help-" + x.worker), Worker: ids.Account(x.worker), How: x.how, At: w.clock.Now()}
	if w.r.IntN(20) == 0 {
		w.kill = 0
	}
	lives := w.serve(func() error {
		return w.g.Write(gatetest.System(), gate.Action{Name: "test.press", Who: mayTest}, gate.Council, func(tx *gate.Tx) error { return lonework.Raise(tx, a) })
	})
	if lives {
		x.id, x.raised = a.ID, true
		return
	}
	w.restart()
}

// answer has people answer whom a text or a call reached, or who look at the page.
func (w *world) answer() {
	sent := w.double.Sent()
	for _, s := range sent[w.heard:] {
		part := strings.Split(s.Key, ":")
		w.reached[part[1]+" "+s.To] = true
	}
	w.heard = len(sent)
	for _, x := range w.troubles {
		if x.id == "" || x.closed || len(x.seen) == 0 {
			continue
		}
		if x.answered >= 0 {
			if x.closes >= 0 && w.now >= x.closes {
				if err := lonework.Close(w.as("d1"), w.g, lonework.Closing{Alarm: x.id, Found: lonework.Safe, Words: "Rang, and they are safe."}); err != nil && !fault.Is(err, "lonework.closed") {
					w.t.Errorf("close %s: %v", x.id, err)
				}
				x.closed = true
			}
			continue
		}
		for i := 1; i <= 5; i++ {
			who := fmt.Sprintf("d%d", i)
			called := w.reached[string(x.id)+" +44770000000"+fmt.Sprint(i)]
			looks := w.r.IntN(4000) == 0
			if !(called && x.answerer[who] && w.r.IntN(answering*6) == 0) && !looks {
				continue
			}
			if err := lonework.Take(w.as(who), w.g, x.id); err != nil {
				w.t.Errorf("take %s: %v", x.id, err)
			}
			x.answered = w.now
			if x.closes = w.now + time.Duration(w.r.IntN(25*60))*time.Second; w.r.IntN(4) == 0 && x.deaf < 2 {
				x.closes = -1 // and says no more
				x.deaf++
			}
			break
		}
	}
}

func (w *world) as(who string) context.Context {
	return actor.With(context.Background(), actor.Actor{ID: who, Roles: []actor.Role{actor.Coordinator}})
}

// row is one rung with its alarm as the record has it.
type row struct {
	alarm     lonework.ID
	how       lonework.How
	worker    string
	visit     string
	n         int
	kind      lonework.Kind
	account   string
	phone     string
	taken     string
	closedBy  string
	found     lonework.Found
	closed    when.Instant
	last      when.Instant
	alarmRung int
}

func (w *world) rows() []row {
	var out []row
	if err := w.g.Read(gatetest.System(), gate.Action{Name: "test.world", Who: mayTest}, gate.Council, func(s *gate.Snapshot) (err error) {
		out, err = gate.All(s, func(r *row) []any {
			return []any{&r.alarm, &r.how, &r.worker, &r.visit, &r.n, &r.kind, &r.account, &r.phone, &r.taken, &r.closedBy, &r.found, &r.closed, &r.last, &r.alarmRung}
		}, `SELECT a.id, a.how, a.worker_id, a.visit_id, r.n, r.kind, r.account_id, r.phone, a.taken_by, a.closed_by, a.found, a.closed_at, a.last_at, a.rung
			FROM lonework_alarm a JOIN lonework_rung r ON r.alarm_id = a.id ORDER BY a.id, r.n`)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return out
}

// look notes when each rung was first seen, and holds what must hold at any time.
func (w *world) look() {
	var rungs int
	if err := w.g.Read(gatetest.System(), gate.Action{Name: "test.world", Who: mayTest}, gate.Council, func(s *gate.Snapshot) (err error) {
		rungs, err = gate.Value[int](s, `SELECT COUNT(*) FROM lonework_rung`)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	if rungs == w.told.rungs {
		return
	}
	for _, r := range w.rows() {
		i := slices.IndexFunc(w.troubles, func(x *trouble) bool { return x.worker == r.worker })
		x := w.troubles[i]
		x.id = r.alarm
		if r.n <= len(x.seen) {
			continue
		}
		if r.n != len(x.seen)+1 {
			w.t.Errorf("after %v: %s: rung %d after %d", w.now, r.alarm, r.n, len(x.seen))
		}
		if r.kind == lonework.AskWorker && r.how != lonework.Overdue || r.kind != lonework.AskWorker && (r.account == x.worker || r.phone == x.phone) {
			w.t.Errorf("%s: the worker was asked", r.alarm)
		}
		late, had := time.Duration(0), x.answered >= 0
		if n := len(x.seen); n > 0 {
			switch waited := w.now - x.seen[n-1] - w.downSince(x.seen[n-1]); {
			case x.answered >= 0: // a rung after somebody had it: half an hour was over
				late = w.now - x.answered - 30*time.Minute - w.downSince(x.answered)
				x.answered, x.closes = -1, -1
			case n == 1 && r.how == lonework.Overdue:
			case r.kind == lonework.AskAgain || x.last: // an hour, or whoever comes into charge
			default:
				late = waited - 5*time.Minute
				if early := 5*time.Minute - (w.now - x.seen[n-1]); early > 30*time.Second && w.offset <= 0 && w.downIn(x.seen[n-1]-6*time.Minute, x.seen[n-1]) == 0 && x.number != "" && r.kind != lonework.AskDuty {
					w.t.Errorf("after %v: %s: rung %d (%s) came %v early", w.now, r.alarm, r.n, r.kind, early)
				}
			}
		}
		w.told.latestRung = max(w.told.latestRung, late)
		if late > time.Minute {
			w.t.Errorf("after %v: %s: rung %d (%s) came %v late: rungs at %v, put back at %v, down %v", w.now, r.alarm, r.n, r.kind, late, x.seen, w.jumped, w.downs)
		}
		if r.how == lonework.Overdue && (r.n == 1 || r.n == 2 && !had) {
			w.punctual(x, r)
		}
		x.seen = append(x.seen, w.now)
		x.number = r.phone
		x.last = x.last || r.kind == lonework.AskEmergency
		w.told.rungs++
	}
}

// punctual holds that an overdue worker is asked at the time, and the office.
func (w *world) punctual(x *trouble, r row) {
	due := x.end() + 10*time.Minute
	if r.n == 2 {
		due += 10 * time.Minute
	}
	late := w.now - due - w.downSince(due)
	if r.n == 1 {
		w.told.latestNudge = max(w.told.latestNudge, late)
	} else {
		w.told.latestOverdue = max(w.told.latestOverdue, late)
	}
	if late > time.Minute {
		w.t.Errorf("%s: rung %d is %v late", x.worker, r.n, late)
	}
	if late < -30*time.Second && w.offset <= 0 {
		w.t.Errorf("%s: rung %d is %v early", x.worker, r.n, -late)
	}
}

// settled reports whether nothing more is to come of any trouble.
func (w *world) settled() bool {
	return w.now > 100*time.Minute && !slices.ContainsFunc(w.troubles, func(x *trouble) bool {
		return !x.closed && !x.last && !(x.recorded && len(x.seen) < 2 && w.now > x.record+15*time.Minute)
	})
}

// downSince is how long the server was down since a moment.
func (w *world) downSince(from time.Duration) time.Duration { return w.downIn(from, w.now) }

func (w *world) downIn(from, until time.Duration) (sum time.Duration) {
	for _, d := range w.downs {
		sum += max(0, min(until, d[1])-max(from, d[0]))
	}
	return sum
}
