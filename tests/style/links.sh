#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Each relative link of a Markdown file leads to a file or folder of the tree.
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"

looked=0
while read -r file; do
    while IFS=: read -r line target; do
        [[ $target =~ ^([a-z]+:|#) ]] && continue
        looked=$((looked + 1))
        [[ -e $(dirname "$file")/${target%%#*} ]] || finding "$file:$line: leads nowhere: $target"
    done < <(awk '
        /^```/ { code = !code }
        !code {
            rest = $0
            gsub(/`[^`]*`/, "", rest)
            while (match(rest, /\]\([^) ]+\)/)) {
                print NR ":" substr(rest, RSTART + 2, RLENGTH - 3)
                rest = substr(rest, RSTART + RLENGTH)
            }
        }' "$file")
done < <(files '*.md')
conclude "$looked"
