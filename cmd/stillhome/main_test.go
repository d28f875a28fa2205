package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

// call runs the program with a folder of its own.
func call(t *testing.T, dir string, args ...string) (code int, out, errs string) {
	t.Helper()
	t.Setenv("STILLHOME_DATA", dir)
	t.Setenv("STILLHOME_ODS", "V396BB")
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func want(t *testing.T, dir string, code int, says string, args ...string) string {
	t.Helper()
	got, out, errs := call(t, dir, args...)
	if got != code || !strings.Contains(out+errs, says) {
		t.Fatalf("%v: exit %d, want %d with %q\n%s%s", args, got, code, says, out, errs)
	}
	return out
}

// The codes scripts rely on: 0 done, 1 failed, 2 bad arguments.
func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	for _, v := range []struct {
		code int
		says string
		args []string
	}{
		{0, "stillhome", []string{"version"}},
		{0, "stillhome", []string{"--help"}},
		{0, "STILLHOME_ADDR", []string{"config"}},
		{2, "expected one of", nil},
		{2, "unexpected argument", []string{"fly"}},
		{2, "unknown flag", []string{"serve", "--wings"}},
		{2, "missing flags", []string{"user", "add"}},
		{2, "--today", []string{"serve", "--today", "yesterday"}},
		{2, "--people", []string{"demo", "--people", "0"}},
		{2, "--head", []string{"check", "--head", "abc"}},
		{2, "no council is served", []string{"check", "--host", "elsewhere.example"}},
		{1, "there is no record", []string{"check"}},
		{1, "there is no record", []string{"backup"}},
		{1, "older than this program", []string{"serve"}},
	} {
		want(t, dir, v.code, v.says, v.args...)
	}
}

// From an empty folder to a backup restored in another, by commands alone.
func TestOneCouncil(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "council")
	want(t, dir, 0, "up to date", "migrate")
	for _, f := range []string{"record.db", "council.key"} {
		if i, err := os.Stat(filepath.Join(dir, f)); err != nil || i.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v: others can read it", f, i.Mode(), err)
		}
	}
	out := want(t, dir, 0, "works once", "user", "add", "--login", "jo@fenmarsh.example", "--name", "Jo Sedge", "--role", "admin", "--role", "hr")
	if !regexp.MustCompile(`http://localhost:8080/invitations/[\w-]{43}\n$`).MatchString(out) {
		t.Errorf("no link in %s", out)
	}
	want(t, dir, 2, "roles", "user", "add", "--login", "al@fenmarsh.example", "--name", "Al", "--role", "emperor")
	var client struct{ Credential string }
	if err := json.Unmarshal([]byte(want(t, dir, 0, "", "client", "add", "--name", "Royal Infirmary", "--json")), &client); err != nil || len(client.Credential) != 43 {
		t.Errorf("credential %q: %v", client.Credential, err)
	}
	want(t, dir, 2, "connected already", "client", "add", "--name", "royal infirmary")
	want(t, dir, 0, "", "client", "add")

	out = want(t, dir, 0, "Every row follows", "check")
	head := regexp.MustCompile(`journal:\d+:[0-9a-f]{64}`).FindString(out)
	want(t, dir, 0, "Every row follows", "check", "--head", head)
	want(t, dir, 1, "known from outside is not there", "check", "--head", strings.Repeat("ab", 32))

	file := filepath.Join(dir, "safe", "one.backup")
	want(t, dir, 0, "APART", "backup", "--to", file)
	want(t, dir, 1, "never written over", "backup", "--to", file)
	want(t, dir, 0, "", "check", "--manifest", file+".json")
	other := filepath.Join(t.TempDir(), "other")
	want(t, other, 0, "Restored", "restore", file)
	want(t, other, 0, "Every row follows", "check", "--head", head)
	want(t, other, 1, "never written over", "restore", file)

	t.Setenv("STILLHOME_ODS", "X99")
	var said bytes.Buffer
	if code := run(t.Context(), []string{"migrate", "--ods", "X99"}, &said, &said); code != 1 || !strings.Contains(said.String(), "belongs to the council") {
		t.Errorf("another council's record: exit %d, %s", code, &said)
	}
}

// Every setting has a meaning and a unit, and a password is not shown.
func TestConfig(t *testing.T) {
	s := reflect.TypeOf(Settings{})
	for i := range s.NumField() {
		if f := s.Field(i); f.Name != "JSON" && (f.Tag.Get("help") == "" || f.Tag.Get("unit") == "") {
			t.Errorf("%s has no meaning or unit", f.Name)
		}
	}
	t.Setenv("STILLHOME_DB", "postgres://council:hunter2@db/council")
	for _, args := range [][]string{{"config"}, {"config", "--json"}} {
		code, out, errs := call(t, t.TempDir(), args...)
		if code != 0 || strings.Contains(out+errs, "hunter2") || !strings.Contains(out, "(hidden)") {
			t.Errorf("%v: exit %d\n%s", args, code, out)
		}
	}
}

func TestRoutingServiceIsChecked(t *testing.T) {
	dir := t.TempDir()
	for name, value := range map[string]string{"STILLHOME_TRAVEL_ROUTER": "osrm", "STILLHOME_TRAVEL_URL": "localhost:5000"} {
		t.Setenv(name, value)
	}
	want(t, dir, 2, "write it like http://localhost:5000", "serve")
	t.Setenv("STILLHOME_TRAVEL_URL", "horse=http://localhost:5000")
	want(t, dir, 2, "say car, bicycle or foot", "serve")
	t.Setenv("STILLHOME_TRAVEL_ROUTER", "maps")
	want(t, dir, 2, "say osrm or valhalla", "serve")
}

func TestReadCouncils(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) string {
		p := filepath.Join(dir, "councils")
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	lines := write("# two\nfen.example, Fenmarsh, v396bb, sqlite:/a/b.db\n\nhill.example, Hill & Dale , X99, postgres://u@h/hill # PostgreSQL\n")
	all, err := readCouncils(lines, "/data")
	if err != nil || len(all) != 2 || all[0].ODS != "V396BB" || all[1].Name != "Hill & Dale" || all[1].DB != "postgres://u@h/hill" || all[0].Key != "/data/fen.example.key" {
		t.Fatalf("%+v %v", all, err)
	}
	asJSON := write(`[{"host": "Fen.example", "name": "Fenmarsh", "ods": "V396BB", "db": "sqlite:/a", "key": "/k"}]`)
	if all, err = readCouncils(asJSON, "/data"); err != nil || len(all) != 1 || all[0].Host != "fen.example" || all[0].Key != "/k" {
		t.Fatalf("%+v %v", all, err)
	}
	for name, text := range map[string]string{
		"empty":      "",
		"short line": "fen.example, Fenmarsh, V396BB",
		"no ods":     "fen.example, Fenmarsh, , sqlite:/a",
		"same host":  "fen.example, A, V1, sqlite:/a\nFEN.example, B, V2, sqlite:/b",
		"same db":    "a.example, A, V1, sqlite:/a\nb.example, B, V2, sqlite:/a",
		"not JSON":   "[{",
	} {
		if _, err := readCouncils(write(text), "/data"); err == nil || !isUsage(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readCouncils(filepath.Join(dir, "none"), "/data"); err == nil {
		t.Error("a file that is not there is taken")
	}
}

// serve says when it serves, answers, and stops when it is told to.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	want(t, dir, 0, "", "migrate")
	ctx, stop := context.WithCancel(t.Context())
	r, w := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"serve", "--addr", "127.0.0.1:0"}, w, io.Discard)
	}()
	line := make([]byte, 100)
	n, err := r.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	ready := strings.Fields(string(line[:n]))
	if len(ready) != 2 || ready[0] != "ready" || !strings.HasPrefix(ready[1], "http://localhost:") {
		t.Fatalf("said %q", line[:n])
	}
	at := strings.Replace(ready[1], "localhost", "127.0.0.1", 1)
	for path, status := range map[string]int{"/healthz": 200, "/readyz": 200, "/sign-in": 200, "/demo/sign-in": 404, "/account": 401} {
		client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		q, _ := http.NewRequestWithContext(ctx, http.MethodGet, at+path, nil)
		q.Header.Set("Accept", "application/json")
		got, err := client.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != status {
			t.Errorf("%s: %d, want %d", path, got.StatusCode, status)
		}
	}
	stop()
	select {
	case code := <-done:
		if code != 0 {
			t.Errorf("stopped with exit %d", code)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("does not stop")
	}
}
