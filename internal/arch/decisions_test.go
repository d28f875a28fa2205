package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// decisionForm is the order of the parts that docs/adr/README.md asks for.
var decisionForm = regexp.MustCompile(`(?s)^# \d+\. .+\n\nStatus: (accepted|replaced) \d{4}-\d\d-\d\d \(.+\)\n\n## Context\n.+\n## Decision\n.+\n## Consequences\n.+\n## Held by\n.+\n## Reopen when\n.+\n$`)

// TestDecisions holds the pages of docs/adr to their form and length, and sees
// that the list in README.md names each.
func TestDecisions(t *testing.T) {
	index, err := os.ReadFile("../../docs/adr/README.md")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("../../docs/adr/0*.md")
	if err != nil || len(pages) < 10 {
		t.Fatalf("%d decisions found, %v", len(pages), err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(page)
		if !decisionForm.Match(text) {
			t.Errorf("%s is not in the form of docs/adr/README.md", name)
		}
		if n := strings.Count(string(text), "\n"); n > 60 {
			t.Errorf("%s has %d lines; at most 60", name, n)
		}
		if number := strings.TrimLeft(name[:4], "0"); !strings.HasPrefix(string(text), "# "+number+". ") {
			t.Errorf("%s has another number in its title", name)
		}
		if !strings.Contains(string(index), "("+name+")") {
			t.Errorf("docs/adr/README.md does not list %s", name)
		}
	}
}
