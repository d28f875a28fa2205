package assure

import (
	"slices"
	"strings"
	"time"

	"stillhome/internal/face/assure/learning"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// whole is one incident with all around it.
type whole struct {
	Incident
	decision Decision
	steps    []Step
	actions  []learning.Action
}

func read(c *web.Call, may gate.Action) (w whole, err error) {
	err = c.Gate.Read(c, may, gate.Council, func(s *gate.Snapshot) (err error) {
		if w.Incident, err = get(s, here(c)); err != nil {
			return err
		}
		if w.Person != "" {
			gate.Shown(s, w.Person)
		}
		if w.decision, err = decisionOf(s, w.ID); err != nil {
			return err
		}
		if w.steps, err = stepsOf(s, w.ID); err != nil {
			return err
		}
		w.actions, err = learning.Of(s, string(w.ID))
		return err
	})
	return w, err
}

func (i Incident) at() string { return home + "/" + string(i.ID) }

func show(c *web.Call) (web.Reply, error) {
	w, err := read(c, MaySee)
	if err != nil {
		return nil, err
	}
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "Reference", Value: w.Ref},
		{Key: "Where it stands", Block: w.tag(c.Now())},
		{Key: "Who", Value: first(w.PersonName, "Nobody in particular")},
		{Key: "When", Value: w.Happened.Said()},
		{Key: "Where", Value: w.Place},
		{Key: "Who was there", Value: w.Present},
		{Key: "Harm", Value: w.Harm.Label()},
		{Key: "Reported", Value: strings.TrimSuffix(w.Reported.Said()+", by "+w.ReporterName, ", by ")},
	}}
	if w.Person != "" {
		r.Rows[2].Block = ui.Links(ui.Link{Text: w.PersonName, Href: web.PersonPath(w.Person)})
	}
	if l := w.from(); l.Href != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Written from", Block: ui.Links(l)})
	}
	if !w.Closed.IsZero() {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Closed", Value: w.Closed.Said()}, ui.RecordRow{Key: "Kept", Value: w.kept()})
	}
	blocks := []ui.Block{r, ui.Heading("What happened"), ui.Text(w.What), ui.Heading("What was done at once"), ui.Text(w.AtOnce)}
	open := w.Closed.IsZero()
	left := w.owes(w.decision, w.steps)
	if open {
		if len(left) > 0 {
			blocks = append(blocks, ui.Notice(ui.Para("Before this can be closed:"), ui.Bullets(left...)))
		} else if c.Can(MayClose) {
			blocks = append(blocks, ui.PostButton{Text: "Close this", Action: w.at() + "/close", Hidden: []ui.Pair{ui.Version(w.Version)}})
		}
	}
	blocks = append(blocks, w.followBlocks(c, open)...)
	blocks = append(blocks, w.reviewBlocks(c, open)...)
	blocks = append(blocks, w.decisionBlocks(c, open)...)
	blocks = append(blocks, ui.Heading("What somebody will do"))
	at := w.at()
	if !open || !c.Can(learning.MayDone) {
		at = ""
	}
	blocks = append(blocks, learning.List(w.actions, at, c.Now().On()))
	if open && c.Can(learning.MayAdd) {
		blocks = append(blocks, ui.SecondaryLink("Add an action", w.at()+"/actions"))
	}
	return c.Page(w.Kind.Label(), blocks...).BackTo("Incidents", home), nil
}

// kept is how long it is kept, at least.
func (i Incident) kept() string {
	until := i.Closed.On().Years(keepYears)
	if i.Person == "" {
		return "Until " + until.Said() + " at least."
	}
	return "With the person’s record: 8 years after their support ends, and until " + until.Said() + " at least. A legal hold goes before both."
}

// from is what it was written from.
func (i Incident) from() ui.Link {
	switch i.Source {
	case FromDoor:
		return ui.Link{Text: "A door that nobody opened", Href: web.PersonPath(i.Person, "no-answers", i.SourceID)}
	case FromConcern:
		return ui.Link{Text: "What a worker told", Href: web.PersonPath(i.Person, "concerns")}
	}
	return ui.Link{}
}

func (w whole) followBlocks(c *web.Call, open bool) []ui.Block {
	if w.FollowDue.IsZero() {
		return nil
	}
	blocks := []ui.Block{ui.Heading("A day later")}
	switch {
	case !w.Followed.IsZero():
		blocks = append(blocks, ui.Para("Asked "+w.Followed.Said()+"."), ui.Text(w.Follow))
	default:
		blocks = append(blocks, ui.Para("Somebody asks how the person is, by "+w.FollowDue.Said()+"."))
		if open && c.Can(MayFollow) {
			blocks = append(blocks, ui.SecondaryLink("Say how the person is", w.at()+"/follow"))
		}
	}
	return blocks
}

func (w whole) reviewBlocks(c *web.Call, open bool) []ui.Block {
	blocks := []ui.Block{ui.Heading("What made it likely, and what we learnt")}
	if w.Reviewed.IsZero() {
		blocks = append(blocks, ui.Para("Nobody has looked at it yet."))
	} else {
		blocks = append(blocks, ui.Record{Rows: []ui.RecordRow{
			{Key: "What made it likely", Value: w.Likely},
			{Key: "Would others with the same training have done the same?", Value: w.Others.Label()},
			{Key: "Where the cause lies", Value: w.Way.Label()},
			{Key: "What was learnt", Value: w.Learning},
			{Key: "Looked at", Value: w.Reviewed.Said()},
		}})
	}
	if open && c.Can(MayFollow) {
		blocks = append(blocks, ui.SecondaryLink("Look at the causes", w.at()+"/review"))
	}
	return blocks
}

func (w whole) decisionBlocks(c *web.Call, open bool) []ui.Block {
	blocks := []ui.Block{ui.Heading("CQC and the duty of candour")}
	d := w.decision
	may := open && c.Can(MayDecide)
	if d.At.IsZero() {
		blocks = append(blocks, ui.Para("Not decided yet. A notification is sent without delay: it has been "+waited(w.Age(c.Now()))+" since this was reported."))
		if may {
			blocks = append(blocks, ui.ButtonLink("Decide", w.at()+"/decide"))
		}
		return blocks
	}
	r := ui.Record{Rows: []ui.RecordRow{
		{Key: "CQC", Value: map[Answer]string{Yes: "Is notified", No: "Is not notified"}[d.Notify]},
		{Key: "Why", Value: d.NotifyReason},
	}}
	if d.NotifyWhy != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "The manager decided otherwise", Value: d.NotifyWhy})
	}
	r.Rows = append(r.Rows, ui.RecordRow{Key: "Duty of candour", Value: map[Answer]string{Yes: "Applies", No: "Does not apply"}[d.Candour]}, ui.RecordRow{Key: "Why", Value: d.CandourReason})
	if d.CandourWhy != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "The manager decided otherwise", Value: d.CandourWhy})
	}
	if d.Opinion != "" {
		r.Rows = append(r.Rows, ui.RecordRow{Key: "Whose opinion", Value: d.Opinion})
	}
	r.Rows = append(r.Rows, ui.RecordRow{Key: "Decided", Value: d.At.Said() + ", by " + d.ByName})
	blocks = append(blocks, r)
	have := func(k StepKind) bool { return slices.ContainsFunc(w.steps, func(s Step) bool { return s.Kind == k }) }
	if d.Notify == Yes && !have(NoticeSent) {
		said := "The notification has not been sent. It has been " + waited(w.Age(c.Now())) + " since this was reported."
		if w.Age(c.Now()) > noticeLate {
			blocks = append(blocks, ui.Warning(said))
		} else {
			blocks = append(blocks, ui.Para(said))
		}
	}
	if may {
		blocks = append(blocks, w.stepLinks(have)...)
		blocks = append(blocks, ui.Links(ui.Link{Text: "Decide again", Href: w.at() + "/decide"}))
	}
	if len(w.steps) > 0 {
		t := ui.Timeline{}
		for _, s := range w.steps {
			e := ui.Event{When: s.At.Said(), Who: s.ByName, What: s.Kind.Label()}
			if s.Words != "" {
				e.Block = ui.Details("What was written", ui.Text(s.Words))
			}
			t.Events = append(t.Events, e)
		}
		blocks = append(blocks, ui.Subheading("What was done"), t)
	}
	return blocks
}

// stepLinks lead to what is to be done next.
func (w whole) stepLinks(have func(StepKind) bool) []ui.Block {
	var out []ui.Block
	if w.decision.Notify == Yes && !have(NoticeSent) {
		out = append(out, ui.ButtonLink("Read the draft, and say when it was sent", w.at()+"/steps/"+string(NoticeSent)))
	}
	if w.decision.Candour == Yes {
		var links []ui.Link
		for _, k := range CandourSteps {
			if !have(k) {
				links = append(links, ui.Link{Text: k.Label(), Href: w.at() + "/steps/" + string(k)})
			}
		}
		if len(links) > 0 {
			links = append(links, ui.Link{Text: CouldNot.Label(), Href: w.at() + "/steps/" + string(CouldNot)})
			out = append(out, ui.Subheading("Candour: write down as each is done"), ui.Links(links...))
		}
		if have(Letter) {
			out = append(out, ui.Links(ui.Link{Text: "The letter, to print", Href: w.at() + "/letter"}))
		}
	}
	return out
}

// waited is a time in words.
func waited(d time.Duration) string {
	switch h := int(d.Hours()); {
	case h < 1:
		return "less than an hour"
	case h == 1:
		return "1 hour"
	case h < 48:
		return plural(h, "hour")
	default:
		return plural(h/24, "day")
	}
}
