# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced by the scripts beside it. Goes to the root of the source tree; `$root` holds it.
set -euo pipefail

script=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() { printf '== %s\n' "$*" >&2; }
die() {
    printf '%s: %s\n' "$(basename "$script")" "$*" >&2
    exit 1
}

# Prints the comment at the head of the calling script, up to the line for shellcheck, and ends.
usage() {
    sed -n '3,/^# shellcheck/{/^# shellcheck/d;s/^# \{0,1\}//p}' "$script"
    exit 0
}

# configure PRESET: at the first time and when the presets have changed since; ninja sees the rest.
configure() {
    local tree=build/$1
    if [[ ! -f $tree/build.ninja || CMakePresets.json -nt $tree/build.ninja ]]; then
        say "configuring the preset $1"
        cmake --preset "$1"
        touch "$tree/build.ninja"
    fi
}

# build PRESET [TARGET…]
build() {
    configure "$1"
    say "building in build/$1"
    ninja -C "build/$1" "${@:2}"
}
