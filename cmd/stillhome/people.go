package main

import (
	"context"
	"strings"

	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/auth"
)

type userAddCommand struct {
	Login string   `required:"" help:"Their sign-in name, most often a work email address."`
	Name  string   `required:"" help:"Their name."`
	Role  []string `required:"" help:"A role; may be given several times: coordinator, worker, lead-worker, therapist, social-worker, manager, safeguarding-lead, hr, analyst, admin."`
	Host  string   `help:"Which council, where several are configured."`
}

// Run writes an invitation and prints its link, once.
func (u userAddCommand) Run(ctx context.Context, s *Settings, out output) error {
	c, err := s.one(u.Host)
	if err != nil {
		return err
	}
	var roles []actor.Role
	for _, r := range u.Role {
		roles = append(roles, actor.Role(r))
	}
	clock, err := s.clock()
	if err != nil {
		return err
	}
	g, err := app.OpenGate(ctx, c, clock, false)
	if err != nil {
		return err
	}
	defer g.Close()
	token := auth.NewToken()
	err = auth.Invite(actor.With(ctx, actor.Machine), g, token, auth.Invitation{Kind: auth.KindStaff, Login: u.Login, Name: u.Name, Roles: roles})
	if err != nil {
		return said(err)
	}
	link := s.address(u.Host) + "/invitations/" + token
	return out.data(map[string]string{"login": u.Login, "link": link},
		"Hand this link to %s, and to nobody else. It works once, within 7 days:\n%s", u.Name, link)
}

// address is how people reach the council.
func (s *Settings) address(host string) string {
	switch {
	case s.URL != "":
		return strings.TrimSuffix(s.URL, "/")
	case host != "":
		return "https://" + host
	}
	return localURL(s.Addr)
}

type clientAddCommand struct {
	Name string `help:"Whose system it is, such as \"Royal Infirmary discharge\". Default: a name made from the moment."`
	Host string `help:"Which council, where several are configured."`
}

// Run makes a credential for another system and prints it, once.
func (a clientAddCommand) Run(ctx context.Context, s *Settings, out output) error {
	c, err := s.one(a.Host)
	if err != nil {
		return err
	}
	clock, err := s.clock()
	if err != nil {
		return err
	}
	g, err := app.OpenGate(ctx, c, clock, false)
	if err != nil {
		return err
	}
	defer g.Close()
	if a.Name == "" {
		a.Name = "Connected " + g.Clock.Now().Text()
	}
	credential, err := auth.AddClient(actor.With(ctx, actor.Machine), g, a.Name)
	if err != nil {
		return said(err)
	}
	return out.data(map[string]string{"name": a.Name, "credential": credential},
		"%s sends this with each message, as \"Authorization: Bearer CREDENTIAL\". It is shown this once and holds for a year:\n%s", a.Name, credential)
}
