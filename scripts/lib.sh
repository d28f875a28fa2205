# Shared by the scripts beside it; read with `. scripts/lib.sh` from the root.
# shellcheck shell=bash

# say prints one line about what a script is doing, apart from tools' output.
say() { printf '== %s\n' "$*"; }

# die prints why the script cannot go on, and stops it.
die() {
	printf '!! %s\n' "$*" >&2
	exit 1
}

# tool runs one of the pinned Go tools of tools/go.mod.
tool() { go tool -modfile=tools/go.mod "$@"; }

# is_root is true where packages can be installed and another user taken on.
is_root() { [ "$(id -u)" -eq 0 ]; }

# need_go stops with a plain sentence when Go is missing or too old.
need_go() {
	command -v go >/dev/null || die "Go 1.26 or newer is needed: see https://go.dev/dl"
	go version | grep -qE 'go1\.(2[6-9]|[3-9][0-9])' ||
		die "Go 1.26 or newer is needed; this is $(go version)"
}

# chromium_path prints where a Chromium or Chrome is, or nothing.
chromium_path() {
	local name
	for name in "${STILLHOME_CHROMIUM:-}" chromium chromium-browser google-chrome; do
		if [ -n "$name" ] && command -v "$name"; then return; fi
	done
}

# postgres_bin prints the folder of PostgreSQL's own programs: version 15 where
# there are several, as that is what Debian 12 ships and the tests are held to.
postgres_bin() {
	local initdb
	for initdb in /usr/lib/postgresql/15/bin/initdb /usr/lib/postgresql/*/bin/initdb \
		"$(command -v initdb || true)"; do
		if [ -x "$initdb" ]; then
			dirname "$(readlink -f "$initdb")"
			return
		fi
	done
}
