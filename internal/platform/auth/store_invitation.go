package auth

import (
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
)

// invited is an invitation as it is stored.
type invited struct {
	Invitation
	roles string // with spaces between
}

func (v *invited) fields() []any {
	return []any{
		&v.Kind, &v.Login, &v.Name, &v.roles, (*gate.Text)(&v.Person), (*gate.Text)(&v.Renews),
		&v.totp, &v.Created, &v.Until,
	}
}

func (v *invited) plain() Invitation {
	for _, r := range strings.Fields(v.roles) {
		v.Roles = append(v.Roles, actor.Role(r))
	}
	return v.Invitation
}

func readInvitation(s *gate.Snapshot, hash string) (Invitation, error) {
	var v invited
	err := gate.One(s, &v, (*invited).fields, `SELECT kind, login, name, roles, person_id, account_id, totp_sealed, created_at, until_at
		FROM auth_invitation WHERE token_hash = ? AND used_at IS NULL AND until_at > ?`, hash, s.Now)
	if gate.Missing(err) {
		err = errInvitation
	}
	return v.plain(), err
}

// Waiting lists invitations that can still be used, newest first.
func Waiting(s *gate.Snapshot) ([]Invitation, error) {
	rows, err := gate.All(s, (*invited).fields, `SELECT kind, login, name, roles, person_id, account_id, totp_sealed, created_at, until_at
		FROM auth_invitation WHERE used_at IS NULL AND until_at > ? ORDER BY created_at DESC, login`, s.Now)
	var out []Invitation
	for _, v := range rows {
		out = append(out, v.plain())
	}
	return out, err
}

// saveInvitation stores an invitation with a secret of its own, and makes
// earlier ones for the same sign-in name useless.
func saveInvitation(tx *gate.Tx, hash string, v Invitation) error {
	if err := tx.Exec(`UPDATE auth_invitation SET until_at = ? WHERE login = ? AND used_at IS NULL AND until_at > ?`, tx.At, v.Login, tx.At); err != nil {
		return err
	}
	var roles []string
	for _, r := range v.Roles {
		roles = append(roles, string(r))
	}
	return tx.Exec(`INSERT INTO auth_invitation (token_hash, kind, login, name, roles, person_id, account_id, totp_sealed, invited_by, created_at, until_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		hash, v.Kind, v.Login, v.Name, strings.Join(roles, " "), gate.Text(v.Person), gate.Text(v.Renews),
		tx.Seal("invitation", hash, newSecret()), tx.Actor.ID, tx.At, tx.At.Add(InvitedFor))
}

// useInvitation marks an invitation used; one used meanwhile is a Conflict.
func useInvitation(tx *gate.Tx, hash string) error {
	return tx.Update(`UPDATE auth_invitation SET used_at = ? WHERE token_hash = ? AND used_at IS NULL`, tx.At, hash)
}

// saveFactors gives an account new factors in place of all it had.
func saveFactors(tx *gate.Tx, a newAccount) error {
	if err := tx.Exec(`DELETE FROM auth_passkey WHERE account_id = ? AND id <> ?`, a.ID, a.passkey); err != nil {
		return err
	}
	return tx.Update(`UPDATE auth_account SET password_hash = ?, totp_sealed = ?, totp_step = ?, passkey_id = ?, version = version + 1
		WHERE id = ? AND ended_at IS NULL`, gate.Text(a.password), gate.Text(a.totp), a.step, gate.Text(a.passkey), a.ID)
}
