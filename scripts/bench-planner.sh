#!/usr/bin/env bash
# Measures the planner on public instances, kept beside the repository. Takes
# hours and goes on where it stopped; SHARD=2/4 does the second quarter.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_go
go build -o bin/bench-planner ./bench/planner
exec bin/bench-planner "$@"
