package safeguarding

import (
	"context"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
)

// Glass is one time that somebody opened what is sealed about a person in an
// emergency, for an hour at most. It opens nothing that is hidden from them.
type Glass struct {
	ID       string
	Person   ids.Person
	Account  ids.Account
	From     when.Instant
	Until    when.Instant
	ReviewBy when.Instant // the same time on the next working day
	Reviewed when.Instant
	Reviewer ids.Account
	Why      string
	Finding  string // what the review found

	Name, PersonName, ReviewerName string // filled by reads only
}

// Late reports whether nobody reviewed it in time.
func (x Glass) Late(now when.Instant) bool {
	return x.Reviewed.IsZero() && now.After(x.ReviewBy.Time)
}

// BreakGlass opens what is sealed about a person to the actor for an hour.
// Session is the actor's own: both its factors were shown within the last
// quarter of an hour. The leads are told, or whoever has what no lead may know:
// the deputies, or else the managers. Whether there is anything to open is
// not said here: the actor's own list shows it. Errors: safeguarding.glass
// (fields), auth.not_recent.
func BreakGlass(ctx context.Context, g *gate.Gate, x Glass, session string) error {
	x.Why = keep(x.Why)
	return g.Write(ctx, MayBreakGlass, gate.Person(x.Person), func(tx *gate.Tx) error {
		if root, err := gate.Value[ids.Person](tx.Snapshot, `SELECT COALESCE(merged_into, id) FROM person WHERE id = ?`, x.Person); err == nil {
			x.Person = root
		} else if !gate.Missing(err) {
			return err
		}
		var c fault.Checks
		c.Field(!ids.Valid(x.ID), "id", "Open the form again and send it once more.")
		c.Field(utf8.RuneCountInString(x.Why) < 10, "why", "Say why you cannot wait for the safeguarding lead, in a few words.")
		c.Field(utf8.RuneCountInString(x.Why) > mostWords, "why", "Use %d characters or fewer.", mostWords)
		if err := c.Err("safeguarding.glass"); err != nil {
			return err
		}
		if err := auth.ShownLately(tx.Snapshot, session); err != nil {
			return err
		}
		why, err := sealed(tx, x.ID, x.Why)
		if err != nil {
			return err
		}
		until := tx.At.Add(gate.GlassTime)
		if err := tx.Exec(`INSERT INTO safeguarding_glass (id, person_id, account_id, from_at, until_at, review_by_at, sealed, review_sealed) VALUES (?, ?, ?, ?, ?, ?, ?, '')`,
			x.ID, x.Person, tx.Actor.ID, tx.At, until, nextWorkingDay(tx.At), why); err != nil {
			return err
		}
		all, err := gate.Values[string](tx.Snapshot, `SELECT c.id FROM safeguarding_concern c WHERE `+about+` = ? ORDER BY c.id`, x.Person)
		if err != nil {
			return err
		}
		var links []gate.Link
		for _, id := range all {
			links = append(links, gate.Link{Account: tx.Actor.ID, Person: id, Kind: actor.Glass, Source: source(x.ID), From: tx.At, Until: until})
		}
		if err := tx.RelateAll(links); err != nil {
			return err
		}
		told, err := circleAround(tx.Snapshot, x.Person)
		if err != nil {
			return err
		}
		return text(tx, x.ID, told.without(func(r reach) bool { return string(r.account) == tx.Actor.ID }).told())
	})
}

// BreakGlassFor is BreakGlass for whoever has the reference. Error as well:
// safeguarding.glass (fields) for a reference that nobody has.
func BreakGlassFor(ctx context.Context, g *gate.Gate, ref string, x Glass, session string) error {
	if err := g.Read(ctx, MayBreakGlass, gate.Council, func(s *gate.Snapshot) (err error) {
		x.Person, err = byRef(s, strings.ToUpper(keep(ref)))
		if gate.Missing(err) {
			var c fault.Checks
			c.Field(true, "ref", "We find no record with that reference. Check it on their page.")
			return c.Err("safeguarding.glass")
		}
		return err
	}); err != nil {
		return err
	}
	return BreakGlass(ctx, g, x, session)
}

// mayReview is true of a glass x that an account may read and review, given
// five times: it broke another's, nothing about the person is hidden from it,
// and it is a lead, a deputy, or a manager where nobody else of them is left.
const mayReview = `x.account_id <> ? AND NOT EXISTS (SELECT 1 FROM safeguarding_concern c WHERE ` + about + ` = ` + glassAbout + ` AND ` + hiddenFromMe + `)
	AND (EXISTS (SELECT 1 FROM (` + asLeads + `) w WHERE w.account_id = ?)
		OR EXISTS (SELECT 1 FROM gate_role r WHERE r.account_id = ? AND r.role = 'manager' AND r.until_at IS NULL)
			AND NOT EXISTS (SELECT 1 FROM (` + asLeads + `) w LEFT JOIN staff_member me ON me.account_id = w.account_id
				WHERE w.account_id <> x.account_id AND NOT EXISTS (` + hiddenAbout + glassAbout + `)))`

// GlassList is who opened what is sealed, those not reviewed first: for the
// leads and deputies, and for managers those that no lead or deputy may know.
// What was about a person of whom something is hidden from the actor is left
// out, and so is what the actor did.
func GlassList(s *gate.Snapshot) ([]Glass, error) {
	me := s.Actor.ID
	all, err := gate.All(s, func(x *Glass) []any {
		return []any{
			&x.ID, &x.Person, &x.Account, &x.From, &x.Until, &x.ReviewBy, &x.Reviewed, gate.Null(&x.Reviewer), &x.Why, &x.Finding,
			(*gate.Text)(&x.Name), (*gate.Text)(&x.PersonName), (*gate.Text)(&x.ReviewerName),
		}
	}, `SELECT x.id, `+glassAbout+`, x.account_id, x.from_at, x.until_at, x.review_by_at, x.reviewed_at, x.account_review, x.sealed, x.review_sealed,
			a.name, p.given || ' ' || p.family, b.name
		FROM safeguarding_glass x LEFT JOIN auth_account a ON a.id = x.account_id LEFT JOIN auth_account b ON b.id = x.account_review
		LEFT JOIN person p ON p.id = `+glassAbout+`
		WHERE `+mayReview+`
		ORDER BY CASE WHEN x.reviewed_at IS NULL THEN 0 ELSE 1 END, x.from_at DESC, x.id LIMIT ?`, me, me, me, me, me, Most)
	for i := range all {
		if err == nil {
			err = unsealed(s, all[i].ID, all[i].Why, &all[i].Why)
		}
		if err == nil {
			err = unsealed(s, "review:"+all[i].ID, all[i].Finding, &all[i].Finding)
		}
	}
	return all, err
}

// ReviewGlass notes what another person found of it. Errors:
// safeguarding.glass_review (fields), gate.not_found, gate.changed.
func ReviewGlass(ctx context.Context, g *gate.Gate, id, finding string) error {
	finding = keep(finding)
	return g.Write(ctx, MayReviewGlass, gate.Council, func(tx *gate.Tx) error {
		me := tx.Actor.ID
		n, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM safeguarding_glass x WHERE x.id = ? AND `+mayReview, id, me, me, me, me, me)
		if err != nil {
			return err
		}
		if n == 0 {
			return gate.NotFound()
		}
		var c fault.Checks
		c.Field(utf8.RuneCountInString(finding) < 5, "finding", "Say what you found: whether it was needed, and what follows.")
		c.Field(utf8.RuneCountInString(finding) > mostWords, "finding", "Use %d characters or fewer.", mostWords)
		if err := c.Err("safeguarding.glass_review"); err != nil {
			return err
		}
		text, err := sealed(tx, "review:"+id, finding)
		if err != nil {
			return err
		}
		return tx.Update(`UPDATE safeguarding_glass SET reviewed_at = ?, account_review = ?, review_sealed = ? WHERE id = ? AND reviewed_at IS NULL`, tx.At, tx.Actor.ID, text, id)
	})
}
