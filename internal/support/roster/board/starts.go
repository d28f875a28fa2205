package board

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/optimise"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/staff"
	"stillhome/internal/support/roster"
)

// What a first visit is taken to be before anybody says otherwise: an hour, begun
// by day.
const (
	usualMinutes = 60
	usualFrom    = 7 * 60
	usualUntil   = 20 * 60
)

// wantedOf is the visit that a page's address asks for, with what is usual where it
// says nothing.
func wantedOf(c *web.Call, value func(name string) string, skills []string) roster.Wanted {
	number := func(name string, usual int) int {
		if value(name) == "" {
			return usual
		}
		n, err := strconv.Atoi(value(name))
		if err != nil {
			return -1
		}
		return n
	}
	hour := func(name string, usual int) int {
		if value(name) == "" {
			return usual
		}
		m, err := when.ParseHour(value(name))
		if err != nil {
			return -1
		}
		return m
	}
	w := roster.Wanted{
		Person: ids.Person(c.Path("whom")), DurationMin: number("duration", usualMinutes), Workers: number("workers", 1),
		FromMin: hour("from", usualFrom), UntilMin: hour("until", usualUntil),
	}
	for _, k := range skills {
		if slices.Contains(staff.Skills, staff.Skill(k)) {
			w.Skills = append(w.Skills, staff.Skill(k))
		}
	}
	return w
}

// startsPage says when somebody could have a first visit on a day, and asks for
// what kind of visit.
func startsPage(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	w := wantedOf(c, c.Query, c.Queries("skills"))
	var starts roster.Starts
	var wrong error
	err = c.Gate.Read(c, roster.MayMove, gate.Council, func(s *gate.Snapshot) (err error) {
		if starts, err = roster.StartsOn(s, on, w); said(err) != "" && on >= s.Today() && !gate.Missing(err) {
			wrong = err
			w = wantedOf(c, func(string) string { return "" }, nil)
			starts, err = roster.StartsOn(s, on, w)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	v := startsView{c: c, on: on, wanted: w, Starts: starts}
	var blocks []ui.Block
	if wrong != nil {
		blocks = append(blocks, ui.Warning(said(wrong)))
	}
	blocks = append(blocks, v.days())
	switch {
	case !starts.Built:
		blocks = append(blocks, ui.Inset("The rota of this day has not been built, so nobody can say yet. Build it first, or look at a day that is built."), ui.ButtonLink("Open the rota of "+on.Short(), at(on)))
	case starts.NotNow != nil:
		blocks = append(blocks, ui.Warning(said(starts.NotNow)))
	case len(starts.Choice.Options) == 0:
		blocks = append(blocks, ui.Inset(cmp.Or(starts.Choice.WhyNot.Text, "No shift of this day has room.")+" Try the day after, or other times."))
	default:
		blocks = append(blocks, ui.Para("Beside everything that stands, with what each would change. Nothing is kept before you add the visit."))
		for i, o := range starts.Choice.Options {
			blocks = append(blocks, v.option(i, o)...)
		}
	}
	if len(starts.Choice.Against) > 0 {
		var why []string
		for _, a := range starts.Choice.Against[:min(len(starts.Choice.Against), againstShown)] {
			name := starts.Shift(a.Shift).Name
			why = append(why, "Not "+name+": "+strings.TrimPrefix(a.Reason.Text, name+" "))
		}
		blocks = append(blocks, ui.Details("Why not somebody else", ui.Bullets(why...)))
	}
	blocks = append(blocks, ui.Heading("What kind of visit"), v.form())
	return c.Page("When could we visit "+starts.Name+"? "+on.Short(), blocks...).BackTo("Visits of "+starts.Name, web.PersonPath(w.Person, "visits")), nil
}

// againstShown is how many shifts that cannot are listed with their reasons.
const againstShown = 10

type startsView struct {
	roster.Starts
	c      *web.Call
	on     when.Date
	wanted roster.Wanted
}

// pairs are the visit as an address carries it.
func (v startsView) pairs() url.Values {
	q := url.Values{}
	q.Set("duration", strconv.Itoa(v.wanted.DurationMin))
	q.Set("workers", strconv.Itoa(v.wanted.Workers))
	for _, k := range v.wanted.Skills {
		q.Add("skills", string(k))
	}
	return q
}

// address is the page for a day.
func (v startsView) address(on when.Date) string {
	q := v.pairs()
	q.Set("from", clock(v.wanted.FromMin))
	q.Set("until", clock(v.wanted.UntilMin))
	return web.Address(at(on)+"/starts/"+string(v.wanted.Person), q)
}

func (v startsView) days() ui.Block {
	var links []ui.Link
	if v.on > v.c.Now().On() {
		links = append(links, ui.Link{Text: "Day before", Href: v.address(v.on.Add(-1))})
	}
	return ui.Links(append(links, ui.Link{Text: "Day after", Href: v.address(v.on.Add(1))})...)
}

// option is one start with its reasons, and the way to the visit.
func (v startsView) option(i int, o optimise.Option) []ui.Block {
	var names []string
	for _, id := range o.Shifts {
		names = append(names, v.Shift(id).Name)
	}
	reasons := texts(o.Reasons)
	for _, l := range o.Later {
		reasons = append(reasons, fmt.Sprintf("%s would start at %s, not %s.", v.NameOf(l.Visit), clock(l.ToMin), clock(l.FromMin)))
	}
	q := v.pairs()
	q.Set("on", string(v.on))
	q.Set("start", hourField(o.StartMin))
	q.Set("first", "yes")
	button := ui.ButtonLink
	if i > 0 {
		button = ui.SecondaryLink
	}
	return []ui.Block{
		ui.Subheading(fmt.Sprintf("%d. %s with %s", i+1, clock(o.StartMin), strings.Join(names, " and "))), ui.Bullets(reasons...),
		button("Add a visit at "+clock(o.StartMin), web.Address(web.PersonPath(v.wanted.Person, "visits", "new"), q)),
	}
}

func (v startsView) form() ui.Block {
	w := v.wanted
	var skills []string
	for _, k := range w.Skills {
		skills = append(skills, string(k))
	}
	return ui.Form{
		Action: at(v.on) + "/starts/" + string(w.Person), Submit: "Look again",
		Fields: []ui.Field{
			{Name: "duration", Label: "How long?", Kind: ui.KindNumber, Suffix: "minutes", Width: 3, Value: strconv.Itoa(w.DurationMin)},
			{Name: "workers", Label: "How many workers?", Kind: ui.KindRadios, Value: strconv.Itoa(w.Workers), Options: []ui.Option{{Value: "1", Label: "One"}, {Value: "2", Label: "Two"}}},
			{Name: "from", Label: "Earliest start", Kind: ui.KindTime, Value: hourField(w.FromMin)},
			{Name: "until", Label: "Latest start", Kind: ui.KindTime, Value: hourField(w.UntilMin)},
			{Name: "skills", Label: "What must the worker be trained in?", Kind: ui.KindChecks, Optional: true, Values: skills, Options: ui.Options(staff.Skills)},
		},
	}
}

// hourField is minutes past midnight as a field for a time holds them.
func hourField(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// lookAgain leads to the starts of another kind of visit.
func lookAgain(c *web.Call) (web.Reply, error) {
	on, err := dayOf(c)
	if err != nil {
		return nil, err
	}
	var form struct {
		Skills []string `json:"skills"`
	}
	err = c.Form(&form)
	v := startsView{c: c, on: on, wanted: wantedOf(c, c.Posted, form.Skills)}
	if err == nil {
		err = c.Gate.Read(c, roster.MayMove, gate.Council, func(s *gate.Snapshot) error {
			_, err := roster.StartsOn(s, on, v.wanted)
			return err
		})
	}
	if err != nil {
		return c.Again(startsPage, err)
	}
	return web.Go(v.address(on), ""), nil
}
