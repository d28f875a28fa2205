package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"stillhome/internal/kernel/fault"
)

// Argon2id as OWASP's Password Storage Cheat Sheet has it (read 2026-11):
// 19 MiB, two passes, one lane.
const (
	argonMemory = 19456 // KiB
	argonTime   = 2
	argonLanes  = 1
	argonLength = 32
)

// Lengths of a password in characters.
const (
	minPassword = 12
	maxPassword = 128
)

// PasswordRule is said beside every field for a new password.
const PasswordRule = "At least 12 characters. Three or four words that do not belong together are easy to remember and hard to guess. You can paste it from a password manager."

// hashing lets as many passwords be hashed at once as there are cores, so that
// a flood of sign-ins cannot use up the memory.
var hashing = make(chan struct{}, runtime.NumCPU())

func argon(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, argonTime, argonMemory, argonLanes, argonLength), nil
}

// hashPassword gives the usual text form: $argon2id$v=19$m=..,t=..,p=..$salt$hash.
func hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt)
	key, err := argon(ctx, password, salt)
	if err != nil {
		return "", err
	}
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes,
		enc.EncodeToString(salt), enc.EncodeToString(key)), nil
}

// nobody is a hash that no password has, so that an unknown sign-in name costs
// the same work as a known one.
var nobody = sync.OnceValue(func() string {
	h, err := hashPassword(context.Background(), NewToken())
	if err != nil {
		panic(err) // only a cancelled context fails, and this one is not
	}
	return h
})

// passwordIs checks a password against a stored hash. An empty hash (no such
// account, or one without a password) takes as long and is never right.
func passwordIs(ctx context.Context, stored, password string) (bool, error) {
	known := stored != ""
	if !known {
		stored = nobody()
	}
	parts := strings.Split(stored, "$")
	if len(parts) != 6 {
		return false, fmt.Errorf("a stored password is not in a form we know")
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("a stored password's salt: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("a stored password's hash: %w", err)
	}
	have, err := argon(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(have, want) == 1 && known, nil
}

// checkPassword notes what is wrong with a new password. Own holds words it
// must not contain: the sign-in name, the person's name, the council's.
func checkPassword(checks *fault.Checks, password string, own ...string) {
	n := utf8.RuneCountInString(password)
	checks.Field(n == 0, "password", "Enter a password")
	checks.Field(n < minPassword, "password", "Use at least %d characters for your password", minPassword)
	checks.Field(n > maxPassword, "password", "Use %d characters or fewer for your password", maxPassword)
	plain := simplified(password)
	checks.Field(common(plain), "password", "Choose another password: many people use that one, so it is among the first that is tried")
	for _, o := range own {
		for _, word := range append(strings.FieldsFunc(o, func(r rune) bool { return strings.ContainsRune(" @.-_", r) }), o) {
			w := simplified(word)
			checks.Field(len(w) >= 4 && strings.Contains(plain, w), "password", "Choose a password without your own name, your sign-in name or the council's name in it")
		}
	}
}

// blocked are the words that long but weak passwords are made of. A password
// that is only these, digits and repetition is refused, which covers far more
// than a list of whole passwords. From the words that lead every published
// list of leaked passwords (NIST SP 800-63B 3.1.1.2 asks for such a check),
// with those of our own trade and country.
var blocked = []string{
	"password", "passwort", "passw", "qwertyuiop", "qwerty", "azerty", "asdfghjkl", "asdfgh", "zxcvbnm", "zxcvbn",
	"letmein", "welcome", "admin", "administrator", "login", "signin", "master", "dragon", "monkey", "sunshine",
	"princess", "football", "liverpool", "chelsea", "arsenal", "everton", "rangers", "celtic", "charlie", "superman",
	"batman", "iloveyou", "trustno", "shadow", "michael", "jessica", "computer", "internet", "whatever", "secret",
	"changeme", "default", "test", "testing", "guest", "user", "access", "hello", "summer", "winter", "spring",
	"autumn", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february",
	"march", "april", "june", "july", "august", "september", "october", "november", "december", "england", "london",
	"council", "stillhome", "reablement", "socialcare", "support", "worker", "coordinator", "carer", "homecare", "nhs",
	"correcthorsebatterystaple", "abcdefghijklmnopqrstuvwxyz", "abcdefgh", "abcdef", "abc", "aaa", "xxx", "my", "the", "is", "new", "one", "a", "i",
}

// leet are letters as they are commonly disguised.
var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i", "|", "l")

// simplified is a password in small letters, without what only separates.
func simplified(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-_.,", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// common reports whether a simplified password is only blocked words, digits,
// signs, runs and repetition.
func common(plain string) bool {
	return worn(plain) || worn(leet.Replace(plain))
}

func worn(s string) bool {
	if distinct(s) < 5 {
		return true
	}
	words := slices.Clone(blocked)
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	left := s
	for _, w := range words {
		if len(w) > 2 {
			left = strings.ReplaceAll(left, w, " ")
		}
	}
	for _, w := range strings.FieldsFunc(left, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !slices.Contains(blocked, w) && distinct(w) > 1 {
			return false
		}
	}
	return true
}

// distinct is how many different characters there are.
func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}
