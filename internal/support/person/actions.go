package person

import (
	"context"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

var (
	everyone  = actor.Rule{Any: append([]actor.Role{actor.SafeguardingLead}, actor.Practice...), Related: actor.Field}
	practice  = actor.Rule{Any: actor.Practice}
	withField = actor.Rule{Any: actor.Practice, Related: actor.Field}
)

// The actions. Practice and the safeguarding lead may see anyone; those who
// visit may see the people on their work.
var (
	MaySee          = gate.Action{Name: "person.see", Who: everyone}
	MaySeeGettingIn = gate.Action{Name: "person.see_getting_in", Who: withField}
	MaySearch       = gate.Action{Name: "person.search", Who: actor.Rule{Any: everyone.Any}}
	MayChange       = gate.Action{Name: "person.change", Who: practice}
	MayRecord       = gate.Action{Name: "person.record", Who: withField} // contacts, needs, consent, stays, getting in
	MayRecordDeath  = gate.Action{Name: "person.record_death", Who: practice}
	MayMerge        = gate.Action{Name: "person.merge", Who: actor.Rule{Any: actor.Office}}
)

type (
	// Added says that a person has a record.
	Added struct{ Person ID }
	// Changed says that who or where a person is has changed.
	Changed struct{ Person ID }
	// NeedChanged says that how to communicate with a person has changed.
	NeedChanged struct{ Person ID }
	// Happened says that a stay or long-term support was recorded or ended.
	Happened struct {
		Person ID
		Event  EventID
		Kind   EventKind
		From   when.Date
		Until  when.Date
	}
	// Died says that a person has died.
	Died struct {
		Person ID
		On     when.Date
	}
	// DeathCorrected says that a death was recorded in error.
	DeathCorrected struct{ Person ID }
	// Merged says that two records are one person.
	Merged struct{ Kept, Merged ID }
	// Unmerged says that they are not.
	Unmerged struct{ Kept, Merged ID }
)

// The events' stable names.
func (Added) EventName() string          { return "person.added" }
func (Changed) EventName() string        { return "person.changed" }
func (NeedChanged) EventName() string    { return "person.need_changed" }
func (Happened) EventName() string       { return "person.happened" }
func (Died) EventName() string           { return "person.died" }
func (DeathCorrected) EventName() string { return "person.death_corrected" }
func (Merged) EventName() string         { return "person.merged" }
func (Unmerged) EventName() string       { return "person.unmerged" }

// Add makes the record of a person in the caller's transaction. The caller
// makes the id; the reference follows from it. Errors: person.details,
// gate.exists.
func Add(tx *gate.Tx, p Person) (err error) {
	if err := p.tidy(tx.Today()); err != nil {
		return err
	}
	if p.Ref, err = freeRef(tx.Snapshot, p.ID); err != nil {
		return err
	}
	tx.Emit(Added{p.ID})
	return insert(tx, p)
}

// Change saves who and where a person is. Where the door is stays as it was
// unless the postcode changed. Errors: person.details, gate.changed.
func Change(ctx context.Context, g *gate.Gate, p Person) error {
	return g.Write(ctx, MayChange, gate.Person(p.ID), func(tx *gate.Tx) error {
		was, err := Get(tx.Snapshot, p.ID)
		if err != nil {
			return err
		}
		if err := p.tidy(tx.Today()); err != nil {
			return err
		}
		if p.Postcode == was.Postcode {
			p.At, p.UPRN = was.At, was.UPRN
		}
		tx.Emit(Changed{p.ID})
		return update(tx, p)
	})
}

// SetDoor says where the person's door is on the map, and which property it is
// where that is known: an address importer knows, and so does who has been
// there. Errors: place.point, gate.not_found.
func SetDoor(ctx context.Context, g *gate.Gate, id ID, at place.Point, uprn place.UPRN) error {
	return g.Write(ctx, MayChange, gate.Person(id), func(tx *gate.Tx) error {
		if err := at.Check(); err != nil {
			return err
		}
		tx.Emit(Changed{id})
		return saveDoor(tx, id, at, uprn)
	})
}

// SetGettingIn saves how to get into the home; empty words clear it.
// Error: person.getting_in.
func SetGettingIn(ctx context.Context, g *gate.Gate, id ID, words string) error {
	return g.Write(ctx, MayRecord, gate.Person(id), func(tx *gate.Tx) error { return PutGettingIn(tx, id, words) })
}

// PutGettingIn is SetGettingIn in the caller's transaction.
func PutGettingIn(tx *gate.Tx, id ID, words string) error {
	var checks fault.Checks
	checks.Field(tooLong(1000, words), "getting_in", "Use 1,000 characters or fewer.")
	if err := checks.Err("person.getting_in"); err != nil {
		return err
	}
	tx.Emit(Changed{id})
	return saveGettingIn(tx, id, strings.TrimSpace(words))
}

// AddContact adds somebody close to the person. Error: person.contact.
func AddContact(ctx context.Context, g *gate.Gate, c Contact) error {
	return g.Write(ctx, MayRecord, gate.Person(c.Person), func(tx *gate.Tx) error { return PutContact(tx, c) })
}

// PutContact is AddContact in the caller's transaction.
func PutContact(tx *gate.Tx, c Contact) error {
	if err := c.tidy(); err != nil {
		return err
	}
	return addContact(tx, c)
}

// EndContact says that somebody is no longer a contact. The row stays.
// Error: gate.changed.
func EndContact(ctx context.Context, g *gate.Gate, id ID, contact ContactID, version int) error {
	return g.Write(ctx, MayRecord, gate.Person(id), func(tx *gate.Tx) error {
		return tx.Update(`UPDATE person_contact SET ended_at = ?, version = version + 1 WHERE id = ? AND person_id = ? AND version = ? AND ended_at IS NULL`,
			tx.At, contact, id, version)
	})
}

// RingOfficeFirst says of a contact whether whoever means to ring them rings
// the office first, which rings them: they changed their number, work nights,
// or asked for it. Saying it again changes nothing. Error: gate.not_found.
func RingOfficeFirst(ctx context.Context, g *gate.Gate, id ID, contact ContactID, first bool) error {
	return g.Write(ctx, MayRecord, gate.Person(id), func(tx *gate.Tx) error {
		n, err := tx.Changed(`UPDATE person_contact SET office_first = ?, version = version + 1 WHERE id = ? AND person_id IN `+together+` AND ended_at IS NULL`,
			first, contact, id, id)
		if err == nil && n != 1 {
			err = gate.NotFound()
		}
		return err
	})
}

// AddNeeds adds the answers to the four questions about communication. Needs
// the person has already are left as they are. Error: person.needs.
func AddNeeds(ctx context.Context, g *gate.Gate, id ID, n NewNeeds) error {
	return g.Write(ctx, MayRecord, gate.Person(id), func(tx *gate.Tx) error { return PutNeeds(tx, id, n) })
}

// PutNeeds is AddNeeds in the caller's transaction.
func PutNeeds(tx *gate.Tx, id ID, n NewNeeds) error {
	p, err := Get(tx.Snapshot, id)
	if err != nil {
		return err
	}
	needs, err := n.needs(p, tx.At)
	if err != nil {
		return err
	}
	have, err := Needs(tx.Snapshot, id)
	if err != nil {
		return err
	}
	tx.Emit(NeedChanged{id})
	return addNeeds(tx, needs, have)
}

// EndNeed says that a communication need is no longer right. The row stays.
// Error: gate.changed when it was ended before.
func EndNeed(ctx context.Context, g *gate.Gate, id ID, need NeedID) error {
	return g.Write(ctx, MayRecord, gate.Person(id), func(tx *gate.Tx) error {
		tx.Emit(NeedChanged{id})
		return tx.Update(`UPDATE person_need SET ended_at = ? WHERE id = ? AND person_id = ? AND ended_at IS NULL`, tx.At, need, id)
	})
}

// StillRight says that a communication need was asked about again and stands,
// for another year. Error: gate.changed when it was ended before.
func StillRight(ctx context.Context, g *gate.Gate, id ID, need NeedID) error {
	return g.Write(ctx, MayRecord, gate.Person(id), func(tx *gate.Tx) error {
		return tx.Update(`UPDATE person_need SET review_on = ? WHERE id = ? AND person_id = ? AND ended_at IS NULL`,
			tx.Today().Add(reviewAfter), need, id)
	})
}

// RecordConsent adds one answer about consent. Error: person.consent.
func RecordConsent(ctx context.Context, g *gate.Gate, c Consent) error {
	return g.Write(ctx, MayRecord, gate.Person(c.Person), func(tx *gate.Tx) error { return PutConsent(tx, c) })
}

// PutConsent is RecordConsent in the caller's transaction.
func PutConsent(tx *gate.Tx, c Consent) error {
	if err := c.tidy(); err != nil {
		return err
	}
	return addConsent(tx, c)
}

// RecordEvent adds a stay in hospital or a care home, or long-term support at
// home. Error: person.event.
func RecordEvent(ctx context.Context, g *gate.Gate, e Event) error {
	return g.Write(ctx, MayRecord, gate.Person(e.Person), func(tx *gate.Tx) error { return PutEvent(tx, e) })
}

// PutEvent is RecordEvent in the caller's transaction.
func PutEvent(tx *gate.Tx, e Event) error {
	if err := e.tidy(tx.AsOf.On()); err != nil {
		return err
	}
	tx.Emit(Happened{Person: e.Person, Event: e.ID, Kind: e.Kind, From: e.From, Until: e.Until})
	return addEvent(tx, e)
}

// EndEvent says when a stay or long-term support ended. Errors: person.event,
// gate.not_found, gate.changed.
func EndEvent(ctx context.Context, g *gate.Gate, id ID, event EventID, until when.Date, version int) error {
	return g.Write(ctx, MayRecord, gate.Person(id), func(tx *gate.Tx) error {
		e, err := eventOf(tx.Snapshot, id, event)
		if err != nil {
			return err
		}
		var checks fault.Checks
		checks.Field(until == "", "until", "Enter the date it ended.")
		if err := checks.Err("person.event"); err != nil {
			return err
		}
		e.Until = until
		if err := e.tidy(tx.Today()); err != nil {
			return err
		}
		tx.Emit(Happened{Person: id, Event: e.ID, Kind: e.Kind, From: e.From, Until: e.Until})
		return tx.Update(`UPDATE person_event SET until_on = ?, version = version + 1 WHERE id = ? AND person_id = ? AND version = ?`, until, event, id, version)
	})
}

// Death is the news that a person has died.
type Death struct {
	Person  ID
	On      when.Date   `json:"on"`
	Source  EventSource `json:"source"`
	Words   string      `json:"words"` // who told us
	Sure    bool        `json:"sure"`  // the name and date of birth were checked
	Version int         `json:"version"`
}

func (d Death) check(p Person, today when.Date) error {
	var checks fault.Checks
	checks.Field(d.On == "", "on", "Enter the date of death.")
	checks.Field(d.On > today, "on", "The date of death is in the future. Check it.")
	checks.Field(d.On != "" && d.On < p.Born, "on", "The date of death is before the date of birth. Check it.")
	checks.Field(sourceWords[d.Source] == "", "source", "Say how you know.")
	checks.Field(len([]rune(strings.TrimSpace(d.Words))) < 5, "words", "Say who told us, so that nobody has to ask the family again.")
	checks.Field(!d.Sure, "sure", "Check the name and the date of birth, then tick the box.")
	return checks.Err("person.death")
}

// RecordDeath records that a person has died. It tells the followers of Died,
// who stop what would hurt: visits, letters, calls. Errors: person.death,
// gate.changed.
func RecordDeath(ctx context.Context, g *gate.Gate, d Death) error {
	return g.Write(ctx, MayRecordDeath, gate.Person(d.Person), func(tx *gate.Tx) error {
		p, err := Get(tx.Snapshot, d.Person)
		if err != nil {
			return err
		}
		if err := d.check(p, tx.Today()); err != nil {
			return err
		}
		if err := tx.Note(sourceWords[d.Source] + ": " + strings.TrimSpace(d.Words)); err != nil {
			return err
		}
		tx.Emit(Died{d.Person, d.On})
		return setDied(tx, d.Person, d.On, d.Version)
	})
}

// CorrectDeath takes back a death recorded in error. Errors: person.reason,
// gate.changed.
func CorrectDeath(ctx context.Context, g *gate.Gate, id ID, reason string, version int) error {
	return g.Write(ctx, MayRecordDeath, gate.Person(id), func(tx *gate.Tx) error {
		if err := note(tx, reason); err != nil {
			return err
		}
		tx.Emit(DeathCorrected{id})
		return setDied(tx, id, "", version)
	})
}

// note keeps a reason in words. Error: person.reason.
func note(tx *gate.Tx, reason string) error {
	var checks fault.Checks
	checks.Field(len([]rune(strings.TrimSpace(reason))) < 10, "reason", "Say why, in a few words.")
	if err := checks.Err("person.reason"); err != nil {
		return err
	}
	return tx.Note(strings.TrimSpace(reason))
}

// SupportOpened is how package episode says that support has begun to be
// arranged for a person. While it is open the record cannot be merged away.
// Error: gate.changed when the person's record was merged, or support is open.
func SupportOpened(tx *gate.Tx, id ID, episode string) error {
	return tx.Update(`UPDATE person SET open_episode = ? WHERE id = ? AND merged_into IS NULL AND open_episode IN ('', ?)`, episode, id, episode)
}

// SupportClosed is how package episode says that support has ended.
func SupportClosed(tx *gate.Tx, id ID, episode string) error {
	return tx.Exec(`UPDATE person SET open_episode = '' WHERE id = ? AND open_episode = ?`, id, episode)
}

// Join merges one record into another. Errors: as Merging.check gives them.
func Join(ctx context.Context, g *gate.Gate, m Merging) error {
	return g.Write(ctx, MayMerge, gate.Person(m.Kept), func(tx *gate.Tx) error {
		kept, err := Get(tx.Snapshot, m.Kept)
		if err != nil {
			return err
		}
		merged, err := Get(tx.Snapshot, m.Merged)
		if err != nil {
			return err
		}
		into, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM person WHERE merged_into = ?`, m.Merged)
		if err != nil {
			return err
		}
		if err := m.check(kept, merged, into); err != nil {
			return err
		}
		tx.Emit(Merged{m.Kept, m.Merged})
		return saveMerge(tx, m, merged.Version)
	})
}

// Separate undoes a merge: both records are as they were before it.
// Errors: person.reason, gate.not_found when the record is not merged.
func Separate(ctx context.Context, g *gate.Gate, merged ID, reason string) error {
	return g.Write(ctx, MayMerge, gate.Person(merged), func(tx *gate.Tx) error {
		m, err := mergeOf(tx.Snapshot, merged)
		if err != nil {
			return err
		}
		if err := note(tx, reason); err != nil {
			return err
		}
		tx.Emit(Unmerged{m.Kept, m.Merged})
		return undoMerge(tx, m)
	})
}
