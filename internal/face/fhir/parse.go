package fhir

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// Limits on what is read. A message of ours is under 200 KB, 20 levels and
// 3,000 elements; these leave room and still bound time and memory.
const (
	// MaxBytes is the largest message taken: 20 MB. Readers check it before
	// they read the rest, and Understand checks it again.
	MaxBytes = 20 << 20

	maxDepth      = 64
	maxElements   = 200_000
	maxAttributes = 600_000
)

// space of FHIR elements, in every version.
const space = "http://hl7.org/fhir"

// parseXML reads as much as it can. When it stops early it returns what it
// has with the reason.
func parseXML(raw []byte) (*node, *Refusal) {
	if bytes.Count(raw, []byte("=")) > maxAttributes {
		return nil, refuse(tooMany)
	}
	d := xml.NewDecoder(bytes.NewReader(raw))
	g := grower{}
	var dtd, other *Refusal
	d.CharsetReader = func(name string, in io.Reader) (io.Reader, error) {
		if !extendsASCII(name) || !ascii(raw) {
			other = refuse(charset)
		}
		return in, nil // raw is UTF-8 by now, whatever it says of itself
	}
	for {
		t, err := d.Token()
		if err != nil {
			return g.end(dtd, other, xmlRefusal(err, g))
		}
		switch t := t.(type) {
		case xml.Directive:
			dtd = refuse(hasDTD)
		case xml.StartElement:
			if len(g.open) == 0 && g.root == nil && t.Name.Space != "" && t.Name.Space != space {
				return nil, refuse(notBundle)
			}
			if r := g.start(t.Name.Local); r != nil {
				return g.end(dtd, other, r)
			}
			for _, a := range t.Attr {
				g.attribute(a)
			}
			if t.Name.Local == "div" {
				words, r := narrative(d, &g)
				g.top().value = words
				g.stop()
				if r != nil {
					return g.end(dtd, other, r)
				}
			}
		case xml.EndElement:
			g.stop()
		}
	}
}

// extendsASCII reports whether the character set reads plain ASCII as UTF-8
// does, so that a message holding nothing else has one meaning.
func extendsASCII(name string) bool {
	name = strings.ToLower(name)
	return name == "us-ascii" || name == "ascii" ||
		strings.HasPrefix(name, "iso-8859-") || strings.HasPrefix(name, "windows-125")
}

func ascii(raw []byte) bool {
	for _, b := range raw {
		if b >= 0x80 {
			return false
		}
	}
	return true
}

func xmlRefusal(err error, g grower) *Refusal {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF) && g.root != nil && len(g.open) == 0:
		return nil
	case errors.Is(err, io.EOF), errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"):
		return refuse(truncated)
	}
	return refuse(malformed)
}

// narrative gathers the words inside an XHTML div, whose start has been read,
// and reads its end. Its elements count and nest like any other.
func narrative(d *xml.Decoder, g *grower) (string, *Refusal) {
	var b strings.Builder
	for depth := 1; depth > 0; {
		t, err := d.Token()
		if err != nil {
			return b.String(), xmlRefusal(err, *g)
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			if g.count++; g.count > maxElements {
				return b.String(), refuse(tooMany)
			}
			if len(g.open)+depth > maxDepth {
				return b.String(), refuse(tooDeep)
			}
			b.WriteByte(' ')
		case xml.EndElement:
			depth--
			b.WriteByte(' ')
		case xml.CharData:
			b.Write(t)
		}
	}
	return strings.Join(strings.Fields(b.String()), " "), nil
}

// grower builds a tree within the limits, for both syntaxes.
type grower struct {
	root  *node
	open  []*node
	count int
	names map[string]string
}

func (g *grower) start(name string) *Refusal {
	if g.count++; g.count > maxElements {
		return refuse(tooMany)
	}
	if len(g.open) >= maxDepth {
		return refuse(tooDeep)
	}
	n := &node{name: g.intern(name)}
	if len(g.open) > 0 {
		g.top().kids = append(g.top().kids, n)
	} else if g.root == nil {
		g.root = n
	}
	g.open = append(g.open, n)
	return nil
}

func (g *grower) stop()      { g.open = g.open[:len(g.open)-1] }
func (g *grower) top() *node { return g.open[len(g.open)-1] }

func (g *grower) attribute(a xml.Attr) {
	switch {
	case a.Name.Local == "value":
		g.top().value = a.Value
	case a.Name.Local != "xmlns" && a.Name.Space == "":
		g.top().kids = append(g.top().kids, &node{name: g.intern(a.Name.Local), value: a.Value})
	}
}

// intern keeps one copy of each name, so that a tree holds few strings.
func (g *grower) intern(name string) string {
	if g.names == nil {
		g.names = map[string]string{}
	}
	if kept, ok := g.names[name]; ok {
		return kept
	}
	name = strings.Clone(name)
	g.names[name] = name
	return name
}

// end gives what was built; the first of the reasons given is the one told.
func (g *grower) end(reasons ...*Refusal) (*node, *Refusal) {
	for _, r := range reasons {
		if r != nil {
			return g.root, r
		}
	}
	return g.root, nil
}

// parseJSON reads as much as it can, into the tree the same message would
// have as XML. A key used twice in one object is refused: two readers may
// each believe another of them.
func parseJSON(raw []byte) (*node, *Refusal) {
	p := jsonParser{d: json.NewDecoder(bytes.NewReader(raw))}
	p.d.UseNumber()
	root := &node{}
	p.g.open = []*node{root}
	r := p.value("")
	if r == nil {
		if _, err := p.d.Token(); !errors.Is(err, io.EOF) {
			r = refuse(malformed)
		}
	}
	if len(root.kids) == 0 {
		return nil, r
	}
	return root.kids[0], r
}

type jsonParser struct {
	d *json.Decoder
	g grower
	// lists counts the arrays open, which the tree does not show.
	lists int
}

// value reads one value and hangs it under the open node by the name.
func (p *jsonParser) value(name string) *Refusal {
	t, err := p.d.Token()
	if err != nil {
		return jsonRefusal(err)
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return p.list(name)
		}
		return p.object(name)
	case string:
		return p.leaf(name, t)
	case json.Number:
		if _, err := t.Float64(); err != nil {
			return refuse(malformed) // 1e400 is no number anyone can hold
		}
		return p.leaf(name, t.String())
	case bool:
		return p.leaf(name, strconv.FormatBool(t))
	}
	return nil // null says nothing
}

func (p *jsonParser) leaf(name, value string) *Refusal {
	r := p.g.start(name)
	if r == nil {
		p.g.top().value = strings.ReplaceAll(value, "\x00", "") // no record keeps one, and XML has none
		p.g.stop()
	}
	return r
}

func (p *jsonParser) list(name string) *Refusal {
	if p.lists++; p.lists+len(p.g.open) > maxDepth {
		return refuse(tooDeep)
	}
	for p.d.More() {
		if r := p.value(name); r != nil {
			return r
		}
	}
	p.lists--
	return p.close()
}

func (p *jsonParser) object(name string) *Refusal {
	if r := p.g.start(name); r != nil {
		return r
	}
	if p.lists+len(p.g.open) > maxDepth {
		return refuse(tooDeep)
	}
	n := p.g.top()
	r := p.members()
	if kind := n.text("resourceType"); kind != "" {
		if name == "" {
			n.name = kind
		} else {
			n.kids = []*node{{name: kind, kids: n.kids}}
		}
	}
	if r == nil {
		p.g.stop()
	}
	return r
}

func (p *jsonParser) members() *Refusal {
	seen := map[string]bool{}
	for p.d.More() {
		t, err := p.d.Token()
		if err != nil {
			return jsonRefusal(err)
		}
		key, _ := t.(string)
		if key == "" {
			return refuse(malformed)
		}
		if seen[key] {
			return refuse(duplicateKey)
		}
		seen[key] = true
		if r := p.value(key); r != nil {
			return r
		}
	}
	return p.close()
}

// close reads the bracket that ends a list or object.
func (p *jsonParser) close() *Refusal {
	if _, err := p.d.Token(); err != nil {
		return jsonRefusal(err)
	}
	return nil
}

func jsonRefusal(err error) *Refusal {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return refuse(truncated)
	}
	return refuse(malformed)
}
