package auth_test

import (
	"context"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

func accounts(t *testing.T, g *gate.Gate, q auth.Query) (out []auth.Account) {
	t.Helper()
	err := auth.ReadAsService(context.Background(), g, func(s *gate.Snapshot) (err error) {
		out, err = auth.List(s, q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The table refuses a member of staff without a second factor, whoever asks.
func TestNoStaffWithoutSecondFactor(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		err := g.Write(gatetest.System(), auth.MayEnrol, gate.Council, func(tx *gate.Tx) error {
			return auth.AddWithoutFactor(tx, "x@fenmarsh.example")
		})
		if err == nil {
			t.Fatal("the schema took a member of staff without a second factor")
		}
		if n := len(accounts(t, g, auth.Query{})); n != 0 {
			t.Errorf("%d accounts", n)
		}
	})
}

func TestInvitation(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		ctx := context.Background()
		boss := join(t, g, "ad@fenmarsh.example", actor.Admin)
		admin := as(boss, actor.Admin)
		v := auth.Invitation{Kind: auth.KindStaff, Login: " Jo@Fenmarsh.example", Name: "Jo Bloggs", Roles: []actor.Role{actor.Worker}}
		token := auth.NewToken()
		wantCode(t, auth.Invite(as(member{id: "stranger"}), g, token, v), "gate.refused")
		if err := auth.Invite(admin, g, token, v); err != nil {
			t.Fatal(err)
		}
		if n := len(accounts(t, g, auth.Query{Words: "bloggs"})); n != 0 {
			t.Error("an invitation is an account")
		}
		_, app, err := auth.Invited(ctx, g, token, "Fenmarsh")
		if err != nil {
			t.Fatal(err)
		}
		a := auth.Acceptance{Token: token, Password: password, Council: "Fenmarsh", Code: auth.CodeOf(app, g.Clock.Now())}
		for name, bad := range map[string]func(*auth.Acceptance){
			"no code":       func(a *auth.Acceptance) { a.Code = "" },
			"wrong code":    func(a *auth.Acceptance) { a.Code = "abcdef" },
			"weak password": func(a *auth.Acceptance) { a.Password = "password1234" },
			"own name":      func(a *auth.Acceptance) { a.Password = "bloggs kettle over" },
		} {
			b := a
			bad(&b)
			if _, err := auth.Accept(ctx, g, b); !fault.Is(err, "auth.accept") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := len(accounts(t, g, auth.Query{Words: "bloggs"})); n != 0 {
			t.Error("a refused acceptance left an account")
		}
		p, err := auth.Accept(ctx, g, a)
		if err != nil {
			t.Fatal(err)
		}
		if who := identify(t, g, p.Session, ""); !who.Has(actor.Worker) || who.Name != "Jo Bloggs" {
			t.Errorf("accepted as %+v", who)
		}
		_, err = auth.Accept(ctx, g, a)
		wantCode(t, err, "auth.invitation")
		_, _, err = auth.Invited(ctx, g, token, "Fenmarsh")
		wantCode(t, err, "auth.invitation")
		wantCode(t, auth.Invite(admin, g, auth.NewToken(), v), "auth.taken")
		// The code that opened the account opens nothing more.
		q, err := auth.CheckPassword(ctx, g, auth.Try{Login: v.Login, Password: password})
		if err != nil {
			t.Fatal(err)
		}
		_, err = auth.CheckCode(ctx, g, q.Pending, a.Code, auth.Try{})
		wantCode(t, err, "auth.code")
	})
}

func TestInvitationRunsOut(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		ctx := context.Background()
		v := auth.Invitation{Kind: auth.KindStaff, Login: "jo@fenmarsh.example", Name: "Jo", Roles: []actor.Role{actor.Worker}}
		first, second := auth.NewToken(), auth.NewToken()
		for _, token := range []string{first, second} {
			if err := auth.Invite(gatetest.System(), g, token, v); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err := auth.Invited(ctx, g, first, "x")
		wantCode(t, err, "auth.invitation") // replaced
		if _, _, err := auth.Invited(ctx, g, second, "x"); err != nil {
			t.Fatal(err)
		}
		g.Clock.Set(g.Clock.Now().Add(auth.InvitedFor))
		_, _, err = auth.Invited(ctx, g, second, "x")
		wantCode(t, err, "auth.invitation")
		_, _, err = auth.Invited(ctx, g, "", "x")
		wantCode(t, err, "auth.invitation")
	})
}

func TestInvitationBadInput(t *testing.T) {
	g := gatetest.SQLite(t)
	good := auth.Invitation{Kind: auth.KindStaff, Login: "jo@fenmarsh.example", Name: "Jo", Roles: []actor.Role{actor.Worker}}
	for field, bad := range map[string]func(*auth.Invitation){
		"login": func(v *auth.Invitation) { v.Login = "jo bloggs" },
		"name":  func(v *auth.Invitation) { v.Name = strings.Repeat("x", 101) },
		"roles": func(v *auth.Invitation) { v.Roles = []actor.Role{"emperor"} },
		"kind":  func(v *auth.Invitation) { v.Kind = auth.KindClient },
	} {
		v := good
		bad(&v)
		f, ok := fault.Of(auth.Invite(gatetest.System(), g, auth.NewToken(), v))
		if !ok || f.Fields[field] == "" {
			t.Errorf("%s: %v", field, f)
		}
	}
	for _, r := range []actor.Role{actor.System, actor.Client, actor.Person, actor.Family} {
		v := good
		v.Roles = []actor.Role{r}
		wantCode(t, auth.Invite(gatetest.System(), g, auth.NewToken(), v), "auth.invite")
	}
}

// A lost phone: the same account gets new factors, and what came in by the old
// ones is out.
func TestInviteAgain(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		ctx := context.Background()
		m := join(t, g, "jo@fenmarsh.example", actor.Worker)
		token := auth.NewToken()
		if err := auth.InviteAgain(gatetest.System(), g, token, m.id); err != nil {
			t.Fatal(err)
		}
		if identify(t, g, m.first.Session, "").ID == "" {
			t.Error("signed out before the invitation was used")
		}
		_, app, err := auth.Invited(ctx, g, token, "Fenmarsh")
		if err != nil {
			t.Fatal(err)
		}
		p, err := auth.Accept(ctx, g, auth.Acceptance{Token: token, Password: "green teapot under nine", Code: auth.CodeOf(app, g.Clock.Now())})
		if err != nil {
			t.Fatal(err)
		}
		if p.Account != m.id {
			t.Errorf("account %s, want %s", p.Account, m.id)
		}
		if identify(t, g, m.first.Session, "").ID != "" || identify(t, g, p.Session, "").ID == "" {
			t.Error("the old session must end and the new one hold")
		}
		_, err = auth.CheckPassword(ctx, g, m.try("office"))
		wantCode(t, err, "auth.wrong")
		wantCode(t, auth.InviteAgain(gatetest.System(), g, auth.NewToken(), "nobody"), "gate.not_found")
	})
}

// People who are not staff may come in by a password, and reach one person.
func TestPortalAccount(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		ctx := context.Background()
		office := gatetest.As(t, g, "coord", actor.Coordinator)
		ada, bea := ids.Person(ids.New()), ids.Person(ids.New())
		token := auth.NewToken()
		v := auth.Invitation{Kind: auth.KindClose, Login: "son@example.org", Name: "Sam", Roles: []actor.Role{actor.Family}, Person: ada}
		wantCode(t, auth.Invite(gatetest.As(t, g, "admin", actor.Admin), g, token, v), "gate.not_found")
		if err := auth.Invite(office, g, token, v); err != nil {
			t.Fatal(err)
		}
		p, err := auth.Accept(ctx, g, auth.Acceptance{Token: token, Password: password})
		if err != nil {
			t.Fatal(err)
		}
		who := actor.With(ctx, identify(t, g, p.Session, ""))
		may := gate.Action{Name: "test.see", Who: actor.Rule{Related: []actor.Role{actor.Family}}}
		nothing := func(*gate.Snapshot) error { return nil }
		if err := g.Read(who, may, gate.Person(ada), nothing); err != nil {
			t.Error(err)
		}
		wantCode(t, g.Read(who, may, gate.Person(bea), nothing), "gate.not_found")
		q, err := auth.CheckPassword(ctx, g, auth.Try{Login: "SON@example.org", Password: password})
		if err != nil || q.Session == "" {
			t.Errorf("sign-in by password: %+v %v", q, err)
		}
		v.Person = ""
		wantCode(t, auth.Invite(office, g, auth.NewToken(), v), "auth.invite")
	})
}

func TestEnrolIsTheServicesOwn(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		n := auth.New{ID: ids.Account(ids.New()), Kind: auth.KindStaff, Login: "demo.worker", Name: "Demo", Roles: []actor.Role{actor.Worker}}
		wantCode(t, auth.Enrol(gatetest.As(t, g, "admin", actor.Admin), g, n), "gate.refused")
		if err := auth.Enrol(gatetest.System(), g, n); err != nil {
			t.Fatal(err)
		}
		wantCode(t, auth.Enrol(gatetest.System(), g, n), "gate.exists")
		_, err := auth.CheckPassword(context.Background(), g, auth.Try{Login: n.Login})
		wantCode(t, err, "auth.wrong")
	})
}

func TestList(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		for _, n := range []auth.New{
			{Login: "z@x.example", Name: "Élodie Marsh", Roles: []actor.Role{actor.Worker, actor.Manager}},
			{Login: "y@x.example", Name: "Bob Reed", Roles: []actor.Role{actor.Worker}},
			{Login: "w@x.example", Name: "ann Sedge", Roles: []actor.Role{actor.HR}},
		} {
			n.ID, n.Kind = ids.Account(ids.New()), auth.KindStaff
			if err := auth.Enrol(gatetest.System(), g, n); err != nil {
				t.Fatal(err)
			}
		}
		names := func(q auth.Query) string {
			var out []string
			for _, a := range accounts(t, g, q) {
				out = append(out, a.Name)
			}
			return strings.Join(out, ", ")
		}
		for _, v := range []struct {
			q    auth.Query
			want string
		}{
			{auth.Query{}, "ann Sedge, Bob Reed, Élodie Marsh"},
			{auth.Query{Words: "élo"}, "Élodie Marsh"},
			{auth.Query{Words: "Y@X"}, "Bob Reed"},
			{auth.Query{Role: actor.Worker}, "Bob Reed, Élodie Marsh"},
			{auth.Query{Ended: true}, ""},
			{auth.Query{Words: "%"}, ""},
		} {
			if got := names(v.q); got != v.want {
				t.Errorf("%+v: %s, want %s", v.q, got, v.want)
			}
		}
	})
}
