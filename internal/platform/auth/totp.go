package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"

	"rsc.io/qr"

	"stillhome/internal/kernel/when"
)

// TOTP as authenticator apps know it (RFC 6238): SHA-1, 30 seconds, 6 digits.
const (
	stepSeconds = 30
	codeDigits  = 6
	// drift is how many steps before and after now are taken, for phones
	// whose clocks are a little off.
	drift = 1
)

// newSecret is 20 random bytes, the length RFC 4226 recommends.
func newSecret() []byte {
	b := make([]byte, 20)
	rand.Read(b)
	return b
}

// codeAt is the code of one time step (RFC 4226 section 5.3), with so many digits.
func codeAt(secret []byte, step int64, digits int) string {
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	n := uint64(binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff)
	modulus := uint64(1)
	for range digits {
		modulus *= 10
	}
	return fmt.Sprintf("%0*d", digits, n%modulus)
}

func stepOf(now when.Instant) int64 { return now.Unix() / stepSeconds }

// matchCode finds the step whose code was typed: near now, and after the last
// one used, so that a code seen over a shoulder opens nothing. False when none.
func matchCode(secret []byte, typed string, now when.Instant, used int64) (step int64, ok bool) {
	typed = strings.NewReplacer(" ", "", "-", "").Replace(typed)
	for s := stepOf(now) - drift; s <= stepOf(now)+drift; s++ {
		same := subtle.ConstantTimeCompare([]byte(codeAt(secret, s, codeDigits)), []byte(typed)) == 1
		if same && s > used {
			step, ok = s, true
		}
	}
	return step, ok
}

// Setup is what an authenticator app needs to make codes. Text is the secret
// in groups of four, for typing it in by hand.
type Setup struct {
	Text   string
	secret []byte
	label  string
	issuer string
}

func setup(secret []byte, council, login string) Setup {
	plain := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	var groups []string
	for len(plain) > 4 {
		groups, plain = append(groups, plain[:4]), plain[4:]
	}
	return Setup{Text: strings.Join(append(groups, plain), " "), secret: secret, label: login, issuer: "Stillhome " + council}
}

// Picture is the QR code that the app scans, as a PNG.
func (s Setup) Picture() ([]byte, error) {
	code, err := qr.Encode(s.address(), qr.M)
	if err != nil {
		return nil, fmt.Errorf("draw the code to scan: %w", err)
	}
	return code.PNG(), nil
}

// address is the otpauth address that authenticator apps agree on.
func (s Setup) address() string {
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(s.secret)
	return fmt.Sprintf("otpauth://totp/%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d",
		percent(s.issuer+":"+s.label), secret, percent(s.issuer), codeDigits, stepSeconds)
}

// percent escapes text for anywhere in an address; apps show a plus as it is.
func percent(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
