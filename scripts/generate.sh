#!/usr/bin/env bash
# Writes every generated file anew: pages, styles and scripts, documents.
# Which files those are stands in .gitattributes (linguist-generated).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

need_go
[ -d assets/node_modules ] && [ -d phone/node_modules ] || scripts/setup.sh
tool templ generate -path . -log-level warn
npm --prefix assets run --silent build
npm --prefix phone run --silent build
go generate ./...
