#!/bin/sh
# Every test, on every database, in a real browser. What is missing is installed by apt where we are root; a given
# GUANXI_TEST_MYSQL_DSN is used as it is. The output names the databases and the browser that were really used.
set -eu
cd "$(dirname "$0")/.."

# Whoever calls this wants everything: nothing may skip itself for want of a server or a browser.
CI=true
export CI

if ! command -v gcc >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends gcc libc6-dev; } >&2
fi
race=""
command -v gcc >/dev/null && race="-race" || echo "test.sh: no C compiler, so no race detector" >&2

GUANXI_TEST_BROWSER=$(sh scripts/browser.sh)
export GUANXI_TEST_BROWSER
if [ -z "${GUANXI_TEST_MYSQL_DSN:-}" ]; then
    started=$(bash scripts/mariadb.sh start)
    eval "$started"
    trap 'bash scripts/mariadb.sh stop' EXIT
    trap 'exit 1' INT TERM
fi

# Slack's own SDK for JavaScript is tried against the sandbox where Node.js is.
if [ -z "${SANDBOX_BOLT:-}" ] && command -v node >/dev/null && SANDBOX_BOLT=$(sh scripts/bolt.sh); then
    export SANDBOX_BOLT
    echo "tested with: Bolt for JavaScript in $SANDBOX_BOLT"
else
    echo "test.sh: without Bolt for JavaScript (Node.js and npm are not there, or it could not be installed)" >&2
fi

unformatted=$(gofmt -l . 2>/dev/null | grep -v '^\.cache/' || true)
[ -z "$unformatted" ] || { echo "not formatted: $unformatted" >&2; exit 1; }
go vet ./...
# The tests that kill processes mostly wait, and run beside all others. Whether there are races, the others tell.
go build ./... && go build $race ./...
killing=$(mktemp)
go test -timeout 9m ./tests/crash >"$killing" 2>&1 &
beside=$!
go test $race -timeout 9m $(go list ./... | grep -v '/tests/crash$')
# These are too slow for the race detector, under which they skip themselves.
[ -z "$race" ] || go test -count=1 -run 'TestAYear|TestWeeksOfChangingClocks|TestErasedIsGone|TestSubjectIsWhole|TestProtect|TestNobodyDoesWhatTheyMayNot|TestForgedValuesAreRefused|TestNothingIsScanned|TestFiltersOnCustomFields|TestModesKeepEverything' ./scheduler ./store ./commands
killed=0
wait $beside || killed=$?
cat "$killing"
rm -f "$killing"
[ $killed = 0 ] || exit $killed
echo "tested with: $("$GUANXI_TEST_BROWSER" --version 2>/dev/null | head -n 1), $(go version), the databases named below"
go test -count=1 -run 'TestDatabasesUsed' -v ./store/storetest | sed -n 's/^ *storetest_test.go:[0-9]*: /  /p'
