#!/bin/sh
# Every test, on every database, in a real browser. What is missing is installed by apt where we are root. The output ends
# with the browser and the databases that were really used.
#
# The store's tests and the use cases run on SQLite, MariaDB and MySQL, the scenarios and all others on SQLite and MariaDB; of the
# scenarios MySQL gets those in which a database goes away or a process dies, and one of every command. `make test-engines` runs
# all of them on MySQL. Where MySQL can't be fetched, that is said loudly, and isn't an error: MariaDB's absence is.
# GUANXI_TEST_MYSQL_DSN, where it is given, is used by all instead, as it is: one server, or several with blanks between.
#
# No limit here is one that a busy machine reaches: -timeout is for tests that hang.
# Several variables hold more than one word.
# shellcheck disable=SC2086
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
# SQLite is C made into Go, and has locks of its own: to watch it, and the library of C beneath it, finds nothing and takes four
# fifths of the time. The driver above it is watched.
unwatched="-gcflags=modernc.org/sqlite/lib=-race=false -gcflags=modernc.org/libc/...=-race=false"
command -v gcc >/dev/null && race="-race $unwatched" || echo "test.sh: no C compiler, so no race detector" >&2

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
go build ./...
# What go vet finds is found by now. Without symbols a test binary is linked in two thirds of the time, and there are some sixty. Most tests
# wait now and then, so more run at once than there are processors. Memory is there, and collecting it late spares a sixth of the time.
test="go test -vet=off -ldflags=-s -timeout 60m -p 3 -parallel 4"
export GOGC=400 GOMEMLIMIT=2GiB

# beside runs something beside all that follows; waited prints what it said and fails if it did.
beside() { # name, command and its arguments
    said=$1
    shift
    "$@" >"$told/$said" 2>&1 &
    echo $! >"$told/$said.pid"
}
waited() { # name
    rc=0
    wait "$(cat "$told/$1.pid")" || rc=$?
    cat "$told/$1"
    return $rc
}
told=.cache/told
rm -rf "$told" && mkdir -p "$told"
# What a migrated database consists of is found out once for all of them.
export GUANXI_TEST_SCHEMAS="$PWD/$told"

# The tests that kill processes, and the scheduler's on a server, mostly wait, and run beside all others. Whether there are races,
# the others tell.
beside killing $test ./tests/crash
beside scheduler $test -count=1 -skip '^TestAYear$|/sqlite|//sqlite' ./scheduler
failed=0
servers=$GUANXI_TEST_MYSQL_DSN
[ -z "$mysql" ] || servers="$servers $mysql"
sqlite="env -u GUANXI_TEST_MYSQL_DSN CI="

# And what would be too slow under the race detector, and therefore skips itself there; the scenarios run without it below.
slow=$(grep -rl --include='*_test.go' --exclude-dir=.cache 'storetest\.WithoutRace(' . | grep -v '^\./tests/' | sort)
names=$(awk '/^func /{split($2, name, "(")} /storetest\.WithoutRace\(/{print name[1]}' $slow | sort -u | paste -sd'|' -)
[ -z "$race" ] || beside slow $sqlite $test -count=1 -run "^($names)\$" $(dirname $slow | sort -u)

# Races are the same on every engine: they are looked for on SQLite, and where the way to a server breaks; in the rooms that start
# goroutines, and of the scenarios, which take five times as long under the race detector and go through all rooms, in every way in
# and in those in which something fails or several do the same. What takes longest comes first.
crucial='^Test(MainJob$|EveryWayIn|EveryCommand|Redelivery|TryingAgain|SavedAndNotShown|Killed|TwoProcesses|Terminated|ErasureOfASubject|.*Database|.*Twice)'
several=$(go list ./scheduler ./store/... ./bot ./sandbox/... ./cli)
others=$(go list ./... | grep -v '/tests\(/crash\)\?$' | grep -vxF "$several")
$sqlite $test $race $several || failed=1
$sqlite $test $others || failed=1
[ -z "$race" ] || $sqlite $test $race -run "$crucial" ./tests || failed=1
# Those of a way to a server that breaks mostly wait.
beside outages $test $race -run 'Lost|Outage|Failover|BrokenConnection|EveryServer' ./store ./store/storetest
$sqlite $test ./tests || failed=1
waited outages || failed=1

# And on the servers everything that asks a database, the rooms beside the scenarios. A test's run on SQLite is at its second or
# third level. Of random cases a server gets fewer: SQLite had a hundred, and what differs from engine to engine is the statements.
beside rooms env GUANXI_TEST_MYSQL_DSN="$servers" $test -count=1 -skip '/sqlite|//sqlite' ./store ./store/vault ./crm ./reports ./commands -args -rapid.checks=40
$test -count=1 -skip '/sqlite|//sqlite' ./tests || failed=1
[ -z "$mysql" ] || GUANXI_TEST_MYSQL_DSN=$mysql $test -count=1 -skip '/sqlite|//sqlite' -run "$crucial" ./tests || failed=1
waited rooms || failed=1
waited scheduler || failed=1
[ -z "$race" ] || waited slow || failed=1
waited killing || failed=1

echo "tested with: $("$GUANXI_TEST_BROWSER" --version 2>/dev/null | head -n 1), $(go version), and these databases:"
used=$(GUANXI_TEST_MYSQL_DSN=$servers engines_used)
echo "$used"
echo "$used" | grep -q '^ *mysql ' || no_mysql
[ $failed = 0 ] || frame "FAILED: see above"
exit $failed
