package desk

import (
	"slices"

	"stillhome/internal/face/measure"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
)

// The actions. Each kind of start page has its own, so that the gate decides
// what may be read for it.
var (
	MaySeeOffice   = gate.Action{Name: "desk.office", Who: actor.Rule{Any: actor.Office}}
	MaySeePractice = gate.Action{Name: "desk.practice", Who: actor.Rule{Any: actor.Practice}}
	// MaySeeTies is to be told whose page one may see.
	MaySeeTies = gate.Action{Name: "desk.ties", Who: actor.Rule{Any: []actor.Role{actor.Person, actor.Family}}}
	// MaySeeOwn is the page of a person, for themselves and those close to them.
	MaySeeOwn = gate.Action{Name: "desk.own", Who: actor.Rule{Related: []actor.Role{actor.Person, actor.Family}}}
)

// Routes of the start page. It is open: whoever is not signed in is led to the
// sign-in page, which in the demo offers every role.
var Routes = []web.Route{
	web.Public("/{$}", Home),
	web.Get("/desk/alerts", MaySeeOffice, liveAlerts),
}

// stations are the start pages by role. Somebody with several roles gets the
// first; the navigation leads to the others.
var stations = []struct {
	roles []actor.Role
	page  web.Handler
}{
	{[]actor.Role{actor.Coordinator}, coordinator},
	{[]actor.Role{actor.Manager}, manager},
	{[]actor.Role{actor.Therapist, actor.SocialWorker}, practice},
	{actor.Field, leadTo("/v/")},
	{[]actor.Role{actor.SafeguardingLead}, leadTo("/safeguarding")}, // sealed: nothing of it may stand here
	{[]actor.Role{actor.HR}, workforce},
	{[]actor.Role{actor.Analyst}, analyst},
	{[]actor.Role{actor.Admin}, administrator},
	{[]actor.Role{actor.Person, actor.Family}, own},
}

// leadTo is for those whose start is another page.
func leadTo(path string) web.Handler {
	return func(*web.Call) (web.Reply, error) { return web.Go(path, ""), nil }
}

// Home is the start page of whoever is signed in; nobody is led to sign in.
func Home(c *web.Call) (web.Reply, error) {
	if c.Who.ID == "" {
		return web.Go("/sign-in", ""), nil
	}
	for _, s := range stations {
		if slices.ContainsFunc(s.roles, c.Who.Has) {
			return s.page(c)
		}
	}
	return nobody(c)
}

// counts reads the figures of the start page, by name.
func counts(s *gate.Snapshot) (map[measure.Name]measure.Figure, error) {
	all, err := measure.Counts(s)
	out := map[measure.Name]measure.Figure{}
	for _, f := range all {
		out[f.Name] = f
	}
	return out, err
}
