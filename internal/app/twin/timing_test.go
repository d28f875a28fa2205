package twin

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/support/safeguarding"
)

var pairs = flag.Int("pairs", 0, "pairs of requests to time; 0 leaves the clock alone")

// timed is one pair of requests that must take the same time.
type timed struct {
	name     string
	status   int
	one, two func() (w *world, method, path, body string)
}

// serve answers a request within the process and says how long it took.
func (w *world) time(who someone, method, path, body string) (time.Duration, int) {
	r := httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(body))
	r.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.AddCookie(&http.Cookie{Name: "stillhome-session", Value: who.cookie})
	out := httptest.NewRecorder()
	began := time.Now()
	w.handler.ServeHTTP(out, r)
	return time.Since(began), out.Code
}

// measure times n pairs, each in an order that is thrown for.
func (p timed) measure(t *testing.T, who someone, n int) (one, two []float64) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(*seed), 0x71E5))
	ask := func(f func() (*world, string, string, string)) float64 {
		w, method, path, body := f()
		took, code := w.time(who, method, path, body)
		if code != p.status {
			t.Fatalf("%s: %d", p.name, code)
		}
		return float64(took.Nanoseconds()) / 1000
	}
	for range 1000 { // until what is kept is kept
		ask(p.one)
		ask(p.two)
	}
	for range n {
		if r.IntN(2) == 0 {
			one, two = append(one, ask(p.one)), append(two, ask(p.two))
		} else {
			two, one = append(two, ask(p.two)), append(one, ask(p.one))
		}
	}
	return one, two
}

// told is what two samples say.
type told struct {
	medianOne, medianTwo float64 // microseconds
	apart                float64 // how far the second median is from the first, as a share
	p                    float64 // of Mann and Whitney: how likely it is that they are of one kind
	first                float64 // how often the second takes longer, of all pairs
}

func compareTimes(one, two []float64) told {
	x := told{medianOne: median(one), medianTwo: median(two)}
	x.apart = x.medianTwo/x.medianOne - 1
	x.p, x.first = mannWhitney(one, two)
	return x
}

// same reports whether nobody could tell them apart: the medians lie close, and
// either chance alone would do as much or the second is slower in hardly more, or
// fewer, than half of all pairs. Two files with the same rows do not lie alike on
// disk and in memory, and ten thousand pairs show even that; telling such a pair
// apart would take thousands of undisturbed requests to a world without the
// concern, which nobody has.
func (x told) same() bool {
	return math.Abs(x.apart) <= 0.02 && (x.p > 0.01 || math.Abs(x.first-0.5) <= 0.02)
}

// slower is over zero where the second takes longer, by the medians or, where
// those are close, by the pairs.
func (x told) slower() float64 {
	if math.Abs(x.apart) > 0.02 {
		return x.apart
	}
	return x.first - 0.5
}

func (x told) String() string {
	return fmt.Sprintf("medians %.1f and %.1f µs, %+.2f %%; Mann-Whitney p = %.3f, the second slower in %.2f %% of pairs", x.medianOne, x.medianTwo, 100*x.apart, x.p, 100*x.first)
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}

// mannWhitney is the two-sided p of two samples being of one kind, by the
// normal approximation with ties, and how often one of the second is greater
// than one of the first (ties count half). Source: Mann and Whitney, Annals of
// Mathematical Statistics 18 (1947), 50-60.
func mannWhitney(one, two []float64) (p, greater float64) {
	type value struct {
		of  float64
		two bool
	}
	all := make([]value, 0, len(one)+len(two))
	for _, v := range one {
		all = append(all, value{v, false})
	}
	for _, v := range two {
		all = append(all, value{v, true})
	}
	slices.SortFunc(all, func(a, b value) int {
		switch {
		case a.of < b.of:
			return -1
		case a.of > b.of:
			return 1
		}
		return 0
	})
	n1, n2 := float64(len(one)), float64(len(two))
	ranks, ties := 0.0, 0.0
	for i := 0; i < len(all); {
		k := i
		for k < len(all) && all[k].of == all[i].of {
			k++
		}
		same := float64(k - i)
		ties += same*same*same - same
		for ; i < k; i++ {
			if all[i].two {
				ranks += float64(k) - (same-1)/2
			}
		}
	}
	n := n1 + n2
	u := ranks - n2*(n2+1)/2
	spread := math.Sqrt(n1 * n2 / 12 * (n + 1 - ties/(n*(n-1))))
	if spread == 0 {
		return 1, 0.5
	}
	z := (u - n1*n2/2) / spread
	return math.Erfc(math.Abs(z) / math.Sqrt2), u / (n1 * n2)
}

// TestMannWhitney: by hand. {1,2,3} and {4,5,6} never overlap: U = 9 of 9,
// spread √(9·7/12), z = 4.5/2.2913 = 1.9640, p = 0.0495. Two samples alike: p = 1.
func TestMannWhitney(t *testing.T) {
	p, greater := mannWhitney([]float64{1, 2, 3}, []float64{4, 5, 6})
	if math.Abs(p-0.0495) > 0.0001 || greater != 1 {
		t.Error(p, greater)
	}
	if p, greater = mannWhitney([]float64{2, 1, 2}, []float64{1, 2, 2}); p != 1 || greater != 0.5 {
		t.Error(p, greater)
	}
	if median([]float64{3, 1, 2}) != 2 || median([]float64{4, 1, 2, 3}) != 2.5 {
		t.Error("median")
	}
}

// several are worlds of each kind: which of them is asked is thrown for, so that
// where one lies in memory or on the disk is not taken for what it holds. Each
// record is closed once the worlds have parted, and opened anew: what a process
// still has at hand of its last work is not what a record holds.
func several(t *testing.T, l *leak) (plain, sealed func() *world) {
	t.Helper()
	var all [2][]*world
	for i := range 16 {
		var parted base
		var concerns []safeguarding.ID
		t.Run("part", func(t *testing.T) {
			parted, concerns = theTwins(t).parted(t, i%2 == 1)
		})
		w := parted.open(fleeting{t}, "AB"[i%2:i%2+1], l)
		w.concerns = concerns
		all[i%2] = append(all[i%2], w)
	}
	r := rand.New(rand.NewPCG(uint64(*seed), 0x5EED))
	one := func(of []*world) func() *world { return func() *world { return of[r.IntN(len(of))] } }
	return one(all[0]), one(all[1])
}

// parted is the base as one of the two worlds goes on from where they part.
func (b base) parted(t *testing.T, hidden bool) (base, []safeguarding.ID) {
	t.Helper()
	w := b.open(fleeting{t}, "AB", nil)
	if hidden {
		w.conceal(t, &b)
	} else {
		w.change(t, &b)
	}
	if err := w.g.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(w.dir, "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	b.record = raw
	return b, w.concerns
}

// kinds are what is timed: a refusal of what is there against one of what is
// not, and pages of the person, lists they stand in, and a search for them, with
// the concern against without.
func kinds(t *testing.T, l *leak) []timed {
	b := theTwins(t)
	plain, sealed := several(t, l)
	page := func(w func() *world, path string) func() (*world, string, string, string) {
		return func() (*world, string, string, string) { return w(), http.MethodGet, path, "" }
	}
	search := url.Values{"text": {b.family}}.Encode()
	find := func(w func() *world) func() (*world, string, string, string) {
		return func() (*world, string, string, string) { return w(), http.MethodPost, "/people", search }
	}
	out := []timed{
		{"a refusal: of a concern that is there, of none", 404, func() (*world, string, string, string) {
			w := sealed()
			return w, http.MethodGet, "/safeguarding/" + string(w.concerns[0]), ""
		}, func() (*world, string, string, string) {
			return sealed(), http.MethodGet, "/safeguarding/" + ids.NewHidden(), ""
		}},
		{"a search for the person", 200, find(plain), find(sealed)},
	}
	for _, path := range []string{"/people/" + string(b.victim), "/people/" + string(b.victim) + "/history", "/alerts"} {
		out = append(out, timed{strings.Replace(path, string(b.victim), "{person}", 1), 200, page(plain, path), page(sealed, path)})
	}
	return out
}

// TestTiming: with the clock in hand nobody can tell either. What is found to
// differ is timed once more, so that a moment of other work on the machine is
// not taken for a leak; what differs twice, and the same way, is one.
func TestTiming(t *testing.T) {
	if *pairs == 0 {
		t.Skip("times are for `make twin`")
	}
	for _, k := range kinds(t, nil) {
		once := 0.0
		for range 2 {
			one, two := k.measure(t, coordinator(t), *pairs)
			x := compareTimes(one, two)
			t.Logf("%s, %d pairs: %s", k.name, *pairs, x)
			if x.same() {
				break
			}
			if once*x.slower() > 0 {
				t.Errorf("%s can be told by the time it takes: %s", k.name, x)
			}
			once = x.slower()
		}
	}
}

// TestSlowPath: one statement more, where something is sealed, is seen.
func TestSlowPath(t *testing.T) {
	if *pairs == 0 {
		t.Skip("times are for `make twin`")
	}
	l := leaks[slices.IndexFunc(leaks, func(l leak) bool { return l.name == "a slow query" })]
	for _, k := range kinds(t, &l) {
		if k.name != "/people/{person}" {
			continue
		}
		one, two := k.measure(t, coordinator(t), *pairs)
		x := compareTimes(one, two)
		t.Logf("%s, slow on purpose, %d pairs: %s", k.name, *pairs, x)
		if x.same() {
			t.Errorf("one statement more was not noticed: %s", x)
		}
	}
}

func coordinator(t *testing.T) someone {
	for _, who := range theTwins(t).actors {
		if who.name == string(actor.Coordinator) {
			return who
		}
	}
	t.Fatal("no coordinator")
	return someone{}
}
