package comfort

import (
	"strconv"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/risk"
)

// Routes of the pages about comfort and wishes.
var Routes = []web.Route{
	web.Get("/people/{person}/risks/comfort", risk.MaySee, show),
	web.Get("/people/{person}/risks/comfort/change", MaySet, changePage),
	web.Post("/people/{person}/risks/comfort/change", MaySet, change),
	web.Get("/people/{person}/risks/comfort/end", MaySet, endPage),
	web.Post("/people/{person}/risks/comfort/end", MaySet, switchOff),
	web.Get("/people/{person}/risks/comfort/share", MaySet, sharePage),
	web.Post("/people/{person}/risks/comfort/share", MaySet, share),
	web.Post("/people/{person}/risks/comfort/unshare", MaySet, unshare),
}

func path(c *web.Call, parts ...string) string {
	return risk.Path(c.Person(), append([]string{"comfort"}, parts...)...)
}

// holding reads the profiles; the first holds where on is true.
func holding(c *web.Call, a gate.Action) (all []Profile, shared []Release, on bool, err error) {
	err = c.Gate.Read(c, a, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
		if all, err = profiles(s, c.Person()); err != nil {
			return err
		}
		shared, err = releases(s, c.Person())
		return err
	})
	return all, shared, len(all) > 0 && all[0].Ended.IsZero(), err
}

// said is the profile as whoever visits reads it.
func (p Profile) said() risk.Comfort {
	k := risk.Comfort{Words: risk.Meaning, Call: p.Calls}
	for i, words := range p.wishes() {
		if words != "" {
			k.Wishes = append(k.Wishes, risk.Wish{About: risk.WishesAbout[i], Words: words})
		}
	}
	return k
}

func show(c *web.Call) (web.Reply, error) {
	var safety []risk.Safety
	all, shared, on, err := holding(c, risk.MaySee)
	if err == nil {
		err = c.Gate.Read(c, risk.MaySee, gate.Person(c.Person()), func(s *gate.Snapshot) (err error) {
			safety, err = risk.SafetyOf(s, c.Person())
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	var blocks []ui.Block
	if !on {
		blocks = append(blocks, ui.Para("Support is not for comfort only. Switch this on when a letter or a professional says that the person is near the end of life, and talk with them about what they wish."))
		if c.Can(MaySet) {
			blocks = append(blocks, ui.ButtonLink("Support is for comfort now", path(c, "change")))
		}
	} else {
		p := all[0]
		blocks = append(blocks, p.said().Card(""), ui.Para("From "+p.FromOn.Said()+". How we know: "+strings.TrimSuffix(p.Source, ".")+". Written down by "+p.ByName+", "+p.Recorded.Said()+"."), heart(c, safety))
		if c.Can(MaySet) {
			blocks = append(blocks, ui.Actions(ui.ButtonLink("Change the wishes", path(c, "change")), ui.SecondaryLink("Support is not for comfort only", path(c, "end"))))
			blocks = append(blocks, sharing(c, shared)...)
		}
	}
	for i, p := range all {
		if i > 0 || !on {
			blocks = append(blocks, ui.Details("Before: from "+p.FromOn.Said()+", ended "+p.Ended.Said(), p.said().Card(""), ui.Para(p.EndedWhy)))
		}
	}
	return c.Page("Comfort and wishes", blocks...).BackTo("Risks", risk.Path(c.Person())), nil
}

// heart is what is known of resuscitation: it belongs with the wishes, and is
// written down with what must be known at once.
func heart(c *web.Call, safety []risk.Safety) ui.Block {
	for _, s := range safety {
		if s.Kind == risk.Resuscitation {
			return ui.Group(ui.Heading("If the heart stops"), ui.Para(s.Words))
		}
	}
	return ui.Group(ui.Heading("If the heart stops"), ui.Para("No DNACPR or ReSPECT form is written down. Workers call 999."),
		ui.Links(ui.Link{Text: "Add a DNACPR or ReSPECT form", Href: risk.Path(c.Person(), "facts", string(risk.Resuscitation))}))
}

// sharing says what people close to the person read.
func sharing(c *web.Call, shared []Release) []ui.Block {
	blocks := []ui.Block{ui.Heading("What people close to them read")}
	if len(shared) > 0 && shared[0].TakenBack.IsZero() {
		r := shared[0]
		return append(blocks, ui.Inset(r.Words), ui.Para("Released on "+r.Released.Said()+" by "+r.ByName+". Agreed: "+r.Agreed),
			ui.Actions(ui.SecondaryLink("Release other parts", path(c, "share")), ui.PostButton{Text: "Take it back", Secondary: true, Action: path(c, "unshare")}))
	}
	return append(blocks, ui.Para("Nothing. Their page says nothing of comfort or wishes."), ui.SecondaryLink("Release parts of it", path(c, "share")))
}

func changePage(c *web.Call) (web.Reply, error) {
	all, _, on, err := holding(c, MaySet)
	if err != nil {
		return nil, err
	}
	now := Profile{FromOn: c.Now().On()}
	title := "Support is for comfort now"
	blocks := []ui.Block{ui.Para("From then on nothing proposes fewer or shorter visits. Talk with the person first, and with whom they want there.")}
	if on {
		now, title = all[0], "Change the wishes"
		blocks = []ui.Block{ui.Para("What stands now stays readable. What was released to people close to them is taken back, until you release it anew.")}
	}
	area := func(name, label, hint, value string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Kind: ui.KindArea, Rows: 2, Value: value, Optional: true}
	}
	f := ui.Form{
		Action: path(c, "change"), Submit: "Save", Cancel: ui.Link{Text: "Cancel", Href: path(c)}, Hidden: []ui.Pair{{Name: "id", Value: ids.New()}, ui.Version(now.Version)},
		Fields: []ui.Field{
			{Name: "from", Label: "From which day?", Kind: ui.KindDate, Value: string(now.FromOn)},
			{Name: "source", Label: "How do you know?", Hint: "Like: fast track letter of Dr Shah, 20 November.", Value: now.Source},
			area("place", "Where do they want to be?", "And what if that cannot be?", now.Place),
			area("matters", "What matters to them now?", "In their own words.", now.Matters),
			area("pain", "What helps with pain, and to be comfortable?", "What they take, how they like to lie, who to ring when it is not enough.", now.Pain),
			area("spiritual", "What of faith or spirit matters?", "Who should come, what should be done, and after death too.", now.Spiritual),
			area("not_to_do", "What should nobody do?", "", now.NotToDo),
			area("medicines", "Are medicines kept at home for later?", "What, where, and who gives them. Support workers never give them.", now.Medicines),
		},
	}
	for i := range mostCalls {
		n := strconv.Itoa(i + 1)
		k := risk.Call{}
		if i < len(now.Calls) {
			k = now.Calls[i]
		}
		f.Fields = append(
			f.Fields,
			ui.Field{Name: "who_" + n, Label: "Call " + n + ": who?", Optional: i > 0, Value: k.Who},
			ui.Field{Name: "phone_" + n, Label: "Call " + n + ": telephone", Kind: ui.KindTel, Optional: i > 0, Value: k.Phone},
			ui.Field{Name: "when_" + n, Label: "Call " + n + ": when?", Hint: "Like: pain at night, or when breathing changes.", Optional: true, Value: k.When},
		)
	}
	return c.Page(title, append(blocks, f)...).BackTo("Comfort and wishes", path(c)), nil
}

func change(c *web.Call) (web.Reply, error) {
	var f struct {
		Profile
		Seen int `json:"version"`
	}
	err := c.Form(&f)
	p := f.Profile
	p.Person = c.Person()
	for i := range mostCalls {
		n := strconv.Itoa(i + 1)
		k := risk.Call{Who: c.Posted("who_" + n), Phone: c.Posted("phone_" + n), When: c.Posted("when_" + n)}
		if k.Who+k.Phone+k.When != "" {
			p.Calls = append(p.Calls, k)
		}
	}
	if err == nil {
		err = Set(c, c.Gate, p, f.Seen)
	}
	return c.Added(changePage, err, path(c), "Saved. Workers see it with their next update.")
}

func endPage(c *web.Call) (web.Reply, error) {
	all, _, on, err := holding(c, MaySet)
	if err != nil {
		return nil, err
	}
	if !on {
		return c.Page("Support is not for comfort only", ui.Para("It is not switched on.")).BackTo("Comfort and wishes", path(c)), nil
	}
	return c.Page("Support is not for comfort only", ui.Para("The wishes stay readable. Visits may be made fewer or shorter again when the person needs less."), ui.Form{
		Action: path(c, "end"), Submit: "Switch it off", Warning: true, Cancel: ui.Link{Text: "Leave it on", Href: path(c)},
		Hidden: []ui.Pair{{Name: "profile", Value: string(all[0].ID)}, ui.Version(all[0].Version)},
		Fields: []ui.Field{{Name: "why", Label: "Why, and how do you know?", Kind: ui.KindArea, Rows: 3}},
	}).BackTo("Comfort and wishes", path(c)), nil
}

func switchOff(c *web.Call) (web.Reply, error) {
	e, err := risk.EndingFrom(c, "profile")
	e.ID = c.Posted("profile")
	if err == nil {
		err = SwitchOff(c, c.Gate, e)
	}
	if err != nil {
		return c.Again(endPage, err)
	}
	return web.Go(path(c), "Switched off."), nil
}

func sharePage(c *web.Call) (web.Reply, error) {
	all, _, on, err := holding(c, MaySet)
	if err != nil {
		return nil, err
	}
	if !on {
		return c.Page("Release parts of the wishes", ui.Para("There is nothing to release: support is not for comfort only.")).BackTo("Comfort and wishes", path(c)), nil
	}
	parts := ui.Field{Name: "parts", Label: "What may they read?", Kind: ui.KindChecks}
	wishes := all[0].wishes()
	for i, code := range partCodes {
		o := ui.Option{Value: code, Label: partLabel(code)}
		if i < len(wishes) {
			o.Hint = wishes[i]
			if wishes[i] == "" {
				continue
			}
		}
		parts.Options = append(parts.Options, o)
	}
	return c.Page("Release parts of the wishes", ui.Para("Everybody who may see the page of this person as somebody close reads what you choose, as it stands now."), ui.Form{
		Action: path(c, "share"), Submit: "Release", Cancel: ui.Link{Text: "Cancel", Href: path(c)},
		Hidden: []ui.Pair{{Name: "id", Value: ids.New()}, {Name: "profile", Value: string(all[0].ID)}},
		Fields: []ui.Field{parts, {Name: "agreed", Label: "Who agreed to this, and how?", Hint: "The person, or whoever may decide for them."}},
	}).BackTo("Comfort and wishes", path(c)), nil
}

func share(c *web.Call) (web.Reply, error) {
	var r Release
	err := c.Form(&r)
	r.Person = c.Person()
	if err == nil {
		err = Share(c, c.Gate, r)
	}
	return c.Added(sharePage, err, path(c), "Released.")
}

func unshare(c *web.Call) (web.Reply, error) {
	if err := Unshare(c, c.Gate, c.Person()); err != nil {
		return nil, err
	}
	return web.Go(path(c), "Taken back. Their page says nothing of it any more."), nil
}
