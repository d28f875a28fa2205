package secret

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/asn1"
	"errors"
	"math/big"
)

// Pairs are a council's two key pairs, derived from its root key, so that a
// restored council has them again. What phones record is sealed to the one;
// with the other the council signs that it holds it.
type Pairs struct {
	seal    hpke.PrivateKey
	receipt *ecdsa.PrivateKey
}

// Pairs derives both. The same root key gives the same pairs for ever.
func (k Key) Pairs() *Pairs {
	seal, err := hpke.DHKEM(ecdh.P256()).DeriveKeyPair(k.derive("seal to council", 32))
	if err != nil {
		panic(err) // lengths are fixed
	}
	// 16 bytes more than the order has, so that no scalar is likelier than
	// another (FIPS 186-5, A.2.1); one is added, so that none is zero.
	n := new(big.Int).SetBytes(k.derive("receipt", 48))
	n.Mod(n, new(big.Int).Sub(elliptic.P256().Params().N, big.NewInt(1)))
	receipt, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), n.Add(n, big.NewInt(1)).FillBytes(make([]byte, 32)))
	if err != nil {
		panic(err)
	}
	return &Pairs{seal, receipt}
}

func (k Key) derive(use string, length int) []byte {
	b, err := hkdf.Key(sha256.New, k.root, nil, "stillhome/"+use, length)
	if err != nil {
		panic(err) // lengths are fixed
	}
	return b
}

// SealKey is the public half that phones seal to: an uncompressed P-256 point.
func (p *Pairs) SealKey() []byte { return p.seal.PublicKey().Bytes() }

// ReceiptKey is the public half that receipts are checked with: an
// uncompressed P-256 point.
func (p *Pairs) ReceiptKey() []byte {
	b, err := p.receipt.PublicKey.Bytes()
	if err != nil {
		panic(err) // our own curve
	}
	return b
}

// SealTo seals plain to a council by its seal key: HPKE in base mode
// (RFC 9180), the encapsulated key before the ciphertext. Info says what it is
// and must be the same on opening.
func SealTo(sealKey []byte, info string, plain []byte) ([]byte, error) {
	k, err := hpke.DHKEM(ecdh.P256()).NewPublicKey(sealKey)
	if err != nil {
		return nil, err
	}
	return hpke.Seal(k, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(info), plain)
}

// OpenSealed reverses SealTo. Error: ErrBroken.
func (p *Pairs) OpenSealed(info string, sealed []byte) ([]byte, error) {
	plain, err := hpke.Open(p.seal, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(info), sealed)
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

// Sign signs text with the receipt key: ECDSA over its SHA-256, r and s of 32
// bytes each, always the same for the same text (RFC 6979).
func (p *Pairs) Sign(text []byte) []byte { return SignWith(p.receipt, text) }

// SignWith is Sign with any P-256 key.
func SignWith(k *ecdsa.PrivateKey, text []byte) []byte {
	sum := sha256.Sum256(text)
	der, err := k.Sign(nil, sum[:], crypto.SHA256)
	if err != nil {
		panic(err) // our own curve and hash
	}
	var n struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &n); err != nil {
		panic(err)
	}
	return append(n.R.FillBytes(make([]byte, 32)), n.S.FillBytes(make([]byte, 32))...)
}

var errKey = errors.New("that is no public key on P-256")

// SignKey is the public half of a phone's sign key.
type SignKey struct{ k *ecdsa.PublicKey }

// ParseSignKey reads an uncompressed P-256 point.
func ParseSignKey(point []byte) (SignKey, error) {
	k, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return SignKey{}, errKey
	}
	return SignKey{k}, nil
}

// Signed reports whether sig (r and s, 64 bytes) is the key's over text.
func (s SignKey) Signed(text, sig []byte) bool {
	if len(sig) != 64 {
		return false
	}
	der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])})
	if err != nil {
		return false
	}
	sum := sha256.Sum256(text)
	return ecdsa.VerifyASN1(s.k, sum[:], der)
}
