#!/usr/bin/env bash
# The quick part of `make test`, for every save: format, vet, the architecture,
# and the tests on SQLite of what changed since they last passed.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_go
unformatted=$(tool gofumpt -l bench cmd internal e2e)
[ -z "$unformatted" ] || die "not formatted: $unformatted"
go vet ./...
go test ./internal/... ./cmd/...
