package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"stillhome/internal/face/field"
	"stillhome/internal/face/field/phone/phonetest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
)

// unseen is each page that a made-up service has nothing for, and why.
var unseen = map[string]string{
	"/desk/alerts":                                       "goes on until its reader leaves",
	"/invitations/{token}":                               "an invitation's token is known to its reader only",
	"/invitations/{token}/code.png":                      "an invitation's token is known to its reader only",
	"/sign-in/code":                                      "comes after a password; TestInvitationToSignIn goes there",
	"/people/{person}/step-downs/{stepdown}":             "one week of visits is too short for one; TestProgressAndProposalPages counts it",
	"/rota":                                              "leads on to today's rota",
	"/rota/{date}/visits/{visit}/onward":                 "leads on from the board to a visit",
	"/referrals/{referral}/files/{file}":                 "no letter of the made-up hospitals has a file",
	"/people/{person}/stays/{stay}/end":                  "nobody asked about is in hospital",
	"/people/{person}/risks/home/{home}/{area}/photo":    "no made-up home has a photo",
	"/people/{person}/preparations/{preparation}":        "no list waits to be settled in the made-up service",
	"/people/{person}/preparations/{preparation}/settle": "no list waits to be settled in the made-up service",
	"/people/{person}/preparations/{preparation}/source": "no list waits to be settled in the made-up service",
	"/people/{person}/prison/move":                       "nobody of a small service is in prison",
	"/people/{person}/prison/pack":                       "nobody of a small service is in prison",
	"/people/{person}/prison/release":                    "nobody of a small service is in prison",
	"/people/{person}/prison/release/{task}":             "nobody of a small service is in prison",
	"/v/{file...}":                                       "files of the app, and its one page, from memory",
	"/people/{person}/visits/{visit}/correct":            "only what was recorded can be put right, and the next visit is asked for",
	"/complaints/{complaint}/actions/{action}":           "the page of an incident’s action, which is counted",
}

// theirs finds one record of each kind, and whose it is.
var theirs = map[string]string{
	"followup": `SELECT id || ' ' || person_id FROM review_follow_up ORDER BY id LIMIT 1`,
	"medicine": `SELECT id || ' ' || person_id FROM medicine WHERE stopped_at IS NULL ORDER BY id LIMIT 1`,
	"noanswer": `SELECT id || ' ' || person_id FROM noanswer ORDER BY state = 'ended' DESC, id LIMIT 1`,
	"allergy":  `SELECT id || ' ' || person_id FROM medicine_allergy WHERE ended_at IS NULL ORDER BY id LIMIT 1`,
	"dose":     `SELECT id || ' ' || person_id FROM medicine_dose ORDER BY id LIMIT 1`,
	"contact":  `SELECT contact_id || ' ' || person_id FROM medicine_verbal WHERE file_id <> '' ORDER BY contact_id LIMIT 1`,
	"check":    `SELECT id || ' ' || person_id FROM medicine_check ORDER BY id LIMIT 1`,
	"print":    `SELECT id || ' ' || person_id FROM medicine_sheet ORDER BY id LIMIT 1`,
	"choice":   `SELECT id || ' ' || person_id FROM risk_choice WHERE ended_at IS NULL ORDER BY id LIMIT 1`,
	"fact":     `SELECT id || ' ' || person_id FROM risk_fact WHERE ended_at IS NULL ORDER BY id LIMIT 1`,
	"home":     `SELECT home_id || ' ' || person_id FROM risk_home_item WHERE found <> 'fine' ORDER BY home_id, area LIMIT 1`,
	"order":    `SELECT id || ' ' || person_id FROM risk_order WHERE ended_at IS NULL ORDER BY id LIMIT 1`,
	"warning":  `SELECT id || ' ' || person_id FROM risk_warning WHERE ended_at IS NULL ORDER BY id LIMIT 1`,
}

// TestEveryPageWithinBudget asks for every page there is, as each role that may
// see it, and counts what it says to the database: who asks, whether they may,
// what is shown, and the bar about the person.
func TestEveryPageWithinBudget(t *testing.T) {
	c := madeUp(t, "", 1)
	c.holdFact(t)
	have := c.samples(t, c.value(t, `SELECT person_id FROM episode WHERE state = 'active' LIMIT 1`))
	for name, q := range map[string]string{
		"message": `SELECT id FROM referral_message WHERE raw_file_id <> '' LIMIT 1`, "held": `SELECT id FROM field_held LIMIT 1`,
		"wing":      `SELECT id FROM prison_wing ORDER BY id LIMIT 1`,
		"alarm":     `SELECT id FROM lonework_alarm ORDER BY raised_at LIMIT 1`,
		"incident":  `SELECT id FROM assure_incident ORDER BY id LIMIT 1`,
		"complaint": `SELECT id FROM assure_complaint ORDER BY id LIMIT 1`,
		"action":    `SELECT id FROM assure_action WHERE about_id IN (SELECT id FROM assure_incident) ORDER BY id LIMIT 1`,
		"step":      `SELECT step FROM assure_step ORDER BY id LIMIT 1`,
		"area":      `SELECT area FROM risk_home_item WHERE found <> 'fine' ORDER BY home_id, area LIMIT 1`,
		"task":      `SELECT t.id FROM noanswer_task t JOIN noanswer n ON n.id = t.noanswer_id ORDER BY n.id, t.ord LIMIT 1`,
	} {
		have[name] = c.value(t, q)
	}
	have["phone"], have["help"] = c.askForHelp(t)
	of := map[string]string{} // whose they are
	for name, q := range theirs {
		id, whose, _ := strings.Cut(c.value(t, q), " ")
		have[name], of[name] = id, whose
	}
	have["kind"] = "resuscitation"
	for _, r := range routes() {
		if r.Method != http.MethodGet || unseen[r.Pattern] != "" || strings.HasSuffix(r.Pattern, "/live") { // live: goes on until its reader leaves
			continue
		}
		whose := have["person"]
		path := parameter.ReplaceAllStringFunc(strings.TrimSuffix(r.Pattern, "{$}"), func(p string) string {
			name := strings.Trim(p, "{}")
			if of[name] != "" {
				whose = of[name]
			}
			return have[name]
		})
		path = strings.Replace(path, have["person"], whose, 1)
		seen, most, statuses := false, []string(nil), []int{}
		for _, role := range append([]actor.Role{""}, actor.Roles...) { // "" is nobody, for what is open to anyone
			status, said := c.count(path, c.tokens[role])
			statuses = append(statuses, status)
			seen = seen || status == http.StatusOK
			if status == http.StatusOK && len(said) > len(most) {
				most = said
			}
		}
		switch {
		case !seen:
			t.Errorf("%s (%s): nobody is shown it, so nothing is counted: %v", r.Pattern, path, statuses)
		case len(most) > budget:
			t.Errorf("%s: %d statements, at most %d:\n  %s", r.Pattern, len(most), budget, strings.Join(short(most), "\n  "))
		}
	}
	for pattern := range unseen {
		if !slices.ContainsFunc(routes(), func(r web.Route) bool { return r.Method == http.MethodGet && r.Pattern == pattern }) {
			t.Errorf("%s is excused and is no page", pattern)
		}
	}
}

// holdFact has a phone send something that does not fit.
func (c *county) holdFact(t *testing.T) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://localhost/field/v1/sync",
		strings.NewReader(`{"device":"test","facts":[{"id":"f1","action":"visit.record","at":"yesterday"}]}`))
	r.Header.Set("Content-Type", "application/json")
	r.AddCookie(&http.Cookie{Name: "stillhome-session", Value: c.tokens[actor.Worker]})
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"held"`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
}

// askForHelp has the worker's phone ask for help.
func (c *county) askForHelp(t *testing.T) (id, fact string) {
	t.Helper()
	worker := actor.With(t.Context(), actor.Actor{ID: c.value(t, `SELECT id FROM auth_account WHERE login = 'demo.worker'`)})
	p := phonetest.Enrol(t, worker, c.g)
	f := p.Record("help.want", c.g.Clock.Now(), nil)
	if _, err := field.DeliverHelp(t.Context(), c.g, p.Header(), p.Delivery(f)); err != nil {
		t.Fatal(err)
	}
	return string(p.ID), f.ID
}

// count asks for one page and gives what it said to the database.
func (c *county) count(path, token string) (status int, said []string) {
	ctx, counter := gate.WithCounter(context.Background())
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost"+path, nil)
	r.Header.Set("Accept", "text/html")
	r.AddCookie(&http.Cookie{Name: "stillhome-session", Value: token})
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return w.Code, counter.Statements
}
