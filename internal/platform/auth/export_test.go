package auth

import (
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// CodeOf is the code an app set up so would show at the time.
func CodeOf(s Setup, at when.Instant) string { return codeAt(s.secret, stepOf(at), codeDigits) }

// AddWithoutFactor tries to store a member of staff without a second factor.
func AddWithoutFactor(tx *gate.Tx, id string) error {
	return saveAccount(tx, newAccount{Account: Account{ID: "x", Kind: KindStaff, Login: id, Name: id}, password: "x"})
}

// Failures is how many tries stand against a name from a network.
func Failures(t testing.TB, s *gate.Snapshot, try Try, known bool) int {
	t.Helper()
	n, _, err := readLane(s, lanesFor(try, known)[0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func rolesNamed(names ...string) (out []actor.Role) {
	for _, n := range names {
		out = append(out, actor.Role(n))
	}
	return out
}
