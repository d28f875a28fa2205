package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"stillhome/bench/county"
)

// storm is how the phones come.
type storm struct {
	name string
	over time.Duration // evenly spread over it
}

// result is one storm as it was seen.
type result struct {
	batch, pack, help stats
	drained           time.Duration // from the first phone to the last answer
	after             time.Duration // from when the last phone came
	errors            []string
	lost              int
	verdicts          map[string]int
	cpu, database     time.Duration // of the program, of PostgreSQL
	resident          float64       // megabytes
	sent, got         int64         // bytes of bodies
}

// stats are of one kind of request. Only those that were taken count among the
// times; how often a phone was told to come again stands beside.
type stats struct {
	took  []time.Duration // of each request that was taken
	whole []time.Duration // from when the phone came until it was
	busy  int
}

// field is the council as phones reach it.
type field struct {
	base   string
	client *http.Client
	o      options
	until  time.Time // nobody tries longer

	mu       sync.Mutex
	r        *result
	answers  [][]byte
	finished time.Time
}

// one brings one storm over a copy of the record.
func one(ctx context.Context, o options, e *county.Engine, phones []caller, s storm, name string) (r result, err error) {
	dsn, drop, err := e.Copied(ctx, "phones", "storm")
	if err != nil {
		return r, err
	}
	defer drop()
	p, err := serve(ctx, o, e, dsn, name)
	if err != nil {
		return r, err
	}
	running := true
	defer func() {
		if running {
			err = errors.Join(err, p.stop())
		}
	}()
	time.Sleep(o.settle)
	before, data := p.cpu(), e.ServerCPU()
	helps, err := face(ctx, o, p.base, phones, s, &r)
	if err != nil {
		return r, err
	}
	r.cpu, r.database = p.cpu()-before, e.ServerCPU()-data
	r.resident = p.resident()
	running = false
	if err := p.stop(); err != nil {
		return r, err
	}
	return r, r.check(ctx, e, dsn, phones[:o.phones], helps)
}

// face lets the phones come, and gives the facts by which help was asked for.
func face(ctx context.Context, o options, base string, phones []caller, s storm, r *result) ([]string, error) {
	f := &field{base: base, o: o, r: r, client: &http.Client{
		Transport: &http.Transport{MaxIdleConns: 4 * len(phones), MaxIdleConnsPerHost: 4 * len(phones), DisableCompression: true},
		Timeout:   time.Minute,
	}}
	defer f.client.CloseIdleConnections()
	bodies := make([][]byte, o.phones)
	for i, c := range phones[:o.phones] {
		var err error
		if bodies[i], err = c.Delivery(day.AtMinute(9*60), c.facts...); err != nil {
			return nil, err
		}
		if len(bodies[i]) > 64<<10 {
			return nil, fmt.Errorf("%d facts are %d bytes, and a batch may have 64 kB", len(c.facts), len(bodies[i]))
		}
	}
	start := time.Now()
	last := start.Add(s.over)
	f.until = last.Add(o.drained)
	var all sync.WaitGroup
	for i, c := range phones[:o.phones] {
		comes := start.Add(s.over * time.Duration(i) / time.Duration(o.phones))
		all.Go(func() { f.until200(ctx, comes, "/field/v1/sync", c, bodies[i], &r.batch) })
		all.Go(func() {
			f.until200(ctx, comes, "/field/v1/pack", c, fmt.Appendf(nil, `{"phone":%q,"cursor":""}`, c.ID), &r.pack)
		})
	}
	over := make(chan struct{})
	var helps []string
	var helping sync.WaitGroup
	helping.Go(func() { helps = f.askForHelp(ctx, phones[o.phones:], over) })
	all.Wait()
	close(over)
	helping.Wait()
	r.drained, r.after = f.finished.Sub(start), f.finished.Sub(last)
	return helps, f.read()
}

// until200 asks until it is answered, as the app does: where the council is
// busy, again when it said; where it cannot be reached, after longer and longer.
func (f *field) until200(ctx context.Context, comes time.Time, path string, c caller, body []byte, of *stats) {
	time.Sleep(time.Until(comes))
	wait := 2 * time.Second
	for time.Now().Before(f.until) {
		began := time.Now()
		status, answer, err := f.post(ctx, path, c, body)
		took := time.Since(began)
		switch {
		case err == nil && status == http.StatusOK:
			f.keep(path, answer, of, took, time.Since(comes))
			return
		case err == nil && status == http.StatusServiceUnavailable:
			f.mu.Lock()
			of.busy++
			f.mu.Unlock()
			time.Sleep(patience(path, answer))
		default:
			f.failed(path, status, answer, err)
			time.Sleep(wait/2 + rand.N(wait))
			wait *= 2
		}
	}
	f.failed(path, 0, nil, errors.New("never answered"))
}

// patience is how long the app waits when the council is busy.
func patience(path string, answer []byte) time.Duration {
	var said struct {
		Retry float64 `json:"retry_s"`
	}
	json.Unmarshal(answer, &said)
	if path == "/field/v1/pack" || said.Retry < 1 {
		return 5 * time.Second
	}
	return time.Duration(said.Retry * float64(time.Second))
}

func (f *field) post(ctx context.Context, path string, c caller, body []byte) (int, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, f.base+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Stillhome-Phone", c.Header())
	if path == "/field/v1/pack" {
		r.Header.Set("Cookie", "__Host-stillhome-session="+c.session)
	}
	got, err := f.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer got.Body.Close()
	answer, err := io.ReadAll(got.Body)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.r.sent, f.r.got = f.r.sent+int64(len(body)), f.r.got+int64(len(answer))
	return got.StatusCode, answer, err
}

// keep keeps an answer to be read when the storm is over.
func (f *field) keep(path string, answer []byte, of *stats, took, whole time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.finished = time.Now()
	of.took, of.whole = append(of.took, took), append(of.whole, whole)
	if path == "/field/v1/sync" {
		f.answers = append(f.answers, answer)
	}
}

func (f *field) failed(path string, status int, answer []byte, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.finished = time.Now()
	f.r.errors = append(f.r.errors, fmt.Sprintf("%s answered %d %.100s %v", path, status, answer, err))
}

// askForHelp is one call a second, each from the next of the phones, whether
// the call before was answered or not.
func (f *field) askForHelp(ctx context.Context, phones []caller, over chan struct{}) (facts []string) {
	var calls sync.WaitGroup
	defer calls.Wait()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for n := 0; ; n++ {
		c := phones[n%len(phones)]
		fact, err := c.Record("help.want", day.AtMinute(9*60), map[string]any{"body": map[string]any{"silent": false}})
		var body []byte
		if err == nil {
			body, err = c.Delivery(day.AtMinute(9*60), fact)
		}
		if err != nil {
			f.failed("help", 0, nil, err)
			return facts
		}
		facts = append(facts, fact.ID)
		began := time.Now()
		calls.Go(func() { f.until200(ctx, began, "/field/v1/help", c, body, &f.r.help) })
		select {
		case <-over:
			return facts
		case <-tick.C:
		}
	}
}

// read counts what became of the facts, by verdict.
func (f *field) read() error {
	f.r.verdicts = map[string]int{}
	for _, raw := range f.answers {
		var a struct {
			Answers []struct {
				Verdict string `json:"verdict"`
				Receipt *struct {
					Sig string `json:"sig"`
				} `json:"receipt"`
			} `json:"answers"`
		}
		if err := json.Unmarshal(raw, &a); err != nil {
			return err
		}
		for _, x := range a.Answers {
			f.r.verdicts[x.Verdict]++
			if x.Receipt == nil {
				f.r.errors = append(f.r.errors, "a fact was answered "+x.Verdict+" without a receipt")
			}
		}
	}
	return nil
}
