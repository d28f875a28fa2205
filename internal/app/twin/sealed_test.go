package twin

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// known has the lead, in B, open every sealed page that a link leads to, and
// follow every other link that stands on a page: into the record of the person,
// too, which they search for and open by its address besides. That they look is
// because of what A does not have, and moves nothing that is shared. It gives
// what the others will ask for: addresses that answer the lead, and forms that
// the lead could send.
func (c *crawl) known() (out []asked) {
	queue, had := []string{"/people/" + string(c.base.victim)}, []string(nil)
	ordinary := map[string]int{} // pages of the ordinary record, by pattern
	c.b.ask(c.t, asked{who: c.base.lead, method: http.MethodPost, path: "/people", kind: "application/x-www-form-urlencoded", body: url.Values{"text": {c.base.family}}.Encode()})
	for _, p := range c.site.patterns {
		if path, ok := strings.CutPrefix(p, "GET "); ok && c.site.sealed[p] && !strings.Contains(path, "{") {
			queue = append(queue, path)
		}
	}
	for len(queue) > 0 && len(had) < 400 {
		path := queue[0]
		queue = queue[1:]
		plain, _, _ := strings.Cut(path, "?")
		pattern := c.site.of(http.MethodGet, path)
		sealed := c.site.sealed[pattern]
		if pattern == "" || slices.Contains(had, path) || streams.MatchString(plain) || never.MatchString(plain) || !sealed && ordinary[pattern] >= manyOfAKind {
			continue
		}
		if !sealed {
			ordinary[pattern]++
		}
		had = append(had, path)
		theDice.again(len(had))
		look := asked{who: c.base.lead, method: http.MethodGet, path: path}
		a := c.b.ask(c.t, look)
		if a.status != http.StatusOK {
			continue
		}
		if strings.Contains(path, string(c.base.other)) {
			c.a.ask(c.t, look) // who looked at what both worlds hold is shown to those who may know of it
		}
		if sealed {
			out = append(out, asked{method: http.MethodGet, path: path})
		}
		doc, err := html.Parse(strings.NewReader(a.body))
		if err != nil {
			continue
		}
		for n := range doc.Descendants() {
			switch {
			case n.Type == html.ElementNode && n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/"):
				queue = append(queue, attr(n, "href"))
			case n.Type == html.ElementNode && n.Data == "form":
				f := readForm(n, path)
				if pattern := c.site.of(f.method, f.action); c.site.sealed[pattern] && !c.site.anybody[pattern] {
					body, kind := f.body(c.base, lean)
					out = append(out, asked{method: f.method, path: f.action, body: body, kind: kind})
				}
			}
		}
	}
	if len(ordinary) < 5 {
		c.t.Errorf("the lead followed links to %d kinds of ordinary page", len(ordinary))
	}
	if len(out) < 3 {
		c.t.Fatalf("the lead was shown %d sealed pages: there is nothing to hide", len(out))
	}
	return out
}

// aside are the sealed forms that the lead leaves alone here: those that write
// the ordinary record, too (that is done where the worlds part, and in A for an
// ordinary reason), and those that give somebody need.
var aside = regexp.MustCompile(`/arrange$|/hidden$|/hidden/|/access$|/deputies$`)

// works has the lead, in B alone, send each form of the sealed pages: what is
// written there moves nothing that is shared.
func (c *crawl) works(known []asked) {
	taken := 0
	for _, page := range known {
		if page.method != http.MethodGet || strings.Contains(page.path, string(c.base.other)) {
			continue // what both worlds hold stays alike in both
		}
		theDice.again(taken)
		a := c.b.ask(c.t, asked{who: c.base.lead, method: http.MethodGet, path: page.path})
		doc, err := html.Parse(strings.NewReader(a.body))
		if err != nil {
			continue
		}
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode || n.Data != "form" {
				continue
			}
			f := readForm(n, page.path)
			if pattern := c.site.of(f.method, f.action); f.method != http.MethodPost || !c.site.sealed[pattern] || c.site.anybody[pattern] || aside.MatchString(pattern) {
				continue
			}
			for _, how := range []way{lean, full} {
				body, kind := f.body(c.base, how)
				a := c.b.ask(c.t, asked{who: c.base.lead, method: http.MethodPost, path: f.action, body: body, kind: kind})
				if a.status == http.StatusSeeOther {
					taken++
				}
			}
		}
	}
	if taken < 5 {
		c.t.Errorf("only %d of the lead's forms were taken", taken)
	}
}

// probe has everybody ask for what only the lead knows of.
func (c *crawl) probe(known []asked) {
	for _, who := range c.base.actors {
		for _, q := range known {
			if who.name == hiddenFrom && q.method != http.MethodGet || c.enough() {
				continue // a lead, who may give others need by such forms
			}
			q.who = who
			c.ask(q, q)
		}
	}
}
