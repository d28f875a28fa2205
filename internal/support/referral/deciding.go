package referral

import (
	"fmt"
	"strings"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/person"
)

func of(r Referral) ui.Pair { return ui.Pair{Name: "person", Value: string(r.Person)} }

func matchPage(c *web.Call) (web.Reply, error) {
	var r Referral
	var near []person.Candidate
	err := c.Gate.Read(c, MayMatch, gate.Council, func(s *gate.Snapshot) (err error) {
		if r, err = Get(s, ID(c.Path("referral"))); err != nil {
			return err
		}
		near, err = person.Near(s, r.like())
		return err
	})
	if err != nil {
		return nil, err
	}
	if r.State != StateNew {
		return c.Page("Is this person known?", ui.Para("This was answered already. The referral now says: "+r.State.Label()+"."),
			ui.ButtonLink("Open the referral", address(r.ID))).BackTo("Referral", address(r.ID)), nil
	}
	blocks := comparison(r, near, c.Now().On())
	return c.Page("Is this person known?", append(blocks, newcomerForm(r))...).BackTo("Referral", address(r.ID)).AsWide(), nil
}

// comparison sets the referral beside each record it may be about.
func comparison(r Referral, near []person.Candidate, today when.Date) []ui.Block {
	sides := []person.Side{{Head: "This referral", Person: r.asSide(), Born: bornSaid(r.Born, today)}}
	if len(near) == 0 {
		return []ui.Block{
			ui.Inset("Nobody in our record is like this person: not by NHS number, name, date of birth or postcode."),
			person.Compare("The referral", sides),
		}
	}
	choices := []ui.Block{}
	for _, n := range near {
		p := n.Person
		sides = append(sides, p.AsSide(today))
		likely := ui.Tag{Text: "May be the same", Kind: ui.Waiting}
		if n.Exact {
			likely = ui.Tag{Text: "Very like", Kind: ui.Good}
		}
		choices = append(choices, ui.Group(
			ui.Subheading(p.Name()+", "+p.Ref), likely, ui.Para(strings.Join(n.Reasons, ". ")+"."), before(p),
			ui.PostButton{
				Text: "This is the same person", About: "as " + p.Name() + ", " + p.Ref, Action: address(r.ID, "match"),
				Hidden: []ui.Pair{ui.Version(r.Version), {Name: "person", Value: string(p.ID)}},
			},
			ui.Links(ui.Link{Text: "Open the record of " + p.Name(), Href: web.PersonPath(p.ID)}),
		))
	}
	return []ui.Block{
		ui.Para("We found " + people(len(near)) + " who may be the same. Compare them, ring the sender if you are not sure, and decide. You can undo it until the referral is accepted."),
		person.Compare("The referral beside our records", sides), ui.Columns(choices...),
	}
}

// before says what a match would mean for a record as it stands.
func before(p person.Person) ui.Block {
	switch {
	case p.Died != "":
		return ui.Warning("Our record says that this person died on " + p.Died.Said() + ".")
	case p.OpenEpisode != "":
		return ui.Inset("Support is under way for this person now.")
	}
	return ui.Group()
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

// asSide is what the referral says, in the columns of a record, as it was sent.
func (r Referral) asSide() person.Person {
	p := r.asPerson("")
	p.Address, p.Postcode = r.Address, r.Postcode
	return p
}

func newcomerForm(r Referral) ui.Block {
	f := ui.Form{
		ID: "newcomer", Action: address(r.ID, "new-person"), Submit: "This is a new person",
		Hidden: []ui.Pair{ui.Version(r.Version), {Name: "person", Value: ids.New()}},
	}
	if person.Fold(r.Family) == "" {
		f.Fields = append(f.Fields, ui.Field{Name: "family", Label: "Family name", Hint: "The sender left it out. Ring them and ask.", NoSpellcheck: true})
	}
	if r.Given == "" {
		f.Fields = append(f.Fields, ui.Field{Name: "given", Label: "Given name", Optional: true, NoSpellcheck: true})
	}
	return ui.Group(ui.Heading("If it is none of our records"), ui.Para("A record is made from the referral, with the carer as a contact."), f)
}

func match(c *web.Call) (web.Reply, error) {
	var m Matching
	err := c.Form(&m)
	m.Referral = ID(c.Path("referral"))
	if err == nil {
		err = Match(c, c.Gate, m)
	}
	if err != nil {
		return c.Again(matchPage, err)
	}
	return web.Go(address(m.Referral), "The referral belongs to that person now. Next, decide."), nil
}

func newPerson(c *web.Call) (web.Reply, error) {
	var n Newcomer
	err := c.Form(&n)
	n.Referral = ID(c.Path("referral"))
	if err == nil {
		err = NewPerson(c, c.Gate, n)
	}
	if err != nil {
		return c.Again(matchPage, err)
	}
	return web.Go(address(n.Referral), "A record was made for this person. Next, decide."), nil
}

func undoMatch(c *web.Call) (web.Reply, error) {
	var m Matching
	err := c.Form(&m)
	m.Referral = ID(c.Path("referral"))
	if err == nil {
		err = UndoMatch(c, c.Gate, m)
	}
	if err != nil {
		return c.Again(showPage, err)
	}
	return web.Go(address(m.Referral, "match"), "Undone. Say again who this is. A record that was made for it stays, and can be merged."), nil
}

// reading opens the referral for a page that decides on it.
func reading(c *web.Call) (r Referral, err error) {
	err = c.Gate.Read(c, MayDecide, gate.Council, func(s *gate.Snapshot) (err error) {
		r, err = Get(s, ID(c.Path("referral")))
		return err
	})
	return r, err
}

func declinePage(c *web.Call) (web.Reply, error) {
	r, err := reading(c)
	if err != nil {
		return nil, err
	}
	f := ui.Form{
		Action: address(r.ID, "decline"), Submit: "Decline the referral", Warning: true, Hidden: []ui.Pair{ui.Version(r.Version), of(r)},
		Cancel: ui.Link{Text: "Cancel", Href: address(r.ID)}, Fields: []ui.Field{
			{Name: "code", Label: "Why do we not take this person on?", Kind: ui.KindRadios, Options: ui.Options(Codes)},
			{Name: "words", Label: "Why, in your words", Kind: ui.KindArea, Rows: 3, Hint: "As you would say it to the person."},
			{Name: "told", Label: "What did you tell them, and where can they turn instead?", Kind: ui.KindArea, Rows: 3, Hint: "Name the service and how to reach it."},
		},
	}
	return c.Page("Decline the referral of "+r.Name(), f).BackTo("Referral", address(r.ID)), nil
}

func decline(c *web.Call) (web.Reply, error) {
	var d Declining
	err := c.Form(&d)
	d.Referral = ID(c.Path("referral"))
	if err == nil {
		err = Decline(c, c.Gate, d)
	}
	if err != nil {
		return c.Again(declinePage, err)
	}
	return web.Go(address(d.Referral), "Referral declined. What they were told is kept with it."), nil
}

func withdrawPage(c *web.Call) (web.Reply, error) {
	r, err := reading(c)
	if err != nil {
		return nil, err
	}
	return c.Page("The sender took it back", ui.Form{
		Action: address(r.ID, "withdraw"), Submit: "Record that it was taken back", Warning: true, Hidden: []ui.Pair{ui.Version(r.Version), of(r)},
		Cancel: ui.Link{Text: "Cancel", Href: address(r.ID)},
		Fields: []ui.Field{{Name: "reason", Label: "Who took it back, and why?", Kind: ui.KindArea, Rows: 3}},
	}).BackTo("Referral", address(r.ID)), nil
}

func withdraw(c *web.Call) (web.Reply, error) {
	var w Withdrawal
	err := c.Form(&w)
	w.Referral = ID(c.Path("referral"))
	if err == nil {
		err = Withdraw(c, c.Gate, w)
	}
	if err != nil {
		return c.Again(withdrawPage, err)
	}
	return web.Go(address(w.Referral), "Recorded. The referral stays here, marked as taken back."), nil
}
