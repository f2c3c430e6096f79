#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every source names its licence in its first two lines: the server, its migrations and the preview have
# the GPL, all others MIT.
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"

looked=0
while read -r file; do
    looked=$((looked + 1))
    expected=MIT
    case $file in
    apps/server/* | apps/preview/* | resources/migrations/* | resources/desktop/*)
        expected=GPL-3.0-or-later ;;
    esac
    found=$(sed -n '1,2s/.*SPDX-License-Identifier: *\([A-Za-z0-9.-]*\).*/\1/p' "$file")
    [[ $found == "$expected" ]] ||
        finding "$file:1: licence \`${found:-none}\`, expected \`$expected\`"
done < <(
    files '*.h' '*.cpp' '*.def' '*.g4' '*.cmake' '*.cmake.in' CMakeLists.txt '*.sh' '*.mjs' '*.js' '*.sql' |
        grep -v '^tests/golden/'
    files '*' | grep -E '^(scripts/|\.ci/|tests/style/run$)' | grep -v '\.sh$'
)
conclude "$looked"
