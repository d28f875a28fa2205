package lonework_test

import (
	"fmt"
	"strings"
	"time"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/notify"
	"stillhome/internal/support/lonework"
)

// judge holds what must hold in the end.
func (w *world) judge() {
	type end struct {
		row
		rungs int
	}
	ends := map[string]end{}
	for _, r := range w.rows() {
		e := ends[r.worker]
		ends[r.worker] = end{r, e.rungs + 1}
	}
	for _, x := range w.troubles {
		e, ok := ends[x.worker]
		switch {
		case !ok && x.recorded && x.record-w.downIn(x.end()+10*time.Minute, x.record) < x.end()+11*time.Minute:
			w.told.heard++ // before anybody was asked
		case !ok:
			w.t.Errorf("%s (%s) is lost", x.worker, x.how)
		case e.rungs != e.alarmRung:
			w.t.Errorf("%s: %d rungs, the alarm says %d", x.worker, e.rungs, e.alarmRung)
		case e.found == lonework.Heard:
			if !x.recorded || e.rungs != 1 {
				w.t.Errorf("%s: heard of, after %d rungs", x.worker, e.rungs)
			}
			w.told.heard++
		case !e.closed.IsZero():
			if !strings.HasPrefix(e.closedBy, "d") {
				w.t.Errorf("%s: closed by %q", x.worker, e.closedBy)
			}
			w.told.closed++
		case e.taken != "":
			if !strings.HasPrefix(e.taken, "d") {
				w.t.Errorf("%s: taken by %q", x.worker, e.taken)
			}
			w.told.taken++
		case !e.last.IsZero():
			w.told.last++
		default:
			w.t.Errorf("%s (%s): nobody has it and the last rung was not reached: %d rungs", x.worker, x.how, e.rungs)
		}
	}
	w.judgeMessages()
}

// judgeMessages holds that what the record says was sent was, to whom it was for,
// and that nothing went to a worker who must not be rung.
func (w *world) judgeMessages() {
	times, to := map[string]int{}, map[string]string{}
	for _, s := range w.double.Sent() {
		times[s.Key]++
		to[s.Key] = s.To
	}
	hidden := map[string]bool{}
	for _, x := range w.troubles {
		hidden[x.phone] = x.how.Hidden()
	}
	var all []notify.Kept
	if err := w.g.Read(gatetest.System(), gate.Action{Name: "test.world", Who: mayTest}, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = notify.Latest(s, "", 100000, 0)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	for _, k := range all {
		w.told.messages++
		key := string(k.ID)
		switch {
		case hidden[k.To]:
			w.t.Errorf("%s rang a worker who must not be rung", key)
		case k.State == notify.Sent:
			w.told.sent++
			if times[key] == 0 || to[key] != k.To {
				w.t.Errorf("%s: said to be sent, and %d were taken, for %s", key, times[key], to[key])
			}
			if times[key] > 1 {
				w.told.twice++
			}
		case k.State == notify.Dead:
			w.told.dead++
		case k.State == notify.Waiting && k.Tries == 0 && w.clock.Now().Sub(k.Queued.Time) > 10*time.Minute && w.offset == 0 && w.downSince(w.now-10*time.Minute) == 0:
			w.t.Errorf("%s was never tried", key)
		}
	}
	// A rung with a number has a message by each way.
	ways := map[string]int{}
	for _, k := range all {
		ways[strings.TrimSuffix(strings.TrimSuffix(string(k.ID), ":text"), ":call")]++
	}
	for _, r := range w.rows() {
		if r.kind == lonework.AskDuty && ways[fmt.Sprintf("alarm:%s:%d", r.alarm, r.n)] != 2 {
			w.t.Errorf("%s: rung %d has %d ways", r.alarm, r.n, ways[fmt.Sprintf("alarm:%s:%d", r.alarm, r.n)])
		}
	}
}
