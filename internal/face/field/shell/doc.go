// Package shell serves the field app at /v/: one page, one script, one style
// sheet and a service worker, built from phone/ into dist, which is committed
// and checked to be fresh. It holds nothing of anybody, so it is open to
// anyone: what a worker may see comes sealed to their phone by the pack.
//
// Every address below /v/ that is no file of the shell answers with the same
// page, as the app finds its own way from the address. Files with a hash in
// their name never change; the page, the manifest and the worker are asked for
// anew each time, so that a new version is found.
//
// Invariants: the first load is at most 100 kB as sent and its script at most
// 60 kB (TestFirstLoad); no answer is for one person (TestOneShellForAll).
package shell
