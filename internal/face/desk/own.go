package desk

import (
	"slices"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/risk/comfort"
	"stillhome/internal/support/visit"
)

const (
	// ownDays is how many days ahead a person sees who is coming.
	ownDays = 7
	// ownVisits is how many visits the page shows.
	ownVisits = 8
	// ownAfter is for how many minutes after its planned start a visit that
	// nobody has recorded yet is still shown as coming.
	ownAfter = 120
)

// attendance is one visit with everybody who is coming.
type attendance struct {
	id      visit.ID
	on      when.Date
	minute  int
	exactly bool
	workers []string
}

// attendances puts the workers of one visit together.
func attendances(rows []coming) []attendance {
	var out []attendance
	for _, r := range rows {
		i := slices.IndexFunc(out, func(a attendance) bool { return a.id == r.id })
		if i < 0 {
			i = len(out)
			out = append(out, attendance{id: r.id, on: r.on, minute: r.minute, exactly: r.exactly})
		}
		if r.worker != "" {
			out[i].workers = append(out[i].workers, r.worker)
		}
	}
	return out[:min(len(out), ownVisits)]
}

// when says when they come: Today, at about 8:30am.
func (a attendance) when(today when.Date) string {
	day := a.on.Short()
	switch a.on {
	case today:
		day = "Today"
	case today.Add(1):
		day = "Tomorrow"
	}
	if a.exactly {
		return day + ", at " + when.Hour(a.minute)
	}
	return day + ", at about " + when.Hour(a.minute)
}

// who says who comes.
func (a attendance) who() string {
	switch len(a.workers) {
	case 0:
		return "We will tell you who is coming"
	case 1:
		return a.workers[0]
	}
	return a.workers[0] + " and " + a.workers[1]
}

// roleFor is the role by which each relation is used.
var roleFor = map[actor.Relation]actor.Role{actor.Self: actor.Person, actor.Close: actor.Family}

// own is the page of a person, for themselves or for somebody close to them.
func own(c *web.Call) (web.Reply, error) {
	var mine []tie
	err := c.Gate.Read(c, MaySeeTies, gate.Council, func(s *gate.Snapshot) (err error) {
		mine, err = ties(s, s.Actor.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	mine = slices.DeleteFunc(mine, func(t tie) bool { return !c.Who.Has(roleFor[t.kind]) })
	if len(mine) == 0 {
		return c.Page("Your page",
			ui.Para("There is nothing to show you yet. When support is arranged, or when somebody agrees to share theirs with you, you will see here who is coming and when."),
			help(c)), nil
	}
	shown := 0
	if i := slices.IndexFunc(mine, func(t tie) bool { return string(t.person) == c.Query("of") }); i >= 0 {
		shown = i
	}
	var name string
	var rows []coming
	var goals []string
	var wishes string // what was released of them to people close
	var today when.Date
	t := mine[shown]
	err = c.Gate.Read(c, MaySeeOwn, gate.Person(t.person), func(s *gate.Snapshot) (err error) {
		today = s.Today()
		if name, err = calledBy(s, t.person); err != nil {
			return err
		}
		if rows, err = comingTo(s, t.person, today, today.Add(ownDays), s.Now.Minute()-ownAfter); err != nil {
			return err
		}
		if goals, err = goalsOf(s, t.person); err != nil || t.kind != actor.Close {
			return err
		}
		wishes, err = comfort.Released(s, t.person)
		return err
	})
	if err != nil {
		return nil, err
	}
	title, visits, aims := "Your page", "Who is coming to you", "Your goals"
	noVisits := "No visits are planned for you in the next 7 days that we can show yet."
	noGoals := "When you have agreed a plan with us, your goals stand here in your own words."
	if t.kind == actor.Close {
		title, visits, aims = name+"’s page", "Who is coming to "+name, name+"’s goals"
		noVisits = "No visits to " + name + " are planned in the next 7 days that we can show yet."
		noGoals = "When a plan is agreed, the goals stand here in " + name + "’s own words."
	}
	list := ui.List{Caption: visits, Empty: noVisits, Columns: []ui.Column{{Head: "When"}, {Head: "Who"}}}
	for _, a := range attendances(rows) {
		list.Rows = append(list.Rows, ui.Row{Cells: ui.Texts(a.when(today), a.who())})
	}
	blocks := []ui.Block{list, ui.Heading(aims)}
	if len(goals) == 0 {
		blocks = append(blocks, ui.Para(noGoals))
	} else {
		blocks = append(blocks, ui.Bullets(goals...))
	}
	if wishes != "" {
		blocks = append(blocks, ui.Heading("What "+name+" wishes"), ui.Text(wishes))
	}
	blocks = append(blocks, help(c))
	if others := len(mine) - 1; others > 0 {
		blocks = append(blocks, switches(mine, shown))
	}
	return c.Page(title, blocks...), nil
}

// switches lead to the other people whose page one may see. They are not named
// here: each page is read by itself, as its own look at the record.
func switches(mine []tie, shown int) ui.Block {
	var links []ui.Link
	n := 0
	for i, t := range mine {
		text := "Your own page"
		if t.kind == actor.Close {
			n++
			text = "The page of somebody close to you"
			if len(mine) > 2 {
				text += ", number " + string('0'+rune(n%10))
			}
		}
		if i != shown {
			links = append(links, ui.Link{Text: text, Href: "/?of=" + string(t.person)})
		}
	}
	return ui.Group(ui.Heading("Other pages"), ui.Links(links...))
}

// help says how to reach somebody.
func help(c *web.Call) ui.Block {
	if c.HelpLine().Number == "" {
		return ui.Inset("To change a visit or to tell us something, ring the office.")
	}
	words := "To change a visit or to tell us something, ring " + c.HelpLine().Number
	if c.HelpLine().Hours != "" {
		words += ", " + c.HelpLine().Hours
	}
	return ui.Inset(words + ".")
}
