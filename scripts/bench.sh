#!/usr/bin/env bash
# Measures the built program against a floor: the same SQL by the bare driver.
# PostgreSQL waits for the disk here, as it does in service.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

[ -n "$(postgres_bin)" ] || scripts/setup.sh
scripts/build.sh
STILLHOME_PG_FSYNC=on scripts/with-postgres.sh go run ./bench "$@"
