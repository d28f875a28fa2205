#!/bin/sh
# Ten thousand made-up alarms and overdue visits through bad hours, the model of
# the ladder, and the faults planted in the real code that both must find.
set -eu
cd "$(dirname "$0")/.."
go test ./internal/support/lonework -run 'TestModel|TestSimulation' -alarms 10000 -seed "${1:-1}" -v -timeout 60m
go test ./internal/support/lonework -run TestPlanted -planted -v -timeout 60m
