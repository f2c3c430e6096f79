#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# docs/design/what_is_checked.md: each row names cases that exist; each code of its answer is
# reported in one of them; a row that says "applies" names one without errors, or a test; each pass
# exists. And each code from 2xxx to 4xxx stands in a row.
# shellcheck disable=SC2016
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"

page=docs/design/what_is_checked.md
[[ -f $page ]] || { finding "$page:1: there is no such page"; conclude 1; }

# The codes that a case expects to be reported.
codes_of() {
    awk '/^--- / { on = ($2 ~ /^diagnostics/ || $2 == "apply"); next }
         on && $3 ~ /^TW[0-9][0-9][0-9][0-9]$/ { print $3 }' "$1" | sort -u
}
# Names that passes, frontends and hosts report under.
passes=$(grep -rhoE '"[a-z]+(-[a-z]+)+"' engine/passes apps/cli --include='*.cpp' --include='*.h' |
    tr -d '"' | sort -u
    printf 'json\ndbml\napply\n')

looked=0
declare -A answered
while IFS= read -r row; do
    line=${row%%:*}
    IFS='|' read -r _ what pass answer shown _ <<<"${row#*:}"
    looked=$((looked + 1))
    cases=() others=0
    while read -r path; do
        if [[ ! -f docs/design/$path ]]; then
            finding "$page:$line: there is no $path"
        elif [[ $path == *.test ]]; then
            cases+=("docs/design/$path")
        else
            others=$((others + 1))
        fi
    done < <(grep -oE '\]\([^)]+\)' <<<"$shown" | tr -d '])(')
    [[ $((${#cases[@]} + others)) -gt 0 ]] || finding "$page:$line: nothing shows:$what"
    found=$(for case in "${cases[@]}"; do codes_of "$case"; done)
    while read -r code; do
        answered[$code]=1
        [[ $others -gt 0 ]] || grep -qx "$code" <<<"$found" ||
            finding "$page:$line: $code is reported in none of the cases"
    done < <(grep -oE '\[TW[0-9]{4}\]' <<<"$answer" | tr -d '][')
    if [[ $answer == *applies* && $others -eq 0 ]]; then
        printf '%s\n' "${cases[@]}" | grep -qv '/fail_[^/]*$' ||
            finding "$page:$line: none of the cases applies"
    fi
    [[ $answer == *applies* || $answer == *TW* ]] || finding "$page:$line: no answer to:$what"
    while read -r name; do
        grep -qx -- "$name" <<<"$passes" || finding "$page:$line: there is no pass \`$name\`"
    done < <(grep -oE '`[a-z-]+`' <<<"$pass" | tr -d '`')
done < <(grep -nE '^\| ' "$page" | grep -vE '^[0-9]+:\| what \| pass ')

while read -r code; do
    [[ -n ${answered[$code]-} ]] || finding "$page:1: no row answers with $code"
done < <(sed -nE 's/^TW_DIAG\("(TW(20|3|4)[0-9]+)".*/\1/p' engine/include/tablewright/diag/diagnostics.def)
conclude "$looked"
