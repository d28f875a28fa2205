package account

import (
	"net/url"
	"strings"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// DemoRoutes are Routes for the demo, and only there: its sign-in page asks for
// no password, and the clock can be moved.
var DemoRoutes = append(Routes[1:len(Routes):len(Routes)],
	web.Public("/sign-in", demoStart),
	web.Public("/sign-in/password", askPassword),
	web.PublicPost("/demo/sign-in", demoSignIn),
	web.PublicPost("/demo/clock", demoClock),
)

// tells what each role does, for somebody who looks around.
var tells = map[actor.Role]string{
	actor.Coordinator: "Takes referrals, plans visits, answers alerts", actor.Worker: "Today's visits on a phone",
	actor.LeadWorker: "Visits, and first visits with a plan", actor.Therapist: "Assesses, sets goals, reviews",
	actor.SocialWorker: "Assesses, plans, decides on support after", actor.Manager: "How the service is doing",
	actor.SafeguardingLead: "Concerns and who may know of them", actor.HR: "Staff, contracts and training",
	actor.Analyst: "Figures and returns, no names", actor.Admin: "Accounts, roles, settings",
	actor.Person: "Own visits and goals", actor.Family: "What their relative shares",
}

func demoStart(c *web.Call) (web.Reply, error) {
	var rows []ui.Row
	for _, r := range actor.Roles {
		rows = append(rows, ui.Row{Cells: []ui.Cell{
			{Text: r.Label()},
			{Text: tells[r]},
			{Block: ui.PostButton{Text: "Sign in", About: "as " + r.Label(), Action: "/demo/sign-in", Hidden: []ui.Pair{{Name: "as", Value: string(r)}, {Name: "next", Value: localPath(c.Query("next"))}}, Secondary: true}},
		}})
	}
	now := c.Now()
	return c.Page("Look around",
		ui.Para("This is a made-up council with made-up people. Choose whose eyes to look through. Nothing you do here reaches anybody."),
		ui.List{
			Caption: "Sign in as", CaptionHidden: true, Columns: []ui.Column{{Head: "Role"}, {Head: "What they do here"}, {Head: "Sign in"}},
			Rows: rows, Empty: "There are no roles.",
		},
		ui.Links(ui.Link{Text: "Sign in with a password or passkey instead", Href: "/sign-in/password?next=" + escaped(c.Query("next"))}),
		ui.Heading("The clock"),
		ui.Para("It is "+now.Said()+" here. Move the clock to see what a later day brings."),
		ui.Form{
			ID: "clock", Action: "/demo/clock", Submit: "Move the clock", Small: true,
			Fields: []ui.Field{{Name: "at", Label: "Move to the morning of", Kind: ui.KindDate, Value: string(now.On().Add(1))}},
		},
	), nil
}

func demoSignIn(c *web.Call) (web.Reply, error) {
	role := actor.Role(c.Posted("as"))
	if role.Label() == "" || role == actor.System || role == actor.Client {
		return nil, fault.New(fault.Invalid, "account.demo_role", "Choose one of the roles on the start page.")
	}
	if err := auth.SignOut(c, c.Gate, c.SessionToken()); err != nil {
		return nil, err
	}
	who, err := example(c, role)
	if err != nil {
		return nil, err
	}
	return demoWelcome(c, who, localPath(c.Posted("next")), "")
}

// example is the account that stands for a role: the one made for it, called
// demo.ROLE, or else the one that has had it longest.
func example(c *web.Call, role actor.Role) (best auth.Account, err error) {
	err = auth.ReadAsService(c, c.Gate, func(s *gate.Snapshot) error {
		all, err := auth.List(s, auth.Query{Role: role})
		for _, a := range all {
			if a.Login == "demo."+string(role) {
				best = a
				return err
			}
			if best.ID == "" || a.Created.Before(best.Created.Time) {
				best = a
			}
		}
		return err
	})
	if err == nil && best.ID == "" {
		err = fault.New(fault.NotFound, "account.demo_nobody", "Nobody in this demo has that role.")
	}
	return best, err
}

func demoWelcome(c *web.Call, who auth.Account, next, said string) (web.Reply, error) {
	l, err := limits(c)
	if err != nil {
		return nil, err
	}
	token, err := auth.StartSession(c, c.Gate, who.ID, c.Header("User-Agent"), l)
	if err != nil {
		return nil, err
	}
	c.Cookie(token, l.Most)
	return web.Go(next, said), nil
}

// demoClock moves the clock forward and keeps whoever is signed in signed in.
// It cannot go back: what was recorded later would then lie in the future.
func demoClock(c *web.Call) (web.Reply, error) {
	to, err := demoTime(c)
	if err != nil {
		page, _ := demoStart(c)
		return page, err
	}
	if to.Before(c.Now().Time) {
		page, _ := demoStart(c)
		return page, fault.New(fault.Invalid, "account.demo_clock", "The demo's clock only goes forward. It is %s there.", c.Now().Said())
	}
	who := c.Who
	c.Gate.Clock.Set(to)
	said := "It is " + to.Said() + " now."
	if who.ID == "" {
		return web.Go("/sign-in", said), nil
	}
	var a auth.Account
	err = auth.ReadAsService(c, c.Gate, func(s *gate.Snapshot) (err error) {
		a, err = auth.Get(s, accountID(who))
		return err
	})
	if err != nil {
		return nil, err
	}
	return demoWelcome(c, a, localPath(c.Posted("next")), said)
}

// demoTime reads at=: a moment, a date (its morning at 8), or the form's date.
func demoTime(c *web.Call) (when.Instant, error) {
	at := c.Posted("at")
	if strings.Contains(at, "T") {
		if t, err := when.ParseInstant(at); err == nil {
			return t, nil
		}
	}
	var f struct {
		At when.Date `json:"at"`
	}
	if err := c.Form(&f); err != nil || f.At == "" {
		return when.Instant{}, fault.New(fault.Invalid, "account.demo_clock", "Say when as a date like 2026-11-30, or a moment like 2026-11-30T08:30:00Z.")
	}
	return f.At.AtMinute(int(8 * time.Hour / time.Minute)), nil
}

func escaped(next string) string { return url.QueryEscape(localPath(next)) }
