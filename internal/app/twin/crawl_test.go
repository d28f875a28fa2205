package twin

import (
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"stillhome/internal/app"
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
)

// site is the addresses of the program, from its list of modules: what a new
// module adds is asked for without anybody writing it down here.
type site struct {
	patterns []string // "GET /people/{person}"
	sealed   map[string]bool
	anybody  map[string]bool // sealed, and yet for others than the lead: to tell of something
	mux      *http.ServeMux
}

func theSite() *site {
	s := &site{mux: http.NewServeMux(), sealed: map[string]bool{}, anybody: map[string]bool{}}
	for _, m := range app.Modules(true) {
		for _, r := range m.Routes {
			pattern := r.Method + " " + r.Pattern
			s.patterns = append(s.patterns, pattern)
			s.sealed[pattern] = r.Action.Sealed
			s.anybody[pattern] = slices.ContainsFunc(r.Action.Who.Any, func(r actor.Role) bool { return r != actor.SafeguardingLead })
			s.mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
		}
	}
	slices.Sort(s.patterns)
	return s
}

// of is the pattern an address belongs to; empty where it is none of ours.
func (s *site) of(method, path string) string {
	r, err := http.NewRequest(method, path, nil)
	if err != nil {
		return ""
	}
	_, pattern := s.mux.Handler(r)
	return pattern
}

// kind is the pattern of an address with what a file's name ends in: a page and
// its spreadsheet are two kinds.
func (s *site) kind(address string) string {
	pattern := s.of(http.MethodGet, address)
	if plain, _, _ := strings.Cut(address, "?"); pattern != "" {
		pattern += path.Ext(plain)
	}
	return pattern
}

// Streams go on until their reader leaves: streams_test.go reads those. The
// clock is the harness's own; who signs out has nothing to ask any more; and who
// breaks the glass for what is sealed has need, and is reviewed.
var (
	streams = regexp.MustCompile(`/live$|^/desk/alerts$`)
	never   = regexp.MustCompile(`^/demo/|^/sign-out$|^/concerns/emergency$|^/account/(sign-out-everywhere|password|sessions/)`)
	part    = regexp.MustCompile(`\{[^}]*\}`)
)

// How many addresses of one pattern somebody asks for: a few of any kind, more
// about the victim, and lists to their last page.
const (
	fewOfAKind  = 2
	manyOfAKind = 5
	lastPage    = 40
)

// crawl is what one judge has asked and seen.
type crawl struct {
	*judge
	site  *site
	seen  map[string]map[string][]string // by who and pattern: the addresses asked for
	forms map[string]map[string][]string // by who and pattern of the form's action: pages that have it
	there map[string][]string            // by pattern: addresses that answered somebody with 200
	sent  map[string]map[int]int         // by pattern and status: forms sent
	few   bool                           // the second time: one of a kind
}

func newCrawl(j *judge) *crawl {
	return &crawl{judge: j, site: theSite(), seen: map[string]map[string][]string{}, forms: map[string]map[string][]string{}, there: map[string][]string{}, sent: map[string]map[int]int{}}
}

// wanted reports whether one more address of its pattern is worth asking for.
func (c *crawl) wanted(who someone, pattern, path string) bool {
	had := c.seen[who.name][pattern]
	few, many := fewOfAKind, manyOfAKind
	if c.few {
		few, many = 1, 1
	}
	switch {
	case pattern == "" || slices.Contains(had, path):
		return false
	case strings.Contains(path, "page="):
		return len(had) < lastPage
	case strings.Contains(path, string(c.base.victim)) || strings.Contains(path, c.base.visit):
		return len(had) < many
	}
	return len(had) < few
}

// everything is asked for by one actor: from the start page along every link,
// and the patterns no link leads to, about the victim.
func (c *crawl) everything(who someone) {
	if c.seen[who.name] == nil || c.few {
		c.seen[who.name] = map[string][]string{}
		c.forms[who.name] = map[string][]string{}
	}
	queue := []string{"/", "/people/" + string(c.base.victim), "/healthz", "/readyz", "/no/such/page", "/people/" + ids.Derived("nobody")}
	for _, p := range c.site.patterns {
		if path, ok := strings.CutPrefix(p, "GET "); ok {
			queue = append(queue, c.fill(path))
		}
	}
	for len(queue) > 0 && !c.enough() {
		path := queue[0]
		queue = queue[1:]
		plain, _, _ := strings.Cut(path, "?")
		pattern := c.site.kind(path)
		if pattern == "" {
			pattern = "none"
		}
		if streams.MatchString(plain) || !c.wanted(who, pattern, path) {
			continue
		}
		c.seen[who.name][pattern] = append(c.seen[who.name][pattern], path)
		a, _ := c.get(who, path)
		if a.status == http.StatusOK {
			c.there[pattern] = append(c.there[pattern], path)
		}
		if a.link != "" {
			queue = append(queue, a.link)
		}
		queue = append(queue, c.read(who, path, a.body)...)
	}
}

// fill puts the victim, the visit and otherwise what was seen before into a
// pattern.
func (c *crawl) fill(pattern string) string {
	if had := c.there["GET "+pattern]; len(had) > 0 {
		return had[0]
	}
	return part.ReplaceAllStringFunc(strings.TrimSuffix(pattern, "{$}"), func(p string) string {
		switch strings.Trim(p, "{.}") {
		case "person", "whom":
			return string(c.base.victim)
		case "visit":
			return c.base.visit
		case "date":
			return string(start.On())
		case "account":
			return string(c.base.raiser)
		}
		return ids.Derived("nothing")
	})
}

// read finds the links of a page, and notes its forms.
func (c *crawl) read(who someone, path, body string) (links []string) {
	if !strings.Contains(body, "<html") {
		return nil
	}
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return nil
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "a":
			if href := attr(n, "href"); strings.HasPrefix(href, "/") {
				links = append(links, href)
			}
		case "form":
			f := readForm(n, path)
			if f.method == http.MethodGet {
				links = append(links, f.addresses(c.base)...)
				continue
			}
			if pattern := c.site.of(http.MethodPost, f.action); pattern != "" {
				c.forms[who.name][pattern] = append(c.forms[who.name][pattern], path)
			}
		}
	}
	return links
}

// others has everybody ask for what anybody was shown: most are refused.
func (c *crawl) others() {
	for _, who := range c.base.actors {
		for _, pattern := range slices.Sorted(maps.Keys(c.there)) {
			for _, path := range c.there[pattern] {
				if c.enough() {
					return
				}
				if !slices.Contains(c.seen[who.name][pattern], path) && len(c.seen[who.name][pattern]) < fewOfAKind+1 {
					c.seen[who.name][pattern] = append(c.seen[who.name][pattern], path)
					c.get(who, path)
				}
			}
		}
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
