package twin

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// difference is one thing by which somebody without need can tell the worlds
// apart.
type difference struct {
	actor, route, piece string
	shows               string // the first place where the two are not the same
}

func (d difference) String() string {
	return fmt.Sprintf("%s at %s, by the %s:\n%s", d.actor, d.route, d.piece, d.shows)
}

// judge asks both worlds the same, and compares.
type judge struct {
	t      testing.TB
	base   *base
	a, b   *world
	ca, cb *canon
	found  []difference
	most   int // differences to find; then it stops
	asked  int // requests put to each world
	ticks  int
	but    map[string]bool // tables that may differ, and why is said where it is set
	bytes  int             // that B showed
	sung   []string        // what was sealed and yet was shown
}

func newJudge(t testing.TB, b *base, l *leak, most int) *judge {
	return &judge{
		t: t, base: b, a: b.open(fleeting{t}, "A", l), b: b.open(fleeting{t}, "B", l),
		ca: newCanon(b.known), cb: newCanon(b.known), most: most,
	}
}

// enough reports whether the judge has seen what it wants to see.
func (j *judge) enough() bool { return len(j.found) >= j.most }

// tick lets a moment go by, in both worlds.
func (j *judge) tick() {
	j.ticks++
	now := start.Add(time.Duration(j.ticks) * 50 * time.Millisecond)
	j.a.g.Clock.Hold(now)
	j.b.g.Clock.Hold(now)
}

// same compares one piece of what somebody sees.
func (j *judge) same(actor, route, piece, a, b string) bool {
	j.listen(actor, route, piece, b)
	if a == b {
		return true
	}
	a, b = j.ca.text(a), j.cb.text(b)
	if a == b && len(j.ca.names) == len(j.cb.names) {
		return true
	}
	if !j.enough() {
		j.found = append(j.found, difference{actor, route, piece, apart(a, b)})
	}
	return false
}

// listen looks for words that were sealed in what B shows.
func (j *judge) listen(actor, route, piece, b string) {
	j.bytes += len(b)
	for _, word := range wordsIn([]byte(b)) {
		j.sung = append(j.sung, actor+" at "+route+", in the "+piece+": "+word)
	}
}

// ask puts one request to both worlds, each in its own words (the ids of forms
// are drawn anew), and compares all that comes back.
func (j *judge) ask(inA, inB asked) (a, b answer) {
	j.tick()
	j.asked++
	inB.path = j.ca.translated(inB.path, j.cb)
	theDice.again(j.asked)
	a = j.a.ask(j.t, inA)
	theDice.again(j.asked)
	b = j.b.ask(j.t, inB)
	route := inA.route
	if route == "" {
		route = inA.path
	}
	route = inA.method + " " + route
	j.same(inA.who.name, route, "headers", a.head, b.head)
	j.same(inA.who.name, route, "body", a.body, b.body)
	j.same(inA.who.name, route, "work for the database", a.work, b.work)
	j.same(inA.who.name, route, "log", a.logged, b.logged)
	return a, b
}

// get is ask for a page.
func (j *judge) get(who someone, path string) (a, b answer) {
	q := asked{who: who, method: "GET", path: path}
	return j.ask(q, q)
}

// tables compares what lies in the shared tables, row by row, in the order in
// which they were written.
func (j *judge) tables(after string) {
	j.t.Helper()
	a, err := dump(j.a.g)
	if err != nil {
		j.t.Fatal(err)
	}
	b, err := dump(j.b.g)
	if err != nil {
		j.t.Fatal(err)
	}
	if len(a) < 50 || len(a) != len(b) {
		j.t.Fatalf("%d and %d tables", len(a), len(b))
	}
	for i := range a {
		if j.enough() {
			return
		}
		if j.but[a[i].name] {
			continue
		}
		var inA, inB []string // what is the same to the letter need not be read
		for n := range max(len(a[i].rows), len(b[i].rows)) {
			x, y := a[i].row(n), b[i].row(n)
			j.listen("whoever reads the database", "table "+a[i].name, "rows", y)
			if x != y {
				inA, inB = append(inA, x), append(inB, y)
			}
		}
		j.same("whoever reads the database", "table "+a[i].name+", after "+after, "rows", strings.Join(inA, "\n"), strings.Join(inB, "\n"))
	}
}

// idsInOrder compares the order of time of the ids that were made.
func (j *judge) idsInOrder() {
	j.same("whoever is shown an id", "everywhere", "order of ids", j.ca.order(), j.cb.order())
}

// apart is the first place where two texts differ, with a little around it.
func apart(a, b string) string {
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	around := func(s string) string {
		from, to := max(0, at-120), min(len(s), at+160)
		if nl := strings.LastIndexByte(s[from:at], '\n'); nl >= 0 {
			from += nl + 1
		}
		return strings.ToValidUTF8(s[from:to], "…")
	}
	return fmt.Sprintf("  A (%d bytes): %s\n  B (%d bytes): %s", len(a), around(a), len(b), around(b))
}
