package complaint

import (
	"context"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// mayTell: the service itself keeps what somebody without an account says.
var mayTell = gate.Action{Name: "complaint.tell", Who: actor.Rule{Any: []actor.Role{actor.System}}}

// mostAnHour is how many the public page takes in an hour: more is a machine,
// and the telephone stays open.
const mostAnHour = 30

// Tell keeps what somebody said on the public page. They may leave out who they
// are and how to answer. Errors: complaint.entry, by field; complaint.busy.
func Tell(ctx context.Context, g *gate.Gate, e Entry) error {
	e.Person, e.How = "", Page
	if e.Theme == "" {
		e.Theme = Other
	}
	switch {
	case e.Teller == Partner || tellerWords[e.Teller] == "":
		e.Teller = Neighbour
		if e.Name == "" {
			e.Teller = Anonymous
		}
	case e.Name == "" && e.Teller != Themselves:
		e.Teller = Anonymous
	}
	return g.Write(actor.With(ctx, actor.Machine), mayTell, gate.Council, func(tx *gate.Tx) error {
		e.Received = tx.Today()
		if err := e.tidy(tx.Today()); err != nil {
			return err
		}
		n, err := gate.Value[int](tx.Snapshot, `SELECT COUNT(*) FROM assure_complaint WHERE how = 'page' AND recorded_by = ? AND recorded_at > ?`, tx.Actor.ID, tx.At.Add(-time.Hour))
		if err != nil {
			return err
		}
		if n >= mostAnHour {
			return fault.New(fault.Invalid, "complaint.busy", "We cannot take more here just now. Please ring us instead: the number is at the foot of the page.")
		}
		e.Ref, e.Recorded, e.RecordedBy = refOf(e.ID), tx.At, ids.Account(tx.Actor.ID)
		return insert(tx, e)
	})
}

// publicPage is for anybody.
func publicPage(c *web.Call) (web.Reply, error) {
	c.Who = actor.Actor{} // nobody's name stands on it, whoever is signed in
	return c.Page(
		"Tell us how it is going",
		ui.Para("Good or bad: tell us. You need not say who you are."),
		ui.Inset(Promise),
		ui.Links(ui.Link{Text: "Is somebody being hurt, or are you afraid for them? Tell us here instead", Href: "/worried"}),
		ui.Form{Action: "/feedback", Submit: "Send", Hidden: []ui.Pair{{Name: "id", Value: ids.New()}}, Fields: []ui.Field{
			{Name: "kind", Label: "What would you like to make?", Kind: ui.KindRadios, Options: ui.Options(Kinds)},
			{Name: "words", Label: "What happened?", Kind: ui.KindArea, Rows: 6, Hint: "In your own words."},
			{Name: "wants", Label: "What would you like to happen?", Kind: ui.KindArea, Rows: 2, Optional: true},
			{Name: "teller", Label: "Who are you?", Kind: ui.KindRadios, Optional: true, Options: []ui.Option{
				{Value: string(Themselves), Label: "I have support myself"},
				{Value: string(Family), Label: "Family or a friend"},
				{Value: string(Advocate), Label: "An advocate"},
				{Value: string(Neighbour), Label: "Somebody else"},
			}},
			{Name: "name", Label: "Your name", Optional: true, Autocomplete: "name"},
			{Name: "contact", Label: "How can we answer you?", Hint: "A telephone number or an address, and what helps you: large print, a call, an interpreter.", Optional: true},
		}},
	), nil
}

func tell(c *web.Call) (web.Reply, error) {
	c.Who = actor.Actor{}
	var e Entry
	err := c.Form(&e)
	if err == nil {
		err = Tell(c, c.Gate, e)
	}
	if err != nil && !fault.Is(err, "gate.exists") {
		return c.Again(publicPage, err)
	}
	return c.Page("We have it. Thank you.",
		ui.Para("If you said how to answer you, we do so within 3 working days, and tell you who looks into it."),
		ui.Para("Your reference is "+refOf(e.ID)+"."),
		ui.Para(Promise), ui.Para(Ombudsman)), nil
}
