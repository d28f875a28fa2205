# Two commands matter: `make run` (needs Go only) and `make test` (sets up the
# rest itself). Each target calls one script; the scripts say what they do.

.PHONY: run build test check generate fresh bench bench-planner bench-storm shots journey sim twin alarms

run: ; @scripts/run.sh
build: ; @scripts/build.sh
test: ; @scripts/test.sh
check: ; @scripts/check.sh
generate: ; @scripts/generate.sh
fresh: ; @scripts/fresh.sh
bench: ; @scripts/bench.sh
bench-planner: ; @scripts/bench-planner.sh
bench-storm: ; @scripts/bench-storm.sh
shots: ; @scripts/browser.sh TestShots
journey: ; @scripts/browser.sh TestJourney
sim: ; @scripts/sim.sh $(SEED)
twin: ; @scripts/twin.sh
alarms: ; @scripts/alarms.sh $(SEED)
