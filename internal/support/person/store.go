package person

import (
	"fmt"

	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

const columns = `p.id, p.ref, p.given, p.family, p.preferred, p.born_on, p.gender, p.nhs_number, p.nhs_status, p.address, p.postcode,
	p.lat, p.lon, p.uprn, p.phone, p.language, p.lives_alone, p.died_on, p.open_episode, p.merged_into, p.created_at, p.version`

func (p *Person) fields() []any {
	return []any{
		&p.ID, &p.Ref, &p.Given, &p.Family, &p.Preferred, &p.Born, &p.Gender, &p.NHS, &p.NHSStatus, &p.Address, &p.Postcode,
		gate.Null(&p.At.Lat), gate.Null(&p.At.Lon), &p.UPRN, &p.Phone, &p.Language, &p.LivesAlone, &p.Died, &p.OpenEpisode,
		gate.Null(&p.MergedInto), &p.Created, &p.Version,
	}
}

// latLon are the two columns of a point, NULL when it is not known.
func latLon(p place.Point) (lat, lon any) {
	if !p.Known() {
		return nil, nil
	}
	return p.Lat, p.Lon
}

// Get is one person. Error: gate.not_found.
func Get(s *gate.Snapshot, id ID) (Person, error) {
	var p Person
	err := gate.One(s, &p, (*Person).fields, `SELECT `+columns+` FROM person p WHERE p.id = ?`, id)
	return p, err
}

// Current is the record to use for an id: the one it was merged into, or its
// own. Error: gate.not_found.
func Current(s *gate.Snapshot, id ID) (Person, error) {
	var p Person
	err := gate.One(s, &p, (*Person).fields, `SELECT `+columns+` FROM person p
		WHERE p.id = (SELECT COALESCE(w.merged_into, w.id) FROM person w WHERE w.id = ?)`, id)
	return p, err
}

// byRef finds a person by the short reference. Error: gate.not_found.
func byRef(s *gate.Snapshot, ref string) (Person, error) {
	var p Person
	err := gate.One(s, &p, (*Person).fields, `SELECT `+columns+` FROM person p WHERE p.ref = ?`, ref)
	return p, err
}

// freeRef is the first reference of an id that nobody has.
func freeRef(s *gate.Snapshot, id ID) (string, error) {
	for nth := range 8 {
		ref := Ref("SH", string(id), nth)
		n, err := gate.Value[int](s, `SELECT COUNT(*) FROM person WHERE ref = ?`, ref)
		if err != nil || n == 0 {
			return ref, err
		}
	}
	return "", fmt.Errorf("no free reference for a person")
}

func insert(tx *gate.Tx, p Person) error {
	family, given := p.keys()
	lat, lon := latLon(p.At)
	return tx.Exec(`INSERT INTO person (id, ref, given, family, preferred, name_key, given_key, born_on, gender, nhs_number, nhs_status,
		address, postcode, lat, lon, uprn, phone, language, lives_alone, getting_in, open_episode, created_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', ?, 1)`,
		p.ID, p.Ref, p.Given, p.Family, p.Preferred, family, given, p.Born, p.Gender, p.NHS, p.NHSStatus,
		p.Address, p.Postcode, lat, lon, p.UPRN, p.Phone, p.Language, p.LivesAlone, tx.At)
}

func update(tx *gate.Tx, p Person) error {
	family, given := p.keys()
	lat, lon := latLon(p.At)
	return tx.Update(`UPDATE person SET given = ?, family = ?, preferred = ?, name_key = ?, given_key = ?, born_on = ?, gender = ?, nhs_number = ?,
		nhs_status = ?, address = ?, postcode = ?, lat = ?, lon = ?, uprn = ?, phone = ?, language = ?, lives_alone = ?, version = version + 1
		WHERE id = ? AND version = ? AND merged_into IS NULL`,
		p.Given, p.Family, p.Preferred, family, given, p.Born, p.Gender, p.NHS, p.NHSStatus, p.Address, p.Postcode, lat, lon,
		p.UPRN, p.Phone, p.Language, p.LivesAlone, p.ID, p.Version)
}

// GettingIn is how to get into the home: keys, codes, who to ring. It is
// sealed at rest; show it only where somebody asked to see it.
func GettingIn(s *gate.Snapshot, id ID) (string, error) {
	sealed, err := gate.Value[string](s, `SELECT getting_in FROM person WHERE id = ?`, id)
	if err != nil || sealed == "" {
		return "", err
	}
	return OpenGettingIn(s, id, sealed)
}

// OpenGettingIn opens how to get in as it stands in the column, for later packages
// that read it of several people at once.
func OpenGettingIn(s *gate.Snapshot, id ID, sealed string) (string, error) {
	plain, err := s.Unseal("person.getting_in", string(id), sealed)
	return string(plain), err
}

func saveDoor(tx *gate.Tx, id ID, at place.Point, uprn place.UPRN) error {
	return tx.Update(`UPDATE person SET lat = ?, lon = ?, uprn = ?, version = version + 1 WHERE id = ? AND merged_into IS NULL`, at.Lat, at.Lon, uprn, id)
}

func saveGettingIn(tx *gate.Tx, id ID, words string) error {
	sealed := ""
	if words != "" {
		sealed = tx.Seal("person.getting_in", string(id), []byte(words))
	}
	return tx.Update(`UPDATE person SET getting_in = ?, version = version + 1 WHERE id = ? AND merged_into IS NULL`, sealed, id)
}

// together is a person and the records merged into it. What hangs on any of
// them is shown as theirs.
const together = `(SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)`

// Contacts lists those close to a person who are still so: carers first.
func Contacts(s *gate.Snapshot, id ID) ([]Contact, error) {
	return gate.All(s, (*Contact).fields, `SELECT c.id, c.person_id, c.name, c.relationship, c.phone, c.email, c.carer, c.keyholder, c.office_first, c.ended_at, c.version
		FROM person_contact c WHERE c.person_id IN `+together+` AND c.ended_at IS NULL ORDER BY c.carer DESC, c.keyholder DESC, c.name, c.id`, id, id)
}

func (c *Contact) fields() []any {
	return []any{&c.ID, &c.Person, &c.Name, &c.Relationship, &c.Phone, &c.Email, &c.Carer, &c.Keyholder, &c.OfficeFirst, &c.Ended, &c.Version}
}

func addContact(tx *gate.Tx, c Contact) error {
	return tx.Exec(`INSERT INTO person_contact (id, person_id, name, relationship, phone, email, carer, keyholder, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`,
		c.ID, c.Person, c.Name, c.Relationship, c.Phone, c.Email, c.Carer, c.Keyholder)
}

// Needs lists the communication needs a person has now, in the order recorded.
func Needs(s *gate.Snapshot, id ID) ([]Need, error) {
	return gate.All(s, func(n *Need) []any {
		return []any{&n.ID, &n.Person, &n.Code, &n.WhatToDo, &n.Recorded, &n.ReviewOn, &n.Ended}
	}, `SELECT n.id, n.person_id, n.code, n.what_to_do, n.recorded_at, n.review_on, n.ended_at
		FROM person_need n WHERE n.person_id IN `+together+` AND n.ended_at IS NULL ORDER BY n.recorded_at, n.id`, id, id)
}

// addNeeds adds the needs the person does not have already.
func addNeeds(tx *gate.Tx, needs []Need, have []Need) error {
	open := map[Need]bool{}
	for _, n := range have {
		open[Need{Code: n.Code, WhatToDo: n.WhatToDo}] = true
	}
	var rows [][]any
	for _, n := range needs {
		if key := (Need{Code: n.Code, WhatToDo: n.WhatToDo}); !open[key] {
			open[key] = true
			rows = append(rows, []any{n.ID, n.Person, n.Code, n.WhatToDo, n.Recorded, n.ReviewOn})
		}
	}
	return tx.InsertMany("INSERT INTO person_need (id, person_id, code, what_to_do, recorded_at, review_on) VALUES ", rows)
}

// noted is a consent or an event, read together: what the overview shows below
// contacts and needs, in one query.
type noted struct {
	consent Consent
	event   Event
}

func (n *noted) fields() []any {
	c, e := &n.consent, &n.event
	return []any{
		&c.ID, &c.About, &c.Answer, &c.How, &c.Words, &c.At, (*gate.Text)(&c.ByName),
		&e.ID, &e.Person, &e.Kind, &e.From, &e.Until, &e.Emergency, &e.Source, &e.Recorded, &e.Version,
	}
}

// consentsAndEvents reads both lists, newest first.
func consentsAndEvents(s *gate.Snapshot, id ID) (consents []Consent, events []Event, err error) {
	rows, err := gate.All(s, (*noted).fields, `SELECT c.id, c.about, c.answer, c.how, c.words, c.at, a.name, '', '', '', NULL, NULL, FALSE, '', NULL, 0
		FROM person_consent c LEFT JOIN auth_account a ON a.id = c.account_id WHERE c.person_id IN `+together+`
		UNION ALL
		SELECT '', '', '', '', '', NULL, '', e.id, e.person_id, e.kind, e.from_on, e.until_on, e.emergency, e.source, e.recorded_at, e.version
		FROM person_event e WHERE e.person_id IN `+together+`
		ORDER BY 6 DESC, 11 DESC, 1, 8`, id, id, id, id)
	for _, r := range rows {
		if r.consent.ID != "" {
			r.consent.Person = id
			consents = append(consents, r.consent)
		} else {
			events = append(events, r.event)
		}
	}
	return consents, events, err
}

// Events lists the stays and moves of a person, the latest first.
func Events(s *gate.Snapshot, id ID) ([]Event, error) {
	return gate.All(s, func(e *Event) []any {
		return []any{&e.ID, &e.Person, &e.Kind, &e.From, &e.Until, &e.Emergency, &e.Source, &e.Recorded, &e.Version}
	}, `SELECT e.id, e.person_id, e.kind, e.from_on, e.until_on, e.emergency, e.source, e.recorded_at, e.version
		FROM person_event e WHERE e.person_id IN `+together+` ORDER BY e.from_on DESC, e.id`, id, id)
}

func addEvent(tx *gate.Tx, e Event) error {
	return tx.Exec(`INSERT INTO person_event (id, person_id, kind, from_on, until_on, emergency, source, recorded_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`,
		e.ID, e.Person, e.Kind, e.From, e.Until, e.Emergency, e.Source, tx.At)
}

func addConsent(tx *gate.Tx, c Consent) error {
	return tx.Exec(`INSERT INTO person_consent (id, person_id, about, answer, how, words, at, account_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Person, c.About, c.Answer, c.How, c.Words, tx.AsOf, tx.Actor.ID)
}

// SetDied records the date of death in the caller's transaction, or clears it.
func setDied(tx *gate.Tx, id ID, on when.Date, version int) error {
	return tx.Update(`UPDATE person SET died_on = ?, version = version + 1 WHERE id = ? AND version = ? AND merged_into IS NULL`, on, id, version)
}

func eventOf(s *gate.Snapshot, id ID, event EventID) (Event, error) {
	var e Event
	err := gate.One(s, &e, func(e *Event) []any {
		return []any{&e.ID, &e.Person, &e.Kind, &e.From, &e.Until, &e.Emergency, &e.Source, &e.Recorded, &e.Version}
	}, `SELECT id, person_id, kind, from_on, until_on, emergency, source, recorded_at, version FROM person_event WHERE id = ? AND person_id = ?`, event, id)
	return e, err
}

// mergeOf is how a record came to be merged. Error: gate.not_found.
func mergeOf(s *gate.Snapshot, merged ID) (Merge, error) {
	var m Merge
	err := gate.One(s, &m, func(m *Merge) []any { return []any{&m.ID, &m.Kept, &m.Merged, &m.At, &m.By, &m.Reason} },
		`SELECT id, kept_id, merged_id, at, account_id, reason FROM person_merge WHERE merged_id = ? AND undone_at IS NULL`, merged)
	return m, err
}

// withFamily reads a record together with those merged into it and the one it
// was merged into. Error: gate.not_found.
func withFamily(s *gate.Snapshot, id ID) (family, error) {
	all, err := gate.All(s, (*Person).fields, `SELECT `+columns+` FROM person p
		WHERE p.id = ? OR p.merged_into = ? OR p.id = (SELECT w.merged_into FROM person w WHERE w.id = ?) ORDER BY p.ref`, id, id, id)
	if err == nil && len(all) == 0 {
		err = gate.NotFound()
	}
	return all, err
}

func saveMerge(tx *gate.Tx, m Merging, version int) error {
	if err := tx.Exec(`INSERT INTO person_merge (id, kept_id, merged_id, at, account_id, reason) VALUES (?, ?, ?, ?, ?, ?)`,
		m.ID, m.Kept, m.Merged, tx.At, tx.Actor.ID, m.Reason); err != nil {
		return err
	}
	return tx.Update(`UPDATE person SET merged_into = ?, version = version + 1 WHERE id = ? AND version = ?`, m.Kept, m.Merged, version)
}

func undoMerge(tx *gate.Tx, m Merge) error {
	if err := tx.Exec(`UPDATE person_merge SET undone_at = ?, undone_by = ? WHERE id = ?`, tx.At, tx.Actor.ID, m.ID); err != nil {
		return err
	}
	return tx.Update(`UPDATE person SET merged_into = NULL, version = version + 1 WHERE id = ? AND merged_into = ?`, m.Merged, m.Kept)
}
