package gate

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"stillhome/internal/platform/secret"
)

// TestRightKeyOnly: a record opens with the key it was made with and no other,
// so a lost key is found at once and not when the first second factor fails.
func TestRightKeyOnly(t *testing.T) {
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "r.db")
	mine := secret.Random()
	open := func(o Options) error {
		g, err := Open(context.Background(), dsn, o)
		if err == nil {
			err = g.Close()
		}
		return err
	}
	for _, o := range []Options{{Migrate: true}, {Key: mine, ODS: "V396BB"}, {Key: mine}, {ODS: "V396BB"}} {
		if err := open(o); err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
	}
	if err := open(Options{Key: secret.Random()}); err == nil || !strings.Contains(err.Error(), "key") {
		t.Errorf("another key: %v", err)
	}
	if err := open(Options{Key: mine, ODS: "X1"}); err == nil || !strings.Contains(err.Error(), "V396BB") {
		t.Errorf("another council: %v", err)
	}
}
