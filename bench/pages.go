package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"time"

	"stillhome/bench/county"
	"stillhome/internal/kernel/ids"
	"stillhome/internal/platform/ui"
)

// variants is how many requests of each page there are, each by another user
// or about another person.
const variants = 10

// longestRound is about how long a round may take.
const longestRound = 4 * time.Second

// page is one of the most used pages.
type page struct {
	name string
	asks []ask

	statements, raw, zipped int     // of the first
	allocations             float64 // of a request, by the handler
	alone, together         compared
}

// pagesOf lists the ten most used pages as these users ask for them.
func pagesOf(ctx context.Context, t *tested, db *sql.DB) ([]*page, error) {
	coordinators, err := signedIn(ctx, t, db, `SELECT account_id FROM gate_role WHERE role = 'coordinator' AND until_at IS NULL ORDER BY account_id LIMIT 10`)
	if err != nil {
		return nil, err
	}
	workers, err := signedIn(ctx, t, db, `SELECT DISTINCT account_id FROM roster_assignment WHERE on_date = '`+string(county.Today)+`' ORDER BY account_id LIMIT 10`)
	if err != nil {
		return nil, err
	}
	people, err := list(ctx, db, `SELECT person_id FROM episode WHERE state = 'active' ORDER BY person_id LIMIT 10`)
	if err != nil {
		return nil, err
	}
	names, err := list(ctx, db, `SELECT DISTINCT family FROM person ORDER BY family LIMIT 10`)
	if err != nil {
		return nil, err
	}
	get := func(name string, users []string, path func(n int) string) *page {
		p := &page{name: name}
		for n := range variants {
			p.asks = append(p.asks, ask{method: http.MethodGet, path: path(n), cookie: users[n%len(users)]})
		}
		return p
	}
	fixed := func(path string) func(int) string { return func(int) string { return path } }
	about := func(rest string) func(int) string {
		return func(n int) string { return "/people/" + people[n%len(people)] + rest }
	}
	find := &page{name: "POST /people (search)"}
	for n := range variants {
		find.asks = append(find.asks, ask{
			method: http.MethodPost, path: "/people", cookie: coordinators[n%len(coordinators)],
			body: url.Values{"text": {names[n%len(names)]}}.Encode(), mediaType: "application/x-www-form-urlencoded",
		})
	}
	return []*page{
		get("/", coordinators, fixed("/")),
		get("/alerts", coordinators, fixed("/alerts")),
		get("/referrals", coordinators, fixed("/referrals")),
		find,
		get("/people/{person}", coordinators, about("")),
		get("/people/{person}/plan", coordinators, about("/plan")),
		get("/people/{person}/visits", coordinators, about("/visits")),
		get("/rota/{date}", coordinators, fixed("/rota/"+string(county.Today))),
		get("/insights", coordinators, fixed("/insights")),
		get("/shift/", workers, fixed("/shift/")),
	}, nil
}

// list is one column of a query.
func list(ctx context.Context, db *sql.DB, q string) ([]string, error) {
	rows, err := db.QueryContext(ctx, q)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("nothing found by %s", q)
	}
	return out, nil
}

func signedIn(ctx context.Context, t *tested, db *sql.DB, q string) ([]string, error) {
	accounts, err := list(ctx, db, q)
	if err != nil {
		return nil, err
	}
	var tokens []string
	for _, a := range accounts {
		token, err := t.signIn(ctx, ids.Account(a))
		if err != nil {
			return nil, fmt.Errorf("sign in %s: %w", a, err)
		}
		tokens = append(tokens, token)
	}
	return tokens, nil
}

// measurePages compares each page with its floor: one user, then many.
func measurePages(ctx context.Context, o options, t *tested, b *bare, pages []*page, say func(string, ...any)) error {
	for _, p := range pages {
		say("  %s", p.name)
		floors, err := p.study(ctx, t, b)
		if err == nil {
			err = b.warm(ctx, floors[0].statements)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		base, stop, err := serve(servePages(b, floors))
		if err != nil {
			return err
		}
		err = p.compare(ctx, o, t.target, target{base, cookieName})
		stop()
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// study asks once for each variant, so that the looks of the hour are noted,
// then listens.
func (p *page) study(ctx context.Context, t *tested, b *bare) ([]floorPage, error) {
	var floors []floorPage
	for n, a := range p.asks {
		if err := t.do(ctx, a, io.Discard); err != nil {
			return nil, err
		}
		heard, err := t.hear(ctx, a)
		if err != nil {
			return nil, err
		}
		floors = append(floors, floorPage{b.heard(heard.counter), heard.page})
		if n > 0 {
			continue
		}
		p.statements = len(heard.counter.Statements)
		if p.raw, p.zipped, err = sizes(ctx, heard.page); err != nil {
			return nil, err
		}
	}
	p.allocations = allocations(t.handler, p.asks[0])
	return floors, nil
}

func (p *page) compare(ctx context.Context, o options, program, floor target) error {
	var asks []ask
	for n := range p.asks {
		asks = append(asks, ask{method: http.MethodGet, path: fmt.Sprintf("/%d", n)})
	}
	for _, part := range []struct {
		into         *compared
		users, count int
	}{{&p.alone, 1, o.alone}, {&p.together, o.users, o.together}} {
		count := max(variants, part.users)
		for round := -1; round < o.rounds; round++ { // one to warm up
			mine, err := program.load(ctx, p.asks, part.users, count)
			if err != nil {
				return err
			}
			least, err := floor.load(ctx, asks, part.users, count)
			if err != nil {
				return err
			}
			if round >= 0 {
				part.into.add(mine, least)
				continue
			}
			// A slow page is asked for less often, but by each user twice.
			count = min(part.count, max(2*count, int(longestRound.Seconds()*mine.each)))
		}
	}
	return nil
}

// sizes is how long a page is as it is and packed.
func sizes(ctx context.Context, p ui.Page) (raw, zipped int, err error) {
	var plain, packed bytes.Buffer
	if err := ui.Layout(p).Render(ctx, &plain); err != nil {
		return 0, 0, err
	}
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(plain.Bytes()); err != nil {
		return 0, 0, err
	}
	err = z.Close()
	return plain.Len(), packed.Len(), err
}

// allocations is how many the handler makes for one request, on average.
func allocations(h http.Handler, a ask) float64 {
	const n = 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range n {
		r, err := a.request(context.Background(), target{"http://localhost", cookieName})
		if err != nil {
			return 0
		}
		r.RequestURI, r.RemoteAddr = a.path, "127.0.0.1:1"
		h.ServeHTTP(&nowhere{http.Header{}}, r)
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / n
}

// nowhere is an answer that nobody reads.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n *nowhere) WriteHeader(int)             {}
