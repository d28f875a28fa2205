package person_test

import (
	"testing"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web/webtest"
	"stillhome/internal/support/person"
)

// A page may take 8 statements, one of which finds out who is signed in.
const budget = 8 - 1

func serve(t *testing.T, g *gate.Gate) *webtest.Site {
	t.Helper()
	for account, role := range map[string]actor.Role{"office": actor.Coordinator, "worker": actor.Worker, "lead": actor.SafeguardingLead, "hr": actor.HR} {
		gatetest.As(t, g, account, role)
	}
	return webtest.Serve(t, g, person.Bar, person.Routes)
}

func TestOverviewSaysEverythingWithinBudget(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		site := serve(t, g)
		id := add(t, g, joan)
		at := "/people/" + string(id)
		site.Get("office", at).Says(t, 200, "Joan Testcase", "Joanie", "3 May 1941 (85)", "999 000 0026", "No communication needs are recorded",
			"No contacts are recorded", "Nothing is recorded about consent", "No stays in hospital").Within(t, budget)

		form := site.Get("office", at+"/contact-needs").Says(t, 200, "How do you communicate?")
		site.Post("office", at+"/contact-needs", "id", form.Hidden("id"), "talk", "lip_reads", "written", "large_print").LeadsTo(t, at)
		form = site.Get("office", at+"/contacts/new")
		site.Post("office", at+"/contacts/new", "id", form.Hidden("id"), "name", "Ann Testcase", "relationship", "daughter", "phone", "01632 960123", "carer", "yes", "keyholder", "no").LeadsTo(t, at)
		form = site.Get("office", at+"/consent/new")
		site.Post("office", at+"/consent/new", "id", form.Hidden("id"), "about", "support", "answer", "yes", "how", "said").LeadsTo(t, at)
		form = site.Get("office", at+"/stays/new")
		site.Post("office", at+"/stays/new", "id", form.Hidden("id"), "kind", "hospital", "from-day", "1", "from-month", "11", "from-year", "2026", "emergency", "yes", "source", "family").LeadsTo(t, at)

		page := site.Get("office", at).Says(t, 200, "Joanie lip-reads. Face her when you speak.", "Ann Testcase", "daughter", "Carer",
			"Having this support at home", "Stay in hospital (emergency)", "1 November 2026", "Say when it ended").Within(t, budget)
		if page.Body == "" || site.Get("hr", at).Status != 404 || site.Get("worker", at).Status != 404 {
			t.Error("somebody sees too much")
		}
		site.Get("lead", at).Says(t, 200, "Joan Testcase")
		gatetest.Relate(t, g, "worker", id, actor.Work)
		site.Get("worker", at).Says(t, 200, "Joan Testcase")
	})
}

func TestFormsKeepWhatWasTypedAndSayWhatToDo(t *testing.T) {
	g := gatetest.SQLite(t)
	site := serve(t, g)
	id := add(t, g, joan)
	at := "/people/" + string(id)
	for _, c := range []struct {
		path, says, keeps string
		form              []string
	}{
		{"/change", "Enter the family name", "Kept Street", []string{"given", "Joan", "address", "Kept Street", "version", "1"}},
		{"/change", "Enter a real date", "31", []string{"family", "Testcase", "born-day", "31", "born-month", "2", "born-year", "1941", "version", "1"}},
		{"/contacts/new", "Enter a telephone number or an email address", "Kept Ann", []string{"id", ids.New(), "name", "Kept Ann"}},
		{"/contact-needs", "Choose at least one answer", "Ask Joanie", []string{"id", ids.New()}},
		{"/consent/new", "Say who decided and why", "checked", []string{"id", ids.New(), "about", "support", "answer", "best_interests", "how", "said"}},
		{"/stays/new", "The end is before the start", "checked", []string{
			"id", ids.New(), "kind", "care_home", "from-day", "9", "from-month", "11", "from-year", "2026",
			"until-day", "1", "until-month", "11", "until-year", "2026", "source", "person",
		}},
		{"/died", "Check the name and the date of birth", "Kept words", []string{"on-day", "29", "on-month", "11", "on-year", "2026", "source", "family", "words", "Kept words", "version", "1"}},
		{"/getting-in", "Use 1,000 characters or fewer", "kkkkk", []string{"getting_in", long}},
		{"/merge", "There is no record with that reference", "SH-222222", []string{"ref", "SH-222222"}},
	} {
		a := site.Post("office", at+c.path, c.form...).Says(t, 422, "There is a problem", c.says)
		if !contains(a.Body, c.keeps) {
			t.Errorf("%s: %q was lost", c.path, c.keeps)
		}
	}
}

var long = func() string {
	b := make([]byte, 1001)
	for i := range b {
		b[i] = 'k'
	}
	return string(b)
}()

func contains(s, part string) bool {
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			return true
		}
	}
	return false
}

func TestSearchPage(t *testing.T) {
	g := gatetest.SQLite(t)
	site := serve(t, g)
	id := add(t, g, joan)
	site.Get("office", "/people").Says(t, 200, "Find a person")
	site.Post("office", "/people", "text", "joan testc").Says(t, 200, "Joan Testcase", "No support now").Within(t, budget)
	site.Post("office", "/people", "text", "nobody").Says(t, 200, "Nobody in our record fits")
	site.Post("office", "/people", "_form", "find", "text", " ").Says(t, 422, "Enter a name")
	if a := site.Post("hr", "/people", "text", "joan"); a.Status != 403 {
		t.Errorf("%d", a.Status)
	}
	write(t, g, func(tx *gate.Tx) error { return person.SupportOpened(tx, id, "e") })
	site.Post("office", "/people", "text", "joan").Says(t, 200, "Getting support")
	for range 55 {
		add(t, g, joan)
	}
	site.Post("office", "/people", "text", "testcase").Says(t, 200, "Showing the first 50")
}

func TestGettingInStandsBehindAPress(t *testing.T) {
	g := gatetest.SQLite(t)
	site := serve(t, g)
	id := add(t, g, joan)
	at := "/people/" + string(id)
	site.Post("office", at+"/getting-in", "getting_in", "Key safe 4711").LeadsTo(t, at+"/getting-in")
	if contains(site.Get("office", at).Says(t, 200, "Show how to get in").Body, "4711") {
		t.Error("the code stands on the overview")
	}
	site.Get("office", at+"/getting-in").Says(t, 200, "Key safe 4711", "Each look at this page is logged")
	if a := site.Get("lead", at+"/getting-in"); a.Status != 404 {
		t.Errorf("the safeguarding lead needs no key: %d", a.Status)
	}
	read(t, g, func(s *gate.Snapshot) error {
		n, err := gate.Value[int](s, `SELECT COUNT(*) FROM gate_access WHERE action = 'person.see_getting_in' AND actor_id = 'office'`)
		if n != 1 {
			t.Errorf("%d looks logged", n)
		}
		return err
	})
}

func TestMergePages(t *testing.T) {
	g := gatetest.SQLite(t)
	site := serve(t, g)
	twin := joan
	twin.Given, twin.Born = "Jo", "1941-03-05"
	a, b := add(t, g, joan), add(t, g, twin)
	at, pair := "/people/"+string(a), "/people/"+string(a)+"/merge/"+string(b)
	site.Get("office", at+"/merge").Says(t, 200, "Jo Testcase", "Same NHS number").Within(t, budget)
	site.Post("office", at+"/merge", "ref", get(t, g, b).Ref).LeadsTo(t, pair)
	page := site.Get("office", pair).Says(t, 200, "Which record should stay in use?", "Close", "Same").Within(t, budget)
	site.Post("office", pair, "id", page.Hidden("id"), "reason", "The same daughter and key.").Says(t, 422, "Choose which record should stay in use", "The same daughter and key.")
	site.Post("office", pair, "id", page.Hidden("id"), "kept", string(a), "reason", "x").Says(t, 422, "Say in a few words")
	site.Post("office", pair, "id", page.Hidden("id"), "kept", string(a), "reason", "The same daughter and key.").LeadsTo(t, at)
	site.Get("office", at).Says(t, 200, "Also recorded as "+get(t, g, b).Ref).Within(t, budget)
	site.Get("office", "/people/"+string(b)).Says(t, 200, "This record was merged into Joan Testcase", "Open the record in use")
	site.Post("office", "/people/"+string(b)+"/separate", "_form", "separate", "reason", "no").Says(t, 422, "Say why")
	site.Post("office", "/people/"+string(b)+"/separate", "_form", "separate", "reason", "Two sisters after all.").LeadsTo(t, "/people/"+string(b))
	if a := site.Get("worker", pair); a.Status != 404 {
		t.Errorf("%d", a.Status)
	}
}

func TestOpenPageIsTheSameForEveryId(t *testing.T) {
	g := gatetest.SQLite(t)
	site := serve(t, g)
	id, nobody := add(t, g, joan), person.ID(ids.New())
	said := map[string]string{}
	for _, who := range []person.ID{id, nobody} {
		at := "/people/" + string(who) + "/open"
		page := site.Get("worker", at).Says(t, 200, "one hour")
		again := site.Post("worker", at, "reason", "hi").Says(t, 422, "Say why")
		said[string(who)] = page.Text() + again.Text()
	}
	if said[string(id)] != said[string(nobody)] {
		t.Error("the page tells whether somebody exists")
	}
	missing := site.Post("worker", "/people/"+string(nobody)+"/open", "reason", "She rang and cannot breathe.")
	if missing.Status != 404 || contains(missing.Body, "Joan") {
		t.Errorf("%d", missing.Status)
	}
	site.Post("worker", "/people/"+string(id)+"/open", "reason", "She rang and cannot breathe.").LeadsTo(t, "/people/"+string(id))
	site.Get("worker", "/people/"+string(id)).Says(t, 200, "Joan Testcase")
	if a := site.Get("hr", "/people/"+string(id)+"/open"); a.Status != 403 {
		t.Errorf("%d", a.Status)
	}

	harold := add(t, g, person.Person{Given: "Harold", Family: "Testcase"})
	site.Post("worker", "/people/open", "ref", "SH-222222", "reason", "").Says(t, 422, "Say why") // as for one there is
	site.Post("worker", "/people/open", "ref", "SH-222222", "reason", "He does not answer.").Says(t, 422, "no record with that reference")
	site.Post("worker", "/people/open", "ref", get(t, g, harold).Ref, "reason", "").Says(t, 422, "Say why")
	site.Post("worker", "/people/open", "ref", get(t, g, harold).Ref, "reason", "He does not answer.").LeadsTo(t, "/people/"+string(harold))
}

func TestDeathPage(t *testing.T) {
	g := gatetest.SQLite(t)
	site := serve(t, g)
	id := add(t, g, joan)
	at := "/people/" + string(id)
	site.Get("office", at+"/died").Says(t, 200, "Ring the family", "Check that this is the right person")
	site.Post("office", at+"/died", "on-day", "29", "on-month", "11", "on-year", "2026", "source", "family", "words", "Ann rang.", "sure", "yes", "version", "1").LeadsTo(t, at)
	site.Get("office", at).Says(t, 200, "Died on 29 November 2026")
	site.Get("office", at+"/died").Says(t, 200, "recorded in error")
	site.Post("office", at+"/died/correct", "_form", "correct", "reason", "It was her sister.", "version", "2").LeadsTo(t, at)
	if contains(site.Get("office", at).Text(), "Died on") {
		t.Error("it still says so")
	}
}
