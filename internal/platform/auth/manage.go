package auth

import (
	"context"
	"slices"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
)

// Get reads one account with the roles it has now; ended ones too.
func Get(s *gate.Snapshot, id ids.Account) (Account, error) { return readAccount(s, id) }

// Query narrows a list of accounts. The zero Query is everybody who has not
// ended.
type Query struct {
	Words string // part of a name or sign-in name
	Role  actor.Role
	Ended bool // those that have ended, instead
}

// SetRoles gives an account exactly these roles from now; they hold from its
// next request on. Nobody changes their own. Errors: auth.own_roles,
// auth.roles (fields), gate.changed.
func SetRoles(ctx context.Context, g *gate.Gate, id ids.Account, version int, roles []actor.Role) error {
	return g.Write(ctx, MayChange, gate.Council, func(tx *gate.Tx) error {
		a, err := liveAccount(tx.Snapshot, id)
		if err != nil {
			return err
		}
		if string(id) == tx.Actor.ID {
			return fault.New(fault.Invalid, "auth.own_roles", "You cannot change your own roles. Ask another administrator.")
		}
		var checks fault.Checks
		checkRoles(&checks, a.Kind, roles)
		if err := checks.Err("auth.roles"); err != nil {
			return err
		}
		for _, r := range a.Roles {
			if !slices.Contains(roles, r) {
				if err := tx.Revoke(string(id), r); err != nil {
					return err
				}
			}
		}
		for _, r := range roles {
			if !slices.Contains(a.Roles, r) {
				if err := tx.Grant(string(id), r); err != nil {
					return err
				}
			}
		}
		tx.Emit(RolesChanged{Account: id, Roles: roles})
		return moveVersion(tx, id, version)
	})
}

// End ends an account for good, with its sessions, roles and relations, at
// once. Nobody ends their own. Errors: auth.own_end, gate.not_found.
func End(ctx context.Context, g *gate.Gate, id ids.Account) error {
	return g.Write(ctx, MayEnd, gate.Council, func(tx *gate.Tx) error { return EndIn(tx, id) })
}

// EndIn is End inside a write of another feature, such as somebody leaving.
func EndIn(tx *gate.Tx, id ids.Account) error {
	if string(id) == tx.Actor.ID {
		return fault.New(fault.Invalid, "auth.own_end", "You cannot end your own account. Ask another administrator.")
	}
	if _, err := liveAccount(tx.Snapshot, id); err != nil {
		return err
	}
	if err := endAccount(tx, id); err != nil {
		return err
	}
	if err := endSessions(tx, id); err != nil {
		return err
	}
	if err := tx.Revoke(string(id), ""); err != nil {
		return err
	}
	tx.Emit(Ended{Account: id})
	return tx.Unrelate("account:" + string(id))
}

// LapseTie lets a portal account's tie to its person run out now. Like a tie
// that had an end from the start it leaves no row in the journal, and its
// holder finds what anybody finds whose tie ran out. Only the service itself
// may: whoever asks for it keeps their own record of why.
func LapseTie(ctx context.Context, g *gate.Gate, id ids.Account) error {
	return g.Write(ctx, mayLapse, gate.Council, func(tx *gate.Tx) error { return tx.Unrelate("account:" + string(id)) })
}

// SignOutOther ends every session of somebody else's account at once, for a
// lost phone. Error: gate.not_found.
func SignOutOther(ctx context.Context, g *gate.Gate, id ids.Account) error {
	return g.Write(ctx, MayEnd, gate.Council, func(tx *gate.Tx) error {
		if _, err := liveAccount(tx.Snapshot, id); err != nil {
			return err
		}
		return SignOutIn(tx, id)
	})
}

// SignOutIn ends every session of an account, and forgets the devices it is
// known by, inside a write of another feature, such as a phone being lost.
func SignOutIn(tx *gate.Tx, id ids.Account) error { return endSessions(tx, id) }

// ChangePassword gives the caller a new password. The old one is asked again,
// in the lanes of signing in; all other sessions end. Errors: auth.no_password,
// auth.wait, auth.password (fields).
func ChangePassword(ctx context.Context, g *gate.Gate, old, password, council, session string, t Try) error {
	who, ok := actor.From(ctx)
	if !ok {
		return fault.New(fault.Unauthenticated, "auth.sign_in", "Sign in to continue.")
	}
	var have credentials
	err := g.Read(ctx, MayKeepOwn, gate.Council, func(s *gate.Snapshot) error {
		return readCredentialsOf(s, ids.Account(who.ID), &have)
	})
	if err != nil {
		return err
	}
	if have.password == "" {
		return fault.New(fault.Invalid, "auth.no_password", "This account has no password: you sign in with a passkey. Ask an administrator for a link if you want one.")
	}
	t.Login = have.login
	if _, err := begin(ctx, g, t); err != nil {
		return err
	}
	right, err := passwordIs(ctx, have.password, old)
	if err != nil {
		return err
	}
	var checks fault.Checks
	checks.Field(!right, "old", "That is not your password now. Enter it again")
	checkPassword(&checks, password, have.login, who.Name, council)
	if err := checks.Err("auth.password"); err != nil {
		return err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return g.Write(ctx, MayKeepOwn, gate.Council, func(tx *gate.Tx) error {
		if err := forgive(tx, lanesFor(t, true)[0], lanesFor(t, false)[0], codeLane(who.ID)); err != nil {
			return err
		}
		if err := savePassword(tx, have.account, hash); err != nil {
			return err
		}
		return endOtherSessions(tx, have.account, hashed(session))
	})
}

// New is an account made without its owner present.
type New struct {
	ID    ids.Account
	Kind  Kind
	Login string
	Name  string
	Roles []actor.Role
	// Person of a portal account.
	Person ids.Person
}

// Enrol makes an account by the service itself, for the made-up service: it has
// a second factor that nobody was shown and no password, so only the demo's
// own sign-in reaches it. Errors: auth.enrol (fields), gate.exists.
func Enrol(ctx context.Context, g *gate.Gate, n New) error {
	return g.Write(ctx, MayEnrol, gate.Council, func(tx *gate.Tx) error { return EnrolIn(tx, n) })
}

// EnrolIn is Enrol inside a write of the service's own; anybody else's fails.
func EnrolIn(tx *gate.Tx, n New) error {
	if !tx.Actor.Trusted {
		return gate.NotFound()
	}
	var checks fault.Checks
	n.Login = foldLogin(n.Login)
	checkWho(&checks, n.Login, n.Name)
	checkRoles(&checks, n.Kind, n.Roles)
	if err := checks.Err("auth.enrol"); err != nil {
		return err
	}
	return open(tx, newAccount{
		Account: Account{ID: n.ID, Kind: n.Kind, Login: n.Login, Name: n.Name, Person: n.Person},
		totp:    tx.Seal("totp", string(n.ID), newSecret()),
	}, n.Roles)
}

// ClientFor is how long the credential of another system holds.
const ClientFor = 365 * 24 * time.Hour

// AddClient lets another system send referrals: it makes an account for it and
// gives the bearer token it must send, which is shown this once and holds for a
// year. Name says whose system it is. Errors: auth.client (fields), auth.taken.
func AddClient(ctx context.Context, g *gate.Gate, name string) (credential string, err error) {
	login := "system:" + simplified(name)
	var checks fault.Checks
	checks.Field(simplified(name) == "" || len(name) > 80, "name", "Name the system, in 80 characters or fewer, such as \"Royal Infirmary discharge\"")
	if err := checks.Err("auth.client"); err != nil {
		return "", err
	}
	credential = NewToken()
	return credential, g.Write(ctx, MayConnect, gate.Council, func(tx *gate.Tx) error {
		taken, err := loginTaken(tx.Snapshot, login)
		if err != nil {
			return err
		}
		checks.Field(taken, "name", "A system of this name is connected already. End it first, or choose another name")
		if err := checks.Err("auth.taken"); err != nil {
			return err
		}
		id := ids.Account(ids.New())
		if err := open(tx, newAccount{Account: Account{ID: id, Kind: KindClient, Login: login, Name: name}}, []actor.Role{actor.Client}); err != nil {
			return err
		}
		return saveSession(tx, id, Session{
			ID: hashed(credential), Device: "Connected system", Started: tx.At, Seen: tx.At, Strong: tx.At, Until: tx.At.Add(ClientFor),
		})
	})
}

// row is an account with one of its roles.
type row struct {
	Account
	role actor.Role
}

func (r *row) fields() []any { return append(r.Account.fields(), (*gate.Text)(&r.role)) }

// List is every account the query asks for, by name. A council has some
// hundreds, so it is read whole and narrowed here, where names compare alike
// on every engine.
func List(s *gate.Snapshot, q Query) ([]Account, error) {
	rows, err := gate.All(s, (*row).fields, `SELECT a.id, a.kind, a.login, a.name, a.person_id, a.created_at, a.ended_at, a.version,
			a.password_hash IS NOT NULL, a.totp_sealed IS NOT NULL, r.role
		FROM auth_account a LEFT JOIN gate_role r ON r.account_id = a.id AND r.until_at IS NULL
		ORDER BY a.id, r.role`)
	if err != nil {
		return nil, err
	}
	var all []Account
	for _, r := range rows {
		if len(all) == 0 || all[len(all)-1].ID != r.ID {
			all = append(all, r.Account)
		}
		if r.role != "" {
			all[len(all)-1].Roles = append(all[len(all)-1].Roles, r.role)
		}
	}
	for _, a := range all {
		inOrder(a.Roles)
	}
	all = slices.DeleteFunc(all, func(a Account) bool { return !q.keeps(a) })
	slices.SortStableFunc(all, func(a, b Account) int {
		return strings.Compare(simplified(a.Name), simplified(b.Name))
	})
	return all, nil
}

func (q Query) keeps(a Account) bool {
	words := simplified(q.Words)
	return q.Ended == !a.Ended.IsZero() &&
		(q.Role == "" || slices.Contains(a.Roles, q.Role)) &&
		(words == "" || strings.Contains(simplified(a.Name), words) || strings.Contains(simplified(a.Login), words))
}
