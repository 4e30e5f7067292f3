#!/bin/sh
# The bot against its floor, on SQLite and MariaDB, and the Go benchmarks: docs/bench.md.
#
#   scripts/bench.sh                     # everything, in about five minutes
#   scripts/bench.sh -rounds 1 -n 100    # whatever is given goes to the driver (bench/main.go); no Go benchmarks then
set -eu
cd "$(dirname "$0")/.."

mkdir -p .cache/bench
CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o .cache/bench/guanxi .
CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o .cache/bench/floor ./bench/floor
go build -o .cache/bench/driver ./bench

if [ -z "${GUANXI_TEST_MYSQL_DSN:-}" ]; then
    started=$(scripts/mariadb.sh start)
    eval "$started"
    trap 'scripts/mariadb.sh stop' EXIT
    trap 'exit 1' INT TERM
fi

.cache/bench/driver -bot .cache/bench/guanxi -floor .cache/bench/floor "$@"
[ $# -gt 0 ] && exit

echo
echo "## Go benchmarks"
echo
benched=$(grep -rl '^func Benchmark' --include='*_test.go' . | sed 's|/[^/]*$||' | grep -v '/\.cache' | sort -u)
# shellcheck disable=SC2086
go test -run '^$' -bench . -skip 'NineOClock|Report' -benchmem -benchtime "${GUANXI_BENCHTIME:-100x}" $benched | grep -v '^\(goos\|goarch\|pkg\|PASS\)'
go test -run '^$' -bench Report -benchtime 5x ./store | grep -v '^\(goos\|goarch\|pkg\|PASS\)'
go test -run '^$' -bench NineOClock -benchtime 1x ./scheduler | grep -v '^\(goos\|goarch\|pkg\|PASS\)'
