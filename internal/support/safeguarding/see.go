package safeguarding

import (
	"context"
	"encoding/json"
	"fmt"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/notify"
)

// Standing is what one account may do with one concern.
type Standing int

// The standings. ByGlass reads for an hour; ByName reads, adds notes and does
// tasks; AsLead does all: a safeguarding lead, or a deputy where no lead may
// know.
const (
	ByGlass Standing = iota + 1
	ByName
	AsLead
)

// File is one concern as the account that asks may have it.
type File struct {
	ID       ID
	Person   ids.Person
	State    State
	Version  int
	Standing Standing

	lead, deputy, named, glass, hidden int
}

// hiddenFromMe is true of a concern c that is hidden from an account, which is
// given twice: by name, or because they work in the team of somebody it is
// hidden from.
const hiddenFromMe = `EXISTS (SELECT 1 FROM safeguarding_hidden h
	LEFT JOIN staff_member them ON them.account_id = h.account_id LEFT JOIN staff_member me ON me.account_id = ?
	WHERE h.concern_id = c.id AND h.until_at IS NULL AND (h.account_id = ? OR h.with_team AND them.team_id = me.team_id))`

// file is what the actor may do with a concern. Whom it is hidden from has
// nothing, whatever their role. Error: gate.not_found.
func file(s *gate.Snapshot, id ID) (File, error) {
	me := s.Actor.ID
	f := File{ID: id}
	err := gate.One(s, &f, func(f *File) []any {
		return []any{&f.Person, &f.State, &f.Version, &f.hidden, &f.lead, &f.deputy, &f.named, &f.glass}
	}, `SELECT c.person_id, c.state, c.version, CASE WHEN `+hiddenFromMe+` THEN 1 ELSE 0 END,
		(SELECT COUNT(*) FROM gate_role r WHERE r.account_id = ? AND r.role = 'safeguarding-lead' AND r.until_at IS NULL),
		(SELECT COUNT(*) FROM safeguarding_access a WHERE a.concern_id = c.id AND a.account_id = ? AND a.kind = 'deputy' AND (a.until_at IS NULL OR a.until_at > ?)),
		(SELECT COUNT(*) FROM safeguarding_access a WHERE a.concern_id = c.id AND a.account_id = ? AND a.kind = 'named' AND (a.until_at IS NULL OR a.until_at > ?)),
		(SELECT COUNT(*) FROM safeguarding_glass g WHERE g.person_id = c.person_id AND g.account_id = ? AND g.until_at > ?)
		FROM safeguarding_concern c WHERE c.id = ?`,
		me, me, me, me, s.Now, me, s.Now, me, s.Now, id)
	if err != nil {
		return f, err
	}
	switch {
	case f.hidden > 0:
	case f.lead+f.deputy > 0:
		f.Standing = AsLead
	case f.named > 0:
		f.Standing = ByName
	case f.glass > 0:
		f.Standing = ByGlass
	}
	if f.Standing == 0 {
		return f, gate.NotFound()
	}
	return f, nil
}

// Open reads one concern: fn sees it as the actor may have it. The look is
// noted on the sealed side, for the concern and for the person.
// Error: gate.not_found, for who may not and for what is not there.
func Open(ctx context.Context, g *gate.Gate, id ID, fn func(s *gate.Snapshot, f File) error) error {
	return g.Read(ctx, MaySee, gate.Person(id), func(s *gate.Snapshot) error {
		f, err := file(s, id)
		if err != nil {
			return err
		}
		gate.Shown(s, f.Person)
		return fn(s, f)
	})
}

// work is a write about one concern by somebody who stands at least so.
func work(ctx context.Context, g *gate.Gate, a gate.Action, id ID, least Standing, fn func(tx *gate.Tx, f File) error) error {
	return g.Write(ctx, a, gate.Person(id), func(tx *gate.Tx) error {
		f, err := file(tx.Snapshot, id)
		if err != nil {
			return err
		}
		if f.Standing < least {
			return gate.NotFound()
		}
		return fn(tx, f)
	})
}

// sealed hides a value with the council's key, bound to the row it stands in.
func sealed(tx *gate.Tx, row string, v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("seal %s: %w", row, err)
	}
	return tx.Seal(sealedFor, row, b), nil
}

// unsealed reverses sealed.
func unsealed(s *gate.Snapshot, row, text string, into any) error {
	if text == "" {
		return nil
	}
	b, err := s.Unseal(sealedFor, row, text)
	if err == nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", row, err)
	}
	return nil
}

// Grant is one account to whom a concern was opened by name, and why.
type Grant struct {
	ID      string
	Concern ID
	Account ids.Account
	Kind    string // named, or deputy where no lead may know
	From    when.Instant
	Until   when.Instant
	By      ids.Account
	Why     string

	Name, ByName string // filled by reads only
}

// Live reports whether it holds at the moment given.
func (x Grant) Live(now when.Instant) bool { return x.Until.IsZero() || x.Until.After(now.Time) }

// Grants lists who was given a concern by name, the newest first.
func Grants(s *gate.Snapshot, id ID) ([]Grant, error) {
	all, err := gate.All(s, func(x *Grant) []any {
		return []any{&x.ID, &x.Concern, &x.Account, &x.Kind, &x.From, &x.Until, &x.By, &x.Why, (*gate.Text)(&x.Name), (*gate.Text)(&x.ByName)}
	}, `SELECT x.id, x.concern_id, x.account_id, x.kind, x.from_at, x.until_at, x.account_by, x.sealed, a.name, b.name
		FROM safeguarding_access x LEFT JOIN auth_account a ON a.id = x.account_id LEFT JOIN auth_account b ON b.id = x.account_by
		WHERE x.concern_id = ? ORDER BY x.from_at DESC, x.id`, id)
	for i := range all {
		if err == nil {
			err = unsealed(s, all[i].ID, all[i].Why, &all[i].Why)
		}
	}
	return all, err
}

// Hiding is one account from which a concern is hidden.
type Hiding struct {
	ID      string
	Account ids.Account
	Team    bool // and from everybody in their team
	From    when.Instant
	Name    string
}

// Hidings lists from whom a concern is hidden now.
func Hidings(s *gate.Snapshot, id ID) ([]Hiding, error) {
	return gate.All(s, func(h *Hiding) []any { return []any{&h.ID, &h.Account, &h.Team, &h.From, (*gate.Text)(&h.Name)} },
		`SELECT h.id, h.account_id, h.with_team, h.from_at, a.name FROM safeguarding_hidden h LEFT JOIN auth_account a ON a.id = h.account_id
		WHERE h.concern_id = ? AND h.until_at IS NULL ORDER BY h.from_at, h.id`, id)
}

// Look is one time that somebody read a concern, within the hour given, or did
// something about it.
type Look struct {
	At      when.Instant
	Name    string // empty for the service itself
	Wrote   bool
	Refused bool
}

// Looks lists who read a concern, who did something about it, and who was
// refused, the newest first.
func Looks(s *gate.Snapshot, id ID) ([]Look, error) {
	return gate.All(s, func(l *Look) []any { return []any{&l.At, (*gate.Text)(&l.Name), &l.Wrote, &l.Refused} },
		`SELECT l.at, a.name, l.wrote, l.refused FROM (
			SELECT at, actor_id, FALSE AS wrote, FALSE AS refused FROM gate_sealed_access WHERE person_id = ?
			UNION ALL SELECT at, actor_id, outcome = 'done', outcome = 'refused' FROM gate_sealed_journal WHERE person_id = ?
		) l LEFT JOIN auth_account a ON a.id = l.actor_id ORDER BY l.at DESC, a.name LIMIT ?`, id, id, Most)
}

// Someone is one account that can be named: staff, or with a person's own
// portal.
type Someone struct {
	Account ids.Account
	Name    string
	Kind    string // staff, person, close; or contact, from Around
	Person  ids.Person
}

// Staff lists everybody who works here and can sign in, by name.
func Staff(s *gate.Snapshot) ([]Someone, error) {
	return someones(s, `SELECT a.id, a.name, a.kind, a.person_id FROM auth_account a WHERE a.kind = 'staff' AND a.ended_at IS NULL ORDER BY a.name, a.id`)
}

// Around lists those we know who may be the source of harm to a person: their
// contacts (whose Account is the contact's id), those with a portal account for
// them, and staff.
func Around(s *gate.Snapshot, person ids.Person) ([]Someone, error) {
	return someones(s, `SELECT w.id, w.name, w.kind, w.person_id FROM (
			SELECT c.id, c.name || ', ' || c.relationship AS name, 'contact' AS kind, c.person_id, 0 AS ord FROM person_contact c WHERE c.person_id = ? AND c.ended_at IS NULL
			UNION ALL SELECT a.id, a.name, a.kind, a.person_id, 1 FROM auth_account a WHERE a.kind IN ('person', 'close') AND a.person_id = ? AND a.ended_at IS NULL
			UNION ALL SELECT a.id, a.name, a.kind, a.person_id, 2 FROM auth_account a WHERE a.kind = 'staff' AND a.ended_at IS NULL
		) w ORDER BY w.ord, w.name, w.id`, person, person)
}

func someones(s *gate.Snapshot, q string, args ...any) ([]Someone, error) {
	return gate.All(s, func(x *Someone) []any {
		return []any{&x.Account, &x.Name, &x.Kind, (*gate.Text)(&x.Person)}
	}, q, args...)
}

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

func circleOf(s *gate.Snapshot, id ID) (c circle, err error) {
	type one struct {
		reach
		kind string
		late bool
	}
	all, err := gate.All(s, func(x *one) []any { return []any{&x.kind, &x.account, (*gate.Text)(&x.phone), &x.late} }, `SELECT w.kind, w.account_id, me.phone,
			EXISTS (SELECT 1 FROM safeguarding_concern c WHERE c.id = ? AND c.warned_at IS NOT NULL AND c.state IN ('new', 'seen')) FROM (
			SELECT 'lead' AS kind, r.account_id FROM gate_role r WHERE r.role = 'safeguarding-lead' AND r.until_at IS NULL
			UNION ALL SELECT 'manager', r.account_id FROM gate_role r WHERE r.role = 'manager' AND r.until_at IS NULL
			UNION ALL SELECT 'deputy', d.account_id FROM safeguarding_deputy d JOIN auth_account x ON x.id = d.account_id AND x.ended_at IS NULL WHERE d.until_at IS NULL
		) w LEFT JOIN staff_member me ON me.account_id = w.account_id
		WHERE NOT EXISTS (SELECT 1 FROM safeguarding_hidden h LEFT JOIN staff_member them ON them.account_id = h.account_id
			WHERE h.concern_id = ? AND h.until_at IS NULL AND (h.account_id = w.account_id OR h.with_team AND them.team_id = me.team_id))
		ORDER BY w.kind, w.account_id`, id, id)
	for _, x := range all {
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
	return c, err
}

// text queues a text to each that can be reached, on the sealed side: it says
// no more than that something waits. About names what it is of, so that it goes
// once.
func text(tx *gate.Tx, about string, to []reach) error {
	for _, x := range to {
		if x.phone == "" {
			continue
		}
		if err := notify.QueueSealed(tx, notify.Message{
			Key: notify.ID(ids.Derived("safeguarding.text", about, string(x.account))), To: x.phone, Account: x.account, By: notify.Text, Words: notify.SomethingNew,
		}); err != nil {
			return err
		}
	}
	return nil
}
