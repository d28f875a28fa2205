#!/usr/bin/env bash
# Installs what the tests need and is missing: a C compiler (the race detector),
# PostgreSQL and Chromium from Debian, and the pinned npm packages.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

# apt runs apt-get with rights, without questions, waiting for another apt.
apt() {
	local with=(env DEBIAN_FRONTEND=noninteractive)
	is_root || with=(sudo "${with[@]}")
	"${with[@]}" apt-get -qq -o DPkg::Lock::Timeout=300 "$@"
}

# install_debian gets packages; a half-installed one left by others is finished
# first, since apt refuses to go on before that.
install_debian() {
	command -v apt-get >/dev/null || die "please install these yourself: $*"
	is_root || command -v sudo >/dev/null ||
		die "neither root nor sudo: please have these installed: $*"
	say "installing $*"
	apt update || say "some package lists could not be read; going on with the rest"
	apt install -y --no-install-recommends "$@" >/dev/null || {
		apt install -y --fix-broken >/dev/null
		apt install -y --no-install-recommends "$@" >/dev/null
	}
}

# install_npm installs a folder's locked packages, unless that was done for
# this very lock file. Install scripts and browser downloads are left out.
install_npm() {
	local folder=$1 mark=$1/node_modules/.installed-lock
	if [ -f "$mark" ] && cmp -s "$mark" "$folder/package-lock.json"; then return; fi
	say "npm ci in $folder"
	(cd "$folder" && PUPPETEER_SKIP_DOWNLOAD=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 \
		npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
	cp "$folder/package-lock.json" "$mark"
}

need_go
command -v node >/dev/null || die "Node 20 or newer is needed: see https://nodejs.org"
node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' ||
	die "Node 20 or newer is needed; this is $(node --version)"

missing=()
command -v gcc >/dev/null || missing+=(gcc libc6-dev)
[ -n "$(postgres_bin)" ] || missing+=(postgresql)
[ -n "$(chromium_path)" ] || missing+=(chromium fonts-liberation)
[ ${#missing[@]} -eq 0 ] || install_debian "${missing[@]}"

install_npm assets
install_npm phone
install_npm e2e
