#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: check_desktop_files.sh RESOURCES
#
# Checks the desktop's files with the tools that desktops use: the entry, the file types in a data
# folder of their own, the AppStream description, the icon. Ends with 77 when a tool is missing.
set -euo pipefail

folder=$1
id=org.tablewright.Preview
missing=
for tool in desktop-file-validate appstreamcli update-mime-database xmllint; do
    command -v "$tool" >/dev/null || missing+=" $tool"
done
scratch=$(mktemp -d "${TMPDIR:-/tmp}/tablewright-desktop.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

fail() {
    printf 'FAIL: %s\n' "$1"
    exit 1
}
have() { [[ $missing != *" $1"* ]]; }

if have desktop-file-validate; then
    warnings=$(desktop-file-validate "$folder/$id.desktop") || fail "$warnings"
    [ -z "$warnings" ] || fail "$warnings"
fi
# What the entry says it opens is what the types file declares, and nothing that others own.
for type in $(sed -n 's/^MimeType=//p' "$folder/$id.desktop" | tr ';' ' '); do
    grep -q "<mime-type type=\"$type\">" "$folder/$id.mime.xml" || fail "$type is not declared"
    grep -q "<mediatype>$type</mediatype>" "$folder/$id.metainfo.xml" ||
        fail "$type is not in the description"
done

if have appstreamcli; then
    report=$(appstreamcli validate --no-net --explain "$folder/$id.metainfo.xml") || fail "$report"
fi

if have update-mime-database; then
    mkdir -p "$scratch/mime/packages"
    cp "$folder/$id.mime.xml" "$scratch/mime/packages/$id.xml"
    warnings=$(PKGSYSTEM_ENABLE_FSYNC=0 update-mime-database "$scratch/mime" 2>&1) || fail "$warnings"
    grep -q '^50:text/x-dbml:\*\.dbml$' "$scratch/mime/globs2" ||
        fail "*.dbml is not text/x-dbml: $(cat "$scratch/mime/globs2")"
    grep -q '^60:application/vnd.tablewright.schema+json:\*\.schema\.json$' "$scratch/mime/globs2" ||
        fail "*.schema.json has no type: $(cat "$scratch/mime/globs2")"
    grep -q ':\*\.json$' "$scratch/mime/globs2" && fail "plain JSON is taken over"
fi

if have xmllint; then
    xmllint --noout "$folder/$id.mime.xml" "$folder/$id.metainfo.xml" "$folder"/icons/*.svg
fi
for size in 16 22 24 32 48 64 128 256; do
    # A PNG says its width in the bytes from 16 on.
    width=$((16#$(od -An -tx1 -j16 -N4 "$folder/icons/tablewright-$size.png" | tr -d ' \n')))
    [ "$width" = "$size" ] || fail "the icon of $size pixels has $width"
done

if [ -n "$missing" ]; then
    echo "skipped: not installed:$missing"
    exit 77
fi
echo "ok"
