package contact

import (
	"strconv"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// ask prepares a form for what happened to a person: the fields that every one
// of them has.
func ask(c *web.Call, may gate.Action, title, to, submit string, roles []Role, more func(of []named) []ui.Field, above ...ui.Block) (web.Reply, error) {
	var of []named
	err := c.Gate.Read(c, may, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		of, err = medicines(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	now := c.Now()
	fields := []ui.Field{
		{Name: "role", Label: "Who was it?", Kind: ui.KindRadios, Options: ui.Options(roles)},
		{Name: "who", Label: "What is their name?", Hint: "The person you spoke or wrote to, and where, like: Ms Madeup, Test Pharmacy."},
	}
	fields = append(fields, more(of)...)
	fields = append(
		fields,
		ui.Field{Name: "on", Label: "Which day was it?", Kind: ui.KindDate, Value: string(now.On())},
		ui.Field{Name: "time", Label: "At what time?", Kind: ui.KindTime, Value: now.In(when.London).Format("15:04")},
	)
	f := ui.Form{
		Action: path(c.Person(), to), Submit: submit, Cancel: ui.Link{Text: "Cancel", Href: path(c.Person())},
		Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}, Fields: fields,
	}
	return c.Page(title, append(above, f)...).BackTo("Contacts about medicines", path(c.Person())), nil
}

// which asks which medicine it is about.
func which(of []named) ui.Field {
	f := ui.Field{Name: "medicine", Label: "Which medicine?", Kind: ui.KindSelect, Optional: true, Options: []ui.Option{{Label: "All of them, or none in particular"}}}
	for _, m := range of {
		f.Options = append(f.Options, ui.Option{Value: m.ID, Label: m.Name})
	}
	return f
}

func logPage(c *web.Call) (web.Reply, error) {
	return ask(c, MayLog, "Write down a contact", "new", "Save", Roles, func(of []named) []ui.Field {
		return []ui.Field{
			{Name: "about", Label: "What was it about?", Kind: ui.KindRadios, Options: ui.Options(Abouts)},
			which(of),
			{Name: "asked", Label: "What was asked or told?", Kind: ui.KindArea, Rows: 3},
			{Name: "answer", Label: "What did they answer?", Hint: "Leave this empty if they have still to answer.", Kind: ui.KindArea, Rows: 3, Optional: true},
			{Name: "channel", Label: "How did you speak?", Kind: ui.KindRadios, Options: ui.Options(Channels)},
		}
	})
}

func logIt(c *web.Call) (web.Reply, error) {
	var k Contact
	err := c.Form(&k)
	k.Person, k.At = c.Person(), c.Moment()
	if err == nil {
		if k.About == Change {
			k.About = "" // has a form of its own
		}
		err = Log(c, c.Gate, k)
	}
	return c.Added(logPage, err, path(c.Person()), "Contact written down.")
}

func takePage(c *web.Call) (web.Reply, error) {
	by := []Role{GP, Pharmacy, Prescriber, Nurse}
	return ask(c, MayTake, "A change by telephone", "change", "Take the change", by, func(of []named) []ui.Field {
		return []ui.Field{
			which(of),
			{Name: "asked", Label: "What is the change, word for word?", Hint: "The medicine, the old dose and the new, from when, and why.", Kind: ui.KindArea, Rows: 4},
			{Name: "channel", Label: "How did you speak?", Kind: ui.KindRadios, Options: ui.Options([]Channel{Telephone, InPerson})},
			{Name: "read_back", Label: "Did you read it back to them?", Kind: ui.KindChecks, Options: []ui.Option{{Value: "yes", Label: "Yes, word for word, and they said that it is right"}}},
			{Name: "confirmed_by", Label: "Who said that it is right?"},
			{Name: "due_hours", Label: "Within how many hours will the written word come?", Hint: "At most 96. After that the change is not in force any more.", Kind: ui.KindNumber, Width: 3, Value: strconv.Itoa(dueWithin)},
		}
	}, ui.Warning("Ask for the change in writing first. Take it by telephone only where waiting would harm the person."))
}

func take(c *web.Call) (web.Reply, error) {
	var t Telling
	err := c.Form(&t)
	t.Person, t.At = c.Person(), c.Moment()
	if err == nil {
		err = Take(c, c.Gate, t)
	}
	return c.Added(takePage, err, path(c.Person()), "Change taken. Now change the medicine on the chart, and name this contact.")
}

func tellPage(c *web.Call) (web.Reply, error) {
	return ask(c, MayTell, "They were told of the support", "told", "Save", []Role{GP, Pharmacy}, func([]named) []ui.Field {
		return []ui.Field{{Name: "channel", Label: "How did you tell them?", Kind: ui.KindRadios, Options: ui.Options(Channels)}}
	}, ui.Para("Tell them what we help with, since when, and whom to ring about it."))
}

func tell(c *web.Call) (web.Reply, error) {
	var t Told
	err := c.Form(&t)
	t.Person, t.At = c.Person(), c.Moment()
	if err == nil {
		err = Tell(c, c.Gate, t)
	}
	return c.Added(tellPage, err, path(c.Person()), "Written down.")
}
