package safeguarding

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
)

// MostNamed is how long access by name lasts at most, before it is given again.
const MostNamed = 90 * 24 * time.Hour

// NameThem opens one concern to one account until a day, with a reason. They
// see that concern and no other. Errors: safeguarding.name (fields),
// gate.not_found.
func NameThem(ctx context.Context, g *gate.Gate, x Grant, until when.Date) error {
	x.Why = keep(x.Why)
	return work(ctx, g, MayName, x.Concern, AsLead, func(tx *gate.Tx, f File) error {
		hidden, err := Hidings(tx.Snapshot, x.Concern)
		if err != nil {
			return err
		}
		have, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM auth_account WHERE id = ? AND kind = 'staff' AND ended_at IS NULL`, x.Account)
		if err != nil {
			return err
		}
		against := slices.ContainsFunc(hidden, func(h Hiding) bool { return h.Account == x.Account })
		var checks fault.Checks
		checks.Field(!ids.Valid(x.ID), "id", "Open the form again and send it once more.")
		checks.Field(have == 0, "account", "Choose who needs to know from the list.")
		checks.Field(against, "account", "This concern is hidden from them. Choose somebody else.")
		checks.Field(utf8.RuneCountInString(x.Why) < 5, "why", "Say why they need to know, in a few words.")
		checks.Field(until == "" || until < tx.Today(), "until", "Enter the last day on which they need it: today or later.")
		checks.Field(until != "" && until.Start().Sub(tx.At.Time) > MostNamed, "until", "Choose a day within 90 days. You can give it again.")
		if err := checks.Err("safeguarding.name"); err != nil {
			return err
		}
		return open(tx, x, "named", until.Add(1).Start())
	})
}

// open makes a grant, with the sealed relation by which the gate lets them in.
func open(tx *gate.Tx, x Grant, kind string, until when.Instant) error {
	why, err := sealed(tx, x.ID, x.Why)
	if err != nil {
		return err
	}
	if err := tx.Exec(`INSERT INTO safeguarding_access (id, concern_id, account_id, kind, from_at, until_at, account_by, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		x.ID, x.Concern, x.Account, kind, tx.At, until, tx.Actor.ID, why); err != nil {
		return err
	}
	return tx.Relate(string(x.Account), string(x.Concern), actor.Work, source(x.ID), tx.At, until)
}

// source names the sealed relation of one grant.
func source(grant string) string { return "safeguarding:" + grant }

// EndGrant takes a concern from an account again, now. Error: gate.not_found.
func EndGrant(ctx context.Context, g *gate.Gate, id ID, grant string) error {
	return work(ctx, g, MayName, id, AsLead, func(tx *gate.Tx, f File) error { return endGrant(tx, id, grant) })
}

func endGrant(tx *gate.Tx, id ID, grant string) error {
	n, err := tx.Changed(`UPDATE safeguarding_access SET until_at = ? WHERE id = ? AND concern_id = ? AND (until_at IS NULL OR until_at > ?)`, tx.At, grant, id, tx.At)
	if err != nil {
		return err
	}
	if n != 1 {
		return gate.NotFound()
	}
	return tx.Unrelate(source(grant))
}

// Against says from whom a concern is to be hidden.
type Against struct {
	Concern ID
	Account ids.Account
	Team    bool // and from everybody who works in their team
}

// HideFrom hides a concern from an account, whatever its role, from this moment
// on. Somebody close to the person loses their tie to them at once, as one that
// ran out. Whoever names themselves names nobody. Where no lead is left who may
// know, it goes to the deputies. Errors: safeguarding.hide (fields),
// gate.not_found.
func HideFrom(ctx context.Context, g *gate.Gate, x Against) error {
	return g.Batch(ctx, func(ctx context.Context) error {
		var lapse ids.Account
		if err := work(ctx, g, MayHide, x.Concern, AsLead, func(tx *gate.Tx, f File) (err error) {
			lapse, err = keepOut(tx, f, x, "against")
			return err
		}); err != nil || lapse == "" {
			return err
		}
		// Its own write, of the ordinary record: a tie that ran out leaves no
		// row in the journal either.
		return auth.LapseTie(actor.With(ctx, actor.Machine), g, lapse)
	})
}

// keepOut hides a concern from an account, and gives the account back where its
// tie to the person is to end. Field names where the reader chose it.
func keepOut(tx *gate.Tx, f File, x Against, field string) (lapse ids.Account, err error) {
	all, err := someones(tx.Snapshot, `SELECT x.id, x.name, x.kind, `+glassAbout+` FROM auth_account x WHERE x.id = ?`, x.Account)
	if err != nil {
		return "", err
	}
	own := len(all) == 1 && (all[0].Kind == "staff" || all[0].Person == f.Person)
	var checks fault.Checks
	checks.Field(!own, field, "Choose somebody from the list.")
	checks.Field(string(x.Account) == tx.Actor.ID, field, "You cannot choose yourself: ask another lead or a deputy, and tell them why.")
	if err := checks.Err("safeguarding.hide"); err != nil {
		return "", err
	}
	if all[0].Kind == "close" {
		lapse = x.Account
	}
	have, err := Hidings(tx.Snapshot, f.ID)
	if err != nil || slices.ContainsFunc(have, func(h Hiding) bool { return h.Account == x.Account && (h.Team || !x.Team) }) {
		return lapse, err
	}
	if err := hideFrom(tx, f.ID, x.Team, x.Account); err != nil {
		return lapse, err
	}
	if err := endGrantsOf(tx, f.ID, x.Account); err != nil {
		return lapse, err
	}
	return lapse, handOver(tx, f.ID)
}

func hideFrom(tx *gate.Tx, id ID, team bool, from ...ids.Account) error {
	slices.Sort(from)
	var rows [][]any
	for _, a := range slices.Compact(from) {
		rows = append(rows, []any{ids.NewHidden(), id, a, team, tx.At, tx.Actor.ID})
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.InsertMany(`INSERT INTO safeguarding_hidden (id, concern_id, account_id, with_team, from_at, account_by) VALUES `, rows)
}

// endGrantsOf takes a concern from an account to whom it was open.
func endGrantsOf(tx *gate.Tx, id ID, account ids.Account) error {
	grants, err := gate.Values[string](tx.Snapshot, `SELECT id FROM safeguarding_access WHERE concern_id = ? AND account_id = ? AND (until_at IS NULL OR until_at > ?)`, id, account, tx.At)
	if err != nil {
		return err
	}
	for _, x := range grants {
		if err := endGrant(tx, id, x); err != nil {
			return err
		}
	}
	return nil
}

// ShowAgain ends a hiding, where it was made in error. The tie of a relative
// does not come back by itself. Error: gate.not_found.
func ShowAgain(ctx context.Context, g *gate.Gate, id ID, hiding string) error {
	return work(ctx, g, MayHide, id, AsLead, func(tx *gate.Tx, f File) error {
		n, err := tx.Changed(`UPDATE safeguarding_hidden SET until_at = ? WHERE id = ? AND concern_id = ? AND until_at IS NULL`, tx.At, hiding, id)
		if err != nil {
			return err
		}
		if n != 1 {
			return gate.NotFound()
		}
		return handOver(tx, id)
	})
}

// giveTo opens a concern to those who stand in for the leads.
func giveTo(tx *gate.Tx, id ID, to []ids.Account) error {
	var rows [][]any
	var links []gate.Link
	for _, a := range to {
		grant := ids.NewHidden()
		why, err := sealed(tx, grant, "Stands in for the safeguarding leads.")
		if err != nil {
			return err
		}
		rows = append(rows, []any{grant, id, a, "deputy", tx.At, tx.Actor.ID, why})
		links = append(links, gate.Link{Account: string(a), Person: string(id), Kind: actor.Work, Source: source(grant), From: tx.At})
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.InsertMany(`INSERT INTO safeguarding_access (id, concern_id, account_id, kind, from_at, account_by, sealed) VALUES `, rows); err != nil {
		return err
	}
	return tx.RelateAll(links)
}

// Deputy is somebody who stands in for a lead who may not know.
type Deputy struct {
	Account ids.Account
	Name    string
	From    when.Instant
}

// Deputies lists them by name.
func Deputies(s *gate.Snapshot) ([]Deputy, error) {
	return gate.All(s, func(d *Deputy) []any { return []any{&d.Account, &d.Name, &d.From} },
		`SELECT d.account_id, a.name, d.from_at FROM safeguarding_deputy d JOIN auth_account a ON a.id = d.account_id
		WHERE d.until_at IS NULL ORDER BY a.name, d.account_id`)
}

// IsDeputy reports whether the actor stands in for a lead.
func IsDeputy(s *gate.Snapshot) (bool, error) {
	n, err := gate.Value[int](s, `SELECT COUNT(*) FROM safeguarding_deputy WHERE account_id = ? AND until_at IS NULL`, s.Actor.ID)
	return n > 0, err
}

// Depute names a deputy, or ends that they are one. Error: safeguarding.depute
// (fields).
func Depute(ctx context.Context, g *gate.Gate, account ids.Account, is bool) error {
	return g.Write(ctx, MayDepute, gate.Council, func(tx *gate.Tx) error {
		source := "safeguarding:deputy:" + string(account)
		if !is {
			if err := tx.Unrelate(source); err != nil {
				return err
			}
			return tx.Exec(`UPDATE safeguarding_deputy SET until_at = ? WHERE account_id = ? AND until_at IS NULL`, tx.At, account)
		}
		n, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM auth_account WHERE id = ? AND kind = 'staff' AND ended_at IS NULL`, account)
		if err != nil {
			return err
		}
		var checks fault.Checks
		checks.Field(n == 0, "account", "Choose somebody who works here from the list.")
		if err := checks.Err("safeguarding.depute"); err != nil {
			return err
		}
		if err := tx.Relate(string(account), "", actor.Work, source, tx.At, when.Instant{}); err != nil {
			return err
		}
		return tx.Exec(`INSERT INTO safeguarding_deputy (account_id, from_at, account_by) VALUES (?, ?, ?)
			ON CONFLICT (account_id) DO UPDATE SET from_at = excluded.from_at, until_at = NULL, account_by = excluded.account_by`,
			account, tx.At, tx.Actor.ID)
	})
}
