package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"stillhome/internal/platform/gate"
	"stillhome/internal/platform/job"
)

// How long a caller may take. The longest page is an upload over a slow line.
const (
	headerTime = 10 * time.Second
	readTime   = time.Minute
	writeTime  = time.Minute
	idleTime   = 2 * time.Minute
	headerMost = 32 << 10
)

// Stopping waits so long for requests to finish, then ends live pages and
// waits so long again.
const (
	graceTime = 3 * time.Second
	lastTime  = 7 * time.Second
)

// Serve answers on the listener and does the background work of every council
// until ctx ends, then finishes what it has begun. It does not close the
// records. The error is nil when it was asked to stop.
func (a *App) Serve(ctx context.Context, l net.Listener) error {
	server, err := a.Server()
	if err != nil {
		return err
	}
	calls, endCalls := context.WithCancel(context.WithoutCancel(ctx))
	defer endCalls()
	h := &http.Server{
		Handler: a.behindProxies(server.Handler()), ReadHeaderTimeout: headerTime, ReadTimeout: readTime,
		WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: headerMost,
		BaseContext: func(net.Listener) context.Context { return calls },
	}
	work, stopWork := context.WithCancel(ctx)
	defer stopWork()
	finished := a.background(work)
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(l) }()
	select {
	case err = <-failed:
	case <-ctx.Done():
		err = stop(h, endCalls)
	}
	stopWork()
	finished()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// stop lets requests finish, then ends the streams of live pages.
func stop(h *http.Server, endCalls func()) error {
	grace, cancel := context.WithTimeout(context.Background(), graceTime)
	defer cancel()
	if h.Shutdown(grace) == nil {
		return nil
	}
	endCalls()
	last, cancel := context.WithTimeout(context.Background(), lastTime)
	defer cancel()
	return h.Shutdown(last)
}

// background keeps followers and jobs going for every council until ctx ends;
// the function it gives waits for the jobs to stop. Followers stop when their
// record is closed.
func (a *App) background(ctx context.Context) (wait func()) {
	var jobs []job.Job
	var followers []gate.Follower
	for _, m := range a.modules {
		jobs, followers = append(jobs, m.Jobs...), append(followers, m.Followers...)
	}
	var running sync.WaitGroup
	for _, s := range a.sites {
		s.Gate.Run(followers)
		running.Go(func() { job.Run(ctx, s.Gate, jobs) })
	}
	return running.Wait
}
