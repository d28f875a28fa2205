#!/usr/bin/env bash
# Fails when a committed generated file is not what its source generates.
# It compares before with after, so it also works in a tree with open changes.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

# sums prints a checksum for each file that .gitattributes calls generated.
sums() {
	git ls-files --cached --others --exclude-standard |
		git check-attr --stdin linguist-generated |
		sed -n 's/: linguist-generated: \(set\|true\)$//p' |
		sort -u | while IFS= read -r file; do
		if [ -f "$file" ]; then sha256sum "$file"; fi
	done
}

before=$(sums)
scripts/generate.sh
after=$(sums)
if [ "$before" != "$after" ]; then
	diff <(echo "$before") <(echo "$after") | sed -n 's/^[<>] [0-9a-f]*  /   /p' | sort -u
	die "these generated files were not fresh: commit what 'make generate' wrote"
fi
say "$(grep -c . <<<"$after" || true) generated files are fresh"
