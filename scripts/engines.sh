# What test.sh and test-engines.sh share: starting servers, and saying at the end what was really tested. Sourced by them.

started="" # directories of what was started, with the script that stops it

# start_server NAME starts one, puts its DSN into dsn, and has it stopped when the script ends.
start_server() {
    dsn=""
    said=$(bash "scripts/$1.sh" start) || return 1
    dsn=$(echo "$said" | sed -n "s/.*_DSN='\(.*\)'/\1/p")
    started="$started $1=$(echo "$said" | sed -n "s/.*_DIR='\(.*\)'/\1/p")"
    trap stop_servers EXIT
    trap 'exit 1' INT TERM
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
