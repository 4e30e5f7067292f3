#!/bin/sh
# Every test that has to do with a database, and the processes that are killed, on MySQL, or on the servers that
# GUANXI_TEST_MYSQL_DSN names (with blanks between), of whatever kind: they need databases that may be created and dropped.
# Servers that the tests kill are started by scripts/mariadb.sh and scripts/mysql.sh; of other kinds none is killed.
#
#   make test-engines
#   make test-engines DSN='root@tcp(127.0.0.1:4000)/'
set -eu
cd "$(dirname "$0")/.."
. scripts/engines.sh

CI=true
export CI
if [ -z "${GUANXI_TEST_MYSQL_DSN:-}" ]; then
    start_server mysql || { frame "MySQL WAS NOT TESTED: it could not be fetched."; exit 1; }
    GUANXI_TEST_MYSQL_DSN=$dsn
fi
export GUANXI_TEST_MYSQL_DSN

if [ -z "${GUANXI_TEST_BROWSER:-}" ] && browser=$(sh scripts/browser.sh); then
    GUANXI_TEST_BROWSER=$browser
    export GUANXI_TEST_BROWSER
fi
packages=$(go list -f '{{.ImportPath}} {{join .TestImports " "}} {{join .XTestImports " "}}' ./... | grep '/store/storetest' | cut -d ' ' -f 1)
failed=0
# shellcheck disable=SC2086
go test -count=1 -timeout 120m $packages || failed=1
echo "tested with: $(go version), and these databases:"
engines_used
[ $failed = 0 ] || frame "FAILED: see above"
exit $failed
