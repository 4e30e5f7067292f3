#!/bin/sh
# Every test, on every database, in a real browser. What is missing is installed by apt where we are root. The output ends
# with the browser and the databases that were really used.
#
# The store's tests and the scenarios run on SQLite, MariaDB and MySQL, all others on SQLite and MariaDB; `make test-engines`
# runs those on MySQL, too. Where MySQL can't be fetched, that is said loudly, and isn't an error: MariaDB's absence is.
# GUANXI_TEST_MYSQL_DSN, where it is given, is used by all instead, as it is: one server, or several with blanks between.
#
# No limit here is one that a busy machine reaches: -timeout is for tests that hang.
set -eu
cd "$(dirname "$0")/.."
. scripts/engines.sh

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
no_mysql() { frame "MySQL WAS NOT TESTED: none was given, and none could be fetched." "scripts/mysql.sh said why. Everything else was tested."; }
mysql=""
if [ -z "${GUANXI_TEST_MYSQL_DSN:-}" ]; then
    start_server mysql || no_mysql >&2
    mysql=$dsn
    start_server mariadb
    GUANXI_TEST_MYSQL_DSN=$dsn
fi
export GUANXI_TEST_MYSQL_DSN

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
go build ./... && go build $race ./...

# The tests that kill processes mostly wait, and run beside all others. Whether there are races, the others tell.
killing=$(mktemp)
go test -timeout 60m ./tests/crash >"$killing" 2>&1 &
beside=$!
failed=0
# Races are the same on every engine: they are looked for on SQLite, and where the way to a server breaks.
servers=$GUANXI_TEST_MYSQL_DSN
[ -z "$mysql" ] || servers="$servers $mysql"
env -u GUANXI_TEST_MYSQL_DSN CI= go test $race -timeout 60m $(go list ./... | grep -v '/tests/crash$') || failed=1
go test $race -timeout 60m -run 'Lost|Outage|Failover|BrokenConnection' ./store || failed=1
# These are too slow for the race detector, under which they skip themselves.
[ -z "$race" ] || env -u GUANXI_TEST_MYSQL_DSN CI= go test -count=1 -timeout 60m -run 'TestAYear|TestWeeksOfChangingClocks|TestOneDigestOnTheDayItsTimeChanges|TestErasedIsGone|TestSubjectIsWhole|TestProtect|TestNobodyDoesWhatTheyMayNot|TestForgedValuesAreRefused|TestNothingIsScanned|TestFiltersOnCustomFields|TestModesKeepEverything' ./scheduler ./store ./commands || failed=1
# And on the servers everything that asks a database.
GUANXI_TEST_MYSQL_DSN=$servers go test -count=1 -timeout 60m -skip '/sqlite' ./store/... ./crm ./reports ./commands ./tests || failed=1
go test -count=1 -timeout 60m -skip '/sqlite' ./scheduler || failed=1
wait $beside || failed=1
cat "$killing"
rm -f "$killing"

echo "tested with: $("$GUANXI_TEST_BROWSER" --version 2>/dev/null | head -n 1), $(go version), and these databases:"
used=$(GUANXI_TEST_MYSQL_DSN=$servers engines_used)
echo "$used"
echo "$used" | grep -q '^ *mysql ' || no_mysql
[ $failed = 0 ] || frame "FAILED: see above"
exit $failed
