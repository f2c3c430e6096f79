#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# No source has more than 800 lines, unless it is generated or its first ten say why: `long because …`.
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"

looked=0
while read -r file; do
    looked=$((looked + 1))
    lines=$(wc -l <"$file")
    [[ $lines -le 800 ]] || head -n 10 "$file" | grep -qiE 'long because|(written|generated) by [a-z_]+\.(sh|mjs)' ||
        finding "$file:$lines: $lines lines, expected at most 800"
done < <(files '*.h' '*.cpp' '*.def' '*.g4' '*.cmake' CMakeLists.txt '*.sh' '*.mjs' '*.js' '*.css')
conclude "$looked"
