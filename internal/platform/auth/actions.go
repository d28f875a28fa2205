package auth

import (
	"context"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
)

var (
	system   = actor.Rule{Any: []actor.Role{actor.System}}
	managing = actor.Rule{Any: []actor.Role{actor.Admin, actor.System}}
	anyone   = actor.Rule{Any: append([]actor.Role{actor.System}, actor.Roles...)}
)

// Who may do what. Signing in and accepting an invitation are done by the
// service for somebody who is not signed in yet and shows who they are.
var (
	MaySignIn    = gate.Action{Name: "auth.sign_in", Who: system}
	MayAccept    = gate.Action{Name: "auth.accept_invitation", Who: system}
	MayEnrol     = gate.Action{Name: "auth.enrol", Who: system}
	MaySignOut   = gate.Action{Name: "auth.sign_out", Who: anyone}
	MaySeeOwn    = gate.Action{Name: "auth.see_own", Who: anyone}
	MayKeepOwn   = gate.Action{Name: "auth.change_own", Who: anyone}
	MaySee       = gate.Action{Name: "auth.see_accounts", Who: managing}
	MayInvite    = gate.Action{Name: "auth.invite", Who: managing}
	MayChange    = gate.Action{Name: "auth.change_roles", Who: managing}
	MayEnd       = gate.Action{Name: "auth.end_account", Who: managing}
	MayConnect   = gate.Action{Name: "auth.add_client", Who: managing}
	MayLinkClose = gate.Action{Name: "auth.invite_portal", Who: actor.Rule{Any: actor.Office}}

	mayCount = gate.Action{Name: "auth.count_try", Who: system, Quiet: true}
	mayTouch = gate.Action{Name: "auth.touch", Who: system, Quiet: true}
	mayLapse = gate.Action{Name: "auth.lapse", Who: system, Quiet: true}
	mayBegin = gate.Action{Name: "auth.begin", Who: system, Quiet: true}
)

// asAccount is the service acting for an account that has shown who it is, so
// that the journal names the account.
func asAccount(ctx context.Context, id ids.Account) context.Context {
	return actor.With(ctx, actor.Actor{ID: string(id), Roles: []actor.Role{actor.System}, Trusted: true})
}

// asService is the service acting by itself.
func asService(ctx context.Context) context.Context { return actor.With(ctx, actor.Machine) }

// ReadAsService reads for a page nobody is signed in to yet: how long sessions
// hold, whom an invitation is for. What fn learns must not be shown as it is.
func ReadAsService(ctx context.Context, g *gate.Gate, fn func(*gate.Snapshot) error) error {
	return g.Read(asService(ctx), MaySignIn, gate.Council, fn)
}

// Jobs drops what has run out: throttle lanes, unfinished sign-ins, devices not
// seen for half a year, sessions a month after their end.
var Jobs = []job.Job{{Name: "auth.sweep", Every: time.Hour, Run: func(ctx context.Context, g *gate.Gate) error {
	return g.Write(ctx, mayCount, gate.Council, sweep)
}}}
