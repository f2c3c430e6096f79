#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: isolated.sh TABLEWRIGHT PLUGIN FOLDER
# The golden files with the plugin in a process of its own: from a folder that is not Tablewright's,
# since what is there is never isolated.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$2" "$folder"
chmod -R a+rX "$folder"
"$1" --plugin-path "$folder" --isolate-plugins test "$3"
