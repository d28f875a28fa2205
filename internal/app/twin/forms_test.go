package twin

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// form is one form of a page as a browser sees it.
type form struct {
	method, action string
	multipart      bool
	fields         []field
}

// field is one thing that a form sends.
type field struct {
	name, kind, value string
	choices           []string // of a list
	checked           bool
}

func readForm(n *html.Node) form {
	f := form{method: strings.ToUpper(attr(n, "method")), action: attr(n, "action"), multipart: attr(n, "enctype") == "multipart/form-data"}
	if f.method == "" {
		f.method = http.MethodGet
	}
	for x := range n.Descendants() {
		if x.Type != html.ElementNode || attr(x, "name") == "" {
			continue
		}
		one := field{name: attr(x, "name"), kind: attr(x, "type"), value: attr(x, "value")}
		switch x.Data {
		case "input", "button":
			one.checked = slices.ContainsFunc(x.Attr, func(a html.Attribute) bool { return a.Key == "checked" })
		case "textarea":
			one.kind = "text"
			if x.FirstChild != nil {
				one.value = strings.TrimSpace(x.FirstChild.Data)
			}
		case "select":
			one.kind = "select"
			for o := range x.Descendants() {
				if o.Type == html.ElementNode && o.Data == "option" {
					one.choices = append(one.choices, attr(o, "value"))
				}
			}
		default:
			continue
		}
		f.fields = append(f.fields, one)
	}
	return f
}

// How a form is filled in.
const (
	blank  = iota // hidden fields alone
	filled        // something in every field
)

// values are what a form sends.
func (f form) values(b *base, how int) url.Values {
	v := url.Values{}
	for _, x := range f.fields {
		switch x.kind {
		case "hidden", "submit":
			v.Add(x.name, x.value)
			continue
		case "file":
			continue
		}
		if how == blank {
			continue
		}
		switch {
		case x.kind == "radio" || x.kind == "checkbox":
			if !v.Has(x.name) {
				v.Set(x.name, x.value)
			}
		case x.kind == "select":
			for _, c := range x.choices {
				if c != "" {
					v.Set(x.name, c)
					break
				}
			}
		case x.value != "":
			v.Set(x.name, x.value)
		default:
			v.Set(x.name, someText(b, x))
		}
	}
	return v
}

// someText is what is typed where nothing stands yet.
func someText(b *base, x field) string {
	switch {
	case strings.HasSuffix(x.name, "-day"):
		return "1"
	case strings.HasSuffix(x.name, "-month"):
		return "12"
	case strings.HasSuffix(x.name, "-year"):
		return "2026"
	case x.kind == "number":
		return "1"
	case x.kind == "tel" || strings.Contains(x.name, "phone"):
		return "01223 496000"
	case x.kind == "email":
		return "somebody@example.org"
	case x.kind == "search" || x.name == "q" || x.name == "name" || x.name == "family":
		return b.family
	case x.kind == "time" || strings.Contains(x.name, "time"):
		return "10:15"
	case x.kind == "date":
		return "2026-12-01"
	}
	return "Some words, the same in both worlds."
}

// addresses are what a form that searches leads to: as it stands, filled in,
// and with each choice of each list.
func (f form) addresses(b *base) []string {
	to := func(v url.Values) string { return f.action + "?" + v.Encode() }
	out := []string{to(f.values(b, blank)), to(f.values(b, filled))}
	for _, x := range f.fields {
		for _, c := range x.choices {
			v := f.values(b, blank)
			v.Set(x.name, c)
			out = append(out, to(v))
		}
		if x.kind == "radio" || x.kind == "checkbox" {
			v := f.values(b, blank)
			v.Set(x.name, x.value)
			out = append(out, to(v))
		}
	}
	return out
}

// last are the actions after which there is less to compare, so that they come
// after all others.
var last = []string{"/died", "/end", "/merge", "/stop", "/cancel", "/close", "/remove", "/separate", "/lost", "/drop", "/admin/"}

func lateness(pattern string) int {
	for _, l := range last {
		if strings.Contains(pattern, l) {
			return 1
		}
	}
	return 0
}

// writes has everybody send each form that they were shown: with nothing in it,
// filled in, and the same once more.
func (c *crawl) writes() {
	for _, late := range []int{0, 1} {
		for _, pattern := range c.site.patterns {
			if lateness(pattern) != late || never.MatchString(strings.TrimPrefix(pattern, "POST ")) {
				continue
			}
			for _, who := range c.base.actors {
				if pages := c.forms[who.name][pattern]; len(pages) > 0 && !c.enough() {
					c.send(who, pattern, c.aboutVictim(pages))
				}
			}
		}
	}
}

// aboutVictim is the page about the victim, or else the first.
func (c *crawl) aboutVictim(pages []string) string {
	for _, p := range pages {
		if strings.Contains(p, string(c.base.victim)) {
			return p
		}
	}
	return pages[0]
}

func (c *crawl) send(who someone, pattern, page string) {
	a, b := c.get(who, page)
	inA, okA := c.formOf(pattern, a.body)
	inB, okB := c.formOf(pattern, b.body)
	if !okA || !okB {
		return // it was there before somebody changed something
	}
	for _, how := range []int{blank, filled, filled} {
		if c.enough() {
			return
		}
		bodyA, kind := inA.body(c.base, how)
		bodyB, _ := inB.body(c.base, how)
		q := asked{who: who, method: http.MethodPost, kind: kind, route: strings.TrimPrefix(pattern, "POST ")}
		qa, qb := q, q
		qa.path, qa.body = inA.action, bodyA
		qb.path, qb.body = inB.action, bodyB
		ra, rb := c.ask(qa, qb)
		if ra.link != "" && rb.link != "" {
			la, lb := q, q
			la.method, lb.method, la.route, lb.route = http.MethodGet, http.MethodGet, "after "+q.route, ""
			la.path, lb.path = ra.link, rb.link
			c.ask(la, lb)
		}
	}
}

func (c *crawl) formOf(pattern, body string) (form, bool) {
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return form{}, false
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" {
			if f := readForm(n); f.method == http.MethodPost && c.site.of(http.MethodPost, f.action) == pattern {
				return f, true
			}
		}
	}
	return form{}, false
}

// body is what a browser would send.
func (f form) body(b *base, how int) (body, kind string) {
	v := f.values(b, how)
	if !f.multipart {
		return v.Encode(), "application/x-www-form-urlencoded"
	}
	const cut = "twin-0123456789"
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(v)) {
		for _, x := range v[name] {
			out.WriteString("--" + cut + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + x + "\r\n")
		}
	}
	for _, x := range f.fields {
		if x.kind == "file" && how == filled {
			out.WriteString("--" + cut + "\r\nContent-Disposition: form-data; name=\"" + x.name + "\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nThe same in both worlds.\r\n")
		}
	}
	out.WriteString("--" + cut + "--\r\n")
	return out.String(), "multipart/form-data; boundary=" + cut
}
