#!/usr/bin/env bash
# A throw-away MariaDB for the tests, without the system's service.
#
#   eval "$(scripts/mariadb.sh start)"   # exports GUANXI_TEST_MYSQL_DSN and GUANXI_TEST_MYSQL_DIR
#   scripts/mariadb.sh stop              # or: stop DIR
#   scripts/mariadb.sh crash             # or: crash DIR; kills it (SIGKILL) and starts it again on the same data
#   scripts/mariadb.sh have              # whether one can be started without installing anything
#
# start uses the installed server, installs it by apt when it is missing and we are root, and else runs it in Docker.
# What isn't shell goes to standard error.
set -euo pipefail
engine=mariadb
first_port=33100
# shellcheck source=scripts/server.sh
. "${BASH_SOURCE[0]%/*}/server.sh"

PATH=$PATH:/usr/sbin # where Debian keeps the server, not on everybody's path

server() { command -v mariadbd || command -v mysqld || true; }

install_server() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "installing mariadb-server by apt"
    export DEBIAN_FRONTEND=noninteractive
    # The service is not wanted: forbid its start where a policy can say so.
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
        chmod +x /usr/sbin/policy-rc.d
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    { apt-get install -y -q --no-install-recommends mariadb-server ||
        { apt-get update -q && apt-get install -y -q --no-install-recommends mariadb-server; }; } >&2
}

have() { [ -n "$(server)" ]; }

client() { mariadb --no-defaults -uroot --socket="$1/s" "${@:2}"; } # dir

prepare() { # dir
    say "preparing $("$(server)" --version | sed 's/.*Ver/Ver/') in $1"
    mariadb-install-db --no-defaults --datadir="$1/data" --auth-root-authentication-method=normal \
        --skip-test-db --user="$(id -un)" >"$1/install.log" 2>&1 || { cat "$1/install.log" >&2; return 1; }
}

launch() { # dir port
    fast="--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --sync-binlog=0"
    [ "${GUANXI_TEST_DURABLE:-}" = 1 ] && fast=""
    # shellcheck disable=SC2086
    "$(server)" --no-defaults --datadir="$1/data" --socket="$1/s" --pid-file="$1/pid" \
        --port="$2" --bind-address=127.0.0.1 --user="$(id -un)" --skip-log-bin --max-connections=500 \
        --innodb-log-file-size=64M --innodb-buffer-pool-size=256M $fast >"$1/server.log" 2>&1 &
}

# Without a password root may come from 127.0.0.1 only where that is told apart from localhost.
answers() { # dir
    [ -S "$1/s" ] && client "$1" -e "CREATE USER IF NOT EXISTS root@'127.0.0.1'; GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION" >/dev/null 2>&1
}

start_docker() {
    command -v docker >/dev/null && docker info >/dev/null 2>&1 || return 1
    say "running MariaDB in Docker"
    id=$(docker run -d --rm -e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 -p 127.0.0.1::3306 mariadb:10.11) || return 1
    port=$(docker port "$id" 3306/tcp | sed 's/.*://; q')
    for _ in $(seq 1 300); do
        if docker exec "$id" mariadb -uroot -h127.0.0.1 -e 'SELECT 1' >/dev/null 2>&1; then
            export_dsn "$port" "docker:$id"
            return 0
        fi
        sleep 0.2
    done
    docker rm -f "$id" >/dev/null
    return 1
}

start() {
    have || install_server || say "no MariaDB by apt"
    { have && start_here; } || start_docker ||
        { say "no MariaDB: install mariadb-server, start Docker, or set GUANXI_TEST_MYSQL_DSN"; exit 1; }
}

case "${1:-} ${2:-${GUANXI_TEST_MYSQL_DIR:-}}" in
"stop docker:"*) dir=${2:-$GUANXI_TEST_MYSQL_DIR} && docker rm -f "${dir#docker:}" >/dev/null ;;
*) serve_command "$@" ;;
esac
