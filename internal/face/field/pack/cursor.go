package pack

import (
	"encoding/json"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/platform/gate"
)

// holding is which parts a phone was given: the beginning of each hash by key.
type holding map[string]string

// short is as much of a hash as tells one body of a part from the one before.
func short(hash string) string { return hash[:min(16, len(hash))] }

// cursorUse parts the key of these cursors from others.
const cursorUse = "field_pack"

// cursor is what a phone holds once it has taken this pack, as text that says
// nothing to anybody and opens for the same account and phone only.
func (p Pack) cursor(s *gate.Snapshot, id phone.ID) (string, error) {
	held := holding{}
	for _, x := range p.Manifest.Parts {
		held[x.Key] = short(x.Hash)
	}
	b, err := json.Marshal(held)
	if err != nil {
		return "", err
	}
	return s.Seal(cursorUse, s.Actor.ID+" "+string(id), b), nil
}

// opened is what a cursor names; nothing where it is not one of this account
// and phone, so that a whole pack is given.
func opened(s *gate.Snapshot, id phone.ID, cursor string) holding {
	b, err := s.Unseal(cursorUse, s.Actor.ID+" "+string(id), cursor)
	if err != nil {
		return nil
	}
	var held holding
	if json.Unmarshal(b, &held) != nil {
		return nil
	}
	return held
}
