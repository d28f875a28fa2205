package field

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stillhome/internal/face/field/phone"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/secret"
)

// vectors are what another implementation of docs/phone.md can be held to.
// None of it is anybody's: the root key is 32 times the same byte.
type vectors struct {
	About       string   `json:"about"`
	RootKey     string   `json:"root_key"`
	SealKey     string   `json:"seal_key"`
	ReceiptKey  string   `json:"receipt_key"`
	Phone       phone.ID `json:"phone"`
	SignKey     string   `json:"sign_key"`
	SignPrivate string   `json:"sign_private"`
	Facts       []vector `json:"facts"`
}

type vector struct {
	Seq         int    `json:"seq"`
	Text        string `json:"text"`
	Hash        string `json:"hash"`
	Sig         string `json:"sig"`
	Info        string `json:"info"`
	Plain       string `json:"plain"`
	Sealed      string `json:"sealed"`
	ReceiptText string `json:"receipt_text"`
	ReceiptSig  string `json:"receipt_sig"`
}

const vectorsFile = "../../../docs/phone-vectors.json"

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// TestVectors holds docs/phone-vectors.json to what this program does. Run with
// STILLHOME_UPDATE=1 to write it anew: the envelopes differ each time, as each
// has a key of its own.
func TestVectors(t *testing.T) {
	root := strings.Repeat("42", 32)
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(root), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := secret.Load(file, false)
	if err != nil {
		t.Fatal(err)
	}
	pairs := key.Pairs()
	scalar, _ := hex.DecodeString(strings.Repeat("17", 32))
	sign, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar)
	if err != nil {
		t.Fatal(err)
	}
	public, err := sign.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	want := vectors{
		About:   "Made by TestVectors in internal/face/field. Signatures by the phone may differ, as a browser draws a number for each; they must verify. Envelopes must open; receipts are the same every time.",
		RootKey: root, SealKey: b64(pairs.SealKey()), ReceiptKey: b64(pairs.ReceiptKey()),
		Phone: "3f0c9a52-7d1e-4b6a-9c39-0c1d8a0e51ee", SignKey: b64(public), SignPrivate: b64(scalar),
	}
	prev := ""
	for i, body := range []string{
		`"action":"visit.arrive","person":"0197f0c2-0000-7000-8000-000000000001","visit":"0197f0c2-0000-7000-8000-000000000002","version":3,"pack":"","at":"2026-11-30T08:12:04.120Z","wall":1796026324460,"mono":812345,"offset":-340,"body":{"arrived":"2026-11-30T08:12:04.120Z"}`,
		`"action":"visit.note","person":"0197f0c2-0000-7000-8000-000000000001","visit":"0197f0c2-0000-7000-8000-000000000002","version":3,"pack":"","at":"2026-11-30T08:20:00.000Z","wall":1796026800340,"mono":1288225,"offset":-340,"body":{"words":"“Bore da”, she said – ☕ at 8 o’clock.\nZażółć gęślą jaźń 👵🏽"}`,
		`"action":"help.want","person":"","visit":"","version":0,"pack":"","at":"2026-11-30T08:21:00.000Z","wall":1796026860340,"mono":1348225,"offset":-340,"body":{"silent":true}`,
	} {
		seq := i + 1
		id := "0c9a52aa-0000-4000-8000-00000000000" + string(rune('0'+seq))
		v := vector{Seq: seq, Text: `{"schema":2,"id":"` + id + `","phone":"` + string(want.Phone) + `","seq":` + string(rune('0'+seq)) + `,"prev":"` + prev + `",` + body + `}`}
		v.Hash = hashOf([]byte(v.Text))
		v.Sig = b64(secret.SignWith(sign, []byte(v.Text)))
		v.Info = info(want.Phone, seq)
		plain, err := json.Marshal(struct {
			Fact string `json:"fact"`
			Sig  string `json:"sig"`
		}{v.Text, v.Sig})
		if err != nil {
			t.Fatal(err)
		}
		v.Plain = string(plain)
		at := when.Date("2026-11-30").AtMinute(8*60 + 30 + i)
		v.ReceiptText = receiptText(want.Phone, seq, id, v.Hash, Done, at)
		v.ReceiptSig = b64(pairs.Sign([]byte(v.ReceiptText)))
		want.Facts = append(want.Facts, v)
		prev = v.Hash
	}
	if os.Getenv("STILLHOME_UPDATE") != "" {
		for i, v := range want.Facts {
			sealed, err := secret.SealTo(pairs.SealKey(), v.Info, []byte(v.Plain))
			if err != nil {
				t.Fatal(err)
			}
			want.Facts[i].Sealed = b64(sealed)
		}
		b, err := json.MarshalIndent(want, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(vectorsFile, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	var have vectors
	if err := json.Unmarshal(b, &have); err != nil {
		t.Fatal(err)
	}
	if len(have.Facts) != len(want.Facts) {
		t.Fatalf("%d facts, want %d", len(have.Facts), len(want.Facts))
	}
	keys, err := secret.ParseSignKey(public)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range have.Facts {
		raw, err := json.Marshal(map[string]any{"seq": v.Seq, "sealed": v.Sealed})
		if err != nil {
			t.Fatal(err)
		}
		a := open(pairs, phone.Phone{ID: have.Phone}, phone.Keys{keys}, raw, when.Date("2026-11-30").AtMinute(600))
		if a.closed || a.wrong != nil || a.body != v.Text || a.hash != v.Hash {
			t.Errorf("fact %d opens as %+v", v.Seq, a)
		}
		want.Facts[i].Sealed = v.Sealed
	}
	one, _ := json.Marshal(have)
	other, _ := json.Marshal(want)
	if string(one) != string(other) {
		t.Error("docs/phone-vectors.json is stale: run STILLHOME_UPDATE=1 go test -run TestVectors ./internal/face/field, and read what changed")
	}
}
