package referral_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/person"
	"stillhome/internal/support/referral"
)

var mayTest = gate.Action{Name: "test.referral", Who: actor.Rule{Any: []actor.Role{actor.System}}}

func read(t *testing.T, g *gate.Gate, fn func(s *gate.Snapshot) error) {
	t.Helper()
	if err := g.Read(gatetest.System(), mayTest, gate.Council, fn); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, g *gate.Gate, id referral.ID) (r referral.Referral) {
	t.Helper()
	read(t, g, func(s *gate.Snapshot) (err error) { r, err = referral.Get(s, id); return err })
	return r
}

func count(t *testing.T, g *gate.Gate, q string) (n int) {
	t.Helper()
	read(t, g, func(s *gate.Snapshot) (err error) { n, err = gate.Value[int](s, q); return err })
	return n
}

func wants(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("got %v, want %q", err, code)
	}
}

// joan is somebody the hospital asks us to help.
func joan() referral.Arrival {
	id := ids.New()
	return referral.Arrival{
		Does: referral.Asks,
		Referral: referral.Referral{
			ID: referral.ID(id), Source: referral.Notice, SenderODS: "X1", ExternalRef: "stay-1", Sender: "Test Hospital", Given: "Joan", Family: "Testcase",
			Born: "1941-05-03", NHS: "9990000026", Postcode: "cb1 0ah", Address: "1 Test Road", Carer: "Ann Testcase", CarerRelationship: "daughter",
			CarerPhone: "01632 960123", Hospital: "Test Hospital", Ward: "3", ReadyOn: "2026-12-02", Reason: "Broke a hip",
		},
		Lines: []referral.Line{{Kind: referral.Said, Label: "Allergy", Words: "Penicillin"}, {Kind: referral.Missing, Words: "Gender"}, {Kind: referral.Doubt, Words: "Check the ward."}},
		Files: []files.File{{ID: files.ID(ids.New()), Name: "letter.pdf", MediaType: "application/pdf", Bytes: []byte("%PDF")}},
		Message: referral.Received{
			ID: referral.MessageID(ids.New()), MessageRef: "m1", Kind: "assessment", SenderODS: "X1", Sender: "Test Hospital",
			Raw: files.File{ID: files.ID(ids.New()), Name: "a.xml", Bytes: []byte("<Bundle/>")}, Answer: files.File{ID: files.ID(ids.New()), Name: "answer.xml", Bytes: []byte("<ok/>")},
		},
	}
}

func TestReceive(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		client := gatetest.As(t, g, "hospital", actor.Client)
		a := joan()
		counted, counter := gate.WithCounter(client)
		wants(t, referral.Receive(counted, g, a), "")
		if n := len(counter.Statements); n > 12 {
			t.Errorf("%d statements:\n%s", n, strings.Join(counter.Statements, "\n"))
		}
		r := get(t, g, a.Referral.ID)
		if r.State != referral.StateNew || r.Postcode != "CB1 0AH" || r.Ref != person.Ref("RF", string(r.ID), 0) || r.NHSStatus != person.Verified || r.Received.IsZero() {
			t.Errorf("%+v", r)
		}
		wants(t, referral.Receive(client, g, a), "") // the same again
		for q, want := range map[string]int{
			`SELECT COUNT(*) FROM referral`: 1, `SELECT COUNT(*) FROM referral_line`: 3, `SELECT COUNT(*) FROM referral_message`: 1,
			`SELECT COUNT(*) FROM referral_file`: 1, `SELECT COUNT(*) FROM files_file`: 3,
		} {
			if n := count(t, g, q); n != want {
				t.Errorf("%s: %d", q, n)
			}
		}
		reused := joan()
		reused.Message.MessageRef = "m1"
		wants(t, referral.Receive(client, g, reused), "referral.message_reused")

		dates := joan()
		dates.Does, dates.Message.MessageRef, dates.Message.Kind = referral.GivesDates, "m2", "discharge"
		dates.Referral.ReadyOn, dates.Referral.ExternalRef, dates.Files, dates.Lines = "2026-12-04", "stay-1", nil, nil
		wants(t, referral.Receive(client, g, dates), "")
		if got := get(t, g, r.ID); got.ReadyOn != "2026-12-04" || got.Version != 2 {
			t.Errorf("%+v", got)
		}
		other := joan()
		other.Message.MessageRef, other.Referral.SenderODS, other.Message.SenderODS = "m1", "X2", "X2"
		wants(t, referral.Receive(client, g, other), "") // another hospital may use the same references
		if n := count(t, g, `SELECT COUNT(*) FROM referral`); n != 2 {
			t.Errorf("%d referrals", n)
		}
	})
}

// A connected system that knows another's reference cannot change what that
// one sent; staff can.
func TestAnothersReferral(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		a := joan()
		wants(t, referral.Receive(gatetest.As(t, g, "hospital", actor.Client), g, a), "")
		news := func(ref string) referral.Arrival {
			n := joan()
			n.Does, n.Message.MessageRef, n.Message.Kind = referral.GivesDates, ref, "discharge"
			n.Referral.ReadyOn, n.Referral.ExternalRef, n.Files, n.Lines = "2026-12-04", "stay-1", nil, nil
			return n
		}
		wants(t, referral.Receive(gatetest.As(t, g, "stranger", actor.Client), g, news("m7")), "referral.not_theirs")
		if got := get(t, g, a.Referral.ID); got.ReadyOn == "2026-12-04" || got.Version != 1 {
			t.Errorf("%+v", got)
		}
		wants(t, referral.Receive(gatetest.As(t, g, "office", actor.Coordinator), g, news("m8")), "")
		if got := get(t, g, a.Referral.ID); got.ReadyOn != "2026-12-04" {
			t.Errorf("%+v", got)
		}
	})
}

func TestMatchNewUndoDecline(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "office", actor.Coordinator)
		a := joan()
		wants(t, referral.Receive(office, g, a), "")
		id, who := a.Referral.ID, ids.Person(ids.New())
		wants(t, referral.NewPerson(office, g, referral.Newcomer{Referral: id, Person: who, Version: 9}), "gate.changed")
		wants(t, referral.NewPerson(office, g, referral.Newcomer{Referral: id, Person: "x", Version: 1}), "referral.person")
		counted, counter := gate.WithCounter(office)
		wants(t, referral.NewPerson(counted, g, referral.Newcomer{Referral: id, Person: who, Version: 1}), "")
		if n := len(counter.Statements); n > 12 {
			t.Errorf("%d statements", n)
		}
		if n := count(t, g, `SELECT COUNT(*) FROM person_contact`); n != 1 {
			t.Error("the carer is no contact")
		}
		r := get(t, g, id)
		if r.State != referral.StateMatched || r.Person != who || r.MatchMade != referral.MadeNew || r.PersonName != "Joan Testcase" {
			t.Errorf("%+v", r)
		}
		wants(t, referral.NewPerson(office, g, referral.Newcomer{Referral: id, Person: ids.Person(ids.New()), Version: 2}), "referral.state")
		wants(t, referral.UndoMatch(office, g, referral.Matching{Referral: id, Person: "somebody else", Version: 2}), "gate.not_found")
		wants(t, referral.UndoMatch(office, g, referral.Matching{Referral: id, Person: who, Version: 2}), "")
		if r := get(t, g, id); r.State != referral.StateNew || r.Person != "" || !r.MatchedAt.IsZero() {
			t.Errorf("%+v", r)
		}
		wants(t, referral.Match(office, g, referral.Matching{Referral: id, Person: ids.Person(ids.New()), Version: 3}), "gate.not_found")
		wants(t, referral.Match(office, g, referral.Matching{Referral: id, Person: who, Version: 3}), "")
		d := referral.Declining{Referral: id, Person: who, Version: 4, Code: referral.NeedsHealth, Words: "Needs a nurse first.", Told: "The community nurses ring her."}
		bad := d
		bad.Told = ""
		wants(t, referral.Decline(office, g, bad), "referral.decline")
		wants(t, referral.Decline(office, g, d), "")
		wants(t, referral.Decline(office, g, d), "referral.state")
		wants(t, referral.UndoMatch(office, g, referral.Matching{Referral: id, Person: who, Version: 5}), "referral.state")
		if r := get(t, g, id); r.State != referral.StateDeclined || r.Told != d.Told || r.DecidedBy != "office" {
			t.Errorf("%+v", r)
		}
	})
}

func TestAcceptAndWhatComesAfter(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "office", actor.Coordinator)
		a := joan()
		wants(t, referral.Receive(office, g, a), "")
		id, who := a.Referral.ID, ids.Person(ids.New())
		accept := func(as ids.Person) error {
			return g.Write(gatetest.System(), mayTest, gate.Council, func(tx *gate.Tx) error { return referral.Accepted(tx, id, as, "regain", "She wants to.") })
		}
		wants(t, accept(who), "referral.state")
		wants(t, referral.NewPerson(office, g, referral.Newcomer{Referral: id, Person: who, Version: 1}), "")
		wants(t, accept(ids.Person(ids.New())), "gate.not_found")
		wants(t, accept(who), "")
		wants(t, referral.UndoMatch(office, g, referral.Matching{Referral: id, Person: who, Version: 3}), "referral.state")

		back := joan()
		back.Does, back.Words, back.Message.MessageRef, back.Files = referral.Withdraws, "Goes to her son", "m2", nil
		wants(t, referral.Receive(office, g, back), "")
		if r := get(t, g, id); r.State != referral.StateAccepted {
			t.Error("an accepted referral is not taken back unseen")
		}
		if n := count(t, g, `SELECT COUNT(*) FROM alert WHERE kind = 'referral_changed' AND closed_at IS NULL`); n != 1 {
			t.Errorf("%d alerts", n)
		}
	})
}

func TestWithdrawAndComeAgain(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "office", actor.Therapist)
		a := joan()
		wants(t, referral.Receive(office, g, a), "")
		id := a.Referral.ID
		wants(t, referral.Withdraw(office, g, referral.Withdrawal{Referral: id, Version: 1, Words: "no"}), "referral.withdraw")
		wants(t, referral.Withdraw(office, g, referral.Withdrawal{Referral: id, Version: 1, Words: "Rang: goes to her son."}), "")
		if r := get(t, g, id); r.State != referral.StateWithdrawn || r.DecisionCode != referral.TakenBack || r.DecidedBy != "office" {
			t.Errorf("%+v", r)
		}
		again := joan()
		again.Message.MessageRef = "m3"
		wants(t, referral.Receive(office, g, again), "")
		if r := get(t, g, id); r.State != referral.StateNew || r.DecisionCode != "" || !r.DecidedAt.IsZero() || r.DecidedBy != "" {
			t.Errorf("%+v", r)
		}
	})
}

func TestAMatchFollowsAMerge(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "office", actor.Coordinator)
		a := joan()
		wants(t, referral.Receive(office, g, a), "")
		b := joan()
		b.Referral.ExternalRef, b.Message.MessageRef = "stay-2", "m2"
		wants(t, referral.Receive(office, g, b), "")
		one, two := ids.Person(ids.New()), ids.Person(ids.New())
		wants(t, referral.NewPerson(office, g, referral.Newcomer{Referral: a.Referral.ID, Person: one, Version: 1}), "")
		wants(t, referral.NewPerson(office, g, referral.Newcomer{Referral: b.Referral.ID, Person: two, Version: 1}), "")
		wants(t, person.Join(office, g, person.Merging{ID: person.MergeID(ids.New()), Kept: one, Merged: two, Reason: "The same person twice."}), "")
		if r := get(t, g, b.Referral.ID); r.Person != one {
			t.Errorf("it belongs to %s, not the record in use", r.Person)
		}
		c := joan()
		c.Referral.ExternalRef, c.Message.MessageRef = "stay-3", "m3"
		wants(t, referral.Receive(office, g, c), "")
		wants(t, referral.Match(office, g, referral.Matching{Referral: c.Referral.ID, Person: two, Version: 1}), "referral.merged")
		wants(t, g.Write(gatetest.System(), mayTest, gate.Council, func(tx *gate.Tx) error {
			return referral.Accepted(tx, b.Referral.ID, one, "regain", "She wants to.")
		}), "")
		read(t, g, func(s *gate.Snapshot) error {
			all, err := referral.OfPerson(s, one)
			if len(all) != 2 {
				t.Errorf("%d referrals of one person", len(all))
			}
			return err
		})
	})
}

func TestRefusedAndSettled(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "office", actor.Coordinator)
		m := joan().Message
		m.Code, m.Reason, m.Understood = "fhir.truncated", "It stops before its end.", "Name: Joan"
		for range 2 {
			wants(t, referral.Refused(office, g, m), "")
		}
		open := `SELECT COUNT(*) FROM alert WHERE kind = 'message' AND closed_at IS NULL`
		if count(t, g, `SELECT COUNT(*) FROM referral_message`) != 1 || count(t, g, open) != 1 || count(t, g, `SELECT COUNT(*) FROM files_file`) != 2 {
			t.Error("kept twice, or not shown")
		}
		wants(t, referral.Settle(office, g, m.ID, "ok"), "referral.settled")
		wants(t, referral.Settle(office, g, "none", "Rang the ward."), "gate.not_found")
		wants(t, referral.Settle(gatetest.As(t, g, "sw", actor.SocialWorker), g, m.ID, "Rang the ward."), "gate.refused")
		wants(t, referral.Settle(office, g, m.ID, "Rang the ward."), "")
		wants(t, referral.Settle(office, g, m.ID, "Rang the ward."), "gate.changed")
		if count(t, g, open) != 0 {
			t.Error("the alert stays open")
		}
	})
}

func TestWhoMay(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		const practice = "coordinator therapist social-worker manager"
		for _, role := range append([]actor.Role{actor.Client}, actor.Roles...) {
			ctx := gatetest.As(t, g, "a-"+string(role), role)
			for _, c := range []struct {
				name, may string
				act       func(ctx context.Context, id referral.ID) error
			}{
				{"receive", practice + " client", func(ctx context.Context, _ referral.ID) error {
					a := joan()
					a.Referral.ExternalRef, a.Message.MessageRef = ids.New(), ids.New()
					return referral.Receive(ctx, g, a)
				}},
				{"see", practice, func(ctx context.Context, _ referral.ID) error {
					return g.Read(ctx, referral.MaySee, gate.Council, func(*gate.Snapshot) error { return nil })
				}},
				{"new person", practice, func(ctx context.Context, id referral.ID) error {
					return referral.NewPerson(ctx, g, referral.Newcomer{Referral: id, Person: ids.Person(ids.New()), Version: 1})
				}},
				{"decline", "coordinator therapist manager", func(ctx context.Context, id referral.ID) error {
					return referral.Decline(ctx, g, referral.Declining{Referral: id, Version: 1, Code: referral.Twice, Words: "It is here already."})
				}},
				{"see messages", "coordinator manager", func(ctx context.Context, _ referral.ID) error {
					return g.Read(ctx, referral.MaySeeMessages, gate.Council, func(*gate.Snapshot) error { return nil })
				}},
			} {
				a := joan()
				a.Referral.ExternalRef, a.Message.MessageRef, a.Files = ids.New(), ids.New(), nil
				wants(t, referral.Receive(gatetest.System(), g, a), "")
				err := c.act(ctx, a.Referral.ID)
				may := slices.Contains(strings.Fields(c.may), string(role))
				if may && err != nil || !may && !fault.Is(err, "gate.refused") && !fault.Is(err, "gate.not_found") {
					t.Errorf("%s, %s: %v", c.name, role, err)
				}
			}
		}
	})
}

func TestQueueOrder(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		for i, ready := range []string{"2026-12-09", "", "2026-12-01"} {
			a := joan()
			a.Referral.ExternalRef, a.Message.MessageRef, a.Referral.Family = ids.New(), ids.New(), fmt.Sprint("Family", i)
			wants(t, a.Referral.ReadyOn.Scan(ready), "")
			wants(t, referral.Receive(gatetest.System(), g, a), "")
		}
		read(t, g, func(s *gate.Snapshot) error {
			all, err := referral.Queue(s, []referral.State{referral.StateNew}, 1)
			var got []string
			for _, r := range all {
				got = append(got, r.Family)
			}
			if fmt.Sprint(got) != "[Family2 Family0 Family1]" {
				t.Errorf("%v", got)
			}
			none, _ := referral.Queue(s, []referral.State{referral.StateDeclined}, 1)
			everything, _ := referral.Queue(s, nil, 1)
			beyond, _ := referral.Queue(s, nil, 2)
			if len(none) != 0 || len(everything) != 3 || len(beyond) != 0 {
				t.Errorf("%d %d %d", len(none), len(everything), len(beyond))
			}
			return err
		})
	})
}
