package fhir

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// node is one element of a message, the same whether it came as XML or JSON:
// a primitive has a value, anything else has kids. XML attributes other than
// value are kids too. A JSON resource hangs, as in XML, under its type's name.
type node struct {
	name  string
	value string
	kids  []*node
}

// textLimit is the most bytes of one text shown; the whole message is kept.
const textLimit = 10_000

// first walks the path by the first kid of each name; nil when it ends early.
func (n *node) first(path ...string) *node {
	for _, p := range path {
		if n = n.kid(p); n == nil {
			return nil
		}
	}
	return n
}

func (n *node) kid(name string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// all gives every node at the path, through every branch, in message order.
func (n *node) all(path ...string) []*node {
	if n == nil {
		return nil
	}
	if len(path) == 0 {
		return []*node{n}
	}
	var found []*node
	for _, k := range n.kids {
		if k.name == path[0] {
			found = append(found, k.all(path[1:]...)...)
		}
	}
	return found
}

// text is the cleaned value at the path, empty when there is none.
func (n *node) text(path ...string) string {
	if n = n.first(path...); n == nil {
		return ""
	}
	return clean(n.value)
}

// listLimit is the most of one thing shown: lines of an address, contacts,
// conditions. The whole message is kept.
const listLimit = 200

// texts are the cleaned values at the path that are not empty.
func (n *node) texts(path ...string) []string {
	var out []string
	for _, k := range n.all(path...) {
		if t := clean(k.value); t != "" && len(out) < listLimit {
			out = append(out, t)
		}
	}
	return out
}

// clean makes a sender's text safe to store and show: no control characters
// but newline and tab (PostgreSQL refuses NUL), none that turn the direction
// of writing, no space around it, at most textLimit bytes.
func clean(s string) string {
	if len(s) > 2*textLimit {
		s = cut(s, 2*textLimit)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFEFF:
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(cut(s, textLimit))
}

// joined is several cleaned texts as one, no longer than one may be.
func joined(texts []string, between string) string {
	return cut(strings.Join(texts, between), textLimit)
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// walk visits n and everything below it, in message order.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, k := range n.kids {
		k.walk(visit)
	}
}

// plain is the words of a narrative without its markup.
func plain(html string) string {
	var b strings.Builder
	tag := false
	for _, r := range html {
		switch {
		case r == '<':
			tag = true
			b.WriteByte(' ')
		case r == '>' && tag:
			tag = false
		case !tag:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// bundle finds the resources of a message and follows its references.
type bundle struct {
	root  *node
	top   []*node // the message's own resources, in order
	byRef map[string]*node
	ids   map[*node]string // last part of fullUrl, where the entry has one
}

// openBundle indexes every entry, those of a document inside the message too.
// The message's own entries win where two share a reference.
func openBundle(root *node) *bundle {
	b := &bundle{root: root, byRef: map[string]*node{}, ids: map[*node]string{}}
	b.top = b.index(root)
	root.walk(func(n *node) {
		if n.name == "Bundle" && n != root {
			b.index(n)
		}
	})
	return b
}

func (b *bundle) index(in *node) (found []*node) {
	for _, e := range in.all("entry") {
		for _, holder := range e.all("resource") {
			for _, r := range holder.kids {
				found = append(found, r)
				id := lastPart(e.text("fullUrl"))
				b.ids[r] = id
				b.remember(id, r)
				b.remember(r.text("id"), r)
			}
		}
	}
	return found
}

func (b *bundle) remember(id string, r *node) {
	if _, taken := b.byRef[id]; !taken && id != "" {
		b.byRef[id] = r
	}
}

// lastPart of "urn:uuid:X", "Patient/X" or "X" is X.
func lastPart(ref string) string { return ref[strings.LastIndexAny(ref, ":/")+1:] }

// one is the message's first resource of the type.
func (b *bundle) one(kind string) *node {
	if all := b.every(kind); len(all) > 0 {
		return all[0]
	}
	return nil
}

// every is the message's own resources of the type, in order.
func (b *bundle) every(kind string) (found []*node) {
	for _, r := range b.top {
		if r.name == kind {
			found = append(found, r)
		}
	}
	return found
}

// follow is the resource of one of the types that a reference below n at the
// path points to; nil when there is none.
func (b *bundle) follow(n *node, kinds string, path ...string) *node {
	for _, ref := range n.all(append(path, "reference")...) {
		r := b.byRef[lastPart(clean(ref.value))]
		if r != nil && (kinds == "" || strings.Contains(" "+kinds+" ", " "+r.name+" ")) {
			return r
		}
	}
	return nil
}

// idOf is the resource's id, or the id its entry goes by.
func (b *bundle) idOf(r *node) string {
	if id := r.text("id"); id != "" {
		return id
	}
	return b.ids[r]
}

// organisation is what an Organization says of itself.
func organisation(o *node) (odsCode, name string) {
	for _, i := range o.all("identifier") {
		if strings.Contains(strings.ToLower(i.text("system")), "/ods-") {
			odsCode = i.text("value")
			break
		}
	}
	return odsCode, o.text("name")
}

// orgOfType is the message's first organisation of the type code.
func (b *bundle) orgOfType(code string) *node {
	for _, o := range b.every("Organization") {
		for _, c := range o.texts("type", "coding", "code") {
			if c == code {
				return o
			}
		}
	}
	return nil
}

// odsOf is the organisation code in an endpoint, in the ways the standards
// write one; empty when there is none.
func odsOf(endpoint string) string {
	if _, after, ok := strings.Cut(endpoint, "addressing:ods:"); ok {
		return after
	}
	if system, value, ok := strings.Cut(endpoint, "|"); ok && strings.Contains(system, "/ods-") {
		return value
	}
	return ""
}

// serviceOf is the directory-of-services id in an endpoint.
func serviceOf(endpoint string) string {
	if system, value, ok := strings.Cut(endpoint, "|"); ok && strings.HasSuffix(system, "/dos-service-id") {
		return value
	}
	return ""
}

// coded reads a CodeableConcept: its first coding and its text.
func coded(n *node) Coded {
	c := n.first("coding")
	return Coded{
		System: c.text("system"), Code: c.text("code"),
		Display: c.text("display"), Text: n.text("text"),
	}
}
