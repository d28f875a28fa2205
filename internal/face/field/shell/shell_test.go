package shell_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"stillhome/internal/face/field/shell"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/platform/gate/gatetest"
	"stillhome/internal/platform/web"
)

func serve(t *testing.T) http.Handler {
	t.Helper()
	s, err := web.New(web.Config{
		Sites: []*web.Site{{Name: "Testshire Council", ODS: "V396BB", Gate: gatetest.SQLite(t)}}, Routes: shell.Routes, Plain: true,
		Identify: func(context.Context, *web.Site, string, string) (actor.Actor, error) { return actor.Actor{}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}

func get(h http.Handler, path string, header ...string) *http.Response {
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var linked = regexp.MustCompile(`(?:src|href)="(/v/[^"]+)"`)

// What is loaded before the first screen is small enough for a slow network:
// the page, its style and script, as sent.
func TestFirstLoad(t *testing.T) {
	h := serve(t)
	index := get(h, "/v/", "Accept-Encoding", "gzip, br")
	first, script := len(body(t, index)), 0
	page := body(t, get(h, "/v/"))
	for _, m := range linked.FindAllSubmatch(page, -1) {
		name := string(m[1])
		r := get(h, name, "Accept-Encoding", "gzip")
		if r.StatusCode != http.StatusOK {
			t.Errorf("the page leads to %s, which answers %d", name, r.StatusCode)
		}
		n := len(body(t, r))
		switch {
		case strings.HasSuffix(name, ".js"):
			script += n
			first += n
		case strings.HasSuffix(name, ".css"), strings.HasSuffix(name, ".woff2"):
			first += n
		}
	}
	if script == 0 || script > 60_000 || first > 100_000 {
		t.Errorf("the script has %d bytes as sent, at most 60,000; the first load %d, at most 100,000", script, first)
	}
	t.Logf("script %d bytes, first load %d bytes", script, first)
}

// Whatever the address, it is the same page; files that are gone are not it.
func TestOneShellForAll(t *testing.T) {
	h := serve(t)
	page := body(t, get(h, "/v/"))
	if !bytes.Contains(page, []byte(`<div id="app">`)) || !bytes.Contains(page, []byte(`<noscript>`)) || !bytes.Contains(page, []byte(`href="/shift/"`)) {
		t.Errorf("this is not the app's page, or it leaves those without scripts alone:\n%s", page)
	}
	for _, path := range []string{"/v/visit/0197f0c2-0000-7000-8000-000000000002", "/v/person/x/concern", "/v/help", "/v/waiting"} {
		if r := get(h, path); r.StatusCode != 200 || !bytes.Equal(body(t, r), page) {
			t.Errorf("%s: %d, and not the app's page", path, r.StatusCode)
		}
	}
	for _, path := range []string{"/v/assets/index-gone.js", "/v/../go.mod", "/v/shell.go", "/v/assets/"} {
		r := get(h, path)
		if r.StatusCode == 200 && path != "/v/assets/" {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

func TestHeaders(t *testing.T) {
	h := serve(t)
	script := string(linked.FindSubmatch(regexp.MustCompile(`<script[^>]+>`).Find(body(t, get(h, "/v/"))))[1])
	for path, want := range map[string]struct{ media, cache string }{
		"/v/":                     {"text/html; charset=utf-8", "no-cache"},
		"/v/help":                 {"text/html; charset=utf-8", "no-cache"},
		"/v/sw.js":                {"text/javascript; charset=utf-8", "no-cache"},
		"/v/manifest.webmanifest": {"application/manifest+json", "no-cache"},
		"/v/icon-512.png":         {"image/png", "no-cache"},
		script:                    {"text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
	} {
		plain, small := get(h, path), get(h, path, "Accept-Encoding", "gzip, deflate, br, zstd")
		for _, r := range []*http.Response{plain, small} {
			if got := r.Header.Get("Content-Type"); got != want.media {
				t.Errorf("%s: media type %q, want %q", path, got, want.media)
			}
			if got := r.Header.Get("Cache-Control"); got != want.cache {
				t.Errorf("%s: cache %q, want %q", path, got, want.cache)
			}
			csp := r.Header.Get("Content-Security-Policy")
			if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "manifest-src 'self'") || !strings.Contains(csp, "worker-src 'self'") || strings.Contains(csp, "unsafe") {
				t.Errorf("%s: policy %q", path, csp)
			}
			if r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s: %v", path, r.Header)
			}
		}
		want := body(t, plain)
		got := body(t, small)
		if small.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(bytes.NewReader(got))
			if err != nil {
				t.Fatal(err)
			}
			if got, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: compressed it is something else", path)
		}
	}
}
