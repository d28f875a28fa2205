package check

import (
	"context"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/medicine/supply"
)

// Who may do what. Whoever works with the person looks at their medicines with
// them; lead workers and the office follow what was found.
var (
	MaySee    = gate.Action{Name: "medicine.see_check", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MayRecord = gate.Action{Name: "medicine.record_check", Who: actor.Rule{Any: actor.Practice, Related: actor.Field}}
	MayList   = gate.Action{Name: "medicine.list_findings", Who: actor.Rule{Any: []actor.Role{actor.Coordinator, actor.Manager, actor.Therapist, actor.LeadWorker}}}
	MayClose  = gate.Action{Name: "medicine.close_finding", Who: actor.Rule{Any: []actor.Role{actor.Coordinator, actor.Manager, actor.Therapist}, Related: []actor.Role{actor.LeadWorker}}}
)

// Record writes down one check: what should have been there is reckoned here,
// each count puts that right, and what was found raises an alert. Errors:
// check.new, by field; gate.not_found for a medicine that this person does not
// have; gate.exists.
func Record(ctx context.Context, g *gate.Gate, k Check) error {
	for _, s := range []*string{&k.Said, &k.Effects, &k.Stored, &k.OutOfDate, &k.Words} {
		*s = strings.TrimSpace(*s)
	}
	return g.Batch(ctx, func(ctx context.Context) error {
		var stocks []supply.Stock
		mayBe := false
		if err := g.Read(ctx, MayRecord, gate.Person(k.Person), func(s *gate.Snapshot) (err error) {
			if stocks, _, err = supply.Stocks(s, k.Person); err != nil {
				return err
			}
			mayBe, err = mayOwn(s, k.Owner)
			return err
		}); err != nil {
			return err
		}
		if err := k.reckon(stocks); err != nil {
			return err
		}
		return g.Write(ctx, MayRecord, gate.Person(k.Person), func(tx *gate.Tx) error { return k.keep(tx, stocks, mayBe) })
	})
}

// reckon puts beside each count what should have been there. Error:
// gate.not_found for a medicine that is not taken.
func (k *Check) reckon(stocks []supply.Stock) error {
	for i := range k.Counts {
		n, taken := &k.Counts[i], false
		for _, s := range stocks {
			if s.Medicine.ID == n.Medicine {
				n.Name, n.Expected, n.Known, taken = s.Medicine.Title(), s.Expected, s.Known, true
			}
		}
		if !taken {
			return gate.NotFound()
		}
	}
	return nil
}

// keep writes a check down with its counts and findings. mayBe says that its
// owner is one of those who may be given what was found.
func (k Check) keep(tx *gate.Tx, stocks []supply.Stock, mayBe bool) error {
	if err := k.check(tx.At); err != nil {
		return err
	}
	found := k.findings()
	if len(found) > 0 && !mayBe {
		var c fault.Checks
		c.Field(true, "owner", "Choose somebody from the list.")
		return c.Err("check.new")
	}
	if err := insert(tx, k); err != nil {
		return err
	}
	var counted []supply.Movement
	for _, n := range k.Counts {
		counted = append(counted, supply.Movement{
			ID: ids.Derived("check.count", string(k.ID), string(n.Medicine)), Person: k.Person, Medicine: n.Medicine, Units: n.Found, Words: "At a medicines check", At: k.At,
		})
	}
	if err := supply.Count(tx, counted, stocks); err != nil || len(found) == 0 {
		return err
	}
	return alert.Raise(tx, alert.New{Kind: alert.MedicineCount, Person: k.Person, Source: string(k.ID), Detail: alert.Detail(found[0].Kind)})
}

// Closing says what was done about a finding.
type Closing struct {
	Person  ids.Person
	Finding string
	Version int    `json:"version"`
	Done    string `json:"done"`
}

// Close ends a finding with what was done; with the last of a check its alert is
// closed. Errors: check.closing, by field; gate.not_found; gate.changed.
func Close(ctx context.Context, g *gate.Gate, x Closing) error {
	x.Done = strings.TrimSpace(x.Done)
	return g.Write(ctx, MayClose, gate.Person(x.Person), func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(utf8.RuneCountInString(x.Done) < 5, "done", "Say in a few words what was done about it.")
		c.Field(utf8.RuneCountInString(x.Done) > mostWords, "done", "Use %d characters or fewer.", mostWords)
		if err := c.Err("check.closing"); err != nil {
			return err
		}
		id, err := checkOf(tx.Snapshot, x.Person, x.Finding)
		if err != nil {
			return err
		}
		left, err := doneWith(tx, Finding{ID: x.Finding, Check: id, Person: x.Person, Version: x.Version}, x.Done)
		if err != nil || left > 0 {
			return err
		}
		return alert.CloseFor(tx, alert.MedicineCount, string(id), alert.Answered)
	})
}
