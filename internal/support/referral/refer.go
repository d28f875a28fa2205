package referral

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/person"
)

// Form is a referral as anyone may fill it in: three things are needed, a name,
// what has changed, and how to reach somebody. The last part is asked of staff
// only.
type Form struct {
	ID          ID             `json:"id"`
	Who         string         `json:"who"` // self, family, friend, professional
	ByName      string         `json:"by_name"`
	ByPhone     string         `json:"by_phone"`
	ByEmail     string         `json:"by_email"`
	Given       string         `json:"given"`
	Family      string         `json:"family"`
	Born        when.Date      `json:"born"`
	Phone       string         `json:"phone"`
	Address     string         `json:"address"`
	Postcode    place.Postcode `json:"postcode"`
	NHS         string         `json:"nhs"`
	Reason      string         `json:"reason"`
	Communicate string         `json:"communicate"`
	Knows       string         `json:"knows"` // do they know of this: yes, no
	Trap        string         `json:"website"`

	Hospital   string    `json:"hospital"`
	Ward       string    `json:"ward"`
	AdmittedOn when.Date `json:"admitted"`
	ReadyOn    when.Date `json:"ready"`
}

var whoWords = map[string]string{
	"self": "Themselves", "family": "Family", "friend": "Friend or neighbour", "professional": "Professional",
}

func (f Form) check(today when.Date) error {
	var checks fault.Checks
	checks.Field(!ids.Valid(string(f.ID)), "id", "Open the form again and send it once more.")
	checks.Field(whoWords[f.Who] == "", "who", "Say who is asking.")
	checks.Field(f.Who != "self" && f.ByName == "", "by_name", "Enter your name.")
	checks.Field(f.Who != "self" && f.ByPhone == "" && f.ByEmail == "", "by_phone", "Enter your telephone number or email address, so that we can ask you.")
	checks.Field(person.Fold(f.Family) == "", "family", "Enter the family name of the person who needs help.")
	checks.Field(f.Born > today, "born", "The date of birth is in the future. Check the year.")
	if f.Postcode != "" {
		if bad, _ := fault.Of(errOf(place.ParsePostcode(string(f.Postcode)))); bad != nil {
			checks.Field(true, "postcode", "%s", bad.Say)
		}
	}
	checks.Field(f.Who == "self" && f.Phone == "", "phone", "Enter your telephone number, so that we can ring you.")
	checks.Field(len([]rune(strings.TrimSpace(f.Reason))) < 10, "reason", "Say in a few words what has changed and what is hard now.")
	checks.Field(f.ReadyOn != "" && f.AdmittedOn != "" && f.ReadyOn < f.AdmittedOn, "ready", "The day of going home is before the day of going into hospital. Check both.")
	for _, t := range []struct{ name, text string }{
		{"by_name", f.ByName},
		{"by_phone", f.ByPhone},
		{"by_email", f.ByEmail},
		{"given", f.Given},
		{"family", f.Family},
		{"phone", f.Phone},
		{"nhs", f.NHS},
		{"hospital", f.Hospital},
		{"ward", f.Ward},
	} {
		checks.Field(len([]rune(t.text)) > 100, t.name, "Use 100 characters or fewer.")
	}
	for _, t := range []struct{ name, text string }{{"reason", f.Reason}, {"communicate", f.Communicate}, {"address", f.Address}} {
		checks.Field(len([]rune(t.text)) > 4000, t.name, "Use 4,000 characters or fewer.")
	}
	return checks.Err("referral.form")
}

func errOf(_ place.Postcode, err error) error { return err }

// arrival is the form as a referral that came.
func (f Form) arrival(source Source) Arrival {
	a := Arrival{Does: Asks, Referral: Referral{
		ID: f.ID, Source: source, Sender: joined(f.ByName, whoWords[f.Who]), Given: f.Given, Family: f.Family, Born: f.Born,
		NHS: ids.ParseNHSNumber(f.NHS), Address: f.Address, Postcode: f.Postcode, Phone: f.Phone, Reason: f.Reason,
		Hospital: f.Hospital, Ward: f.Ward, AdmittedOn: f.AdmittedOn, ReadyOn: f.ReadyOn,
	}}
	if f.Who == "family" || f.Who == "friend" {
		a.Referral.Carer, a.Referral.CarerRelationship = f.ByName, whoWords[f.Who]
		a.Referral.CarerPhone, a.Referral.CarerEmail = f.ByPhone, f.ByEmail
	}
	add := func(kind LineKind, label, words string) {
		if words != "" {
			a.Lines = append(a.Lines, Line{Kind: kind, Label: label, Words: words})
		}
	}
	add(Said, "How to reach who asked", joined(f.ByPhone, f.ByEmail))
	add(Said, "How to contact or talk with the person", f.Communicate)
	add(Said, "Does the person know of this?", map[string]string{"yes": "Yes", "no": "No"}[f.Knows])
	if f.Knows == "no" {
		add(Doubt, "", "The person does not know of this referral yet. Speak with them before anything is arranged.")
	}
	if f.NHS != "" && !a.Referral.NHS.Verified() {
		add(Doubt, "", "The NHS number fails its check: not verified.")
	}
	for _, asked := range []struct{ label, value string }{{"Date of birth", string(f.Born)}, {"Postcode", string(f.Postcode)}, {"NHS number", f.NHS}} {
		if asked.value == "" {
			add(Missing, "", asked.label)
		}
	}
	return a
}

// fields of the form. ours adds what only staff are asked.
func fields(ours bool) []ui.Field {
	who := []ui.Option{
		{Value: "self", Label: "I need help myself"},
		{Value: "family", Label: "I am family"},
		{Value: "friend", Label: "I am a friend or neighbour"},
		{Value: "professional", Label: "It is part of my work"},
	}
	all := []ui.Field{
		{Name: "who", Label: "Who is asking?", Kind: ui.KindRadios, Options: who},
		{Name: "by_name", Label: "Your name", Hint: "Leave this and the next two empty if you need help yourself.", Optional: true, NoSpellcheck: true, Autocomplete: "name"},
		{Name: "by_phone", Label: "Your telephone number", Kind: ui.KindTel, Optional: true},
		{Name: "by_email", Label: "Your email address", Kind: ui.KindEmail, Optional: true},
		{Kind: ui.KindHeading, Label: "Who needs help?"},
		{Name: "given", Label: "First name", Optional: true, NoSpellcheck: true},
		{Name: "family", Label: "Family name", NoSpellcheck: true},
		{Name: "born", Label: "Date of birth", Kind: ui.KindDate, Hint: "For example, 27 3 1941", Optional: true},
		{Name: "phone", Label: "Their telephone number", Kind: ui.KindTel, Optional: true},
		{Name: "address", Label: "Address", Kind: ui.KindArea, Rows: 3, Optional: true},
		{Name: "postcode", Label: "Postcode", Width: 10, NoSpellcheck: true, Optional: true},
		{Name: "nhs", Label: "NHS number", Hint: "If you have it to hand.", Width: 20, Inputmode: "numeric", Optional: true},
		{Kind: ui.KindHeading, Label: "What would help?"},
		{Name: "reason", Label: "What has changed, and what is hard now?", Kind: ui.KindArea, Rows: 5},
		{Name: "communicate", Label: "How should we contact them and talk with them?", Kind: ui.KindArea, Rows: 2, Hint: "For example: ring the daughter first, large print, lip-reads, speaks Polish.", Optional: true},
		{Name: "knows", Label: "Do they know that you are asking?", Kind: ui.KindRadios, Options: []ui.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No, not yet"}}, Optional: true},
	}
	if ours {
		all[0].Options = []ui.Option{
			{Value: "self", Label: "The person themselves"},
			{Value: "family", Label: "Family"},
			{Value: "friend", Label: "A friend or neighbour"},
			{Value: "professional", Label: "A professional"},
		}
		all[1].Label, all[1].Hint, all[2].Label, all[3].Label = "Their name", "", "Their telephone number", "Their email address"
		all[8].Label, all[15].Label = "Telephone number of the person", "Does the person know of this?"
		all = append(all, ui.Field{Kind: ui.KindHeading, Label: "If they are in hospital"},
			ui.Field{Name: "hospital", Label: "Hospital", Optional: true}, ui.Field{Name: "ward", Label: "Ward", Optional: true},
			ui.Field{Name: "admitted", Label: "When did they go in?", Kind: ui.KindDate, Optional: true},
			ui.Field{Name: "ready", Label: "When can they go home?", Kind: ui.KindDate, Optional: true})
	}
	return all
}

func staffFormPage(c *web.Call) (web.Reply, error) {
	return c.Page("Add a referral", ui.Form{
		Action: "/referrals/new", Submit: "Add referral", Fields: fields(true), Hidden: []ui.Pair{{Name: "id", Value: ids.New()}},
		Cancel: ui.Link{Text: "Cancel", Href: "/referrals"},
	}).BackTo("Referrals", "/referrals"), nil
}

func staffForm(c *web.Call) (web.Reply, error) {
	var f Form
	err := c.Form(&f)
	if err == nil {
		err = Send(c, c.Gate, f, Staff)
	}
	if err != nil {
		return c.Again(staffFormPage, err)
	}
	return web.Go(address(f.ID), "Referral added."), nil
}

// Send takes in a form that somebody filled in. The same again changes nothing;
// one changed since, after going back, is not lost unseen. Errors:
// referral.form; referral.sent_before.
func Send(ctx context.Context, g *gate.Gate, f Form, source Source) error {
	if err := f.check(g.Clock.Today()); err != nil {
		return err
	}
	a := f.arrival(source)
	a.Message.ID = MessageID(ids.Derived("form", fmt.Sprintf("%+v", f)))
	err := Receive(ctx, g, a)
	if fault.Is(err, "gate.exists") {
		return fault.New(fault.Conflict, "referral.sent_before", "We have this form already, as it was first sent, so what you changed since is not saved. Check it and send it again: it comes to us as a second form.")
	}
	return err
}

// anyone is who acts when a form comes from the website.
var anyone = actor.Actor{ID: "website", Name: "Website", Roles: []actor.Role{actor.Client}, Trusted: true}

// The website takes this many forms an hour from one network: enough for a
// hospital ward behind one address, too few to bury the queue.
const perHour = 20

// throttle counts forms by council and network. It forgets after an hour, and
// with the process.
type throttle struct {
	mu   sync.Mutex
	seen map[string][]when.Instant
}

var websiteForms = throttle{seen: map[string][]when.Instant{}}

// allow notes one more, and reports whether it is not one too many.
func (t *throttle) allow(who string, now when.Instant) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.seen) > 10_000 {
		clear(t.seen)
	}
	var recent []when.Instant
	for _, at := range t.seen[who] {
		if now.Sub(at.Time) < time.Hour {
			recent = append(recent, at)
		}
	}
	if len(recent) >= perHour {
		t.seen[who] = recent
		return false
	}
	t.seen[who] = append(recent, now)
	return true
}

func publicFormPage(c *web.Call) (web.Reply, error) {
	return c.Page("Ask for help at home",
		ui.Para("Use this form for yourself, or for somebody else who finds it hard to manage at home after an illness, a fall or a stay in hospital."),
		ui.Inset("Do not use it in an emergency. If somebody is in danger now, ring 999."),
		ui.Form{
			Action: "/refer", Submit: "Send", Fields: fields(false),
			Hidden: []ui.Pair{{Name: "id", Value: ids.New()}, {Name: "website", Value: ""}},
		}), nil
}

func publicForm(c *web.Call) (web.Reply, error) {
	var f Form
	err := c.Form(&f)
	if err == nil {
		err = f.check(c.Now().On())
	}
	switch {
	case err != nil:
		return c.Again(publicFormPage, err)
	case f.Trap != "": // a program fills in what nobody can see
		return web.Go("/refer/sent", ""), nil
	case !websiteForms.allow(c.Site.ODS+" "+c.Network(), c.Now()):
		return c.Again(publicFormPage, fault.New(fault.Unavailable, "referral.too_many", "Many forms have come from where you are in the last hour. Please ring us, or try again in an hour."))
	}
	ctx := actor.With(c, anyone)
	if err := Send(ctx, c.Gate, f, Public); err != nil {
		return c.Again(publicFormPage, err)
	}
	ref, err := refOf(ctx, c.Gate, f.ID)
	if err != nil {
		return nil, err
	}
	return web.Go("/refer/sent?ref="+ref, ""), nil
}

// refOf is the reference of a referral just sent, which says nothing of anybody.
func refOf(ctx context.Context, g *gate.Gate, id ID) (ref string, err error) {
	err = g.Read(ctx, MayReceive, gate.Council, func(s *gate.Snapshot) (err error) {
		ref, err = gate.Value[string](s, `SELECT ref FROM referral WHERE id = ?`, id)
		return err
	})
	return ref, err
}

func publicSent(c *web.Call) (web.Reply, error) {
	blocks := []ui.Block{ui.Confirmation("We have it", "Thank you for telling us.")}
	if ref := c.Query("ref"); len(ref) == 9 && strings.HasPrefix(ref, "RF-") {
		blocks = []ui.Block{ui.Confirmation("We have it", "Your reference is "+ref), ui.Para("Keep this reference. Give it when you ring us.")}
	}
	return c.Page("We have it", append(blocks,
		ui.Heading("What happens next"),
		ui.Bullets("Somebody reads it today, or tomorrow if it is late.", "We ring you, or the person who needs help.", "If this service is not right, we say so and tell you who can help."),
	)...), nil
}
