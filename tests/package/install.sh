#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: install.sh SCRATCH CMAKE BUILD_TREE
# Installs the build tree for the tests beside this one: everything, and the component Runtime alone.
set -euo pipefail

scratch=$1 cmake=$2 build=$3
rm -rf "$scratch"
mkdir -p "$scratch"
for what in prefix runtime; do
    arguments=()
    [[ $what == prefix ]] || arguments=(--component Runtime)
    "$cmake" --install "$build" --prefix "$scratch/first" "${arguments[@]}" >"$scratch/$what.log" || {
        cat "$scratch/$what.log"
        exit 1
    }
    # Its users must see what was installed and nothing of where it was made or stood.
    mv "$scratch/first" "$scratch/$what"
    if grep -rIlF -e "$build" -e "$scratch/first" "$scratch/$what"; then
        echo "FAIL: these name the build tree, or the folder of the install"
        exit 1
    fi
done
