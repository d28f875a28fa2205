package assure

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"stillhome/internal/kernel/when"
)

// coded is text without a person's names: the regulator is given a code.
func coded(text, code string, names ...string) string {
	var parts []string
	for _, n := range names {
		parts = append(parts, n)
		parts = append(parts, strings.FieldsFunc(n, func(r rune) bool { return r == ' ' || r == '-' })...)
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
	for _, p := range parts {
		n := len([]rune(p))
		if n < 2 {
			continue
		}
		fold := "(?i)"
		if n < 4 {
			fold = "" // "may" is a word besides a name
		}
		word := regexp.MustCompile(fold + `(^|[^\p{L}])` + regexp.QuoteMeta(p) + `($|[^\p{L}])`)
		for range 2 { // two of them side by side share what is between
			text = word.ReplaceAllString(text, "${1}"+code+"${2}")
		}
	}
	// "Joan Smith" is one person, not the same code twice.
	return strings.ReplaceAll(text, code+" "+code, code)
}

// Code is what a person is called outside: never their name.
func (i Incident) Code() string { return "Person " + strings.TrimPrefix(i.Ref, "IN-") }

// noticeDraft is the notification as it can be copied to CQC's own form.
func (i Incident) noticeDraft(d Decision, names ...string) string {
	var b strings.Builder
	line := func(head, words string) {
		if words = strings.TrimSpace(words); words != "" {
			fmt.Fprintf(&b, "%s: %s\n", head, coded(words, i.Code(), names...))
		}
	}
	line("Our reference", i.Ref)
	line("Why we notify", d.NotifyReason)
	if d.NotifyWhy != "" {
		line("Decided by the manager", d.NotifyWhy)
	}
	line("Who", map[bool]string{true: i.Code() + " (a code; we hold the name)", false: "No one person"}[i.Person != ""])
	line("When", i.Happened.Said())
	line("Where", i.Place)
	line("What happened", i.What)
	line("Harm", i.Harm.Label())
	line("A health professional’s opinion", d.Opinion)
	line("What we did at once", i.AtOnce)
	line("How the person is now", i.Follow)
	line("What we have learnt so far", i.Learning)
	return b.String()
}

// letterDraft is the letter to the person, or to who acts for them, from what is
// recorded. Whoever signs it reads it and puts it in their own words.
func (i Incident) letterDraft(council, called string, steps []Step, today when.Date) string {
	said := func(k StepKind) string {
		for _, s := range slices.Backward(steps) {
			if s.Kind == k && s.Words != "" {
				return s.Words
			}
		}
		return ""
	}
	var b strings.Builder
	para := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n\n", args...) }
	para("%s", council)
	para("%s", today.Said())
	para("Our reference: %s", i.Ref)
	para("Dear %s,", called)
	para("We are writing about what happened on %s. %s", i.Happened.On().Said(), first(said(Apology), "We are sorry that this happened to you."))
	para("What we know")
	para("%s", first(said(Account), i.What))
	para("What we did at once")
	para("%s", i.AtOnce)
	para("What we are looking into")
	para("%s", first(said(Enquiries), "We are looking into how it came about. We will tell you what we find."))
	if i.Learning != "" {
		para("What we have changed")
		para("%s", i.Learning)
	}
	para("How we can help you")
	para("%s", first(said(Help), "Please tell us what would help. An advocate can speak with you or for you; we will find one if you wish."))
	para("You can ask us anything, at any time. Nothing you say will make your support worse.")
	para("Yours sincerely,")
	b.WriteString("(name and role of who signs)\n")
	return b.String()
}

func first(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return strings.TrimSpace(t)
		}
	}
	return ""
}
