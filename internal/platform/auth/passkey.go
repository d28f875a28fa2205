package auth

import (
	"stillhome/internal/kernel/when"
)

// Passkey is one key on somebody's phone, computer or security key.
type Passkey struct {
	ID    string // the credential's id, URL-safe text
	Label string // what its owner calls it
	Added when.Instant
	Used  when.Instant // zero: never yet

	credential string // the public key and what the library keeps of it, as JSON
}

func (p *Passkey) fields() []any { return []any{&p.ID, &p.Label, &p.credential, &p.Added, &p.Used} }
