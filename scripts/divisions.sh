#!/bin/sh
# Writes models/mask/divisions.txt and countries.txt anew: what of an address may be seen in masks. It needs npm, which
# fetches the package china-division; a later one comes with a later version here.
set -eu
cd "$(dirname "$0")/../models/mask"
version=2.7.0
from=$(mktemp -d)
trap 'rm -rf "$from"' EXIT
(cd "$from" && npm pack --silent "china-division@$version" >/dev/null && tar xzf china-division-*.tgz)
go run generate.go -from "$from/package/dist"
