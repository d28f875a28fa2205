package auth

import (
	"context"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// InvitedFor is how long an invitation holds.
const InvitedFor = 7 * 24 * time.Hour

// Invitation asks somebody to open an account. It is not an account: that is
// made when its owner has set up a second factor and a password. An invitation
// for a login that has an account already (made by InviteAgain) gives the same
// account new ones, for a lost phone.
type Invitation struct {
	Kind   Kind
	Login  string
	Name   string
	Roles  []actor.Role
	Person ids.Person // for the kinds person and close

	Renews  ids.Account // the account it gives new factors; empty for a new one
	Created when.Instant
	Until   when.Instant
	totp    string // sealed
}

// errInvitation is the same for a token that never was, was used or ran out.
var errInvitation = fault.New(fault.Invalid, "auth.invitation", "This link does not work any more. Ask whoever sent it for a new one.")

// Invite makes an invitation under a token made by NewToken, which is its only
// key: hand the link to the person themselves. Inviting the same login again
// makes the earlier link useless. Errors: auth.invite (fields), auth.taken.
func Invite(ctx context.Context, g *gate.Gate, token string, v Invitation) error {
	about, may := gate.Council, MayInvite
	if relationOf(v.Kind) != "" {
		about, may = gate.Person(v.Person), MayLinkClose
	}
	v.Login = foldLogin(v.Login)
	var checks fault.Checks
	checkWho(&checks, v.Login, v.Name)
	checks.Field(v.Kind != KindStaff && relationOf(v.Kind) == "", "kind", "Say whose account it will be")
	checkRoles(&checks, v.Kind, v.Roles)
	checks.Field(relationOf(v.Kind) != "" && v.Person == "", "person", "Say whom this account is about")
	if err := checks.Err("auth.invite"); err != nil {
		return err
	}
	return g.Write(ctx, may, about, func(tx *gate.Tx) error {
		taken, err := loginTaken(tx.Snapshot, v.Login)
		if err != nil {
			return err
		}
		checks.Field(taken, "login", "Somebody has an account with this sign-in name already")
		if err := checks.Err("auth.taken"); err != nil {
			return err
		}
		return saveInvitation(tx, hashed(token), v)
	})
}

// InviteAgain makes an invitation by which the owner of an account that has not
// ended sets a new password and second factor. Nothing changes until they do.
func InviteAgain(ctx context.Context, g *gate.Gate, token string, account ids.Account) error {
	return g.Write(ctx, MayInvite, gate.Council, func(tx *gate.Tx) error {
		a, err := liveAccount(tx.Snapshot, account)
		if err != nil {
			return err
		}
		if a.Kind == KindClient {
			return gate.NotFound()
		}
		return saveInvitation(tx, hashed(token), Invitation{Kind: a.Kind, Login: a.Login, Name: a.Name, Roles: a.Roles, Person: a.Person, Renews: a.ID})
	})
}

// Invited reads an invitation for the page that its link leads to, with what
// an authenticator app needs. Council is the name the app will show. Error:
// auth.invitation.
func Invited(ctx context.Context, g *gate.Gate, token, council string) (v Invitation, app Setup, err error) {
	err = g.Read(asService(ctx), MayAccept, gate.Council, func(s *gate.Snapshot) error {
		if v, err = readInvitation(s, hashed(token)); err != nil {
			return err
		}
		secret, err := s.Unseal("invitation", hashed(token), v.totp)
		app = setup(secret, council, v.Login)
		return err
	})
	return v, app, err
}

// Acceptance is what the owner of a new account chose and showed. Code is from
// the authenticator app that was given the invitation's secret.
type Acceptance struct {
	Token    string
	Password string
	Code     string
	Council  string // its name, which the password must not contain
	Try             // network, device and browser
}

// Accept opens the account, its second factor and its roles in one write, and
// signs its owner in. People who are not staff may leave the code empty.
// Errors: auth.invitation, auth.accept (fields).
func Accept(ctx context.Context, g *gate.Gate, a Acceptance) (Progress, error) {
	v, app, err := Invited(ctx, g, a.Token, a.Council)
	if err != nil {
		return Progress{}, err
	}
	step, right := matchCode(app.secret, a.Code, g.Clock.Now(), 0)
	var checks fault.Checks
	checks.Field(a.Code == "" && v.Kind == KindStaff, "code", "Enter the 6 digits that your app shows")
	checks.Field(a.Code != "" && !right, "code", "That code is not right. Wait for the next one in your app and enter it")
	checkPassword(&checks, a.Password, v.Login, v.Name, a.Council)
	if err := checks.Err("auth.accept"); err != nil {
		return Progress{}, err
	}
	hash, err := hashPassword(ctx, a.Password)
	if err != nil {
		return Progress{}, err
	}
	var secret []byte
	if right {
		secret = app.secret
	}
	return openInvited(ctx, g, a.Token, v.account(), a.Try, factors{password: hash, totp: secret, step: step})
}

// factors are what a new account will come in by.
type factors struct {
	password string
	totp     []byte
	step     int64
	passkey  *Passkey
}

// openInvited uses an invitation up: it makes the account, or renews one.
func openInvited(ctx context.Context, g *gate.Gate, token string, account ids.Account, t Try, f factors) (Progress, error) {
	p := Progress{Account: account}
	err := g.Write(asAccount(ctx, p.Account), MayAccept, gate.Council, func(tx *gate.Tx) error {
		v, err := readInvitation(tx.Snapshot, hashed(token))
		if err != nil {
			return err
		}
		if err := useInvitation(tx, hashed(token)); err != nil {
			return err
		}
		a := newAccount{
			Account:  Account{ID: p.Account, Kind: v.Kind, Login: v.Login, Name: v.Name, Person: v.Person},
			password: f.password, step: f.step,
		}
		if f.totp != nil {
			a.totp = tx.Seal("totp", string(a.ID), f.totp)
		}
		if f.passkey != nil {
			a.passkey = f.passkey.ID
			if err := savePasskey(tx, a.ID, *f.passkey); err != nil {
				return err
			}
		}
		if v.Renews != "" {
			err = renew(tx, a)
		} else {
			err = open(tx, a, v.Roles)
		}
		if err != nil {
			return err
		}
		t.Login = v.Login
		if p.Device = t.Device; !looksLikeToken(p.Device) {
			p.Device = NewToken()
		}
		if err := saveDevice(tx, hashed("device", p.Device, v.Login), a.ID, tx.At.Add(DeviceFor)); err != nil {
			return err
		}
		p.Session, err = start(tx, a.ID, t.Browser, t.Limits)
		return err
	})
	return p, err
}

// account is whose the invitation is: that of the account it renews, or a new one.
func (v Invitation) account() ids.Account {
	if v.Renews != "" {
		return v.Renews
	}
	return ids.Account(ids.New())
}

// open stores an account and gives it its roles and its person.
func open(tx *gate.Tx, a newAccount, roles []actor.Role) error {
	if err := saveAccount(tx, a); err != nil {
		return err
	}
	for _, r := range roles {
		if err := tx.Grant(string(a.ID), r); err != nil {
			return err
		}
	}
	if kind := relationOf(a.Kind); kind != "" && a.Person != "" {
		if err := tx.Relate(string(a.ID), string(a.Person), kind, "account:"+string(a.ID), tx.At, when.Instant{}); err != nil {
			return err
		}
	}
	tx.Emit(Opened{Account: a.ID, Kind: a.Kind})
	return nil
}

// renew gives an account new factors and ends whatever came in by the old.
func renew(tx *gate.Tx, a newAccount) error {
	if err := saveFactors(tx, a); err != nil {
		return err
	}
	return endSessions(tx, a.ID)
}
