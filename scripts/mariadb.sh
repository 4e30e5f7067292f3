#!/usr/bin/env bash
# A throw-away MariaDB for the tests, without the system's service.
#
#   eval "$(scripts/mariadb.sh start)"   # exports GUANXI_TEST_MYSQL_DSN and GUANXI_TEST_MYSQL_DIR
#   scripts/mariadb.sh stop              # or: stop DIR
#   scripts/mariadb.sh crash             # or: crash DIR; kills it (SIGKILL) and starts it again on the same data
#
# start uses the installed server, installs it by apt when it is missing and we are root, and else runs it in Docker.
# GUANXI_MARIADB_DURABLE=1 keeps the settings that survive a SIGKILL. What isn't shell goes to standard error.
set -euo pipefail

say() { echo "mariadb.sh: $*" >&2; }

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

free_port() { # the first from 33100 on that nobody listens at
    port=$((33100 + $$ % 500))
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

export_dsn() { # port dir
    echo "export GUANXI_TEST_MYSQL_DSN='root@tcp(127.0.0.1:$1)/'"
    echo "export GUANXI_TEST_MYSQL_DIR='$2'"
}

serve() { # dir port: starts the server on what is in dir, and waits until it answers
    fast="--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --sync-binlog=0"
    [ "${GUANXI_MARIADB_DURABLE:-}" = 1 ] && fast=""
    rm -f "$1/s"
    # shellcheck disable=SC2086
    "$(server)" --no-defaults --datadir="$1/data" --socket="$1/s" --pid-file="$1/pid" \
        --port="$2" --bind-address=127.0.0.1 --user="$(id -un)" --skip-log-bin --max-connections=500 \
        --innodb-log-file-size=64M --innodb-buffer-pool-size=256M $fast >"$1/server.log" 2>&1 &
    pid=$!
    for _ in $(seq 1 150); do
        if [ -S "$1/s" ] && mariadb --no-defaults -uroot --socket="$1/s" -e 'SELECT 1' >/dev/null 2>&1; then
            echo "$pid" >"$1/pid.started"
            echo "$2" >"$1/port"
            return 0
        fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill "$pid" 2>/dev/null || true
    return 1
}

start_native() {
    bin=$(server)
    [ -n "$bin" ] || return 1
    dir=$(mktemp -d "${TMPDIR:-/tmp}/guanxi-mariadb.XXXXXX")
    say "preparing $("$bin" --version | sed 's/.*Ver/Ver/') in $dir"
    mariadb-install-db --no-defaults --datadir="$dir/data" --auth-root-authentication-method=normal \
        --skip-test-db --user="$(id -un)" >"$dir/install.log" 2>&1 || { cat "$dir/install.log" >&2; return 1; }
    for try in 1 2 3 4 5; do
        port=$(($(free_port) + (try - 1) * 7))
        if serve "$dir" "$port"; then
            # Without a password root may come from 127.0.0.1 only where that is told apart from localhost.
            mariadb --no-defaults -uroot --socket="$dir/s" -e \
                "CREATE USER IF NOT EXISTS root@'127.0.0.1'; GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION" >&2
            export_dsn "$port" "$dir"
            return 0
        fi
    done
    cat "$dir/server.log" >&2
    return 1
}

crash() { # the power goes, and comes back
    dir=${1:-${GUANXI_TEST_MYSQL_DIR:-}}
    case "$dir" in
    *guanxi-mariadb.*) ;;
    *) say "not a directory of mine: $dir"; return 1 ;;
    esac
    pid=$(cat "$dir/pid.started")
    kill -9 "$pid"
    for _ in $(seq 1 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
    serve "$dir" "$(cat "$dir/port")" || { cat "$dir/server.log" >&2; return 1; }
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

stop() {
    dir=${1:-${GUANXI_TEST_MYSQL_DIR:-}}
    case "$dir" in
    "") say "nothing to stop: GUANXI_TEST_MYSQL_DIR is not set"; return 1 ;;
    docker:*) docker rm -f "${dir#docker:}" >/dev/null ;;
    *guanxi-mariadb.*)
        pid=$(cat "$dir/pid.started")
        kill "$pid" 2>/dev/null || true
        for _ in $(seq 1 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        kill -9 "$pid" 2>/dev/null || true
        rm -rf "$dir"
        ;;
    *) say "not a directory of mine: $dir"; return 1 ;;
    esac
}

case "${1:-start}" in
start)
    [ -n "$(server)" ] || install_server || say "no MariaDB by apt"
    start_native || start_docker || { say "no MariaDB: install mariadb-server, start Docker, or set GUANXI_TEST_MYSQL_DSN"; exit 1; }
    ;;
stop) stop "${2:-}" ;;
crash) crash "${2:-}" ;;
*) say "usage: mariadb.sh start | stop [DIR] | crash [DIR]"; exit 2 ;;
esac
