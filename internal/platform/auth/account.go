package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
)

// Kind says whose account it is.
type Kind string

// The kinds of account. KindClose is family or a friend; KindClient is another
// program.
const (
	KindStaff  Kind = "staff"
	KindPerson Kind = "person"
	KindClose  Kind = "close"
	KindClient Kind = "client"
)

// Label is the kind in words for a screen.
func (k Kind) Label() string {
	switch k {
	case KindStaff:
		return "Staff"
	case KindPerson:
		return "Person"
	case KindClose:
		return "Family or friend"
	case KindClient:
		return "Connected system"
	}
	return string(k)
}

// Account is who can come in. Person is set for the kinds person and close.
// Ended accounts stay in the record and never come in again.
type Account struct {
	ID      ids.Account
	Kind    Kind
	Login   string // lower case; unique among accounts that have not ended
	Name    string
	Person  ids.Person
	Created when.Instant
	Ended   when.Instant
	Version int
	// HasPassword and HasCode say what it can come in by, besides passkeys.
	HasPassword, HasCode bool
	Roles                []actor.Role // those held now
}

// inOrder sorts roles as pages show them.
func inOrder(roles []actor.Role) []actor.Role {
	slices.SortFunc(roles, func(a, b actor.Role) int {
		return slices.Index(actor.Roles, a) - slices.Index(actor.Roles, b)
	})
	return roles
}

// foldLogin is a sign-in name as it is stored and compared.
func foldLogin(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// checkWho notes what is wrong with a sign-in name and the name of its owner.
func checkWho(checks *fault.Checks, login, name string) {
	n := utf8.RuneCountInString(login)
	odd := strings.ContainsFunc(login, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
	checks.Field(login == "", "login", "Enter a sign-in name, such as their work email address")
	checks.Field(n < 3 || n > 100 || odd, "login", "A sign-in name has 3 to 100 characters and no spaces")
	checks.Field(strings.TrimSpace(name) == "", "name", "Enter their name")
	checks.Field(utf8.RuneCountInString(name) > 100, "name", "Use 100 characters or fewer for the name")
}

// rolesOf is which roles a kind of account may have.
func rolesOf(k Kind) []actor.Role {
	switch k {
	case KindStaff:
		return slices.DeleteFunc(slices.Clone(actor.Roles), func(r actor.Role) bool { return !r.Staff() })
	case KindPerson:
		return []actor.Role{actor.Person}
	case KindClose:
		return []actor.Role{actor.Family}
	case KindClient:
		return []actor.Role{actor.Client}
	}
	return nil
}

// checkRoles notes roles that the kind of account cannot have.
func checkRoles(checks *fault.Checks, k Kind, roles []actor.Role) {
	checks.Field(len(roles) == 0, "roles", "Choose at least one role")
	for _, r := range roles {
		checks.Field(!slices.Contains(rolesOf(k), r), "roles", "Choose only roles that fit this kind of account")
	}
}

// relationOf is how a portal account reaches its person; empty for others.
func relationOf(k Kind) actor.Relation {
	switch k {
	case KindPerson:
		return actor.Self
	case KindClose:
		return actor.Close
	}
	return ""
}

// Opened says that an account was made, with its second factor where it needs one.
type Opened struct {
	Account ids.Account
	Kind    Kind
}

// EventName is the event's stable name.
func (Opened) EventName() string { return "auth.account_opened" }

// Ended says that an account can no longer come in; its sessions are over.
type Ended struct{ Account ids.Account }

// EventName is the event's stable name.
func (Ended) EventName() string { return "auth.account_ended" }

// RolesChanged says which roles an account has from now on.
type RolesChanged struct {
	Account ids.Account
	Roles   []actor.Role
}

// EventName is the event's stable name.
func (RolesChanged) EventName() string { return "auth.roles_changed" }

// NewToken is 32 random bytes as URL-safe text: a session, an invitation, a
// known device, a credential. Only its hash is stored.
func NewToken() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails: crypto/rand ends the process instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashed is what the record keeps of a token, together with what it is bound to.
func hashed(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}
