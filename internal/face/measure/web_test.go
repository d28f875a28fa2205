package measure

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stillhome/internal/face/measure/measuretest"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/gate/gatetest"
)

// budget is how many statements a page may take: eight, less the session's.
const budget = 7

var fixed = []string{"/insights", "/insights?cohort=official", "/insights.json", "/insights/definitions"}

func pagesOfFigures() []string {
	var out []string
	for _, d := range Definitions {
		out = append(out, "/insights/"+string(d.Name), "/insights/"+string(d.Name)+".csv", "/insights/"+string(d.Name)+"?cohort=official")
	}
	return out
}

func TestWhoSeesFigures(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		fill(t, g)
		p := measuretest.Serve(t, g, Routes)
		for _, role := range actor.Roles {
			p.Know("who-"+string(role), role)
			may := role == actor.Manager || role == actor.Coordinator || role == actor.Analyst
			for _, path := range append(pagesOfFigures(), fixed...) {
				a := p.Get("who-"+string(role), path)
				if may && a.Status != 200 || !may && a.Status != 403 {
					t.Errorf("%s gets %d for %s", role, a.Status, path)
				}
				if !may && strings.Contains(a.Body, "Secretname") {
					t.Errorf("%s reads a name on %s", role, path)
				}
				if len(a.Statements) > budget {
					t.Errorf("%s takes %d statements", path, len(a.Statements))
				}
			}
		}
		if a := p.Get("", "/insights"); a.Status != 303 || !strings.HasPrefix(a.Location, "/sign-in") {
			t.Errorf("nobody signed in: %d to %s", a.Status, a.Location)
		}
	})
}

// TestAnalystSeesNobody: figures and reasons, no name, reference or id.
func TestAnalystSeesNobody(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		fill(t, g)
		p := measuretest.Serve(t, g, Routes)
		p.Know("ann", actor.Analyst)
		p.Know("max", actor.Manager)
		for _, path := range append(pagesOfFigures(), fixed...) {
			body := p.Get("ann", path).Body
			for _, secret := range []string{"Secretname", "Given-", "SH-", "/people/", "/alerts/0", "/referrals/", "0190a000"} {
				if strings.Contains(body, secret) {
					t.Errorf("%s shows the analyst %q", path, secret)
				}
			}
		}
		a := p.Get("ann", "/insights/still-home-old-2b1")
		for _, want := range []string{"40%", "In hospital", "Not known yet", "Died"} {
			if !strings.Contains(a.Body, want) {
				t.Errorf("the analyst is not told %q", want)
			}
		}
		m := p.Get("max", "/insights/still-home-old-2b1")
		if !strings.Contains(m.Body, "Given-hosp Secretname") || !strings.Contains(m.Body, `href="/people/`+uid("hosp")+`"`) {
			t.Error("the manager cannot open the people behind the figure")
		}
	})
}

func TestOverviewSaysWhatItShows(t *testing.T) {
	g := gatetest.SQLite(t)
	fill(t, g)
	p := measuretest.Serve(t, g, Routes)
	p.Know("max", actor.Manager)
	body := p.Get("max", "/insights").Body
	for _, d := range Definitions {
		if !strings.Contains(body, d.Title) || !strings.Contains(body, `href="/insights/`+string(d.Name)) {
			t.Errorf("/insights lacks %s or its list", d.Name)
		}
	}
	for _, want := range []string{"1 June 2026 to 30 August 2026", "7 September 2025 to 6 September 2026", "do not compare them", "/insights?cohort=official"} {
		if !strings.Contains(body, want) {
			t.Errorf("/insights does not say %q", want)
		}
	}
	if body := p.Get("max", "/insights?cohort=nonsense").Body; !strings.Contains(body, "1 June 2026") {
		t.Error("an unknown cohort is not the rolling one")
	}
}

func TestJSON(t *testing.T) {
	gatetest.Each(t, func(t *testing.T, g *gate.Gate) {
		fill(t, g)
		p := measuretest.Serve(t, g, Routes)
		p.Know("ann", actor.Analyst)
		a := p.Get("ann", "/insights.json")
		var got struct {
			Cohort  string
			Figures []struct {
				Name        string
				Numerator   int
				Denominator *int
				Value       string
			}
		}
		if err := json.Unmarshal([]byte(a.Body), &got); err != nil || a.Type != "application/json" {
			t.Fatalf("%v, %s: %s", err, a.Type, a.Body)
		}
		if got.Cohort != "rolling" || len(got.Figures) != len(Definitions) {
			t.Fatalf("%s, %d figures", got.Cohort, len(got.Figures))
		}
		for i, f := range got.Figures {
			d := Definitions[i]
			if f.Name != string(d.Name) || (f.Denominator == nil) != (d.Denominator == "") {
				t.Errorf("figure %d is %+v", i, f)
			}
			if f.Name == string(StillHome84) && (f.Numerator != 5 || *f.Denominator != 8 || f.Value != "63%") {
				t.Errorf("2D: %+v", f)
			}
		}
	})
}

func TestBadAddresses(t *testing.T) {
	g := gatetest.SQLite(t)
	p := measuretest.Serve(t, g, Routes)
	p.Know("max", actor.Manager)
	for _, path := range []string{"/insights/none", "/insights/none.csv", "/insights/.csv", "/insights/people-on-service.csv.csv", "/insights/%27%20OR%201=1"} {
		if a := p.Get("max", path); a.Status != 404 {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	for _, d := range Definitions {
		if a := p.Get("max", "/insights/"+string(d.Name)); a.Status != 200 || !strings.Contains(a.Body, "Nobody: there are no cases in this period.") {
			t.Errorf("%s without cases: %d", d.Name, a.Status)
		}
	}
	fill(t, g)
	for _, page := range []string{"0", "-1", "x", "2", "9999999"} {
		if a := p.Get("max", "/insights/people-on-service?page="+page); a.Status != 200 {
			t.Errorf("page %s: %d", page, a.Status)
		}
	}
	if a := p.Get("max", "/insights/people-on-service?page=7"); !strings.Contains(a.Body, "no such page") {
		t.Error("a page past the end says nothing")
	}
}

func TestPaging(t *testing.T) {
	b := behind{Definition: Definitions[0]}
	for range 120 {
		b.lines = append(b.lines, line{name: "x", why: "y"})
	}
	for _, c := range []struct {
		page, rows int
		prev, next bool
		showing    string
	}{
		{1, 50, false, true, "Showing 1 to 50 of 120"},
		{2, 50, true, true, "Showing 51 to 100 of 120"},
		{3, 20, true, false, "Showing 101 to 120 of 120"},
		{4, 0, false, false, ""},
	} {
		l := b.list(c.page, "/insights/x", "")
		if len(l.Rows) != c.rows || (l.More.Prev != "") != c.prev || (l.More.Next != "") != c.next || l.More.Showing != c.showing {
			t.Errorf("page %d: %d rows, %+v", c.page, len(l.Rows), l.More)
		}
	}
}

// TestSpreadsheetRunsNothing: names that spreadsheet programs would run.
func TestSpreadsheetRunsNothing(t *testing.T) {
	for _, cell := range []string{"=1+1", "+44", "-2", "@SUM(A1)", " =1", "\t=1", "\tx", "\r1", "\n1", "\u00a0=1", "＝1", "＠x"} {
		if got := unformula(cell); got != "'"+cell {
			t.Errorf("%q became %q", cell, got)
		}
	}
	for _, cell := range []string{"", "Joan", "1 day late", "O'Brien", "50%", "a=b"} {
		if got := unformula(cell); got != cell {
			t.Errorf("%q became %q", cell, got)
		}
	}
	g := gatetest.SQLite(t)
	fill(t, g)
	p := measuretest.Serve(t, g, Routes)
	p.Know("max", actor.Manager)
	a := p.Get("max", "/insights/people-on-service.csv")
	rows, err := csv.NewReader(bytes.NewReader([]byte(a.Body))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%v: %q", err, a.Body)
	}
	if a.Type != "application/octet-stream" {
		t.Errorf("the file is shown as %s", a.Type)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != unformula(cell) {
				t.Errorf("the file holds %q", cell)
			}
		}
	}
}

// TestMeasuresPage holds docs/measures.md to the definitions.
func TestMeasuresPage(t *testing.T) {
	file := filepath.Join("..", "..", "..", "docs", "measures.md")
	want := Document()
	if os.Getenv("STILLHOME_UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil || string(have) != want {
		t.Errorf("docs/measures.md is stale: run STILLHOME_UPDATE=1 go test ./internal/face/measure (%v)", err)
	}
}

func TestDefinitionsSayEnough(t *testing.T) {
	seen := map[Name]bool{}
	for _, d := range Definitions {
		if seen[d.Name] || d.Title == "" || d.Means == "" || d.Numerator == "" || d.Source == "" || d.Period == "" || (d.Unit == "") == (d.Denominator == "") {
			t.Errorf("%s says too little, or twice", d.Name)
		}
		seen[d.Name] = true
	}
}
