package phone

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

const columns = `f.id, f.account_id, f.label, f.app, f.enrolled_at, f.heard_at, f.told_seq, f.told_hash, f.told_at, f.have, f.behind_at,
	f.pack_given, f.pack_told, f.persisted, f.mono_ms, f.restarts, f.backwards_at, f.evicted_at, f.lost_at, f.wiped_at, f.ended_at, f.version`

func (p *Phone) fields() []any {
	return []any{
		&p.ID, &p.Account, &p.Label, &p.App, &p.Enrolled, &p.Heard, &p.Told, &p.ToldHash, &p.ToldAt, &p.Have, &p.Behind,
		&p.PackGiven, &p.PackTold, &p.Persisted, &p.mono, &p.Restarts, &p.Backwards, &p.Evicted, &p.Lost, &p.Wiped, &p.Ended, &p.Version,
	}
}

// Get is one phone. Error: gate.not_found.
func Get(s *gate.Snapshot, id ID) (Phone, error) {
	var p Phone
	err := gate.One(s, &p, (*Phone).fields, `SELECT `+columns+` FROM field_phone f WHERE f.id = ?`, id)
	return p, err
}

// OfAccount lists the phones of one account that are in use, the one heard
// last first.
func OfAccount(s *gate.Snapshot, account ids.Account) ([]Phone, error) {
	return gate.All(s, (*Phone).fields, `SELECT `+columns+` FROM field_phone f WHERE f.account_id = ? AND f.ended_at IS NULL ORDER BY f.heard_at DESC, f.id`, account)
}

// withKeys is one phone with the hash of its token and its sign keys, the
// newest first.
type withKeys struct {
	Phone
	token, key string
}

func getWithKeys(s *gate.Snapshot, id ID) ([]withKeys, error) {
	return gate.All(s, func(w *withKeys) []any { return append(w.Phone.fields(), &w.token, &w.key) },
		`SELECT `+columns+`, f.token_hash, k.sign_key FROM field_phone f JOIN field_phone_key k ON k.phone_id = f.id WHERE f.id = ? ORDER BY k.from_at DESC, k.sign_key`, id)
}

// page lists phones in use or not, those that wait for the longest first, then
// by when they were heard.
func page(s *gate.Snapshot, used bool, limit, skip int) ([]Phone, error) {
	return gate.All(s, func(p *Phone) []any { return append(p.fields(), &p.Unseen) }, `SELECT `+columns+`,
		(SELECT COUNT(*) FROM roster_change c WHERE c.account_id = f.account_id AND c.seen_at IS NULL AND c.on_date >= ?)
		FROM field_phone f WHERE (f.ended_at IS NULL) = ? ORDER BY f.behind_at NULLS LAST, f.heard_at DESC, f.id LIMIT ? OFFSET ?`,
		s.Today(), used, limit, skip)
}

// overdue lists phones that have kept us waiting since before the time given.
func overdue(s *gate.Snapshot, before when.Instant) ([]Phone, error) {
	return gate.All(s, (*Phone).fields, `SELECT `+columns+` FROM field_phone f WHERE f.behind_at <= ? AND f.ended_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM alert a WHERE a.kind = 'phone_behind' AND a.source = f.id AND a.raised_at >= f.behind_at) ORDER BY f.behind_at LIMIT 100`, before)
}

func insert(tx *gate.Tx, p Phone, token string) error {
	return tx.Exec(`INSERT INTO field_phone (id, account_id, label, token_hash, app, enrolled_at, heard_at, told_seq, told_hash, have,
		pack_given, pack_told, persisted, mono_ms, restarts, version) VALUES (?, ?, ?, ?, ?, ?, ?, 0, '', 0, '', '', ?, 0, 0, 1)`,
		p.ID, p.Account, p.Label, token, p.App, tx.At, tx.At, false)
}

// renew gives a phone that its worker sets up again a new token, and takes it
// back into use.
func renew(tx *gate.Tx, p Phone, token string) error {
	return tx.Exec(`UPDATE field_phone SET label = ?, token_hash = ?, app = ?, heard_at = ?, lost_at = NULL, lost_by = NULL, wiped_at = NULL,
		ended_at = NULL, ended_by = NULL, version = version + 1 WHERE id = ?`, p.Label, token, p.App, tx.At, p.ID)
}

// mostKeys is how many sign keys of a phone count: each is tried for each
// envelope that no other fits, and a phone needs a new one but rarely.
const mostKeys = 8

// addKey adds a sign key, and lets go of those beyond the newest.
func addKey(tx *gate.Tx, id ID, key string) error {
	if err := tx.Exec(`INSERT INTO field_phone_key (phone_id, sign_key, from_at) VALUES (?, ?, ?)
		ON CONFLICT (phone_id, sign_key) DO UPDATE SET from_at = excluded.from_at`, id, key, tx.At); err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM field_phone_key WHERE phone_id = ? AND sign_key <> ? AND sign_key NOT IN
		(SELECT k.sign_key FROM field_phone_key k WHERE k.phone_id = ? AND k.sign_key <> ? ORDER BY k.from_at DESC, k.sign_key LIMIT ?)`, id, key, id, key, mostKeys-1)
}

// saveContact keeps what a contact changed. It leaves the version alone: the
// office's page of the phone stays good for what the office does there.
func saveContact(tx *gate.Tx, p Phone) error {
	return tx.Exec(`UPDATE field_phone SET app = ?, heard_at = ?, told_seq = ?, told_hash = ?, told_at = ?, have = ?, behind_at = ?, pack_told = ?,
		persisted = ?, mono_ms = ?, restarts = ?, backwards_at = ?, evicted_at = ?, wiped_at = ? WHERE id = ?`,
		p.App, p.Heard, p.Told, p.ToldHash, p.ToldAt, p.Have, p.Behind, p.PackTold,
		p.Persisted, p.mono, p.Restarts, p.Backwards, p.Evicted, p.Wiped, p.ID)
}

// GavePack notes which pack was made for a phone.
func GavePack(tx *gate.Tx, id ID, manifest string) error {
	return tx.Exec(`UPDATE field_phone SET pack_given = ? WHERE id = ?`, manifest, id)
}
