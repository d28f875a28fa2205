package auth

import (
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// held is one row of who holds a session: the session, its account, one role.
type held struct {
	Session
	account ids.Account
	name    string
	kind    Kind
	role    actor.Role
}

func (h *held) fields() []any {
	return []any{
		&h.ID, &h.Device, &h.Started, &h.Seen, &h.Until, &h.Strong, &h.IdleMin, &h.Session.Ended,
		&h.account, &h.name, &h.kind, (*gate.Text)(&h.role),
	}
}

// holderOf finds the session with its account and the roles held now, a row
// for each role. No rows: no such session, or the account has ended.
func holderOf(s *gate.Snapshot, token string) ([]held, error) {
	return gate.All(s, (*held).fields, `SELECT s.token_hash, s.device, s.started_at, s.seen_at, s.until_at, s.strong_at, s.idle_min, s.ended_at,
			a.id, a.name, a.kind, r.role
		FROM auth_session s JOIN auth_account a ON a.id = s.account_id
		LEFT JOIN gate_role r ON r.account_id = a.id AND r.from_at <= ? AND r.until_at IS NULL
		WHERE s.token_hash = ? AND a.ended_at IS NULL ORDER BY r.role`, s.Now, token)
}

func touch(tx *gate.Tx, session string) error {
	return tx.Exec(`UPDATE auth_session SET seen_at = ? WHERE token_hash = ? AND seen_at < ?`, tx.At, session, tx.At)
}

func (x *Session) fields() []any {
	return []any{&x.ID, &x.Device, &x.Started, &x.Seen, &x.Until, &x.Strong, &x.IdleMin, &x.Ended}
}

func sessionsOf(s *gate.Snapshot, account ids.Account) ([]Session, error) {
	return gate.All(s, (*Session).fields, `SELECT token_hash, device, started_at, seen_at, until_at, strong_at, idle_min, ended_at
		FROM auth_session WHERE account_id = ? AND ended_at IS NULL AND until_at > ? ORDER BY seen_at DESC, token_hash`, account, s.Now)
}

func saveSession(tx *gate.Tx, account ids.Account, x Session) error {
	return tx.Exec(`INSERT INTO auth_session (token_hash, account_id, device, started_at, seen_at, until_at, strong_at, idle_min)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, x.ID, account, x.Device, x.Started, x.Seen, x.Until, x.Strong, x.IdleMin)
}

func endSession(tx *gate.Tx, account ids.Account, session string) error {
	return tx.Exec(`UPDATE auth_session SET ended_at = ? WHERE token_hash = ? AND account_id = ? AND ended_at IS NULL`, tx.At, session, account)
}

func endSessions(tx *gate.Tx, account ids.Account) error {
	if err := tx.Exec(`DELETE FROM auth_device WHERE account_id = ?`, account); err != nil {
		return err
	}
	return tx.Exec(`UPDATE auth_session SET ended_at = ? WHERE account_id = ? AND ended_at IS NULL`, tx.At, account)
}

func endOtherSessions(tx *gate.Tx, account ids.Account, but string) error {
	return tx.Exec(`UPDATE auth_session SET ended_at = ? WHERE account_id = ? AND token_hash <> ? AND ended_at IS NULL`, tx.At, account, but)
}

// credentials are what an account shows to come in.
type credentials struct {
	account  ids.Account
	kind     Kind
	login    string
	password string // its hash
	totp     string // sealed
	step     int64  // the last code's
}

func (c *credentials) fields() []any {
	return []any{&c.account, &c.kind, &c.login, (*gate.Text)(&c.password), (*gate.Text)(&c.totp), &c.step}
}

func readCredentials(s *gate.Snapshot, login string, c *credentials) error {
	return gate.One(s, c, (*credentials).fields, `SELECT id, kind, login, password_hash, totp_sealed, totp_step
		FROM auth_account WHERE login = ? AND ended_at IS NULL AND kind <> 'client'`, login)
}

func readCredentialsOf(s *gate.Snapshot, account ids.Account, c *credentials) error {
	return gate.One(s, c, (*credentials).fields, `SELECT id, kind, login, password_hash, totp_sealed, totp_step
		FROM auth_account WHERE id = ? AND ended_at IS NULL`, account)
}

func useStep(tx *gate.Tx, account ids.Account, step int64) error {
	return tx.Update(`UPDATE auth_account SET totp_step = ? WHERE id = ? AND totp_step < ?`, step, account, step)
}

func (a *Account) fields() []any {
	return []any{&a.ID, &a.Kind, &a.Login, &a.Name, (*gate.Text)(&a.Person), &a.Created, &a.Ended, &a.Version, &a.HasPassword, &a.HasCode}
}

func readAccount(s *gate.Snapshot, id ids.Account) (a Account, err error) {
	err = gate.One(s, &a, (*Account).fields, `SELECT id, kind, login, name, person_id, created_at, ended_at, version,
			password_hash IS NOT NULL, totp_sealed IS NOT NULL FROM auth_account WHERE id = ?`, id)
	if err == nil {
		a.Roles, err = gate.RolesOf(s, string(id))
		inOrder(a.Roles)
	}
	return a, err
}

func liveAccount(s *gate.Snapshot, id ids.Account) (Account, error) {
	a, err := readAccount(s, id)
	if err == nil && !a.Ended.IsZero() {
		err = gate.NotFound()
	}
	return a, err
}

// newAccount is a row with its credentials, ready to be stored.
type newAccount struct {
	Account
	password string
	totp     string // sealed
	step     int64
	passkey  string
}

func saveAccount(tx *gate.Tx, a newAccount) error {
	return tx.Exec(`INSERT INTO auth_account (id, kind, login, name, password_hash, totp_sealed, totp_step, passkey_id, person_id, created_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
		a.ID, a.Kind, a.Login, a.Name, gate.Text(a.password), gate.Text(a.totp), a.step, gate.Text(a.passkey), gate.Text(a.Person), tx.At)
}

func endAccount(tx *gate.Tx, id ids.Account) error {
	return tx.Update(`UPDATE auth_account SET ended_at = ?, version = version + 1 WHERE id = ? AND ended_at IS NULL`, tx.At, id)
}

func moveVersion(tx *gate.Tx, id ids.Account, from int) error {
	return tx.Update(`UPDATE auth_account SET version = version + 1 WHERE id = ? AND version = ?`, id, from)
}

func savePassword(tx *gate.Tx, id ids.Account, hash string) error {
	return tx.Update(`UPDATE auth_account SET password_hash = ?, version = version + 1 WHERE id = ? AND ended_at IS NULL`, hash, id)
}

// loginTaken reports whether an account that has not ended has the name.
func loginTaken(s *gate.Snapshot, login string) (bool, error) {
	n, err := gate.Value[int](s, `SELECT COUNT(*) FROM auth_account WHERE login = ? AND ended_at IS NULL`, login)
	return n > 0, err
}

func readLane(s *gate.Snapshot, l lane) (failures int, last when.Instant, err error) {
	type row struct {
		failures int
		last     when.Instant
	}
	var r row
	err = gate.One(s, &r, func(r *row) []any { return []any{&r.failures, &r.last} },
		`SELECT failures, last_at FROM auth_throttle WHERE scope = ? AND subject = ?`, l.scope, l.subject)
	return r.failures, r.last, notMissing(err)
}

func saveLane(tx *gate.Tx, l lane, failures int) error {
	return tx.Exec(`INSERT INTO auth_throttle (scope, subject, failures, last_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (scope, subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at`, l.scope, l.subject, failures, tx.At)
}

// forgive empties three lanes that one sign-in may have filled.
func forgive(tx *gate.Tx, a, b, c lane) error {
	return tx.Exec(`DELETE FROM auth_throttle WHERE subject IN (?, ?, ?)`, a.subject, b.subject, c.subject)
}

// takeBack takes one try out of a lane that others use too.
func takeBack(tx *gate.Tx, l lane) error {
	return tx.Exec(`UPDATE auth_throttle SET failures = failures - 1 WHERE scope = ? AND subject = ? AND failures > 0`, l.scope, l.subject)
}

func deviceUntil(s *gate.Snapshot, hash string) (when.Instant, error) {
	return gate.Value[when.Instant](s, `SELECT until_at FROM auth_device WHERE token_hash = ?`, hash)
}

func saveDevice(tx *gate.Tx, hash string, account ids.Account, until when.Instant) error {
	return tx.Exec(`INSERT INTO auth_device (token_hash, account_id, added_at, until_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (token_hash) DO UPDATE SET account_id = excluded.account_id, until_at = excluded.until_at`, hash, account, tx.At, until)
}

// ceremony is a sign-in or registration that has begun.
type ceremony struct {
	id, kind, state string
	account         ids.Account
	tries           int
	until           when.Instant
}

func (c *ceremony) fields() []any {
	return []any{&c.id, &c.kind, &c.account, &c.state, &c.tries, &c.until}
}

func readCeremony(s *gate.Snapshot, id, kind string, c *ceremony) error {
	return gate.One(s, c, (*ceremony).fields, `SELECT token_hash, kind, account_id, state, tries, until_at
		FROM auth_ceremony WHERE token_hash = ? AND kind = ? AND until_at > ?`, id, kind, s.Now)
}

func saveCeremony(tx *gate.Tx, c ceremony) error {
	return tx.Exec(`INSERT INTO auth_ceremony (token_hash, kind, account_id, state, tries, until_at) VALUES (?, ?, ?, ?, 0, ?)`,
		c.id, c.kind, c.account, c.state, c.until)
}

func countCeremony(tx *gate.Tx, id string) error {
	return tx.Exec(`UPDATE auth_ceremony SET tries = tries + 1 WHERE token_hash = ?`, id)
}

// dropCeremony ends a ceremony; one that is gone already is a Conflict, so it
// counts once however often it is sent.
func dropCeremony(tx *gate.Tx, id string) error {
	return tx.Update(`DELETE FROM auth_ceremony WHERE token_hash = ?`, id)
}

// sweep drops what has run out and serves nobody.
func sweep(tx *gate.Tx) error {
	before := tx.At.Add(-calm)
	if err := tx.Exec(`DELETE FROM auth_throttle WHERE last_at < ?`, before); err != nil {
		return err
	}
	if err := tx.Exec(`DELETE FROM auth_ceremony WHERE until_at < ?`, tx.At); err != nil {
		return err
	}
	if err := tx.Exec(`DELETE FROM auth_device WHERE until_at < ?`, tx.At); err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM auth_session WHERE until_at < ?`, tx.At.Add(-30*24*calm))
}
