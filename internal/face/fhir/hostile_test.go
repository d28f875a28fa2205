package fhir

import (
	"strings"
	"testing"

	referrals "stillhome/internal/support/referral"
)

// TestNoZeroBytes sends what JSON can say and PostgreSQL cannot keep.
func TestNoZeroBytes(t *testing.T) {
	root, r := parseJSON([]byte(`{"resourceType":"Bundle","id":"a\u0000b","entry":[{"text":"\u0000"}]}`))
	if r != nil {
		t.Fatal(r)
	}
	if id := root.text("id"); id != "ab" {
		t.Errorf("%q", id)
	}
}

// TestLongNamesAreKeptShort sends references longer than PostgreSQL takes into
// an index; two that differ only at their ends stay two.
func TestLongNamesAreKeptShort(t *testing.T) {
	long := strings.Repeat("é", 5_000)
	one, two := findable(long+"1"), findable(long+"2")
	if one == two || len(one) > 300 || findable("REF-1") != "REF-1" {
		t.Errorf("%q and %q", one, two)
	}
	n := Notice{ReferralRef: long, BundleID: long}
	r := Result{}
	r.keep(incoming{notice: n})
	if a := n.arrival(r.kept); len(a.Referral.ExternalRef) > 300 || len(a.Message.MessageRef) > 300 {
		t.Errorf("%d and %d bytes", len(a.Referral.ExternalRef), len(a.Message.MessageRef))
	}
	if a := n.arrival(referrals.Received{SenderODS: "A1"}); a.Referral.SenderODS != "A1" {
		t.Errorf("%q", a.Referral.SenderODS)
	}
}
