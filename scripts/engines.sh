# What test.sh and test-engines.sh share: starting servers, and saying at the end what was really tested. Sourced by them.

started="" # directories of what was started, with the script that stops it

# start_server NAME starts one, puts its DSN into dsn, and has it stopped when the script ends.
start_server() {
    dsn=""
    said=$(TMPDIR=$(server_dir) bash "scripts/$1.sh" start) || return 1
    dsn=$(echo "$said" | sed -n "s/.*_DSN='\(.*\)'/\1/p")
    started="$started $1=$(echo "$said" | sed -n "s/.*_DIR='\(.*\)'/\1/p")"
    trap stop_servers EXIT
    trap 'exit 1' INT TERM
}

# server_dir is where a server of the tests has its files: in memory where there is much, since each test makes a database of its
# own, and making its tables waits for the disk whatever the settings.
server_dir() {
    free=$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1)
    left=$(awk '/^MemAvailable/{print $2}' /proc/meminfo 2>/dev/null)
    if [ "${free:-0}" -gt 4000000 ] && [ "${left:-0}" -gt 8000000 ]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi
}

stop_servers() {
    for server in $started; do bash "scripts/${server%%=*}.sh" stop "${server#*=}"; done
    started=""
}

frame() { # lines
    edge=$(printf '%078d' 0 | tr 0 '#')
    echo "$edge"
    for line in "$@"; do printf '#  %-72s  #\n' "$line"; done
    echo "$edge"
}

# engines_used prints a line for each database that the tests ran on, as the tests themselves see them.
engines_used() {
    go test -count=1 -run TestDatabasesUsed -v ./store/storetest | sed -n 's/^ *storetest_test.go:[0-9]*: /  /p'
}
