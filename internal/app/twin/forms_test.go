package twin

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"stillhome/internal/kernel/ids"
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
	number            bool
	optional          bool
}

func readForm(n *html.Node, page string) form {
	f := form{method: strings.ToUpper(attr(n, "method")), action: attr(n, "action"), multipart: attr(n, "enctype") == "multipart/form-data"}
	if f.method == "" {
		f.method = http.MethodGet
	}
	if f.action == "" {
		f.action = page
	}
	optional := map[string]bool{}
	for x := range n.Descendants() {
		if x.Type == html.ElementNode && x.Data == "label" {
			optional[attr(x, "for")] = strings.Contains(words(x), "optional")
		}
	}
	for x := range n.Descendants() {
		if x.Type != html.ElementNode || attr(x, "name") == "" {
			continue
		}
		one := field{
			name: attr(x, "name"), kind: attr(x, "type"), value: attr(x, "value"),
			number: attr(x, "inputmode") == "numeric", optional: optional[attr(x, "id")],
		}
		switch x.Data {
		case "input", "button":
		case "textarea":
			one.kind, one.value = "text", strings.TrimSpace(words(x))
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

func words(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
	}
	return b.String()
}

// way is how a form is filled in.
type way int

const (
	blank way = iota // hidden fields alone
	lean             // what must be said, of today and before
	full             // something in every field, of days to come
)

// values are what a form sends.
func (f form) values(b *base, how way) url.Values {
	v, lists := url.Values{}, 0
	for _, x := range f.fields {
		switch {
		case x.kind == "hidden" || x.kind == "submit":
			v.Add(x.name, x.value)
		case x.kind == "file" || how == blank || how == lean && x.optional && x.value == "":
		case x.kind == "radio" || x.kind == "checkbox":
			if !v.Has(x.name) {
				v.Set(x.name, x.value)
			}
		case x.kind == "select":
			lists++
			if some := slices.DeleteFunc(slices.Clone(x.choices), func(c string) bool { return c == "" }); len(some) > 0 {
				v.Set(x.name, some[lists%len(some)]) // another from each list
			}
		case x.value != "":
			v.Set(x.name, x.value)
		default:
			v.Set(x.name, someText(b, x, how))
		}
	}
	return v
}

// typed is what is typed into fields by the ends of their names, of today and
// before, and of days to come.
var typed = []struct{ name, lean, full string }{
	{"born-year", "1940", "1940"},
	{"-day", "30", "15"},
	{"-month", "11", "12"},
	{"-year", "2026", "2026"},
	{"phone", "01223 496000", "01223 496001"},
	{"postcode", "CB1 0AH", "CB1 0AH"},
	{"email", "somebody@example.org", "somebody@example.org"},
	{"login", "some.body", "some.body2"},
	{"arrived", "9:05am", "9:05am"},
	{"left", "9:25am", "9:25am"},
	{"start", "10:15am", "10:15am"},
	{"earliest", "9:15am", "9:15am"},
	{"latest", "11:15am", "11:15am"},
	{"time", "10:15am", "10:15am"},
}

// someText is what is typed where nothing stands yet.
func someText(b *base, x field, how way) string {
	for _, t := range typed {
		if strings.HasSuffix(x.name, t.name) {
			return map[way]string{lean: t.lean, full: t.full}[how]
		}
	}
	switch {
	case x.name == "ref" || x.name == "reference":
		return b.ref
	case x.number || x.kind == "number":
		return "30"
	case x.kind == "search" || slices.Contains([]string{"q", "text", "name", "family", "find"}, x.name):
		return b.family
	}
	return "Some words, the same in both worlds."
}

// addresses are what a form that searches leads to: as it stands, filled in,
// and with each choice of each list.
func (f form) addresses(b *base) []string {
	to := func(v url.Values) string { return f.action + "?" + v.Encode() }
	out := []string{to(f.values(b, blank)), to(f.values(b, full))}
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

// writes has everybody send each form that they were shown: with nothing in it,
// filled in, and the same once more. Those after which there is less to see are
// sent late.
func (c *crawl) writes(late bool) {
	for _, pattern := range c.site.patterns {
		if c.site.sealed[pattern] || pattern == forEveryone {
			continue // there is nothing sealed in A so far
		}
		ends := slices.ContainsFunc(last, func(l string) bool { return strings.Contains(pattern, l) })
		if ends != late || never.MatchString(strings.TrimPrefix(pattern, "POST ")) {
			continue
		}
		for _, who := range c.base.actors {
			if pages := c.forms[who.name][pattern]; len(pages) > 0 && !c.enough() {
				c.send(who, pattern, c.aboutVictim(pages))
			}
		}
	}
}

// forEveryone is the form by which anybody may tell of something.
const forEveryone = "POST /worried"

// raise has everybody tell of something, in both worlds, of whom it is known in
// one alone: what they are answered must not depend on that.
func (c *crawl) raise() {
	for _, pattern := range c.site.patterns {
		for _, who := range c.base.actors {
			pages := c.forms[who.name][pattern]
			if len(pages) == 0 || !c.site.sealed[pattern] && pattern != forEveryone || never.MatchString(strings.TrimPrefix(pattern, "POST ")) || c.enough() {
				continue
			}
			c.send(who, pattern, c.aboutVictim(pages))
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
	drawn := len(c.ca.names)
	a, b := c.get(who, page)
	inA, okA := c.formOf(pattern, page, a.body)
	inB, okB := c.formOf(pattern, page, b.body)
	if !okA || !okB {
		return // it was there before somebody changed something
	}
	c.sameIDs(inA, inB, drawn)
	for _, how := range []way{blank, lean, lean, full} {
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
		if c.sent[pattern] == nil {
			c.sent[pattern] = map[int]int{}
		}
		c.sent[pattern][ra.status]++
		if ra.link != "" && rb.link != "" {
			la, lb := q, q
			la.method, lb.method, la.route, lb.route = http.MethodGet, http.MethodGet, "after "+q.route, ""
			la.path, lb.path = ra.link, rb.link
			c.ask(la, lb)
		}
	}
}

// sameIDs puts one id into both forms where each world drew one for what is
// about to be added: whoever sends a form may choose it, and what is derived
// from it is then the same in both, and stands in the same order.
func (c *crawl) sameIDs(inA, inB form, drawn int) {
	if len(inA.fields) != len(inB.fields) {
		return // which was found already
	}
	for i, x := range inA.fields {
		if x.kind == "hidden" && uuidText.MatchString(x.value) && c.ca.first[x.value] > drawn {
			id := ids.Derived("twin", fmt.Sprint(c.asked), x.name)
			c.base.known[id] = true
			inA.fields[i].value, inB.fields[i].value = id, id
		}
	}
}

func (c *crawl) formOf(pattern, page, body string) (form, bool) {
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return form{}, false
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" {
			if f := readForm(n, page); f.method == http.MethodPost && c.site.of(http.MethodPost, f.action) == pattern {
				return f, true
			}
		}
	}
	return form{}, false
}

// body is what a browser would send.
func (f form) body(b *base, how way) (body, kind string) {
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
		if x.kind == "file" && how == full {
			out.WriteString("--" + cut + "\r\nContent-Disposition: form-data; name=\"" + x.name + "\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nThe same in both worlds.\r\n")
		}
	}
	out.WriteString("--" + cut + "--\r\n")
	return out.String(), "multipart/form-data; boundary=" + cut
}

// first asks for what a planted leak is near to, before all else: it saves the
// time until the comparison would come there by itself, and compares nothing in
// another way.
func (c *crawl) first(near string) {
	if near == "messages" {
		c.messages()
		return
	}
	page, pattern, isForm := strings.Cut(near, " POST ")
	page, isHead := strings.CutPrefix(page, "HEAD ")
	page = part.ReplaceAllStringFunc(page, func(p string) string { return c.fill(p) })
	for _, who := range c.base.actors {
		switch {
		case near == "" || c.enough():
		case isForm:
			c.send(who, "POST "+pattern, page)
		case isHead:
			q := asked{who: who, method: http.MethodHead, path: page}
			c.ask(q, q)
		default:
			c.get(who, page)
		}
	}
}
