package fhir

import "testing"

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
