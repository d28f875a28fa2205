package phone

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/secret"
	"stillhome/internal/support/alert"
)

// Whoever visits may set up a phone for themselves; the office sees them all.
var (
	MayEnrol = gate.Action{Name: "phone.enrol", Who: actor.Rule{Any: append([]actor.Role{actor.Coordinator, actor.Manager}, actor.Field...)}}
	MaySee   = gate.Action{Name: "phone.see", Who: actor.Rule{Any: actor.Office}}
	MayLose  = gate.Action{Name: "phone.lose", Who: MaySee.Who}
	MayEnd   = gate.Action{Name: "phone.end", Who: MaySee.Who}
	mayKnow  = gate.Action{Name: "phone.know", Quiet: true, Who: actor.Rule{Any: []actor.Role{actor.System}}}
	mayWatch = gate.Action{Name: "phone.watch", Who: mayKnow.Who}
)

// Enrolment sets a phone up for the caller. Token is a new one, of which only
// the hash is kept; SignKey is an uncompressed P-256 point in base64url.
type Enrolment struct {
	Phone   ID
	SignKey string
	App     string
	Label   string
	Token   string
}

// Enrol sets a phone up, or again. The office hears of it where an earlier
// phone of the same worker still has something for us. Errors: phone.enrol;
// phone.taken where it is another account's.
func Enrol(ctx context.Context, g *gate.Gate, e Enrolment) error {
	return g.Write(ctx, MayEnrol, gate.Council, func(tx *gate.Tx) error {
		var c fault.Checks
		c.Field(!hidden(string(e.Phone)), "phone", "This is not the number of a phone: it must be a UUID, version 4.")
		point, err := base64.RawURLEncoding.DecodeString(e.SignKey)
		if err == nil {
			_, err = secret.ParseSignKey(point)
		}
		c.Field(err != nil, "sign_key", "This is not a sign key: it must be a point on P-256, 65 bytes, in base64url.")
		c.Field(utf8.RuneCountInString(e.App) > 100, "app", "The version of the app must have 100 characters or fewer.")
		if err := c.Err("phone.enrol"); err != nil {
			return err
		}
		me := ids.Account(tx.Actor.ID)
		p := Phone{ID: e.Phone, Account: me, Label: e.Label, App: e.App}
		was, err := Get(tx.Snapshot, e.Phone)
		switch {
		case gate.Missing(err):
			err = insert(tx, p, hashed(e.Token))
		case err != nil:
		case was.Account != me:
			return fault.New(fault.Conflict, "phone.taken", "This phone was set up for somebody else. Remove the app’s data from the phone, then set it up again.")
		default:
			err = renew(tx, p, hashed(e.Token))
		}
		if err != nil {
			return err
		}
		if err := addKey(tx, e.Phone, e.SignKey); err != nil {
			return err
		}
		others, err := OfAccount(tx.Snapshot, me)
		for _, o := range others {
			if o.ID != e.Phone && o.Waiting() > 0 {
				err = errors.Join(err, alert.Raise(tx, alert.New{Kind: alert.PhoneBehind, Source: string(o.ID), Detail: "replaced"}))
			}
		}
		return err
	})
}

// hidden reports whether s is a UUIDv4 in its usual form.
func hidden(s string) bool { return ids.Valid(s) && s[14] == '4' }

func hashed(token string) string {
	sum := sha256.Sum256([]byte("stillhome phone\x00" + token))
	return hex.EncodeToString(sum[:])
}

// Keeping is a context in which what an account's phone sent is kept, whatever
// the account may do now: nothing that was recorded in a home is refused.
func Keeping(ctx context.Context, account ids.Account) context.Context {
	return actor.With(ctx, actor.Actor{ID: string(account), Roles: []actor.Role{actor.System}, Trusted: true})
}

// Acting is a context in which the phone's account acts, as the record knows
// it: the gate reads what it may do.
func Acting(ctx context.Context, account ids.Account) context.Context {
	return actor.With(ctx, actor.Actor{ID: string(account)})
}

// Keys are the sign keys of a phone, the newest first: one more each time it
// was set up anew.
type Keys []secret.SignKey

// Signed reports whether sig is the phone's over text.
func (k Keys) Signed(text, sig []byte) bool {
	for _, one := range k {
		if one.Signed(text, sig) {
			return true
		}
	}
	return false
}

// Header is the name of the request header in which a phone shows itself:
// PHONE.TOKEN.
const Header = "Stillhome-Phone"

// Known is the phone that shows itself by the header. Error: field.phone for
// one that is not known here, or whose token is another's.
func Known(ctx context.Context, g *gate.Gate, header string) (Phone, Keys, error) {
	unknown := fault.New(fault.Unauthenticated, "field.phone", "This phone is not known here any more. Sign in and set it up again. Nothing on it is lost.")
	id, token, _ := strings.Cut(header, ".")
	rows, keys, err := known(ctx, g, id)
	if err != nil {
		return Phone{}, nil, err
	}
	if len(rows) == 0 || subtle.ConstantTimeCompare([]byte(rows[0].token), []byte(hashed(token))) != 1 {
		return Phone{}, nil, unknown
	}
	return rows[0].Phone, keys, nil
}

// Called is a phone by its number alone, for what somebody else brings of it:
// what it sealed and signed shows itself whose it is. Error: gate.not_found.
func Called(ctx context.Context, g *gate.Gate, id ID) (Phone, Keys, error) {
	rows, keys, err := known(ctx, g, string(id))
	if err == nil && len(rows) == 0 {
		err = gate.NotFound()
	}
	if err != nil {
		return Phone{}, nil, err
	}
	return rows[0].Phone, keys, nil
}

// known reads a phone with all its keys; nothing where there is none.
func known(ctx context.Context, g *gate.Gate, id string) (rows []withKeys, keys Keys, err error) {
	if !hidden(id) {
		return nil, nil, nil
	}
	err = g.Read(Keeping(ctx, ids.Account(actor.Machine.ID)), mayKnow, gate.Council, func(s *gate.Snapshot) (err error) {
		rows, err = getWithKeys(s, ID(id))
		return err
	})
	for _, r := range rows {
		point, err := base64.RawURLEncoding.DecodeString(r.key)
		if err != nil {
			continue
		}
		if k, err := secret.ParseSignKey(point); err == nil {
			keys = append(keys, k)
		}
	}
	return rows, keys, err
}

// Heard keeps what a phone told of itself, and what the office must hear of
// it, and gives the phone as it then is.
func Heard(tx *gate.Tx, p Phone, c Contact, h Held) (Phone, error) {
	c.Wall = max(0, min(c.Wall, lastWall)) // whatever its clock says, the office must be able to read it
	p, t := p.seen(c, h, tx.At)
	return keep(tx, p, t)
}

// Brought keeps that facts of a phone came by a file and not from itself: of
// the contact, only how far its ledger goes counts, and it was not heard.
func Brought(tx *gate.Tx, p Phone, c Contact, h Held) (Phone, error) {
	end, hash := c.Head, c.HeadHash
	c = Contact{Head: p.Told, HeadHash: p.ToldHash, App: p.App, Pack: p.PackTold, Wall: p.wall(), Mono: p.mono, Persisted: p.Persisted}
	if end > p.Told {
		c.Head, c.HeadHash = end, hash
	} else {
		h.At = "" // of another end of the ledger
	}
	now, t := p.seen(c, h, tx.At)
	now.Heard, now.Wiped = p.Heard, p.Wiped
	return keep(tx, now, t)
}

// keep saves a phone, and tells the office of what it must hear.
func keep(tx *gate.Tx, p Phone, t trouble) (Phone, error) {
	if err := saveContact(tx, p); err != nil {
		return p, err
	}
	if t.caughtUp {
		if err := alert.CloseFor(tx, alert.PhoneBehind, string(p.ID), alert.Answered); err != nil {
			return p, err
		}
	}
	if t.backwards {
		if err := alert.Raise(tx, alert.New{Kind: alert.PhoneBackwards, Source: string(p.ID)}); err != nil {
			return p, err
		}
	}
	if t.evicted {
		return p, alert.Raise(tx, alert.New{Kind: alert.PhoneEvicted, Source: string(p.ID)})
	}
	return p, nil
}

// Lose tells a phone that was lost to forget the people on it, at its next
// contact. What it has yet to send stays on it, and is still taken. Its worker
// is signed out everywhere, so that whoever found it can set up no phone and
// read no page; the worker signs in again. Error: gate.changed.
func Lose(ctx context.Context, g *gate.Gate, id ID, version int) error {
	return g.Write(ctx, MayLose, gate.Council, func(tx *gate.Tx) error {
		if err := tx.Update(`UPDATE field_phone SET lost_at = ?, lost_by = ?, wiped_at = NULL, version = version + 1
			WHERE id = ? AND version = ? AND lost_at IS NULL`, tx.At, tx.Actor.ID, id, version); err != nil {
			return err
		}
		return signOut(tx, id)
	})
}

// signOut ends what is signed in by a phone's account, on every device: which
// session is on which phone is not known.
func signOut(tx *gate.Tx, id ID) error {
	p, err := Get(tx.Snapshot, id)
	if err != nil {
		return err
	}
	return auth.SignOutIn(tx, p.Account)
}

// End takes a phone out of use: it is told to forget the people on it, and
// nobody waits for it any more. Should it send something all the same, that is
// taken. Its worker is signed out everywhere, as by Lose. Error: gate.changed.
func End(ctx context.Context, g *gate.Gate, id ID, version int) error {
	return g.Write(ctx, MayEnd, gate.Council, func(tx *gate.Tx) error {
		if err := tx.Update(`UPDATE field_phone SET ended_at = ?, ended_by = ?, version = version + 1
			WHERE id = ? AND version = ? AND ended_at IS NULL`, tx.At, tx.Actor.ID, id, version); err != nil {
			return err
		}
		if err := signOut(tx, id); err != nil {
			return err
		}
		return alert.CloseFor(tx, alert.PhoneBehind, string(id), alert.Answered)
	})
}

// Jobs of this package.
var Jobs = []job.Job{{Name: "phone.watch", Every: time.Minute, Run: Watch}}

// Watch tells the office of phones whose records have not reached us for
// longer than Patience.
func Watch(ctx context.Context, g *gate.Gate) error {
	var waiting []Phone
	err := g.Read(ctx, mayWatch, gate.Council, func(s *gate.Snapshot) (err error) {
		waiting, err = overdue(s, s.Now.Add(-Patience))
		return err
	})
	for _, p := range waiting {
		err = errors.Join(err, g.Write(ctx, mayWatch, gate.Council, func(tx *gate.Tx) error {
			return alert.Raise(tx, alert.New{Kind: alert.PhoneBehind, Source: string(p.ID)})
		}))
	}
	return err
}
