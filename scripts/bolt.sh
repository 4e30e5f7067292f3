#!/bin/sh
# Prints a folder in which npm has installed Slack's Bolt for JavaScript, for the tests that drive the sandbox with it:
#
#   SANDBOX_BOLT=$(sh scripts/bolt.sh) go test ./sandbox -run Bolt
#
# What is fetched stays in .cache/bolt, which git ignores, with its lockfile: registries differ from place to place.
set -eu
version=5.1.0

cd "$(dirname "$0")/.."
folder=$PWD/.cache/bolt

installed() { [ "$(sed -n 's/^ *"version": "\(.*\)",*$/\1/p' "$folder/node_modules/@slack/bolt/package.json" 2>/dev/null | head -n 1)" = "$version" ]; }

command -v node >/dev/null && command -v npm >/dev/null || { echo "bolt.sh: Node.js and npm are not there" >&2; exit 1; }
if ! installed; then
    mkdir -p "$folder"
    echo '{"private": true, "description": "made by scripts/bolt.sh"}' >"$folder/package.json"
    # No scripts of strangers run.
    npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --save-exact "@slack/bolt@$version" >&2
    installed || { echo "bolt.sh: npm has not installed @slack/bolt $version" >&2; exit 1; }
fi
echo "$folder"
