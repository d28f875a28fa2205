#!/usr/bin/env bash
# Runs one browser test by name, as `make journey` and `make shots` do, and
# shows what it prints. `make test` runs all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

[ $# -eq 1 ] || die "usage: scripts/browser.sh TESTNAME"
scripts/setup.sh
scripts/build.sh
go test -list "^$1" ./e2e | grep -q "^$1" || die "e2e has no test named $1"
STILLHOME_SHOTS=${STILLHOME_SHOTS:-$PWD/shots} \
	scripts/with-postgres.sh go test -count=1 -timeout 30m -v -run "^$1" ./e2e
