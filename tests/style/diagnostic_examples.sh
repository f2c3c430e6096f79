#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: diagnostic_examples.sh TABLEWRIGHT [PLUGIN_FOLDER]
# Each diagnostic's page shows a document and what is said about it; the command line must say that
# and nothing else, and the page's own code must be among it.
#
# A page whose example needs more than `tablewright check` on its document shows the commands, in a
# `console` block: `$ COMMAND`, further lines of it after `> `, then what it prints. There `…` stands
# for any text in a line, and a line of `…` alone for any lines. They may use `$DATABASE`, an empty
# database that is made anew for each page, and `$PLUGINS`, the folder of the test plugins.
tablewright=$(realpath "$1")
plugins=${2:+$(realpath "$2")}
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"
source "$(dirname "${BASH_SOURCE[0]}")/console.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
server=${TABLEWRIGHT_TEST_POSTGRES-}

# block LANGUAGE FILE: the first fenced block of that language.
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d;p};/^\`\`\`$1\$/,\${/^\`\`\`\$/q}" "$2"; }

# An empty database, and its URL in DATABASE.
make_database() {
    psql -X -q -d "$server" -c "CREATE DATABASE $1 TEMPLATE template0"
    DATABASE=${server/\/postgres\?//$1?}
}

# The commands of the page, one after the other, and whether they print what is shown.
run_console() {
    local page=$1 code=$2 work=$scratch/console
    rm -rf "$work" && mkdir -p "$work/parts" "$work/in"
    cp "$scratch"/example.* "$work/in" 2>/dev/null || true
    # shellcheck disable=SC2016
    if grep -q '$DATABASE' "$page"; then
        [[ -n $server ]] || {
            finding "$page:1: the example asks a server, and TABLEWRIGHT_TEST_POSTGRES names none"
            return
        }
        make_database "page_${code,,}"
    fi
    split_console "$work/parts" <"$page"
    (
        cd "$work/in"
        export PATH=${tablewright%/*}:$PATH DATABASE=${DATABASE-} PLUGINS=$plugins
        for command in "$work"/parts/*.command; do
            bash -c "$(cat "$command")" >"${command%.command}.found" 2>&1
            echo $? >"${command%.command}.status"
        done
    ) || true
    cat "$work"/parts/*.found >"$scratch/found"
    local name
    for name in "$work"/parts/*.command; do
        name=${name%.command}
        if [[ -f $name.expected ]]; then
            console_matches "$name.expected" "$name.found" || {
                finding "$page:$(cat "$name.line"): the command does not print what is shown"
                diff -u --label shown --label printed "$name.expected" "$name.found" || true
            }
        elif [[ $(cat "$name.status") != 0 ]]; then
            finding "$page:$(cat "$name.line"): the command fails:"
            cat "$name.found"
        fi
    done
}

looked=0
while read -r page; do
    code=$(basename "$page" .md)
    looked=$((looked + 1))
    rm -f "$scratch"/example.* "$scratch/found"
    # What no document can cause has no example, and says so.
    if grep -q "^$code " tests/golden/not_in_golden.txt; then
        grep -q '^There is none that can be shown' "$page" ||
            finding "$page:1: expected \`There is none that can be shown\`, as in not_in_golden.txt"
        continue
    fi
    for language in json dbml; do
        example=example.$language
        block "$language" "$page" >"$scratch/$example"
        [[ -s $scratch/$example ]] && break
        rm "$scratch/$example"
    done
    if grep -q '^```console$' "$page"; then
        run_console "$page" "$code"
        grep -qF "$code" "$scratch/found" || finding "$page:1: the example does not lead to \`$code\`"
        continue
    fi
    if [[ ! -s $scratch/$example ]]; then
        finding "$page:1: no example that can be run"
        continue
    fi
    block text "$page" >"$scratch/expected"
    (cd "$scratch" && "$tablewright" check "$example" 2>&1 >/dev/null |
        grep -E '^(example\.(json|dbml):[0-9]|error:|warning:|note:|fix:)' >found) || true
    grep -qF "[$code]" "$scratch/found" || finding "$page:1: the example does not lead to \`$code\`"
    diff -u --label "$page" --label "what is said" "$scratch/expected" "$scratch/found" ||
        finding "$page:1: the page does not show what is said"
done < <(files 'TW[0-9]*.md' | grep '^docs/diagnostics/')
conclude "$looked"
