package noanswer

import (
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// Routes of the pages about doors that nobody opened.
var Routes = []web.Route{
	web.Get("/no-answers", MayList, listPage),
	web.Get("/no-answers/live", MayList, listLive),
	web.Get("/no-answers/{noanswer}/run", MayList, runPage),
	web.Get("/people/{person}/no-answers", MaySee, personPage),
	web.Get("/people/{person}/no-answers/new", MayKey, startPage),
	web.Post("/people/{person}/no-answers/new", MayKey, start),
	web.Get("/people/{person}/no-answers/{noanswer}", MaySee, show),
	web.Get("/people/{person}/no-answers/{noanswer}/live", MaySee, live),
	web.Post("/people/{person}/no-answers/{noanswer}/step", MayKey, stepIt),
	web.Get("/people/{person}/no-answers/{noanswer}/end", MayKey, endPage),
	web.Post("/people/{person}/no-answers/{noanswer}/end", MayKey, endIt),
	web.Get("/people/{person}/no-answers/{noanswer}/tasks/{task}", MayTell, taskPage),
	web.Post("/people/{person}/no-answers/{noanswer}/tasks/{task}", MayTell, tellIt),
}

const home = "/no-answers"

func path(p ids.Person, parts ...string) string {
	return web.PersonPath(p, append([]string{"no-answers"}, parts...)...)
}

func here(c *web.Call) ID { return ID(c.Path("noanswer")) }

var stateTags = map[State]ui.TagKind{Open: ui.Urgent, WithOffice: ui.Waiting, Over: ui.Quiet}

// Tag is where it stands, as a coloured word.
func (r Record) Tag() ui.Tag {
	if r.State == Over {
		return ui.Tag{Text: r.Outcome.Label(), Kind: map[bool]ui.TagKind{true: ui.Waiting, false: ui.Quiet}[r.Outcome.Harm()]}
	}
	return ui.Tag{Text: r.State.Label(), Kind: stateTags[r.State]}
}

func rows(all []Record, now when.Instant, empty string) ui.List {
	l := ui.List{
		Caption: "Doors that nobody opened", CaptionHidden: true, Empty: empty,
		Columns: []ui.Column{{Head: "Person"}, {Head: "Since"}, {Head: "Worker"}, {Head: "Where it stands"}, {Head: "At the door"}},
	}
	for _, r := range all {
		l.Rows = append(l.Rows, ui.Row{Href: path(r.Person, string(r.ID)), Cells: []ui.Cell{
			{Text: r.PersonName},
			{Text: r.Started.Said()},
			{Text: r.WorkerName},
			{Tag: r.Tag()},
			{Text: lasted(r.MinutesAt(now))},
		}})
	}
	return l
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// lasted is a number of minutes as people say it.
func lasted(minutes int) string {
	if minutes >= 120 {
		return counted(minutes/60, "hour")
	}
	return counted(minutes, "minute")
}

// saidShort is a time, with its date only where that is not today's.
func saidShort(at, now when.Instant) string {
	if at.On() == now.On() {
		return at.Clock()
	}
	return at.Said()
}

func councilList(c *web.Call) (ui.Block, error) {
	var all []Record
	err := c.Gate.Read(c, MayList, gate.Council, func(s *gate.Snapshot) (err error) {
		all, err = list(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := rows(all, c.Now(), "No door has gone unanswered. What a worker records at one appears here by itself.")
	if len(all) == most {
		l.More.Showing = fmt.Sprintf("Showing %d: those that go on, then the newest.", most)
	}
	return l, nil
}

func listPage(c *web.Call) (web.Reply, error) {
	l, err := councilList(c)
	if err != nil {
		return nil, err
	}
	return c.Page("No answer at the door",
		ui.Para("A worker who rings the office instead: open the person, then No answers, and key in what they say while they speak."),
		ui.Live(home+"/live", l)).AsWide(), nil
}

func listLive(c *web.Call) (web.Reply, error) {
	return c.Live(func() (ui.Block, error) { return councilList(c) })
}

func personPage(c *web.Call) (web.Reply, error) {
	var all []Record
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = OfPerson(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	var blocks []ui.Block
	if c.Can(MayKey) {
		blocks = append(blocks, ui.SecondaryLink("A worker rings: nobody answers", path(c.Person(), "new")))
	}
	return c.Page("No answer at the door", append(blocks, rows(all, c.Now(), "This door has always been answered, as far as we know."))...).AsWide(), nil
}

// whole is one record with all around it.
type whole struct {
	Record
	steps []Stage
	near  []near
	tasks []Task
}

func read(c *web.Call, may gate.Action) (w whole, err error) {
	err = c.Gate.Read(c, may, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if w.Record, err = full(s, c.Person(), here(c)); err != nil {
			return err
		}
		if w.steps, err = steps(s, w.ID); err != nil {
			return err
		}
		if w.State != Over {
			w.near, err = nearTo(s, c.Person())
			return err
		}
		w.tasks, err = TasksOf(s, w.ID)
		return err
	})
	return w, err
}

func show(c *web.Call) (web.Reply, error) {
	w, err := read(c, MaySee)
	if err != nil {
		return nil, err
	}
	at := path(w.Person, string(w.ID))
	blocks := []ui.Block{ui.Live(at+"/live", w.block(c.Now(), c.Can(MayTell)))}
	if c.Can(MayKey) {
		blocks = append(blocks, w.forms(at)...)
	}
	return c.Page("No answer at the door", blocks...).BackTo("No answers", path(c.Person())), nil
}

func live(c *web.Call) (web.Reply, error) {
	return c.Live(func() (ui.Block, error) {
		w, err := read(c, MaySee)
		if err != nil {
			return nil, err
		}
		return w.block(c.Now(), c.Can(MayTell)), nil
	})
}

// block is the part of the page that is kept fresh.
func (w whole) block(now when.Instant, mayTell bool) ui.Block {
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "Where it stands", Block: w.Tag()},
		{Key: "Worker", Value: w.WorkerName},
		{Key: "At the door since", Value: w.Started.Said()},
		{Key: "Visit", Block: ui.Links(ui.Link{Text: "Open the visit", Href: web.PersonPath(w.Person, "visits", string(w.Visit))})},
	}}
	if late := int(w.Heard.Sub(w.Started.Time).Minutes()); late >= heardLate {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "We heard", Value: w.Heard.Said() + ", " + lasted(late) + " later."})
	}
	var blocks []ui.Block
	if w.State == Over {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Ended", Value: w.Ended.Said()}, ui.RecordRow{Key: "How", Value: w.Outcome.Label()}, ui.RecordRow{Key: "How we know", Value: w.Words})
		if w.WhyNot != "" {
			r.Rows = append(r.Rows, ui.RecordRow{Key: "Why 999 was not called", Value: w.WhyNot})
		}
		blocks = []ui.Block{r, ui.Heading("What is to be done, and who may be told"), w.taskList(now, mayTell)}
	} else {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "For", Value: lasted(w.MinutesAt(now))}, ui.RecordRow{Key: "Next on duty is asked", Value: w.clockSaid(now)})
		blocks = []ui.Block{r}
		if w.Inside && !w.Called {
			blocks = append(blocks, ui.Warning("There is a sign that the person is inside, and nobody has called 999. Call now. If you know that it is not needed, end this with the reason."))
		}
		blocks = append(blocks, ui.Heading("Not tried yet"), w.left(), ui.Heading("Who has a key, and who is close"), w.ringList())
	}
	t := ui.Timeline{Empty: "Nothing has been tried yet."}
	for _, x := range w.steps {
		t.Events = append(t.Events, ui.Event{When: x.At.Said(), Who: x.ByName, What: x.said()})
	}
	return ui.Group(append(blocks, ui.Heading("What happened"), t)...)
}

func (r Record) clockSaid(now when.Instant) string {
	if r.Due(now) {
		return "Now"
	}
	return "At " + r.Next.Clock() + ", if this has not ended"
}

// heardLate is from how many minutes it is said when we heard of something: less
// is how long it takes to key it in.
const heardLate = 5

// said is a step in one sentence.
func (s Stage) said() string {
	said := s.Code.Label()
	switch {
	case s.Code == ended || s.Code == left:
		if o := Outcome(s.Result).Label(); o != "" {
			said += ": " + strings.ToLower(o)
		}
	case s.Result != "":
		said += ": " + strings.ToLower(s.Result.Label())
	}
	if s.Words != "" {
		said += ". " + s.Words
	}
	if late := int(s.Heard.Sub(s.At.Time).Minutes()); late >= heardLate {
		said += " (we heard at " + s.Heard.Clock() + ")"
	}
	return said
}

// left is what has not been tried yet, in order; where it was opened again, since
// then.
func (w whole) left() ui.Block {
	var todo []string
	now := w.steps
	for i, s := range w.steps {
		if s.Code == ended {
			now = w.steps[i+1:]
		}
	}
	for _, k := range Codes {
		if k == Stayed || slices.ContainsFunc(now, func(s Stage) bool { return s.Code == k }) {
			continue
		}
		said := k.Label()
		if k == Call999 && !w.Inside {
			said += ", if there is any reason to think the person is inside"
		}
		todo = append(todo, said)
	}
	if len(todo) == 0 {
		return ui.Para("Everything on the list has been tried. Decide with whoever is on duty: the police can check that somebody is safe.")
	}
	return ui.Bullets(todo...)
}

// ringList is whom to ring for a key or for where the person is, with the most
// that they may be told while nobody knows.
func (w whole) ringList() ui.Block {
	l := ui.List{
		Caption: "Who to ring", CaptionHidden: true, Empty: "Nobody is written down. Ring the surgery and the hospital, and ask the council’s records.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "Telephone"}, {Head: "Say"}},
	}
	for _, n := range w.near {
		if n.ID == "" {
			continue
		}
		say := "Ask only whether they know where the person is. Say nothing of what is at the door."
		if n.OfficeFirst {
			say = "Ask whoever is on duty before you ring, and what to say."
		} else if n.mayTell(AwaySafe) == SayAll {
			say = "Say that nobody answers, and ask where the person may be."
		} else if n.Keyholder {
			say = "Say only that nobody answers the door and that we need the key."
		}
		who := strings.TrimSpace(n.Name + ", " + n.Relationship)
		if n.Keyholder {
			who += " (has a key)"
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{{Text: strings.TrimSuffix(who, ",")}, phoneCell(n.Phone), {Text: say}}})
	}
	return l
}

// phoneCell is a number that can be pressed.
func phoneCell(phone string) ui.Cell {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
	if digits == "" {
		return ui.Cell{Text: phone}
	}
	return ui.Cell{Text: phone, Href: "tel:" + digits}
}

func (w whole) taskList(now when.Instant, mayTell bool) ui.Block {
	l := ui.List{
		Caption: "What is to be done", CaptionHidden: true, Empty: "Nothing is left to do.",
		Columns: []ui.Column{{Head: "What"}, {Head: "What may be said"}, {Head: "By"}, {Head: "How it stands"}},
	}
	for _, t := range w.tasks {
		what := ui.Cell{Text: t.what()}
		if t.Done.IsZero() && mayTell {
			what.Href = path(w.Person, string(w.ID), "tasks", t.ID)
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{what, {Text: t.Say.Label()}, {Text: saidShort(t.Due, now)}, {Text: t.stands()}}})
	}
	return l
}

func (t Task) what() string {
	if t.Kind != TellContact {
		return t.Kind.Label()
	}
	who := t.Name
	if t.Relationship != "" {
		who += ", " + t.Relationship
	}
	return "Ring " + who
}

func (t Task) stands() string {
	switch {
	case !t.Done.IsZero():
		return strings.TrimSpace("Done " + t.Done.Said() + ", " + t.ByName + ". " + t.Words)
	case t.Tries > 0:
		return "Tried " + counted(t.Tries, "time") + ". " + t.Words
	}
	return "To do"
}

// forms are what the office keys in while the worker speaks.
func (w whole) forms(at string) []ui.Block {
	f := ui.Form{
		ID: "step", Action: at + "/step", Submit: "Add this step", Small: true,
		Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "code", Label: "What was done?", Kind: ui.KindSelect, Options: ui.Options(append(slices.Clone(Codes), cleared))},
			{Name: "result", Label: "What came of it?", Kind: ui.KindSelect, Options: ui.Options(Results)},
			{Name: "time", Label: "At what time?", Kind: ui.KindTime, Optional: true, Hint: "Leave empty for now."},
			{Name: "words", Label: "Anything to add?", Kind: ui.KindArea, Rows: 2, Optional: true},
		},
	}
	blocks := []ui.Block{ui.Heading("Key in what the worker says"), f}
	if w.State != Over {
		blocks = append(blocks, ui.ButtonLink("It has ended", at+"/end"))
	}
	return append(blocks, ui.Links(ui.Link{Text: "Visits after it on this run", Href: home + "/" + string(w.ID) + "/run"}))
}
