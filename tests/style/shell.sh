#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every shell script parses, stops at the first error, and passes shellcheck where that is installed.
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"

mapfile -t scripts < <(
    files '*.sh'
    files '*' | grep -E '^(scripts/|\.ci/|tests/style/run$)' | grep -v '\.sh$'
)
for script in "${scripts[@]}"; do
    bash -n "$script" 2>/dev/null || finding "$script:1: does not parse"
    grep -qE '^set -[a-z]*e|^source .*(common|style|package)\.sh' "$script" ||
        finding "$script:1: does not stop at the first error, expected \`set -euo pipefail\`"
done
if command -v shellcheck >/dev/null; then
    while IFS=: read -r file line _ text; do
        finding "$file:$line:$text"
    done < <(shellcheck -x -P SCRIPTDIR -f gcc "${scripts[@]}" || true)
fi
conclude "${#scripts[@]}"
