package notify_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/notify"
	"stillhome/internal/platform/notify/notifytest"
)

var (
	mayQueue       = gate.Action{Name: "test.queue", Who: actor.Rule{Any: []actor.Role{actor.System}}}
	mayQueueSealed = gate.Action{Name: "test.queue_sealed", Sealed: true, Who: mayQueue.Who}
)

func queue(t *testing.T, g *gate.Gate, messages ...notify.Message) {
	t.Helper()
	if err := g.Write(gatetest.System(), mayQueue, gate.Council, func(tx *gate.Tx) error { return notify.Queue(tx, messages...) }); err != nil {
		t.Fatal(err)
	}
}

// run runs the jobs whose name has the ending once.
func run(t *testing.T, g *gate.Gate, s *notify.Sender, which ...string) {
	t.Helper()
	ran := 0
	for _, j := range notify.Jobs(s) {
		for _, w := range which {
			if j.Name == w {
				ran++
				if err := job.Once(gatetest.System(), g, j, "test"); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if ran != len(which) {
		t.Fatalf("%v: %d jobs ran", which, ran)
	}
}

func kept(t *testing.T, g *gate.Gate) map[notify.ID]notify.Kept {
	t.Helper()
	out := map[notify.ID]notify.Kept{}
	if err := g.Read(gatetest.System(), mayQueue, gate.Council, func(s *gate.Snapshot) error {
		all, err := notify.Latest(s, "", 2000, 0)
		for _, k := range all {
			out[k.ID] = k
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func text(key string) notify.Message {
	return notify.Message{Key: notify.ID(key), To: "07700 900123", By: notify.Text, Words: notify.ActNow, Urgent: true}
}

func call(key string) notify.Message {
	m := text(key)
	m.By = notify.Call
	return m
}

// TestProviders: both providers take a message as they want it, and once.
func TestProviders(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		d := notifytest.Start(t)
		s := d.Sender(t)
		queue(t, g, text("t"), call("c"), text("t"))
		for range 2 {
			run(t, g, s, "notify.text.alarm", "notify.call.alarm")
		}
		got := fmt.Sprint(d.Sent())
		want := "[{text +447700900123 Act now. Open Stillhome. t} {call +447700900123 Act now. Open Stillhome. c}]"
		if got != want {
			t.Errorf("sent %s", got)
		}
		for id, k := range kept(t, g) {
			if k.State != notify.Sent || k.SentAt.IsZero() || k.Tries != 1 {
				t.Errorf("%s: %+v", id, k)
			}
		}
	})
}

// TestRetriesSoonThenLater: a text that failed goes out as soon as the provider
// is back, and the waits grow.
func TestRetriesSoonThenLater(t *testing.T) {
	g := gatetest.SQLite(t)
	d := notifytest.Start(t)
	d.Set(notify.Text, notifytest.Down)
	s := d.Sender(t)
	queue(t, g, text("m"))
	for i, seconds := range []int{0, 3, 6, 3, 9, 19} {
		g.Clock.Set(g.Clock.Now().Add(time.Duration(seconds) * time.Second))
		run(t, g, s, "notify.text.alarm")
		want := []int{1, 1, 2, 2, 3, 3}[i]
		if got := d.Asked(notify.Text); got != want {
			t.Errorf("look %d: asked %d times, want %d", i, got, want)
		}
	}
	d.Set(notify.Text, notifytest.Fine)
	g.Clock.Set(g.Clock.Now().Add(20 * time.Second))
	run(t, g, s, "notify.text.alarm")
	if k := kept(t, g)["m"]; k.State != notify.Sent || k.Tries != 4 {
		t.Errorf("%+v", k)
	}
}

// TestClockPutBack: a message that waits for its next try does not wait an hour
// longer when the clock is put back by one.
func TestClockPutBack(t *testing.T) {
	g := gatetest.SQLite(t)
	d := notifytest.Start(t)
	d.Set(notify.Text, notifytest.Down)
	s := d.Sender(t)
	queue(t, g, text("m"))
	run(t, g, s, "notify.text.alarm")
	g.Clock.Set(g.Clock.Now().Add(-time.Hour))
	d.Set(notify.Text, notifytest.Fine)
	run(t, g, s, "notify.text.alarm")
	if k := kept(t, g)["m"]; k.State != notify.Sent {
		t.Errorf("%+v", k)
	}
}

// TestKilledBetweenSendingAndWritingDown: what a killed program had taken is sent
// by the next, under the same reference.
func TestKilledBetweenSendingAndWritingDown(t *testing.T) {
	g := gatetest.SQLite(t)
	d := notifytest.Start(t)
	s := d.Sender(t)
	queue(t, g, text("m"))
	d.Set(notify.Text, notifytest.Lost)
	run(t, g, s, "notify.text.alarm") // taken by the provider, and we never hear
	d.Set(notify.Text, notifytest.Fine)
	g.Clock.Set(g.Clock.Now().Add(6 * time.Second))
	run(t, g, s, "notify.text.alarm")
	sent := d.Sent()
	if len(sent) != 2 || sent[0].Key != "m" || sent[1].Key != "m" {
		t.Fatalf("%v", sent)
	}
}

// TestKilledWhileSending: what a sender had taken when it was killed is sent by
// another, once the first may no longer be at it.
func TestKilledWhileSending(t *testing.T) {
	g := gatetest.SQLite(t)
	d := notifytest.Start(t)
	s := d.Sender(t)
	queue(t, g, text("m"))
	if err := g.Write(gatetest.System(), mayQueue, gate.Council, func(tx *gate.Tx) error { // its last write
		return tx.Exec(`UPDATE notify_message SET claimed_until = ? WHERE id = 'm'`, tx.At.Add(20*time.Second))
	}); err != nil {
		t.Fatal(err)
	}
	if run(t, g, s, "notify.text.alarm"); len(d.Sent()) != 0 {
		t.Fatal("another took what the first may still be sending")
	}
	g.Clock.Set(g.Clock.Now().Add(21 * time.Second))
	if run(t, g, s, "notify.text.alarm"); len(d.Sent()) != 1 {
		t.Fatalf("%v", d.Sent())
	}
}

// TestAlarmsWaitForNobody: with a thousand other messages waiting an alarm goes out
// at the first look, and before them.
func TestAlarmsWaitForNobody(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		d := notifytest.Start(t)
		s := d.Sender(t)
		var many []notify.Message
		for i := range 1000 {
			many = append(many, notify.Message{Key: notify.ID(fmt.Sprint("n", i)), To: "07700 900124", By: notify.Text, Words: notify.SomethingNew})
		}
		if err := g.Write(gatetest.System(), mayQueueSealed, gate.Council, func(tx *gate.Tx) error { return notify.QueueSealed(tx, many...) }); err != nil {
			t.Fatal(err)
		}
		queue(t, g, text("alarm"), call("alarm2"))
		before := when.Mono()
		run(t, g, s, "notify.text.alarm", "notify.call.alarm")
		if sent := d.Sent(); len(sent) != 2 || sent[0].Key != "alarm" {
			t.Fatalf("%v", sent)
		}
		t.Logf("an alarm behind 1,000 messages took %v", time.Since(before).Round(time.Millisecond))
	})
}

// TestOneWayDownDoesNotHoldTheOther: while texts hang, calls go out.
func TestOneWayDownDoesNotHoldTheOther(t *testing.T) {
	g := gatetest.SQLite(t)
	d := notifytest.Start(t)
	d.Set(notify.Text, notifytest.Hang)
	s := d.Sender(t)
	for i := range 20 {
		queue(t, g, text(fmt.Sprint("t", i)), call(fmt.Sprint("c", i)))
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		var alarms []job.Job
		for _, j := range notify.Jobs(s) {
			if strings.HasSuffix(j.Name, ".alarm") {
				alarms = append(alarms, j)
			}
		}
		job.Run(ctx, g, alarms)
		close(done)
	}()
	for range 200 {
		if len(d.Sent()) == 20 {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	if got := len(d.Sent()); got != 20 {
		t.Errorf("%d of 20 calls went out while texts hung", got)
	}
	stop()
	<-done
}

// TestNothingSetUp: nothing is sent, and each message says so.
func TestNothingSetUp(t *testing.T) {
	g := gatetest.SQLite(t)
	s, err := notify.NewSender(notify.Config{})
	if err != nil {
		t.Fatal(err)
	}
	queue(t, g, text("t"), call("c"))
	run(t, g, s, "notify.text.alarm", "notify.call.alarm")
	for _, k := range kept(t, g) {
		if k.State != notify.Unset || k.Failure != notify.NoProvider || !k.SentAt.IsZero() {
			t.Errorf("%+v", k)
		}
	}
	if err := g.Read(gatetest.System(), mayQueue, gate.Council, func(x *gate.Snapshot) error {
		outs, err := notify.Outs(x)
		for _, o := range outs {
			if o.Provider != "" || !o.Worked.IsZero() || !o.Failing.IsZero() {
				t.Errorf("%+v", o)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestSealedHasItsOwnLane: a sealed message is sent, and moves nothing that
// anybody else can see.
func TestSealedHasItsOwnLane(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		d := notifytest.Start(t)
		s := d.Sender(t)
		m := text("sealed")
		m.Urgent = false
		if err := g.Write(gatetest.System(), mayQueueSealed, gate.Council, func(tx *gate.Tx) error { return notify.QueueSealed(tx, m) }); err != nil {
			t.Fatal(err)
		}
		moved := func() string {
			var out string
			if err := g.Read(gatetest.System(), mayQueue, gate.Council, func(x *gate.Snapshot) error {
				rows, err := gate.Value[int](x, `SELECT (SELECT COUNT(*) FROM gate_journal) + (SELECT COUNT(*) FROM notify_message) + (SELECT COUNT(*) FROM notify_way WHERE worked_at IS NOT NULL)`)
				out = fmt.Sprint(rows)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return out
		}
		before := moved()
		run(t, g, s, "notify.text.sealed")
		if sent := d.Sent(); len(sent) != 1 || sent[0].Key != "sealed" {
			t.Fatalf("%v", sent)
		}
		if after := moved(); after != before {
			t.Errorf("%s became %s", before, after)
		}
	})
}

// TestEveryMessageHasALane: what no job sends cannot be queued, and no job looks for
// what nobody queues. Who carries each way is known all the same.
func TestEveryMessageHasALane(t *testing.T) {
	g := gatetest.SQLite(t)
	slow, mail, push := text("slow"), text("mail"), text("push")
	slow.Urgent, mail.By, mail.To, push.By = false, notify.Email, "a.manager@testshire.example", notify.Push
	for _, m := range []notify.Message{slow, mail, push} {
		err := g.Write(gatetest.System(), mayQueue, gate.Council, func(tx *gate.Tx) error { return notify.Queue(tx, m) })
		if f, ok := fault.Of(err); !ok || f.Fields["by"] == "" {
			t.Errorf("%s: %v", m.Key, err)
		}
	}
	err := g.Write(gatetest.System(), mayQueueSealed, gate.Council, func(tx *gate.Tx) error { return notify.QueueSealed(tx, text("urgent")) })
	if f, ok := fault.Of(err); !ok || f.Fields["by"] == "" {
		t.Errorf("an alarm on the sealed side: %v", err)
	}
	s := notifytest.Start(t).Sender(t)
	var leased []string
	for _, j := range notify.Jobs(s) {
		if !j.Shared {
			leased = append(leased, j.Name)
		}
	}
	if fmt.Sprint(leased) != "[notify.text.sealed]" {
		t.Errorf("jobs that write a lease each time: %v", leased)
	}
	run(t, g, s, "notify.text.alarm", "notify.call.alarm")
	if err := g.Read(gatetest.System(), mayQueue, gate.Council, func(x *gate.Snapshot) error {
		outs, err := notify.Outs(x)
		if got := fmt.Sprint(outs[0].Provider, ", ", outs[1].Provider, ", ", outs[2].Provider, ", ", outs[3].Provider); got != "GOV.UK Notify, MessageBird, GOV.UK Notify, " {
			t.Errorf("carried by %s", got)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestMessagesHoldNobody(t *testing.T) {
	g := gatetest.SQLite(t)
	for name, m := range map[string]notify.Message{
		"words of their own": {Key: "k", To: "07700 900123", By: notify.Text, Words: "Joan Madeup needs you."},
		"no number":          {Key: "k", To: "", By: notify.Text, Words: notify.ActNow},
		"no address":         {Key: "k", To: "a@b", By: notify.Email, Words: notify.ActNow},
		"no key":             {To: "07700 900123", By: notify.Call, Words: notify.ActNow},
		"no way":             {Key: "k", To: "07700 900123", By: "pigeon", Words: notify.ActNow},
	} {
		err := g.Write(gatetest.System(), mayQueue, gate.Council, func(tx *gate.Tx) error { return notify.Queue(tx, m) })
		if !fault.Is(err, "notify.message") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTelephone(t *testing.T) {
	for text, want := range map[string]string{
		"07700 900123": "+447700900123", "+44 7700 900 123": "+447700900123", "+44 (0)7700-900123": "+447700900123", "0044 7700 900123": "+447700900123",
		"01632 960101": "+441632960101", "020 7946 0000": "+442079460000", "": "", "0800 1111": "bad", "7700 900123": "bad", "07700 90012": "bad",
		"+1 202 555 0100": "bad", "999": "bad", "07700 900123 ext 4": "bad", "０7700900123": "bad",
	} {
		n, err := notify.ParseTelephone(text)
		if got := string(n); (err != nil) != (want == "bad") || err == nil && got != want {
			t.Errorf("%q: %q %v", text, got, err)
		}
	}
	for text, mobile := range map[string]bool{"07700 900123": true, "07000 900123": false, "07600 900123": false, "01632 960101": false} {
		if n, _ := notify.ParseTelephone(text); n.Mobile() != mobile {
			t.Errorf("%s", text)
		}
	}
	if got := notify.Telephone("+447700900123").Said(); got != "07700 900123" {
		t.Error(got)
	}
}

func TestBadSettings(t *testing.T) {
	good := "alarms-11111111-2222-4333-8444-555555555555-66666666-7777-4888-8999-aaaaaaaaaaaa"
	for name, c := range map[string]notify.Config{
		"a short key":      {NotifyKey: "x", TextTemplate: "t"},
		"no template":      {NotifyKey: good},
		"a bad address":    {NotifyKey: good, TextTemplate: "t", NotifyURL: "notify"},
		"no voice key":     {VoiceFrom: "01632 960100"},
		"no voice number":  {VoiceKey: "k"},
		"a bad voice URL":  {VoiceKey: "k", VoiceFrom: "01632 960100", VoiceURL: "ftp://x"},
		"template, no key": {TextTemplate: "t"},
	} {
		if _, err := notify.NewSender(c); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
