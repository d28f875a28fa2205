package app_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/support/safeguarding"
	"stillhome/internal/support/visit"
)

// fresh is what differs each time a page is drawn: the number a form makes for
// what it is about to add, marks of how far was read, the time of figures, and
// how many rows the journal has, as refusals are among them.
var fresh = regexp.MustCompile(`name="(id|entry|key)" value="[^"]*"|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|after=[\w-]+|"at":"[^"]*"|<span class="stillhome-lines">[0-9]+</span>`)

// minutes are those at which somebody was refused: a crawl takes some.
var minutes = regexp.MustCompile(`[0-9]{1,2}:[0-9]{2}[ap]m`)

// crawls leaves a test that asks for thousands of pages out where the race
// detector would make minutes of it: scripts/test.sh runs it without.
func crawls(t *testing.T) {
	t.Helper()
	if racing {
		t.Skip("asks for thousands of pages: it has a step of its own, without the race detector")
	}
}

// TestSealedShowsNowhere: every page of every role but the lead's is the same,
// byte for byte, before and after a concern is raised, read and marked, and
// none holds a word of it.
func TestSealedShowsNowhere(t *testing.T) {
	crawls(t)
	c := madeUp(t, "", 1)
	now := c.g.Clock.Now()
	worker := c.value(t, `SELECT id FROM auth_account WHERE login = 'demo.worker'`)
	person := c.value(t, `SELECT r.person_id FROM gate_relation r JOIN episode e ON e.person_id = r.person_id AND e.state = 'active'
		WHERE r.account_id = ? AND r.kind = 'work' AND r.from_at <= ? AND r.until_at > ? ORDER BY r.person_id LIMIT 1`, worker, now, now)
	if person == "" {
		person = c.value(t, `SELECT person_id FROM episode WHERE state = 'active' ORDER BY person_id LIMIT 1`)
	}
	have := c.samples(t, person)
	look := func() map[string]string {
		c.g.Clock.Set(now)
		pages := map[string]string{}
		for _, r := range routes() {
			if r.Method != http.MethodGet || strings.HasSuffix(r.Pattern, "/live") || r.Pattern == "/desk/alerts" {
				continue
			}
			path := parameter.ReplaceAllStringFunc(strings.TrimSuffix(r.Pattern, "{$}"), func(p string) string { return have[strings.Trim(p, "{}")] })
			for _, role := range actor.Roles {
				if role == actor.SafeguardingLead {
					continue
				}
				status, body := c.ask(r.Method, "localhost", path, c.tokens[role])
				if r.Pattern == "/admin/refusals" {
					body = minutes.ReplaceAllString(body, "minute")
				}
				pages[string(role)+" "+path] = http.StatusText(status) + "\n" + fresh.ReplaceAllString(body, "fresh")
			}
		}
		return pages
	}
	look() // each look at a record is noted once an hour, and shown
	before := look()
	const words = "A canary sang of the missing pension book."
	who := actor.With(context.Background(), actor.Actor{ID: worker, Roles: []actor.Role{actor.Worker}})
	err := safeguarding.Raise(who, c.g, safeguarding.Concern{
		Ref: ids.NewHidden(), Person: ids.Person(person), Visit: visit.ID(have["visit"]), Kind: visit.Abuse, Urgency: visit.Now, Words: words, Channel: visit.App,
	})
	if err != nil {
		t.Fatal(err)
	}
	one := c.value(t, `SELECT id FROM safeguarding_concern WHERE person_id = ? ORDER BY received_at DESC, id LIMIT 1`, person)
	if status, body := c.ask(http.MethodGet, "localhost", "/safeguarding/"+one, c.tokens[actor.SafeguardingLead]); status != 200 || !strings.Contains(body, words) {
		t.Fatalf("the lead does not find it: %d", status)
	}
	have["concern"] = one
	after := look()
	same := 0
	for page, was := range before {
		role, path, _ := strings.Cut(page, " ")
		if strings.HasPrefix(path, "/safeguarding/") {
			continue // another concern's address now: compared below
		}
		switch {
		case after[page] != was:
			t.Errorf("%s is not as it was:\n%s", page, difference(was, after[page]))
		case strings.Contains(after[page], "canary"):
			t.Errorf("%s shows what was told to %s", path, role)
		default:
			same++
		}
	}
	for page, is := range after {
		if role, path, _ := strings.Cut(page, " "); strings.HasPrefix(path, "/safeguarding/") && is != after[role+" /safeguarding"] {
			t.Errorf("%s tells %s that there is something", path, role)
		}
	}
	if same < 500 {
		t.Errorf("only %d pages were compared", same)
	}
	t.Logf("%d pages alike", same)
}

// difference is the first line of each that the other does not have.
func difference(a, b string) string {
	x, y := strings.SplitAfter(a, ">"), strings.SplitAfter(b, ">")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return strings.Join(x[max(0, i-2):min(len(x), i+3)], "") + "\n" + strings.Join(y[max(0, i-2):min(len(y), i+3)], "")
		}
	}
	return "one is longer"
}
