package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ask is one request as a browser or phone makes it.
type ask struct {
	method, path, body, mediaType string
	cookie                        string // the session's token
}

// target is a server on this machine and how its session cookie is called.
type target struct{ base, cookie string }

// client keeps a connection for each user, as browsers do.
var client = &http.Client{
	Transport: &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 256, DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	},
}

func (a ask) request(ctx context.Context, t target) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, a.method, t.base+a.path, strings.NewReader(a.body))
	if err != nil {
		return nil, err
	}
	if a.mediaType != "" {
		r.Header.Set("Content-Type", a.mediaType)
	}
	r.Header.Set("Accept", "text/html, application/json")
	if a.cookie != "" {
		r.Header.Set("Cookie", t.cookie+"="+a.cookie)
	}
	return r, nil
}

// do makes one request and writes the whole answer to somewhere. Any status but
// 200 is an error.
func (t target) do(ctx context.Context, a ask, to io.Writer) error {
	r, err := a.request(ctx, t)
	if err != nil {
		return err
	}
	got, err := client.Do(r)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	_, err = io.Copy(to, got.Body)
	if err == nil && got.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s answered %d", a.method, a.path, got.StatusCode)
	}
	return err
}

// load asks by turns for each of a list, count times in all, by users who each
// wait for the answer before asking again and do not think in between.
func (t target) load(ctx context.Context, asks []ask, users, count int) (times, error) {
	return t.loadThinking(ctx, asks, users, count, 0)
}

// loadThinking is load by users who think before each page, half as long again
// or half as long as said, so that they do not ask in step.
func (t target) loadThinking(ctx context.Context, asks []ask, users, count int, think time.Duration) (times, error) {
	took := make([]time.Duration, count)
	var next atomic.Int64
	var all sync.WaitGroup
	failed := make(chan error, users)
	start := time.Now()
	for range users {
		all.Go(func() {
			for n := int(next.Add(1)) - 1; n < count; n = int(next.Add(1)) - 1 {
				if think > 0 {
					time.Sleep(think/2 + rand.N(think))
				}
				began := time.Now()
				if err := t.do(ctx, asks[n%len(asks)], io.Discard); err != nil {
					failed <- err
					return
				}
				took[n] = time.Since(began)
			}
		})
	}
	all.Wait()
	select {
	case err := <-failed:
		return times{}, err
	default:
	}
	return timesOf(took, time.Since(start)), nil
}

// times sums up how long requests took.
type times struct {
	p50, p95, p99 time.Duration
	each          float64 // a second
}

func timesOf(took []time.Duration, all time.Duration) times {
	slices.Sort(took)
	at := func(part float64) time.Duration { return took[min(len(took)-1, int(part*float64(len(took))))] }
	return times{at(0.50), at(0.95), at(0.99), float64(len(took)) / all.Seconds()}
}

// median is the middle one, by value, of an odd or even number of them.
func median[T interface{ ~int64 | ~float64 }](all []T) T {
	if len(all) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(all))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// compared is the program and its floor over several rounds by turns.
type compared struct{ program, floor []times }

func (c *compared) add(program, floor times) {
	c.program, c.floor = append(c.program, program), append(c.floor, floor)
}

func middle(all []times) times {
	pick := func(of func(times) time.Duration) time.Duration {
		var v []time.Duration
		for _, t := range all {
			v = append(v, of(t))
		}
		return median(v)
	}
	var each []float64
	for _, t := range all {
		each = append(each, t.each)
	}
	return times{
		pick(func(t times) time.Duration { return t.p50 }), pick(func(t times) time.Duration { return t.p95 }),
		pick(func(t times) time.Duration { return t.p99 }), median(each),
	}
}

// ratios is, for the middle, the slow and the slowest requests, the median over
// the rounds of program to floor within one round.
func (c compared) ratios() (p50, p95, p99 float64) {
	pick := func(of func(times) time.Duration) float64 {
		var v []float64
		for i := range c.program {
			v = append(v, float64(of(c.program[i]))/float64(max(1, of(c.floor[i]))))
		}
		return median(v)
	}
	return pick(func(t times) time.Duration { return t.p50 }),
		pick(func(t times) time.Duration { return t.p95 }), pick(func(t times) time.Duration { return t.p99 })
}
