#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Each row of diagnostics.def has its page, each page its row, and the page says the row's severity.
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"

pages=docs/diagnostics
looked=0
declare -A known
while read -r code severity; do
    looked=$((looked + 1))
    known[$code]=1
    page=$pages/$code.md
    if [[ ! -f $page ]]; then
        finding "$page:1: no page for \`$code\`"
        continue
    fi
    [[ $(head -n 1 "$page") == "# $code — "* ]] ||
        finding "$page:1: expected the title \`# $code — …\`"
    grep -q "^Severity: ${severity,,}" "$page" ||
        finding "$page:3: expected \`Severity: ${severity,,}\`, as in diagnostics.def"
    for part in 'Example' 'How to mend it' 'Why it matters'; do
        grep -q "^## $part\$" "$page" || finding "$page:1: has no part \`$part\`"
    done
    title=$(head -n 1 "$page")
    grep -qF "| [$code]($code.md) | ${title#* — } | ${severity,,} |" "$pages/README.md" ||
        finding "$pages/README.md:1: expected a row of \`$code\`, with its title and severity"
done < <(sed -nE 's/^TW_DIAG\("(TW[0-9]{4})", [A-Za-z0-9]+, ([A-Za-z]+),.*/\1 \2/p' \
    engine/include/tablewright/diag/diagnostics.def)

while read -r page; do
    code=$(basename "$page" .md)
    [[ $code == README ]] || [[ -n ${known[$code]-} ]] ||
        finding "$page:1: no such code in diagnostics.def"
done < <(files '*.md' | grep "^$pages/")
conclude "$looked"
