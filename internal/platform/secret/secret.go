// Package secret holds a council's key and seals what must not be readable in
// the database or by whoever holds a cursor: second factors, attachments,
// messages kept whole, cursors. The key lives in a file outside the database,
// so a copied database alone opens none of it.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Key is one council's 32-byte root key. Each use derives its own key from it.
type Key struct{ root []byte }

// Random makes a key that exists only in memory, for tests.
func Random() Key {
	k := make([]byte, 32)
	rand.Read(k) // never fails: crypto/rand ends the process instead
	return Key{k}
}

// Load reads the key file, 64 hexadecimal digits, or makes it (readable by its
// owner only) where create allows and none exists.
func Load(path string, create bool) (Key, error) {
	b, err := os.ReadFile(path)
	switch {
	case err == nil:
		root, err := hex.DecodeString(strings.TrimSpace(string(b)))
		if err != nil || len(root) != 32 {
			return Key{}, fmt.Errorf("key file %s must hold 64 hexadecimal digits; it does not", path)
		}
		return Key{root}, nil
	case !errors.Is(err, fs.ErrNotExist) || !create:
		return Key{}, fmt.Errorf("read the council's key: %w", err)
	}
	k := Random()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return Key{}, fmt.Errorf("make the council's key: %w", err)
	}
	if err := os.WriteFile(path, []byte(hex.EncodeToString(k.root)+"\n"), 0o600); err != nil {
		return Key{}, fmt.Errorf("make the council's key: %w", err)
	}
	return k, nil
}

// Fingerprint tells two keys apart and says nothing of either.
func (k Key) Fingerprint() string {
	sum, err := hkdf.Key(sha256.New, k.root, nil, "stillhome/fingerprint", 16)
	if err != nil {
		panic(err) // lengths are fixed
	}
	return hex.EncodeToString(sum)
}

// Empty reports whether there is no key.
func (k Key) Empty() bool { return len(k.root) == 0 }

func (k Key) aead(use string) cipher.AEAD {
	sub, err := hkdf.Key(sha256.New, k.root, nil, "stillhome/"+use, 32)
	if err != nil {
		panic(err) // lengths are fixed above
	}
	block, err := aes.NewCipher(sub)
	if err != nil {
		panic(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return gcm
}

// Seal hides plain for one use. Bound names what it belongs to (a row's table
// and id): a value moved to another row does not open. The result is URL-safe
// text, different at every call.
func (k Key) Seal(use, bound string, plain []byte) string {
	gcm := k.aead(use)
	nonce := make([]byte, gcm.NonceSize())
	rand.Read(nonce)
	return base64.RawURLEncoding.EncodeToString(gcm.Seal(nonce, nonce, plain, []byte(bound)))
}

// ErrBroken says that a sealed value is not one of ours, or was changed, moved
// or sealed by another council's key.
var ErrBroken = errors.New("sealed value does not open")

// Open reverses Seal.
func (k Key) Open(use, bound, sealed string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	gcm := k.aead(use)
	if err != nil || len(raw) < gcm.NonceSize() {
		return nil, ErrBroken
	}
	plain, err := gcm.Open(nil, raw[:gcm.NonceSize()], raw[gcm.NonceSize():], []byte(bound))
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}
