package govuk

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// components are the ported components by the name of their folder in the npm package.
var components = map[string]func(options []byte) (HTML, error){
	"back-link":           decoded(BackLink),
	"breadcrumbs":         decoded(Breadcrumbs),
	"button":              decoded(Button),
	"checkboxes":          decoded(Checkboxes),
	"date-input":          decoded(DateInput),
	"details":             decoded(Details),
	"error-message":       decoded(ErrorMessage),
	"error-summary":       decoded(ErrorSummary),
	"fieldset":            decoded(Fieldset),
	"file-upload":         decoded(FileUpload),
	"generic-header":      decoded(GenericHeader),
	"hint":                decoded(Hint),
	"input":               decoded(Input),
	"inset-text":          decoded(InsetText),
	"label":               decoded(Label),
	"notification-banner": decoded(NotificationBanner),
	"pagination":          decoded(Pagination),
	"panel":               decoded(Panel),
	"phase-banner":        decoded(PhaseBanner),
	"radios":              decoded(Radios),
	"select":              decoded(Select),
	"service-navigation":  decoded(ServiceNavigation),
	"skip-link":           decoded(SkipLink),
	"summary-list":        decoded(SummaryList),
	"table":               decoded(Table),
	"tag":                 decoded(Tag),
	"task-list":           decoded(TaskList),
	"textarea":            decoded(Textarea),
	"warning-text":        decoded(WarningText),
}

// decoded makes a component readable from a fixture's options, by its real parameters.
func decoded[P any](draw func(P) HTML) func([]byte) (HTML, error) {
	return func(options []byte) (HTML, error) {
		var p P
		if err := json.Unmarshal(options, &p); err != nil {
			return "", err
		}
		return draw(p), nil
	}
}

// Every fixture of every ported component, as the npm package ships them.
func TestFixtures(t *testing.T) {
	root := filepath.Join("..", "..", "..", "assets", "node_modules", "govuk-frontend", "dist", "govuk", "components")
	if _, err := os.Stat(root); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("STILLHOME_TEST_ALL") == "1" {
			t.Fatal("govuk-frontend is not installed: run npm ci in assets")
		}
		t.Skip("govuk-frontend is not installed: run npm ci in assets to hold the components to its fixtures")
	}
	total := 0
	for name, draw := range components {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(root, name, "fixtures.json"))
			if err != nil {
				t.Fatal(err)
			}
			var file struct {
				Fixtures []struct {
					Name, HTML string
					Options    any
				}
			}
			if err := json.Unmarshal(data, &file); err != nil {
				t.Fatal(err)
			}
			if len(file.Fixtures) == 0 {
				t.Fatal("no fixtures")
			}
			for _, f := range file.Fixtures {
				total++
				t.Run(f.Name, func(t *testing.T) {
					options, err := json.Marshal(goTyped("", f.Options))
					if err != nil {
						t.Fatal(err)
					}
					drawn, err := draw(options)
					if err != nil {
						t.Fatalf("options %s: %v", options, err)
					}
					got, want := tree(t, string(drawn)), tree(t, f.HTML)
					if got != want {
						t.Errorf("options %s\n got:\n%s\nwant:\n%s", options, got, want)
					}
				})
			}
		})
	}
	t.Logf("%d components, %d fixtures", len(components), total)
}

// wholeNumbers are the options that are numbers in Go as in the fixtures; all
// other numbers in the fixtures stand for text.
var wholeNumbers = []string{"headingLevel", "titleHeadingLevel", "rows", "colspan", "rowspan"}

// goTyped turns JavaScript's loose values into those of Go: a falsy item of a
// list is an empty one, a number given for text is text, and a part switched off
// with false is left out.
func goTyped(key string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inside := range v {
			if k == "attributes" || strings.HasSuffix(k, "Attributes") {
				continue
			}
			v[k] = goTyped(k, inside)
		}
		return v
	case []any:
		for i, inside := range v {
			if inside == false || inside == "" {
				inside = nil
			}
			v[i] = goTyped(key, inside)
		}
		return v
	case bool:
		switch {
		case key == "value":
			return fmt.Sprint(v)
		case key == "html" && !v:
			return nil
		case slices.Contains([]string{"day", "month", "year"}, key) && !v:
			return map[string]bool{"omit": true}
		}
	case string:
		if key == "end" {
			return map[string]string{"html": v}
		}
	case float64:
		if slices.Contains(wholeNumbers, key) {
			return v
		}
		return fmt.Sprint(v)
	}
	return v
}

// UnmarshalJSON reads attributes as fixtures write them: a text, or names with
// values, which may say that they are optional.
func (a *Attributes) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		root, err := html.ParseFragment(strings.NewReader("<p "+text+">"), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
		if err != nil {
			return err
		}
		for _, at := range root[0].Attr {
			*a = append(*a, Attr(at.Key, at.Val))
		}
		return nil
	}
	var named map[string]any
	if err := json.Unmarshal(data, &named); err != nil {
		return err
	}
	for name, v := range named {
		isOptional := false
		if m, ok := v.(map[string]any); ok {
			v, isOptional = m["value"], m["optional"] == true
		}
		switch {
		case isOptional && (v == nil || v == false):
		case isOptional && v == true:
			*a = append(*a, Attribute{Name: name, Bare: true})
		case v == nil:
			*a = append(*a, Attr(name, ""))
		default:
			*a = append(*a, Attr(name, fmt.Sprint(v)))
		}
	}
	return nil
}

// tree writes markup as an indented outline: attributes and classes sorted,
// white space that a browser would not show left out.
func tree(t *testing.T, markup string) string {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(markup), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		t.Fatal(err)
	}
	parent := &html.Node{Type: html.ElementNode, Data: "body"}
	for _, n := range nodes {
		parent.AppendChild(n)
	}
	var b strings.Builder
	outline(&b, parent, 0)
	return b.String()
}

// outline writes what is inside one node.
func outline(b *strings.Builder, parent *html.Node, depth int) {
	indent := strings.Repeat("  ", depth)
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		switch n.Type {
		case html.TextNode:
			if text := visible(n); text != "" {
				fmt.Fprintf(b, "%s%q\n", indent, text)
			}
		case html.ElementNode:
			var attrs []string
			for _, a := range n.Attr {
				if a.Key == "class" {
					names := strings.Fields(a.Val)
					slices.Sort(names)
					a.Val = strings.Join(names, " ")
				}
				attrs = append(attrs, fmt.Sprintf("%s=%q", a.Key, a.Val))
			}
			slices.Sort(attrs)
			fmt.Fprintf(b, "%s<%s %s>\n", indent, n.Data, strings.Join(attrs, " "))
			outline(b, n, depth+1)
		}
	}
}

// inline are the elements beside which a space is seen.
var inline = []string{"a", "span", "strong", "em", "b", "i", "input", "button", "label", "svg", "img", "br", "select", "textarea"}

// visible gives a text node as a browser shows it: runs of white space are
// one space, and none is kept next to a block or at either end of a line.
func visible(n *html.Node) string {
	if n.Parent.Data == "textarea" {
		return n.Data
	}
	isInline := func(s *html.Node) bool { return s != nil && slices.Contains(inline, s.Data) }
	keepEnds := false
	for _, a := range n.Parent.Attr {
		keepEnds = keepEnds || a.Key == "class" && a.Val == "govuk-visually-hidden"
	}
	text := strings.Join(strings.Fields(n.Data), " ")
	if text == "" {
		if isInline(n.PrevSibling) && isInline(n.NextSibling) {
			return " "
		}
		return ""
	}
	first, last := n.Data[0], n.Data[len(n.Data)-1]
	if isSpace(first) && (isInline(n.PrevSibling) || keepEnds && n.PrevSibling == nil) {
		text = " " + text
	}
	if isSpace(last) && (isInline(n.NextSibling) || keepEnds && n.NextSibling == nil) {
		text += " "
	}
	return text
}

// isSpace says whether HTML counts the byte as white space.
func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
