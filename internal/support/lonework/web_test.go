package lonework_test

import (
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/notify"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/lonework/late"
	"stillhome/internal/support/visit/visittest"
)

// TestPages: an alarm is followed, taken and closed on its page; nobody but the
// office sees one; and where nothing is set up to send, the pages say so.
func TestPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g).at(9 * 60)
		b := visittest.Serve(t, g, lonework.Routes)
		if a := b.Get(s.office, "/alarms"); !a.Has("There are no open alarms", "No alarm was closed yet", "nothing is set up to send them", "Ann Madeup, Shift lead, 07700 900001") {
			t.Errorf("nothing yet: %d %s", a.Status, a.Body)
		}
		s.raise(lonework.Alarm{ID: "help", Worker: "sam", Visit: s.visit, Person: s.person.ID, How: lonework.Pressed})
		s.raise(lonework.Alarm{ID: "quiet", Worker: "sam", Visit: s.visit, Person: s.person.ID, How: lonework.Silent})
		if a := b.Get(s.office, "/alarms"); !a.Has("Asked for help in silence", "Asked Ann Madeup") || a.Statements > 6 {
			t.Errorf("the list: %d, %d statements", a.Status, a.Statements)
		}
		for _, who := range []struct {
			path string
			want int
		}{{"/alarms", 403}, {"/alarms/help", 403}, {"/duty", 403}, {"/messages", 403}} {
			if a := b.Get(s.sam, who.path); a.Status != who.want {
				t.Errorf("the worker, %s: %d", who.path, a.Status)
			}
		}
		if a := b.Get(s.office, "/alarms/help"); !a.Has("Ring the worker now", "tel:+447700900009", "1 Test Street", "1. Asked Ann Madeup", "Text to 077", "I have this") || a.Statements > 7 {
			t.Errorf("the page: %d, %d statements: %s", a.Status, a.Statements, a.Body)
		}
		if a := b.Get(s.office, "/alarms/quiet"); !a.Has("Do not ring or text the worker") || a.Has("tel:+447700900009") {
			t.Errorf("the page of a silent one gives the worker’s number: %s", a.Body)
		}
		if a := b.Post(s.office, "/alarms/help/take"); a.Status != 303 {
			t.Errorf("take: %d", a.Status)
		}
		if a := b.Get(s.office, "/alarms/help"); !a.Has("With Ann Madeup", "Has this alarm", "Say what you found by") {
			t.Errorf("taken: %s", a.Body)
		}
		if a := b.Post(s.office, "/alarms/help/close", "found", "safe", "words", "ok"); a.Status != 422 || !a.Has("Say in a few words how you know") {
			t.Errorf("closed with too little: %d", a.Status)
		}
		if a := b.Post(s.office, "/alarms/help/close", "found", "safe", "words", "Rang: a flat tyre."); a.Status != 303 {
			t.Errorf("close: %d %s", a.Status, a.Body)
		}
		if a := b.Get(s.office, "/alarms/help"); !a.Has("Rang: a flat tyre.", "Closed: The worker is safe") || a.Has("I have this") {
			t.Errorf("closed: %s", a.Body)
		}
		for _, path := range []string{"/alarms/x", "/alarms/" + ids.New()} {
			if a := b.Get(s.office, path); a.Status != 404 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
	})
}

// TestLastRungIsShown: with nobody answering, the list and the page say to ring 999.
func TestLastRungIsShown(t *testing.T) {
	g := gatetest.SQLite(t)
	s := prepare(t, g).at(8 * 60)
	s.raise(lonework.Alarm{ID: "help", Worker: "sam", How: lonework.Pressed})
	for m := 8 * 60; m < 9*60; m++ {
		s.at(m)
	}
	b := visittest.Serve(t, g, lonework.Routes)
	for _, path := range []string{"/alarms", "/alarms/help"} {
		if a := b.Get(s.office, path); !a.Has("Ring 999 for the worker") {
			t.Errorf("%s: %s", path, a.Body)
		}
	}
}

// TestDutyPages: the board names who is asked, takes notes, and messages show who
// and when, and nothing of a person.
func TestDutyPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g).at(8 * 60)
		s.must(lonework.WatchDuty(gatetest.System(), g))
		b := visittest.Serve(t, g, lonework.Routes)
		if a := b.Get(s.office, "/duty"); !a.Has("Ann Madeup", "Ben Madeup", "No number", "On-call manager", "tel:999", "Ann Madeup took charge") || a.Statements > 6 {
			t.Errorf("the board: %d, %d statements: %s", a.Status, a.Statements, a.Body)
		}
		if a := b.Post(s.office, "/duty/note", "id", ids.New(), "words", "x"); a.Status != 422 {
			t.Errorf("a note that says nothing: %d", a.Status)
		}
		if a := b.Post(s.office, "/duty/note", "id", ids.New(), "words", "Ben has the keys to the store."); a.Status != 303 {
			t.Errorf("note: %d", a.Status)
		}
		if a := b.Get(s.office, "/duty"); !a.Has("Ben has the keys to the store.") {
			t.Error("the note is not on the board")
		}
		s.raise(lonework.Alarm{ID: "help", Worker: "sam", Person: s.person.ID, How: lonework.Pressed})
		a := b.Get(s.office, "/messages")
		if !a.Has("Act now. Open Stillhome.", "Ann Madeup, 077", "Not set up") || a.Has("Person1") || a.Has("07700 900001") {
			t.Errorf("messages: %s", a.Body)
		}
		visittest.Write(t, g, func(tx *gate.Tx) error { return tx.Exec(`UPDATE notify_message SET state = 'dead' WHERE way = 'text'`) })
		if a := b.Get(s.office, "/messages?state=dead"); !a.Has("Could not be sent", "Send again", "alarm:help:1:text") {
			t.Errorf("dead messages: %s", a.Body)
		}
		if a := b.Post(s.office, "/messages/alarm:help:1:text/again"); a.Status != 303 {
			t.Errorf("again: %d", a.Status)
		}
		if a := b.Post(s.office, "/messages/alarm:help:1:text/again"); a.Status != 409 {
			t.Errorf("again, while it is being sent: %d", a.Status)
		}
	})
}

// TestDeadMessagesAreTold: a message that died raises an alert, at once where it
// was an alarm's.
func TestDeadMessagesAreTold(t *testing.T) {
	g := gatetest.SQLite(t)
	s := prepare(t, g)
	may := gate.Action{Name: "test.die", Who: actor.Rule{Any: []actor.Role{actor.System}}}
	s.must(g.Write(gatetest.System(), may, gate.Council, func(tx *gate.Tx) error {
		tx.Emit(notify.Died{Message: "m", Way: notify.Text, Urgent: true})
		return nil
	}))
	s.must(g.CatchUp(gatetest.System(), lonework.Followers))
	visittest.Read(t, g, func(x *gate.Snapshot) error {
		open, err := alert.Open(x)
		if len(open) != 1 || open[0].Kind != alert.MessageDied || open[0].Level != alert.ActNow {
			t.Errorf("%+v", open)
		}
		return err
	})
}

// TestByHarm: of two late visits the one with a medicine that must be on time comes
// first, and its page says what is planned, whom to ring and who is near.
func TestByHarm(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		s := prepare(t, g).at(9 * 60)
		visittest.Write(t, g, func(tx *gate.Tx) error {
			if err := alert.Raise(tx, alert.New{Kind: alert.Missed, Person: s.person.ID, Source: "another"}); err != nil {
				return err
			}
			if err := tx.Exec(`INSERT INTO medicine (id, person_id, name, dose, kind, slots, from_on, time_critical, source, added_at, added_by, stopped_why, version)
				VALUES ('m', ?, 'Made up', 'One', 'regular', 'morning lunch', '2026-11-01', TRUE, 'label', ?, 'ann', '', 1)`, s.person.ID, tx.At); err != nil {
				return err
			}
			return alert.Raise(tx, alert.New{Kind: alert.Late, Person: s.person.ID, Source: string(s.visit)})
		})
		none := func(*gate.Snapshot, []alert.Alert) (map[alert.ID]string, error) { return nil, nil }
		b := visittest.Serve(t, g, alert.Routes(none, late.Beside))
		a := b.Get(s.office, "/alerts")
		if before, after := strings.Index(a.Body, "Visit is late"), strings.Index(a.Body, "Visit with no record"); before < 0 || after < before || !a.Has("A medicine at this visit must be on time.") {
			t.Errorf("the order: %d, %d: %s", before, after, a.Body)
		}
		var id alert.ID
		visittest.Read(t, g, func(x *gate.Snapshot) error {
			open, err := alert.Open(x)
			for _, o := range open {
				if o.Kind == alert.Late {
					id = o.ID
				}
			}
			return err
		})
		a = b.Get(s.office, "/alerts/"+string(id))
		if !a.Has("A medicine must be on time", "Call Worker sam, 07700 900009", "tel:+447700900009", "Nobody else is on the road") || a.Statements > 6 {
			t.Errorf("the panel: %d statements: %s", a.Statements, a.Body)
		}
	})
}
