package board

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/roster"
)

// Beside is what whoever goes to a person on a day must know, for whoever looks
// for somebody to send; nil where there is nothing. What a later package knows
// comes to these pages by it. One statement.
type Beside func(s *gate.Snapshot, person ids.Person, on when.Date) (ui.Block, error)

// Routes of the rota, with what is to stand beside a visit that needs a worker.
func Routes(beside Beside) []web.Route {
	p := pages{beside}
	return []web.Route{
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
		web.Get("/rota/{date}/visits/{visit}", roster.MayMove, p.coverPage),
		web.Post("/rota/{date}/visits/{visit}", roster.MayMove, p.placeVisit),
		web.Get("/rota/{date}/visits/{visit}/onward", roster.MaySee, onward),
		web.Get("/rota/{date}/shifts", roster.MaySee, shiftsPage),
		web.Get("/rota/{date}/shifts/new", roster.MayShift, newShiftPage),
		web.Post("/rota/{date}/shifts/new", roster.MayShift, newShift),
		web.Get("/rota/{date}/shifts/{shift}/away", staff.MayReportAbsence, awayPage),
		web.Post("/rota/{date}/shifts/{shift}/away", staff.MayReportAbsence, away),
		web.Get("/rota/{date}/shifts/{shift}/cancel", roster.MayShift, cancelShiftPage),
		web.Post("/rota/{date}/shifts/{shift}/cancel", roster.MayShift, cancelShiftNow),
	}
}

type pages struct{ beside Beside }

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

// carrying is an address with a draft and further pairs of name and value.
func carrying(path string, draft roster.Draft, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Add(pairs[i], pairs[i+1])
		}
	}
	for _, p := range draft {
		q.Add("to", p.String())
	}
	if len(q) == 0 {
		return path
	}
	// The tilde needs no escape, and the address is read by people.
	return path + "?" + strings.ReplaceAll(q.Encode(), "%7E", "~")
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
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
