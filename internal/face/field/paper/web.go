package paper

import (
	"fmt"
	"strings"

	"stillhome/internal/face/field"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/roster"
	"stillhome/internal/support/visit"
)

// Routes of day sheets, and of the office's entry of what was written on them
// or told by telephone.
var Routes = []web.Route{
	web.Get("/rota/{date}/paper", MayPrint, choosePage),
	web.Post("/rota/{date}/paper", MayPrint, choose),
	web.Get("/rota/{date}/paper/sheets", MayPrint, sheetsPage),
	web.Get("/rota/{date}/paper/office", MayPrint, officePage),
	web.Get("/rota/{date}/paper/{shift}", MayPrint, sheetPage),
	web.Get("/shift/paper", MayPrintOwn, ownPage),
	web.Get("/paper", MayKey, keyPage),
	web.Post("/paper", MayKey, key),
	web.Get("/paper/runs/{shift}", MayKey, runPage),
	web.Get("/phones/import", field.MayBring, bringPage),
	web.Post("/phones/import", field.MayBring, bringFile).WithLimit(8 << 20),
	web.Get("/people/{person}/visits/{visit}/record", visit.MayRecord, recordPage),
	web.Post("/people/{person}/visits/{visit}/record", visit.MayRecord, record),
	web.Get("/people/{person}/visits/{visit}/no-answer", visit.MayNoAnswer, noAnswerPage),
	web.Post("/people/{person}/visits/{visit}/no-answer", visit.MayNoAnswer, noAnswer),
	web.Get("/people/{person}/visits/{visit}/not-wanted", visit.MayDecline, notWantedPage),
	web.Post("/people/{person}/visits/{visit}/not-wanted", visit.MayDecline, notWanted),
}

// dateOf is the date in the address. Error: gate.not_found for text that is
// none.
func dateOf(c *web.Call) (when.Date, error) {
	d, err := when.ParseDate(c.Path("date"))
	if err != nil || d == "" {
		return "", gate.NotFound()
	}
	return d, nil
}

func sheetsAt(on when.Date) string { return "/rota/" + string(on) + "/paper" }

// counted is a number with its word: 1 visit, 2 visits.
func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// rota is who goes where on a day, without what stands on the sheets.
func rota(c *web.Call, on when.Date, may gate.Action) (d Day, err error) {
	err = c.Gate.Read(c, may, gate.Council, func(s *gate.Snapshot) (err error) {
		d, err = dayOf(s, on, false)
		return err
	})
	return d, err
}

// choosePage asks whose sheets are to be printed.
func choosePage(c *web.Call) (web.Reply, error) {
	on, err := dateOf(c)
	if err != nil {
		return nil, err
	}
	d, err := rota(c, on, MayPrint)
	if err != nil {
		return nil, err
	}
	title := "Day sheets for " + on.Short()
	at := sheetsAt(on)
	days := ui.LinkRow("Days",
		ui.Link{Text: "Day before", Href: sheetsAt(on.Add(-1))}, ui.Link{Text: "Today", Href: sheetsAt(c.Now().On())},
		ui.Link{Text: "Tomorrow", Href: sheetsAt(c.Now().On().Add(1))}, ui.Link{Text: "Day after", Href: sheetsAt(on.Add(1))})
	who := ui.Field{Name: "shift", Label: "Whose sheets?", Kind: ui.KindChecks}
	for _, r := range d.Runs {
		if len(r.Stops) > 0 {
			who.Options = append(who.Options, ui.Option{Value: string(r.ID), Label: r.Name, Hint: r.Hours() + ", " + counted(len(r.Stops), "visit")})
		}
	}
	blocks := []ui.Block{days}
	if len(who.Options) == 0 {
		blocks = append(blocks, ui.Inset("Nobody has visits on this day yet. Build the rota first."))
		return c.Page(title, blocks...).BackTo("Rota", "/rota/"+string(on)), nil
	}
	if !d.Published {
		blocks = append(blocks, ui.Warning("This rota has not been published. It may still change after you print it."))
	}
	blocks = append(
		blocks,
		ui.Para("A day sheet has what a support worker needs at each door, and room to write what happened. It is for days when phones do not work, or for somebody who has none. Ways into a home and key safe codes are never on it."),
		ui.Actions(ui.ButtonLink("All day sheets", at+"/sheets"), ui.SecondaryLink("The office’s copy", at+"/office")),
		ui.Form{Action: at, Submit: "Show the sheets ticked", Fields: []ui.Field{who}},
		ui.Links(ui.Link{Text: "Key in sheets that came back", Href: "/paper?on=" + string(on)}),
	)
	return c.Page(title, blocks...).BackTo("Rota", "/rota/"+string(on)), nil
}

// choose leads to the sheets that were ticked.
func choose(c *web.Call) (web.Reply, error) {
	on, err := dateOf(c)
	if err != nil {
		return nil, err
	}
	var form struct {
		Shifts []string `json:"shift"`
	}
	if err = c.Form(&form); err == nil {
		var checks fault.Checks
		checks.Field(len(form.Shifts) == 0, "shift", "Tick at least one worker, or choose all day sheets above.")
		err = checks.Err("paper.choose")
	}
	d, wrong := rota(c, on, MayPrint)
	if wrong != nil {
		return nil, wrong
	}
	if err != nil {
		return c.Again(choosePage, err)
	}
	var query []string
	for _, r := range d.only(shiftIDs(form.Shifts)...).Runs {
		query = append(query, "shift="+string(r.ID))
	}
	if len(query) == 0 {
		return nil, gate.NotFound()
	}
	return web.Go(sheetsAt(on)+"/sheets?"+strings.Join(query, "&"), ""), nil
}

func shiftIDs(texts []string) []roster.ShiftID {
	var out []roster.ShiftID
	for _, t := range texts {
		out = append(out, roster.ShiftID(t))
	}
	return out
}

// sheetsPage is the sheets of the shifts in the address, or of all.
func sheetsPage(c *web.Call) (web.Reply, error) {
	on, err := dateOf(c)
	if err != nil {
		return nil, err
	}
	return printed(c, on, shiftIDs(c.Queries("shift"))...)
}

// sheetPage is one worker's sheet.
func sheetPage(c *web.Call) (web.Reply, error) {
	on, err := dateOf(c)
	if err != nil {
		return nil, err
	}
	return printed(c, on, roster.ShiftID(c.Path("shift")))
}

func printed(c *web.Call, on when.Date, shifts ...roster.ShiftID) (web.Reply, error) {
	d, err := Print(c, c.Gate, on, shifts...)
	if err == nil && len(shifts) > 0 && len(d.Runs) == 0 {
		err = isShift(c, on, shifts[0])
	}
	if err != nil {
		return nil, err
	}
	return c.Page("Day sheets for "+on.Said(), toPrint(d, c.Site.Name, "Choose others, or print the office’s copy: it has the whole day on few pages.")...).BackTo("Whose sheets?", sheetsAt(on)).AsWide(), nil
}

// isShift tells a shift without visits from one that is none. Error:
// gate.not_found.
func isShift(c *web.Call, on when.Date, id roster.ShiftID) error {
	return c.Gate.Read(c, MayPrint, gate.Council, func(s *gate.Snapshot) error {
		shift, err := roster.ShiftCalled(s, id)
		if err == nil && shift.On != on {
			return gate.NotFound()
		}
		return err
	})
}

// toPrint is the sheets, below what is said on the screen alone.
func toPrint(d Day, council, hint string) []ui.Block {
	visits := 0
	for _, r := range d.Runs {
		visits += len(r.Stops)
	}
	if visits == 0 {
		return []ui.Block{ui.Inset("There are no visits to print on this day.")}
	}
	said := "Print this page from your browser, on A4. " + hint
	blocks := []ui.Block{ui.ScreenOnly(ui.Para(said))}
	if !d.Published {
		blocks = append(blocks, ui.Warning("This rota has not been published. It may still change."))
	}
	for _, r := range d.Runs {
		if len(r.Stops) > 0 {
			blocks = append(blocks, sheet(d, r, council))
		}
	}
	return blocks
}

// officePage is the whole day on few pages, for when nothing else works: who
// goes where, the addresses and whom to ring.
func officePage(c *web.Call) (web.Reply, error) {
	on, err := dateOf(c)
	if err != nil {
		return nil, err
	}
	d, err := Print(c, c.Gate, on)
	if err != nil {
		return nil, err
	}
	title := "The office’s copy for " + on.Said()
	if len(d.people()) == 0 {
		return c.Page(title, ui.Inset("There are no visits to print on this day.")).BackTo("Day sheets", sheetsAt(on)), nil
	}
	blocks := []ui.Block{ui.ScreenOnly(ui.Para("Print this page from your browser every evening for the next day, on A4. Keep it locked away, and shred it when the day is over."))}
	if !d.Published {
		blocks = append(blocks, ui.Warning("This rota has not been published. It may still change."))
	}
	return c.Page(title, append(blocks, officeCopy(d))...).BackTo("Day sheets", sheetsAt(on)).AsWide(), nil
}

// ownPage is a support worker's own sheet, of today or, with ?day=tomorrow, of
// the day after.
func ownPage(c *web.Call) (web.Reply, error) {
	on, other := c.Now().On(), ui.Link{Text: "Tomorrow’s sheet", Href: "/shift/paper?day=tomorrow"}
	if c.Query("day") == "tomorrow" {
		on, other = on.Add(1), ui.Link{Text: "Today’s sheet", Href: "/shift/paper"}
	}
	d, err := PrintOwn(c, c.Gate, on)
	if err != nil {
		return nil, err
	}
	hint := "Keep it on you, and hand it in at the office after your shift. Of people whose record is not open to you yet, only the name is on it: their records open two hours before your shift."
	blocks := append([]ui.Block{ui.ScreenOnly(ui.Links(other))}, toPrint(d, c.Site.Name, hint)...)
	return c.Page("Your day sheet for "+on.Said(), blocks...).BackTo("Today", "/shift/").AsWide(), nil
}
