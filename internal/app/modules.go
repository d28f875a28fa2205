package app

import (
	"slices"

	"stillhome/internal/face/account"
	"stillhome/internal/face/admin"
	"stillhome/internal/face/assure"
	"stillhome/internal/face/assure/complaint"
	"stillhome/internal/face/audit"
	"stillhome/internal/face/desk"
	"stillhome/internal/face/fhir"
	"stillhome/internal/face/field"
	"stillhome/internal/face/field/pack"
	"stillhome/internal/face/field/paper"
	"stillhome/internal/face/field/phone"
	"stillhome/internal/face/field/shell"
	"stillhome/internal/face/field/signal"
	"stillhome/internal/face/field/wing"
	"stillhome/internal/face/measure"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/alert"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/episode"
	"stillhome/internal/support/journey"
	"stillhome/internal/support/lonework"
	"stillhome/internal/support/lonework/late"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/medicine/chart"
	"stillhome/internal/support/medicine/check"
	"stillhome/internal/support/medicine/contact"
	"stillhome/internal/support/medicine/covert"
	"stillhome/internal/support/medicine/dmd"
	"stillhome/internal/support/medicine/level"
	"stillhome/internal/support/medicine/prepare"
	"stillhome/internal/support/medicine/sheet"
	"stillhome/internal/support/medicine/supply"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/person"
	"stillhome/internal/support/plan"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/prison"
	"stillhome/internal/support/referral"
	"stillhome/internal/support/review"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/risk/choice"
	"stillhome/internal/support/risk/comfort"
	"stillhome/internal/support/risk/home"
	"stillhome/internal/support/risk/pattern"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/roster/board"
	"stillhome/internal/support/roster/watch"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/safeguarding/lead"
	"stillhome/internal/support/safeguarding/tell"
	"stillhome/internal/support/visit"
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
		{Name: "staff", Routes: staff.Routes},
		{Name: "person", Routes: person.Routes},
		{Name: "preference", Routes: preference.Routes},
		{Name: "alert", Routes: alert.Routes(signal.Beside, late.Beside), Jobs: alert.Jobs, Followers: alert.Followers},
		{Name: "referral", Routes: referral.Routes},
		{Name: "episode", Routes: episode.Routes, Followers: episode.Followers},
		{Name: "assessment", Routes: assessment.Routes},
		{Name: "plan", Routes: plan.Routes},
		{Name: "medicine", Routes: slices.Concat(chart.Routes, prepare.Routes, covert.Routes, level.Routes), Jobs: medicine.Jobs},
		{Name: "dmd", Routes: dmd.Routes},
		{Name: "contact", Routes: contact.Routes, Jobs: contact.Jobs},
		{Name: "sheet", Routes: sheet.Routes},
		{Name: "supply", Routes: supply.Routes, Jobs: supply.Jobs},
		{Name: "check", Routes: check.Routes},
		{Name: "visit", Routes: visit.Routes, Followers: visit.Followers},
		{Name: "prison", Routes: prison.Routes},
		{Name: "roster", Routes: board.Routes, Jobs: watch.Jobs, Followers: roster.Followers},
		{Name: "journey", Routes: journey.Routes, Jobs: journey.Jobs},
		{Name: "noanswer", Routes: noanswer.Routes, Jobs: noanswer.Jobs, Followers: noanswer.Followers},
		{Name: "risk", Routes: slices.Concat(risk.Routes, home.Routes, choice.Routes, comfort.Routes, pattern.Routes)},
		{Name: "lonework", Routes: lonework.Routes, Jobs: lonework.Jobs, Followers: lonework.Followers},
		{Name: "review", Routes: review.Routes, Jobs: review.Jobs, Followers: review.Followers},
		{Name: "safeguarding", Routes: slices.Concat(lead.Routes, tell.Routes), Jobs: safeguarding.Jobs},
		{Name: "field", Routes: field.Routes, Jobs: field.Jobs},
		{Name: "pack", Routes: pack.Routes},
		{Name: "paper", Routes: paper.Routes},
		{Name: "wing", Routes: wing.Routes},
		{Name: "phone", Routes: phone.Routes, Jobs: phone.Jobs},
		{Name: "shell", Routes: shell.Routes},
		{Name: "fhir", Routes: fhir.Routes},
		{Name: "measure", Routes: measure.Routes},
		{Name: "assure", Routes: assure.Routes},
		{Name: "complaint", Routes: complaint.Routes},
		{Name: "audit", Routes: audit.Routes},
		{Name: "account", Routes: account.Routes},
		{Name: "admin", Routes: admin.Routes},
		{Name: "desk", Routes: desk.Routes},
	}
	if demo {
		i := slices.IndexFunc(list, func(m Module) bool { return m.Name == "account" })
		list[i].Routes = account.DemoRoutes
	}
	return list
}

// Nav is the service navigation, in the order it is shown.
var Nav = append([]web.Link{
	{Text: "Start", Href: "/", Action: auth.MaySeeOwn},
	{Text: "My visits", Href: "/shift/", Action: roster.MaySeeOwn},
	{Text: "Referrals", Href: "/referrals", Action: referral.MaySee},
	{Text: "People", Href: "/people", Action: person.MaySearch},
	{Text: "Medicines", Href: "/medicines", Action: medicine.MaySeeAll},
	{Text: "Rota", Href: "/rota", Action: roster.MaySee},
	{Text: "Alarms", Href: "/alarms", Action: lonework.MaySee},
	{Text: "Prison", Href: "/prison", Action: prison.MayEnter},
	{Text: "Alerts", Href: "/alerts", Action: alert.MaySee},
	{Text: "Quality", Href: "/quality", Action: assure.MaySeeOwn},
	{Text: "Safeguarding", Href: "/safeguarding", Action: safeguarding.MayList},
	{Text: "Raise a concern", Href: "/concerns", Action: safeguarding.MayRaise},
	{Text: "Risks", Href: "/risks", Action: risk.MayList},
	{Text: "Phones", Href: "/phones", Action: phone.MaySee},
	{Text: "Team", Href: "/team", Action: staff.MaySee},
	{Text: "Figures", Href: "/insights", Action: measure.MaySee},
	{Text: "Journal", Href: "/audit", Action: audit.MaySeeJournal},
	{Text: "Settings", Href: "/settings", Action: council.MaySee},
}, admin.Nav...)
