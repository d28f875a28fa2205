package noanswer

import (
	"context"
	"slices"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/visit"
)

// key runs what the office keys in for a worker on the telephone.
func key(ctx context.Context, g *gate.Gate, p ids.Person, fn func(tx *gate.Tx) error) error {
	return g.Write(ctx, MayKey, gate.Person(p), fn)
}

func startPage(c *web.Call) (web.Reply, error) {
	var today []visit.Visit
	err := c.Gate.Read(c, MayKey, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		today, err = visit.OfPerson(s, c.Person(), s.Today().Add(-1), s.Today())
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(c.Person())
	var options []ui.Option
	for _, v := range slices.Backward(today) {
		if v.State != visit.CalledOff {
			options = append(options, ui.Option{Value: string(v.ID), Label: v.On.Short() + ", " + v.Times(), Hint: v.State.Label()})
		}
	}
	if len(options) == 0 {
		return c.Page("Nobody answers", ui.Para("There is no visit today or yesterday. Add the visit first, then come back here."),
			ui.ButtonLink("Add a visit", web.PersonPath(c.Person(), "visits", "new"))).BackTo("No answers", at), nil
	}
	f := ui.Form{
		Action: at + "/new", Submit: "Start the clock", Cancel: ui.Link{Text: "Cancel", Href: at},
		Fields: []ui.Field{
			{Name: "visit", Label: "Which visit?", Kind: ui.KindRadios, Options: options},
			{Name: "time", Label: "When did the worker come to the door?", Kind: ui.KindTime, Value: c.Now().In(when.London).Format("15:04")},
			{Name: "tried", Label: "What have they tried?", Kind: ui.KindChecks, Optional: true, Options: ui.Options(Codes[:7])},
		},
	}
	return c.Page("Nobody answers", ui.Para("The worker stays on the line, or rings again when they have tried the next thing."), f).BackTo("No answers", at), nil
}

func start(c *web.Call) (web.Reply, error) {
	var form struct {
		Visit visit.ID `json:"visit"`
		Time  string   `json:"time"`
		Tried []Code   `json:"tried"`
	}
	err := c.Form(&form)
	var arrived when.Instant
	if err == nil {
		var checks fault.Checks
		checks.Field(form.Visit == "", "visit", "Choose the visit.")
		arrived = timeOf(&checks, form.Time, c.Now())
		checks.Field(form.Time == "", "time", "Enter when the worker came, like 8:30am.")
		err = checks.Err("noanswer.starting")
	}
	if err == nil {
		err = key(c, c.Gate, c.Person(), func(tx *gate.Tx) error {
			return Start(tx, Starting{Person: c.Person(), Visit: form.Visit, Arrived: arrived, Tried: form.Tried, Channel: visit.Office})
		})
	}
	if err != nil {
		return c.Again(startPage, err)
	}
	return web.Go(path(c.Person(), string(Of(form.Visit))), "The clock is running. Whoever is on duty has been told."), nil
}

// timeOf reads a time of today, or of last night where it is still to come;
// zero where none was given.
func timeOf(checks *fault.Checks, text string, now when.Instant) when.Instant {
	if text == "" {
		return when.Instant{}
	}
	minute, err := when.ParseHour(text)
	checks.Field(err != nil, "time", "Enter a time, like 8:30am.")
	at := now.On().AtMinute(minute)
	if at.After(now.Add(ahead).Time) {
		at = now.On().Add(-1).AtMinute(minute)
	}
	return at
}

// visitOf is the visit of the record in the address. Error: gate.not_found.
func visitOf(tx *gate.Tx, c *web.Call) (visit.ID, error) {
	r, err := Get(tx.Snapshot, c.Person(), here(c))
	return r.Visit, err
}

func stepIt(c *web.Call) (web.Reply, error) {
	var form struct {
		ID     string `json:"id"`
		Code   Code   `json:"code"`
		Result Result `json:"result"`
		Time   string `json:"time"`
		Words  string `json:"words"`
	}
	err := c.Form(&form)
	n := Stepped{ID: form.ID, Person: c.Person(), Code: form.Code, Result: form.Result, Words: form.Words, Channel: visit.Office}
	if err == nil {
		var checks fault.Checks
		checks.Field(!ids.Valid(form.ID), "id", "Open the page again and send it once more.")
		checks.Field(!slices.Contains(Codes, form.Code) && form.Code != cleared, "code", "Say what was done.")
		checks.Field(resultWords[form.Result] == "", "result", "Say what came of it.")
		checks.Field(form.Code == cleared && len([]rune(strings.TrimSpace(form.Words))) < 5, "words", "Say how you know that the sign meant nothing.")
		n.At = timeOf(&checks, form.Time, c.Now())
		err = checks.Err("noanswer.step")
	}
	if err == nil {
		err = key(c, c.Gate, c.Person(), func(tx *gate.Tx) (err error) {
			if n.Visit, err = visitOf(tx, c); err != nil {
				return err
			}
			return Step(tx, n)
		})
	}
	at := path(c.Person(), string(here(c)))
	return c.Added(show, err, at, "Step added.")
}

func endPage(c *web.Call) (web.Reply, error) {
	w, err := read(c, MayKey)
	if err != nil {
		return nil, err
	}
	at := path(w.Person, string(w.ID))
	if w.State == Over {
		return c.Page("How did it end?", ui.Para("This has ended: "+strings.ToLower(w.Outcome.Label())+".")).BackTo("No answer at the door", at), nil
	}
	f := ui.Form{Action: at + "/end", Submit: "End it", Cancel: ui.Link{Text: "Go on", Href: at}, Fields: []ui.Field{
		{Name: "outcome", Label: "How did it end?", Kind: ui.KindRadios, Options: ui.Options(Outcomes)},
		{Name: "words", Label: "How do you know?", Kind: ui.KindArea, Rows: 3, Optional: true, Hint: "Who told you, and when. Needed unless somebody from us or an emergency service saw the person."},
	}}
	if w.Inside && !w.Called {
		f.Fields = append(f.Fields, ui.Field{
			Name: "why_not_999", Label: "Why is 999 not needed?", Kind: ui.KindArea, Rows: 2, Optional: true,
			Hint: "There was a sign that the person is inside. Needed unless the person was found or emergency services came.",
		})
	}
	return c.Page("How did it end?", f).BackTo("No answer at the door", at), nil
}

func endIt(c *web.Call) (web.Reply, error) {
	var form struct {
		Outcome Outcome `json:"outcome"`
		Words   string  `json:"words"`
		WhyNot  string  `json:"why_not_999"`
	}
	err := c.Form(&form)
	if err == nil {
		err = key(c, c.Gate, c.Person(), func(tx *gate.Tx) error {
			v, err := visitOf(tx, c)
			if err != nil {
				return err
			}
			return End(tx, Ending{Person: c.Person(), Visit: v, Outcome: form.Outcome, Words: form.Words, WhyNot: form.WhyNot, Channel: visit.Office})
		})
	}
	if err != nil {
		return c.Again(endPage, err)
	}
	return web.Go(path(c.Person(), string(here(c))), "It has ended. See below what is to be done."), nil
}

func taskPage(c *web.Call) (web.Reply, error) {
	w, err := read(c, MayTell)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(w.tasks, func(t Task) bool { return t.ID == c.Path("task") })
	if i < 0 {
		return nil, gate.NotFound()
	}
	t, at := w.tasks[i], path(w.Person, string(w.ID))
	r := ui.Record{Rows: []ui.RecordRow{{Key: "How it ended", Value: w.Outcome.Label()}, {Key: "By", Value: t.Due.Said()}}}
	if t.Kind == TellContact {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Telephone", Block: ui.Links(ui.Link{Text: t.Phone, Href: phoneCell(t.Phone).Href})}, ui.RecordRow{Key: "What may be said", Value: t.Say.Label()})
	}
	blocks := []ui.Block{r}
	if link := t.where(w.Record); link.Href != "" {
		blocks = append(blocks, ui.Links(link))
	}
	if !t.Done.IsZero() {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "How it stands", Value: t.stands()})
		return c.Page(t.what(), r).BackTo("No answer at the door", at), nil
	}
	f := ui.Form{Action: at + "/tasks/" + t.ID, Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{ui.Version(t.Version)}, Fields: []ui.Field{
		{Name: "went", Label: "How did it go?", Kind: ui.KindRadios, Options: ui.Options(Wents)},
		{Name: "words", Label: "What did you say, and what did they?", Kind: ui.KindArea, Rows: 3, Optional: true},
	}}
	return c.Page(t.what(), append(blocks, f)...).BackTo("No answer at the door", at), nil
}

// where is the page on which a task is done; none for a telephone call.
func (t Task) where(r Record) ui.Link {
	switch t.Kind {
	case PlanRun:
		return ui.Link{Text: "See the visits after it", Href: home + "/" + string(r.ID) + "/run"}
	case HospitalStay:
		return ui.Link{Text: "Record the stay", Href: web.PersonPath(r.Person, "stays", "new")}
	case Incident:
		return ui.Link{Text: "Write the report", Href: "/incidents/new?noanswer=" + string(r.ID)}
	case RingPerson, AskConsent:
		return ui.Link{Text: "Open the person", Href: web.PersonPath(r.Person)}
	}
	return ui.Link{}
}

func tellIt(c *web.Call) (web.Reply, error) {
	t := Ringing{}
	err := c.Form(&t)
	t.Person, t.Record, t.Task = c.Person(), here(c), c.Path("task")
	if err == nil {
		err = Tell(c, c.Gate, t)
	}
	if err != nil {
		return c.Again(taskPage, err)
	}
	return web.Go(path(c.Person(), string(here(c))), "Written down."), nil
}
