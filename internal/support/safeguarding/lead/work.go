package lead

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/person"
	"stillhome/internal/support/safeguarding"
)

// may checks that the reader stands so, for a page that shows nothing of it.
func may(c *web.Call, least safeguarding.Standing) error {
	return open(c, least, func(*gate.Snapshot, safeguarding.File) error { return nil })
}

func notePage(c *web.Call) (web.Reply, error) {
	if err := may(c, safeguarding.ByName); err != nil {
		return nil, err
	}
	return c.Page("Add a note",
		ui.Para("A note is kept word for word. Nobody can change it later: if something was wrong, add another."),
		ui.Form{
			Action: path(here(c), "notes", "new"), Hidden: []ui.Pair{{Name: "id", Value: ids.NewHidden()}}, Submit: "Save", Cancel: ui.Link{Href: path(here(c))},
			Fields: []ui.Field{
				{Name: "kind", Label: "What is it of?", Kind: ui.KindRadios, Options: ui.Options(safeguarding.NoteKinds)},
				{Name: "who", Label: "Who was there", Optional: true},
				{Name: "words", Label: "What happened or was said", Hint: "Write what people said in their own words.", Kind: ui.KindArea, Rows: 8},
			},
		}).BackTo("The concern", path(here(c))), nil
}

func note(c *web.Call) (web.Reply, error) {
	var form struct {
		ID    string                `json:"id"`
		Kind  safeguarding.NoteKind `json:"kind"`
		Who   string                `json:"who"`
		Words string                `json:"words"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.AddNote(c, c.Gate, safeguarding.Note{ID: form.ID, Concern: here(c), Kind: form.Kind, Who: form.Who, Words: form.Words})
	}
	return c.Added(notePage, err, path(here(c)), "The note is saved.")
}

func taskPage(c *web.Call) (web.Reply, error) {
	if err := may(c, safeguarding.AsLead); err != nil {
		return nil, err
	}
	return c.Page("Add something to do",
		ui.Form{
			Action: path(here(c), "tasks", "new"), Hidden: []ui.Pair{{Name: "id", Value: ids.NewHidden()}}, Submit: "Save", Cancel: ui.Link{Href: path(here(c))},
			Fields: []ui.Field{
				{Name: "kind", Label: "What is it for?", Kind: ui.KindRadios, Options: ui.Options(safeguarding.TaskKinds)},
				{Name: "words", Label: "What is to be done", Kind: ui.KindArea, Rows: 3},
				{Name: "owner", Label: "Who does it, by name"},
				{Name: "due", Label: "By which day", Kind: ui.KindDate},
				{
					Name: "effect", Label: "Does it ask for something in the ordinary record?", Kind: ui.KindRadios, Options: ui.Options(safeguarding.Effects),
					Hint: "Somebody who plans visits does that in their own name. Nothing there says why. Give them this concern by name first.",
				},
			},
		}).BackTo("The concern", path(here(c))), nil
}

func task(c *web.Call) (web.Reply, error) {
	var form struct {
		ID     string                `json:"id"`
		Kind   safeguarding.TaskKind `json:"kind"`
		Words  string                `json:"words"`
		Owner  string                `json:"owner"`
		Due    when.Date             `json:"due"`
		Effect safeguarding.Effect   `json:"effect"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.AddTask(c, c.Gate, safeguarding.Task{
			ID: form.ID, Concern: here(c), Kind: form.Kind, Words: form.Words, Owner: form.Owner, Due: form.Due, Effect: form.Effect,
		})
	}
	return c.Added(taskPage, err, path(here(c)), "Saved. It stands among what is to be done.")
}

func donePage(c *web.Call) (web.Reply, error) {
	var t safeguarding.Task
	var about ids.Person
	var contacts []person.Contact
	err := open(c, safeguarding.ByName, func(s *gate.Snapshot, f safeguarding.File) (err error) {
		about = f.Person
		if t, err = safeguarding.TaskOf(s, f, c.Path("todo")); err != nil || t.Effect != safeguarding.OfficeFirst {
			return err
		}
		contacts, err = person.Contacts(s, f.Person)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := path(here(c), "tasks", t.ID)
	blocks := []ui.Block{ui.Record{Rows: []ui.RecordRow{
		{Key: "What", Value: t.Words},
		{Key: "For", Value: t.Kind.Label()},
		{Key: "Who", Value: t.Owner},
		{Key: "By", Value: t.Due.Said()},
		{Key: "In the ordinary record", Value: t.Effect.Label()},
	}}}
	if t.Effect != "" {
		blocks = append(blocks, arranging(c, at, about, t, contacts))
	}
	blocks = append(blocks, ui.Form{
		Action: at, Hidden: []ui.Pair{ui.Version(t.Version)}, Submit: "It is done", Cancel: ui.Link{Href: path(here(c))},
		Fields: []ui.Field{{Name: "how", Label: "How it was done", Kind: ui.KindArea, Rows: 3}},
	})
	return c.Page("Something to do", blocks...).BackTo("The concern", path(here(c))), nil
}

// arranging offers to do in the ordinary record what the task asks, to whoever
// may write it anyway.
func arranging(c *web.Call, at string, about ids.Person, t safeguarding.Task, contacts []person.Contact) ui.Block {
	if !safeguarding.CanArrange(c.Who, t.Effect) {
		return ui.Inset("You do not plan visits or keep contacts. Open this concern by name to a coordinator, and ask them to do it here.")
	}
	said := ui.Para("You do this in your own name, like any such change. Nothing in the ordinary record says why.")
	switch t.Effect {
	case safeguarding.TwoWorkers:
		return ui.Group(said, ui.PostButton{Text: "Send two workers from tomorrow", Action: at + "/arrange"})
	case safeguarding.OfficeFirst:
		var options []ui.Option
		for _, k := range contacts {
			options = append(options, ui.Option{Value: string(k.ID), Label: k.Name, Hint: k.Relationship})
		}
		if len(options) == 0 {
			return ui.Inset("There are no contacts on their record.")
		}
		return ui.Group(said, ui.Form{
			ID: "arrange", Action: at + "/arrange", Submit: "Mark: ring the office first", Small: true,
			Fields: []ui.Field{{Name: "contact", Label: "Which contact?", Kind: ui.KindRadios, Options: options}},
		})
	case safeguarding.OtherWorker:
		return ui.Group(said, ui.SecondaryLink("Change who comes", web.PersonPath(about, "preferences")))
	}
	return ui.Group(said, ui.SecondaryLink("Change the visits in the plan", web.PersonPath(about, "plan")))
}

func done(c *web.Call) (web.Reply, error) {
	var form struct {
		Version int    `json:"version"`
		How     string `json:"how"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.FinishTask(c, c.Gate, here(c), c.Path("todo"), form.Version, form.How)
	}
	if err != nil {
		return c.Again(donePage, err)
	}
	return web.Go(path(here(c)), "Saved: it is done."), nil
}

func arrange(c *web.Call) (web.Reply, error) {
	err := safeguarding.Arrange(c, c.Gate, here(c), c.Path("todo"), person.ContactID(c.Posted("contact")))
	if err != nil {
		return c.Again(donePage, err)
	}
	return web.Go(path(here(c)), "Saved: it is done."), nil
}
