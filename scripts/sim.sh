#!/usr/bin/env bash
# Runs the simulator of phones, networks and clocks as `make test` does, and
# prints what it found; `make sim SEED=4711` runs one seed and tells all of it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_go
scripts/setup.sh
if [ $# -gt 0 ]; then
	exec go test -count=1 -v ./e2e/sim -run '^TestSim$' -seed "$1"
fi
exec go test -count=1 -timeout 60m -v ./e2e/sim -seeds "${SEEDS:-10000}" -disk 500
