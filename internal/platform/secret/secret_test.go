package secret

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"testing"
)

func TestSealedToTheCouncil(t *testing.T) {
	key := Random()
	pairs := key.Pairs()
	sealed, err := SealTo(pairs.SealKey(), "stillhome/field/2|a|1", []byte("Ångström saw to the door"))
	if err != nil {
		t.Fatal(err)
	}
	again := key.Pairs() // as after a restore
	if plain, err := again.OpenSealed("stillhome/field/2|a|1", sealed); err != nil || string(plain) != "Ångström saw to the door" {
		t.Errorf("%q, %v", plain, err)
	}
	if !bytes.Equal(again.ReceiptKey(), pairs.ReceiptKey()) || len(pairs.SealKey()) != 65 || len(pairs.ReceiptKey()) != 65 {
		t.Error("the same root key gives other pairs, or no points")
	}
	cut := bytes.Clone(sealed)
	cut[len(cut)-1] ^= 1
	for name, c := range map[string]struct {
		by     *Pairs
		info   string
		sealed []byte
	}{
		"another place":   {pairs, "stillhome/field/2|a|2", sealed},
		"another council": {Random().Pairs(), "stillhome/field/2|a|1", sealed},
		"changed":         {pairs, "stillhome/field/2|a|1", cut},
		"cut short":       {pairs, "stillhome/field/2|a|1", sealed[:40]},
		"nothing":         {pairs, "stillhome/field/2|a|1", nil},
	} {
		if plain, err := c.by.OpenSealed(c.info, c.sealed); err != ErrBroken {
			t.Errorf("%s: opened as %q, %v", name, plain, err)
		}
	}
	if _, err := SealTo([]byte("no point"), "", nil); err == nil {
		t.Error("sealed to no key")
	}
}

func TestSignatures(t *testing.T) {
	pairs := Random().Pairs()
	sig := pairs.Sign([]byte("text"))
	if !bytes.Equal(sig, pairs.Sign([]byte("text"))) || len(sig) != 64 {
		t.Errorf("a receipt is not the same twice, or not 64 bytes: %x", sig)
	}
	key, err := ParseSignKey(pairs.ReceiptKey())
	if err != nil || !key.Signed([]byte("text"), sig) {
		t.Errorf("it does not verify: %v", err)
	}
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		sig  []byte
	}{
		"another text": {"texts", sig}, "another's": {"text", SignWith(other, []byte("text"))},
		"cut": {"text", sig[:63]}, "none": {"text", nil}, "zero": {"text", make([]byte, 64)},
	} {
		if key.Signed([]byte(c.text), c.sig) {
			t.Errorf("%s verifies", name)
		}
	}
	for _, point := range [][]byte{nil, make([]byte, 65), []byte("x"), append([]byte{4}, bytes.Repeat([]byte{1}, 64)...)} {
		if _, err := ParseSignKey(point); err == nil {
			t.Errorf("%x is taken for a key", point)
		}
	}
}
