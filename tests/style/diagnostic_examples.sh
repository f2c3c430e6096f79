#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: diagnostic_examples.sh TABLEWRIGHT
# Each diagnostic's page shows a document and what is said about it; the command line must say that
# and nothing else, and the page's own code must be among it.
tablewright=$(realpath "$1")
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# block LANGUAGE FILE: the first fenced block of that language.
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d;p};/^\`\`\`$1\$/,\${/^\`\`\`\$/q}" "$2"; }

looked=0
while read -r page; do
    code=$(basename "$page" .md)
    for language in json dbml; do
        example=example.$language
        block "$language" "$page" >"$scratch/$example"
        [[ -s $scratch/$example ]] && break
    done
    [[ -s $scratch/$example ]] || continue
    looked=$((looked + 1))
    block text "$page" >"$scratch/expected"
    (cd "$scratch" && "$tablewright" check "$example" 2>&1 >/dev/null |
        grep -E '^(example\.(json|dbml):[0-9]|error:|warning:|note:|fix:)' >found) || true
    grep -qF "[$code]" "$scratch/found" || finding "$page:1: the example does not lead to \`$code\`"
    diff -u --label "$page" --label "what is said" "$scratch/expected" "$scratch/found" ||
        finding "$page:1: the page does not show what is said"
done < <(files 'TW[0-9]*.md' | grep '^docs/diagnostics/')
conclude "$looked"
