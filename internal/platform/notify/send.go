package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"stillhome/internal/kernel/when"
	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
)

// Config says who carries our messages. What is empty is not set up.
type Config struct {
	// NotifyKey is the key of GOV.UK Notify, for texts and e-mail: name, service
	// and secret with dashes between.
	NotifyKey     string
	NotifyURL     string // where Notify is; empty: its public address
	TextTemplate  string // the template of texts, whose body is ((words))
	EmailTemplate string // the template of e-mail, whose body holds ((words))
	// VoiceKey is the access key of the voice provider, for calls.
	VoiceKey  string
	VoiceURL  string // where the provider is; empty: its public address
	VoiceFrom string // the number that calls come from
	// Within is how long a provider may take to take one message; zero: ten seconds.
	Within time.Duration
}

// provider carries messages by one way.
type provider interface {
	name() string
	// send hands one message over. Failure is empty when it was taken.
	send(ctx context.Context, k Kept) result
}

// result is how one try ended. A final failure is not tried again.
type result struct {
	reference string
	failure   Failure
	final     bool
}

// sendTime is how long a provider may take to take one message.
const sendTime = 10 * time.Second

// Sender sends what is queued by the providers that are set up. It may be used
// for several records.
type Sender struct {
	by   map[Way]provider
	time time.Duration
}

// NewSender makes a sender. Nothing set is no error: everything is Unset then.
func NewSender(c Config) (*Sender, error) {
	s := &Sender{by: map[Way]provider{}, time: sendTime}
	if c.Within > 0 {
		s.time = c.Within
	}
	for _, set := range []struct {
		way      Way
		template string
	}{{Text, c.TextTemplate}, {Email, c.EmailTemplate}} {
		if set.template == "" {
			continue
		}
		p, err := newNotify(c.NotifyKey, c.NotifyURL, set.template, set.way)
		if err != nil {
			return nil, err
		}
		s.by[set.way] = p
	}
	if c.NotifyKey != "" && len(s.by) == 0 {
		return nil, errors.New("a key of GOV.UK Notify is set, but no template: name the template of texts, of e-mail or both")
	}
	if c.VoiceKey != "" || c.VoiceFrom != "" {
		p, err := newVoice(c.VoiceKey, c.VoiceURL, c.VoiceFrom)
		if err != nil {
			return nil, err
		}
		s.by[Call] = p
	}
	return s, nil
}

// client is one provider's own: what one does to its connections is no matter
// to another. Nothing is sent on to where an answer points.
func client() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: sendTime, Proxy: http.ProxyFromEnvironment},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// unanswered is the failure behind an error of asking.
func unanswered(err error) result {
	var n net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout() {
		return result{failure: TimedOut}
	}
	return result{failure: Unreachable}
}

// Jobs of sending. Alarms have jobs of their own, one for each way, which wait
// for nothing else; they run in every process at once, as what each takes is
// claimed row by row, so that none waits for another that was killed. Without a
// sender every message is Unset.
func Jobs(s *Sender) []job.Job {
	if s == nil {
		s = &Sender{}
	}
	var jobs []job.Job
	for _, l := range lanes {
		name, every := "notify."+string(l.way)+".sealed", 10*time.Second
		if l.urgent {
			name, every = "notify."+string(l.way)+".alarm", 3*time.Second
		}
		jobs = append(jobs, job.Job{Name: name, Every: every, Shared: l.urgent, Run: func(ctx context.Context, g *gate.Gate) error { return s.drain(ctx, g, l) }})
	}
	return jobs
}

// lanes are all there are: one for each kind of message that somebody queues. Who
// queues another kind adds its lane; until then it is refused (TestEveryMessageHasALane).
var lanes = []lane{
	{way: Text, urgent: true, atOnce: 8, waits: urgentWaits, claim: 20 * time.Second},
	{way: Call, urgent: true, atOnce: 8, waits: urgentWaits, claim: 20 * time.Second},
	{way: Text, sealed: true, atOnce: 8, waits: patientWaits, claim: time.Minute},
}

// most bounds one run, so that a job writes down now and then how it does.
const most = 50

// drain sends what is due in one lane until nothing is left, or a whole handful
// has failed: whoever carries them is down then, and the next run tries again.
func (s *Sender) drain(ctx context.Context, g *gate.Gate, l lane) error {
	if l.urgent {
		ctx = gate.Urgent(ctx)
		if err := s.sayProvider(ctx, g, l); err != nil {
			return err
		}
	}
	for range most {
		sent, all, err := s.handful(ctx, g, l)
		if err != nil || all == 0 || sent == 0 {
			return err
		}
	}
	return nil
}

// handful takes some messages, sends them all at once, and writes down how each
// ended.
func (s *Sender) handful(ctx context.Context, g *gate.Gate, l lane) (sent, all int, err error) {
	var taken []Kept
	if err := g.Read(ctx, l.take(), gate.Council, func(x *gate.Snapshot) (err error) {
		taken, err = l.due(x)
		return err
	}); err != nil || len(taken) == 0 {
		return 0, 0, err
	}
	// Between the look and the claim another process may have taken some.
	if err := g.Write(ctx, l.take(), gate.Council, func(tx *gate.Tx) (err error) {
		if taken, err = l.due(tx.Snapshot); err != nil || len(taken) == 0 {
			return err
		}
		of := make([]ID, 0, len(taken))
		for _, k := range taken {
			of = append(of, k.ID)
		}
		return l.claimAll(tx, of)
	}); err != nil || len(taken) == 0 {
		return 0, 0, err
	}
	results := s.sendAll(ctx, taken)
	err = g.Write(context.WithoutCancel(ctx), l.settle(), gate.Council, func(tx *gate.Tx) error {
		for i, k := range taken {
			if err := l.settled(tx, k, results[i]); err != nil {
				return err
			}
		}
		if l.sealed {
			return nil
		}
		return s.noteWay(tx, l.way, results)
	})
	for _, r := range results {
		if r.failure == "" || r.final {
			sent++
		}
	}
	return sent, len(taken), err
}

func (s *Sender) sendAll(ctx context.Context, taken []Kept) []result {
	out := make([]result, len(taken))
	var wait sync.WaitGroup
	for i, k := range taken {
		p := s.by[k.By]
		if p == nil {
			out[i] = result{failure: NoProvider, final: true}
			continue
		}
		wait.Go(func() {
			defer func() {
				if recover() != nil { // what was panicked with may hold an address
					out[i] = result{failure: ProviderBad}
				}
			}()
			ctx, cancel := context.WithTimeout(ctx, s.time)
			defer cancel()
			out[i] = p.send(ctx, k)
		})
	}
	wait.Wait()
	return out
}

// noteWay keeps what these tries say of the way out.
func (s *Sender) noteWay(tx *gate.Tx, w Way, results []result) error {
	outs, err := Outs(tx.Snapshot)
	if err != nil {
		return err
	}
	for _, o := range outs {
		if o.Way != w {
			continue
		}
		for _, r := range results {
			switch {
			case r.failure == "" || r.failure == BadAddress: // it answered
				o.Worked, o.Failing, o.Failure = tx.At, when.Instant{}, ""
			case r.failure != NoProvider && o.Failing.IsZero():
				o.Failing, o.Failure = tx.At, r.failure
			}
		}
		o.Provider = s.provider(w)
		return saveOut(tx, o)
	}
	return nil
}

func (s *Sender) provider(w Way) string {
	if p := s.by[w]; p != nil {
		return p.name()
	}
	return ""
}

// sayProvider keeps by whom a lane's way goes, where that is news; with texts, also
// of the ways that nothing is sent by.
func (s *Sender) sayProvider(ctx context.Context, g *gate.Gate, l lane) error {
	var news []Out
	read := func(x *gate.Snapshot) error {
		news = nil
		outs, err := Outs(x)
		for _, o := range outs {
			mine := o.Way == l.way || l.way == Text && !slices.ContainsFunc(lanes, func(l lane) bool { return l.way == o.Way })
			if mine && o.Provider != s.provider(o.Way) {
				news = append(news, Out{Way: o.Way, Provider: s.provider(o.Way)})
			}
		}
		return err
	}
	if err := g.Read(ctx, mayTake, gate.Council, read); err != nil || len(news) == 0 {
		return err
	}
	return g.Write(ctx, mayTake, gate.Council, func(tx *gate.Tx) error {
		for _, o := range news {
			if err := saveOut(tx, o); err != nil {
				return err
			}
		}
		return nil
	})
}

// verdict reads what a provider's HTTP status says of a message, and whether a
// refusal names the field of the address. One that does not is about us: a
// template that is wrong, a key for our own team only, an account on trial. No
// other message gets out either then, and each is tried again.
func verdict(status int, body []byte, address string) result {
	switch {
	case status == http.StatusTooManyRequests:
		return result{failure: TooMany}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return result{failure: NotAllowed}
	case (status == http.StatusBadRequest || status == http.StatusUnprocessableEntity) && bytes.Contains(bytes.ToLower(body), []byte(address)):
		return result{failure: BadAddress, final: true}
	case status/100 == 2:
		return result{}
	}
	return result{failure: ProviderBad}
}

func badURL(what, text string) error {
	return fmt.Errorf("%q is no address of %s: write it like https://example.org", text, what)
}
