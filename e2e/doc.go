// Package e2e drives the built program as people do, in Chromium. The journeys
// are the *.mjs files of this folder; each is a Go test here, so that one
// runner reports them all. `make test` builds the program and starts a
// PostgreSQL before it runs them. A browser waits more than it works, so journeys
// run beside one another; those that measure time do not, and run first.
package e2e
