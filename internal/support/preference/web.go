package preference

import (
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
)

// Routes of the pages about who comes to a person.
var Routes = []web.Route{
	web.Get("/people/{person}/preferences", MaySee, show),
	web.Get("/people/{person}/preferences/change", MaySet, wishPage),
	web.Post("/people/{person}/preferences/change", MaySet, ask),
	web.Get("/people/{person}/preferences/workers/new", MaySet, pairPage),
	web.Post("/people/{person}/preferences/workers/new", MaySet, addPair),
	web.Post("/people/{person}/preferences/workers/{pair}/end", MaySet, end),
}

func path(p ids.Person, parts ...string) string {
	return web.PersonPath(p, append([]string{"preferences"}, parts...)...)
}

func show(c *web.Call) (web.Reply, error) {
	var pairs []Pair
	var asked []Wish
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if pairs, err = Pairs(s, c.Person()); err != nil {
			return err
		}
		asked, err = wishes(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	today := c.Now().On()
	var now Wish
	if len(asked) > 0 {
		now = asked[0]
	}
	infection := "None recorded"
	if i := now.InfectionOn(today); i != "" {
		infection = i.Label() + ", until " + now.InfectionUntil.Said()
	}
	at := path(c.Person())
	blocks := []ui.Block{
		ui.Record{Rows: []ui.RecordRow{
			{Key: "Support worker", Value: now.genderSaid()},
			{Key: "Language", Value: now.languageSaid()},
			{Key: "Infection", Value: infection},
		}},
		ui.SecondaryLink("Change these", at+"/change"),
		workers(c, pairs),
		ui.SecondaryLink("Add a worker", at+"/workers/new"),
		ui.Para("A worker who must not come is taken off visits still to come at once. The rest is heeded when the rota is next built: visits placed before stay where they are until then."),
	}
	if len(asked) > 1 {
		blocks = append(blocks, before(asked[1:]))
	}
	return c.Page("Who comes", blocks...), nil
}

func (w Wish) genderSaid() string {
	switch {
	case w.Gender == "":
		return "Anybody"
	case w.GenderMust:
		return "Only a " + strings.ToLower(w.Gender.Label())
	}
	return "Rather a " + strings.ToLower(w.Gender.Label())
}

func (w Wish) languageSaid() string {
	switch {
	case w.Language == "":
		return "English will do"
	case w.LanguageMust:
		return "Only somebody who speaks " + w.Language.Label()
	}
	return "Rather somebody who speaks " + w.Language.Label()
}

func (w Wish) infectionSaid() string {
	if w.Infection == "" {
		return "None"
	}
	return w.Infection.Label() + ", until " + w.InfectionUntil.Said()
}

func workers(c *web.Call, pairs []Pair) ui.Block {
	l := ui.List{
		Caption: "Workers", Empty: "No worker is named. The rota sends those whom the person knows first, all the same.",
		Columns: []ui.Column{{Head: "Worker"}, {Head: "What was agreed"}, {Head: "Why"}, {Head: "Since"}, {Head: "Change"}},
	}
	for _, p := range pairs {
		tag := ui.Tag{Text: p.Tie.Label(), Kind: ui.Good}
		if p.Tie == Never {
			tag.Kind = ui.Urgent
		}
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: p.Name},
			{Tag: tag},
			{Text: p.Why.Label()},
			{Text: p.Recorded.On().Said()},
			{Block: ui.PostButton{Text: "End", About: p.Name, Secondary: true, Action: path(c.Person(), "workers", string(p.ID), "end"), Hidden: []ui.Pair{ui.Version(p.Version)}}},
		}})
	}
	return l
}

func before(past []Wish) ui.Block {
	l := ui.List{Caption: "Asked for before", Columns: []ui.Column{{Head: "Recorded"}, {Head: "Support worker"}, {Head: "Language"}, {Head: "Infection"}}}
	for _, w := range past {
		said := w.Recorded.Said()
		if w.ByName != "" {
			said += ", by " + w.ByName
		}
		l.Rows = append(l.Rows, ui.Row{Cells: ui.Texts(said, w.genderSaid(), w.languageSaid(), w.infectionSaid())})
	}
	return ui.Details("What was asked for before", l)
}

func wishPage(c *web.Call) (web.Reply, error) {
	var asked []Wish
	err := c.Gate.Read(c, MaySet, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		asked, err = wishes(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	var now Wish
	if len(asked) > 0 {
		now = asked[0]
	}
	if now.InfectionOn(c.Now().On()) == "" {
		now.Infection, now.InfectionUntil = "", ""
	}
	at := path(c.Person())
	f := ui.Form{
		Action: at + "/change", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "gender", Label: "Who should come?", Kind: ui.KindRadios, Value: orAny(now.Gender), Options: append([]ui.Option{{Value: anyone, Label: "Anybody"}}, ui.Options([]staff.Gender{staff.Woman, staff.Man})...)},
			must("gender_must", "Is a woman or a man a rule?", "Yes, nobody else may come", "Then a visit without such a worker is left for the office to arrange.", now.GenderMust),
			{Name: "language", Label: "Which language should they speak?", Kind: ui.KindSelect, Hint: "What the person speaks best stands in the overview.", Value: string(now.Language), Options: append([]ui.Option{{Value: "", Label: "English will do"}}, ui.Options(staff.Languages)...)},
			must("language_must", "Is the language a rule?", "Yes, only somebody who speaks it", "", now.LanguageMust),
			{Name: "infection", Label: "Does infection matter for the order of visits?", Kind: ui.KindRadios, Value: orAny(now.Infection), Options: append([]ui.Option{{Value: anyone, Label: "No"}}, ui.Options(Infections)...)},
			{Name: "infection_until", Label: "Until which day?", Kind: ui.KindDate, Optional: true, Value: string(now.InfectionUntil)},
		},
	}
	return c.Page("Change who comes", f).BackTo("Who comes", at), nil
}

// anyone is the answer of a form that asks for nothing in particular: a choice
// needs a value to be shown as chosen.
const anyone = "any"

func orAny[T ~string](code T) string {
	if code == "" {
		return anyone
	}
	return string(code)
}

func must(name, label, yes, hint string, now bool) ui.Field {
	f := ui.Field{Name: name, Label: label, Kind: ui.KindChecks, Optional: true, Options: []ui.Option{{Value: "yes", Label: yes, Hint: hint}}}
	if now {
		f.Values = []string{"yes"}
	}
	return f
}

func ask(c *web.Call) (web.Reply, error) {
	var w Wish
	err := c.Form(&w)
	w.Person = c.Person()
	if w.Gender == anyone {
		w.Gender = ""
	}
	if w.Infection == anyone {
		w.Infection = ""
	}
	if err == nil {
		err = Ask(c, c.Gate, w)
	}
	return c.Added(wishPage, err, path(w.Person), saved)
}

const saved = "Saved. The rota of today and tomorrow may need a look."

func pairPage(c *web.Call) (web.Reply, error) {
	var members []staff.Member
	err := c.Gate.Read(c, MaySet, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		members, err = staff.Employed(s, s.Today())
		return err
	})
	if err != nil {
		return nil, err
	}
	worker := ui.Field{Name: "member", Label: "Which worker?", Kind: ui.KindSelect, Options: []ui.Option{{Value: "", Label: "Choose"}}}
	for _, m := range members {
		worker.Options = append(worker.Options, ui.Option{Value: string(m.ID), Label: m.Family + ", " + m.Given + " (" + m.JobTitle + ")"})
	}
	at := path(c.Person())
	f := ui.Form{
		Action: at + "/workers/new", Submit: "Add", Cancel: ui.Link{Text: "Cancel", Href: at}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			worker,
			{Name: "tie", Label: "What was agreed?", Kind: ui.KindRadios, Options: ui.Options(Ties)},
			{Name: "why", Label: "If they must not come, why?", Kind: ui.KindRadios, Optional: true, Options: ui.Options(Whys), Hint: "No more than this is kept. Write down what happened where it belongs, not here."},
		},
	}
	return c.Page("Add a worker", f).BackTo("Who comes", at), nil
}

func addPair(c *web.Call) (web.Reply, error) {
	var f struct {
		ID     PairID   `json:"id"`
		Member staff.ID `json:"member"`
		Tie    Tie      `json:"tie"`
		Why    Why      `json:"why"`
	}
	err := c.Form(&f)
	if err == nil {
		err = AddPair(c, c.Gate, Pair{ID: f.ID, Person: c.Person(), Member: f.Member, Tie: f.Tie, Why: f.Why})
	}
	return c.Added(pairPage, err, path(c.Person()), saved)
}

func end(c *web.Call) (web.Reply, error) {
	var f struct {
		Version int `json:"version"`
	}
	err := c.Form(&f)
	if err == nil {
		err = EndPair(c, c.Gate, c.Person(), PairID(c.Path("pair")), f.Version)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go(path(c.Person()), saved), nil
}
