package auth_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

const password = "blue kettle over seven"

// member is somebody with an account and the app that makes their codes.
type member struct {
	id    ids.Account
	login string
	app   auth.Setup
	first auth.Progress
}

// join invites somebody and accepts for them, as the pages do.
func join(t *testing.T, g *gate.Gate, login string, roles ...actor.Role) member {
	t.Helper()
	token := auth.NewToken()
	err := auth.Invite(gatetest.System(), g, token, auth.Invitation{Kind: auth.KindStaff, Login: login, Name: "Test Person", Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	_, app, err := auth.Invited(context.Background(), g, token, "Fenmarsh")
	if err != nil {
		t.Fatal(err)
	}
	p, err := auth.Accept(context.Background(), g, auth.Acceptance{
		Token: token, Password: password, Code: auth.CodeOf(app, g.Clock.Now()), Council: "Fenmarsh", Try: auth.Try{Network: "home"},
	})
	if err != nil {
		t.Fatal(err)
	}
	g.Clock.Set(g.Clock.Now().Add(time.Minute)) // the code that was used is over
	return member{p.Account, login, app, p}
}

func (m member) try(network string) auth.Try {
	return auth.Try{Login: m.login, Password: password, Network: network, Browser: "Firefox (Linux)"}
}

// signIn goes through both steps.
func (m member) signIn(t *testing.T, g *gate.Gate, try auth.Try) (auth.Progress, error) {
	t.Helper()
	p, err := auth.CheckPassword(context.Background(), g, try)
	if err != nil || p.Session != "" {
		return p, err
	}
	return auth.CheckCode(context.Background(), g, p.Pending, auth.CodeOf(m.app, g.Clock.Now()), try)
}

func identify(t *testing.T, g *gate.Gate, cookie, bearer string) actor.Actor {
	t.Helper()
	who, err := auth.Identify(context.Background(), g, cookie, bearer)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

func as(m member, roles ...actor.Role) context.Context {
	return actor.With(context.Background(), actor.Actor{ID: string(m.id), Name: "Test", Roles: roles})
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if !fault.Is(err, code) {
		t.Fatalf("%v, want %s", err, code)
	}
}

func TestSignInWithCode(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		m := join(t, g, "jo@fenmarsh.example", actor.Coordinator, actor.Manager)
		p, err := m.signIn(t, g, m.try("office"))
		if err != nil {
			t.Fatal(err)
		}
		who := identify(t, g, p.Session, "")
		if who.ID != string(m.id) || who.Trusted || !who.Has(actor.Coordinator) || !who.Has(actor.Manager) || len(who.Roles) != 2 {
			t.Errorf("signed in as %+v", who)
		}
		if p.Session == m.first.Session {
			t.Error("a new sign-in has the token of the last one")
		}
		for name, token := range map[string]string{"none": "", "made up": auth.NewToken(), "long": strings.Repeat("x", 5000), "the device's": p.Device} {
			if who := identify(t, g, token, ""); who.ID != "" {
				t.Errorf("%s token is %+v", name, who)
			}
		}
		if who := identify(t, g, "", p.Session); who.ID != "" {
			t.Error("a session's token is taken as a system's credential")
		}
	})
}

func TestCodeOnce(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		m := join(t, g, "jo@fenmarsh.example", actor.Manager)
		try := m.try("office")
		if _, err := m.signIn(t, g, try); err != nil {
			t.Fatal(err)
		}
		_, err := m.signIn(t, g, try)
		wantCode(t, err, "auth.code")
		g.Clock.Set(g.Clock.Now().Add(30 * time.Second))
		if _, err := m.signIn(t, g, try); err != nil {
			t.Fatalf("the next code: %v", err)
		}
	})
}

// One password opens the door to five codes, within five minutes.
func TestPendingRunsOut(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		m := join(t, g, "jo@fenmarsh.example", actor.Manager)
		try := m.try("office")
		code := func(p auth.Progress, code string) error {
			_, err := auth.CheckCode(context.Background(), g, p.Pending, code, try)
			return err
		}
		p, err := auth.CheckPassword(context.Background(), g, try)
		if err != nil {
			t.Fatal(err)
		}
		wantCode(t, code(auth.Progress{Pending: auth.NewToken()}, "123456"), "auth.expired")
		for range 5 {
			wantCode(t, code(p, "abcdef"), "auth.code")
		}
		wantCode(t, code(p, auth.CodeOf(m.app, g.Clock.Now())), "auth.expired")

		g.Clock.Set(g.Clock.Now().Add(2 * time.Hour))
		if p, err = auth.CheckPassword(context.Background(), g, try); err != nil {
			t.Fatal(err)
		}
		g.Clock.Set(g.Clock.Now().Add(auth.PendingFor))
		wantCode(t, code(p, auth.CodeOf(m.app, g.Clock.Now())), "auth.expired")
	})
}

// An unknown name gets the answer of a wrong password, after the same
// statements and the same hashing.
func TestNamesDoNotShow(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		m := join(t, g, "jo@fenmarsh.example", actor.Manager)
		nobody := auth.Try{Login: "nobody@fenmarsh.example", Password: password, Network: "office"}
		wrong := m.try("office")
		wrong.Password = "blue kettle over eight"
		var said [2]string
		var asked [2][]string
		for i, try := range []auth.Try{nobody, wrong} {
			ctx, n := gate.WithCounter(context.Background())
			_, err := auth.CheckPassword(ctx, g, try)
			wantCode(t, err, "auth.wrong")
			said[i], asked[i] = err.Error(), n.Statements
		}
		if said[0] != said[1] || strings.Join(asked[0], "\n") != strings.Join(asked[1], "\n") {
			t.Errorf("answers %q, statements\n%s", said, asked)
		}
	})
}

// A stranger who fills their lanes under somebody's name closes them for
// themselves, not for the owner's phone, nor for a new device elsewhere.
func TestStrangersCannotLockOut(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		m := join(t, g, "jo@fenmarsh.example", actor.Worker)
		stranger := m.try("far away")
		stranger.Password = "guessed it wrong again"
		tries := 0
		for ; tries < 50; tries++ {
			_, err := auth.CheckPassword(context.Background(), g, stranger)
			if fault.Is(err, "auth.wait") {
				break
			}
			wantCode(t, err, "auth.wrong")
		}
		if tries != 5 {
			t.Errorf("closed after %d tries, want 5", tries)
		}
		stranger.Password = password // even the right one waits
		_, err := auth.CheckPassword(context.Background(), g, stranger)
		wantCode(t, err, "auth.wait")

		phone := m.try("far away") // the same network even
		phone.Device = m.first.Device
		if _, err := m.signIn(t, g, phone); err != nil {
			t.Errorf("her own phone: %v", err)
		}
		g.Clock.Set(g.Clock.Now().Add(30 * time.Second))
		if _, err := m.signIn(t, g, m.try("council office")); err != nil {
			t.Errorf("a new device elsewhere: %v", err)
		}
	})
}

// A right password with a wrong code counts as well, and where it is counted
// only who has the password can fill it.
func TestWrongCodesSlowDown(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		m := join(t, g, "jo@fenmarsh.example", actor.Manager)
		codes, waited := 0, false
		for range 20 { // always from another network, so only the code lane holds
			p, err := auth.CheckPassword(context.Background(), g, m.try(ids.New()))
			if err != nil {
				t.Fatal(err)
			}
			_, err = auth.CheckCode(context.Background(), g, p.Pending, "abcdef", m.try(ids.New()))
			if waited = fault.Is(err, "auth.wait"); waited {
				break
			}
			wantCode(t, err, "auth.code")
			codes++
		}
		if !waited || codes != 5 {
			t.Errorf("%d wrong codes before a wait (%v), want 5", codes, waited)
		}
		same := m.try("office")
		for range 5 {
			if _, err := auth.CheckPassword(context.Background(), g, same); err != nil {
				t.Fatal(err)
			}
		}
		_, err := auth.CheckPassword(context.Background(), g, same)
		wantCode(t, err, "auth.wait") // right passwords alone never clear the count
	})
}

func TestSignInForgivesTries(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		m := join(t, g, "jo@fenmarsh.example", actor.Manager)
		try := m.try("office")
		for range 4 {
			wrong := try
			wrong.Password = "not this one at all"
			_, err := auth.CheckPassword(context.Background(), g, wrong)
			wantCode(t, err, "auth.wrong")
		}
		if _, err := m.signIn(t, g, try); err != nil {
			t.Fatal(err)
		}
		err := auth.ReadAsService(context.Background(), g, func(s *gate.Snapshot) error {
			if n := auth.Failures(t, s, try, false); n != 0 {
				t.Errorf("%d tries stand after a sign-in", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A sign-in stays within the budget of statements a write.
func TestStatementsPerSignIn(t *testing.T) {
	g := gatetest.SQLite(t)
	m := join(t, g, "jo@fenmarsh.example", actor.Worker, actor.LeadWorker)
	p, err := auth.CheckPassword(context.Background(), g, m.try("office"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, n := gate.WithCounter(context.Background())
	if p, err = auth.CheckCode(ctx, g, p.Pending, auth.CodeOf(m.app, g.Clock.Now()), m.try("office")); err != nil {
		t.Fatal(err)
	}
	if len(n.Statements) > 20 { // two writes
		t.Errorf("%d statements for both writes:\n%s", len(n.Statements), strings.Join(n.Statements, "\n"))
	}
	ctx, n = gate.WithCounter(context.Background())
	if _, err := auth.Identify(ctx, g, p.Session, ""); err != nil {
		t.Fatal(err)
	}
	if len(n.Statements) != 1 {
		t.Errorf("%d statements to know who is calling, want 1", len(n.Statements))
	}
}
