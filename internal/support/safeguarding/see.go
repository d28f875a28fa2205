package safeguarding

import (
	"context"
	"encoding/json"
	"fmt"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
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

// File is one concern as the account that asks may have it. Person is whose
// record it is now, where the one it was told about was merged into another.
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

// about is whom a concern c is about, and glassAbout whose glass x was broken:
// the record that theirs was merged into, if it was.
const (
	about      = `COALESCE((SELECT t.merged_into FROM person t WHERE t.id = c.person_id), c.person_id)`
	glassAbout = `COALESCE((SELECT t.merged_into FROM person t WHERE t.id = x.person_id), x.person_id)`
)

// together is a person and the records merged into it.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

// file is what the actor may do with a concern. Whom it is hidden from has
// nothing, whatever their role. Error: gate.not_found.
func file(s *gate.Snapshot, id ID) (File, error) {
	me := s.Actor.ID
	f := File{ID: id}
	err := gate.One(s, &f, func(f *File) []any {
		return []any{&f.Person, &f.State, &f.Version, &f.hidden, &f.lead, &f.deputy, &f.named, &f.glass}
	}, `SELECT `+about+`, c.state, c.version, CASE WHEN `+hiddenFromMe+` THEN 1 ELSE 0 END,
		(SELECT COUNT(*) FROM gate_role r WHERE r.account_id = ? AND r.role = 'safeguarding-lead' AND r.until_at IS NULL),
		(SELECT COUNT(*) FROM safeguarding_access a WHERE a.concern_id = c.id AND a.account_id = ? AND a.kind = 'deputy' AND (a.until_at IS NULL OR a.until_at > ?)),
		(SELECT COUNT(*) FROM safeguarding_access a WHERE a.concern_id = c.id AND a.account_id = ? AND a.kind = 'named' AND (a.until_at IS NULL OR a.until_at > ?)),
		(SELECT COUNT(*) FROM safeguarding_glass x WHERE `+glassAbout+` = `+about+` AND x.account_id = ? AND x.until_at > ?)
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
// something about it; or that a lead looked at the person's ordinary record.
type Look struct {
	At      when.Instant
	Name    string // empty for the service itself
	Wrote   bool
	Refused bool
	Record  bool // the ordinary record, not the concern
}

// Looks lists who read a concern, who did something about it, who was refused,
// and which leads looked at the person's ordinary record, the newest first. The
// last are left out where another concern about the person is hidden from who
// asks: they would tell of it.
func Looks(s *gate.Snapshot, f File) ([]Look, error) {
	return gate.All(s, func(l *Look) []any {
		return []any{&l.At, (*gate.Text)(&l.Name), &l.Wrote, &l.Refused, &l.Record}
	}, `SELECT DISTINCT l.at, a.name, l.wrote, l.refused, l.record FROM (
			SELECT at, actor_id, FALSE AS wrote, FALSE AS refused, FALSE AS record FROM gate_sealed_access WHERE person_id = ?
			UNION ALL SELECT at, actor_id, outcome = 'done', outcome = 'refused', FALSE FROM gate_sealed_journal WHERE person_id = ?
			UNION ALL SELECT at, actor_id, FALSE, FALSE, TRUE FROM gate_sealed_access WHERE person_id <> '' AND person_id IN `+together+` AND action NOT LIKE 'safeguarding.%'
				AND NOT EXISTS (SELECT 1 FROM safeguarding_concern c WHERE `+about+` = ? AND `+hiddenFromMe+`)
		) l LEFT JOIN auth_account a ON a.id = l.actor_id ORDER BY l.at DESC, a.name, l.wrote, l.refused, l.record LIMIT ?`, f.ID, f.ID, f.Person, f.Person, f.Person, s.Actor.ID, s.Actor.ID, Most)
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
			SELECT c.id, c.name || ', ' || c.relationship AS name, 'contact' AS kind, c.person_id, 0 AS ord FROM person_contact c WHERE c.person_id IN `+together+` AND c.ended_at IS NULL
			UNION ALL SELECT a.id, a.name, a.kind, a.person_id, 1 FROM auth_account a WHERE a.kind IN ('person', 'close') AND a.person_id IN `+together+` AND a.ended_at IS NULL
			UNION ALL SELECT a.id, a.name, a.kind, a.person_id, 2 FROM auth_account a WHERE a.kind = 'staff' AND a.ended_at IS NULL
		) w ORDER BY w.ord, w.name, w.id`, person, person, person, person)
}

// Relatives lists whose page about a person is open to them now: relatives and
// friends with an account whose tie holds.
func Relatives(s *gate.Snapshot, person ids.Person) ([]Someone, error) {
	return someones(s, `SELECT a.id, a.name, a.kind, a.person_id FROM auth_account a WHERE a.person_id IN `+together+` AND `+hasPage+`
		ORDER BY a.name, a.id`, person, person, s.Now, s.Now)
}

// hasPage is true of an account a whose page about its person is open to it.
const hasPage = `a.kind = 'close' AND a.ended_at IS NULL AND EXISTS (SELECT 1 FROM gate_relation r
	WHERE r.account_id = a.id AND r.kind = 'close' AND r.from_at <= ? AND (r.until_at IS NULL OR r.until_at > ?))`

func someones(s *gate.Snapshot, q string, args ...any) ([]Someone, error) {
	return gate.All(s, func(x *Someone) []any {
		return []any{&x.Account, &x.Name, &x.Kind, (*gate.Text)(&x.Person)}
	}, q, args...)
}
