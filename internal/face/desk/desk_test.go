package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stillhome/internal/face/measure/measuretest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

// budget is how many statements a page may take: eight, less the session's.
const budget = 7

const today = when.Date("2026-11-30")

func uid(word string) string { return fmt.Sprintf("0190a000-0000-7000-8000-%012x", word) }

func someone(word string) measuretest.Row {
	return measuretest.In("person", "id", uid(word), "ref", "SH-"+word, "given", "Given-"+word, "family", "Secretname", "preferred", "Dear-"+word,
		"address", "1 Secret Street", "phone", "01632 960999", "nhs_status", "absent", "created_at", gatetest.Start, "version", 1)
}

func support(word, state string, more ...any) measuretest.Row {
	return measuretest.In("episode", append([]any{
		"id", uid("e-" + word), "person_id", uid(word), "state", state, "pathway", "hospital",
		"accepted_at", gatetest.Start, "start_due_on", "2026-11-28", "version", 1,
	}, more...)...)
}

func planned(word, person string, on when.Date, minute int, more ...any) measuretest.Row {
	return measuretest.In("visit", append([]any{
		"id", uid("v-" + word), "person_id", uid(person), "episode_id", uid("e-" + person), "on_date", on, "state", "planned",
		"start_min", minute, "duration_min", 45, "workers", 1, "note", "Secretnote", "version", 1,
	}, more...)...)
}

func assigned(word, person string, on when.Date, slot, minute int, account string) measuretest.Row {
	return measuretest.In("roster_assignment", "visit_id", uid("v-"+word), "slot", slot, "shift_id", "s", "account_id", account,
		"person_id", uid(person), "on_date", on, "ord", 1, "start_min", minute)
}

func member(account, given string) measuretest.Row {
	return measuretest.In("staff_member", "id", uid("m-"+account), "account_id", account, "given", given, "family", "Workersname",
		"mode", "car", "started_on", "2020-01-01", "version", 1)
}

func actNowAlert(word, person string, due when.Instant, more ...any) measuretest.Row {
	return measuretest.In("alert", append([]any{
		"id", uid("a-" + word), "kind", "no_answer", "level", 1, "person_id", person, "source", word,
		"raised_at", gatetest.Start, "due_at", due, "version", 1,
	}, more...)...)
}

func rotaDay(on when.Date, published bool) measuretest.Row {
	values := []any{"on_date", on, "built_at", gatetest.Start, "version", 1}
	if published {
		values = append(values, "published_at", gatetest.Start)
	}
	return measuretest.In("roster_day", values...)
}

func serve(t *testing.T, g *gate.Gate) *measuretest.Pages {
	p := measuretest.Serve(t, g, Routes)
	for _, r := range actor.Roles {
		p.Know("who-"+string(r), r)
	}
	return p
}

// TestEveryRoleHasAStart also on an empty record, where every page says so.
func TestEveryRoleHasAStart(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p := serve(t, g)
		for role, want := range map[actor.Role]string{
			actor.Coordinator: "There is no rota for today, and no visits are planned.", actor.Manager: "Nothing has to be answered at once.",
			actor.Therapist: "Nothing is due in the next 7 days.", actor.SocialWorker: "Nothing is due in the next 7 days.",
			actor.HR:      "There is nothing for you to do here yet.",
			actor.Analyst: "No cases", actor.Admin: `href="/admin/users"`,
			actor.Person: "There is nothing to show you yet.", actor.Family: "There is nothing to show you yet.",
		} {
			a := p.Get("who-"+string(role), "/")
			if a.Status != 200 || !strings.Contains(a.Body, want) {
				t.Errorf("%s: %d, and the page does not say %q", role, a.Status, want)
			}
			if len(a.Statements) > budget {
				t.Errorf("%s: %d statements", role, len(a.Statements))
			}
		}
		for role, to := range map[actor.Role]string{
			actor.Worker: "/v/", actor.LeadWorker: "/v/", actor.SafeguardingLead: "/safeguarding",
		} {
			if a := p.Get("who-"+string(role), "/"); a.Status != 303 || a.Location != to {
				t.Errorf("%s is led to %q by %d", role, a.Location, a.Status)
			}
		}
		if a := p.Get("", "/"); a.Status != 303 || a.Location != "/sign-in" {
			t.Errorf("nobody is led to %q by %d", a.Location, a.Status)
		}
		p.Know("new")
		if a := p.Get("new", "/"); a.Status != 200 || !strings.Contains(a.Body, "has no role") {
			t.Errorf("an account without a role gets %d", a.Status)
		}
	})
}

func TestCoordinator(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		measuretest.Put(t, g, someone("joan"), member("amina", "Amina"), rotaDay(today, true),
			support("joan", "active", "started_on", "2026-11-20"),
			planned("late", "joan", today, 500), planned("soon", "joan", today, 530), planned("none", "joan", today, 700),
			planned("came", "joan", today, 480, "arrived_at", gatetest.Start),
			assigned("late", "joan", today, 1, 520, "amina"), assigned("soon", "joan", today, 1, 530, "amina"), assigned("came", "joan", today, 1, 480, "amina"),
			measuretest.In("roster_unplaced", "visit_id", uid("v-none"), "slot", 1, "on_date", today),
			measuretest.In("roster_change", "id", uid("c"), "on_date", today, "account_id", "amina", "visit_id", uid("v-soon"), "person_id", uid("joan"), "at", gatetest.Start),
			measuretest.In("referral", "id", uid("r"), "ref", "R1", "state", "new", "nhs_status", "absent", "received_at", gatetest.Start, "version", 1))
		for i := range 7 {
			measuretest.Put(t, g, actNowAlert(fmt.Sprint(i), uid("joan"), gatetest.Start.Add(time.Duration(i-2)*time.Minute)))
		}
		p := serve(t, g)
		a := p.Get("who-coordinator", "/")
		for _, want := range []string{
			"Showing 5 of 7", "No answer at the door", "Given-joan Secretname", `data-live="/desk/alerts"`, "Changes that a worker has not seen yet: 1.",
			`href="/rota/2026-11-30"`, `href="/referrals"`, `href="/starts"`, "2 minutes late",
		} {
			if !strings.Contains(a.Body, want) {
				t.Errorf("the start page does not say %q", want)
			}
		}
		// At 9:00 and 15 minutes of grace, what was to begin by 8:45 (525) is late: one of the four.
		for label, want := range map[string]string{"Visits without a worker": "1", "Visits late now": "1", "Visits done today": "0%", "Waiting for a decision": "1"} {
			_, after, _ := strings.Cut(a.Body, label)
			_, after, _ = strings.Cut(after, `stillhome-figure__value">`)
			if got, _, _ := strings.Cut(after, "<"); got != want {
				t.Errorf("%s is %q, want %q", label, got, want)
			}
		}
		if a.Status != 200 || len(a.Statements) > budget {
			t.Errorf("%d, %d statements", a.Status, len(a.Statements))
		}
		m := p.Get("who-manager", "/")
		for _, want := range []string{"1 person has support today. 7 alerts have to be answered at once.", "At home on day 91 (old ASCOF 2B(1))", `href="/insights"`, "Showing 5 of 7"} {
			if !strings.Contains(m.Body, want) {
				t.Errorf("the manager's page does not say %q", want)
			}
		}
		if len(m.Statements) > budget {
			t.Errorf("the manager's page takes %d statements", len(m.Statements))
		}
	})
}

func TestRotaSentences(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p := serve(t, g)
		says := func(want string) {
			t.Helper()
			if !strings.Contains(p.Get("who-coordinator", "/").Body, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		measuretest.Put(t, g, someone("joan"), planned("1", "joan", today, 500))
		says("There is no rota for today yet.")
		measuretest.Put(t, g, rotaDay(today, false))
		says("built but not published")
	})
}

// TestAlertsMaySee: the live part says no more than the page, to nobody else.
func TestAlertsMaySee(t *testing.T) {
	g := gatetest.SQLite(t)
	measuretest.Put(t, g, someone("joan"), actNowAlert("1", uid("joan"), gatetest.Start))
	p := serve(t, g)
	for _, r := range actor.Roles {
		if r == actor.Coordinator || r == actor.Manager {
			if part := p.First("who-"+string(r), "/desk/alerts"); !strings.HasPrefix(part, "event: fragment\n") || !strings.Contains(part, "No answer at the door") {
				t.Errorf("%s is sent %q", r, part)
			}
			continue
		}
		if a := p.Get("who-"+string(r), "/desk/alerts"); a.Status != 403 || strings.Contains(a.Body, "Secretname") {
			t.Errorf("%s gets %d", r, a.Status)
		}
		if a := p.Get("who-"+string(r), "/"); strings.Contains(a.Body, "No answer at the door") {
			t.Errorf("%s reads alerts", r)
		}
	}
}

func TestPractice(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		assessment := func(word string) measuretest.Row {
			return measuretest.In("assessment", "id", uid("as-"+word), "person_id", uid(word), "episode_id", uid("e-"+word), "kind", "baseline", "on_date", "2026-11-20", "recorded_at", gatetest.Start)
		}
		agreed := func(word, review string) measuretest.Row {
			return measuretest.In("plan", "id", uid("p-"+word), "person_id", uid(word), "episode_id", uid("e-"+word), "state", "agreed", "review_on", review, "version", 1)
		}
		measuretest.Put(t, g, someone("unseen"), someone("unplanned"), someone("review"), someone("later"), someone("ending"), someone("gone"),
			support("unseen", "accepted"), support("unplanned", "active", "started_on", "2026-11-29"),
			support("review", "active", "started_on", "2026-11-01", "period_until", "2026-12-30"), support("later", "active", "started_on", "2026-11-01", "period_until", "2026-12-08"),
			support("ending", "active", "started_on", "2026-10-20", "period_until", "2026-11-30"), support("gone", "ended", "started_on", "2026-09-01"),
			assessment("unplanned"), assessment("review"), assessment("later"), assessment("ending"),
			agreed("review", "2026-12-07"), agreed("later", "2026-12-08"), agreed("ending", "2027-01-01"))
		p := serve(t, g)
		a := p.Get("who-therapist", "/")
		for _, want := range []string{
			`<a class="govuk-link" href="/people/` + uid("unseen") + `/assessment">`, `href="/people/` + uid("unplanned") + `/plan"`,
			`href="/people/` + uid("review") + `/reviews"`, `href="/people/` + uid("ending") + `/reviews"`, "Overdue",
		} {
			if !strings.Contains(a.Body, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		if strings.Count(a.Body, `scope="row"`) != 4 {
			t.Errorf("%d rows, want 4", strings.Count(a.Body, `scope="row"`))
		}
		if a := p.Get("who-social-worker", "/?page=2"); a.Status != 200 || !strings.Contains(a.Body, "no more work") {
			t.Error("a page past the end says nothing")
		}
	})
}

// TestOwnPageShowsOnlyWhatIsReleased: times, first names and goals, of published
// days and an agreed plan, for those with the relation and only then.
func TestOwnPageShowsOnlyWhatIsReleased(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		tomorrow := today.Add(1)
		goal := func(word, plan, words string) measuretest.Row {
			return measuretest.In("plan_goal", "id", uid("g-"+word), "plan_id", uid(plan), "person_id", uid("joan"), "words", words, "why", "Secretwhy", "version", 1)
		}
		measuretest.Put(t, g, someone("joan"), someone("bert"), member("amina", "Amina"), member("ben", "Ben"), member("cy", "Cyprian"),
			rotaDay(today, true), rotaDay(tomorrow, false),
			planned("gone", "joan", today, 400), planned("a", "joan", today, 600, "must_be_at", true), planned("b", "joan", today, 1080),
			planned("c", "joan", today, 1200), planned("off", "joan", today, 900, "state", "cancelled"), planned("tomorrow", "joan", tomorrow, 500),
			planned("bert", "bert", today, 660),
			assigned("a", "joan", today, 1, 615, "amina"), assigned("b", "joan", today, 1, 1080, "amina"), assigned("b", "joan", today, 2, 1080, "ben"),
			assigned("tomorrow", "joan", tomorrow, 1, 500, "cy"),
			measuretest.In("plan", "id", uid("old"), "person_id", uid("joan"), "episode_id", "x", "state", "ended", "version", 1),
			measuretest.In("plan", "id", uid("now"), "person_id", uid("joan"), "episode_id", uid("e-joan"), "state", "agreed", "version", 1),
			measuretest.In("plan", "id", uid("draft"), "person_id", uid("bert"), "episode_id", uid("e-bert"), "state", "draft", "version", 1),
			goal("1", "now", "Walk to the shop again"), goal("2", "old", "Secretold"))
		gatetest.Relate(t, g, "who-person", uid("joan"), actor.Self)
		p := serve(t, g)
		a := p.Get("who-person", "/")
		for _, want := range []string{"Your page", "Today, at 10:15am", "Amina", "Today, at about 6:00pm", "Amina and Ben", "We will tell you who is coming", "Walk to the shop again"} {
			if !strings.Contains(a.Body, want) {
				t.Errorf("the person's page does not say %q", want)
			}
		}
		for _, not := range []string{"Secret", "Workersname", "Cyprian", "6:40am", "3:00pm", "11:00am", "Tomorrow", "/people/", "Dear-"} {
			if strings.Contains(a.Body, not) {
				t.Errorf("the person's page shows %q", not)
			}
		}
		if len(a.Statements) > budget {
			t.Errorf("%d statements", len(a.Statements))
		}
		if body := p.Get("who-family", "/").Body; strings.Contains(body, "Amina") {
			t.Error("a stranger sees who is coming")
		}
		gatetest.Relate(t, g, "who-family", uid("joan"), actor.Close)
		gatetest.Relate(t, g, "who-family", uid("bert"), actor.Close)
		body := p.Get("who-family", "/?of="+uid("joan")).Body
		if !strings.Contains(body, "Dear-joan’s page") || !strings.Contains(body, "Amina") || !strings.Contains(body, `href="/?of=`+uid("bert")+`"`) {
			t.Error("family does not see the page shared with them, or the way to the other")
		}
		if body := p.Get("who-family", "/?of="+uid("bert")).Body; !strings.Contains(body, "Dear-bert’s page") || !strings.Contains(body, "Dear-bert’s own words") {
			t.Error("a plan that is not agreed is not said to be missing")
		}
		if body := p.Get("who-person", "/?of="+uid("bert")).Body; strings.Contains(body, "bert") {
			t.Error("a person opens somebody else's page")
		}
		// The relation alone is not enough: the role belongs to it.
		gatetest.Relate(t, g, "who-person", uid("bert"), actor.Close)
		if body := p.Get("who-person", "/?of="+uid("bert")).Body; strings.Contains(body, "Dear-bert") {
			t.Error("a person account opens a page as family")
		}
	})
}

// TestFamilySeesWhatWasReleased: of the wishes of somebody near the end of life
// the page of somebody close shows what was released, as it was then, and nothing
// before that or after it was taken back.
func TestFamilySeesWhatWasReleased(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		p := serve(t, g)
		measuretest.Put(t, g, someone("joan"), measuretest.In("risk_comfort", "id", uid("c"), "person_id", uid("joan"), "from_on", today, "matters", "Secretwish",
			"place", "Secretplace", "source", "Secretletter", "recorded_at", gatetest.Start, "version", 1))
		gatetest.Relate(t, g, "who-family", uid("joan"), actor.Close)
		gatetest.Relate(t, g, "who-person", uid("joan"), actor.Self)
		before := p.Get("who-family", "/").Body
		if !strings.Contains(before, "Dear-joan’s page") || strings.Contains(before, "Secret") || strings.Contains(before, "wishes") {
			t.Fatal("the page of somebody close shows what nobody released")
		}
		released := measuretest.In("risk_released", "id", uid("r"), "person_id", uid("joan"), "comfort_id", uid("c"), "words", "What matters now: the cat", "released_at", gatetest.Start)
		measuretest.Put(t, g, released)
		a := p.Get("who-family", "/")
		if !strings.Contains(a.Body, "What Dear-joan wishes") || !strings.Contains(a.Body, "What matters now: the cat") || strings.Contains(a.Body, "Secret") || len(a.Statements) > budget {
			t.Errorf("released, %d statements: %s", len(a.Statements), a.Body)
		}
		if body := p.Get("who-person", "/").Body; strings.Contains(body, "the cat") {
			t.Error("what was released to people close is on the person's own page")
		}
		err := g.Write(gatetest.System(), gate.Action{Name: "test.take_back", Who: actor.Rule{Any: []actor.Role{actor.System}}}, gate.Council, func(tx *gate.Tx) error {
			return tx.Exec(`UPDATE risk_released SET taken_back_at = ? WHERE id = ?`, tx.At, uid("r"))
		})
		if err != nil {
			t.Fatal(err)
		}
		if after := p.Get("who-family", "/").Body; after != before {
			t.Error("taken back, and the page is not as it was before")
		}
	})
}

func TestClockWords(t *testing.T) {
	now := gatetest.Start
	for d, want := range map[time.Duration]string{
		30 * time.Second: "0 minutes left", time.Minute: "1 minute left", 15 * time.Minute: "15 minutes left", -time.Minute: "1 minute late",
		-3 * time.Hour: "3 hours late", 72 * time.Hour: "3 days left",
	} {
		if got := clock(now, now.Add(d)); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}
