#!/usr/bin/env bash
# Brings the storm after an outage over the built program: 300 phones pull packs
# and empty 40 facts each. PostgreSQL waits for the disk here, as it does in
# service.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

[ -n "$(postgres_bin)" ] || scripts/setup.sh
scripts/build.sh
STILLHOME_PG_FSYNC=on scripts/with-postgres.sh go run ./bench/storm "$@"
