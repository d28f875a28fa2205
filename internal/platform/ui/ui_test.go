package ui

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// draw gives the markup of a block.
func draw(t *testing.T, ctx context.Context, b Block) string {
	t.Helper()
	var s strings.Builder
	if err := b.Render(ctx, &s); err != nil {
		t.Fatal(err)
	}
	return s.String()
}

// document parses a page.
func document(t *testing.T, ctx context.Context, p Page) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(draw(t, ctx, Layout(p))))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// all gives the elements with this tag, in order; "*" gives every element.
func all(n *html.Node, tag string) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (tag == "*" || d.Data == tag) {
			found = append(found, d)
		}
	}
	return found
}

// attr gives an attribute's value, empty when it has none.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// words gives the text inside a node.
func words(n *html.Node) string {
	var s strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			s.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(s.String()), " ")
}

// byID gives the element with an id, or fails.
func byID(t *testing.T, n *html.Node, id string) *html.Node {
	t.Helper()
	for _, e := range all(n, "*") {
		if attr(e, "id") == id {
			return e
		}
	}
	t.Fatalf("no element has the id %q", id)
	return nil
}

// Whatever is typed, wherever it stands, it is shown and never run; and no
// part of the page needs more than the strict content security policy allows.
func TestTextCannotBecomeMarkup(t *testing.T) {
	const bad = `<script>alert("x")</script>`
	values := url.Values{"name": {bad}, "note": {bad}, "starts-day": {bad}, "needs": {bad}}
	ctx := WithProblems(t.Context(), Problems{{"name", bad}, {"starts-month", bad}, {"", bad}}, values)
	doc := document(t, ctx, crammed(bad))
	for _, s := range all(doc, "script") {
		if attr(s, "src") == "" || s.FirstChild != nil {
			t.Errorf("a script stands in the page: %q", words(s))
		}
	}
	for _, e := range all(doc, "*") {
		for _, a := range e.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has an inline %s", e.Data, a.Key)
			}
		}
	}
	if shown := strings.Count(words(doc), bad); shown < 60 {
		t.Errorf("the text is shown %d times, expected everywhere", shown)
	}
}

// An address cannot run a script, wherever it comes from.
func TestAddressCannotRun(t *testing.T) {
	for _, b := range []Block{
		ButtonLink("x", "javascript:alert(1)"), Links(Link{"x", "javascript:alert(1)"}),
		Form{Action: "javascript:alert(1)"},
		List{Columns: []Column{{}}, Rows: []Row{{Href: "javascript:alert(1)", Cells: Texts("x")}}},
		personBar(PersonBar{Name: "x", Href: "javascript:alert(1)"}),
	} {
		if got := draw(t, t.Context(), b); strings.Contains(got, "javascript:") {
			t.Errorf("runs a script: %s", got)
		}
	}
}

// The frame of every page.
func TestLayout(t *testing.T) {
	p := Page{
		Title: "Referrals", Council: "Fenshire", Nav: []NavItem{{"Today", "/", false}, {"Referrals", "/referrals", true}},
		Who: Who{Name: "Sam Okoro", SignOut: "/sign-out"}, Back: Link{Href: "/"}, Flash: "Saved.",
		Phone: Phone{"01223 000 000", "8am to 8pm"}, Bar: &PersonBar{Name: "Joan Ashdown", Needs: []string{"Joan lip-reads."}},
		Assets: func(name string) string { return "/static/abc123-" + name },
	}
	doc := document(t, t.Context(), p)
	if got := attr(all(doc, "html")[0], "lang"); got != "en" {
		t.Errorf("lang is %q", got)
	}
	if got := words(all(doc, "title")[0]); got != "Referrals - Fenshire - Stillhome" {
		t.Errorf("title is %q", got)
	}
	for tag, want := range map[string]int{"h1": 1, "main": 1, "header": 1, "footer": 1} {
		if got := len(all(doc, tag)); got != want {
			t.Errorf("%d of <%s>, want %d", got, tag, want)
		}
	}
	skip := all(all(doc, "body")[0], "a")[0]
	if attr(skip, "href") != "#main-content" || attr(all(doc, "main")[0], "id") != "main-content" {
		t.Error("the first link does not skip to the main content")
	}
	if got := attr(all(doc, "link")[1], "href"); got != "/static/abc123-stillhome.css" {
		t.Errorf("style is read from %q", got)
	}
	text := words(doc)
	order := []string{"Back", "Joan lip-reads.", "Joan Ashdown", "Saved.", "Need help? Call 01223 000 000"}
	last := -1
	for _, s := range order {
		at := strings.Index(text, s)
		if at <= last {
			t.Errorf("%q is missing or out of order", s)
		}
		last = at
	}
	if href := attr(all(all(doc, "footer")[0], "a")[0], "href"); href != "tel:01223000000" {
		t.Errorf("help line dials %q", href)
	}
	ids := map[string]bool{}
	for _, e := range all(document(t, t.Context(), crammed("x")), "*") {
		if id := attr(e, "id"); id != "" && ids[id] {
			t.Errorf("two elements have the id %q", id)
		} else {
			ids[id] = true
		}
	}
}

// What is wrong stands in the title, the summary and at the field, and leads to it.
func TestProblemsAreShown(t *testing.T) {
	form := Form{Action: "/x", Fields: []Field{
		{Name: "name", Label: "Name", Value: "stored"},
		{Name: "starts", Label: "Starts on", Kind: KindDate},
		{Name: "ends", Label: "Ends on", Kind: KindDate},
		{Name: "way", Label: "Way", Kind: KindRadios, Options: []Option{{"a", "A", ""}, {"b", "B", ""}}},
	}}
	problems := Problems{
		{"name", "Enter a name"},
		{"starts-month", "Enter a month"},
		{"ends", "Enter the end"},
		{"way", "Choose a way"},
		{"", "Somebody else changed this"},
	}
	doc := document(t, WithProblems(t.Context(), problems, url.Values{}), Page{Title: "New", Blocks: []Block{form}})
	if got := words(all(doc, "title")[0]); !strings.HasPrefix(got, "Error: ") {
		t.Errorf("title is %q", got)
	}
	text := words(doc)
	for _, p := range problems {
		want := 2 // the summary and the field
		if p.Field == "" {
			want = 1
		}
		if got := strings.Count(text, p.Text); got != want {
			t.Errorf("%q is shown %d times, want %d", p.Text, got, want)
		}
	}
	for _, a := range all(doc, "a") {
		if target, ok := strings.CutPrefix(attr(a, "href"), "#"); ok && target != "main-content" {
			if e := byID(t, doc, target); e.Data != "input" {
				t.Errorf("%q leads to a <%s>, which cannot have the focus", words(a), e.Data)
			}
		}
	}
	marked := func(id string) bool { return strings.Contains(attr(byID(t, doc, id), "class"), "govuk-input--error") }
	if marked("starts") || !marked("starts-month") || marked("starts-year") {
		t.Error("a wrong month does not mark the month alone")
	}
	if !marked("ends") || !marked("ends-year") {
		t.Error("a wrong date does not mark all of it")
	}
}

// Nothing typed is lost, and nothing secret comes back.
func TestSubmittedValuesAreShownAgain(t *testing.T) {
	options := []Option{{"a", "A", ""}, {"b", "B", ""}}
	fields := []Field{
		{Name: "name", Value: "stored"},
		{Name: "note", Kind: KindArea, Value: "stored"},
		{Name: "starts", Kind: KindDate, Value: "2026-11-30"},
		{Name: "way", Kind: KindRadios, Options: options, Value: "a"},
		{Name: "none", Kind: KindRadios, Options: options, Value: "a"},
		{Name: "many", Kind: KindChecks, Options: options, Values: []string{"a"}},
		{Name: "where", Kind: KindSelect, Options: options, Value: "a"},
		{Name: "password", Kind: KindPassword},
		{Name: "code", Kind: KindCode},
	}
	typed := url.Values{
		"name": {"typed"}, "note": {"line 1\nline 2"}, "starts-day": {"31"}, "starts-month": {"2"}, "starts-year": {"26"},
		"way": {"b"}, "many": {"b"}, "where": {"b"}, "password": {"secret"}, "code": {"123456"},
	}
	shown := func(t *testing.T, ctx context.Context, f Form) map[string][]string {
		doc, err := html.Parse(strings.NewReader(draw(t, ctx, f)))
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][]string{}
		for _, e := range all(doc, "*") {
			isSet := func(name string) bool {
				return slices.ContainsFunc(e.Attr, func(a html.Attribute) bool { return a.Key == name })
			}
			switch kind := attr(e, "type"); {
			case e.Data == "textarea":
				got[attr(e, "name")] = []string{e.FirstChild.Data}
			case e.Data == "option" && isSet("selected"):
				got["where"] = []string{attr(e, "value")}
			case kind == "radio" || kind == "checkbox":
				if isSet("checked") {
					got[attr(e, "name")] = append(got[attr(e, "name")], attr(e, "value"))
				}
			case e.Data == "input" && attr(e, "value") != "":
				got[attr(e, "name")] = []string{attr(e, "value")}
			}
		}
		return got
	}
	want := map[string][]string{
		"name": {"typed"}, "note": {"line 1\nline 2"}, "starts-day": {"31"}, "starts-month": {"2"}, "starts-year": {"26"},
		"way": {"b"}, "many": {"b"}, "where": {"b"},
	}
	sent := WithProblems(t.Context(), Problems{{"name", "Wrong"}}, typed)
	compare(t, "shown again", shown(t, sent, Form{Fields: fields}), want)
	stored := map[string][]string{
		"name": {"stored"}, "note": {"stored"}, "starts-day": {"30"}, "starts-month": {"11"}, "starts-year": {"2026"},
		"way": {"a"}, "none": {"a"}, "many": {"a"}, "where": {"a"},
	}
	compare(t, "first shown", shown(t, t.Context(), Form{Fields: fields}), stored)

	stored[FormName] = []string{"other"}
	compare(t, "another form of the page", shown(t, sent, Form{ID: "other", Fields: fields}), stored)
	typed.Set(FormName, "other")
	want[FormName] = []string{"other"}
	compare(t, "the form that was sent", shown(t, sent, Form{ID: "other", Fields: fields}), want)
	if got := draw(t, sent, Form{ID: "other", Fields: fields}); !strings.Contains(got, `id="other-name-error"`) {
		t.Error("the form that was sent does not show its problem")
	}
}

// compare fails when two sets of values differ.
func compare(t *testing.T, what string, got, want map[string][]string) {
	t.Helper()
	for name := range want {
		if !slices.Equal(got[name], want[name]) {
			t.Errorf("%s: %s is %q, want %q", what, name, got[name], want[name])
		}
	}
	for name := range got {
		if want[name] == nil {
			t.Errorf("%s: %s is %q, want nothing", what, name, got[name])
		}
	}
}

// Where there is nothing, a page says so; where a value is missing, too.
func TestEmptyStates(t *testing.T) {
	for name, c := range map[string]struct {
		block Block
		want  string
	}{
		"list":           {List{Caption: "Waiting", Columns: []Column{{Head: "Name"}}, Empty: "Nobody is waiting."}, "Nobody is waiting."},
		"list, unsaid":   {List{Caption: "Waiting"}, "There is nothing to show here yet."},
		"record":         {Record{Title: "Goals", Empty: "No goals yet."}, "No goals yet."},
		"missing value":  {Record{Rows: []RecordRow{{Key: "Telephone", Value: "  "}}}, NotProvided},
		"figures":        {Figures{Empty: "No figures yet."}, "No figures yet."},
		"unknown figure": {Figures{Items: []Figure{{Label: "Still at home"}}}, "Not known"},
		"timeline":       {Timeline{Empty: "Nothing yet."}, "Nothing yet."},
	} {
		if got := draw(t, t.Context(), c.block); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s does not say %q", name, got, c.want)
		}
	}
	if got := draw(t, t.Context(), List{Caption: "Waiting", Empty: "Nobody."}); strings.Contains(got, "<table") {
		t.Error("an empty list draws an empty table")
	}
}

// A list keeps its filter's values, names its columns for narrow screens and
// says what is a row, even when the style makes cards of it.
func TestList(t *testing.T) {
	l := List{
		Caption: "Waiting", Columns: []Column{{Head: "Name"}, {Head: "Days", Numeric: true}},
		Rows:   []Row{{Href: "/people/1", Cells: Texts("Joan", "3", "one too many")}},
		Filter: &Filter{Fields: []Field{{Name: "q", Label: "Name", Value: "joa"}}, Clear: "/waiting"},
		More:   More{Next: "?page=2", Showing: "Showing 1 to 50 of 230"},
	}
	got := draw(t, t.Context(), l)
	for _, want := range []string{
		`value="joa"`, `method="get"`, `data-label="Days"`, `role="table"`, `role="rowheader"`, `href="/people/1"`,
		"Showing 1 to 50 of 230", `href="?page=2"`, "govuk-table__cell--numeric",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the list has no %s", want)
		}
	}
	if strings.Contains(got, "one too many") || strings.Contains(got, `rel="prev"`) {
		t.Error("the list shows what it should not")
	}
}
