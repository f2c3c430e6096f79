#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: check_package.sh BUILD_TREE SCRATCH CMAKE COMPILER SANITIZERS
#
# Installs the build tree, builds tests/package/consumer against what was installed, and checks that
# the installed programs load the consumer's plugin and report what it finds.
set -euo pipefail

build=$1 scratch=$2 cmake=$3 compiler=$4 sanitizers=$5
consumer=$(cd "$(dirname "${BASH_SOURCE[0]}")/consumer" && pwd)
rm -rf "$scratch"
mkdir -p "$scratch"

fail() {
    printf 'FAIL: %s\n' "$1"
    [[ -f ${2-} ]] && cat "$2"
    exit 1
}
# expect TEXT FILE: the file has a line with this text in it.
expect() { grep -qF -- "$1" "$2" || fail "expected \`$1\` in:" "$2"; }

# The guide shows this very plugin.
guide=$consumer/../../../docs/writing_a_plugin.md
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d;p}" "$guide"; }
diff <(tail -n +2 "$consumer/plural_names.cpp") <(block cpp) || fail "the guide shows other code"
diff "$consumer/plural_names.json" <(block json) || fail "the guide shows other metadata"

"$cmake" --install "$build" --prefix "$scratch/prefix" >"$scratch/install.log" ||
    fail "cannot install" "$scratch/install.log"
# The consumer must see what was installed and nothing of the tree it came from.
prefix=$scratch/moved
mv "$scratch/prefix" "$prefix"
grep -rIlF -- "$build" "$prefix" >"$scratch/leaks" && fail "these name the build tree:" "$scratch/leaks"

configure() {
    "$cmake" -G Ninja -S "$consumer" -B "$scratch/build" -DCMAKE_PREFIX_PATH="$prefix" \
        -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Debug \
        -DCMAKE_CXX_FLAGS="-Wall -Wextra -Werror ${sanitizers:+-fsanitize=$sanitizers}" \
        >"$scratch/configure.log" 2>&1
}
configure || fail "the consumer cannot be configured" "$scratch/configure.log"
"$cmake" --build "$scratch/build" >"$scratch/build.log" 2>&1 ||
    fail "the consumer does not build" "$scratch/build.log"

# A package of another major version is refused.
sed 's/Tablewright 0.1/Tablewright 1.0/' "$consumer/CMakeLists.txt" >"$scratch/CMakeLists.txt"
cp "$consumer"/*.{cpp,json} "$scratch"
"$cmake" -G Ninja -S "$scratch" -B "$scratch/refused" -DCMAKE_PREFIX_PATH="$prefix" \
    >"$scratch/refused.log" 2>&1 && fail "version 1.0 was accepted" "$scratch/refused.log"
expect 'requested version "1.0"' "$scratch/refused.log"

document=$prefix/share/tablewright/samples/blog.json
tablewright=$prefix/bin/tablewright

"$tablewright" plugins --plugin-path "$scratch/build/plugins" >"$scratch/plugins.out"
grep 'com.example.plural-names' "$scratch/plugins.out" | grep -q 'loaded' ||
    fail "the plugin is not listed as loaded" "$scratch/plugins.out"
"$tablewright" passes --plugin-path "$scratch/build/plugins" >"$scratch/passes.out"
expect check-plural-names "$scratch/passes.out"

cat >"$scratch/singular.json" <<'END'
{"tables": [{"id": "t1", "name": "user", "columns": [
  {"id": "c1", "name": "id", "dataType": "INT", "primaryKey": true}]}]}
END
"$tablewright" check "$scratch/singular.json" >"$scratch/without.out" 2>&1 ||
    fail "the document is not accepted" "$scratch/without.out"
grep -q PN0001 "$scratch/without.out" && fail "found without the plugin" "$scratch/without.out"
"$tablewright" check --plugin-path "$scratch/build/plugins" "$scratch/singular.json" \
    >"$scratch/with.out" 2>&1 || fail "a warning must not refuse" "$scratch/with.out"
# shellcheck disable=SC2016
expect 'warning: table `user` has a singular name, expected `users` [PN0001]' "$scratch/with.out"

# The embedded engine finds the installed backend and says what the command line says.
"$scratch/build/embedded" "$document" >"$scratch/embedded.sql" 2>"$scratch/embedded.err" ||
    fail "the embedded engine does not compile the sample" "$scratch/embedded.err"
"$tablewright" compile "$document" >"$scratch/cli.sql" 2>/dev/null
cmp "$scratch/embedded.sql" "$scratch/cli.sql" || fail "the embedded engine's script differs"
expect 'CREATE TABLE' "$scratch/cli.sql"

# The installed preview finds the installed backend, needs no display, and is known to the desktop.
preview=$prefix/bin/tablewright-preview
if [[ -x $preview ]]; then
    mkdir -p "$scratch/home"
    (
        unset DISPLAY WAYLAND_DISPLAY QT_QPA_PLATFORM
        # What fontconfig keeps until the end is no leak of ours.
        [[ -z $sanitizers ]] || export ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
        HOME=$scratch/home "$preview" --export "$scratch/preview.sql" \
            --export "$scratch/preview.svg" "$document"
    ) >"$scratch/preview.log" 2>&1 || fail "the preview does not export" "$scratch/preview.log"
    cmp "$scratch/preview.sql" "$scratch/cli.sql" || fail "the preview's script differs"
    expect '</svg>' "$scratch/preview.svg"
    share=$prefix/share id=org.tablewright.Preview
    for file in "applications/$id.desktop" "mime/packages/$id.xml" "metainfo/$id.metainfo.xml" \
        "icons/hicolor/scalable/apps/$id.svg" "icons/hicolor/16x16/apps/$id.png" \
        "icons/hicolor/256x256/apps/$id.png"; do
        [[ -s $share/$file ]] || fail "$file is not installed"
    done
    program=$(sed -n 's/^Exec=\([^ ]*\).*/\1/p' "$share/applications/$id.desktop" | sort -u)
    [[ -x $prefix/bin/$program ]] || fail "the desktop starts \`$program\`, which is not installed"
fi
echo "ok"
