package web

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
)

//go:embed static
var static embed.FS

// Site is one council as this process serves it.
type Site struct {
	Host string // the name it is reached by, without port
	Name string // the council's name
	ODS  string // its ODS code
	Gate *gate.Gate
	// HelpLine is the telephone number at the foot of every page, as it is
	// now; nil shows none.
	HelpLine func() ui.Phone
}

// Link is one entry of the service navigation, shown to those who might carry
// out its action.
type Link struct {
	Text, Href string
	Action     gate.Action
}

// Config of a Server.
type Config struct {
	Sites  []*Site
	Routes []Route
	Nav    []Link
	// Identify says who holds a session cookie or a bearer token. A zero
	// Actor and no error means nobody.
	Identify func(ctx context.Context, s *Site, cookie, bearer string) (actor.Actor, error)
	// Bar is what stands at the top of every page about a person.
	Bar func(c *Call, p ids.Person) (*ui.PersonBar, error)
	// Plain is set in the demo over http only: cookies without Secure.
	Plain bool
	// Notice stands above every page (the demo says that it is one).
	Notice string
	// Rendered, if set, sees each page before it is drawn: the benchmark
	// draws it again by itself, as the floor to compare with.
	Rendered func(pattern string, p ui.Page)
}

// Server answers HTTP for one or several councils, told apart by host name.
type Server struct {
	cfg    Config
	mux    *http.ServeMux
	sites  map[string]*Site
	assets map[string]string // file name to address
}

// New makes the server. Two routes with one address are an error.
func New(cfg Config) (s *Server, err error) {
	s = &Server{cfg: cfg, mux: http.NewServeMux(), sites: map[string]*Site{}, assets: map[string]string{}}
	defer func() {
		if p := recover(); p != nil { // ServeMux panics on patterns that clash
			err = fmt.Errorf("routes: %v", p)
		}
	}()
	for _, site := range cfg.Sites {
		if s.sites[site.Host] != nil {
			return nil, fmt.Errorf("two councils have the host name %s", site.Host)
		}
		s.sites[site.Host] = site
	}
	if err := s.serveStatic(); err != nil {
		return nil, err
	}
	for _, r := range cfg.Routes {
		s.mux.Handle(r.Method+" "+r.Pattern, s.handler(r))
	}
	s.mux.Handle("/", s.handler(Route{Open: true, Handle: func(*Call) (Reply, error) { return nil, gate.NotFound() }}))
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	s.mux.HandleFunc("GET /readyz", s.ready)
	return s, nil
}

func (s *Server) serveStatic() error {
	files, err := fs.Sub(static, "static")
	if err != nil {
		return err
	}
	all := sha256.New()
	var names []string
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, name)
		names = append(names, name)
		fmt.Fprintf(all, "%s %d\n", name, len(b))
		all.Write(b)
		return err
	})
	if err != nil {
		return err
	}
	// One address for the whole folder, so that a style sheet finds its fonts.
	at := "/static/" + hex.EncodeToString(all.Sum(nil)[:6]) + "/"
	for _, name := range names {
		s.assets[name] = at + name
	}
	serve := http.StripPrefix(at, http.FileServerFS(files))
	s.mux.HandleFunc("GET "+at, func(w http.ResponseWriter, r *http.Request) {
		if s.assets[strings.TrimPrefix(r.URL.Path, at)] == "" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		serve.ServeHTTP(w, r)
	})
	return nil
}

// Asset is the address of a file of the static folder.
func (s *Server) Asset(name string) string { return s.assets[name] }

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	for _, site := range s.cfg.Sites {
		if err := site.Gate.Ping(r.Context()); err != nil {
			slog.Error("not ready", "council", site.ODS, "err", err)
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
	}
	fmt.Fprintln(w, "ready")
}

// Handler is the whole server, with what every answer needs around it.
func (s *Server) Handler() http.Handler {
	inner := http.NewCrossOriginProtection().Handler(s.mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		if !s.cfg.Plain {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		inner.ServeHTTP(w, r)
	})
}

func (s *Server) site(host string) *Site {
	if h, _, ok := strings.Cut(host, ":"); ok {
		host = h
	}
	if site := s.sites[strings.ToLower(host)]; site != nil {
		return site
	}
	return s.sites[""] // one council may serve every name
}

func (s *Server) prefix() string {
	if s.cfg.Plain {
		return "stillhome-"
	}
	return "__Host-stillhome-"
}

func (s *Server) cookieName() string { return s.prefix() + "session" }

func (s *Server) handler(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site := s.site(r.Host)
		if site == nil {
			http.Error(w, "No council is served at this address.", http.StatusMisdirectedRequest)
			return
		}
		c := &Call{Context: r.Context(), Gate: site.Gate, Site: site, server: s, w: w, r: r, route: route}
		defer func() {
			if p := recover(); p != nil {
				// What was panicked with may hold a person's words; where, not.
				slog.Error("panic", "route", route.Pattern, "kind", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
				c.fail(errors.New("panic"))
			}
		}()
		r.Body = http.MaxBytesReader(w, r.Body, c.limit())
		if err := c.identify(); err != nil {
			c.fail(err)
			return
		}
		c.answer()
	})
}

func (c *Call) identify() error {
	cookie := c.SessionToken()
	bearer, _ := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	who, err := c.server.cfg.Identify(c.Context, c.Site, cookie, bearer)
	if err != nil {
		return err
	}
	c.Who = who
	if who.ID != "" {
		c.Context = actor.With(c.Context, who)
	}
	if c.route.Open {
		return nil
	}
	if who.ID == "" {
		return fault.New(fault.Unauthenticated, "auth.sign_in", "Sign in to continue.")
	}
	return nil
}

// mayTry refuses, before the handler shows or says anything, a caller none of
// whose roles could be allowed the route's action for anybody. The gate does
// it, so that it is noted like any refusal.
func (c *Call) mayTry() error {
	if c.route.Open || c.Can(c.route.Action) {
		return nil
	}
	about := gate.Council
	if strings.Contains(c.route.Pattern, "{person}") {
		about = gate.Person(c.Person())
	}
	return c.Gate.Read(c, c.route.Action, about, func(*gate.Snapshot) error { return nil })
}

func (c *Call) answer() {
	if err := c.mayTry(); err != nil {
		c.fail(err)
		return
	}
	reply, err := c.route.Handle(c)
	switch {
	case err == nil && reply != nil:
		reply.send(c, http.StatusOK)
	case err == nil:
		c.fail(fmt.Errorf("%s answered nothing", c.route.Pattern))
	case reply == nil || fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.NotFound || fault.KindOf(err) == fault.Forbidden:
		c.fail(err)
	default:
		// A copy, as something the handler left running may hold this call as
		// its context.
		again := *c
		again.Context = ui.WithProblems(c.Context, problems(err), c.r.PostForm)
		reply.send(&again, Status[fault.KindOf(err)])
	}
}

// dress puts around a page what every page has. A page about a person whom
// there is not, or whom the caller may not know of, is no page: NotFound.
func (c *Call) dress(p *ui.Page) error {
	p.Council, p.Home, p.Phone, p.Notice = c.Site.Name, "/", c.HelpLine(), c.server.cfg.Notice
	p.Assets = c.server.Asset
	p.Flash = c.said()
	p.Footer = []ui.Link{{Text: "Accessibility", Href: "/accessibility-statement"}, {Text: "Privacy", Href: "/privacy"}}
	if !slices.ContainsFunc(c.Who.Roles, actor.Role.Staff) {
		// For whoever is worried about someone; its words say nothing of that.
		p.Footer = append(p.Footer, ui.Link{Text: "Contact us", Href: "/worried"})
	}
	if c.Who.ID == "" {
		return nil
	}
	p.Who = ui.Who{Name: c.Who.Name, Href: "/account", SignOut: "/sign-out"}
	here := c.r.URL.Path
	best := -1
	for _, l := range c.server.cfg.Nav {
		if !c.Can(l.Action) {
			continue
		}
		if under(here, l.Href) && (best < 0 || len(l.Href) > len(p.Nav[best].Href)) {
			best = len(p.Nav)
		}
		p.Nav = append(p.Nav, ui.NavItem{Text: l.Text, Href: l.Href})
	}
	if best >= 0 && c.route.Pattern != "" {
		p.Nav[best].Active = true
	}
	if c.server.cfg.Bar != nil && strings.Contains(c.route.Pattern, "{person}") {
		bar, err := c.server.cfg.Bar(c, c.Person())
		if err != nil {
			return err
		}
		for i, n := range bar.Sub {
			bar.Sub[i].Active = n.Href == here
		}
		p.Bar = bar
	}
	if p.Field {
		p.Nav = nil // the bar at the bottom leads on; the hand needs the room
		if p.Bar != nil {
			p.Bar.Sub = nil
		}
	}
	return nil
}

func under(here, href string) bool {
	return here == href || href != "/" && strings.HasPrefix(here, href+"/")
}
