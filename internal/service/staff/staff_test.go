package staff_test

import (
	"cmp"
	"fmt"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/service/staff"
)

const today = when.Date("2026-11-30")

func member(given string) staff.Member {
	return staff.Member{
		ID: staff.ID(ids.New()), Account: ids.Account(given), Given: given, Family: "Madeup", JobTitle: "Support worker",
		Mode: "bus", Gender: staff.Woman, Postcode: "CB1 0AH", ContractedMin: 1800, StartedOn: "2026-01-01",
	}
}

func TestCheckMember(t *testing.T) {
	for field, spoil := range map[string]func(*staff.Member){
		"":               func(*staff.Member) {},
		"id":             func(m *staff.Member) { m.ID = "1" },
		"given":          func(m *staff.Member) { m.Given, m.Family = "", "" },
		"job_title":      func(m *staff.Member) { m.JobTitle = "" },
		"mode":           func(m *staff.Member) { m.Mode = "horse" },
		"gender":         func(m *staff.Member) { m.Gender = "x" },
		"contracted_min": func(m *staff.Member) { m.ContractedMin = -1 },
		"started_on":     func(m *staff.Member) { m.StartedOn = "" },
		"ended_on":       func(m *staff.Member) { m.EndedOn = "2025-01-01" },
	} {
		m := member("ann")
		spoil(&m)
		f, bad := fault.Of(m.Check())
		if bad != (field != "") || bad && f.Fields[field] == "" {
			t.Errorf("%q: %v", field, f)
		}
	}
}

func TestHireAndSkills(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		hr := gatetest.As(t, g, "hr", actor.HR)
		m := member("ann")
		if err := staff.Hire(gatetest.As(t, g, "w", actor.Worker), g, m, nil); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a worker hired: %v", err)
		}
		if err := staff.Hire(hr, g, m, []staff.Skill{staff.Medicines, staff.Hoist}); err != nil {
			t.Fatal(err)
		}
		if err := staff.Hire(hr, g, m, nil); !fault.Is(err, "gate.exists") {
			t.Errorf("twice: %v", err)
		}
		left := member("bob")
		left.EndedOn = today.Add(-1)
		if err := staff.Hire(hr, g, left, nil); err != nil {
			t.Fatal(err)
		}
		read(t, g, func(s *gate.Snapshot) error {
			all, err := staff.Employed(s, today)
			if len(all) != 1 || all[0].ID != m.ID {
				t.Errorf("employed: %+v", all)
			}
			skills, err2 := staff.SkillsOn(s, today)
			if len(skills[m.ID]) != 2 {
				t.Errorf("skills: %v", skills)
			}
			names, err3 := staff.Names(s)
			if names["bob"] != "bob Madeup" {
				t.Errorf("who left keeps their name: %v", names)
			}
			return cmp.Or(err, err2, err3)
		})
	})
}

func TestAbsence(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		m := member("ann")
		write(t, g, func(tx *gate.Tx) error { return staff.Add(tx, m) })
		a := staff.Absence{ID: staff.AbsenceID(ids.New()), Member: m.ID, From: today, Until: today.Add(2), Reason: staff.Leave}
		for name, c := range map[string]struct {
			spoil func(*staff.Absence)
			kind  fault.Kind
		}{
			"ends first":    {func(a *staff.Absence) { a.Until = today.Add(-1) }, fault.Invalid},
			"no reason":     {func(a *staff.Absence) { a.Reason = "" }, fault.Invalid},
			"for ever":      {func(a *staff.Absence) { a.Until = today.Add(400) }, fault.Invalid},
			"unknown":       {func(a *staff.Absence) { a.Member = "x" }, fault.NotFound},
			"without dates": {func(a *staff.Absence) { a.From, a.Until = "", "" }, fault.Invalid},
		} {
			bad := a
			bad.ID = staff.AbsenceID(ids.New())
			c.spoil(&bad)
			if err := staff.ReportAbsence(office, g, bad); fault.KindOf(err) != c.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := staff.ReportAbsence(office, g, a); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[when.Date]int{today.Add(-1): 1, today: 0, today.Add(2): 0, today.Add(3): 1} {
			read(t, g, func(s *gate.Snapshot) error {
				here, err := staff.Working(s, day)
				if len(here) != want {
					t.Errorf("on %s %d work, want %d", day, len(here), want)
				}
				return err
			})
		}
	})
}

func TestDutyHoldsUntilTheNext(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		office := gatetest.As(t, g, "co", actor.Coordinator)
		ann := member("ann")
		write(t, g, func(tx *gate.Tx) error { return staff.Add(tx, ann) })
		set := func(day when.Date, who ...ids.Account) error { return staff.SetDuty(office, g, day, who) }
		for _, bad := range [][]ids.Account{nil, {"ann", "ann"}} {
			if err := set(today, bad...); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%v: %v", bad, err)
			}
		}
		if err := staff.SetDuty(gatetest.As(t, g, "hr", actor.HR), g, today, []ids.Account{"ann"}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("HR set the duty: %v", err)
		}
		for _, err := range []error{set(today, "zoe"), set(today, "ann", "co"), set(today.Add(2), "co")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		write(t, g, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO staff_absence (id, member_id, from_on, until_on, reason, reported_at) VALUES ('a', ?, ?, ?, 'leave', '2026-11-30T09:00:00.000Z')`, ann.ID, today.Add(1), today.Add(1))
		})
		for day, want := range map[when.Date]string{today.Add(-1): "[]", today: "[ann co]", today.Add(1): "[co]", today.Add(2): "[co]", today.Add(90): "[co]"} {
			read(t, g, func(s *gate.Snapshot) error {
				got, err := staff.OnDuty(s, day.AtMinute(9*60))
				if fmt.Sprint(got) != want {
					t.Errorf("on %s %v, want %s", day, got, want)
				}
				return err
			})
		}
	})
}

func TestTeamPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		hr, worker := gatetest.As(t, g, "hr", actor.HR), gatetest.As(t, g, "w", actor.Worker)
		office := gatetest.As(t, g, "co", actor.Coordinator)
		b := serve(t, g)
		if a := b.Get(hr, "/team"); a.Status != 200 || !a.Has("Nobody who works here fits") {
			t.Errorf("nobody yet: %d", a.Status)
		}
		write(t, g, func(tx *gate.Tx) error {
			for i := range 60 {
				m := member(fmt.Sprintf("w%02d", i))
				if err := staff.Add(tx, m, staff.Catheter); err != nil {
					return err
				}
			}
			return staff.AddTeam(tx, staff.Team{ID: "north", Name: "North team", Area: "Ely"})
		})
		if a := b.Get(hr, "/team"); !a.Has("Showing 1 to 50 of 60", "North team") || a.Statements > 8 {
			t.Errorf("the list: %d statements", a.Statements)
		}
		if a := b.Get(hr, "/team?q=W17&skill=catheter"); !a.Has("w17") || a.Has("w18") {
			t.Error("the filter shows others")
		}
		if a := b.Get(worker, "/team"); a.Status != 403 {
			t.Errorf("a worker saw the team: %d", a.Status)
		}
		id := ids.New()
		form := []string{"id", id, "given", "New", "family", "Person", "job_title", "Support worker", "mode", "car", "postcode", "cb10ah", "hours", "30", "started_on-day", "1", "started_on-month", "12", "started_on-year", "2026"}
		if a := b.Post(hr, "/team/new", form...); a.Status != 303 || a.To != "/team/"+id {
			t.Errorf("hired: %d %s", a.Status, a.To)
		}
		if a := b.Get(hr, "/team/"+id); !a.Has("New Person", "CB1 0AH", "No time away") {
			t.Errorf("the page: %d", a.Status)
		}
		if a := b.Post(hr, "/team/new", "given", "X", "postcode", "x"); a.Status != 422 || !a.Has("Enter a full postcode", "value=\"X\"") {
			t.Errorf("a bad form: %d", a.Status)
		}
		if a := b.Post(hr, "/absences/new", "id", ids.New(), "member", id, "from", "2026-12-01", "until", "2026-12-03", "reason", "unwell"); a.Status != 303 {
			t.Errorf("absence: %d %s", a.Status, a.Body)
		}
		if a := b.Get(hr, "/absences?from=2026-12-02&until=2026-12-02"); !a.Has("New Person", "Not well") {
			t.Error("the absence is not listed")
		}
		if a := b.Post(office, "/duty/list", "day", "2026-12-01", "who1", "w01", "part1", "lead", "who2", "w02", "part2", "on_call", "from2", "22:00", "until2", "7:00"); a.Status != 303 {
			t.Errorf("duty: %d", a.Status)
		}
		if a := b.Get(office, "/duty/list?day=2026-12-05"); !a.Has("w01 Madeup", "w02 Madeup", "1 December 2026") {
			t.Error("the duty list is not shown")
		}
		for _, path := range []string{"/team/x", "/team/" + ids.New()} {
			if a := b.Get(hr, path); a.Status != 404 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
	})
}
