package app_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
)

// ask sends one request to a host by a handler, with a cookie or a bearer.
func ask(h http.Handler, method, host, path, cookie, bearer string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://"+host+path, nil)
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: session, Value: cookie})
	}
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// One process, two councils: what opens one opens nothing of the other.
func TestCouncilsAreApart(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, fen *gate.Gate) {
		hill := gatetest.SQLite(t)
		server, err := app.New(app.Config{},
			&web.Site{Host: "fen.example", Name: "Fenmarsh", ODS: "V396BB", Gate: fen},
			&web.Site{Host: "hill.example", Name: "Hill and Dale", ODS: "X99", Gate: hill},
		).Server()
		if err != nil {
			t.Fatal(err)
		}
		h := server.Handler()
		ctx := context.Background()
		for _, g := range []*gate.Gate{fen, hill} {
			enrol(t, g, actor.Admin) // the very same account id and sign-in name in both
		}
		in, err := auth.StartSession(ctx, fen, demoAccount(actor.Admin), "", auth.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		credential, err := auth.AddClient(gatetest.System(), fen, "Royal")
		if err != nil {
			t.Fatal(err)
		}
		if got := ask(h, "GET", "fen.example", "/account", in, ""); got.Code != 200 || !strings.Contains(got.Body.String(), "Fenmarsh") {
			t.Errorf("at home: %d", got.Code)
		}
		if got := ask(h, "GET", "FEN.example:8443", "/account", in, ""); got.Code != 200 {
			t.Errorf("at home, with a port and capitals: %d", got.Code)
		}
		if got := ask(h, "GET", "hill.example", "/account", in, ""); got.Code != 303 {
			t.Errorf("the other council's session opens an account: %d", got.Code)
		}
		if got := ask(h, "POST", "hill.example", "/intake", "", credential); got.Code != 401 {
			t.Errorf("the other council's credential is taken: %d", got.Code)
		}
		if got := ask(h, "POST", "fen.example", "/intake", "", credential); got.Code == 401 || got.Code == 404 {
			t.Errorf("its own credential is not: %d", got.Code)
		}
		if got := ask(h, "GET", "elsewhere.example", "/sign-in", "", ""); got.Code != http.StatusMisdirectedRequest {
			t.Errorf("a host nobody has: %d", got.Code)
		}
		token := auth.NewToken()
		v := auth.Invitation{Kind: auth.KindStaff, Login: "jo@x.example", Name: "Jo", Roles: []actor.Role{actor.Worker}}
		if err := auth.Invite(gatetest.System(), fen, token, v); err != nil {
			t.Fatal(err)
		}
		here, there := ask(h, "GET", "fen.example", "/invitations/"+token, "", ""), ask(h, "GET", "hill.example", "/invitations/"+token, "", "")
		if here.Code != 200 || there.Code != 422 {
			t.Errorf("an invitation: %d at home, %d at the other", here.Code, there.Code)
		}
	})
}

func TestTwoCouncilsOfOneHost(t *testing.T) {
	g := gatetest.SQLite(t)
	_, err := app.New(app.Config{}, &web.Site{Host: "a", Gate: g}, &web.Site{Host: "a", Gate: g}).Server()
	if err == nil {
		t.Error("two councils share a host name")
	}
}

// A council's record is refused to another, and a wrong key opens no secrets.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	c := app.Council{Name: "Fenmarsh", ODS: "V396BB", DB: "sqlite:" + filepath.Join(dir, "a", "record.db"), Key: filepath.Join(dir, "key")}
	ctx := context.Background()
	if _, err := app.Open(ctx, app.Config{Councils: []app.Council{c}}); err == nil {
		t.Error("served without tables")
	}
	a, err := app.Open(ctx, app.Config{Councils: []app.Council{c}, Migrate: true, Today: "2026-11-30"})
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Sites()[0].Gate.Clock.Now(); got.On() != "2026-11-30" || got.Clock() != "9:00am" {
		t.Errorf("it is %s", got.Said())
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	c.ODS = "X99"
	if _, err := app.Open(ctx, app.Config{Councils: []app.Council{c}}); err == nil || !strings.Contains(err.Error(), "belongs to the council") {
		t.Errorf("another council's record: %v", err)
	}
}

// Asked to stop, the server ends live pages and comes to an end; what was
// being answered is answered.
func TestStopsWithLivePages(t *testing.T) {
	g := gatetest.SQLite(t)
	enrol(t, g, actor.Coordinator)
	in, err := auth.StartSession(context.Background(), g, demoAccount(actor.Coordinator), "", auth.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	a := app.New(app.Config{Demo: true}, &web.Site{Name: "Fenmarsh", ODS: "V396BB", Gate: g})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, l) }()
	r, _ := http.NewRequest("GET", "http://"+l.Addr().String()+"/alerts/live", nil)
	r.AddCookie(&http.Cookie{Name: "stillhome-session", Value: in})
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if got.StatusCode != 200 || got.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("no live page: %d %s", got.StatusCode, got.Header.Get("Content-Type"))
	}
	if _, err := got.Body.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	stop()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("stopped with %v", err)
		}
	case <-time.After(15 * time.Second):
		t.Fatal("a live page keeps the server from stopping")
	}
}

// The caller's address is taken from the header only where a proxy we were
// told of wrote it.
func TestBehindProxies(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32")}
	for _, v := range []struct {
		from, header, want string
		trusted            []netip.Prefix
	}{
		{"127.0.0.1:5000", "203.0.113.9", "203.0.113.9:0", proxies},
		{"127.0.0.1:5000", "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9:0", proxies},
		{"127.0.0.1:5000", "spoofed, 203.0.113.9", "203.0.113.9:0", proxies},
		{"127.0.0.1:5000", "spoofed", "127.0.0.1:5000", proxies},
		{"127.0.0.1:5000", "", "127.0.0.1:5000", proxies},
		{"203.0.113.50:5000", "198.51.100.1", "203.0.113.50:5000", proxies},
		{"127.0.0.1:5000", "203.0.113.9", "127.0.0.1:5000", nil},
		{"10.9.9.9:5000", "2001:db8::7", "[2001:db8::7]:0", proxies},
	} {
		got := ""
		h := app.New(app.Config{Proxies: v.trusted}).BehindProxies(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr }))
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = v.from
		if v.header != "" {
			r.Header.Set("X-Forwarded-For", v.header)
		}
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != v.want {
			t.Errorf("from %s with %q: %s, want %s", v.from, v.header, got, v.want)
		}
	}
}
