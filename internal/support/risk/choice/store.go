package choice

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/risk"
)

// together is a person and the records merged into it: what was said of any of
// them holds.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

func (x *Choice) fields() []any {
	return []any{
		&x.ID, &x.Person, &x.On, &x.Wants, &x.Matters, &x.Benefits, &x.Risks, &x.Agreed, &x.Limits, &x.Present, &x.Deciding, &x.CapacityID,
		&x.Mark, &x.ReviewOn, &x.ReviewWhen, &x.Replaces, &x.Recorded, (*gate.Text)(&x.ByName), &x.Ended, &x.EndedWhy, &x.Version,
	}
}

// choices lists the risks that the person chose to take, what holds first.
func choices(s *gate.Snapshot, person ids.Person) ([]Choice, error) {
	return gate.All(s, (*Choice).fields, `SELECT x.id, x.person_id, x.on_date, x.wants, x.matters, x.benefits, x.risks, x.agreed, x.limits, x.present, x.capacity, x.capacity_id,
		x.mark, x.review_on, x.review_when, x.replaces_id, x.recorded_at, a.name, x.ended_at, x.ended_why, x.version
		FROM risk_choice x LEFT JOIN auth_account a ON a.id = x.recorded_by
		WHERE x.person_id IN `+together+` ORDER BY CASE WHEN x.ended_at IS NULL THEN 0 ELSE 1 END, x.on_date DESC, x.recorded_at DESC, x.id LIMIT 50`, person, person)
}

func insertChoice(tx *gate.Tx, x Choice) error {
	return tx.Exec(`INSERT INTO risk_choice (id, person_id, on_date, wants, matters, benefits, risks, agreed, limits, present, capacity, capacity_id,
		mark, review_on, review_when, replaces_id, recorded_at, recorded_by, ended_why, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 1)`,
		x.ID, x.Person, x.On, x.Wants, x.Matters, x.Benefits, x.Risks, x.Agreed, x.Limits, x.Present, x.Deciding, x.CapacityID,
		x.Mark, x.ReviewOn, x.ReviewWhen, x.Replaces, tx.At, tx.Actor.ID)
}

func endChoice(tx *gate.Tx, e risk.Ending) error {
	return tx.Update(`UPDATE risk_choice SET ended_at = ?, ended_by = ?, ended_why = ?, version = version + 1
		WHERE id = ? AND person_id IN `+together+` AND version = ? AND ended_at IS NULL`, tx.At, tx.Actor.ID, e.Why, e.ID, e.Person, e.Person, e.Version)
}

func (x *Capacity) fields() []any {
	return []any{
		&x.ID, &x.Person, &x.Decision, &x.On, &x.Doubt, &x.Helped, &x.Understands, &x.Retains, &x.Weighs, &x.Communicates, &x.Evidence,
		&x.Cause, &x.CauseWords, &x.Outcome, &x.Interests, &x.Wishes, &x.Consulted, &x.Least, &x.Decided, &x.ReviewOn, &x.Recorded, (*gate.Text)(&x.ByName),
	}
}

const capacityColumns = `SELECT x.id, x.person_id, x.decision, x.on_date, x.doubt, x.helped, x.understands, x.retains, x.weighs, x.communicates, x.evidence,
	x.cause, x.cause_words, x.outcome, x.interests, x.wishes, x.consulted, x.least, x.decided, x.review_on, x.recorded_at, a.name
	FROM risk_capacity x LEFT JOIN auth_account a ON a.id = x.recorded_by `

// capacities lists the decisions that were written down, the newest first.
func capacities(s *gate.Snapshot, person ids.Person) ([]Capacity, error) {
	return gate.All(s, (*Capacity).fields, capacityColumns+`WHERE x.person_id IN `+together+` ORDER BY x.on_date DESC, x.recorded_at DESC, x.id LIMIT 50`, person, person)
}

// capacity is one of them. Error: gate.not_found.
func capacity(s *gate.Snapshot, person ids.Person, id string) (Capacity, error) {
	var x Capacity
	err := gate.One(s, &x, (*Capacity).fields, capacityColumns+`WHERE x.id = ? AND x.person_id IN `+together, id, person, person)
	return x, err
}

func insertCapacity(tx *gate.Tx, x Capacity) error {
	return tx.Exec(`INSERT INTO risk_capacity (id, person_id, decision, on_date, doubt, helped, understands, retains, weighs, communicates, evidence,
		cause, cause_words, outcome, interests, wishes, consulted, least, decided, review_on, recorded_at, recorded_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		x.ID, x.Person, x.Decision, x.On, x.Doubt, x.Helped, x.Understands, x.Retains, x.Weighs, x.Communicates, x.Evidence,
		x.Cause, x.CauseWords, x.Outcome, x.Interests, x.Wishes, x.Consulted, x.Least, x.Decided, x.ReviewOn, tx.At, tx.Actor.ID)
}

// orders lists the papers, those that hold first.
func orders(s *gate.Snapshot, person ids.Person) ([]Order, error) {
	return gate.All(s, func(o *Order) []any {
		return []any{
			&o.ID, &o.Person, &o.Kind, &o.Who, &o.Phone, &o.Covers, &o.SeenOn, &o.Copy, &o.UntilOn, &o.Recorded, (*gate.Text)(&o.ByName), &o.Ended, &o.EndedWhy, &o.Version,
		}
	}, `SELECT o.id, o.person_id, o.kind, o.who, o.phone, o.covers, o.seen_on, o.copy_place, o.until_on, o.recorded_at, a.name, o.ended_at, o.ended_why, o.version
		FROM risk_order o LEFT JOIN auth_account a ON a.id = o.recorded_by
		WHERE o.person_id IN `+together+` ORDER BY CASE WHEN o.ended_at IS NULL THEN 0 ELSE 1 END, o.recorded_at DESC, o.id LIMIT 50`, person, person)
}

func insertOrder(tx *gate.Tx, o Order) error {
	return tx.Exec(`INSERT INTO risk_order (id, person_id, kind, who, phone, covers, seen_on, copy_place, until_on, recorded_at, recorded_by, ended_why, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 1)`,
		o.ID, o.Person, o.Kind, o.Who, o.Phone, o.Covers, o.SeenOn, o.Copy, o.UntilOn, tx.At, tx.Actor.ID)
}

func endOrder(tx *gate.Tx, e risk.Ending) error {
	return tx.Update(`UPDATE risk_order SET ended_at = ?, ended_by = ?, ended_why = ?, version = version + 1
		WHERE id = ? AND person_id IN `+together+` AND version = ? AND ended_at IS NULL`, tx.At, tx.Actor.ID, e.Why, e.ID, e.Person, e.Person, e.Version)
}
