package app

import (
	"slices"

	"stillhome/internal/face/account"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
)

// Module is one feature as the program sees it.
type Module struct {
	Name      string
	Routes    []web.Route
	Jobs      []job.Job
	Followers []gate.Follower
}

// Modules lists every feature. The demo has routes which exist nowhere else.
func Modules(demo bool) []Module {
	list := []Module{
		{Name: "auth", Jobs: auth.Jobs},
		{Name: "council", Routes: council.Routes},
		{Name: "account", Routes: account.Routes},
	}
	if demo {
		list[len(list)-1].Routes = account.DemoRoutes
	}
	if !slices.ContainsFunc(list, hasStart) {
		list = append(list, Module{Name: "start", Routes: []web.Route{web.Get("/{$}", auth.MaySeeOwn, blankStart)}})
	}
	return list
}

func hasStart(m Module) bool {
	return slices.ContainsFunc(m.Routes, func(r web.Route) bool { return r.Pattern == "/{$}" })
}

// blankStart is the start page while no module has one.
func blankStart(c *web.Call) (web.Reply, error) {
	return c.Page("Start"), nil
}

// Nav is the service navigation, in the order it is shown.
var Nav = []web.Link{
	{Text: "Start", Href: "/", Action: auth.MaySeeOwn},
	{Text: "Settings", Href: "/settings", Action: council.MaySee},
}
