# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced by the checks beside it. A check looks at the tree in TABLEWRIGHT_STYLE_ROOT, or else at
# the one that it stands in, and prints each finding as `file:line: what`.
set -euo pipefail

root=${TABLEWRIGHT_STYLE_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
cd "$root"
check=$(basename "$0" .sh)
findings=0

finding() {
    printf '%s\n' "$*"
    findings=$((findings + 1))
}

# Ends the check: fails if there were findings, or if it looked at nothing at all.
conclude() {
    local looked_at=$1
    [[ $looked_at -gt 0 ]] || finding "$check: found nothing to look at"
    printf '%s: %d looked at, %d findings\n' "$check" "$looked_at" "$findings"
    [[ $findings -eq 0 ]]
}

# files PATTERN…: those of the project's own files whose names fit, one a line; not what others wrote.
files() {
    local name arguments=()
    for name in "$@"; do arguments+=(-o -name "$name"); done
    find . \( -path ./build -o -path ./.git -o -path ./.cache -o -path ./resources/web \
        -o -name node_modules \) -prune \
        -o -type f \( "${arguments[@]:1}" \) -print | sed 's,^\./,,' | sort
}
