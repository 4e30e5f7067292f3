#!/bin/sh
# Writes models/key/radicals.txt and simplified.txt anew. It needs npm, which fetches the package opencc with OpenCC's tables, and perl, which
# has Unicode's. A later version comes with a later one here.
set -eu
cd "$(dirname "$0")/../models/key"
version=1.4.2
from=$(mktemp -d)
trap 'rm -rf "$from"' EXIT
(cd "$from" && npm pack --silent "opencc@$version" >/dev/null && tar xzf opencc-*.tgz)
perl -CS -MUnicode::UCD=prop_invmap -e '
	my ($starts, $values) = prop_invmap("Equivalent_Unified_Ideograph");
	for my $i (0 .. $#$starts) {
		next if !$values->[$i];
		my $end = $i < $#$starts ? $starts->[$i + 1] : $starts->[$i] + 1;
		for my $c ($starts->[$i] .. $end - 1) {
			print chr($c), "\t", chr($values->[$i]), "\n" if $c >= 0x2E80 && $c <= 0x2FDF;
		}
	}' >"$from/radicals"
go run generate.go -radicals "$from/radicals" -from "$from/package/data/dictionary"
