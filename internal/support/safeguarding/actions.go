package safeguarding

import (
	"context"
	"slices"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/person"
)

// staff is everybody who works for the council.
var staff = []actor.Role{
	actor.Worker, actor.LeadWorker, actor.Coordinator, actor.Manager, actor.Therapist, actor.SocialWorker,
	actor.SafeguardingLead, actor.HR, actor.Analyst, actor.Admin,
}

// leads hold all of it; needed are the leads and whoever was given one concern
// by name: the gate asks the sealed relations, and file asks again.
var (
	leads  = actor.Rule{Any: []actor.Role{actor.SafeguardingLead}}
	needed = actor.Rule{Any: []actor.Role{actor.SafeguardingLead}, Related: staff}
)

// Who may do what. All of it is sealed.
var (
	MayRaise  = gate.Action{Name: "safeguarding.raise", Sealed: true, Who: actor.Rule{Any: staff}}
	MayAsk    = gate.Action{Name: "safeguarding.ask", Sealed: true, Who: actor.Rule{Any: staff}}  // for an answer, with its number
	MayMine   = gate.Action{Name: "safeguarding.mine", Sealed: true, Who: actor.Rule{Any: staff}} // what was opened to oneself
	MayTake   = gate.Action{Name: "safeguarding.take", Sealed: true, Who: actor.Rule{Any: []actor.Role{actor.System}}}
	MayWatch  = gate.Action{Name: "safeguarding.watch", Sealed: true, Who: MayTake.Who}
	MayList   = gate.Action{Name: "safeguarding.list", Sealed: true, Who: leads}
	MayCount  = gate.Action{Name: "safeguarding.count", Sealed: true, Who: leads}
	MayDepute = gate.Action{Name: "safeguarding.depute", Sealed: true, Who: leads}
	MaySee    = gate.Action{Name: "safeguarding.see", Sealed: true, Who: needed}
	MayMark   = gate.Action{Name: "safeguarding.mark", Sealed: true, Who: needed}
	MayDecide = gate.Action{Name: "safeguarding.decide", Sealed: true, Who: needed}
	MayNote   = gate.Action{Name: "safeguarding.note", Sealed: true, Who: needed}
	MayTask   = gate.Action{Name: "safeguarding.task", Sealed: true, Who: needed}
	MayName   = gate.Action{Name: "safeguarding.name", Sealed: true, Who: needed}
	MayHide   = gate.Action{Name: "safeguarding.hide", Sealed: true, Who: needed}
	MayMatch  = gate.Action{Name: "safeguarding.match", Sealed: true, Who: needed}
	MayRefer  = gate.Action{Name: "safeguarding.refer", Sealed: true, Who: needed}
	MayClose  = gate.Action{Name: "safeguarding.close", Sealed: true, Who: needed}
	// MayBreakGlass: whoever answers for a person when no lead can be reached.
	MayBreakGlass = gate.Action{Name: "safeguarding.break_glass", Sealed: true, Who: actor.Rule{Any: []actor.Role{actor.Coordinator, actor.Manager, actor.SocialWorker}}}
	// MayReviewGlass: a manager finds what no lead and no deputy may know, and
	// the same page with nothing on it otherwise.
	MayReviewGlass = gate.Action{Name: "safeguarding.review_glass", Sealed: true, Who: actor.Rule{Any: []actor.Role{actor.SafeguardingLead, actor.Manager}, Related: staff}}
)

var errState = fault.New(fault.Conflict, "safeguarding.state", "Where this stands has changed. Look at it again before you save.")

// Raise keeps a concern, whatever it says. The same told again changes nothing,
// so it needs no key. Errors: only of the gate, for somebody who is not on the
// staff or a record that cannot be written.
func Raise(ctx context.Context, g *gate.Gate, c Concern) error {
	c = c.plain()
	return g.Write(ctx, MayRaise, gate.Person(c.Person), func(tx *gate.Tx) error { return raise(tx, c) })
}

func raise(tx *gate.Tx, c Concern) error {
	c.ID = c.name(tx.Actor.ID)
	c.Urgency = c.Urgency.Read()
	if c.At.IsZero() || c.At.After(tx.At.Time) {
		c.At = tx.At
	}
	added, err := insert(tx, c)
	if err != nil || !added {
		return err
	}
	if err := insertPhotos(tx, c); err != nil {
		return err
	}
	all, err := circleOf(tx.Snapshot, c.ID)
	if err != nil {
		return err
	}
	if all, err = keepFrom(tx, c, all); err != nil {
		return err
	}
	if err := giveTo(tx, c.ID, accounts(all.heirs())); err != nil || c.Many {
		return err
	}
	return text(tx, string(c.ID), all.told())
}

// keepFrom hides a new concern from whom its teller named, and gives who is
// left. A name that fits several hides it from them all: a lead or deputy shows
// it to them again.
func keepFrom(tx *gate.Tx, c Concern, all circle) (circle, error) {
	var from []ids.Account
	if c.Told.NotLead {
		from = accounts(all.leads)
	}
	if words := " " + person.Fold(c.Told.Not) + " "; c.Told.Not != "" {
		everybody, err := Staff(tx.Snapshot)
		if err != nil {
			return all, err
		}
		for _, x := range everybody {
			if inWords(words, person.Fold(x.Name)) {
				from = append(from, x.Account)
			}
		}
	}
	all = all.without(func(x reach) bool { return slices.Contains(from, x.account) })
	return all, hideFrom(tx, c.ID, false, from...)
}

// inWords reports whether every word of a name is among the words.
func inWords(words, name string) bool {
	parts := strings.Fields(name)
	for _, p := range parts {
		if !strings.Contains(words, " "+p+" ") {
			return false
		}
	}
	return len(parts) > 0
}

// The page for everyone: how many concerns from one network within the hour it
// texts about. A hospital's network has many people behind it.
const (
	MostFromNetwork = 30
	laneFor         = time.Hour
)

// Take keeps a concern that came by the page for everyone. Network says where
// from, and is kept as a hash for an hour. It takes any number, and answers all
// alike: somebody on the same network would learn from a refusal, or from how
// many are taken before it, that another worry came from there. What is above
// the limit is marked for the lead, and no text goes out about it.
func Take(ctx context.Context, g *gate.Gate, network string, c Concern) error {
	c = c.plain()
	c.Told.Public = true
	return g.Write(actor.With(ctx, actor.Machine), MayTake, gate.Person(c.Person), func(tx *gate.Tx) error {
		since := tx.At.Add(-laneFor)
		lane := ids.Derived("safeguarding.lane", network)
		if err := tx.Exec(`DELETE FROM safeguarding_lane WHERE at < ?`, since); err != nil {
			return err
		}
		n, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM safeguarding_lane WHERE lane = ?`, lane)
		if err != nil {
			return err
		}
		c.Many = n >= MostFromNetwork
		if err := tx.Exec(`INSERT INTO safeguarding_lane (id, lane, at) VALUES (?, ?, ?)`, ids.NewHidden(), lane, tx.At); err != nil {
			return err
		}
		return raise(tx, c)
	})
}

// LookedAt reports whether the concern that a receipt stands for was decided.
// It is asked by whoever raised it, and says no as well for a number that
// stands for nothing or for somebody else's.
func LookedAt(ctx context.Context, g *gate.Gate, receipt string) (yes bool, err error) {
	err = g.Read(ctx, MayAsk, gate.Council, func(s *gate.Snapshot) error {
		n, err := gate.Value[int](s, `SELECT COUNT(*) FROM safeguarding_concern WHERE receipt = ? AND raised_by = ? AND decided_at IS NOT NULL`,
			receiptKey(receipt), s.Actor.ID)
		yes = n > 0
		return err
	})
	return yes, err
}

// MarkSeen notes that the lead has read a concern. Errors: gate.changed when
// somebody else marked it first; gate.not_found.
func MarkSeen(ctx context.Context, g *gate.Gate, id ID, version int) error {
	return work(ctx, g, MayMark, id, AsLead, func(tx *gate.Tx, f File) error { return move(tx, f, version, "see") })
}

// Match says by its reference whose record a concern is about, where the
// teller did not know it. Errors: safeguarding.match (fields), gate.changed.
func Match(ctx context.Context, g *gate.Gate, id ID, version int, ref string) error {
	ref = strings.ToUpper(keep(ref))
	return work(ctx, g, MayMatch, id, AsLead, func(tx *gate.Tx, f File) error {
		about, err := byRef(tx.Snapshot, ref)
		var checks fault.Checks
		checks.Field(gate.Missing(err), "ref", "We find no record with that reference. Check it on their page.")
		if bad := checks.Err("safeguarding.match"); bad != nil {
			return bad
		}
		if err != nil {
			return err
		}
		return tx.Update(`UPDATE safeguarding_concern SET person_id = ?, version = version + 1 WHERE id = ? AND version = ?`, about, id, version)
	})
}

// byRef is whose record has a reference. Error: gate.not_found.
func byRef(s *gate.Snapshot, ref string) (ids.Person, error) {
	return gate.Value[ids.Person](s, `SELECT COALESCE(merged_into, id) FROM person WHERE ref = ?`, ref)
}
