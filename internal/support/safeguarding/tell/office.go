// Package tell holds the pages by which a worry is told: by everybody who works
// for the council, and by anybody at all. They say the same whoever it is about
// and whatever is known of them, and show nobody what was told before.
package tell

import (
	"slices"
	"strings"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/safeguarding/lead"
	"stillhome/internal/support/visit"
)

// mostSent is how many bytes a concern with its photo may have.
const mostSent = safeguarding.MostPhoto + 1<<20

// Routes of these pages.
var Routes = []web.Route{
	web.Get("/concerns", safeguarding.MayRaise, start),
	web.Get("/concerns/new", safeguarding.MayRaise, newPage),
	web.Post("/concerns/new", safeguarding.MayRaise, raise).WithLimit(mostSent),
	web.Post("/concerns/answer", safeguarding.MayAsk, answer),
	web.Get("/concerns/mine", safeguarding.MayMine, mine),
	web.Get("/concerns/emergency", safeguarding.MayBreakGlass, glassPage),
	web.Post("/concerns/emergency", safeguarding.MayBreakGlass, breakGlass),
	web.Public("/worried", worriedPage),
	web.PublicPost("/worried", worried),
}

func start(c *web.Call) (web.Reply, error) {
	blocks := []ui.Block{
		ui.Para("Is somebody hurt, scared or not cared for? Do you only think so? Tell us. You need not be sure."),
		ui.Warning("In danger now: ring 999 first. Then tell us."),
		ui.ButtonLink("Tell us", "/concerns/new"),
		ui.Heading("Was it looked at?"),
		ui.Form{
			Action: "/concerns/answer", Submit: "Ask", Small: true,
			Fields: []ui.Field{{Name: "number", Label: "The number you were given", Hint: "Like ABCD-EFGH-2345", Width: 20, NoSpellcheck: true, Autocomplete: "off"}},
		},
		ui.Heading("More"),
		ui.Links(ui.Link{Text: "Opened to you by name", Href: "/concerns/mine"}),
	}
	if c.Can(safeguarding.MayBreakGlass) {
		blocks = append(blocks, ui.Links(ui.Link{Text: "Open a sealed record in an emergency", Href: "/concerns/emergency"}))
	}
	return c.Page("Raise a concern", blocks...), nil
}

func newPage(c *web.Call) (web.Reply, error) {
	about := c.Query("person")
	if about == "" {
		about = c.Posted("person")
	}
	return c.Page("Tell us what worries you",
		ui.Warning("In danger now: ring 999 first. Do not ask many questions, and promise nobody to keep it secret."),
		ui.Form{
			Action: "/concerns/new", Multipart: true, Submit: "Send", Cancel: ui.Link{Href: "/concerns"},
			Hidden: []ui.Pair{{Name: "id", Value: ids.NewHidden()}, {Name: "person", Value: about}},
			Fields: []ui.Field{
				{Name: "about", Label: "Who are you worried about?", Hint: "Their name, and whatever helps us find them. Leave it out if you came here from their page.", Optional: true, Autocomplete: "off"},
				{Name: "words", Label: "What happened, or what were you told?", Hint: "Write what they said in their own words. A few words are enough. We keep them as you write them.", Kind: ui.KindArea, Rows: 8, NoSpellcheck: true},
				{Name: "who", Label: "Who said it?", Optional: true, Autocomplete: "off"},
				{Name: "saw", Label: "What did you see?", Kind: ui.KindArea, Rows: 3, Optional: true},
				{Name: "day", Label: "On which day?", Kind: ui.KindDate, Optional: true},
				{Kind: ui.KindHeading, Label: "Now"},
				{Name: "safe", Label: "Are they safe at this moment?", Kind: ui.KindRadios, Optional: true, Options: ui.Options(safeguarding.Answers)},
				{Name: "safe_say", Label: "What makes you think so?", Optional: true, Autocomplete: "off"},
				{Name: "urgency", Label: "How soon must somebody act?", Kind: ui.KindRadios, Optional: true, Hint: "If you do not say, we take it as now.", Options: ui.Options(visit.Urgencies)},
				{Kind: ui.KindHeading, Label: "What they want"},
				{Name: "asked", Label: "Did you ask them what they want to happen?", Kind: ui.KindRadios, Optional: true, Options: ui.Options(safeguarding.Answers)},
				{Name: "wishes", Label: "What do they want?", Hint: "In their own words. If you could not ask, say why.", Kind: ui.KindArea, Rows: 2, Optional: true},
				{Kind: ui.KindHeading, Label: "Children"},
				{Name: "children", Label: "Are there children in the home?", Kind: ui.KindRadios, Optional: true, Options: ui.Options(safeguarding.Answers)},
				{Name: "child_seen", Label: "Did you see a child?", Kind: ui.KindRadios, Optional: true, Options: ui.Options(safeguarding.Answers)},
				{Name: "child_say", Label: "About the children", Hint: "Ages if you know them, how they seemed, who you told.", Optional: true, Autocomplete: "off"},
				{Kind: ui.KindHeading, Label: "If you have it"},
				{Name: "photo", Label: "A photo", Hint: "Only if they agree, and never of the person undressed. Up to 10 MB. Delete it from your phone afterwards.", Kind: ui.KindFile, Accept: "image/*", Optional: true},
				{Name: "not", Label: "Does anybody here have to be kept out?", Hint: "The full name of each, if somebody who works here is part of it. They will not see it.", Optional: true, Autocomplete: "off"},
				{Name: "not_lead", Label: "Is it about a safeguarding lead?", Kind: ui.KindChecks, Optional: true, Options: []ui.Option{{Value: "yes", Label: "Yes: give it to somebody else"}}},
			},
		}).BackTo("Raise a concern", "/concerns"), nil
}

// told is the form.
type told struct {
	Ref       string              `json:"id"`
	Person    string              `json:"person"`
	About     string              `json:"about"`
	Words     string              `json:"words"`
	Who       string              `json:"who"`
	Saw       string              `json:"saw"`
	Day       when.Date           `json:"day"`
	Safe      safeguarding.Answer `json:"safe"`
	SafeSay   string              `json:"safe_say"`
	Urgency   visit.Urgency       `json:"urgency"`
	Asked     safeguarding.Answer `json:"asked"`
	Wishes    string              `json:"wishes"`
	Children  safeguarding.Answer `json:"children"`
	ChildSeen safeguarding.Answer `json:"child_seen"`
	ChildSay  string              `json:"child_say"`
	Not       string              `json:"not"`
	NotLead   []string            `json:"not_lead"`
	Reach     string              `json:"reach"`
}

func (f told) concern() safeguarding.Concern {
	x := safeguarding.Concern{
		Ref: f.Ref, Person: ids.Person(f.Person), Kind: visit.Abuse, Urgency: f.Urgency, Words: f.Words, Channel: visit.Office,
		Told: safeguarding.Told{
			About: f.About, Who: f.Who, Saw: f.Saw, Safe: f.Safe, SafeSay: f.SafeSay, Asked: f.Asked, Wishes: f.Wishes,
			Children: f.Children, ChildSeen: f.ChildSeen, ChildSay: f.ChildSay, Not: f.Not, NotLead: len(f.NotLead) > 0, Reach: f.Reach,
		},
	}
	if f.Day != "" {
		x.At = f.Day.AtMinute(12 * 60) // the day is what was told
	}
	return x
}

// check asks for the little without which nobody could act.
func (f told) check() error {
	var c fault.Checks
	c.Field(!ids.Valid(f.Ref), "words", "Open the page again and write it once more: it has lost its number. Copy your words first.")
	c.Field(f.Words == "" && f.About == "" && f.Saw == "", "words", "Write what worries you, or who it is about. A few words are enough.")
	return c.Err("safeguarding.told")
}

var errPhoto = func() error {
	var c fault.Checks
	c.Field(true, "photo", "That photo is larger than 10 MB. Take a smaller one, or send your words without it.")
	return c.Err("safeguarding.told")
}()

func raise(c *web.Call) (web.Reply, error) {
	var f told
	err := c.Form(&f)
	if err == nil {
		err = f.check()
	}
	if err != nil {
		return c.Again(newPage, err)
	}
	x := f.concern()
	if strings.HasPrefix(c.Header("Content-Type"), "multipart/") {
		photo, sent, err := c.File("photo")
		if err != nil {
			return c.Again(newPage, err)
		}
		if len(photo.Bytes) > safeguarding.MostPhoto {
			return c.Again(newPage, errPhoto)
		}
		if sent {
			x.Photos = []safeguarding.Photo{{Name: photo.Name, MediaType: photo.MediaType, Bytes: photo.Bytes}}
		}
	}
	if err := safeguarding.Raise(c, c.Gate, x); err != nil {
		return c.Again(newPage, err)
	}
	// The answer itself, not a page that could be found again.
	return c.Page("We have it. Thank you.",
		ui.Para("Somebody whose job it is will read it. You cannot read it here again. Only those who look into it see that it was you."),
		ui.Record{Rows: []ui.RecordRow{{Key: "Your number", Value: x.Receipt()}}},
		ui.Para("With this number you can ask at “Raise a concern” whether it was looked at. We show it only now. Write it down where nobody else finds it, or leave it."),
		ui.Para("If it cannot wait, ring as well."),
		ui.Links(ui.Link{Text: "Back to “Raise a concern”", Href: "/concerns"})), nil
}

func answer(c *web.Call) (web.Reply, error) {
	yes, err := safeguarding.LookedAt(c, c.Gate, c.Posted("number"))
	if err != nil {
		return nil, err
	}
	said := []ui.Block{
		ui.Para("There is nothing to show for that number yet."),
		ui.Para("Check that it is written as you were given it. If you are still worried, ring the office or tell us again."),
	}
	if yes {
		said = []ui.Block{
			ui.Para("It was looked at, and somebody decided what to do. Thank you for telling us."),
			ui.Para("We may not be able to say more. If you are still worried, tell us again."),
		}
	}
	return c.Page("Was it looked at?", append(said, ui.Links(ui.Link{Text: "Back to “Raise a concern”", Href: "/concerns"}))...), nil
}

func mine(c *web.Call) (web.Reply, error) {
	var all []safeguarding.Concern
	var deputy bool
	err := c.Gate.Read(c, safeguarding.MayMine, gate.Council, func(s *gate.Snapshot) (err error) {
		if all, err = safeguarding.Mine(s); err != nil {
			return err
		}
		deputy, err = safeguarding.IsDeputy(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	blocks := []ui.Block{lead.List(c.Now(), all, "Nothing is opened to you. If a safeguarding lead opens something to you by name, it stands here, and they tell you.")}
	if deputy || slices.Contains(c.Who.Roles, actor.Manager) { // a manager always: what stands there differs, the way to it does not
		blocks = append(blocks, ui.Links(ui.Link{Text: "Who opened a sealed record in an emergency", Href: "/safeguarding/opened"}))
	}
	return c.Page("Opened to you", blocks...).BackTo("Raise a concern", "/concerns").AsWide(), nil
}

func glassPage(c *web.Call) (web.Reply, error) {
	return c.Page("Open a sealed record in an emergency",
		ui.Para("Do this only if somebody may come to harm and you cannot reach a safeguarding lead."),
		ui.Bullets("It is open to you for 60 minutes.", "The safeguarding leads are told at once.", "Somebody else reviews it within 1 working day."),
		ui.Form{
			Action: "/concerns/emergency", Hidden: []ui.Pair{{Name: "id", Value: ids.NewHidden()}}, Submit: "Open it", Warning: true, Cancel: ui.Link{Href: "/concerns"},
			Fields: []ui.Field{
				{Name: "ref", Label: "Whose record?", Hint: "Their reference, such as SH-7K2M4Q. You find it on their page.", Width: 20, Autocomplete: "off"},
				{Name: "why", Label: "Why can it not wait?", Kind: ui.KindArea, Rows: 3},
			},
		}).BackTo("Raise a concern", "/concerns"), nil
}

func breakGlass(c *web.Call) (web.Reply, error) {
	var form struct {
		ID  string `json:"id"`
		Ref string `json:"ref"`
		Why string `json:"why"`
	}
	err := c.Form(&form)
	if err == nil {
		err = safeguarding.BreakGlassFor(c, c.Gate, form.Ref, safeguarding.Glass{ID: form.ID, Why: form.Why}, c.SessionToken())
	}
	return c.Added(glassPage, err, "/concerns/mine", "Open to you for 60 minutes, if there is anything. The safeguarding leads are told.")
}
