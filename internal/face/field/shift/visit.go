package shift

import (
	"fmt"
	"strconv"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
	"stillhome/internal/support/assessment"
	"stillhome/internal/support/preference"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/visit"
)

func itoa(n int) string { return strconv.Itoa(n) }

func visitOf(c *web.Call) visit.ID { return visit.ID(c.Path("visit")) }

// about is what a worker should have in mind at the door: what matters to the
// person, and the goals of their plan, each in the person's words; and whether
// infection is to be heeded, as a code. With them, in the same statement, come
// the council's words for the steps of the ladder.
type about struct{ kind, words string }

func aboutPerson(s *gate.Snapshot, p ids.Person) ([]about, assessment.Labels, error) {
	all, err := gate.All(s, func(a *about) []any { return []any{&a.kind, &a.words} },
		`SELECT 'matters', a.matters FROM assessment a
			WHERE a.id = (SELECT x.id FROM assessment x WHERE x.person_id = ? AND x.matters <> '' ORDER BY x.on_date DESC, x.recorded_at DESC LIMIT 1)
		UNION ALL SELECT 'goal', g.words FROM plan_goal g JOIN plan p ON p.id = g.plan_id AND p.state = 'agreed' WHERE g.person_id = ? AND g.result = ''
		UNION ALL SELECT 'infection', w.infection FROM preference_wish w WHERE w.infection_until_on >= ? AND w.id = (SELECT n.id FROM preference_wish n
			WHERE n.person_id IN (SELECT t.id FROM person t WHERE t.id = ? OR t.merged_into = ?) ORDER BY n.recorded_at DESC, n.id DESC LIMIT 1)
		UNION ALL SELECT c.name, c.value FROM council_setting c WHERE c.from_at = (SELECT MAX(x.from_at) FROM council_setting x WHERE x.name = c.name AND x.from_at <= ?)`,
		p, p, s.Today(), p, p, s.Now)
	set := map[council.Name]string{}
	for _, d := range council.Settings {
		set[d.Name] = d.Default
	}
	for _, x := range all {
		if _, is := set[council.Name(x.kind)]; is {
			set[council.Name(x.kind)] = x.words
		}
	}
	return all, assessment.WordsIn(set), err
}

// briefOf is what must be known at once of the person: nothing of it is held
// back from whoever is at the door.
func briefOf(s *gate.Snapshot, p ids.Person) (risk.Brief, error) {
	all, err := risk.AtHand(s, s.Today(), p)
	return all[p], err
}

// visitPage is one long page to record a visit on, without typing.
func visitPage(c *web.Call) (web.Reply, error) {
	var sheet visit.Sheet
	var known []about
	var brief risk.Brief
	err := c.Gate.Read(c, visit.MayRecord, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if sheet.Visit, err = visit.Get(s, c.Person(), visitOf(c)); err != nil {
			return err
		}
		all, err := visit.Trend(s, c.Person())
		if err != nil {
			return err
		}
		sheet.Tasks, sheet.StartMin = visit.TasksAt(sheet.Visit, all), sheet.Visit.StartMin
		if sheet.Visit.On == s.Today() {
			sheet.StartMin = min(sheet.StartMin, s.Now.Minute())
		}
		if known, sheet.Labels, err = aboutPerson(s, c.Person()); err != nil {
			return err
		}
		brief, err = briefOf(s, c.Person())
		return err
	})
	if err != nil {
		return nil, err
	}
	v := sheet.Visit
	at := address(v.Person, v.ID)
	blocks := []ui.Block{ui.Para(v.On.Short() + ", " + v.Times())}
	for _, k := range known {
		if heed := preference.Infection(k.words).AtTheDoor(); k.kind == "infection" && heed != "" {
			blocks = append(blocks, ui.Warning(heed))
		}
	}
	blocks = append(blocks, brief.Cards(v.Person, c.Now().On())...)
	for _, k := range known {
		if k.kind == "matters" {
			blocks = append(blocks, ui.Inset("What matters: "+k.words))
		}
	}
	for _, k := range known {
		if k.kind == "goal" {
			blocks = append(blocks, ui.Para("Goal: "+k.words))
		}
	}
	blocks = append(blocks, ui.Links(ui.Link{Text: "How to get in", Href: web.PersonPath(v.Person, "getting-in")}))
	switch v.State {
	case visit.Done, visit.Unwanted:
		blocks = append(
			blocks, v.State.Tag(),
			ui.Para("This visit has been recorded."),
			ui.Links(ui.Link{Text: "Read or correct the record", Href: web.PersonPath(v.Person, "visits", string(v.ID))}),
		)
		if v.State == visit.Done && v.Workers == 2 && v.RecordedBy != ids.Account(c.Who.ID) {
			blocks = append(blocks, ui.Para("Your colleague recorded this visit. Add when you were there, and anything they did not write."), sheet.Second(at, ui.Link{Text: "Back to today", Href: home}))
		}
		return c.Page("Visit", blocks...).BackTo("Today", home).AsField(bottom()...), nil
	case visit.CalledOff:
		blocks = append(blocks, ui.Warning("The office cancelled this visit. If you made it all the same, record it here."))
	case visit.Unanswered:
		blocks = append(blocks, ui.Inset("Nobody answered, and the office was told. If the door was opened after all, record the visit here."))
	}
	if v.State == visit.Planned && v.Arrived.IsZero() {
		blocks = append(blocks, ui.PostButton{Text: "I have arrived", Action: at + "/arrive"})
	} else if !v.Arrived.IsZero() {
		blocks = append(blocks, ui.Para("You arrived at "+v.Arrived.Clock()+"."))
	}
	blocks = append(
		blocks, sheet.Form(at, ui.Link{}),
		ui.Actions(ui.SecondaryLink("No answer", at+"/no-answer"), ui.SecondaryLink("Chose not to today", at+"/not-wanted")),
	)
	return c.Page("Visit", blocks...).BackTo("Today", home).AsField(bottom()...), nil
}

func recordVisit(c *web.Call) (web.Reply, error) {
	r, err := visit.ReadForm(c, visitOf(c))
	r.Channel = visit.Web
	if err == nil {
		err = visit.Record(c, c.Gate, r)
	}
	if err != nil {
		return c.Again(visitPage, err)
	}
	return web.Go(home, fmt.Sprintf("Visit recorded at %s.", c.Now().Clock())), nil
}

func arrive(c *web.Call) (web.Reply, error) {
	err := visit.Arrive(c, c.Gate, visit.Arrival{Person: c.Person(), Visit: visitOf(c), At: c.Now()})
	if err != nil {
		return c.Again(visitPage, err)
	}
	return web.Go(address(c.Person(), visitOf(c)), "You arrived at "+c.Now().Clock()+"."), nil
}

// door is what the pages at a closed door need.
func door(c *web.Call, a gate.Action) (v visit.Visit, phone string, brief risk.Brief, err error) {
	err = c.Gate.Read(c, a, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if v, err = visit.Get(s, c.Person(), visitOf(c)); err != nil {
			return err
		}
		if brief, err = briefOf(s, c.Person()); err != nil {
			return err
		}
		phone, err = gate.Value[string](s, `SELECT phone FROM person WHERE id = ?`, c.Person())
		return err
	})
	return v, phone, brief, err
}

func noAnswerPage(c *web.Call) (web.Reply, error) {
	v, phone, brief, err := door(c, visit.MayNoAnswer)
	if err != nil {
		return nil, err
	}
	at := address(v.Person, v.ID)
	cards := brief.Cards(v.Person, c.Now().On())
	if v.State == visit.Unanswered {
		return c.Page(
			"No answer", append([]ui.Block{
				ui.Warning("The office was told at " + v.RecordedAt.Clock() + ". Stay there until they say."),
				ui.Para("If you fear for the person, call 999 now."),
				ui.ButtonLink("The door was opened", at),
			}, cards...)...,
		).BackTo("Today", home).AsField(bottom()...), nil
	}
	f := ui.Form{Action: at + "/no-answer", Submit: "Still no answer: tell the office", Warning: true, Hidden: []ui.Pair{ui.Version(v.Version)}}
	tried := ui.Field{Name: "tried", Label: "Tick what you tried", Kind: ui.KindChecks, Optional: true, Options: ui.Options(visit.Tries)}
	f.Fields = []ui.Field{tried}
	blocks := []ui.Block{ui.Para("If you see or hear that the person is in danger, call 999 first.")}
	if phone != "" {
		blocks = append(blocks, ui.Links(ui.Link{Text: "Call the person: " + phone, Href: "tel:" + dialled(phone)}))
	}
	blocks = append(blocks, ui.Links(ui.Link{Text: "How to get in", Href: web.PersonPath(v.Person, "getting-in")}, ui.Link{Text: "Family and keyholders", Href: web.PersonPath(v.Person)}))
	blocks = append(append(blocks, cards...), f)
	return c.Page("No answer", blocks...).BackTo("Visit", at).AsField(bottom()...), nil
}

// dialled leaves what a telephone can dial.
func dialled(s string) string {
	var out []rune
	for _, r := range s {
		if r >= '0' && r <= '9' || r == '+' {
			out = append(out, r)
		}
	}
	return string(out)
}

func noAnswer(c *web.Call) (web.Reply, error) {
	var form struct {
		Version int           `json:"version"`
		Tried   []visit.Tried `json:"tried"`
	}
	err := c.Form(&form)
	if err == nil {
		err = visit.NoAnswer(c, c.Gate, visit.NotAnswered{
			Person: c.Person(), Visit: visitOf(c), Version: form.Version, Arrived: c.Now(), Tried: form.Tried, Channel: visit.Web,
		})
	}
	if err != nil {
		return c.Again(noAnswerPage, err)
	}
	return web.Go(address(c.Person(), visitOf(c))+"/no-answer", ""), nil
}

func notWantedPage(c *web.Call) (web.Reply, error) {
	v, _, _, err := door(c, visit.MayDecline)
	if err != nil {
		return nil, err
	}
	at := address(v.Person, v.ID)
	why := ui.Field{Name: "reason", Label: "Why, as they put it?", Kind: ui.KindRadios, Options: ui.Options(visit.Declinings)}
	f := ui.Form{
		Action: at + "/not-wanted", Submit: "Save", Cancel: ui.Link{Text: "Back to the visit", Href: at},
		Hidden: []ui.Pair{ui.Version(v.Version)},
		Fields: []ui.Field{why, {Name: "note", Label: "Anything else the office should know?", Kind: ui.KindArea, Rows: 3, Optional: true}},
	}
	return c.Page("Chose not to today", ui.Para("Everybody may choose. Ask if they are all right before you go."), f).BackTo("Visit", at).AsField(bottom()...), nil
}

func notWanted(c *web.Call) (web.Reply, error) {
	var form struct {
		Version int             `json:"version"`
		Reason  visit.Declining `json:"reason"`
		Note    string          `json:"note"`
	}
	err := c.Form(&form)
	if err == nil {
		err = visit.NotWanted(c, c.Gate, visit.Declined{
			Person: c.Person(), Visit: visitOf(c), Version: form.Version, Arrived: c.Now(), Reason: form.Reason, Note: form.Note, Channel: visit.Web,
		})
	}
	if err != nil {
		return c.Again(notWantedPage, err)
	}
	return web.Go(home, "Saved. Thank you for asking."), nil
}
