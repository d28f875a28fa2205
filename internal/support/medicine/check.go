package medicine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
)

// MayCheck: whoever writes charts, and the workers who go to the person. Who is
// not trained in medicines, and who wrote the entry, is refused by Look. Lists
// over people show those who go to people only the ones they go to.
var (
	MayCheck   = gate.Action{Name: "medicine.check", Who: actor.Rule{Any: planners, Related: actor.Field}}
	MaySeeAll  = gate.Action{Name: "medicine.see_checks", Who: actor.Rule{Any: append([]actor.Role{actor.LeadWorker, actor.Worker}, planners...)}}
	mayRemind  = gate.Action{Name: "medicine.remind", Who: actor.Rule{Any: []actor.Role{actor.System}}}
	checkAfter = 4 * time.Hour // how long an entry may wait before the office hears of it: our assumption
)

// Looking is one look of a second person at an entry, against its source.
type Looking struct {
	ID       string     `json:"id"`
	Person   ids.Person `json:"-"`
	Medicine ID         `json:"-"`
	Version  int        `json:"version"`
	Agrees   string     `json:"agrees"` // "yes", or "no" for an entry that differs from its source
	Against  string     `json:"against"`
	Words    string     `json:"words"`
}

func (l Looking) check() error {
	var c fault.Checks
	c.Field(!ids.Valid(l.ID), "id", "Start the form again: it has lost its number.")
	c.Field(l.Agrees != "yes" && l.Agrees != "no", "agrees", "Say whether the entry and its source agree.")
	c.Field(utf8.RuneCountInString(l.Against) < 3, "against", "Say what you held it against, like: the label on the box.")
	c.Field(utf8.RuneCountInString(l.Against) > mostWords, "against", "Use %d characters or fewer.", mostWords)
	c.Field(l.Agrees == "no" && utf8.RuneCountInString(l.Words) < 5, "words", "Say in a few words what differs, so that it can be put right.")
	c.Field(utf8.RuneCountInString(l.Words) > mostWords, "words", "Use %d characters or fewer.", mostWords)
	return c.Err("medicine.looking")
}

// Look records that a second person held an entry against its source. Where both
// agree it is checked from now on. Errors: medicine.looking, by field;
// medicine.own_entry for whoever wrote it; medicine.not_trained; gate.changed
// when it was checked or stopped meanwhile; gate.not_found.
func Look(ctx context.Context, g *gate.Gate, l Looking) error {
	l.Against, l.Words = strings.TrimSpace(l.Against), strings.TrimSpace(l.Words)
	return g.Write(ctx, MayCheck, gate.Person(l.Person), func(tx *gate.Tx) error {
		if err := l.check(); err != nil {
			return err
		}
		m, err := Get(tx.Snapshot, l.Person, l.Medicine)
		if err != nil {
			return err
		}
		if err := mayLook(tx, m); err != nil {
			return err
		}
		if err := tx.Exec(`INSERT INTO medicine_looked (id, person_id, medicine_id, agrees, against, words, account_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			l.ID, m.Person, m.ID, l.Agrees == "yes", l.Against, l.Words, tx.Actor.ID, tx.At); err != nil {
			return err
		}
		if l.Agrees != "yes" {
			return alert.Raise(tx, alert.New{Kind: alert.MedicineUnchecked, Person: l.Person, Source: string(l.Person), Detail: "differs"})
		}
		if err := tx.Update(`UPDATE medicine SET checked_at = ?, checked_by = ?, version = version + 1 WHERE id = ? AND version = ? AND checked_at IS NULL AND stopped_at IS NULL`,
			tx.At, tx.Actor.ID, m.ID, l.Version); err != nil {
			return err
		}
		return tellChecked(tx, l.Person)
	})
}

// mayLook refuses whoever wrote the entry, and who is not trained in medicines.
// Of accounts for which no training is kept at all, lead workers and managers
// may.
func mayLook(tx *gate.Tx, m Medicine) error {
	if string(m.AddedBy) == tx.Actor.ID {
		return fault.New(fault.Conflict, "medicine.own_entry", "You wrote this entry. Somebody else must check it.")
	}
	skills, err := gate.Values[staff.Skill](tx.Snapshot, `SELECT k.skill FROM staff_member m JOIN staff_skill k ON k.member_id = m.id
		WHERE m.account_id = ? AND (k.until_on IS NULL OR k.until_on >= ?)`, tx.Actor.ID, tx.Today())
	if err != nil || slices.Contains(skills, staff.Medicines) {
		return err
	}
	if len(skills) == 0 && (tx.Actor.Has(actor.LeadWorker) || tx.Actor.Has(actor.Manager)) {
		return nil
	}
	return fault.New(fault.Conflict, "medicine.not_trained", "Only somebody trained in medicines may check an entry. Ask a colleague who is.")
}

// tellChecked takes back the alert about a person once nothing of theirs waits
// to be checked: what is over does not.
func tellChecked(tx *gate.Tx, person ids.Person) error {
	waits, err := gate.Value[bool](tx.Snapshot, `SELECT EXISTS (SELECT 1 FROM medicine m WHERE m.person_id IN `+together+` AND m.checked_at IS NULL AND m.stopped_at IS NULL
		AND (m.until_on IS NULL OR m.until_on >= ?))`, person, person, tx.Today())
	if err != nil || waits {
		return err
	}
	return alert.CloseFor(tx, alert.MedicineUnchecked, string(person), alert.Answered)
}

// Looked is one look with the name of who looked.
type Looked struct {
	Agrees  bool
	Against string
	Words   string
	By      string
	At      when.Instant
}

// LooksAt lists the looks at an entry, the oldest first.
func LooksAt(s *gate.Snapshot, id ID) ([]Looked, error) {
	return gate.All(s, func(l *Looked) []any { return []any{&l.Agrees, &l.Against, &l.Words, (*gate.Text)(&l.By), &l.At} },
		`SELECT l.agrees, l.against, l.words, a.name, l.at FROM medicine_looked l LEFT JOIN auth_account a ON a.id = l.account_id
		WHERE l.medicine_id = ? ORDER BY l.at, l.id`, id)
}

// Jobs of this package.
var Jobs = []job.Job{{Name: "medicine.remind", Every: 5 * time.Minute, Run: Remind}}

// Remind has the office hear of people with an entry that has waited too long
// for its check, once for each person, and lets go of rights of days long over.
func Remind(ctx context.Context, g *gate.Gate) error {
	var people []ids.Person
	var old bool
	err := g.Read(ctx, mayRemind, gate.Council, func(s *gate.Snapshot) (err error) {
		if people, err = gate.Values[ids.Person](s, `SELECT DISTINCT CASE WHEN p.merged_into IS NULL THEN p.id ELSE p.merged_into END AS whose FROM medicine m JOIN person p ON p.id = m.person_id
			WHERE m.checked_at IS NULL AND m.stopped_at IS NULL AND m.added_at < ? AND (m.until_on IS NULL OR m.until_on >= ?) AND `+here+`
			AND NOT EXISTS (SELECT 1 FROM alert a WHERE a.kind = 'medicine_unchecked' AND (a.source = p.id OR a.source = p.merged_into) AND a.raised_at >= m.added_at)
			ORDER BY whose LIMIT 100`, s.Now.Add(-checkAfter), s.Today()); err != nil {
			return err
		}
		old, err = gate.Value[bool](s, `SELECT EXISTS (SELECT 1 FROM medicine_right r WHERE r.slot < ?)`, string(s.Today().Add(-lookBack)))
		return err
	})
	for _, p := range people {
		err = errors.Join(err, g.Write(ctx, mayRemind, gate.Person(p), func(tx *gate.Tx) error {
			return alert.Raise(tx, alert.New{Kind: alert.MedicineUnchecked, Person: p, Source: string(p)})
		}))
	}
	if old {
		err = errors.Join(err, g.Write(ctx, mayRemind, gate.Council, func(tx *gate.Tx) error { return sweepRights(tx, tx.Today().Add(-lookBack)) }))
	}
	return err
}
