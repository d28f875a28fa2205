package safeguarding

import (
	"context"
	"slices"
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/notify"
)

// reach is one account, with where a text finds it.
type reach struct {
	account ids.Account
	phone   string // empty where we have none
}

func accounts(all []reach) []ids.Account {
	var out []ids.Account
	for _, x := range all {
		out = append(out, x.account)
	}
	return out
}

// circle is who may know of a concern by what they are: the leads, the deputies
// and the managers from whom it is not hidden. Late says that it was not seen
// or decided in time, and the leads were warned.
type circle struct {
	leads, deputies, managers []reach
	late                      bool
}

// heirs are those to whom it goes where no lead may know: the deputies, or else
// the managers. What is late goes to the deputies as well.
func (c circle) heirs() []reach {
	switch {
	case len(c.leads) > 0 && !c.late:
		return nil
	case len(c.leads) > 0 || len(c.deputies) > 0:
		return c.deputies
	}
	return c.managers
}

// told are those who get a text: the leads, and to whom it goes besides.
func (c circle) told() []reach { return slices.Concat(c.heirs(), c.leads) }

// without is the circle without some of them.
func (c circle) without(out func(reach) bool) circle {
	c.leads, c.deputies, c.managers = slices.DeleteFunc(c.leads, out), slices.DeleteFunc(c.deputies, out), slices.DeleteFunc(c.managers, out)
	return c
}

// standing is one account that may know by what it is.
type standing struct {
	reach
	concern ID // empty where it is asked of a person
	kind    string
	late    bool
}

func (x *standing) fields() []any {
	return []any{&x.concern, &x.kind, &x.account, (*gate.Text)(&x.phone), &x.late}
}

func (c *circle) take(x standing) {
	c.late = x.late
	switch x.kind {
	case "lead":
		c.leads = append(c.leads, x.reach)
	case "deputy":
		c.deputies = append(c.deputies, x.reach)
	case "manager":
		c.managers = append(c.managers, x.reach)
	}
}

// asLeads are the leads and the deputies; standings are the managers besides.
const (
	asLeads = `SELECT 'lead' AS kind, r.account_id FROM gate_role r WHERE r.role = 'safeguarding-lead' AND r.until_at IS NULL
		UNION ALL SELECT 'deputy', d.account_id FROM safeguarding_deputy d JOIN auth_account z ON z.id = d.account_id AND z.ended_at IS NULL WHERE d.until_at IS NULL`
	standings = asLeads + ` UNION ALL SELECT 'manager', r.account_id FROM gate_role r WHERE r.role = 'manager' AND r.until_at IS NULL`
)

// hiddenFromThem is true of a concern c that is hidden from an account w, whose
// record of staff is me; hiddenAbout finds those about the person that follows.
const (
	hiddenFromThem = `EXISTS (SELECT 1 FROM safeguarding_hidden h LEFT JOIN staff_member them ON them.account_id = h.account_id
		WHERE h.concern_id = c.id AND h.until_at IS NULL AND (h.account_id = w.account_id OR h.with_team AND them.team_id = me.team_id))`
	hiddenAbout = `SELECT 1 FROM safeguarding_concern c WHERE ` + hiddenFromThem + ` AND ` + about + ` = `
)

// circles is who may know of each concern c that follows.
const circles = `SELECT c.id, w.kind, w.account_id, me.phone, c.warned_at IS NOT NULL AND c.state IN ('new', 'seen')
	FROM safeguarding_concern c CROSS JOIN (` + standings + `) w LEFT JOIN staff_member me ON me.account_id = w.account_id
	WHERE NOT ` + hiddenFromThem + ` AND `

func circleOf(s *gate.Snapshot, id ID) (c circle, err error) {
	all, err := gate.All(s, (*standing).fields, circles+`c.id = ? ORDER BY w.kind, w.account_id`, id)
	for _, x := range all {
		c.take(x)
	}
	return c, err
}

// circleAround is who may know of everything there is about a person.
func circleAround(s *gate.Snapshot, person ids.Person) (c circle, err error) {
	all, err := gate.All(s, (*standing).fields, `SELECT '', w.kind, w.account_id, me.phone, FALSE FROM (`+standings+`) w
		LEFT JOIN staff_member me ON me.account_id = w.account_id WHERE NOT EXISTS (`+hiddenAbout+`?) ORDER BY w.kind, w.account_id`, person)
	for _, x := range all {
		c.take(x)
	}
	return c, err
}

// textKey names the text to one account about one thing, so that it goes once.
func textKey(of string, to ids.Account) notify.ID {
	return notify.ID(ids.Derived("safeguarding.text", of, string(to)))
}

// late is what the text about a concern that is late is of.
func late(id ID) string { return "late:" + string(id) }

// text queues a text to each that can be reached, on the sealed side: it says
// no more than that something waits.
func text(tx *gate.Tx, of string, to []reach) error {
	for _, x := range to {
		if x.phone == "" {
			continue
		}
		if err := notify.QueueSealed(tx, notify.Message{
			Key: textKey(of, x.account), To: x.phone, Account: x.account, By: notify.Text, Words: notify.SomethingNew,
		}); err != nil {
			return err
		}
	}
	return nil
}

// Untold is somebody whom a text did not reach, and why.
type Untold struct {
	Name string
	Why  notify.Failure
}

// UntoldOf lists whom no text reached about the concerns and the broken glasses
// given, each once: as far as nobody has looked at them since. Of what is
// hidden from the reader it says nothing, as that is not among those.
func UntoldOf(s *gate.Snapshot, all []Concern, glass []Glass) ([]Untold, error) {
	sent, err := notify.SealedLatest(s, Most)
	if err != nil {
		return nil, err
	}
	var of []string
	for _, c := range all {
		if c.State == New {
			of = append(of, string(c.ID), late(c.ID))
		}
	}
	for _, x := range glass {
		if x.Reviewed.IsZero() {
			of = append(of, x.ID)
		}
	}
	why := map[ids.Account]notify.Failure{}
	for _, m := range sent {
		if m.State != notify.Dead && m.State != notify.Unset {
			continue
		}
		if slices.ContainsFunc(of, func(x string) bool { return textKey(x, m.Account) == m.ID }) {
			why[m.Account] = m.Failure
		}
	}
	if len(why) == 0 {
		return nil, nil
	}
	var who []ids.Account
	for a := range why {
		who = append(who, a)
	}
	named, err := someones(s, `SELECT a.id, a.name, a.kind, a.person_id FROM auth_account a WHERE a.id IN ? ORDER BY a.name, a.id`, gate.In(who))
	out := make([]Untold, 0, len(named))
	for _, x := range named {
		out = append(out, Untold{x.Name, why[x.Account]})
	}
	return out, err
}

// Jobs of the sealed side. They write on the sealed side only.
var Jobs = []job.Job{{Name: "safeguarding.watch", Every: 30 * time.Second, Run: Watch}}

// Watch warns of concerns that were not seen or decided in time, and hands over
// as leads, deputies and managers come and go, so that none is with nobody. It
// asks three things, however many concerns there are, and writes only where
// something is to change.
//
// Who is told that one is late: the leads, and the deputies, to whom it opens
// until it is decided. Not whoever is in charge of the day: a text that comes
// only when there is a concern would itself tell somebody without need.
func Watch(ctx context.Context, g *gate.Gate) error {
	var overdue, move []ID
	if err := g.Read(ctx, MayWatch, gate.Council, func(s *gate.Snapshot) error {
		all, err := gate.All(s, (*Concern).fields, `SELECT `+columns+` WHERE c.state IN ('new', 'seen') AND c.warned_at IS NULL ORDER BY c.received_at, c.id`)
		if err != nil {
			return err
		}
		for _, c := range all {
			if c.Overdue(s.Now) {
				overdue = append(overdue, c.ID)
			}
		}
		move, err = misplaced(s)
		return err
	}); err != nil {
		return err
	}
	for _, id := range overdue {
		if err := g.Write(ctx, MayWatch, gate.Person(id), func(tx *gate.Tx) error { return warn(tx, id) }); err != nil {
			return err
		}
	}
	for _, id := range move {
		if err := g.Write(ctx, MayWatch, gate.Person(id), func(tx *gate.Tx) error { return handOver(tx, id) }); err != nil {
			return err
		}
	}
	return nil
}

// misplaced lists the concerns that are not with those who should have them.
// Only what is hidden from somebody can be, and what is with a deputy.
func misplaced(s *gate.Snapshot) (out []ID, err error) {
	all, err := gate.All(s, (*standing).fields, circles+`(EXISTS (SELECT 1 FROM safeguarding_hidden y WHERE y.concern_id = c.id AND y.until_at IS NULL)
		OR EXISTS (SELECT 1 FROM safeguarding_access a WHERE a.concern_id = c.id AND a.kind = 'deputy' AND (a.until_at IS NULL OR a.until_at > ?)))
		ORDER BY c.id, w.kind, w.account_id`, s.Now)
	if err != nil {
		return nil, err
	}
	have, err := gate.All(s, func(x *Grant) []any { return []any{&x.Concern, &x.ID, &x.Account} },
		`SELECT concern_id, id, account_id FROM safeguarding_access WHERE kind = 'deputy' AND (until_at IS NULL OR until_at > ?)`, s.Now)
	if err != nil {
		return nil, err
	}
	with, given := map[ID]*circle{}, map[ID][]Grant{}
	for _, x := range have {
		with[x.Concern] = &circle{}
		given[x.Concern] = append(given[x.Concern], x)
	}
	for _, x := range all {
		if with[x.concern] == nil {
			with[x.concern] = &circle{}
		}
		with[x.concern].take(x)
	}
	for id, c := range with {
		if h := c.handing(given[id]); len(h.end)+len(h.to) > 0 {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out, nil
}

// handing is what is to change so that a concern is with those who should have
// it: with the deputies where no lead may know, else with no deputy.
type handing struct {
	end []Grant
	to  []ids.Account
}

// handing compares those who should have it with the grants of deputies.
func (c circle) handing(have []Grant) (h handing) {
	h.to = accounts(c.heirs())
	for _, x := range have {
		if i := slices.Index(h.to, x.Account); i >= 0 {
			h.to = slices.Delete(h.to, i, i+1)
		} else {
			h.end = append(h.end, x)
		}
	}
	return h
}

// handOver gives a concern that no lead may see to the deputies, and to the
// managers where there is none; and takes it from them when a lead may see it
// again. So nobody's name can leave a concern with nobody.
func handOver(tx *gate.Tx, id ID) error {
	all, err := circleOf(tx.Snapshot, id)
	if err != nil {
		return err
	}
	have, err := gate.All(tx.Snapshot, func(x *Grant) []any { return []any{&x.ID, &x.Account} },
		`SELECT id, account_id FROM safeguarding_access WHERE concern_id = ? AND kind = 'deputy' AND (until_at IS NULL OR until_at > ?)`, id, tx.At)
	if err != nil {
		return err
	}
	h := all.handing(have)
	for _, x := range h.end {
		if err := endGrant(tx, id, x.ID); err != nil {
			return err
		}
	}
	return giveTo(tx, id, h.to)
}

// warn says once that a concern is late. Of many that came from one network
// there is one text an hour.
func warn(tx *gate.Tx, id ID) error {
	if err := tx.Exec(`UPDATE safeguarding_concern SET warned_at = ? WHERE id = ? AND warned_at IS NULL`, tx.At, id); err != nil {
		return err
	}
	if err := handOver(tx, id); err != nil {
		return err
	}
	all, err := circleOf(tx.Snapshot, id)
	if err != nil {
		return err
	}
	many, err := gate.Value[bool](tx.Snapshot, `SELECT many FROM safeguarding_concern WHERE id = ?`, id)
	if err != nil {
		return err
	}
	of := late(id)
	if many {
		of = "many:" + tx.At.Text()[:13]
	}
	return text(tx, of, all.told())
}
