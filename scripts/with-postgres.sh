#!/usr/bin/env bash
# Runs a command with a PostgreSQL server of its own, then stops and removes it:
#
#     scripts/with-postgres.sh go test ./internal/platform/gate/...
#
# The command finds the server in STILLHOME_TEST_POSTGRES, a URL of a superuser.
# The server listens on a socket in a private folder, never on the network, and
# sorts by byte (C), as Stillhome asks of every PostgreSQL. It does not wait for
# the disk, which is right for tests and wrong for figures: STILLHOME_PG_FSYNC=on
# makes it durable. A server named beforehand in the variable is used as it is.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

[ $# -gt 0 ] || die "usage: scripts/with-postgres.sh COMMAND [ARGUMENT...]"
[ -z "${STILLHOME_TEST_POSTGRES:-}" ] || exec "$@"

bin=$(postgres_bin)
[ -n "$bin" ] || die "PostgreSQL is not installed: run scripts/setup.sh"

# A socket's path may have 107 bytes, which TMPDIR could use up: so /tmp.
dir=$(mktemp -d /tmp/stillhome-pg.XXXXXX)
as=()
if is_root; then # PostgreSQL refuses to run as root
	chown postgres: "$dir"
	as=(runuser -u postgres --)
fi

stop() {
	(cd / && "${as[@]}" "$bin/pg_ctl" stop -D "$dir/data" -m immediate -s) || true
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fsync=${STILLHOME_PG_FSYNC:-off}
options="-c listen_addresses='' -c unix_socket_directories=$dir"
options+=" -c fsync=$fsync -c full_page_writes=$fsync -c synchronous_commit=$fsync"
options+=" -c max_connections=200 -c shared_buffers=128MB -c max_wal_size=2GB"
(
	cd / # the other user may not be able to read the folder we are in
	"${as[@]}" "$bin/initdb" -D "$dir/data" -U postgres --auth=trust \
		--locale=C --encoding=UTF8 --no-sync >"$dir/log" 2>&1 &&
		"${as[@]}" "$bin/pg_ctl" start -D "$dir/data" -w -s -l "$dir/data/log" -o "$options"
) || {
	cat "$dir/log" "$dir/data/log" >&2 2>/dev/null || true
	die "PostgreSQL did not start"
}

export PATH="$bin:$PATH" # pg_dump and pg_restore, for backup
export STILLHOME_TEST_POSTGRES="postgres://postgres@/postgres?host=$dir&sslmode=disable"
"$@"
