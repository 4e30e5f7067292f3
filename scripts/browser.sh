#!/bin/sh
# Prints the path of a Chromium for the tests; installs it, with a Chinese font, by apt when it is missing and we are root.
set -eu

find_browser() {
    for name in "${GUANXI_TEST_BROWSER:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$name" ] && command -v "$name" && return 0
    done
    return 1
}

if ! find_browser >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "browser.sh: installing chromium by apt" >&2
        export DEBIAN_FRONTEND=noninteractive
        packages="chromium fonts-noto-cjk fonts-noto-color-emoji"
        # shellcheck disable=SC2086
        { apt-get install -y -q --no-install-recommends $packages || { apt-get update -q && apt-get install -y -q --no-install-recommends $packages; }; } >&2
    fi
fi
find_browser || { echo "browser.sh: no Chromium: install it, or name one in GUANXI_TEST_BROWSER" >&2; exit 1; }
