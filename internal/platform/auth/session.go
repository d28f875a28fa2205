package auth

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
)

// Limits are how long a session may be left alone, and how long it may last in
// all. Field is for support workers, whose phone is theirs and who are on the
// road for a shift; Office for everyone else.
type Limits struct{ Field, Office, Most time.Duration }

// DefaultLimits hold where a council sets no others.
var DefaultLimits = Limits{Field: 12 * time.Hour, Office: time.Hour, Most: 16 * time.Hour}

// idle is how long a session of somebody with these roles may be left alone.
// Who has any other role besides the field's has the shorter time.
func (l Limits) idle(roles []actor.Role) time.Duration {
	if len(roles) > 0 && !slices.ContainsFunc(roles, func(r actor.Role) bool { return !slices.Contains(actor.Field, r) }) {
		return l.Field
	}
	return l.Office
}

// touchAfter is how old the time a session was last seen may grow before it is
// written again, so that reading pages costs no writes.
const touchAfter = 10 * time.Minute

// Session is one sign-in on one device.
type Session struct {
	ID      string // the hash of its token; says nothing of the token
	Device  string // "Chrome on Android"
	Started when.Instant
	Seen    when.Instant // within ten minutes
	Until   when.Instant // ends then at the latest
	Strong  when.Instant // when both factors were last shown
	IdleMin int
	Ended   when.Instant
}

// SessionID is the id of the session that a token opens.
func SessionID(token string) string { return hashed(token) }

// live reports whether the session holds at the moment given.
func (s Session) live(now when.Instant) bool {
	idle := time.Duration(s.IdleMin) * time.Minute
	return s.Ended.IsZero() && now.Before(s.Until.Time) && (idle == 0 || now.Sub(s.Seen.Time) < idle)
}

// Identify says who holds a session cookie or, for another program, a bearer
// token. The zero Actor means nobody. It is one statement, and at most every
// ten minutes one small write.
func Identify(ctx context.Context, g *gate.Gate, cookie, bearer string) (actor.Actor, error) {
	token, client := cookie, false
	if bearer != "" {
		token, client = bearer, true
	}
	if token == "" || len(token) > 100 {
		return actor.Actor{}, nil
	}
	ctx = actor.With(ctx, actor.Machine)
	var rows []held
	var now when.Instant
	err := g.Read(ctx, MaySignIn, gate.Council, func(s *gate.Snapshot) (err error) {
		now = s.Now
		rows, err = holderOf(s, hashed(token))
		return err
	})
	if err != nil || len(rows) == 0 {
		return actor.Actor{}, err
	}
	h := rows[0]
	if !h.live(now) || (h.kind == KindClient) != client {
		return actor.Actor{}, nil
	}
	who := actor.Actor{ID: string(h.account), Name: h.name}
	for _, r := range rows {
		if r.role != "" {
			who.Roles = append(who.Roles, r.role)
		}
	}
	if now.Sub(h.Seen.Time) >= touchAfter {
		err := g.Write(ctx, mayTouch, gate.Council, func(tx *gate.Tx) error { return touch(tx, h.ID) })
		if err != nil {
			slog.Warn("a session's last use could not be noted", "err", err)
		}
	}
	return who, nil
}

// start begins a session and gives its token.
func start(tx *gate.Tx, account ids.Account, browser string, l Limits) (token string, err error) {
	if l == (Limits{}) {
		l = DefaultLimits
	}
	roles, err := gate.RolesOf(tx.Snapshot, string(account))
	if err != nil {
		return "", err
	}
	token = NewToken()
	return token, saveSession(tx, account, Session{
		ID: hashed(token), Device: DeviceName(browser), Started: tx.At, Seen: tx.At, Strong: tx.At,
		Until: tx.At.Add(l.Most), IdleMin: int(l.idle(roles) / time.Minute),
	})
}

// StartSession signs an account in without asking for anything. Only the
// demo's one-click sign-in and tests may use it; everyone else shows who they
// are. Error: gate.not_found for an account that is not there or has ended.
func StartSession(ctx context.Context, g *gate.Gate, account ids.Account, browser string, l Limits) (token string, err error) {
	err = g.Write(asAccount(ctx, account), MaySignIn, gate.Council, func(tx *gate.Tx) error {
		if _, err := liveAccount(tx.Snapshot, account); err != nil {
			return err
		}
		token, err = start(tx, account, browser, l)
		return err
	})
	return token, err
}

// Sessions lists where the caller is signed in, newest use first.
func Sessions(s *gate.Snapshot, account ids.Account) ([]Session, error) {
	all, err := sessionsOf(s, account)
	return slices.DeleteFunc(all, func(x Session) bool { return !x.live(s.Now) }), err
}

// SignOut ends the session of a token. A token nobody holds is no error.
func SignOut(ctx context.Context, g *gate.Gate, token string) error {
	who, err := Identify(ctx, g, token, "")
	if err != nil || who.ID == "" {
		return err
	}
	return g.Write(asAccount(ctx, ids.Account(who.ID)), MaySignOut, gate.Council, func(tx *gate.Tx) error {
		return endSession(tx, ids.Account(who.ID), hashed(token))
	})
}

// EndSession ends one of the caller's own sessions, on whatever device.
func EndSession(ctx context.Context, g *gate.Gate, session string) error {
	return g.Write(ctx, MaySignOut, gate.Council, func(tx *gate.Tx) error {
		return endSession(tx, ids.Account(tx.Actor.ID), session)
	})
}

// SignOutEverywhere ends every session of the caller, this one too, and
// forgets the devices they were known on.
func SignOutEverywhere(ctx context.Context, g *gate.Gate) error {
	return g.Write(ctx, MaySignOut, gate.Council, func(tx *gate.Tx) error {
		return endSessions(tx, ids.Account(tx.Actor.ID))
	})
}

// ShownLately reports, inside a read or write of another feature, whether both
// factors were shown by this session of the actor's a moment ago: what is most
// private asks for them again. Error: auth.not_recent.
func ShownLately(s *gate.Snapshot, token string) error {
	rows, err := holderOf(s, hashed(token))
	if err != nil {
		return err
	}
	if token == "" || len(rows) == 0 || string(rows[0].account) != s.Actor.ID || !rows[0].live(s.Now) || s.Now.Sub(rows[0].Strong.Time) > RecentFor {
		return errNotLately
	}
	return nil
}

// DeviceName says in a few words what a browser says it is: "Chrome on
// Android". It is shown to its owner to tell sessions apart, never relied on.
func DeviceName(browser string) string {
	find := func(names ...string) string {
		for i := 0; i < len(names); i += 2 {
			if strings.Contains(browser, names[i]) {
				return names[i+1]
			}
		}
		return ""
	}
	what := find("Edg", "Edge", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "Chrom", "Chrome", "Safari", "Safari")
	where := find("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS", "Mac", "CrOS", "Chromebook", "Linux", "Linux")
	switch {
	case what == "" && where == "":
		return "Unknown device"
	case what == "":
		return where
	case where == "":
		return what
	}
	return what + " on " + where
}
