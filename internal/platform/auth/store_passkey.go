package auth

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
)

func (p *Passkey) fields() []any { return []any{&p.ID, &p.Label, &p.credential, &p.Added, &p.Used} }

// Passkeys lists the passkeys of an account, oldest first.
func Passkeys(s *gate.Snapshot, account ids.Account) ([]Passkey, error) {
	return gate.All(s, (*Passkey).fields, `SELECT id, label, credential, added_at, used_at FROM auth_passkey
		WHERE account_id = ? ORDER BY added_at, id`, account)
}

func savePasskey(tx *gate.Tx, account ids.Account, p Passkey) error {
	return tx.Exec(`INSERT INTO auth_passkey (id, account_id, label, credential, added_at) VALUES (?, ?, ?, ?, ?)`,
		p.ID, account, p.Label, p.credential, tx.At)
}

// nameKey makes a key stand for the account's second factor where none did.
func nameKey(tx *gate.Tx, account ids.Account, id string) error {
	return tx.Exec(`UPDATE auth_account SET passkey_id = ? WHERE id = ? AND passkey_id IS NULL`, id, account)
}

// renameKey makes another key stand for it; empty where there is none left.
func renameKey(tx *gate.Tx, account ids.Account, id string) error {
	return tx.Update(`UPDATE auth_account SET passkey_id = ?, version = version + 1 WHERE id = ? AND ended_at IS NULL`, gate.Text(id), account)
}

// useKey keeps what the library noted at a use, such as the key's own count.
func useKey(tx *gate.Tx, account ids.Account, id, credential string) error {
	return tx.Update(`UPDATE auth_passkey SET credential = ?, used_at = ? WHERE id = ? AND account_id = ?`, credential, tx.At, id, account)
}

func dropKey(tx *gate.Tx, account ids.Account, id string) error {
	n, err := tx.Changed(`DELETE FROM auth_passkey WHERE id = ? AND account_id = ?`, id, account)
	if err == nil && n == 0 {
		err = gate.NotFound()
	}
	return err
}
