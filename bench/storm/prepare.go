package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"stillhome/bench/county"
	"stillhome/internal/face/field/pack"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/phone/handset"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/roster"
)

// The outage began on the morning of the day that the county was made for, and
// ends two days later: so that every worker has been on a shift meanwhile.
const (
	outage = 2 // days
	days   = 3 // whose rotas are given out: those, and the day after
)

// The storm's day, on which the program starts its clock at nine.
var day = county.Today.Add(outage)

// caller is one worker's phone with what it will send.
type caller struct {
	*handset.Phone
	session string
	facts   []handset.Fact
}

// prepare gives out the rotas, enrols the phones and records what they will
// send, from the packs that they would have had. The last of them are those of
// workers who ask for help.
func prepare(ctx context.Context, o options, e *county.Engine, dsn string) (out []caller, err error) {
	g, err := e.Open(ctx, dsn)
	if err != nil {
		return nil, err
	}
	defer g.Close()
	if err := giveOut(ctx, g); err != nil {
		return nil, err
	}
	all, err := workers(ctx, g)
	if err != nil {
		return nil, err
	}
	var shifts []shift
	g.Clock.Set(county.Today.Add(1).AtMinute(5)) // yesterday is still open, tomorrow in sight
	for _, w := range all {
		s, err := shiftOf(ctx, g, w)
		if err != nil {
			return nil, err
		}
		shifts = append(shifts, s)
	}
	// Those with the most to tell come; the sort is stable, so the same ones.
	slices.SortStableFunc(shifts, func(a, b shift) int { return len(b.stops) - len(a.stops) })
	if len(shifts) < o.phones+o.helps || len(shifts[o.phones-1].stops) == 0 {
		some := slices.IndexFunc(shifts, func(s shift) bool { return len(s.stops) == 0 })
		return nil, fmt.Errorf("of %d workers %d have visits, which is not enough for %d phones: make a larger service", len(shifts), some, o.phones)
	}
	g.Clock.Set(day.AtMinute(8*60 + 30)) // so that signing in is a while ago
	for i, s := range shifts[:o.phones+o.helps] {
		c, err := enrolled(ctx, g, s.account)
		if err != nil {
			return nil, err
		}
		if i < o.phones {
			err = c.recordAll(s, o.facts)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func giveOut(ctx context.Context, g *gate.Gate) error {
	var office string
	err := g.Read(actor.With(ctx, actor.Machine), auth.MaySignIn, gate.Council, func(s *gate.Snapshot) (err error) {
		office, err = gate.Value[string](s, `SELECT account_id FROM gate_role WHERE role = 'coordinator' AND until_at IS NULL ORDER BY account_id LIMIT 1`)
		return err
	})
	ctx = actor.With(ctx, actor.Actor{ID: office})
	for n := 1; n <= days && err == nil; n++ {
		if err = roster.Build(ctx, g, county.Today.Add(n)); err == nil {
			err = roster.Publish(ctx, g, county.Today.Add(n))
		}
	}
	return err
}

func workers(ctx context.Context, g *gate.Gate) (out []ids.Account, err error) {
	err = g.Read(actor.With(ctx, actor.Machine), auth.MaySignIn, gate.Council, func(s *gate.Snapshot) (err error) {
		out, err = gate.Values[ids.Account](s, `SELECT account_id FROM gate_role WHERE role IN ('worker', 'lead-worker') AND until_at IS NULL ORDER BY account_id`)
		return err
	})
	return out, err
}

// enrolled is a phone of an account that is signed in.
func enrolled(ctx context.Context, g *gate.Gate, account ids.Account) (c caller, err error) {
	if c.Phone, err = handset.New(g.Pairs().SealKey()); err != nil {
		return c, err
	}
	if err = c.Enrol(actor.With(ctx, actor.Actor{ID: string(account)}), g); err != nil {
		return c, err
	}
	c.session, err = auth.StartSession(ctx, g, account, "Storm", auth.DefaultLimits)
	return c, err
}

// The parts of a pack that a worker records from (docs/phone.md).
type (
	stop struct {
		Visit   string `json:"visit"`
		Person  string `json:"person"`
		Version int    `json:"version"`
		ToldMin int    `json:"told_min"`
		State   string `json:"state"`
		on      when.Date
		tasks   []task
	}
	task struct {
		Task     string `json:"task"`
		Activity string `json:"activity"`
		Last     *struct {
			Level string `json:"level"`
		} `json:"last"`
	}
	shift struct {
		account ids.Account
		stops   []stop
	}
)

// shiftOf is what a worker is to do until the storm comes, as their pack says.
func shiftOf(ctx context.Context, g *gate.Gate, account ids.Account) (out shift, err error) {
	out.account = account
	var p pack.Pack
	err = g.Read(actor.With(ctx, actor.Actor{ID: string(account)}), pack.MayPull, gate.Council, func(s *gate.Snapshot) (err error) {
		p, err = pack.Build(s, phone.Phone{Account: account})
		return err
	})
	if err != nil {
		return out, err
	}
	tasks := map[string][]task{}
	for _, x := range p.Parts {
		var body struct {
			On     when.Date `json:"on"`
			Stops  []stop    `json:"stops"`
			Visits []struct {
				Visit string `json:"visit"`
				Tasks []task `json:"tasks"`
			} `json:"visits"`
		}
		if err := json.Unmarshal([]byte(x.Body), &body); err != nil {
			return out, err
		}
		for _, v := range body.Visits {
			tasks[v.Visit] = v.Tasks
		}
		for _, v := range body.Stops {
			v.on = body.On
			if over := v.on.AtMinute(v.ToldMin + 60); v.State == "planned" && over.Before(day.AtMinute(8*60).Time) {
				out.stops = append(out.stops, v)
			}
		}
	}
	for i, v := range out.stops {
		out.stops[i].tasks = tasks[v.Visit]
	}
	return out, nil
}

// recordAll records so many facts of the shift as the app would, about as many
// of each visit: the worker comes, sees whether it is safe, says how each task
// went, perhaps twice, how the person is, and leaves.
func (c *caller) recordAll(s shift, facts int) error {
	stops := s.stops[:min(len(s.stops), max(1, facts/8))]
	for i, v := range stops {
		if err := c.visit(v, facts/len(stops)+min(1, facts%len(stops)/(i+1))); err != nil {
			return err
		}
	}
	for len(c.Facts) < facts { // what is left of the division
		if err := c.add(stops[len(stops)-1], 50, "equipment.left", map[string]any{"what": "key_fob", "words": "On the hook by the door."}); err != nil {
			return err
		}
	}
	c.facts = c.Facts[:facts]
	c.Facts = c.facts
	return nil
}

func (c *caller) visit(v stop, facts int) error {
	arrived, left := v.on.AtMinute(v.ToldMin), v.on.AtMinute(v.ToldMin+25)
	level := func(t task) string {
		if t.Last == nil || t.Last.Level == "" {
			return "hands_on"
		}
		return t.Last.Level
	}
	if err := c.add(v, 0, "visit.arrive", map[string]any{"arrived": arrived.Text()}); err != nil {
		return err
	}
	if err := c.add(v, 1, "visit.risk", map[string]any{"answer": "fine", "words": ""}); err != nil {
		return err
	}
	for n := 0; n < facts-5; n++ {
		var err error
		if len(v.tasks) == 0 {
			err = c.add(v, 2+n, "visit.note", map[string]any{"words": strings.Repeat("Managed more today. ", n+1)})
		} else {
			t := v.tasks[n%len(v.tasks)]
			err = c.add(v, 2+n, "visit.task", map[string]any{"task": t.Task, "activity": t.Activity, "level": level(t)})
		}
		if err != nil {
			return err
		}
	}
	if err := c.add(v, 20, "visit.feeling", map[string]any{"feeling": "same"}); err != nil {
		return err
	}
	note := "Walked to the gate and back with the frame, and made tea for both of us."
	if err := c.add(v, 21, "visit.note", map[string]any{"words": note}); err != nil {
		return err
	}
	var done []map[string]any
	for _, t := range v.tasks {
		done = append(done, map[string]any{"task": t.Task, "activity": t.Activity, "level": level(t)})
	}
	return c.add(v, 25, "visit.record", map[string]any{
		"arrived": arrived.Text(), "left": left.Text(), "tasks": done, "feeling": "same", "note": note, "without": []any{}, "early": "",
	})
}

// add records one fact about a visit, so many minutes after it began.
func (c *caller) add(v stop, minutes int, action string, body map[string]any) error {
	_, err := c.Record(action, v.on.AtMinute(v.ToldMin+minutes), map[string]any{
		"person": v.Person, "visit": v.Visit, "version": v.Version, "body": body,
	})
	return err
}
