package auth_test

import (
	"context"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

// Worker's sessions last a shift left alone; the office's an hour. All end
// after sixteen hours however busy.
func TestSessionLimits(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		worker := join(t, g, "w@fenmarsh.example", actor.Worker)
		office := join(t, g, "o@fenmarsh.example", actor.Coordinator)
		w, _ := auth.StartSession(context.Background(), g, worker.id, "", auth.DefaultLimits)
		o, _ := auth.StartSession(context.Background(), g, office.id, "", auth.DefaultLimits)
		start := g.Clock.Now() // after both: on a slow machine time goes by in between
		holds := func(after time.Duration, worker, office bool) {
			t.Helper()
			g.Clock.Set(start.Add(after))
			if got := identify(t, g, w, "").ID != ""; got != worker {
				t.Errorf("after %v the worker's session holds: %v", after, got)
			}
			if got := identify(t, g, o, "").ID != ""; got != office {
				t.Errorf("after %v the office's session holds: %v", after, got)
			}
		}
		holds(59*time.Minute, true, true)
		holds(118*time.Minute, true, true) // touched a moment ago
		holds(179*time.Minute, true, false)
		holds(14*time.Hour, true, false)
		holds(15*time.Hour+59*time.Minute, true, false)
		holds(16*time.Hour, false, false)
	})
}

// Reading pages costs a write at most every ten minutes.
func TestSeenIsRare(t *testing.T) {
	g := gatetest.SQLite(t)
	m := join(t, g, "w@fenmarsh.example", actor.Worker)
	writes := 0
	for range 60 { // an hour, a page each minute
		g.Clock.Set(g.Clock.Now().Add(time.Minute))
		ctx, n := gate.WithCounter(context.Background())
		if _, err := auth.Identify(ctx, g, m.first.Session, ""); err != nil {
			t.Fatal(err)
		}
		writes += len(n.Statements) - 1
	}
	if writes == 0 || writes > 6 {
		t.Errorf("%d writes in an hour of reading, want 1 to 6", writes)
	}
}

func sessions(t *testing.T, g *gate.Gate, m member) (out []auth.Session) {
	t.Helper()
	err := g.Read(as(m), auth.MaySeeOwn, gate.Council, func(s *gate.Snapshot) (err error) {
		out, err = auth.Sessions(s, m.id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEndSessions(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		m := join(t, g, "jo@fenmarsh.example", actor.Worker)
		other := join(t, g, "al@fenmarsh.example", actor.Worker)
		var tokens []string
		for _, browser := range []string{"Chrome Android", "Firefox Windows", "Safari iPhone"} {
			g.Clock.Set(g.Clock.Now().Add(time.Minute))
			token, err := auth.StartSession(context.Background(), g, m.id, browser, auth.DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			tokens = append(tokens, token)
		}
		list := sessions(t, g, m)
		if len(list) != 4 || list[0].Device != "Safari on iPhone" || list[3].Device != "Unknown device" {
			t.Fatalf("sessions %+v", list)
		}
		if err := auth.EndSession(as(m), g, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if identify(t, g, tokens[2], "").ID != "" || identify(t, g, tokens[1], "").ID == "" {
			t.Error("ending one session ended another")
		}
		if err := auth.EndSession(as(other), g, list[1].ID); err != nil {
			t.Fatal(err)
		}
		if identify(t, g, tokens[1], "").ID == "" {
			t.Error("somebody ended a session that is not theirs")
		}
		if err := auth.SignOut(context.Background(), g, tokens[1]); err != nil {
			t.Fatal(err)
		}
		if identify(t, g, tokens[1], "").ID != "" {
			t.Error("signed out and still in")
		}
		if err := auth.SignOut(context.Background(), g, tokens[1]); err != nil {
			t.Errorf("signing out twice: %v", err)
		}
		if err := auth.SignOutEverywhere(as(m), g); err != nil {
			t.Fatal(err)
		}
		if n := len(sessions(t, g, m)); n != 0 {
			t.Errorf("%d sessions after signing out everywhere", n)
		}
		if identify(t, g, other.first.Session, "").ID == "" {
			t.Error("somebody else was signed out too")
		}
	})
}

// Roles and endings hold from the very next request.
func TestManageHoldsAtOnce(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		boss := join(t, g, "ad@fenmarsh.example", actor.Admin)
		m := join(t, g, "jo@fenmarsh.example", actor.Worker, actor.Coordinator)
		admin := as(boss, actor.Admin)
		token := func() string {
			s, err := auth.StartSession(context.Background(), g, m.id, "", auth.DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		in := token()
		if err := auth.SetRoles(admin, g, m.id, 1, []actor.Role{actor.Worker, actor.Therapist}); err != nil {
			t.Fatal(err)
		}
		who := identify(t, g, in, "")
		if who.Has(actor.Coordinator) || !who.Has(actor.Therapist) || !who.Has(actor.Worker) {
			t.Errorf("roles %v", who.Roles)
		}
		wantCode(t, auth.SetRoles(admin, g, m.id, 1, []actor.Role{actor.Worker}), "gate.changed")
		wantCode(t, auth.SetRoles(admin, g, m.id, 2, nil), "auth.roles")
		wantCode(t, auth.SetRoles(admin, g, m.id, 2, []actor.Role{actor.Family}), "auth.roles")
		wantCode(t, auth.SetRoles(admin, g, boss.id, 1, []actor.Role{actor.Admin, actor.Coordinator}), "auth.own_roles")
		wantCode(t, auth.SetRoles(as(m, actor.Worker), g, m.id, 2, []actor.Role{actor.Admin}), "gate.refused")
		wantCode(t, auth.SetRoles(admin, g, "nobody", 1, []actor.Role{actor.Worker}), "gate.not_found")

		if err := auth.SignOutOther(admin, g, m.id); err != nil {
			t.Fatal(err)
		}
		if identify(t, g, in, "").ID != "" {
			t.Error("signed out by the administrator and still in")
		}
		in = token()
		wantCode(t, auth.End(admin, g, boss.id), "auth.own_end")
		wantCode(t, auth.End(as(m, actor.Worker), g, boss.id), "gate.refused")
		if err := auth.End(admin, g, m.id); err != nil {
			t.Fatal(err)
		}
		if identify(t, g, in, "").ID != "" {
			t.Error("ended and still in")
		}
		_, err := m.signIn(t, g, m.try("office"))
		wantCode(t, err, "auth.wrong")
		wantCode(t, auth.End(admin, g, m.id), "gate.not_found")
		_, err = auth.StartSession(context.Background(), g, m.id, "", auth.DefaultLimits)
		wantCode(t, err, "gate.not_found")
		err = g.Read(as(m, actor.Worker), auth.MaySeeOwn, gate.Council, func(*gate.Snapshot) error { return nil })
		wantCode(t, err, "gate.refused")
		again := join(t, g, "jo@fenmarsh.example", actor.Worker) // the name is free again
		if again.id == m.id {
			t.Error("an ended account came back")
		}
	})
}

func TestChangePassword(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		m := join(t, g, "jo@fenmarsh.example", actor.Manager)
		other, _ := auth.StartSession(context.Background(), g, m.id, "", auth.DefaultLimits)
		try := auth.Try{Network: "office"}
		change := func(old, fresh string) error {
			return auth.ChangePassword(as(m, actor.Manager), g, old, fresh, "Fenmarsh", m.first.Session, try)
		}
		wantCode(t, change("not the old one", "green teapot under nine"), "auth.password")
		wantCode(t, change(password, "short"), "auth.password")
		if err := change(password, "green teapot under nine"); err != nil {
			t.Fatal(err)
		}
		if identify(t, g, other, "").ID != "" || identify(t, g, m.first.Session, "").ID == "" {
			t.Error("other sessions must end, this one must not")
		}
		_, err := m.signIn(t, g, m.try("office"))
		wantCode(t, err, "auth.wrong")
		try.Login, try.Password = m.login, "green teapot under nine"
		if _, err := m.signIn(t, g, try); err != nil {
			t.Error(err)
		}
	})
}

func TestClient(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		credential, err := auth.AddClient(gatetest.System(), g, "Royal Infirmary discharge")
		if err != nil {
			t.Fatal(err)
		}
		who := identify(t, g, "", credential)
		if !who.Has(actor.Client) || len(who.Roles) != 1 || who.Name != "Royal Infirmary discharge" {
			t.Errorf("client is %+v", who)
		}
		if identify(t, g, credential, "").ID != "" {
			t.Error("a credential is taken as a session cookie")
		}
		_, err = auth.AddClient(gatetest.System(), g, "royal infirmary  Discharge")
		wantCode(t, err, "auth.taken")
		_, err = auth.AddClient(gatetest.System(), g, "  ")
		wantCode(t, err, "auth.client")
		_, err = auth.CheckPassword(context.Background(), g, auth.Try{Login: "system:royalinfirmarydischarge", Password: credential, Network: "x"})
		wantCode(t, err, "auth.wrong")
		other, err := auth.AddClient(gatetest.System(), g, "Other")
		if err != nil {
			t.Fatal(err)
		}
		if err := auth.End(gatetest.System(), g, ids.Account(identify(t, g, "", other).ID)); err != nil {
			t.Fatal(err)
		}
		if identify(t, g, "", other).ID != "" {
			t.Error("an ended client's credential still holds")
		}
		g.Clock.Set(g.Clock.Now().Add(auth.ClientFor))
		if identify(t, g, "", credential).ID != "" {
			t.Error("a credential holds for more than a year")
		}
	})
}

func TestSweep(t *testing.T) {
	g := gatetest.SQLite(t)
	m := join(t, g, "jo@fenmarsh.example", actor.Manager)
	wrong := m.try("office")
	wrong.Password = "not this one at all"
	auth.CheckPassword(context.Background(), g, wrong)
	if err := auth.Jobs[0].Run(gatetest.System(), g); err != nil {
		t.Fatal(err)
	}
	if identify(t, g, m.first.Session, "").ID == "" {
		t.Error("swept a session that holds")
	}
	g.Clock.Set(when.At(g.Clock.Now().AddDate(1, 0, 0)))
	if err := auth.Jobs[0].Run(gatetest.System(), g); err != nil {
		t.Fatal(err)
	}
	err := auth.ReadAsService(context.Background(), g, func(s *gate.Snapshot) error {
		for _, table := range []string{"auth_throttle", "auth_ceremony", "auth_device", "auth_session"} {
			if n, err := gate.Value[int](s, "SELECT COUNT(*) FROM "+table); err != nil || n != 0 {
				t.Errorf("%s keeps %d rows for ever (%v)", table, n, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
