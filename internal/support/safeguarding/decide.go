package safeguarding

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/fault"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/auth"
	"stillhome/internal/platform/gate"
)

// Test is one of the three of section 42: is it so, and why we think so.
type Test struct {
	Met Answer `json:"met"`
	Why string `json:"why"`
}

// TestWords are the three tests, in the order of the Act.
var TestWords = [3]string{
	"They need care and support",
	"They are being abused or neglected, or may be",
	"Because of those needs they cannot keep themselves safe",
}

// Decision is what was decided about a concern and why. The newest holds.
type Decision struct {
	ID      string       `json:"-"`
	Concern ID           `json:"-"`
	At      when.Instant `json:"-"`
	By      ids.Account  `json:"-"`

	Types     []Type `json:"types"`
	Place     Place  `json:"place"`
	Source    Source `json:"source"`
	SourceSay string `json:"source_say"`
	// SourceWho is who that is, where we know them: "account:" or "contact:"
	// and the id; empty otherwise. An account loses what it could see at once.
	SourceWho string `json:"source_who"`
	// SamePerson is, where a contact is named and relatives have a page about the
	// person, which of them the contact is: "account:" and the id, which loses
	// what it could see as well, or "none".
	SamePerson  string   `json:"same_person"`
	Tests       [3]Test  `json:"tests"`
	Asked       Answer   `json:"asked"` // was the person asked what they want
	Wishes      string   `json:"wishes"`
	Capacity    Answer   `json:"capacity"` // can they decide about keeping safe
	CapacitySay string   `json:"capacity_say"`
	Advocate    Advocate `json:"advocate"`
	Way         Way      `json:"way"`
	Why         string   `json:"why"`
	Instead     string   `json:"instead"` // what happens instead, or who has it now

	ByName string `json:"-"` // filled by reads only
}

// mostWords is how many characters an answer may have.
const mostWords = 20_000

func (d *Decision) tidy() {
	for _, s := range []*string{&d.SourceSay, &d.SourceWho, &d.SamePerson, &d.Wishes, &d.CapacitySay, &d.Why, &d.Instead, &d.Tests[0].Why, &d.Tests[1].Why, &d.Tests[2].Why} {
		*s = keep(*s)
	}
}

// allMet reports whether the three tests of section 42 are met.
func (d Decision) allMet() bool {
	return !slices.ContainsFunc(d.Tests[:], func(t Test) bool { return t.Met != Yes })
}

// check is the rule. The tests are asked in the order of the form.
func (d Decision) check() error {
	var c fault.Checks
	c.Field(!ids.Valid(d.ID), "id", "Open the form again and send it once more.")
	c.Field(len(d.Types) == 0, "types", "Choose at least one kind of abuse or neglect.")
	for _, t := range d.Types {
		c.Field(!known(types, t), "types", "Choose only kinds from the list.")
	}
	c.Field(!known(places, d.Place), "place", "Choose where it happened. Choose “not known” if you cannot tell yet.")
	c.Field(!known(sources, d.Source), "source", "Choose who is thought to have done it. Choose “not known” if you cannot tell yet.")
	for i, t := range d.Tests {
		field := string(rune('1' + i))
		c.Field(!known(answers, t.Met), "test"+field, "Answer test %d: yes, no or not known.", i+1)
		c.Field(t.Why == "", "why"+field, "Say what makes you answer test %d so.", i+1)
	}
	c.Field(!known(answers, d.Asked), "asked", "Say whether the person was asked what they want to happen.")
	c.Field(d.Asked == Yes && d.Wishes == "", "wishes", "Write what they want to happen, in their own words.")
	c.Field(d.Asked != Yes && d.Wishes == "", "wishes", "Say why they were not asked, and when they will be.")
	c.Field(!known(answers, d.Capacity), "capacity", "Say whether they can decide for themselves about keeping safe.")
	c.Field(!known(advocates, d.Advocate), "advocate", "Say who helps them take part.")
	c.Field(d.Capacity != Yes && d.Advocate == "not_needed", "advocate", "If they may not be able to decide alone, say who helps them take part.")
	c.Field(!known(ways, d.Way), "way", "Choose what happens next.")
	c.Field(d.Way == Section42 && d.Place == Prison, "way", "Section 42 does not apply in prison. Choose another enquiry, or pass it to the prison.")
	c.Field(d.Way == Section42 && !d.allMet(), "way", "A section 42 enquiry needs all three tests to be met. Choose another enquiry, or look at the tests again.")
	c.Field((d.Way == Other || d.Way == NoFurther) && d.allMet() && d.Place != Prison, "way", "All three tests are met, so the council must enquire under section 42. Choose that, or look at the tests again.")
	c.Field(d.Why == "", "why", "Say why you decided this.")
	c.Field(d.Way == NoFurther && d.Instead == "", "instead", "Say what happens instead: advice, a review of the plan, a complaint.")
	c.Field(d.Way == Passed && d.Instead == "", "instead", "Say who has it now, and when they said so.")
	for _, s := range []struct{ name, words string }{
		{"wishes", d.Wishes},
		{"why", d.Why},
		{"instead", d.Instead},
		{"source_say", d.SourceSay},
		{"capacity_say", d.CapacitySay},
		{"why1", d.Tests[0].Why},
		{"why2", d.Tests[1].Why},
		{"why3", d.Tests[2].Why},
	} {
		c.Field(utf8.RuneCountInString(s.words) > mostWords, s.name, "Use %d characters or fewer.", mostWords)
	}
	return c.Err("safeguarding.decision")
}

// sameAs holds a contact that is named as the source of harm against those who
// have a page about the person: the page of somebody who is both must not stay
// open because another line of the list was chosen.
func (d *Decision) sameAs(s *gate.Snapshot, f File) error {
	contact, is := strings.CutPrefix(d.SourceWho, "contact:")
	if !is {
		d.SamePerson = ""
		return nil
	}
	pages, err := someones(s, `SELECT c.id, c.name, 'contact', c.person_id FROM person_contact c WHERE c.id = ? AND c.person_id IN `+together+`
		UNION ALL SELECT a.id, a.name, a.kind, a.person_id FROM auth_account a WHERE a.person_id IN `+together+` AND `+hasPage,
		contact, f.Person, f.Person, f.Person, f.Person, s.Now, s.Now)
	if err != nil {
		return err
	}
	isContact := func(x Someone) bool { return x.Kind == "contact" }
	theirs := slices.ContainsFunc(pages, isContact)
	pages = slices.DeleteFunc(pages, isContact)
	known := slices.ContainsFunc(pages, func(x Someone) bool { return d.SamePerson == "account:"+string(x.Account) })
	if len(pages) == 0 {
		d.SamePerson = ""
	}
	var c fault.Checks
	c.Field(!theirs, "source_who", "Choose somebody from the list.")
	c.Field(len(pages) > 0 && !known && d.SamePerson != NoneOfThem, "same_person", "Say which page about the person is theirs, so that it closes, or that none of these is the same person.")
	return c.Err("safeguarding.decision")
}

// NoneOfThem says that no relative with a page is the contact that was named.
const NoneOfThem = "none"

// Decide writes down the three tests, what the person wants and what happens
// next. Deciding again adds another; the newest holds. Whoever is named as the
// source of harm and has an account is kept out from this moment on. Errors:
// safeguarding.decision (fields), gate.changed, gate.not_found.
func Decide(ctx context.Context, g *gate.Gate, d Decision, version int) error {
	d.tidy()
	return g.Batch(ctx, func(ctx context.Context) error {
		var lapse ids.Account
		if err := work(ctx, g, MayDecide, d.Concern, AsLead, func(tx *gate.Tx, f File) error {
			if err := d.check(); err != nil {
				return err
			}
			if err := d.sameAs(tx.Snapshot, f); err != nil {
				return err
			}
			action := "close"
			if d.Way.Enquires() {
				action = "enquire"
			}
			if err := move(tx, f, version, action); err != nil {
				return err
			}
			text, err := sealed(tx, d.ID, d)
			if err != nil {
				return err
			}
			if err := tx.Exec(`INSERT INTO safeguarding_decision (id, concern_id, at, account_id, sealed) VALUES (?, ?, ?, ?, ?)`, d.ID, d.Concern, tx.At, tx.Actor.ID, text); err != nil {
				return err
			}
			if account, is := strings.CutPrefix(d.SourceWho, "account:"); is {
				lapse, err = keepOut(tx, f, Against{Concern: d.Concern, Account: ids.Account(account)}, "source_who")
			} else if account, is := strings.CutPrefix(d.SamePerson, "account:"); is {
				lapse, err = keepOut(tx, f, Against{Concern: d.Concern, Account: ids.Account(account)}, "same_person")
			}
			return err
		}); err != nil || lapse == "" {
			return err
		}
		return auth.LapseTie(actor.With(ctx, actor.Machine), g, lapse)
	})
}
