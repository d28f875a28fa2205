package twin

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// canon gives what is drawn anew in each world (ids, tokens, seals) the same
// name in both: the number of its first appearance, its kind and its length.
// What both worlds began with keeps its own name, so that one known thing in
// the place of another is seen. Ids that carry the time must besides lie in the
// same order of time in both.
type canon struct {
	known map[string]bool
	names map[string]string
	first map[string]int // the number of each name
	drawn []string       // what was drawn, by its number
	timed []string       // ids that carry the time, by first appearance
}

func newCanon(known map[string]bool) *canon {
	return &canon{known: known, names: map[string]string{}, first: map[string]int{}}
}

// text is s with what is random in it named.
func (c *canon) text(s string) string {
	return run.ReplaceAllStringFunc(s, func(r string) string {
		if c.known[r] {
			return r
		}
		if uuidText.MatchString(r) {
			return uuidText.ReplaceAllStringFunc(r, c.id)
		}
		if !random(r) {
			return r
		}
		if said, ok := spelt(r); ok {
			return "base64(" + c.text(said) + ")"
		}
		return c.name(r, fmt.Sprintf("text of %d", len(r)))
	})
}

func (c *canon) id(id string) string {
	if c.known[id] {
		return id
	}
	if id[14] == '7' && c.names[id] == "" {
		c.timed = append(c.timed, id)
	}
	return c.name(id, "id of version "+id[14:15])
}

func (c *canon) name(token, kind string) string {
	if c.names[token] == "" {
		c.first[token] = len(c.names) + 1
		c.drawn = append(c.drawn, token)
		c.names[token] = fmt.Sprintf("‹%s, number %d›", kind, len(c.names)+1)
	}
	return c.names[token]
}

// translated is an address of this world in the words of the other.
func (c *canon) translated(path string, to *canon) string {
	return uuidText.ReplaceAllStringFunc(path, func(id string) string {
		if n := c.first[id]; n > 0 && n <= len(to.drawn) {
			return to.drawn[n-1]
		}
		return id
	})
}

// spelt is text that was put into base64, such as the words left for the next
// page.
func spelt(s string) (string, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || !utf8.Valid(b) {
		return "", false
	}
	said := string(b)
	return said, !strings.ContainsFunc(said, func(r rune) bool { return !unicode.IsPrint(r) })
}

// order is the first appearances of the ids that carry the time, in the order
// of that time.
func (c *canon) order() string {
	at := map[string]int{}
	for i, id := range c.timed {
		at[id] = i
	}
	sorted := slices.Sorted(slices.Values(c.timed))
	var b strings.Builder
	for _, id := range sorted {
		fmt.Fprintln(&b, at[id])
	}
	return b.String()
}
