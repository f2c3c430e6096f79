#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every C++ source is as clang-format 16 leaves it.
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"

if ! command -v clang-format-16 >/dev/null; then
    echo "format: skipped, clang-format-16 is not installed (scripts/setup --format brings it)"
    exit 77
fi
mapfile -t sources < <(files '*.h' '*.cpp')
while IFS=: read -r file line _; do
    finding "$file:$line: not formatted, run \`clang-format-16 -i $file\`"
done < <(clang-format-16 --dry-run "${sources[@]}" 2>&1 |
    grep -E '^[^ ]+:[0-9]+:[0-9]+: ' | sort -t: -k1,1 -u)
conclude "${#sources[@]}"
