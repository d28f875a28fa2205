package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"

	"stillhome/bench/county"
	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/person"
)

// The session cookie's name, over https and as the demo has it.
const cookieName = "__Host-stillhome-session"

// tested is the program served from this process, so that what it says to the
// record and what it draws can be heard. Its jobs and followers do not run.
type tested struct {
	gate    *gate.Gate
	handler http.Handler
	target
	stop func()
	ear  atomic.Pointer[ear]
}

// ear hears one request.
type ear struct {
	counter *gate.Counter
	page    ui.Page
	answer  bytes.Buffer
}

// serveTested serves a record.
func serveTested(ctx context.Context, e *county.Engine, dsn string) (*tested, error) {
	g, err := e.Open(ctx, dsn)
	if err != nil {
		return nil, err
	}
	t := &tested{gate: g}
	var routes []web.Route
	for _, m := range app.Modules(false) {
		routes = append(routes, m.Routes...)
	}
	server, err := web.New(web.Config{
		Sites: []*web.Site{{Name: county.Name, ODS: county.ODS, Gate: g}}, Routes: routes, Nav: app.Nav, Bar: person.Bar,
		Identify: func(ctx context.Context, s *web.Site, cookie, bearer string) (actor.Actor, error) {
			return auth.Identify(ctx, s.Gate, cookie, bearer)
		},
		Rendered: func(_ string, p ui.Page) {
			if e := t.ear.Load(); e != nil {
				e.page = p
			}
		},
	})
	if err != nil {
		return nil, errors.Join(err, g.Close())
	}
	inner := server.Handler()
	t.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e := t.ear.Load(); e != nil {
			ctx, counter := gate.WithCounter(r.Context())
			e.counter, r = counter, r.WithContext(ctx)
		}
		inner.ServeHTTP(w, r)
	})
	base, stop, err := serve(t.handler)
	if err != nil {
		return nil, errors.Join(err, g.Close())
	}
	t.target, t.stop = target{base, cookieName}, stop
	return t, nil
}

func (t *tested) close() {
	t.stop()
	t.gate.Close()
}

// hear makes one request and gives what was said and drawn for it.
func (t *tested) hear(ctx context.Context, a ask) (*ear, error) {
	e := &ear{}
	t.ear.Store(e)
	defer t.ear.Store(nil)
	return e, t.do(ctx, a, &e.answer)
}

// signIn gives an account a session.
func (t *tested) signIn(ctx context.Context, account ids.Account) (token string, err error) {
	limits := auth.DefaultLimits
	limits.Office = limits.Field // no run ends for want of a click
	return auth.StartSession(ctx, t.gate, account, "Bench", limits)
}

// serve serves on a port of its own until stop.
func serve(h http.Handler) (base string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: h}
	go s.Serve(l)
	return "http://" + l.Addr().String(), func() { s.Close() }, nil
}

func readAll(r *http.Request) ([]byte, error) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("the request broke off: %w", err)
	}
	return b, nil
}
