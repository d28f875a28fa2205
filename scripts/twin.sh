#!/usr/bin/env bash
# Compares two worlds, one of which holds something sealed, as `make test` does,
# and then by the clock: 10,000 pairs of requests, PAIRS=1000 for a short look.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_go
exec go test -count=1 -timeout 30m -v ./internal/app/twin -pairs "${PAIRS:-10000}"
