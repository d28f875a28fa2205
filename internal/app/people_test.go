package app_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
)

func escape(s string) string { return url.QueryEscape(s) }

// codeOf is what somebody's authenticator app shows (RFC 6238), written a
// second time so that the pages are not tested by what they use.
func codeOf(secret []byte, at when.Instant) string {
	mac := hmac.New(sha1.New, secret)
	binary.Write(mac, binary.BigEndian, at.Unix()/30)
	sum := mac.Sum(nil)
	o := sum[19] & 15
	n := (uint32(sum[o])<<24 | uint32(sum[o+1])<<16 | uint32(sum[o+2])<<8 | uint32(sum[o+3])) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}

func demoAccount(r actor.Role) ids.Account { return ids.Account(ids.Derived("test", string(r))) }

// enrol makes the account that stands for a role in the demo.
func enrol(t *testing.T, g *gate.Gate, r actor.Role) {
	t.Helper()
	n := auth.New{ID: demoAccount(r), Kind: auth.KindStaff, Login: "demo." + string(r), Name: "Demo " + r.Label(), Roles: []actor.Role{r}}
	switch r {
	case actor.Person:
		n.Kind = auth.KindPerson
	case actor.Family:
		n.Kind = auth.KindClose
	}
	if err := auth.Enrol(gatetest.System(), g, n); err != nil {
		t.Fatal(err)
	}
}

// serveOnce asks for one page under a context, as whoever the browser is.
func serveOnce(t *testing.T, g *gate.Gate, ctx context.Context, b *browser, path string) int {
	t.Helper()
	server, err := app.New(app.Config{Demo: true}, &web.Site{Name: "Fenmarsh", Gate: g}).Server()
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	u, err := url.Parse(b.at)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range b.http.Jar.Cookies(u) {
		r.AddCookie(k)
	}
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, r)
	return w.Code
}
