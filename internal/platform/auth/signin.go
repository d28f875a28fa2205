package auth

import (
	"context"
	"log/slog"
	"time"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
)

// Try is one try to sign in, with what the browser brings along.
type Try struct {
	Login    string
	Password string
	Network  string // a network, not a machine
	Device   string // the token of a known device; empty where there is none
	Browser  string // as it calls itself
	Limits   Limits // zero: DefaultLimits
}

// Progress is how far a try came. Session is set when signed in; else Pending
// names the sign-in that still wants a code. Device is a token to remember the
// device by, empty where it has one.
type Progress struct {
	Account ids.Account
	Session string
	Pending string
	Device  string
}

// How long things hold.
const (
	PendingFor = 5 * time.Minute      // a sign-in waits for its code or passkey
	DeviceFor  = 180 * 24 * time.Hour // a device stays known
	// codesFor one password are tried before it must be entered again.
	codesFor = 5
)

var errWrong = fault.New(fault.Invalid, "auth.wrong", "That sign-in name and password do not match. Check both and try again.")

var errCode = fault.New(fault.Invalid, "auth.code", "That code is not right, or was used already. Wait for the next one and enter it.")

var errLate = fault.New(fault.Invalid, "auth.expired", "That took too long. Start again with your password.")

// CheckPassword is the first step. An unknown name, a wrong password and an
// account without one give the same answer after the same work. The try is
// counted before it is judged, so many at once gain nothing.
// Errors: auth.wrong, auth.wait.
func CheckPassword(ctx context.Context, g *gate.Gate, t Try) (Progress, error) {
	if len(t.Login) > 400 || len(t.Password) > 1024 {
		return Progress{}, errWrong
	}
	known, err := begin(ctx, g, t)
	if err != nil {
		return Progress{}, err
	}
	var have credentials
	err = g.Read(asService(ctx), MaySignIn, gate.Council, func(s *gate.Snapshot) error {
		err := readCredentials(s, foldLogin(t.Login), &have)
		if gate.Missing(err) {
			return nil
		}
		return err
	})
	if err != nil {
		return Progress{}, err
	}
	right, err := passwordIs(ctx, have.password, t.Password)
	if err != nil {
		return Progress{}, err
	}
	if !right {
		slog.Info("sign-in refused", "network", t.Network, "known_device", known)
		return Progress{}, errWrong
	}
	if have.totp == "" && have.kind != KindStaff {
		return finish(ctx, g, have.account, t, nil)
	}
	p := Progress{Account: have.account, Pending: NewToken()}
	err = g.Write(asAccount(ctx, have.account), mayBegin, gate.Council, func(tx *gate.Tx) error {
		return saveCeremony(tx, ceremony{id: hashed(p.Pending), kind: "code", account: have.account, until: tx.At.Add(PendingFor)})
	})
	return p, err
}

// CheckCode is the second step: the code of the authenticator app. Login and
// Password of the try are not needed. Errors: auth.code, auth.wait,
// auth.expired.
func CheckCode(ctx context.Context, g *gate.Gate, pending, code string, t Try) (Progress, error) {
	var c ceremony
	var have credentials
	err := g.Write(asService(ctx), mayCount, gate.Council, func(tx *gate.Tx) error {
		if err := readCeremony(tx.Snapshot, hashed(pending), "code", &c); err != nil {
			return expired(err)
		}
		if c.tries >= codesFor {
			return errLate
		}
		if err := readCredentialsOf(tx.Snapshot, c.account, &have); err != nil {
			return expired(err)
		}
		if err := countCeremony(tx, c.id); err != nil {
			return err
		}
		t.Login = have.login
		known, err := deviceKnown(tx.Snapshot, t)
		if err != nil {
			return err
		}
		if known {
			return count(tx, lanesFor(t, true))
		}
		return count(tx, []lane{codeLane(string(c.account))})
	})
	if err != nil {
		return Progress{}, err
	}
	return finish(ctx, g, c.account, t, func(tx *gate.Tx) error {
		if err := useCode(tx, c.account, code); err != nil {
			return err
		}
		return dropCeremony(tx, c.id)
	})
}

func expired(err error) error {
	if gate.Missing(err) {
		return errLate
	}
	return err
}

// useCode takes a code of the account's authenticator, once.
func useCode(tx *gate.Tx, account ids.Account, code string) error {
	var have credentials
	if err := readCredentialsOf(tx.Snapshot, account, &have); err != nil {
		return err
	}
	if have.totp == "" {
		return errCode
	}
	secret, err := tx.Unseal("totp", string(account), have.totp)
	if err != nil {
		return err
	}
	step, ok := matchCode(secret, code, tx.Now, have.step)
	if !ok {
		return errCode
	}
	return useStep(tx, account, step)
}

// begin counts the try in its lanes, or says how long they are closed.
func begin(ctx context.Context, g *gate.Gate, t Try) (known bool, err error) {
	err = g.Write(asService(ctx), mayCount, gate.Council, func(tx *gate.Tx) error {
		if known, err = deviceKnown(tx.Snapshot, t); err != nil {
			return err
		}
		return count(tx, lanesFor(t, known))
	})
	return known, err
}

// count adds one try to each lane; where one is closed it adds none and says so.
func count(tx *gate.Tx, lanes []lane) error {
	var wait time.Duration
	counts := make([]int, len(lanes))
	for i, l := range lanes {
		n, last, err := readLane(tx.Snapshot, l)
		if err != nil {
			return err
		}
		wait = max(wait, l.closedFor(n, last, tx.Now))
		if counts[i] = n + 1; tx.Now.Sub(last.Time) >= calm {
			counts[i] = 1
		}
	}
	if wait > 0 {
		return tooMany(wait)
	}
	for i, l := range lanes {
		if err := saveLane(tx, l, counts[i]); err != nil {
			return err
		}
	}
	return nil
}

// finish opens the session in one write with the last proof, forgives the
// tries that led here and makes the device known.
func finish(ctx context.Context, g *gate.Gate, account ids.Account, t Try, prove func(*gate.Tx) error) (Progress, error) {
	p := Progress{Account: account}
	err := g.Write(asAccount(ctx, account), MaySignIn, gate.Council, func(tx *gate.Tx) error {
		if prove != nil {
			if err := prove(tx); err != nil {
				return err
			}
		}
		known, err := deviceKnown(tx.Snapshot, t)
		if err != nil {
			return err
		}
		if err := forgive(tx, lanesFor(t, true)[0], lanesFor(t, false)[0], codeLane(string(account))); err != nil {
			return err
		}
		if !known {
			if err := takeBack(tx, lanesFor(t, false)[1]); err != nil {
				return err
			}
			if p.Device = t.Device; !looksLikeToken(p.Device) {
				p.Device = NewToken()
			}
			if err := saveDevice(tx, hashed("device", p.Device, foldLogin(t.Login)), account, tx.At.Add(DeviceFor)); err != nil {
				return err
			}
		}
		p.Session, err = start(tx, account, t.Browser, t.Limits)
		return err
	})
	return p, err
}

// looksLikeToken is true for text of the length of ours, so that one device
// shared by several people keeps one token.
func looksLikeToken(s string) bool { return len(s) == 43 }

// deviceKnown reports whether this device signed in under this name before.
func deviceKnown(s *gate.Snapshot, t Try) (bool, error) {
	if t.Device == "" {
		return false, nil
	}
	until, err := deviceUntil(s, hashed("device", t.Device, foldLogin(t.Login)))
	return err == nil && until.After(s.Now.Time), notMissing(err)
}

func notMissing(err error) error {
	if gate.Missing(err) {
		return nil
	}
	return err
}
