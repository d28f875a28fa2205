package assure

import (
	"fmt"
	"slices"
	"strings"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/noanswer"
	"stillhome/internal/support/person"
	"stillhome/internal/support/visit"
)

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// said is what was recorded elsewhere, in words.
func (o offered) said() string {
	if o.source == FromDoor {
		return "No answer at the door: " + strings.ToLower(noanswer.Outcome(o.code).Label())
	}
	return first(visit.ConcernKind(o.code).Label(), "A worry: "+o.code)
}

// kind is what sort of thing it may have been.
func (o offered) kind() Kind {
	switch o.code {
	case "found_fallen", "fall":
		return Fall
	case "found_dead":
		return Death
	case "found_ill":
		return Unwell
	}
	return MedicineError
}

// reportPage asks what happened. From something recorded elsewhere, or a
// person's page, it starts with what is known.
func reportPage(c *web.Call) (web.Reply, error) {
	r := Report{ID: ID(ids.New()), Person: ids.Person(c.Query("person")), Harm: "", Happened: c.Now()}
	var name string
	err := c.Gate.Read(c, MayReport, gate.Council, func(s *gate.Snapshot) (err error) {
		door, concern := c.Query("noanswer"), c.Query("concern")
		if c.Can(MaySee) && door+concern != "" {
			all, err := offers(s)
			if err != nil {
				return err
			}
			for _, o := range all {
				if o.source == FromDoor && o.id == door || o.source == FromConcern && o.id == concern {
					gate.Shown(s, o.person)
					r.Person, r.Visit, r.Source, r.SourceID, r.Happened, r.Kind, r.What = o.person, o.visit, o.source, o.id, o.at, o.kind(), o.words
					r.Place, name = "At home", o.name
				}
			}
			return nil
		}
		if r.Person == "" || !ids.Valid(string(r.Person)) || !c.Can(MaySee) {
			return nil
		}
		p, err := person.Get(s, r.Person)
		if gate.Missing(err) {
			r.Person = ""
			return nil
		}
		gate.Shown(s, r.Person)
		name = p.Name()
		return err
	})
	if err != nil {
		return nil, err
	}
	who := ui.Field{Name: "person_ref", Label: "Who is it about?", Hint: "Their reference, like SH-7K2M4Q: it stands at the top of their page. Leave empty when it is about nobody in particular.", Optional: true, Width: 20}
	hidden := []ui.Pair{{Name: "id", Value: string(r.ID)}}
	if name != "" {
		hidden = append(hidden, ui.Pair{Name: "person", Value: string(r.Person)}, ui.Pair{Name: "visit", Value: r.Visit}, ui.Pair{Name: "source", Value: string(r.Source)}, ui.Pair{Name: "source_id", Value: r.SourceID})
	}
	f := ui.Form{Action: home + "/new", Submit: "Report it", Cancel: ui.Link{Text: "Cancel", Href: "/quality"}, Hidden: hidden, Fields: []ui.Field{
		{Name: "kind", Label: "What happened?", Kind: ui.KindRadios, Value: string(r.Kind), Options: ui.Options(Kinds)},
		{Name: "on", Label: "On which day?", Kind: ui.KindDate, Value: string(r.Happened.On())},
		{Name: "time", Label: "At about what time?", Kind: ui.KindTime, Value: r.Happened.In(when.London).Format("15:04")},
		{Name: "place", Label: "Where?", Value: r.Place, Hint: "Like: at home, in the bathroom."},
		{Name: "what", Label: "What happened?", Kind: ui.KindArea, Rows: 6, Value: r.What, Hint: "What you saw and heard, in the order it happened. What people said, in their words."},
		{Name: "present", Label: "Who was there?", Optional: true},
		{Name: "harm", Label: "How much harm was there?", Kind: ui.KindRadios, Options: ui.Options(Harms)},
		{Name: "at_once", Label: "What was done at once?", Kind: ui.KindArea, Rows: 3, Hint: "Like: rang 111, stayed until his daughter came."},
	}}
	if name == "" {
		f.Fields = slices.Insert(f.Fields, 1, who)
	}
	blocks := []ui.Block{
		ui.Inset("If you think that somebody, also a colleague, may have hurt, frightened, neglected or taken from a person: do not write it here, where the office reads it. " +
			"Raise it as a safeguarding concern. Only the safeguarding lead reads that."),
		ui.Links(ui.Link{Text: "Raise a safeguarding concern", Href: "/concerns/new"}),
	}
	if name != "" {
		blocks = append(blocks, ui.Para("About "+name+"."))
	}
	return c.Page("Report something that happened", append(blocks, f)...).BackTo("Quality", "/quality"), nil
}

func report(c *web.Call) (web.Reply, error) {
	var form struct {
		Report
		PersonRef string    `json:"person_ref"`
		On        when.Date `json:"on"`
		Time      string    `json:"time"`
	}
	err := c.Form(&form)
	r := form.Report
	if err == nil {
		minute, bad := when.ParseHour(form.Time)
		var checks fault.Checks
		checks.Field(form.Time != "" && bad != nil, "time", "Enter a time, like 8:30am.")
		if err = checks.Err("assure.report"); err == nil {
			if form.On != "" && form.Time != "" {
				r.Happened = form.On.AtMinute(minute)
			}
			err = named(c, &r, form.PersonRef)
		}
	}
	if err == nil {
		err = Tell(c, c.Gate, r)
	}
	to := "/quality"
	if c.Can(MaySee) {
		to = home + "/" + string(r.ID)
	}
	return c.Added(reportPage, err, to, "Thank you. It is written down, and somebody will look at it.")
}

// named finds whom a reference means. Nobody but the office learns from the
// answer whether a reference is somebody's: a report is kept all the same.
func named(c *web.Call, r *Report, ref string) error {
	if ref = strings.ToUpper(strings.TrimSpace(ref)); ref == "" || r.Person != "" {
		return nil
	}
	return c.Gate.Read(c, MayReport, gate.Council, func(s *gate.Snapshot) error {
		id, err := gate.Value[ids.Person](s, `SELECT p.id FROM person p WHERE p.ref = ?`, ref)
		if gate.Missing(err) {
			if !c.Can(MaySee) {
				r.Present = strings.TrimSpace(r.Present + " (about " + ref + ")")
				return nil
			}
			var checks fault.Checks
			checks.Field(true, "person_ref", "Nobody has this reference. Check it at the top of the person’s page.")
			return checks.Err("assure.report")
		}
		r.Person = id
		return err
	})
}

func followPage(c *web.Call) (web.Reply, error) {
	w, err := read(c, MayFollow)
	if err != nil {
		return nil, err
	}
	f := ui.Form{Action: w.at() + "/follow", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: w.at()}, Hidden: []ui.Pair{ui.Version(w.Version)}, Fields: []ui.Field{
		{Name: "follow", Label: "How is the person now, and who spoke to them?", Kind: ui.KindArea, Rows: 4, Value: w.Follow},
	}}
	return c.Page("A day later", f).BackTo(w.Kind.Label(), w.at()), nil
}

func follow(c *web.Call) (web.Reply, error) {
	var f Following
	err := c.Form(&f)
	if err == nil {
		err = FollowUp(c, c.Gate, here(c), f)
	}
	if err != nil {
		return c.Again(followPage, err)
	}
	return web.Go(home+"/"+string(here(c)), "Saved."), nil
}

func reviewPage(c *web.Call) (web.Reply, error) {
	w, err := read(c, MayFollow)
	if err != nil {
		return nil, err
	}
	f := ui.Form{Action: w.at() + "/review", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: w.at()}, Hidden: []ui.Pair{ui.Version(w.Version)}, Fields: []ui.Field{
		{Name: "likely", Label: "What made it likely?", Kind: ui.KindArea, Rows: 4, Value: w.Likely, Hint: "The rota, travel, equipment, instructions, information that was missing, training, tiredness, interruptions."},
		{Name: "others", Label: "Would others with the same training have done the same there?", Kind: ui.KindRadios, Value: string(w.Others), Options: ui.Options(Answers)},
		{Name: "way", Label: "Where does the cause lie?", Kind: ui.KindRadios, Value: string(w.Way), Options: ui.Options(Ways)},
		{Name: "learning", Label: "What have we learnt?", Kind: ui.KindArea, Rows: 3, Value: w.Learning, Hint: "Whoever reported it reads this. Name nobody."},
	}}
	return c.Page("Look at the causes", ui.Para("People who make a mistake are hurt by it too. Ask how they are first."), f).BackTo(w.Kind.Label(), w.at()), nil
}

func review(c *web.Call) (web.Reply, error) {
	var f Reviewing
	err := c.Form(&f)
	if err == nil {
		err = Review(c, c.Gate, here(c), f)
	}
	if err != nil {
		return c.Again(reviewPage, err)
	}
	return web.Go(home+"/"+string(here(c)), "Saved."), nil
}

func closeIt(c *web.Call) (web.Reply, error) {
	var form struct {
		Version int `json:"version"`
	}
	err := c.Form(&form)
	if err == nil {
		err = Close(c, c.Gate, here(c), form.Version)
	}
	if err != nil {
		return c.Again(show, err)
	}
	return web.Go(home+"/"+string(here(c)), "Closed."), nil
}
