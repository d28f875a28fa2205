package risk

import (
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

var yesOrNo = []ui.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}

func warningsPage(c *web.Call) (web.Reply, error) {
	var all []Warning
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		all, err = warnings(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	today := c.Now().On()
	l := ui.List{
		Caption: "Warnings", CaptionHidden: true, Empty: "No warnings were ever written down.",
		Columns: []ui.Column{{Head: "About"}, {Head: "What happened"}, {Head: "When"}, {Head: "Now"}},
	}
	for _, w := range all {
		l.Rows = append(l.Rows, ui.Row{Href: Path(c.Person(), "warnings", string(w.ID)), Cells: append(ui.Texts(w.Kind.Label(), w.Happened, w.HappenedOn.Said()), ui.Cell{Tag: w.tag(today)})})
	}
	blocks := []ui.Block{ui.Para("A warning says what happened and what to do. It shows to whoever visits and to whoever plans, until its last day."), l}
	if c.Can(MayRecord) {
		blocks = append(blocks, ui.SecondaryLink("Add a warning", Path(c.Person(), "warnings", "new")))
	}
	return c.Page("Warnings", blocks...).BackTo("Risks", Path(c.Person())).AsWide(), nil
}

func (w Warning) tag(today when.Date) ui.Tag {
	switch {
	case !w.Ended.IsZero():
		return ui.Tag{Text: "Ended", Kind: ui.Quiet}
	case w.UntilOn < today:
		return ui.Tag{Text: "Its time is over", Kind: ui.Quiet}
	}
	return ui.Tag{Text: "Shows until " + w.UntilOn.Said(), Kind: ui.Waiting}
}

func warningPage(c *web.Call) (web.Reply, error) {
	if err := c.Gate.Read(c, MayRecord, gate.Person(c.Person()), func(*gate.Snapshot) error { return nil }); err != nil {
		return nil, err
	}
	back := Path(c.Person())
	f := ui.Form{
		Action: Path(c.Person(), "warnings", "new"), Submit: "Save the warning", Cancel: ui.Link{Text: "Cancel", Href: back}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Fields: []ui.Field{
			{Name: "kind", Label: "What is it about?", Kind: ui.KindRadios, Options: ui.Options(WarningKinds)},
			{Name: "happened", Label: "What happened?", Hint: "Say what was seen or heard, not what somebody is like. Like: “On 3 November his brother stood in the doorway with a bat and shouted that nobody comes in.”", Kind: ui.KindArea, Rows: 4},
			{Name: "as_said", Label: "Words of opinion", Kind: ui.KindChecks, Optional: true, Options: []ui.Option{{Value: "yes", Label: "I have read it again, and it says what was seen", Hint: "Only if we ask you about a word."}}},
			{Name: "happened_on", Label: "When did it happen?", Kind: ui.KindDate},
			{Name: "source", Label: "How do you know?", Hint: "Who saw it, or where it is written."},
			{Name: "todo", Label: "What should whoever visits do?", Hint: "Like: ring before you come, and ask for the dog to be shut in the kitchen.", Kind: ui.KindArea, Rows: 2},
			{Name: "told", Label: "Does the person know that this is written down?", Kind: ui.KindRadios, Options: yesOrNo},
			{Name: "told_words", Label: "If not, why not?", Optional: true},
			{Name: "until_on", Label: "Last day it shows", Hint: "At most 6 months from now. Somebody can look at it again before then.", Kind: ui.KindDate, Value: string(c.Now().On().Add(91))},
		},
	}
	return c.Page("Add a warning", f).BackTo("Risks", back), nil
}

func addWarning(c *web.Call) (web.Reply, error) {
	var w Warning
	err := c.Form(&w)
	w.Person = c.Person()
	if err == nil {
		err = AddWarning(c, c.Gate, w)
	}
	return c.Added(warningPage, err, Path(w.Person), "Warning saved. Workers see it with their next update.")
}

func showWarning(c *web.Call) (web.Reply, error) {
	var w Warning
	err := c.Gate.Read(c, MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		w, err = getWarning(s, c.Person(), WarningID(c.Path("warning")))
		return err
	})
	if err != nil {
		return nil, err
	}
	today := c.Now().On()
	told := "Yes"
	if w.Told != "yes" {
		told = "No. " + w.ToldWords
	}
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "What happened", Value: w.Happened},
		{Key: "When", Value: w.HappenedOn.Said()},
		{Key: "How we know", Value: w.Source},
		{Key: "What to do", Value: w.Todo},
		{Key: "Does the person know?", Value: told},
		{Key: "Written down", Value: joined(", by ", w.Recorded.Said(), w.ByName)},
		{Key: "Now", Block: w.tag(today)},
	}}
	if !w.Ended.IsZero() {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Why it ended", Value: joined(": ", w.Ended.Said(), w.EndedWhy)})
	}
	blocks := []ui.Block{r, w.story()}
	return c.Page(w.Kind.Label(), append(blocks, w.forms(c)...)...).BackTo("Warnings", Path(c.Person(), "warnings")), nil
}

// story is who looked at the warning since, and what the person said.
func (w Warning) story() ui.Block {
	t := ui.Timeline{Empty: "Nobody has looked at it again yet, and the person has not said that it is wrong."}
	for _, x := range w.Challenges {
		if !x.Answered.IsZero() {
			t.Events = append(t.Events, ui.Event{When: x.Answered.Said(), Who: x.AnswerName, What: "Answered: " + x.Answer.Label(), Block: ui.Text(x.AnswerWords)})
		}
		t.Events = append(t.Events, ui.Event{
			When: x.SaidOn.Said() + ", to be answered by " + x.DueOn.Said() + ", written down", Who: x.ByName,
			What: "The person says that it is not right", Block: ui.Text("“" + x.Words + "”"),
		})
	}
	for _, l := range w.Reviews {
		t.Events = append(t.Events, ui.Event{When: l.Recorded.Said(), Who: l.ByName, What: "Looked at again, and kept until " + l.UntilOn.Said(), Block: ui.Text(l.Words)})
	}
	return ui.Group(ui.Heading("What happened since"), t)
}

func (w Warning) forms(c *web.Call) []ui.Block {
	at, today := Path(c.Person(), "warnings", string(w.ID)), c.Now().On()
	id := ui.Pair{Name: "id", Value: ids.New()}
	var out []ui.Block
	open, waiting := w.Open()
	if waiting && w.writtenOrKept(ids.Account(c.Who.ID)) {
		out = append(out, ui.Inset("The person waits for an answer until "+open.DueOn.Said()+". You wrote this warning, or kept it, so somebody else answers."))
	} else if waiting && c.Can(MayEnd) {
		out = append(out, ui.Heading("Answer the person"), ui.Para("Answer by "+open.DueOn.Said()+". Somebody who neither wrote the warning nor kept it answers."), ui.Form{
			ID: "answer", Action: at + "/challenges/" + open.ID, Submit: "Save the answer", Hidden: []ui.Pair{ui.Version(open.Version)}, Fields: []ui.Field{
				{Name: "answer", Label: "How does this end?", Kind: ui.KindRadios, Options: ui.Options(Answers)},
				{Name: "words", Label: "What did you look at, and what did you tell the person?", Kind: ui.KindArea, Rows: 3},
			},
		})
	}
	if !waiting && w.InForce(today) && c.Can(MayRecord) {
		out = append(out, ui.Details("The person says that this is not right", ui.Form{
			ID: "challenge", Action: at + "/challenge", Submit: "Write it down", Hidden: []ui.Pair{id}, Fields: []ui.Field{
				{Name: "words", Label: "What do they say, in their words?", Kind: ui.KindArea, Rows: 3},
				{Name: "said_on", Label: "When did they say it?", Kind: ui.KindDate, Value: string(today)},
			},
		}))
	}
	if w.Ended.IsZero() && c.Can(MayEnd) {
		if !waiting {
			out = append(out, ui.Details("Look at it again", ui.Form{
				ID: "look", Action: at + "/look", Submit: "Keep it until then", Hidden: []ui.Pair{id, ui.Version(w.Version)}, Fields: []ui.Field{
					{Name: "words", Label: "What is known today, and how?", Kind: ui.KindArea, Rows: 3},
					{Name: "until_on", Label: "Last day it shows", Kind: ui.KindDate, Value: string(today.Add(91))},
				},
			}))
		}
		out = append(out, ui.Details("End it now", ui.Form{
			ID: "end", Action: at + "/end", Submit: "End it", Warning: true, Hidden: []ui.Pair{ui.Version(w.Version)}, Fields: []ui.Field{
				{Name: "why", Label: "Why does it end?", Kind: ui.KindArea, Rows: 2},
			},
		}))
	}
	return out
}

func look(c *web.Call) (web.Reply, error) {
	var l Looked
	err := c.Form(&l)
	l.Person, l.Warning = c.Person(), WarningID(c.Path("warning"))
	if err == nil {
		err = Look(c, c.Gate, l)
	}
	return c.Added(showWarning, err, Path(l.Person, "warnings", string(l.Warning)), "Saved.")
}

func endWarningNow(c *web.Call) (web.Reply, error) {
	e, err := EndingFrom(c, "warning")
	if err == nil {
		err = EndWarning(c, c.Gate, e)
	}
	if err != nil {
		return c.Again(showWarning, err)
	}
	return web.Go(Path(e.Person, "warnings"), "The warning has ended. It shows to nobody any more."), nil
}

func object(c *web.Call) (web.Reply, error) {
	var x Challenge
	err := c.Form(&x)
	x.Person, x.Warning = c.Person(), WarningID(c.Path("warning"))
	if err == nil {
		err = Object(c, c.Gate, x)
	}
	return c.Added(showWarning, err, Path(x.Person, "warnings", string(x.Warning)), "Written down. Somebody else answers within 20 working days.")
}

func answerNow(c *web.Call) (web.Reply, error) {
	var a Answering
	err := c.Form(&a)
	a.Person, a.Warning, a.Challenge = c.Person(), WarningID(c.Path("warning")), c.Path("challenge")
	if err == nil {
		err = AnswerChallenge(c, c.Gate, a)
	}
	if err != nil {
		return c.Again(showWarning, err)
	}
	return web.Go(Path(a.Person, "warnings", string(a.Warning)), "Answered."), nil
}
