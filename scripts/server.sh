# What mariadb.sh and mysql.sh share: a throw-away database server of the tests, in a directory of its own. Sourced by them,
# with
#
#   engine          its name, also in the directory's
#   first_port      the first port to try; of the 300 from there on
#   have            whether it can be started without fetching anything
#   prepare DIR     makes an empty database in DIR
#   launch DIR PORT starts the server in the background, with its pid in $!
#   answers DIR     whether it does
#
# GUANXI_TEST_DURABLE=1 keeps the settings that survive a SIGKILL.

say() { echo "$engine.sh: $*" >&2; }

free_port() { # the first from first_port on that nobody listens at
    port=$((first_port + $$ % 300))
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

export_dsn() { # port dir
    echo "export GUANXI_TEST_MYSQL_DSN='root@tcp(127.0.0.1:$1)/'"
    echo "export GUANXI_TEST_MYSQL_DIR='$2'"
}

serve() { # dir port: starts the server on what is in dir, and waits until it answers; a minute, and longer on a busy machine
    rm -f "$1/s" "$1/s.lock" "$1/server.log" # what an earlier server said is not this one's answer
    launch "$1" "$2"
    pid=$!
    for _ in $(seq 1 3000); do
        if answers "$1"; then
            echo "$pid" >"$1/pid.started"
            echo "$2" >"$1/port"
            return 0
        fi
        kill -0 "$pid" 2>/dev/null || return 1
        sleep 0.1
    done
    kill "$pid" 2>/dev/null || true
    return 1
}

start_here() {
    dir=$(mktemp -d "${TMPDIR:-/tmp}/guanxi-$engine.XXXXXX")
    prepare "$dir" || return 1
    for try in 1 2 3 4 5; do
        port=$(($(free_port) + (try - 1) * 7))
        if serve "$dir" "$port"; then
            export_dsn "$port" "$dir"
            return 0
        fi
    done
    cat "$dir/server.log" >&2
    return 1
}

mine() { # dir
    case "$1" in
    "") say "which one? GUANXI_TEST_MYSQL_DIR is not set"; return 1 ;;
    *guanxi-"$engine".*) ;;
    *) say "not a directory of mine: $1"; return 1 ;;
    esac
}

gone() { # pid tenths: waits until there is no such process
    for _ in $(seq 1 "$2"); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.1; done
    return 1
}

crash() { # dir: the power goes, and comes back
    mine "$1"
    pid=$(cat "$1/pid.started")
    kill -9 "$pid"
    gone "$pid" 600 || say "process $pid does not go"
    serve "$1" "$(cat "$1/port")" || { cat "$1/server.log" >&2; return 1; }
}

stop() { # dir
    mine "$1"
    pid=$(cat "$1/pid.started")
    kill "$pid" 2>/dev/null || true
    gone "$pid" 300 || kill -9 "$pid" 2>/dev/null || true
    rm -rf "$1"
}

serve_command() { # what the script was called with
    given=${2:-${GUANXI_TEST_MYSQL_DIR:-}}
    case "${1:-start}" in
    start) start ;;
    stop) stop "$given" ;;
    crash) crash "$given" ;;
    have) have ;;
    *) say "usage: $engine.sh start | stop [DIR] | crash [DIR] | have"; exit 2 ;;
    esac
}
