package arch

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestArchitecturePage sees that ARCHITECTURE.md shows the list as it is and
// has a row for each rule.
func TestArchitecturePage(t *testing.T) {
	page, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "\n## 3. ")
	section, _, _ = strings.Cut(section, "\n## 4. ")

	var shown []string
	for _, name := range regexp.MustCompile(`(?m)^(?: {2,4})?([a-z0-9]+)/[, ]`).FindAllStringSubmatch(section, -1) {
		shown = append(shown, name[1])
	}
	at := 0
	for _, unit := range Order {
		name := unit[strings.LastIndex(unit, "/")+1:]
		if unit == "cmd/stillhome" || unit == "bench" || unit == "e2e" || name == "admin" {
			continue // shown at the root, in the order of the alphabet; admin beside account
		}
		i := slices.Index(shown[at:], name)
		if i < 0 {
			t.Fatalf("the tree does not show %s after what stands before it in order.go", unit)
		}
		at += i + 1
	}

	var rows []string
	for _, row := range regexp.MustCompile(`(?m)^\| ([a-z]+) \| `).FindAllStringSubmatch(section, -1) {
		rows = append(rows, row[1])
	}
	var rules []string
	for _, rule := range Rules {
		rules = append(rules, rule.Name)
	}
	slices.Sort(rows)
	slices.Sort(rules)
	if !slices.Equal(rows, rules) {
		t.Errorf("the page has rows for %v; the rules are %v", rows, rules)
	}
}
