// Package files keeps what others send: attachments, and messages kept whole.
// The bytes are sealed with the council's key and stand in the record itself,
// so that one transaction saves a message with its files and one backup holds
// both (docs/adr). Nothing here opens or interprets them; they are only ever
// given back as downloads.
//
// Table owned: files_file.
package files

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// ID of a kept file.
type ID string

// Limit is the most bytes one file may have.
const Limit = 25 << 20

// File is what was sent, as it was sent. MediaType and Name are the sender's
// words and are not to be trusted.
type File struct {
	ID        ID
	Person    ids.Person // empty while nobody knows whom it is about
	Name      string
	MediaType string
	Size      int
	SHA256    string // of the bytes, in hexadecimal
	KeptAt    when.Instant
	Bytes     []byte
}

// Keep stores a file. Keeping the same id again changes nothing.
// Error: files.too_large.
func Keep(tx *gate.Tx, f File) error {
	if len(f.Bytes) > Limit {
		return fault.New(fault.Invalid, "files.too_large", "That file is larger than %d MB, which is the most we can keep.", Limit>>20)
	}
	sum := sha256.Sum256(f.Bytes)
	return tx.Exec(`INSERT INTO files_file (id, person_id, name, media_type, size_bytes, sha256, kept_at, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		f.ID, f.Person, f.Name, strings.ToLower(f.MediaType), len(f.Bytes), hex.EncodeToString(sum[:]), tx.At,
		tx.Seal("files", string(f.ID), f.Bytes))
}

// Open gives a kept file back with its bytes. It is the caller's task to have
// checked that the reader may see what the file belongs to.
func Open(s *gate.Snapshot, id ID) (File, error) {
	var f File
	var sealed string
	err := gate.One(s, &f, func(f *File) []any {
		return []any{&f.ID, &f.Person, &f.Name, &f.MediaType, &f.Size, &f.SHA256, &f.KeptAt, &sealed}
	}, `SELECT id, person_id, name, media_type, size_bytes, sha256, kept_at, sealed FROM files_file WHERE id = ?`, id)
	if err != nil {
		return f, err
	}
	if f.Bytes, err = s.Unseal("files", string(id), sealed); err != nil {
		return f, fmt.Errorf("file %s: %w", id, err)
	}
	return f, nil
}
