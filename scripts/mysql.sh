#!/usr/bin/env bash
# A throw-away MySQL for the tests, out of Debian's unstable suite, beside whatever Debian this is: its packages are
# unpacked into a folder and run with that folder's own loader and libraries. Nothing is installed, no root is needed.
#
#   eval "$(scripts/mysql.sh start)"   # exports GUANXI_TEST_MYSQL_DSN and GUANXI_TEST_MYSQL_DIR
#   scripts/mysql.sh stop | crash | have   # as mariadb.sh
#
# GUANXI_MYSQL_HOME is where the packages are kept unpacked (60 MB are fetched, 263 MB kept). GUANXI_MYSQL_OPTIONS are
# further options of the server.
set -euo pipefail
engine=mysql
first_port=33600
# shellcheck source=scripts/server.sh
. "${BASH_SOURCE[0]%/*}/server.sh"

home=${GUANXI_MYSQL_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/guanxi-mysql}
lib=$home/root/usr/lib/$(uname -m)-linux-gnu

mysqld=("$lib/ld-linux-$(uname -m | tr _ -).so.2" --library-path "$lib" "$home/root/usr/sbin/mysqld" --no-defaults
    --basedir="$home/root/usr" --lc-messages-dir="$home/root/usr/share/mysql" --character-sets-dir="$home/root/usr/share/mysql/charsets"
    --plugin-dir="$home/root/usr/lib/mysql/plugin" --secure-file-priv=NULL --user="$(id -un)")

have() { [ -e "$home/root/usr/sbin/mysqld" ]; }

install_server() {
    have && return 0
    command -v apt-get >/dev/null || return 1
    say "fetching mysql-server-core of Debian's unstable suite into $home"
    mirror() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | sort -u | head -n 1; }
    uri=$(mirror)
    [ -n "$uri" ] || { apt-get update -q >&2; uri=$(mirror); }
    [ -n "$uri" ] || { say "apt knows no Debian mirror"; return 1; }
    mkdir -p "$home"/apt/{state/lists/partial,cache/archives/partial}
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri sid main" >"$home/apt/sources.list"
    # Perl is for scripts that are not run here.
    printf 'Package: perl\nStatus: install ok installed\nArchitecture: %s\nMulti-Arch: allowed\nVersion: 99\nMaintainer: none\nDescription: none\n' \
        "$(dpkg --print-architecture)" >"$home/apt/status"
    apt() { apt-get -q -o Dir::State="$home/apt/state" -o Dir::State::status="$home/apt/status" -o Dir::Cache="$home/apt/cache" \
        -o Dir::Etc::sourcelist="$home/apt/sources.list" -o Dir::Etc::sourceparts=- -o Dir::Etc::preferencesparts=/dev/null -o Dir::Etc::preferences=/dev/null \
        -o APT::Sandbox::User= -o Debug::NoLocking=1 -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false "$@" >&2; }
    apt update && apt install -y -d --no-install-recommends mysql-server-core || return 1
    rm -rf "$home/root.new" && mkdir "$home/root.new"
    for package in "$home"/apt/cache/archives/*.deb; do dpkg -x "$package" "$home/root.new" || return 1; done
    rm -rf "$home/apt" "$home/root.new/usr/share/doc" "$home/root.new/usr/share/man"
    mv "$home/root.new" "$home/root"
}

prepare() { # dir
    say "preparing $("${mysqld[@]}" --version | sed 's/.*Ver/Ver/') in $1"
    "${mysqld[@]}" --datadir="$1/data" --initialize-insecure >"$1/install.log" 2>&1 || { cat "$1/install.log" >&2; return 1; }
}

launch() { # dir port
    # On two cores that others want too, the log's own threads make a commit take several times as long.
    fast="--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --innodb-flush-method=nosync --innodb-log-writer-threads=OFF --performance-schema=OFF"
    [ "${GUANXI_TEST_DURABLE:-}" = 1 ] && fast=""
    # shellcheck disable=SC2086
    "${mysqld[@]}" --datadir="$1/data" --socket="$1/s" --pid-file="$1/pid" --port="$2" --bind-address=127.0.0.1 --mysqlx=OFF \
        --max-connections=500 --innodb-buffer-pool-size=256M --skip-log-bin $fast ${GUANXI_MYSQL_OPTIONS:-} >"$1/server.log" 2>&1 &
}

answers() { grep -qs 'ready for connections' "$1/server.log"; } # dir

start() {
    install_server && have || { say "no MySQL to be had"; exit 1; }
    start_here || exit 1
}

serve_command "$@"
