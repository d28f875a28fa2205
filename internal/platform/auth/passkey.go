package auth

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Passkey is one key on somebody's phone, computer or security key.
type Passkey struct {
	ID    string // the credential's id, URL-safe text
	Label string // what its owner calls it, or the device it was made on
	Added when.Instant
	Used  when.Instant // zero: never yet

	credential string // the public key and what the library keeps of it, as JSON
}

// Where is the place a passkey belongs to: keys made at one name open nothing
// at another.
type Where struct {
	Origin  string // "https://stillhome.example", as the browser has it
	Council string
}

// RecentFor is how long after signing in one may add a passkey without
// signing in again: a stolen session must not become a key of its own.
const RecentFor = 15 * time.Minute

var (
	errPasskey   = fault.New(fault.Invalid, "auth.passkey", "That passkey was not accepted. Try again, or sign in with your password and code.")
	errRecent    = fault.New(fault.Invalid, "auth.not_recent", "For your safety, sign out and in again before you add a passkey.")
	errNotLately = fault.New(fault.Invalid, "auth.not_recent", "For everyone's safety, sign out and in again, then do this within 15 minutes.")
	errLast      = fault.New(fault.Invalid, "auth.last_factor", "This passkey is your only second step, so it cannot be removed. Add another one first.")
)

// party is the library set up for one place. User verification is required
// always: the key then stands for something one has and something one is or
// knows.
func (w Where) party() (*webauthn.WebAuthn, error) {
	u, err := url.Parse(w.Origin)
	if err != nil || u.Hostname() == "" {
		return nil, fmt.Errorf("passkeys need a name to belong to, not %q", w.Origin)
	}
	return webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Stillhome " + w.Council, RPOrigins: []string{w.Origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: protocol.ResidentKeyRequired(), ResidentKey: protocol.ResidentKeyRequirementRequired,
			UserVerification: protocol.VerificationRequired,
		},
	})
}

// owner is whose keys they are, as the library asks for it.
type owner struct {
	id          ids.Account
	login, name string
	keys        []webauthn.Credential
}

func (o owner) WebAuthnID() []byte                         { return []byte(o.id) }
func (o owner) WebAuthnName() string                       { return o.login }
func (o owner) WebAuthnDisplayName() string                { return o.name }
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

// begun is what a ceremony keeps on the server until it is finished.
type begun struct {
	Session    webauthn.SessionData `json:"session"`
	Invitation string               `json:"invitation,omitempty"` // the hash of its token
}

// BeginAdd starts adding a passkey for whoever is signed in by the session.
// Options go to the browser; pending names the ceremony. Error: auth.not_recent.
func BeginAdd(ctx context.Context, g *gate.Gate, w Where, session string) (options any, pending string, err error) {
	o, err := signedIn(ctx, g, session)
	if err != nil {
		return nil, "", err
	}
	return beginAdd(ctx, g, w, o, "")
}

// signedIn is the owner of a session that began a moment ago.
func signedIn(ctx context.Context, g *gate.Gate, session string) (o owner, err error) {
	err = g.Read(ctx, MayKeepOwn, gate.Council, func(s *gate.Snapshot) error {
		rows, err := holderOf(s, hashed(session))
		if err != nil {
			return err
		}
		if len(rows) == 0 || string(rows[0].account) != s.Actor.ID || s.Now.Sub(rows[0].Strong.Time) > RecentFor {
			return errRecent
		}
		a, err := liveAccount(s, rows[0].account)
		if err != nil {
			return err
		}
		o, err = ownerOf(s, a)
		return err
	})
	return o, err
}

func ownerOf(s *gate.Snapshot, a Account) (owner, error) {
	o := owner{id: a.ID, login: a.Login, name: a.Name}
	keys, err := Passkeys(s, a.ID)
	for _, k := range keys {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(k.credential), &c); err != nil {
			return o, fmt.Errorf("passkey %s: %w", k.ID, err)
		}
		o.keys = append(o.keys, c)
	}
	return o, err
}

func beginAdd(ctx context.Context, g *gate.Gate, w Where, o owner, invitation string) (any, string, error) {
	party, err := w.party()
	if err != nil {
		return nil, "", err
	}
	var known []protocol.CredentialDescriptor
	for _, k := range o.keys {
		known = append(known, k.Descriptor())
	}
	options, session, err := party.BeginRegistration(o, webauthn.WithExclusions(known))
	if err != nil {
		return nil, "", fmt.Errorf("begin a passkey: %w", err)
	}
	pending, err := keep(ctx, g, "passkey_add", o.id, begun{*session, invitation})
	return options, pending, err
}

// keep stores a ceremony for five minutes.
func keep(ctx context.Context, g *gate.Gate, kind string, account ids.Account, b begun) (pending string, err error) {
	state, err := json.Marshal(b)
	if err != nil {
		return "", err
	}
	pending = NewToken()
	return pending, g.Write(asService(ctx), mayBegin, gate.Council, func(tx *gate.Tx) error {
		return saveCeremony(tx, ceremony{id: hashed(pending), kind: kind, account: account, state: string(state), until: tx.At.Add(PendingFor)})
	})
}

// take reads a ceremony and ends it, so that an answer counts once.
func take(ctx context.Context, g *gate.Gate, pending, kind string) (c ceremony, b begun, err error) {
	err = g.Write(asService(ctx), mayBegin, gate.Council, func(tx *gate.Tx) error {
		if err := readCeremony(tx.Snapshot, hashed(pending), kind, &c); err != nil {
			return expired(err)
		}
		return dropCeremony(tx, c.id)
	})
	if err == nil {
		err = json.Unmarshal([]byte(c.state), &b)
	}
	return c, b, err
}

// made checks what the browser answered to BeginAdd.
func made(w Where, o owner, b begun, answer []byte, browser string) (Passkey, error) {
	party, err := w.party()
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Passkey{}, refusedKey(err)
	}
	key, err := party.CreateCredential(o, b.Session, parsed)
	if err != nil {
		return Passkey{}, refusedKey(err)
	}
	stored, err := json.Marshal(key)
	return Passkey{ID: base64.RawURLEncoding.EncodeToString(key.ID), Label: DeviceName(browser), credential: string(stored)}, err
}

// refusedKey logs why a key was refused and says no more than that it was.
func refusedKey(err error) error {
	if p, ok := err.(*protocol.Error); ok {
		slog.Info("passkey refused", "type", p.Type, "why", p.Details, "info", p.DevInfo)
	} else {
		slog.Info("passkey refused", "why", err)
	}
	return errPasskey
}

// FinishAdd keeps the passkey the browser made. Errors: auth.passkey,
// auth.expired.
func FinishAdd(ctx context.Context, g *gate.Gate, w Where, session, pending string, answer []byte, browser string) error {
	o, err := signedIn(ctx, g, session)
	if err != nil {
		return err
	}
	c, b, err := take(ctx, g, pending, "passkey_add")
	if err != nil {
		return err
	}
	if c.account != o.id || b.Invitation != "" {
		return errPasskey
	}
	key, err := made(w, o, b, answer, browser)
	if err != nil {
		return err
	}
	return g.Write(ctx, MayKeepOwn, gate.Council, func(tx *gate.Tx) error {
		if err := savePasskey(tx, o.id, key); err != nil {
			return err
		}
		return nameKey(tx, o.id, key.ID)
	})
}

// BeginInvited starts a passkey for the account that an invitation will open.
// Error: auth.invitation.
func BeginInvited(ctx context.Context, g *gate.Gate, w Where, token string) (options any, pending string, err error) {
	v, _, err := Invited(ctx, g, token, w.Council)
	if err != nil {
		return nil, "", err
	}
	return beginAdd(ctx, g, w, owner{id: v.account(), login: v.Login, name: v.Name}, hashed(token))
}

// AcceptByPasskey opens the account of an invitation with the passkey the
// browser made, without a password, and signs its owner in. Errors:
// auth.invitation, auth.passkey, auth.expired.
func AcceptByPasskey(ctx context.Context, g *gate.Gate, w Where, token, pending string, answer []byte, t Try) (Progress, error) {
	v, _, err := Invited(ctx, g, token, w.Council)
	if err != nil {
		return Progress{}, err
	}
	c, b, err := take(ctx, g, pending, "passkey_add")
	if err != nil {
		return Progress{}, err
	}
	if b.Invitation != hashed(token) || v.Renews != "" && c.account != v.Renews {
		return Progress{}, errPasskey
	}
	key, err := made(w, owner{id: c.account, login: v.Login, name: v.Name}, b, answer, t.Browser)
	if err != nil {
		return Progress{}, err
	}
	return openInvited(ctx, g, token, c.account, t, factors{passkey: &key})
}

// BeginUse starts signing in with a passkey; nobody says who they are yet.
func BeginUse(ctx context.Context, g *gate.Gate, w Where) (options any, pending string, err error) {
	party, err := w.party()
	if err != nil {
		return nil, "", err
	}
	asked, session, err := party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", fmt.Errorf("begin a passkey sign-in: %w", err)
	}
	pending, err = keep(ctx, g, "passkey_use", "", begun{Session: *session})
	return asked, pending, err
}

// FinishUse signs in whoever's passkey answered. Errors: auth.passkey,
// auth.expired.
func FinishUse(ctx context.Context, g *gate.Gate, w Where, pending string, answer []byte, t Try) (Progress, error) {
	_, b, err := take(ctx, g, pending, "passkey_use")
	if err != nil {
		return Progress{}, err
	}
	party, err := w.party()
	if err != nil {
		return Progress{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Progress{}, refusedKey(err)
	}
	find := func(rawID, handle []byte) (webauthn.User, error) { return keyOwner(ctx, g, rawID, handle) }
	user, key, err := party.ValidatePasskeyLogin(find, b.Session, parsed)
	if err != nil {
		return Progress{}, refusedKey(err)
	}
	if key.Authenticator.CloneWarning || !parsed.Response.AuthenticatorData.Flags.HasUserVerified() {
		return Progress{}, refusedKey(fmt.Errorf("cloned, or its owner not verified"))
	}
	stored, err := json.Marshal(key)
	if err != nil {
		return Progress{}, err
	}
	o := user.(owner)
	t.Login = o.login
	return finish(ctx, g, o.id, t, func(tx *gate.Tx) error {
		return useKey(tx, o.id, base64.RawURLEncoding.EncodeToString(key.ID), string(stored))
	})
}

// keyOwner finds who has a key, if the account can still come in.
func keyOwner(ctx context.Context, g *gate.Gate, rawID, handle []byte) (o owner, err error) {
	err = ReadAsService(ctx, g, func(s *gate.Snapshot) error {
		a, err := liveAccount(s, ids.Account(handle))
		if err != nil {
			return err
		}
		if o, err = ownerOf(s, a); err != nil {
			return err
		}
		for _, k := range o.keys {
			if bytes.Equal(k.ID, rawID) {
				return nil
			}
		}
		return gate.NotFound()
	})
	return o, err
}

// RemovePasskey takes one of the caller's own passkeys away. Staff keep at
// least one second factor. Errors: auth.last_factor, gate.not_found.
func RemovePasskey(ctx context.Context, g *gate.Gate, id string) error {
	return g.Write(ctx, MayKeepOwn, gate.Council, func(tx *gate.Tx) error {
		me := ids.Account(tx.Actor.ID)
		var have credentials
		if err := readCredentialsOf(tx.Snapshot, me, &have); err != nil {
			return err
		}
		keys, err := Passkeys(tx.Snapshot, me)
		if err != nil {
			return err
		}
		next := ""
		for _, k := range keys {
			if k.ID != id {
				next = k.ID
			}
		}
		if next == "" && have.totp == "" && have.kind == KindStaff {
			return errLast
		}
		if err := dropKey(tx, me, id); err != nil {
			return err
		}
		return renameKey(tx, me, next)
	})
}
