package paper

import (
	"fmt"
	"slices"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/medicine"
	"stillhome/internal/support/visit"
)

func visitOf(c *web.Call) visit.ID { return visit.ID(c.Path("visit")) }

// onward is where to go once a visit is recorded: to the next of the run, or to
// the visit itself where it was not entered from one.
func (e entry) onward(c *web.Call, p ids.Person, v visit.ID, done string) (web.Reply, error) {
	if e.run == "" || !c.Can(MayKey) {
		return web.Go(web.PersonPath(p, "visits", string(v)), done), nil
	}
	r, err := RunOf(c, c.Gate, e.run)
	if err != nil {
		return nil, err
	}
	next, more := r.Next(v)
	if !more {
		return web.Go(runAt(e.run, e.how), done+" That was the last of this sheet."), nil
	}
	return web.Go(e.to(next.Person, next.ID, "record"), fmt.Sprintf("%s Next: %s at %s.", done, next.CallThem, when.Hour(next.ToldMin))), nil
}

// top is what stands above each form: which visit it is, and what else may have
// happened.
func (e entry) top(v visit.Visit) ui.Block {
	return ui.Para(v.PartLabel() + " visit of " + v.On.Said() + ", planned for " + v.Times() + ".")
}

// back is where one came from.
func (e entry) back(page web.Page, v visit.Visit) web.Page {
	if e.run != "" {
		return page.BackTo("This sheet", runAt(e.run, e.how))
	}
	return page.BackTo("Visit", web.PersonPath(v.Person, "visits", string(v.ID)))
}

// cancel leads back without a record.
func (e entry) cancel(v visit.Visit) ui.Link {
	if e.run != "" {
		return ui.Link{Text: "Back to this sheet", Href: runAt(e.run, e.how)}
	}
	return ui.Link{Href: web.PersonPath(v.Person, "visits", string(v.ID))}
}

// recordPage asks what happened at a visit that was made. Nothing is filled in
// from the plan or the last time.
func recordPage(c *web.Call) (web.Reply, error) {
	sheet, doses, was, err := readVisit(c, nil)
	if err != nil {
		return nil, err
	}
	e, v := entryOf(c), sheet.Visit
	if v.State == visit.Done {
		return was.page(c), nil
	}
	sheet.Office, sheet.Channel = true, e.how
	blocks := []ui.Block{e.top(v)}
	switch v.State {
	case visit.Unanswered, visit.Unwanted, visit.CalledOff:
		blocks = append(blocks, ui.Inset("So far this visit is recorded as: "+v.State.Label()+"."))
	}
	blocks = append(blocks, ui.Actions(
		ui.SecondaryLink("No answer at the door", e.to(v.Person, v.ID, "no-answer")), ui.SecondaryLink("Chose not to have it", e.to(v.Person, v.ID, "not-wanted")),
	), withDoses(sheet.Form(e.to(v.Person, v.ID, "record"), e.cancel(v)), doses))
	return e.back(c.Page("Record a visit for the worker", blocks...), v), nil
}

// withDoses asks for the doses of a visit before how the person was.
func withDoses(f ui.Form, doses []medicine.DueDose) ui.Form {
	fields, asked := doseFields(doses)
	at := slices.IndexFunc(f.Fields, func(x ui.Field) bool { return x.Name == "feeling" })
	f.Fields = slices.Insert(f.Fields, at, fields...)
	f.Hidden = append(f.Hidden, ui.Pair{Name: "doses", Value: asked})
	return f
}

func record(c *web.Call) (web.Reply, error) {
	var in keyed
	clashes := 0
	r, err := visit.ReadForm(c, visitOf(c))
	in.Recording = r
	if err == nil {
		err = heard(r.Channel)
	}
	if err == nil {
		in.doses, err = readDoses(c, r)
	}
	if err == nil {
		clashes, err = keep(c, c.Gate, r, in.doses)
	}
	switch {
	case fault.Is(err, "visit.already_recorded"):
		return clash(c, in, err)
	case err != nil:
		return c.Again(recordPage, err)
	case clashes > 0:
		return web.Go(web.PersonPath(r.Person, "visits", string(r.Visit)), "Visit recorded. "+counted(clashes, "dose")+" on it did not fit the record: read why under “Added later”, and decide."), nil
	}
	return entryOf(c).onward(c, r.Person, r.Visit, "Visit recorded.")
}

// heard refuses a record that does not say how the office knows. Error:
// visit.recording, by field.
func heard(how visit.Channel) error {
	var c fault.Checks
	c.Field(how != visit.Office && how != visit.Paper, "channel", "Say how you know.")
	return c.Err("visit.recording")
}

// howField asks how the office knows.
func (e entry) howField() ui.Field {
	return ui.Field{Name: "channel", Label: "How do you know?", Kind: ui.KindRadios, Value: string(e.how), Options: visit.Heard}
}

// read is one visit, for whoever may do the action. Error: gate.not_found.
func read(c *web.Call, may gate.Action) (v visit.Visit, err error) {
	err = c.Gate.Read(c, may, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		v, err = visit.Get(s, c.Person(), visitOf(c))
		return err
	})
	return v, err
}

// door is what the forms of visits that were not made send.
type door struct {
	Version int             `json:"version"`
	On      when.Date       `json:"on"`
	Came    string          `json:"arrived"`
	Tried   []visit.Tried   `json:"tried"`
	Reason  visit.Declining `json:"reason"`
	Note    string          `json:"note"`
	Channel visit.Channel   `json:"channel"`
}

// readDoor reads it, with when the worker came; the zero Instant where that was
// left empty. Errors: visit.recording, by field.
func readDoor(c *web.Call) (d door, came when.Instant, err error) {
	if err = c.Form(&d); err == nil {
		err = heard(d.Channel)
	}
	if err != nil || d.Came == "" || d.On == "" {
		return d, came, err
	}
	m, bad := when.ParseHour(d.Came)
	var checks fault.Checks
	checks.Field(bad != nil, "arrived", "Enter a time, like 8:30am.")
	return d, d.On.AtMinute(m), checks.Err("visit.recording")
}

func (e entry) doorForm(v visit.Visit, page string, fields ...ui.Field) ui.Form {
	fields = append([]ui.Field{e.howField()}, fields...)
	return ui.Form{
		Action: e.to(v.Person, v.ID, page), Submit: "Save", Cancel: e.cancel(v),
		Hidden: []ui.Pair{ui.Version(v.Version), {Name: "on", Value: string(v.On)}},
		Fields: append(fields, ui.Field{Name: "note", Label: "Anything else that was said or written", Kind: ui.KindArea, Rows: 3, Optional: true}),
	}
}

func noAnswerPage(c *web.Call) (web.Reply, error) {
	v, err := read(c, visit.MayNoAnswer)
	if err != nil {
		return nil, err
	}
	if v.Recorded() {
		return web.Go(entryOf(c).to(v.Person, v.ID, "record"), ""), nil
	}
	e := entryOf(c)
	f := e.doorForm(
		v, "no-answer",
		ui.Field{Name: "arrived", Label: "When did the worker come to the door?", Kind: ui.KindTime},
		ui.Field{Name: "tried", Label: "What did they try?", Kind: ui.KindChecks, Optional: true, Options: ui.Options(visit.Tries)},
	)
	return e.back(c.Page("No answer at the door", e.top(v), ui.Warning("If nobody has reached the person since, ring them now, then the keyholder and family. Call 999 if you fear for them."), f), v), nil
}

func noAnswer(c *web.Call) (web.Reply, error) {
	d, came, err := readDoor(c)
	if err == nil {
		err = visit.NoAnswer(c, c.Gate, visit.NotAnswered{
			Person: c.Person(), Visit: visitOf(c), Version: d.Version, Arrived: came, Tried: d.Tried, Note: d.Note, Channel: d.Channel,
		})
	}
	switch {
	case fault.Is(err, "visit.already_recorded"):
		words := "Nobody answered the door" + clockSaid(" at ", came) + "."
		for _, t := range d.Tried {
			words += " " + t.Label() + "."
		}
		return clash(c, keyed{Recording: visit.Recording{Note: joined(" ", words, d.Note)}}, err)
	case err != nil:
		return c.Again(noAnswerPage, err)
	}
	return entryOf(c).onward(c, c.Person(), visitOf(c), "No answer recorded, and an alert raised.")
}

func notWantedPage(c *web.Call) (web.Reply, error) {
	v, err := read(c, visit.MayDecline)
	if err != nil {
		return nil, err
	}
	if v.State == visit.Done || v.State == visit.Unwanted {
		return web.Go(entryOf(c).to(v.Person, v.ID, "record"), ""), nil
	}
	e := entryOf(c)
	f := e.doorForm(
		v, "not-wanted",
		ui.Field{Name: "reason", Label: "Why, as they put it?", Kind: ui.KindRadios, Options: ui.Options(visit.Declinings)},
		ui.Field{Name: "arrived", Label: "When did the worker come to the door?", Kind: ui.KindTime, Hint: "Leave this empty if they did not go there.", Optional: true},
	)
	return e.back(c.Page("Chose not to have the visit", e.top(v), f), v), nil
}

func notWanted(c *web.Call) (web.Reply, error) {
	d, came, err := readDoor(c)
	if err == nil {
		err = visit.NotWanted(c, c.Gate, visit.Declined{
			Person: c.Person(), Visit: visitOf(c), Version: d.Version, Arrived: came, Reason: d.Reason, Note: d.Note, Channel: d.Channel,
		})
	}
	switch {
	case fault.Is(err, "visit.already_recorded"):
		words := "Chose not to have the visit" + clockSaid(" at ", came) + ": " + d.Reason.Label() + "."
		return clash(c, keyed{Recording: visit.Recording{Note: joined(" ", words, d.Note)}}, err)
	case err != nil:
		return c.Again(notWantedPage, err)
	}
	return entryOf(c).onward(c, c.Person(), visitOf(c), "Saved.")
}
