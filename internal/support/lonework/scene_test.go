package lonework_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/notify"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
	"stillhome/internal/support/visit/visittest"
)

const today = when.Date("2026-11-30")

// scene is a service with three people in charge and one worker with a published
// visit at 9 in the morning, for 45 minutes and half an hour more as it is the
// first.
type scene struct {
	t           *testing.T
	g           *gate.Gate
	office, sam context.Context
	person      visittest.Person
	visit       visit.ID
	start       int
	drift       time.Duration
}

func member(account, given, phone string) staff.Member {
	return staff.Member{
		ID: staff.ID(ids.New()), Account: ids.Account(account), Given: given, Family: "Madeup", JobTitle: "Coordinator",
		Mode: "car", Postcode: "CB2 1TN", StartedOn: "2025-01-01", Phone: notify.Telephone(phone),
	}
}

func prepare(t *testing.T, g *gate.Gate) *scene {
	t.Helper()
	g.Clock.Set(today.AtMinute(6 * 60))
	s := &scene{t: t, g: g, office: gatetest.As(t, g, "ann", actor.Coordinator)}
	gatetest.As(t, g, "ben", actor.Manager)
	visittest.Write(t, g, func(tx *gate.Tx) error {
		for _, m := range []staff.Member{member("ann", "Ann", "+447700900001"), member("ben", "Ben", "+447700900002"), member("cat", "Cat", "")} {
			if err := staff.Add(tx, m); err != nil {
				return err
			}
		}
		return nil
	})
	s.must(staff.SetDuty(s.office, g, today, []ids.Account{"ann", "ben", "cat"}))
	m, ctx := visittest.AddWorker(t, g, "sam")
	s.sam = ctx
	s.must(staff.SetOwnPhone(ctx, g, "07700 900009"))
	s.person = visittest.AddPerson(t, g, 1, 9*60, 45, 1, "")
	s.must(roster.AddShift(s.office, g, roster.Shift{ID: roster.ShiftID(ids.New()), Member: m.ID, On: today, StartMin: 420, EndMin: 840}))
	s.must(roster.Build(s.office, g, today))
	s.must(roster.Publish(s.office, g, today))
	visittest.Read(t, g, func(x *gate.Snapshot) error {
		stops, err := roster.MyDay(x, "sam", today)
		s.visit, s.start = stops[0].ID, stops[0].ToldMin
		return err
	})
	return s
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// at moves the clock and lets the service look.
func (s *scene) at(minute int) *scene { s.t.Helper(); return s.when(today.AtMinute(minute)) }

func (s *scene) when(t when.Instant) *scene {
	s.t.Helper()
	// The clock runs on between two looks, and a rung waits from when it was asked.
	s.drift += time.Second
	s.g.Clock.Set(t.Add(s.drift))
	s.must(lonework.Watch(gatetest.System(), s.g))
	return s
}

func (s *scene) alarms() (out []lonework.Alarm) {
	s.t.Helper()
	visittest.Read(s.t, s.g, func(x *gate.Snapshot) error {
		open, err := lonework.Open(x)
		for _, l := range open {
			out = append(out, l.Alarm)
		}
		return err
	})
	return out
}

// ladder is the rungs of an alarm in short: "1 duty ann, 2 duty ben".
func (s *scene) ladder(id lonework.ID) string {
	s.t.Helper()
	var out []string
	visittest.Read(s.t, s.g, func(x *gate.Snapshot) error {
		rungs, err := lonework.Rungs(x, id)
		for _, r := range rungs {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s %s", r.N, r.Kind, r.Account)))
		}
		return err
	})
	return strings.Join(out, ", ")
}

// messages are all that were queued: "text sam, call ann".
func (s *scene) messages() string {
	s.t.Helper()
	var out []string
	visittest.Read(s.t, s.g, func(x *gate.Snapshot) error {
		all, err := notify.Latest(x, "", 100, 0)
		for i := len(all) - 1; i >= 0; i-- {
			if !all[i].Urgent {
				s.t.Errorf("%s is not urgent", all[i].ID)
			}
			out = append(out, fmt.Sprintf("%s %s", all[i].By, all[i].Account))
		}
		return err
	})
	return strings.Join(out, ", ")
}

func (s *scene) alertsOpen() map[alert.Kind]int {
	s.t.Helper()
	out := map[alert.Kind]int{}
	visittest.Read(s.t, s.g, func(x *gate.Snapshot) error {
		open, err := alert.Open(x)
		for _, a := range open {
			out[a.Kind]++
		}
		return err
	})
	return out
}

func (s *scene) raise(a lonework.Alarm) {
	s.t.Helper()
	visittest.Write(s.t, s.g, func(tx *gate.Tx) error { return lonework.Raise(tx, a) })
}

func (s *scene) is(what string, got, want any) {
	s.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.t.Errorf("%s: %v, want %v", what, got, want)
	}
}
