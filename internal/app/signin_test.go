package app_test

import (
	"context"
	"encoding/base32"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
)

const (
	password = "blue kettle over seven"
	session  = "__Host-stillhome-session"
	device   = "__Host-stillhome-device"
)

// invited is the path of a fresh invitation.
func invited(t *testing.T, g *gate.Gate, login string, roles ...actor.Role) string {
	t.Helper()
	token := auth.NewToken()
	err := auth.Invite(gatetest.System(), g, token, auth.Invitation{Kind: auth.KindStaff, Login: login, Name: "Jo Sedge", Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	return "/invitations/" + token
}

// secretOn is the key in words on an invitation's page.
func secretOn(t *testing.T, page answer) []byte {
	t.Helper()
	words := page.find(t, `stillhome-lines">([A-Z2-7 ]{30,})<`)
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(words, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// join opens an account by its pages and leaves the browser signed in.
func join(t *testing.T, g *gate.Gate, b *browser, login string, roles ...actor.Role) (secret []byte) {
	t.Helper()
	at := invited(t, g, login, roles...)
	secret = secretOn(t, b.get(at).want(t, 200, "Jo Sedge", login))
	b.post(at, "code", codeOf(secret, g.Clock.Now()), "password", password).goes(t, "/")
	g.Clock.Set(g.Clock.Now().Add(time.Minute))
	return secret
}

// From an invitation to a working account, by the pages alone.
func TestInvitationToSignIn(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		b := serve(t, g, false)
		at := invited(t, g, "jo@fenmarsh.example", actor.Coordinator)
		page := b.get(at).want(t, 200, "Open your account", "jo@fenmarsh.example", "At least 12 characters")
		if !strings.Contains(page.body, `src="`+at+`/code.png"`) {
			t.Error("no picture to scan")
		}
		picture := b.get(at+"/code.png").want(t, 200)
		if _, err := png.Decode(strings.NewReader(picture.body)); err != nil || picture.header.Get("Content-Type") != "image/png" {
			t.Errorf("the picture: %v %s", err, picture.header.Get("Content-Type"))
		}
		secret := secretOn(t, page)
		b.post(at, "code", "abcdef", "password", "short").want(t, 422, "That code is not right", "at least 12 characters")
		b.post(at, "code", "", "password", password).want(t, 422, "Enter the 6 digits")
		first := b.post(at, "code", codeOf(secret, g.Clock.Now()), "password", password).goes(t, "/")
		k := first.cookie(session)
		if k == nil || !k.HttpOnly || !k.Secure || k.Path != "/" || k.SameSite != http.SameSiteLaxMode || k.Domain != "" {
			t.Fatalf("session cookie %+v", k)
		}
		b.get("/").want(t, 200, "Jo Sedge", "Sign out")
		b.get(at).want(t, 422, "This link does not work any more")
		b.post("/sign-out").goes(t, "/sign-in")
		b.get("/").goes(t, "/sign-in")

		g.Clock.Set(g.Clock.Now().Add(time.Minute))
		b.get("/sign-in").want(t, 200, "Sign in", "Sign-in name", "Password")
		b.post("/sign-in", "login", "JO@fenmarsh.example", "password", password, "next", "/people").goes(t, "/sign-in/code?next=%2Fpeople")
		b.get("/sign-in/code?next=%2Fpeople").want(t, 200, "6-digit code")
		b.post("/sign-in/code", "code", "abcdef", "next", "/people").want(t, 422, "That code is not right")
		b.post("/sign-in/code", "code", "", "next", "/people").want(t, 422, "Enter the 6 digits")
		in := b.post("/sign-in/code", "code", codeOf(secret, g.Clock.Now()), "next", "/people").goes(t, "/people")
		if n := in.cookie(session); n == nil || n.Value == k.Value {
			t.Error("no new session at sign-in")
		}
		if in.cookie(device) != nil {
			t.Error("a device that is known got another token")
		}
	})
}

// Whatever was wrong with name or password, the answer is the same to the byte.
func TestSignInSaysNothingOfNames(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		b := serve(t, g, false)
		join(t, g, b, "jo@fenmarsh.example", actor.Manager)
		wrong := b.fresh().post("/sign-in", "login", "xx@fenmarsh.example", "password", "not this one at all")
		known := b.fresh().post("/sign-in", "login", "jo@fenmarsh.example", "password", "not this one at all")
		wrong.want(t, 422, "do not match")
		a, z := strings.ReplaceAll(wrong.body, "xx@", "jo@"), known.body
		if a != z || wrong.status != known.status || len(wrong.cookies) != len(known.cookies) {
			t.Error("an unknown name is answered differently from a wrong password")
		}
		b.fresh().post("/sign-in", "login", "", "password", "").want(t, 422, "Enter your sign-in name", "Enter your password")
	})
}

// Another site's form signs nobody in or out.
func TestOtherSitesCannotPost(t *testing.T) {
	g := gatetest.SQLite(t)
	server, err := app.New(app.Config{Demo: true}, &web.Site{Name: "Fenmarsh", Gate: g}).Server()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/sign-in", "/sign-out", "/demo/sign-in", "/account/password", "/admin/users/new"} {
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			r := httptest.NewRequest(http.MethodPost, "http://fen.example"+path, nil)
			r.Header.Set(name, value)
			w := httptest.NewRecorder()
			server.Handler().ServeHTTP(w, r)
			if w.Code != http.StatusForbidden || len(w.Result().Cookies()) > 0 {
				t.Errorf("%s with %s: %s answers %d", path, name, value, w.Code)
			}
		}
	}
}

// The council's own limits hold for its sessions; signing in again ends what
// the browser was signed in as before.
func TestCouncilsLimits(t *testing.T) {
	g := gatetest.SQLite(t)
	b := serve(t, g, true)
	for _, r := range []actor.Role{actor.Admin, actor.HR} {
		enrol(t, g, r)
	}
	manager := gatetest.As(t, g, "m", actor.Manager)
	if err := council.Set(manager, g, council.SessionOfficeMin, "15"); err != nil {
		t.Fatal(err)
	}
	g.Clock.Set(g.Clock.Now().Add(time.Second))
	first := b.post("/demo/sign-in", "as", "admin").cookie("stillhome-session").Value
	second := b.post("/demo/sign-in", "as", "hr").cookie("stillhome-session").Value
	who := func(token string) string {
		a, err := auth.Identify(context.Background(), g, token, "")
		if err != nil {
			t.Fatal(err)
		}
		return a.Name
	}
	if who(first) != "" || who(second) == "" {
		t.Errorf("first is %q, second %q", who(first), who(second))
	}
	g.Clock.Set(g.Clock.Now().Add(15 * time.Minute))
	if who(second) != "" {
		t.Error("holds longer than the council allows")
	}
}

func TestNextStaysHere(t *testing.T) {
	g := gatetest.SQLite(t)
	b := serve(t, g, false)
	join(t, g, b, "jo@fenmarsh.example", actor.Manager)
	for next, want := range map[string]string{
		"/people": "/people", "/people?page=2": "/people?page=2", "": "/", "//evil.example": "/", "https://evil.example": "/",
		`/\evil.example`: "/", "javascript:alert(1)": "/", "/sign-in": "/", "/sign-out": "/", "/\t/evil.example": "/",
	} {
		if got := b.do(http.MethodGet, "/sign-in?next="+escape(next), nil); got.location != want {
			t.Errorf("next=%q leads to %q, want %q", next, got.location, want)
		}
	}
}

func TestAccountPage(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		b := serve(t, g, false)
		secret := join(t, g, b, "jo@fenmarsh.example", actor.Worker)
		other := b.fresh()
		other.post("/sign-in", "login", "jo@fenmarsh.example", "password", password)
		other.post("/sign-in/code", "code", codeOf(secret, g.Clock.Now())).goes(t, "/")
		page := b.get("/account").want(t, 200, "Jo Sedge", "Support worker", "This one", "You have no passkeys yet")
		b.post(page.find(t, `action="(/account/sessions/[0-9a-f]+/end)"`)).goes(t, "/account")
		other.get("/account").goes(t, "/sign-in?next=%2Faccount")
		b.get("/account").want(t, 200, "That sign-in is ended")

		b.post("/account/password", "old", "wrong", "password", "green teapot under nine").want(t, 422, "That is not your password now")
		b.post("/account/password", "old", password, "password", "fenmarsh teapot").want(t, 422, "the council's name")
		b.post("/account/password", "old", password, "password", "green teapot under nine").goes(t, "/account")
		b.post("/account/sign-out-everywhere").goes(t, "/sign-in")
		b.get("/account").goes(t, "/sign-in?next=%2Faccount")
	})
}

// A page costs few statements: knowing who is there is one of them.
func TestStatementsPerPage(t *testing.T) {
	g := gatetest.SQLite(t)
	b := serve(t, g, true)
	for _, r := range []actor.Role{actor.Admin} {
		enrol(t, g, r)
	}
	b.post("/demo/sign-in", "as", "admin").goes(t, "/")
	for _, path := range []string{"/account", "/admin/users", "/admin/users/" + string(demoAccount(actor.Admin)), "/admin/system", "/admin/refusals", "/admin/users/new"} {
		ctx, n := gate.WithCounter(context.Background())
		if status := serveOnce(t, g, ctx, b, path); status != 200 {
			t.Errorf("%s: status %d", path, status)
		}
		if len(n.Statements) > 8 {
			t.Errorf("%s: %d statements, at most 8:\n%s", path, len(n.Statements), strings.Join(n.Statements, "\n"))
		}
	}
}

func TestAdminPages(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		b := serve(t, g, false)
		join(t, g, b, "admin@fenmarsh.example", actor.Admin)
		b.post("/admin/users/new", "name", "", "login", "bad login").want(t, 422, "Enter their name", "no spaces", "Choose at least one role")
		made := b.post("/admin/users/new", "name", "Al Reed", "login", "al@fenmarsh.example", "roles", "worker", "roles", "therapist").want(t, 200, "Al Reed", "works once")
		link := strings.TrimPrefix(made.find(t, `data-invitation>([^<]+)<`), b.at)
		b.get("/admin/users").want(t, 200, "Invitations not yet used", "al@fenmarsh.example", "A new account")

		al := b.fresh()
		secret := secretOn(t, al.get(link).want(t, 200))
		al.post(link, "code", codeOf(secret, g.Clock.Now()), "password", password).goes(t, "/")
		al.get("/admin/users").want(t, 403, "Page not found")
		al.post("/admin/users/new", "name", "X").want(t, 403)

		at := b.get("/admin/users?words=reed").want(t, 200, "Al Reed", "Support worker, Therapist", "No invitation is waiting").find(t, `href="(/admin/users/[0-9a-f-]{36})"`)
		page := b.get(at).want(t, 200, "Al Reed", "End this account")
		b.post(at+"/roles", "version", page.find(t, `name="version" value="(\d+)"`), "roles", "hr").goes(t, at)
		b.get(at).want(t, 200, "Roles saved", "Recruitment and training")
		b.post(at+"/roles", "version", "1", "roles", "worker").want(t, 409, "Someone else changed this first")
		b.post(at+"/roles", "version", "2").want(t, 422, "Choose at least one role")
		b.post(at+"/sign-out").goes(t, at)
		al.get("/account").goes(t, "/sign-in?next=%2Faccount")
		b.post(at+"/link").want(t, 200, "The link for Al Reed")
		b.get(at+"/end").want(t, 200, "signed out at once")
		b.post(at+"/end").goes(t, "/admin/users")
		b.get(at).want(t, 200, "Ended")
		b.get("/admin/users?ended=yes").want(t, 200, "Al Reed")
		b.get("/admin/users/none").want(t, 404)
		b.get("/admin/system").want(t, 200, "Journal", "Nothing is set aside")
		b.get("/admin/refusals").want(t, 200, "Al Reed", "auth.see_accounts", "auth.invite")
	})
}

func TestPublicPages(t *testing.T) {
	b := serve(t, gatetest.SQLite(t), false)
	b.get("/accessibility-statement").want(t, 200, "Fenmarsh County Council", "level AA")
	b.get("/privacy").want(t, 200, "Fenmarsh County Council", "Cookies")
	b.get("/invitations/made-up").want(t, 422, "This link does not work")
	b.get("/nowhere").want(t, 404, "Page not found")
}

// The demo's doors exist in the demo only.
func TestDemoDoorsOnlyInDemo(t *testing.T) {
	g := gatetest.SQLite(t)
	enrol(t, g, actor.Admin)
	real := serve(t, g, false)
	join(t, g, real.fresh(), "jo@fenmarsh.example", actor.Admin)
	unknown := real.post("/no-such-route")
	for _, path := range []string{"/demo/sign-in", "/demo/clock"} {
		got := real.post(path, "as", "admin", "at", "2027-01-01")
		if got.status != 404 || got.body != unknown.body || got.cookie(session) != nil {
			t.Errorf("%s answers %d outside the demo", path, got.status)
		}
	}
	for _, m := range app.Modules(false) {
		for _, r := range m.Routes {
			if strings.Contains(r.Pattern, "demo") {
				t.Errorf("%s has the route %s outside the demo", m.Name, r.Pattern)
			}
		}
	}
	if page := real.get("/sign-in"); strings.Contains(page.body, "demo") {
		t.Error("the sign-in page mentions the demo")
	}
}

func TestDemoSignInAndClock(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		b := serve(t, g, true)
		for _, r := range actor.Roles {
			enrol(t, g, r)
		}
		page := b.get("/sign-in").want(t, 200, "Look around", "Support worker")
		for _, r := range actor.Roles {
			if !strings.Contains(page.body, `name="as" value="`+string(r)+`"`) {
				t.Errorf("no button for %s", r)
			}
			in := b.post("/demo/sign-in", "as", string(r)).goes(t, "/")
			if k := in.cookie("stillhome-session"); k == nil || k.Secure || !k.HttpOnly {
				t.Errorf("%s: cookie %+v", r, k)
			}
			b.get("/account").want(t, 200, "Demo "+r.Label())
		}
		for _, bad := range []string{"", "system", "client", "emperor"} {
			b.post("/demo/sign-in", "as", bad).want(t, 422)
		}
		b.post("/demo/sign-in", "as", "manager")
		b.post("/demo/clock", "at", "2027-03-01T10:30:00Z").goes(t, "/")
		if got := g.Clock.Now().Text()[:16]; got != "2027-03-01T10:30" {
			t.Errorf("the clock stands at %s", got)
		}
		b.get("/account").want(t, 200, "Demo Manager") // still signed in
		b.post("/demo/clock", "at", "2027-03-05").goes(t, "/")
		if got := g.Clock.Now().On(); got != when.Date("2027-03-05") {
			t.Errorf("the clock stands at %s", got)
		}
		for _, bad := range []string{"", "yesterday", "2027-13-01"} {
			b.post("/demo/clock", "at", bad).want(t, 422, "2026-11-30")
		}
		b.post("/demo/clock", "at", "2027-01-01").want(t, 422, "only goes forward")
		b.fresh().post("/demo/clock", "at", "2027-03-06").goes(t, "/sign-in")
	})
}
