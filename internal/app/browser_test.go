package app_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"stillhome/internal/app"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/web"
)

// browser keeps cookies and shows redirects instead of following them.
type browser struct {
	t    *testing.T
	at   string
	http *http.Client
}

// answer is one answer as a browser gets it.
type answer struct {
	status   int
	header   http.Header
	body     string
	location string
	cookies  []*http.Cookie
}

// serve serves one council from a test's record.
func serve(t *testing.T, g *gate.Gate, demo bool) *browser {
	t.Helper()
	a := app.New(app.Config{Demo: demo}, &web.Site{Name: "Fenmarsh County Council", ODS: "V396BB", Gate: g})
	server, err := a.Server()
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewTLSServer(server.Handler())
	if demo {
		s.Close()
		s = httptest.NewServer(server.Handler())
	}
	t.Cleanup(s.Close)
	return another(t, s)
}

// another is a fresh browser at the same server.
func another(t *testing.T, s *httptest.Server) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := *s.Client()
	c.Jar = jar
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{t, s.URL, &c}
}

// fresh is another browser of somebody else, without cookies.
func (b *browser) fresh() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.t.Fatal(err)
	}
	c := *b.http
	c.Jar = jar
	return &browser{b.t, b.at, &c}
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil)
}

// post sends a form: name, value, name, value.
func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, v)
}

func (b *browser) do(method, path string, form url.Values) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.at+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept", "text/html")
	got, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{got.StatusCode, got.Header, string(body), got.Header.Get("Location"), got.Cookies()}
}

// want fails unless the answer has the status and holds every text.
func (a answer) want(t *testing.T, status int, texts ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d\n%s", a.status, status, words(a.body))
	}
	for _, text := range texts {
		if !strings.Contains(words(a.body), text) {
			t.Errorf("no %q in\n%s", text, words(a.body))
		}
	}
	return a
}

// goes fails unless the answer leads on to the path.
func (a answer) goes(t *testing.T, to string) answer {
	t.Helper()
	if a.status != http.StatusSeeOther || a.location != to {
		t.Fatalf("status %d to %q, want to %q\n%s", a.status, a.location, to, words(a.body))
	}
	return a
}

// find is the first part of the body the expression captures.
func (a answer) find(t *testing.T, expression string) string {
	t.Helper()
	m := regexp.MustCompile(expression).FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("nothing like %s in\n%s", expression, words(a.body))
	}
	return html.UnescapeString(m[1])
}

func (a answer) cookie(name string) *http.Cookie {
	for _, c := range a.cookies {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// words is the main part of a page as it reads.
func words(page string) string {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return page
	}
	var out []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			if s := strings.Join(strings.Fields(n.Data), " "); s != "" {
				out = append(out, s)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return strings.Join(out, "\n")
}
