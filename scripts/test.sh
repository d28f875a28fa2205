#!/usr/bin/env bash
# Everything that must hold before a change lands, the cheapest part first.
# Prints the seconds of each step; the last line is the test runner's own and
# counts all tests of all steps.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

export GOFLAGS="-buildvcs=false ${GOFLAGS:-}"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
times=()

# step NAME COMMAND... runs a command and notes how long it took.
step() {
	local name=$1 start=$SECONDS
	shift
	say "$name"
	"$@" || die "$name failed after $((SECONDS - start)) s"
	times+=("$(printf '%5d s  %s' $((SECONDS - start)) "$name")")
}

# tests NAME ARGUMENT... runs Go tests and keeps their results for the end.
tests() {
	local name=$1
	shift
	tool gotestsum --format pkgname \
		--jsonfile "$results/$name.json" -- "$@"
}

# engine runs every Go test that has no step of its own, on SQLite and on
# PostgreSQL. What runs beside something else is in the platform, the clock, the
# phone's side, the alarms, the whole program and its commands: those have the race
# detector, and the search, whose plans must be the same under it. Elsewhere nothing
# may start a goroutine (internal/arch holds that), and the detector would only make
# the tests some times longer.
engine() {
	local packages raced plain beside='/(cmd|internal/(platform|kernel/when|kernel/optimise/(synced|unified|plain)|app|face/field|support/lonework))(/|$)'
	mapfile -t packages < <(go list ./... | grep -vE '/(arch|e2e|e2e/sim)$')
	mapfile -t raced < <(printf '%s\n' "${packages[@]}" | grep -E "$beside")
	mapfile -t plain < <(printf '%s\n' "${packages[@]}" | grep -vE "$beside")
	export -f tests tool
	export results
	scripts/with-postgres.sh bash -euo pipefail -c \
		'tests raced -race -timeout 20m "$@"' engine "${raced[@]}"
	scripts/with-postgres.sh bash -euo pipefail -c \
		'tests plain -timeout 20m "$@"' engine "${plain[@]}"
}

# browser runs the journeys of e2e in Chromium, against the built program.
browser() {
	export -f tests tool
	export results
	scripts/with-postgres.sh bash -euo pipefail -c \
		'tests browser -count=1 -timeout 20m ./e2e'
}

# simulator runs made-up phones against the real code of both sides, and holds
# that each planted fault is found.
simulator() {
	tests simulator -count=1 -timeout 20m ./e2e/sim -seeds 3000 -disk 500
}

# crawls asks for every page as every role, which the race detector would make
# minutes of: those tests leave themselves out there.
crawls() {
	tests crawls -count=1 -timeout 10m -run 'TestEveryRouteEveryRole|TestLinksLead' ./internal/app
}

# alarms walks every path of the ladder's model, and drives the real code through
# bad hours; "make alarms" does it for ten thousand.
alarms() {
	tests alarms -count=1 -timeout 10m ./internal/support/lonework -run 'TestModel|TestSimulation' -alarms 400
}

# twins compares two worlds, one of which holds something sealed, as everybody
# who must not know of it; and holds that each planted leak is seen.
twins() {
	tests twins -count=1 -timeout 10m ./internal/app/twin
}

step "set up" scripts/setup.sh
step "architecture" tests architecture ./internal/arch
step "generated files" scripts/fresh.sh
step "lint" scripts/lint.sh
step "build" scripts/build.sh
step "the phone's own tests" npm --prefix phone test --silent
step "tests on both databases" engine
step "every page as every role" crawls
step "alarms" alarms
step "two worlds, one with something sealed" twins
step "simulator" simulator
step "browser journeys" browser

say "seconds"
printf '%s\n' "${times[@]}"
say "all tests of all steps"
tool gotestsum --format none --raw-command -- cat "$results"/*.json
