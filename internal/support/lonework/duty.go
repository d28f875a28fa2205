package lonework

import (
	"context"
	"maps"
	"slices"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/notify"
	"stillhome/internal/service/council"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
)

// The duty board is for the office, and for those whom the office may put on it.
var (
	MaySeeDuty    = gate.Action{Name: "lonework.see_duty", Who: actor.Rule{Any: []actor.Role{actor.Coordinator, actor.Manager, actor.LeadWorker}}}
	MayHandOver   = gate.Action{Name: "lonework.hand_over", Who: MaySeeDuty.Who}
	mayChangeHand = gate.Action{Name: "lonework.change_hands", Who: bySystem}
)

// Duty is who is in charge.
type Duty struct {
	Account ids.Account // empty for the last number
	Name    string
	Phone   notify.Telephone // empty where we have none
	Part    staff.Part       // empty for the last number
	Until   when.Instant     // when somebody else comes first; zero: not within a day
}

// OnDuty is who is in charge at a moment: whoever the duty list names first then,
// and where it names nobody, the last number in the settings. It is always
// somebody.
func OnDuty(s *gate.Snapshot, at when.Instant) (Duty, error) {
	list, err := staff.InChargeAt(s, at)
	if err != nil {
		return Duty{}, err
	}
	if len(list) > 0 {
		return dutyOf(list[0]), nil
	}
	return lastDuty(s)
}

func dutyOf(p staff.InCharge) Duty {
	return Duty{Account: p.Account, Name: p.Name, Phone: p.Phone, Part: p.Part}
}

func lastDuty(s *gate.Snapshot) (Duty, error) {
	set, err := council.All(s)
	return lastOf(set), err
}

func lastOf(set map[council.Name]string) Duty {
	n, _ := notify.ParseTelephone(set[council.LastPhone])
	return Duty{Name: set[council.LastName], Phone: n}
}

// DutyOn is who is in charge when on one day, one after the other without a gap,
// for the packs of phones and for the board. Two statements.
func DutyOn(s *gate.Snapshot, day when.Date) ([]Duty, error) {
	set, err := council.All(s)
	if err != nil {
		return nil, err
	}
	hands, err := staff.HandsOn(s, day)
	return dayOf(hands, day, lastOf(set)), err
}

func dayOf(hands []staff.Hand, day when.Date, last Duty) []Duty {
	out := make([]Duty, 0, len(hands))
	for i, h := range hands {
		d := last
		if h.To.Account != "" {
			d = dutyOf(h.To)
		}
		d.Until = day.Add(1).Start()
		if i+1 < len(hands) {
			d.Until = day.AtMinute(hands[i+1].Minute)
		}
		out = append(out, d)
	}
	return out
}

// Took is one change of hands: who was in charge from when on.
type Took struct {
	At      when.Instant
	Account ids.Account
	Name    string
	Part    staff.Part
}

func hands(s *gate.Snapshot, limit int) ([]Took, error) {
	return gate.All(s, func(h *Took) []any { return []any{&h.At, &h.Account, &h.Name, &h.Part} },
		`SELECT at, account_id, name, part FROM lonework_hand ORDER BY at DESC, id LIMIT ?`, limit)
}

// WatchDuty writes down each change of hands, and tells the office on the day
// before, and on the day itself, of hours that nobody has.
func WatchDuty(ctx context.Context, g *gate.Gate) error {
	var now Duty
	var before []Took
	gaps := map[when.Date]bool{}
	if err := g.Read(ctx, mayChangeHand, gate.Council, func(s *gate.Snapshot) (err error) {
		if now, err = OnDuty(s, s.Now); err != nil {
			return err
		}
		if before, err = hands(s, 1); err != nil {
			return err
		}
		for _, day := range []when.Date{s.Today(), s.Today().Add(1)} {
			hs, err := staff.HandsOn(s, day)
			if err != nil {
				return err
			}
			for _, h := range hs {
				gaps[day] = gaps[day] || h.To.Account == ""
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if len(before) == 0 || before[0].Account != now.Account || before[0].Name != now.Name {
		if err := g.Write(ctx, mayChangeHand, gate.Council, func(tx *gate.Tx) error {
			return tx.Exec(`INSERT INTO lonework_hand (id, at, account_id, name, part) VALUES (?, ?, ?, ?, ?)`, ids.New(), tx.At, now.Account, now.Name, now.Part)
		}); err != nil {
			return err
		}
	}
	return tellGaps(ctx, g, gaps)
}

// tellGaps raises an alert for each day with hours that nobody has, and closes
// those of days that are filled or past.
func tellGaps(ctx context.Context, g *gate.Gate, gaps map[when.Date]bool) error {
	var open []when.Date
	if err := g.Read(ctx, mayChangeHand, gate.Council, func(s *gate.Snapshot) (err error) {
		open, err = gate.Values[when.Date](s, `SELECT source FROM alert WHERE kind = 'duty_gap' AND closed_at IS NULL`)
		return err
	}); err != nil {
		return err
	}
	told := map[when.Date]bool{}
	var filled []string
	for _, day := range open {
		told[day] = true
		if !gaps[day] {
			filled = append(filled, string(day))
		}
	}
	var news []when.Date
	for _, day := range slices.Sorted(maps.Keys(gaps)) {
		if gaps[day] && !told[day] {
			news = append(news, day)
		}
	}
	if len(filled)+len(news) == 0 {
		return nil
	}
	return g.Write(ctx, mayChangeHand, gate.Council, func(tx *gate.Tx) error {
		for _, day := range news {
			// One that a human closed for this day is not raised again.
			n, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM alert WHERE kind = 'duty_gap' AND source = ?`, day)
			if err != nil {
				return err
			}
			if n > 0 {
				continue
			}
			if err := alert.Raise(tx, alert.New{Kind: alert.DutyGap, Source: string(day)}); err != nil {
				return err
			}
		}
		return alert.CloseAllFor(tx, alert.DutyGap, filled, alert.Answered)
	})
}

// Handover is a note for whoever takes charge next.
type Handover struct {
	At    when.Instant
	Name  string // of whoever left it
	Words string
}

// HandOver leaves a note on the duty board. Error: lonework.handover.
func HandOver(ctx context.Context, g *gate.Gate, id, words string) error {
	return g.Write(ctx, MayHandOver, gate.Council, func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(!ids.Valid(id), "id", "Start the form again: it has lost its number.")
		c.Field(len([]rune(words)) < 5, "words", "Write what whoever comes next must know.")
		c.Field(len(words) > 2000, "words", "Use 2,000 characters or fewer.")
		if err := c.Err("lonework.handover"); err != nil {
			return err
		}
		return tx.Exec(`INSERT INTO lonework_handover (id, at, account_id, words) VALUES (?, ?, ?, ?)`, id, tx.At, tx.Actor.ID, words)
	})
}

func handovers(s *gate.Snapshot, limit int) ([]Handover, error) {
	return gate.All(s, func(h *Handover) []any { return []any{&h.At, gate.Null(&h.Name), &h.Words} },
		`SELECT h.at, m.given || ' ' || m.family, h.words FROM lonework_handover h LEFT JOIN staff_member m ON m.account_id = h.account_id ORDER BY h.at DESC, h.id LIMIT ?`, limit)
}
