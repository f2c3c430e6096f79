#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The installed preview finds the installed backend, needs no display, and is known to the desktop.
source "$(dirname "${BASH_SOURCE[0]}")/package.sh"
cd "$work"

document=$prefix/share/tablewright/samples/blog.json
tablewright compile "$document" >cli.sql 2>/dev/null
(
    unset DISPLAY WAYLAND_DISPLAY QT_QPA_PLATFORM
    # What fontconfig keeps until the end is no leak of ours.
    [[ -z $sanitizers ]] || export ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
    tablewright-preview --export preview.sql --export preview.svg "$document"
) >"$log" 2>&1 || fail "the preview does not export" "$log"
cmp preview.sql cli.sql || fail "the preview's script differs"
expect '</svg>' preview.svg
share=$prefix/share id=org.tablewright.Preview
for file in "applications/$id.desktop" "mime/packages/$id.xml" "metainfo/$id.metainfo.xml" \
    "icons/hicolor/scalable/apps/$id.svg" "icons/hicolor/16x16/apps/$id.png" \
    "icons/hicolor/256x256/apps/$id.png"; do
    [[ -s $share/$file ]] || fail "$file is not installed"
done
program=$(sed -n 's/^Exec=\([^ ]*\).*/\1/p' "$share/applications/$id.desktop" | sort -u)
[[ -x $prefix/bin/$program ]] || fail "the desktop starts \`$program\`, which is not installed"
echo ok
