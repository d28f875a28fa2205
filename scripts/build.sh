#!/usr/bin/env bash
# Builds bin/stillhome: one static file, without cgo, so Go alone is enough.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_go
CGO_ENABLED=0 go build -trimpath -o bin/stillhome ./cmd/stillhome
