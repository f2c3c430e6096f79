# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced by the tests beside it, each of which is called as
#   TEST.sh SCRATCH CMAKE COMPILER SANITIZERS SOURCE_TREE
# and finds the package in `$prefix`, where install.sh has put it. What a test writes goes into
# SCRATCH/work/TEST, or …/$folder where a test is made for several.
set -euo pipefail

# shellcheck disable=SC2034
scratch=$1 cmake=$2 compiler=$3 sanitizers=$4 source_tree=$5
prefix="$scratch/moved here"
work=$scratch/work/${folder:-$(basename "$0" .sh)}
rm -rf "$work"
mkdir -p "$work"

# What a newcomer has: the programs on the path, and nothing of the tree that they come from.
ccache_folder=${XDG_CACHE_HOME:-$HOME/.cache}/ccache
PATH="$prefix/bin:$(dirname "$cmake"):$PATH"
unset TABLEWRIGHT_PLUGIN_PATH TABLEWRIGHT_TEST_POSTGRES
export PATH HOME=$work/home
mkdir "$HOME"

# For builds as they are typed, without options. A plugin that is loaded into a program with
# sanitizers has to have them too.
export CXX=$compiler CMAKE_GENERATOR=Ninja
export CXXFLAGS="-Wall -Wextra -Wpedantic -Werror ${sanitizers:+-fsanitize=$sanitizers}"
if command -v ccache >/dev/null; then
    export CMAKE_CXX_COMPILER_LAUNCHER=ccache
    export CCACHE_BASEDIR=$scratch CCACHE_NOHASHDIR=1 CCACHE_DIR=${CCACHE_DIR:-$ccache_folder}
fi

fail() {
    printf 'FAIL: %s\n' "$1"
    [[ -f ${2-} ]] && cat "$2"
    exit 1
}
# expect TEXT FILE: the file has a line with this text in it.
expect() { grep -qF -- "$1" "$2" || fail "expected \`$1\` in:" "$2"; }
# refuse TEXT FILE: it has none.
refuse() { ! grep -qF -- "$1" "$2" || fail "unexpected \`$1\` in:" "$2"; }
# quietly WHAT COMMAND…: its output is shown when it fails; it is in $log.
log=$work/log
quietly() {
    local what=$1
    shift
    "$@" >"$log" 2>&1 || fail "$what" "$log"
}
# build_and_test FOLDER
build_and_test() {
    quietly "$1 cannot be configured" "$cmake" -S "$1" -B "$1/build"
    # A warning of CMake's is a fault of the package.
    refuse 'CMake Warning' "$log"
    quietly "$1 does not build" "$cmake" --build "$1/build"
    quietly "the tests of $1 fail" ctest --test-dir "$1/build" --output-on-failure --no-tests=error
}
# is_loaded ID FILE: the list of plugins in FILE tells that this one is loaded.
is_loaded() { awk -v id="$1" '$1 == id && $3 == "loaded" { found = 1 } END { exit !found }' "$2" ||
    fail "\`$1\` is not loaded:" "$2"; }
