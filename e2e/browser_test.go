package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// script runs a file of this folder with Node and logs what it prints, which
// is the report of a journey. Further environment is given as NAME=value.
// It skips where no Chromium is installed, and fails there in CI.
func script(t *testing.T, file string, env ...string) {
	t.Helper()
	node := exec.CommandContext(t.Context(), "node", file)
	node.Env = append(os.Environ(), "STILLHOME_CHROMIUM="+chromium(t))
	node.Env = append(node.Env, env...)
	out, err := node.CombinedOutput()
	t.Logf("%s:\n%s", file, out)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("STILLHOME_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	needed(t, "Chromium is not installed")
	return ""
}

// needed skips a test for want of something, or fails it in CI, where
// scripts/setup.sh has installed everything.
func needed(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why + ": scripts/setup.sh should have seen to it")
	}
	t.Skip(why + ": run scripts/setup.sh")
}

// TestBrowserLibrary holds lib.mjs: a page with faults must be refused, or no
// journey's "0 violations" means anything.
func TestBrowserLibrary(t *testing.T) {
	if _, err := os.Stat(filepath.Join("node_modules", "playwright-core")); err != nil {
		needed(t, "the npm packages of e2e are not installed")
	}
	shots := os.Getenv("STILLHOME_SHOTS")
	if shots == "" {
		shots = t.TempDir()
	}
	script(t, "lib.check.mjs", "STILLHOME_SHOTS="+shots)
}
