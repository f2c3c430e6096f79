#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# docs/design/policies.md has a row for each diagnostic of tests/property/policies.def, and no other.
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"

page=docs/design/policies.md
list=tests/property/policies.def
rows=$(sed -nE 's/^\| \[(TW[0-9]{4})\].*/\1/p' "$page" | sort -u)

looked=0
codes=
while read -r name; do
    looked=$((looked + 1))
    code=$(sed -nE "s/^TW_DIAG\(\"(TW[0-9]{4})\", $name,.*/\1/p" \
        engine/include/tablewright/diag/diagnostics.def)
    if [[ -z $code ]]; then
        finding "$list:1: no diagnostic is called $name"
        continue
    fi
    codes+=$code$'\n'
    grep -qx "$code" <<<"$rows" || finding "$page:1: no row for $code, which $list names"
done < <(sed -nE 's/^TW_(POLICY|UNSAYABLE)\(([A-Za-z0-9]+).*/\2/p' "$list" | sort -u)

while read -r code; do
    grep -qx "$code" <<<"$codes" || finding "$page:1: $code is no longer in $list"
done <<<"$rows"
conclude "$looked"
