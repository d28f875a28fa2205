package web

import (
	"net/http"

	"stillhome/internal/platform/gate"
)

// Handler answers one call. With both a Reply and an error the page is shown
// again with what was wrong; with an error alone the error page is shown.
type Handler func(*Call) (Reply, error)

// Route is one address and what it does.
type Route struct {
	Method  string
	Pattern string // as http.ServeMux knows it, without the method
	Action  gate.Action
	Handle  Handler
	// Open routes need nobody signed in. Their handlers use the gate, if at
	// all, as somebody they identify themselves.
	Open bool
	// Limit is how many bytes a body may have; default 1 MB.
	Limit int64
}

// Get is a page.
func Get(pattern string, a gate.Action, h Handler) Route {
	return Route{Method: http.MethodGet, Pattern: pattern, Action: a, Handle: h}
}

// Post is a form or command.
func Post(pattern string, a gate.Action, h Handler) Route {
	return Route{Method: http.MethodPost, Pattern: pattern, Action: a, Handle: h}
}

// Public is a page for anyone.
func Public(pattern string, h Handler) Route {
	return Route{Method: http.MethodGet, Pattern: pattern, Handle: h, Open: true}
}

// PublicPost is a form for anyone.
func PublicPost(pattern string, h Handler) Route {
	return Route{Method: http.MethodPost, Pattern: pattern, Handle: h, Open: true}
}

// WithLimit lets a route take larger bodies.
func (r Route) WithLimit(bytes int64) Route {
	r.Limit = bytes
	return r
}
