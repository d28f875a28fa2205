#!/usr/bin/env bash
# Reads the code without running it: format, vet, staticcheck, and the known
# vulnerabilities that our code really calls.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_go
unformatted=$(tool gofumpt -l bench cmd internal e2e)
[ -z "$unformatted" ] || die "not formatted, run 'go tool -modfile=tools/go.mod gofumpt -w' on: $unformatted"
go vet ./...
tool staticcheck ./...

# live is true where the public vulnerability database can be reached.
live() {
	command -v node >/dev/null && node -e '
		fetch("https://vuln.go.dev/index/db.json", { signal: AbortSignal.timeout(5000) })
			.then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))'
}

stored=$(find ../shared/data/govulndb -name '*.tgz' 2>/dev/null | sort | tail -n 1)
if live; then
	tool govulncheck ./...
elif [ -n "$stored" ]; then
	say "govulncheck by the stored database $(basename "$stored" .tgz)"
	dir=$(mktemp -d)
	trap 'rm -rf "$dir"' EXIT
	tar -xzf "$stored" -C "$dir"
	db=$(dirname "$(dirname "$(find "$dir" -path '*/index/db.json' | head -n 1)")")
	tool govulncheck -db "file://$db" ./...
else
	say "govulncheck was NOT RUN: no live database could be reached and none is stored"
fi
