package board

import (
	"fmt"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/roster"
)

// Routes of the rota.
var Routes = []web.Route{
	web.Get("/rota", roster.MaySee, toToday),
	web.Get("/rota/{date}", roster.MaySee, dayPage),
	web.Post("/rota/{date}/build", roster.MayBuild, buildDay),
	web.Post("/rota/{date}/improve", roster.MayBuild, improveDay),
	web.Post("/rota/{date}/publish", roster.MayPublish, publishDay),
	web.Get("/rota/{date}/changes", roster.MaySee, changesPage),
	web.Get("/rota/{date}/cover", roster.MayMove, coverPlanPage),
	web.Get("/rota/{date}/check", roster.MayMove, checkPage),
	web.Post("/rota/{date}/check", roster.MayMove, confirm),
	web.Get("/rota/{date}/calls", roster.MayCall, callsPage),
	web.Post("/rota/{date}/calls/{visit}", roster.MayCall, rung),
	web.Post("/rota/{date}/worker-calls", roster.MayCall, workerRung),
	web.Get("/rota/{date}/visits/{visit}", roster.MayMove, coverPage),
	web.Post("/rota/{date}/visits/{visit}", roster.MayMove, placeVisit),
	web.Get("/rota/{date}/visits/{visit}/onward", roster.MaySee, onward),
	web.Get("/rota/{date}/starts/{whom}", roster.MayMove, startsPage),
	web.Post("/rota/{date}/starts/{whom}", roster.MayMove, lookAgain),
	web.Get("/rota/{date}/shifts", roster.MaySee, shiftsPage),
	web.Get("/rota/{date}/shifts/new", roster.MayShift, newShiftPage),
	web.Post("/rota/{date}/shifts/new", roster.MayShift, newShift),
	web.Get("/rota/{date}/shifts/{shift}/away", staff.MayReportAbsence, awayPage),
	web.Post("/rota/{date}/shifts/{shift}/away", staff.MayReportAbsence, away),
	web.Get("/rota/{date}/shifts/{shift}/late", roster.MayMove, latePage),
	web.Post("/rota/{date}/shifts/{shift}/late", roster.MayMove, sayLate),
	web.Get("/rota/{date}/shifts/{shift}/cancel", roster.MayShift, cancelShiftPage),
	web.Post("/rota/{date}/shifts/{shift}/cancel", roster.MayShift, cancelShiftNow),
}

// dayOf is the date in the address. Error: gate.not_found for text that is
// none.
func dayOf(c *web.Call) (when.Date, error) {
	d, err := when.ParseDate(c.Path("date"))
	if err != nil || d == "" {
		return "", gate.NotFound()
	}
	return d, nil
}

func at(day when.Date) string { return "/rota/" + string(day) }

func toToday(c *web.Call) (web.Reply, error) { return web.Go(at(c.Now().On()), ""), nil }

// draftOf is the draft in the address. Error: roster.draft.
func draftOf(c *web.Call) (roster.Draft, error) { return readDraft(c.Queries("to")) }

func readDraft(texts []string) (draft roster.Draft, err error) {
	for _, text := range texts {
		p, err := roster.ParsePlacing(text)
		if err != nil {
			return nil, err
		}
		draft = draft.With(p)
	}
	return draft, nil
}

// counted is a number with its word: 1 visit, 2 visits.
func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if rest, ok := strings.CutSuffix(one, "person"); ok {
		return strconv.Itoa(n) + " " + rest + "people"
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// said is an error's sentence for a page; empty where there is none to show.
func said(err error) string {
	if f, ok := fault.Of(err); ok {
		return f.Say
	}
	return ""
}
