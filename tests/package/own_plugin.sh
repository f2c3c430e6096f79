#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: own_plugin.sh … FOLDER ID
# One of Tablewright's own plugins, copied out of the tree, is built and tested as a stranger's would
# be, and loaded in place of the installed one.
folder=$6 id=$7
source "$(dirname "${BASH_SOURCE[0]}")/package.sh"
cd "$work"

cp -r "$source_tree/plugins/$folder" .
quietly "$folder cannot be configured" "$cmake" -S "$folder" -B "$folder/build"
refuse 'CMake Warning' "$log"
quietly "$folder does not build" "$cmake" --build "$folder/build"
library=$(find "$PWD/$folder/build" -name '*.so')
[[ $(wc -l <<<"$library") -eq 1 && -n $library ]] || fail "expected one library, found: $library"

tablewright --plugin-path "$(dirname "$library")" plugins >"$log" 2>&1 || fail 'plugins cannot be listed' "$log"
# The columns are ID VERSION STATE PATH REASON.
state_of() { awk -v id="$id" -v path="$1" '$1 == id && index($0, path) { print $3; exit }' "$log"; }
[[ $(state_of " $library") == loaded ]] || fail 'what was built is not loaded' "$log"
[[ $(state_of " $prefix/") == shadowed ]] || fail 'the installed one is not shadowed' "$log"
mapfile -t cases < <(find "$folder/tests" "$source_tree/tests/golden/$folder" -name '*.test' 2>/dev/null)
[[ ${#cases[@]} -gt 0 ]] || echo "$folder has no golden cases"
for isolation in '' --isolate-plugins; do
    # shellcheck disable=SC2086
    quietly 'it cannot be used' tablewright $isolation --plugin-path "$(dirname "$library")" \
        check --enable "$id" "$prefix/share/tablewright/samples/blog.dbml"
    # Whatever it finds is findings; that it failed is none.
    refuse '[TW90' "$log"
    [[ ${#cases[@]} -gt 0 ]] || continue
    # shellcheck disable=SC2086
    quietly 'its golden cases fail' tablewright $isolation --plugin-path "$(dirname "$library")" test "${cases[@]}"
done
echo ok
