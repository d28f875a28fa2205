// Package sealed makes up concerns with all that can follow them, for the world
// that is compared with one that has none. It stands apart from what else is
// made up, as nothing of it may show anywhere.
//
// Tables owned: none.
package sealed

import (
	"context"
	"fmt"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/support/person"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit"
)

// Case says about whom and by whom a concern is made up.
type Case struct {
	Person ids.Person
	Visit  visit.ID // may be empty
	// The hands: who raises it, the lead, a coordinator to whom it is opened by
	// name, a manager who breaks the glass, and whose account it is hidden from.
	// Named, Glass and Against may be empty, and leave their part out. A
	// relative in Against loses their tie to the person, which shows.
	Worker, Lead, Named, Glass, Against ids.Account
	// Session is one of Glass, begun a moment ago.
	Session string
	// Words begin every text of it, so that a test knows its own again.
	Words string
	// Ordinary also writes what the plan to protect asks of the ordinary
	// record, in the name of Named: two workers, and a contact that the office
	// rings. The world without the concern has OrdinaryChange instead, as the
	// two cannot be alike otherwise.
	Ordinary bool
}

// Concern makes three concerns, by phone, by the office and by the page for
// everyone, and with the second all that can follow: seen, decided, a meeting
// and a strategy discussion, opened by name, tasks, hidden from somebody, the
// glass broken and reviewed, sent to the hub with a reply, closed. It gives the
// second.
func Concern(ctx context.Context, g *gate.Gate, x Case) (safeguarding.ID, error) {
	worker, lead := as(ctx, x.Worker, actor.Worker), as(ctx, x.Lead, actor.SafeguardingLead)
	raised := safeguarding.Concern{
		Ref: x.id("office"), Person: x.Person, Visit: x.Visit, Kind: visit.Abuse, Urgency: visit.SameDay, Words: x.Words, Channel: visit.Web,
		Told: safeguarding.Told{
			About: x.Words + " (about)", Who: "The person", Saw: x.Words + " (seen)", Safe: safeguarding.Yes, Asked: safeguarding.Yes,
			Wishes: x.Words + " (wish)", Children: safeguarding.Yes, ChildSay: x.Words + " (child)",
		},
		Photos: []safeguarding.Photo{{Name: "photo.txt", MediaType: "text/plain", Bytes: []byte(x.Words + " (photo)")}},
	}
	if err := safeguarding.Raise(worker, g, safeguarding.Concern{
		Ref: x.id("phone"), Person: x.Person, Visit: x.Visit, Kind: visit.Abuse, Urgency: visit.Now, Words: x.Words + " (phone)", Channel: visit.App,
	}); err != nil {
		return "", fmt.Errorf("by phone: %w", err)
	}
	if err := safeguarding.Raise(worker, g, raised); err != nil {
		return "", fmt.Errorf("by the office: %w", err)
	}
	if err := safeguarding.Take(ctx, g, "192.0.2.0/24", safeguarding.Concern{Ref: x.id("everyone"), Kind: visit.Abuse, Urgency: visit.SameDay, Words: x.Words + " (public)"}); err != nil {
		return "", fmt.Errorf("by the page for everyone: %w", err)
	}
	id, err := newest(lead, g, x)
	if err != nil {
		return "", err
	}
	if _, err := safeguarding.LookedAt(worker, g, raised.Receipt()); err != nil {
		return id, err
	}
	return id, followUp(ctx, lead, g, id, x)
}

// Underway makes one concern of the office with a photo, decided, with a meeting
// and something still to do.
func Underway(ctx context.Context, g *gate.Gate, x Case) error {
	lead := as(ctx, x.Lead, actor.SafeguardingLead)
	if err := safeguarding.Raise(as(ctx, x.Worker, actor.Worker), g, safeguarding.Concern{
		Ref: x.id("concern"), Person: x.Person, Visit: x.Visit, Kind: visit.Abuse, Urgency: visit.SameDay, Words: x.Words, Channel: visit.Web,
		Told:   safeguarding.Told{Who: "The person", Safe: safeguarding.Yes, Asked: safeguarding.Yes, Wishes: "I want it to stop. I do not want trouble.", Children: safeguarding.No},
		Photos: []safeguarding.Photo{{Name: "letter.txt", MediaType: "text/plain", Bytes: []byte("A made-up photo of a made-up letter.")}},
	}); err != nil {
		return err
	}
	id, err := newest(lead, g, x)
	if err != nil {
		return err
	}
	d := decision(x, id)
	d.Wishes, d.SourceSay, d.Why = "I want it to stop. I do not want trouble.", "A neighbour who does the shopping", "The person needs help with money and cannot see the bank account."
	for i := range d.Tests {
		d.Tests[i].Why = "As told, and as the plan of support says."
	}
	for _, step := range []func() error{
		func() error { return safeguarding.MarkSeen(lead, g, id, 1) },
		func() error { return safeguarding.Decide(lead, g, d, 2) },
		func() error {
			return note(lead, g, x, id, safeguarding.Meeting, "We agreed who rings the bank, and that the person is with us when we do.")
		},
		func() error {
			return safeguarding.AddTask(lead, g, safeguarding.Task{
				ID: x.id("task"), Concern: id, Kind: safeguarding.ProtectTask, Words: "Ring the bank with the person", Owner: "The social worker", Due: g.Clock.Today().Add(1),
			})
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// newest is the concern that was told on a page about the person and that
// nobody has seen.
func newest(lead context.Context, g *gate.Gate, x Case) (id safeguarding.ID, err error) {
	err = g.Read(lead, safeguarding.MayList, gate.Council, func(s *gate.Snapshot) error {
		all, err := safeguarding.List(s)
		for _, c := range all {
			if c.Person == x.Person && c.Channel == visit.Web && c.State == safeguarding.New {
				id = c.ID
			}
		}
		return err
	})
	return id, err
}

// id is the same for the same case and name, and tells no time.
func (x Case) id(name string) string {
	return ids.Derived("world.sealed", string(x.Person), x.Words, name)
}

// decision is one with nothing wrong.
func decision(x Case, id safeguarding.ID) safeguarding.Decision {
	d := safeguarding.Decision{
		ID: x.id("decision"), Concern: id, Types: []safeguarding.Type{"financial", "psychological"}, Place: "own_home", Source: "known", SourceSay: x.Words + " (source)",
		Asked: safeguarding.Yes, Wishes: x.Words + " (wishes)", Capacity: safeguarding.Yes, Advocate: "not_needed",
		Way: safeguarding.Section42, Why: x.Words + " (decision)",
	}
	for i := range d.Tests {
		d.Tests[i] = safeguarding.Test{Met: safeguarding.Yes, Why: x.Words + " (test)"}
	}
	return d
}

// followUp is all that the lead and others do about a concern.
func followUp(ctx, lead context.Context, g *gate.Gate, id safeguarding.ID, x Case) error {
	d := decision(x, id)
	referral := x.id("referral")
	steps := []func() error{
		func() error { return safeguarding.MarkSeen(lead, g, id, 1) },
		func() error { return safeguarding.Decide(lead, g, d, 2) },
		func() error { return note(lead, g, x, id, safeguarding.Meeting, x.Words+" (meeting)") },
		func() error { return note(lead, g, x, id, safeguarding.Strategy, x.Words+" (strategy)") },
		func() error { return protect(ctx, lead, g, id, x) },
		func() error { return hidden(lead, g, id, x) },
		func() error { return breakGlass(ctx, lead, g, x) },
		func() error {
			return safeguarding.Refer(lead, g, safeguarding.Referral{ID: referral, Concern: id, Body: safeguarding.Sent{To: "The hub", How: "Secure email"}})
		},
		func() error { return safeguarding.NoteReply(lead, g, id, referral, 1, x.Words+" (reply)") },
		func() error {
			return safeguarding.Close(lead, g, safeguarding.Outcome{
				Concern: id, Asked: safeguarding.Yes, Achieved: "partly", Said: x.Words + " (said)", Risk: "reduced", Why: x.Words + " (closed)",
			}, 3)
		},
		func() error { return safeguarding.Watch(actor.With(ctx, actor.Machine), g) },
	}
	for n, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("concern, step %d: %w", n+1, err)
		}
	}
	return nil
}

func note(lead context.Context, g *gate.Gate, x Case, id safeguarding.ID, kind safeguarding.NoteKind, words string) error {
	return safeguarding.AddNote(lead, g, safeguarding.Note{ID: x.id("note " + string(kind)), Concern: id, Kind: kind, Words: words, Who: "The lead and the police"})
}

// protect writes down what is to be done to keep the person safe, and does it:
// by name in the ordinary record, where that is asked for.
func protect(ctx, lead context.Context, g *gate.Gate, id safeguarding.ID, x Case) error {
	named := as(ctx, x.Named, actor.Coordinator)
	if x.Named != "" {
		if err := safeguarding.NameThem(lead, g, safeguarding.Grant{ID: x.id("grant"), Concern: id, Account: x.Named, Why: "Plans the visits"}, g.Clock.Today().Add(14)); err != nil {
			return err
		}
	}
	for _, effect := range []safeguarding.Effect{"", safeguarding.TwoWorkers, safeguarding.OfficeFirst} {
		task := x.id("task " + string(effect))
		if err := safeguarding.AddTask(lead, g, safeguarding.Task{
			ID: task, Concern: id, Kind: safeguarding.ProtectTask, Words: x.Words + " (task)", Owner: "The lead", Due: g.Clock.Today().Add(2), Effect: effect,
		}); err != nil {
			return err
		}
		if effect == "" || !x.Ordinary {
			if err := safeguarding.FinishTask(lead, g, id, task, 1, x.Words+" (done)"); err != nil {
				return err
			}
			continue
		}
		contact, err := contactOf(named, g, x.Person)
		if err != nil {
			return err
		}
		if err := safeguarding.Arrange(named, g, id, task, contact); err != nil {
			return err
		}
	}
	return nil
}

// OrdinaryChange is what [Concern] changes in the ordinary record when it is
// asked to, for the world that has no concern: an ordinary reason may ask for
// the same.
func OrdinaryChange(ctx context.Context, g *gate.Gate, x Case) error {
	named := as(ctx, x.Named, actor.Coordinator)
	if _, err := contactOf(named, g, x.Person); err != nil {
		return err
	}
	if err := safeguarding.SendTwo(named, g, x.Person, g.Clock.Today().Add(1)); err != nil {
		return err
	}
	contact, err := contactOf(named, g, x.Person)
	if err != nil {
		return err
	}
	return person.RingOfficeFirst(named, g, x.Person, contact, true)
}

// contactOf is the first contact of a person.
func contactOf(ctx context.Context, g *gate.Gate, about ids.Person) (id person.ContactID, err error) {
	err = g.Read(ctx, person.MaySee, gate.Person(about), func(s *gate.Snapshot) error {
		all, err := person.Contacts(s, about)
		if err == nil && len(all) == 0 {
			err = gate.NotFound()
		}
		if err == nil {
			id = all[0].ID
		}
		return err
	})
	return id, err
}

// hidden hides the concern from somebody, and names who stands in for a lead.
func hidden(lead context.Context, g *gate.Gate, id safeguarding.ID, x Case) error {
	if x.Against != "" {
		if err := safeguarding.HideFrom(lead, g, safeguarding.Against{Concern: id, Account: x.Against}); err != nil {
			return err
		}
	}
	if x.Glass == "" {
		return nil
	}
	return safeguarding.Depute(lead, g, x.Glass, true)
}

// breakGlass opens what is sealed about the person in an emergency, and has it
// reviewed.
func breakGlass(ctx, lead context.Context, g *gate.Gate, x Case) error {
	if x.Glass == "" {
		return nil
	}
	glass := safeguarding.Glass{ID: x.id("glass"), Person: x.Person, Why: x.Words + " (glass)"}
	if err := safeguarding.BreakGlass(as(ctx, x.Glass, actor.Manager), g, glass, x.Session); err != nil {
		return err
	}
	return safeguarding.ReviewGlass(lead, g, glass.ID, x.Words+" (review)")
}

// as is a context in which an account acts.
func as(ctx context.Context, account ids.Account, role actor.Role) context.Context {
	return actor.With(ctx, actor.Actor{ID: string(account), Roles: []actor.Role{role}})
}
