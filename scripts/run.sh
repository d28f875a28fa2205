#!/usr/bin/env bash
# Builds Stillhome and serves the demo council: a made-up service on SQLite.
# STILLHOME_ADDR (127.0.0.1:8080) and STILLHOME_DATA (data/demo) may be set.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

say "building (the first time takes a few minutes)"
scripts/build.sh
exec bin/stillhome demo --alive \
	--dir "${STILLHOME_DATA:-data/demo}" \
	--addr "${STILLHOME_ADDR:-127.0.0.1:8080}"
