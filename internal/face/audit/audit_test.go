package audit

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"stillhome/internal/face/measure/measuretest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/support/person"
)

const (
	joan = "0190a000-0000-7000-8000-000000000001"
	twin = "0190a000-0000-7000-8000-000000000002"
	gone = "0190a000-0000-7000-8000-00000000dead"
	// budget is how many statements a page may take: eight, less the session's
	// and the two of the bar about the person.
	budget = 5
)

func fill(t *testing.T, g *gate.Gate) {
	t.Helper()
	who := func(id, given, merged string) measuretest.Row {
		return measuretest.In("person", "id", id, "ref", "SH-"+id[30:], "given", given, "family", "Secretname", "nhs_status", "absent",
			"created_at", gatetest.Start, "version", 1, "merged_into", gate.Text(merged).SQL())
	}
	account := func(id, name, kind string) measuretest.Row {
		return measuretest.In("auth_account", "id", id, "kind", kind, "login", id, "name", name, "totp_sealed", "x", "created_at", gatetest.Start, "version", 1)
	}
	measuretest.Put(t, g, who(joan, "Joan", ""), who(twin, "Joanna", joan),
		account("co", "Carol Coordinator", "staff"), account("jo", "Joan Secretname", "person"))
}

// breakGlass is an act with a reason in words.
func breakGlass(t *testing.T, g *gate.Gate, account, about, why string) {
	t.Helper()
	if err := gate.BreakGlass(gatetest.As(t, g, account, actor.Coordinator), g, ids.Person(about), why); err != nil {
		t.Fatal(err)
	}
}

// lookAs reads a person as an account; refused when it may not.
func lookAs(t *testing.T, g *gate.Gate, account string, role actor.Role, about string) error {
	t.Helper()
	return g.Read(gatetest.As(t, g, account, role), person.MaySee, gate.Person(about), func(*gate.Snapshot) error { return nil })
}

func TestHistory(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		fill(t, g)
		breakGlass(t, g, "co", joan, "Joan rang and sounded confused")
		breakGlass(t, g, "co", twin, "Looked for the second record")
		g.Clock.Set(g.Clock.Now().Add(2 * time.Hour))
		ctx := gate.AsOf(gatetest.As(t, g, "co", actor.Coordinator), g.Clock.Now().Add(-2*time.Hour))
		if err := gate.BreakGlass(ctx, g, ids.Person(joan), "Recorded two hours later"); err != nil {
			t.Fatal(err)
		}
		if lookAs(t, g, "stranger", actor.HR, joan) == nil {
			t.Fatal("HR may see a person")
		}
		p := measuretest.Serve(t, g, Routes)
		p.Know("max", actor.Manager)
		p.Know("theo", actor.Therapist)
		a := p.Get("max", "/people/"+joan+"/history")
		for _, want := range []string{
			"Carol Coordinator", "Opened the record in an emergency", "Joan rang and sounded confused", "Looked for the second record",
			"Was refused: looked at the person’s page", "Somebody who is not in the record",
			"30 November 2026, 11:00am, for 30 November 2026, 9:00am", "/history/looks",
		} {
			if !strings.Contains(a.Body, want) {
				t.Errorf("the history does not say %q", want)
			}
		}
		if a.Status != 200 || len(a.Statements) > budget {
			t.Errorf("%d, %d statements", a.Status, len(a.Statements))
		}
		body := p.Get("theo", "/people/"+joan+"/history").Body
		if !strings.Contains(body, "Opened the record") || strings.Contains(body, "refused") || strings.Contains(body, "/looks") {
			t.Error("a therapist sees what was done, and neither refusals nor looks")
		}
	})
}

func TestWhoLooked(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		fill(t, g)
		for range 2 {
			if err := lookAs(t, g, "co", actor.Coordinator, joan); err != nil {
				t.Fatal(err)
			}
		}
		p := measuretest.Serve(t, g, Routes)
		p.Know("max", actor.Manager)
		a := p.Get("max", "/people/"+joan+"/history/looks")
		if strings.Count(a.Body, "Carol Coordinator") != 1 || !strings.Contains(a.Body, "30 November 2026, 9:00am to 10:00am") || len(a.Statements) > budget {
			t.Errorf("%d statements; the looks say %s", len(a.Statements), a.Body)
		}
		if a := p.Get("max", "/people/"+twin+"/history/looks"); !strings.Contains(a.Body, "Nobody has looked") {
			t.Error("nobody looked at the other record, and the page does not say so")
		}
	})
}

func TestWhoMaySee(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		fill(t, g)
		p := measuretest.Serve(t, g, Routes)
		may := map[string][]actor.Role{
			"/people/" + joan + "/history":       {actor.Coordinator, actor.Manager, actor.Therapist, actor.SocialWorker, actor.SafeguardingLead},
			"/people/" + joan + "/history/looks": actor.Office,
			"/audit":                             {actor.Manager, actor.Admin},
			"/audit?only=refused":                {actor.Manager, actor.Admin},
		}
		for path, roles := range may {
			for _, r := range actor.Roles {
				p.Know("who-"+string(r), r)
				allowed := slices.Contains(roles, r)
				a := p.Get("who-"+string(r), path)
				want := 200
				if !allowed && strings.HasPrefix(path, "/people") {
					want = 404
				} else if !allowed {
					want = 403
				}
				if a.Status != want {
					t.Errorf("%s gets %d for %s, want %d", r, a.Status, path, want)
				}
			}
		}
		p.Know("max", actor.Manager)
		for _, path := range []string{"/people/" + gone + "/history", "/people/" + gone + "/history/looks", "/people/x/history"} {
			if a := p.Get("max", path); a.Status != 404 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		if a := p.Get("", "/audit"); a.Status != 303 {
			t.Errorf("nobody signed in: %d", a.Status)
		}
	})
}

// TestAdminSeesNoPerson: neither name nor reason nor way to a person's record.
func TestAdminSeesNoPerson(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		fill(t, g)
		breakGlass(t, g, "co", joan, "Joan Secretname rang")
		if lookAs(t, g, "jo", actor.HR, joan) == nil {
			t.Fatal("a stranger may look")
		}
		p := measuretest.Serve(t, g, Routes)
		p.Know("max", actor.Manager)
		p.Know("ada", actor.Admin)
		for _, path := range []string{"/audit", "/audit?only=refused"} {
			a := p.Get("ada", path)
			for _, secret := range []string{"Secretname", "/people/", joan} {
				if strings.Contains(a.Body, secret) {
					t.Errorf("%s shows the administrator %q", path, secret)
				}
			}
			if !strings.Contains(a.Body, "A person") {
				t.Errorf("%s does not say that it was about a person", path)
			}
			if len(a.Statements) > budget {
				t.Errorf("%s takes %d statements", path, len(a.Statements))
			}
		}
		if body := p.Get("max", "/audit").Body; !strings.Contains(body, "Joan Secretname rang") || !strings.Contains(body, "/people/"+joan+"/history") {
			t.Error("the manager does not see whom it was about and why")
		}
		if body := p.Get("max", "/audit?only=refused").Body; strings.Contains(body, "Opened the record") || !strings.Contains(body, "Was refused") {
			t.Error("the refusals are not only refusals")
		}
	})
}

// TestMarksAreOnesOwn: pages go on without gaps or repeats, by marks that say
// nothing and open for nobody else.
func TestMarksAreOnesOwn(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		fill(t, g)
		for i := range 120 {
			breakGlass(t, g, "co", joan, fmt.Sprintf("Reason number %03d.", i))
		}
		p := measuretest.Serve(t, g, Routes)
		p.Know("max", actor.Manager)
		p.Know("mia", actor.Manager)
		p.Know("ada", actor.Admin)
		next := regexp.MustCompile(`href="([^"]*after=[^"]*)"`)
		for _, start := range []string{"/audit", "/people/" + joan + "/history"} {
			seen := map[string]int{}
			at, pages := start, 0
			for at != "" && pages < 9 {
				a := p.Get("max", at)
				for _, r := range regexp.MustCompile(`Reason number \d+`).FindAllString(a.Body, -1) {
					seen[r]++
				}
				m := next.FindStringSubmatch(a.Body)
				at = ""
				if m != nil {
					at = strings.ReplaceAll(m[1], "&amp;", "&")
				}
				pages++
			}
			if len(seen) != 120 || pages < 3 {
				t.Errorf("%s: %d of 120 rows on %d pages", start, len(seen), pages)
			}
			for r, n := range seen {
				if n != 1 {
					t.Errorf("%s shows %q %d times", start, r, n)
				}
			}
		}
		m := next.FindStringSubmatch(p.Get("max", "/audit").Body)
		if a := p.Get("mia", m[1]); a.Status != 422 {
			t.Errorf("somebody else's mark gives %d", a.Status)
		}
		for _, bad := range []string{"/audit?after=1", "/audit?after=%27", "/people/" + joan + "/history?after=AAAA", "/people/" + joan + "/history/looks?after=AAAA"} {
			if a := p.Get("max", bad); a.Status != 422 {
				t.Errorf("%s: %d", bad, a.Status)
			}
		}
	})
}

func TestEmptyJournal(t *testing.T) {
	g := gatetest.SQLite(t)
	p := measuretest.Serve(t, g, Routes)
	p.Know("max", actor.Manager)
	if body := p.Get("max", "/audit?only=refused").Body; !strings.Contains(body, "Nothing has been refused.") {
		t.Error("no refusals, and the page does not say so")
	}
}

// TestEveryActionHasWords reads the program's text for actions and asks for the
// words of each. An action that exists only in tests needs none.
func TestEveryActionHasWords(t *testing.T) {
	named := regexp.MustCompile(`Action\{\s*Name:\s*"([^"]+)"`)
	found := 0
	err := filepath.WalkDir(filepath.Join("..", "..", ".."), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() && (strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2 || d.Name() == "node_modules") {
			if d != nil && d.IsDir() && err == nil {
				return filepath.SkipDir
			}
			return err
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(filepath.Dir(path), "test") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			found++
			if w, ok := Words(m[1]); !ok || w == "" {
				t.Errorf("the action %s (%s) has no words in internal/face/audit/words.go", m[1], path)
			}
		}
		return nil
	})
	if err != nil || found < 20 {
		t.Fatalf("%d actions found: %v", found, err)
	}
}

func TestWords(t *testing.T) {
	for action, w := range words {
		if strings.HasSuffix(w, ".") || strings.ToUpper(w[:1]) != w[:1] {
			t.Errorf("%s: %q should begin with a capital and end without a stop", action, w)
		}
	}
	if _, ok := Words("no.such"); ok {
		t.Error("an action there is not has words")
	}
	if w := said("no.such"); !strings.Contains(w, "no.such") {
		t.Errorf("an action without words is hidden: %q", w)
	}
	if w, ok := Words("follow.alert.glass"); !ok || w == "" {
		t.Error("followers have no words")
	}
}
