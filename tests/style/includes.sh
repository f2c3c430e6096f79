#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Layering: a folder of the engine includes only itself and what stands above it in the list.
# The same for the folders of the server and of the preview.
# Only `plugin` uses Qt, only `graph` uses Boost.Graph, and nothing below apps uses an app.
source "$(dirname "${BASH_SOURCE[0]}")/style.sh"

layers=(base source diag ir target graph frontend pass passes layout diff backend isolation plugin driver config)
declare -A rank
for i in "${!layers[@]}"; do rank[${layers[$i]}]=$i; done

# The folder that a header of ours is in: `tablewright/ir/schema.h`, `ir/schema.h` or, beside the
# including file, `parser.h`.
folder_of() {
    local header=${1#tablewright/}
    [[ $header == */* ]] && printf '%s' "${header%%/*}"
}

looked=0
while read -r file; do
    looked=$((looked + 1))
    case $file in
    engine/include/tablewright/*/*) inside=${file#engine/include/tablewright/} ;;
    engine/include/*) continue ;;
    *) inside=${file#engine/} ;;
    esac
    layer=${inside%%/*}
    if [[ -z ${rank[$layer]-} ]]; then
        finding "$file:1: folder \`$layer\` is not in the list of layers"
        continue
    fi
    while IFS=: read -r line header; do
        case $header in
        Q* | q*.h) [[ $layer == plugin ]] ||
            finding "$file:$line: Qt's \`$header\` outside \`plugin\`" ;;
        boost/graph/*) [[ $layer == graph ]] ||
            finding "$file:$line: \`$header\` outside \`graph\`" ;;
        apps/* | plugins/*) finding "$file:$line: the engine includes \`$header\`" ;;
        *)
            other=$(folder_of "$header") || continue
            [[ -n ${rank[$other]-} ]] || continue
            [[ ${rank[$other]} -le ${rank[$layer]} ]] ||
                finding "$file:$line: \`$layer\` includes \`$header\`, which stands below it"
            ;;
        esac
    done < <(sed -nE '/^[[:space:]]*#[[:space:]]*include/{=;s/.*[<"]([^>"]+)[>"].*/\1/p}' "$file" |
        paste -d: - -)
done < <(files '*.h' '*.cpp' '*.def' | grep '^engine/')

# Plugins and hosts use the public headers only; but apps/plugin_host is the other half of
# `isolation`, and speaks with its messages.
while read -r file; do
    looked=$((looked + 1))
    while IFS=: read -r line text; do
        finding "$file:$line: a header that is not public: $text"
    done < <(grep -nE "#include \"($(IFS='|' && echo "${layers[*]}"))/" "$file" |
        if [[ $file == apps/plugin_host/* ]]; then grep -v '"isolation/'; else cat; fi || true)
done < <(files '*.h' '*.cpp' | grep -E '^(plugins|apps)/')

# check_folders APP FOLDER…: the folders of an app, each above what it may include.
check_folders() {
    local app=$1
    shift
    while [[ $# -gt 1 ]]; do
        local folder=$1
        shift
        while read -r file; do
            looked=$((looked + 1))
            while IFS=: read -r line text; do
                finding "$file:$line: \`$folder\` includes what stands below it: $text"
            done < <(grep -nE "#include \"($(IFS='|' && echo "$*"))/" "$file" || true)
        done < <(files '*.h' '*.cpp' | grep "^apps/$app/$folder/")
    done
}
check_folders server net http store databases app
check_folders preview model language core editor diagram panels export window

conclude "$looked"
