package referral

import (
	"fmt"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/files"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/person"
)

// A referral matched to a record that was merged since belongs to the one in
// use.
const selectReferral = `SELECT r.id, r.ref, r.source, r.sender_ods, r.external_ref, r.sender, r.state, r.given, r.family, r.born_on, r.gender,
	r.nhs_number, r.nhs_status, r.address, r.postcode, r.phone, r.carer, r.carer_relationship, r.carer_phone, r.carer_email,
	r.hospital, r.ward, r.local_id, r.liaison, r.liaison_phone, r.liaison_email, r.admitted_on, r.ready_on, r.reason, r.received_at,
	COALESCE(w.merged_into, r.person_id), r.matched_at, r.matched_by, r.match_made, r.decided_at, r.decided_by,
	r.decision_code, r.decision_words, r.decision_told, r.version, m.name, d.name, p.given, p.family, p.ref
	FROM referral r LEFT JOIN person w ON w.id = r.person_id LEFT JOIN person p ON p.id = COALESCE(w.merged_into, r.person_id)
	LEFT JOIN auth_account m ON m.id = r.matched_by LEFT JOIN auth_account d ON d.id = r.decided_by`

func (r *Referral) fields() []any {
	return []any{
		&r.ID, &r.Ref, &r.Source, &r.SenderODS, &r.ExternalRef, &r.Sender, &r.State, &r.Given, &r.Family, &r.Born, &r.Gender,
		&r.NHS, &r.NHSStatus, &r.Address, &r.Postcode, &r.Phone, &r.Carer, &r.CarerRelationship, &r.CarerPhone, &r.CarerEmail,
		&r.Hospital, &r.Ward, &r.LocalID, &r.Liaison, &r.LiaisonPhone, &r.LiaisonEmail, &r.AdmittedOn, &r.ReadyOn, &r.Reason, &r.Received,
		gate.Null(&r.Person), &r.MatchedAt, gate.Null(&r.MatchedBy), &r.MatchMade, &r.DecidedAt, gate.Null(&r.DecidedBy),
		&r.DecisionCode, &r.DecisionWords, &r.Told, &r.Version,
		(*gate.Text)(&r.MatchedByName), (*gate.Text)(&r.DecidedByName),
		names{&r.PersonName},
		names{&r.PersonName},
		(*gate.Text)(&r.PersonRef),
	}
}

// names joins given and family name as they are scanned.
type names struct{ into *string }

// Scan adds one part of a name; NULL adds nothing.
func (n names) Scan(src any) error {
	var t gate.Text
	if err := t.Scan(src); err != nil || t == "" {
		return err
	}
	if *n.into != "" {
		*n.into += " "
	}
	*n.into += string(t)
	return nil
}

// Get is one referral. Error: gate.not_found.
func Get(s *gate.Snapshot, id ID) (Referral, error) {
	var r Referral
	err := gate.One(s, &r, (*Referral).fields, selectReferral+` WHERE r.id = ?`, id)
	return r, err
}

// byExternal finds the referral of a sender by the sender's own reference.
func byExternal(s *gate.Snapshot, ods, ref string) (*Referral, error) {
	if ref == "" {
		return nil, nil
	}
	var r Referral
	err := gate.One(s, &r, (*Referral).fields, selectReferral+` WHERE r.sender_ods = ? AND r.external_ref = ? AND r.external_ref <> ''`, ods, ref)
	if gate.Missing(err) {
		return nil, nil
	}
	return &r, err
}

// Page is how many referrals a page of the queue shows.
const Page = 50

// Queue lists referrals: those waiting to go home soonest first. States named
// are shown; none means all. It gives one more than a page when there are more.
func Queue(s *gate.Snapshot, states []State, page int) ([]Referral, error) {
	var five [5]any
	for i := range five {
		five[i] = "none"
		if len(states) == 0 {
			five[i] = States[i]
		} else if i < len(states) {
			five[i] = states[i]
		}
	}
	return gate.All(s, (*Referral).fields, selectReferral+` WHERE r.state IN (?, ?, ?, ?, ?)
		ORDER BY COALESCE(r.ready_on, '9999'), r.received_at, r.id LIMIT ? OFFSET ?`,
		five[0], five[1], five[2], five[3], five[4], Page+1, (max(1, page)-1)*Page)
}

// OfPerson lists the referrals of one person, the newest first.
func OfPerson(s *gate.Snapshot, id ids.Person) ([]Referral, error) {
	return gate.All(s, (*Referral).fields, selectReferral+` WHERE r.person_id IN (SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?)
		ORDER BY r.received_at DESC, r.id`, id, id)
}

// known is what the record has already of an arrival, read in one statement:
// the message itself, other messages under the same id of the sender, and
// references that are taken.
type known struct {
	message bool
	reused  bool // the sender used the message's id for something else
	refs    map[string]bool
}

func look(s *gate.Snapshot, m Received, refs [3]string) (known, error) {
	type row struct{ what, value string }
	rows, err := gate.All(s, func(r *row) []any { return []any{&r.what, &r.value} },
		`SELECT 'message', id FROM referral_message WHERE id = ?
		UNION ALL SELECT 'reused', id FROM referral_message WHERE message_ref = ? AND message_ref <> '' AND sender_ods = ? AND verdict = 'accepted' AND id <> ?
		UNION ALL SELECT 'ref', ref FROM referral WHERE ref IN (?, ?, ?)`,
		m.ID, m.MessageRef, m.SenderODS, m.ID, refs[0], refs[1], refs[2])
	k := known{refs: map[string]bool{}}
	for _, r := range rows {
		switch r.what {
		case "message":
			k.message = true
		case "reused":
			k.reused = true
		case "ref":
			k.refs[r.value] = true
		}
	}
	return k, err
}

// refsOf are the references an id could have, in the order they are tried.
func refsOf(id ID) [3]string {
	return [3]string{person.Ref("RF", string(id), 0), person.Ref("RF", string(id), 1), person.Ref("RF", string(id), 2)}
}

func (k known) free(refs [3]string) (string, error) {
	for _, r := range refs {
		if !k.refs[r] {
			return r, nil
		}
	}
	return "", fmt.Errorf("no free reference for a referral")
}

func insert(tx *gate.Tx, r Referral) error {
	decided := when.Instant{}
	if r.State == StateWithdrawn {
		decided = tx.At
	}
	return tx.Exec(`INSERT INTO referral (id, ref, source, sender_ods, external_ref, sender, state, given, family, name_key, born_on, gender,
		nhs_number, nhs_status, address, postcode, phone, carer, carer_relationship, carer_phone, carer_email, hospital, ward, local_id,
		liaison, liaison_phone, liaison_email, admitted_on, ready_on, reason, received_at, match_made, decided_at, decision_code, decision_words, decision_told, client_id, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, '', ?, 1)`,
		r.ID, r.Ref, r.Source, r.SenderODS, r.ExternalRef, r.Sender, r.State, r.Given, r.Family, r.nameKey(), r.Born, r.Gender,
		r.NHS, r.NHSStatus, r.Address, r.Postcode, r.Phone, r.Carer, r.CarerRelationship, r.CarerPhone, r.CarerEmail, r.Hospital, r.Ward, r.LocalID,
		r.Liaison, r.LiaisonPhone, r.LiaisonEmail, r.AdmittedOn, r.ReadyOn, r.Reason, tx.At, decided, r.DecisionCode, r.DecisionWords, clientOf(tx))
}

// clientOf is the connected system that acts; empty where people do.
func clientOf(tx *gate.Tx) string {
	if tx.Actor.Trusted || !tx.Actor.Has(actor.Client) {
		return ""
	}
	return tx.Actor.ID
}

// theirs reports whether whoever acts may send news of a referral: people may of
// any, a connected system of those it sent itself or that people typed in.
func theirs(tx *gate.Tx, id ID) (bool, error) {
	client := clientOf(tx)
	if client == "" {
		return true, nil
	}
	by, err := gate.Value[string](tx.Snapshot, `SELECT client_id FROM referral WHERE id = ?`, id)
	return by == client || by == "", err
}

func (r Referral) nameKey() string { return person.Fold(r.Family + " " + r.Given) }

// update saves what a later message changed.
func update(tx *gate.Tx, r Referral) error {
	return tx.Update(`UPDATE referral SET state = ?, sender = ?, given = ?, family = ?, name_key = ?, born_on = ?, gender = ?, nhs_number = ?, nhs_status = ?,
		address = ?, postcode = ?, phone = ?, carer = ?, carer_relationship = ?, carer_phone = ?, carer_email = ?, hospital = ?, ward = ?, local_id = ?,
		liaison = ?, liaison_phone = ?, liaison_email = ?, admitted_on = ?, ready_on = ?, reason = ?, decided_at = ?, decided_by = ?,
		decision_code = ?, decision_words = ?, version = version + 1 WHERE id = ? AND version = ?`,
		r.State, r.Sender, r.Given, r.Family, r.nameKey(), r.Born, r.Gender, r.NHS, r.NHSStatus,
		r.Address, r.Postcode, r.Phone, r.Carer, r.CarerRelationship, r.CarerPhone, r.CarerEmail, r.Hospital, r.Ward, r.LocalID,
		r.Liaison, r.LiaisonPhone, r.LiaisonEmail, r.AdmittedOn, r.ReadyOn, r.Reason, r.DecidedAt, gate.Text(r.DecidedBy).SQL(),
		r.DecisionCode, r.DecisionWords, r.ID, r.Version)
}

func saveMatch(tx *gate.Tx, r Referral, to ids.Person, made Made, version int) error {
	return tx.Update(`UPDATE referral SET state = ?, person_id = ?, match_made = ?, matched_at = ?, matched_by = ?, version = version + 1
		WHERE id = ? AND version = ? AND state = 'new'`, StateMatched, to, made, tx.At, tx.Actor.ID, r.ID, version)
}

func clearMatch(tx *gate.Tx, r Referral, version int) error {
	return tx.Update(`UPDATE referral SET state = ?, person_id = NULL, match_made = '', matched_at = NULL, matched_by = NULL, version = version + 1
		WHERE id = ? AND version = ? AND state = 'matched'`, StateNew, r.ID, version)
}

func saveDecision(tx *gate.Tx, r Referral, state State, code Code, words, told string, version int) error {
	return tx.Update(`UPDATE referral SET state = ?, person_id = ?, decided_at = ?, decided_by = ?, decision_code = ?, decision_words = ?, decision_told = ?,
		version = version + 1 WHERE id = ? AND version = ?`,
		state, gate.Text(r.Person).SQL(), tx.At, tx.Actor.ID, code, words, told, r.ID, version)
}

func addLines(tx *gate.Tx, id ID, message MessageID, all []Line) error {
	var rows [][]any
	for i, l := range all {
		rows = append(rows, []any{id, message, i, l.Kind, l.Label, l.Words})
	}
	return tx.InsertMany("INSERT INTO referral_line (referral_id, message_id, ord, kind, label, words) VALUES ", rows)
}

func linesOf(s *gate.Snapshot, id ID) ([]Line, error) {
	return gate.All(s, func(l *Line) []any { return []any{&l.Message, &l.Kind, &l.Label, &l.Words} },
		`SELECT message_id, kind, label, words FROM referral_line WHERE referral_id = ? ORDER BY message_id, ord`, id)
}

func addAttachments(tx *gate.Tx, id ID, all []files.File) error {
	var rows [][]any
	for _, f := range all {
		if err := files.Keep(tx, f); err != nil {
			return err
		}
		rows = append(rows, []any{id, f.ID, f.Name, f.MediaType, len(f.Bytes)})
	}
	return tx.InsertMany("INSERT INTO referral_file (referral_id, file_id, name, media_type, size_bytes) VALUES ", rows)
}

func attachments(s *gate.Snapshot, id ID) ([]Attachment, error) {
	return gate.All(s, func(a *Attachment) []any { return []any{&a.File, &a.Name, &a.MediaType, &a.Bytes} },
		`SELECT file_id, name, media_type, size_bytes FROM referral_file WHERE referral_id = ? ORDER BY name, file_id`, id)
}

// attachment opens one document of a referral. Error: gate.not_found when it is
// not this referral's.
func attachment(s *gate.Snapshot, id ID, file files.ID) (files.File, error) {
	if _, err := gate.Value[string](s, `SELECT file_id FROM referral_file WHERE referral_id = ? AND file_id = ?`, id, file); err != nil {
		return files.File{}, err
	}
	return files.Open(s, file)
}

// keepMessage stores a message with what was answered.
func keepMessage(tx *gate.Tx, m Received) error {
	for _, f := range []files.File{m.Raw, m.Answer} {
		if f.ID == "" {
			continue
		}
		if err := files.Keep(tx, f); err != nil {
			return err
		}
	}
	return tx.Exec(`INSERT INTO referral_message (id, message_ref, kind, sender_ods, sender, referral_id, verdict, code, reason, understood,
		raw_file_id, answer_file_id, received_at, settled_words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')`,
		m.ID, m.MessageRef, m.Kind, m.SenderODS, m.Sender, gate.Text(m.Referral).SQL(), m.Verdict, m.Code, m.Reason, m.Understood,
		m.Raw.ID, m.Answer.ID, tx.At)
}

const selectMessage = `SELECT m.id, m.message_ref, m.kind, m.sender_ods, m.sender, m.referral_id, m.verdict, m.code, m.reason, m.understood,
	m.raw_file_id, m.answer_file_id, m.received_at, m.settled_at, COALESCE(a.name, m.settled_by), m.settled_words
	FROM referral_message m LEFT JOIN auth_account a ON a.id = m.settled_by`

func (m *Received) fields() []any {
	return []any{
		&m.ID, &m.MessageRef, &m.Kind, &m.SenderODS, &m.Sender, gate.Null(&m.Referral), &m.Verdict, &m.Code, &m.Reason, &m.Understood,
		&m.Raw.ID, &m.Answer.ID, &m.At, &m.SettledAt, (*gate.Text)(&m.SettledBy), &m.Settled,
	}
}

// MessageOf is one message received. Error: gate.not_found.
func MessageOf(s *gate.Snapshot, id MessageID) (Received, error) {
	var m Received
	err := gate.One(s, &m, (*Received).fields, selectMessage+` WHERE m.id = ?`, id)
	return m, err
}

// Answered is a message received before, with the bytes that were answered; not
// ok when there was none.
func Answered(s *gate.Snapshot, id MessageID) (m Received, ok bool, err error) {
	if m, err = MessageOf(s, id); err != nil {
		if gate.Missing(err) {
			err = nil
		}
		return m, false, err
	}
	m.Answer, err = files.Open(s, m.Answer.ID)
	return m, true, err
}

func messagesOf(s *gate.Snapshot, id ID) ([]Received, error) {
	return gate.All(s, (*Received).fields, selectMessage+` WHERE m.referral_id = ? ORDER BY m.received_at DESC, m.id`, id)
}

// unsettled counts the messages that were refused and wait for somebody.
func unsettled(s *gate.Snapshot) (int, error) {
	return gate.Value[int](s, `SELECT COUNT(*) FROM referral_message WHERE verdict = 'rejected' AND settled_at IS NULL`)
}

// messages lists what was received, the newest first: only what was refused and
// is not settled, or everything.
func messages(s *gate.Snapshot, all bool, page int) ([]Received, error) {
	skip := (max(1, page) - 1) * Page
	if all {
		return gate.All(s, (*Received).fields, selectMessage+` ORDER BY m.received_at DESC, m.id LIMIT ? OFFSET ?`, Page+1, skip)
	}
	return gate.All(s, (*Received).fields, selectMessage+` WHERE m.verdict = 'rejected' AND m.settled_at IS NULL
		ORDER BY m.received_at, m.id LIMIT ? OFFSET ?`, Page+1, skip)
}
