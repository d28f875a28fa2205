package arch

import "testing"

// TestArchitecture holds the repository to every rule.
func TestArchitecture(t *testing.T) {
	found, err := Check("../..", Exceptions)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range found {
		t.Error(b)
	}
}
