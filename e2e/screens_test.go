package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestScreens works on the screens of the field app with a made-up core behind
// them: each journey of a shift with its taps counted, a visit by keyboard
// alone, and every screen and state looked at with axe, at every size, in
// forced colours, with the focus followed.
func TestScreens(t *testing.T) {
	t.Parallel()
	phone, err := filepath.Abs("../phone")
	if err != nil {
		t.Fatal(err)
	}
	vite := filepath.Join(phone, "node_modules", "vite", "bin", "vite.js")
	if _, err := os.Stat(vite); err != nil {
		needed(t, "the npm packages of phone are not installed")
	}
	built := t.TempDir()
	build := exec.CommandContext(t.Context(), "node", vite, "build", "--config", "made.config.ts", "--outDir", built)
	build.Dir = phone
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the made-up build: %v\n%s", err, out)
	}
	files := http.StripPrefix("/v/", http.FileServer(http.Dir(built)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v/assets/") {
			files.ServeHTTP(w, r)
			return
		}
		http.ServeFile(w, r, filepath.Join(built, "dev.html"))
	}))
	t.Cleanup(server.Close)
	script(t, "screens.mjs", "STILLHOME_BASE="+server.URL)
}
