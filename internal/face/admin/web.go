package admin

import (
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/web"
)

// Routes of the administrator's pages.
var Routes = []web.Route{
	web.Get("/admin/users", auth.MaySee, listUsers),
	web.Get("/admin/users/new", auth.MayInvite, askInvite),
	web.Post("/admin/users/new", auth.MayInvite, invite),
	web.Get("/admin/users/{account}", auth.MaySee, showUser),
	web.Post("/admin/users/{account}/roles", auth.MayChange, setRoles),
	web.Post("/admin/users/{account}/link", auth.MayInvite, inviteAgain),
	web.Post("/admin/users/{account}/sign-out", auth.MayEnd, signOut),
	web.Get("/admin/users/{account}/end", auth.MayEnd, askEnd),
	web.Post("/admin/users/{account}/end", auth.MayEnd, end),
	web.Get("/admin/system", MaySeeSystem, system),
	web.Get("/admin/refusals", MaySeeRefusals, refusals),
}
