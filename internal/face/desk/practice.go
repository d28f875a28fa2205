package desk

import (
	"strconv"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
	"stillhome/internal/support/risk/pattern"
)

const (
	// practicePage is how many rows a page of work has.
	practicePage = 50
	// aheadDays is how far ahead reviews and ends are shown.
	aheadDays = 7
	// shownPatterns is how many patterns of refusal or mood stand above the work
	// that is due; /patterns has all.
	shownPatterns = 5
)

// works says what each kind of work is and where it is done.
var works = map[string]struct{ words, path string }{
	"assessment": {"First assessment", "/assessment"},
	"plan":       {"Plan to agree", "/plan"},
	"review":     {"Review", "/reviews"},
	"end":        {"Period ends: decide what follows", "/reviews"},
	"refusals":   {"Chose not to have visits or medicines: can they decide this, and what could happen?", "/risks/patterns"},
	"mood":       {"Not so well, visit after visit: what could happen?", "/risks/patterns"},
}

func practice(c *web.Call) (web.Reply, error) {
	var work []due
	var patterns []pattern.Pattern
	var today when.Date
	page := c.PageNumber()
	err := c.Gate.Read(c, MaySeePractice, gate.Council, func(s *gate.Snapshot) (err error) {
		today = s.Today()
		if page == 1 {
			if patterns, err = pattern.Open(s, shownPatterns, 0); err != nil {
				return err
			}
		}
		work, err = practiceDue(s, today.Add(aheadDays), practicePage+1, (page-1)*practicePage)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := ui.List{
		Caption: "What is due", Empty: "Nothing is due in the next 7 days.",
		Columns: []ui.Column{{Head: "Who"}, {Head: "What"}, {Head: "Due"}, {Head: "How soon"}},
	}
	if page > 1 {
		l.More.Prev = "/?page=" + strconv.Itoa(page-1)
		l.Empty = "There is no more work on this page."
	}
	if len(work) > practicePage {
		work = work[:practicePage]
		l.More.Next = "/?page=" + strconv.Itoa(page+1)
	}
	for _, p := range patterns {
		w := works[string(p.Kind)]
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: joined(p.Given, p.Family), Href: web.PersonPath(p.Person) + w.path}, {Text: w.words}, {Text: p.Last.Said()}, {Tag: soon(p.Last, today)},
		}})
	}
	for _, d := range work {
		w := works[d.what]
		l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{
			{Text: joined(d.given, d.family), Href: web.PersonPath(d.person) + w.path},
			{Text: w.words},
			{Text: d.on.Said()},
			{Tag: soon(d.on, today)},
		}})
	}
	return c.Page(
		"Your work, "+today.Short(), l,
		ui.Links(
			ui.Link{Text: "Find a person", Href: "/people"}, ui.Link{Text: "Referrals", Href: "/referrals"},
			ui.Link{Text: "Visits people chose not to have, and mood", Href: "/patterns"},
		),
	).AsWide(), nil
}

// soon says how soon something is due.
func soon(on, today when.Date) ui.Tag {
	switch {
	case on < today:
		return ui.Tag{Text: "Overdue", Kind: ui.Urgent}
	case on == today:
		return ui.Tag{Text: "Today", Kind: ui.Waiting}
	}
	return ui.Tag{Text: "Soon"}
}
