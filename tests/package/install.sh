#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: install.sh SCRATCH CMAKE BUILD_TREE
# Installs the build tree for the tests beside this one: everything, and the component Runtime alone.
set -euo pipefail

scratch=$1 cmake=$2 build=$3
rm -rf "$scratch"
mkdir -p "$scratch"
# Its users must see what was installed and nothing of where it was made or stood.
names_places() {
    if grep -rIlF -e "$build" -e "$scratch/first" "$1"; then return; fi
    # Of programs and libraries, without what is for debuggers; sanitizers keep names of sources.
    ! grep -q '^TABLEWRIGHT_SANITIZE:STRING=.' "$build/CMakeCache.txt" || return 1
    local file found=1
    while read -r file; do
        objcopy -g "$file" "$scratch/stripped"
        if grep -qF -e "$build" -e "$scratch/first" "$scratch/stripped"; then
            echo "$file"
            found=0
        fi
    done < <(grep -rlF -e "$build" -e "$scratch/first" "$1")
    rm -f "$scratch/stripped"
    return "$found"
}
# Moved afterwards, and with a blank in its path.
for what in 'moved here' runtime; do
    arguments=()
    [[ $what != runtime ]] || arguments=(--component Runtime)
    "$cmake" --install "$build" --prefix "$scratch/first" "${arguments[@]}" >"$scratch/$what.log" || {
        cat "$scratch/$what.log"
        exit 1
    }
    mv "$scratch/first" "$scratch/$what"
    if names_places "$scratch/$what"; then
        echo "FAIL: these name the build tree, or the folder of the install"
        exit 1
    fi
done
