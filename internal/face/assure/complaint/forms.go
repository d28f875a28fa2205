package complaint

import (
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

func read(c *web.Call) (e Entry, err error) {
	err = c.Gate.Read(c, MayAnswer, gate.Council, func(s *gate.Snapshot) (err error) {
		if e, err = get(s, here(c)); err == nil && e.Person != "" {
			gate.Shown(s, e.Person)
		}
		return err
	})
	return e, err
}

func ackPage(c *web.Call) (web.Reply, error) {
	e, err := read(c)
	if err != nil {
		return nil, err
	}
	f := ui.Form{Action: e.at() + "/acknowledge", Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: e.at()}, Hidden: []ui.Pair{ui.Version(e.Version)}, Fields: []ui.Field{
		{Name: "on", Label: "On which day were they told?", Kind: ui.KindDate, Value: string(c.Now().On())},
		{Name: "ack_words", Label: "How, and what was agreed?", Kind: ui.KindArea, Rows: 3, Value: e.AckWords, Hint: "Who looks into it, by when they hear, how they want to hear, whether an advocate would help."},
	}}
	return c.Page("We have your complaint", ui.Para("Say also: "+Promise), f).BackTo(e.Kind.Label(), e.at()), nil
}

func ack(c *web.Call) (web.Reply, error) {
	var a Acknowledging
	err := c.Form(&a)
	if err == nil {
		err = Acknowledge(c, c.Gate, here(c), a)
	}
	if err != nil {
		return c.Again(ackPage, err)
	}
	return web.Go(home+"/"+string(here(c)), "Saved."), nil
}

func answerPage(c *web.Call) (web.Reply, error) {
	e, err := read(c)
	if err != nil {
		return nil, err
	}
	text := e.Answer
	if text == "" {
		text = e.draft(c.Site.Name, c.Now().On())
	}
	on := c.Now().On()
	if e.Answered != "" {
		on = e.Answered
	}
	f := ui.Form{Action: e.at() + "/answer", Submit: "Save the answer", Cancel: ui.Link{Text: "Cancel", Href: e.at()}, Hidden: []ui.Pair{ui.Version(e.Version)}, Fields: []ui.Field{
		{Name: "outcome", Label: "What does the answer say?", Kind: ui.KindRadios, Value: string(e.Outcome), Options: ui.Options(Outcomes)},
		{Name: "answer", Label: "The answer", Kind: ui.KindArea, Rows: 20, Value: text, Hint: "A draft. Put it in your own words, and keep the part about the ombudsman."},
		{Name: "learning", Label: "What have we learnt?", Kind: ui.KindArea, Rows: 3, Value: e.Learning, Hint: "Name nobody."},
		{Name: "on", Label: "On which day was it sent or said?", Kind: ui.KindDate, Value: string(on)},
	}}
	return c.Page("Answer a complaint", f).BackTo(e.Kind.Label(), e.at()), nil
}

func answer(c *web.Call) (web.Reply, error) {
	var a Answering
	err := c.Form(&a)
	if err == nil {
		err = Reply(c, c.Gate, here(c), a)
	}
	if err != nil {
		return c.Again(answerPage, err)
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
