package episode

import (
	"context"
	"strconv"

	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/service/council"
	"stillhome/internal/support/person"
	"stillhome/internal/support/referral"
)

// Accept decides that a person is supported: it closes the referral, opens the
// episode and starts the clock to the first visit. Errors: episode.acceptance,
// episode.open_already, episode.has_died, referral.state, gate.exists,
// gate.not_found when the referral is not that person's.
func Accept(ctx context.Context, g *gate.Gate, a Acceptance) error {
	return g.Write(ctx, MayAccept, gate.Person(a.Person), func(tx *gate.Tx) error {
		target, normal, err := clocks(tx.Snapshot)
		if err != nil {
			return err
		}
		if a.Days == 0 {
			a.Days = normal
		}
		if err := a.check(tx.Today()); err != nil {
			return err
		}
		r, err := referral.Get(tx.Snapshot, a.Referral)
		if err != nil {
			return err
		}
		p, err := person.Get(tx.Snapshot, a.Person)
		if err != nil {
			return err
		}
		switch {
		case p.OpenEpisode != "" && r.State == referral.StateMatched:
			return fault.New(fault.Conflict, "episode.open_already", "This person has support already. End it first, or decline this referral as one we have already.")
		case p.Died != "":
			return fault.New(fault.Invalid, "episode.has_died", "This person has died. Decline the referral.")
		}
		e := Episode{
			ID: a.ID, Person: a.Person, Referral: a.Referral, State: StateAccepted, Pathway: a.Pathway, AdmittedOn: r.AdmittedOn,
			ReadyOn: a.ReadyOn, DischargedOn: a.DischargedOn, AcceptedAt: tx.At, StartDueOn: DueOn(a.ready(), tx.Today(), target),
			PeriodDays: a.Days, Area: string(p.Postcode.Outcode()),
		}
		if a.Pathway == FromCommunity {
			e.AdmittedOn = ""
		}
		if err := referral.Accepted(tx, a.Referral, a.Person, referral.Code(a.Reason), a.Words); err != nil {
			return err
		}
		if err := insert(tx, e); err != nil {
			return err
		}
		changes := []Change{{ID: ids.New(), What: "accepted", Now: string(a.Reason), Reason: a.Words}}
		if a.Days > FreeDays {
			changes = append(changes, Change{ID: ids.New(), What: "longer", Now: strconv.Itoa(a.Days), Reason: a.LongerReason})
		}
		if err := note(tx, e, changes...); err != nil {
			return err
		}
		tx.Emit(Accepted{e.Person, e.ID, e.Pathway, e.StartDueOn})
		return person.SupportOpened(tx, e.Person, string(e.ID))
	})
}

// clocks are the council's days to a start, and of a period.
func clocks(s *gate.Snapshot) (target, period int, err error) {
	all, err := council.All(s)
	if err != nil {
		return 0, 0, err
	}
	if target, err = strconv.Atoi(all[council.StartTargetDays]); err != nil {
		return 0, 0, err
	}
	period, err = strconv.Atoi(all[council.PeriodDays])
	return target, period, err
}

func acceptPage(c *web.Call) (web.Reply, error) {
	var r referral.Referral
	var target, period int
	var open Episode
	err := c.Gate.Read(c, MayAccept, gate.Council, func(s *gate.Snapshot) (err error) {
		if r, err = referral.Get(s, referral.ID(c.Path("referral"))); err != nil {
			return err
		}
		if r.Person != "" {
			if open, err = Open(s, r.Person); err != nil && !gate.Missing(err) {
				return err
			}
		}
		target, period, err = clocks(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := "/referrals/" + string(r.ID)
	blocks := []ui.Block{summary(r)}
	switch {
	case r.State == referral.StateNew:
		blocks = append(blocks, ui.Inset("Say first who this referral is about."), ui.ButtonLink("Is this person known?", at+"/match"))
	case r.State != referral.StateMatched:
		blocks = append(blocks, ui.Inset("This referral has been decided: "+r.State.Label()+"."))
	case open.ID != "":
		blocks = append(blocks, ui.Inset("This person has support already. End it first, or decline this referral as one we have already."),
			ui.Links(ui.Link{Text: "Look at their support", Href: web.PersonPath(r.Person, "support")}))
	default:
		blocks = append(blocks, acceptForm(c, r, target, period))
	}
	return c.Page("Accept "+r.Name(), blocks...).BackTo("Referral", at), nil
}

func summary(r referral.Referral) ui.Block {
	return ui.Record{Title: "The referral", Rows: []ui.RecordRow{
		{Key: "Who", Value: r.Name()},
		{Key: "Born", Value: r.Born.Said()},
		{Key: "Address", Value: join(r.Address, string(r.Postcode))},
		{Key: "From", Value: join(r.Sender, r.Hospital, r.Ward)},
		{Key: "Went into hospital", Value: r.AdmittedOn.Said()},
		{Key: "Hospital ready", Value: r.ReadyOn.Said()},
		{Key: "Why", Value: r.Reason},
		{Key: "Came", Value: r.Received.Said()},
	}}
}

func join(parts ...string) string {
	out := ""
	for _, p := range parts {
		switch {
		case p == "" || p == out:
		case out == "":
			out = p
		default:
			out += "\n" + p
		}
	}
	return out
}

func acceptForm(c *web.Call, r referral.Referral, target, period int) ui.Block {
	from := FromCommunity
	if r.Source == referral.Notice || r.Hospital != "" || r.ReadyOn != "" {
		from = FromHospital
	}
	due := DueOn(r.ReadyOn, c.Now().On(), target)
	return ui.Form{
		Action: "/referrals/" + string(r.ID) + "/accept", Submit: "Accept", Cancel: ui.Link{Text: "Cancel", Href: "/referrals/" + string(r.ID)},
		Hidden: []ui.Pair{{Name: "id", Value: ids.New()}, {Name: "person", Value: string(r.Person)}},
		Fields: []ui.Field{
			{Name: "reason", Label: "Main reason for accepting", Kind: ui.KindRadios, Options: ui.Options(Reasons)},
			{Name: "words", Label: "Why is support right for this person?", Kind: ui.KindArea, Rows: 3, Hint: "As you would say it to them."},
			{
				Name: "pathway", Label: "Where does the person come from?", Kind: ui.KindRadios, Value: string(from),
				Options: ui.Options([]Pathway{FromHospital, FromCommunity}),
			},
			{Name: "ready", Label: "Which day is the hospital ready?", Kind: ui.KindDate, Value: string(r.ReadyOn), Optional: true, Hint: "Only from hospital. Our own target: support starts within " + days(target) + ", by " + due.Said() + "."},
			{Name: "discharged", Label: "If they have left already: which day?", Kind: ui.KindDate, Optional: true},
			{Name: "days", Label: "How many days of support are planned?", Kind: ui.KindNumber, Value: strconv.Itoa(period), Suffix: "days", Width: 3, Hint: "From the first visit. Up to 42 days are free of charge by law."},
			{Name: "longer", Label: "If more than 42 days: why?", Kind: ui.KindArea, Rows: 2, Optional: true},
		},
	}
}

func accept(c *web.Call) (web.Reply, error) {
	var a Acceptance
	err := c.Form(&a)
	a.Referral = referral.ID(c.Path("referral"))
	if err == nil && a.Days == 0 {
		var checks fault.Checks
		checks.Field(true, "days", "Enter a number of days from 1 to %d.", maxDays)
		err = checks.Err("episode.acceptance")
	}
	if err == nil {
		err = Accept(c, c.Gate, a)
	}
	if err != nil {
		return c.Again(acceptPage, err)
	}
	return web.Go(web.PersonPath(a.Person, "support"), "Accepted. Now plan the first visit."), nil
}
