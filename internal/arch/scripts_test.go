package arch

import (
	"os"
	"regexp"
	"testing"
)

// TestSetupAsksForNoVersion: each Debian has one version of PostgreSQL, and
// scripts/lib.sh finds whichever it is.
func TestSetupAsksForNoVersion(t *testing.T) {
	text, err := os.ReadFile("../../scripts/setup.sh")
	if err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`postgresql-\d+`).Find(text); found != nil {
		t.Errorf("scripts/setup.sh asks for %s, which other versions of Debian do not have", found)
	}
}
